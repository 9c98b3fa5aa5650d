#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/custody/event_internal.h"

/*
 * A reader of JSON that keeps nothing: going through a log of millions, most
 * of the time would otherwise go into building trees that nobody looks at.
 * What it is not made for (escaped names, numbers that are not short whole
 * ones, many members) it leaves to the full reader, so that both always agree
 * on what is an event; tests/fuzz/fuzz_event.c holds them to it.
 */
#define SCAN_KEYS	128	/* names in all open objects */
#define SCAN_DIGITS	18	/* surely within int64_t */

struct level {
	bool object;
	size_t first;		/* of its names in key[] */
};

struct scan {
	struct span s;
	size_t i;
	uint8_t high;		/* 0x80 where a string has a byte above 0x7f */
	bool hard;		/* for the full reader */
	unsigned depth;
	struct level level[JSON_DEPTH_MAX];
	size_t n_keys;
	struct span key[SCAN_KEYS];
	struct event_head *head;
	unsigned seen;
};

static int
fault(const struct scan *sc, struct error *e, const char *what)
{

	(void)error_set(e, ERR_SYNTAX, "event: %s", what);
	return (error_at(e, NULL, (int64_t)sc->i));
}

/* Eight bytes at once: all ones, the highest bits, and ${c} in each. */
#define EACH		UINT64_C(0x0101010101010101)
#define HIGHEST		UINT64_C(0x8080808080808080)
#define EIGHT(c)	(EACH * (uint64_t)(c))

/* Whether any of the bytes in ${w} is 0; below ${c} (at most 128). */
#define HAS_ZERO(w)	((((w) - EACH) & ~(w) & HIGHEST) != 0)
#define HAS_BELOW(w, c)	((((w) - EIGHT(c)) & ~(w) & HIGHEST) != 0)

/*
 * Where in a string its end, an escape or a control character comes next, or
 * at most seven bytes before; most of a log is looked at here.
 */
static size_t
skip_plain(struct span s, size_t i, uint8_t *high)
{
	uint64_t w, all = 0;

	for (; s.n - i >= sizeof(w); i += sizeof(w)) {
		memcpy(&w, s.p + i, sizeof(w));
		if (HAS_ZERO(w ^ EIGHT('"')) || HAS_ZERO(w ^ EIGHT('\\')) ||
		    HAS_BELOW(w, 0x20))
			break;
		all |= w;
	}
	if ((all & HIGHEST) != 0)
		*high |= 0x80;
	return (i);
}

/* The next byte after blanks, or NUL at the end. */
static uint8_t
peek(struct scan *sc)
{

	while (sc->i < sc->s.n && sc->s.p[sc->i] == ' ')
		sc->i++;
	return (sc->i < sc->s.n ? sc->s.p[sc->i] : '\0');
}

/* A string at its opening quote; ${out} is what is between the quotes. */
static int
scan_string(struct scan *sc, struct span *out, bool *escaped, struct error *e)
{
	const uint8_t *p = sc->s.p;
	size_t i = sc->i + 1, start = i;
	uint8_t high = sc->high;

	*escaped = false;
	i = skip_plain(sc->s, i, &high);
	while (i < sc->s.n && p[i] != '"') {
		if (p[i] == '\\') {
			if (i + 1 >= sc->s.n)
				break;
			/* Code points in digits: let the full reader see. */
			if (p[i + 1] == 'u')
				sc->hard = true;
			else if (p[i + 1] == '\0' ||
			    strchr("\"\\/bfnrt", p[i + 1]) == NULL)
				return (fault(sc, e, "a bad escape"));
			*escaped = true;
			i++;
		} else if (p[i] < 0x20)
			return (fault(sc, e, "a control character"));
		high |= p[i++];
	}
	if (i >= sc->s.n)
		return (fault(sc, e, "a string without end"));
	*out = (struct span){ p + start, i - start };
	sc->high = high;
	sc->i = i + 1;
	return (0);
}

static int
scan_number(struct scan *sc, struct span *out, struct error *e)
{
	const uint8_t *p = sc->s.p;
	size_t start = sc->i, first;

	if (p[sc->i] == '-')
		sc->i++;
	first = sc->i;
	while (sc->i < sc->s.n && p[sc->i] >= '0' && p[sc->i] <= '9')
		sc->i++;
	if (sc->i == first || (p[first] == '0' && sc->i - first > 1))
		return (fault(sc, e, "a bad number"));
	if (sc->i - first > SCAN_DIGITS || (sc->i < sc->s.n &&
	    (p[sc->i] == '.' || p[sc->i] == 'e' || p[sc->i] == 'E')))
		sc->hard = true;
	*out = (struct span){ p + start, sc->i - start };
	return (0);
}

static int
scan_word(struct scan *sc, enum member_type *type, struct span *out,
    struct error *e)
{
	static const char * const words[3] = { "true", "false", "null" };
	struct span rest = span_sub(sc->s, sc->i, sc->s.n);
	size_t k;

	for (k = 0; k < 3; k++)
		if (span_starts(rest, words[k])) {
			*type = k < 2 ? MEMBER_BOOL : MEMBER_OTHER;
			*out = span_sub(rest, 0, strlen(words[k]));
			sc->i += out->n;
			return (0);
		}
	return (fault(sc, e, "no value"));
}

static int
open_level(struct scan *sc, bool object, struct error *e)
{

	if (sc->depth == JSON_DEPTH_MAX)
		return (error_set(e, ERR_LIMIT, "event: nested too deep"));
	sc->level[sc->depth++] = (struct level){ object, sc->n_keys };
	sc->i++;
	return (0);
}

/* A member's name and colon; names of one object differ. */
static int
scan_key(struct scan *sc, struct error *e)
{
	const struct level *at = &sc->level[sc->depth - 1];
	struct span key;
	bool escaped;
	size_t k;

	if (peek(sc) != '"')
		return (fault(sc, e, "no member name"));
	if (scan_string(sc, &key, &escaped, e) != 0)
		return (-1);
	if (escaped || sc->n_keys == SCAN_KEYS)
		sc->hard = true;
	for (k = at->first; k < sc->n_keys; k++)
		if (sc->key[k].n == key.n &&
		    memcmp(sc->key[k].p, key.p, key.n) == 0)
			return (fault(sc, e, "a member twice"));
	if (sc->n_keys < SCAN_KEYS)
		sc->key[sc->n_keys++] = key;
	if (peek(sc) != ':')
		return (fault(sc, e, "no colon"));
	sc->i++;
	return (0);
}

/* A value that begins here; *opened: an object or array that is not empty. */
static int
scan_value(struct scan *sc, bool *opened, struct error *e)
{
	enum member_type type = MEMBER_OTHER;
	struct span value = { sc->s.p, 0 };
	bool escaped = false, top = sc->depth == 1;
	uint8_t c = peek(sc);

	*opened = false;
	if (c == '{' || c == '[') {
		*opened = true;
		if (open_level(sc, c == '{', e) != 0)
			return (-1);
	} else if (c == '"') {
		type = MEMBER_TEXT;
		if (scan_string(sc, &value, &escaped, e) != 0)
			return (-1);
	} else if (c == '-' || (c >= '0' && c <= '9')) {
		type = MEMBER_WHOLE;
		if (scan_number(sc, &value, e) != 0)
			return (-1);
	} else if (scan_word(sc, &type, &value, e) != 0)
		return (-1);
	if (escaped && top)
		sc->hard = true;
	if (!top || sc->hard || sc->n_keys == 0)
		return (0);
	return (event_head_member(sc->head, &sc->seen,
	    sc->key[sc->n_keys - 1], type, value, e));
}

/* After a value: close what ends here, up to the comma before the next. */
static int
scan_after(struct scan *sc, struct error *e)
{
	const struct level *at;
	uint8_t c;

	while (sc->depth > 0) {
		at = &sc->level[sc->depth - 1];
		c = peek(sc);
		if (c == ',') {
			sc->i++;
			return (0);
		}
		if (c != (at->object ? '}' : ']'))
			return (fault(sc, e, "no comma"));
		sc->i++;
		sc->n_keys = at->first;
		sc->depth--;
	}
	return (0);
}

/* An object or array just opened that holds nothing. */
static bool
closes_at_once(struct scan *sc)
{

	return (peek(sc) == (sc->level[sc->depth - 1].object ? '}' : ']'));
}

static int
scan_all(struct scan *sc, struct error *e)
{
	bool opened;

	if (peek(sc) != '{')
		return (fault(sc, e, "no object"));
	if (scan_value(sc, &opened, e) != 0)
		return (-1);
	while (sc->depth > 0) {
		if (opened && closes_at_once(sc)) {
			opened = false;
		} else {
			if (sc->level[sc->depth - 1].object &&
			    scan_key(sc, e) != 0)
				return (-1);
			if (scan_value(sc, &opened, e) != 0)
				return (-1);
			if (sc->hard)
				return (0);
		}
		if (!opened && scan_after(sc, e) != 0)
			return (-1);
	}
	(void)peek(sc);
	if (sc->i < sc->s.n)
		return (fault(sc, e, "something after the object"));
	return (0);
}

static int
scan_fully(struct span s, struct event_head *out, struct error *e)
{
	json_t *j;
	int rc;

	if (event_check_bytes(s, e) != 0 || (j = json_read(s, e)) == NULL)
		return (-1);
	if (!json_is_object(j))
		rc = error_set(e, ERR_SYNTAX, "event: no object");
	else
		rc = event_head_json(j, out, e);
	json_decref(j);
	return (rc);
}

int
event_scan(struct span s, struct event_head *out, struct error *e)
{
	struct scan sc;

	memset(out, 0, sizeof(*out));
	if (event_check_size(s, e) != 0)
		return (-1);
	/* Not zeroed whole: its tables are larger than most events. */
	sc.s = s;
	sc.i = 0;
	sc.high = 0;
	sc.hard = false;
	sc.depth = 0;
	sc.n_keys = 0;
	sc.head = out;
	sc.seen = 0;
	if (scan_all(&sc, e) != 0)
		return (-1);
	if (sc.hard)
		return (scan_fully(s, out, e));
	if ((sc.high & 0x80) != 0 && !span_utf8(s))
		return (fault(&sc, e, "not UTF-8"));
	if (sc.seen != HEAD_ALL)
		return (error_set(e, ERR_SYNTAX, "event: no %s",
		    (sc.seen & HEAD_SEQ) == 0 ? "\"seq\"" :
		    (sc.seen & HEAD_UUID) == 0 ? "\"uuid\"" :
		    (sc.seen & HEAD_PREV) == 0 ? "\"prev\"" :
		    (sc.seen & HEAD_KIND) == 0 ? "\"event\"" : "\"time\""));
	return (0);
}
