#include "store/base/json.h"
#include "store/base/time.h"
#include "verify/escape.h"
#include "verify/story.h"

static json_t *
ids_json(const struct dossier *d, const struct timeline_entry *x, bool *ok)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < x->n && i < TIMELINE_NAMED; i++)
		json_add(list, json_string(d->exhibits[x->exhibits[i]].id),
		    ok);
	return (list);
}

/* The members of an event's detail as text, for the member of cli.md. */
static void
put_detail(json_t *j, const json_t *data, bool *ok)
{
	const json_t *detail = json_object_get(data, "detail");
	struct buf text = BUF_INIT(2 * EVENT_MAX);

	if (detail == NULL)
		return;
	if (json_write(&text, detail, NULL) != 0)
		*ok = false;
	else
		json_put_span(j, "detail", buf_span(&text), ok);
	buf_free(&text);
}

static void
put_object(json_t *j, const char *key, const json_t *v, bool *ok)
{

	if (v != NULL)
		json_put(j, key, json_deep_copy(v), ok);
}

/* What it rests on, where that is another one's word. */
static void
put_ground(json_t *j, const struct timeline *t,
    const struct timeline_entry *x, const json_t *data, bool *ok)
{
	static const char *const names[] = {
		[TIMELINE_ABSENT] = "absent",
		[TIMELINE_KNOWN] = "known",
		[TIMELINE_UNKNOWN] = "unknown",
	};
	const json_t *d = json_object_get(data, "detail");
	const char *receipt = json_text(d, "receipt");

	if (timeline_log_at(t, x->log)->unknown)
		json_put_bool(j, "unknown", true, ok);
	if (receipt != NULL && json_object_get(d, "closes") != NULL)
		json_put_text(j, "receipt",
		    names[timeline_standing(t, receipt)], ok);
}

static json_t *
event_json(const struct dossier *d, const struct timeline *t,
    const struct timeline_entry *x, bool *ok)
{
	json_t *j = json_object(), *data = timeline_data(x, NULL);

	*ok = *ok && data != NULL;
	json_put_int(j, "seq", (int64_t)x->seq, ok);
	json_put_text(j, "event", event_kind_name(x->kind), ok);
	json_put_time(j, "time", x->time, ok);
	json_put_text(j, "who", x->name, ok);
	json_put_text(j, "organization", x->organization, ok);
	put_detail(j, data, ok);
	json_put_text(j, "log", timeline_log_at(t, x->log)->origin, ok);
	if (x->late)
		json_put_bool(j, "late", true, ok);
	json_put_text(j, "why", x->why, ok);
	put_object(j, "from", json_object_get(data, "from"), ok);
	put_object(j, "to", json_object_get(data, "to"), ok);
	json_put_text(j, "error", json_text(data, "error"), ok);
	put_ground(j, t, x, data, ok);
	if (x->n == 1)
		json_put_text(j, "exhibit", d->exhibits[x->exhibits[0]].id,
		    ok);
	else if (x->n > 1)
		json_put(j, "exhibits", ids_json(d, x, ok), ok);
	json_decref(data);
	return (j);
}

static json_t *
note_json(const struct dossier *d, const struct timeline *t,
    size_t i, bool *ok)
{
	const struct timeline_note *n = timeline_note_at(t, i);
	json_t *j = json_object();

	json_put_text(j, timeline_what_name(n->what),
	    timeline_why_name(n->why), ok);
	json_put_text(j, "exhibit", d->exhibits[timeline_note_exhibit(t,
	    i)].id, ok);
	json_put_text(j, "who", n->who, ok);
	if (n->seq != 0)
		json_put_int(j, "seq", (int64_t)n->seq, ok);
	if (n->log != SIZE_MAX)
		json_put_text(j, "log", timeline_log_at(t, n->log)->origin,
		    ok);
	json_put_time(j, "time", n->time, ok);
	json_put_time(j, "until", n->until, ok);
	json_put_text(j, "package", n->package, ok);
	if (n->unknown)
		json_put_bool(j, "unknown", true, ok);
	if (n->until_unknown)
		json_put_bool(j, "until_unknown", true, ok);
	return (j);
}

/* ${j}, which is taken, behind what is there. */
static int
put_one(struct buf *out, json_t *j, bool first, bool ok, struct error *e)
{
	int rc = -1;

	if (!first)
		buf_putc(out, ',');
	if (!ok || j == NULL)
		(void)error_nomem(e);
	else
		rc = escape_put_json(out, j, e);
	json_decref(j);
	return (rc);
}

int
story_json(struct buf *out, const struct dossier *d,
    const struct timeline *t, struct error *e)
{
	size_t i, n = timeline_count(t);
	bool ok = true;
	json_t *j;

	buf_putc(out, '[');
	for (i = 0; i < n; i++) {
		j = event_json(d, t, timeline_at(t, i), &ok);
		if (put_one(out, j, i == 0, ok, e) != 0)
			return (-1);
	}
	for (i = 0; i < timeline_note_count(t); i++) {
		j = note_json(d, t, i, &ok);
		if (put_one(out, j, n + i == 0, ok, e) != 0)
			return (-1);
	}
	buf_putc(out, ']');
	return (buf_ok(out, e));
}
