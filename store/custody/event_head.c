#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/num.h"
#include "store/custody/event_internal.h"

static const char * const kinds[EVENT_KINDS] = {
	[EVENT_PLANNED] = "planned", [EVENT_ACQUIRED] = "acquired",
	[EVENT_SEALED] = "sealed", [EVENT_TIMESTAMPED] = "timestamped",
	[EVENT_STORED] = "stored", [EVENT_VERIFIED] = "verified",
	[EVENT_VIEWED] = "viewed", [EVENT_ANNOTATED] = "annotated",
	[EVENT_CORRECTED] = "corrected", [EVENT_EXPORTED] = "exported",
	[EVENT_TRANSFERRED] = "transferred", [EVENT_RECEIVED] = "received",
	[EVENT_REJECTED] = "rejected", [EVENT_HOLD_SET] = "hold-set",
	[EVENT_HOLD_LIFTED] = "hold-lifted", [EVENT_RENEWED] = "renewed",
	[EVENT_COPIED] = "copied", [EVENT_MOVED] = "moved",
	[EVENT_REDACTED] = "redacted", [EVENT_DISPOSED] = "disposed",
	[EVENT_INCIDENT] = "incident",
};

const char * const event_result_names[3] = { "success", "partial", "fail" };

const char *
event_kind_name(enum event_kind k)
{

	return (k < EVENT_PLANNED || k >= EVENT_KINDS ? "unknown" : kinds[k]);
}

bool
event_kind_of(struct span name, enum event_kind *out)
{
	int k;

	for (k = 0; k < EVENT_KINDS; k++)
		if (span_is(name, kinds[k])) {
			*out = (enum event_kind)k;
			return (true);
		}
	return (false);
}

/* The value of a lower-case hex digit, or -1. */
static int
digit(uint8_t c)
{

	if (c >= '0' && c <= '9')
		return (c - '0');
	return (c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1);
}

bool
event_hex_ok(struct span s)
{
	size_t i;

	if (s.n != 2 * MERKLE_BYTES)
		return (false);
	for (i = 0; i < s.n; i++)
		if (digit(s.p[i]) < 0)
			return (false);
	return (true);
}

/* A version 4 UUID in lower case (RFC 9562). */
static bool
uuid_ok(struct span s)
{
	static const char form[] = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
	size_t i;

	if (s.n != UUID_TEXT - 1)
		return (false);
	for (i = 0; i < s.n; i++)
		if (form[i] == '-' || form[i] == '4') {
			if (s.p[i] != (uint8_t)form[i])
				return (false);
		} else if (digit(s.p[i]) < 0 ||
		    (form[i] == 'y' && (digit(s.p[i]) & 0xc) != 8))
			return (false);
	return (true);
}

static int
read_prev(struct span s, struct merkle_node *out)
{
	size_t i;

	if (!event_hex_ok(s))
		return (-1);
	for (i = 0; i < MERKLE_BYTES; i++)
		out->b[i] = (uint8_t)(digit(s.p[2 * i]) << 4 |
		    digit(s.p[2 * i + 1]));
	return (0);
}

static int
bad(const char *member, struct error *e)
{

	return (error_set(e, ERR_SYNTAX, "event: bad \"%s\"", member));
}

/*
 * Exactly "2026-11-21T01:23:45.678Z": one way of writing a moment, so that
 * texts order as moments do.
 */
static int
read_time(struct span s, int64_t *out, struct error *e)
{

	if (s.n != TIME_TEXT - 1 || s.p[s.n - 1] != 'Z' || s.p[10] != 'T' ||
	    time_parse(s, out, NULL) != 0)
		return (bad("time", e));
	return (0);
}

static int
head_text(struct event_head *head, unsigned *seen, struct span key,
    struct span value, struct error *e)
{

	if (span_is(key, "uuid")) {
		if (!uuid_ok(value))
			return (bad("uuid", e));
		memcpy(head->uuid, value.p, value.n);
		head->uuid[value.n] = '\0';
		*seen |= HEAD_UUID;
	} else if (span_is(key, "prev")) {
		if (read_prev(value, &head->prev) != 0)
			return (bad("prev", e));
		*seen |= HEAD_PREV;
	} else if (span_is(key, "event")) {
		if (!event_kind_of(value, &head->kind))
			return (bad("event", e));
		*seen |= HEAD_KIND;
	} else {
		*seen |= HEAD_TIME;
		return (read_time(value, &head->time, e));
	}
	return (0);
}

int
event_head_member(struct event_head *head, unsigned *seen, struct span key,
    enum member_type type, struct span value, struct error *e)
{
	int64_t n;

	if (span_is(key, "uuid") || span_is(key, "prev") ||
	    span_is(key, "event") || span_is(key, "time")) {
		if (type != MEMBER_TEXT)
			return (error_set(e, ERR_SYNTAX,
			    "event: \"%.*s\" is no string", (int)key.n,
			    (const char *)key.p));
		return (head_text(head, seen, key, value, e));
	}
	if (span_is(key, "seq")) {
		if (type != MEMBER_WHOLE || num_parse(value, 1,
		    (int64_t)MERKLE_SIZE_MAX, &n, NULL) != 0)
			return (bad("seq", e));
		head->seq = (uint64_t)n;
		*seen |= HEAD_SEQ;
	} else if (span_is(key, "late")) {
		if (type != MEMBER_BOOL)
			return (bad("late", e));
		head->late = span_is(value, "true");
	}
	return (0);
}

int
event_head_json(const json_t *j, struct event_head *head, struct error *e)
{
	static const char * const texts[4] = {
		"uuid", "prev", "event", "time"
	};
	const json_t *v;
	unsigned seen = 0;
	int64_t n;
	size_t i;

	memset(head, 0, sizeof(*head));
	for (i = 0; i < 4; i++) {
		v = json_object_get(j, texts[i]);
		if (!json_is_string(v))
			return (bad(texts[i], e));
		if (head_text(head, &seen, span_of(texts[i]),
		    (struct span){ (const uint8_t *)json_string_value(v),
		    json_string_length(v) }, e) != 0)
			return (-1);
	}
	if (!json_whole(j, "seq", &n) || n < 1 ||
	    (uint64_t)n > MERKLE_SIZE_MAX)
		return (bad("seq", e));
	head->seq = (uint64_t)n;
	v = json_object_get(j, "late");
	if (v != NULL && !json_is_boolean(v))
		return (bad("late", e));
	head->late = json_is_true(v);
	return (0);
}

int
event_check_bytes(struct span s, struct error *e)
{
	size_t i;

	if (s.n > EVENT_MAX)
		return (error_set(e, ERR_LIMIT, "an event of %zu bytes", s.n));
	for (i = 0; i < s.n; i++)
		if (s.p[i] < 0x20) {
			(void)error_set(e, ERR_SYNTAX,
			    "event: a control character");
			return (error_at(e, NULL, (int64_t)i));
		}
	return (0);
}
