#include <stdio.h>
#include <stdlib.h>

#include "store/base/alloc.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/custody/tiles.h"
#include "store/custody/witness.h"
#include "store/home/home_attest.h"
#include "tests/oom/fail.h"

/*
 * A log and its witness while each allocation fails once in turn: what is
 * asked, answered, kept, checked and exported is whole or an error, and never
 * a verdict on the other.
 */
struct scene {
	const char *folder;
	struct home *log;
	struct home *witness;
};

static int
die(const char *what, long n, const char *why)
{

	(void)fprintf(stderr, "%s, allocation %ld: %s\n", what, n, why);
	return (1);
}

static int
append(struct home *h, struct error *e)
{
	struct event ev = EVENT_INIT;

	ev.kind = EVENT_VIEWED;
	return (home_append(h, &ev, 1, e));
}

static int
ask(struct scene *s, struct buf *request, struct buf *answer,
    struct error *e)
{
	struct home_cosigned r;
	struct note_vkey key;
	uint64_t old, size;
	int i;

	if (home_witness_key(s->witness, &key, e) != 0 ||
	    home_witness_seen(s->log, key.name, &old, e) != 0)
		return (-1);
	/* It may have signed what never came back: then it says how much. */
	for (i = 0; i < 2; i++) {
		buf_reset(request);
		if (home_witness_request(s->log, old, request, &size,
		    e) != 0 || home_cosign(s->witness, buf_span(request),
		    home_log_key(s->log), answer, &r, e) != 0)
			return (-1);
		if (r.verdict != HOME_LOG_SIZE)
			break;
		old = r.seen;
	}
	return (r.verdict == HOME_COSIGNED ? 0 : 1);
}

static int
round_trip(struct scene *s, struct error *e)
{
	struct buf request = BUF_INIT(WITNESS_REQUEST_MAX);
	struct buf answer = BUF_INIT(2 * NOTE_MAX);
	struct note_vkey key;
	int64_t time;
	int rc = -1;

	if (append(s->log, e) == 0 &&
	    (rc = ask(s, &request, &answer, e)) == 0 &&
	    (rc = home_witness_key(s->witness, &key, e)) == 0)
		rc = home_witness_take(s->log, &key, "http://w.example",
		    buf_span(&answer), &time, e);
	buf_free(&request);
	buf_free(&answer);
	return (rc);
}

static int
examine(struct scene *s, struct error *e)
{
	struct log_findings fs = LOG_FINDINGS_INIT;
	struct buf note = BUF_INIT(NOTE_MAX);
	struct span older;
	struct home_log_opts o = { .older = &older, .n_older = 1 };
	int rc = -1;

	if (home_checkpoint(s->log, &note, e) == 0) {
		older = buf_span(&note);
		rc = home_log_examine(s->log, &o, &fs, NULL, e);
	}
	if (rc == 0 && fs.failed > 0)
		rc = 1;
	log_findings_free(&fs);
	buf_free(&note);
	return (rc);
}

static int
export(struct scene *s, struct error *e)
{
	struct log_findings fs = LOG_FINDINGS_INIT;
	struct buf note = BUF_INIT(NOTE_MAX);
	char folder[200];
	uint64_t size;
	int rc = -1;

	(void)snprintf(folder, sizeof(folder), "%s/tiles", s->folder);
	io_remove_tree(folder);
	if (home_checkpoint(s->log, &note, e) == 0 &&
	    home_log_export(s->log, folder, buf_span(&note), &size,
	    e) == 0)
		rc = tiles_check(folder, home_log_key(s->log), &fs, &size, e);
	if (rc == 0 && fs.failed > 0)
		rc = 1;
	log_findings_free(&fs);
	buf_free(&note);
	return (rc);
}

/* About ${tries} of its allocations: opening a key takes its time. */
static int
each(const char *what, int (*work)(struct scene *s, struct error *e),
    struct scene *s, long tries)
{
	struct error e = ERROR_INIT;
	long n, step, failed = 0;
	int rc;

	fail_at(0);
	if (work(s, &e) != 0)
		return (die(what, 0, e.text));
	step = fail_count() / tries + 1;
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
			return (die(what, n, "a verdict"));
		failed += rc != 0;
	}
	fail_at(0);
	alloc_forget();
	if (rc != 0)
		return (die(what, n, e.text));
	error_clear(&e);
	if (examine(s, &e) != 0)
		return (die(what, n, "the log does not hold"));
	(void)printf("%s: %ld allocations, %ld errors, no false answer\n",
	    what, n / step, failed);
	return (0);
}

static int
open_one(const char *folder, const char *name, struct home **out,
    struct error *e)
{
	struct home_init_opts init = { .tool = { "constat", "0", NULL } };
	struct home_open_opts opts = { .tool = init.tool };
	char home[200];

	(void)snprintf(home, sizeof(home), "%s/%s", folder, name);
	init.now = time_now();
	return (home_init(home, &init, e) != 0 ? -1 :
	    home_open(home, &opts, out, e));
}

int
main(int argc, char **argv)
{
	char folder[] = "/tmp/constat-oom.XXXXXX";
	long tries = argc > 1 ? strtol(argv[1], NULL, 10) : 60;
	struct scene s = { .folder = folder };
	struct error e = ERROR_INIT;
	int i, rc = 1;

	if (fail_watch() != 0 || mkdtemp(folder) == NULL)
		return (1);
	if (tries < 1)
		tries = 1;
	if (open_one(folder, "log", &s.log, &e) != 0 ||
	    open_one(folder, "witness", &s.witness, &e) != 0)
		(void)fprintf(stderr, "%s\n", e.text);
	else {
		for (i = 0; i < 5; i++)
			(void)append(s.log, &e);
		rc = each("witness", round_trip, &s, tries) != 0 ||
		    each("examine", examine, &s, tries) != 0 ||
		    each("export", export, &s, tries) != 0;
	}
	home_close(s.log);
	home_close(s.witness);
	io_remove_tree(folder);
	return (rc);
}
