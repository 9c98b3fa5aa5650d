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

/* What the URL calls it, or what the story itself does where no URL does. */
static struct item *
subject(struct doc *d, struct facebook *fb, xmlNode *box)
{
	struct span id;

	if (fb->page.kind != IDENTITY_POST)
		return (NULL);
	if (fb->page.id[0] != '\0')
		id = span_of(doc_printf(d, "%s", fb->page.id));
	else
		id = parts_between(doc_attr(d, doc_find(d, box,
		    ".//*[@data-ft]"), "data-ft"), "\"top_level_post_id\":\"",
		    "\"");
	if (!facebook_number(id))
		return (NULL);
	return (facebook_post(d, fb, fb->page.id[0] != '\0' ? REL_LISTED :
	    REL_SUBJECT, id, doc_path(d, box)));
}

static void
put_story(struct doc *d, struct facebook *fb, xmlNode *box)
{
	struct item *post, *who;
	xmlNode *a, *text, *n;

	a = doc_find(d, box, ".//h3//strong/a[@href]");
	if (a == NULL || (post = subject(d, fb, box)) == NULL)
		return;
	who = facebook_author(d, post, actor(d, box), doc_attr(d, a, "href"),
	    doc_printf(d, "%s/@href", doc_path(d, a)));
	fact_put(d, who, FACT_NAME, span_trim(doc_text(d, a)), "%s",
	    doc_path(d, a));
	/* The text stands right behind the head, before what was shared. */
	text = doc_find(d, a, "ancestor::*[self::header or self::div]["
	    "following-sibling::div[@data-ft]][1]/following-sibling::div["
	    "@data-ft][1][.//p]");
	if (text != NULL && doc_find(d, text, ".//*[@role='article']") ==
	    NULL) {
		put_emoji(d, text);
		fact_put(d, post, FACT_TEXT, span_trim(doc_text(d, text)),
		    "%s", doc_path(d, text));
	}
	n = doc_find(d, box, ".//abbr/following-sibling::span//span[not(*)]["
	    "normalize-space()]");
	if (n != NULL && doc_find(d, n, "ancestor::*[@role='article']") ==
	    NULL)
		fact_put(d, post, FACT_AUDIENCE, span_trim(doc_text(d, n)),
		    "%s", doc_path(d, n));
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

void
facebook_plain(struct doc *d, struct facebook *fb)
{
	struct nodes all;
	xmlNode *box;
	size_t i;

	box = doc_find(d, NULL, "//*[@id='m_story_permalink_view']");
	if (box == NULL)
		return;
	put_story(d, fb, box);
	all = doc_find_all(d, NULL, "//div[starts-with(@id, 'ufi_')]//div[@id "
	    "and div/h3/a]");
	for (i = 0; i < all.n; i++)
		put_comment(d, all.p[i]);
}
