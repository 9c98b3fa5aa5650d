#include <string.h>

#include "store/facts/generic/body.h"
#include "store/facts/generic/page.h"
#include "store/facts/generic/published.h"
#include "store/facts/generic/readers.h"
#include "store/facts/platforms/parts.h"

#define SENTENCE_MIN	100	/* bytes around a name */

/*
 * What the elements of a page say without any vocabulary: names in the head,
 * <time>, links to the author, a byline; only where there is one of them.
 */

static const char * const dates[] = {
	"sailthru.date", "parsely-pub-date", "dc.date.issued",
	"DC.date.issued", "dcterms.issued", "DCTERMS.issued",
	"citation_publication_date", "citation_online_date", "pubdate",
	"publish-date", "publishdate", "publish_date", "publication_date",
	"article.published", "og:article:published_time", "published_time",
	"cXenseParse:recs:publishtime", "cXenseParse:publishtime",
	"prism.publicationDate", "shareaholic:article_published_time",
	"dcterms.created", "dc.date.created", "DC.date.created", NULL
};

static const char * const authors[] = {
	"author", "parsely-author", "sailthru.author", "dc.creator",
	"DC.creator", "DC.Creator", "dcterms.creator", "DCTERMS.creator",
	"citation_author", "article.author", "cXenseParse:author",
	"shareaholic:article_author_name", NULL
};

static const char *
meta_place(struct doc *d, const char *key)
{
	return (doc_printf(d, "//meta[@name='%s' or @property='%s' or "
	    "@itemprop='%s']", key, key, key));
}

static void
put_meta_date(struct doc *d, struct item *post)
{
	for (size_t i = 0; dates[i] != NULL; i++) {
		struct span s = span_trim(doc_meta(d, dates[i], 0));

		if (s.n < 8)
			continue;
		fact_put_time(d, post, FACT_PUBLISHED, s, "%s",
		    meta_place(d, dates[i]));
		return;
	}
}

/* --- The author --- */

/* "By Jane Doe", "Par Jean Dupont": the name alone, or absent. */
static struct span
byline_name(struct span s)
{
	static const char * const starts[] = { "By ", "by ", "BY ", "By: ",
		"by: ", "Par ", "par ", "PAR ", "Par : ", "Von ", "von ",
		"VON ", "Written by ", "Posted by ",
		"Published by ", "Ver\xc3\xb6" "ffentlicht von ",
		"ver\xc3\xb6" "ffentlicht von ", "Publi\xc3\xa9 par ", "Text: ",
		"Text von ", "Author: ", "Auteur : ",
		"Autor: ", NULL };
	struct span none = { NULL, 0 };

	s = page_trim(s);
	for (size_t i = 0; starts[i] != NULL; i++)
		if (span_starts(s, starts[i])) {
			s = page_trim(span_sub(s, strlen(starts[i]), s.n));
			break;
		}
	if (s.n == 0 || s.n > 60 || (s.p[0] >= 'a' && s.p[0] <= 'z' &&
	    span_find(s, ' ') >= 0))
		return (none);
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == ',' ||
		    s.p[i] == ':' || s.p[i] == '/' || s.p[i] == '\n')
			return (none);
	return (span_trim(s));
}

/* Whether ${n} is of a sentence, and so anybody that the text speaks of. */
static bool
in_sentence(struct doc *d, xmlNode *n)
{
	xmlNode *p = doc_find(d, n, "ancestor::p[1]");

	return (p != NULL && doc_text(d, p).n > doc_text(d, n).n +
	    SENTENCE_MIN);
}

/* The one name that stands in what ${way} finds; absent where two do. */
static struct span
one_name(struct doc *d, const char *way, bool full, xmlNode **at)
{
	struct nodes found = page_main(d, way);
	struct span name = { NULL, 0 }, one;

	for (size_t i = 0; i < found.n; i++) {
		if (in_sentence(d, found.p[i]))
			continue;
		one = page_person(d, byline_name(doc_text(d, found.p[i])));
		if (full && doc_text(d, found.p[i]).n > 0 && (one.p == NULL ||
		    !page_full_name(one)))
			return ((struct span){ NULL, 0 });
		if (one.p == NULL)
			continue;
		if (name.p != NULL && !page_same_name(name, one))
			return ((struct span){ NULL, 0 });
		name = one;
		*at = found.p[i];
	}
	return (name);
}

/* A name, and the page that it is a link to. */
static bool
put_link(struct doc *d, struct item *post, const char *way, bool full)
{
	struct span none = { NULL, 0 }, name, href;
	xmlNode *at = NULL;
	struct item *author;

	name = one_name(d, way, full, &at);
	if (name.p == NULL)
		return (false);
	author = item_author(d, post, none);
	fact_put(d, author, FACT_NAME, name, "%s", doc_path(d, at));
	href = doc_attr(d, at, "href");
	if (href.p != NULL && !page_is_home(d, href))
		fact_put(d, author, FACT_URL, doc_url(d, href), "%s/@href",
		    doc_path(d, at));
	return (true);
}

static bool
put_link_author(struct doc *d, struct item *post)
{
	static const char * const ways[] = {
		"//a[contains(concat(' ',normalize-space(@rel),' '),"
		    "' author ')]",
		"//*[" HAS("vcard") " and " HAS("author") "]//a[" HAS("fn")
		    "]", NULL };

	for (size_t i = 0; ways[i] != NULL; i++)
		if (put_link(d, post, ways[i], false))
			return (true);
	return (false);
}

/* Links to the pages that sites give their authors. */
static bool
put_page_author(struct doc *d, struct item *post)
{
	static const char way[] = "//a[(contains(@href,'/author/') or "
	    "contains(@href,'/authors/') or contains(@href,'/autor/') or "
	    "contains(@href,'/autoren/') or contains(@href,'/auteur/') or "
	    "contains(@href,'/auteurs/') or contains(@href,'/journaliste/') "
	    "or starts-with(@href,'auteur/')) and "
	    "normalize-space(.)!='']";

	return (put_link(d, post, way, true));
}

static bool
put_meta_author(struct doc *d, struct item *post)
{
	struct span none = { NULL, 0 }, name, second;

	for (size_t i = 0; authors[i] != NULL; i++) {
		second = doc_meta(d, authors[i], 1);
		name = page_person(d, doc_meta(d, authors[i], 0));
		if (name.p == NULL || (second.p != NULL &&
		    !page_same_name(second, name)))
			continue;
		fact_put(d, item_author(d, post, none), FACT_NAME, name,
		    "%s", meta_place(d, authors[i]));
		return (true);
	}
	return (false);
}

static const char * const bylines[] = {
	"//*[@itemprop='author' and not(@itemscope)]",
	"//*[(" HAS("byline") " or " HAS("author-name") " or "
	    HAS("authorname") " or " HAS("entry-author") " or "
	    HAS("post-author") " or " HAS("article-author") " or "
	    HAS("article__author") " or " HAS("author__name") " or "
	    HAS("byline-name") " or " HAS("byline-author") " or "
	    HAS("byline__name") " or " HAS("byline__author") " or "
	    HAS("c-author") ")]",
	"//*[(" HAS("author") " or " HAS("autor") " or "
	    HAS("auteur") ") and not(self::body)]", NULL };

static bool
put_byline(struct doc *d, struct item *post)
{
	for (size_t i = 0; bylines[i] != NULL; i++)
		if (put_link(d, post, bylines[i], true))
			return (true);
	return (false);
}

/* Whether the page shows another name than ${name}, and only that. */
static bool
shows_another(struct doc *d, struct span name)
{
	struct span shown = { NULL, 0 };
	xmlNode *at = NULL;

	for (size_t i = 0; shown.p == NULL && bylines[i] != NULL; i++)
		shown = one_name(d, bylines[i], true, &at);
	return (shown.p != NULL && !page_same_name(shown, name));
}

/* "Written by", "Verfasst von": a pair that plug-ins write for cards.  It is
 * the account that put the text there; a name that is shown goes before. */
static bool
put_card_author(struct doc *d, struct item *post)
{
	static const char * const labels[] = { "Written by", "Verfasst von",
		"Geschrieben von", "\xc3\x89" "crit par", "Escrito por",
		"Scritto da", "Geschreven door", NULL };
	struct span none = { NULL, 0 }, label = span_trim(doc_meta(d,
	    "twitter:label1", 0)), name;

	if (label.p == NULL || !parts_in(label, labels))
		return (false);
	name = page_person(d, doc_meta(d, "twitter:data1", 0));
	if (name.p != NULL && shows_another(d, name))
		return (put_byline(d, post));
	if (name.p != NULL)
		fact_put(d, item_author(d, post, none), FACT_NAME, name, "%s",
		    meta_place(d, "twitter:data1"));
	return (name.p != NULL);
}

static void
put_lang(struct doc *d, struct item *post)
{
	xmlNode *html = doc_find(d, NULL, "/html[@lang]");

	if (html != NULL)
		fact_put(d, post, FACT_LANG, span_trim(doc_attr(d, html,
		    "lang")), "/html/@lang");
}

/* A site of its own kind, whose reader knows where things stand. */
static bool
is_service(struct doc *d)
{
	struct identity id;

	return (doc_identity(d, &id) &&
	    strcmp(id.platform, "blogger") != 0);
}

/* The few lines between title and text, where they are marked. */
static xmlNode *
standfirst(struct doc *d, xmlNode *body)
{
	xmlNode *scope = doc_find(d, body, "ancestor::*[@itemscope][1]");
	struct nodes all = doc_find_all(d, scope, ".//*[@itemprop="
	    "'description' and not(self::meta)]");

	for (size_t i = 0; scope != NULL && i < all.n; i++)
		if (doc_find(d, all.p[i], "ancestor::*[@itemscope][1]") ==
		    scope && xmlXPathCmpNodes(all.p[i], body) == 1)
			return (all.p[i]);
	all = doc_find_all(d, NULL, "//*[" HAS("chapo") " or "
	    HAS("standfirst") " or " HAS("article__desc") " or "
	    HAS("article__standfirst") "]");
	return (all.n == 1 && xmlXPathCmpNodes(all.p[0], body) == 1 &&
	    doc_find(d, all.p[0], ".//p[2]") == NULL ? all.p[0] : NULL);
}

static void
put_text(struct doc *d, struct item *post, xmlNode *body)
{
	xmlNode *first = standfirst(d, body);
	struct span text = body_text(d, body), lines = first == NULL ?
	    (struct span){ NULL, 0 } : page_trim(doc_text(d, first));

	d->confidence = body_marked(d, body) ? "medium" : "low";
	if (lines.n > 0 && text.n > 0)
		text = span_of(doc_printf(d, "%.*s\n\n%.*s",
		    SPAN_ARG(lines), SPAN_ARG(text)));
	fact_put(d, post, FACT_TEXT, text, "%s", doc_path(d, body));
	doc_class(d, PAGE_POST, "%s", doc_path(d, body));
}

/* A page is a post to us where a text of some length is its center. */
void
generic_dom(struct doc *d)
{
	struct span none = { NULL, 0 };
	xmlNode *body;
	struct item *post;

	if (d->html == NULL || d->url == NULL || is_service(d) ||
	    page_is_home(d, span_of(url_text(d->url))))
		return;
	body = body_find(d);
	if (body == NULL && !page_says_article(d))
		return;
	post = item_post(d, REL_SUBJECT, none);
	if (body != NULL)
		put_text(d, post, body);
	d->confidence = "medium";
	put_lang(d, post);
	put_meta_date(d, post);
	d->confidence = "low";
	published_put(d, post, body);
	if (!put_card_author(d, post) && !put_link_author(d, post) &&
	    !put_meta_author(d, post) && !put_page_author(d, post))
		(void)put_byline(d, post);
}
