#include <string.h>

#include "store/facts/generic/body.h"
#include "store/facts/generic/page.h"
#include "store/facts/generic/readers.h"

/*
 * Microformats: h-entry, h-cite and h-card (https://microformats.org/wiki/
 * microformats2, h-entry, h-card), and the older hAtom (hentry, vcard).
 */
#define ENTRIES_MAX	300

/* A class of a root: "h-entry", and not "h-100" of a style sheet. */
static const char roots[] =
    "ancestor::*[" HAS("h-entry") " or " HAS("h-cite") " or " HAS("h-card")
    " or " HAS("h-feed") " or " HAS("h-review") " or " HAS("h-event") " or "
    HAS("h-product") "][1]";
static const char old_roots[] =
    "ancestor::*[" HAS("hentry") " or " HAS("vcard") "][1]";

/* The first element of class ${prop} that is ${entry}'s own. */
static xmlNode *
own(struct doc *d, xmlNode *entry, const char *prop, const char *up)
{
	struct nodes all = doc_find_all(d, entry, doc_printf(d,
	    ".//*[contains(concat(' ',normalize-space(@class),' '),' %s ')]",
	    prop));

	for (size_t i = 0; i < all.n; i++)
		if (doc_find(d, all.p[i], up) == entry)
			return (all.p[i]);
	return (NULL);
}

/* The value of a u- property: the link on it, else its text. */
static struct span
value_url(struct doc *d, xmlNode *node)
{
	static const char * const keys[] = { "href", "src", "data", NULL };
	struct span s = { NULL, 0 };

	for (size_t i = 0; s.p == NULL && keys[i] != NULL; i++)
		s = doc_attr(d, node, keys[i]);
	return (doc_url(d, span_trim(s.p == NULL ? doc_text(d, node) : s)));
}

/* The value of a dt- property (value-class-pattern without parts). */
static struct span
value_time(struct doc *d, xmlNode *node)
{
	static const char * const keys[] = { "datetime", "title", "value",
		"content", NULL };
	xmlNode *inner = doc_find(d, node, ".//*[" HAS("value") " or "
	    HAS("value-title") "]");
	struct span s = { NULL, 0 };

	if (inner != NULL)
		node = inner;
	for (size_t i = 0; s.p == NULL && keys[i] != NULL; i++)
		s = doc_attr(d, node, keys[i]);
	return (span_trim(s.p == NULL ? doc_text(d, node) : s));
}

static struct span
value_name(struct doc *d, xmlNode *node)
{
	struct span s = { NULL, 0 };

	if (xmlStrcasecmp(node->name, (const xmlChar *)"img") == 0)
		s = doc_attr(d, node, "alt");
	return (span_trim(s.p == NULL ? doc_text(d, node) : s));
}

static void
put_url(struct doc *d, struct item *i, enum fact f, xmlNode *node)
{
	if (node != NULL)
		fact_put(d, i, f, value_url(d, node), "%s",
		    doc_path(d, node));
}

static void
put_time(struct doc *d, struct item *i, enum fact f, xmlNode *node)
{
	if (node != NULL)
		fact_put_time(d, i, f, value_time(d, node), "%s",
		    doc_path(d, node));
}

/* --- People --- */

static void
read_card(struct doc *d, struct item *author, xmlNode *card)
{
	xmlNode *name = own(d, card, "p-name", roots);
	xmlNode *url = own(d, card, "u-url", roots), *node;

	node = name == NULL ? card : name;
	fact_put(d, author, FACT_NAME, page_person(d, value_name(d, node)),
	    "%s", doc_path(d, node));
	if (url == NULL && doc_attr(d, card, "href").p != NULL)
		url = card;
	if (url != NULL && !page_is_home(d, value_url(d, url)))
		put_url(d, author, FACT_URL, url);
	put_url(d, author, FACT_AVATAR, own(d, card, "u-photo", roots));
	node = own(d, card, "p-note", roots);
	if (node != NULL)
		fact_put(d, author, FACT_BIO, doc_text(d, node), "%s",
		    doc_path(d, node));
	node = own(d, card, "p-nickname", roots);
	if (node != NULL)
		fact_put(d, author, FACT_HANDLE, value_name(d, node), "%s",
		    doc_path(d, node));
}

/* p-author is a card, or a name alone. */
static void
read_author(struct doc *d, struct item *post, xmlNode *entry)
{
	xmlNode *node = doc_find(d, entry, ".//*[" HAS("p-author") "]");
	struct span none = { NULL, 0 };

	if (node == NULL || (doc_find(d, node, roots) != entry))
		return;
	if (doc_find(d, node, "self::*[" HAS("h-card") "]") != NULL) {
		read_card(d, item_author(d, post, none), node);
		return;
	}
	fact_put(d, item_author(d, post, none), FACT_NAME,
	    page_person(d, value_name(d, node)), "%s", doc_path(d, node));
}

/* --- Posts --- */

static struct item *
read_entry(struct doc *d, xmlNode *entry, enum relation rel)
{
	struct span none = { NULL, 0 };
	struct item *post = item_post(d, rel, none);
	xmlNode *content = own(d, entry, "e-content", roots), *node;

	if (content == NULL)
		content = own(d, entry, "p-content", roots);
	node = own(d, entry, "u-url", roots);
	if (node != NULL && rel == REL_SUBJECT)
		page_put_url(d, post, value_url(d, node), doc_path(d, node));
	else
		put_url(d, post, FACT_URL, node);
	put_time(d, post, FACT_PUBLISHED, own(d, entry, "dt-published",
	    roots));
	put_time(d, post, FACT_EDITED, own(d, entry, "dt-updated", roots));
	put_url(d, post, FACT_IN_REPLY_TO, own(d, entry, "u-in-reply-to",
	    roots));
	put_url(d, post, FACT_MEDIA, own(d, entry, "u-photo", roots));
	node = own(d, entry, "p-name", roots);
	if (node != NULL && node != content)
		fact_put(d, post, FACT_TITLE, value_name(d, node), "%s",
		    doc_path(d, node));
	if (content != NULL && (rel != REL_SUBJECT ||
	    body_find(d) == NULL))
		fact_put(d, post, FACT_TEXT, body_text(d, content), "%s",
		    doc_path(d, content));
	read_author(d, post, entry);
	return (post);
}

/* Answers below an entry are h-cite or h-entry of class u-comment. */
static void
read_answers(struct doc *d, xmlNode *entry)
{
	struct nodes all = doc_find_all(d, entry, ".//*[(" HAS("u-comment")
	    " or " HAS("p-comment") ") and (" HAS("h-cite") " or "
	    HAS("h-entry") ")]");

	for (size_t i = 0; i < all.n && i < ENTRIES_MAX; i++)
		(void)read_entry(d, all.p[i], REL_REPLY);
}

/* The only entry of a page is its subject, unless it names another page. */
static bool
names_page(struct doc *d, xmlNode *entry, bool only, const char *prop,
    const char *up)
{
	xmlNode *url = own(d, entry, prop, up);

	if (url == NULL)
		return (only);
	return (page_names(d, value_url(d, url)));
}

static bool
read_entries(struct doc *d)
{
	struct nodes all = doc_find_all(d, NULL, "//*[" HAS("h-entry")
	    " and not(ancestor::*[" HAS("h-entry") "])]");
	bool found = false;

	for (size_t i = 0; i < all.n && i < ENTRIES_MAX; i++) {
		bool subject = names_page(d, all.p[i], all.n == 1, "u-url",
		    roots);

		(void)read_entry(d, all.p[i],
		    subject ? REL_SUBJECT : REL_LISTED);
		if (subject)
			read_answers(d, all.p[i]);
		found |= subject;
	}
	return (found);
}

/* A card that says that this page is its person's (representative h-card). */
static void
read_profile(struct doc *d)
{
	struct nodes all = doc_find_all(d, NULL, "//*[" HAS("h-card")
	    " and not(ancestor::*[" HAS("h-entry") " or " HAS("h-cite")
	    "])]");
	struct span none = { NULL, 0 };

	for (size_t i = 0; i < all.n && i < ENTRIES_MAX; i++) {
		xmlNode *uid = own(d, all.p[i], "u-uid", roots);

		if (uid == NULL || !page_names(d, value_url(d, uid)))
			continue;
		read_card(d, item_author(d, NULL, none), all.p[i]);
		doc_class(d, PAGE_PROFILE, "%s", doc_path(d, all.p[i]));
		return;
	}
}

/* --- hAtom --- */

static void
old_author(struct doc *d, struct item *post, xmlNode *entry)
{
	xmlNode *card = doc_find(d, entry, ".//*[" HAS("vcard")
	    " and not(ancestor::*[contains(@class,'comment')]) and not("
	    "contains(@class,'comment'))]"), *fn, *link;
	struct span none = { NULL, 0 }, name;
	struct item *author;

	if (card == NULL || doc_find(d, card, old_roots) != entry)
		return;
	fn = doc_find(d, card, "descendant-or-self::*[" HAS("fn") "]");
	if (fn == NULL)
		return;
	name = page_person(d, doc_text(d, fn));
	if (name.p == NULL)
		return;
	author = item_author(d, post, none);
	fact_put(d, author, FACT_NAME, name, "%s", doc_path(d, fn));
	link = doc_find(d, card, "descendant-or-self::a[" HAS("url")
	    "][@href]");
	if (link != NULL && !page_is_home(d, doc_attr(d, link, "href")))
		put_url(d, author, FACT_URL, link);
}

/* "updated" alone is the day of the last change, and no more. */
static void
read_old(struct doc *d, xmlNode *entry)
{
	struct span none = { NULL, 0 };
	struct item *post = item_post(d, REL_SUBJECT, none);
	xmlNode *published = own(d, entry, "published", old_roots);
	xmlNode *updated = own(d, entry, "updated", old_roots);
	xmlNode *title = own(d, entry, "entry-title", old_roots);

	put_time(d, post, FACT_PUBLISHED, published);
	if (published != NULL && updated != NULL && published != updated &&
	    !span_eq(value_time(d, published), value_time(d, updated)))
		put_time(d, post, FACT_EDITED, updated);
	if (title != NULL)
		fact_put(d, post, FACT_TITLE, doc_text(d, title), "%s",
		    doc_path(d, title));
	old_author(d, post, entry);
}

static void
read_old_entries(struct doc *d)
{
	struct nodes all = doc_find_all(d, NULL, "//*[" HAS("hentry")
	    " and not(ancestor::*[" HAS("hentry") "]) and not(ancestor::*["
	    HAS("comment") "])]");

	for (size_t i = 0; i < all.n && i < ENTRIES_MAX; i++) {
		xmlNode *mark = doc_find(d, all.p[i],
		    ".//a[@rel='bookmark'][@href]");

		if (mark == NULL ? all.n == 1 :
		    page_names(d, doc_attr(d, mark, "href"))) {
			read_old(d, all.p[i]);
			return;
		}
	}
	if (all.n == 1)
		read_old(d, all.p[0]);
}

void
generic_microformats(struct doc *d)
{
	if (!read_entries(d))
		read_old_entries(d);
	read_profile(d);
}
