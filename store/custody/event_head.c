#include <string.h>

#include "store/base/json.h"
#include "store/base/json_part.h"
#include "store/base/limits.h"
#include "store/base/num.h"
#include "store/custody/event_internal.h"

/* Names with their lengths: each event of a log is looked up here. */
#define NAME(s)		{ (const uint8_t *)(s), sizeof(s) - 1 }

static const struct span kinds[EVENT_KINDS] = {
	[EVENT_PLANNED] = NAME("planned"),
	[EVENT_ACQUIRED] = NAME("acquired"),
	[EVENT_SEALED] = NAME("sealed"),
	[EVENT_TIMESTAMPED] = NAME("timestamped"),
	[EVENT_STORED] = NAME("stored"),
	[EVENT_VERIFIED] = NAME("verified"),
	[EVENT_VIEWED] = NAME("viewed"),
	[EVENT_ANNOTATED] = NAME("annotated"),
	[EVENT_CORRECTED] = NAME("corrected"),
	[EVENT_EXPORTED] = NAME("exported"),
	[EVENT_TRANSFERRED] = NAME("transferred"),
	[EVENT_RECEIVED] = NAME("received"),
	[EVENT_REJECTED] = NAME("rejected"),
	[EVENT_HOLD_SET] = NAME("hold-set"),
	[EVENT_HOLD_LIFTED] = NAME("hold-lifted"),
	[EVENT_RENEWED] = NAME("renewed"),
	[EVENT_COPIED] = NAME("copied"),
	[EVENT_MOVED] = NAME("moved"),
	[EVENT_REDACTED] = NAME("redacted"),
	[EVENT_DISPOSED] = NAME("disposed"),
	[EVENT_INCIDENT] = NAME("incident"),
};

const char * const event_result_names[3] = { "success", "partial", "fail" };

const char *
event_kind_name(enum event_kind k)
{

	return (k < EVENT_PLANNED || k >= EVENT_KINDS ? "unknown" :
	    (const char *)kinds[k].p);
}

bool
event_kind_of(struct span name, enum event_kind *out)
{
	int k;

	for (k = 0; k < EVENT_KINDS; k++)
		if (name.n == kinds[k].n &&
		    memcmp(name.p, kinds[k].p, name.n) == 0) {
			*out = (enum event_kind)k;
			return (true);
		}
	return (false);
}

/* One more than the value of a lower-case hex digit; 0 for all else. */
static const uint8_t digits[256] = {
	['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6,
	['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12,
	['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16
};

bool
event_hex_ok(struct span s)
{
	size_t i;

	if (s.n != 2 * MERKLE_BYTES)
		return (false);
	for (i = 0; i < s.n; i++)
		if (digits[s.p[i]] == 0)
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
		} else if (digits[s.p[i]] == 0 || (form[i] == 'y' &&
		    ((digits[s.p[i]] - 1) & 0xc) != 8))
			return (false);
	return (true);
}

static int
read_prev(struct span s, struct merkle_node *out)
{
	unsigned high, low, ok = 1;
	size_t i;

	if (s.n != 2 * MERKLE_BYTES)
		return (-1);
	for (i = 0; i < MERKLE_BYTES; i++) {
		high = digits[s.p[2 * i]];
		low = digits[s.p[2 * i + 1]];
		ok &= (high != 0) & (low != 0);
		out->b[i] = (uint8_t)((high - 1) << 4 | ((low - 1) & 0xf));
	}
	return (ok ? 0 : -1);
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

/* The members of the head; which a name is, at one look at its length. */
static unsigned
which_member(struct span key)
{
	static const struct {
		struct span name;
		unsigned bit;
	} members[] = {
		{ NAME("seq"), HEAD_SEQ }, { NAME("uuid"), HEAD_UUID },
		{ NAME("prev"), HEAD_PREV }, { NAME("event"), HEAD_KIND },
		{ NAME("time"), HEAD_TIME }, { NAME("late"), HEAD_LATE },
	};
	size_t i;

	if (key.n < 3 || key.n > 5)
		return (0);
	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (key.n == members[i].name.n &&
		    memcmp(key.p, members[i].name.p, key.n) == 0)
			return (members[i].bit);
	return (0);
}

static int
head_text(struct event_head *head, unsigned *seen, unsigned member,
    struct span value, struct error *e)
{

	switch (member) {
	case HEAD_UUID:
		if (!uuid_ok(value))
			return (bad("uuid", e));
		memcpy(head->uuid, value.p, value.n);
		head->uuid[value.n] = '\0';
		break;
	case HEAD_PREV:
		if (read_prev(value, &head->prev) != 0)
			return (bad("prev", e));
		break;
	case HEAD_KIND:
		if (!event_kind_of(value, &head->kind))
			return (bad("event", e));
		break;
	default:
		if (read_time(value, &head->time, e) != 0)
			return (-1);
		break;
	}
	*seen |= member;
	return (0);
}

int
event_head_member(struct event_head *head, unsigned *seen, struct span key,
    enum member_type type, struct span value, struct error *e)
{
	unsigned member = which_member(key);
	int64_t n;

	switch (member) {
	case 0:
		return (0);
	case HEAD_SEQ:
		if (type != MEMBER_WHOLE || num_parse(value, 1,
		    (int64_t)MERKLE_SIZE_MAX, &n, NULL) != 0)
			return (bad("seq", e));
		head->seq = (uint64_t)n;
		*seen |= HEAD_SEQ;
		return (0);
	case HEAD_LATE:
		if (type != MEMBER_BOOL)
			return (bad("late", e));
		head->late = span_is(value, "true");
		return (0);
	default:
		if (type != MEMBER_TEXT)
			return (error_set(e, ERR_SYNTAX,
			    "event: \"%.*s\" is no string", (int)key.n,
			    (const char *)key.p));
		return (head_text(head, seen, member, value, e));
	}
}

int
event_head_json(const json_t *j, struct event_head *head, struct error *e)
{
	static const char * const texts[4] = {
		"uuid", "prev", "event", "time"
	};
	static const unsigned members[4] = {
		HEAD_UUID, HEAD_PREV, HEAD_KIND, HEAD_TIME
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
		if (head_text(head, &seen, members[i],
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

/* So few bytes hold no more values: most events need not be counted. */
#define VALUES_PLAIN	(2 * (size_t)EVENT_VALUES_MAX)

int
event_check_size(struct span s, struct error *e)
{

	if (s.n > EVENT_MAX)
		return (error_set(e, ERR_LIMIT, "an event of %zu bytes", s.n));
	if (s.n > VALUES_PLAIN && json_part_values(s) > EVENT_VALUES_MAX)
		return (error_set(e, ERR_LIMIT, "an event of more than %d "
		    "values", EVENT_VALUES_MAX));
	return (0);
}

int
event_check_bytes(struct span s, struct error *e)
{
	size_t i;

	if (event_check_size(s, e) != 0)
		return (-1);
	for (i = 0; i < s.n; i++)
		if (s.p[i] < 0x20) {
			(void)error_set(e, ERR_SYNTAX,
			    "event: a control character");
			return (error_at(e, NULL, (int64_t)i));
		}
	return (0);
}
