#include <string.h>

#include "store/facts/generic/body.h"
#include "store/facts/generic/page.h"
#include "store/facts/platforms/parts.h"

/* Tumblr: "BLOG.tumblr.com/post/ID", "www.tumblr.com/BLOG/ID". */

static bool
blog_name(struct span s)
{
	return (parts_name(s, "-", 32));
}

static bool
post(struct identity *out, struct span blog, struct span id)
{
	return (blog_name(blog) && parts_digits(id, 5, 20) &&
	    parts_identity(out, IDENTITY_POST, "tumblr", id, blog,
	    "https://www.tumblr.com/%.*s/%.*s", SPAN_ARG(blog),
	    SPAN_ARG(id)));
}

static bool
blog_of(struct identity *out, struct span blog)
{
	struct span none = { NULL, 0 };

	return (blog_name(blog) && parts_identity(out, IDENTITY_AUTHOR,
	    "tumblr", none, blog, "https://www.tumblr.com/%.*s",
	    SPAN_ARG(blog)));
}

static bool
identity(const struct url *u, struct identity *out)
{
	static const char * const reserved[] = { "about", "dashboard",
		"explore", "login", "oembed", "policy", "register", "search",
		"settings", "tagged", "privacy", "docs", "press", NULL };
	struct parts p = parts_path(u);
	struct span host = span_of(url_host(u)), blog;

	if (!parts_on(u, "tumblr.com"))
		return (false);
	if (span_is(host, "tumblr.com") || span_is(host, "www.tumblr.com")) {
		if (p.n > 0 && parts_in(p.seg[0], reserved))
			return (parts_is(&p, 0, "login") && parts_identity(
			    out, IDENTITY_WALL, "tumblr", (struct span){ NULL,
			    0 }, (struct span){ NULL, 0 },
			    "https://www.tumblr.com/login"));
		if (p.n >= 2 && parts_is(&p, 0, "blog"))
			return (p.n >= 4 && parts_is(&p, 1, "view") ?
			    post(out, p.seg[2], p.seg[3]) :
			    blog_of(out, p.seg[p.n - 1]));
		return (p.n >= 2 ? post(out, p.seg[0], p.seg[1]) :
		    p.n == 1 && blog_of(out, p.seg[0]));
	}
	blog = span_sub(host, 0, host.n - strlen(".tumblr.com"));
	if (parts_is(&p, 0, "post") && p.n >= 2)
		return (post(out, blog, p.seg[1]));
	return (p.n == 0 && blog_of(out, blog));
}

static bool
mine(struct doc *d)
{
	return (d->html != NULL && (parts_on(d->url, "tumblr.com") ||
	    span_starts(doc_meta(d, "al:ios:url", 0), "tumblr://")));
}

/* Where a theme puts the text, between marks that differ in each: the element
 * that begins as the page's description does. */
static void
read_text(struct doc *d, struct item *item)
{
	struct span start = doc_meta(d, "og:description", 0), text;
	struct nodes all;

	start = page_before(span_trim(start), '\n');
	if (start.n < 8)
		return;
	if (span_ends(start, "..."))
		start.n -= 3;
	all = doc_find_all(d, NULL, "//body//*[self::p or self::div or "
	    "self::li or self::td or self::span or self::blockquote]");
	for (size_t i = all.n; i > 0; i--) {
		xmlNode *up = all.p[i - 1]->parent;

		text = span_trim(doc_text(d, all.p[i - 1]));
		if (text.n < start.n || !span_eq(span_sub(text, 0, start.n),
		    start))
			continue;
		/* The outermost that begins so, and holds all of it. */
		while (up != NULL && up->type == XML_ELEMENT_NODE &&
		    xmlStrcmp(up->name, (const xmlChar *)"body") != 0) {
			struct span more = span_trim(doc_text(d, up));

			if (!span_eq(span_sub(more, 0, start.n), start) ||
			    doc_find(d, up, ".//form|.//footer|.//nav") !=
			    NULL)
				break;
			text = more;
			all.p[i - 1] = up;
			up = up->parent;
		}
		fact_put(d, item, FACT_TEXT, text, "%s",
		    doc_path(d, all.p[i - 1]));
		return;
	}
}

static void
read(struct doc *d)
{
	static const char place[] = "//meta[@property='al:ios:url']";
	struct span app = doc_meta(d, "al:ios:url", 0), blog, id;
	struct identity named = { .kind = IDENTITY_NONE };
	struct item *item, *who;

	(void)identity(d->url, &named);
	blog = page_before(parts_between(app, "blogName=", NULL), '&');
	id = page_before(parts_between(app, "postID=", NULL), '&');
	if (!blog_name(blog))
		blog = span_of(doc_printf(d, "%s", named.handle));
	if (named.kind == IDENTITY_POST && !parts_digits(id, 5, 20))
		id = span_of(doc_printf(d, "%s", named.id));
	if (!blog_name(blog))
		return;
	item = parts_digits(id, 5, 20) ? item_post(d, REL_SUBJECT, id) : NULL;
	who = item_author(d, item, (struct span){ NULL, 0 });
	fact_put(d, who, FACT_HANDLE, blog, "%s", place);
	fact_put(d, who, FACT_URL, span_of(doc_printf(d,
	    "https://www.tumblr.com/%.*s", SPAN_ARG(blog))), "%s", place);
	if (item == NULL)
		return;
	fact_put(d, item, FACT_ID, id, "%s", place);
	read_text(d, item);
	doc_class(d, PAGE_POST, "%s", place);
}

static const char * const misleading[] = { "dom", NULL };

const struct platform platform_tumblr = {
	.name = "tumblr",
	.identity = identity,
	.mine = mine,
	.read = read,
	.misleading = misleading,
};
