#include "store/facts/generic/page.h"
#include "store/facts/platforms/parts.h"

/* Ghost (https://ghost.org/docs): its pages say all but the accounts and the
 * numbers in marks of all sites. */

static bool
mine(struct doc *d)
{
	return (parts_find(doc_meta(d, "generator", 0), "Ghost") == 0);
}

static bool
object_id(struct span s)
{
	return (s.n == 24 && parts_name(s, "", 24));
}

static void
read(struct doc *d)
{
	xmlNode *node = doc_find(d, NULL, "//*[@data-post-id]"), *link;
	struct span id = doc_attr(d, node, "data-post-id"), name, href,
	    none = { NULL, 0 };
	struct nodes all;
	struct item *post, *who;

	if (doc_find(d, NULL, "//body[" HAS("post-template") "]") == NULL)
		return;
	post = item_post(d, REL_SUBJECT, object_id(id) ? id : none);
	if (object_id(id))
		fact_put(d, post, FACT_ID, id, "%s/@data-post-id",
		    doc_path(d, node));
	all = doc_find_all(d, NULL, "//article//a[starts-with(@href,"
	    "'/author/') or contains(@href,'/author/')]");
	link = all.n > 0 ? all.p[0] : NULL;
	href = doc_attr(d, link, "href");
	name = page_before(parts_between(href, "/author/", NULL), '/');
	for (size_t i = 1; i < all.n; i++)
		if (!span_eq(name, page_before(parts_between(doc_attr(d,
		    all.p[i], "href"), "/author/", NULL), '/')))
			return;
	if (!parts_name(name, "-_", 100))
		return;
	who = item_author(d, post, none);
	fact_put(d, who, FACT_HANDLE, name, "%s/@href", doc_path(d, link));
	fact_put(d, who, FACT_URL, doc_url(d, href), "%s/@href",
	    doc_path(d, link));
}

const struct platform platform_ghost = {
	.name = "ghost",
	.mine = mine,
	.read = read,
};
