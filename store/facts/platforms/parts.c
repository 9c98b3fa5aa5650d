#include <stdio.h>
#include <string.h>

#include "store/base/num.h"
#include "store/facts/platforms/parts.h"

bool
parts_on(const struct url *u, const char *domain)
{
	struct span host;
	size_t n;

	host = span_of(url_host(u));
	n = strlen(domain);
	return (span_ends(host, domain) &&
	    (host.n == n || host.p[host.n - n - 1] == '.'));
}

struct parts
parts_path(const struct url *u)
{
	struct parts p = { .n = 0 };
	struct span rest;
	ptrdiff_t end;

	rest = span_of(url_path(u));
	while (rest.n > 0 && p.n < PARTS_MAX) {
		end = span_find(rest, '/');
		if (end < 0)
			end = (ptrdiff_t)rest.n;
		if (end > 0)
			p.seg[p.n++] = span_sub(rest, 0, (size_t)end);
		rest = span_sub(rest, (size_t)end + 1, rest.n);
	}
	return (p);
}

bool
parts_is(const struct parts *p, size_t i, const char *s)
{

	return (i < p->n && span_is(p->seg[i], s));
}

bool
parts_in(struct span s, const char *const *list)
{

	for (; *list != NULL; list++)
		if (span_is_nocase(s, *list))
			return (true);
	return (false);
}

struct span
parts_query(const struct url *u, const char *name)
{
	struct span rest, pair, none = { NULL, 0 };
	ptrdiff_t end, eq;

	rest = span_of(url_query(u));
	while (rest.n > 0) {
		end = span_find(rest, '&');
		if (end < 0)
			end = (ptrdiff_t)rest.n;
		pair = span_sub(rest, 0, (size_t)end);
		rest = span_sub(rest, (size_t)end + 1, rest.n);
		eq = span_find(pair, '=');
		if (eq >= 0 && span_is(span_sub(pair, 0, (size_t)eq), name))
			return (span_sub(pair, (size_t)eq + 1, pair.n));
	}
	return (none);
}

bool
parts_digits(struct span s, size_t min, size_t max)
{
	size_t i;

	if (s.p == NULL || s.n < min || s.n > max)
		return (false);
	for (i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return (false);
	return (true);
}

bool
parts_name(struct span s, const char *more, size_t max)
{
	size_t i;
	uint8_t c;

	if (s.p == NULL || s.n == 0 || s.n > max)
		return (false);
	for (i = 0; i < s.n; i++) {
		c = s.p[i];
		if (!(c >= '0' && c <= '9') &&
		    !((c | 0x20) >= 'a' && (c | 0x20) <= 'z') &&
		    (c == '\0' || strchr(more, c) == NULL))
			return (false);
	}
	return (true);
}

void
parts_decode(struct span s, char *out, size_t max)
{
	uint64_t v;
	size_t i, n;

	for (i = n = 0; i < s.n && n + 1 < max; i++) {
		if (s.p[i] == '%' && s.n - i > 2 && num_parse_hex(
		    span_sub(s, i + 1, 2), 255, &v, NULL) == 0 && v != 0) {
			out[n++] = (char)v;
			i += 2;
		} else
			out[n++] = (char)s.p[i];
	}
	out[n] = '\0';
	if (i < s.n || !span_utf8(span_of(out)))
		out[0] = '\0';
}

void
parts_lower(char *s)
{

	for (; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s |= 0x20;
}

bool
parts_identity(struct identity *out, enum identity_kind kind,
    const char *platform, struct span id, struct span handle,
    const char *fmt, ...)
{
	va_list ap;
	int n;

	memset(out, 0, sizeof *out);
	va_start(ap, fmt);
	n = vsnprintf(out->url, sizeof out->url, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof out->url ||
	    id.n >= sizeof out->id || handle.n >= sizeof out->handle) {
		memset(out, 0, sizeof *out);
		return (false);
	}
	out->kind = kind;
	out->platform = platform;
	if (id.n > 0)
		memcpy(out->id, id.p, id.n);
	if (handle.n > 0)
		memcpy(out->handle, handle.p, handle.n);
	return (true);
}

bool
parts_named(struct doc *d, struct span href, struct identity *out)
{
	const char *text;

	href = doc_url(d, href);
	if (href.p == NULL)
		return (false);
	text = doc_printf(d, "%.*s", SPAN_ARG(href));
	return (text != NULL && identity_of(text, out));
}

struct span
parts_title(struct doc *d)
{
	xmlNode *n = doc_find(d, NULL, "//title");

	/* Not doc_text: nobody sees it on the page. */
	return (n == NULL ? span_of("") : span_trim(doc_content(d, n)));
}

ptrdiff_t
parts_find(struct span s, const char *what)
{
	const uint8_t *p;

	if (s.p == NULL || s.n == 0 || what == NULL)
		return (-1);
	p = memmem(s.p, s.n, what, strlen(what));
	return (p == NULL ? -1 : p - s.p);
}

struct span
parts_between(struct span s, const char *from, const char *to)
{
	struct span none = { NULL, 0 };
	ptrdiff_t at;

	if ((at = parts_find(s, from)) < 0)
		return (none);
	s = span_sub(s, (size_t)at + strlen(from), s.n);
	if (to == NULL)
		return (s);
	if ((at = parts_find(s, to)) < 0)
		return (none);
	return (span_sub(s, 0, (size_t)at));
}

struct span
parts_strip(struct span s, struct span head, struct span tail)
{
	struct span none = { NULL, 0 };

	if (s.n < head.n + tail.n || !span_eq(span_sub(s, 0, head.n), head) ||
	    !span_eq(span_sub(s, s.n - tail.n, tail.n), tail))
		return (none);
	return (span_trim(span_sub(s, head.n, s.n - head.n - tail.n)));
}

/* How many bytes of ${s} are one of ${list}, from its start; or 0. */
static size_t
one_of(struct span s, const char *const *list)
{

	for (; *list != NULL; list++)
		if (span_starts(s, *list))
			return (strlen(*list));
	return (0);
}

struct span
parts_count(struct span s)
{
	static const char *const blanks[] = { " ", "\xc2\xa0", "\xe2\x80\xaf",
	    NULL };
	static const char *const units[] = { "Mio.", "Mio", "Mrd", "mil", "K",
	    "k", "M", "B", "m", NULL };
	static const char *const seps[] = { ",", ".", " ", "\xc2\xa0",
	    "\xe2\x80\xaf", "'", "\xe2\x80\x99", NULL };
	struct span rest, none = { NULL, 0 };
	size_t n, end, unit, i;

	for (n = end = 0; n < s.n;) {
		if (s.p[n] >= '0' && s.p[n] <= '9')
			end = ++n;
		else if (end == 0 || end != n || one_of(span_sub(s, n, s.n),
		    seps) == 0)
			break;
		else
			n += one_of(span_sub(s, n, s.n), seps);
	}
	if (end == 0)
		return (none);
	rest = span_sub(s, end, s.n);
	i = one_of(rest, blanks);
	unit = one_of(span_sub(rest, i, rest.n), units);
	if (unit > 0) {
		/* A unit is a word of its own: "2 members" has none. */
		rest = span_sub(rest, i + unit, rest.n);
		if (rest.n == 0 || !parts_name(span_sub(rest, 0, 1), "", 1))
			return (span_sub(s, 0, end + i + unit));
	}
	return (span_sub(s, 0, end));
}
