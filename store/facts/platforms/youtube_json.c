#include <string.h>

#include "store/base/buf.h"
#include "store/facts/platforms/youtube.h"

#define RUNS_MAX	(256 * KIB)	/* bytes of a text in pieces */

/* A text as a whole, or in pieces: {"simpleText"} or {"runs":[{"text"}]}. */
static struct span
text_of(struct doc *d, json_t *o)
{
	struct buf b = BUF_INIT(RUNS_MAX);
	struct span s;
	json_t *runs, *j;
	size_t i;

	s = parts_text(o, "/simpleText");
	if (s.p != NULL)
		return (s);
	s = parts_text(o, "/content");
	if (s.p != NULL)
		return (s);
	runs = json_at(o, "/runs");
	json_array_foreach(runs, i, j)
		buf_putspan(&b, parts_text(j, "/text"));
	s = b.n > 0 && b.failed == ERR_NONE && memchr(b.p, 0, b.n) == NULL ?
	    span_of(doc_printf(d, "%s", buf_str(&b))) : span_of(NULL);
	buf_free(&b);
	return (s);
}

static void
put_text(struct doc *d, struct item *i, enum fact f, json_t *o,
    const char *pointer, const char *at)
{

	fact_put(d, i, f, text_of(d, json_at(o, pointer)), "%s%s", at,
	    pointer);
}

/* A counter at the start of a text, in any language. */
static void
put_count(struct doc *d, struct item *i, enum fact f, json_t *o,
    const char *pointer, const char *at)
{
	struct span s;

	s = parts_count(text_of(d, json_at(o, pointer)));
	if (s.p != NULL)
		fact_put_count(d, i, f, s, "%s%s", at, pointer);
}

/* The last, largest of a list of {url,width}. */
static void
put_image(struct doc *d, struct item *i, enum fact f, json_t *o,
    const char *list, const char *at)
{
	size_t n;

	n = json_array_size(json_at(o, list));
	if (n > 0)
		parts_put_url(d, i, f, o, doc_printf(d, "%s/%zu/url", list,
		    n - 1), at);
}

static void
put_video(struct doc *d, struct youtube *yt, json_t *v, const char *at)
{
	struct item *who;

	fact_put(d, yt->post, FACT_ID, parts_text(v, "/videoId"),
	    "%s/videoId", at);
	fact_put(d, yt->post, FACT_URL, span_of(doc_printf(d,
	    "https://www.youtube.com/watch?v=%.*s", SPAN_ARG(parts_text(v,
	    "/videoId")))), "%s/videoId", at);
	parts_put(d, yt->post, FACT_TITLE, v, "/title", at);
	parts_put(d, yt->post, FACT_TEXT, v, "/shortDescription", at);
	parts_put(d, yt->post, FACT_VIEWS, v, "/viewCount", at);
	who = youtube_author(d, yt->post, parts_text(v, "/channelId"),
	    doc_printf(d, "%s/channelId", at));
	parts_put(d, who, FACT_NAME, v, "/author", at);
	put_image(d, yt->post, FACT_MEDIA, v, "/thumbnail/thumbnails", at);
	if (json_is_true(json_at(v, "/isPrivate")))
		fact_put(d, yt->post, FACT_AUDIENCE, span_of("private"),
		    "%s/isPrivate", at);
}

static void
put_microformat(struct doc *d, struct youtube *yt, json_t *m, const char *at)
{
	struct item *who;

	parts_put_time(d, yt->post, FACT_PUBLISHED, m,
	    parts_text(m, "/publishDate").p != NULL ? "/publishDate" :
	    "/uploadDate", at);
	yt->likes = parts_text(m, "/likeCount").p != NULL;
	parts_put(d, yt->post, FACT_LIKES, m, "/likeCount", at);
	who = youtube_author(d, yt->post, parts_text(m,
	    "/externalChannelId"), doc_printf(d, "%s/externalChannelId",
	    at));
	youtube_handle(d, who, parts_text(m, "/ownerProfileUrl"),
	    doc_printf(d, "%s/ownerProfileUrl", at));
	parts_put(d, who, FACT_NAME, m, "/ownerChannelName", at);
	if (json_is_boolean(json_at(m, "/isUnlisted")))
		fact_put(d, yt->post, FACT_AUDIENCE, span_of(json_is_true(
		    json_at(m, "/isUnlisted")) ? "unlisted" : "public"),
		    "%s/isUnlisted", at);
}

void
youtube_player(struct doc *d, struct youtube *yt, json_t *root,
    const char *where)
{
	static const char micro[] = "/microformat/playerMicroformatRenderer";
	struct span id, status;

	status = parts_text(root, "/playabilityStatus/status");
	id = parts_text(root, "/videoDetails/videoId");
	if (youtube_id(id) && (yt->page.kind != IDENTITY_POST ||
	    span_is(id, yt->page.id))) {
		yt->post = parts_post(d, "youtube", REL_SUBJECT, id);
		put_video(d, yt, json_at(root, "/videoDetails"), doc_printf(d,
		    "%s/videoDetails", where));
		if (json_at(root, micro) != NULL)
			put_microformat(d, yt, json_at(root, micro),
			    doc_printf(d, "%s%s", where, micro));
		doc_class(d, PAGE_POST, "%s/videoDetails", where);
	}
	if (span_is(status, "LOGIN_REQUIRED"))
		doc_class(d, PAGE_LOGIN, "%s/playabilityStatus", where);
	else if (span_is(status, "ERROR") && yt->post == NULL)
		doc_class(d, PAGE_GONE, "%s/playabilityStatus", where);
}

/* A comment as since 2024. */
static void
put_comment(struct doc *d, json_t *o, const char *at)
{
	struct item *reply, *who;
	struct span id;

	id = parts_text(o, "/properties/commentId");
	if (!parts_name(id, "-_.", 128))
		return;
	reply = parts_post(d, "youtube", REL_REPLY, id);
	fact_put(d, reply, FACT_ID, id, "%s/properties/commentId", at);
	/* What it answers stands in front of the dot. */
	if (span_find(id, '.') > 0)
		fact_put(d, reply, FACT_IN_REPLY_TO, span_sub(id, 0, (size_t)
		    span_find(id, '.')), "%s/properties/commentId", at);
	put_text(d, reply, FACT_TEXT, o, "/properties/content", at);
	fact_put_count(d, reply, FACT_LIKES, parts_text(o,
	    "/toolbar/likeCountNotliked"), "%s/toolbar/likeCountNotliked",
	    at);
	fact_put_count(d, reply, FACT_REPLIES, parts_text(o,
	    "/toolbar/replyCount"), "%s/toolbar/replyCount", at);
	who = youtube_author(d, reply, parts_text(o, "/author/channelId"),
	    doc_printf(d, "%s/author/channelId", at));
	youtube_handle(d, who, parts_text(o, "/author/displayName"),
	    doc_printf(d, "%s/author/displayName", at));
	parts_put(d, who, FACT_VERIFIED, o, "/author/isVerified", at);
	parts_put_url(d, who, FACT_AVATAR, o, "/author/avatarThumbnailUrl",
	    at);
}

/* A comment as until 2024, and a post on a channel's wall. */
static void
put_old(struct doc *d, struct youtube *yt, json_t *o, struct span id,
    bool wall, const char *at)
{
	struct item *post, *who;
	struct span name;
	bool subject;

	if (!parts_name(id, "-_.", 128))
		return;
	subject = wall && span_is(id, yt->page.id);
	post = parts_post(d, "youtube", subject ? REL_SUBJECT : wall ?
	    REL_LISTED : REL_REPLY, id);
	fact_put(d, post, FACT_ID, id, "%s", at);
	if (!wall && span_find(id, '.') > 0)
		fact_put(d, post, FACT_IN_REPLY_TO, span_sub(id, 0, (size_t)
		    span_find(id, '.')), "%s/commentId", at);
	put_text(d, post, FACT_TEXT, o, "/contentText", at);
	put_count(d, post, FACT_LIKES, o, "/voteCount", at);
	parts_put(d, post, FACT_REPLIES, o, "/replyCount", at);
	who = youtube_author(d, post, parts_text(o,
	    "/authorEndpoint/browseEndpoint/browseId"), at);
	name = text_of(d, json_at(o, "/authorText"));
	if (span_starts(name, "@"))
		youtube_handle(d, who, name, doc_printf(d, "%s/authorText",
		    at));
	else {
		fact_put(d, who, FACT_NAME, name, "%s/authorText", at);
		youtube_handle(d, who, span_sub(parts_text(o, "/authorEndpoint"
		    "/browseEndpoint/canonicalBaseUrl"), 1, 256),
		    doc_printf(d, "%s/authorEndpoint", at));
	}
	put_image(d, who, FACT_AVATAR, o, "/authorThumbnail/thumbnails", at);
	if (!subject)
		return;
	yt->post = post;
	doc_class(d, PAGE_POST, "%s", at);
}

static void
put_channel(struct doc *d, struct youtube *yt, json_t *o, const char *at)
{
	struct span id;

	id = parts_text(o, "/externalId");
	if (!youtube_channel(id) || (yt->page.id[0] != '\0' &&
	    !span_is(id, yt->page.id)))
		return;
	yt->who = youtube_author(d, NULL, id, doc_printf(d, "%s/externalId",
	    at));
	parts_put(d, yt->who, FACT_NAME, o, "/title", at);
	parts_put(d, yt->who, FACT_BIO, o, "/description", at);
	youtube_handle(d, yt->who, parts_text(o, "/vanityChannelUrl"),
	    doc_printf(d, "%s/vanityChannelUrl", at));
	put_image(d, yt->who, FACT_AVATAR, o, "/avatar/thumbnails", at);
	doc_class(d, PAGE_PROFILE, "%s", at);
}

/* The head of a channel, as until 2024. */
static void
put_header(struct doc *d, json_t *o, const char *at)
{
	struct item *who;
	struct span id;

	id = parts_text(o, "/channelId");
	if (!youtube_channel(id))
		return;
	who = youtube_author(d, NULL, id, at);
	put_count(d, who, FACT_FOLLOWERS, o, "/subscriberCountText", at);
	put_count(d, who, FACT_POSTS, o, "/videosCountText", at);
	put_image(d, who, FACT_BANNER, o, "/banner/thumbnails", at);
	if (span_is(parts_text(o, "/badges/0/metadataBadgeRenderer/style"),
	    "BADGE_STYLE_TYPE_VERIFIED"))
		fact_put(d, who, FACT_VERIFIED, span_of("true"), "%s/badges/0",
		    at);
}

/* The head of a channel, as since 2024: "@handle", then subscribers and
 * videos, which no name tells apart but their order. */
void
youtube_header(struct doc *d, struct youtube *yt, json_t *root,
    const char *where)
{
	static const char rows[] = "/header/pageHeaderRenderer/content/"
	    "pageHeaderViewModel/metadata/contentMetadataViewModel/"
	    "metadataRows";
	json_t *row, *parts;
	size_t i;

	if (yt->who == NULL)
		return;
	json_array_foreach(json_at(root, rows), i, row) {
		parts = json_at(row, "/metadataParts");
		if (json_array_size(parts) != 2 || parts_count(text_of(d,
		    json_at(parts, "/0/text"))).p == NULL)
			continue;
		put_count(d, yt->who, FACT_FOLLOWERS, parts, "/0/text",
		    doc_printf(d, "%s%s/%zu/metadataParts", where, rows, i));
		put_count(d, yt->who, FACT_POSTS, parts, "/1/text",
		    doc_printf(d, "%s%s/%zu/metadataParts", where, rows, i));
		return;
	}
}

/* "About": counters and, in English, the day it began. */
static void
put_about(struct doc *d, json_t *o, const char *at)
{
	struct item *who;
	struct span id, s;

	id = parts_text(o, "/channelId");
	if (!youtube_channel(id))
		return;
	who = youtube_author(d, NULL, id, at);
	fact_put_count(d, who, FACT_FOLLOWERS, parts_count(parts_text(o,
	    "/subscriberCountText")), "%s/subscriberCountText", at);
	fact_put_count(d, who, FACT_POSTS, parts_count(parts_text(o,
	    "/videoCountText")), "%s/videoCountText", at);
	s = text_of(d, json_at(o, "/joinedDateText"));
	if (span_starts(s, "Joined "))
		fact_put_time(d, who, FACT_CREATED, span_sub(s, 7, s.n),
		    "%s/joinedDateText", at);
}

/* The channel under a video. */
static void
put_owner(struct doc *d, struct youtube *yt, json_t *o, const char *at)
{
	struct item *who;

	if (yt->post == NULL || !youtube_channel(parts_text(o,
	    "/navigationEndpoint/browseEndpoint/browseId")))
		return;
	who = youtube_author(d, yt->post, parts_text(o,
	    "/navigationEndpoint/browseEndpoint/browseId"), at);
	put_text(d, who, FACT_NAME, o, "/title", at);
	put_count(d, who, FACT_FOLLOWERS, o, "/subscriberCountText", at);
	put_image(d, who, FACT_AVATAR, o, "/thumbnail/thumbnails", at);
	if (span_is(parts_text(o, "/badges/0/metadataBadgeRenderer/style"),
	    "BADGE_STYLE_TYPE_VERIFIED"))
		fact_put(d, who, FACT_VERIFIED, span_of("true"), "%s/badges/0",
		    at);
}

/* The button under a video: a counter where it has one, else a word. */
static void
put_likes(struct doc *d, struct youtube *yt, json_t *o, const char *at)
{
	struct span s;

	s = parts_text(o, "/title");
	if (yt->post != NULL && !yt->likes &&
	    span_is(parts_text(o, "/iconName"), "LIKE") &&
	    s.p != NULL && parts_count(s).n == s.n)
		fact_put_count(d, yt->post, FACT_LIKES, s, "%s/title", at);
}

/* Announced comments; "Comments" alone has no number. */
static void
put_announced(struct doc *d, struct youtube *yt, json_t *o,
    const char *pointer, const char *at)
{
	struct span n;

	n = parts_count(text_of(d, json_at(o, pointer)));
	if (n.p == NULL)
		return;
	doc_announced(d, n, "%s%s", at, pointer);
	if (yt->post != NULL)
		fact_put_count(d, yt->post, FACT_REPLIES, n, "%s%s", at,
		    pointer);
}

/* The video that an answer of "next" is about. */
static void
put_current(struct doc *d, struct youtube *yt, json_t *o,
    const char *pointer, const char *at)
{
	struct span id;

	id = parts_text(o, pointer);
	if (yt->post != NULL || !youtube_id(id) || (yt->page.kind ==
	    IDENTITY_POST && !span_is(id, yt->page.id)))
		return;
	yt->post = parts_post(d, "youtube", REL_SUBJECT, id);
	fact_put(d, yt->post, FACT_ID, id, "%s%s", at, pointer);
}

void
youtube_current(struct doc *d, struct youtube *yt, json_t *root,
    const char *where)
{

	put_current(d, yt, root, "/currentVideoEndpoint/watchEndpoint/videoId",
	    where);
}

void
youtube_object(struct doc *d, struct tree *t, json_t *o, const char *where,
    void *arg)
{
	struct youtube *yt = arg;
	const char *key;

	key = tree_key(t);
	if (key == NULL || !json_is_object(o))
		return;
	if (strcmp(key, "commentEntityPayload") == 0)
		put_comment(d, o, tree_at(t, d, where));
	else if (strcmp(key, "commentRenderer") == 0)
		put_old(d, yt, o, parts_text(o, "/commentId"), false,
		    tree_at(t, d, where));
	else if (strcmp(key, "backstagePostRenderer") == 0)
		put_old(d, yt, o, parts_text(o, "/postId"), true,
		    tree_at(t, d, where));
	else if (strcmp(key, "channelMetadataRenderer") == 0)
		put_channel(d, yt, o, tree_at(t, d, where));
	else if (strcmp(key, "c4TabbedHeaderRenderer") == 0)
		put_header(d, o, tree_at(t, d, where));
	else if (strcmp(key, "aboutChannelViewModel") == 0)
		put_about(d, o, tree_at(t, d, where));
	else if (strcmp(key, "videoOwnerRenderer") == 0)
		put_owner(d, yt, o, tree_at(t, d, where));
	else if (strcmp(key, "buttonViewModel") == 0 &&
	    tree_under(t, "likeButtonViewModel") &&
	    tree_under(t, "defaultButtonViewModel"))
		put_likes(d, yt, o, tree_at(t, d, where));
	else if (strcmp(key, "commentSurfaceEntityPayload") == 0)
		/* A comment's own link: all that names the video there. */
		put_current(d, yt, o, "/publishedTimeCommand/innertubeCommand"
		    "/watchEndpoint/videoId", tree_at(t, d, where));
	else if (strcmp(key, "commentsHeaderRenderer") == 0)
		put_announced(d, yt, o, "/countText", tree_at(t, d, where));
	else if (strcmp(key, "commentsEntryPointHeaderRenderer") == 0)
		put_announced(d, yt, o, "/commentCount", tree_at(t, d,
		    where));
}
