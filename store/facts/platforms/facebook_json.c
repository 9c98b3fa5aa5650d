#include <string.h>

#include "store/base/codec.h"
#include "store/facts/platforms/facebook.h"

/* What belongs to something else than the story that it stands in. */
static bool
elsewhere(const struct tree *t)
{

	return (tree_under(t, "attached_story") || tree_under(t, "comments") ||
	    tree_under(t, "comment") || tree_under(t, "interesting_top_level_"
	    "comments") || tree_under(t, "edges") ||
	    tree_under(t, "aggregated_stories"));
}

static bool
is_story(json_t *o)
{
	struct span type;

	type = parts_text(o, "/__typename");
	return (facebook_number(parts_text(o, "/post_id")) &&
	    (type.p == NULL || span_is(type, "Story")) &&
	    json_is_object(json_object_get(o, "comet_sections")));
}

void
facebook_count(struct doc *d, struct tree *t, json_t *o, const char *where,
    void *arg)
{
	struct facebook *fb = arg;
	struct span id;

	(void)where;
	if (!json_is_object(o) || !is_story(o) ||
	    tree_under(t, "attached_story"))
		return;
	id = parts_text(o, "/post_id");
	if (fb->only.p != NULL && !span_eq(fb->only, id))
		fb->many = true;
	/* A line of an answer is gone when it was gone through. */
	fb->only = span_of(doc_printf(d, "%.*s", SPAN_ARG(id)));
}

static struct item *
put_person(struct doc *d, struct item *of, json_t *o, const char *pointer,
    const char *at)
{
	struct item *who;
	json_t *u;

	u = json_at(o, pointer);
	if (!facebook_number(parts_text(u, "/id")))
		return (NULL);
	at = doc_printf(d, "%s%s", at, pointer);
	who = facebook_author(d, of, parts_text(u, "/id"), parts_text(u,
	    parts_text(u, "/url").p != NULL ? "/url" : "/profile_url"), at);
	parts_put(d, who, FACT_NAME, u, "/name", at);
	parts_put(d, who, FACT_VERIFIED, u, "/is_verified", at);
	parts_put_url(d, who, FACT_AVATAR, u, "/profile_picture/uri", at);
	return (who);
}

struct story {
	struct item *post;
	struct span actor;	/* number of who wrote it */
	bool text, time, person, likes, shares, replies, audience;
};

static void
put_counters(struct doc *d, struct story *s, json_t *o, const char *key,
    const char *at, const struct facebook *fb)
{
	const char *p;

	if (!s->likes && strcmp(key, "reaction_count") == 0) {
		s->likes = true;
		parts_put(d, s->post, FACT_LIKES, o, "/count", at);
	} else if (!s->shares && strcmp(key, "share_count") == 0) {
		s->shares = true;
		parts_put(d, s->post, FACT_REPOSTS, o, "/count", at);
	} else if (!s->replies && (strcmp(key, "comments") == 0 ||
	    strcmp(key, "total_comment_count") == 0)) {
		p = json_object_get(o, "total_count") != NULL ?
		    "/total_count" : "/count";
		if (!json_is_integer(json_at(o, p)))
			return;
		s->replies = true;
		parts_put(d, s->post, FACT_REPLIES, o, p, at);
		if (s->post == fb->post)
			doc_announced(d, doc_json_text(d, json_at(o, p)),
			    "%s%s", at, p);
	}
}

/* One object inside of a story; what is found first counts. */
static void
put_inside(struct doc *d, struct facebook *fb, struct story *s,
    struct tree *t, json_t *o, const char *at)
{
	const char *key;

	if ((key = tree_key(t)) == NULL || !json_is_object(o))
		return;
	if (!s->text && strcmp(key, "message") == 0 &&
	    parts_text(o, "/text").p != NULL) {
		s->text = true;
		parts_put(d, s->post, FACT_TEXT, o, "/text", at);
	} else if (!s->audience && strcmp(key, "privacy_scope") == 0) {
		s->audience = true;
		parts_put(d, s->post, FACT_AUDIENCE, o, "/description", at);
	} else
		put_counters(d, s, o, key, at, fb);
	if (!s->time && json_is_integer(json_object_get(o,
	    "creation_time"))) {
		s->time = true;
		parts_put_epoch(d, s->post, FACT_PUBLISHED, o,
		    "/creation_time", 1, at);
	}
	if (!s->replies && json_is_integer(json_object_get(o,
	    "total_comment_count"))) {
		s->replies = true;
		parts_put(d, s->post, FACT_REPLIES, o,
		    "/total_comment_count", at);
	}
	if (!s->person && facebook_number(parts_text(o, "/actors/0/id"))) {
		s->actor = parts_text(o, "/actors/0/id");
		s->person = true;
		put_person(d, s->post, o, "/actors/0", at);
	}
	if (strcmp(key, "media") == 0) {
		if (parts_text(o, "/browser_native_hd_url").p != NULL)
			parts_put_url(d, s->post, FACT_MEDIA, o,
			    "/browser_native_hd_url", at);
		else if (parts_text(o, "/photo_image/uri").p != NULL)
			parts_put_url(d, s->post, FACT_MEDIA, o,
			    "/photo_image/uri", at);
		else
			parts_put_url(d, s->post, FACT_MEDIA, o, "/image/uri",
			    at);
	}
}

static void
put_story(struct doc *d, struct facebook *fb, struct tree *t, json_t *o,
    const char *where)
{
	struct story s;
	struct tree in;
	struct identity id;
	struct span url;
	const char *at;
	json_t *j;

	memset(&s, 0, sizeof s);
	at = tree_at(t, d, where);
	s.post = facebook_post(d, fb, tree_under(t, "attached_story") ?
	    REL_QUOTED : REL_LISTED, parts_text(o, "/post_id"),
	    doc_printf(d, "%s/post_id", at));
	tree_start(&in, o);
	while ((j = tree_next(&in)) != NULL)
		if (!elsewhere(&in) || (tree_key(&in) != NULL &&
		    strcmp(tree_key(&in), "comments") == 0))
			put_inside(d, fb, &s, &in, j, tree_at(&in, d, at));
	url = parts_text(o, parts_text(o, "/permalink_url").p != NULL ?
	    "/permalink_url" : "/url");
	if (parts_named(d, url, &id) && id.kind == IDENTITY_POST &&
	    id.id[0] != '\0')
		fact_put(d, s.post, FACT_URL, span_of(doc_printf(d, "%s",
		    id.url)), "%s", at);
	else if (s.actor.p != NULL)
		/* Its own link holds a pfbid, which is another at each
		 * view; the numbers lead to the same. */
		fact_put(d, s.post, FACT_URL, span_of(doc_printf(d,
		    "https://www.facebook.com/%.*s/posts/%.*s",
		    SPAN_ARG(s.actor), SPAN_ARG(parts_text(o, "/post_id")))),
		    "%s/post_id", at);
}

/* base64 of "comment:POST_COMMENT": the post. */
static struct span
post_of(struct doc *d, struct span id)
{
	struct buf b = BUF_INIT(KIB);
	struct span s, none = { NULL, 0 };

	if (codec_unbase64(&b, id, NULL) != 0)
		s = none;
	else
		s = parts_between(buf_span(&b), "comment:", "_");
	s = facebook_number(s) ? span_of(doc_printf(d, "%.*s", SPAN_ARG(s))) :
	    none;
	buf_free(&b);
	return (s);
}

static void
put_comment(struct doc *d, struct facebook *fb, struct tree *t, json_t *o,
    const char *where)
{
	struct item *reply;
	struct span id;
	const char *at;

	id = parts_text(o, "/legacy_fbid");
	if (!facebook_number(id))
		return;
	at = tree_at(t, d, where);
	reply = parts_post(d, "facebook", REL_REPLY, id);
	fact_put(d, reply, FACT_ID, id, "%s/legacy_fbid", at);
	parts_put(d, reply, FACT_TEXT, o, "/body/text", at);
	parts_put_epoch(d, reply, FACT_PUBLISHED, o, "/created_time", 1, at);
	parts_put(d, reply, FACT_IN_REPLY_TO, o,
	    "/comment_direct_parent/legacy_fbid", at);
	put_person(d, reply, o, "/author", at);
	/* What it belongs to, which the URL of an answer does not tell. */
	id = post_of(d, parts_text(o, "/id"));
	if (fb->page.kind == IDENTITY_NONE && id.p != NULL)
		parts_post(d, "facebook", REL_SUBJECT, id);
}

/* A photo, video or reel that the page's URL names. */
static void
put_medium(struct doc *d, struct facebook *fb, struct tree *t, json_t *o,
    const char *where)
{
	static const char *const times[] = { "/creation_time",
	    "/publish_time", "/created_time", NULL };
	struct item *post;
	const char *at;
	size_t i;

	at = tree_at(t, d, where);
	post = facebook_post(d, fb, REL_LISTED, parts_text(o, "/id"),
	    doc_printf(d, "%s/id", at));
	for (i = 0; times[i] != NULL; i++)
		if (json_is_integer(json_at(o, times[i]))) {
			parts_put_epoch(d, post, FACT_PUBLISHED, o, times[i],
			    1, at);
			break;
		}
	parts_put(d, post, FACT_TEXT, o, parts_text(o, "/message/text").p !=
	    NULL ? "/message/text" : "/savable_description/text", at);
	put_person(d, post, o, "/owner", at);
	parts_put_url(d, post, FACT_MEDIA, o, parts_text(o,
	    "/browser_native_hd_url").p != NULL ? "/browser_native_hd_url" :
	    "/image/uri", at);
}

void
facebook_object(struct doc *d, struct tree *t, json_t *o, const char *where,
    void *arg)
{
	struct facebook *fb = arg;
	struct span type;

	if (!json_is_object(o))
		return;
	type = parts_text(o, "/__typename");
	if (is_story(o))
		put_story(d, fb, t, o, where);
	else if (span_is(type, "Comment") ||
	    (json_object_get(o, "legacy_fbid") != NULL &&
	    json_object_get(o, "body") != NULL))
		put_comment(d, fb, t, o, where);
	else if (fb->page.id[0] != '\0' && fb->page.kind == IDENTITY_POST &&
	    span_is(parts_text(o, "/id"), fb->page.id) &&
	    (span_is(type, "Photo") || span_is(type, "Video")) &&
	    json_object_get(o, "owner") != NULL)
		put_medium(d, fb, t, o, where);
}
