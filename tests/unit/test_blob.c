#include <sys/stat.h>

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/blob/blob.h"
#include "store/digest/digest.h"

struct place {
	char folder[64];
	char from[96];		/* a file to be kept */
	char blobs[96];
	char digest[BLOB_DIGEST];
	struct blob_store *s;
};

static const char text[] = "the sealed bytes of an exhibit";

static void
must(int rc, const struct error *e)
{

	if (rc < 0)
		fail_msg("%s", e->text);
}

static void
digest_of_text(const char *s, char hex[static BLOB_DIGEST])
{
	uint8_t md[DIGEST_LEN];

	assert_int_equal(digest_of(span_of(s), md, NULL), 0);
	(void)digest_hex(md, hex);
}

static int
set_up(void **state)
{
	struct place *p = calloc(1, sizeof(*p));
	struct error e = ERROR_INIT;

	(void)snprintf(p->folder, sizeof(p->folder),
	    "/tmp/constat-blob.XXXXXX");
	if (mkdtemp(p->folder) == NULL)
		return (-1);
	(void)snprintf(p->from, sizeof(p->from), "%s/sealed", p->folder);
	(void)snprintf(p->blobs, sizeof(p->blobs), "%s/blobs", p->folder);
	must(io_write_file(p->from, span_of(text), 0600, &e), &e);
	must(blob_folder_open(p->blobs, true, &p->s, &e), &e);
	digest_of_text(text, p->digest);
	*state = p;
	return (0);
}

static int
tear_down(void **state)
{
	struct place *p = *state;

	blob_close(p->s);
	io_remove_tree(p->folder);
	free(p);
	return (0);
}

static void
put_text(struct place *p)
{
	struct error e = ERROR_INIT;

	must(blob_put(p->s, p->from, sizeof(text) - 1, p->digest, &e), &e);
}

static void
test_blob__put_then_read(void **state)
{
	struct place *p = *state;
	struct buf path = BUF_INIT(4096), got = BUF_INIT(4096);
	struct error e = ERROR_INIT;
	char found[BLOB_DIGEST], want[200];
	int64_t bytes;
	struct stat st;
	int fd;

	put_text(p);
	must(blob_path(p->s, p->digest, &path, &e), &e);
	(void)snprintf(want, sizeof(want), "%s/%.2s/%s.wacz", p->blobs,
	    p->digest, p->digest);
	assert_string_equal(buf_str(&path), want);
	assert_int_equal(stat(want, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0444);
	must(io_read_file(want, &got, &e), &e);
	assert_string_equal(buf_str(&got), text);
	assert_int_equal(blob_check(p->s, p->digest, &bytes, found, NULL,
	    NULL, &e), 1);
	assert_true(bytes == sizeof(text) - 1);
	must(blob_open(p->s, p->digest, &fd, &e), &e);
	(void)close(fd);
	/* The source may go; the blob stays. */
	assert_int_equal(unlink(p->from), 0);
	assert_int_equal(blob_check(p->s, p->digest, NULL, found, NULL, NULL,
	    &e), 1);
	buf_free(&path);
	buf_free(&got);
}

static void
test_blob__same_again_is_fine(void **state)
{
	struct place *p = *state;

	put_text(p);
	put_text(p);
}

static void
test_blob__source_must_be_as_said(void **state)
{
	struct place *p = *state;
	struct error e = ERROR_INIT;
	char other[BLOB_DIGEST];
	int fd;

	digest_of_text("something else", other);
	assert_int_equal(blob_put(p->s, p->from, sizeof(text) - 1, other, &e),
	    -1);
	assert_int_equal(e.code, ERR_CORRUPT);
	error_clear(&e);
	assert_int_equal(blob_put(p->s, p->from, 5, p->digest, &e), -1);
	assert_int_equal(e.code, ERR_CORRUPT);
	error_clear(&e);
	assert_int_equal(blob_put(p->s, p->from, sizeof(text) - 1, "abc", &e),
	    -1);
	assert_int_equal(e.code, ERR_INPUT);
	error_clear(&e);
	assert_int_equal(blob_put(p->s, p->folder, 0, p->digest, &e), -1);
	assert_int_equal(e.code, ERR_UNSUPPORTED);
	error_clear(&e);
	assert_int_equal(blob_put(p->s, "/nowhere/x", 0, p->digest, &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	error_clear(&e);
	/* None of this has put anything. */
	assert_int_equal(blob_open(p->s, p->digest, &fd, &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
}

static void
test_blob__other_bytes_under_the_name(void **state)
{
	struct place *p = *state;
	struct buf path = BUF_INIT(4096), got = BUF_INIT(4096);
	struct error e = ERROR_INIT;
	char found[BLOB_DIGEST];

	put_text(p);
	must(blob_path(p->s, p->digest, &path, &e), &e);
	must(io_write_file(buf_str(&path), span_of("forged"), 0444, &e), &e);
	assert_int_equal(blob_put(p->s, p->from, sizeof(text) - 1, p->digest,
	    &e), -1);
	assert_int_equal(e.code, ERR_CORRUPT);
	error_clear(&e);
	/* It was not written over: what is there is evidence of something. */
	must(io_read_file(buf_str(&path), &got, &e), &e);
	assert_string_equal(buf_str(&got), "forged");
	assert_int_equal(blob_check(p->s, p->digest, NULL, found, NULL, NULL,
	    &e), 0);
	assert_string_not_equal(found, p->digest);
	buf_free(&path);
	buf_free(&got);
}

/* /dev/shm is another file system than /tmp or not; both ways must do. */
static void
test_blob__from_another_file_system(void **state)
{
	struct place *p = *state;
	struct error e = ERROR_INIT;
	char from[] = "/dev/shm/constat-blob.XXXXXX", found[BLOB_DIGEST];
	struct stat a, b;
	int fd;

	if ((fd = mkstemp(from)) < 0)
		skip();
	must(io_write(fd, text, sizeof(text) - 1, &e), &e);
	must(io_close(&fd, &e), &e);
	assert_int_equal(stat(from, &a), 0);
	assert_int_equal(stat(p->folder, &b), 0);
	if (a.st_dev == b.st_dev)
		print_message("same file system: the copy is not tried\n");
	must(blob_put(p->s, from, sizeof(text) - 1, p->digest, &e), &e);
	must(blob_put(p->s, from, sizeof(text) - 1, p->digest, &e), &e);
	assert_int_equal(blob_check(p->s, p->digest, NULL, found, NULL, NULL,
	    &e), 1);
	assert_int_equal(unlink(from), 0);
}

static void
test_blob__stamps_stand_beside(void **state)
{
	struct place *p = *state;
	struct buf name = BUF_INIT(4096), path = BUF_INIT(4096);
	struct error e = ERROR_INIT;
	char want[128];

	assert_int_equal(blob_put_stamp(p->s, p->digest, span_of("t1"), &name,
	    &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	error_clear(&e);
	put_text(p);
	must(blob_put_stamp(p->s, p->digest, span_of("t1"), &name, &e), &e);
	(void)snprintf(want, sizeof(want), "%.2s/%s.wacz.tsr", p->digest,
	    p->digest);
	assert_string_equal(buf_str(&name), want);
	buf_reset(&name);
	must(blob_put_stamp(p->s, p->digest, span_of("t2"), &name, &e), &e);
	(void)snprintf(want, sizeof(want), "%.2s/%s.wacz.2.tsr", p->digest,
	    p->digest);
	assert_string_equal(buf_str(&name), want);
	/* The first again: found, not written. */
	buf_reset(&name);
	must(blob_put_stamp(p->s, p->digest, span_of("t1"), &name, &e), &e);
	(void)snprintf(want, sizeof(want), "%.2s/%s.wacz.tsr", p->digest,
	    p->digest);
	assert_string_equal(buf_str(&name), want);
	buf_free(&name);
	buf_free(&path);
}

static void
test_blob__record_beside_is_replaced(void **state)
{
	struct place *p = *state;
	struct buf record = BUF_INIT(16), path = BUF_INIT(4096);
	struct error e = ERROR_INIT;

	assert_int_equal(blob_put_record(p->s, p->digest, span_of("r1"), &e),
	    -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	error_clear(&e);
	put_text(p);
	assert_int_equal(blob_record(p->s, p->digest, &record, &e), 0);
	must(blob_put_record(p->s, p->digest, span_of("r1"), &e), &e);
	must(blob_put_record(p->s, p->digest, span_of("r2"), &e), &e);
	assert_int_equal(blob_record(p->s, p->digest, &record, &e), 1);
	assert_string_equal(buf_str(&record), "r2");
	must(blob_path(p->s, p->digest, &path, &e), &e);
	buf_puts(&path, ".ers");
	assert_int_equal(access(buf_str(&path), F_OK), 0);
	must(blob_remove(p->s, p->digest, &e), &e);
	assert_int_equal(access(buf_str(&path), F_OK), -1);
	buf_free(&record);
	buf_free(&path);
}

struct seen {
	int n[BLOB_STRANGER + 1];
	int64_t bytes;
	int stop_after;
};

static int
note(void *ctx, const struct blob_entry *b, struct error *e)
{
	struct seen *s = ctx;

	s->n[b->kind]++;
	if (b->kind == BLOB_FILE) {
		s->bytes = b->bytes;
		assert_true(blob_digest_ok(b->digest));
	}
	if (s->stop_after > 0 && --s->stop_after == 0)
		return (error_set(e, ERR_CANCELED, "enough"));
	return (0);
}

static void
put_stranger(const struct place *p, const char *name)
{
	struct error e = ERROR_INIT;
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", p->blobs, name);
	must(io_write_file(path, span_of("x"), 0600, &e), &e);
}

static void
test_blob__walk_tells_kinds_apart(void **state)
{
	struct place *p = *state;
	struct buf name = BUF_INIT(4096);
	struct error e = ERROR_INIT;
	struct seen s = { .bytes = 0 };
	char inside[160], folder[160];

	put_text(p);
	must(blob_put_stamp(p->s, p->digest, span_of("t1"), &name, &e), &e);
	must(blob_put_record(p->s, p->digest, span_of("r"), &e), &e);
	put_stranger(p, "README");
	(void)snprintf(inside, sizeof(inside), "%.2s/%s.wacz.XyZ123",
	    p->digest, p->digest);
	put_stranger(p, inside);
	(void)snprintf(inside, sizeof(inside), "%.2s/tsr.XyZ123", p->digest);
	put_stranger(p, inside);
	(void)snprintf(inside, sizeof(inside), "%.2s/%s.wacz.02.tsr",
	    p->digest, p->digest);
	put_stranger(p, inside);
	/* The right name on the wrong shelf. */
	(void)snprintf(folder, sizeof(folder), "%s/%s", p->blobs,
	    strncmp(p->digest, "00", 2) == 0 ? "01" : "00");
	assert_int_equal(mkdir(folder, 0700), 0);
	(void)snprintf(inside, sizeof(inside), "%s/%s.wacz",
	    folder + strlen(p->blobs) + 1, p->digest);
	put_stranger(p, inside);
	must(blob_each(p->s, note, &s, &e), &e);
	assert_int_equal(s.n[BLOB_FILE], 1);
	assert_int_equal(s.n[BLOB_STAMP], 2);
	assert_int_equal(s.n[BLOB_STRANGER], 5);
	assert_true(s.bytes == sizeof(text) - 1);
	s.stop_after = 2;
	assert_int_equal(blob_each(p->s, note, &s, &e), -1);
	assert_int_equal(e.code, ERR_CANCELED);
	buf_free(&name);
}

/* A link under a blob's name must not lead elsewhere unseen. */
static void
test_blob__link_is_no_blob(void **state)
{
	struct place *p = *state;
	struct buf path = BUF_INIT(4096);
	struct error e = ERROR_INIT;
	struct seen s = { .bytes = 0 };

	put_text(p);
	must(blob_path(p->s, p->digest, &path, &e), &e);
	assert_int_equal(unlink(buf_str(&path)), 0);
	assert_int_equal(symlink("/etc/passwd", buf_str(&path)), 0);
	must(blob_each(p->s, note, &s, &e), &e);
	assert_int_equal(s.n[BLOB_FILE], 0);
	assert_int_equal(s.n[BLOB_STRANGER], 1);
	buf_free(&path);
}

#define CASE(t)	cmocka_unit_test_setup_teardown(t, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_blob__put_then_read),
		CASE(test_blob__same_again_is_fine),
		CASE(test_blob__source_must_be_as_said),
		CASE(test_blob__other_bytes_under_the_name),
		CASE(test_blob__from_another_file_system),
		CASE(test_blob__stamps_stand_beside),
		CASE(test_blob__record_beside_is_replaced),
		CASE(test_blob__walk_tells_kinds_apart),
		CASE(test_blob__link_is_no_blob),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
