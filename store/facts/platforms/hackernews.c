#include "store/facts/generic/page.h"
#include "store/facts/platforms/parts.h"

/* Hacker News: "item?id=ID" for stories and comments, "user?id=NAME"; and its
 * API, https://github.com/HackerNews/API. */

static bool
identity(const struct url *u, struct identity *out)
{
	struct span id = parts_query(u, "id"), none = { NULL, 0 };
	struct span path = span_of(url_path(u));

	if (parts_on(u, "hacker-news.firebaseio.com")) {
		id = parts_between(path, "/v0/item/", ".json");
		return (parts_digits(id, 1, 12) && parts_identity(out,
		    IDENTITY_POST, "hackernews", id, none,
		    "https://news.ycombinator.com/item?id=%.*s",
		    SPAN_ARG(id)));
	}
	if (!parts_on(u, "news.ycombinator.com"))
		return (false);
	if (span_is(path, "/item") && parts_digits(id, 1, 12))
		return (parts_identity(out, IDENTITY_POST, "hackernews", id,
		    none, "https://news.ycombinator.com/item?id=%.*s",
		    SPAN_ARG(id)));
	return (span_is(path, "/user") && parts_name(id, "_-", 40) &&
	    parts_identity(out, IDENTITY_AUTHOR, "hackernews", none, id,
	    "https://news.ycombinator.com/user?id=%.*s", SPAN_ARG(id)));
}

static bool
wants(const struct url *u, const char *mime)
{
	(void)mime;
	return (parts_on(u, "hacker-news.firebaseio.com"));
}

static bool
mine(struct doc *d)
{
	return (parts_on(d->url, "news.ycombinator.com") ||
	    wants(d->url, NULL));
}

static void
put_author(struct doc *d, struct item *post, struct span name,
    const char *at)
{
	struct item *who;

	if (!parts_name(name, "_-", 40))
		return;
	who = item_author(d, post, name);
	fact_put(d, who, FACT_ID, name, "%s", at);
	fact_put(d, who, FACT_HANDLE, name, "%s", at);
	fact_put(d, who, FACT_URL, span_of(doc_printf(d,
	    "https://news.ycombinator.com/user?id=%.*s", SPAN_ARG(name))),
	    "%s", at);
}

/* A row "athing", and the one below it where a story's author stands. */
static void
read_row(struct doc *d, xmlNode *row, const struct identity *id)
{
	struct span number = doc_attr(d, row, "id"), when;
	xmlNode *below = doc_find(d, row, "following-sibling::tr[1]");
	xmlNode *user = doc_find(d, row, ".//a[" HAS("hnuser") "]"), *age,
	    *node;
	struct item *post;

	if (!parts_digits(number, 1, 12))
		return;
	post = item_post(d, span_is(number, id->id) ? REL_SUBJECT :
	    doc_find(d, row, ".//*[" HAS("commtext") "]") != NULL ?
	    REL_REPLY : REL_LISTED, number);
	fact_put(d, post, FACT_ID, number, "%s/@id", doc_path(d, row));
	fact_put(d, post, FACT_URL, span_of(doc_printf(d,
	    "https://news.ycombinator.com/item?id=%.*s", SPAN_ARG(number))),
	    "%s/@id", doc_path(d, row));
	if (user == NULL)
		user = doc_find(d, below, ".//a[" HAS("hnuser") "]");
	if (user != NULL)
		put_author(d, post, span_trim(doc_text(d, user)),
		    doc_path(d, user));
	age = doc_find(d, row, ".//*[" HAS("age") " and @title]");
	if (age == NULL)
		age = doc_find(d, below, ".//*[" HAS("age") " and @title]");
	/* "2023-01-05T12:00:00 1672920000": the second is UTC for sure. */
	when = doc_attr(d, age, "title");
	if (parts_digits(parts_between(when, " ", NULL), 9, 11))
		fact_put_epoch(d, post, FACT_PUBLISHED, parts_between(when,
		    " ", NULL), 1, "%s/@title", doc_path(d, age));
	else if (when.n == 19)
		fact_put_time(d, post, FACT_PUBLISHED, span_of(doc_printf(d,
		    "%.*sZ", SPAN_ARG(when))), "%s/@title", doc_path(d, age));
	node = doc_find(d, row, ".//*[" HAS("titleline") "]/a|.//a["
	    HAS("storylink") "]");
	if (node != NULL)
		fact_put(d, post, FACT_TITLE, span_trim(doc_text(d, node)),
		    "%s", doc_path(d, node));
	node = doc_find(d, row, ".//*[" HAS("commtext") "]");
	if (node == NULL && span_is(number, id->id))
		node = doc_find(d, NULL, "//*[" HAS("toptext") "]");
	if (node != NULL)
		fact_put(d, post, FACT_TEXT, span_trim(doc_text(d, node)),
		    "%s", doc_path(d, node));
}

static void
read_data(struct doc *d)
{
	json_t *j = d->json;
	struct span id = parts_id(d, json_object_get(j, "id"));
	struct item *post;

	if (id.p == NULL || json_object_get(j, "by") == NULL)
		return;
	post = item_post(d, REL_SUBJECT, id);
	parts_put(d, post, FACT_ID, j, "/id", "");
	parts_put(d, post, FACT_TITLE, j, "/title", "");
	if (parts_text(j, "/text").p != NULL)
		fact_put_raw(d, post, FACT_TEXT, doc_strip_html(d,
		    parts_text(j, "/text")), parts_text(j, "/text"),
		    "/text");
	parts_put_epoch(d, post, FACT_PUBLISHED, j, "/time", 1, "");
	parts_put(d, post, FACT_LIKES, j, "/score", "");
	parts_put(d, post, FACT_REPLIES, j, "/descendants", "");
	put_author(d, post, parts_text(j, "/by"), "/by");
}

static void
read(struct doc *d)
{
	struct identity id = { .kind = IDENTITY_NONE };
	struct nodes rows;

	(void)identity(d->url, &id);
	if (d->json != NULL)
		read_data(d);
	rows = doc_find_all(d, NULL, "//tr[" HAS("athing") " and @id]");
	for (size_t i = 0; i < rows.n; i++)
		read_row(d, rows.p[i], &id);
	if (rows.n > 0 && id.kind == IDENTITY_POST)
		doc_class(d, PAGE_THREAD, "%s", doc_path(d, rows.p[0]));
}

static const char * const misleading[] = { "dom", "microformats", NULL };

const struct platform platform_hackernews = {
	.name = "hackernews",
	.identity = identity,
	.mine = mine,
	.read = read,
	.wants = wants,
	.misleading = misleading,
};
