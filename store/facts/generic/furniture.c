#include <string.h>

#include "store/facts/generic/furniture.h"
#include "store/facts/generic/page.h"
#include "store/facts/platforms/parts.h"
#include "store/facts/when.h"

#define KEPT_SHARE	40	/* percent of a text that no name takes away */
#define NAMED_SHARE	70	/* percent that all names together do not */
#define SHOW_ALL	90	/* percent of a text that is all pictures */
#define LABEL_MAX	40	/* bytes of a label */
#define BYLINE_MAX	80	/* bytes of a byline or a date */
#define SHORT_MAX	3	/* bytes of a name that says nothing */

/* Words of class and id: "ad-slot", "image_caption", "GoogleDfpAd". */
static const char * const words[] = { "ad", "ads", "adv", "advert", "adverts",
	"advertisement", "advertising", "adslot", "adsbygoogle", "dfp",
	"sponsor", "sponsored", "taboola", "outbrain", "teads", "promo",
	"promoted", "recirc", "recirculation", "recommend", "recommended",
	"recommendations", "related", "relatedposts", "relatedcontent",
	"yarpp", "trending", "mostread", "readmore", "teaser", "newsletter",
	"subscribe", "signup", "share", "sharing", "sharedaddy", "shariff",
	"addtoany", "social", "whatsapp", "caption", "captions",
	"newscaption", "credit", "credits", "copyright", "byline", "bylines",
	"breadcrumb", "breadcrumbs", "tooltip", "popup", "modal",
	"lightbox", "advertisment", "comments", NULL };

/* Of ids only what no heading is named after. */
static const char * const makers[] = { "taboola", "outbrain", "teads", "dfp",
	"gpt", "adslot", "sharedaddy", "relatedposts", "addtoany", NULL };

/* Names that begin so tell of something else. */
static const char * const other[] = { "no", "non", "not", "has", "with",
	"without", "hide", "show", "is", NULL };

/* The same of pictures, whatever they hold. */
static const char * const shows[] = { "slideshow", "carousel", "galleria",
	"inlinegallery", "photogallery", "gallery", "resgallery", "swiper",
	"vjs", "jwplayer", "videoplayer", NULL };

static const char * const starts[] = { "most-read", "most-shared",
	"most-popular", "read-more", "more-stories", "more-news", "see-also",
	"also-like", "also-read", NULL };

static const char * const whole[] = { "screen-reader-text",
	"wp-caption-text", "entry-meta", "post-meta", "article-meta",
	"story-meta", "tags", "tag-list", "post-tags", "entry-title",
	"author-box", "author-bio", "author-info", "post-footer",
	"entry-footer", "post-navigation", "wp-block-embed", "publish-date",
	"published-date", "estimated-read-time", "reading-time", "read-time",
	"short-url", "off-screen", "sr-only", "visually-hidden", NULL };

/* The same in front of a text. */
static const char * const heads[] = { "author", "authors", "autor", "auteur",
	"date", "dates", "datetime", "timestamp", "time", "category",
	"categories", "kicker", "eyebrow", "headings", "meta", "posted",
	"published", "comments", NULL };

/* Whole texts of elements. */
static const char * const labels[] = { "advertisement", "advertisements",
	"advertising", "advert", "ad", "ads", "anzeige", "werbung",
	"publicit\xc3\xa9", "publicidad", "pubblicit\xc3\xa0",
	"continue reading below", "story continues below",
	"article continues below", "story continues below advertisement",
	"this slideshow requires javascript.", "read more", "read later",
	"full screen", "share this", NULL };

/* --- Names --- */

static bool
upper(uint8_t c)
{

	return (c >= 'A' && c <= 'Z');
}

static bool
digit(uint8_t c)
{

	return (c >= '0' && c <= '9');
}

static bool
letter(uint8_t c)
{

	return (upper(c) || digit(c) || (c >= 'a' && c <= 'z') || c >= 0x80);
}

/* The next word of ${s}: letters up to a mark or the next capital; a number
 * behind it is not of it ("ad2"), one inside is ("e1ad"). */
static struct span
next_word(struct span *s)
{
	struct span word;
	size_t from = 0, n;

	while (from < s->n && !letter(s->p[from]))
		from++;
	n = from;
	while (n < s->n && letter(s->p[n]) && (n == from ||
	    !upper(s->p[n]) || upper(s->p[n - 1])))
		n++;
	word = span_sub(*s, from, n - from);
	*s = span_sub(*s, n, s->n);
	while (word.n > 1 && digit(word.p[word.n - 1]))
		word.n--;
	return (word);
}

static bool
begins(struct span name)
{

	for (size_t i = 0; starts[i] != NULL; i++)
		if (span_starts(name, starts[i]))
			return (true);
	return (false);
}

/*
 * Whether a name of ${names} is of ${alone}, or a word of one is of ${list}.
 * A short name says nothing alone: programs make such names.
 */
static bool
says(struct span names, const char * const *list, const char * const *alone)
{
	struct span name, word;

	for (; names.n > 0; names = span_sub(names, name.n + 1, names.n)) {
		name = page_before(names, ' ');
		if (alone != NULL && (parts_in(name, alone) || begins(name)))
			return (true);
		for (struct span rest = name; name.n > SHORT_MAX && (word =
		    next_word(&rest)).n > 0 && !parts_in(word, other); )
			if (parts_in(word, list))
				return (true);
	}
	return (false);
}

static bool
is_show(struct doc *d, const xmlNode *n)
{

	return (says(doc_attr(d, n, "class"), shows, NULL));
}

bool
furniture_named(struct doc *d, const xmlNode *n)
{

	return (says(doc_attr(d, n, "class"), words, whole) ||
	    says(doc_attr(d, n, "id"), makers, NULL));
}

/* --- Elements --- */

static bool
unseen(struct doc *d, const xmlNode *n)
{
	struct span style = doc_attr(d, n, "style");

	return (span_is(doc_attr(d, n, "class"), "hidden") ||
	    span_holds_nocase(style, "display:none") ||
	    span_holds_nocase(style, "display: none") ||
	    span_holds_nocase(style, "visibility:hidden") ||
	    span_holds_nocase(style, "visibility: hidden"));
}

/* "By Ada Luz", "Von Ada Luz und Bo Arendt" */
static bool
is_byline(struct span s)
{
	static const char * const by[] = { "by", "par", "von", "por", "di",
		NULL };
	struct span word = page_before(s, ' ');

	return (s.n <= BYLINE_MAX && parts_in(word, by) &&
	    page_full_name(span_trim(span_sub(s, word.n, s.n))));
}

static bool
blank(const xmlNode *n)
{

	return (n->content == NULL || span_trim(span_of(
	    (const char *)n->content)).n == 0);
}

/* Words within a sentence: links that open something, notes, formulas. */
static bool
in_sentence(const xmlNode *n)
{
	static const char * const within[] = { "a", "abbr", "b", "cite",
		"em", "i", "mark", "s", "small", "span", "strong", "sub",
		"sup", "time", "u", NULL };

	for (; parts_in(span_of((const char *)n->name), within);
	    n = n->parent) {
		if (strcmp((const char *)n->parent->name, "p") == 0)
			return (true);
		for (const xmlNode *s = n->parent->children; s != NULL;
		    s = s->next)
			if (s->type == XML_TEXT_NODE && !blank(s))
				return (true);
	}
	return (false);
}

bool
furniture_in_front(struct doc *d, const xmlNode *n)
{
	struct span text;
	struct when w;

	if (in_sentence(n))
		return (false);
	if (says(doc_attr(d, n, "class"), heads, NULL))
		return (true);
	if (doc_text(d, n).n > BYLINE_MAX)
		return (false);
	text = page_trim(doc_text(d, n));
	return (when_read(text, &w) || is_byline(text));
}

static bool
is_label(struct doc *d, const xmlNode *n)
{
	struct span text;

	for (const xmlNode *c = n->children; c != NULL; c = c->next)
		if (c->type == XML_ELEMENT_NODE)
			return (false);
	text = page_trim(doc_text(d, n));
	return (text.n > 0 && text.n <= LABEL_MAX && parts_in(text, labels));
}

static bool
below(const xmlNode *n, const struct nodes *tops)
{

	for (; n != NULL; n = n->parent)
		for (size_t i = 0; i < tops->n; i++)
			if (n == tops->p[i])
				return (true);
	return (false);
}

/* What ground there is to leave an element out. */
enum ground { GROUND_NONE, GROUND_LABEL, GROUND_UNSEEN, GROUND_NAME,
	GROUND_SHOW, GROUNDS };

struct found {
	struct nodes all;		/* to leave out */
	size_t bytes[GROUNDS];		/* of their text */
};

static enum ground
ground_of(struct doc *d, const xmlNode *n, const bool believed[GROUNDS])
{

	if (believed[GROUND_SHOW] && is_show(d, n))
		return (GROUND_SHOW);
	if (believed[GROUND_NAME] && furniture_named(d, n))
		return (GROUND_NAME);
	if (believed[GROUND_UNSEEN] && unseen(d, n))
		return (GROUND_UNSEEN);
	return (is_label(d, n) ? GROUND_LABEL : GROUND_NONE);
}

static struct found
look(struct doc *d, xmlNode *body, size_t total,
    const bool believed[GROUNDS])
{
	struct nodes all = doc_find_all(d, body, ".//*[@class or @id or "
	    "@style or not(*)]");
	struct found f = { .all = doc_own(d, all) };

	f.all.n = 0;
	for (size_t i = 0; i < all.n; i++) {
		enum ground why = ground_of(d, all.p[i], believed);
		size_t n;

		if (why == GROUND_NONE || in_sentence(all.p[i]) ||
		    below(all.p[i], &f.all))
			continue;
		n = doc_text(d, all.p[i]).n;
		if (why != GROUND_SHOW && n * 100 > total * KEPT_SHARE)
			continue;
		f.bytes[why] += n;
		f.all.p[f.all.n++] = all.p[i];
	}
	return (f);
}

/* Names and styles that would take all away mean something else here. */
struct nodes
furniture_in(struct doc *d, xmlNode *body, bool *most)
{
	bool believed[GROUNDS] = { true, true, true, true, true };
	size_t total = doc_text(d, body).n;
	struct found f = look(d, body, total, believed);

	*most = f.bytes[GROUND_SHOW] * 2 > total;
	believed[GROUND_UNSEEN] = f.bytes[GROUND_UNSEEN] * 100 <=
	    total * KEPT_SHARE;
	believed[GROUND_NAME] = f.bytes[GROUND_NAME] * 100 <=
	    total * NAMED_SHARE;
	believed[GROUND_SHOW] = f.bytes[GROUND_SHOW] * 100 <=
	    total * SHOW_ALL;
	*most &= believed[GROUND_SHOW];
	if (!believed[GROUND_UNSEEN] || !believed[GROUND_NAME] ||
	    !believed[GROUND_SHOW])
		f = look(d, body, total, believed);
	return (f.all);
}
