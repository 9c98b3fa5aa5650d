#include <stdlib.h>
#include <string.h>

#include "capture/login/cookies.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/num.h"

#define FIELDS		7
#define EXPIRES_MAX	(INT64_C(1) << 40)

static void
cookie_free(struct cookie *c)
{

	free(c->name);
	free(c->value);
	free(c->domain);
	free(c->path);
}

/* A copy in which no cookie's line or field could end. */
static char *
field(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] == 0x7f)
			return (NULL);
	return (span_str(s));
}

/* Add what is there; memory that ran out and nonsense look the same here. */
static int
add(struct cookies *list, struct cookie *c, struct error *e)
{
	struct cookie *v;
	char *p;

	if (c->name == NULL || c->value == NULL || c->domain == NULL ||
	    c->path == NULL || list->n == COOKIES_MAX) {
		cookie_free(c);
		return (0);
	}
	v = reallocarray(list->v, list->n + 1, sizeof(*v));
	if (v == NULL) {
		cookie_free(c);
		return (error_nomem(e));
	}
	for (p = c->domain; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + ('a' - 'A'));
	list->v = v;
	v[list->n++] = *c;
	return (0);
}

static struct span
without_dot(struct span domain)
{

	return (span_starts(domain, ".") ? span_sub(domain, 1, domain.n) :
	    domain);
}

static int
add_line(struct cookies *list, struct span line, struct error *e)
{
	struct cookie c = { .http_only = span_starts(line, "#HttpOnly_") };
	struct span f[FIELDS], rest = line;
	ptrdiff_t tab;
	size_t i;

	if (c.http_only)
		rest = span_sub(line, 10, line.n);
	else if (span_starts(line, "#"))
		return (0);
	for (i = 0; i < FIELDS; i++) {
		tab = i + 1 < FIELDS ? span_find(rest, '\t') : (ptrdiff_t)
		    rest.n;
		if (tab < 0)
			return (0);
		f[i] = span_sub(rest, 0, (size_t)tab);
		rest = span_sub(rest, (size_t)tab + 1, rest.n);
	}
	if (f[0].n == 0 || f[5].n == 0 ||
	    num_parse(f[4], 0, EXPIRES_MAX, &c.expires, NULL) != 0)
		return (0);
	c.subdomains = span_is_nocase(f[1], "TRUE");
	c.secure = span_is_nocase(f[3], "TRUE");
	c.domain = field(without_dot(f[0]));
	c.path = field(f[2].n == 0 ? span_of("/") : f[2]);
	c.name = field(f[5]);
	c.value = field(f[6]);
	return (add(list, &c, e));
}

int
cookies_read(const char *path, struct cookies *out, struct error *e)
{
	struct buf file = BUF_INIT(COOKIES_FILE_MAX);
	struct span rest, line;
	int rc = -1;

	*out = (struct cookies){ NULL, 0 };
	if (io_read_file(path, &file, e) != 0)
		goto out;
	rest = buf_span(&file);
	while (span_line(&rest, &line))
		if (add_line(out, line, e) != 0)
			goto out;
	if (out->n == 0) {
		(void)error_set(e, ERR_SYNTAX, "no cookie in Netscape format");
		(void)error_at(e, path, -1);
		goto out;
	}
	rc = 0;
out:
	buf_free(&file);
	if (rc != 0)
		cookies_free(out);
	return (rc);
}

static char *
member(const json_t *one, const char *key)
{
	const char *s = json_text(one, key);

	return (s == NULL ? NULL : field(span_of(s)));
}

int
cookies_of(const json_t *list, struct cookies *out, struct error *e)
{
	const char *domain;
	const json_t *one;
	struct cookie c;
	size_t i;

	*out = (struct cookies){ NULL, 0 };
	for (i = 0; i < json_array_size(list); i++) {
		one = json_array_get(list, i);
		if ((domain = json_text(one, "domain")) == NULL)
			continue;
		c = (struct cookie){ .subdomains = domain[0] == '.' };
		c.domain = field(without_dot(span_of(domain)));
		c.name = member(one, "name");
		c.value = member(one, "value");
		c.path = member(one, "path");
		c.secure = json_is_true(json_object_get(one, "secure"));
		c.http_only = json_is_true(json_object_get(one, "httpOnly"));
		if (add(out, &c, e) != 0) {
			cookies_free(out);
			return (-1);
		}
	}
	return (0);
}

/* Whether ${host} is ${domain} or a host below it. */
static bool
below(const char *host, const char *domain)
{
	size_t h = strlen(host), d = strlen(domain);

	if (h < d || strcmp(host + h - d, domain) != 0)
		return (false);
	return (h == d || host[h - d - 1] == '.');
}

static bool
of_site(const struct cookie *c, const char *host)
{
	const char *bare = strncmp(host, "www.", 4) == 0 ? host + 4 : host;

	return (strcmp(c->domain, host) == 0 ||
	    (c->subdomains && below(host, c->domain)) ||
	    below(c->domain, bare));
}

void
cookies_keep(struct cookies *c, const char *host, int64_t now)
{
	size_t i, n = 0;

	for (i = 0; i < c->n; i++) {
		if (of_site(&c->v[i], host) && (c->v[i].expires == 0 ||
		    c->v[i].expires > now / 1000))
			c->v[n++] = c->v[i];
		else
			cookie_free(&c->v[i]);
	}
	c->n = n;
}

void
cookie_line(const struct cookie *c, struct buf *out)
{

	buf_printf(out, "%s%s%s\t%s\t%s\t%s\t%lld\t%s\t%s",
	    c->http_only ? "#HttpOnly_" : "", c->subdomains ? "." : "",
	    c->domain, c->subdomains ? "TRUE" : "FALSE", c->path,
	    c->secure ? "TRUE" : "FALSE", (long long)c->expires, c->name,
	    c->value);
}

json_t *
cookie_param(const struct cookie *c)
{
	struct buf at = BUF_INIT((size_t)8192);
	json_t *j = json_object();
	bool ok = j != NULL;

	json_put_text(j, "name", c->name, &ok);
	json_put_text(j, "value", c->value, &ok);
	json_put_text(j, "path", c->path, &ok);
	json_put_bool(j, "secure", c->secure, &ok);
	json_put_bool(j, "httpOnly", c->http_only, &ok);
	/* A cookie of the host alone is one without a domain. */
	if (c->subdomains) {
		buf_printf(&at, ".%s", c->domain);
		json_put_text(j, "domain", buf_str(&at), &ok);
	} else {
		buf_printf(&at, "%s://%s/", c->secure ? "https" : "http",
		    c->domain);
		json_put_text(j, "url", buf_str(&at), &ok);
	}
	/* Files do not tell over what it was set: it goes to both. */
	json_put_text(j, "sourceScheme", "Unset", &ok);
	json_put_int(j, "sourcePort", -1, &ok);
	if (c->expires > 0)
		json_put_int(j, "expires", c->expires, &ok);
	if (buf_ok(&at, NULL) != 0)
		ok = false;
	buf_free(&at);
	return (json_made(j, ok, NULL));
}

void
cookies_free(struct cookies *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		cookie_free(&c->v[i]);
	free(c->v);
	*c = (struct cookies){ NULL, 0 };
}
