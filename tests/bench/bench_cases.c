#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "store/base/limits.h"
#include "store/base/num.h"
#include "store/base/time.h"
#include "store/catalog/catalog.h"

/*
 * bench_cases [exhibits]: how long it takes to list a case and to search in
 * it, at 10^2, 10^3 ... up to ${exhibits} (default 10^4).  Each exhibit has a
 * post of about 200 words out of 5,000 and a page's text of 300 more; as many
 * exhibits stand in another case.  Milliseconds of the processor, the median
 * of ROUNDS, so that other programs do not count; a new statement each time.
 * A catalogue in $TMPDIR or /tmp.
 */
#define ROUNDS	15
#define WORDS	5000

static struct error e = ERROR_INIT;

static void
must(int rc)
{

	if (rc >= 0)
		return;
	(void)fprintf(stderr, "bench_cases: %s\n", e.text);
	exit(1);
}

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return ((double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6);
}

/* The same numbers each time. */
static uint32_t
draw(void)
{
	static uint32_t x = 2463534242;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return (x);
}

static void
put_words(struct buf *b, int n)
{

	while (n-- > 0)
		buf_printf(b, "mot%" PRIu32 " ", draw() % WORDS);
}

static void
add(struct catalog *c, int64_t i, const char *name)
{
	struct buf post = BUF_INIT(64 * KIB), text = BUF_INIT(64 * KIB);
	struct catalog_exhibit x = CATALOG_EXHIBIT_INIT;
	char id[65], sha[65], url[128];

	(void)snprintf(id, sizeof(id), "%08" PRIx32 "%056" PRIx64, draw(),
	    (uint64_t)i);
	(void)snprintf(sha, sizeof(sha), "%064" PRIx64, (uint64_t)i);
	(void)snprintf(url, sizeof(url), "https://example.org/p/%" PRId64, i);
	buf_puts(&post, "{\"platform\":\"x\",\"author\":\"@jeanne\","
	    "\"text\":\"commun ");
	put_words(&post, 200);
	buf_puts(&post, "\"}");
	put_words(&text, 300);
	x.id = id;
	x.sha256 = sha;
	x.bytes = 1000000;
	x.url = url;
	x.title = "Un message, et ce qui s'ensuit";
	x.case_name = name;
	x.post = buf_str(&post);
	x.text = buf_str(&text);
	x.sealed = x.kept = 1700000000000 + i;
	x.blob = "aa/x.wacz";
	must(buf_ok(&post, &e));
	must(catalog_exhibit_add(c, &x, &e));
	buf_free(&post);
	buf_free(&text);
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x < y ? -1 : x > y);
}

/* How long one question takes to be answered whole, and how many rows. */
static double
ask(struct catalog *c, const struct catalog_filter *f, int64_t *rows)
{
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	double took[ROUNDS], start;
	int i, got;

	for (i = 0; i < ROUNDS; i++) {
		*rows = 0;
		start = now();
		must(catalog_exhibits(c, f, &cur, &e));
		while ((got = catalog_exhibit_next(cur, &x, &e)) == 1)
			(*rows)++;
		must(got);
		catalog_cursor_free(cur);
		took[i] = now() - start;
	}
	qsort(took, ROUNDS, sizeof(took[0]), by_value);
	return (took[ROUNDS / 2]);
}

static void
row(struct catalog *c, int64_t n)
{
	static const struct {
		const char *words;
		int64_t limit;
	} asked[] = {
		{ NULL, -1 }, { NULL, 50 }, { "mot17 mot4711", -1 },
		{ "mot17", -1 }, { "commun", 50 }, { "COMMUN", -1 },
	};
	struct catalog_filter f;
	int64_t rows;
	double took;
	size_t i;

	(void)printf("%8" PRId64, n);
	for (i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		f = (struct catalog_filter)CATALOG_FILTER_INIT;
		f.case_name = "K";
		f.words = asked[i].words;
		f.limit = asked[i].limit;
		took = ask(c, &f, &rows);
		(void)printf("  %9.2f (%5" PRId64 ")", took, rows);
	}
	(void)printf("\n");
	(void)fflush(stdout);
}

int
main(int argc, char *argv[])
{
	const char *tmp = getenv("TMPDIR");
	char path[512];
	struct catalog *c;
	int64_t most = 10000, n = 0, at;

	if (argc > 1)
		must(num_parse(span_of(argv[1]), 100, 10000000, &most, &e));
	(void)snprintf(path, sizeof(path), "%s/bench-cases.db",
	    tmp != NULL ? tmp : "/tmp");
	(void)unlink(path);
	must(catalog_open(path, CATALOG_MAKE, &c, &e));
	(void)printf("milliseconds of processor (rows) to answer for one case\n"
	    "exhibits  %17s  %17s  %17s  %17s  %17s  %17s\n", "list all",
	    "list 50", "2 rare words", "1 word", "in each, 50",
	    "in each, all");
	for (at = 100; at <= most; at *= 10) {
		must(catalog_begin(c, &e));
		for (; n < at; n++) {
			add(c, 2 * n, "K");
			add(c, 2 * n + 1, "L");
		}
		must(catalog_commit(c, &e));
		row(c, at);
	}
	catalog_close(c);
	(void)unlink(path);
	return (0);
}
