#include <string.h>

#include "store/base/num.h"
#include "store/facts/platforms/facebook.h"

/*
 * mbasic.facebook.com and the plain m.facebook.com: classes mean nothing,
 * times are relative or in the reader's zone and language, and are left.
 */

/* UTF-8 of a code point; bytes written, or 0. */
static size_t
utf8(uint64_t c, char *out)
{

	if (c < 0x80 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return (0);
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return (2);
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return (3);
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return (4);
}

/* ".../emoji.php/v9/t6d/1/16/1f468_200d_1f469.png": the emoji, or "". */
static void
emoji_of(struct span src, char *out, size_t max)
{
	struct span rest, code;
	uint64_t c;
	size_t n;
	ptrdiff_t at;

	out[0] = '\0';
	while ((at = span_find(src, '/')) >= 0)
		src = span_sub(src, (size_t)at + 1, src.n);
	rest = parts_between(src, "", ".png");
	for (n = 0; rest.n > 0 && n + 5 < max; ) {
		at = span_find(rest, '_');
		code = at < 0 ? rest : span_sub(rest, 0, (size_t)at);
		rest = span_sub(rest, code.n + 1, rest.n);
		if (num_parse_hex(code, 0x10ffff, &c, NULL) != 0 ||
		    utf8(c, out + n) == 0) {
			out[0] = '\0';
			return;
		}
		n += utf8(c, out + n);
		out[n] = '\0';
	}
}

/* Emoji here are pictures without a text for them: it is written beside
 * them, where doc_text looks for it. */
static void
put_emoji(struct doc *d, xmlNode *box)
{
	struct nodes all;
	char emoji[64];
	size_t i;

	all = doc_find_all(d, box, ".//img[contains(@src, '/emoji.php/') and "
	    "@alt='']");
	for (i = 0; i < all.n; i++) {
		emoji_of(doc_attr(d, all.p[i], "src"), emoji, sizeof emoji);
		if (emoji[0] != '\0')
			xmlSetProp(all.p[i], BAD_CAST "alt", BAD_CAST emoji);
	}
}

/* The actor in "/save/story/basic/?story_id=S:_I<actor>:<post>". */
static struct span
actor(struct doc *d, xmlNode *box)
{
	struct span s, none = { NULL, 0 };
	size_t n;

	s = parts_between(doc_attr(d, doc_find(d, box, ".//a[contains(@href, "
	    "'story_id=S%3A_I')]"), "href"), "story_id=S%3A_I", NULL);
	for (n = 0; n < s.n && s.p[n] >= '0' && s.p[n] <= '9'; n++)
		continue;
	return (facebook_number(span_sub(s, 0, n)) ? span_sub(s, 0, n) :
	    none);
}

/* Who wrote it, what, and who may see it, as plain pages have it. */
static void
put_words(struct doc *d, struct item *post, struct span person, xmlNode *box)
{
	struct item *who;
	xmlNode *a, *text, *n;

	a = doc_find(d, box, ".//h3//strong/a[@href]");
	if (a == NULL)
		return;
	who = facebook_author(d, post, person, doc_attr(d, a, "href"),
	    doc_printf(d, "%s/@href", doc_path(d, a)));
	fact_put(d, who, FACT_NAME, span_trim(doc_text(d, a)), "%s",
	    doc_path(d, a));
	/* The text stands right behind the head, before what was shared. */
	text = doc_find(d, a, "ancestor::*[self::header or self::div]["
	    "following-sibling::div[@data-ft]][1]/following-sibling::div["
	    "@data-ft][1][.//p or .//span]");
	if (text != NULL && doc_find(d, text, ".//*[@role='article'] | "
	    ".//img[not(contains(@src, '/emoji.php/'))]") == NULL) {
		put_emoji(d, text);
		fact_put(d, post, FACT_TEXT, span_trim(doc_text(d, text)),
		    "%s", doc_path(d, text));
	}
	n = doc_find(d, box, ".//*[@data-sigil='audience-icon']/i"
	    "[@aria-label]");
	fact_put(d, post, FACT_AUDIENCE, doc_attr(d, n, "aria-label"),
	    "%s/@aria-label", doc_path(d, n));
	n = doc_find(d, box, ".//abbr[not(ancestor::*[@role='article'])]/"
	    "following-sibling::span//span[not(*)][normalize-space()]");
	if (n != NULL)
		fact_put(d, post, FACT_AUDIENCE, span_trim(doc_text(d, n)),
		    "%s", doc_path(d, n));
}

/* mbasic: what the URL calls it, else what the story itself does. */
static void
put_mbasic(struct doc *d, struct facebook *fb, xmlNode *box)
{
	struct item *post;
	struct span id;

	if (fb->page.kind != IDENTITY_POST)
		return;
	id = fb->page.id[0] != '\0' ? span_of(doc_printf(d, "%s",
	    fb->page.id)) : parts_between(doc_attr(d, doc_find(d, box,
	    ".//*[@data-ft]"), "data-ft"), "\"top_level_post_id\":\"", "\"");
	if (!facebook_number(id))
		return;
	post = facebook_post(d, fb, fb->page.id[0] != '\0' ? REL_LISTED :
	    REL_SUBJECT, id, doc_path(d, box));
	put_words(d, post, actor(d, box), box);
}

/* When it was published: {"page_insights":{ID:{"post_context":{...}}}}, of
 * pages only, and only where it speaks of this post. */
static void
put_insight(struct doc *d, struct item *post, json_t *ft, struct span id,
    const char *at)
{
	static const char when[] = "/post_context/publish_time";
	const char *key;
	json_t *j;

	json_object_foreach(json_object_get(ft, "page_insights"), key, j)
		if (span_eq(parts_id(d, json_at(j,
		    "/post_context/story_fbid/0")), id))
			parts_put_epoch(d, post, FACT_PUBLISHED, j, when, 1,
			    doc_printf(d, "%s#/page_insights/%s", at, key));
}

/* {ft_ent_identifier:ID,comment_count:149,share_count:281,...}, which is no
 * JSON but for its numbers. */
static void
put_counters(struct doc *d, struct facebook *fb, struct item *post,
    struct span id)
{
	const char *mark;
	json_t *n, *shares;

	mark = doc_printf(d, "{ft_ent_identifier:%.*s,comment_count:",
	    SPAN_ARG(id));
	n = doc_script_after(d, mark);
	if (!json_is_integer(n))
		return;
	fact_put_count(d, post, FACT_REPLIES, doc_json_text(d, n),
	    "comment_count");
	if (post == fb->post)
		doc_announced(d, doc_json_text(d, n), "comment_count");
	shares = doc_script_after(d, doc_printf(d, "%s%lld,share_count:",
	    mark, (long long)json_integer_value(n)));
	if (json_is_integer(shares))
		fact_put_count(d, post, FACT_REPOSTS, doc_json_text(d,
		    shares), "share_count");
}

/* m.facebook.com of 2015-2023: what a story is stands in its data-ft. */
static void
put_touch(struct doc *d, struct facebook *fb, xmlNode *box)
{
	struct item *post;
	struct span id, owner;
	const char *at;
	json_t *ft;

	at = doc_printf(d, "%s/@data-ft", doc_path(d, box));
	ft = doc_json_inner(d, doc_attr(d, box, "data-ft"), false);
	id = parts_id(d, json_at(ft, "/top_level_post_id"));
	owner = parts_id(d, json_at(ft, "/content_owner_id_new"));
	if (id.p != NULL) {
		id = span_of(doc_printf(d, "%.*s", SPAN_ARG(id)));
		owner = span_of(doc_printf(d, "%.*s", SPAN_ARG(owner)));
		post = facebook_post(d, fb, REL_LISTED, id, at);
		put_insight(d, post, ft, id, at);
		put_words(d, post, owner, box);
		put_counters(d, fb, post, id);
	}
	json_decref(ft);
}

static void
put_comment(struct doc *d, xmlNode *box)
{
	struct item *reply, *who;
	struct span id;
	xmlNode *a, *text;

	id = doc_attr(d, box, "id");
	a = doc_find(d, box, "./div/h3/a[@href]");
	if (!parts_digits(id, 1, 20) || a == NULL)
		return;
	reply = parts_post(d, "facebook", REL_REPLY, id);
	fact_put(d, reply, FACT_ID, id, "%s/@id", doc_path(d, box));
	who = facebook_author(d, reply, span_of(NULL), doc_attr(d, a, "href"),
	    doc_printf(d, "%s/@href", doc_path(d, a)));
	fact_put(d, who, FACT_NAME, span_trim(doc_text(d, a)), "%s",
	    doc_path(d, a));
	text = doc_find(d, box, "./div/h3/following-sibling::div[1]");
	if (text == NULL)
		return;
	put_emoji(d, text);
	fact_put(d, reply, FACT_TEXT, span_trim(doc_text(d, text)), "%s",
	    doc_path(d, text));
}

/* A comment there: its author's number stands in a mark of the picture. */
static void
put_touch_comment(struct doc *d, xmlNode *box)
{
	struct item *reply, *who;
	struct span id, person;
	xmlNode *body, *n;

	id = doc_attr(d, box, "id");
	body = doc_find(d, box, ".//*[@data-sigil='comment-body']");
	if (!facebook_number(id) || body == NULL)
		return;
	reply = parts_post(d, "facebook", REL_REPLY, id);
	fact_put(d, reply, FACT_ID, id, "%s/@id", doc_path(d, box));
	put_emoji(d, body);
	fact_put(d, reply, FACT_TEXT, span_trim(doc_text(d, body)), "%s",
	    doc_path(d, body));
	n = doc_find(d, box, "./*[starts-with(@data-sigil, "
	    "'feed_story_ring')]");
	person = span_sub(doc_attr(d, n, "data-sigil"), 15, 32);
	if (!facebook_number(person))
		person = span_of(NULL);
	n = doc_find(d, body, "preceding-sibling::*[1]");
	who = facebook_author(d, reply, person, doc_attr(d, doc_find(d, n,
	    "self::a | .//a"), "href"), doc_path(d, box));
	fact_put(d, who, FACT_NAME, span_trim(doc_text(d, n)), "%s",
	    doc_path(d, n));
}

void
facebook_plain(struct doc *d, struct facebook *fb)
{
	struct nodes all;
	xmlNode *box;
	size_t i;

	all = doc_find_all(d, NULL, "//*[@data-ft and .//*[contains(@class, "
	    "'story_body_container')]]");
	for (i = 0; i < all.n; i++)
		put_touch(d, fb, all.p[i]);
	box = doc_find(d, NULL, "//*[@id='m_story_permalink_view']");
	if (box != NULL && all.n == 0)
		put_mbasic(d, fb, box);
	all = doc_find_all(d, NULL, "//div[@data-sigil='comment' and @id]");
	for (i = 0; i < all.n; i++)
		put_touch_comment(d, all.p[i]);
	all = doc_find_all(d, NULL, "//div[starts-with(@id, 'ufi_')]//div[@id "
	    "and div/h3/a]");
	for (i = 0; i < all.n; i++)
		put_comment(d, all.p[i]);
}
