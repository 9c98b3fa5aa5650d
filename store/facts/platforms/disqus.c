#include "store/facts/generic/page.h"
#include "store/facts/platforms/parts.h"

/*
 * Disqus: comments of other sites' pages, in a frame with its data, and from
 * its API (https://disqus.com/api/docs/).  Times are UTC and do not say so.
 */

static bool
wants(const struct url *u, const char *mime)
{
	(void)mime;
	return (parts_on(u, "disqus.com") &&
	    parts_find(span_of(url_path(u)), "/api/") == 0);
}

static bool
mine(struct doc *d)
{
	return (parts_on(d->url, "disqus.com"));
}

static void
read_author(struct doc *d, json_t *o, struct item *post, const char *at)
{
	json_t *author = json_object_get(o, "author");
	struct item *who = item_author(d, post, parts_id(d,
	    json_object_get(author, "id")));

	at = doc_printf(d, "%s/author", at);
	parts_put(d, who, FACT_ID, author, "/id", at);
	parts_put(d, who, FACT_HANDLE, author, "/username", at);
	parts_put(d, who, FACT_NAME, author, "/name", at);
	parts_put_url(d, who, FACT_URL, author, "/profileUrl", at);
	parts_put_url(d, who, FACT_LINK, author, "/url", at);
	parts_put(d, who, FACT_BIO, author, "/about", at);
}

static void
read_post(struct doc *d, json_t *o, const char *at)
{
	struct span id = parts_id(d, json_object_get(o, "id")), when, text;
	struct item *post;

	if (id.p == NULL)
		return;
	post = item_post(d, REL_REPLY, id);
	item_platform(d, post, "disqus");
	parts_put(d, post, FACT_ID, o, "/id", at);
	parts_put_url(d, post, FACT_URL, o, "/url", at);
	text = parts_text(o, "/message");
	if (text.p != NULL)
		fact_put_raw(d, post, FACT_TEXT, doc_strip_html(d, text),
		    text, "%s/message", at);
	when = parts_text(o, "/createdAt");
	if (when.n >= 19 && when.n < 30)
		fact_put_time(d, post, FACT_PUBLISHED, span_of(doc_printf(d,
		    "%.*sZ", SPAN_ARG(when))), "%s/createdAt", at);
	parts_put(d, post, FACT_LIKES, o, "/likes", at);
	if (parts_id(d, json_object_get(o, "parent")).p != NULL)
		parts_put(d, post, FACT_IN_REPLY_TO, o, "/parent", at);
	if (json_is_true(json_object_get(o, "isDeleted")))
		parts_put(d, post, FACT_DELETED, o, "/isDeleted", at);
	read_author(d, o, post, at);
}

static void
read_posts(struct doc *d, json_t *posts, const char *at)
{
	json_t *one;
	size_t i;

	json_array_foreach(posts, i, one)
		read_post(d, one, doc_printf(d, "%s/%zu", at, i));
}

static void
read(struct doc *d)
{
	static const char way[] = "//script[@id='disqus-threadData']";
	json_t *data = d->json;

	if (data != NULL) {
		read_posts(d, json_object_get(data, "response"), "/response");
		return;
	}
	data = doc_script(d, way);
	read_posts(d, json_at(data, "/response/posts"), doc_printf(d,
	    "%s#/response/posts", way));
}

const struct platform platform_disqus = {
	.name = "disqus",
	.mine = mine,
	.read = read,
	.wants = wants,
};
