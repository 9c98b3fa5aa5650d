#include <string.h>

#include "store/facts/platforms/forum.h"
#include "store/facts/platforms/wordpress.h"

/*
 * WordPress (https://developer.wordpress.org): what themes have in common.
 * Text, title and times of a page stand in the marks of all sites, and are
 * read there; here are numbers, accounts and comments.
 */

bool
wordpress_mine(struct doc *d)
{
	if (d->html == NULL)
		return (false);
	return (parts_find(doc_meta(d, "generator", 0), "WordPress") >= 0 ||
	    doc_find(d, NULL, "//link[contains(@href,'/wp-content/') or "
	    "contains(@href,'/wp-includes/') or contains(@href,'/wp-json/')]|"
	    "//script[contains(@src,'/wp-content/') or contains(@src,"
	    "'/wp-includes/')]") != NULL);
}

static bool
mine(struct doc *d)
{
	return (wordpress_mine(d) ||
	    (d->json != NULL && wordpress_wants(d->url, NULL)));
}

/* --- The number of the post that a page shows alone --- */

static struct span
class_number(struct doc *d, const char *xpath, const char *mark)
{
	xmlNode *node = doc_find(d, NULL, xpath);
	struct span s = doc_attr(d, node, "class"), none = { NULL, 0 };

	s = parts_between(doc_attr(d, node, "class"), mark, NULL);
	if (s.p == NULL)
		return (none);
	s = page_before(s, ' ');
	return (parts_digits(s, 1, 18) ? s : none);
}

static struct span
post_number(struct doc *d, const char **at)
{
	struct span s;
	xmlNode *node;

	*at = "/html/body/@class";
	s = class_number(d, "//body[contains(@class,'postid-')]", "postid-");
	if (s.p != NULL)
		return (s);
	*at = "//link[@rel='shortlink']";
	node = doc_find(d, NULL, *at);
	s = parts_between(doc_attr(d, node, "href"), "?p=", NULL);
	if (parts_digits(s, 1, 18))
		return (s);
	*at = "//link[@rel='alternate' and @type='application/json']";
	node = doc_find(d, NULL, *at);
	s = parts_between(doc_attr(d, node, "href"), "/wp/v2/posts/", NULL);
	return (parts_digits(s, 1, 18) ? s : (struct span){ NULL, 0 });
}

/* --- Its author --- */

#define NAME_WORDS_MAX	5
#define BYLINE_MAX	200	/* bytes; a longer line is of the text */

/* The account in "/author/NAME/", which is its page too. */
static struct span
account(struct doc *d, struct span href)
{
	struct span s = parts_between(href, "/author/", NULL);
	char name[256];

	s = page_before(page_before(page_before(s, '/'), '?'), '#');
	if (s.p == NULL || s.n == 0)
		return ((struct span){ NULL, 0 });
	parts_decode(s, name, sizeof(name));
	return (name[0] == '\0' ? (struct span){ NULL, 0 } :
	    span_of(doc_printf(d, "%s", name)));
}

/* A person's page on this site; what else a text links to is anybody's. */
static bool
on_site(struct doc *d, struct span href)
{
	const char *host = url_host(d->url);
	struct url *u;
	bool same;

	if (href.p == NULL || url_parse(span_trim(href), d->url, &u, NULL))
		return (false);
	if (span_starts(span_of(host), "www."))
		host += strlen("www.");
	same = parts_on(u, host);
	url_free(u);
	return (same);
}

/* Links to authors' pages in the post's own element or its head; more than
 * one of them, and none is taken. */
static xmlNode *
author_link(struct doc *d, struct span number)
{
	struct nodes all = { NULL, 0 };
	xmlNode *one = NULL;

	if (number.p != NULL)
		all = doc_find_all(d, NULL, doc_printf(d, "//*[@id='post-"
		    "%.*s']//a[contains(@href,'/author/') and not(ancestor::*"
		    "[contains(@id,'comment') or contains(@class,'comment')])"
		    "]", SPAN_ARG(number)));
	if (all.n == 0)
		all = doc_find_all(d, NULL, "//a[contains(@href,'/author/') "
		    "and contains(concat(' ',@rel,' '),' author ') and "
		    "not(ancestor::*[contains(@id,'comment') or "
		    "contains(@class,'comment') or self::aside or "
		    "contains(@class,'related') or contains(@class,"
		    "'widget')])]");
	for (size_t i = 0; i < all.n; i++) {
		struct span href = doc_attr(d, all.p[i], "href"),
		    name = account(d, href);

		if (!on_site(d, href) || doc_text(d, doc_find(d, all.p[i],
		    "ancestor::p[1]")).n > BYLINE_MAX)
			continue;
		if (one != NULL && !span_eq(name, account(d, doc_attr(d, one,
		    "href"))))
			return (NULL);
		one = all.p[i];
	}
	return (one);
}

/* Whether the words of a link are whom it leads to, and not where: "View all
 * of her posts." */
static bool
is_name(struct doc *d, xmlNode *link, struct span shown)
{
	size_t words = 1;

	for (size_t i = 0; i < shown.n; i++)
		words += shown.p[i] == ' ';
	return (words <= NAME_WORDS_MAX && !span_ends(shown, ".") &&
	    doc_find(d, link, "self::*[" HAS("author-link") " or "
	    HAS("more-link") "]") == NULL);
}

static bool
read_author(struct doc *d, struct item *post, struct span number)
{
	xmlNode *link = author_link(d, number);
	struct span none = { NULL, 0 }, href, name, shown;
	struct item *who;

	if (link == NULL)
		return (false);
	href = doc_attr(d, link, "href");
	name = account(d, href);
	shown = page_person(d, doc_text(d, link));
	if (name.p == NULL || shown.p == NULL)
		return (false);
	who = item_author(d, post, none);
	if (is_name(d, link, shown))
		fact_put(d, who, FACT_NAME, shown, "%s", doc_path(d, link));
	if (page_person(d, name).p == NULL)
		return (true);
	fact_put_raw(d, who, FACT_HANDLE, name, href, "%s/@href",
	    doc_path(d, link));
	fact_put(d, who, FACT_URL, doc_url(d, href), "%s/@href",
	    doc_path(d, link));
	return (true);
}

/*
 * A blog that WordPress.com keeps is called as its owner's account: where the
 * page names the same account elsewhere, it is the author's.
 */
static void
read_owner(struct doc *d, struct item *post)
{
	struct span host = span_of(url_host(d->url)), none = { NULL, 0 };
	struct span who = span_trim(doc_meta(d, "twitter:creator", 0));
	const char *confidence = d->confidence;

	if (!span_ends(host, ".wordpress.com") || !span_starts(who, "@"))
		return;
	who = span_sub(who, 1, who.n);
	if (!page_same_name(who, page_before(host, '.')))
		return;
	d->confidence = "low";
	fact_put(d, item_author(d, post, none), FACT_HANDLE, who,
	    "//meta[@name='twitter:creator']");
	d->confidence = confidence;
}

/* --- Author's pages --- */

static void
read_profile(struct doc *d)
{
	struct span number = class_number(d, "//body[" HAS("author") "]",
	    " author-"), handle = account(d, span_of(url_path(d->url)));
	struct span none = { NULL, 0 };
	xmlNode *body = doc_find(d, NULL, "//body[" HAS("author") "]");
	struct item *who;

	if (body == NULL || handle.p == NULL)
		return;
	who = item_author(d, NULL, none);
	fact_put(d, who, FACT_HANDLE, handle, "url");
	fact_put(d, who, FACT_URL, span_of(url_text(d->url)), "url");
	fact_put(d, who, FACT_ID, number, "/html/body/@class");
	doc_class(d, PAGE_PROFILE, "/html/body/@class");
}

static bool
single(struct doc *d)
{
	return (doc_find(d, NULL, "//body[" HAS("single") " or " HAS("page")
	    " or " HAS("singular") " or contains(@class,'postid-')]") != NULL);
}

/*
 * Plugins write both times from UTC.  What themes write into <time> is local
 * time with the offset that the site has when it answers, which is an hour off
 * in the other season.
 */
static void
read_times(struct doc *d, struct item *post)
{
	static const struct {
		enum fact fact;
		const char *key;
	} times[] = {
		{ FACT_PUBLISHED, "article:published_time" },
		{ FACT_EDITED, "article:modified_time" }
	};

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		fact_put_time(d, post, times[i].fact, doc_meta(d,
		    times[i].key, 0), "//meta[@property='%s']/@content",
		    times[i].key);
}

static void
read(struct doc *d)
{
	struct span number, none = { NULL, 0 };
	struct item *post;
	const char *at;

	if (d->json != NULL) {
		wordpress_data(d);
		return;
	}
	read_profile(d);
	number = post_number(d, &at);
	if (number.p == NULL && !single(d))
		return;
	post = item_post(d, REL_SUBJECT, number.p == NULL ? none :
	    forum_key(d, number));
	fact_put(d, post, FACT_ID, number, "%s", at);
	read_times(d, post);
	doc_lead(d, "post", doc_attr(d, doc_find(d, NULL, "//link[@rel="
	    "'alternate' and @type='application/json' and contains(@href,"
	    "'/wp/v2/')]"), "href"), "application/json");
	if (!read_author(d, post, number))
		read_owner(d, post);
	wordpress_comments(d, post);
}

const struct platform platform_wordpress = {
	.name = "wordpress",
	.mine = mine,
	.read = read,
	.wants = wordpress_wants,
};
