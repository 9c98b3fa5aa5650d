#include "store/facts/generic/body.h"
#include "store/facts/platforms/forum.h"
#include "store/facts/platforms/wordpress.h"

/*
 * Comments as the themes write them: an element "comment-NUMBER", with a card
 * of the person, a time and a text.
 */
static const char comments[] =
    "//*[starts-with(@id,'comment-') and number(substring-after(@id,"
    "'comment-'))=number(substring-after(@id,'comment-')) and not("
    "self::a) and not(self::span)]";
static const char items[] =
    "//li[starts-with(@id,'li-comment-') or starts-with(@id,"
    "'div-comment-')]";

struct span
wordpress_comment_key(struct doc *d, struct span id)
{
	return (forum_key(d, span_of(doc_printf(d, "comment-%.*s",
	    SPAN_ARG(id)))));
}

/* Below ${node}, but not in an answer to it. */
static xmlNode *
own(struct doc *d, xmlNode *node, const char *xpath)
{
	struct nodes all = doc_find_all(d, node, xpath);

	for (size_t i = 0; i < all.n; i++) {
		xmlNode *up = doc_find(d, all.p[i], "(ancestor::*["
		    "starts-with(@id,'comment-') and not(contains(@id,"
		    "'comment-content')) or starts-with(@id,'li-comment-')])"
		    "[last()]");

		if (up == node || up == NULL || up->parent == node->parent)
			return (all.p[i]);
		for (xmlNode *n = up; n != NULL && n != node; n = n->parent)
			if (n->type == XML_ELEMENT_NODE &&
			    doc_find(d, n, "self::*[" HAS("children") "]") !=
			    NULL) {
				up = NULL;
				break;
			}
		if (up != NULL)
			return (all.p[i]);
	}
	return (NULL);
}

static void
read_person(struct doc *d, struct item *comment, xmlNode *node)
{
	static const char * const ways[] = {
		".//*[" HAS("comment-author") "]//*[" HAS("fn") "]",
		".//cite[" HAS("fn") "]|.//*[" HAS("fn") "]",
		".//*[contains(@class,'comment-author-link') or contains("
		    "@class,'author-link')]",
		".//*[" HAS("comment-author") "]//a",
		".//*[" HAS("comment-author") " or " HAS("commentauthor")
		    " or " HAS("comment-author-name") " or "
		    HAS("wp-block-comment-author-name") "]", NULL };
	struct span none = { NULL, 0 }, name = { NULL, 0 };
	xmlNode *at = NULL, *link;
	struct item *who;

	for (size_t i = 0; name.n == 0 && ways[i] != NULL; i++) {
		at = own(d, node, ways[i]);
		if (at != NULL)
			name = span_trim(doc_text(d, at));
	}
	if (name.n == 0 || name.n > 200)
		return;
	who = item_author(d, comment, none);
	fact_put(d, who, FACT_NAME, name, "%s", doc_path(d, at));
	link = doc_find(d, at, "descendant-or-self::a[@href]|ancestor::a["
	    "@href]");
	if (link != NULL)
		fact_put(d, who, FACT_LINK, doc_url(d, doc_attr(d, link,
		    "href")), "%s", doc_path(d, link));
}

static void
read_time(struct doc *d, struct item *comment, xmlNode *node)
{
	static const char * const ways[] = { ".//time",
		".//*[" HAS("comment-date") " or " HAS("comment-time") " or "
		    HAS("comment-metadata") " or " HAS("commentmetadata")
		    " or " HAS("comment-meta") "]//a[contains(@href,"
		    "'#comment-')]",
		".//*[" HAS("comment-date") " or " HAS("comment-time")
		    " or " HAS("commentmetadata") " or " HAS("date") "]",
		NULL };

	for (size_t i = 0; ways[i] != NULL; i++) {
		xmlNode *at = own(d, node, ways[i]);

		if (at == NULL)
			continue;
		/* Some themes print the name of the value in its place. */
		if (doc_attr(d, at, "datetime").n >= 8 && doc_attr(d, at,
		    "datetime").p[0] <= '9')
			fact_put_time(d, comment, FACT_PUBLISHED, span_trim(
			    doc_attr(d, at, "datetime")), "%s/@datetime",
			    doc_path(d, at));
		else
			fact_put_time(d, comment, FACT_PUBLISHED, span_trim(
			    doc_text(d, at)), "%s", doc_path(d, at));
		return;
	}
}

static void
read_text(struct doc *d, struct item *comment, xmlNode *node)
{
	static const char skip[] = ".//*[" HAS("reply") " or "
	    HAS("comment-reply-link") " or " HAS("comment-awaiting-"
	    "moderation") " or " HAS("comment-author") " or "
	    HAS("comment-meta") " or " HAS("commentmetadata") " or "
	    HAS("pmcc-comments-report-link") " or " HAS("edit-link")
	    "]|.//form";
	static const char * const ways[] = {
		".//*[" HAS("comment-content") " or " HAS("comment-text")
		    " or " HAS("comment_text") " or " HAS("commenttext")
		    " or contains(@class,'comment-content')]",
		".//*[" HAS("comment-body") "]", NULL };

	for (size_t i = 0; ways[i] != NULL; i++) {
		xmlNode *at = own(d, node, ways[i]);

		if (at == NULL)
			continue;
		fact_put(d, comment, FACT_TEXT, span_trim(body_text_without(d,
		    at, skip)), "%s", doc_path(d, at));
		return;
	}
}

static struct span
number_of(struct doc *d, const xmlNode *node)
{
	struct span s = parts_between(doc_attr(d, node, "id"), "comment-",
	    NULL);

	return (parts_digits(s, 1, 18) ? s : (struct span){ NULL, 0 });
}

/* The comment that this one stands in the answers of. */
static struct span
parent_of(struct doc *d, xmlNode *node, struct span id)
{
	struct nodes up = doc_find_all(d, node, "ancestor::*[contains(@id,"
	    "'comment-')]");
	struct span none = { NULL, 0 }, s;

	for (size_t i = up.n; i > 0; i--) {
		s = number_of(d, up.p[i - 1]);
		if (s.p != NULL && !span_eq(s, id))
			return (s);
	}
	return (none);
}

static void
read_comment(struct doc *d, xmlNode *node)
{
	struct span id = number_of(d, node), up;
	struct item *comment;

	if (id.p == NULL)
		return;
	comment = item_post(d, REL_REPLY, wordpress_comment_key(d, id));
	fact_put(d, comment, FACT_ID, id, "%s/@id", doc_path(d, node));
	fact_put(d, comment, FACT_URL, doc_url(d, span_of(doc_printf(d,
	    "#comment-%.*s", SPAN_ARG(id)))), "%s/@id", doc_path(d, node));
	up = parent_of(d, node, id);
	if (up.p != NULL)
		fact_put(d, comment, FACT_IN_REPLY_TO, up, "%s/@id",
		    doc_path(d, node));
	read_text(d, comment, node);
	read_time(d, comment, node);
	read_person(d, comment, node);
}

/* "13 thoughts on", "13 commentaires": only a number in front counts. */
static void
read_count(struct doc *d)
{
	static const char way[] = "//*[" HAS("comments-title") " or "
	    HAS("comment-title") " or @id='comments-title']|//*[@id="
	    "'comments']/h2|//*[@id='comments']/h3|//h3[@id='comments']";
	xmlNode *at = doc_find(d, NULL, way);
	struct span s = at == NULL ? (struct span){ NULL, 0 } :
	    parts_count(span_trim(doc_text(d, at)));

	if (s.p != NULL)
		doc_announced(d, s, "%s", doc_path(d, at));
}

void
wordpress_comments(struct doc *d, struct item *post)
{
	struct nodes all = doc_find_all(d, NULL, comments);

	(void)post;
	if (all.n == 0)
		all = doc_find_all(d, NULL, items);
	for (size_t i = 0; i < all.n; i++)
		read_comment(d, all.p[i]);
	read_count(d);
}
