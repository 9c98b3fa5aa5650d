#include <sys/types.h>

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/base/buf.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/warc/warc.h"

#define DATA	"tests/data/warc/"
#define ALL	(WARC_CHECK | WARC_MEMBER | WARC_PAYLOAD)

/* What one pass over a file has shown. */
struct seen {
	int records;
	unsigned notes;
	int bad;			/* digests not as claimed */
	struct warc_fault fault;
	struct warc_end last;
	uint8_t members[8][DIGEST_LEN];	/* digests as stored */
};

static bool
is_bad(const struct warc_check *c)
{

	return (c->match == WARC_DIFFERENT || c->match == WARC_MALFORMED);
}

/* A source that gives one byte at a time meets every boundary. */
static ssize_t
read_byte(void *ctx, void *p, size_t n, struct error *e)
{
	struct span *s = ctx;

	return (warc_from_span(s).read(s, p, n > 1 ? 1 : n, e));
}

static void
look(struct span s, bool bytewise, struct seen *seen)
{
	struct warc_source source = warc_from_span(&s);
	struct warc_reader *r = NULL;
	struct warc_record rec;
	struct warc_end *end = &seen->last;
	struct error e = ERROR_INIT;
	int rc;

	memset(seen, 0, sizeof(*seen));
	if (bytewise)
		source.read = read_byte;
	assert_int_equal(warc_open(source, ALL, &r, &e), 0);
	while ((rc = warc_next(r, &rec, &e)) == WARC_GOT) {
		rc = warc_finish(r, end, &e);
		seen->notes |= end->notes;
		if (!end->checked)
			continue;
		seen->bad += is_bad(&end->block) + is_bad(&end->payload);
		if (end->has_member && seen->records < 8)
			memcpy(seen->members[seen->records], end->member,
			    DIGEST_LEN);
		seen->records++;
	}
	assert_int_not_equal(rc, -1);
	assert_int_equal(rc == WARC_FAULT,
	    warc_fault(r)->code != WARC_FAULT_NONE);
	/* It stays said. */
	assert_int_equal(warc_next(r, &rec, &e), rc);
	seen->fault = *warc_fault(r);
	warc_free(r);
}

static void
load(const char *folder, const char *name, struct buf *out)
{
	struct buf path = BUF_INIT(4096);

	*out = (struct buf)BUF_INIT(1 * MIB);
	assert_int_equal(io_join(&path, folder, name, NULL), 0);
	assert_int_equal(io_read_file(buf_str(&path), out, NULL), 0);
	buf_free(&path);
}

static const struct {
	const char *name;
	int records;
	unsigned notes;
} valid[] = {
	{ "resource.warc", 1, 0 },
	{ "pair.warc", 2, 0 },
	{ "empty-block.warc", 1, 0 },
	{ "unknown-type.warc", 1, 0 },
	{ "lf-lines.warc", 1, WARC_NOTE_LINES },
	{ "folded.warc", 1, WARC_NOTE_FOLDED },
	{ "brackets.warc", 1, WARC_NOTE_BRACKETS },
	{ "duplicate.warc", 1, WARC_NOTE_DUPLICATE },
	{ "concurrent-twice.warc", 1, 0 },
	{ "date-only.warc", 1, WARC_NOTE_DATE },
	{ "head-open.warc", 1, WARC_NOTE_HEAD_OPEN },
	{ "head-missing.warc", 1, WARC_NOTE_HEAD_MISSING },
	{ "dns.warc", 1, 0 },
	{ "draft.warc", 1, WARC_NOTE_VERSION },
	{ "unknown-digest.warc", 1, WARC_NOTE_LABEL },
	{ "members.warc.gz", 2, 0 },
	{ "shared-member.warc.gz", 2, WARC_NOTE_SHARED },
	{ "split-member.warc.gz", 2, WARC_NOTE_SHARED },
	{ "no-records.warc", 0, 0 },
};

static void
test_warc_read__valid(void **state)
{
	struct seen seen;
	struct buf b;
	size_t i;
	int way;

	(void)state;
	for (i = 0; i < sizeof(valid) / sizeof(valid[0]); i++) {
		load(DATA "valid", valid[i].name, &b);
		for (way = 0; way < 2; way++) {
			look(buf_span(&b), way == 1, &seen);
			if (seen.fault.code != WARC_FAULT_NONE)
				print_error("%s: %s\n", valid[i].name,
				    seen.fault.text);
			assert_int_equal(seen.fault.code, WARC_FAULT_NONE);
			assert_int_equal(seen.records, valid[i].records);
			assert_int_equal(seen.notes, valid[i].notes);
			assert_int_equal(seen.bad, 0);
		}
		buf_free(&b);
	}
}

/* The name of a file begins with that of its fault. */
static void
test_warc_read__invalid(void **state)
{
	DIR *d = opendir(DATA "invalid");
	struct dirent *f;
	struct seen seen;
	struct buf b;
	size_t n;
	int files = 0, way;

	(void)state;
	assert_non_null(d);
	while ((f = readdir(d)) != NULL) {
		if (f->d_name[0] == '.')
			continue;
		files++;
		n = strcspn(f->d_name, "_");
		load(DATA "invalid", f->d_name, &b);
		for (way = 0; way < 2; way++) {
			const char *name;

			look(buf_span(&b), way == 1, &seen);
			name = warc_fault_name(seen.fault.code);
			if (strlen(name) != n ||
			    strncmp(name, f->d_name, n) != 0)
				print_error("%s: found %s\n", f->d_name, name);
			assert_int_equal(strlen(name), n);
			assert_memory_equal(name, f->d_name, n);
			assert_in_range(seen.fault.offset, 0, b.n);
		}
		buf_free(&b);
	}
	(void)closedir(d);
	assert_true(files > 30);
}

static void
test_warc_read__pair(void **state)
{
	struct warc_reader *r = NULL;
	struct warc_record rec;
	struct warc_end end;
	struct buf b;
	struct span s, piece;
	int64_t second;

	(void)state;
	load(DATA "valid", "pair.warc", &b);
	s = buf_span(&b);
	assert_int_equal(warc_open(warc_from_span(&s), ALL, &r, NULL), 0);
	assert_int_equal(warc_next(r, &rec, NULL), WARC_GOT);
	assert_int_equal(rec.type, WARC_REQUEST);
	assert_int_equal(rec.date, 1767323045678);
	assert_true(rec.http);
	assert_true(span_is(rec.head, "GET / HTTP/1.1\r\nHost: e.org\r\n"
	    "\r\n"));
	assert_int_equal(warc_finish(r, &end, NULL), WARC_GOT);
	assert_int_equal(end.block.match, WARC_ABSENT);
	second = end.length;
	assert_int_equal(warc_next(r, &rec, NULL), WARC_GOT);
	assert_int_equal(rec.offset, second);
	assert_int_equal(warc_read(r, &piece, NULL), WARC_GOT);
	assert_true(span_is(piece, "<p>hi"));
	assert_int_equal(warc_read(r, &piece, NULL), WARC_END);
	assert_int_equal(warc_finish(r, &end, NULL), WARC_GOT);
	assert_int_equal(end.block.match, WARC_SAME);
	assert_int_equal(end.payload.match, WARC_SAME);
	assert_int_equal(end.payload.alg, DIGEST_SHA256);
	assert_int_equal(rec.offset + end.length, b.n);
	assert_int_equal(warc_next(r, &rec, NULL), WARC_END);

	/* The same record again, at the place that an index would name. */
	s = span_sub(buf_span(&b), (size_t)second, b.n);
	warc_restart(r, warc_from_span(&s), second);
	assert_int_equal(warc_next(r, &rec, NULL), WARC_GOT);
	assert_int_equal(rec.type, WARC_RESPONSE);
	assert_int_equal(rec.offset, second);
	assert_int_equal(warc_next(r, &rec, NULL), WARC_END);
	warc_free(r);
	buf_free(&b);
}

static void
test_warc_read__found_and_want(void **state)
{
	struct seen seen;
	struct buf b;

	(void)state;
	load(DATA "valid", "resource.warc", &b);
	look(buf_span(&b), false, &seen);
	assert_int_equal(seen.last.block.match, WARC_SAME);
	b.p[b.n - 5] = 'O';	/* of "hello" */
	look(buf_span(&b), false, &seen);
	assert_int_equal(seen.records, 1);
	assert_int_equal(seen.last.block.match, WARC_DIFFERENT);
	assert_int_equal(seen.last.block.n, DIGEST_LEN);
	assert_memory_not_equal(seen.last.block.want, seen.last.block.found,
	    DIGEST_LEN);
	assert_memory_equal(seen.last.payload_sha256, seen.last.block.found,
	    DIGEST_LEN);
	buf_free(&b);
}

/* Cut anywhere: either at the end of a record, or it is seen. */
static void
test_warc_read__cut_anywhere(void **state)
{
	struct seen whole, seen;
	struct buf b;
	size_t n, clean = 0;

	(void)state;
	load(DATA "valid", "members.warc.gz", &b);
	look(buf_span(&b), false, &whole);
	for (n = 0; n < b.n; n++) {
		look(span_sub(buf_span(&b), 0, n), false, &seen);
		if (seen.fault.code == WARC_FAULT_NONE) {
			assert_int_equal(seen.records, n == 0 ? 0 : 1);
			clean++;
		}
	}
	assert_int_equal(clean, 2);
	buf_free(&b);
}

/* One bit turned anywhere is a fault, or another digest of the member. */
static void
test_warc_read__bit_flips(void **state)
{
	struct seen whole, seen;
	struct buf b;
	size_t i;

	(void)state;
	load(DATA "valid", "members.warc.gz", &b);
	look(buf_span(&b), false, &whole);
	assert_int_equal(whole.records, 2);
	for (i = 0; i < 8 * b.n; i++) {
		b.p[i / 8] ^= (uint8_t)(1 << i % 8);
		look(buf_span(&b), false, &seen);
		assert_true(seen.fault.code != WARC_FAULT_NONE ||
		    memcmp(seen.members, whole.members,
		    sizeof(whole.members)) != 0);
		b.p[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	buf_free(&b);
}

static void
test_warc_read__header_too_long(void **state)
{
	struct buf b = BUF_INIT(2 * WARC_HEADER_MAX);
	struct warc_reader *r = NULL;
	struct warc_record rec;
	struct error e = ERROR_INIT;
	struct span s;

	(void)state;
	buf_puts(&b, "WARC/1.1\r\n");
	while (b.n <= WARC_HEADER_MAX)
		buf_puts(&b, "WARC-Note: 0123456789012345678901234567890\r\n");
	s = buf_span(&b);
	assert_int_equal(warc_open(warc_from_span(&s), ALL, &r, NULL), 0);
	assert_int_equal(warc_next(r, &rec, &e), -1);
	assert_int_equal(e.code, ERR_LIMIT);
	warc_free(r);
	buf_free(&b);
}

static ssize_t
read_fails(void *ctx, void *p, size_t n, struct error *e)
{

	(void)ctx;
	(void)p;
	(void)n;
	return (error_set(e, ERR_SYS, "the disk is gone"));
}

static void
test_warc_read__source_fails(void **state)
{
	struct warc_source source = { read_fails, NULL };
	struct warc_reader *r = NULL;
	struct warc_record rec;
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(warc_open(source, ALL, &r, NULL), 0);
	assert_int_equal(warc_next(r, &rec, &e), -1);
	assert_int_equal(e.code, ERR_SYS);
	assert_int_equal(warc_fault(r)->code, WARC_FAULT_NONE);
	warc_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_warc_read__valid),
		cmocka_unit_test(test_warc_read__invalid),
		cmocka_unit_test(test_warc_read__pair),
		cmocka_unit_test(test_warc_read__found_and_want),
		cmocka_unit_test(test_warc_read__cut_anywhere),
		cmocka_unit_test(test_warc_read__bit_flips),
		cmocka_unit_test(test_warc_read__header_too_long),
		cmocka_unit_test(test_warc_read__source_fails),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
