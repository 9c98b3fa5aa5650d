#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/making.h"
#include "cmd/pending.h"
#include "cmd/say.h"
#include "cmd/stamping.h"
#include "cmd/stop.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/stamp/stamp.h"
#include "verify/story.h"

/* What the calls of a packing share. */
struct maker {
	struct net *net;		/* NULL: nobody is asked */
	const char *const *tsa;
	const atomic_bool *stop;
	bool live;
	bool told;
};

/* The first authority that answers well. */
static int
ask(void *ctx, struct span data, struct buf *response, struct error *e)
{
	struct maker *k = ctx;
	struct buf why = BUF_INIT(64 * KIB);
	const char *const *tsa;
	struct stamp_result r;
	struct error one;
	int rc = -1;

	for (tsa = k->tsa; *tsa != NULL; tsa++) {
		one = (struct error)ERROR_INIT;
		rc = pending_ask(k->net, *tsa, data, PENDING_WAIT_MS,
		    response, &r, &one);
		stamp_result_free(&r);
		if (rc == 0)
			break;
		if (pending_ours(one.code)) {
			*e = one;
			break;
		}
		buf_printf(&why, "%s%s: %s", why.n > 0 ? "; " : "", *tsa,
		    one.text);
	}
	if (rc != 0)
		(void)error_set(e, ERR_TSA, "%s", buf_str(&why));
	buf_free(&why);
	return (rc);
}

/* Both languages by one program: the reader's own comes back afterwards. */
static int
report(void *ctx, const struct dossier *d, const struct timeline *t,
    const char *lang, struct buf *out, struct error *e)
{
	const char *had = getenv("LANGUAGE");
	char *kept = had != NULL ? strdup(had) : NULL;
	int rc;

	(void)ctx;
	if (had != NULL && kept == NULL)
		return (error_nomem(e));
	(void)words_begin(lang);
	rc = story_report(out, d, t, e);
	if (kept != NULL)
		(void)setenv("LANGUAGE", kept, 1);
	else
		(void)unsetenv("LANGUAGE");
	(void)words_begin(NULL);
	free(kept);
	return (rc);
}

static int
step(void *ctx, int64_t done, int64_t total, struct error *e)
{
	struct maker *k = ctx;

	if (atomic_load(k->stop))
		return (error_set(e, ERR_CANCELED, "stopped"));
	if (k->live) {
		(void)fprintf(stderr, "\r\033[K");
		(void)fprintf(stderr, _("Writing: %lld of %lld MB"),
		    (long long)(done / 1000000),
		    (long long)(total / 1000000));
		k->told = true;
	}
	return (0);
}

/* NULL where the log was time-stamped just now, else why not. */
static const char *
stamp_log(const struct making *m, struct maker *k, struct buf *why,
    struct error *e)
{
	struct error one = ERROR_INIT;
	const char *who;
	int64_t time;

	if (k->net == NULL)
		return ("not asked for");
	if (stamping_ask(m->use->home, k->net, k->tsa, PENDING_WAIT_MS, &time,
	    &who, &one) == 0)
		return (NULL);
	if (pending_ours(one.code)) {
		*e = one;
		return (NULL);
	}
	buf_puts(why, one.text);
	return (buf_str(why));
}

static int
begin(const struct making *m, struct maker *k, struct error *e)
{
	struct net_opts o = NET_OPTS_INIT;

	k->stop = stop_begin();
	k->live = isatty(STDERR_FILENO) && !args_has(m->args, "--quiet");
	if (args_has(m->args, "--no-timestamp"))
		return (0);
	k->tsa = args_list(m->args, "--tsa");
	if (k->tsa == NULL)
		k->tsa = home_settings(m->use->home)->tsa;
	if (k->tsa == NULL || *k->tsa == NULL)
		return (0);
	o.proxy = args_text(m->args, "--proxy");
	o.cancel = k->stop;
	return (net_open(&k->net, &o, e));
}

int
making_run(const struct making *m, struct pack_result *out, struct error *e)
{
	struct buf why = BUF_INIT(64 * KIB);
	struct error one = ERROR_INIT;
	struct maker k = { .net = NULL };
	struct pack_opts o = { .home = m->use->home, .path = m->path,
	    .uuid = m->uuid, .kind = m->kind, .event = m->event,
	    .case_name = m->case_name, .part = m->part,
	    .exhibits = m->exhibits, .n = m->n, .to_name = m->to_name,
	    .to_organization = m->to_organization, .why = m->why,
	    .calls = { ask, report, step, &k } };
	int rc = -1;

	memset(out, 0, sizeof(*out));
	if (begin(m, &k, e) != 0)
		goto out;
	o.no_stamp = stamp_log(m, &k, &why, &one);
	if (one.code != ERR_NONE) {
		*e = one;
		goto out;
	}
	o.now = time_now();
	rc = pack_write(&o, out, e);
	if (k.told)
		(void)fprintf(stderr, "\r\033[K");
out:
	net_close(k.net);
	buf_free(&why);
	return (rc);
}

json_t *
making_missing(const struct pack_result *r, bool *ok)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < r->n_missing; i++) {
		o = json_object();
		json_put_text(o, "what", r->missing[i].what, ok);
		json_put_text(o, "why", r->missing[i].why, ok);
		json_add(list, o, ok);
	}
	return (list);
}

void
making_show(const struct pack_result *r)
{
	char *what, *why;
	size_t i;

	for (i = 0; i < r->n_missing; i++) {
		what = say_safe(r->missing[i].what);
		why = say_safe(r->missing[i].why);
		say_textf(_("Missing: %s (%s)"), what != NULL ? what : "?",
		    why != NULL ? why : "?");
		free(what);
		free(why);
	}
}
