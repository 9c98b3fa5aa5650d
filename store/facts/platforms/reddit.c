#include <string.h>

#include "store/facts/platforms/reddit.h"

static const char *const WALLS[] = { "login", "register", "over18",
    "account", "quarantine", NULL };

bool
reddit_name(struct span s, const char *prefix)
{

	return (s.n > 3 && span_starts(s, prefix) && parts_name(s, "_", 20));
}

/* Posts without the name of their community: all forms name one post. */
static bool
name_post(struct span id, struct span comment, struct identity *out)
{
	struct span none = { NULL, 0 };
	char name[32];

	if (span_ends(id, ".json"))
		id.n -= 5;
	if (!parts_name(id, "", 12))
		return (false);
	if (comment.p != NULL && span_ends(comment, ".json"))
		comment.n -= 5;
	memcpy(name, "t3_", 3);
	memcpy(name + 3, id.p, id.n);
	name[3 + id.n] = '\0';
	if (!parts_name(comment, "", 12)) {
		parts_lower(name);
		return (parts_identity(out, IDENTITY_POST, "reddit",
		    span_of(name), none, "https://www.reddit.com/comments/%s/",
		    name + 3));
	}
	name[1] = '1';
	memcpy(name + 3, comment.p, comment.n);
	name[3 + comment.n] = '\0';
	parts_lower(name);
	return (parts_identity(out, IDENTITY_POST, "reddit", span_of(name),
	    none, "https://www.reddit.com/comments/%.*s/_/%s/", SPAN_ARG(id),
	    name + 3));
}

static bool
name_user(struct span user, struct identity *out)
{
	struct span none = { NULL, 0 };

	if (span_ends(user, ".json"))
		user.n -= 5;
	if (!parts_name(user, "_-", 30) || !parts_identity(out,
	    IDENTITY_AUTHOR, "reddit", none, user,
	    "https://www.reddit.com/user/%.*s/", SPAN_ARG(user)))
		return (false);
	parts_lower(out->url);
	return (true);
}

/* Segments from "comments" on: comments/ID/slug/COMMENT. */
static bool
name_comments(const struct parts *p, size_t i, struct identity *out)
{
	struct span none = { NULL, 0 };

	return (i + 1 < p->n && (parts_is(p, i, "comments") ||
	    parts_is(p, i, "gallery") || parts_is(p, i, "duplicates")) &&
	    name_post(p->seg[i + 1], i + 3 < p->n ? p->seg[i + 3] : none,
	    out));
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct span none = { NULL, 0 };
	struct parts p;
	bool user;

	p = parts_path(u);
	if (span_is(span_of(url_host(u)), "redd.it") ||
	    span_is(span_of(url_host(u)), "www.redd.it")) {
		if (p.n == 1 && name_post(p.seg[0], none, out))
			return (true);
	} else if (!parts_on(u, "reddit.com"))
		return (false);
	user = parts_is(&p, 0, "user") || parts_is(&p, 0, "u");
	if (name_comments(&p, 0, out))
		return (true);
	if ((parts_is(&p, 0, "r") || user) && name_comments(&p, 2, out))
		return (true);
	if (user && p.n >= 2 && name_user(p.seg[1], out))
		return (true);
	if (p.n > 0 && parts_in(p.seg[0], WALLS))
		return (parts_identity(out, IDENTITY_WALL, "reddit", none,
		    none, "%s", url_text(u)));
	if (parts_is(&p, 0, "r") && p.n == 2 && parts_name(p.seg[1], "_",
	    30)) {
		if (!parts_identity(out, IDENTITY_THREAD, "reddit", none, none,
		    "https://www.reddit.com/r/%.*s/", SPAN_ARG(p.seg[1])))
			return (false);
		parts_lower(out->url);
		return (true);
	}
	return (parts_identity(out, IDENTITY_NONE, "reddit", none, none,
	    "%s", ""));
}

static bool
mine(struct doc *d)
{

	return (parts_on(d->url, "reddit.com") || parts_on(d->url,
	    "redd.it"));
}

struct item *
reddit_thing(struct doc *d, struct reddit *rd, struct span id,
    struct span permalink, const char *at)
{
	struct item *i;
	enum relation rel;
	bool post;

	post = span_starts(id, "t3_");
	if (rd->page.id[0] != '\0' && span_is(id, rd->page.id))
		rel = REL_SUBJECT;
	else if (rd->page.kind == IDENTITY_POST)
		/* Around a comment that the page is about. */
		rel = !post ? REL_REPLY : span_starts(span_of(rd->page.id),
		    "t1_") ? REL_PARENT : REL_LISTED;
	else
		/* Comments that were asked for by their names. */
		rel = rd->page.kind == IDENTITY_NONE && !post ? REL_REPLY :
		    REL_LISTED;
	i = parts_post(d, "reddit", rel, id);
	if (rel == REL_SUBJECT)
		rd->post = i;
	fact_put(d, i, FACT_ID, id, "%s", at);
	if (permalink.p != NULL)
		fact_put(d, i, FACT_URL, doc_url(d, span_starts(permalink,
		    "/") ? span_of(doc_printf(d, "https://www.reddit.com%.*s",
		    SPAN_ARG(permalink))) : permalink), "%s", at);
	return (i);
}

struct item *
reddit_author(struct doc *d, struct item *of, struct span id,
    struct span name, const char *at)
{
	struct item *who;

	if (!reddit_name(id, "t2_"))
		id = span_of(NULL);
	if (span_is(name, "[deleted]")) {
		fact_put(d, of, FACT_DELETED, span_of("author"), "%s", at);
		return (NULL);
	}
	if (!parts_name(name, "_-", 30))
		return (NULL);
	who = parts_author(d, "reddit", of, id);
	fact_put(d, who, FACT_ID, id, "%s", at);
	fact_put(d, who, FACT_HANDLE, name, "%s", at);
	fact_put(d, who, FACT_URL, span_of(doc_printf(d,
	    "https://www.reddit.com/user/%.*s/", SPAN_ARG(name))), "%s", at);
	return (who);
}

void
reddit_text(struct doc *d, struct item *i, struct span text, const char *at)
{

	if (text.n == 0)
		return;
	if (span_is(text, "[deleted]") || span_is(text, "[removed]") ||
	    span_is(text, "[ Removed by Reddit ]"))
		fact_put(d, i, FACT_DELETED, span_is(text, "[deleted]") ?
		    span_of("text") : span_of("removed"), "%s", at);
	else
		fact_put(d, i, FACT_TEXT, text, "%s", at);
}

static void
read(struct doc *d)
{
	struct reddit rd;

	memset(&rd, 0, sizeof rd);
	if (!identity(d->url, &rd.page))
		return;
	if (d->json != NULL)
		reddit_json(d, &rd);
	else if (d->html != NULL)
		reddit_page(d, &rd);
}

static bool
wants(const struct url *u, const char *mime)
{
	struct span path;

	(void)mime;
	path = span_of(url_path(u));
	return (parts_on(u, "reddit.com") && (span_ends(path, ".json") ||
	    span_ends(path, "/.json") || span_starts(path, "/svc/shreddit/") ||
	    span_starts(path, "/api/info") ||
	    span_starts(path, "/api/morechildren") ||
	    span_is(span_of(url_host(u)), "oauth.reddit.com")));
}

static void
documents(const struct identity *id, json_t *out, bool *ok)
{

	if (!span_ends(span_of(id->url), "/"))
		return;
	if (id->kind == IDENTITY_POST)
		json_add(out, json_pack("{s:s++,s:s,s:s}", "url", id->url,
		    ".json?raw_json=1&limit=500", "", "accept",
		    "application/json", "role", "post"), ok);
	if (id->kind == IDENTITY_AUTHOR)
		json_add(out, json_pack("{s:s++,s:s,s:s}", "url", id->url,
		    "about.json?raw_json=1", "", "accept", "application/json",
		    "role", "author"), ok);
}

/* "4 votes and 1 comment so far": its descriptions are not the post's. */
static const char *const MISLEADING[] = { "opengraph", "dom", "oembed",
    "microdata", "microformats", NULL };

const struct platform platform_reddit = {
	.name = "reddit",
	.identity = identity,
	.mine = mine,
	.read = read,
	.wants = wants,
	.documents = documents,
	.misleading = MISLEADING,
};
