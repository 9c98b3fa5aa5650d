#include <string.h>

#include "store/facts/platforms/linkedin.h"

#define CLASS(name)	"contains(concat(' ', @class, ' '), ' " name " ')"

static struct span
text_of(struct doc *d, xmlNode *n)
{

	return (n == NULL ? span_of(NULL) : span_trim(doc_text(d, n)));
}

static struct item *
put_item(struct doc *d, struct linkedin *li, struct span id, struct span twin,
    const char *at)
{
	struct item *post;
	bool subject;

	/* The page may be named by the activity or by what it shows. */
	subject = li->page.kind == IDENTITY_POST && li->page.id[0] != '\0' &&
	    (span_is(id, li->page.id) || span_is(twin, li->page.id));
	if (subject)
		id = span_of(doc_printf(d, "%s", li->page.id));
	post = parts_post(d, "linkedin", subject ? REL_SUBJECT : REL_LISTED,
	    id);
	fact_put(d, post, FACT_ID, id, "%s", at);
	if (subject) {
		li->post = post;
		doc_class(d, PAGE_POST, "%s", at);
	}
	return (post);
}

static void
put_count(struct doc *d, struct item *post, enum fact f, xmlNode *n,
    const char *name)
{
	struct span s;

	s = doc_attr(d, n, name);
	if (parts_digits(s, 1, 12))
		fact_put_count(d, post, f, s, "%s/@%s", doc_path(d, n), name);
}

/* Pictures come late: the address waits in another attribute. */
static void
put_media(struct doc *d, struct item *post, xmlNode *box)
{
	struct nodes all;
	struct span s;
	size_t i;

	all = doc_find_all(d, box, ".//*[@data-test-id='feed-images-content']"
	    "//img");
	for (i = 0; i < all.n; i++) {
		s = doc_attr(d, all.p[i], "data-delayed-url");
		if (s.p == NULL)
			s = doc_attr(d, all.p[i], "src");
		fact_put(d, post, FACT_MEDIA, doc_url(d, s), "%s",
		    doc_path(d, all.p[i]));
	}
}

/* Without what the site put behind it: "?trk=organization_guest_..." */
static struct span
untracked(struct span s)
{
	ptrdiff_t at;

	if ((at = parts_find(s, "?trk=")) > 0 ||
	    (at = parts_find(s, "&trk=")) > 0)
		if (span_find(span_sub(s, (size_t)at + 1, s.n), '&') < 0)
			return (span_sub(s, 0, (size_t)at));
	return (s);
}

static void
put_links(struct doc *d, struct item *post, xmlNode *text)
{
	struct identity who;
	struct nodes all;
	struct span href;
	size_t i;

	all = doc_find_all(d, text, ".//a[@href]");
	for (i = 0; i < all.n; i++) {
		href = doc_attr(d, all.p[i], "href");
		if (parts_named(d, href, &who) &&
		    who.kind == IDENTITY_AUTHOR)
			fact_put(d, post, FACT_MENTION, span_of(doc_printf(d,
			    "%s", who.handle)), "%s/@href",
			    doc_path(d, all.p[i]));
		else if (parts_find(href, "/hashtag/") < 0 &&
		    parts_find(href, ".linkedin.com/signup") < 0)
			fact_put_raw(d, post, FACT_LINK, doc_url(d,
			    untracked(href)), href, "%s/@href", doc_path(d,
			    all.p[i]));
	}
}

/* A post as guests see it. */
static void
put_guest(struct doc *d, struct linkedin *li, xmlNode *box)
{
	struct span id, twin;
	struct item *post, *who;
	xmlNode *n, *by;

	id = linkedin_urn(doc_attr(d, box, "data-activity-urn"));
	twin = linkedin_urn(doc_attr(d, box, "data-attributed-urn"));
	/* "X reposted this": the activity is X's, the post is another's. */
	if (doc_find(d, box, ".//*[" CLASS("main-feed-activity-card__header")
	    "]") != NULL)
		id = twin;
	if (id.p == NULL)
		return;
	post = put_item(d, li, id, twin, doc_path(d, box));
	if (id.p != twin.p)
		fact_put(d, post, FACT_URL, span_of(doc_printf(d,
		    "https://www.linkedin.com/feed/update/urn:li:activity:"
		    "%.*s", SPAN_ARG(id))), "%s/@data-activity-urn",
		    doc_path(d, box));
	by = doc_find(d, box, ".//a[contains(@data-tracking-control-name, "
	    "'feed-actor-name')]");
	if (by != NULL) {
		who = linkedin_author(d, post, span_of(NULL), doc_attr(d, by,
		    "href"), doc_printf(d, "%s/@href", doc_path(d, by)));
		fact_put(d, who, FACT_NAME, text_of(d, by), "%s",
		    doc_path(d, by));
	}
	n = doc_find(d, box, ".//*[@data-test-id="
	    "'main-feed-activity-card__commentary']");
	if (n != NULL) {
		fact_put(d, post, FACT_TEXT, span_trim(doc_text_raw(d, n)),
		    "%s", doc_path(d, n));
		put_links(d, post, n);
	}
	n = doc_find(d, box, ".//time/span[not(@aria-hidden)]");
	if (text_of(d, n).n > 0)
		fact_put(d, post, FACT_EDITED, span_of("true"), "%s",
		    doc_path(d, n));
	put_count(d, post, FACT_LIKES, doc_find(d, box,
	    ".//*[@data-num-reactions]"), "data-num-reactions");
	n = doc_find(d, box, ".//*[@data-num-comments]");
	put_count(d, post, FACT_REPLIES, n, "data-num-comments");
	if (post == li->post && n != NULL)
		doc_announced(d, doc_attr(d, n, "data-num-comments"),
		    "%s/@data-num-comments", doc_path(d, n));
	put_media(d, post, box);
}

/* A comment as guests see it, where no JSON-LD says more of it. */
static void
put_guest_comment(struct doc *d, xmlNode *box)
{
	struct item *reply, *who;
	xmlNode *by, *n;

	by = doc_find(d, box, ".//a[" CLASS("comment__author") "]");
	n = doc_find(d, box, ".//*[" CLASS("comment__text") "]");
	if (by == NULL || n == NULL)
		return;
	reply = parts_post(d, "linkedin", REL_REPLY, span_of(NULL));
	fact_put(d, reply, FACT_TEXT, span_trim(doc_text_raw(d, n)), "%s",
	    doc_path(d, n));
	who = linkedin_author(d, reply, span_of(NULL), doc_attr(d, by,
	    "href"), doc_printf(d, "%s/@href", doc_path(d, by)));
	fact_put(d, who, FACT_NAME, text_of(d, by), "%s", doc_path(d, by));
}

/* A post as members see it. */
static void
put_member(struct doc *d, struct linkedin *li, xmlNode *box)
{
	struct span id;
	struct item *post, *who;
	xmlNode *n, *by;

	id = linkedin_urn(doc_attr(d, box, "data-urn"));
	if (id.p == NULL)
		return;
	post = put_item(d, li, id, span_of(NULL), doc_path(d, box));
	by = doc_find(d, box, ".//a[" CLASS("update-components-actor__meta-"
	    "link") " or " CLASS("app-aware-link") "][@href]");
	n = doc_find(d, box, ".//*[" CLASS("update-components-actor__title")
	    " or " CLASS("update-components-actor__name")
	    "]//span[@aria-hidden='true' and not(.//span[@aria-hidden])]");
	if (by != NULL) {
		who = linkedin_author(d, post, span_of(NULL), doc_attr(d, by,
		    "href"), doc_printf(d, "%s/@href", doc_path(d, by)));
		fact_put(d, who, FACT_NAME, text_of(d, n), "%s",
		    doc_path(d, n));
	}
	n = doc_find(d, box, ".//*[" CLASS("update-components-text") " or "
	    CLASS("feed-shared-text") "]");
	fact_put(d, post, FACT_TEXT, text_of(d, n), "%s", doc_path(d, n));
}

/* "urn:li:comment:(activity:N,ID)", also "(urn:li:activity:N,ID)" */
static void
put_member_comment(struct doc *d, xmlNode *box)
{
	struct item *reply, *who;
	struct span id;
	xmlNode *n;

	id = parts_between(doc_attr(d, box, "data-id"), ",", ")");
	if (!parts_digits(id, 19, 19))
		return;
	reply = parts_post(d, "linkedin", REL_REPLY, id);
	fact_put(d, reply, FACT_ID, id, "%s/@data-id", doc_path(d, box));
	n = doc_find(d, box, ".//*[" CLASS("comments-comment-item__main-"
	    "content") "]");
	fact_put(d, reply, FACT_TEXT, text_of(d, n), "%s", doc_path(d, n));
	n = doc_find(d, box, ".//a[contains(@class, 'comments-comment-meta__')"
	    "][@href]");
	if (n == NULL)
		return;
	who = linkedin_author(d, reply, span_of(NULL), doc_attr(d, n,
	    "href"), doc_printf(d, "%s/@href", doc_path(d, n)));
	n = doc_find(d, box, ".//*[" CLASS("comments-comment-meta__"
	    "description-title") "]");
	fact_put(d, who, FACT_NAME, text_of(d, n), "%s", doc_path(d, n));
}

/* A person or an organization, as guests see it. */
static void
read_person(struct doc *d, struct linkedin *li)
{
	struct span id, s;
	xmlNode *n, *title;

	title = doc_find(d, NULL, "//h1[" CLASS("top-card-layout__title")
	    "]");
	if (li->page.kind != IDENTITY_AUTHOR || title == NULL)
		return;
	n = doc_find(d, NULL, "//*[starts-with(@data-semaphore-content-urn, "
	    "'urn:li:organization:') or starts-with(@data-semaphore-content-"
	    "urn, 'urn:li:member:')]");
	id = parts_between(parts_between(doc_attr(d, n,
	    "data-semaphore-content-urn"), "urn:li:", NULL), ":", NULL);
	if (!parts_digits(id, 1, 19))
		id = span_of(NULL);
	li->who = linkedin_author(d, NULL, id, span_of(li->page.url),
	    doc_path(d, n != NULL ? n : title));
	fact_put(d, li->who, FACT_NAME, text_of(d, title), "%s",
	    doc_path(d, title));
	n = doc_find(d, NULL, "//*[@data-test-id='about-us__description']");
	if (n != NULL)
		fact_put(d, li->who, FACT_BIO, span_trim(doc_text_raw(d, n)),
		    "%s", doc_path(d, n));
	/* "Name | 5,750 followers on LinkedIn. ..." */
	s = parts_between(doc_meta(d, "description", 0), " | ",
	    " followers on LinkedIn");
	if (s.p != NULL && parts_count(s).n == s.n)
		fact_put_count(d, li->who, FACT_FOLLOWERS, s,
		    "/html/head/meta[@name='description']/@content");
	fact_put(d, li->who, FACT_AVATAR, doc_url(d, doc_meta(d, "og:image",
	    0)), "/html/head/meta[@property='og:image']/@content");
	doc_class(d, PAGE_PROFILE, "%s", doc_path(d, title));
}

/* An article as until 2021; later ones have JSON-LD. */
static void
read_article(struct doc *d, struct linkedin *li)
{
	struct item *who;
	struct span when;
	xmlNode *n;

	if (strstr(li->page.url, "/pulse/") == NULL)
		return;
	n = doc_find(d, NULL, "//h1[contains(@class, 'article-title') or "
	    "contains(@class, 'pulse-title')]");
	if (n == NULL)
		return;
	li->post = parts_post(d, "linkedin", REL_SUBJECT, span_of(NULL));
	fact_put(d, li->post, FACT_URL, span_of(doc_printf(d, "%s",
	    li->page.url)), "url");
	fact_put(d, li->post, FACT_TITLE, text_of(d, n), "%s", doc_path(d,
	    n));
	doc_class(d, PAGE_POST, "%s", doc_path(d, n));
	n = doc_find(d, NULL, "//time[contains(@class, "
	    "'article-head__timestamp')]");
	when = parts_between(text_of(d, n), "Published on ", NULL);
	fact_put_time(d, li->post, FACT_PUBLISHED, when, "%s", doc_path(d,
	    n));
	n = doc_find(d, NULL, "//article//time[@itemprop='datePublished']");
	fact_put_time(d, li->post, FACT_PUBLISHED, doc_attr(d, n,
	    "datetime"), "%s/@datetime", doc_path(d, n));
	n = doc_find(d, NULL, "//*[contains(@class, 'author-info')]//a["
	    "contains(@class, 'mini-profile__title-link')]");
	if (n == NULL)
		return;
	who = linkedin_author(d, li->post, span_of(NULL), doc_attr(d, n,
	    "href"), doc_printf(d, "%s/@href", doc_path(d, n)));
	fact_put(d, who, FACT_NAME, text_of(d, n), "%s", doc_path(d, n));
}

static void
classify(struct doc *d, const struct linkedin *li)
{
	struct span key;

	if (li->post != NULL || li->who != NULL)
		return;
	key = doc_meta(d, "pageKey", 0);
	if (parts_find(key, "auth_wall") >= 0 || parts_find(key,
	    "authwall") >= 0 || parts_find(key, "consumerLogin") >= 0)
		doc_class(d, PAGE_LOGIN,
		    "/html/head/meta[@name='pageKey']/@content");
	else if (parts_find(key, "_404") >= 0 || parts_find(key,
	    "not_found") >= 0)
		doc_class(d, PAGE_GONE,
		    "/html/head/meta[@name='pageKey']/@content");
}

static bool
has_ld_comments(struct doc *d)
{
	json_t *j;
	size_t i;

	for (i = 0; i < 16 && (j = doc_ld(d, i)) != NULL; i++)
		if (json_object_get(j, "comment") != NULL)
			return (true);
	return (false);
}

void
linkedin_page(struct doc *d, struct linkedin *li)
{
	struct nodes all;
	size_t i;

	all = doc_find_all(d, NULL, "//*[@data-activity-urn]");
	for (i = 0; i < all.n; i++)
		put_guest(d, li, all.p[i]);
	all = doc_find_all(d, NULL, "//section[" CLASS("comment") "]");
	for (i = 0; i < all.n && li->post != NULL && !has_ld_comments(d);
	    i++)
		put_guest_comment(d, all.p[i]);
	all = doc_find_all(d, NULL, "//div[@data-urn and contains(@class, "
	    "'feed-shared-update-v2')]");
	for (i = 0; i < all.n; i++)
		put_member(d, li, all.p[i]);
	all = doc_find_all(d, NULL, "//article[starts-with(@data-id, "
	    "'urn:li:comment:')]");
	for (i = 0; i < all.n; i++)
		put_member_comment(d, all.p[i]);
	read_person(d, li);
	read_article(d, li);
	classify(d, li);
}
