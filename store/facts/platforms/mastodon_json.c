#include <string.h>

#include "store/facts/platforms/fragment.h"
#include "store/facts/platforms/mastodon.h"

/*
 * The client interface (https://docs.joinmastodon.org/entities/): Status,
 * Account, Context, StatusEdit, Error, and arrays of them.
 */

static void
put_html(struct doc *d, struct item *i, enum fact f, json_t *o,
    const char *pointer, const char *at)
{
	struct span html = parts_text(o, pointer);

	fact_put_raw(d, i, f, fragment_text(d, html), html, "%s%s", at,
	    pointer);
}

static void
put_account(struct doc *d, struct item *author, json_t *o, const char *at)
{
	struct span acct = parts_text(o, "/acct");
	struct span created = parts_text(o, "/created_at");
	json_t *fields = json_object_get(o, "fields");

	fact_put_raw(d, author, FACT_HANDLE, mastodon_handle(d, acct), acct,
	    "%s/acct", at);
	parts_put(d, author, FACT_NAME, o, "/display_name", at);
	parts_put_url(d, author, FACT_URL, o, "/url", at);
	put_html(d, author, FACT_BIO, o, "/note", at);
	fact_put_time(d, author, FACT_CREATED, fragment_day(created),
	    "%s/created_at", at);
	parts_put_url(d, author, FACT_AVATAR, o, "/avatar", at);
	parts_put_url(d, author, FACT_BANNER, o, "/header", at);
	parts_put(d, author, FACT_FOLLOWERS, o, "/followers_count", at);
	parts_put(d, author, FACT_FOLLOWING, o, "/following_count", at);
	parts_put(d, author, FACT_POSTS, o, "/statuses_count", at);
	for (size_t i = 0; i < json_array_size(fields); i++)
		fragment_links(d, author, parts_text(json_array_get(fields,
		    i), "/value"), doc_printf(d, "%s/fields/%zu/value", at,
		    i));
}

static void
put_media(struct doc *d, struct item *post, json_t *o, const char *at)
{
	json_t *all = json_object_get(o, "media_attachments");

	for (size_t i = 0; i < json_array_size(all); i++) {
		json_t *one = json_array_get(all, i);
		const char *key = parts_text(one, "/url").p != NULL ? "/url" :
		    "/remote_url";

		parts_put_url(d, post, FACT_MEDIA, one, key, doc_printf(d,
		    "%s/media_attachments/%zu", at, i));
	}
}

static void
put_mentions(struct doc *d, struct item *post, json_t *o, const char *at)
{
	json_t *all = json_object_get(o, "mentions");

	for (size_t i = 0; i < json_array_size(all); i++) {
		struct span acct = parts_text(json_array_get(all, i), "/acct");

		fact_put_raw(d, post, FACT_MENTION, mastodon_handle(d, acct),
		    acct, "%s/mentions/%zu/acct", at, i);
	}
}

static void
put_counters(struct doc *d, struct item *post, json_t *o, const char *at)
{

	parts_put(d, post, FACT_REPLIES, o, "/replies_count", at);
	parts_put(d, post, FACT_REPOSTS, o, "/reblogs_count", at);
	parts_put(d, post, FACT_LIKES, o, "/favourites_count", at);
}

static void
read_status(struct doc *d, json_t *o, enum relation rel, const char *at)
{
	json_t *who = json_object_get(o, "account");
	struct item *post = item_post(d, rel, parts_text(o, "/id"));

	parts_put_url(d, post, FACT_URL, o, "/url", at);
	parts_put_time(d, post, FACT_PUBLISHED, o, "/created_at", at);
	if (who != NULL)
		put_account(d, item_author(d, post, parts_text(who, "/id")),
		    who, doc_printf(d, "%s/account", at));
	/* The words of what is shared stand here too, but are another's. */
	if (json_is_object(json_object_get(o, "reblog")))
		return;
	put_html(d, post, FACT_TEXT, o, "/content", at);
	fragment_links(d, post, parts_text(o, "/content"),
	    doc_printf(d, "%s/content", at));
	parts_put(d, post, FACT_TITLE, o, "/spoiler_text", at);
	parts_put_time(d, post, FACT_EDITED, o, "/edited_at", at);
	parts_put(d, post, FACT_LANG, o, "/language", at);
	parts_put(d, post, FACT_AUDIENCE, o, "/visibility", at);
	parts_put(d, post, FACT_IN_REPLY_TO, o, "/in_reply_to_id", at);
	parts_put_url(d, post, FACT_LINK, o, "/card/url", at);
	put_counters(d, post, o, at);
	put_media(d, post, o, at);
	put_mentions(d, post, o, at);
}

/* A post with what it quotes or shares. */
static void
read_subject(struct doc *d)
{
	static const char *const places[] = { "/quote/quoted_status",
		"/reblog", NULL };

	read_status(d, d->json, REL_SUBJECT, "");
	for (size_t i = 0; places[i] != NULL; i++)
		if (mastodon_is_status(json_at(d->json, places[i])))
			read_status(d, json_at(d->json, places[i]),
			    REL_QUOTED, places[i]);
	doc_class(d, PAGE_POST, "/content");
}

/* An object that stands where a status does, even if half of it is left out,
 * as in examples. */
static bool
is_post(json_t *o)
{

	return (parts_digits(parts_text(o, "/id"), 1, 20) ?
	    parts_text(o, "/created_at").p != NULL &&
	    !mastodon_is_account(o) : mastodon_is_status(o));
}

static void
read_list(struct doc *d, json_t *list, enum relation rel, const char *at)
{

	for (size_t i = 0; i < json_array_size(list) && i < 2000; i++)
		if (is_post(json_array_get(list, i)))
			read_status(d, json_array_get(list, i), rel,
			    doc_printf(d, "%s/%zu", at, i));
}

/* Every version that the post had, the first one first. */
static void
read_history(struct doc *d)
{
	json_t *first = json_array_get(d->json, 0);
	size_t n = json_array_size(d->json);
	json_t *last = json_array_get(d->json, n - 1);
	struct parts p = parts_path(d->url);
	const char *at = doc_printf(d, "/%zu", n - 1);
	struct item *post;

	post = item_post(d, REL_SUBJECT, p.seg[3]);
	put_html(d, post, FACT_TEXT, last, "/content", at);
	parts_put_time(d, post, FACT_PUBLISHED, first, "/created_at", "/0");
	if (n > 1)
		parts_put_time(d, post, FACT_EDITED, last, "/created_at", at);
	put_account(d, item_author(d, post, parts_text(last, "/account/id")),
	    json_object_get(last, "account"), doc_printf(d, "%s/account",
	    at));
}

/* A version has no id of its own. */
static bool
is_history(struct doc *d)
{
	struct parts p = parts_path(d->url);
	json_t *first = json_array_get(d->json, 0);

	return (p.n == 5 && parts_is(&p, 2, "statuses") &&
	    parts_is(&p, 4, "history") && mastodon_is_status(first) &&
	    json_object_get(first, "id") == NULL);
}

static void
read_error(struct doc *d)
{
	struct span error = parts_text(d->json, "/error");

	if (parts_find(error, "not found") >= 0)
		doc_class(d, PAGE_GONE, "/error");
	else if (parts_find(error, "authenticated user") >= 0)
		doc_class(d, PAGE_LOGIN, "/error");
	else if (error.p != NULL)
		doc_class(d, PAGE_ERROR, "/error");
}

void
mastodon_json_read(struct doc *d)
{

	if (is_history(d))
		read_history(d);
	else if (json_is_array(d->json))
		read_list(d, d->json, REL_LISTED, "");
	else if (is_post(d->json))
		read_subject(d);
	else if (mastodon_is_account(d->json)) {
		put_account(d, item_author(d, NULL, parts_text(d->json,
		    "/id")), d->json, "");
		doc_class(d, PAGE_PROFILE, "/acct");
	} else {
		read_list(d, json_object_get(d->json, "ancestors"),
		    REL_PARENT, "/ancestors");
		read_list(d, json_object_get(d->json, "descendants"),
		    REL_REPLY, "/descendants");
		read_error(d);
	}
}
