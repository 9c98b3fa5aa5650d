#include <stdio.h>
#include <string.h>

#include "store/facts/idtime.h"
#include "store/facts/platforms/lead.h"
#include "store/facts/platforms/x.h"

/* First segments of paths that are no accounts. */
static const char *const reserved[] = {
	"about", "account", "compose", "download", "explore", "hashtag",
	"home", "i", "intent", "jobs", "lists", "login", "logout", "messages",
	"notifications", "oauth", "personalization", "privacy", "search",
	"settings", "share", "signup", "statuses", "tos", "who_to_follow",
	"widgets", NULL
};

/* What may follow an account in the path of its profile. */
static const char *const tabs[] = {
	"affiliates", "articles", "followers", "followers_you_follow",
	"following", "highlights", "likes", "lists", "media",
	"superfollows", "tweets", "verified_followers", "with_replies", NULL
};

static const char *const hosts[] = {
	"x.com", "twitter.com", "www.x.com", "www.twitter.com", "mobile.x.com",
	"mobile.twitter.com", "m.twitter.com", "m.x.com", NULL
};

static const char *const data_hosts[] = {
	"cdn.syndication.twimg.com", "syndication.twitter.com",
	"publish.twitter.com", "publish.x.com", "platform.twitter.com",
	"platform.x.com", "api.twitter.com", "api.x.com", NULL
};

bool
x_handle(struct span s)
{

	return (parts_name(s, "_", 20));
}

bool
x_id(struct span s)
{

	return (parts_digits(s, 1, 19));
}

bool
x_status(struct span href, struct span *handle, struct span *id)
{
	static const char *const words[] = { "status", "statuses", NULL };
	struct span part[3];

	for (size_t i = 0; hosts[i] != NULL; i++) {
		char start[64];

		(void)snprintf(start, sizeof(start), "https://%s/", hosts[i]);
		if (span_starts(href, start)) {
			href = span_sub(href, strlen(start) - 1, href.n);
			break;
		}
	}
	if (href.p == NULL || !span_starts(href, "/"))
		return (false);
	for (size_t i = 0; i < 3; i++) {
		ptrdiff_t end;

		href = span_sub(href, 1, href.n);
		end = span_find(href, '/');
		part[i] = span_sub(href, 0, end < 0 ? href.n : (size_t)end);
		href = span_sub(href, part[i].n, href.n);
	}
	if (href.n > 0 || !x_handle(part[0]) || !parts_in(part[1], words) ||
	    !x_id(part[2]))
		return (false);
	*handle = part[0];
	*id = part[2];
	return (true);
}

void
x_put_url(struct doc *d, struct item *post, struct span handle,
    struct span id, const char *at)
{

	if (x_handle(handle) && !span_is(handle, "i") && x_id(id))
		fact_put(d, post, FACT_URL, span_of(doc_printf(d,
		    "https://x.com/%.*s/status/%.*s", SPAN_ARG(handle),
		    SPAN_ARG(id))), "%s", at);
}

void
x_put_handle(struct doc *d, struct item *author, struct span handle,
    const char *at)
{

	if (!x_handle(handle))
		return;
	fact_put(d, author, FACT_HANDLE, handle, "%s", at);
	fact_put(d, author, FACT_URL, span_of(doc_printf(d,
	    "https://x.com/%.*s", SPAN_ARG(handle))), "%s", at);
}

struct item *
x_author(struct doc *d, struct item *of, struct span id, struct span handle,
    const char *at)
{
	struct item *author = item_author(d, of, id);

	x_put_handle(d, author, handle, at);
	return (author);
}

struct span
x_lang(struct span s)
{
	static const char *const none[] = { "art", "qam", "qct", "qht", "qme",
		"qst", "und", "zxx", NULL };

	if (s.p == NULL || s.n < 2 || s.n > 8 || parts_in(s, none))
		return ((struct span){ NULL, 0 });
	return (s);
}

/* --- URLs --- */

static bool
post(struct identity *out, struct span handle, struct span id)
{
	struct span none = { NULL, 0 };

	if (!x_id(id))
		return (false);
	if (!x_handle(handle) || span_is(handle, "i"))
		return (parts_identity(out, IDENTITY_POST, "x", id, none,
		    "https://x.com/i/status/%.*s", SPAN_ARG(id)));
	return (parts_identity(out, IDENTITY_POST, "x", id, handle,
	    "https://x.com/%.*s/status/%.*s", SPAN_ARG(handle),
	    SPAN_ARG(id)));
}

static bool
account(struct identity *out, struct span handle)
{
	struct span none = { NULL, 0 };

	if (!x_handle(handle) || parts_in(handle, reserved))
		return (false);
	return (parts_identity(out, IDENTITY_AUTHOR, "x", none, handle,
	    "https://x.com/%.*s", SPAN_ARG(handle)));
}

static bool
wall(const struct parts *p)
{

	return (parts_is(p, 0, "login") || parts_is(p, 0, "signup") ||
	    (parts_is(p, 0, "account") && parts_is(p, 1, "access")) ||
	    (parts_is(p, 0, "i") && parts_is(p, 1, "flow") &&
	    (parts_is(p, 2, "login") || parts_is(p, 2, "signup"))));
}

/* "/i/status/1", "/i/web/status/1", "/i/user/1". */
static bool
internal(const struct parts *p, struct identity *out)
{
	struct span none = { NULL, 0 };
	size_t at = parts_is(p, 1, "web") ? 2 : 1;

	if (p->n > at + 1 && parts_is(p, at, "status"))
		return (post(out, none, p->seg[at + 1]));
	if (p->n == 3 && parts_is(p, 1, "user") && x_id(p->seg[2]))
		return (parts_identity(out, IDENTITY_AUTHOR, "x", p->seg[2],
		    none, "https://x.com/i/user/%.*s",
		    SPAN_ARG(p->seg[2])));
	return (false);
}

static bool
page_identity(const struct url *u, struct identity *out)
{
	static const char *const words[] = { "status", "statuses", "article",
		NULL };
	struct span none = { NULL, 0 };
	struct parts p = parts_path(u);

	if (wall(&p))
		return (parts_identity(out, IDENTITY_WALL, "x", none, none,
		    "%s", ""));
	if (p.n == 0)
		return (false);
	if (parts_is(&p, 0, "statuses") && p.n == 2)
		return (post(out, none, p.seg[1]));
	if (parts_is(&p, 0, "i"))
		return (internal(&p, out));
	if (parts_is(&p, 0, "intent"))
		return (account(out, parts_query(u, "screen_name")));
	if (p.n >= 3 && parts_in(p.seg[1], words))
		return (post(out, p.seg[0], p.seg[2]));
	if (p.n == 1 || (p.n == 2 && parts_in(p.seg[1], tabs)))
		return (account(out, p.seg[0]));
	return (false);
}

/* The first number behind ${mark} in the decoded ${value}. */
static bool
number_behind(struct span value, const char *mark, struct identity *out)
{
	char text[2048];
	struct span s, none = { NULL, 0 };
	size_t n = 0;

	parts_decode(value, text, sizeof(text));
	s = parts_between(span_of(text), mark, NULL);
	while (s.p != NULL && n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return (s.p != NULL && post(out, none, span_sub(s, 0, n)));
}

/* The addresses of data answers name a post too. */
static bool
data_identity(const struct url *u, struct identity *out)
{
	struct span none = { NULL, 0 };
	struct span vars = parts_query(u, "variables");

	if (vars.p != NULL)
		return (number_behind(vars, "\"focalTweetId\":\"", out) ||
		    number_behind(vars, "\"tweetId\":\"", out));
	if (span_ends(span_of(url_path(u)), "/oembed"))
		return (number_behind(parts_query(u, "url"), "/status/",
		    out));
	return (post(out, none, parts_query(u, "id")));
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct span host = span_of(url_host(u));

	if (parts_in(host, data_hosts))
		return (data_identity(u, out));
	if (!parts_in(host, hosts))
		return (false);
	if (strstr(url_path(u), "/graphql/") != NULL)
		return (data_identity(u, out));
	return (page_identity(u, out));
}

/* --- Sources --- */

static bool
mine(struct doc *d)
{
	struct span host = span_of(url_host(d->url));

	return (parts_in(host, hosts) || parts_in(host, data_hosts));
}

static void
read_source(struct doc *d)
{
	struct x_subject s = { 0 };
	struct identity id;

	if (d->json != NULL)
		x_json_read(d);
	if (d->html == NULL)
		return;
	if (identity(d->url, &id) && id.kind == IDENTITY_POST)
		s.id = span_of(doc_printf(d, "%s", id.id));
	x_dom_read(d, &s);
	if (s.post == NULL)
		x_legacy_read(d, &s);
	x_head_read(d, &s);
	x_profile_read(d);
	x_notice_read(d, s.post != NULL);
}

static bool
wants(const struct url *u, const char *mime)
{
	struct span host = span_of(url_host(u));

	(void)mime;
	if (parts_in(host, data_hosts))
		return (strstr(url_path(u), "/graphql/") != NULL ||
		    strstr(url_path(u), "/oembed") != NULL ||
		    strstr(url_path(u), "/tweet-result") != NULL ||
		    strstr(url_path(u), "/1.1/statuses/show") != NULL);
	return (parts_in(host, hosts) &&
	    strstr(url_path(u), "/graphql/") != NULL);
}

/* Any token is taken by the server as long as there is one. */
static void
documents(const struct identity *id, json_t *out, bool *ok)
{
	char url[512];

	if (id->kind != IDENTITY_POST || id->id[0] == '\0')
		return;
	(void)snprintf(url, sizeof(url), "https://cdn.syndication.twimg.com/"
	    "tweet-result?id=%s&token=a&lang=en", id->id);
	lead_add(out, url, "application/json", "post", ok);
}

/* Titles here carry " / X" and names, and the pages' JSON-LD speaks of the
 * site; x_head_read knows which is which. */
static const char *const misleading[] = { "json-ld", "microdata",
	"opengraph", "oembed", "dom", NULL };

const struct platform platform_x = { "x", identity, mine, read_source, wants,
	idtime_x, documents, misleading, false };
