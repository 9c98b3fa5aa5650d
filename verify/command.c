#include <sys/ioctl.h>
#include <sys/stat.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/base/alloc.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "verify/anchors.h"
#include "verify/command.h"
#include "verify/escape.h"
#include "verify/options.h"
#include "verify/points.h"
#include "verify/verify.h"
#include "verify/words.h"
#include "verify/wrap.h"

#define EXIT_USAGE	64
#define COLUMNS		80	/* of a terminal that does not tell */
#define COLUMNS_MIN	40	/* ... and of one that is wrapped for */

static const char *
program(const struct verify_defaults *d)
{

	return (d != NULL && d->program != NULL ? d->program :
	    "constat-verify");
}

static void
complain(const struct verify_defaults *d, const char *what,
    const struct error *e)
{

	struct buf line = BUF_INIT(64 * KIB);

	/* Names of files come from anywhere: no control codes to a terminal. */
	escape_text(&line, what);
	if (what != NULL)
		buf_puts(&line, ": ");
	escape_text(&line, e->text);
	(void)fprintf(stderr, "%s: %s\n", program(d),
	    line.failed == ERR_NONE ? buf_str(&line) : "out of memory");
	buf_free(&line);
}

static void
show_help(const struct verify_defaults *d)
{
	const struct verify_option *o;
	char left[64];

	(void)printf(_("usage: %s [options] FILE...\n"), program(d));
	(void)printf("%s\n\n", _("Check exhibits, dossiers and log checkpoints "
	    "from their bytes and your trust anchors alone."));
	for (o = verify_options; o->name != NULL; o++) {
		(void)snprintf(left, sizeof(left), "%s%s%s", o->name,
		    o->arg != NULL ? " " : "",
		    o->arg != NULL ? _(o->arg) : "");
		(void)printf("  %-20s %s\n", left, _(o->help));
	}
	(void)printf("\n%s\n", _("Exit: 0 holds, 1 altered, 2 undecided, "
	    "3 integrity holds but origin or time is not established, "
	    "64 usage."));
}

static int
put_stdout(void *ctx, struct span s, struct error *e)
{

	(void)ctx;
	if (fwrite(s.p, 1, s.n, stdout) != s.n)
		return (error_sys(e, "cannot write"));
	return (0);
}

/* A terminal, and the line that is not at its end. */
struct screen {
	size_t width;			/* 0: no terminal */
	struct buf line;
};

static int
put_screen(void *ctx, struct span s, struct error *e)
{
	struct screen *c = ctx;
	struct buf out = BUF_INIT(64 * MIB);
	struct span rest, line;
	size_t from = 0, i;
	int rc = -1;

	buf_putspan(&c->line, s);
	rest = buf_span(&c->line);
	for (i = 0; i < rest.n; i++) {
		if (rest.p[i] != '\n')
			continue;
		line = span_sub(rest, from, i - from);
		wrap_line(&out, line, c->width);
		from = i + 1;
	}
	buf_drop(&c->line, from);
	if (buf_ok(&c->line, e) == 0 && buf_ok(&out, e) == 0)
		rc = out.n > 0 ? put_stdout(NULL, buf_span(&out), e) : 0;
	buf_free(&out);
	return (rc);
}

/* How wide the reader's terminal is; 0 where it is none. */
static size_t
terminal(void)
{
	struct winsize w;

	if (isatty(STDOUT_FILENO) != 1)
		return (0);
	return (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 &&
	    w.ws_col >= COLUMNS_MIN ? w.ws_col : COLUMNS);
}

/* As it is made: a dossier's is as long as its custody. */
static int
show(const struct options *o, const struct verify_report *r, struct error *e)
{
	struct screen c = { o->json ? 0 : terminal(), BUF_INIT(64 * MIB) };
	struct buf_drain to = { c.width > 0 ? put_screen : put_stdout, &c,
	    ERROR_INIT };
	struct buf out = BUF_DRAINED(&to);
	int rc = 0;

	if (o->json)
		rc = report_json(&out, r, e);
	else if (!o->quiet)
		rc = report_text(&out, r, e);
	if (rc == 0)
		rc = buf_flush(&out, e);
	if (rc == 0 && fflush(stdout) != 0)
		rc = error_sys(e, "cannot write");
	buf_free(&out);
	buf_free(&c.line);
	return (rc);
}

/* The files of a report, in their order. */
struct html {
	const struct verify_report **list;
	size_t n;
};

static int
fill_html(void *ctx, struct buf *out, struct error *e)
{
	const struct html *h = ctx;

	return (report_html(out, h->list, h->n, e));
}

static int
write_html(const struct options *o, const struct verify_report *rs,
    struct error *e)
{
	struct html h = { .n = o->nfiles };
	size_t i;
	int rc;

	if ((h.list = calloc(o->nfiles, sizeof(*h.list))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < o->nfiles; i++)
		h.list[i] = &rs[i];
	rc = io_fill_file(o->report, 0644, fill_html, &h, e);
	free(h.list);
	return (rc);
}

/* What is worse to overlook comes first. */
static int
worse(int a, int b)
{
	static const int rank[] = { 0, 3, 2, 1 };

	return (rank[a] >= rank[b] ? a : b);
}

/* What the threads share: which file is next, and which are done. */
struct crew {
	const struct options *o;
	struct anchors *anchors;
	struct points *points;		/* of the files that were told */
	struct verify_report *rs;
	struct error *errors;		/* of files without a report */
	bool *done;
	size_t next;
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

static void
check_one(struct crew *c, size_t i)
{
	struct policy *p;

	/* What an earlier file wanted of memory is no matter of this one. */
	alloc_forget();
	if ((p = anchors_take(c->anchors, &c->errors[i])) == NULL)
		return;
	(void)verify_file(p, c->o->files[i], &c->rs[i], &c->errors[i]);
	anchors_give(c->anchors, p);
}

static void *
work(void *ctx)
{
	struct crew *c = ctx;
	size_t i;

	for (;;) {
		(void)pthread_mutex_lock(&c->lock);
		i = c->next++;
		(void)pthread_mutex_unlock(&c->lock);
		if (i >= c->o->nfiles)
			return (NULL);
		check_one(c, i);
		(void)pthread_mutex_lock(&c->lock);
		c->done[i] = true;
		(void)pthread_cond_signal(&c->changed);
		(void)pthread_mutex_unlock(&c->lock);
	}
}

static void
wait_for(struct crew *c, size_t i)
{

	(void)pthread_mutex_lock(&c->lock);
	while (!c->done[i])
		(void)pthread_cond_wait(&c->changed, &c->lock);
	(void)pthread_mutex_unlock(&c->lock);
}

/* Say what came of file ${i}; the exit code for it. */
static int
tell(struct crew *c, size_t i, const struct verify_defaults *d)
{
	struct verify_report *r = &c->rs[i];
	struct error *e = &c->errors[i];

	if (e->code != ERR_NONE || points_compare(c->points, r, e) != 0 ||
	    show(c->o, r, e) != 0) {
		complain(d, c->o->files[i], e);
		return (VERDICT_UNDECIDED);
	}
	if (d != NULL && d->told != NULL)
		d->told(d->ctx, r);
	if (r->trouble.code != ERR_NONE && (c->o->json || c->o->quiet))
		complain(d, c->o->files[i], &r->trouble);
	return ((int)r->verdict);
}

static int
check_files(struct crew *c, const struct verify_defaults *d)
{
	pthread_t threads[OPTIONS_JOBS_MAX];
	struct error e = ERROR_INIT;
	int worst = VERDICT_HOLDS, n = 0;
	size_t i;

	/* Threads that cannot be had are not missed: see check_one() below. */
	while (c->o->jobs > 1 && n < c->o->jobs &&
	    (size_t)n < c->o->nfiles && c->o->nfiles > 1 &&
	    pthread_create(&threads[n], NULL, work, c) == 0)
		n++;
	for (i = 0; i < c->o->nfiles; i++) {
		if (n > 0)
			wait_for(c, i);
		else
			check_one(c, i);
		worst = worse(worst, tell(c, i, d));
		/* Kept for the HTML report only. */
		if (c->o->report == NULL)
			verify_report_free(&c->rs[i]);
	}
	while (n > 0)
		(void)pthread_join(threads[--n], NULL);
	if (c->o->report != NULL && write_html(c->o, c->rs, &e) != 0) {
		complain(d, c->o->report, &e);
		worst = worse(worst, VERDICT_UNDECIDED);
	}
	return (worst);
}

/* Whether the report would take the place of what is to be checked. */
static bool
report_harms(const struct options *o)
{
	struct stat report, file;
	size_t i;

	if (o->report == NULL || stat(o->report, &report) != 0)
		return (false);
	for (i = 0; i < o->nfiles; i++)
		if (stat(o->files[i], &file) == 0 &&
		    file.st_dev == report.st_dev &&
		    file.st_ino == report.st_ino)
			return (true);
	return (false);
}

static int
run(const struct options *o, const struct verify_defaults *d)
{
	struct error e = ERROR_INIT;
	struct crew c = { .o = o, .lock = PTHREAD_MUTEX_INITIALIZER,
	    .changed = PTHREAD_COND_INITIALIZER };
	size_t i;
	int rc = VERDICT_UNDECIDED;

	if (report_harms(o)) {
		(void)error_set(&e, ERR_INPUT,
		    "a report does not replace a file to be checked");
		complain(d, o->report, &e);
		return (EXIT_USAGE);
	}
	if (anchors_new(o, d, o->at != TIME_UNKNOWN ? o->at : time_now(),
	    &c.anchors, &e) != 0) {
		complain(d, e.source[0] != '\0' ? e.source : NULL, &e);
		return (VERDICT_UNDECIDED);
	}
	c.rs = calloc(o->nfiles, sizeof(*c.rs));
	c.errors = calloc(o->nfiles, sizeof(*c.errors));
	c.done = calloc(o->nfiles, sizeof(*c.done));
	if (c.rs == NULL || c.errors == NULL || c.done == NULL ||
	    points_new(&c.points, &e) != 0) {
		(void)error_nomem(&e);
		complain(d, NULL, &e);
	} else
		rc = check_files(&c, d);
	for (i = 0; c.rs != NULL && i < o->nfiles; i++)
		verify_report_free(&c.rs[i]);
	free(c.rs);
	free(c.errors);
	free(c.done);
	points_free(c.points);
	anchors_free(c.anchors);
	return (rc);
}

int
verify_command(int argc, char *const argv[], const struct verify_defaults *d)
{
	const char *why = NULL, *word = NULL;
	struct error e = ERROR_INIT;
	struct options o;
	int rc;

	switch (options_read(argc, argv, &o, &why, &word)) {
	case 0:
		if (o.help) {
			show_help(d);
			rc = 0;
		} else if (o.version) {
			(void)printf("%s %s\n", program(d), CONSTAT_VERSION);
			rc = 0;
		} else
			rc = run(&o, d);
		break;
	case 1:
		(void)error_set(&e, ERR_INPUT, "%s", why);
		complain(d, word, &e);
		(void)fprintf(stderr, _("try: %s --help\n"), program(d));
		rc = EXIT_USAGE;
		break;
	default:
		(void)fprintf(stderr, "%s: %s\n", program(d),
		    _("out of memory"));
		rc = VERDICT_UNDECIDED;
		break;
	}
	options_free(&o);
	return (rc);
}
