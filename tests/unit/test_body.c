#include <sys/stat.h>

#include "capture/record/body.h"
#include "store/base/io.h"
#include "store/digest/digest.h"
#include "tests/unit/unit.h"

/*
 * A body becomes a file: from memory, from its temporary file on the same
 * disk, and from one on another disk (/dev/shm, where there is one).
 */
static char folder[] = "/tmp/constat-body-XXXXXX";

static int
set_up(void **state)
{

	(void)state;
	memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
	return (mkdtemp(folder) == NULL ? -1 : 0);
}

static int
tear_down(void **state)
{

	(void)state;
	io_remove_tree(folder);
	return (0);
}

static struct body *
fill(const char *at, size_t n, struct buf *same)
{
	struct body *b = NULL;
	struct error e = ERROR_INIT;
	uint8_t p[1000];
	size_t i, k;

	assert_ok(body_open(&b, at, 8 * MIB, &e), &e);
	for (i = 0; i < n; i += k) {
		k = n - i < sizeof(p) ? n - i : sizeof(p);
		memset(p, (int)(i / sizeof(p)), k);
		assert_ok(body_put(b, p, k, &e), &e);
		buf_put(same, p, k);
	}
	return (b);
}

/* The saved file has the bytes, and the body still has them too. */
static void
saved(const char *at, size_t n)
{
	struct buf want = BUF_INIT(8 * MIB), have = BUF_INIT(8 * MIB);
	struct buf path = BUF_INIT(4096);
	uint8_t a[DIGEST_LEN], d[DIGEST_LEN], p[100];
	struct error e = ERROR_INIT;
	struct body *b = fill(at, n, &want);
	struct stat st;

	assert_ok(io_join(&path, folder, "file", &e), &e);
	assert_ok(body_save(b, buf_str(&path), &e), &e);
	assert_ok(io_read_file(buf_str(&path), &have, &e), &e);
	assert_true(span_eq(buf_span(&have), buf_span(&want)));
	assert_int_equal(stat(buf_str(&path), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_ok(body_digest(b, a, &e), &e);
	assert_ok(digest_of(buf_span(&have), d, &e), &e);
	assert_memory_equal(a, d, DIGEST_LEN);
	assert_int_equal(body_read(b, (int64_t)n - 100, p, 100, &e), 100);
	assert_memory_equal(p, want.p + n - 100, 100);
	/* What bears a name is not written over. */
	assert_fails(body_save(b, buf_str(&path), &e), &e, ERR_SYS);
	e = (struct error)ERROR_INIT;
	body_free(b);
	buf_reset(&have);
	assert_ok(io_read_file(buf_str(&path), &have, &e), &e);
	assert_true(span_eq(buf_span(&have), buf_span(&want)));
	assert_int_equal(unlink(buf_str(&path)), 0);
	buf_free(&path);
	buf_free(&want);
	buf_free(&have);
}

static void
test_body__saved_from_memory(void **state)
{

	(void)state;
	saved(folder, 1000);
	saved(folder, BODY_IN_MEMORY);
}

static void
test_body__saved_from_its_temporary_file(void **state)
{

	(void)state;
	saved(folder, BODY_IN_MEMORY + 1);
	saved(folder, 3 * BODY_IN_MEMORY + 17);
}

static void
test_body__saved_from_another_disk(void **state)
{
	struct stat st;

	(void)state;
	if (stat("/dev/shm", &st) != 0 || access("/dev/shm", W_OK) != 0)
		skip();
	saved("/dev/shm", 2 * BODY_IN_MEMORY);
}

/* Nothing may change in a file that has a name. */
static void
test_body__nothing_is_put_into_a_named_file(void **state)
{
	struct buf want = BUF_INIT(8 * MIB), have = BUF_INIT(8 * MIB);
	struct buf path = BUF_INIT(4096);
	struct error e = ERROR_INIT;
	struct body *b = fill(folder, 2 * BODY_IN_MEMORY, &want);

	(void)state;
	assert_ok(io_join(&path, folder, "file", &e), &e);
	assert_ok(body_save(b, buf_str(&path), &e), &e);
	(void)body_put(b, "more", 4, NULL);
	assert_ok(io_read_file(buf_str(&path), &have, &e), &e);
	assert_true(span_eq(buf_span(&have), buf_span(&want)));
	body_free(b);
	buf_free(&path);
	buf_free(&want);
	buf_free(&have);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_body__saved_from_memory),
		cmocka_unit_test(test_body__saved_from_its_temporary_file),
		cmocka_unit_test(test_body__saved_from_another_disk),
		cmocka_unit_test(test_body__nothing_is_put_into_a_named_file),
	};

	return (cmocka_run_group_tests(tests, set_up, tear_down));
}
