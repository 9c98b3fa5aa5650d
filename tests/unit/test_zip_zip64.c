#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/wacz/zip.h"
#include "tests/unit/zip_forge.h"

/* ZIP64 in small archives: right, and told differently in two places. */

struct end64 {
	uint64_t length;	/* of the record, minus 12 */
	uint64_t count;
	uint64_t count_all;
	uint64_t size;
	uint64_t offset;
	uint32_t disk;
	uint64_t locator;	/* where it says the record is */
	uint32_t disks;
	uint32_t small_count;	/* in the end record */
	uint32_t small_size;
	uint32_t small_offset;
};

/* An archive of two entries up to its directory, and what ends it rightly. */
static void
begin(struct forge *z, struct end64 *e)
{
	struct forged f[2] = { { .name = "a/b", .data = "one" },
		{ .name = "a/c", .data = "two" } };

	memset(z, 0, sizeof(*z));
	forge(z, f, 2);
	z->out.n = z->end_at;
	*e = (struct end64){ .length = 44, .count = 2, .count_all = 2,
		.size = z->end_at - z->central_at, .offset = z->central_at,
		.locator = z->end_at, .disks = 1, .small_count = UINT16_MAX,
		.small_size = UINT32_MAX, .small_offset = UINT32_MAX };
}

static void
finish(struct forge *z, const struct end64 *e)
{
	struct buf *b = &z->out;

	put32(b, 0x06064b50);
	put64(b, e->length);
	put16(b, 45);
	put16(b, 45);
	put32(b, e->disk);
	put32(b, 0);
	put64(b, e->count);
	put64(b, e->count_all);
	put64(b, e->size);
	put64(b, e->offset);
	put32(b, 0x07064b50);
	put32(b, 0);
	put64(b, e->locator);
	put32(b, e->disks);
	put32(b, 0x06054b50);
	put32(b, 0);
	put16(b, e->small_count);
	put16(b, e->small_count);
	put32(b, e->small_size);
	put32(b, e->small_offset);
	put16(b, 0);
}

/* The kind of the first fault, or -1; the archive is used up. */
static int
first_fault(struct forge *z, size_t *count)
{
	struct zip *zip;
	int fd = forge_fd(buf_span(&z->out)), kind = -1;

	assert_int_equal(zip_open(fd, &zip, NULL), 0);
	if (zip_fault_count(zip) > 0)
		kind = (int)zip_fault(zip, 0)->kind;
	*count = zip_count(zip);
	zip_free(zip);
	(void)close(fd);
	buf_free(&z->out);
	return (kind);
}

static void
test_end64__right(void **state)
{
	struct forge z;
	struct end64 e;
	size_t n;

	(void)state;
	begin(&z, &e);
	finish(&z, &e);
	assert_int_equal(first_fault(&z, &n), -1);
	assert_int_equal(n, 2);
	/* What is small may be told in both. */
	begin(&z, &e);
	e.small_count = 2;
	e.small_size = (uint32_t)e.size;
	finish(&z, &e);
	assert_int_equal(first_fault(&z, &n), -1);
	assert_int_equal(n, 2);
}

static void
test_end64__told_differently(void **state)
{
	struct forge z;
	struct end64 e;
	size_t n;

	(void)state;
	begin(&z, &e);
	e.small_count = 1;
	finish(&z, &e);
	assert_int_equal(first_fault(&z, &n), ZIP_ZIP64);
	begin(&z, &e);
	e.small_offset = (uint32_t)e.offset;
	e.offset += 10;
	finish(&z, &e);
	assert_int_equal(first_fault(&z, &n), ZIP_ZIP64);
	begin(&z, &e);
	e.small_size = (uint32_t)e.size - 1;
	finish(&z, &e);
	assert_int_equal(first_fault(&z, &n), ZIP_ZIP64);
	begin(&z, &e);
	e.count_all = 3;
	finish(&z, &e);
	assert_int_equal(first_fault(&z, &n), ZIP_END_COUNT);
	begin(&z, &e);
	e.length = 45;
	finish(&z, &e);
	assert_int_equal(first_fault(&z, &n), ZIP_ZIP64);
}

static void
test_end64__places_and_disks(void **state)
{
	struct forge z;
	struct end64 e;
	size_t n;

	(void)state;
	begin(&z, &e);
	e.locator = 0;
	finish(&z, &e);
	assert_int_equal(first_fault(&z, &n), ZIP_ZIP64);
	begin(&z, &e);
	e.locator = UINT64_MAX;
	finish(&z, &e);
	assert_int_equal(first_fault(&z, &n), ZIP_ZIP64);
	begin(&z, &e);
	e.disks = 2;
	finish(&z, &e);
	assert_int_equal(first_fault(&z, &n), ZIP_DISKS);
	begin(&z, &e);
	e.disk = 1;
	finish(&z, &e);
	assert_int_equal(first_fault(&z, &n), ZIP_DISKS);
	begin(&z, &e);
	e.offset = UINT64_MAX;
	finish(&z, &e);
	assert_int_equal(first_fault(&z, &n), ZIP_CENTRAL_PLACE);
	begin(&z, &e);
	e.size = UINT64_MAX - 2;
	finish(&z, &e);
	assert_int_equal(first_fault(&z, &n), ZIP_CENTRAL_PLACE);
}

/* An entry whose sizes stand in its ZIP64 field. */
static int
entry_case(uint64_t size, uint64_t packed, size_t extra_n, size_t *n)
{
	struct buf extra = BUF_INIT(100);
	struct forged f = { .name = "a", .data = "hello" };
	struct forge z = { .comment = NULL };

	put16(&extra, 1);
	put16(&extra, (uint32_t)extra_n - 4);
	put64(&extra, size);
	put64(&extra, packed);
	f.extra = buf_str(&extra);
	f.extra_n = extra_n;
	forge(&z, &f, 1);
	memset(z.out.p + f.at + 18, 0xff, 8);
	memset(z.out.p + f.central_at + 20, 0xff, 8);
	buf_free(&extra);
	return (first_fault(&z, n));
}

static void
test_entry64__sizes(void **state)
{
	size_t n;

	(void)state;
	assert_int_equal(entry_case(5, 5, 20, &n), -1);
	assert_int_equal(n, 1);
	assert_int_equal(entry_case(5, 5, 12, &n), ZIP_ZIP64);
	assert_int_equal(entry_case(6, 5, 20, &n), ZIP_SIZES);
	assert_int_equal(entry_case(UINT64_MAX, 5, 20, &n), ZIP_RANGE);
	assert_int_equal(entry_case(INT64_MAX, INT64_MAX, 20, &n), ZIP_RANGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_end64__right),
		cmocka_unit_test(test_end64__told_differently),
		cmocka_unit_test(test_end64__places_and_disks),
		cmocka_unit_test(test_entry64__sizes),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
