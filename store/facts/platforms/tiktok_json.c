#include <string.h>

#include "store/facts/platforms/tiktok.h"

/* ${o} at the first of ${pointers} that stands there, as parts_put. */
static void
put_either(struct doc *d, struct item *i, enum fact f, json_t *o,
    const char *a, const char *b, const char *at)
{

	parts_put(d, i, f, o, json_at(o, a) != NULL ? a : b, at);
}

static void
put_handle(struct doc *d, struct item *who, struct span handle,
    const char *at)
{

	if (!parts_name(handle, "._-", 64))
		return;
	fact_put(d, who, FACT_HANDLE, handle, "%s", at);
	fact_put(d, who, FACT_URL, span_of(doc_printf(d,
	    "https://www.tiktok.com/@%.*s", SPAN_ARG(handle))), "%s", at);
}

/* A person as pages write it: {id,uniqueId,nickname}. */
static struct item *
put_user(struct doc *d, struct item *of, json_t *u, const char *at)
{
	struct item *who;
	struct span id;

	id = parts_id(d, json_at(u, "/id"));
	if (id.p == NULL)
		return (NULL);
	who = parts_author(d, "tiktok", of, id);
	fact_put(d, who, FACT_ID, id, "%s/id", at);
	put_handle(d, who, parts_text(u, "/uniqueId"), doc_printf(d,
	    "%s/uniqueId", at));
	parts_put(d, who, FACT_NAME, u, "/nickname", at);
	parts_put(d, who, FACT_BIO, u, "/signature", at);
	parts_put(d, who, FACT_VERIFIED, u, "/verified", at);
	parts_put_epoch(d, who, FACT_CREATED, u, "/createTime", 1, at);
	parts_put_url(d, who, FACT_AVATAR, u, "/avatarLarger", at);
	parts_put_url(d, who, FACT_LINK, u, "/bioLink/link", at);
	return (who);
}

static void
put_stats(struct doc *d, struct item *who, json_t *o, const char *at)
{

	parts_put(d, who, FACT_FOLLOWERS, o, "/followerCount", at);
	parts_put(d, who, FACT_FOLLOWING, o, "/followingCount", at);
	parts_put(d, who, FACT_POSTS, o, "/videoCount", at);
}

/* The rendition with the most pixels, of them that with the most bits. */
static void
put_video(struct doc *d, struct item *post, json_t *video, const char *at)
{
	int64_t w, h, bits, most, best;
	json_t *all, *j;
	size_t i, n;

	all = json_at(video, "/bitrateInfo");
	best = most = -1;
	n = 0;
	json_array_foreach(all, i, j) {
		if (!parts_whole(json_at(j, "/PlayAddr/Width"), &w) ||
		    !parts_whole(json_at(j, "/PlayAddr/Height"), &h) ||
		    !parts_whole(json_at(j, "/Bitrate"), &bits) ||
		    w < 0 || h < 0 || w > 100000 || h > 100000)
			continue;
		if (w * h > best || (w * h == best && bits > most)) {
			best = w * h;
			most = bits;
			n = i;
		}
	}
	j = json_array_get(all, n);
	if (best >= 0 && parts_text(j, "/PlayAddr/UrlList/0").p != NULL)
		parts_put_url(d, post, FACT_MEDIA, j, "/PlayAddr/UrlList/0",
		    doc_printf(d, "%s/bitrateInfo/%zu", at, n));
	else
		parts_put_url(d, post, FACT_MEDIA, video, "/playAddr", at);
}

static void
put_media(struct doc *d, struct item *post, json_t *o, const char *at)
{
	json_t *all, *j;
	size_t i;

	all = json_at(o, "/imagePost/images");
	json_array_foreach(all, i, j)
		parts_put_url(d, post, FACT_MEDIA, j, "/imageURL/urlList/0",
		    doc_printf(d, "%s/imagePost/images/%zu", at, i));
	if (json_array_size(all) == 0)
		put_video(d, post, json_at(o, "/video"), doc_printf(d,
		    "%s/video", at));
}

static void
put_mentions(struct doc *d, struct item *post, json_t *o, const char *at)
{
	json_t *all, *j;
	size_t i;

	all = json_at(o, "/textExtra");
	json_array_foreach(all, i, j)
		parts_put(d, post, FACT_MENTION, j, "/userUniqueId",
		    doc_printf(d, "%s/textExtra/%zu", at, i));
}

/* Who may see it, where the page says so. */
static void
put_audience(struct doc *d, struct item *post, json_t *o, const char *at)
{

	if (json_is_true(json_at(o, "/privateItem")) ||
	    json_is_true(json_at(o, "/secret")))
		fact_put(d, post, FACT_AUDIENCE, span_of("private"),
		    "%s/privateItem", at);
	else if (json_is_true(json_at(o, "/forFriend")))
		fact_put(d, post, FACT_AUDIENCE, span_of("friends"),
		    "%s/forFriend", at);
	else if (json_is_false(json_at(o, "/privateItem")))
		fact_put(d, post, FACT_AUDIENCE, span_of("public"),
		    "%s/privateItem", at);
}

static void
put_counters(struct doc *d, struct item *post, json_t *o, const char *at)
{
	struct span n;

	put_either(d, post, FACT_LIKES, o, "/statsV2/diggCount",
	    "/stats/diggCount", at);
	put_either(d, post, FACT_REPOSTS, o, "/statsV2/shareCount",
	    "/stats/shareCount", at);
	put_either(d, post, FACT_REPLIES, o, "/statsV2/commentCount",
	    "/stats/commentCount", at);
	put_either(d, post, FACT_VIEWS, o, "/statsV2/playCount",
	    "/stats/playCount", at);
	n = doc_json_text(d, json_at(o, "/stats/commentCount"));
	doc_announced(d, n, "%s/stats/commentCount", at);
}

/* The author of an item of SIGI_STATE stands in texts beside it. */
static void
put_flat_author(struct doc *d, struct item *post, json_t *o, const char *at)
{
	struct item *who;
	struct span id;

	id = parts_id(d, json_at(o, "/authorId"));
	who = parts_author(d, "tiktok", post, id);
	fact_put(d, who, FACT_ID, id, "%s/authorId", at);
	put_handle(d, who, parts_text(o, "/author"), doc_printf(d,
	    "%s/author", at));
	parts_put(d, who, FACT_NAME, o, "/nickname", at);
}

static void
put_post(struct doc *d, struct tiktok *tk, struct tree *t, json_t *o,
    const char *where)
{
	struct item *post, *who;
	struct span id, user;
	const char *at;
	bool subject;

	id = parts_id(d, json_at(o, "/id"));
	if (!parts_digits(id, 17, 20))
		return;
	at = tree_at(t, d, where);
	subject = tk->page.id[0] != '\0' ? span_is(id, tk->page.id) :
	    tree_under(t, "webapp.video-detail");
	post = parts_post(d, "tiktok", subject ? REL_SUBJECT : REL_LISTED, id);
	fact_put(d, post, FACT_ID, id, "%s/id", at);
	user = parts_text(o, json_is_object(json_at(o, "/author")) ?
	    "/author/uniqueId" : "/author");
	if (parts_name(user, "._-", 64))
		fact_put(d, post, FACT_URL, span_of(doc_printf(d,
		    "https://www.tiktok.com/@%.*s/%s/%.*s", SPAN_ARG(user),
		    json_at(o, "/imagePost") != NULL ? "photo" : "video",
		    SPAN_ARG(id))), "%s", at);
	parts_put(d, post, FACT_TEXT, o, "/desc", at);
	parts_put(d, post, FACT_TITLE, o, "/imagePost/title", at);
	parts_put_epoch(d, post, FACT_PUBLISHED, o, "/createTime", 1, at);
	/* "un": none was recognized. */
	if (!span_is(parts_text(o, "/textLanguage"), "un"))
		parts_put(d, post, FACT_LANG, o, "/textLanguage", at);
	put_media(d, post, o, at);
	put_mentions(d, post, o, at);
	put_audience(d, post, o, at);
	if (json_is_object(json_at(o, "/author"))) {
		who = put_user(d, post, json_at(o, "/author"), doc_printf(d,
		    "%s/author", at));
		put_stats(d, who, json_at(o, "/authorStats"), doc_printf(d,
		    "%s/authorStats", at));
	} else
		put_flat_author(d, post, o, at);
	if (!subject)
		return;
	tk->post = post;
	put_counters(d, post, o, at);
	doc_class(d, PAGE_POST, "%s", at);
}

static void
put_comment(struct doc *d, struct tree *t, json_t *o, const char *where)
{
	struct item *reply, *who;
	struct span id;
	const char *at;

	id = parts_id(d, json_at(o, "/cid"));
	if (id.p == NULL)
		return;
	at = tree_at(t, d, where);
	reply = parts_post(d, "tiktok", REL_REPLY, id);
	fact_put(d, reply, FACT_ID, id, "%s/cid", at);
	parts_put(d, reply, FACT_TEXT, o, "/text", at);
	parts_put(d, reply, FACT_LANG, o, "/comment_language", at);
	parts_put_epoch(d, reply, FACT_PUBLISHED, o, "/create_time", 1, at);
	parts_put(d, reply, FACT_LIKES, o, "/digg_count", at);
	parts_put(d, reply, FACT_REPLIES, o, "/reply_comment_total", at);
	/* "0": an answer to the post itself. */
	fact_put(d, reply, FACT_IN_REPLY_TO, parts_id(d, json_at(o,
	    parts_id(d, json_at(o, "/reply_id")).p != NULL ? "/reply_id" :
	    "/aweme_id")), "%s/reply_id", at);
	/* What the list is about, which its URL does not tell. */
	id = parts_id(d, json_at(o, "/aweme_id"));
	if (parts_digits(id, 17, 20))
		parts_post(d, "tiktok", REL_SUBJECT, id);
	/* In SIGI_STATE the user is a name. */
	if (json_is_string(json_at(o, "/user")))
		put_handle(d, parts_author(d, "tiktok", reply, span_of(NULL)),
		    parts_text(o, "/user"), doc_printf(d, "%s/user", at));
	if (!json_is_object(json_at(o, "/user")))
		return;
	id = parts_id(d, json_at(o, "/user/uid"));
	who = parts_author(d, "tiktok", reply, id);
	fact_put(d, who, FACT_ID, id, "%s/user/uid", at);
	put_handle(d, who, parts_text(o, "/user/unique_id"), doc_printf(d,
	    "%s/user/unique_id", at));
	parts_put(d, who, FACT_NAME, o, "/user/nickname", at);
	parts_put_url(d, who, FACT_AVATAR, o, json_at(o,
	    "/user/avatar_larger/url_list/0") != NULL ?
	    "/user/avatar_larger/url_list/0" :
	    "/user/avatar_thumb/url_list/0", at);
}

/* "userInfo": {user,stats} of the page's person. */
static void
put_profile(struct doc *d, struct tiktok *tk, struct tree *t, json_t *o,
    const char *where)
{
	struct span handle;
	const char *at;

	handle = parts_text(o, "/user/uniqueId");
	if (tk->page.kind == IDENTITY_POST || (tk->page.kind ==
	    IDENTITY_AUTHOR && !span_is_nocase(handle, tk->page.handle) &&
	    !span_is(parts_text(o, "/user/id"), tk->page.handle)))
		return;
	at = tree_at(t, d, where);
	tk->who = put_user(d, NULL, json_at(o, "/user"), doc_printf(d,
	    "%s/user", at));
	if (tk->who == NULL)
		return;
	put_stats(d, tk->who, json_at(o, "/stats"), doc_printf(d, "%s/stats",
	    at));
	doc_class(d, PAGE_PROFILE, "%s", at);
}

/* The same in SIGI_STATE: {users:{HANDLE},stats:{HANDLE}}. */
static void
put_module(struct doc *d, struct tiktok *tk, struct tree *t, json_t *o,
    const char *where)
{
	const char *at, *key;
	json_t *user;

	if (tk->page.kind != IDENTITY_AUTHOR)
		return;
	at = tree_at(t, d, where);
	json_object_foreach(json_object_get(o, "users"), key, user) {
		if (!span_is_nocase(span_of(key), tk->page.handle))
			continue;
		tk->who = put_user(d, NULL, user, doc_printf(d, "%s/users/%s",
		    at, key));
		if (tk->who == NULL)
			return;
		put_stats(d, tk->who, json_object_get(json_object_get(o,
		    "stats"), key), doc_printf(d, "%s/stats/%s", at, key));
		doc_class(d, PAGE_PROFILE, "%s/users/%s", at, key);
		return;
	}
}

void
tiktok_object(struct doc *d, struct tree *t, json_t *o, const char *where,
    void *arg)
{
	struct tiktok *tk = arg;

	if (!json_is_object(o))
		return;
	if (json_object_get(o, "cid") != NULL &&
	    json_object_get(o, "create_time") != NULL)
		put_comment(d, t, o, where);
	else if (json_object_get(o, "desc") != NULL &&
	    json_object_get(o, "createTime") != NULL &&
	    json_object_get(o, "author") != NULL)
		put_post(d, tk, t, o, where);
	else if (json_at(o, "/user/uniqueId") != NULL &&
	    json_object_get(o, "stats") != NULL)
		put_profile(d, tk, t, o, where);
	else if (json_is_object(json_object_get(o, "users")) &&
	    json_is_object(json_object_get(o, "stats")))
		put_module(d, tk, t, o, where);
}
