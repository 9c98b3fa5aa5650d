#include <string.h>

#include "store/facts/idtime.h"
#include "store/facts/platforms/parts.h"

/*
 * trustpilot - reviews of companies.  Since 2021 the page's data stand in
 * __NEXT_DATA__, before in scripts with data-initial-state.
 */
struct trustpilot {
	struct identity page;	/* what the source's URL names */
	struct item *post;	/* the subject, once it was found */
	struct item *who;	/* the profile, once it was found */
};

#define TP_INFO		"//script[@data-initial-state='review-info']#"
#define TP_DATES	"//script[@data-initial-state='review-dates']#"

/* A Mongo ObjectId: 24 hexadecimal digits in lower case. */
static bool
object_id(struct span s)
{
	size_t i;

	if (s.p == NULL || s.n != 24)
		return (false);
	for (i = 0; i < s.n; i++)
		if (!(s.p[i] >= '0' && s.p[i] <= '9') &&
		    !(s.p[i] >= 'a' && s.p[i] <= 'f'))
			return (false);
	return (true);
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct span none = { NULL, 0 };
	struct parts p;

	if (!parts_on(u, "trustpilot.com"))
		return (false);
	p = parts_path(u);
	if (parts_is(&p, 0, "reviews") && p.n >= 2 && object_id(p.seg[1]))
		return (parts_identity(out, IDENTITY_POST, "trustpilot",
		    p.seg[1], none, "https://www.trustpilot.com/reviews/%.*s",
		    SPAN_ARG(p.seg[1])));
	if (parts_is(&p, 0, "users") && p.n >= 2 && object_id(p.seg[1]))
		return (parts_identity(out, IDENTITY_AUTHOR, "trustpilot",
		    p.seg[1], none, "https://www.trustpilot.com/users/%.*s",
		    SPAN_ARG(p.seg[1])));
	if (parts_is(&p, 0, "review") && p.n >= 2)
		return (parts_identity(out, IDENTITY_THREAD, "trustpilot",
		    none, none, "https://www.trustpilot.com/review/%.*s",
		    SPAN_ARG(p.seg[1])));
	if (parts_is(&p, 0, "login") || parts_is(&p, 0, "users"))
		return (parts_identity(out, IDENTITY_WALL, "trustpilot",
		    none, none, "%s", url_text(u)));
	return (parts_identity(out, IDENTITY_NONE, "trustpilot", none, none,
	    "%s", ""));
}

static bool
mine(struct doc *d)
{

	return (parts_on(d->url, "trustpilot.com"));
}

static struct item *
put_consumer(struct doc *d, struct item *of, json_t *u, const char *at)
{
	struct item *who;
	struct span id;

	id = parts_text(u, "/id");
	if (!object_id(id))
		return (NULL);
	who = parts_author(d, "trustpilot", of, id);
	fact_put(d, who, FACT_ID, id, "%s/id", at);
	fact_put(d, who, FACT_URL, span_of(doc_printf(d,
	    "https://www.trustpilot.com/users/%.*s", SPAN_ARG(id))), "%s/id",
	    at);
	parts_put(d, who, FACT_NAME, u, "/displayName", at);
	parts_put(d, who, FACT_VERIFIED, u, "/isVerified", at);
	parts_put(d, who, FACT_POSTS, u, "/numberOfReviews", at);
	parts_put_url(d, who, FACT_AVATAR, u, "/imageUrl", at);
	return (who);
}

/* The company's answer. */
static void
put_reply(struct doc *d, json_t *o, struct span id, const char *at)
{
	struct item *reply;

	if (parts_text(o, "/reply/message").p == NULL)
		return;
	reply = parts_post(d, "trustpilot", REL_REPLY, span_of(NULL));
	parts_put(d, reply, FACT_TEXT, o, "/reply/message", at);
	parts_put_time(d, reply, FACT_PUBLISHED, o, "/reply/publishedDate",
	    at);
	parts_put_time(d, reply, FACT_EDITED, o, "/reply/updatedDate", at);
	fact_put(d, reply, FACT_IN_REPLY_TO, id, "%s/id", at);
}

static struct item *
new_review(struct doc *d, struct trustpilot *tp, struct span id,
    const char *at)
{
	struct item *post;
	bool subject;

	subject = span_is(id, tp->page.id);
	post = parts_post(d, "trustpilot", subject ? REL_SUBJECT : REL_LISTED,
	    id);
	fact_put(d, post, FACT_ID, id, "%s", at);
	fact_put(d, post, FACT_URL, span_of(doc_printf(d,
	    "https://www.trustpilot.com/reviews/%.*s", SPAN_ARG(id))), "%s",
	    at);
	if (subject) {
		tp->post = post;
		doc_class(d, PAGE_POST, "%s", at);
	}
	return (post);
}

static void
object(struct doc *d, struct tree *t, json_t *o, const char *where,
    void *arg)
{
	struct trustpilot *tp = arg;
	struct item *post;
	struct span id;
	const char *at, *key;

	if (!json_is_object(o))
		return;
	id = parts_text(o, "/id");
	key = tree_key(t);
	if (tp->page.kind == IDENTITY_AUTHOR && span_is(id, tp->page.id) &&
	    parts_text(o, "/displayName").p != NULL && (key == NULL ||
	    strcmp(key, "consumer") != 0)) {
		at = tree_at(t, d, where);
		tp->who = put_consumer(d, NULL, o, at);
		doc_class(d, PAGE_PROFILE, "%s", at);
		return;
	}
	if (!object_id(id) || json_at(o, "/dates/publishedDate") == NULL ||
	    !json_is_object(json_object_get(o, "consumer")))
		return;
	at = tree_at(t, d, where);
	post = new_review(d, tp, id, doc_printf(d, "%s/id", at));
	parts_put(d, post, FACT_TITLE, o, "/title", at);
	parts_put(d, post, FACT_TEXT, o, "/text", at);
	parts_put(d, post, FACT_RATING, o, "/rating", at);
	parts_put(d, post, FACT_LIKES, o, "/likes", at);
	parts_put(d, post, FACT_LANG, o, "/language", at);
	parts_put_time(d, post, FACT_PUBLISHED, o, "/dates/publishedDate",
	    at);
	parts_put_time(d, post, FACT_EDITED, o, "/dates/updatedDate", at);
	put_consumer(d, post, json_object_get(o, "consumer"), doc_printf(d,
	    "%s/consumer", at));
	put_reply(d, o, id, at);
}

/* A review's own page until 2021: three scripts side by side. */
static void
read_old(struct doc *d, struct trustpilot *tp)
{
	json_t *info, *dates;
	struct item *post, *who;
	struct span id;

	info = doc_script(d, "//script[@data-initial-state="
	    "'review-info']");
	id = parts_text(info, "/reviewId");
	if (!object_id(id))
		return;
	post = new_review(d, tp, id, TP_INFO "/reviewId");
	parts_put(d, post, FACT_TITLE, info, "/reviewHeader", TP_INFO);
	parts_put(d, post, FACT_TEXT, info, "/reviewBody", TP_INFO);
	parts_put(d, post, FACT_RATING, info, "/stars", TP_INFO);
	dates = doc_script(d, "//script[@data-initial-state="
	    "'review-dates']");
	parts_put_time(d, post, FACT_PUBLISHED, dates, "/publishedDate",
	    TP_DATES);
	parts_put_time(d, post, FACT_EDITED, dates, "/updatedDate",
	    TP_DATES);
	id = parts_text(info, "/consumerId");
	if (!object_id(id))
		id = span_of(NULL);
	who = parts_author(d, "trustpilot", post, id);
	fact_put(d, who, FACT_ID, id, TP_INFO "/consumerId");
	parts_put(d, who, FACT_NAME, info, "/consumerName", TP_INFO);
}

static void
read(struct doc *d)
{
	struct trustpilot tp;

	memset(&tp, 0, sizeof tp);
	(void)identity(d->url, &tp.page);
	if (d->json != NULL)
		parts_walk(d, d->json, "", object, &tp);
	else if (d->html != NULL) {
		parts_scripts(d, "//script[@id='__NEXT_DATA__']", object,
		    &tp);
		read_old(d, &tp);
	}
}

static bool
wants(const struct url *u, const char *mime)
{

	(void)mime;
	return (parts_on(u, "trustpilot.com") &&
	    span_starts(span_of(url_path(u)), "/_next/data/"));
}

/* The page describes the company: its stars are not the review's. */
static const char *const MISLEADING[] = { "opengraph", "dom", "microdata",
    "microformats", NULL };

const struct platform platform_trustpilot = {
	.name = "trustpilot",
	.identity = identity,
	.mine = mine,
	.read = read,
	.wants = wants,
	.idtime = idtime_trustpilot,
	.misleading = MISLEADING,
};
