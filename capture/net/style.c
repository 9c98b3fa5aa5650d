#include <stdlib.h>
#include <string.h>

#include "capture/net/net_internal.h"

/*
 * Finds url(...) and @import in a style sheet: the tokens of CSS Syntax
 * level 3 as far as they matter, broken input read to its end.
 */
struct scan {
	struct span s;
	size_t i;
};

static bool
blank(uint8_t c)
{

	return (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f');
}

static void
skip_blanks(struct scan *x)
{

	while (x->i < x->s.n && blank(x->s.p[x->i]))
		x->i++;
}

static bool
at_word(const struct scan *x, const char *word)
{

	return (span_is_nocase(span_sub(x->s, x->i, strlen(word)), word));
}

static void
skip_comment(struct scan *x)
{

	for (x->i += 2; x->i < x->s.n; x->i++) {
		if (x->s.p[x->i] == '/' && x->s.p[x->i - 1] == '*') {
			x->i++;
			return;
		}
	}
}

/* The inside of a string that begins here; ends behind it. */
static struct span
take_string(struct scan *x)
{
	uint8_t quote = x->s.p[x->i++];
	size_t from = x->i;
	struct span in;

	while (x->i < x->s.n && x->s.p[x->i] != quote &&
	    x->s.p[x->i] != '\n')
		x->i += x->s.p[x->i] == '\\' ? 2 : 1;
	if (x->i > x->s.n)
		x->i = x->s.n;
	in = span_sub(x->s, from, x->i - from);
	if (x->i < x->s.n)
		x->i++;
	return (in);
}

/* The inside of "url(" that has been passed. */
static struct span
take_url(struct scan *x)
{
	size_t from;
	struct span in;

	skip_blanks(x);
	if (x->i < x->s.n && (x->s.p[x->i] == '"' || x->s.p[x->i] == '\''))
		return (take_string(x));
	from = x->i;
	while (x->i < x->s.n && x->s.p[x->i] != ')')
		x->i += x->s.p[x->i] == '\\' ? 2 : 1;
	if (x->i > x->s.n)
		x->i = x->s.n;
	in = span_sub(x->s, from, x->i - from);
	return (span_trim(in));
}

/* Take escapes (CSS Syntax 4.3.7) of one character off; hex ones are rare in
 * addresses and are read too. */
static void
unescape(struct buf *out, struct span s)
{
	size_t i = 0, k;
	unsigned v;
	int d;

	while (i < s.n) {
		if (s.p[i] != '\\' || i + 1 >= s.n) {
			buf_putc(out, s.p[i++]);
			continue;
		}
		v = 0;
		i++;
		for (k = 0; k < 6 && i + k < s.n; k++) {
			if ((d = hex_value(s.p[i + k])) < 0)
				break;
			v = v * 16 + (unsigned)d;
		}
		if (k == 0) {
			buf_putc(out, s.p[i++]);
			continue;
		}
		i += k;
		if (i < s.n && blank(s.p[i]))
			i++;
		if (v > 0 && v < 0x80)
			buf_putc(out, (uint8_t)v);
	}
}

static int
give(struct span raw, bool sheet,
    int (*each)(void *ctx, struct span ref, bool sheet), void *ctx)
{
	struct buf clean = BUF_INIT(URL_MAX);
	int rc = 0;

	unescape(&clean, raw);
	if (clean.failed == ERR_NOMEM)
		rc = -1;
	else if (clean.failed == ERR_NONE && clean.n > 0)
		rc = each(ctx, buf_span(&clean), sheet);
	buf_free(&clean);
	return (rc);
}

int
style_links(struct span css,
    int (*each)(void *ctx, struct span ref, bool sheet), void *ctx)
{
	struct scan x = { css, 0 };
	bool import = false;
	struct span ref;

	while (x.i < x.s.n) {
		if (at_word(&x, "/*")) {
			skip_comment(&x);
		} else if (at_word(&x, "url(")) {
			x.i += 4;
			ref = take_url(&x);
			if (give(ref, import, each, ctx) < 0)
				return (-1);
			import = false;
		} else if (x.s.p[x.i] == '"' || x.s.p[x.i] == '\'') {
			ref = take_string(&x);
			if (import && give(ref, true, each, ctx) < 0)
				return (-1);
			import = false;
		} else if (at_word(&x, "@import")) {
			import = true;
			x.i += 7;
		} else {
			if (x.s.p[x.i] == ';' || x.s.p[x.i] == '{')
				import = false;
			x.i += x.s.p[x.i] == '\\' ? 2 : 1;
		}
	}
	return (0);
}
