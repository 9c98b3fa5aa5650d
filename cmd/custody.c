#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/custody.h"
#include "cmd/say.h"
#include "cmd/told.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "verify/title.h"

typedef int each_event(void *ctx, const struct catalog_event *raw,
    const struct event *ev, struct error *e);

/* Of what the events are: of an exhibit, of a case, or (NULL, NULL) all. */
struct of {
	const char *exhibit;
	const char *case_name;
};

static int
open_events(struct home *h, const struct of *of, struct catalog_cursor **cur,
    struct error *e)
{

	if (of->case_name != NULL)
		return (catalog_log_case(home_catalog(h), of->case_name, 1,
		    cur, e));
	return (catalog_log_events(home_catalog(h), of->exhibit, 1, cur, e));
}

static int
each(struct home *h, const struct of *of, each_event *fn, void *ctx,
    struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_event raw;
	struct event *ev = NULL;
	int rc;

	if (open_events(h, of, &cur, e) != 0)
		return (-1);
	while ((rc = catalog_log_next(cur, &raw, e)) == 1) {
		if (event_read(raw.bytes, &ev, e) != 0 ||
		    fn(ctx, &raw, ev, e) != 0)
			rc = -1;
		event_free(ev);
		ev = NULL;
		if (rc < 0)
			break;
	}
	catalog_cursor_free(cur);
	return (rc);
}

/* Which events later ones correct: the first one's seq, as text, to its. */
static int
note_corrected(void *ctx, const struct catalog_event *raw,
    const struct event *ev, struct error *e)
{
	json_t *corrected = ctx;
	bool ok = true;
	char key[32];
	int64_t seq;

	(void)raw;
	if (!json_whole(ev->detail, "corrects", &seq))
		return (0);
	(void)snprintf(key, sizeof(key), "%lld", (long long)seq);
	json_put_int(corrected, key, (int64_t)ev->seq, &ok);
	return (ok ? 0 : error_nomem(e));
}

/* Of the whole log that would be going through it twice. */
static int
find_corrected(struct home *h, const struct of *of, json_t **out,
    struct error *e)
{

	if ((*out = json_object()) == NULL)
		return (error_nomem(e));
	if (of->exhibit == NULL && of->case_name == NULL)
		return (0);
	return (each(h, of, note_corrected, *out, e));
}

/* The event that corrects ${ev}, or 0. */
static int64_t
corrected_by(const json_t *corrected, const struct event *ev)
{
	int64_t seq = 0;
	char key[32];

	(void)snprintf(key, sizeof(key), "%llu", (unsigned long long)ev->seq);
	(void)json_whole(corrected, key, &seq);
	return (seq);
}

#define DETAIL_COLUMN	31	/* under the words of an event */

/* What the event tells besides who and when. */
static void
show_detail(const struct event *ev, int64_t by)
{
	struct buf text = BUF_INIT(4 * MIB);
	char *safe;

	if (by != 0)
		buf_printf(&text, _("CORRECTED by event %lld"),
		    (long long)by);
	told_event(&text, ev);
	safe = say_safe(buf_str(&text));
	if (text.n > 0)
		say_row("", safe != NULL ? safe : "?", DETAIL_COLUMN);
	free(safe);
	buf_free(&text);
}

static int
show_one(void *ctx, const struct catalog_event *raw, const struct event *ev,
    struct error *e)
{
	const char *word = title_event(ev->kind);
	char *who = say_safe(ev->who.name), *host = say_safe(ev->where.host);
	char t[TIME_TEXT];

	(void)raw;
	(void)e;
	(void)printf("%6llu  %s  %s%*s  %s%s%s%s\n",
	    (unsigned long long)ev->seq, time_text(ev->time, t), word,
	    14 - say_width(word) > 0 ? 14 - say_width(word) : 0, "",
	    who != NULL ? who : "?",
	    host != NULL && host[0] != '\0' ? " @ " : "",
	    host != NULL ? host : "",
	    ev->result == EVENT_SUCCESS ? "" :
	    ev->result == EVENT_PARTIAL ? _("  (in part)") : _("  (failed)"));
	show_detail(ev, corrected_by(ctx, ev));
	free(who);
	free(host);
	return (0);
}

static int
show_events(struct home *h, const struct of *of, struct error *e)
{
	json_t *corrected;
	int rc = find_corrected(h, of, &corrected, e);

	if (rc == 0)
		rc = each(h, of, show_one, corrected, e);
	json_decref(corrected);
	return (rc);
}

int
custody_show(struct home *h, const char *exhibit, struct error *e)
{
	struct of of = { exhibit, NULL };

	return (show_events(h, &of, e));
}

int
custody_case_show(struct home *h, const char *name, struct error *e)
{
	struct of of = { NULL, name };

	return (show_events(h, &of, e));
}

static int
raw_one(void *ctx, const struct catalog_event *raw, const struct event *ev,
    struct error *e)
{

	(void)ctx;
	(void)ev;
	if (fwrite(raw->bytes.p, 1, raw->bytes.n, stdout) != raw->bytes.n ||
	    putchar('\n') == EOF)
		return (error_sys(e, "cannot write"));
	return (0);
}

int
custody_raw(struct home *h, const char *exhibit, struct error *e)
{
	struct of of = { exhibit, NULL };

	return (each(h, &of, raw_one, NULL, e));
}

/* SHA-256 and size of what was handled, where the event has them. */
static void
put_state(json_t *j, const char *name, const struct event_state *x, bool *ok)
{
	json_t *one;

	if (x->alg == NULL)
		return;
	one = json_object();
	json_put_text(one, "alg", x->alg, ok);
	json_put_text(one, "value", x->value, ok);
	if (x->bytes >= 0)
		json_put_int(one, "bytes", x->bytes, ok);
	json_put(j, name, one, ok);
}

/* What it was done to, how it ended, and whether it was entered later. */
static void
put_more(json_t *j, const struct event *ev, bool *ok)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < ev->n_exhibits; i++)
		json_add(list, json_string(ev->exhibits[i]), ok);
	if (ev->n_exhibits > 0)
		json_put(j, "exhibits", json_incref(list), ok);
	json_decref(list);
	json_put_text(j, "role", ev->who.role, ok);
	json_put_text(j, "host", ev->where.host, ok);
	json_put_text(j, "tool", ev->how.tool, ok);
	json_put_text(j, "version", ev->how.version, ok);
	if (ev->result != EVENT_SUCCESS)
		json_put_text(j, "result", ev->result == EVENT_PARTIAL ?
		    "partial" : "fail", ok);
	if (ev->late)
		json_put_bool(j, "late", true, ok);
	json_put_time(j, "start", ev->start, ok);
	put_state(j, "before", &ev->before, ok);
	put_state(j, "after", &ev->after, ok);
	if (ev->from != NULL)
		json_put(j, "from", json_deep_copy(ev->from), ok);
	if (ev->to != NULL)
		json_put(j, "to", json_deep_copy(ev->to), ok);
}

struct listing {
	json_t *corrected;
	json_t *list;
};

static int
json_one(void *ctx, const struct catalog_event *raw, const struct event *ev,
    struct error *e)
{
	struct listing *l = ctx;
	json_t *j = json_object();
	int64_t by = corrected_by(l->corrected, ev);
	bool ok = j != NULL;

	(void)raw;
	json_put_int(j, "seq", (int64_t)ev->seq, &ok);
	json_put_text(j, "event", event_kind_name(ev->kind), &ok);
	json_put_time(j, "time", ev->time, &ok);
	json_put_text(j, "who", ev->who.name, &ok);
	json_put_text(j, "detail", ev->error != NULL ? ev->error : ev->why,
	    &ok);
	if (ev->detail != NULL)
		json_put(j, "data", json_deep_copy(ev->detail), &ok);
	put_more(j, ev, &ok);
	if (by != 0)
		json_put_int(j, "corrected_by", by, &ok);
	json_add(l->list, j, &ok);
	return (ok ? 0 : error_nomem(e));
}

static int
list_events(struct home *h, const struct of *of, json_t **out,
    struct error *e)
{
	struct listing l = { .list = json_array() };
	int rc = find_corrected(h, of, &l.corrected, e);

	if (rc == 0 && l.list == NULL)
		rc = error_nomem(e);
	if (rc == 0)
		rc = each(h, of, json_one, &l, e);
	json_decref(l.corrected);
	if (rc == 0)
		*out = l.list;
	else
		json_decref(l.list);
	return (rc);
}

int
custody_json(struct home *h, const char *exhibit, json_t **out,
    struct error *e)
{
	struct of of = { exhibit, NULL };

	return (list_events(h, &of, out, e));
}

int
custody_case_json(struct home *h, const char *name, json_t **out,
    struct error *e)
{
	struct of of = { NULL, name };

	return (list_events(h, &of, out, e));
}
