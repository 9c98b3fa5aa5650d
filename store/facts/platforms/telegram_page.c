#include <string.h>

#include "store/base/codec.h"
#include "store/facts/platforms/linked.h"
#include "store/facts/platforms/telegram.h"

#define HAS(name)							\
	"contains(concat(' ',normalize-space(@class),' '),' " name " ')"
#define MESSAGES							\
	"//div[" HAS("tgme_widget_message") "][@data-post]"		\
	"[not(ancestor::div[@data-post])]"
#define VIEW_MAX 1024		/* bytes of data-view */

static struct span
lower(struct doc *d, struct span s)
{
	char text[128];

	if (s.n >= sizeof(text))
		return ((struct span){ NULL, 0 });
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	parts_lower(text);
	return (span_of(doc_printf(d, "%s", text)));
}

static struct span
text_of(struct doc *d, xmlNode *n)
{

	return (n == NULL ? (struct span){ NULL, 0 } :
	    span_trim(doc_text(d, n)));
}

/* "https://t.me/channel/12" or "/channel" without the site. */
static struct span
path_of(struct span href)
{
	struct span path = parts_between(href, "://t.me/", NULL);
	ptrdiff_t end = span_find(path, '?');

	return (end < 0 ? path : span_sub(path, 0, (size_t)end));
}

static void
put_url(struct doc *d, struct item *post, struct span id, const char *at)
{

	fact_put(d, post, FACT_URL, span_of(doc_printf(d,
	    "https://t.me/%.*s", SPAN_ARG(id))), "%s", at);
}

void
telegram_put_channel(struct doc *d, struct item *author, struct span channel,
    const char *at)
{

	fact_put(d, author, FACT_HANDLE, channel, "%s", at);
	fact_put(d, author, FACT_URL, span_of(doc_printf(d,
	    "https://t.me/%.*s", SPAN_ARG(channel))), "%s", at);
}

/* --- Whose it is --- */

/* data-view is {"c":channel,"p":post,"t":moment,"h":mark} in base64url. */
static struct span
view_channel(struct doc *d, struct span view)
{
	struct buf text = BUF_INIT(VIEW_MAX + 4), out = BUF_INIT(VIEW_MAX);
	struct span id = { NULL, 0 };
	json_t *j = NULL;
	int64_t c;

	for (size_t i = 0; i < view.n && view.n <= VIEW_MAX; i++)
		buf_putc(&text, view.p[i] == '-' ? '+' : view.p[i] == '_' ?
		    '/' : view.p[i]);
	while (text.n % 4 != 0)
		buf_putc(&text, '=');
	if (buf_ok(&text, NULL) == 0 && text.n > 0 &&
	    codec_unbase64(&out, buf_span(&text), NULL) == 0)
		j = doc_json_inner(d, buf_span(&out), false);
	if (parts_whole(json_object_get(j, "c"), &c) && c != 0 &&
	    c > -INT64_C(1000000000000000))
		id = span_of(doc_printf(d, "%lld", (long long)(c < 0 ? -c :
		    c)));
	json_decref(j);
	buf_free(&out);
	buf_free(&text);
	return (id);
}

/* "c1005640892_-6226..." on the page of one post. */
static struct span
peer_channel(struct span peer)
{
	ptrdiff_t end = span_find(peer, '_');
	struct span id = span_sub(peer, 1, end < 1 ? 0 : (size_t)end - 1);

	return (span_starts(peer, "c") && parts_digits(id, 1, 15) ? id :
	    (struct span){ NULL, 0 });
}

static struct span
channel_id(struct doc *d, xmlNode *message)
{
	struct span id = peer_channel(doc_attr(d, message, "data-peer"));

	return (id.p != NULL ? id : view_channel(d, doc_attr(d, message,
	    "data-view")));
}

static void
put_author(struct doc *d, struct item *post, xmlNode *message,
    struct span channel, const char *at)
{
	struct item *author = item_author(d, post, channel_id(d, message));
	xmlNode *n = doc_find(d, message,
	    ".//*[" HAS("tgme_widget_message_owner_name") "]");

	telegram_put_channel(d, author, channel, at);
	fact_put(d, author, FACT_NAME, text_of(d, n), "%s//*[@class="
	    "'tgme_widget_message_owner_name']", at);
	n = doc_find(d, message,
	    ".//*[" HAS("tgme_widget_message_user_photo") "]/img[@src]");
	if (n != NULL)
		fact_put(d, author, FACT_AVATAR, doc_url(d, doc_attr(d, n,
		    "src")), "%s/@src", doc_path(d, n));
	n = doc_find(d, message,
	    ".//*[" HAS("tgme_widget_message_from_author") "]");
	fact_put(d, post, FACT_SIGNATURE, text_of(d, n), "%s//*[@class="
	    "'tgme_widget_message_from_author']", at);
}

/* --- What it says --- */

static void
put_links(struct doc *d, struct item *post, xmlNode *text, const char *at)
{
	struct nodes links = doc_find_all(d, text, ".//a[@href]");

	for (size_t i = 0; i < links.n; i++) {
		struct span href = doc_attr(d, links.p[i], "href");
		struct span shown = text_of(d, links.p[i]);

		if (span_starts(shown, "@") &&
		    telegram_channel(path_of(href)))
			fact_put_raw(d, post, FACT_MENTION, path_of(href),
			    shown, "%s", at);
		else if (!span_starts(href, "?"))
			fact_put_raw(d, post, FACT_LINK, doc_url(d, href),
			    shown, "%s", at);
	}
}

static xmlNode *
words_of(struct doc *d, xmlNode *message)
{
	static const char *const places[] = {
		".//div[" HAS("js-message_text") "]",
		".//div[" HAS("tgme_widget_message_text") "]", NULL };
	xmlNode *n = NULL;

	for (size_t i = 0; n == NULL && places[i] != NULL; i++)
		n = doc_find(d, message, places[i]);
	return (n);
}

static void
put_words(struct doc *d, struct item *post, xmlNode *message)
{
	xmlNode *text = words_of(d, message);
	xmlNode *card = doc_find(d, message,
	    ".//a[" HAS("tgme_widget_message_link_preview") " or "
	    HAS("tgme_widget_message_location_wrap") "][@href]");
	xmlNode *question = doc_find(d, message,
	    ".//div[" HAS("tgme_widget_message_poll_question") "]");

	if (question != NULL)
		fact_put(d, post, FACT_TITLE, text_of(d, question), "%s",
		    doc_path(d, question));
	if (text != NULL) {
		fact_put(d, post, FACT_TEXT, text_of(d, text), "%s",
		    doc_path(d, text));
		put_links(d, post, text, doc_path(d, text));
	}
	if (card != NULL)
		fact_put(d, post, FACT_LINK, doc_url(d, doc_attr(d, card,
		    "href")), "%s/@href", doc_path(d, card));
}

/* Pictures are backgrounds; a video that is not offered has only its own. */
static void
put_media(struct doc *d, struct item *post, xmlNode *message)
{
	struct nodes files = doc_find_all(d, message, ".//video[@src] |"
	    " .//audio[@src] | .//a["
	    HAS("tgme_widget_message_service_photo") "]/img[@src]");
	struct nodes shown = doc_find_all(d, message,
	    ".//a[" HAS("tgme_widget_message_photo_wrap") "]"
	    "[contains(@style,'url(')]");
	xmlNode *thumb = doc_find(d, message,
	    ".//i[" HAS("tgme_widget_message_video_thumb") "]"
	    "[contains(@style,'url(')]");

	for (size_t i = 0; i < shown.n; i++)
		fact_put(d, post, FACT_MEDIA, doc_url(d, parts_between(
		    doc_attr(d, shown.p[i], "style"), "url('", "'")),
		    "%s/@style", doc_path(d, shown.p[i]));
	for (size_t i = 0; i < files.n; i++)
		fact_put(d, post, FACT_MEDIA, doc_url(d, doc_attr(d,
		    files.p[i], "src")), "%s/@src", doc_path(d, files.p[i]));
	if (files.n == 0 && thumb != NULL)
		fact_put(d, post, FACT_MEDIA, doc_url(d, parts_between(
		    doc_attr(d, thumb, "style"), "url('", "'")), "%s/@style",
		    doc_path(d, thumb));
}

/* "edited" stands bare among the marks at the foot. */
static void
put_edited(struct doc *d, struct item *post, xmlNode *message)
{
	xmlNode *meta = doc_find(d, message,
	    ".//*[" HAS("tgme_widget_message_meta") "]");
	const xmlNode *n = meta == NULL ? NULL : meta->children;

	for (; n != NULL; n = n->next)
		if (n->type == XML_TEXT_NODE && n->content != NULL &&
		    parts_find(span_of((const char *)n->content),
		    "edited") >= 0) {
			fact_put(d, post, FACT_EDITED, span_of("true"), "%s",
			    doc_path(d, meta));
			return;
		}
}

static void
put_foot(struct doc *d, struct item *post, xmlNode *message)
{
	xmlNode *time = doc_find(d, message,
	    ".//a[" HAS("tgme_widget_message_date") "]//time[@datetime]");
	xmlNode *views = doc_find(d, message,
	    ".//*[" HAS("tgme_widget_message_views") "]");

	if (time != NULL)
		fact_put_time(d, post, FACT_PUBLISHED, doc_attr(d, time,
		    "datetime"), "%s/@datetime", doc_path(d, time));
	if (views != NULL)
		fact_put_count(d, post, FACT_VIEWS, text_of(d, views), "%s",
		    doc_path(d, views));
	put_edited(d, post, message);
}

/* --- Of whom it speaks --- */

/* Words that were another's first: his name, and his post where it can be
 * seen. */
static void
put_forwarded(struct doc *d, xmlNode *message, enum relation rel)
{
	xmlNode *n = doc_find(d, message,
	    ".//*[" HAS("tgme_widget_message_forwarded_from_name") "]");
	struct span path, channel, number, none = { NULL, 0 }, id = none;
	struct item *first, *author;
	xmlNode *text = words_of(d, message);

	if (n == NULL)
		return;
	path = path_of(doc_attr(d, n, "href"));
	if (telegram_post(path, &channel, &number))
		id = lower(d, path);
	else
		channel = path;
	first = item_post(d, rel, id);
	if (id.p != NULL)
		put_url(d, first, id, doc_path(d, n));
	if (text != NULL)
		fact_put(d, first, FACT_TEXT, text_of(d, text), "%s",
		    doc_path(d, text));
	author = item_author(d, first, none);
	fact_put(d, author, FACT_NAME, text_of(d, n), "%s", doc_path(d, n));
	if (telegram_channel(channel))
		telegram_put_channel(d, author, channel, doc_path(d, n));
	n = doc_find(d, message,
	    ".//*[" HAS("tgme_widget_message_forwarded_from_author") "]");
	if (n != NULL)
		fact_put(d, first, FACT_SIGNATURE, text_of(d, n), "%s",
		    doc_path(d, n));
}

static void
put_parent(struct doc *d, struct item *post, xmlNode *message,
    enum relation rel)
{
	xmlNode *n = doc_find(d, message,
	    ".//a[" HAS("tgme_widget_message_reply") "][@href]");
	struct span path, channel, number, id;

	if (n == NULL)
		return;
	path = path_of(doc_attr(d, n, "href"));
	if (!telegram_post(path, &channel, &number))
		return;
	id = lower(d, path);
	fact_put(d, post, FACT_IN_REPLY_TO, id, "%s/@href", doc_path(d, n));
	if (rel == REL_SUBJECT)
		put_url(d, item_post(d, REL_PARENT, id), id, doc_path(d, n));
}

/* --- Pages --- */

static void
read_message(struct doc *d, xmlNode *message, struct span subject)
{
	struct span name = doc_attr(d, message, "data-post"), channel, number;
	struct span id = lower(d, name);
	enum relation rel = span_eq(id, subject) ? REL_SUBJECT : REL_LISTED;
	const char *at = doc_path(d, message);
	struct item *post;

	if (!telegram_post(name, &channel, &number) || at == NULL)
		return;
	post = item_post(d, rel, id);
	put_url(d, post, id, at);
	put_words(d, post, message);
	put_media(d, post, message);
	put_foot(d, post, message);
	put_author(d, post, message, channel, at);
	put_parent(d, post, message, rel);
	put_forwarded(d, message, rel == REL_SUBJECT ? REL_QUOTED :
	    REL_LISTED);
	if (rel == REL_SUBJECT)
		doc_class(d, PAGE_POST, "%s", at);
}

/* The page around a post, which stands in a frame: the head alone tells. */
static void
read_shell(struct doc *d, struct span subject)
{
	const char *method = d->method, *before = d->confidence;
	struct span channel, number, app = doc_meta(d, "al:ios:url", 0);
	xmlNode *frame = doc_find(d, NULL,
	    "//iframe[starts-with(@id,'telegram-post-')]");
	struct item *post, *author;

	channel = parts_between(app, "domain=", "&");
	number = parts_between(app, "post=", NULL);
	if (frame == NULL || !telegram_channel(channel) || !span_eq(subject,
	    lower(d, span_of(doc_printf(d, "%.*s/%.*s", SPAN_ARG(channel),
	    SPAN_ARG(number))))))
		return;
	d->method = "opengraph";
	post = item_post(d, REL_SUBJECT, subject);
	put_url(d, post, subject, "//meta[@property='al:ios:url']");
	author = item_author(d, post, (struct span){ NULL, 0 });
	telegram_put_channel(d, author, channel,
	    "//meta[@property='al:ios:url']");
	fact_put(d, author, FACT_NAME, doc_meta(d, "og:title", 0),
	    "//meta[@property='og:title']");
	d->confidence = "medium";
	fact_put(d, post, FACT_TEXT, doc_meta(d, "og:description", 0),
	    "//meta[@property='og:description']");
	d->confidence = before;
	doc_class(d, PAGE_POST, "%s", doc_path(d, frame));
	d->method = method;
}

void
telegram_read(struct doc *d)
{
	struct nodes all = doc_find_all(d, NULL, MESSAGES);
	struct span subject = { NULL, 0 };
	struct identity id;
	xmlNode *error;

	if (identity_of(url_text(d->url), &id) && id.kind == IDENTITY_POST)
		subject = span_of(doc_printf(d, "%s", id.id));
	for (size_t i = 0; i < all.n; i++)
		read_message(d, all.p[i], subject);
	if (subject.p != NULL)
		read_shell(d, subject);
	telegram_channel_read(d, all.n > 0 ? channel_id(d, all.p[0]) :
	    (struct span){ NULL, 0 }, subject.p == NULL);
	error = doc_find(d, NULL,
	    "//*[" HAS("tgme_widget_message_error") "]");
	if (error != NULL)
		doc_class(d, PAGE_GONE, "%s", doc_path(d, error));
}
