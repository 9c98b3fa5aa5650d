#ifndef STORE_FACTS_GENERIC_PAGE_H
#define STORE_FACTS_GENERIC_PAGE_H

#include "store/facts/reader.h"

/*
 * page - what several readers ask about a page of any site.
 * Spans and nodes live as long as the document.
 */

/* A test of one class name, for XPath predicates. */
#define HAS(name)							\
	"contains(concat(' ',normalize-space(@class),' '),' " name " ')"

/* page_title(d): the page's title as its head has it; p NULL: none.
 * page_titled(d, s): whether it has the letters of ${s} in it. */
struct span page_title(struct doc *d);
bool page_titled(struct doc *d, struct span s);

/* page_says_article(d): whether the page's head, or its body's class, says
 * that it is an article. */
bool page_says_article(struct doc *d);

/*
 * page_beside(d, n): whether the element ${n} or one around it is about
 * something else than the page: a menu, a column beside, comments.
 * page_main(d, xpath): doc_find_all of the page without what is beside.
 */
bool page_beside(struct doc *d, const xmlNode *n);
struct nodes page_main(struct doc *d, const char *xpath);

/*
 * page_names(d, url):
 * Whether ${url}, absolute or relative, names the page of ${d}: its own URL,
 * or what it calls canonical; written with or without scheme, "www.", "m.",
 * "amp.", a slash or "/amp" at the end.  Fragments are not looked at.
 */
bool page_names(struct doc *d, struct span url);

/*
 * page_is_home(d, url): whether ${url} is the first page of its site, so no
 * profile of a person.
 */
bool page_is_home(struct doc *d, struct span url);

/* page_trim(s): span_trim, for blanks that are no ASCII too. */
struct span page_trim(struct span s);

/*
 * page_person(d, name):
 * ${name} as the name of an author, trimmed; absent where it is none: empty,
 * too long, a URL, an address of mail, a word that stands for nobody
 * ("admin"), or the name of the site itself.
 */
struct span page_person(struct doc *d, struct span name);

/* page_full_name(s): whether ${s} is written as a first and last name. */
bool page_full_name(struct span s);

/* page_url_like(s): whether ${s} is written as an http(s) URL. */
bool page_url_like(struct span s);

/*
 * page_put_url(d, post, url, at):
 * Claim that ${url} is the address of the page's subject, where it is the
 * page's and that is not a whole topic's.
 */
void page_put_url(struct doc *d, struct item *post, struct span url,
    const char *at);

/* page_same_name(a, b): whether letters and digits are the same, ASCII
 * without case, all blanks and marks left out. */
bool page_same_name(struct span a, struct span b);

/* page_before(s, c): ${s} up to the first byte ${c}, or all of it. */
struct span page_before(struct span s, uint8_t c);

/*
 * page_agreed(d, found, attr, at):
 * The text, or the attribute where ${attr} is not NULL, that all that was
 * ${found} shares, and the last of them; absent where two differ.
 */
struct span page_agreed(struct doc *d, struct nodes found, const char *attr,
    xmlNode **at);

#endif
