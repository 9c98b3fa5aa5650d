#include <string.h>

#include "store/facts/platforms/facebook.h"

/* What stands before the data in the scripts of pages of 2020-2023. */
#define APPLY	"ScheduledApplyEach,"

static const char *const RESERVED[] = { "login", "login.php", "watch",
    "groups", "events", "marketplace", "photo", "photo.php", "photos",
    "story.php", "permalink.php", "profile.php", "help", "policies",
    "privacy", "legal", "settings", "share", "sharer", "sharer.php",
    "dialog", "plugins", "ajax", "api", "graphql", "hashtag", "reel", "reels",
    "stories", "video", "video.php", "videos", "pages", "pg", "people",
    "public", "directory", "home.php", "index.php", "l.php", "checkpoint",
    "recover", "reg", "r.php", "signup", "cookie", "consent", "gaming",
    "games", "fundraisers", "donate", "ads", "business", "careers", "messages",
    "notifications", "friends", "bookmarks", "saved", "search", "terms.php",
    "about", "mobile", "lite", "media", "notes", "topic", "v1.0", "a", "tr",
    "rsrc.php", "security", "badges", "find-friends", "places", "location",
    "story", "posts", "composer", "ufi", "comment", "reactions", "nfx",
    "save", "flx", "accounts", "language", "translations", "p", "watchparty",
    "live", "onthisday", "oauth", "unsupportedbrowser", "communitystandards",
    NULL };
static const char *const WALLS[] = { "login", "login.php", "checkpoint",
    "recover", "reg", "r.php", "signup", "cookie", "consent", "accounts",
    "oauth", "unsupportedbrowser", NULL };
static const char *const POSTS[] = { "posts", "videos", "photos", "reels",
    NULL };

bool
facebook_number(struct span s)
{

	return (parts_digits(s, 1, 20) && s.p[0] != '0');
}

/* The number in "Name-of-a-page-1597565460485886". */
static struct span
behind_dash(struct span s)
{
	struct span none = { NULL, 0 };
	size_t n;

	for (n = 0; n < s.n && s.p[s.n - 1 - n] >= '0' &&
	    s.p[s.n - 1 - n] <= '9'; n++)
		continue;
	if (n < 9 || n >= s.n || s.p[s.n - 1 - n] != '-' ||
	    !facebook_number(span_sub(s, s.n - n, n)))
		return (none);
	return (span_sub(s, s.n - n, n));
}

static bool
pfbid(struct span s)
{

	return (span_starts(s, "pfbid") && s.n > 20 && parts_name(s, "",
	    128));
}

/* "/owner/kind/ID": the number is the id, a pfbid stays in the URL only. */
static bool
name_post(struct span owner, const char *kind, struct span id,
    struct identity *out)
{
	struct span none = { NULL, 0 };

	if ((!facebook_number(id) && !pfbid(id)) ||
	    !parts_name(owner, ".-_", 100))
		return (false);
	return (parts_identity(out, IDENTITY_POST, "facebook",
	    facebook_number(id) ? id : none, facebook_number(owner) ? none :
	    owner, "https://www.facebook.com/%.*s/%s/%.*s", SPAN_ARG(owner),
	    kind, SPAN_ARG(id)));
}

/* A post whose owner the URL does not tell. */
static bool
name_bare(const char *before, struct span id, struct identity *out)
{
	struct span none = { NULL, 0 };

	return (facebook_number(id) && parts_identity(out, IDENTITY_POST,
	    "facebook", id, none, "https://www.facebook.com/%s%.*s", before,
	    SPAN_ARG(id)));
}

static bool
name_person(struct span id, struct identity *out)
{
	struct span none = { NULL, 0 };

	return (facebook_number(id) && parts_identity(out, IDENTITY_AUTHOR,
	    "facebook", id, none, "https://www.facebook.com/%.*s",
	    SPAN_ARG(id)));
}

/* Forms that carry their ids in the query. */
static bool
name_query(const struct url *u, const struct parts *p, struct identity *out)
{
	struct span id;

	if (parts_is(p, 0, "permalink.php") || parts_is(p, 0, "story.php"))
		return (name_post(parts_query(u, "id"), "posts",
		    parts_query(u, "story_fbid"), out));
	if (parts_is(p, 0, "photo.php") || parts_is(p, 0, "photo"))
		return (name_bare("photo/?fbid=", parts_query(u, "fbid"),
		    out));
	if (parts_is(p, 0, "watch") || parts_is(p, 0, "video.php") ||
	    parts_is(p, 1, "video.php")) {
		id = parts_query(u, "v");
		return (name_bare("watch/?v=", id, out));
	}
	if (parts_is(p, 0, "profile.php"))
		return (name_person(parts_query(u, "id"), out));
	return (false);
}

static bool
name_path(const struct parts *p, struct identity *out)
{
	struct span none = { NULL, 0 };

	if (parts_is(p, 0, "groups") && p->n >= 4 && (parts_is(p, 2,
	    "posts") || parts_is(p, 2, "permalink")) &&
	    facebook_number(p->seg[3]))
		return (parts_identity(out, IDENTITY_POST, "facebook",
		    p->seg[3], none,
		    "https://www.facebook.com/groups/%.*s/posts/%.*s",
		    SPAN_ARG(p->seg[1]), SPAN_ARG(p->seg[3])));
	if (parts_is(p, 0, "groups") && p->n >= 2)
		return (parts_identity(out, IDENTITY_THREAD, "facebook", none,
		    none, "https://www.facebook.com/groups/%.*s/",
		    SPAN_ARG(p->seg[1])));
	if (parts_is(p, 0, "reel") && p->n >= 2)
		return (name_bare("reel/", p->seg[1], out));
	if (parts_is(p, 0, "pages") && parts_is(p, 1, "category"))
		return (p->n >= 4 && name_person(behind_dash(p->seg[3]),
		    out));
	if ((parts_is(p, 0, "people") || parts_is(p, 0, "pages")) &&
	    p->n >= 3)
		return (name_person(p->seg[2], out));
	/* /owner/posts/ID, /owner/posts/words/ID, /owner/photos/a.1/ID */
	if (p->n >= 3 && parts_in(p->seg[1], POSTS) &&
	    !parts_in(p->seg[0], RESERVED))
		return (name_post(p->seg[0], "posts", p->seg[p->n >= 4 ? 3 :
		    2], out));
	return (false);
}

static bool
name_user(const struct parts *p, struct identity *out)
{
	struct span user, none = { NULL, 0 };

	/* A post whose number is not one is not its owner's page. */
	if (p->n == 0 || (p->n >= 3 && parts_in(p->seg[1], POSTS)))
		return (false);
	user = parts_is(p, 0, "pg") && p->n > 1 ? p->seg[1] : p->seg[0];
	if (behind_dash(user).p != NULL)
		return (name_person(behind_dash(user), out));
	if (parts_in(user, RESERVED) || !parts_name(user, ".-_", 100))
		return (false);
	if (facebook_number(user))
		return (name_person(user, out));
	if (!parts_identity(out, IDENTITY_AUTHOR, "facebook", none, user,
	    "https://www.facebook.com/%.*s", SPAN_ARG(user)))
		return (false);
	parts_lower(out->url);
	return (true);
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct span none = { NULL, 0 };
	struct parts p;

	if ((!parts_on(u, "facebook.com") && !parts_on(u, "fb.com")) ||
	    parts_on(u, "l.facebook.com") || parts_on(u, "lm.facebook.com") ||
	    parts_on(u, "developers.facebook.com") ||
	    parts_on(u, "about.fb.com") || parts_on(u, "business.facebook.com"))
		return (false);
	p = parts_path(u);
	if (name_query(u, &p, out) || name_path(&p, out))
		return (true);
	if (p.n > 0 && parts_in(p.seg[0], WALLS))
		return (parts_identity(out, IDENTITY_WALL, "facebook", none,
		    none, "%s", url_text(u)));
	if (name_user(&p, out))
		return (true);
	return (parts_identity(out, IDENTITY_NONE, "facebook", none, none,
	    "%s", ""));
}

static bool
mine(struct doc *d)
{

	return (parts_on(d->url, "facebook.com") || parts_on(d->url,
	    "fb.com") || parts_on(d->url, "fb.watch"));
}

struct item *
facebook_author(struct doc *d, struct item *of, struct span id,
    struct span link, const char *at)
{
	struct identity who;
	struct item *i;
	bool named;

	named = parts_named(d, link, &who) && who.kind == IDENTITY_AUTHOR;
	if (!facebook_number(id))
		id = named && who.id[0] != '\0' ? span_of(doc_printf(d, "%s",
		    who.id)) : span_of(NULL);
	i = parts_author(d, "facebook", of, id);
	fact_put(d, i, FACT_ID, id, "%s", at);
	if (named) {
		fact_put(d, i, FACT_URL, span_of(doc_printf(d, "%s",
		    who.url)), "%s", at);
		if (who.handle[0] != '\0')
			fact_put(d, i, FACT_HANDLE, span_of(doc_printf(d,
			    "%s", who.handle)), "%s", at);
	}
	return (i);
}

struct item *
facebook_post(struct doc *d, struct facebook *fb, enum relation rel,
    struct span id, const char *at)
{
	struct item *post;

	if (rel == REL_LISTED && fb->page.kind == IDENTITY_POST &&
	    (fb->page.id[0] != '\0' ? span_is(id, fb->page.id) :
	    !fb->many && span_eq(id, fb->only)))
		rel = REL_SUBJECT;
	post = parts_post(d, "facebook", rel, id);
	fb->any = true;
	fact_put(d, post, FACT_ID, id, "%s", at);
	if (rel == REL_SUBJECT) {
		fb->post = post;
		doc_class(d, PAGE_POST, "%s", at);
	}
	return (post);
}

static void
classify(struct doc *d, const struct facebook *fb)
{
	xmlNode *n;

	if (fb->any || fb->who != NULL)
		return;
	n = doc_find(d, NULL, "//form[@id='login_form' or contains(@action, "
	    "'/login/')][.//input[@type='password']]");
	/* Old pages had the form in their head: "Name | Facebook". */
	if (n != NULL && !span_ends(parts_title(d), "| Facebook"))
		doc_class(d, PAGE_LOGIN, "%s", doc_path(d, n));
	else if ((n = doc_find(d, NULL, "//script[contains(., "
	    "'{\"__dr\":\"CometErrorRoot.react\"}')]")) != NULL)
		doc_class(d, PAGE_ERROR, "%s", doc_path(d, n));
}

static void
read(struct doc *d)
{
	struct facebook fb;

	memset(&fb, 0, sizeof fb);
	(void)identity(d->url, &fb.page);
	if (d->json != NULL) {
		parts_walk(d, d->json, "", facebook_count, &fb);
		parts_walk(d, d->json, "", facebook_object, &fb);
	} else if (d->html == NULL || span_starts(span_of(url_path(d->url)),
	    "/api/")) {
		/* Answers, which call themselves text/html. */
		parts_lines(d, facebook_count, &fb);
		parts_lines(d, facebook_object, &fb);
	} else {
		parts_scripts(d, PARTS_SCRIPTS, facebook_count, &fb);
		parts_after_all(d, APPLY, facebook_count, &fb);
		parts_scripts(d, PARTS_SCRIPTS, facebook_object, &fb);
		parts_after_all(d, APPLY, facebook_object, &fb);
		facebook_ld(d, &fb);
		facebook_page(d, &fb);
		facebook_plain(d, &fb);
		classify(d, &fb);
	}
}

static bool
wants(const struct url *u, const char *mime)
{

	(void)mime;
	return (parts_on(u, "facebook.com") &&
	    span_starts(span_of(url_path(u)), "/api/graphql"));
}

/* Descriptions are cut, names carry counters, and times are the reader's. */
static const char *const MISLEADING[] = { "opengraph", "dom", "json-ld",
    "microdata", "microformats", "oembed", NULL };

const struct platform platform_facebook = {
	.name = "facebook",
	.identity = identity,
	.mine = mine,
	.read = read,
	.wants = wants,
	.misleading = MISLEADING,
};
