#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/buf.h"
#include "store/base/limits.h"
#include "store/base/num.h"
#include "store/base/url.h"
#include "store/base/url_host.h"

struct url {
	bool secure;
	int port;		/* -1: the default */
	char *host;
	char *path;
	char *query;		/* or NULL */
	char *fragment;		/* or NULL */
	char *text;
	char *text_fragment;
};

/* The input cut into its parts; an absent one has p NULL. */
struct parts {
	bool has_scheme;
	bool secure;
	struct span authority;
	struct span path;
	struct span query;
	struct span fragment;
};

static const char path_set[] = " \"#<>?`{}^";
static const char query_set[] = " \"#<>'";
static const char fragment_set[] = " \"<>`";

static bool
slash(uint8_t c)
{

	return (c == '/' || c == '\\');
}

/* Percent-encode what is in ${set}, control bytes, and all beyond ASCII. */
static void
encode(struct buf *out, struct span s, const char *set)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] <= 0x1f || s.p[i] >= 0x7f ||
		    strchr(set, s.p[i]) != NULL)
			buf_printf(out, "%%%02X", s.p[i]);
		else
			buf_putc(out, s.p[i]);
	}
}

/* Leave out tabs and line ends anywhere, control bytes and blanks around. */
static void
strip(struct buf *out, struct span s)
{
	size_t i;

	while (s.n > 0 && s.p[0] <= ' ')
		s = span_sub(s, 1, s.n);
	while (s.n > 0 && s.p[s.n - 1] <= ' ')
		s.n--;
	for (i = 0; i < s.n; i++)
		if (s.p[i] != '\t' && s.p[i] != '\n' && s.p[i] != '\r')
			buf_putc(out, s.p[i]);
}

/* Length of a scheme with its colon at the start of ${s}, or 0. */
static size_t
scheme_length(struct span s)
{
	size_t i;
	uint8_t c;

	for (i = 0; i < s.n; i++) {
		c = s.p[i] | 0x20;
		if (s.p[i] == ':')
			return (i == 0 ? 0 : i + 1);
		if ((c >= 'a' && c <= 'z') || (i > 0 && ((s.p[i] >= '0' &&
		    s.p[i] <= '9') || strchr("+-.", s.p[i]) != NULL)))
			continue;
		return (0);
	}
	return (0);
}

/* Cut ${rest} at the first byte of ${ends}; what follows it into ${tail}. */
static struct span
cut(struct span *rest, uint8_t end)
{
	ptrdiff_t at = span_find(*rest, end);
	struct span tail = { NULL, 0 };

	if (at >= 0) {
		tail = span_sub(*rest, (size_t)at + 1, rest->n);
		rest->n = (size_t)at;
	}
	return (tail);
}

static int
split(struct span s, const struct url *base, struct parts *p,
    struct error *e)
{
	size_t n = scheme_length(s), slashes = 0, i;

	memset(p, 0, sizeof(*p));
	p->fragment = cut(&s, '#');
	if (n > 0) {
		p->secure = span_is_nocase(span_sub(s, 0, n), "https:");
		if (!p->secure && !span_is_nocase(span_sub(s, 0, n), "http:"))
			return (error_set(e, ERR_UNSUPPORTED,
			    "only http and https URLs"));
		s = span_sub(s, n, s.n);
		p->has_scheme = true;
	} else if (base == NULL)
		return (error_set(e, ERR_SYNTAX, "not an http or https URL"));
	p->query = cut(&s, '?');
	while (slashes < s.n && slash(s.p[slashes]))
		slashes++;
	/*
	 * With a scheme any number of slashes leads to the host, but the
	 * base's own scheme says nothing: "http:c" is as relative as "c".
	 */
	if (base != NULL && p->secure == base->secure)
		p->has_scheme = false;
	if (p->has_scheme || slashes >= 2) {
		s = span_sub(s, slashes, s.n);
		for (i = 0; i < s.n && !slash(s.p[i]); i++)
			;
		p->authority = span_sub(s, 0, i);
		s = span_sub(s, i, s.n);
	}
	p->path = s;
	return (0);
}

static int
read_port(struct span s, struct url *u, struct error *e)
{
	int64_t port;

	if (s.n == 0)
		return (0);
	while (s.n > 1 && s.p[0] == '0')
		s = span_sub(s, 1, s.n);
	if (num_parse(s, 0, 65535, &port, NULL) != 0)
		return (error_set(e, ERR_SYNTAX, "port is no number"));
	if (port != (u->secure ? 443 : 80))
		u->port = (int)port;
	return (0);
}

static int
read_authority(struct span s, struct url *u, struct error *e)
{
	ptrdiff_t colon;
	size_t end = s.n;

	if (span_find(s, '@') >= 0)
		return (error_set(e, ERR_INPUT,
		    "the URL holds a user name or password"));
	if (s.n > 0 && s.p[0] == '[') {
		if ((colon = span_find(s, ']')) < 0)
			return (error_set(e, ERR_SYNTAX, "']' is missing"));
		end = (size_t)colon + 1;
	} else if ((colon = span_find(s, ':')) >= 0)
		end = (size_t)colon;
	if (end < s.n && s.p[end] != ':')
		return (error_set(e, ERR_SYNTAX, "odd text after the host"));
	if (end < s.n &&
	    read_port(span_sub(s, end + 1, s.n), u, e) != 0)
		return (-1);
	return (url_host_read(span_sub(s, 0, end), &u->host, e));
}

/* Drop the last segment of the path in ${out}, never its first slash. */
static void
shorten(struct buf *out)
{

	while (out->n > 0 && out->p[out->n - 1] != '/')
		out->n--;
	if (out->n > 0)
		out->n--;
}

/* 1 for ".", 2 for "..", also percent-encoded; else 0. */
static int
dots(struct span s)
{
	int n = 0;

	while (s.n > 0) {
		if (s.p[0] == '.')
			s = span_sub(s, 1, s.n);
		else if (span_is_nocase(span_sub(s, 0, 3), "%2e"))
			s = span_sub(s, 3, s.n);
		else
			return (0);
		if (++n > 2)
			return (0);
	}
	return (n);
}

/*
 * Append the segments of ${s} (section 4.4, path state).  ${out} holds the
 * base's path without its last segment, and without a final slash.
 */
static void
append_path(struct buf *out, struct span s)
{
	size_t end;
	bool last;
	int up;

	if (s.n > 0 && slash(s.p[0]))
		s = span_sub(s, 1, s.n);
	do {
		for (end = 0; end < s.n && !slash(s.p[end]); end++)
			;
		last = end == s.n;
		up = dots(span_sub(s, 0, end));
		if (up == 2)
			shorten(out);
		if (up == 0) {
			buf_putc(out, '/');
			encode(out, span_sub(s, 0, end), path_set);
		} else if (last)
			buf_putc(out, '/');
		s = span_sub(s, end + 1, s.n);
	} while (!last);
}

static int
set(char **to, struct buf *from, struct error *e)
{

	if (buf_ok(from, e) != 0)
		return (-1);
	return ((*to = buf_take(from)) == NULL ? error_nomem(e) : 0);
}

static int
make_path(const struct parts *p, const struct url *base, struct url *u,
    struct error *e)
{
	struct buf out = BUF_INIT(4 * URL_MAX);
	int rc;

	if (base != NULL && p->authority.p == NULL && p->path.n == 0)
		buf_puts(&out, base->path);
	else {
		if (base != NULL && p->authority.p == NULL &&
		    !slash(p->path.p[0])) {
			buf_puts(&out, base->path);
			shorten(&out);
		}
		append_path(&out, p->path);
	}
	rc = set(&u->path, &out, e);
	buf_free(&out);
	return (rc);
}

static int
make_coded(struct span s, const char *chars, char **to, struct error *e)
{
	struct buf out = BUF_INIT(4 * URL_MAX);
	int rc;

	if (s.p == NULL)
		return (0);
	encode(&out, s, chars);
	rc = set(to, &out, e);
	buf_free(&out);
	return (rc);
}

static int
make_host(const struct parts *p, const struct url *base, struct url *u,
    struct error *e)
{

	u->port = -1;
	u->secure = p->has_scheme || base == NULL ? p->secure : base->secure;
	if (p->authority.p != NULL)
		return (read_authority(p->authority, u, e));
	u->port = base->port;
	return ((u->host = strdup(base->host)) == NULL ? error_nomem(e) : 0);
}

static int
make_texts(struct url *u, struct error *e)
{
	struct buf out = BUF_INIT(4 * URL_MAX);
	int rc = -1;

	buf_printf(&out, "%s://%s", u->secure ? "https" : "http", u->host);
	if (u->port >= 0)
		buf_printf(&out, ":%d", u->port);
	buf_puts(&out, u->path);
	if (u->query != NULL)
		buf_printf(&out, "?%s", u->query);
	if (out.n > URL_MAX) {
		(void)error_set(e, ERR_LIMIT, "URL longer than %zu bytes",
		    URL_MAX);
		goto out;
	}
	if (set(&u->text, &out, e) != 0)
		goto out;
	buf_puts(&out, u->text);
	if (u->fragment != NULL)
		buf_printf(&out, "#%s", u->fragment);
	rc = set(&u->text_fragment, &out, e);
out:
	buf_free(&out);
	return (rc);
}

/* Whether nothing of the path and query of ${base} is taken over. */
static bool
absolute(const struct parts *p, const struct url *base)
{

	return (base == NULL || p->authority.p != NULL || p->has_scheme);
}

int
url_parse(struct span s, const struct url *base, struct url **out,
    struct error *e)
{
	struct buf clean = BUF_INIT(URL_MAX);
	struct url *u = NULL;
	struct parts p;
	int rc = -1;

	strip(&clean, s);
	if (buf_ok(&clean, e) != 0 ||
	    split(buf_span(&clean), base, &p, e) != 0)
		goto out;
	if ((u = calloc(1, sizeof(*u))) == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	if (make_host(&p, base, u, e) != 0)
		goto out;
	if (make_path(&p, absolute(&p, base) ? NULL : base, u, e) != 0)
		goto out;
	/* "" and "#f" keep the query of the base. */
	if (!absolute(&p, base) && p.path.n == 0 && p.query.p == NULL)
		p.query = span_of(base->query);
	if (make_coded(p.query, query_set, &u->query, e) != 0 ||
	    make_coded(p.fragment, fragment_set, &u->fragment, e) != 0 ||
	    make_texts(u, e) != 0)
		goto out;
	*out = u;
	u = NULL;
	rc = 0;
out:
	url_free(u);
	buf_free(&clean);
	return (rc);
}

const char *
url_text(const struct url *u)
{

	return (u->text);
}

const char *
url_text_fragment(const struct url *u)
{

	return (u->text_fragment);
}

const char *
url_host(const struct url *u)
{

	return (u->host);
}

const char *
url_path(const struct url *u)
{

	return (u->path);
}

const char *
url_query(const struct url *u)
{

	return (u->query);
}

const char *
url_fragment(const struct url *u)
{

	return (u->fragment);
}

bool
url_secure(const struct url *u)
{

	return (u->secure);
}

int
url_port(const struct url *u)
{

	if (u->port >= 0)
		return (u->port);
	return (u->secure ? 443 : 80);
}

void
url_free(struct url *u)
{

	if (u == NULL)
		return;
	free(u->host);
	free(u->path);
	free(u->query);
	free(u->fragment);
	free(u->text);
	free(u->text_fragment);
	free(u);
}
