#include "store/facts/platforms/x.h"

/*
 * Profiles: a ProfilePage in JSON-LD on the page of the web client, the head
 * of the page for robots; and SocialMediaPosting in JSON-LD on posts.
 */
#define LD_WHERE "//script[@type='application/ld+json']#"

static void
put_statistic(struct doc *d, struct item *i, json_t *one, const char *at)
{
	static const struct { const char *action; enum fact f; } known[] = {
		{ "/FollowAction", FACT_FOLLOWERS },
		{ "/SubscribeAction", FACT_FOLLOWING },
		{ "/WriteAction", FACT_POSTS },
	};
	struct span type = parts_text(one, "/interactionType");

	for (size_t k = 0; k < 3; k++)
		if (span_ends(type, known[k].action))
			parts_put(d, i, known[k].f, one,
			    "/userInteractionCount", at);
}

static void
read_profile(struct doc *d, json_t *page, const char *where)
{
	json_t *who = json_object_get(page, "mainEntity");
	json_t *numbers = json_at(who, "/interactionStatistic");
	const char *at = doc_printf(d, "%s/mainEntity", where);
	struct span id = parts_text(who, "/identifier"), src;
	struct item *author;

	if (!x_id(id) || at == NULL)
		return;
	author = x_author(d, NULL, id, parts_text(who, "/additionalName"),
	    at);
	parts_put(d, author, FACT_NAME, who, "/name", at);
	parts_put(d, author, FACT_BIO, who, "/description", at);
	parts_put_time(d, author, FACT_CREATED, page, "/dateCreated", where);
	src = parts_text(who, "/image/contentUrl");
	fact_put_raw(d, author, FACT_AVATAR, x_avatar(d, src), src,
	    "%s/image/contentUrl", at);
	for (size_t i = 0; i < json_array_size(numbers); i++)
		put_statistic(d, author, json_array_get(numbers, i),
		    doc_printf(d, "%s/interactionStatistic/%zu", at, i));
	doc_class(d, PAGE_PROFILE, "%s", where);
}

/* The robots' page of a profile. */
static void
read_head(struct doc *d)
{
	struct span title = doc_meta(d, "og:title", 0), handle, name, src;
	struct item *author;

	if (!span_is(doc_meta(d, "og:type", 0), "profile") ||
	    !x_title(title, &name, &handle))
		return;
	author = x_author(d, NULL, (struct span){ NULL, 0 }, handle,
	    "//meta[@property='og:title']");
	fact_put_raw(d, author, FACT_NAME, name, title,
	    "//meta[@property='og:title']");
	fact_put(d, author, FACT_BIO, doc_meta(d, "og:description", 0),
	    "//meta[@property='og:description']");
	src = doc_meta(d, "og:image", 0);
	fact_put_raw(d, author, FACT_AVATAR, x_avatar(d, src), src,
	    "//meta[@property='og:image']");
	doc_class(d, PAGE_PROFILE, "//meta[@property='og:type']");
}

void
x_profile_read(struct doc *d)
{
	const char *method = d->method;
	json_t *ld;

	d->method = "json-ld";
	for (size_t i = 0; i < 16 && (ld = doc_ld(d, i)) != NULL; i++)
		if (span_is(parts_text(ld, "/@type"), "ProfilePage"))
			read_profile(d, ld, doc_printf(d, LD_WHERE));
	d->method = "opengraph";
	read_head(d);
	d->method = method;
}
