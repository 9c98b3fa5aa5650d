#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/random.h"
#include "store/base/time.h"
#include "store/home/home.h"

/*
 * bench_log [events]: how fast the custody log grows, is checked, and gives
 * proofs, at 10^3, 10^4 ... up to ${events} (default 10^6).  Events are
 * appended in batches of 1,000, one signed checkpoint each, every event about
 * one exhibit of 10,000.  A store in $TMPDIR or /tmp.
 */
#define BATCH		1000
#define EXHIBITS	10000
#define PROOFS		1000

/* Seconds on the wall, and of the processor for us alone. */
struct moment {
	double wall;
	double cpu;
};

/* What one event costs, in seconds of the processor, and one proof. */
struct cost {
	uint64_t size;
	double append;
	double check;
	double proof;
};

struct bench {
	struct home *home;
	char (*id)[65];
	uint64_t size;
	struct moment append;	/* time that the last row took */
	struct cost first;	/* of the first row and of the last */
	struct cost last;
};

static double
seconds(clockid_t which)
{
	struct timespec t;

	(void)clock_gettime(which, &t);
	return ((double)t.tv_sec + (double)t.tv_nsec / 1e9);
}

static struct moment
now(void)
{

	return ((struct moment){ seconds(CLOCK_MONOTONIC),
	    seconds(CLOCK_PROCESS_CPUTIME_ID) });
}

/* Add to ${sum} what passed since ${start}. */
static void
add_since(struct moment *sum, struct moment start)
{
	struct moment t = now();

	sum->wall += t.wall - start.wall;
	sum->cpu += t.cpu - start.cpu;
}

static int
die(const struct error *e)
{

	(void)fprintf(stderr, "%s: %s\n", error_code_name(e->code), e->text);
	return (-1);
}

static int
append(struct bench *b, uint64_t n, struct error *e)
{
	static const char * const whys[2] = {
		"consulted before the hearing", "checked against the list"
	};
	struct event ev[BATCH];
	const char *id[BATCH];
	struct moment start;
	size_t i, k;

	for (i = 0; i < n; i += k) {
		for (k = 0; k < BATCH && i + k < n; k++) {
			ev[k] = (struct event)EVENT_INIT;
			ev[k].kind = k % 2 ? EVENT_VIEWED : EVENT_VERIFIED;
			ev[k].why = whys[k % 2];
			ev[k].case_name = "Dupont c/ X";
			id[k] = b->id[(i + k) % EXHIBITS];
			ev[k].exhibits = &id[k];
			ev[k].n_exhibits = 1;
			ev[k].before = (struct event_state){ "sha256", id[k],
			    123456 };
		}
		start = now();
		if (home_append(b->home, ev, k, e) != 0)
			return (-1);
		add_since(&b->append, start);
		b->size += k;
	}
	return (0);
}

/* Seconds for one inclusion and one consistency proof, both checked. */
static int
prove(struct bench *b, double *each, struct error *e)
{
	struct merkle_source src = catalog_log_source(home_catalog(b->home));
	struct merkle_hasher *h = merkle_hasher_new(e);
	struct merkle_proof p;
	struct merkle_tree tree, old;
	struct merkle_node prev, root, old_root, leaf;
	uint64_t at, size = b->size;
	struct moment start = now(), sum = { 0, 0 };
	bool holds;
	int i, rc = -1;

	if (h == NULL ||
	    catalog_log_head(home_catalog(b->home), &tree, &prev, e) != 0 ||
	    merkle_root(h, &tree, &root, e) != 0)
		goto out;
	for (i = 0; i < PROOFS; i++) {
		at = (uint64_t)i * 7919 % size;
		if (src.node(src.ctx, 0, at, &leaf, e) != 0 ||
		    merkle_prove(h, &src, at, size, &p, e) != 0 ||
		    merkle_check(h, &leaf, at, size, &p, &root, &holds,
		    e) != 0)
			goto out;
		if (!holds) {
			(void)error_set(e, ERR_CORRUPT, "a proof fails");
			goto out;
		}
		if (merkle_load(&src, at + 1, &old, e) != 0 ||
		    merkle_root(h, &old, &old_root, e) != 0 ||
		    merkle_prove_growth(h, &src, at + 1, size, &p, e) != 0 ||
		    merkle_check_growth(h, at + 1, &old_root, size, &root,
		    &p, &holds, e) != 0)
			goto out;
		if (!holds) {
			(void)error_set(e, ERR_CORRUPT, "a proof fails");
			goto out;
		}
	}
	add_since(&sum, start);
	*each = sum.wall / PROOFS;
	rc = 0;
out:
	merkle_hasher_free(h);
	return (rc);
}

/* Peak of memory, from the kernel. */
static long
peak_kib(void)
{
	char line[256];
	long kib = -1;
	FILE *f = fopen("/proc/self/status", "r");

	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "VmHWM:", 6) == 0)
			kib = strtol(line + 6, NULL, 10);
	if (f != NULL)
		(void)fclose(f);
	return (kib);
}

static int
row(struct bench *b, uint64_t target, struct error *e)
{
	struct log_findings fs = LOG_FINDINGS_INIT;
	uint64_t before = b->size, size = 0;
	struct moment start, check = { 0, 0 };
	double proof_s;

	b->append = (struct moment){ 0, 0 };
	if (append(b, target - b->size, e) != 0)
		return (-1);
	start = now();
	if (home_log_check(b->home, &fs, &size, NULL, e) != 0)
		return (-1);
	add_since(&check, start);
	if (fs.failed > 0 || size != b->size)
		return (error_set(e, ERR_CORRUPT, "%s: %s", fs.n > 0 ?
		    log_fault_name(fs.list[0].fault) : "size", fs.n > 0 ?
		    fs.list[0].detail : ""));
	log_findings_free(&fs);
	if (prove(b, &proof_s, e) != 0)
		return (-1);
	(void)printf("%9llu %10.0f %10.0f %10.0f %10.0f %10.3f %9ld\n",
	    (unsigned long long)b->size,
	    (double)(b->size - before) / b->append.wall,
	    (double)(b->size - before) / b->append.cpu,
	    (double)size / check.wall, (double)size / check.cpu,
	    proof_s * 1e3, peak_kib());
	(void)fflush(stdout);
	b->last = (struct cost){ size, b->append.cpu /
	    (double)(b->size - before), check.cpu / (double)size,
	    proof_s / 2 };
	if (b->first.size == 0)
		b->first = b->last;
	return (0);
}

/* How the cost of one grew with the log, and what issue 4 wants. */
static void
show_growth(const struct bench *b)
{
	const struct cost *f = &b->first, *l = &b->last;

	(void)printf("growth of the cost of one, from %llu to %llu events: "
	    "append %.2f, check %.2f, proof %.2f\n",
	    (unsigned long long)f->size, (unsigned long long)l->size,
	    l->append / f->append, l->check / f->check, l->proof / f->proof);
	(void)printf("wanted, by the processor's time: append 20000/s (%s), "
	    "check 300000/s (%s), a proof below 2 ms (%s)\n",
	    l->append <= 1.0 / 20000 ? "yes" : "NO",
	    l->check <= 1.0 / 300000 ? "yes" : "NO",
	    l->proof < 2e-3 ? "yes" : "NO");
}

static int
run(struct bench *b, uint64_t max, struct error *e)
{
	uint64_t target;
	uint8_t raw[32];
	size_t i, k;

	if ((b->id = calloc(EXHIBITS, sizeof(*b->id))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < EXHIBITS; i++) {
		if (random_bytes(raw, sizeof(raw), e) != 0)
			return (-1);
		for (k = 0; k < sizeof(raw); k++)
			(void)snprintf(b->id[i] + 2 * k, 3, "%02x", raw[k]);
	}
	(void)printf("%9s %10s %10s %10s %10s %10s %9s\n", "events",
	    "append/s", "(cpu)", "check/s", "(cpu)", "2proofs ms",
	    "peak KiB");
	for (target = 1000; target <= max; target *= 10)
		if (row(b, target, e) != 0)
			return (-1);
	show_growth(b);
	return (0);
}

int
main(int argc, char **argv)
{
	struct bench b = { .home = NULL };
	struct home_init_opts init = { .tool = { "bench_log", "1", NULL } };
	struct home_open_opts opts = { .tool = init.tool };
	struct error e = ERROR_INIT;
	const char *tmp = getenv("TMPDIR");
	char folder[512], home[600];
	int rc = -1;

	(void)snprintf(folder, sizeof(folder), "%s/bench-log.XXXXXX",
	    tmp == NULL ? "/tmp" : tmp);
	if (mkdtemp(folder) == NULL) {
		perror(folder);
		return (1);
	}
	(void)snprintf(home, sizeof(home), "%s/store", folder);
	init.now = time_now();
	if (home_init(home, &init, &e) != 0 ||
	    home_open(home, &opts, &b.home, &e) != 0)
		goto out;
	b.size = 1;
	rc = run(&b, argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000, &e);
out:
	if (rc != 0)
		(void)die(&e);
	home_close(b.home);
	free(b.id);
	io_remove_tree(folder);
	return (rc == 0 ? 0 : 1);
}
