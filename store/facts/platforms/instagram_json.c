#include <string.h>

#include "store/facts/platforms/instagram.h"

/*
 * Two shapes of one thing: "shortcode", "owner" and counters in "edge_..."
 * (GraphQL, also _sharedData of 2015-2021), and "code", "user", "pk" (the
 * API, and the JSON blocks of pages since 2023).
 */

static void
put_first(struct doc *d, struct item *i, enum fact f, json_t *o,
    const char *const *pointers, const char *at)
{

	for (; *pointers != NULL; pointers++)
		if (json_at(o, *pointers) != NULL &&
		    !json_is_null(json_at(o, *pointers))) {
			parts_put(d, i, f, o, *pointers, at);
			return;
		}
}

/* A person: of a post, of a comment, of a profile. */
static struct item *
put_user(struct doc *d, struct item *of, json_t *o, const char *pointer,
    const char *at)
{
	struct item *who;
	struct span id;
	json_t *u;

	if (!json_is_object(u = json_at(o, pointer)))
		return (NULL);
	at = doc_printf(d, "%s%s", at, pointer);
	id = parts_id(d, json_at(u, "/pk"));
	if (id.p == NULL)
		id = parts_id(d, json_at(u, "/id"));
	if (id.p == NULL && parts_text(u, "/username").p == NULL)
		return (NULL);
	who = instagram_author(d, of, id, parts_text(u, "/username"), at);
	parts_put(d, who, FACT_NAME, u, "/full_name", at);
	parts_put(d, who, FACT_VERIFIED, u, "/is_verified", at);
	parts_put_url(d, who, FACT_AVATAR, u,
	    json_at(u, "/hd_profile_pic_url_info/url") != NULL ?
	    "/hd_profile_pic_url_info/url" :
	    json_at(u, "/profile_pic_url_hd") != NULL ?
	    "/profile_pic_url_hd" : "/profile_pic_url", at);
	return (who);
}

/* The largest of a list of {url,width}. */
static void
put_largest(struct doc *d, struct item *post, json_t *o, const char *list,
    const char *at)
{
	json_t *all, *j;
	int64_t best, width;
	size_t i, n;

	all = json_at(o, list);
	best = -1;
	n = 0;
	json_array_foreach(all, i, j)
		if (parts_whole(json_object_get(j, "width"), &width) &&
		    width > best) {
			best = width;
			n = i;
		}
	if (best >= 0)
		parts_put_url(d, post, FACT_MEDIA, json_array_get(all, n),
		    "/url", doc_printf(d, "%s%s/%zu", at, list, n));
}

static void
put_medium(struct doc *d, struct item *post, json_t *o, const char *at)
{

	if (json_array_size(json_at(o, "/video_versions")) > 0)
		put_largest(d, post, o, "/video_versions", at);
	else if (json_at(o, "/image_versions2/candidates") != NULL)
		put_largest(d, post, o, "/image_versions2/candidates", at);
	else if (parts_text(o, "/video_url").p != NULL)
		parts_put_url(d, post, FACT_MEDIA, o, "/video_url", at);
	else
		parts_put_url(d, post, FACT_MEDIA, o,
		    parts_text(o, "/display_url").p != NULL ? "/display_url" :
		    "/display_uri", at);
}

static void
put_media(struct doc *d, struct item *post, json_t *o, const char *at)
{
	json_t *all, *j;
	size_t i;

	all = json_at(o, "/edge_sidecar_to_children/edges");
	if (json_array_size(all) > 0) {
		json_array_foreach(all, i, j)
			put_medium(d, post, json_object_get(j, "node"),
			    doc_printf(d, "%s/edge_sidecar_to_children/edges/"
			    "%zu/node", at, i));
		return;
	}
	all = json_at(o, "/carousel_media");
	json_array_foreach(all, i, j)
		put_medium(d, post, j, doc_printf(d, "%s/carousel_media/%zu",
		    at, i));
	if (json_array_size(all) == 0)
		put_medium(d, post, o, at);
}

static void
put_tagged(struct doc *d, struct item *post, json_t *o, const char *at)
{
	json_t *all, *j;
	size_t i;

	all = json_at(o, "/edge_media_to_tagged_user/edges");
	json_array_foreach(all, i, j)
		parts_put(d, post, FACT_MENTION, j, "/node/user/username",
		    doc_printf(d, "%s/edge_media_to_tagged_user/edges/%zu",
		    at, i));
	all = json_at(o, "/usertags/in");
	json_array_foreach(all, i, j)
		parts_put(d, post, FACT_MENTION, j, "/user/username",
		    doc_printf(d, "%s/usertags/in/%zu", at, i));
}

static void
put_counters(struct doc *d, struct item *post, json_t *o, const char *at)
{
	static const char *const likes[] = { "/like_count",
	    "/edge_media_preview_like/count", "/edge_liked_by/count", NULL };
	static const char *const replies[] = { "/comment_count",
	    "/edge_media_to_parent_comment/count",
	    "/edge_media_to_comment/count",
	    "/edge_media_preview_comment/count", NULL };
	static const char *const views[] = { "/play_count", "/view_count",
	    "/video_play_count", "/video_view_count", NULL };
	const char *const *p;
	int64_t n;

	/* Where the owner hides it, the number is of a few friends. */
	if (!json_is_true(json_at(o, "/like_and_view_counts_disabled"))) {
		put_first(d, post, FACT_LIKES, o, likes, at);
		put_first(d, post, FACT_VIEWS, o, views, at);
	}
	put_first(d, post, FACT_REPLIES, o, replies, at);
	for (p = replies; *p != NULL; p++)
		if (parts_whole(json_at(o, *p), &n) && n >= 0)
			break;
	if (*p != NULL)
		doc_announced(d, span_of(doc_printf(d, "%lld", (long long)n)),
		    "%s%s", at, *p);
}

static void
put_post(struct doc *d, struct instagram *in, struct tree *t, json_t *o,
    const char *where)
{
	struct item *post;
	struct span id, code;
	enum relation rel;
	const char *at;
	char number[24];

	code = parts_text(o, parts_text(o, "/code").p != NULL ? "/code" :
	    "/shortcode");
	id = parts_id(d, json_at(o, "/pk"));
	if (id.p == NULL) {
		/* "3870172288071432645_1067259270": medium and owner. */
		id = parts_text(o, "/id");
		if (span_find(id, '_') > 0)
			id = span_sub(id, 0, (size_t)span_find(id, '_'));
	}
	/* The two name the same medium, or this is something else. */
	if (!instagram_number(code, number) || !span_is(id, number))
		return;
	at = tree_at(t, d, where);
	rel = tree_under(t, "shortcode_media") ||
	    tree_under(t, "xdt_shortcode_media") ||
	    tree_under(t, "xig_polaris_media") ? REL_SUBJECT : REL_LISTED;
	if (in->page.kind == IDENTITY_POST || in->page.kind ==
	    IDENTITY_AUTHOR)
		rel = REL_LISTED;
	post = instagram_post(d, in, rel, id, code, at);
	parts_put(d, post, FACT_TEXT, o, json_at(o, "/caption/text") != NULL ?
	    "/caption/text" : "/edge_media_to_caption/edges/0/node/text", at);
	parts_put_epoch(d, post, FACT_PUBLISHED, o,
	    json_at(o, "/taken_at") != NULL ? "/taken_at" :
	    "/taken_at_timestamp", 1, at);
	if (post == in->post)
		put_counters(d, post, o, at);
	put_media(d, post, o, at);
	put_tagged(d, post, o, at);
	if (put_user(d, post, o, "/user", at) == NULL)
		put_user(d, post, o, "/owner", at);
	if (post == in->post)
		doc_class(d, PAGE_POST, "%s", at);
}

/* The medium of an answer that has only comments of it. */
static void
put_bare(struct doc *d, struct instagram *in, struct tree *t, json_t *o,
    const char *where)
{
	struct span id;

	id = parts_id(d, json_at(o, "/pk"));
	if (id.p == NULL)
		id = parts_id(d, json_at(o, "/id"));
	if (id.p != NULL && in->post == NULL && in->page.kind !=
	    IDENTITY_POST && in->page.kind != IDENTITY_AUTHOR)
		instagram_post(d, in, REL_SUBJECT, id, span_of(NULL),
		    tree_at(t, d, where));
}

static void
put_comment(struct doc *d, struct tree *t, json_t *o, const char *where)
{
	struct item *reply;
	struct span id;
	const char *at;

	id = parts_id(d, json_at(o, "/pk"));
	if (id.p == NULL)
		id = parts_id(d, json_at(o, "/id"));
	if (id.p == NULL)
		return;
	at = tree_at(t, d, where);
	reply = parts_post(d, "instagram", REL_REPLY, id);
	fact_put(d, reply, FACT_ID, id, "%s", at);
	parts_put(d, reply, FACT_TEXT, o, "/text", at);
	parts_put_epoch(d, reply, FACT_PUBLISHED, o, "/created_at", 1, at);
	parts_put(d, reply, FACT_LIKES, o, json_at(o, "/comment_like_count")
	    != NULL ? "/comment_like_count" : "/edge_liked_by/count", at);
	parts_put(d, reply, FACT_IN_REPLY_TO, o, "/parent_comment_id", at);
	if (put_user(d, reply, o, "/user", at) == NULL)
		put_user(d, reply, o, "/owner", at);
}

/* A profile, where the page is one and this is the person. */
static void
put_profile(struct doc *d, struct instagram *in, struct tree *t, json_t *o,
    const char *where)
{
	static const char *const followers[] = { "/follower_count",
	    "/edge_followed_by/count", NULL };
	static const char *const following[] = { "/following_count",
	    "/edge_follow/count", NULL };
	static const char *const posts[] = { "/media_count",
	    "/edge_owner_to_timeline_media/count", NULL };
	struct item *who;
	const char *at;

	if (in->page.kind == IDENTITY_POST || (in->page.kind ==
	    IDENTITY_AUTHOR && !span_is_nocase(parts_text(o, "/username"),
	    in->page.handle)))
		return;
	at = tree_at(t, d, where);
	who = put_user(d, NULL, o, "", at);
	if (who == NULL)
		return;
	in->who = who;
	in->whole = true;
	parts_put(d, who, FACT_BIO, o, "/biography", at);
	put_first(d, who, FACT_FOLLOWERS, o, followers, at);
	put_first(d, who, FACT_FOLLOWING, o, following, at);
	put_first(d, who, FACT_POSTS, o, posts, at);
	doc_class(d, PAGE_PROFILE, "%s", at);
}

void
instagram_object(struct doc *d, struct tree *t, json_t *o, const char *where,
    void *arg)
{
	struct instagram *in = arg;
	const char *key;

	if (!json_is_object(o))
		return;
	key = tree_key(t);
	if (json_object_get(o, "code") != NULL ||
	    json_object_get(o, "shortcode") != NULL)
		put_post(d, in, t, o, where);
	else if (json_object_get(o, "comments_connection") != NULL)
		put_bare(d, in, t, o, where);
	else if (json_object_get(o, "text") != NULL &&
	    json_object_get(o, "created_at") != NULL &&
	    (key == NULL || strcmp(key, "caption") != 0) &&
	    (json_object_get(o, "user") != NULL ||
	    json_object_get(o, "owner") != NULL))
		put_comment(d, t, o, where);
	else if (json_object_get(o, "username") != NULL &&
	    (json_object_get(o, "follower_count") != NULL ||
	    json_object_get(o, "edge_followed_by") != NULL ||
	    json_object_get(o, "biography") != NULL))
		put_profile(d, in, t, o, where);
	else if (in->page.kind == IDENTITY_AUTHOR && in->who == NULL &&
	    json_object_get(o, "profile_id") != NULL &&
	    json_object_get(o, "page_id") != NULL &&
	    parts_digits(parts_text(o, "/profile_id"), 1, 20) &&
	    span_is(parts_text(o, "/page_id"), doc_printf(d, "profilePage_%s",
	    json_string_value(json_object_get(o, "profile_id")))))
		in->who = instagram_author(d, NULL, parts_text(o,
		    "/profile_id"), span_of(in->page.handle),
		    tree_at(t, d, where));
}
