#include <stdio.h>
#include <string.h>

#include "store/facts/idtime.h"
#include "store/facts/platforms/instagram.h"

#define CODE_MAX	11	/* letters that carry the number */
#define CODE_SECRET	28	/* what codes of private posts have behind */

static const char *const RESERVED[] = { "explore", "accounts", "about",
    "developer", "legal", "direct", "p", "tv", "reel", "reels", "stories",
    "share", "api", "graphql", "static", "web", "emails", "privacy",
    "session", "challenge", "consent", "oauth", "data", "ajax", "download",
    "press", "jobs", "directory", "topics", "locations", "_n", "_u",
    "terms", "your_activity", "nametag", "publicapi", "query", "embed.js",
    "login", "popular", "lite", "blog", "qp", "logging", "client_error",
    NULL };
static const char *const KINDS[] = { "p", "tv", "reel", "reels", NULL };
static const char *const WALLS[] = { "accounts", "challenge", "consent",
    "login", "oauth", NULL };

bool
instagram_number(struct span code, char out[static 24])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *at;
	uint64_t v;
	size_t i;

	if (code.n > CODE_SECRET)
		code.n -= CODE_SECRET;
	if (code.p == NULL || code.n < 3 || code.n > CODE_MAX)
		return (false);
	for (v = 0, i = 0; i < code.n; i++) {
		at = code.p[i] == '\0' ? NULL : strchr(digits, code.p[i]);
		if (at == NULL || v >> 58 != 0)
			return (false);
		v = v << 6 | (uint64_t)(at - digits);
	}
	snprintf(out, 24, "%llu", (unsigned long long)v);
	return (v > 0);
}

static bool
name_post(struct span code, struct span user, struct identity *out)
{
	char id[24];

	if (!instagram_number(code, id) || !parts_name(code, "-_", 40))
		return (false);
	return (parts_identity(out, IDENTITY_POST, "instagram", span_of(id),
	    user, "https://www.instagram.com/p/%.*s/", SPAN_ARG(code)));
}

static bool
name_user(struct span user, struct identity *out)
{
	struct span none = { NULL, 0 };

	if (!parts_name(user, "._", 30) || parts_in(user, RESERVED) ||
	    !parts_identity(out, IDENTITY_AUTHOR, "instagram", none, user,
	    "https://www.instagram.com/%.*s/", SPAN_ARG(user)))
		return (false);
	/* The same account however it is written. */
	parts_lower(out->handle);
	parts_lower(out->url);
	return (true);
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct span none = { NULL, 0 };
	struct parts p;

	if (!span_is(span_of(url_host(u)), "instagram.com") &&
	    !span_is(span_of(url_host(u)), "www.instagram.com") &&
	    !span_is(span_of(url_host(u)), "m.instagram.com") &&
	    !span_is(span_of(url_host(u)), "i.instagram.com") &&
	    !parts_on(u, "instagr.am"))
		return (false);
	p = parts_path(u);
	if (p.n >= 2 && parts_in(p.seg[0], KINDS) &&
	    name_post(p.seg[1], none, out))
		return (true);
	if (p.n >= 3 && parts_in(p.seg[1], KINDS) &&
	    !parts_in(p.seg[0], RESERVED) &&
	    name_post(p.seg[2], p.seg[0], out))
		return (true);
	if (parts_is(&p, 0, "stories") && p.n >= 3 &&
	    parts_digits(p.seg[2], 5, 20) && parts_name(p.seg[1], "._", 30))
		return (parts_identity(out, IDENTITY_POST, "instagram",
		    p.seg[2], p.seg[1],
		    "https://www.instagram.com/stories/%.*s/%.*s/",
		    SPAN_ARG(p.seg[1]), SPAN_ARG(p.seg[2])));
	if (p.n > 0 && parts_in(p.seg[0], WALLS))
		return (parts_identity(out, IDENTITY_WALL, "instagram", none,
		    none, "%s", url_text(u)));
	if (parts_is(&p, 0, "_u") && p.n >= 2 && name_user(p.seg[1], out))
		return (true);
	if (p.n > 0 && name_user(p.seg[0], out))
		return (true);
	return (parts_identity(out, IDENTITY_NONE, "instagram", none, none,
	    "%s", ""));
}

static bool
mine(struct doc *d)
{

	return (parts_on(d->url, "instagram.com") ||
	    parts_on(d->url, "instagr.am"));
}

struct item *
instagram_post(struct doc *d, struct instagram *in, enum relation rel,
    struct span id, struct span code, const char *at)
{
	struct item *post;

	if (strcmp(in->page.id, "") != 0 && span_is(id, in->page.id))
		rel = REL_SUBJECT;
	post = parts_post(d, "instagram", rel, id);
	if (rel == REL_SUBJECT)
		in->post = post;
	fact_put(d, post, FACT_ID, id, "%s", at);
	if (parts_name(code, "-_", 40))
		fact_put(d, post, FACT_URL, span_of(doc_printf(d,
		    "https://www.instagram.com/p/%.*s/", SPAN_ARG(code))),
		    "%s", at);
	return (post);
}

struct item *
instagram_author(struct doc *d, struct item *post, struct span id,
    struct span handle, const char *at)
{
	struct item *who;

	who = parts_author(d, "instagram", post, id);
	fact_put(d, who, FACT_ID, id, "%s", at);
	if (parts_name(handle, "._", 30)) {
		fact_put(d, who, FACT_HANDLE, handle, "%s", at);
		fact_put(d, who, FACT_URL, span_of(doc_printf(d,
		    "https://www.instagram.com/%.*s/", SPAN_ARG(handle))),
		    "%s", at);
	}
	return (who);
}

/* An answer of oEmbed: the post's URL stands only in its HTML. */
static void
read_oembed(struct doc *d, struct instagram *in)
{
	struct span link, code;
	struct item *post;
	char id[24];

	link = parts_between(parts_text(d->json, "/html"),
	    "data-instgrm-permalink=\"https://www.instagram.com/", "\"");
	link = parts_between(link, "/", NULL);
	code = parts_between(link, "", "/");
	if (!instagram_number(code, id))
		return;
	post = instagram_post(d, in, REL_SUBJECT, span_of(doc_printf(d, "%s",
	    id)), code, "/html");
	instagram_author(d, post, parts_id(d, json_at(d->json, "/author_id")),
	    parts_text(d->json, "/author_name"), "/author_name");
	fact_put_json(d, post, FACT_TEXT, d->json, "/title", "");
	fact_put_time(d, post, FACT_PUBLISHED, parts_between(parts_text(
	    d->json, "/html"), " datetime=\"", "\""), "/html");
	parts_put_url(d, post, FACT_MEDIA, d->json, "/thumbnail_url", "");
	doc_class(d, PAGE_POST, "/html");
}

static void
read(struct doc *d)
{
	struct instagram in;
	struct parts p;

	memset(&in, 0, sizeof in);
	if (!identity(d->url, &in.page))
		return;
	/* /api/v1/media/ID/comments/ tells only there what it is about. */
	p = parts_path(d->url);
	if (parts_is(&p, 2, "media") && p.n > 3 &&
	    parts_digits(p.seg[3], 5, 20))
		instagram_post(d, &in, REL_SUBJECT, p.seg[3], span_of(NULL),
		    "url");
	if (d->json != NULL && json_at(d->json, "/author_name") != NULL)
		read_oembed(d, &in);
	else if (d->json != NULL)
		parts_walk(d, d->json, "", instagram_object, &in);
	else if (d->html == NULL || parts_is(&p, 0, "api") ||
	    parts_is(&p, 0, "graphql"))
		parts_lines(d, instagram_object, &in);
	else
		instagram_page(d, &in);
}

static bool
wants(const struct url *u, const char *mime)
{
	struct span path;

	(void)mime;
	path = span_of(url_path(u));
	return (parts_on(u, "instagram.com") && (span_starts(path,
	    "/graphql/") || span_starts(path, "/api/graphql") ||
	    span_starts(path, "/api/v1/media/") ||
	    span_starts(path, "/api/v1/users/") ||
	    span_starts(path, "/api/v1/feed/") ||
	    span_starts(path, "/api/v1/oembed") ||
	    span_starts(path, "/oembed") ||
	    span_is(parts_query(u, "__a"), "1")));
}

static void
documents(const struct identity *id, json_t *out, bool *ok)
{
	json_t *j;

	if (id->kind != IDENTITY_POST || strstr(id->url, "/p/") == NULL ||
	    !span_ends(span_of(id->url), "/"))
		return;
	j = json_pack("{s:s+,s:s,s:s}", "url", id->url, "embed/captioned/",
	    "accept", "text/html", "role", "post");
	json_add(out, j, ok);
}

/* Its descriptions carry counters and handles around the text. */
static const char *const MISLEADING[] = { "opengraph", "dom", "oembed",
    "microdata", "microformats", NULL };

const struct platform platform_instagram = {
	.name = "instagram",
	.identity = identity,
	.mine = mine,
	.read = read,
	.wants = wants,
	.idtime = idtime_instagram,
	.documents = documents,
	.misleading = MISLEADING,
};
