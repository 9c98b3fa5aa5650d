#include <string.h>

#include "store/facts/platforms/linked.h"
#include "store/facts/platforms/x.h"

/*
 * The page that X's web client makes.  A post is an article; the link around
 * its time is its own, and a post that it quotes stands in it as a box that
 * is one link, whose time has none.  Until 2021 the marks were fewer, and the
 * time of the page's own post only its text, "3:39 PM - Jan 30, 2020".
 */
#define ARTICLES							\
	"//article[@data-testid='tweet' or @role='article']"		\
	"[not(ancestor::article)]"
#define OWN_LINK							\
	".//a[contains(@href,'/status/')][time or contains(.,'\xc2\xb7')]"
#define WORDS								\
	".//*[@data-testid='tweetText'] | .//div[@lang][@dir='auto']"
#define QUOTE ".//div[@role='link'][.//*[@data-testid='User-Name']]"

struct article {
	xmlNode *node;
	xmlNode *link;		/* around its time */
	xmlNode *quote;		/* the box of a quoted post, or NULL */
	struct span handle;
	struct span id;
	const char *at;
};

/* An article without a link of its own is an advertisement. */
static bool
article_of(struct doc *d, xmlNode *node, struct article *a)
{
	struct nodes links = doc_find_all(d, node, OWN_LINK);

	memset(a, 0, sizeof(*a));
	a->node = node;
	a->quote = doc_find(d, node, QUOTE);
	for (size_t i = 0; i < links.n; i++)
		if (!linked_below(links.p[i], a->quote) && x_status(doc_attr(d,
		    links.p[i], "href"), &a->handle, &a->id)) {
			a->link = links.p[i];
			a->at = doc_path(d, node);
			return (a->at != NULL);
		}
	return (false);
}

/* The first match in ${a} that is not in what it quotes. */
static xmlNode *
own(struct doc *d, const struct article *a, const char *xpath)
{

	return (linked_outside(d, a->node, xpath, a->quote));
}

/* --- Text, links --- */

static void
put_links(struct doc *d, struct item *post, xmlNode *text, const char *at)
{
	struct nodes links = doc_find_all(d, text, ".//a[@href]");

	for (size_t i = 0; i < links.n; i++) {
		struct span href = doc_attr(d, links.p[i], "href");
		struct span shown = doc_text_raw(d, links.p[i]);

		if (span_starts(href, "https://") ||
		    span_starts(href, "http://"))
			fact_put_raw(d, post, FACT_LINK, doc_url(d, href),
			    shown, "%s", at);
		else if (span_starts(href, "/") && span_starts(shown, "@") &&
		    x_handle(span_sub(href, 1, href.n)))
			fact_put_raw(d, post, FACT_MENTION,
			    span_sub(href, 1, href.n), shown, "%s", at);
	}
}

static void
put_text(struct doc *d, struct item *post, xmlNode *text, bool cut)
{
	const char *high = d->confidence;

	if (text == NULL)
		return;
	if (cut)
		d->confidence = "low";
	fact_put(d, post, FACT_TEXT, x_text(d, text, X_SHOWN), "%s",
	    doc_path(d, text));
	d->confidence = high;
	fact_put(d, post, FACT_LANG, x_lang(doc_attr(d, text, "lang")),
	    "%s/@lang", doc_path(d, text));
	put_links(d, post, text, doc_path(d, text));
}

/* The link of a card, whose text the page does not show. */
static void
put_card(struct doc *d, struct item *post, const struct article *a)
{
	xmlNode *n = own(d, a,
	    ".//*[@data-testid='card.wrapper']//a[starts-with(@href,'http')]");

	if (n != NULL)
		fact_put(d, post, FACT_LINK, doc_url(d, doc_attr(d, n,
		    "href")), "%s/@href", doc_path(d, n));
}

/* --- Counters --- */

/* "18151 Replies. Reply": the button's label begins with the number, in most
 * languages; where it does not, or is grouped, nothing is claimed. */
static void
put_button(struct doc *d, struct item *post, const struct article *a,
    enum fact f, const char *xpath, bool announce)
{
	xmlNode *button = own(d, a, xpath);
	struct span label;
	size_t n = 0;

	if (button == NULL)
		return;
	label = doc_attr(d, button, "aria-label");
	while (n < label.n && label.p[n] >= '0' && label.p[n] <= '9')
		n++;
	if (n == 0 || n + 1 >= label.n || label.p[n] == ',' ||
	    label.p[n] == '.' || (label.p[n + 1] >= '0' &&
	    label.p[n + 1] <= '9') || (label.p[n] & 0x80) != 0)
		return;
	fact_put_raw(d, post, f, span_sub(label, 0, n), label,
	    "%s/@aria-label", doc_path(d, button));
	if (f == FACT_REPLIES && announce)
		doc_announced(d, span_sub(label, 0, n), "%s/@aria-label",
		    doc_path(d, button));
}

/* "3 replies, 7 likes, 3692 views" on the row of buttons. */
static void
put_views(struct doc *d, struct item *post, const struct article *a)
{
	static const char *const words[] = { " views", " view", " vues",
		" vue", NULL };
	xmlNode *row = own(d, a, ".//div[@role='group'][@aria-label]");
	struct span label;

	if (row == NULL)
		return;
	label = doc_attr(d, row, "aria-label");
	for (size_t i = 0; words[i] != NULL; i++) {
		size_t end, n;

		if (!span_ends(label, words[i]))
			continue;
		end = n = label.n - strlen(words[i]);
		while (n > 0 && label.p[n - 1] >= '0' && label.p[n - 1] <= '9')
			n--;
		if (n < end && (n == 0 || label.p[n - 1] == ' '))
			fact_put_raw(d, post, FACT_VIEWS, span_sub(label, n,
			    end - n), label, "%s/@aria-label",
			    doc_path(d, row));
		return;
	}
}

static void
put_counters(struct doc *d, struct item *post, const struct article *a,
    bool announce)
{

	put_button(d, post, a, FACT_REPLIES,
	    ".//*[@data-testid='reply'][@aria-label]", announce);
	put_button(d, post, a, FACT_REPOSTS, ".//*[@data-testid='retweet' or "
	    "@data-testid='unretweet'][@aria-label]", false);
	put_button(d, post, a, FACT_LIKES, ".//*[@data-testid='like' or "
	    "@data-testid='unlike'][@aria-label]", false);
	put_views(d, post, a);
}

/* --- Media --- */

static void
put_video(struct doc *d, struct item *post, xmlNode *video)
{
	xmlNode *source = doc_find(d, video, "source[@src]");
	struct span src = doc_attr(d, source != NULL ? source : video, "src");

	if (span_starts(src, "https://"))
		fact_put(d, post, FACT_MEDIA, src, "%s", doc_path(d, video));
	else {
		src = doc_attr(d, video, "poster");
		fact_put_raw(d, post, FACT_MEDIA, x_photo(d, src).p != NULL ?
		    x_photo(d, src) : doc_url(d, src), src, "%s/@poster",
		    doc_path(d, video));
	}
}

/* Pictures and videos in ${top}, but not those below ${except}. */
static void
put_media(struct doc *d, struct item *post, xmlNode *top,
    const xmlNode *except)
{
	struct nodes found = doc_find_all(d, top,
	    ".//*[@data-testid='tweetPhoto']//img[@src] | .//video");

	for (size_t i = 0; i < found.n; i++) {
		xmlNode *n = found.p[i];
		struct span src = doc_attr(d, n, "src");

		if (linked_below(n, except))
			continue;
		if (xmlStrcasecmp(n->name, BAD_CAST "video") == 0)
			put_video(d, post, n);
		else
			fact_put_raw(d, post, FACT_MEDIA, x_photo(d, src),
			    src, "%s/@src", doc_path(d, n));
	}
}

/* --- The post and who wrote it --- */

static void
put_times(struct doc *d, struct item *post, const struct article *a)
{
	xmlNode *time = doc_find(d, a->link, "time[@datetime]");
	xmlNode *edit = own(d, a, ".//a[contains(@href,'/history')]"
	    "[contains(@href,'/status/')]//time[@datetime]");

	if (time != NULL)
		fact_put_time(d, post, FACT_PUBLISHED, doc_attr(d, time,
		    "datetime"), "%s/@datetime", doc_path(d, time));
	if (edit != NULL)
		fact_put_time(d, post, FACT_EDITED, doc_attr(d, edit,
		    "datetime"), "%s/@datetime", doc_path(d, edit));
}

static struct item *
put_author(struct doc *d, struct item *post, const struct article *a)
{
	struct span none = { NULL, 0 }, src;
	struct item *author = x_author(d, post, none, a->handle, a->at);
	xmlNode *box = own(d, a, ".//*[@data-testid='User-Name']"), *n;

	if (box != NULL)
		n = doc_find(d, box, "(.//a)[1]");
	else
		n = own(d, a, doc_printf(d, ".//a[@href='/%.*s']/div/div[1]"
		    "[@dir]", SPAN_ARG(a->handle)));
	if (n != NULL)
		fact_put(d, author, FACT_NAME, x_text(d, n, X_SHOWN), "%s",
		    doc_path(d, n));
	n = box == NULL ? NULL : doc_find(d, box,
	    ".//*[@data-testid='icon-verified']");
	if (n != NULL)
		fact_put(d, author, FACT_VERIFIED, span_of("true"), "%s",
		    doc_path(d, n));
	n = own(d, a, ".//*[@data-testid='Tweet-User-Avatar']//img[@src]");
	if (n != NULL) {
		src = doc_attr(d, n, "src");
		fact_put_raw(d, author, FACT_AVATAR, x_avatar(d, src), src,
		    "%s/@src", doc_path(d, n));
	}
	return (author);
}

/* The id of a quoted post stands only in the links of its pictures. */
static struct span
quote_id(struct doc *d, xmlNode *box, struct span handle)
{
	struct nodes links = doc_find_all(d, box,
	    ".//a[contains(@href,'/status/')]");
	struct span none = { NULL, 0 };

	for (size_t i = 0; i < links.n; i++) {
		struct span href = doc_attr(d, links.p[i], "href"), id;
		size_t n = 0;

		id = parts_between(href, "/status/", NULL);
		while (n < id.n && id.p[n] >= '0' && id.p[n] <= '9')
			n++;
		id = span_sub(id, 0, n);
		if (x_id(id) && span_eq(parts_between(href, "/", "/"), handle))
			return (id);
	}
	return (none);
}

static void
read_quote(struct doc *d, xmlNode *box, enum relation rel)
{
	struct nodes names = doc_find_all(d, box, ".//*[@data-testid="
	    "'User-Name']//span[starts-with(.,'@')][not(*)]");
	xmlNode *time = doc_find(d, box, ".//time[@datetime]");
	xmlNode *name = doc_find(d, box,
	    "(.//*[@data-testid='User-Name']//div[@dir])[1]");
	struct span none = { NULL, 0 }, handle = none, id;
	struct item *post;

	if (names.n > 0)
		handle = doc_text(d, names.p[names.n - 1]);
	handle = span_sub(handle, 1, handle.n);
	if (!x_handle(handle))
		return;
	id = quote_id(d, box, handle);
	post = item_post(d, rel, id);
	x_put_url(d, post, handle, id, doc_path(d, box));
	put_text(d, post, doc_find(d, box, WORDS), false);
	put_media(d, post, box, NULL);
	if (time != NULL)
		fact_put_time(d, post, FACT_PUBLISHED, doc_attr(d, time,
		    "datetime"), "%s/@datetime", doc_path(d, time));
	fact_put(d, x_author(d, post, none, handle, doc_path(d, box)),
	    FACT_NAME, x_text(d, name, X_SHOWN), "%s", doc_path(d, box));
}

static void
read_article(struct doc *d, const struct article *a, enum relation rel,
    struct x_subject *s)
{
	struct item *post = item_post(d, rel, a->id), *author;
	xmlNode *text = own(d, a, WORDS);
	bool cut = own(d, a,
	    ".//*[@data-testid='tweet-text-show-more-link']") != NULL;

	x_put_url(d, post, a->handle, a->id, a->at);
	put_times(d, post, a);
	put_text(d, post, text, cut);
	put_counters(d, post, a, rel == REL_SUBJECT);
	put_card(d, post, a);
	put_media(d, post, a->node, a->quote);
	author = put_author(d, post, a);
	if (a->quote != NULL)
		read_quote(d, a->quote, rel == REL_SUBJECT ? REL_QUOTED :
		    REL_LISTED);
	if (rel == REL_SUBJECT) {
		s->post = post;
		s->author = author;
		s->cut = cut;
		s->shown = x_text(d, text, X_SHOWN);
		s->wire = x_text(d, text, X_WIRE);
	}
}

/* --- The conversation --- */

static size_t
subject_at(struct doc *d, struct nodes all, struct span id)
{
	struct article a;

	for (size_t i = 0; id.p != NULL && i < all.n; i++)
		if (article_of(d, all.p[i], &a) && span_eq(a.id, id))
			return (i);
	return (all.n);
}

/* The first heading behind ${n}: under it ("Discover more") stand posts that
 * are no answers. */
static xmlNode *
heading_behind(struct doc *d, xmlNode *n)
{
	struct nodes found = doc_find_all(d, NULL, "//*[@data-testid="
	    "'cellInnerDiv'][not(.//article)]//h2");

	for (size_t i = 0; i < found.n; i++)
		if (xmlXPathCmpNodes(n, found.p[i]) == 1)
			return (found.p[i]);
	return (NULL);
}

static void
read_conversation(struct doc *d, struct nodes all, size_t subject,
    struct x_subject *s)
{
	xmlNode *end = heading_behind(d, all.p[subject]);
	struct article a;

	for (size_t i = 0; i < all.n; i++) {
		enum relation rel = REL_REPLY;

		if (!article_of(d, all.p[i], &a))
			continue;
		if (i == subject)
			rel = REL_SUBJECT;
		else if (i < subject)
			rel = REL_PARENT;
		else if (end != NULL && xmlXPathCmpNodes(end, a.node) == 1)
			rel = REL_LISTED;
		read_article(d, &a, rel, s);
	}
	if (subject > 0 && article_of(d, all.p[subject - 1], &a))
		fact_put(d, s->post, FACT_IN_REPLY_TO, a.id, "%s", a.at);
	doc_class(d, PAGE_POST, "%s", doc_path(d, all.p[subject]));
}

void
x_dom_read(struct doc *d, struct x_subject *s)
{
	struct nodes all = doc_find_all(d, NULL, ARTICLES);
	size_t subject = subject_at(d, all, s->id);
	struct article a;

	if (subject < all.n) {
		read_conversation(d, all, subject, s);
		return;
	}
	for (size_t i = 0; i < all.n; i++)
		if (article_of(d, all.p[i], &a))
			read_article(d, &a, REL_LISTED, s);
}
