#include <stdio.h>
#include <string.h>

#include "store/facts/generic/body.h"
#include "store/facts/generic/readers.h"
#include "store/facts/platforms/forum.h"

const char * const forum_misleading[] = { "json-ld", "microdata",
	"microformats", "opengraph", "dom", NULL };

struct span
forum_key(struct doc *d, struct span id)
{
	if (id.p == NULL)
		return (id);
	return (span_of(doc_printf(d, "%s/%.*s", url_host(d->url),
	    SPAN_ARG(id))));
}

bool
forum_named(struct identity *out, const struct url *u, const char *platform,
    enum identity_kind kind, struct span id, const char *at, const char *then)
{
	struct span none = { NULL, 0 }, text = span_of(url_text(u));
	ptrdiff_t base = parts_find(text, at);
	char key[256];

	/* WordPress's interface has paths that look like a forum's. */
	if (base < 0 || !parts_digits(id, 1, 18) ||
	    parts_find(text, "/wp-json/") >= 0)
		return (false);
	if (snprintf(key, sizeof(key), "%s/%.*s", url_host(u),
	    SPAN_ARG(id)) >= (int)sizeof(key))
		return (false);
	return (parts_identity(out, kind, platform, span_of(key), none,
	    "%.*s%s%.*s", (int)base, url_text(u), then, SPAN_ARG(id)));
}

/* --- Values --- */

static struct span
first_digits(struct span s)
{
	size_t from = 0, n = 0;

	while (from < s.n && (s.p[from] < '0' || s.p[from] > '9'))
		from++;
	s = span_sub(s, from, s.n);
	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return (n == 0 ? (struct span){ NULL, 0 } : span_sub(s, 0, n));
}

static struct span
value_at(struct doc *d, xmlNode *node, const struct forum_value *v)
{
	struct span s = v->attr == NULL ? doc_text(d, node) :
	    doc_attr(d, node, v->attr);

	if (s.p != NULL && v->mark != NULL)
		s = parts_between(s, v->mark, NULL);
	if (s.p != NULL && v->digits)
		s = first_digits(s);
	s = span_trim(s);
	return (s.n == 0 ? (struct span){ NULL, 0 } : s);
}

/* The first way that gives a value; ${at}: where, or NULL. */
static struct span
value(struct doc *d, xmlNode *post, const struct forum_value *ways,
    xmlNode **at)
{
	struct span s = { NULL, 0 };

	for (size_t i = 0; i < FORUM_WAYS && s.p == NULL; i++) {
		xmlNode *node = post;

		if (ways[i].path == NULL && ways[i].attr == NULL)
			break;
		if (ways[i].path != NULL)
			node = doc_find(d, post, ways[i].path);
		if (node == NULL)
			continue;
		s = value_at(d, node, &ways[i]);
		if (at != NULL)
			*at = node;
	}
	return (s);
}

static void
put(struct doc *d, struct item *i, enum fact f, xmlNode *post,
    const struct forum_value *ways)
{
	xmlNode *at = NULL;
	struct span s = value(d, post, ways, &at);

	if (s.p != NULL)
		fact_put(d, i, f, s, "%s", doc_path(d, at));
}

/* ${url} without the parameter ${key}, a reader's session. */
static struct span
without(struct doc *d, struct span url, const char *key)
{
	struct span rest, old;
	ptrdiff_t at;

	at = parts_find(url, doc_printf(d, "&%s=", key));
	if (at < 0)
		at = parts_find(url, doc_printf(d, "?%s=", key));
	if (at < 0)
		return (url);
	rest = span_sub(url, (size_t)at + 1, url.n);
	old = page_before(page_before(rest, '#'), '&');
	rest = span_sub(rest, old.n, rest.n);
	if (url.p[at] == '?' && span_starts(rest, "&"))
		return (span_of(doc_printf(d, "%.*s?%.*s", (int)at, url.p,
		    (int)rest.n - 1, rest.p + 1)));
	return (span_of(doc_printf(d, "%.*s%.*s", (int)at, url.p,
	    SPAN_ARG(rest))));
}

static void
put_link(struct doc *d, struct item *i, enum fact f, xmlNode *post,
    const struct forum_value *ways)
{
	xmlNode *at = NULL;
	struct span s = value(d, post, ways, &at);

	if (s.p == NULL)
		return;
	s = without(d, without(d, doc_url(d, s), "sid"), "s");
	fact_put(d, i, f, s, "%s", doc_path(d, at));
}

static void
put_time(struct doc *d, struct item *i, enum fact f, xmlNode *post,
    const struct forum_value *epoch, const struct forum_value *ways)
{
	xmlNode *at = NULL;
	struct span s = value(d, post, epoch, &at);

	if (s.p != NULL) {
		fact_put_epoch(d, i, f, s, 1, "%s", doc_path(d, at));
		return;
	}
	s = value(d, post, ways, &at);
	if (s.p != NULL)
		fact_put_time(d, i, f, s, "%s", doc_path(d, at));
}

/* --- A post --- */

static void
put_text(struct doc *d, const struct forum *f, struct item *item,
    xmlNode *post)
{
	for (size_t i = 0; i < FORUM_WAYS && f->text[i].path != NULL; i++) {
		xmlNode *node = doc_find(d, post, f->text[i].path);

		if (node == NULL)
			continue;
		fact_put(d, item, FACT_TEXT, body_text_without(d, node,
		    f->skip), "%s", doc_path(d, node));
		return;
	}
}

static void
put_author(struct doc *d, const struct forum *f, struct item *item,
    xmlNode *post)
{
	struct item *author = item_author(d, item, forum_key(d,
	    value(d, post, f->user_id, NULL)));

	put(d, author, FACT_ID, post, f->user_id);
	put(d, author, FACT_HANDLE, post, f->user);
	put(d, author, FACT_NAME, post, f->user_name);
	put_link(d, author, FACT_URL, post, f->user_url);
	put_link(d, author, FACT_AVATAR, post, f->avatar);
}

static struct item *
read_post(struct doc *d, const struct forum *f, xmlNode *post,
    enum relation rel, struct span key)
{
	struct item *item = item_post(d, rel, key);
	xmlNode *at = NULL;
	struct span likes;

	put(d, item, FACT_ID, post, f->id);
	put_link(d, item, FACT_URL, post, f->url);
	put_text(d, f, item, post);
	put_time(d, item, FACT_PUBLISHED, post, f->epoch, f->time);
	put_time(d, item, FACT_EDITED, post, f->edited_epoch, f->edited);
	likes = value(d, post, f->likes, &at);
	if (likes.p != NULL)
		fact_put_count(d, item, FACT_LIKES, likes, "%s",
		    doc_path(d, at));
	put_author(d, f, item, post);
	return (item);
}

/* --- A page --- */

/* Pages of a topic after the first say so in their URL. */
static bool
later_page(struct doc *d)
{
	static const char * const keys[] = { "page", "start", "pp", "st",
		"pageNo", "pagenumber", NULL };
	struct parts path = parts_path(d->url);

	for (size_t i = 0; keys[i] != NULL; i++) {
		struct span s = parts_query(d->url, keys[i]);

		if (s.p != NULL && !span_is(s, "0") && !span_is(s, "1"))
			return (true);
	}
	for (size_t i = 0; i < path.n; i++) {
		struct span s = path.seg[i];

		if (span_starts(s, "page-") && !span_is(s, "page-1"))
			return (true);
	}
	return (parts_is(&path, path.n - 2, "page") &&
	    !parts_is(&path, path.n - 1, "1"));
}

/* The key of a post; ${id} names the topic where posts have numbers only. */
static struct span
key_of(struct doc *d, const struct forum *f, xmlNode *post,
    const struct identity *id)
{
	struct span number, topic, none = { NULL, 0 };

	if (f->id[0].path != NULL || f->id[0].attr != NULL)
		return (forum_key(d, value(d, post, f->id, NULL)));
	number = value(d, post, f->number, NULL);
	topic = page_before(parts_between(span_of(id->id), "/", NULL), '/');
	if (number.p == NULL || topic.p == NULL)
		return (none);
	return (forum_key(d, span_of(doc_printf(d, "%.*s/%.*s",
	    SPAN_ARG(topic), SPAN_ARG(number)))));
}

/*
 * Which post of a page the document is about: the one that its URL names, or
 * the topic's first; n: none of them.
 */
static size_t
subject_of(struct doc *d, const struct forum *f, struct nodes posts,
    const struct identity *id)
{
	struct span number;

	if (id->kind == IDENTITY_POST && id->id[0] != '\0') {
		for (size_t i = 0; i < posts.n; i++)
			if (span_is(key_of(d, f, posts.p[i], id), id->id))
				return (i);
		return (posts.n);
	}
	number = value(d, posts.p[0], f->number, NULL);
	if (number.p != NULL)
		return (span_is(number, "1") ? 0 : posts.n);
	return (later_page(d) ? posts.n : 0);
}

/* The topic as such, where the page does not have its first post. */
static void
read_topic(struct doc *d)
{
	const char *method = d->method, *confidence = d->confidence;

	d->method = "json-ld";
	generic_jsonld(d);
	d->method = method;
	d->confidence = confidence;
}

static void
put_title(struct doc *d, const struct forum *f, struct item *item)
{
	xmlNode *title = f->title == NULL ? NULL : doc_find(d, NULL, f->title);

	if (title != NULL)
		fact_put(d, item, FACT_TITLE, span_trim(doc_text(d, title)),
		    "%s", doc_path(d, title));
}

/* "1.247 Beiträge": a topic of n posts has n - 1 replies. */
static void
put_total(struct doc *d, const struct forum *f)
{
	xmlNode *root = xmlDocGetRootElement(d->html), *at = NULL;
	struct span s = parts_count(value(d, root, f->total, &at));
	int64_t n = 0;

	if (s.p == NULL || s.n > 12)
		return;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			n = n * 10 + (s.p[i] - '0');
		else if ((s.p[i] | 32) >= 'a' && (s.p[i] | 32) <= 'z')
			return;
	}
	if (n > 0)
		doc_announced(d, span_of(doc_printf(d, "%lld",
		    (long long)n - 1)), "%s", doc_path(d, at));
}

bool
forum_read(struct doc *d, const struct forum *f, const struct identity *id)
{
	struct nodes posts = doc_find_all(d, NULL, f->post);
	struct span none = { NULL, 0 };
	size_t subject;

	if (posts.n == 0)
		return (false);
	subject = subject_of(d, f, posts, id);
	for (size_t i = 0; i < posts.n; i++) {
		struct item *item = read_post(d, f, posts.p[i],
		    i == subject ? REL_SUBJECT : REL_REPLY,
		    key_of(d, f, posts.p[i], id));

		if (i == subject)
			put_title(d, f, item);
	}
	if (id->kind != IDENTITY_POST)
		read_topic(d);
	if (id->kind != IDENTITY_POST && subject == posts.n)
		put_title(d, f, item_post(d, REL_SUBJECT, none));
	put_total(d, f);
	doc_class(d, PAGE_THREAD, "%s", doc_path(d, posts.p[0]));
	return (true);
}
