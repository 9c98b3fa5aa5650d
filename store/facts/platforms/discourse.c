#include <stdio.h>

#include "store/base/json.h"
#include "store/facts/generic/body.h"
#include "store/facts/platforms/forum.h"

/*
 * Discourse (https://docs.discourse.org): "/t/title/TOPIC/NUMBER", the same
 * with ".json", and the page for readers without scripts.  A post is named by
 * its topic and its number there; its own id is in the data only.
 */
#define POSTS_MAX	2000

static const char misfit[] = ".//*[" HAS("lightbox-wrapper") "]//*["
    HAS("meta") "]|.//*[" HAS("quote") "]/*[" HAS("title") "]";

static const struct forum page = {
	.post = "//*[" HAS("crawler-post") "]",
	.title = "//h1[" HAS("crawler-topic-title") "]|//*[@id='topic-title']"
	    "//h1",
	.skip = misfit,
	.number = { { ".//*[@itemprop='position']", NULL, NULL, true },
	    { ".//*[@itemprop='position']", "content", NULL, true } },
	.text = { { ".//*[" HAS("post") "]", NULL, NULL, false } },
	.time = { { ".//*[@itemprop='datePublished']", "content", NULL,
	    false }, { ".//*[@itemprop='datePublished']", "datetime", NULL,
	    false } },
	.edited = { { ".//*[@itemprop='dateModified']", "datetime", NULL,
	    false }, { ".//*[@itemprop='dateModified']", "content", NULL,
	    false } },
	.user = { { ".//*[@itemprop='author']//*[@itemprop='name']", NULL,
	    NULL, false } },
	.user_url = { { ".//*[@itemprop='author']//a[@href]", "href", NULL,
	    false }, { ".//*[@itemprop='author']//link[@href]", "href", NULL,
	    false } },
};

/* --- URLs --- */

static bool
number(struct span s)
{
	return (parts_digits(s, 1, 15));
}

/* ${id} with the host in front; the URL is that up to ${mark}. */
static bool
named(struct identity *out, const struct url *u, enum identity_kind kind,
    struct span id, struct span handle, const char *mark)
{
	ptrdiff_t at = parts_find(span_of(url_text(u)), mark);
	char key[256] = "";

	if (at < 0 || (id.n > 0 && snprintf(key, sizeof(key), "%s/%.*s",
	    url_host(u), SPAN_ARG(id)) >= (int)sizeof(key)))
		return (false);
	return (parts_identity(out, kind, "discourse", span_of(key), handle,
	    "%.*s%s%.*s", (int)at, url_text(u), mark,
	    SPAN_ARG(id.n > 0 ? id : handle)));
}

/* A number of digits with ".json" behind. */
static struct span
bare(struct span s)
{
	return (span_ends(s, ".json") ? span_sub(s, 0, s.n - 5) : s);
}

static bool
topic_identity(const struct url *u, const struct parts *p, size_t t,
    struct identity *out)
{
	struct span topic, post = { NULL, 0 }, none = { NULL, 0 };
	size_t i = t + 1;
	char id[40];

	if (i < p->n && !number(bare(p->seg[i])))
		i++;
	if (i >= p->n || !number(bare(p->seg[i])))
		return (false);
	topic = bare(p->seg[i]);
	if (i + 1 < p->n)
		post = bare(p->seg[i + 1]);
	if (!number(post))
		return (named(out, u, IDENTITY_THREAD, topic, none, "/t/"));
	(void)snprintf(id, sizeof(id), "%.*s/%.*s", SPAN_ARG(topic),
	    SPAN_ARG(post));
	return (named(out, u, IDENTITY_POST, span_of(id), none, "/t/"));
}

static const char *const account_parts[] = { "summary", "activity", "badges",
	"follow", NULL };

static bool
identity(const struct url *u, struct identity *out)
{
	struct parts p = parts_path(u);
	struct span none = { NULL, 0 };

	for (size_t i = 0; i + 1 < p.n; i++) {
		if (parts_is(&p, i, "t"))
			return (topic_identity(u, &p, i, out));
		/* Many sites have accounts below "/u/": its own parts tell. */
		if (parts_is(&p, i, "u") && parts_name(bare(p.seg[i + 1]),
		    "_-.", 60) && (span_ends(p.seg[i + 1], ".json") ||
		    (i + 2 < p.n && parts_in(p.seg[i + 2], account_parts))))
			return (named(out, u, IDENTITY_AUTHOR, none,
			    bare(p.seg[i + 1]), "/u/"));
	}
	return (false);
}

static bool
wants(const struct url *u, const char *mime)
{
	struct parts p = parts_path(u);

	(void)mime;
	return (p.n >= 2 && span_ends(p.seg[p.n - 1], ".json") &&
	    (parts_is(&p, p.n - 2, "u") || parts_is(&p, p.n - 2, "posts") ||
	    parts_is(&p, p.n - 2, "t") || (p.n >= 3 &&
	    (parts_is(&p, p.n - 3, "t") || (p.n >= 4 &&
	    parts_is(&p, p.n - 4, "t"))))));
}

static bool
mine(struct doc *d)
{
	if (d->json != NULL)
		return (json_is_array(json_at(d->json,
		    "/post_stream/posts")) || json_object_get(d->json,
		    "post_number") != NULL || json_at(d->json,
		    "/user/avatar_template") != NULL);
	return (parts_find(doc_meta(d, "generator", 0), "Discourse ") == 0 ||
	    doc_find(d, NULL, "//*[@id='data-preloaded']|//script[@id="
	    "'data-discourse-setup']|//meta[@id='data-discourse-setup']") !=
	    NULL);
}

/* --- Data --- */

struct reading {
	const char *where;	/* in front of places */
	struct span topic;	/* its number */
	struct span wanted;	/* the post that the URL names */
};

static void
read_author(struct doc *d, json_t *j, struct item *post, const char *at)
{
	struct item *who = item_author(d, post, forum_key(d, parts_id(d,
	    json_object_get(j, "user_id"))));
	struct span handle = parts_text(j, "/username");

	parts_put(d, who, FACT_ID, j, "/user_id", at);
	parts_put(d, who, FACT_HANDLE, j, "/username", at);
	parts_put(d, who, FACT_NAME, j, "/name", at);
	if (handle.p != NULL)
		fact_put(d, who, FACT_URL, doc_url(d, span_of(doc_printf(d,
		    "/u/%.*s", SPAN_ARG(handle)))), "%s/username", at);
}

static void
read_likes(struct doc *d, json_t *j, struct item *post, const char *at)
{
	json_t *all = json_object_get(j, "actions_summary"), *one;
	size_t i;

	json_array_foreach(all, i, one)
		if (json_integer_value(json_object_get(one, "id")) == 2)
			parts_put(d, post, FACT_LIKES, one, "/count",
			    doc_printf(d, "%s/actions_summary/%zu", at, i));
}

/* ${version} counts from 1; a new one is an edit that readers can see. */
static void
read_post(struct doc *d, const struct reading *r, json_t *j, const char *at)
{
	struct span n = parts_id(d, json_object_get(j, "post_number")), id;
	struct span cooked = parts_text(j, "/cooked"), reply;
	struct item *post;
	int64_t version;

	if (n.p == NULL || r->topic.p == NULL)
		return;
	id = span_of(doc_printf(d, "%.*s/%.*s", SPAN_ARG(r->topic),
	    SPAN_ARG(n)));
	post = item_post(d, span_eq(n, r->wanted) ? REL_SUBJECT : REL_REPLY,
	    forum_key(d, id));
	parts_put(d, post, FACT_ID, j, "/id", at);
	fact_put(d, post, FACT_URL, doc_url(d, span_of(doc_printf(d,
	    "/t/%.*s", SPAN_ARG(id)))), "%s/post_number", at);
	fact_put_raw(d, post, FACT_TEXT, body_of_html(d, cooked, misfit),
	    cooked, "%s/cooked", at);
	parts_put_time(d, post, FACT_PUBLISHED, j, "/created_at", at);
	if (parts_whole(json_object_get(j, "version"), &version) &&
	    version > 1)
		parts_put_time(d, post, FACT_EDITED, j, "/updated_at", at);
	reply = parts_id(d, json_object_get(j, "reply_to_post_number"));
	if (reply.p != NULL)
		fact_put(d, post, FACT_IN_REPLY_TO, span_of(doc_printf(d,
		    "%.*s/%.*s", SPAN_ARG(r->topic), SPAN_ARG(reply))),
		    "%s/reply_to_post_number", at);
	read_likes(d, j, post, at);
	read_author(d, j, post, at);
}

static void
read_topic(struct doc *d, struct reading *r, json_t *topic)
{
	json_t *posts = json_at(topic, "/post_stream/posts"), *one;
	struct span id = parts_id(d, json_object_get(topic, "id"));
	int64_t total;
	size_t i;

	if (id.p != NULL)
		r->topic = id;
	json_array_foreach(posts, i, one) {
		if (i >= POSTS_MAX)
			break;
		read_post(d, r, one, doc_printf(d, "%s/post_stream/posts/%zu",
		    r->where, i));
	}
	if (id.p == NULL || json_array_size(posts) == 0)
		return;
	parts_put(d, item_post(d, REL_SUBJECT, forum_key(d, span_of(
	    doc_printf(d, "%.*s/%.*s", SPAN_ARG(id), SPAN_ARG(r->wanted))))),
	    FACT_TITLE, topic, "/title", r->where);
	if (parts_whole(json_object_get(topic, "posts_count"), &total) &&
	    total > 0)
		doc_announced(d, span_of(doc_printf(d, "%lld",
		    (long long)total - 1)), "%s/posts_count", r->where);
	doc_class(d, PAGE_THREAD, "%s/post_stream", r->where);
}

/* "/u/NAME.json" */
static void
read_user(struct doc *d)
{
	json_t *user = json_object_get(d->json, "user");
	struct item *who = item_author(d, NULL, forum_key(d, parts_id(d,
	    json_object_get(user, "id"))));
	struct span handle = parts_text(user, "/username");

	parts_put(d, who, FACT_ID, user, "/id", "/user");
	parts_put(d, who, FACT_HANDLE, user, "/username", "/user");
	parts_put(d, who, FACT_NAME, user, "/name", "/user");
	parts_put(d, who, FACT_BIO, user, "/bio_raw", "/user");
	parts_put_time(d, who, FACT_CREATED, user, "/created_at", "/user");
	if (handle.p != NULL)
		fact_put(d, who, FACT_URL, doc_url(d, span_of(doc_printf(d,
		    "/u/%.*s", SPAN_ARG(handle)))), "/user/username");
	doc_class(d, PAGE_PROFILE, "/user");
}

/* --- Pages --- */

/* What the scripts of the page begin with is data in data. */
static void
read_preloaded(struct doc *d, struct reading *r)
{
	xmlNode *node = doc_find(d, NULL, "//*[@id='data-preloaded']");
	json_t *all, *topic;
	const char *key;
	struct span s;

	if (node == NULL || r->topic.p == NULL)
		return;
	all = doc_json_inner(d, doc_attr(d, node, "data-preloaded"),
	    false);
	key = doc_printf(d, "topic_%.*s", SPAN_ARG(r->topic));
	s = parts_text(all, doc_printf(d, "/%s", key));
	topic = doc_json_inner(d, s, false);
	r->where = doc_printf(d, "%s/@data-preloaded#/%s#", doc_path(d, node),
	    key);
	read_topic(d, r, topic);
	json_decref(topic);
	json_decref(all);
}

static void
classify(struct doc *d)
{
	xmlNode *gone = doc_find(d, NULL, "//*[" HAS("page-not-found") "]");

	if (gone != NULL && doc_find(d, NULL, page.post) == NULL)
		doc_class(d, PAGE_GONE, "%s", doc_path(d, gone));
}

static void
read(struct doc *d)
{
	struct identity id = { .kind = IDENTITY_NONE };
	struct reading r = { "", { NULL, 0 }, span_of("1") };
	struct span name;

	if (identity(d->url, &id) && id.kind != IDENTITY_AUTHOR) {
		name = parts_between(span_of(doc_printf(d, "%s", id.id)), "/",
		    NULL);
		r.topic = page_before(name, '/');
		if (id.kind == IDENTITY_POST)
			r.wanted = parts_between(name, "/", NULL);
	}
	if (json_object_get(d->json, "user") != NULL)
		read_user(d);
	else if (json_object_get(d->json, "post_number") != NULL) {
		r.topic = parts_id(d, json_object_get(d->json, "topic_id"));
		r.wanted = parts_id(d, json_object_get(d->json,
		    "post_number"));
		read_post(d, &r, d->json, "");
	} else if (d->json != NULL)
		read_topic(d, &r, d->json);
	if (d->html == NULL)
		return;
	classify(d);
	(void)forum_read(d, &page, &id);
	read_preloaded(d, &r);
}

/* The same as data stands at the same place with ".json" behind. */
static void
documents(const struct identity *id, json_t *out, bool *ok)
{
	json_t *j = json_object();
	char url[sizeof(id->url) + 8];

	(void)snprintf(url, sizeof(url), "%s.json", id->url);
	json_put_text(j, "url", url, ok);
	json_put_text(j, "accept", "application/json", ok);
	json_put_text(j, "role", id->kind == IDENTITY_AUTHOR ? "author" :
	    "post", ok);
	json_add(out, j, ok);
}

const struct platform platform_discourse = {
	.name = "discourse",
	.identity = identity,
	.mine = mine,
	.read = read,
	.wants = wants,
	.documents = documents,
	.misleading = forum_misleading,
	.software = true,
};
