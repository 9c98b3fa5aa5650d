#include "store/facts/generic/body.h"
#include "store/facts/platforms/forum.h"

/*
 * Blogger: "NAME.blogspot.COUNTRY/YEAR/MONTH/title.html" or a domain of one's
 * own.  Posts and people have numbers; the rest is in marks of all sites.
 */

static bool
hosted(const struct url *u, struct span *name)
{
	struct span host = span_of(url_host(u));
	ptrdiff_t at = parts_find(host, ".blogspot.");

	if (at <= 0)
		return (false);
	*name = span_sub(host, 0, (size_t)at);
	if (span_starts(*name, "www."))
		*name = span_sub(*name, 4, name->n);
	return (true);
}

/* Countries' names of one blog are the same blog. */
static bool
identity(const struct url *u, struct identity *out)
{
	struct parts p = parts_path(u);
	struct span name, none = { NULL, 0 };

	if (parts_on(u, "blogger.com") && parts_is(&p, 0, "profile") &&
	    p.n == 2 && parts_digits(p.seg[1], 1, 25))
		return (parts_identity(out, IDENTITY_AUTHOR, "blogger",
		    p.seg[1], none, "https://www.blogger.com/profile/%.*s",
		    SPAN_ARG(p.seg[1])));
	if (!hosted(u, &name) || p.n != 3 || !parts_digits(p.seg[0], 4, 4) ||
	    !parts_digits(p.seg[1], 2, 2) || !span_ends(p.seg[2], ".html"))
		return (false);
	return (parts_identity(out, IDENTITY_POST, "blogger", none, none,
	    "https://%.*s.blogspot.com/%.*s/%.*s/%.*s", SPAN_ARG(name),
	    SPAN_ARG(p.seg[0]), SPAN_ARG(p.seg[1]), SPAN_ARG(p.seg[2])));
}

static bool
mine(struct doc *d)
{
	struct span name;

	return (d->html != NULL && (hosted(d->url, &name) ||
	    span_is_nocase(doc_meta(d, "generator", 0), "blogger")));
}

/* The one post that stands on a page of its own. */
static xmlNode *
post_of(struct doc *d)
{
	struct nodes all = doc_find_all(d, NULL, "//*[" HAS("post-body")
	    "]/ancestor::*[" HAS("hentry") " or " HAS("post") "][1]");

	return (all.n == 1 ? all.p[0] : NULL);
}

static struct span
number_of(struct doc *d, xmlNode *post, const char **at)
{
	xmlNode *node = doc_find(d, post, ".//meta[@itemprop='postId']");
	struct span s = doc_attr(d, node, "content");

	*at = doc_path(d, node);
	if (parts_digits(s, 1, 25))
		return (s);
	node = doc_find(d, post, ".//a[@name and not(@href)]");
	s = doc_attr(d, node, "name");
	*at = doc_path(d, node);
	if (parts_digits(s, 10, 25))
		return (s);
	node = doc_find(d, post, ".//*[starts-with(@id,'post-body-')]");
	s = parts_between(doc_attr(d, node, "id"), "post-body-", NULL);
	*at = doc_path(d, node);
	return (parts_digits(s, 1, 25) ? s : (struct span){ NULL, 0 });
}

/* A person, by the number in a link to the profile where there is one. */
static struct item *
put_person(struct doc *d, struct item *of, xmlNode *below)
{
	xmlNode *link = doc_find(d, below, ".//a[contains(@href,"
	    "'blogger.com/profile/') or contains(@href,"
	    "'plus.google.com/')]");
	struct span href = doc_attr(d, link, "href"), id;
	struct item *who;

	id = page_before(page_before(parts_between(href,
	    "blogger.com/profile/", NULL), '/'), '?');
	if (!parts_digits(id, 1, 25))
		return (item_author(d, of, (struct span){ NULL, 0 }));
	who = item_author(d, of, id);
	fact_put(d, who, FACT_ID, id, "%s", doc_path(d, link));
	fact_put(d, who, FACT_URL, doc_url(d, href), "%s", doc_path(d, link));
	return (who);
}

static void
read_author(struct doc *d, struct item *item, xmlNode *post)
{
	xmlNode *by = doc_find(d, post, ".//*[" HAS("post-author") "]"), *fn;
	struct item *who;

	if (by == NULL)
		return;
	who = put_person(d, item, by);
	fn = doc_find(d, by, ".//*[" HAS("fn") "]");
	if (fn != NULL)
		fact_put(d, who, FACT_NAME, page_person(d, doc_text(d, fn)),
		    "%s", doc_path(d, fn));
}

static void
read_comment(struct doc *d, xmlNode *node)
{
	struct span id = doc_attr(d, node, "id"), name;
	xmlNode *text = doc_find(d, node, "(.//*[" HAS("comment-content")
	    "])[1]"), *user, *time;
	struct item *comment;

	if (!span_starts(id, "c") || !parts_digits(span_sub(id, 1, 25), 5,
	    25) || text == NULL)
		return;
	id = span_sub(id, 1, id.n);
	comment = item_post(d, REL_REPLY, id);
	fact_put(d, comment, FACT_ID, id, "%s/@id", doc_path(d, node));
	fact_put(d, comment, FACT_TEXT, span_trim(doc_text(d, text)), "%s",
	    doc_path(d, text));
	time = doc_find(d, node, "(.//*[" HAS("datetime") "])[1]");
	if (time != NULL)
		fact_put_time(d, comment, FACT_PUBLISHED, span_trim(doc_text(
		    d, time)), "%s", doc_path(d, time));
	user = doc_find(d, node, "(.//*[" HAS("user") "])[1]");
	if (user == NULL)
		return;
	name = span_trim(doc_text(d, user));
	/* So it calls accounts that have no name any more. */
	if (span_is(name, "Unknown"))
		name = (struct span){ NULL, 0 };
	fact_put(d, put_person(d, comment, user), FACT_NAME, name, "%s",
	    doc_path(d, user));
}

/* The older list: name, text and time follow one another. */
static void
read_old_comment(struct doc *d, xmlNode *name)
{
	struct span id = doc_attr(d, name, "id");
	xmlNode *text = doc_find(d, name, "following-sibling::dd[" HAS(
	    "comment-body") "][1]"), *time;
	struct item *comment;

	if (!span_starts(id, "c") || !parts_digits(span_sub(id, 1, 25), 5,
	    25) || text == NULL)
		return;
	id = span_sub(id, 1, id.n);
	comment = item_post(d, REL_REPLY, id);
	fact_put(d, comment, FACT_ID, id, "%s/@id", doc_path(d, name));
	fact_put(d, comment, FACT_TEXT, span_trim(doc_text(d, text)), "%s",
	    doc_path(d, text));
	time = doc_find(d, name, "following-sibling::dd[" HAS(
	    "comment-footer") "][1]//*[" HAS("comment-timestamp") "]");
	if (time != NULL)
		fact_put_time(d, comment, FACT_PUBLISHED, span_trim(doc_text(
		    d, time)), "%s", doc_path(d, time));
	fact_put(d, put_person(d, comment, name), FACT_NAME, span_trim(
	    doc_text(d, doc_find(d, name, "a[@href]"))), "%s",
	    doc_path(d, name));
}

static void
read(struct doc *d)
{
	xmlNode *post = post_of(d);
	struct nodes all;
	struct item *item;
	struct span id;
	const char *at;

	if (post == NULL)
		return;
	id = number_of(d, post, &at);
	item = item_post(d, REL_SUBJECT, id);
	fact_put(d, item, FACT_ID, id, "%s", at);
	read_author(d, item, post);
	all = doc_find_all(d, NULL, "//li[" HAS("comment") " and starts-with("
	    "@id,'c')]");
	for (size_t i = 0; i < all.n; i++)
		read_comment(d, all.p[i]);
	all = doc_find_all(d, NULL, "//dt[" HAS("comment-author")
	    " and starts-with(@id,'c')]");
	for (size_t i = 0; i < all.n; i++)
		read_old_comment(d, all.p[i]);
}

const struct platform platform_blogger = {
	.name = "blogger",
	.identity = identity,
	.mine = mine,
	.read = read,
};
