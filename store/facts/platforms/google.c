#include <string.h>

#include "store/facts/platforms/parts.h"

/*
 * google - reviews of places (Google Maps).  The answers are arrays without
 * names, whose places shift: a review is known by its shape, and what is not
 * where it is expected is not read.
 *
 *	[ID, [place, null, made, changed, [..., [name, picture, [profile],
 *	id]], ..., [source]], [stars, ..., text], [answer], [..., [link]]]
 */
#define US	INT64_C(1000000)

struct google {
	struct identity page;	/* what the source's URL names */
	size_t reviews;		/* how many the answer has, as counted before */
	struct item *post;
};

/* "google.de", "www.google.co.uk", "maps.google.com" */
static bool
on_google(const struct url *u)
{
	struct span host;

	host = span_of(url_host(u));
	if (span_starts(host, "www."))
		host = span_sub(host, 4, host.n);
	else if (span_starts(host, "maps."))
		host = span_sub(host, 5, host.n);
	return (span_starts(host, "google.") && host.n <= strlen(
	    "google.com.xx"));
}

static bool
name_review(struct span data, struct identity *out)
{
	struct span id, none = { NULL, 0 };

	/* "!1sID!2m1!1s0x0:0x..." */
	id = parts_between(data, "!1s", "!");
	return (parts_name(id, "-_", 200) && id.n > 20 && parts_identity(out,
	    IDENTITY_POST, "google", id, none,
	    "https://www.google.com/maps/reviews/%.*s", SPAN_ARG(data)));
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct span none = { NULL, 0 };
	struct parts p;

	if (parts_on(u, "consent.google.com"))
		return (parts_identity(out, IDENTITY_WALL, "google", none,
		    none, "%s", url_text(u)));
	p = parts_path(u);
	if (!on_google(u) || !parts_is(&p, 0, "maps"))
		return (false);
	if (parts_is(&p, 1, "reviews") && p.n >= 3 &&
	    name_review(p.seg[2], out))
		return (true);
	/* Only with a tab behind it is it the page of a person; alone it
	 * stands for what one of his reviews came from. */
	if (parts_is(&p, 1, "contrib") && p.n >= 4 &&
	    parts_digits(p.seg[2], 15, 25))
		return (parts_identity(out, IDENTITY_AUTHOR, "google",
		    p.seg[2], none, "https://www.google.com/maps/contrib/%.*s",
		    SPAN_ARG(p.seg[2])));
	if (parts_is(&p, 1, "place") && p.n >= 3)
		return (parts_identity(out, IDENTITY_THREAD, "google", none,
		    none, "%s", url_text(u)));
	return (parts_identity(out, IDENTITY_NONE, "google", none, none,
	    "%s", ""));
}

static bool
mine(struct doc *d)
{

	return (on_google(d->url) && span_starts(span_of(url_path(d->url)),
	    "/maps"));
}

/* Microseconds since 1970, of this century. */
static bool
is_moment(const json_t *j)
{

	return (json_is_integer(j) &&
	    json_integer_value(j) > 1000000000 * US &&
	    json_integer_value(j) < 9999999999 * US);
}

static bool
is_review(json_t *o)
{

	return (json_is_array(o) && parts_text(o, "/0").n >= 8 &&
	    is_moment(json_at(o, "/1/2")) && json_is_array(json_at(o,
	    "/1/4")) && json_is_array(json_at(o, "/2")));
}

static void
put_person(struct doc *d, struct item *post, json_t *o, const char *at)
{
	struct item *who;
	struct span id, link;

	id = parts_text(o, "/1/4/5/3");
	if (!parts_digits(id, 15, 25))
		id = span_of(NULL);
	who = parts_author(d, "google", post, id);
	fact_put(d, who, FACT_ID, id, "%s/1/4/5/3", at);
	parts_put(d, who, FACT_NAME, o, "/1/4/5/0", at);
	parts_put_url(d, who, FACT_AVATAR, o, "/1/4/5/1", at);
	link = parts_text(o, "/1/4/2/0");
	if (id.p != NULL)
		fact_put(d, who, FACT_URL, span_of(doc_printf(d,
		    "https://www.google.com/maps/contrib/%.*s",
		    SPAN_ARG(id))), "%s/1/4/5/3", at);
	else
		fact_put(d, who, FACT_URL, doc_url(d, link), "%s/1/4/2/0",
		    at);
}

/* What the place answered. */
static void
put_answer(struct doc *d, json_t *o, struct span id, const char *at)
{
	struct item *reply;

	if (!is_moment(json_at(o, "/3/1")) ||
	    parts_text(o, "/3/14/0/0").p == NULL)
		return;
	reply = parts_post(d, "google", REL_REPLY, span_of(NULL));
	parts_put(d, reply, FACT_TEXT, o, "/3/14/0/0", at);
	parts_put(d, reply, FACT_LANG, o, "/3/13/0", at);
	parts_put_epoch(d, reply, FACT_PUBLISHED, o, "/3/1", US, at);
	if (is_moment(json_at(o, "/3/2")) && !json_equal(json_at(o, "/3/1"),
	    json_at(o, "/3/2")))
		parts_put_epoch(d, reply, FACT_EDITED, o, "/3/2", US, at);
	fact_put(d, reply, FACT_IN_REPLY_TO, id, "%s/0", at);
}

static void
count(struct doc *d, struct tree *t, json_t *o, const char *where, void *arg)
{
	struct google *g = arg;

	(void)d;
	(void)t;
	(void)where;
	g->reviews += is_review(o);
}

static void
review(struct doc *d, struct tree *t, json_t *o, const char *where,
    void *arg)
{
	struct google *g = arg;
	struct item *post;
	struct span id;
	const char *at;
	int64_t stars;
	bool subject;

	if (!is_review(o))
		return;
	at = tree_at(t, d, where);
	id = parts_text(o, "/0");
	subject = g->page.kind == IDENTITY_POST ? span_is(id, g->page.id) :
	    g->page.kind == IDENTITY_NONE && g->reviews == 1;
	post = parts_post(d, "google", subject ? REL_SUBJECT : REL_LISTED,
	    id);
	fact_put(d, post, FACT_ID, id, "%s/0", at);
	parts_put_url(d, post, FACT_URL, o, "/4/3/0", at);
	parts_put_epoch(d, post, FACT_PUBLISHED, o, "/1/2", US, at);
	if (is_moment(json_at(o, "/1/3")) && !json_equal(json_at(o, "/1/2"),
	    json_at(o, "/1/3")))
		parts_put_epoch(d, post, FACT_EDITED, o, "/1/3", US, at);
	/* The first is the author's, a second one a translation. */
	parts_put(d, post, FACT_TEXT, o, "/2/15/0/0", at);
	parts_put(d, post, FACT_LANG, o, "/2/14/0", at);
	if (parts_whole(json_at(o, "/2/0/0"), &stars) && stars >= 1 &&
	    stars <= 5)
		parts_put(d, post, FACT_RATING, o, "/2/0/0", at);
	put_person(d, post, o, at);
	put_answer(d, o, id, at);
	if (!subject)
		return;
	g->post = post;
	doc_class(d, PAGE_POST, "%s", at);
}

/* A page's first data: arrays, and answers as texts among them. */
static void
kept(struct doc *d, struct tree *t, json_t *o, const char *where, void *arg)
{
	struct google *g = arg;
	struct span s;
	json_t *j, *inner;
	const char *at;
	size_t i;

	if (!json_is_array(o))
		return;
	review(d, t, o, where, g);
	json_array_foreach(o, i, j) {
		s = parts_text(j, "");
		if (!span_starts(s, ")]}'"))
			continue;
		inner = doc_json_inner(d, span_trim(span_sub(s, 4,
		    s.n)), false);
		at = doc_printf(d, "%s/%zu#", tree_at(t, d, where), i);
		parts_walk(d, inner, at, count, g);
		parts_walk(d, inner, at, review, g);
		json_decref(inner);
	}
}

static void
read(struct doc *d)
{
	struct google g;

	memset(&g, 0, sizeof g);
	(void)identity(d->url, &g.page);
	if (d->html != NULL) {
		(void)parts_after(d, "APP_INITIALIZATION_STATE=", kept, &g);
		return;
	}
	if (d->json != NULL) {
		parts_walk(d, d->json, "", count, &g);
		parts_walk(d, d->json, "", review, &g);
	} else {
		parts_lines(d, count, &g);
		parts_lines(d, review, &g);
	}
}

static bool
wants(const struct url *u, const char *mime)
{

	(void)mime;
	return (on_google(u) && span_starts(span_of(url_path(u)),
	    "/maps/rpc/listugcposts"));
}

static const char *const MISLEADING[] = { "opengraph", "dom", NULL };

const struct platform platform_google = {
	.name = "google",
	.identity = identity,
	.mine = mine,
	.read = read,
	.wants = wants,
	.misleading = MISLEADING,
};
