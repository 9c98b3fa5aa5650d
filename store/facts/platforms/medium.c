#include "store/base/json.h"
#include "store/facts/generic/body.h"
#include "store/facts/generic/page.h"
#include "store/facts/platforms/parts.h"

/* Medium: ".../title-ID", "/p/ID", accounts "@NAME"; the ids are twelve
 * hexadecimal digits, of no time. */

static const char text_path[] = "//article";

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

static void
read_author(struct doc *d, struct item *post)
{
	struct span none = { NULL, 0 }, href, name;
	struct item *who = item_author(d, post, none);
	const char *at = "//meta[@property='article:author']";
	xmlNode *link;

	href = doc_meta(d, "article:author", 0);
	name = account(href);
	if (name.p == NULL) {
		at = "//link[@rel='author']";
		link = doc_find(d, NULL, at);
		href = doc_attr(d, link, "href");
		name = account(href);
	}
	fact_put(d, who, FACT_HANDLE, name, "%s", at);
	if (name.p != NULL)
		fact_put(d, who, FACT_URL, doc_url(d, href), "%s", at);
	fact_put(d, who, FACT_NAME, page_person(d, doc_meta(d, "author", 0)),
	    "//meta[@name='author']");
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
	    "]");
	xmlNode *body, *title;
	struct span text;

	if (p.n == 0)
		return;
	body = doc_find(d, p.p[0], "ancestor::*[" HAS("postArticle-content")
	    " or " HAS("section-content") " or self::section or "
	    "self::article][last()]");
	if (body == NULL)
		return;
	title = doc_find(d, body, "(.//h1|.//h2|.//h3|.//h4)[1]");
	(void)title;
	text = body_text_without(d, body, doc_printf(d, ".//h1[following::p["
	    "@id='%.*s']]|.//h2[following::p[@id='%.*s']]|.//h3[following::p["
	    "@id='%.*s']]|.//h4[following::p[@id='%.*s']]|.//button|"
	    ".//figcaption[@hidden]|.//footer|.//*[" HAS("speechify-ignore")
	    "]", SPAN_ARG(doc_attr(d, p.p[0], "id")),
	    SPAN_ARG(doc_attr(d, p.p[0], "id")),
	    SPAN_ARG(doc_attr(d, p.p[0], "id")),
	    SPAN_ARG(doc_attr(d, p.p[0], "id"))));
	fact_put(d, post, FACT_TEXT, span_trim(text), "%s",
	    doc_path(d, body));
}

/* --- The state of the page's own program --- */

static json_t *
entry(json_t *state, const char *kind, struct span id, char *key, size_t n)
{
	(void)snprintf(key, n, "%s:%.*s", kind, SPAN_ARG(id));
	return (json_object_get(state, key));
}

static void
read_user(struct doc *d, struct item *post, json_t *state, struct span ref)
{
	struct span id = parts_between(ref, "User:", NULL);
	char key[64];
	json_t *user = id.n > 40 ? NULL : entry(state, "User", id, key,
	    sizeof(key));
	struct item *who;
	const char *at = doc_printf(d, "__APOLLO_STATE__#/%s", key);

	if (user == NULL)
		return;
	who = item_author(d, post, id);
	parts_put(d, who, FACT_ID, user, "/id", at);
	parts_put(d, who, FACT_HANDLE, user, "/username", at);
	parts_put(d, who, FACT_NAME, user, "/name", at);
	parts_put(d, who, FACT_BIO, user, "/bio", at);
	parts_put(d, who, FACT_FOLLOWERS, user,
	    "/socialStats/followerCount", at);
}

static void
read_state(struct doc *d, struct item *post, struct span id)
{
	json_t *state = doc_script_after(d, "__APOLLO_STATE__ = "), *o;
	char key[64];
	const char *at;

	if (state == NULL || id.n > 12 ||
	    (o = entry(state, "Post", id, key, sizeof(key))) == NULL)
		return;
	at = doc_printf(d, "__APOLLO_STATE__#/%s", key);
	parts_put(d, post, FACT_TITLE, o, "/title", at);
	parts_put_epoch(d, post, FACT_PUBLISHED, o, "/firstPublishedAt",
	    1000, at);
	parts_put(d, post, FACT_LIKES, o, "/clapCount", at);
	parts_put(d, post, FACT_REPLIES, o, "/postResponses/count", at);
	read_user(d, post, state, parts_text(o, "/creator/__ref"));
}

static void
read(struct doc *d)
{
	struct span app = doc_meta(d, "al:ios:url", 0), id;
	struct identity named = { .kind = IDENTITY_NONE };
	struct item *post;

	(void)identity(d->url, &named);
	id = parts_between(app, "/p/", NULL);
	if (!post_id(id) && named.kind == IDENTITY_POST)
		id = span_of(doc_printf(d, "%s", named.id));
	if (!post_id(id))
		return;
	post = item_post(d, REL_SUBJECT, id);
	fact_put(d, post, FACT_ID, id, "//meta[@property='al:ios:url']");
	read_author(d, post);
	read_text(d, post);
	read_state(d, post, id);
	doc_class(d, PAGE_POST, "%s", text_path);
}

static const char * const misleading[] = { "dom", NULL };

const struct platform platform_medium = {
	.name = "medium",
	.identity = identity,
	.mine = mine,
	.read = read,
	.misleading = misleading,
};
