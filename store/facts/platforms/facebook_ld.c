#include <string.h>

#include "store/facts/platforms/facebook.h"

/*
 * The JSON-LD of posts, in pages of 2020-2023.  It is read here because it
 * knows numbers that the generic reader has no use for, and because its
 * "dateModified" is when anybody last did something, not when the words were
 * changed.
 */

/* "10157024746512051:9:0", or "OWNER;POST;;9". */
static struct span
post_id(struct span s)
{
	struct span none = { NULL, 0 };

	if (span_find(s, ';') > 0)
		s = parts_between(s, ";", ";");
	else if (span_find(s, ':') > 0)
		s = span_sub(s, 0, (size_t)span_find(s, ':'));
	return (facebook_number(s) ? s : none);
}

static void
put_author(struct doc *d, struct item *of, json_t *o, const char *at)
{
	struct item *who;
	struct span url;
	json_t *u;

	u = json_object_get(o, "author");
	url = parts_text(u, "/url");
	who = facebook_author(d, of, parts_id(d, json_at(u, "/identifier")),
	    url.p != NULL ? url : span_of(""), doc_printf(d,
	    "%s/author/identifier", at));
	parts_put(d, who, FACT_NAME, u, "/name", doc_printf(d, "%s/author",
	    at));
}

static void
put_comments(struct doc *d, json_t *o, const char *at)
{
	struct item *reply;
	struct span id;
	const char *where;
	json_t *j;
	size_t i;

	json_array_foreach(json_object_get(o, "comment"), i, j) {
		id = parts_id(d, json_at(j, "/identifier"));
		if (id.p == NULL)
			continue;
		where = doc_printf(d, "%s/comment/%zu", at, i);
		reply = parts_post(d, "facebook", REL_REPLY, id);
		fact_put(d, reply, FACT_ID, id, "%s/identifier", where);
		parts_put(d, reply, FACT_TEXT, j, "/text", where);
		parts_put_time(d, reply, FACT_PUBLISHED, j, "/dateCreated",
		    where);
		put_author(d, reply, j, where);
	}
}

static void
put_counters(struct doc *d, struct facebook *fb, struct item *post,
    json_t *o, const char *at)
{
	static const struct {
		const char *type;
		enum fact fact;
	} kinds[] = { { "LikeAction", FACT_LIKES },
	    { "ShareAction", FACT_REPOSTS },
	    { "CommentAction", FACT_REPLIES } };
	json_t *j;
	size_t i, k;

	json_array_foreach(json_object_get(o, "interactionStatistic"), i, j)
		for (k = 0; k < 3; k++)
			if (span_ends(parts_text(j, "/interactionType"),
			    kinds[k].type))
				parts_put(d, post, kinds[k].fact, j,
				    "/userInteractionCount", doc_printf(d,
				    "%s/interactionStatistic/%zu", at, i));
	if (post == fb->post)
		doc_announced(d, doc_json_text(d, json_at(o,
		    "/commentCount")), "%s/commentCount", at);
}

static void
put_posting(struct doc *d, struct facebook *fb, json_t *o, const char *at)
{
	struct item *post;
	struct span id;

	id = post_id(parts_text(o, "/identifier"));
	if (id.p == NULL || fb->page.kind != IDENTITY_POST)
		return;
	/* What a page of one post describes is that post. */
	post = facebook_post(d, fb, fb->page.id[0] == '\0' ? REL_SUBJECT :
	    REL_LISTED, id, doc_printf(d, "%s/identifier", at));
	parts_put(d, post, FACT_TEXT, o, "/articleBody", at);
	parts_put_time(d, post, FACT_PUBLISHED, o, "/dateCreated", at);
	parts_put_url(d, post, FACT_MEDIA, o, "/image/contentUrl", at);
	put_author(d, post, o, at);
	put_counters(d, fb, post, o, at);
	put_comments(d, o, at);
}

void
facebook_ld(struct doc *d, struct facebook *fb)
{
	json_t *j;
	size_t i;

	for (i = 0; i < 64 && (j = doc_ld(d, i)) != NULL; i++)
		if (span_is(parts_text(j, "/@type"), "SocialMediaPosting"))
			put_posting(d, fb, j, doc_ld_at(d, i));
}
