#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/authorities.h"
#include "cmd/making.h"
#include "cmd/say.h"
#include "cmd/stamping.h"
#include "cmd/stop.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "verify/story.h"

#define NOT_ASKED	"not asked for"	/* why, where the person did without */

/* What the calls of a packing share. */
struct maker {
	struct authority_query q;	/* net NULL: nobody is asked */
	struct buf why;			/* the log has no time-stamp, or "" */
	const atomic_bool *stop;
	bool live;
	bool told;
};

static int
ask(void *ctx, struct span data, struct buf *response, struct error *e)
{
	struct authority_answer answer = AUTHORITY_ANSWER_INIT;
	const struct maker *k = ctx;
	struct authority_query q = k->q;
	int rc;

	q.data = data;
	rc = authority_ask(&q, &answer, e);
	if (rc == 0) {
		buf_putspan(response, buf_span(&answer.response));
		rc = buf_ok(response, e);
	}
	authority_answer_free(&answer);
	return (rc);
}

static int
report(void *ctx, const struct dossier *d, const struct timeline *t,
    const char *lang, struct buf *out, struct error *e)
{

	(void)ctx;
	return (story_report(out, d, t, strcmp(lang, "fr") == 0 ? TONGUE_FR :
	    TONGUE_EN, e));
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

static int
begin(const struct making *m, struct maker *k, struct error *e)
{
	struct error one = ERROR_INIT;

	k->stop = stop_begin();
	k->live = isatty(STDERR_FILENO) && !args_has(m->args, "--quiet");
	if (args_has(m->args, "--no-timestamp"))
		buf_puts(&k->why, NOT_ASKED);
	else if (authorities_open(&k->q, args_list(m->args, "--tsa"),
	    args_text(m->args, "--proxy"), m->use->home, &one) != 0)
		buf_puts(&k->why, one.text);
	if (one.code != ERR_NONE && one.code != ERR_INPUT)
		return (error_set(e, one.code, "%s", one.text));
	return (0);
}

/* That it cannot be had is told in the file, and no trouble. */
static int
stamp_log(const struct making *m, struct maker *k, struct error *e)
{
	struct authority_answer answer = AUTHORITY_ANSWER_INIT;
	struct error one = ERROR_INIT;

	if (k->q.net == NULL)
		return (0);
	if (stamping_ask(m->use->home, &k->q, &answer, &one) != 0)
		buf_puts(&k->why, one.text);
	authority_answer_free(&answer);
	if (error_ends(one.code))
		return (error_set(e, one.code, "%s", one.text));
	return (0);
}

int
making_run(const struct making *m, struct pack_result *out, struct error *e)
{
	struct maker k = { .why = BUF_INIT(4 * KIB) };
	struct pack_opts o = { .home = m->use->home, .path = m->path,
	    .uuid = m->uuid, .kind = m->kind, .event = m->event,
	    .case_name = m->case_name, .part = m->part,
	    .exhibits = m->exhibits, .n = m->n, .to_name = m->to_name,
	    .to_organization = m->to_organization, .why = m->why,
	    .calls = { .stamp = ask, .report = report, .form = STORY_FORM,
	    .step = step, .ctx = &k } };
	int rc = -1;

	memset(out, 0, sizeof(*out));
	if (begin(m, &k, e) != 0 || stamp_log(m, &k, e) != 0 ||
	    buf_ok(&k.why, e) != 0)
		goto out;
	if (k.why.n > 0)
		o.no_stamp = buf_str(&k.why);
	o.now = time_now();
	rc = pack_write(&o, out, e);
	if (k.told)
		(void)fprintf(stderr, "\r\033[K");
out:
	authorities_close(&k.q);
	buf_free(&k.why);
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

bool
making_complete(const struct pack_result *r)
{
	size_t i;

	for (i = 0; i < r->n_missing; i++)
		if (strcmp(r->missing[i].why, NOT_ASKED) != 0)
			return (false);
	return (true);
}

void
making_show(const struct pack_result *r)
{
	char *what, *why;
	size_t i;

	for (i = 0; i < r->n_missing; i++) {
		what = say_safe(story_value(tongue_reader(),
		    r->missing[i].what));
		why = say_safe(story_value(tongue_reader(),
		    r->missing[i].why));
		say_textf(_("Missing: %s (%s)"), what != NULL ? what : "?",
		    why != NULL ? why : "?");
		free(what);
		free(why);
	}
}
