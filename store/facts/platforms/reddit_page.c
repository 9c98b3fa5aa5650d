#include <string.h>

#include "store/facts/platforms/reddit.h"

/* --- The page since 2023: <shreddit-post>, <shreddit-comment> --- */

static void
put_body(struct doc *d, struct item *i, xmlNode *box)
{
	xmlNode *n;

	if (box == NULL)
		return;
	n = doc_find(d, box, ".//*[contains(@id, '-rtjson-content')]");
	if (n == NULL)
		n = doc_find(d, box, "descendant-or-self::*[contains(concat("
		    "' ', @class, ' '), ' md ')]");
	if (n == NULL)
		n = box;
	reddit_text(d, i, span_trim(doc_text(d, n)), doc_path(d, n));
}

static void
put_post(struct doc *d, struct reddit *rd, xmlNode *n)
{
	struct item *post;
	struct span id, s;
	const char *at;

	id = doc_attr(d, n, "id");
	if (!reddit_name(id, "t3_"))
		return;
	at = doc_path(d, n);
	post = reddit_thing(d, rd, id, doc_attr(d, n, "permalink"), at);
	reddit_author(d, post, doc_attr(d, n, "author-id"), doc_attr(d, n,
	    "author"), doc_printf(d, "%s/@author", at));
	fact_put_time(d, post, FACT_PUBLISHED, doc_attr(d, n,
	    "created-timestamp"), "%s/@created-timestamp", at);
	fact_put(d, post, FACT_TITLE, doc_attr(d, n, "post-title"),
	    "%s/@post-title", at);
	s = doc_attr(d, n, "score");
	if (parts_digits(s, 1, 12))
		fact_put_count(d, post, FACT_LIKES, s, "%s/@score", at);
	s = doc_attr(d, n, "comment-count");
	if (parts_digits(s, 1, 12)) {
		fact_put_count(d, post, FACT_REPLIES, s, "%s/@comment-count",
		    at);
		if (post == rd->post)
			doc_announced(d, s, "%s/@comment-count", at);
	}
	fact_put(d, post, FACT_LANG, doc_attr(d, n, "post-language"),
	    "%s/@post-language", at);
	s = doc_attr(d, n, "post-type");
	if (span_is(s, "image") || span_is(s, "link") || span_is(s, "video"))
		fact_put(d, post, span_is(s, "link") ? FACT_LINK : FACT_MEDIA,
		    doc_url(d, doc_attr(d, n, "content-href")),
		    "%s/@content-href", at);
	put_body(d, post, doc_find(d, n, ".//*[@slot='text-body']"));
	if (post == rd->post)
		doc_class(d, PAGE_POST, "%s", at);
}

static void
put_comment(struct doc *d, struct reddit *rd, xmlNode *n)
{
	struct item *reply;
	struct span id, s;
	const char *at;
	xmlNode *when;

	id = doc_attr(d, n, "thingid");
	if (!reddit_name(id, "t1_"))
		return;
	at = doc_path(d, n);
	reply = reddit_thing(d, rd, id, doc_attr(d, n, "permalink"), at);
	reddit_author(d, reply, span_of(NULL), doc_attr(d, n, "author"),
	    doc_printf(d, "%s/@author", at));
	s = doc_attr(d, n, "score");
	if (parts_digits(s, 1, 12))
		fact_put_count(d, reply, FACT_LIKES, s, "%s/@score", at);
	s = doc_attr(d, n, "parentid");
	fact_put(d, reply, FACT_IN_REPLY_TO, reddit_name(s, "t1_") ? s :
	    doc_attr(d, n, "postid"), "%s", at);
	when = doc_find(d, n, "./*[@slot='commentMeta']//time[@datetime]");
	if (doc_attr(d, n, "created").p != NULL)
		fact_put_time(d, reply, FACT_PUBLISHED, doc_attr(d, n,
		    "created"), "%s/@created", at);
	else if (when != NULL)
		fact_put_time(d, reply, FACT_PUBLISHED, doc_attr(d, when,
		    "datetime"), "%s/@datetime", doc_path(d, when));
	put_body(d, reply, doc_find(d, n, "./*[@slot='comment']"));
	if (reply == rd->post)
		doc_class(d, PAGE_POST, "%s", at);
}

/* --- old.reddit: <div class="thing" data-fullname> --- */

static void
put_old(struct doc *d, struct reddit *rd, xmlNode *n)
{
	struct item *i;
	struct span id, s;
	const char *at;
	xmlNode *x;

	id = doc_attr(d, n, "data-fullname");
	if (!reddit_name(id, "t3_") && !reddit_name(id, "t1_"))
		return;
	at = doc_path(d, n);
	i = reddit_thing(d, rd, id, doc_attr(d, n, "data-permalink"), at);
	reddit_author(d, i, doc_attr(d, n, "data-author-fullname"),
	    doc_attr(d, n, "data-author"), doc_printf(d, "%s/@data-author",
	    at));
	s = doc_attr(d, n, "data-timestamp");
	x = doc_find(d, n, "./div[contains(@class, 'entry')]//time[@datetime "
	    "and not(contains(@class, 'edited'))]");
	if (parts_digits(s, 12, 14))
		fact_put_epoch(d, i, FACT_PUBLISHED, s, 1000,
		    "%s/@data-timestamp", at);
	else if (x != NULL)
		fact_put_time(d, i, FACT_PUBLISHED, doc_attr(d, x,
		    "datetime"), "%s/@datetime", doc_path(d, x));
	x = doc_find(d, n, "./div[contains(@class, 'entry')]//time["
	    "contains(@class, 'edited-timestamp')]");
	if (x != NULL)
		fact_put_time(d, i, FACT_EDITED, doc_attr(d, x, "datetime"),
		    "%s/@datetime", doc_path(d, x));
	x = doc_find(d, n, "./div[contains(@class, 'entry')]//*[contains("
	    "concat(' ', @class, ' '), ' usertext-body ')]/*[contains(concat("
	    "' ', @class, ' '), ' md ')]");
	if (x != NULL)
		reddit_text(d, i, span_trim(doc_text(d, x)), doc_path(d, x));
	s = doc_attr(d, n, "data-score");
	if (parts_digits(s, 1, 12))
		fact_put_count(d, i, FACT_LIKES, s, "%s/@data-score", at);
	if (i == rd->post)
		doc_class(d, PAGE_POST, "%s", at);
	if (!span_starts(id, "t3_"))
		return;
	x = doc_find(d, n, "./div[contains(@class, 'entry')]//a[contains(concat"
	    "(' ', @class, ' '), ' title ')]");
	if (x != NULL)
		fact_put(d, i, FACT_TITLE, span_trim(doc_text(d, x)), "%s",
		    doc_path(d, x));
	s = doc_attr(d, n, "data-comments-count");
	if (parts_digits(s, 1, 12)) {
		fact_put_count(d, i, FACT_REPLIES, s,
		    "%s/@data-comments-count", at);
		if (i == rd->post)
			doc_announced(d, s, "%s/@data-comments-count", at);
	}
	s = doc_attr(d, n, "data-domain");
	if (s.p != NULL && !span_starts(s, "self."))
		fact_put(d, i, FACT_LINK, doc_url(d, doc_attr(d, n,
		    "data-url")), "%s/@data-url", at);
}

/* --- 2018-2023: window.___r, models by id --- */

static void
model(struct doc *d, struct tree *t, json_t *o, const char *where, void *arg)
{
	struct reddit *rd = arg;
	struct item *i;
	struct span id;
	const char *at;

	id = parts_text(o, "/id");
	if ((!reddit_name(id, "t3_") && !reddit_name(id, "t1_")) ||
	    parts_text(o, "/author").p == NULL ||
	    json_object_get(o, "created") == NULL)
		return;
	at = tree_at(t, d, where);
	i = reddit_thing(d, rd, id, parts_text(o, "/permalink"), at);
	reddit_author(d, i, parts_text(o, "/authorId"), parts_text(o,
	    "/author"), doc_printf(d, "%s/author", at));
	/* Posts count in milliseconds, comments in seconds. */
	parts_put_epoch(d, i, FACT_PUBLISHED, o, "/created",
	    span_starts(id, "t3_") ? 1000 : 1, at);
	parts_put(d, i, FACT_TITLE, o, "/title", at);
	reddit_text(d, i, parts_text(o, parts_text(o, "/bodyMD").p != NULL ?
	    "/bodyMD" : "/media/markdownContent"), at);
	parts_put(d, i, FACT_LIKES, o, "/score", at);
	parts_put(d, i, FACT_REPLIES, o, "/numComments", at);
	if (span_starts(id, "t1_"))
		parts_put(d, i, FACT_IN_REPLY_TO, o, json_is_string(json_at(o,
		    "/parentId")) ? "/parentId" : "/postId", at);
	if (i != rd->post)
		return;
	doc_announced(d, doc_json_text(d, json_at(o, "/numComments")),
	    "%s/numComments", at);
	doc_class(d, PAGE_POST, "%s", at);
}

/* The texts of that page, where its models have them in pieces. */
static void
put_rich(struct doc *d, struct reddit *rd, xmlNode *n)
{
	struct item *i;
	struct span id;
	xmlNode *text;

	text = doc_find(d, n, ".//*[contains(@class, 'RichTextJSON-root')]");
	if (text == NULL)
		return;
	if (span_is(doc_attr(d, n, "data-test-id"), "post-content"))
		i = rd->page.kind == IDENTITY_POST ? rd->post : NULL;
	else {
		/* "... Comment t1_c95lpk0 ..." */
		id = parts_between(doc_attr(d, doc_find(d, n, "ancestor::div["
		    "contains(@class, 'Comment t1_')][1]"), "class"),
		    "Comment ", NULL);
		if (span_find(id, ' ') > 0)
			id = span_sub(id, 0, (size_t)span_find(id, ' '));
		i = reddit_name(id, "t1_") ? parts_post(d, "reddit",
		    REL_REPLY, id) : NULL;
	}
	if (i != NULL)
		reddit_text(d, i, span_trim(doc_text(d, text)), doc_path(d,
		    text));
}

/*
 * The shell, which holds nothing of the post but its title: where the name
 * of the page and its description for others agree on it.
 */
static void
read_shell(struct doc *d, struct reddit *rd, struct span title)
{
	struct span og;
	ptrdiff_t at, next;

	if (rd->page.kind != IDENTITY_POST || !span_starts(span_of(
	    rd->page.id), "t3_"))
		return;
	/* "Title : r/community" */
	at = parts_find(title, " : r/");
	while (at >= 0 && (next = parts_find(span_sub(title, (size_t)at + 1,
	    title.n), " : r/")) >= 0)
		at += next + 1;
	if (at <= 0)
		return;
	title = span_sub(title, 0, (size_t)at);
	og = doc_meta(d, "og:title", 0);
	if (og.n < title.n || memcmp(og.p + og.n - title.n, title.p,
	    title.n) != 0)
		return;
	d->confidence = "medium";
	fact_put(d, parts_post(d, "reddit", REL_SUBJECT, span_of(rd->page.id)),
	    FACT_TITLE, title, "/html/head/title");
	d->confidence = "high";
}

static void
classify(struct doc *d, const struct reddit *rd, struct span title)
{

	if (rd->post != NULL || rd->who != NULL)
		return;
	if (span_starts(title, "Blocked") ||
	    span_starts(title, "Reddit - Please wait") ||
	    span_is(title, "Too Many Requests"))
		doc_class(d, PAGE_ERROR, "/html/head/title");
	else if (span_starts(title, "reddit.com: over 18"))
		doc_class(d, PAGE_CONSENT, "/html/head/title");
	else if (span_starts(title, "reddit.com: page not found"))
		doc_class(d, PAGE_GONE, "/html/head/title");
}

void
reddit_page(struct doc *d, struct reddit *rd)
{
	struct nodes all;
	struct span title;
	size_t i;

	all = doc_find_all(d, NULL, "//shreddit-post");
	for (i = 0; i < all.n; i++)
		put_post(d, rd, all.p[i]);
	all = doc_find_all(d, NULL, "//shreddit-comment");
	for (i = 0; i < all.n; i++)
		put_comment(d, rd, all.p[i]);
	all = doc_find_all(d, NULL, "//div[@data-fullname and contains("
	    "concat(' ', @class, ' '), ' thing ')]");
	for (i = 0; i < all.n; i++)
		put_old(d, rd, all.p[i]);
	(void)parts_after(d, "window.___r = ", model, rd);
	all = doc_find_all(d, NULL, "//*[@data-test-id='post-content' or "
	    "@data-test-id='comment']");
	for (i = 0; i < all.n; i++)
		put_rich(d, rd, all.p[i]);
	title = parts_title(d);
	if (rd->post == NULL)
		read_shell(d, rd, title);
	classify(d, rd, title);
}
