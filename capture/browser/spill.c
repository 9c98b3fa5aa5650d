#include <string.h>

#include "capture/browser/spill.h"
#include "store/base/codec.h"

#define GROUPS	16384		/* base64 groups decoded at a time */

/* Values of the base64 digits, moved by one so that 0 means none. */
static const uint8_t digit[256] = {
	['A'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
	19, 20, 21, 22, 23, 24, 25, 26,
	['a'] = 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42,
	43, 44, 45, 46, 47, 48, 49, 50, 51, 52,
	['0'] = 53, 54, 55, 56, 57, 58, 59, 60, 61, 62,
	['+'] = 63, ['/'] = 64
};

static int
give(struct spill *s, const void *p, size_t n, struct error *e)
{
	struct error err = ERROR_INIT;

	if (s->over || n == 0)
		return (0);
	if (body_put(s->body, p, n, &err) == 0)
		return (0);
	if (err.code == ERR_LIMIT) {
		s->over = true;
		return (0);
	}
	return (error_set(e, err.code, "%s", err.text));
}

static int
flush(struct spill *s, struct error *e)
{
	size_t n = s->gathered;

	s->gathered = 0;
	return (give(s, s->out, n, e));
}

static int
keep(struct spill *s, const void *p, size_t n, struct error *e)
{

	if (n > SPILL_GATHER - s->gathered && flush(s, e) == -1)
		return (-1);
	if (n > SPILL_GATHER)
		return (give(s, p, n, e));
	memcpy(s->out + s->gathered, p, n);
	s->gathered += n;
	return (0);
}

/* Put a code point as UTF-8. */
static int
keep_point(struct spill *s, uint32_t c, struct error *e)
{
	uint8_t u[4];
	size_t n = 0;

	if (c < 0x80) {
		u[n++] = (uint8_t)c;
	} else if (c < 0x800) {
		u[n++] = (uint8_t)(0xc0 | c >> 6);
		u[n++] = (uint8_t)(0x80 | (c & 63));
	} else if (c < 0x10000) {
		u[n++] = (uint8_t)(0xe0 | c >> 12);
		u[n++] = (uint8_t)(0x80 | (c >> 6 & 63));
		u[n++] = (uint8_t)(0x80 | (c & 63));
	} else {
		u[n++] = (uint8_t)(0xf0 | c >> 18);
		u[n++] = (uint8_t)(0x80 | (c >> 12 & 63));
		u[n++] = (uint8_t)(0x80 | (c >> 6 & 63));
		u[n++] = (uint8_t)(0x80 | (c & 63));
	}
	return (keep(s, u, n, e));
}

/* A high surrogate whose partner did not come. */
static int
keep_lone(struct spill *s, struct error *e)
{

	if (s->high == 0)
		return (0);
	s->high = 0;
	return (keep_point(s, 0xfffd, e));
}

static int
keep_unit(struct spill *s, uint32_t u, struct error *e)
{
	uint32_t high = s->high;

	if (u >= 0xdc00 && u <= 0xdfff && high != 0) {
		s->high = 0;
		return (keep_point(s, 0x10000 + ((high - 0xd800) << 10) +
		    (u - 0xdc00), e));
	}
	if (keep_lone(s, e) == -1)
		return (-1);
	if (u >= 0xd800 && u <= 0xdbff) {
		s->high = u;
		return (0);
	}
	return (keep_point(s, u >= 0xdc00 && u <= 0xdfff ? 0xfffd : u, e));
}

/* The character after a backslash. */
static int
escape_start(struct spill *s, uint8_t c, struct error *e)
{
	static const char from[] = "\"\\/bfnrt";
	static const char to[] = "\"\\/\b\f\n\r\t";
	const char *at = c == '\0' ? NULL : strchr(from, c);

	if (c == 'u') {
		s->escape = 2;
		s->unit = 0;
		return (0);
	}
	s->escape = 0;
	if (at == NULL)
		return (error_set(e, ERR_SYNTAX, "escape in a JSON string"));
	if (keep_lone(s, e) == -1)
		return (-1);
	return (keep(s, &to[at - from], 1, e));
}

static int
escape_digit(struct spill *s, uint8_t c, struct error *e)
{
	uint32_t v;

	if (c >= '0' && c <= '9')
		v = (uint32_t)(c - '0');
	else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		v = (uint32_t)((c | 0x20) - 'a' + 10);
	else
		return (error_set(e, ERR_SYNTAX, "escape in a JSON string"));
	s->unit = s->unit << 4 | v;
	if (++s->escape < 6)
		return (0);
	s->escape = 0;
	return (keep_unit(s, s->unit, e));
}

static int
put_escaped(struct spill *s, const uint8_t *p, size_t n, struct error *e)
{
	const uint8_t *at;
	size_t run;

	while (n > 0) {
		if (s->escape == 0) {
			at = memchr(p, '\\', n);
			run = at == NULL ? n : (size_t)(at - p);
			if (run > 0 && keep_lone(s, e) == -1)
				return (-1);
			if (keep(s, p, run, e) == -1)
				return (-1);
			p += run;
			n -= run;
			if (at == NULL)
				return (0);
			s->escape = 1;
		} else if (s->escape == 1) {
			if (escape_start(s, *p, e) == -1)
				return (-1);
		} else if (escape_digit(s, *p, e) == -1) {
			return (-1);
		}
		p++;
		n--;
	}
	return (0);
}

/* Decode one group; how many bytes, or -1 where it is none. */
static int
group(struct spill *s, const uint8_t g[static 4], uint8_t *out)
{
	uint32_t v;
	int n = 3;

	if (s->ended || digit[g[0]] == 0 || digit[g[1]] == 0)
		return (-1);
	if (g[3] == '=')
		n = g[2] == '=' ? 1 : 2;
	if ((n > 1 && digit[g[2]] == 0) || (n > 2 && digit[g[3]] == 0))
		return (-1);
	v = (uint32_t)(digit[g[0]] - 1) << 18 |
	    (uint32_t)(digit[g[1]] - 1) << 12;
	if (n > 1)
		v |= (uint32_t)(digit[g[2]] - 1) << 6;
	if (n > 2)
		v |= (uint32_t)(digit[g[3]] - 1);
	/* Bits left over must be zero: else it would not encode back. */
	if ((n == 1 && (v & 0xffff) != 0) || (n == 2 && (v & 0xff) != 0))
		return (-1);
	s->ended = n < 3;
	out[0] = (uint8_t)(v >> 16);
	out[1] = (uint8_t)(v >> 8);
	out[2] = (uint8_t)v;
	return (n);
}

/* Take what was decoded and given so far back into text: it was no base64. */
static int
turn_to_text(struct spill *s, struct error *e)
{
	struct body *decoded = s->body;
	struct buf text = BUF_INIT((size_t)4 * 1024 + 4);
	uint8_t piece[3 * 1024];
	int64_t at = 0;
	ssize_t n;
	int rc = -1;

	s->body = NULL;
	s->base64 = false;
	if (body_open(&s->body, s->folder, s->max, e) == -1)
		goto out;
	/* A short read would put padding in the middle, so fill the piece. */
	while ((n = body_read(decoded, at, piece, sizeof(piece), e)) > 0) {
		buf_reset(&text);
		codec_base64(&text, (struct span){ piece, (size_t)n });
		if (buf_ok(&text, e) == -1 || keep(s, text.p, text.n, e) == -1)
			goto out;
		at += n;
	}
	if (n < 0)
		goto out;
	/* What waits may hold the beginning of an escape. */
	rc = put_escaped(s, s->hold, s->held, e);
	s->held = 0;
out:
	buf_free(&text);
	body_free(decoded);
	return (rc);
}

static int
not_base64(struct spill *s, const uint8_t *p, size_t n, struct error *e)
{

	if (s->mode == SPILL_BASE64)
		return (error_set(e, ERR_SYNTAX, "not base64"));
	if (flush(s, e) == -1)
		return (-1);
	if (s->over) {
		/* Text longer than its base64 would have been: cut as well. */
		s->base64 = false;
		return (0);
	}
	if (turn_to_text(s, e) == -1)
		return (-1);
	return (put_escaped(s, p, n, e));
}

/*
 * Decode whole groups of ${p} until one is none.  Return how many bytes of
 * ${p} were used, or -1.
 */
static ssize_t
put_groups(struct spill *s, const uint8_t *p, size_t n, struct error *e)
{
	uint8_t out[3 * GROUPS];
	size_t used = 0, have;
	int k = 0;

	while (n - used >= 4 && k >= 0) {
		for (have = 0; n - used >= 4 && have + 3 <= sizeof(out);
		    used += 4) {
			if ((k = group(s, p + used, out + have)) < 0)
				break;
			have += (size_t)k;
		}
		if (keep(s, out, have, e) == -1)
			return (-1);
	}
	return ((ssize_t)used);
}

static int
put_base64(struct spill *s, const uint8_t *p, size_t n, struct error *e)
{
	uint8_t out[3];
	ssize_t used;
	int k;

	while (s->held > 0 && n > 0) {
		s->hold[s->held++] = *p++;
		n--;
		if (s->held < 4)
			continue;
		if ((k = group(s, s->hold, out)) < 0)
			return (not_base64(s, p, n, e));
		s->held = 0;
		if (keep(s, out, (size_t)k, e) == -1)
			return (-1);
	}
	if ((used = put_groups(s, p, n, e)) == -1)
		return (-1);
	p += used;
	n -= (size_t)used;
	if (n >= 4)
		return (not_base64(s, p, n, e));
	memcpy(s->hold + s->held, p, n);
	s->held += n;
	return (0);
}

int
spill_open(struct spill *s, enum spill_mode mode, const char *folder,
    int64_t max, struct error *e)
{

	memset(s, 0, sizeof(*s));
	s->mode = mode;
	s->base64 = mode == SPILL_GUESS || mode == SPILL_BASE64;
	s->folder = folder;
	s->max = max;
	return (body_open(&s->body, folder, max, e));
}

int
spill_put(struct spill *s, const uint8_t *p, size_t n, struct error *e)
{

	if (s->base64)
		return (put_base64(s, p, n, e));
	if (s->mode == SPILL_PLAIN)
		return (keep(s, p, n, e));
	return (put_escaped(s, p, n, e));
}

int
spill_end(struct spill *s, struct cut_value *v, struct error *e)
{

	if (s->base64 && s->held > 0 && not_base64(s, NULL, 0, e) == -1)
		return (-1);
	if (s->escape != 0)
		return (error_set(e, ERR_SYNTAX, "escape cut short"));
	if (keep_lone(s, e) == -1 || flush(s, e) == -1)
		return (-1);
	v->body = s->body;
	v->base64 = s->base64;
	v->over = s->over;
	s->body = NULL;
	return (0);
}

void
spill_drop(struct spill *s)
{

	body_free(s->body);
	s->body = NULL;
}
