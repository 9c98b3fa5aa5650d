#include "store/facts/generic/body.h"
#include "store/facts/generic/page.h"
#include "store/facts/platforms/parts.h"

/* Medium: ".../title-ID", "/p/ID", accounts "@NAME"; the ids are twelve
 * hexadecimal digits, of no time. */

static bool
post_id(struct span s)
{
	if (s.p == NULL || s.n < 8 || s.n > 12)
		return (false);
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= '0' && s.p[i] <= '9') &&
		    !(s.p[i] >= 'a' && s.p[i] <= 'f'))
			return (false);
	return (true);
}

/* What follows the last dash. */
static struct span
last(struct span s)
{
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == '-')
			return (span_sub(s, i, s.n));
	return (s);
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct parts p = parts_path(u);
	struct span none = { NULL, 0 }, id, handle;

	if (!parts_on(u, "medium.com") || p.n == 0)
		return (false);
	if (parts_is(&p, 0, "m") && parts_is(&p, 1, "signin"))
		return (parts_identity(out, IDENTITY_WALL, "medium", none,
		    none, "https://medium.com/m/signin"));
	handle = span_starts(p.seg[0], "@") ? span_sub(p.seg[0], 1,
	    p.seg[0].n) : none;
	id = last(p.seg[p.n - 1]);
	if (p.n <= 3 && post_id(id))
		return (parts_identity(out, IDENTITY_POST, "medium", id,
		    handle, "https://medium.com/p/%.*s", SPAN_ARG(id)));
	if (p.n != 1 || !parts_name(handle, "_.-", 60))
		return (false);
	return (parts_identity(out, IDENTITY_AUTHOR, "medium", none, handle,
	    "https://medium.com/@%.*s", SPAN_ARG(handle)));
}

static bool
mine(struct doc *d)
{
	return (d->html != NULL && (parts_on(d->url, "medium.com") ||
	    span_is(doc_meta(d, "al:ios:app_store_id", 0), "828256236") ||
	    span_is(doc_meta(d, "al:ios:app_name", 0), "Medium")));
}

/* "https://medium.com/@NAME" */
static struct span
account(struct span href)
{
	struct span s = parts_between(href, "medium.com/@", NULL);

	s = page_before(page_before(s, '?'), '/');
	return (parts_name(s, "_.-", 60) ? s : (struct span){ NULL, 0 });
}

/*
 * The text from its first paragraph on: the headings in front of it are the
 * title once more.
 */
static void
read_text(struct doc *d, struct item *post)
{
	struct nodes p = doc_find_all(d, NULL, "//p[" HAS("graf--p")
	    " and normalize-space(.)!='']|//p[" HAS("pw-post-body-paragraph")
	    "]|//article//section//p[string-length(@id)=4 and "
	    "normalize-space(.)!='']");
	xmlNode *body;

	if (p.n == 0)
		return;
	body = doc_find(d, p.p[0], "ancestor::*[" HAS("postArticle-content")
	    " or " HAS("section-content") " or self::section or "
	    "self::article][last()]");
	if (body != NULL)
		fact_put(d, post, FACT_TEXT, body_text_from(d, body, p.p[0]),
		    "%s", doc_path(d, body));
}

/* --- The state of the page's own program --- */

static json_t *
entry(struct doc *d, const char *kind, struct span id, const char **at)
{
	const char *key = doc_printf(d, "%s:%.*s", kind, SPAN_ARG(id));

	*at = doc_printf(d, "__APOLLO_STATE__#/%s", key);
	return (json_object_get(doc_script_after(d, "__APOLLO_STATE__ = "),
	    key));
}

static void
read_state(struct doc *d, struct item *post, json_t *o, const char *at)
{
	parts_put(d, post, FACT_TITLE, o, "/title", at);
	parts_put_epoch(d, post, FACT_PUBLISHED, o, "/firstPublishedAt",
	    1000, at);
	parts_put(d, post, FACT_LIKES, o, "/clapCount", at);
	parts_put(d, post, FACT_REPLIES, o, "/postResponses/count", at);
}

/* --- The author --- */

static void
read_user(struct doc *d, struct item *who, json_t *user, const char *at)
{
	parts_put(d, who, FACT_ID, user, "/id", at);
	parts_put(d, who, FACT_HANDLE, user, "/username", at);
	parts_put(d, who, FACT_NAME, user, "/name", at);
	parts_put(d, who, FACT_BIO, user, "/bio", at);
	parts_put(d, who, FACT_FOLLOWERS, user,
	    "/socialStats/followerCount", at);
}

static void
read_head(struct doc *d, struct item *who)
{
	const char *at = "//meta[@property='article:author']";
	struct span href = doc_meta(d, "article:author", 0), name;

	name = account(href);
	if (name.p == NULL) {
		at = "//link[@rel='author']";
		href = doc_attr(d, doc_find(d, NULL, at), "href");
		name = account(href);
	}
	fact_put(d, who, FACT_HANDLE, name, "%s", at);
	if (name.p != NULL)
		fact_put(d, who, FACT_URL, doc_url(d, href), "%s", at);
	fact_put(d, who, FACT_NAME, page_person(d, doc_meta(d, "author", 0)),
	    "//meta[@name='author']");
}

static void
read_author(struct doc *d, struct item *post, json_t *o)
{
	struct span id = parts_between(parts_text(o, "/creator/__ref"),
	    "User:", NULL), none = { NULL, 0 };
	json_t *user = NULL;
	const char *at = "";
	struct item *who;

	if (id.n > 0 && id.n < 40)
		user = entry(d, "User", id, &at);
	who = item_author(d, post, user == NULL ? none : id);
	if (user != NULL)
		read_user(d, who, user, at);
	read_head(d, who);
}

static void
read(struct doc *d)
{
	struct span app = doc_meta(d, "al:ios:url", 0), id;
	struct identity named = { .kind = IDENTITY_NONE };
	struct item *post;
	json_t *state;
	const char *at;

	(void)identity(d->url, &named);
	id = parts_between(app, "/p/", NULL);
	if (!post_id(id) && named.kind == IDENTITY_POST)
		id = span_of(doc_printf(d, "%s", named.id));
	if (!post_id(id))
		return;
	post = item_post(d, REL_SUBJECT, id);
	fact_put(d, post, FACT_ID, id, "//meta[@property='al:ios:url']");
	state = entry(d, "Post", id, &at);
	if (state != NULL)
		read_state(d, post, state, at);
	read_author(d, post, state);
	read_text(d, post);
	doc_class(d, PAGE_POST, "//article");
}

static const char * const misleading[] = { "dom", NULL };

const struct platform platform_medium = {
	.name = "medium",
	.identity = identity,
	.mine = mine,
	.read = read,
	.misleading = misleading,
};
