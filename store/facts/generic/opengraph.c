#include "store/facts/generic/page.h"
#include "store/facts/generic/readers.h"

/* OpenGraph (https://ogp.me/) and the article: and twitter: names. */

#define META(key)	"//meta[@property='" key "']"

static void
put_author(struct doc *d, struct item *post)
{
	struct span none = { NULL, 0 }, s = doc_meta(d, "article:author", 0);
	struct span other = doc_meta(d, "article:author", 1), name;
	struct item *author;

	if (s.p == NULL)
		return;
	s = span_trim(s);
	if (other.p != NULL && !span_eq(span_trim(other), s))
		return;
	author = item_author(d, post, none);
	if (page_url_like(s)) {
		if (!page_is_home(d, s))
			fact_put(d, author, FACT_URL, doc_url(d, s),
			    META("article:author"));
		return;
	}
	name = page_person(d, s);
	fact_put(d, author, FACT_NAME, name, META("article:author"));
}

static bool
is_article(struct doc *d)
{
	struct span type = span_trim(doc_meta(d, "og:type", 0));

	return (span_is(type, "article") || span_ends(type, ":article") ||
	    span_is(type, "blog") || span_starts(type, "tumblr-feed:"));
}

void
generic_opengraph(struct doc *d)
{
	struct span none = { NULL, 0 }, made, changed, url;
	struct item *post;

	if (d->url == NULL || d->html == NULL)
		return;
	url = doc_meta(d, "og:url", 0);
	made = doc_meta(d, "article:published_time", 0);
	if ((!is_article(d) && made.p == NULL) ||
	    page_is_home(d, span_of(url_text(d->url))))
		return;
	post = item_post(d, REL_SUBJECT, none);
	if (url.p != NULL)
		page_put_url(d, post, span_trim(url), META("og:url"));
	fact_put(d, post, FACT_TITLE, span_trim(doc_meta(d, "og:title", 0)),
	    META("og:title"));
	fact_put_time(d, post, FACT_PUBLISHED, span_trim(made),
	    META("article:published_time"));
	changed = doc_meta(d, "article:modified_time", 0);
	if (changed.p != NULL && !span_eq(span_trim(changed),
	    span_trim(made)))
		fact_put_time(d, post, FACT_EDITED, span_trim(changed),
		    META("article:modified_time"));
	put_author(d, post);
	if (is_article(d) && page_names(d, url))
		doc_class(d, PAGE_POST, META("og:type"));
}
