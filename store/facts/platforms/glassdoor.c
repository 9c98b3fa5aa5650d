#include <string.h>

#include "store/facts/platforms/parts.h"

/*
 * glassdoor - reviews of employers.  Their authors are anonymous by design;
 * times have no zone.
 */
struct glassdoor {
	struct identity page;	/* what the source's URL names */
	struct item *post;	/* the subject, once it was found */
};

static bool
on_glassdoor(const struct url *u)
{
	struct span host;
	ptrdiff_t at;

	/* "www.glassdoor.de", "de.glassdoor.ch", "www.glassdoor.co.uk" */
	host = span_of(url_host(u));
	at = parts_find(host, "glassdoor.");
	return (at == 0 || (at > 0 && host.p[at - 1] == '.' && at <= 4));
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct span id, none = { NULL, 0 };
	struct parts p;

	if (!on_glassdoor(u))
		return (false);
	p = parts_path(u);
	if (p.n >= 2) {
		/* "Employee-Review-Name-RVW97772209.htm" */
		id = parts_between(p.seg[1], "-RVW", ".htm");
		if (parts_digits(id, 1, 12))
			return (parts_identity(out, IDENTITY_POST,
			    "glassdoor", id, none,
			    "https://www.glassdoor.com/Reviews/%.*s",
			    SPAN_ARG(p.seg[1])));
		if (parts_is(&p, 0, "Reviews"))
			return (parts_identity(out, IDENTITY_THREAD,
			    "glassdoor", none, none, "%s", url_text(u)));
	}
	if (parts_is(&p, 0, "profile") || parts_is(&p, 0, "member"))
		return (parts_identity(out, IDENTITY_WALL, "glassdoor", none,
		    none, "%s", url_text(u)));
	return (parts_identity(out, IDENTITY_NONE, "glassdoor", none, none,
	    "%s", ""));
}

static bool
mine(struct doc *d)
{

	return (on_glassdoor(d->url));
}

/* Pros, cons and advice are fields of their own: what was written, in the
 * order of the page, each as it is. */
static struct span
words(struct doc *d, json_t *o)
{
	struct span pros, cons, advice;

	pros = parts_text(o, "/pros");
	cons = parts_text(o, "/cons");
	advice = parts_text(o, "/advice");
	if (pros.p == NULL && cons.p == NULL)
		return (pros);
	return (span_of(doc_printf(d, "%.*s%s%.*s%s%.*s", SPAN_ARG(pros),
	    pros.n > 0 && cons.n > 0 ? "\n\n" : "", SPAN_ARG(cons),
	    advice.n > 0 ? "\n\n" : "", SPAN_ARG(advice))));
}

static void
object(struct doc *d, struct tree *t, json_t *o, const char *where,
    void *arg)
{
	struct glassdoor *gd = arg;
	struct item *post;
	struct span id;
	const char *at;
	bool subject;

	if (!json_is_object(o) || json_object_get(o, "reviewDateTime") ==
	    NULL)
		return;
	id = parts_id(d, json_at(o, "/reviewId"));
	if (id.p == NULL)
		return;
	at = tree_at(t, d, where);
	subject = span_is(id, gd->page.id);
	post = parts_post(d, "glassdoor", subject ? REL_SUBJECT : REL_LISTED,
	    id);
	fact_put(d, post, FACT_ID, id, "%s/reviewId", at);
	parts_put(d, post, FACT_TITLE, o, "/summary", at);
	/* A translation has the original beside it. */
	if (parts_text(o, "/prosOriginal").p == NULL &&
	    parts_text(o, "/consOriginal").p == NULL)
		fact_put(d, post, FACT_TEXT, words(d, o), "%s/pros", at);
	parts_put(d, post, FACT_LANG, o, "/languageId", at);
	parts_put(d, post, FACT_RATING, o, "/ratingOverall", at);
	parts_put(d, post, FACT_LIKES, o, "/countHelpful", at);
	parts_put_time(d, post, FACT_PUBLISHED, o, "/reviewDateTime", at);
	if (!subject)
		return;
	gd->post = post;
	doc_class(d, PAGE_POST, "%s", at);
}

static void
read(struct doc *d)
{
	struct glassdoor gd;

	memset(&gd, 0, sizeof gd);
	(void)identity(d->url, &gd.page);
	if (d->json != NULL)
		parts_walk(d, d->json, "", object, &gd);
	else if (d->html != NULL) {
		parts_scripts(d, "//script[@id='__NEXT_DATA__']", object,
		    &gd);
		(void)parts_after(d, "\"apolloState\":", object, &gd);
	}
}

static bool
wants(const struct url *u, const char *mime)
{

	(void)mime;
	return (on_glassdoor(u) && (span_starts(span_of(url_path(u)),
	    "/graph") || span_starts(span_of(url_path(u)), "/bff/")));
}

/* The page describes the employer: its stars are not the review's. */
static const char *const MISLEADING[] = { "opengraph", "dom", "microdata",
    "microformats", NULL };

const struct platform platform_glassdoor = {
	.name = "glassdoor",
	.identity = identity,
	.mine = mine,
	.read = read,
	.wants = wants,
	.misleading = MISLEADING,
};
