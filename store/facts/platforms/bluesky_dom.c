#include <string.h>

#include "store/facts/platforms/bluesky.h"
#include "store/facts/platforms/linked.h"
#include "store/facts/platforms/notice.h"

/*
 * The page of the web client.  Each post of a thread is marked with the
 * handle of who wrote it; all but the one of the page's URL are links, and
 * name themselves in the link around their time, which has no zone.
 */
#define ENTRIES(start)							\
	"//*[starts-with(@data-testid,'" start "')]"			\
	"[not(ancestor::*[starts-with(@data-testid,'" start "')])]"
#define THREAD "postThreadItem-by-"
#define FEED "feedItem-by-"
#define WORDS ".//div[@data-word-wrap] | .//*[@data-testid='postText']"
#define OWN_LINK ".//a[contains(@href,'/post/')][@data-tooltip]"
#define QUOTE ".//div[@role='link'][.//a[contains(@href,'/post/')]" \
	"[@data-tooltip]]"

struct entry {
	xmlNode *node;
	xmlNode *quote;
	struct span handle;
	struct span rkey;
	const char *at;
};

static xmlNode *
own(struct doc *d, const struct entry *e, const char *xpath)
{

	return (linked_outside(d, e->node, xpath, e->quote));
}

/* The link that names a post; the subject's own leads to who liked it. */
static bool
entry_rkey(struct doc *d, struct entry *e, struct span subject)
{
	struct span actor;
	xmlNode *n = own(d, e, OWN_LINK);

	if (n != NULL)
		return (bluesky_post_path(doc_attr(d, n, "href"), &actor,
		    &e->rkey));
	n = own(d, e, ".//a[contains(@href,'/post/')]");
	if (subject.p == NULL || (n != NULL && !span_eq(subject,
	    parts_between(doc_attr(d, n, "href"), "/post/", "/"))))
		return (false);
	e->rkey = subject;
	return (!span_is(doc_attr(d, e->node, "role"), "link"));
}

static bool
entry_of(struct doc *d, xmlNode *node, const char *start,
    struct span subject, struct entry *e)
{
	struct span name = doc_attr(d, node, "data-testid");

	memset(e, 0, sizeof(*e));
	e->node = node;
	e->at = doc_path(d, node);
	e->quote = doc_find(d, node, QUOTE);
	e->handle = span_sub(name, strlen(start), name.n);
	return (e->at != NULL && bluesky_handle(e->handle) &&
	    entry_rkey(d, e, subject));
}

static bool
whole_link(struct span href)
{

	return (span_starts(href, "https://") ||
	    span_starts(href, "http://"));
}

/* --- Text, links, media --- */

static void
put_links(struct doc *d, struct item *post, xmlNode *text, const char *at)
{
	struct nodes links = doc_find_all(d, text, ".//a[@href]");

	for (size_t i = 0; i < links.n; i++) {
		struct span href = doc_attr(d, links.p[i], "href");
		struct span shown = doc_text_raw(d, links.p[i]);

		if (whole_link(href))
			fact_put_raw(d, post, FACT_LINK, doc_url(d, href),
			    shown, "%s", at);
		else if (span_starts(href, "/profile/") &&
		    span_starts(shown, "@") &&
		    bluesky_handle(span_sub(shown, 1, shown.n)))
			fact_put_raw(d, post, FACT_MENTION,
			    span_sub(shown, 1, shown.n), shown, "%s", at);
	}
}

static void
put_text(struct doc *d, struct item *post, xmlNode *text)
{

	if (text == NULL)
		return;
	fact_put(d, post, FACT_TEXT, linked_text(d, text, NULL, NULL), "%s",
	    doc_path(d, text));
	put_links(d, post, text, doc_path(d, text));
}

/* Pictures; the one of a card for a link belongs to the link. */
static void
put_media(struct doc *d, struct item *post, xmlNode *top,
    const xmlNode *except)
{
	struct nodes found = doc_find_all(d, top,
	    ".//img[contains(@src,'/img/feed_')][not(ancestor::a)]"
	    " | .//video[@poster]");

	for (size_t i = 0; i < found.n; i++) {
		xmlNode *n = found.p[i];
		struct span src = doc_attr(d, n, "src");

		if (linked_below(n, except))
			continue;
		if (linked_is(n, "video"))
			fact_put(d, post, FACT_MEDIA, doc_url(d, doc_attr(d,
			    n, "poster")), "%s/@poster", doc_path(d, n));
		else
			fact_put_raw(d, post, FACT_MEDIA, bluesky_image(d,
			    src), src, "%s/@src", doc_path(d, n));
	}
}

/* The link of a card. */
static void
put_card(struct doc *d, struct item *post, const struct entry *e)
{
	struct nodes found = doc_find_all(d, e->node,
	    ".//a[starts-with(@href,'http')][.//img or .//div]");

	for (size_t i = 0; i < found.n; i++)
		if (!linked_below(found.p[i], e->quote))
			fact_put(d, post, FACT_LINK, doc_url(d, doc_attr(d,
			    found.p[i], "href")), "%s/@href",
			    doc_path(d, found.p[i]));
}

/* --- Counters --- */

/* "Like (3,121 likes)": the number stands in the brackets. */
static void
put_label(struct doc *d, struct item *post, const struct entry *e,
    enum fact f, const char *xpath, bool announce)
{
	xmlNode *n = own(d, e, xpath);
	struct span count;

	if (n == NULL)
		return;
	count = parts_count(parts_between(doc_attr(d, n, "aria-label"), "(",
	    ")"));
	fact_put_count(d, post, f, count, "%s/@aria-label", doc_path(d, n));
	if (announce)
		doc_announced(d, count, "%s/@aria-label", doc_path(d, n));
}

/* Below the subject reposts stand alone; elsewhere they are added to the
 * quotations, which no other source does. */
static void
put_counters(struct doc *d, struct item *post, const struct entry *e,
    bool subject)
{
	xmlNode *n = own(d, e,
	    ".//*[@data-testid='repostCount-expanded']/span[1]");

	put_label(d, post, e, FACT_LIKES, ".//*[@data-testid='likeBtn']",
	    false);
	put_label(d, post, e, FACT_REPLIES, ".//*[@data-testid='replyBtn']",
	    subject);
	if (n != NULL)
		fact_put_count(d, post, FACT_REPOSTS, doc_text(d, n), "%s",
		    doc_path(d, n));
}

/* "January 27, 2026 at 2:04 AM", of the clock of who looked. */
static void
put_time(struct doc *d, struct item *post, xmlNode *link)
{
	const char *before = d->confidence;

	if (link == NULL)
		return;
	d->confidence = "low";
	fact_put_time(d, post, FACT_PUBLISHED, doc_attr(d, link,
	    "data-tooltip"), "%s/@data-tooltip", doc_path(d, link));
	d->confidence = before;
}

/* --- Who wrote it --- */

static struct item *
put_author(struct doc *d, struct item *post, xmlNode *top,
    struct span handle, const char *at)
{
	struct span none = { NULL, 0 }, src = none;
	const char *link = doc_printf(d, ".//a[@href='/profile/%.*s']",
	    SPAN_ARG(handle));
	struct item *author;
	struct nodes links;
	xmlNode *img;

	if (link == NULL)
		return (NULL);
	img = doc_find(d, top, doc_printf(d, "(%s//img[@src])[1]", link));
	if (img != NULL)
		src = doc_attr(d, img, "src");
	author = item_author(d, post, bluesky_image_did(src));
	bluesky_put_handle(d, author, handle, at);
	if (img != NULL)
		fact_put_raw(d, author, FACT_AVATAR, bluesky_image(d, src),
		    src, "%s/@src", doc_path(d, img));
	links = doc_find_all(d, top, link);
	for (size_t i = 0; i < links.n; i++) {
		xmlNode *n = doc_find(d, links.p[i], "(.//div[@dir])[1]");
		struct span name = bluesky_plain(linked_text(d, n == NULL ?
		    links.p[i] : n, NULL, NULL));

		if (name.n == 0 || (span_starts(name, "@") && span_eq(
		    span_sub(name, 1, name.n), handle)))
			continue;
		fact_put(d, author, FACT_NAME, name, "%s", doc_path(d,
		    links.p[i]));
		break;
	}
	return (author);
}

static void
read_quote(struct doc *d, xmlNode *box, enum relation rel)
{
	xmlNode *link = doc_find(d, box, OWN_LINK);
	struct span handle, rkey;
	struct item *post;

	if (link == NULL || !bluesky_post_path(doc_attr(d, link, "href"),
	    &handle, &rkey))
		return;
	post = item_post(d, rel, rkey);
	bluesky_put_url(d, post, handle, rkey, doc_path(d, link));
	put_time(d, post, link);
	put_text(d, post, doc_find(d, box, WORDS));
	put_media(d, post, box, NULL);
	put_author(d, post, box, handle, doc_path(d, box));
}

static struct item *
read_entry(struct doc *d, const struct entry *e, enum relation rel)
{
	struct item *post = item_post(d, rel, e->rkey);

	bluesky_put_url(d, post, e->handle, e->rkey, e->at);
	put_time(d, post, own(d, e, OWN_LINK));
	put_text(d, post, own(d, e, WORDS));
	put_media(d, post, e->node, e->quote);
	put_card(d, post, e);
	put_counters(d, post, e, rel == REL_SUBJECT);
	put_author(d, post, e->node, e->handle, e->at);
	if (e->quote != NULL)
		read_quote(d, e->quote, rel == REL_SUBJECT ? REL_QUOTED :
		    REL_LISTED);
	return (post);
}

/* --- The page --- */

static size_t
subject_at(struct doc *d, struct nodes all, struct span rkey)
{
	struct entry e;

	for (size_t i = 0; rkey.p != NULL && i < all.n; i++)
		if (entry_of(d, all.p[i], THREAD, rkey, &e) &&
		    span_eq(e.rkey, rkey))
			return (i);
	return (all.n);
}

/* A key that another account's post has here already is not believed. */
static bool
repeated(const struct entry *e, const struct entry *subject)
{

	return (span_eq(e->rkey, subject->rkey) &&
	    !span_eq(e->handle, subject->handle));
}

static void
read_thread(struct doc *d, struct nodes all, size_t at,
    struct bluesky_subject *s)
{
	struct entry subject, e;
	xmlNode *text;

	if (!entry_of(d, all.p[at], THREAD, s->rkey, &subject))
		return;
	for (size_t i = 0; i < all.n; i++) {
		if (i == at || !entry_of(d, all.p[i], THREAD,
		    (struct span){ NULL, 0 }, &e) || repeated(&e, &subject))
			continue;
		read_entry(d, &e, i > at ? REL_REPLY : REL_PARENT);
	}
	s->post = read_entry(d, &subject, REL_SUBJECT);
	text = own(d, &subject, WORDS);
	if (text != NULL) {
		s->text = linked_text(d, text, NULL, NULL);
		s->wire = linked_text(d, text, NULL, whole_link);
	}
	if (at > 0 && entry_of(d, all.p[at - 1], THREAD,
	    (struct span){ NULL, 0 }, &e))
		fact_put(d, s->post, FACT_IN_REPLY_TO, e.rkey, "%s", e.at);
	doc_class(d, PAGE_POST, "%s", subject.at);
}

static void
put_follow(struct doc *d, struct item *author, enum fact f,
    const char *xpath)
{
	xmlNode *n = doc_find(d, NULL, xpath);

	if (n != NULL)
		fact_put_count(d, author, f, parts_count(doc_attr(d, n,
		    "aria-label")), "%s/@aria-label", doc_path(d, n));
}

static void
read_profile(struct doc *d)
{
	xmlNode *followers = doc_find(d, NULL,
	    "//a[@data-testid='profileHeaderFollowersButton']");
	xmlNode *bio = doc_find(d, NULL,
	    "//*[@data-testid='profileHeaderDescription']");
	xmlNode *name = doc_find(d, NULL,
	    "//*[@data-testid='profileHeaderDisplayName']");
	struct span handle, none = { NULL, 0 };
	struct item *author;

	if (followers == NULL)
		return;
	handle = parts_between(doc_attr(d, followers, "href"), "/profile/",
	    "/");
	if (!bluesky_handle(handle))
		return;
	author = item_author(d, NULL, none);
	bluesky_put_handle(d, author, handle, doc_path(d, followers));
	if (name != NULL)
		fact_put(d, author, FACT_NAME, bluesky_plain(linked_text(d,
		    name, NULL, NULL)), "%s", doc_path(d, name));
	if (bio != NULL)
		fact_put(d, author, FACT_BIO, linked_text(d, bio, NULL,
		    NULL), "%s", doc_path(d, bio));
	put_follow(d, author, FACT_FOLLOWERS,
	    "//a[@data-testid='profileHeaderFollowersButton']");
	put_follow(d, author, FACT_FOLLOWING,
	    "//a[@data-testid='profileHeaderFollowsButton']");
	doc_class(d, PAGE_PROFILE, "%s", doc_path(d, followers));
}

static void
read_notice(struct doc *d)
{
	static const char *const closed[] = { "Sign-in Required",
		"Sign-in required", "visible only to people who are signed in",
		"personnes connect", NULL };
	static const char *const gone[] = { "Post not found",
		"post may have been deleted", "Post has been deleted",
		"Post introuvable", "post a peut-\xc3\xaatre \xc3\xa9t\xc3\xa9 "
		"supprim", "Profile not found", "Profil introuvable",
		"Account has been suspended", "Account is deactivated",
		"compte a \xc3\xa9t\xc3\xa9 suspendu", "Unable to resolve "
		"handle", NULL };

	notice_class(d, doc_find(d, NULL, "//main"), closed, gone,
	    PAGE_OTHER);
}

void
bluesky_dom_read(struct doc *d, struct bluesky_subject *s)
{
	struct nodes all = doc_find_all(d, NULL, ENTRIES(THREAD));
	size_t at = subject_at(d, all, s->rkey);
	struct span none = { NULL, 0 };
	struct nodes feed;
	struct entry e;

	if (at < all.n)
		read_thread(d, all, at, s);
	feed = doc_find_all(d, NULL, ENTRIES(FEED));
	if (all.n == 0 && feed.n == 0)
		read_notice(d);
	if (s->rkey.p != NULL)
		return;
	for (size_t i = 0; i < feed.n; i++)
		if (entry_of(d, feed.p[i], FEED, none, &e))
			read_entry(d, &e, REL_LISTED);
	read_profile(d);
}
