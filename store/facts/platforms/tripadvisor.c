#include <string.h>

#include "store/facts/platforms/parts.h"

/*
 * tripadvisor - reviews of places.  Times are days; the page's data are
 * GraphQL answers, in the page as texts inside of its JSON.
 */
struct tripadvisor {
	struct identity page;	/* what the source's URL names */
	struct item *post;	/* the subject, once it was found */
};

static const char *const PLACES[] = { "Hotel_Review-", "Restaurant_Review-",
    "Attraction_Review-", "VacationRentalReview-", "AttractionProductReview-",
    "ShowTopic-", NULL };

static bool
on_tripadvisor(const struct url *u)
{
	struct span host;

	host = span_of(url_host(u));
	if (span_starts(host, "www."))
		host = span_sub(host, 4, host.n);
	return (span_starts(host, "tripadvisor.") ||
	    parts_on(u, "tripadvisor.com") || parts_on(u,
	    "tripadvisor.co.uk"));
}

static bool
name_review(struct span s, struct identity *out)
{
	struct span id, none = { NULL, 0 };
	size_t n;

	/* "ShowUserReviews-g1-d2-r953468832-Name.html", or without a name */
	id = parts_between(s, "-r", NULL);
	for (n = 0; n < id.n && id.p[n] >= '0' && id.p[n] <= '9'; n++)
		continue;
	id = span_sub(id, 0, n);
	return (parts_digits(id, 1, 12) && parts_identity(out, IDENTITY_POST,
	    "tripadvisor", id, none,
	    "https://www.tripadvisor.com/ShowUserReviews-%.*s-r%.*s.html",
	    SPAN_ARG(parts_between(s, "ShowUserReviews-", "-r")),
	    SPAN_ARG(id)));
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct span none = { NULL, 0 };
	struct parts p;
	size_t i;

	if (!on_tripadvisor(u))
		return (false);
	p = parts_path(u);
	if (p.n > 0 && span_starts(p.seg[0], "ShowUserReviews-") &&
	    name_review(p.seg[0], out))
		return (true);
	if (p.n >= 2 && (parts_is(&p, 0, "Profile") || parts_is(&p, 0,
	    "members")) && parts_name(p.seg[1], "_-.", 64))
		return (parts_identity(out, IDENTITY_AUTHOR, "tripadvisor",
		    none, p.seg[1], "https://www.tripadvisor.com/Profile/%.*s",
		    SPAN_ARG(p.seg[1])));
	for (i = 0; p.n > 0 && PLACES[i] != NULL; i++)
		if (span_starts(p.seg[0], PLACES[i]))
			return (parts_identity(out, IDENTITY_THREAD,
			    "tripadvisor", none, none, "%s", url_text(u)));
	return (parts_identity(out, IDENTITY_NONE, "tripadvisor", none, none,
	    "%s", ""));
}

static bool
mine(struct doc *d)
{

	return (on_tripadvisor(d->url));
}

static void
put_person(struct doc *d, struct item *post, json_t *u, const char *at)
{
	struct item *who;
	struct span id, handle;

	id = parts_text(u, "/userId");
	if (id.p == NULL)
		id = parts_text(u, "/id");
	if (!parts_name(id, "", 64))
		return;
	who = parts_author(d, "tripadvisor", post, id);
	fact_put(d, who, FACT_ID, id, "%s/id", at);
	parts_put(d, who, FACT_NAME, u, "/displayName", at);
	handle = parts_text(u, "/username");
	if (!parts_name(handle, "_-.", 64))
		return;
	fact_put(d, who, FACT_HANDLE, handle, "%s/username", at);
	fact_put(d, who, FACT_URL, span_of(doc_printf(d,
	    "https://www.tripadvisor.com/Profile/%.*s", SPAN_ARG(handle))),
	    "%s/username", at);
}

/* The place's answer. */
static void
put_answer(struct doc *d, json_t *o, struct span id, const char *at)
{
	struct item *reply;

	if (parts_text(o, "/mgmtResponse/text").p == NULL)
		return;
	reply = parts_post(d, "tripadvisor", REL_REPLY, parts_id(d, json_at(
	    o, "/mgmtResponse/id")));
	parts_put(d, reply, FACT_TEXT, o, "/mgmtResponse/text", at);
	parts_put_time(d, reply, FACT_PUBLISHED, o,
	    "/mgmtResponse/publishedDate", at);
	fact_put(d, reply, FACT_IN_REPLY_TO, id, "%s/id", at);
	if (json_is_object(json_at(o, "/mgmtResponse/userProfile")))
		put_person(d, reply, json_at(o, "/mgmtResponse/userProfile"),
		    doc_printf(d, "%s/mgmtResponse/userProfile", at));
}

static void
put_review(struct doc *d, struct tripadvisor *ta, json_t *o, const char *at)
{
	struct item *post;
	struct span id;
	bool subject;

	id = parts_id(d, json_at(o, "/id"));
	if (id.p == NULL)
		return;
	subject = span_is(id, ta->page.id);
	post = parts_post(d, "tripadvisor", subject ? REL_SUBJECT :
	    REL_LISTED, id);
	fact_put(d, post, FACT_ID, id, "%s/id", at);
	parts_put_url(d, post, FACT_URL, o, "/url", at);
	parts_put(d, post, FACT_TITLE, o, "/title", at);
	/* A translation stands under the same name. */
	if (parts_text(o, "/originalLanguage").p == NULL ||
	    span_eq(parts_text(o, "/originalLanguage"), parts_text(o,
	    "/language"))) {
		parts_put(d, post, FACT_TEXT, o, "/text", at);
		parts_put(d, post, FACT_LANG, o, "/language", at);
	}
	parts_put(d, post, FACT_RATING, o, "/rating", at);
	parts_put_time(d, post, FACT_PUBLISHED, o, parts_text(o,
	    "/publishedDate").p != NULL ? "/publishedDate" : "/createdDate",
	    at);
	put_person(d, post, json_at(o, "/userProfile"), doc_printf(d,
	    "%s/userProfile", at));
	put_answer(d, o, id, at);
	if (!subject)
		return;
	ta->post = post;
	doc_class(d, PAGE_POST, "%s", at);
}

static void
object(struct doc *d, struct tree *t, json_t *o, const char *where,
    void *arg)
{
	struct tripadvisor *ta = arg;

	if (json_is_object(o) && json_is_object(json_object_get(o,
	    "userProfile")) && parts_text(o, "/text").p != NULL &&
	    json_object_get(o, "rating") != NULL)
		put_review(d, ta, o, tree_at(t, d, where));
}

/* {"data":"{...}"}: an answer that the page keeps as a text. */
static void
kept(struct doc *d, struct tree *t, json_t *o, const char *where, void *arg)
{
	struct span s;
	json_t *j;

	object(d, t, o, where, arg);
	s = parts_text(o, "/data");
	if (!json_is_object(o) || !span_starts(s, "{") ||
	    !tree_under(t, "urqlCache"))
		return;
	j = doc_json_inner(d, s, false);
	parts_walk(d, j, doc_printf(d, "%s/data#", tree_at(t, d, where)),
	    object, arg);
	json_decref(j);
}

static void
read(struct doc *d)
{
	struct tripadvisor ta;

	memset(&ta, 0, sizeof ta);
	(void)identity(d->url, &ta.page);
	if (d->json != NULL)
		parts_walk(d, d->json, "", object, &ta);
	else if (d->html != NULL) {
		(void)parts_after(d, "__WEB_CONTEXT__={pageManifest:", kept,
		    &ta);
		parts_scripts(d, "//script[@id='__NEXT_DATA__']", kept, &ta);
		if (ta.post == NULL && doc_find(d, NULL, "//script[contains("
		    "@src, 'captcha-delivery.com')]") != NULL)
			doc_class(d, PAGE_ERROR,
			    "//script[contains(@src, 'captcha-delivery.com')]");
	}
}

static bool
wants(const struct url *u, const char *mime)
{

	(void)mime;
	return (on_tripadvisor(u) && span_starts(span_of(url_path(u)),
	    "/data/graphql/"));
}

/* The page describes the place: its stars are not the review's. */
static const char *const MISLEADING[] = { "opengraph", "dom", "microformats",
    NULL };

const struct platform platform_tripadvisor = {
	.name = "tripadvisor",
	.identity = identity,
	.mine = mine,
	.read = read,
	.wants = wants,
	.misleading = MISLEADING,
};
