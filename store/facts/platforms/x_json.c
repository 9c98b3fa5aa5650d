#include <string.h>

#include "store/facts/platforms/x.h"

/*
 * Answers of X's interfaces:
 *   GraphQL		{"rest_id","legacy":{"full_text",...},"core":{...}}
 *   1.1, syndication	{"id_str","full_text" or "text","user":{...}}
 *   oEmbed		{"url","author_name","html"}
 * Posts stand at any depth; what each is to the one asked for follows from
 * their ids alone.
 */
struct tweet {
	json_t *o;		/* the post */
	json_t *fields;		/* text, counters, entities */
	json_t *user;		/* account, or NULL */
	const char *at;
	const char *fields_at;
	const char *user_at;
	struct span id;
	bool note;		/* ${fields} has only a part of the text */
};

struct thread {
	struct span subject;
	struct span parent;	/* what it answers */
	struct span quoted;
	struct span conversation;
	struct item *post;
};

static bool
is_tweet(struct doc *d, json_t *o, const char *at, struct tweet *t)
{
	json_t *legacy = json_object_get(o, "legacy");

	memset(t, 0, sizeof(*t));
	t->o = o;
	t->at = at;
	if (parts_text(legacy, "/full_text").p != NULL) {
		t->id = parts_text(o, "/rest_id");
		t->fields = legacy;
		t->fields_at = doc_printf(d, "%s/legacy", at);
		t->user = json_at(o, "/core/user_results/result");
		t->user_at = doc_printf(d, "%s/core/user_results/result", at);
		return (x_id(t->id));
	}
	t->id = parts_text(o, "/id_str");
	t->fields = o;
	t->fields_at = at;
	t->user = json_object_get(o, "user");
	t->user_at = doc_printf(d, "%s/user", at);
	t->note = json_object_get(o, "note_tweet") != NULL ||
	    json_is_true(json_object_get(o, "truncated"));
	return (x_id(t->id) && json_is_object(t->user) &&
	    (json_is_string(json_object_get(o, "text")) ||
	    json_is_string(json_object_get(o, "full_text"))));
}

/* --- Text, links and media --- */

static void
put_text(struct doc *d, struct item *post, const struct tweet *t)
{
	json_t *note = json_at(t->o, "/note_tweet/note_tweet_results/result");
	struct span raw = parts_text(note, "/text");
	const char *before = d->confidence;

	if (raw.p != NULL) {
		fact_put_raw(d, post, FACT_TEXT, x_wire(d, raw, note),
		    raw, "%s/note_tweet/note_tweet_results/result/text",
		    t->at);
		return;
	}
	raw = parts_text(t->fields, "/full_text");
	if (t->note)
		d->confidence = "low";
	if (raw.p != NULL)
		fact_put_raw(d, post, FACT_TEXT, x_wire(d, raw,
		    t->fields), raw, "%s/full_text", t->fields_at);
	else {
		raw = parts_text(t->fields, "/text");
		fact_put_raw(d, post, FACT_TEXT, x_wire(d, raw,
		    t->fields), raw, "%s/text", t->fields_at);
	}
	d->confidence = before;
}

static void
put_links(struct doc *d, struct item *post, const struct tweet *t)
{
	json_t *urls = json_at(t->fields, "/entities/urls");
	json_t *names = json_at(t->fields, "/entities/user_mentions");

	for (size_t i = 0; i < json_array_size(urls); i++) {
		json_t *one = json_array_get(urls, i);

		fact_put_raw(d, post, FACT_LINK, doc_url(d, parts_text(one,
		    "/expanded_url")), parts_text(one, "/url"),
		    "%s/entities/urls/%zu", t->fields_at, i);
	}
	for (size_t i = 0; i < json_array_size(names); i++)
		parts_put(d, post, FACT_MENTION, json_array_get(names, i),
		    "/screen_name", doc_printf(d,
		    "%s/entities/user_mentions/%zu", t->fields_at, i));
}

/* The video file with the most bits a second. */
static struct span
best_video(json_t *media)
{
	json_t *all = json_at(media, "/video_info/variants");
	struct span best = { NULL, 0 };
	int64_t most = -1;

	for (size_t i = 0; i < json_array_size(all); i++) {
		json_t *one = json_array_get(all, i);
		int64_t rate = 0;

		(void)parts_whole(json_object_get(one, "bitrate"), &rate);
		if (span_is(parts_text(one, "/content_type"), "video/mp4") &&
		    rate > most) {
			best = parts_text(one, "/url");
			most = rate;
		}
	}
	return (best);
}

static void
put_media(struct doc *d, struct item *post, const struct tweet *t)
{
	const char *place = "/extended_entities/media";
	json_t *all = json_at(t->fields, place);

	if (all == NULL)
		all = json_at(t->fields, place = "/mediaDetails");
	if (all == NULL)
		all = json_at(t->fields, place = "/entities/media");
	for (size_t i = 0; i < json_array_size(all); i++) {
		json_t *one = json_array_get(all, i);
		struct span video = best_video(one);
		struct span picture = parts_text(one, "/media_url_https");

		if (video.p != NULL)
			fact_put(d, post, FACT_MEDIA, doc_url(d, video),
			    "%s%s/%zu/video_info", t->fields_at, place, i);
		else
			fact_put_raw(d, post, FACT_MEDIA, x_photo(d,
			    picture), picture, "%s%s/%zu/media_url_https",
			    t->fields_at, place, i);
	}
}

/* --- Who wrote it --- */

/* Names of an account stand in one of two places, by the year. */
static struct span
user_text(struct doc *d, struct item *author, enum fact f,
    const struct tweet *t, const char *a, const char *b, const char *c)
{
	const char *const places[] = { a, b, c };

	for (size_t i = 0; i < 3 && places[i] != NULL; i++) {
		struct span s = parts_text(t->user, places[i]);

		if (s.p == NULL)
			continue;
		if (f != FACTS)
			fact_put(d, author, f, s, "%s%s", t->user_at,
			    places[i]);
		return (s);
	}
	return ((struct span){ NULL, 0 });
}

static void
put_verified(struct doc *d, struct item *author, const struct tweet *t)
{
	static const char *const places[] = { "/is_blue_verified",
		"/verified", "/legacy/verified", "/verification/verified",
		NULL };

	for (size_t i = 0; places[i] != NULL; i++)
		if (json_is_true(json_at(t->user, places[i]))) {
			fact_put(d, author, FACT_VERIFIED, span_of("true"),
			    "%s%s", t->user_at, places[i]);
			return;
		}
}

static void
put_user(struct doc *d, struct item *of, const struct tweet *t)
{
	json_t *numbers = json_object_get(t->user, "legacy");
	const char *at = doc_printf(d, "%s%s", t->user_at, numbers == NULL ?
	    "" : "/legacy");
	struct span id = parts_text(t->user, "/rest_id"), handle, s;
	struct item *author;

	if (id.p == NULL)
		id = parts_text(t->user, "/id_str");
	handle = user_text(d, NULL, FACTS, t, "/core/screen_name",
	    "/legacy/screen_name", "/screen_name");
	if (!x_id(id) || !x_handle(handle))
		return;
	author = x_author(d, of, id, handle, t->user_at);
	(void)user_text(d, author, FACT_NAME, t, "/core/name",
	    "/legacy/name", "/name");
	(void)user_text(d, author, FACT_BIO, t, "/profile_bio/description",
	    "/legacy/description", "/description");
	s = user_text(d, NULL, FACTS, t, "/core/created_at",
	    "/legacy/created_at", "/created_at");
	fact_put_time(d, author, FACT_CREATED, s, "%s", t->user_at);
	s = user_text(d, NULL, FACTS, t, "/avatar/image_url",
	    "/legacy/profile_image_url_https", "/profile_image_url_https");
	fact_put_raw(d, author, FACT_AVATAR, x_avatar(d, s), s, "%s",
	    t->user_at);
	s = user_text(d, NULL, FACTS, t, "/legacy/profile_banner_url",
	    "/profile_banner_url", NULL);
	fact_put(d, author, FACT_BANNER, doc_url(d, s), "%s", t->user_at);
	put_verified(d, author, t);
	if (numbers == NULL)
		numbers = t->user;
	parts_put(d, author, FACT_FOLLOWERS, numbers, "/followers_count", at);
	parts_put(d, author, FACT_FOLLOWING, numbers, "/friends_count", at);
	parts_put(d, author, FACT_POSTS, numbers, "/statuses_count", at);
}

/* --- A post --- */

static enum relation
relation_of(const struct thread *th, const struct tweet *t)
{
	struct span to = parts_text(t->fields, "/in_reply_to_status_id_str");

	if (span_eq(t->id, th->subject) && th->subject.p != NULL)
		return (REL_SUBJECT);
	if (th->parent.p != NULL && span_eq(t->id, th->parent))
		return (REL_PARENT);
	if (th->quoted.p != NULL && span_eq(t->id, th->quoted))
		return (REL_QUOTED);
	if (th->subject.p == NULL || to.p == NULL ||
	    t->id.n < th->subject.n || (t->id.n == th->subject.n &&
	    memcmp(t->id.p, th->subject.p, t->id.n) < 0))
		return (REL_LISTED);
	if (span_eq(to, th->subject) || (th->conversation.p != NULL &&
	    span_eq(th->conversation, parts_text(t->fields,
	    "/conversation_id_str"))))
		return (REL_REPLY);
	return (REL_LISTED);
}

static void
put_counters(struct doc *d, struct item *post, const struct tweet *t)
{

	parts_put(d, post, FACT_LIKES, t->fields, "/favorite_count",
	    t->fields_at);
	parts_put(d, post, FACT_REPOSTS, t->fields, "/retweet_count",
	    t->fields_at);
	parts_put(d, post, FACT_REPLIES, t->fields, "/reply_count",
	    t->fields_at);
	parts_put(d, post, FACT_REPLIES, t->fields, "/conversation_count",
	    t->fields_at);
	parts_put(d, post, FACT_VIEWS, t->o, "/views/count", t->at);
}

/* An edit has an id of its own: the first and the last of the row tell. */
static void
put_edit(struct doc *d, struct item *post, const struct tweet *t)
{
	json_t *ids = json_at(t->o, "/edit_control/edit_tweet_ids");
	struct span first;

	if (ids == NULL)
		ids = json_at(t->o,
		    "/edit_control/edit_control_initial/edit_tweet_ids");
	first = parts_text(json_array_get(ids, 0), "");
	if (json_array_size(ids) > 1 && x_id(first) &&
	    !span_eq(first, t->id))
		fact_put(d, post, FACT_EDITED, span_of("true"),
		    "%s/edit_control", t->at);
}

static void
read_tweet(struct doc *d, const struct tweet *t, struct thread *th)
{
	enum relation rel = relation_of(th, t);
	struct item *post = item_post(d, rel, t->id);
	struct span handle = user_text(d, NULL, FACTS, t,
	    "/core/screen_name", "/legacy/screen_name", "/screen_name");

	x_put_url(d, post, handle, t->id, t->at);
	put_text(d, post, t);
	parts_put_time(d, post, FACT_PUBLISHED, t->fields, "/created_at",
	    t->fields_at);
	fact_put(d, post, FACT_LANG, x_lang(parts_text(t->fields, "/lang")),
	    "%s/lang", t->fields_at);
	parts_put(d, post, FACT_IN_REPLY_TO, t->fields,
	    "/in_reply_to_status_id_str", t->fields_at);
	put_counters(d, post, t);
	put_links(d, post, t);
	put_media(d, post, t);
	put_edit(d, post, t);
	put_user(d, post, t);
	if (rel == REL_SUBJECT) {
		th->post = post;
		doc_class(d, PAGE_POST, "%s", t->at);
	}
}

/* --- The answer --- */

/* Not gone, but not for everyone. */
static bool
closed(struct span notice)
{

	return (parts_find(notice, "limits who can view") >= 0 ||
	    parts_find(notice, "Age-restricted") >= 0);
}

/* A post without text, and why: it was deleted, or its account was. */
static void
read_tombstone(struct doc *d, json_t *o, const char *at)
{
	struct span type = parts_text(o, "/__typename");
	struct span reason = parts_text(o, "/reason");

	if (span_is(type, "TweetTombstone"))
		doc_class(d, closed(parts_text(o, "/tombstone/text/text")) ?
		    PAGE_LOGIN : PAGE_GONE, "%s/tombstone", at);
	else if (span_is(reason, "Suspended"))
		doc_class(d, PAGE_GONE, "%s/reason", at);
	else if (span_is(reason, "Protected") ||
	    span_is(reason, "NsfwLoggedOut"))
		doc_class(d, PAGE_LOGIN, "%s/reason", at);
}

/* The post that was asked for, or the only one that there is. */
static void
find_subject(struct doc *d, struct thread *th)
{
	static const char *const shared[] = { "/quoted_tweet/id_str",
		"/retweeted_status/id_str",
		"/legacy/retweeted_status_result/result/rest_id" };
	struct identity id;
	struct tweet t;
	struct tree walk;
	json_t *o;
	bool named = identity_of(url_text(d->url), &id) &&
	    id.kind == IDENTITY_POST;

	tree_start(&walk, d->json);
	while ((o = tree_next(&walk)) != NULL) {
		if (!json_is_object(o) || !is_tweet(d, o, "", &t) ||
		    (named && !span_is(t.id, id.id)))
			continue;
		if (!named && o != d->json &&
		    o != json_at(d->json, "/data/tweetResult/result"))
			continue;
		th->subject = t.id;
		th->parent = parts_text(t.fields,
		    "/in_reply_to_status_id_str");
		th->quoted = parts_text(t.fields, "/quoted_status_id_str");
		for (size_t i = 0; th->quoted.p == NULL && i < 3; i++)
			th->quoted = parts_text(o, shared[i]);
		th->conversation = parts_text(t.fields,
		    "/conversation_id_str");
		return;
	}
}

static void
read_tweets(struct doc *d)
{
	struct thread th = { 0 };
	struct tweet t;
	struct tree walk;
	json_t *o;

	find_subject(d, &th);
	tree_start(&walk, d->json);
	while ((o = tree_next(&walk)) != NULL)
		if (json_is_object(o) && is_tweet(d, o, "", &t) &&
		    is_tweet(d, o, tree_at(&walk, d, ""), &t))
			read_tweet(d, &t, &th);
	if (th.post != NULL)
		return;
	o = json_at(d->json, "/data/tweetResult/result");
	if (o != NULL)
		read_tombstone(d, o, "/data/tweetResult/result");
	else
		read_tombstone(d, d->json, "");
}

/* UserByScreenName: an account alone. */
static void
read_account(struct doc *d)
{
	static const char at[] = "/data/user/result";
	struct tweet t = { .user = json_at(d->json, at), .user_at = at };

	if (t.user == NULL)
		return;
	if (span_is(parts_text(t.user, "/__typename"), "UserUnavailable")) {
		doc_class(d, PAGE_GONE, "%s/__typename", at);
		return;
	}
	put_user(d, NULL, &t);
	doc_class(d, PAGE_PROFILE, "%s", at);
}

/* The text of a quotation for other sites: its paragraph. */
static void
read_oembed(struct doc *d)
{
	struct span html = parts_text(d->json, "/html"), none = { NULL, 0 };
	struct span url = parts_text(d->json, "/url"), id, handle, text;
	const char *method = d->method;
	struct item *post;

	if (!x_status(url, &handle, &id))
		return;
	text = parts_between(html, "<p ", "</p>");
	text = parts_between(text, ">", NULL);
	d->method = "oembed";
	post = item_post(d, REL_SUBJECT, id);
	x_put_url(d, post, handle, id, "/url");
	fact_put_raw(d, post, FACT_TEXT, doc_strip_html(d, text), html,
	    "/html");
	fact_put(d, x_author(d, post, none, handle, "/url"), FACT_NAME,
	    parts_text(d->json, "/author_name"), "/author_name");
	doc_class(d, PAGE_POST, "/html");
	d->method = method;
}

void
x_json_read(struct doc *d)
{

	read_tweets(d);
	read_account(d);
	read_oembed(d);
}
