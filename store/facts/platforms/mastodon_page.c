#include <string.h>

#include "store/facts/platforms/fragment.h"
#include "store/facts/platforms/linked.h"
#include "store/facts/platforms/mastodon.h"
#include "store/facts/platforms/notice.h"

/*
 * The page: by the server (to 4.0) or by the web client, both with the same
 * class names.  The post of the URL is the detailed-status; those before it
 * are what it answers, those behind it are answers.  The server's head of
 * later versions is all that a page without scripts has.
 */
#define HAS(name)							\
	"contains(concat(' ',normalize-space(@class),' '),' " name " ')"
#define DETAILED							\
	"//*[" HAS("detailed-status") "]"				\
	"[not(ancestor::*[" HAS("detailed-status") "])]"
#define STATUSES							\
	"//*[" HAS("status") "][not(ancestor::*[" HAS("status") "])]"

static xmlNode *
by_class(struct doc *d, xmlNode *top, const char *name)
{

	return (doc_find(d, top, doc_printf(d, "(.//*[contains(concat(' ',"
	    "normalize-space(@class),' '),' %s ')])[1]", name)));
}

/* --- Text and links --- */

static void
put_links(struct doc *d, struct item *post, xmlNode *text, const char *at)
{
	struct nodes links = doc_find_all(d, text, ".//a[@href]");

	for (size_t i = 0; i < links.n; i++) {
		xmlNode *a = links.p[i];
		struct span href = doc_attr(d, a, "href");
		struct span title = doc_attr(d, a, "title");

		if (linked_class(d, a, "hashtag"))
			continue;
		if (!linked_class(d, a, "mention"))
			fact_put(d, post, FACT_LINK, doc_url(d, href), "%s",
			    at);
		else if (span_find(title, '@') >= 0)
			fact_put_raw(d, post, FACT_MENTION,
			    mastodon_handle(d, title), title, "%s", at);
	}
}

static void
put_text(struct doc *d, struct item *post, xmlNode *top)
{
	static const char *const classes[] = { "e-content",
		"status__content__text", NULL };
	xmlNode *text = NULL, *warning = by_class(d, top, "p-summary");

	for (size_t i = 0; text == NULL && classes[i] != NULL; i++)
		text = by_class(d, top, classes[i]);
	if (text == NULL)
		return;
	fact_put(d, post, FACT_TEXT, doc_text(d, text), "%s",
	    doc_path(d, text));
	fact_put(d, post, FACT_LANG, doc_attr(d, text, "lang"), "%s/@lang",
	    doc_path(d, text));
	if (warning != NULL)
		fact_put(d, post, FACT_TITLE, doc_text(d, warning), "%s",
		    doc_path(d, warning));
	put_links(d, post, text, doc_path(d, text));
}

/* The server writes a gallery as JSON in an attribute, the client as links
 * to the originals. */
static void
put_media(struct doc *d, struct item *post, xmlNode *top)
{
	xmlNode *gallery = doc_find(d, top,
	    ".//*[@data-component][contains(@data-props,'\"media\"')]");
	struct nodes links = doc_find_all(d, top,
	    ".//a[" HAS("media-gallery__item-thumbnail") "][@href]");
	json_t *props = NULL;

	if (gallery != NULL)
		props = doc_json_inner(d, doc_attr(d, gallery,
		    "data-props"), false);
	for (size_t i = 0; i < json_array_size(json_object_get(props,
	    "media")); i++)
		parts_put_url(d, post, FACT_MEDIA, json_array_get(
		    json_object_get(props, "media"), i), "/url",
		    doc_printf(d, "%s/@data-props#/media/%zu",
		    doc_path(d, gallery), i));
	json_decref(props);
	for (size_t i = 0; i < links.n; i++)
		fact_put(d, post, FACT_MEDIA, doc_url(d, doc_attr(d,
		    links.p[i], "href")), "%s/@href", doc_path(d,
		    links.p[i]));
}

static void
put_times(struct doc *d, struct item *post, xmlNode *top)
{
	xmlNode *data = doc_find(d, top, ".//data[" HAS("dt-published") "]");
	xmlNode *edit = doc_find(d, top, ".//data[" HAS("dt-updated") "]");
	xmlNode *time = doc_find(d, top, ".//time[@datetime]");

	if (data != NULL)
		fact_put_time(d, post, FACT_PUBLISHED, doc_attr(d, data,
		    "value"), "%s/@value", doc_path(d, data));
	else if (time != NULL)
		fact_put_time(d, post, FACT_PUBLISHED, doc_attr(d, time,
		    "datetime"), "%s/@datetime", doc_path(d, time));
	if (edit != NULL)
		fact_put_time(d, post, FACT_EDITED, doc_attr(d, edit,
		    "value"), "%s/@value", doc_path(d, edit));
}

static void
put_counter(struct doc *d, struct item *post, xmlNode *top, enum fact f,
    const char *name)
{
	struct nodes all = doc_find_all(d, top, doc_printf(d,
	    ".//*[contains(concat(' ',normalize-space(@class),' '),' %s ')]",
	    name));

	/* The answers' number has the same class as that of the boosts in
	 * some versions: then neither is known. */
	if (all.n == 1)
		fact_put_count(d, post, f, parts_count(span_trim(doc_text(d,
		    all.p[0]))), "%s", doc_path(d, all.p[0]));
}

static void
put_author(struct doc *d, struct item *post, xmlNode *top)
{
	struct span none = { NULL, 0 }, acct = none;
	xmlNode *n = by_class(d, top, "display-name__account");
	struct item *author = item_author(d, post, none);

	if (n != NULL) {
		acct = span_trim(doc_text(d, n));
		fact_put_raw(d, author, FACT_HANDLE, mastodon_handle(d,
		    acct), acct, "%s", doc_path(d, n));
	}
	n = by_class(d, top, "display-name__html");
	if (n != NULL)
		fact_put(d, author, FACT_NAME, linked_text(d, n, NULL, NULL),
		    "%s", doc_path(d, n));
	n = doc_find(d, top, "(.//a[" HAS("detailed-status__display-name")
	    " or " HAS("status__display-name") "][@href])[1]");
	if (n != NULL)
		fact_put(d, author, FACT_URL, doc_url(d, doc_attr(d, n,
		    "href")), "%s/@href", doc_path(d, n));
	n = doc_find(d, top, "(.//img[" HAS("u-photo") "][@src])[1]");
	if (n != NULL)
		fact_put(d, author, FACT_AVATAR, doc_url(d, doc_attr(d, n,
		    "src")), "%s/@src", doc_path(d, n));
}

/* --- Posts --- */

static void
read_status(struct doc *d, xmlNode *top, xmlNode *link, enum relation rel)
{
	struct span href = doc_attr(d, link, "href");
	struct item *post = item_post(d, rel, mastodon_id(href));

	fact_put(d, post, FACT_URL, doc_url(d, href), "%s/@href",
	    doc_path(d, link));
	put_text(d, post, top);
	put_times(d, post, top);
	put_media(d, post, top);
	put_author(d, post, top);
	if (rel != REL_SUBJECT)
		return;
	put_counter(d, post, top, FACT_REPOSTS, "detailed-status__reblogs");
	put_counter(d, post, top, FACT_LIKES, "detailed-status__favorites");
	doc_class(d, PAGE_POST, "%s", doc_path(d, top));
}

/* The post of the page; NULL: the page has none. */
static xmlNode *
read_subject(struct doc *d, struct span id)
{
	struct nodes all = doc_find_all(d, NULL, DETAILED);

	for (size_t i = 0; i < all.n; i++) {
		xmlNode *link = by_class(d, all.p[i],
		    "detailed-status__datetime");

		if (link == NULL || (id.p != NULL && !span_eq(id,
		    mastodon_id(doc_attr(d, link, "href")))))
			continue;
		read_status(d, all.p[i], link, REL_SUBJECT);
		return (all.p[i]);
	}
	return (NULL);
}

static void
read_others(struct doc *d, xmlNode *subject)
{
	struct nodes all = doc_find_all(d, NULL, STATUSES);

	for (size_t i = 0; i < all.n; i++) {
		xmlNode *link = by_class(d, all.p[i],
		    "status__relative-time");
		enum relation rel = REL_LISTED;

		if (linked_below(all.p[i], subject) || link == NULL ||
		    mastodon_id(doc_attr(d, link, "href")).p == NULL)
			continue;
		if (subject != NULL)
			rel = xmlXPathCmpNodes(subject, all.p[i]) == 1 ?
			    REL_REPLY : REL_PARENT;
		read_status(d, all.p[i], link, rel);
	}
}

/* --- The head --- */

/* "NAME (@acct@site)" */
static void
put_title(struct doc *d, struct item *author)
{
	struct span title = doc_meta(d, "og:title", 0);
	struct span acct = doc_meta(d, "profile:username", 0);
	size_t tail = acct.n + strlen(" (@)");

	fact_put_raw(d, author, FACT_HANDLE, mastodon_handle(d, acct), acct,
	    "//meta[@property='profile:username']");
	if (acct.n == 0 || title.n <= tail || !span_ends(title, ")") ||
	    !span_eq(span_sub(title, title.n - acct.n - 1, acct.n), acct))
		return;
	fact_put_raw(d, author, FACT_NAME, span_sub(title, 0, title.n -
	    tail), title, "//meta[@property='og:title']");
}

/*
 * The description begins with a line about what is attached, in the reader's
 * language, where there is a picture; where there is a warning it is only
 * that, which nothing but its words tells.
 */
static struct span
description(struct doc *d)
{
	static const char *const warnings[] = { "Content warning:",
		"Avertissement sur le contenu", "Inhaltswarnung",
		"Advertencia", "Aviso de conte", "Avviso", NULL };
	struct span text = doc_meta(d, "og:description", 0);
	struct span none = { NULL, 0 };
	struct span first = parts_between(text, "", "\n");
	bool media = false;

	if (first.p == NULL)
		first = text;
	for (size_t i = 0; i < 8; i++)
		media |= parts_find(doc_meta(d, "og:image", i),
		    "media_attachments/") >= 0;
	for (size_t i = 0; warnings[i] != NULL; i++)
		if (parts_find(first, warnings[i]) >= 0)
			return (none);
	return (media ? parts_between(text, "\n\n", NULL) : text);
}

static void
read_head(struct doc *d, struct span id)
{
	const char *method = d->method, *before = d->confidence;
	struct span url = doc_meta(d, "og:url", 0);
	struct item *post, *author;

	if (id.p == NULL || !span_eq(mastodon_id(url), id))
		return;
	d->method = "opengraph";
	post = item_post(d, REL_SUBJECT, id);
	fact_put(d, post, FACT_URL, url, "//meta[@property='og:url']");
	fact_put_time(d, post, FACT_PUBLISHED, doc_meta(d,
	    "og:published_time", 0), "//meta[@property='og:published_time']");
	d->confidence = "medium";
	fact_put_raw(d, post, FACT_TEXT, description(d), doc_meta(d,
	    "og:description", 0), "//meta[@property='og:description']");
	d->confidence = before;
	author = item_author(d, post, (struct span){ NULL, 0 });
	put_title(d, author);
	if (parts_find(url, "/@") > 0)
		fact_put_raw(d, author, FACT_URL, span_sub(url, 0, url.n -
		    id.n - 1), url, "//meta[@property='og:url']");
	doc_class(d, PAGE_POST, "//meta[@property='og:url']");
	d->method = method;
}

static void
read_profile(struct doc *d)
{
	const char *method = d->method;
	struct item *author;

	if (!span_is(doc_meta(d, "og:type", 0), "profile"))
		return;
	d->method = "opengraph";
	author = item_author(d, NULL, (struct span){ NULL, 0 });
	put_title(d, author);
	fact_put(d, author, FACT_URL, doc_meta(d, "og:url", 0),
	    "//meta[@property='og:url']");
	doc_class(d, PAGE_PROFILE, "//meta[@property='og:type']");
	d->method = method;
}

static void
read_notice(struct doc *d)
{
	static const char *const closed[] = { NULL };
	static const char *const gone[] = { "isn't here", "doesn't exist",
		"n\xe2\x80\x99" "existe", "n'existe", "404", NULL };

	notice_class(d, doc_find(d, NULL, "//body[" HAS("error") "] | //*["
	    HAS("error-column") "]"), closed, gone, PAGE_ERROR);
}

void
mastodon_page_read(struct doc *d, struct span id)
{
	xmlNode *subject = read_subject(d, id);

	read_others(d, subject);
	if (subject == NULL)
		read_head(d, id);
	read_profile(d);
	if (subject == NULL)
		read_notice(d);
}
