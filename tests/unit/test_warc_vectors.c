#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/base/buf.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/warc/warc.h"

/* Files of other tools, with verdicts: read in place, never copied. */
#define VECTORS	"../shared/vectors/"

#define ODD	(WARC_NOTE_DUPLICATE | WARC_NOTE_BRACKETS | \
    WARC_NOTE_VERSION | WARC_NOTE_LINES | WARC_NOTE_FOLDED | \
    WARC_NOTE_HEAD_OPEN | WARC_NOTE_HEAD_TEXT | WARC_NOTE_HEAD_MISSING)

struct sum {
	unsigned notes;
	int bad;
	int records;
	enum warc_fault_code fault;
};

static bool
is_bad(const struct warc_check *c)
{

	return (c->match == WARC_DIFFERENT || c->match == WARC_MALFORMED);
}

static void
read_all(const char *path, struct sum *sum)
{
	struct warc_reader *r = NULL;
	struct warc_record rec;
	struct warc_end end;
	struct error e = ERROR_INIT;
	int fd = -1, rc;

	memset(sum, 0, sizeof(*sum));
	assert_int_equal(io_open_read(path, &fd, &e), 0);
	assert_int_equal(warc_open(warc_from_fd(&fd),
	    WARC_CHECK | WARC_MEMBER, &r, &e), 0);
	while ((rc = warc_next(r, &rec, &e)) == WARC_GOT) {
		rc = warc_finish(r, &end, &e);
		sum->records++;
		sum->notes |= end.notes;
		sum->bad += end.checked && is_bad(&end.block);
		sum->bad += end.checked && is_bad(&end.payload);
	}
	assert_int_not_equal(rc, -1);
	sum->fault = warc_fault(r)->code;
	warc_free(r);
	(void)close(fd);
}

static const char *
verdict(const struct sum *s)
{

	if ((s->notes & WARC_NOTE_SHARED) != 0)
		return ("INVALID-GZIP");
	if (s->bad > 0)
		return ("INVALID-DIGEST");
	if (s->fault != WARC_FAULT_NONE)
		return (warc_fault_name(s->fault));
	return ((s->notes & ODD) != 0 ? "VALID-WARN" : "VALID");
}

static struct span
column(struct span line, int n)
{
	ptrdiff_t tab;

	for (; n > 0; n--)
		if ((tab = span_find(line, '\t')) >= 0)
			line = span_sub(line, (size_t)tab + 1, line.n);
	tab = span_find(line, '\t');
	return (tab < 0 ? line : span_sub(line, 0, (size_t)tab));
}

static void
test_warc_vectors__verdicts(void **state)
{
	struct buf table = BUF_INIT(JSON_FILE_MAX);
	char path[512], want[64];
	struct span rest, line, name;
	struct sum sum;
	int n = 0, wrong = 0;

	(void)state;
	if (access(VECTORS "vectors.tsv", R_OK) != 0) {
		print_message("no " VECTORS "vectors.tsv: skipped\n");
		skip();
	}
	assert_int_equal(io_read_file(VECTORS "vectors.tsv", &table, NULL), 0);
	rest = buf_span(&table);
	while (span_line(&rest, &line)) {
		name = column(line, 0);
		if (!span_starts(name, "warc/"))
			continue;
		(void)snprintf(path, sizeof(path), VECTORS "%.*s",
		    (int)name.n, (const char *)name.p);
		(void)snprintf(want, sizeof(want), "%.*s",
		    (int)column(line, 4).n,
		    (const char *)column(line, 4).p);
		read_all(path, &sum);
		n++;
		if (strcmp(verdict(&sum), want) == 0)
			continue;
		wrong++;
		print_error("%s: found %s, want %s (notes %x, %d records)\n",
		    path, verdict(&sum), want, sum.notes, sum.records);
	}
	buf_free(&table);
	assert_int_equal(wrong, 0);
	assert_int_equal(n, 17);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_warc_vectors__verdicts),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
