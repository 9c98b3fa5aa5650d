#include "store/facts/platforms/threads.h"

/*
 * Posts stand in rows, {"thread_items":[{"post":{...}},...]}: that of the
 * page's post begins with what it answers, each answer has a row of its own.
 */

static void
put_user(struct doc *d, struct item *author, json_t *u, const char *at)
{
	struct span handle = parts_text(u, "/username");

	if (!threads_handle(handle))
		return;
	fact_put(d, author, FACT_HANDLE, handle, "%s/username", at);
	fact_put(d, author, FACT_URL, span_of(doc_printf(d,
	    "https://www.threads.com/@%.*s", SPAN_ARG(handle))),
	    "%s/username", at);
	parts_put(d, author, FACT_NAME, u, "/full_name", at);
	parts_put_url(d, author, FACT_AVATAR, u, "/profile_pic_url", at);
	if (json_is_true(json_object_get(u, "is_verified")))
		fact_put(d, author, FACT_VERIFIED, span_of("true"),
		    "%s/is_verified", at);
}

static struct span
user_id(struct doc *d, json_t *u)
{
	struct span id = parts_id(d, json_object_get(u, "pk"));

	return (id.p != NULL ? id : parts_id(d, json_object_get(u, "id")));
}

/* --- Media and links --- */

/* The widest form of a picture. */
static void
put_picture(struct doc *d, struct item *post, json_t *o, const char *at)
{
	json_t *all = json_at(o, "/image_versions2/candidates");
	int64_t width, most = -1;
	size_t best = 0;

	for (size_t i = 0; i < json_array_size(all); i++)
		if (parts_whole(json_object_get(json_array_get(all, i),
		    "width"), &width) && width > most) {
			most = width;
			best = i;
		}
	parts_put_url(d, post, FACT_MEDIA, json_array_get(all, best), "/url",
	    doc_printf(d, "%s/image_versions2/candidates/%zu", at, best));
}

static void
put_one(struct doc *d, struct item *post, json_t *o, const char *at)
{

	if (parts_text(o, "/video_versions/0/url").p != NULL)
		parts_put_url(d, post, FACT_MEDIA, o,
		    "/video_versions/0/url", at);
	else
		put_picture(d, post, o, at);
	parts_put_url(d, post, FACT_MEDIA, o, "/audio/audio_src", at);
}

static void
put_media(struct doc *d, struct item *post, json_t *o, const char *at)
{
	json_t *all = json_object_get(o, "carousel_media");

	if (json_array_size(all) == 0)
		put_one(d, post, o, at);
	for (size_t i = 0; i < json_array_size(all); i++)
		put_one(d, post, json_array_get(all, i), doc_printf(d,
		    "%s/carousel_media/%zu", at, i));
}

static void
put_fragments(struct doc *d, struct item *post, json_t *o, const char *at)
{
	json_t *all = json_at(o,
	    "/text_post_app_info/text_fragments/fragments");

	for (size_t i = 0; i < json_array_size(all); i++) {
		json_t *one = json_array_get(all, i);
		const char *place = doc_printf(d, "%s/text_post_app_info/"
		    "text_fragments/fragments/%zu", at, i);

		parts_put(d, post, FACT_MENTION, one,
		    "/mention_fragment/mentioned_user/username", place);
		parts_put_url(d, post, FACT_LINK, one, "/link_fragment/uri",
		    place);
	}
	parts_put_url(d, post, FACT_LINK, o,
	    "/text_post_app_info/link_preview_attachment/url", at);
}

/* --- A post --- */

static bool
is_post(json_t *o)
{

	return (threads_code(parts_text(o, "/code")) &&
	    threads_handle(parts_text(o, "/user/username")));
}

static void
read_post(struct doc *d, json_t *o, enum relation rel, const char *at,
    struct threads_page *page)
{
	struct span code = parts_text(o, "/code");
	struct span handle = parts_text(o, "/user/username");
	struct item *post = item_post(d, rel, code), *author;
	json_t *who = json_object_get(o, "user");

	fact_put(d, post, FACT_URL, span_of(doc_printf(d,
	    "https://www.threads.com/@%.*s/post/%.*s", SPAN_ARG(handle),
	    SPAN_ARG(code))), "%s/code", at);
	parts_put(d, post, FACT_TEXT, o, "/caption/text", at);
	parts_put_epoch(d, post, FACT_PUBLISHED, o, "/taken_at", 1, at);
	if (json_is_true(json_object_get(o, "caption_is_edited")))
		fact_put(d, post, FACT_EDITED, span_of("true"),
		    "%s/caption_is_edited", at);
	parts_put(d, post, FACT_LIKES, o, "/like_count", at);
	parts_put(d, post, FACT_REPLIES, o,
	    "/text_post_app_info/direct_reply_count", at);
	parts_put(d, post, FACT_REPOSTS, o,
	    "/text_post_app_info/repost_count", at);
	if (json_is_true(json_object_get(who, "text_post_app_is_private")))
		fact_put(d, post, FACT_AUDIENCE, span_of("private"),
		    "%s/user/text_post_app_is_private", at);
	put_media(d, post, o, at);
	put_fragments(d, post, o, at);
	author = item_author(d, post, user_id(d, who));
	put_user(d, author, who, doc_printf(d, "%s/user", at));
	if (rel == REL_SUBJECT) {
		page->post = post;
		page->author = author;
		doc_class(d, PAGE_POST, "%s", at);
	}
}

static void
read_shared(struct doc *d, json_t *o, enum relation rel, const char *at,
    struct threads_page *page)
{
	static const char *const places[] = {
		"/text_post_app_info/share_info/quoted_post",
		"/text_post_app_info/share_info/reposted_post", NULL };

	for (size_t i = 0; places[i] != NULL; i++)
		if (is_post(json_at(o, places[i])))
			read_post(d, json_at(o, places[i]), rel, doc_printf(d,
			    "%s%s", at, places[i]), page);
}

/* --- Rows --- */

static bool
is_answer(json_t *o)
{

	return (json_is_true(json_at(o, "/text_post_app_info/is_reply")) ||
	    parts_text(o, "/text_post_app_info/reply_to_author/username").p !=
	    NULL);
}

static size_t
subject_at(json_t *row, struct span code)
{
	size_t i, n = json_array_size(row);

	for (i = 0; code.p != NULL && i < n; i++)
		if (span_eq(parts_text(json_array_get(row, i), "/post/code"),
		    code))
			return (i);
	return (n);
}

static void
read_row(struct doc *d, json_t *row, const char *at,
    struct threads_page *page)
{
	size_t n = json_array_size(row), subject = subject_at(row, page->code);
	struct item *post;

	for (size_t i = 0; i < n && i < DOC_FOUND_MAX; i++) {
		json_t *o = json_object_get(json_array_get(row, i), "post");
		const char *where = doc_printf(d, "%s/%zu/post", at, i);
		enum relation rel = REL_LISTED;

		if (!is_post(o))
			continue;
		if (subject < n)
			rel = i < subject ? REL_PARENT : i == subject ?
			    REL_SUBJECT : REL_REPLY;
		else if (page->post != NULL && is_answer(o))
			rel = REL_REPLY;
		read_post(d, o, rel, where, page);
		read_shared(d, o, rel == REL_SUBJECT ? REL_QUOTED :
		    REL_LISTED, where, page);
	}
	if (subject > 0 && subject < n) {
		post = page->post;
		parts_put(d, post, FACT_IN_REPLY_TO, json_array_get(row,
		    subject - 1), "/post/code", doc_printf(d, "%s/%zu", at,
		    subject - 1));
	}
}

/* The account of a profile's page. */
static void
read_profile(struct doc *d, json_t *u, const char *at,
    struct threads_page *page)
{
	json_t *links = json_object_get(u, "bio_links");
	json_t *pictures = json_object_get(u, "hd_profile_pic_versions");
	struct item *author;

	if (page->handle.p == NULL || !span_eq(parts_text(u, "/username"),
	    page->handle) || json_object_get(u, "follower_count") == NULL)
		return;
	author = item_author(d, NULL, user_id(d, u));
	put_user(d, author, u, at);
	parts_put(d, author, FACT_BIO, u, "/biography", at);
	parts_put(d, author, FACT_FOLLOWERS, u, "/follower_count", at);
	parts_put_url(d, author, FACT_AVATAR, json_array_get(pictures,
	    json_array_size(pictures) - 1), "/url", doc_printf(d,
	    "%s/hd_profile_pic_versions", at));
	for (size_t i = 0; i < json_array_size(links); i++)
		parts_put_url(d, author, FACT_LINK, json_array_get(links, i),
		    "/url", doc_printf(d, "%s/bio_links/%zu", at, i));
	doc_class(d, PAGE_PROFILE, "%s", at);
}

static void
visit(struct doc *d, struct tree *t, json_t *o, const char *where, void *arg)
{
	json_t *row = json_object_get(o, "thread_items");

	if (json_is_array(row))
		read_row(d, row, doc_printf(d, "%s/thread_items",
		    tree_at(t, d, where)), arg);
	if (json_object_get(o, "biography") != NULL)
		read_profile(d, o, tree_at(t, d, where), arg);
}

void
threads_json_read(struct doc *d, struct threads_page *page)
{

	if (d->json != NULL)
		parts_walk(d, d->json, "", visit, page);
	else if (d->html != NULL)
		parts_scripts(d, PARTS_SCRIPTS, visit, page);
	else
		parts_lines(d, visit, page);
}
