/*
 * Every allocation of the store's work fails once in turn (SQLite's, too): a
 * check that runs out of memory is an error and never finds damage, and a
 * change that does is whole or not there.
 * usage: oom_home [STEP]   each STEP-th allocation only
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "store/base/alloc.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/random.h"
#include "store/digest/digest.h"
#include "store/home/home.h"
#include "tests/oom/fail.h"

/* ---- SQLite's memory, by way of ours ---- */

#define ROOM	16		/* before each piece: its size, aligned */

static void *
memory_new(int n)
{
	char *p = malloc(ROOM + (size_t)n);

	if (p == NULL)
		return (NULL);
	memcpy(p, &n, sizeof(n));
	return (p + ROOM);
}

static void
memory_free(void *p)
{

	if (p != NULL)
		free((char *)p - ROOM);
}

static int
memory_size(void *p)
{
	int n = 0;

	if (p != NULL)
		memcpy(&n, (char *)p - ROOM, sizeof(n));
	return (n);
}

static void *
memory_more(void *p, int n)
{
	char *q;

	if ((q = realloc((char *)p - ROOM, ROOM + (size_t)n)) == NULL)
		return (NULL);
	memcpy(q, &n, sizeof(n));
	return (q + ROOM);
}

static int
memory_round(int n)
{

	return ((n + 7) & ~7);
}

static int
memory_begin(void *ctx)
{

	(void)ctx;
	return (SQLITE_OK);
}

static void
memory_end(void *ctx)
{

	(void)ctx;
}

static const struct sqlite3_mem_methods memory = {
	memory_new, memory_free, memory_more, memory_size, memory_round,
	memory_begin, memory_end, NULL
};

/* ---- the store ---- */

struct scene {
	struct home *home;
	unsigned kept;
};

static int
die(const char *what, long n, const char *why)
{

	(void)fprintf(stderr, "%s: allocation %ld: %s\n", what, n, why);
	return (1);
}

static int
append(struct scene *s, struct error *e)
{
	struct event ev[2] = { EVENT_INIT, EVENT_INIT };

	ev[0].kind = EVENT_VIEWED;
	ev[1].kind = EVENT_VERIFIED;
	ev[1].why = "a reason \x01 with an escape";
	return (home_append(s->home, ev, 2, e));
}

static int
keep(struct scene *s, struct error *e)
{
	struct event ev = EVENT_INIT;
	struct catalog_exhibit x = CATALOG_EXHIBIT_INIT;
	struct buf path = BUF_INIT(4096);
	struct home_job *j;
	uint8_t bytes[500], md[DIGEST_LEN];
	char id[65], sha256[65];
	int rc = -1;

	if (home_job_begin(s->home, "https://example.org/", &j, e) != 0)
		return (-1);
	ev.kind = EVENT_STORED;
	if (random_bytes(bytes, sizeof(bytes), e) != 0 ||
	    digest_of((struct span){ bytes, sizeof(bytes) }, md, e) != 0 ||
	    io_join(&path, home_job_folder(j), "sealed", e) != 0 ||
	    io_write_file(buf_str(&path), (struct span){ bytes,
	    sizeof(bytes) }, 0600, e) != 0)
		goto out;
	x.sha256 = digest_hex(md, sha256);
	/* Any 64 digits will do for the manifest. */
	md[0] ^= 1;
	x.id = digest_hex(md, id);
	x.bytes = sizeof(bytes);
	x.url = "https://example.org/";
	x.case_name = "Dupont c/ X";
	x.sealed = time_now();
	x.post = "{\"platform\":\"x\"}";
	rc = home_keep(s->home, j, buf_str(&path), &x, &ev, 1, NULL, e);
	if (rc == 0)
		s->kept++;
out:
	home_job_end(j);
	buf_free(&path);
	return (rc);
}

static int
log_check(struct scene *s, struct error *e)
{
	struct log_findings fs = LOG_FINDINGS_INIT;
	int rc = home_log_check(s->home, &fs, NULL, NULL, e);

	if (rc == 0 && fs.failed > 0) {
		(void)fprintf(stderr, "found %s: %s\n",
		    log_fault_name(fs.list[0].fault), fs.list[0].detail);
		rc = 1;
	}
	log_findings_free(&fs);
	return (rc);
}

static int
fsck(struct scene *s, struct error *e)
{
	struct home_findings fs = HOME_FINDINGS_INIT;
	struct log_findings log = LOG_FINDINGS_INIT;
	size_t i;
	int rc = home_fsck(s->home, &fs, &log, NULL, e);

	if (rc == 0 && log.failed > 0)
		rc = 1;
	for (i = 0; rc == 0 && i < fs.n; i++)
		if (fs.list[i].failed) {
			(void)fprintf(stderr, "found %s %s: %s\n",
			    home_fault_name(fs.list[i].fault),
			    fs.list[i].subject, fs.list[i].detail);
			rc = 1;
		}
	home_findings_free(&fs);
	log_findings_free(&log);
	return (rc);
}

/* As many exhibits as were reported as kept, or more; all sound. */
static int
whole(struct scene *s, struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	unsigned n = 0;
	int got;

	if (home_recover(s->home, NULL, NULL, e) != 0)
		return (-1);
	if (catalog_exhibits(home_catalog(s->home), &f, &cur, e) != 0)
		return (-1);
	while ((got = catalog_exhibit_next(cur, &x, e)) == 1)
		n++;
	catalog_cursor_free(cur);
	if (got != 0)
		return (-1);
	if (n < s->kept)
		return (error_set(e, ERR_CORRUPT, "%u of %u exhibits", n,
		    s->kept));
	s->kept = n;
	return (fsck(s, e));
}

static int
each(const char *what, int (*work)(struct scene *s, struct error *e),
    struct scene *s, bool changes, long step)
{
	struct error e = ERROR_INIT;
	long n, failed = 0;
	int rc;

	for (n = 1;; n += step) {
		error_clear(&e);
		alloc_forget();
		fail_at(n);
		rc = work(s, &e);
		if (!fail_happened())
			break;
		fail_at(0);
		alloc_forget();
		if (rc > 0)
			return (die(what, n, "found damage"));
		failed += rc != 0;
		if (rc != 0 && e.code == ERR_CORRUPT)
			return (die(what, n, e.text));
		if (changes && (n / step) % 40 == 0) {
			error_clear(&e);
			if (whole(s, &e) != 0)
				return (die(what, n, e.text));
		}
	}
	fail_at(0);
	if (rc != 0)
		return (die(what, n, e.text));
	if (changes && whole(s, &e) != 0)
		return (die(what, n, e.text));
	(void)printf("%s: %ld allocations, %ld errors, no false answer\n",
	    what, n / step, failed);
	return (0);
}

static int
run(const char *home, long step)
{
	struct home_init_opts init = { .tool = { "constat", "0", NULL } };
	struct home_open_opts opts = { .tool = init.tool };
	struct scene s = { .kept = 0 };
	struct error e = ERROR_INIT;
	int rc = 1;

	init.now = time_now();
	if (home_init(home, &init, &e) != 0 ||
	    home_open(home, &opts, &s.home, &e) != 0 ||
	    append(&s, &e) != 0 || keep(&s, &e) != 0) {
		(void)fprintf(stderr, "%s\n", e.text);
		goto out;
	}
	if (each("log check", log_check, &s, false, step) == 0 &&
	    each("fsck", fsck, &s, false, step) == 0 &&
	    each("append", append, &s, true, step) == 0 &&
	    each("keep", keep, &s, true, step) == 0)
		rc = 0;
out:
	home_close(s.home);
	return (rc);
}

int
main(int argc, char **argv)
{
	char folder[] = "/tmp/constat-oom.XXXXXX", home[100];
	long step = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
	int rc;

	if (fail_watch() != 0 ||
	    sqlite3_config(SQLITE_CONFIG_MALLOC, &memory) != SQLITE_OK ||
	    mkdtemp(folder) == NULL)
		return (1);
	(void)snprintf(home, sizeof(home), "%s/store", folder);
	rc = run(home, step < 1 ? 1 : step);
	io_remove_tree(folder);
	return (rc);
}
