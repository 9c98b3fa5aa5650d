#include "store/facts/generic/body.h"
#include "store/facts/platforms/forum.h"
#include "store/facts/platforms/wordpress.h"

/* The REST API, https://developer.wordpress.org/rest-api/reference/ */

static struct span
route(const struct url *u)
{
	struct span s = parts_between(span_of(url_path(u)), "/wp-json/wp/v2/",
	    NULL);

	if (s.p == NULL)
		s = parts_between(parts_query(u, "rest_route"), "/wp/v2/",
		    NULL);
	return (s);
}

bool
wordpress_wants(const struct url *u, const char *mime)
{
	(void)mime;
	return (route(u).n > 0);
}

/* Times of "_gmt" are UTC and do not say so. */
static void
put_gmt(struct doc *d, struct item *i, enum fact f, json_t *o,
    const char *key, const char *at)
{
	struct span s = parts_text(o, key);

	if (s.n >= 19 && s.n < 40)
		fact_put_time(d, i, f, span_of(doc_printf(d, "%.*sZ",
		    SPAN_ARG(s))), "%s%s", at, key);
}

static void
put_html(struct doc *d, struct item *i, enum fact f, json_t *o,
    const char *key, const char *at)
{
	struct span s = parts_text(o, key);

	if (s.p != NULL)
		fact_put_raw(d, i, f, span_trim(body_of_html(d, s, NULL)), s,
		    "%s%s", at, key);
}

static struct item *
author(struct doc *d, struct item *of, json_t *o, const char *key)
{
	struct span id = parts_id(d, json_object_get(o, key));

	return (item_author(d, of, forum_key(d, id)));
}

static void
read_user(struct doc *d, json_t *o, struct item *of, const char *at)
{
	struct item *who = author(d, of, o, "id");

	parts_put(d, who, FACT_ID, o, "/id", at);
	parts_put(d, who, FACT_HANDLE, o, "/slug", at);
	parts_put(d, who, FACT_NAME, o, "/name", at);
	parts_put(d, who, FACT_BIO, o, "/description", at);
	parts_put_url(d, who, FACT_URL, o, "/link", at);
	parts_put_url(d, who, FACT_LINK, o, "/url", at);
	parts_put_url(d, who, FACT_AVATAR, o, "/avatar_urls/96", at);
}

static void
read_post(struct doc *d, json_t *o, enum relation rel, const char *at)
{
	struct item *post = item_post(d, rel, forum_key(d, parts_id(d,
	    json_object_get(o, "id"))));
	json_t *whole = json_at(o, "/_embedded/author/0");
	struct span made = parts_text(o, "/date_gmt");

	parts_put(d, post, FACT_ID, o, "/id", at);
	parts_put_url(d, post, FACT_URL, o, "/link", at);
	put_html(d, post, FACT_TITLE, o, "/title/rendered", at);
	put_html(d, post, FACT_TEXT, o, "/content/rendered", at);
	put_gmt(d, post, FACT_PUBLISHED, o, "/date_gmt", at);
	if (!span_eq(made, parts_text(o, "/modified_gmt")))
		put_gmt(d, post, FACT_EDITED, o, "/modified_gmt", at);
	if (parts_id(d, json_object_get(o, "author")).p != NULL)
		parts_put(d, author(d, post, o, "author"), FACT_ID, o,
		    "/author", at);
	if (whole != NULL)
		read_user(d, whole, post, doc_printf(d,
		    "%s/_embedded/author/0", at));
	else if (rel == REL_SUBJECT)
		doc_lead(d, "author", parts_text(o, "/_links/author/0/href"),
		    "application/json");
}

static void
read_comment(struct doc *d, json_t *o, const char *at)
{
	struct span id = parts_id(d, json_object_get(o, "id")), up;
	struct item *comment, *who;

	if (id.p == NULL)
		return;
	comment = item_post(d, REL_REPLY, wordpress_comment_key(d, id));
	up = parts_id(d, json_object_get(o, "parent"));
	parts_put(d, comment, FACT_ID, o, "/id", at);
	parts_put_url(d, comment, FACT_URL, o, "/link", at);
	put_html(d, comment, FACT_TEXT, o, "/content/rendered", at);
	put_gmt(d, comment, FACT_PUBLISHED, o, "/date_gmt", at);
	if (up.p != NULL)
		parts_put(d, comment, FACT_IN_REPLY_TO, o, "/parent", at);
	who = author(d, comment, o, "author");
	if (parts_id(d, json_object_get(o, "author")).p != NULL)
		parts_put(d, who, FACT_ID, o, "/author", at);
	parts_put(d, who, FACT_NAME, o, "/author_name", at);
	parts_put_url(d, who, FACT_LINK, o, "/author_url", at);
}

void
wordpress_data(struct doc *d)
{
	struct span kind = route(d->url);
	json_t *one;
	size_t i;

	kind = page_before(page_before(kind, '/'), '?');
	if (!json_is_array(d->json)) {
		if (span_is(kind, "comments"))
			read_comment(d, d->json, "");
		else if (span_is(kind, "users"))
			read_user(d, d->json, NULL, "");
		else if (json_object_get(d->json, "content") != NULL)
			read_post(d, d->json, REL_SUBJECT, "");
		return;
	}
	json_array_foreach(d->json, i, one) {
		const char *at = doc_printf(d, "/%zu", i);

		if (span_is(kind, "comments"))
			read_comment(d, one, at);
		else if (json_object_get(one, "content") != NULL)
			read_post(d, one, json_array_size(d->json) == 1 ?
			    REL_SUBJECT : REL_LISTED, at);
	}
}
