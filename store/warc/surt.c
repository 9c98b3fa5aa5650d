#include <stdlib.h>
#include <string.h>

#include "store/base/limits.h"
#include "store/base/url.h"
#include "store/warc/surt.h"

#define KEY_MAX		(4 * URL_MAX)	/* escapes and punycode make longer */

static bool
is_hex(uint8_t c)
{

	return ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	    (c >= 'A' && c <= 'F'));
}

static uint8_t
lower(uint8_t c)
{

	return (c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c);
}

static uint8_t
upper(uint8_t c)
{

	return (c >= 'a' && c <= 'z' ? (uint8_t)(c - 32) : c);
}

/* Lower case but for the two digits of a percent-escape. */
static void
put_folded(struct buf *out, struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '%' && s.n - i > 2 && is_hex(s.p[i + 1]) &&
		    is_hex(s.p[i + 2])) {
			buf_putc(out, '%');
			buf_putc(out, upper(s.p[i + 1]));
			buf_putc(out, upper(s.p[i + 2]));
			i += 2;
		} else
			buf_putc(out, lower(s.p[i]));
	}
}

/* Without "www", digits and a dot in front. */
static struct span
bare_host(struct span host)
{
	size_t i = 3;

	if (!span_starts(host, "www"))
		return (host);
	while (i < host.n && host.p[i] >= '0' && host.p[i] <= '9')
		i++;
	if (i + 1 >= host.n || host.p[i] != '.')
		return (host);
	return (span_sub(host, i + 1, host.n));
}

static void
put_host(struct buf *out, struct span host)
{
	size_t i, end = host.n;

	for (i = host.n; i > 0; i--) {
		if (host.p[i - 1] != '.')
			continue;
		buf_put(out, host.p + i, end - i);
		buf_putc(out, ',');
		end = i - 1;
	}
	buf_put(out, host.p, end);
}

struct part {
	struct span text;
	size_t name;		/* bytes of the name */
	size_t at;		/* keeps equal names in order */
};

static int
by_name(const void *va, const void *vb)
{
	const struct part *a = va, *b = vb;
	size_t n = a->name < b->name ? a->name : b->name;
	int c = memcmp(a->text.p, b->text.p, n);

	if (c != 0)
		return (c);
	if (a->name != b->name)
		return (a->name < b->name ? -1 : 1);
	return (a->at < b->at ? -1 : a->at > b->at);
}

static size_t
count_parts(struct span query)
{
	size_t i, n = 1;

	for (i = 0; i < query.n; i++)
		n += query.p[i] == '&';
	return (n);
}

/* ${query} is folded already. */
static int
put_query(struct buf *out, struct span query, struct error *e)
{
	struct part *parts;
	ptrdiff_t cut;
	size_t i, n = count_parts(query);

	if ((parts = calloc(n, sizeof(*parts))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < n; i++) {
		cut = span_find(query, '&');
		parts[i].text = cut < 0 ? query :
		    span_sub(query, 0, (size_t)cut);
		parts[i].at = i;
		if (cut >= 0)
			query = span_sub(query, (size_t)cut + 1, query.n);
		cut = span_find(parts[i].text, '=');
		parts[i].name = cut < 0 ? parts[i].text.n : (size_t)cut;
	}
	qsort(parts, n, sizeof(*parts), by_name);
	for (i = 0; i < n; i++) {
		buf_putc(out, i == 0 ? '?' : '&');
		buf_putspan(out, parts[i].text);
	}
	free(parts);
	return (0);
}

static int
put_url(struct buf *out, const struct url *u, struct error *e)
{
	struct buf query = BUF_INIT(KEY_MAX);
	const char *q = url_query(u);
	int rc = -1;

	put_host(out, bare_host(span_of(url_host(u))));
	if (url_port(u) != (url_secure(u) ? 443 : 80))
		buf_printf(out, ":%d", url_port(u));
	buf_putc(out, ')');
	put_folded(out, span_of(url_path(u)));
	if (q != NULL && *q != '\0') {
		put_folded(&query, span_of(q));
		if (buf_ok(&query, e) != 0 ||
		    put_query(out, buf_span(&query), e) != 0)
			goto out;
	}
	rc = buf_ok(out, e);
out:
	buf_free(&query);
	return (rc);
}

static int
put_as_is(struct buf *out, struct span s, struct error *e)
{
	size_t i;

	if (s.n == 0)
		return (error_set(e, ERR_SYNTAX, "no URL"));
	for (i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] == 0x7f)
			return (error_set(e, ERR_SYNTAX,
			    "blank or control byte in a URL"));
	buf_putspan(out, s);
	return (buf_ok(out, e));
}

int
surt_put(struct buf *out, struct span url, struct error *e)
{
	struct error why = ERROR_INIT;
	struct url *u = NULL;
	int rc;

	if (url_parse(url, NULL, &u, &why) == 0) {
		rc = put_url(out, u, e);
		url_free(u);
		return (rc);
	}
	if (why.code == ERR_NOMEM || why.code == ERR_LIMIT)
		return (error_set(e, why.code, "%s", why.text));
	return (put_as_is(out, url, e));
}

int
surt_fits(struct span key, struct span url, bool *fits, struct error *e)
{
	struct buf own = BUF_INIT(KEY_MAX);
	struct error why = ERROR_INIT;
	int rc = 0;

	*fits = false;
	if (surt_put(&own, url, &why) == 0)
		*fits = key.n == own.n && span_find(key, '\0') < 0 &&
		    span_is_nocase(key, buf_str(&own));
	else if (why.code != ERR_SYNTAX)
		rc = error_set(e, why.code, "%s", why.text);
	buf_free(&own);
	return (rc);
}
