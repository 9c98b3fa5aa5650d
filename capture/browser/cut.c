#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/browser/cut.h"
#include "capture/browser/spill.h"
#include "store/base/codec.h"

struct cut {
	char *folder;
	int64_t max;
	cut_text *text;
	void *ctx;
	struct buf msg;		/* the text without its long strings */
	bool in_string;
	bool escaped;		/* the next byte follows a backslash */
	bool spilling;
	bool skip;		/* drop this text up to its NUL */
	size_t string_at;	/* where in msg the string's quote stands */
	struct spill spill;
	struct cut_value v[CUT_VALUES];
	size_t n;
};

/*
 * Length of string content at ${p}, without the quote that ends it; ${closed}
 * says whether that quote is there.
 */
static size_t
string_run(struct cut *c, const uint8_t *p, size_t n, bool *closed)
{
	const uint8_t *quote = NULL, *slash;
	size_t i = 0, end;
	bool looked = false;

	*closed = false;
	if (c->escaped && n > 0) {
		c->escaped = false;
		i = 1;
	}
	while (i < n) {
		/* The quote found last still counts until it is passed. */
		if (!looked || (quote != NULL && quote < p + i)) {
			quote = memchr(p + i, '"', n - i);
			looked = true;
		}
		end = quote == NULL ? n : (size_t)(quote - p);
		if ((slash = memchr(p + i, '\\', end - i)) == NULL) {
			*closed = quote != NULL;
			return (end);
		}
		i = (size_t)(slash - p) + 2;
		if (i > n)
			c->escaped = true;
	}
	return (n);
}

static void
give_up(struct cut *c)
{

	c->skip = true;
	if (c->spilling)
		spill_drop(&c->spill);
	c->spilling = false;
}

static void
put(struct cut *c, const void *p, size_t n)
{

	buf_put(&c->msg, p, n);
	if (c->msg.failed == ERR_LIMIT)
		give_up(c);
}

/* Trouble of the disk is ours; a string that is no JSON is theirs. */
static int
spilled(struct cut *c, int rc, struct error *err, struct error *e)
{

	if (rc == 0)
		return (0);
	give_up(c);
	if (err->code == ERR_SYNTAX)
		return (0);
	return (error_set(e, err->code, "%s", err->text));
}

static int
spill_begin(struct cut *c, struct error *e)
{
	struct error err = ERROR_INIT;
	size_t at = c->string_at + 1;
	int rc;

	if (spill_open(&c->spill, SPILL_GUESS, c->folder, c->max, e) == -1)
		return (-1);
	c->spilling = true;
	rc = spill_put(&c->spill, c->msg.p + at, c->msg.n - at, &err);
	c->msg.n = c->string_at;
	return (spilled(c, rc, &err, e));
}

/* How long the string at hand may be and yet stay in its text. */
static size_t
longest(const struct cut *c)
{

	return (c->string_at < CUT_HEAD && span_starts(buf_span(&c->msg),
	    "{\"id\":") ? CUT_ANSWER : CUT_STRING);
}

static int
content(struct cut *c, const uint8_t *p, size_t n, struct error *e)
{
	struct error err = ERROR_INIT;

	if (c->spilling)
		return (spilled(c, spill_put(&c->spill, p, n, &err), &err, e));
	put(c, p, n);
	if (c->skip || c->msg.n - c->string_at - 1 <= longest(c))
		return (0);
	return (spill_begin(c, e));
}

static int
string_close(struct cut *c, struct error *e)
{
	struct error err = ERROR_INIT;
	struct cut_value v = { .body = NULL };
	char place[16];

	c->in_string = false;
	if (!c->spilling) {
		put(c, "\"", 1);
		return (0);
	}
	if (spilled(c, spill_end(&c->spill, &v, &err), &err, e) == -1)
		return (-1);
	if (c->skip)
		return (0);
	c->spilling = false;
	if (c->n == CUT_VALUES) {
		body_free(v.body);
		put(c, "null", 4);
		return (0);
	}
	(void)snprintf(place, sizeof(place), "[%zu]", c->n);
	put(c, place, strlen(place));
	c->v[c->n++] = v;
	return (0);
}

/* Take a piece that holds no NUL. */
static int
piece(struct cut *c, const uint8_t *p, size_t n, struct error *e)
{
	const uint8_t *quote;
	size_t run;
	bool closed;

	while (n > 0 && !c->skip) {
		if (c->in_string) {
			run = string_run(c, p, n, &closed);
			if (content(c, p, run, e) == -1)
				return (-1);
			if (closed) {
				if (!c->skip && string_close(c, e) == -1)
					return (-1);
				run++;
			}
		} else {
			quote = memchr(p, '"', n);
			run = quote == NULL ? n : (size_t)(quote - p) + 1;
			put(c, p, run);
			if (quote != NULL) {
				c->in_string = true;
				c->escaped = false;
				c->string_at = c->msg.n - 1;
			}
		}
		p += run;
		n -= run;
	}
	return (0);
}

/* The code unit of "\uXXXX" at ${p}, or 0 where there is none. */
static uint32_t
unit_at(const uint8_t *p, const uint8_t *end)
{
	uint32_t u = 0;
	uint8_t c;
	int i;

	if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
		return (0);
	for (i = 2; i < 6; i++) {
		c = p[i];
		if (c >= '0' && c <= '9')
			u = u << 4 | (uint32_t)(c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			u = u << 4 | (uint32_t)((c | 0x20) - 'a' + 10);
		else
			return (0);
	}
	return (u);
}

/* Replace surrogates without a partner, in place. */
static void
mend(uint8_t *p, size_t n)
{
	uint8_t *end = p + n;
	uint32_t u;

	while (p < end && (p = memchr(p, '\\', (size_t)(end - p))) != NULL) {
		u = unit_at(p, end);
		if (u < 0xd800 || u > 0xdfff) {
			p += 2;
			continue;
		}
		if (u < 0xdc00 && unit_at(p + 6, end) >= 0xdc00 &&
		    unit_at(p + 6, end) <= 0xdfff) {
			p += 12;
			continue;
		}
		memcpy(p, "\\ufffd", 6);
		p += 6;
	}
}

static int
text_end(struct cut *c, struct error *e)
{
	size_t i;
	int rc = 0;

	if (c->in_string)
		give_up(c);
	if (c->msg.failed == ERR_NOMEM) {
		rc = error_nomem(e);
	} else if (c->skip) {
	} else if (c->msg.n > 0) {
		mend(c->msg.p, c->msg.n);
		rc = c->text(c->ctx, buf_span(&c->msg), c->v, c->n, e);
	}
	for (i = 0; i < c->n; i++)
		body_free(c->v[i].body);
	c->n = 0;
	c->skip = c->in_string = c->escaped = false;
	/* One large text should not hold its memory for ever. */
	if (c->msg.cap > CUT_TEXT_MAX / 4) {
		buf_free(&c->msg);
		c->msg = (struct buf)BUF_INIT(CUT_TEXT_MAX);
	}
	buf_reset(&c->msg);
	return (rc);
}

int
cut_open(struct cut **out, const char *folder, int64_t max, cut_text *text,
    void *ctx, struct error *e)
{
	struct cut *c;

	if ((c = calloc(1, sizeof(*c))) == NULL)
		return (error_nomem(e));
	if ((c->folder = strdup(folder)) == NULL) {
		free(c);
		return (error_nomem(e));
	}
	c->msg = (struct buf)BUF_INIT(CUT_TEXT_MAX);
	c->max = max;
	c->text = text;
	c->ctx = ctx;
	*out = c;
	return (0);
}

int
cut_feed(struct cut *c, const uint8_t *p, size_t n, struct error *e)
{
	const uint8_t *nul;
	size_t run;

	while (n > 0) {
		nul = memchr(p, '\0', n);
		run = nul == NULL ? n : (size_t)(nul - p);
		if (piece(c, p, run, e) == -1)
			return (-1);
		if (nul != NULL) {
			if (text_end(c, e) == -1)
				return (-1);
			run++;
		}
		p += run;
		n -= run;
	}
	return (0);
}

/* Send the whole of ${from} through ${s}. */
static int
pour(struct spill *s, const struct body *from, bool encode, struct error *e)
{
	struct buf text = BUF_INIT((size_t)16 * 1024);
	uint8_t p[9 * 1024];
	int64_t at = 0;
	ssize_t n;
	int rc = -1;

	while ((n = body_read(from, at, p, sizeof(p), e)) > 0) {
		at += n;
		buf_reset(&text);
		if (encode)
			codec_base64(&text, (struct span){ p, (size_t)n });
		else
			buf_put(&text, p, (size_t)n);
		if (buf_ok(&text, e) == -1 ||
		    spill_put(s, text.p, text.n, e) == -1)
			goto out;
	}
	rc = n < 0 ? -1 : 0;
out:
	buf_free(&text);
	return (rc);
}

int
cut_value_as(struct cut_value *v, bool base64, const char *folder,
    int64_t max, struct error *e)
{
	struct cut_value other = { .body = NULL };
	struct spill s;

	if (v->body == NULL || v->base64 == base64)
		return (0);
	if (spill_open(&s, base64 ? SPILL_BASE64 : SPILL_PLAIN, folder, max,
	    e) == -1)
		return (-1);
	if (pour(&s, v->body, !base64, e) == -1 ||
	    spill_end(&s, &other, e) == -1) {
		spill_drop(&s);
		return (-1);
	}
	other.over = other.over || v->over;
	other.base64 = base64;
	body_free(v->body);
	*v = other;
	return (0);
}

int
cut_value_of(struct span text, bool base64, const char *folder, int64_t max,
    struct cut_value *v, struct error *e)
{
	struct spill s;

	if (spill_open(&s, base64 ? SPILL_BASE64 : SPILL_PLAIN, folder, max,
	    e) == -1)
		return (-1);
	if (spill_put(&s, text.p, text.n, e) == -1 ||
	    spill_end(&s, v, e) == -1) {
		spill_drop(&s);
		return (-1);
	}
	return (0);
}

void
cut_close(struct cut *c)
{
	size_t i;

	if (c == NULL)
		return;
	if (c->spilling)
		spill_drop(&c->spill);
	for (i = 0; i < c->n; i++)
		body_free(c->v[i].body);
	buf_free(&c->msg);
	free(c->folder);
	free(c);
}
