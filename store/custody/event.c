#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/custody/event_internal.h"

/* An event that was read, with what its strings point into. */
struct doc {
	struct event ev;	/* first: event_free() gets its address */
	json_t *json;
	const char **exhibits;
};

static int
bad(const char *member, struct error *e)
{

	return (error_set(e, ERR_SYNTAX, "event: bad \"%s\"", member));
}

/* An optional string: empty ones and NULs are not known values. */
static int
take_text(const json_t *j, const char *key, const char **out, struct error *e)
{

	*out = NULL;
	if (json_object_get(j, key) == NULL)
		return (0);
	*out = json_text(j, key);
	return (*out == NULL || **out == '\0' ? bad(key, e) : 0);
}

static int
take_time(const json_t *j, const char *key, int64_t *out, struct error *e)
{
	const char *s;

	*out = TIME_UNKNOWN;
	if (take_text(j, key, &s, e) != 0)
		return (-1);
	if (s != NULL && (strlen(s) != TIME_TEXT - 1 ||
	    s[TIME_TEXT - 2] != 'Z' || time_parse(span_of(s), out, NULL) != 0))
		return (bad(key, e));
	return (0);
}

static int
take_object(const json_t *j, const char *key, const json_t **out,
    struct error *e)
{

	*out = json_object_get(j, key);
	return (*out != NULL && !json_is_object(*out) ? bad(key, e) : 0);
}

/* An optional SHA-256 in hex. */
static int
take_hex(const json_t *j, const char *key, const char **out, struct error *e)
{

	if (take_text(j, key, out, e) != 0)
		return (-1);
	return (*out != NULL && !event_hex_ok(span_of(*out)) ? bad(key, e) : 0);
}

static int
take_who(const json_t *j, struct event_who *who, struct error *e)
{
	const json_t *o;

	if (take_object(j, "who", &o, e) != 0)
		return (-1);
	if (o == NULL)
		return (bad("who", e));
	if (take_text(o, "name", &who->name, e) != 0 ||
	    take_text(o, "role", &who->role, e) != 0 ||
	    take_text(o, "organization", &who->organization, e) != 0 ||
	    take_hex(o, "key", &who->key, e) != 0)
		return (-1);
	return (0);
}

static int
take_where_how(const json_t *j, struct event *ev, struct error *e)
{
	const json_t *o;

	if (take_object(j, "where", &o, e) != 0 ||
	    take_text(o, "host", &ev->where.host, e) != 0 ||
	    take_text(o, "place", &ev->where.place, e) != 0)
		return (-1);
	if (take_object(j, "how", &o, e) != 0 ||
	    take_text(o, "tool", &ev->how.tool, e) != 0 ||
	    take_text(o, "version", &ev->how.version, e) != 0 ||
	    take_hex(o, "binary_sha256", &ev->how.binary_sha256, e) != 0 ||
	    take_object(o, "parameters", &ev->how.parameters, e) != 0)
		return (-1);
	return (0);
}

static int
take_state(const json_t *j, const char *key, struct event_state *st,
    struct error *e)
{
	const json_t *o;

	st->bytes = -1;
	if (take_object(j, key, &o, e) != 0 ||
	    take_text(o, "alg", &st->alg, e) != 0 ||
	    take_text(o, "value", &st->value, e) != 0)
		return (-1);
	if (o == NULL)
		return (0);
	if (st->alg == NULL || st->value == NULL)
		return (bad(key, e));
	if (strcmp(st->alg, "sha256") == 0 && !event_hex_ok(span_of(st->value)))
		return (bad(key, e));
	if (json_object_get(o, "bytes") != NULL &&
	    (!json_whole(o, "bytes", &st->bytes) || st->bytes < 0))
		return (bad(key, e));
	return (0);
}

static int
take_exhibits(struct doc *d, struct error *e)
{
	const json_t *a = json_object_get(d->json, "exhibits"), *v;
	size_t i, n;

	if (a == NULL)
		return (0);
	if (!json_is_array(a) || (n = json_array_size(a)) == 0)
		return (bad("exhibits", e));
	if (n > EVENT_EXHIBITS_MAX)
		return (error_set(e, ERR_LIMIT, "event: %zu exhibits", n));
	if ((d->exhibits = calloc(n, sizeof(*d->exhibits))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < n; i++) {
		v = json_array_get(a, i);
		if (!json_is_string(v) || !event_hex_ok((struct span){
		    (const uint8_t *)json_string_value(v),
		    json_string_length(v) }))
			return (bad("exhibits", e));
		d->exhibits[i] = json_string_value(v);
	}
	d->ev.exhibits = d->exhibits;
	d->ev.n_exhibits = n;
	return (0);
}

static int
take_clock(const json_t *j, struct event *ev, struct error *e)
{

	ev->has_clock_offset = json_object_get(j, "clock_offset_ms") != NULL;
	if (ev->has_clock_offset &&
	    !json_whole(j, "clock_offset_ms", &ev->clock_offset_ms))
		return (bad("clock_offset_ms", e));
	return (take_text(j, "clock_source", &ev->clock_source, e));
}

static int
take_result(const json_t *j, struct event *ev, struct error *e)
{
	const char *s;
	int i;

	if (take_text(j, "error", &ev->error, e) != 0 ||
	    take_text(j, "result", &s, e) != 0)
		return (-1);
	for (i = 0; s != NULL && i < 3; i++)
		if (strcmp(s, event_result_names[i]) == 0) {
			ev->result = (enum event_result)i;
			return (0);
		}
	return (bad("result", e));
}

static int
take_all(struct doc *d, struct error *e)
{
	struct event_head head;
	struct event *ev = &d->ev;
	const json_t *j = d->json;

	if (event_head_json(j, &head, e) != 0)
		return (-1);
	ev->seq = head.seq;
	memcpy(ev->uuid, head.uuid, sizeof(ev->uuid));
	ev->prev = head.prev;
	ev->kind = head.kind;
	ev->time = head.time;
	ev->late = head.late;
	if (take_time(j, "start", &ev->start, e) != 0 ||
	    take_time(j, "end", &ev->end, e) != 0 ||
	    take_clock(j, ev, e) != 0 ||
	    take_text(j, "case", &ev->case_name, e) != 0 ||
	    take_exhibits(d, e) != 0 ||
	    take_who(j, &ev->who, e) != 0 ||
	    take_text(j, "why", &ev->why, e) != 0 ||
	    take_where_how(j, ev, e) != 0 ||
	    take_state(j, "before", &ev->before, e) != 0 ||
	    take_state(j, "after", &ev->after, e) != 0 ||
	    take_object(j, "from", &ev->from, e) != 0 ||
	    take_object(j, "to", &ev->to, e) != 0 ||
	    take_object(j, "detail", &ev->detail, e) != 0 ||
	    take_result(j, ev, e) != 0)
		return (-1);
	return (0);
}

int
event_read(struct span s, struct event **out, struct error *e)
{
	struct doc *d;

	*out = NULL;
	if (event_check_bytes(s, e) != 0)
		return (-1);
	if ((d = calloc(1, sizeof(*d))) == NULL)
		return (error_nomem(e));
	if ((d->json = json_read(s, e)) == NULL)
		goto fail;
	if (!json_is_object(d->json)) {
		(void)error_set(e, ERR_SYNTAX, "event: no object");
		goto fail;
	}
	if (take_all(d, e) != 0)
		goto fail;
	*out = &d->ev;
	return (0);
fail:
	event_free(&d->ev);
	return (-1);
}

void
event_free(struct event *ev)
{
	struct doc *d = (struct doc *)ev;

	if (d == NULL)
		return;
	json_decref(d->json);
	free(d->exhibits);
	free(d);
}
