#include <string.h>

#include "store/facts/platforms/linked.h"
#include "store/facts/platforms/x.h"

/*
 * The page that Twitter's server made until 2020.  Each post is a div with
 * the numbers in its attributes; that of the page's URL has the class
 * permalink-tweet, what it answers stands in #ancestors before it.
 */
#define HAS(name)							\
	"contains(concat(' ',normalize-space(@class),' '),' " name " ')"
#define TWEETS								\
	"//div[" HAS("tweet") "][@data-tweet-id]"			\
	"[not(ancestor::div[@data-tweet-id])]"

static struct span
attr_of(struct doc *d, xmlNode *top, const char *xpath, const char *name)
{
	xmlNode *n = doc_find(d, top, xpath);

	return (n == NULL ? (struct span){ NULL, 0 } : doc_attr(d, n, name));
}

static void
put_links(struct doc *d, struct item *post, xmlNode *text, const char *at)
{
	struct nodes links = doc_find_all(d, text,
	    ".//a[@data-expanded-url or @data-mentioned-user-id]");

	for (size_t i = 0; i < links.n; i++) {
		struct span url = doc_attr(d, links.p[i], "data-expanded-url");
		struct span href = doc_attr(d, links.p[i], "href");

		if (url.p != NULL)
			fact_put_raw(d, post, FACT_LINK, doc_url(d, url),
			    href, "%s", at);
		else if (span_starts(href, "/") &&
		    x_handle(span_sub(href, 1, href.n)))
			fact_put_raw(d, post, FACT_MENTION,
			    span_sub(href, 1, href.n), href, "%s", at);
	}
}

static void
put_text(struct doc *d, struct item *post, xmlNode *text)
{
	const char *at;

	if (text == NULL)
		return;
	at = doc_path(d, text);
	fact_put(d, post, FACT_TEXT, x_text(d, text, X_SHOWN), "%s", at);
	fact_put(d, post, FACT_LANG, x_lang(doc_attr(d, text, "lang")),
	    "%s/@lang", at);
	put_links(d, post, text, at);
}

static void
put_pictures(struct doc *d, struct item *post, xmlNode *top,
    const xmlNode *except)
{
	struct nodes found = doc_find_all(d, top, ".//*[@data-image-url]");

	for (size_t i = 0; i < found.n; i++) {
		struct span url = doc_attr(d, found.p[i], "data-image-url");

		if (!linked_below(found.p[i], except))
			fact_put_raw(d, post, FACT_MEDIA, x_photo(d, url),
			    url, "%s/@data-image-url",
			    doc_path(d, found.p[i]));
	}
}

/* A video's own files are not in the page, only its first picture. */
static void
put_video(struct doc *d, struct item *post, xmlNode *tweet)
{
	xmlNode *player = doc_find(d, tweet, ".//*["
	    HAS("PlayableMedia-player") "][contains(@style,'url(')]");
	struct span url;

	if (player == NULL)
		return;
	url = parts_between(doc_attr(d, player, "style"), "url('", "'");
	if (span_starts(url, "https://"))
		fact_put(d, post, FACT_MEDIA, url, "%s/@style",
		    doc_path(d, player));
}

static void
put_counter(struct doc *d, struct item *post, xmlNode *tweet, enum fact f,
    const char *xpath)
{
	xmlNode *n = doc_find(d, tweet, xpath);
	struct span count;

	if (n == NULL)
		return;
	count = doc_attr(d, n, "data-tweet-stat-count");
	if (parts_digits(count, 1, 12))
		fact_put(d, post, f, count, "%s/@data-tweet-stat-count",
		    doc_path(d, n));
}

static void
put_counters(struct doc *d, struct item *post, xmlNode *tweet)
{

	put_counter(d, post, tweet, FACT_REPLIES, ".//*["
	    HAS("ProfileTweet-action--reply") "]//*[@data-tweet-stat-count]");
	put_counter(d, post, tweet, FACT_REPOSTS, ".//*["
	    HAS("ProfileTweet-action--retweet") "]//*[@data-tweet-stat-count]");
	put_counter(d, post, tweet, FACT_LIKES, ".//*["
	    HAS("ProfileTweet-action--favorite")
	    "]//*[@data-tweet-stat-count]");
}

static void
put_time(struct doc *d, struct item *post, xmlNode *tweet)
{
	xmlNode *n = doc_find(d, tweet,
	    ".//*[" HAS("_timestamp") "][@data-time-ms or @data-time]");
	struct span ms;

	if (n == NULL)
		return;
	ms = doc_attr(d, n, "data-time-ms");
	if (ms.p != NULL)
		fact_put_epoch(d, post, FACT_PUBLISHED, ms, 1000,
		    "%s/@data-time-ms", doc_path(d, n));
	else
		fact_put_epoch(d, post, FACT_PUBLISHED, doc_attr(d, n,
		    "data-time"), 1, "%s/@data-time", doc_path(d, n));
}

static struct item *
put_author(struct doc *d, struct item *post, xmlNode *tweet, const char *at)
{
	struct span id = doc_attr(d, tweet, "data-user-id"), src;
	struct item *author;
	xmlNode *group = doc_find(d, tweet, ".//a[" HAS("account-group") "]");

	author = x_author(d, post, x_id(id) ? id : (struct span){ NULL, 0 },
	    doc_attr(d, tweet, "data-screen-name"), at);
	fact_put(d, author, FACT_NAME, doc_attr(d, tweet, "data-name"),
	    "%s/@data-name", at);
	if (group == NULL)
		return (author);
	src = attr_of(d, group, ".//img[@src]", "src");
	fact_put_raw(d, author, FACT_AVATAR, x_avatar(d, src), src, "%s//img",
	    doc_path(d, group));
	if (doc_find(d, group, ".//span[" HAS("Icon--verified") "]") != NULL)
		fact_put(d, author, FACT_VERIFIED, span_of("true"),
		    "%s//span", doc_path(d, group));
	return (author);
}

static void
read_quote(struct doc *d, xmlNode *box, enum relation rel)
{
	struct span id = doc_attr(d, box, "data-item-id");
	struct span handle = doc_attr(d, box, "data-screen-name");
	struct span user = doc_attr(d, box, "data-user-id");
	xmlNode *name = doc_find(d, box,
	    ".//*[" HAS("QuoteTweet-fullname") "]");
	const char *at = doc_path(d, box);
	struct item *post, *author;

	if (!x_id(id) || !x_handle(handle))
		return;
	post = item_post(d, rel, id);
	x_put_url(d, post, handle, id, at);
	put_text(d, post, doc_find(d, box, ".//*[" HAS("QuoteTweet-text") "]"));
	put_pictures(d, post, box, NULL);
	author = x_author(d, post, x_id(user) ? user :
	    (struct span){ NULL, 0 }, handle, at);
	if (name != NULL)
		fact_put(d, author, FACT_NAME, x_text(d, name, X_SHOWN),
		    "%s", doc_path(d, name));
}

static void
read_tweet(struct doc *d, xmlNode *tweet, enum relation rel,
    struct x_subject *s)
{
	struct span id = doc_attr(d, tweet, "data-tweet-id");
	xmlNode *text = doc_find(d, tweet, ".//p[" HAS("tweet-text") "]");
	xmlNode *quote = doc_find(d, tweet, ".//*["
	    HAS("QuoteTweet-innerContainer") "][@data-item-id]");
	const char *at = doc_path(d, tweet);
	struct item *post, *author;

	if (!x_id(id) || at == NULL)
		return;
	post = item_post(d, rel, id);
	x_put_url(d, post, doc_attr(d, tweet, "data-screen-name"), id, at);
	put_time(d, post, tweet);
	put_text(d, post, text);
	put_counters(d, post, tweet);
	put_pictures(d, post, tweet, quote);
	put_video(d, post, tweet);
	author = put_author(d, post, tweet, at);
	if (quote != NULL)
		read_quote(d, quote, rel == REL_SUBJECT ? REL_QUOTED :
		    REL_LISTED);
	if (rel == REL_SUBJECT) {
		s->post = post;
		s->author = author;
		s->shown = x_text(d, text, X_SHOWN);
		s->wire = x_text(d, text, X_WIRE);
	}
}

static bool
promoted(struct doc *d, xmlNode *tweet)
{

	return (doc_attr(d, tweet, "data-promoted").p != NULL ||
	    doc_attr(d, tweet, "data-impression-id").p != NULL);
}

static void
read_all(struct doc *d, const char *xpath, enum relation rel,
    struct x_subject *s)
{
	struct nodes found = doc_find_all(d, NULL, xpath);

	for (size_t i = 0; i < found.n; i++)
		if (!promoted(d, found.p[i]))
			read_tweet(d, found.p[i], rel, s);
}

static void
put_parent(struct doc *d, struct x_subject *s)
{
	xmlNode *box = doc_find(d, NULL, "//*[@data-replied-tweet-id]");
	struct span id;

	if (box == NULL)
		return;
	id = doc_attr(d, box, "data-replied-tweet-id");
	if (x_id(id))
		fact_put(d, s->post, FACT_IN_REPLY_TO, id,
		    "%s/@data-replied-tweet-id", doc_path(d, box));
}

/* The counters and the text at the side of a profile. */
static void
read_profile(struct doc *d)
{
	xmlNode *nav = doc_find(d, NULL,
	    "//*[" HAS("ProfileNav") "][@data-user-id]");
	xmlNode *card = doc_find(d, NULL, "//*[" HAS("ProfileHeaderCard") "]");
	struct item *author;
	struct span handle;
	xmlNode *n;

	if (nav == NULL || card == NULL)
		return;
	n = doc_find(d, card, ".//*[" HAS("username") "]");
	handle = n == NULL ? (struct span){ NULL, 0 } : doc_text(d, n);
	if (!span_starts(handle, "@"))
		return;
	author = x_author(d, NULL, doc_attr(d, nav, "data-user-id"),
	    span_sub(handle, 1, handle.n), doc_path(d, card));
	n = doc_find(d, card, ".//a[" HAS("ProfileHeaderCard-nameLink") "]");
	if (n != NULL)
		fact_put(d, author, FACT_NAME, x_text(d, n, X_SHOWN), "%s",
		    doc_path(d, n));
	n = doc_find(d, card, ".//*[" HAS("ProfileHeaderCard-bio") "]");
	if (n != NULL)
		fact_put(d, author, FACT_BIO, x_text(d, n, X_SHOWN), "%s",
		    doc_path(d, n));
	doc_class(d, PAGE_PROFILE, "%s", doc_path(d, card));
}

void
x_legacy_read(struct doc *d, struct x_subject *s)
{
	struct nodes found = doc_find_all(d, NULL, "//div["
	    HAS("permalink-tweet") "][@data-tweet-id]");
	xmlNode *subject = NULL;

	for (size_t i = 0; i < found.n && subject == NULL; i++)
		if (s->id.p != NULL && span_eq(s->id, doc_attr(d, found.p[i],
		    "data-tweet-id")))
			subject = found.p[i];
	if (subject == NULL) {
		read_all(d, TWEETS, REL_LISTED, s);
		read_profile(d);
		return;
	}
	read_tweet(d, subject, REL_SUBJECT, s);
	doc_class(d, PAGE_POST, "%s", doc_path(d, subject));
	read_all(d, "//*[@id='ancestors']" TWEETS, REL_PARENT, s);
	read_all(d, "//*[@id='descendants']" TWEETS, REL_REPLY, s);
	put_parent(d, s);
}
