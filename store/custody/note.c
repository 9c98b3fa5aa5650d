#include <string.h>

#include "store/base/codec.h"
#include "store/base/limits.h"
#include "store/custody/note.h"
#include "store/seal/note_key.h"

#define DASH		"\xe2\x80\x94 "		/* U+2014 and a space */
#define SIGNATURE_MIN	5			/* key id and one byte */

/* The code point at ${at} of well-formed UTF-8, and its length. */
static uint32_t
code_point(struct span s, size_t at, size_t *len)
{
	uint8_t c = s.p[at];
	uint32_t v;
	size_t i;

	*len = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	v = *len == 1 ? c : c & (0xffu >> (*len + 1));
	for (i = 1; i < *len; i++)
		v = v << 6 | (s.p[at + i] & 0x3f);
	return (v);
}

/* Unicode White_Space. */
static bool
is_space(uint32_t c)
{

	return ((c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 ||
	    c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
	    c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
	    c == 0x3000);
}

bool
note_name_ok(struct span s)
{
	size_t i, len;
	uint32_t c;

	if (s.n == 0 || s.n > NOTE_NAME_MAX || !span_utf8(s))
		return (false);
	for (i = 0; i < s.n; i += len) {
		c = code_point(s, i, &len);
		if (c < 0x20 || c == '+' || is_space(c))
			return (false);
	}
	return (true);
}

static int
fault(struct span whole, const uint8_t *at, struct error *e, const char *what)
{

	(void)error_set(e, ERR_SYNTAX, "signed note: %s", what);
	return (error_at(e, NULL, (int64_t)(at - whole.p)));
}

/* Characters that no note may hold. */
static int
check_characters(struct span s, struct error *e)
{
	size_t i;

	if (!span_utf8(s))
		return (fault(s, s.p, e, "not UTF-8"));
	for (i = 0; i < s.n; i++)
		if (s.p[i] < 0x20 && s.p[i] != '\n')
			return (fault(s, s.p + i, e, "a control character"));
	return (0);
}

/* Read "— <name> <base64>" without its line feed. */
static int
parse_signature(struct span whole, struct span line,
    struct note_signature *out, struct error *e)
{
	struct buf raw = BUF_INIT(NOTE_MAX);
	struct span rest;
	ptrdiff_t space;
	int rc = -1;

	if (!span_starts(line, DASH))
		return (fault(whole, line.p, e, "no signature line"));
	rest = span_sub(line, strlen(DASH), line.n);
	if ((space = span_find(rest, ' ')) < 0)
		return (fault(whole, line.p, e, "a signature without key"));
	out->name = span_sub(rest, 0, (size_t)space);
	out->base64 = span_sub(rest, (size_t)space + 1, rest.n);
	if (!note_name_ok(out->name))
		return (fault(whole, rest.p, e, "a bad key name"));
	if (codec_unbase64(&raw, out->base64, e) != 0) {
		(void)error_at(e, NULL, (int64_t)(out->base64.p - whole.p));
		goto out;
	}
	if (raw.n < SIGNATURE_MIN) {
		(void)fault(whole, out->base64.p, e, "a signature too short");
		goto out;
	}
	memcpy(out->id, raw.p, sizeof(out->id));
	rc = 0;
out:
	buf_free(&raw);
	return (rc);
}

/* Where the signature lines begin: after the last empty line; 0: nowhere. */
static size_t
find_signatures(struct span s)
{
	size_t i;

	for (i = s.n; i >= 2; i--)
		if (s.p[i - 1] == '\n' && s.p[i - 2] == '\n')
			return (i);
	return (0);
}

int
note_parse(struct span s, struct note *out, struct error *e)
{
	struct span rest, line;
	size_t at;
	ptrdiff_t end;

	memset(out, 0, sizeof(*out));
	if (s.n > NOTE_MAX)
		return (error_set(e, ERR_LIMIT, "a signed note of %zu bytes",
		    s.n));
	if (check_characters(s, e) != 0)
		return (-1);
	/* The text has at least its own line feed before the empty line. */
	if ((at = find_signatures(s)) < 2)
		return (fault(s, s.p, e, "no empty line"));
	out->text = span_sub(s, 0, at - 1);
	rest = span_sub(s, at, s.n);
	if (rest.n == 0)
		return (fault(s, s.p + at, e, "no signature"));
	while (rest.n > 0) {
		if ((end = span_find(rest, '\n')) < 0)
			return (fault(s, rest.p, e, "a line without end"));
		if (out->n == NOTE_SIGNATURES_MAX)
			return (error_set(e, ERR_LIMIT,
			    "signed note: more than %d signatures",
			    NOTE_SIGNATURES_MAX));
		line = span_sub(rest, 0, (size_t)end);
		if (parse_signature(s, line, &out->signature[out->n], e) != 0)
			return (-1);
		out->n++;
		rest = span_sub(rest, (size_t)end + 1, rest.n);
	}
	return (0);
}

/* Whether the signature ${sig}, which names ${key}, is good. */
static int
check_one(const struct note *n, const struct note_signature *sig,
    const struct note_vkey *key, bool *good, struct error *e)
{
	struct buf raw = BUF_INIT(NOTE_MAX);
	int rc = -1;

	*good = false;
	if (codec_unbase64(&raw, sig->base64, e) != 0)
		goto out;
	if (raw.n != sizeof(key->id) + NOTE_KEY_SIGNATURE)
		rc = 0;
	else
		rc = note_key_check(key->pub, n->text,
		    raw.p + sizeof(key->id), good, e);
out:
	buf_free(&raw);
	return (rc);
}

bool
note_signed_by(const struct note_signature *sig, const struct note_vkey *key)
{

	return (span_is(sig->name, key->name) &&
	    memcmp(sig->id, key->id, sizeof(key->id)) == 0);
}

int
note_check(const struct note *n, const struct note_vkey *keys, size_t count,
    enum note_state *state, size_t *who, struct error *e)
{
	size_t i, k;
	bool good;

	*state = NOTE_UNKNOWN;
	for (i = 0; i < n->n; i++)
		for (k = 0; k < count; k++) {
			if (!note_signed_by(&n->signature[i], &keys[k]))
				continue;
			if (check_one(n, &n->signature[i], &keys[k], &good,
			    e) != 0)
				return (-1);
			if (who != NULL && (!good || *state == NOTE_UNKNOWN))
				*who = k;
			if (!good) {
				*state = NOTE_BAD;
				return (0);
			}
			*state = NOTE_GOOD;
		}
	return (0);
}

size_t
note_part(const struct note *n, const struct note_vkey *key, struct buf *out)
{
	size_t i, count = 0;

	buf_putspan(out, n->text);
	buf_putc(out, '\n');
	for (i = 0; i < n->n; i++) {
		if (!note_signed_by(&n->signature[i], key))
			continue;
		buf_printf(out, DASH "%s ", key->name);
		buf_putspan(out, n->signature[i].base64);
		buf_putc(out, '\n');
		count++;
	}
	return (count);
}
