#include <string.h>

#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/custody/event_internal.h"
#include "store/custody/event_write.h"

/*
 * An empty object is as good as none: what is not known is absent.  The
 * reference of ${o} is taken.
 */
static void
put_filled(json_t *j, const char *key, json_t *o, bool *ok)
{

	if (o != NULL && json_object_size(o) == 0)
		json_decref(o);
	else
		json_put(j, key, o, ok);
}

/* An object of the caller's: shared, not copied. */
static void
put_shared(json_t *j, const char *key, const json_t *o, bool *ok)
{
	union {
		const json_t *in;
		json_t *out;
	} u = { o };

	/* Counting a reference is the one thing that changes in it. */
	if (o != NULL && json_object_size(o) > 0)
		json_put(j, key, json_incref(u.out), ok);
}

static void
put_text(json_t *j, const char *key, const char *s, bool *ok)
{

	if (s != NULL && *s != '\0')
		json_put_text(j, key, s, ok);
}

static void
put_place(json_t *j, const struct event *ev, bool *ok)
{
	char hex[2 * MERKLE_BYTES + 1];

	json_put_int(j, "seq", (int64_t)ev->seq, ok);
	json_put_text(j, "uuid", ev->uuid, ok);
	json_put_text(j, "prev", hex_text(ev->prev.b, MERKLE_BYTES, hex), ok);
	json_put_text(j, "event", event_kind_name(ev->kind), ok);
	json_put_time(j, "time", ev->time, ok);
	if (ev->late)
		json_put_bool(j, "late", true, ok);
	json_put_time(j, "start", ev->start, ok);
	json_put_time(j, "end", ev->end, ok);
	if (ev->has_clock_offset)
		json_put_int(j, "clock_offset_ms", ev->clock_offset_ms, ok);
	put_text(j, "clock_source", ev->clock_source, ok);
}

static void
put_people(json_t *j, const struct event *ev, bool *ok)
{
	json_t *o = json_object();

	put_text(o, "name", ev->who.name, ok);
	put_text(o, "role", ev->who.role, ok);
	put_text(o, "organization", ev->who.organization, ok);
	put_text(o, "key", ev->who.key, ok);
	json_put(j, "who", o, ok);
	o = json_object();
	put_text(o, "host", ev->where.host, ok);
	put_text(o, "place", ev->where.place, ok);
	put_filled(j, "where", o, ok);
	put_text(j, "why", ev->why, ok);
	o = json_object();
	put_text(o, "tool", ev->how.tool, ok);
	put_text(o, "version", ev->how.version, ok);
	put_text(o, "binary_sha256", ev->how.binary_sha256, ok);
	put_shared(o, "parameters", ev->how.parameters, ok);
	put_filled(j, "how", o, ok);
}

static void
put_state(json_t *j, const char *key, const struct event_state *st, bool *ok)
{
	json_t *o;

	if (st->alg == NULL)
		return;
	o = json_object();
	json_put_text(o, "alg", st->alg, ok);
	json_put_text(o, "value", st->value, ok);
	if (st->bytes >= 0)
		json_put_int(o, "bytes", st->bytes, ok);
	json_put(j, key, o, ok);
}

static void
put_exhibits(json_t *j, const struct event *ev, bool *ok)
{
	json_t *a;
	size_t i;

	if (ev->n_exhibits == 0)
		return;
	a = json_array();
	for (i = 0; i < ev->n_exhibits; i++)
		json_add(a, json_string(ev->exhibits[i]), ok);
	json_put(j, "exhibits", a, ok);
}

static void
put_all(json_t *j, const struct event *ev, bool *ok)
{

	put_place(j, ev, ok);
	put_text(j, "case", ev->case_name, ok);
	put_exhibits(j, ev, ok);
	put_people(j, ev, ok);
	put_state(j, "before", &ev->before, ok);
	put_state(j, "after", &ev->after, ok);
	put_shared(j, "from", ev->from, ok);
	put_shared(j, "to", ev->to, ok);
	put_shared(j, "detail", ev->detail, ok);
	json_put_text(j, "result", event_result_names[ev->result], ok);
	put_text(j, "error", ev->error, ok);
}

static bool
hex_or_none(const char *s)
{

	return (s == NULL || event_hex_ok(span_of(s)));
}

static bool
state_ok(const struct event_state *st)
{

	return (st->alg == NULL || (*st->alg != '\0' && st->value != NULL &&
	    *st->value != '\0' && (strcmp(st->alg, "sha256") != 0 ||
	    event_hex_ok(span_of(st->value)))));
}

static bool
object_or_none(const json_t *j)
{

	return (j == NULL || json_is_object(j));
}

/* What the reader would refuse is not written. */
static int
check_values(const struct event *ev, struct error *e)
{
	size_t i;

	if (ev->kind >= EVENT_KINDS || ev->result > EVENT_FAIL ||
	    ev->seq == 0 || ev->seq > MERKLE_SIZE_MAX ||
	    ev->time == TIME_UNKNOWN || strlen(ev->uuid) != UUID_TEXT - 1)
		return (error_set(e, ERR_INPUT, "event without its place"));
	if (!hex_or_none(ev->who.key) || !hex_or_none(ev->how.binary_sha256) ||
	    !state_ok(&ev->before) || !state_ok(&ev->after))
		return (error_set(e, ERR_INPUT, "event with a bad digest"));
	if (!object_or_none(ev->from) || !object_or_none(ev->to) ||
	    !object_or_none(ev->detail) || !object_or_none(ev->how.parameters))
		return (error_set(e, ERR_INPUT, "event with a bad object"));
	if (ev->n_exhibits > EVENT_EXHIBITS_MAX)
		return (error_set(e, ERR_LIMIT, "event: %zu exhibits",
		    ev->n_exhibits));
	for (i = 0; i < ev->n_exhibits; i++)
		if (ev->exhibits[i] == NULL ||
		    !event_hex_ok(span_of(ev->exhibits[i])))
			return (error_set(e, ERR_INPUT,
			    "event with a bad exhibit"));
	return (0);
}

int
event_write(const struct event *ev, struct buf *out, struct error *e)
{
	json_t *j;
	size_t before = out->n;
	bool ok = true;
	int rc = -1;

	if (check_values(ev, e) != 0)
		return (-1);
	if ((j = json_object()) == NULL)
		return (error_nomem(e));
	put_all(j, ev, &ok);
	if (!ok)
		(void)error_nomem(e);
	else if (json_write(out, j, e) == 0)
		rc = event_check_size(span_sub(buf_span(out), before, out->n),
		    e);
	json_decref(j);
	return (rc);
}
