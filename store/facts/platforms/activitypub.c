#include <string.h>

#include "store/facts/platforms/fragment.h"
#include "store/facts/platforms/mastodon.h"

/*
 * activitypub - objects and actors of ActivityPub (W3C Recommendation, 23
 * January 2018) in ActivityStreams 2.0, by whatever server.  Ids are URLs;
 * those of Mastodon are known by their number, as its other documents give
 * it.
 */
#define PUBLIC "https://www.w3.org/ns/activitystreams#Public"

static const char *const posts[] = { "Note", "Article", "Page", "Question",
	"Video", "Audio", "Image", "Event", "ChatMessage", NULL };

static const char *const actors[] = { "Person", "Service", "Application",
	"Group", "Organization", NULL };

static bool
is_a(json_t *o, const char *const *types)
{
	json_t *type = json_object_get(o, "type");

	if (json_is_array(type))
		type = json_array_get(type, 0);
	return (parts_in(parts_text(type, ""), types));
}

/* A URL that stands as a string, an object, or the first of an array. */
static struct span
link_of(json_t *j)
{

	if (json_is_array(j))
		j = json_array_get(j, 0);
	if (json_is_string(j))
		return (parts_text(j, ""));
	return (parts_text(j, "/href").p != NULL ? parts_text(j, "/href") :
	    parts_text(j, json_object_get(j, "url") != NULL &&
	    json_is_string(json_object_get(j, "url")) ? "/url" : "/id"));
}

static bool
same_host(struct doc *d, struct span url)
{
	struct span host = parts_between(url, "://", "/");

	return (span_is_nocase(host, url_host(d->url)));
}

/* --- Who --- */

/* "https://site/users/NAME" of Mastodon, which numbers its accounts. */
static struct span
user_name(struct span url)
{
	struct span name = parts_between(url, "/users/", NULL);

	if (parts_find(url, "/ap/users/") >= 0)
		return ((struct span){ NULL, 0 });

	return (parts_name(name, "_.-", 100) ? name :
	    (struct span){ NULL, 0 });
}

static struct span
user_number(struct span url)
{
	struct span id = parts_between(url, "/ap/users/", NULL);

	return (parts_digits(id, 1, 20) ? id : (struct span){ NULL, 0 });
}

/* What an actor is known by: a URL, but for a program's own ids. */
static struct span
actor_of(json_t *j)
{

	if (json_is_array(j))
		j = json_array_get(j, 0);
	return (parts_text(j, json_is_string(j) ? "" : "/id"));
}

/* What an actor's object says of it, in an actor's document or another. */
static void
put_actor(struct doc *d, struct item *author, json_t *o, const char *at)
{
	struct span bio = parts_text(o, "/summary"), url;

	url = link_of(json_object_get(o, "url"));
	parts_put(d, author, FACT_HANDLE, o, "/preferredUsername", at);
	parts_put(d, author, FACT_NAME, o, "/name", at);
	fact_put(d, author, FACT_URL, doc_url(d, url.p != NULL ? url :
	    parts_text(o, "/id")), "%s/url", at);
	fact_put_raw(d, author, FACT_BIO, fragment_text(d, bio), bio,
	    "%s/summary", at);
	fact_put_time(d, author, FACT_CREATED, fragment_day(parts_text(o,
	    "/published")), "%s/published", at);
	fact_put(d, author, FACT_AVATAR, doc_url(d, link_of(json_at(o,
	    "/icon/url"))), "%s/icon/url", at);
	fact_put(d, author, FACT_BANNER, doc_url(d, link_of(json_at(o,
	    "/image/url"))), "%s/image/url", at);
}

/* The one that ${key} names: PeerTube and Lemmy put a channel beside the
 * person. */
static json_t *
named_actor(json_t *o, const char *key)
{
	json_t *all = json_object_get(o, key);

	for (size_t i = 0; i < json_array_size(all); i++)
		if (span_is(parts_text(json_array_get(all, i), "/type"),
		    "Person"))
			return (json_array_get(all, i));
	return (json_is_array(all) ? json_array_get(all, 0) : all);
}

static void
put_author(struct doc *d, struct item *post, json_t *o, const char *key,
    bool numbered, const char *at)
{
	json_t *who = named_actor(o, key);
	struct span id = actor_of(who), none = { NULL, 0 };
	struct item *author;

	if (who == NULL)
		return;
	if (numbered && json_is_string(who)) {
		author = item_author(d, post, user_number(id));
		if (same_host(d, id) && user_name(id).p != NULL) {
			fact_put_raw(d, author, FACT_HANDLE, user_name(id),
			    id, "%s/%s", at, key);
			fact_put_raw(d, author, FACT_URL, span_of(doc_printf(
			    d, "https://%s/@%.*s", url_host(d->url),
			    SPAN_ARG(user_name(id)))), id, "%s/%s", at, key);
		}
		return;
	}
	author = item_author(d, post, doc_url(d, id).p != NULL ? id : none);
	if (json_is_object(who))
		put_actor(d, author, who, doc_printf(d, "%s/%s", at, key));
	else
		fact_put(d, author, FACT_URL, doc_url(d, id), "%s/%s", at,
		    key);
}

/* --- What --- */

static bool
lists(json_t *list, const char *what)
{

	if (json_is_string(list))
		return (span_ends(parts_text(list, ""), what));
	for (size_t i = 0; i < json_array_size(list); i++)
		if (span_ends(parts_text(json_array_get(list, i), ""), what))
			return (true);
	return (false);
}

/* In the words of Mastodon's client interface. */
static void
put_audience(struct doc *d, struct item *post, json_t *o, const char *at)
{
	json_t *to = json_object_get(o, "to"), *cc = json_object_get(o, "cc");
	const char *word;

	if (to == NULL && cc == NULL)
		return;
	if (lists(to, PUBLIC) || lists(to, "as:Public"))
		word = "public";
	else if (lists(cc, PUBLIC) || lists(cc, "as:Public"))
		word = "unlisted";
	else if (lists(to, "/followers") || lists(cc, "/followers"))
		word = "private";
	else
		return;
	fact_put(d, post, FACT_AUDIENCE, span_of(word), "%s/to", at);
}

static void
put_attachments(struct doc *d, struct item *post, json_t *o, const char *at)
{
	json_t *all = json_object_get(o, "attachment");
	static const char *const files[] = { "Document", "Image", "Video",
		"Audio", NULL };

	for (size_t i = 0; i < json_array_size(all); i++) {
		json_t *one = json_array_get(all, i);
		json_t *url = json_object_get(one, "url");
		struct span link = doc_url(d, link_of(url != NULL ? url :
		    one));

		if (is_a(one, files))
			fact_put(d, post, FACT_MEDIA, link,
			    "%s/attachment/%zu", at, i);
		else
			fact_put(d, post, FACT_LINK, link,
			    "%s/attachment/%zu", at, i);
	}
}

static void
put_mentions(struct doc *d, struct item *post, json_t *o, const char *at)
{
	static const char *const mention[] = { "Mention", NULL };
	json_t *all = json_object_get(o, "tag");

	for (size_t i = 0; i < json_array_size(all); i++) {
		struct span name = parts_text(json_array_get(all, i),
		    "/name");

		if (is_a(json_array_get(all, i), mention))
			fact_put_raw(d, post, FACT_MENTION,
			    mastodon_handle(d, name), name, "%s/tag/%zu", at,
			    i);
	}
}

static void
put_lang(struct doc *d, struct item *post, json_t *o, const char *at)
{
	json_t *map = json_object_get(o, "contentMap");
	const char *key = json_object_iter_key(json_object_iter(map));

	if (json_object_size(map) == 1 && key != NULL && key[0] != '\0' &&
	    strcmp(key, "und") != 0)
		fact_put(d, post, FACT_LANG, span_of(key), "%s/contentMap",
		    at);
	parts_put(d, post, FACT_LANG, o, "/language/identifier", at);
}

/* An object that was never changed has its first moment twice, or not. */
static void
put_times(struct doc *d, struct item *post, json_t *o, const char *at)
{
	struct span made = parts_text(o, "/published");
	struct span changed = parts_text(o, "/updated");

	fact_put_time(d, post, FACT_PUBLISHED, made, "%s/published", at);
	if (changed.p != NULL && !span_eq(made, changed))
		fact_put_time(d, post, FACT_EDITED, changed, "%s/updated",
		    at);
}

static void
put_parent(struct doc *d, struct item *post, json_t *o, const char *at)
{
	struct span url = link_of(json_object_get(o, "inReplyTo"));
	struct span id = mastodon_id(url);

	if (url.p == NULL)
		return;
	if (id.p == NULL)
		fact_put(d, post, FACT_IN_REPLY_TO, url, "%s/inReplyTo", at);
	else if (same_host(d, url))
		fact_put_raw(d, post, FACT_IN_REPLY_TO, id, url,
		    "%s/inReplyTo", at);
	else
		/* Mastodon has another number for what came from there. */
		fact_put(d, post, FACT_PARENT, url, "%s/inReplyTo", at);
}

static void
put_quoted(struct doc *d, json_t *o, enum relation rel, const char *at)
{
	static const char *const keys[] = { "quote", "quoteUrl", "quoteUri",
		"_misskey_quote", NULL };

	for (size_t i = 0; rel == REL_SUBJECT && keys[i] != NULL; i++) {
		struct span url = doc_url(d, link_of(json_object_get(o,
		    keys[i])));

		if (url.p == NULL)
			continue;
		fact_put(d, item_post(d, REL_QUOTED, url), FACT_URL, url,
		    "%s/%s", at, keys[i]);
		return;
	}
}

static void
put_words(struct doc *d, struct item *post, json_t *o, const char *at)
{
	struct span html = parts_text(o, "/content");

	fact_put_raw(d, post, FACT_TEXT, fragment_text(d, html), html,
	    "%s/content", at);
	fragment_links(d, post, html, doc_printf(d, "%s/content", at));
	if (parts_text(o, "/name").p != NULL)
		parts_put(d, post, FACT_TITLE, o, "/name", at);
	else
		fact_put_raw(d, post, FACT_TITLE, fragment_text(d,
		    parts_text(o, "/summary")), parts_text(o, "/summary"),
		    "%s/summary", at);
}

static struct item *
item_of(struct doc *d, json_t *o, enum relation rel, bool *numbered)
{
	struct span url = parts_text(o, "/id"), id = mastodon_id(url);
	struct item *post;

	*numbered = id.p != NULL;
	post = item_post(d, rel, *numbered ? id : url);
	if (*numbered)
		item_platform(d, post, "mastodon");
	return (post);
}

static void
read_post(struct doc *d, json_t *o, enum relation rel, const char *at)
{
	struct span url = link_of(json_object_get(o, "url"));
	struct item *post;
	bool numbered;

	post = item_of(d, o, rel, &numbered);
	if (url.p == NULL)
		url = parts_text(o, "/id");
	fact_put(d, post, FACT_URL, doc_url(d, url), "%s/url", at);
	put_words(d, post, o, at);
	put_times(d, post, o, at);
	put_lang(d, post, o, at);
	put_audience(d, post, o, at);
	put_attachments(d, post, o, at);
	put_mentions(d, post, o, at);
	put_parent(d, post, o, at);
	parts_put(d, post, FACT_REPLIES, o, "/replies/totalItems", at);
	parts_put(d, post, FACT_LIKES, o, "/likes/totalItems", at);
	parts_put(d, post, FACT_REPOSTS, o, "/shares/totalItems", at);
	put_author(d, post, o, "attributedTo", numbered, at);
	put_quoted(d, o, rel, at);
	if (rel == REL_SUBJECT)
		doc_class(d, PAGE_POST, "%s/type", at);
}

/* A post that another shares, and who does. */
static void
read_share(struct doc *d, json_t *o)
{
	static const char *const shared[] = { "Announce", NULL };
	json_t *inside = json_object_get(o, "object");
	struct item *post;

	if (!is_a(o, shared)) {
		if (is_a(inside, posts))
			read_post(d, inside, REL_SUBJECT, "/object");
		return;
	}
	post = item_post(d, REL_SUBJECT, parts_text(o, "/id"));
	fact_put(d, post, FACT_URL, doc_url(d, link_of(json_object_get(o,
	    "url"))), "/url");
	put_times(d, post, o, "");
	put_author(d, post, o, "actor", false, "");
	if (is_a(inside, posts))
		read_post(d, inside, REL_QUOTED, "/object");
	doc_class(d, PAGE_POST, "/type");
}

static void
read_actor(struct doc *d, json_t *o)
{
	struct span id = parts_text(o, "/id");
	json_t *fields = json_object_get(o, "attachment");
	struct item *author;

	if (user_number(id).p != NULL)
		id = user_number(id);
	else if (user_name(id).p != NULL && parts_find(link_of(
	    json_object_get(o, "url")), "/@") > 0)
		id = (struct span){ NULL, 0 };
	author = item_author(d, NULL, id);
	put_actor(d, author, o, "");
	for (size_t i = 0; i < json_array_size(fields); i++)
		fragment_links(d, author, parts_text(json_array_get(fields,
		    i), "/value"), doc_printf(d, "/attachment/%zu/value", i));
	doc_class(d, PAGE_PROFILE, "/type");
}

/* --- Sources --- */

static bool
mine(struct doc *d)
{

	return (lists(json_object_get(d->json, "@context"),
	    "www.w3.org/ns/activitystreams"));
}

static void
read_source(struct doc *d)
{
	static const char *const gone[] = { "Tombstone", NULL };

	if (is_a(d->json, posts))
		read_post(d, d->json, REL_SUBJECT, "");
	else if (is_a(d->json, actors))
		read_actor(d, d->json);
	else if (is_a(d->json, gone))
		doc_class(d, PAGE_GONE, "/type");
	else
		read_share(d, d->json);
}

const struct platform platform_activitypub = { "activitypub", NULL, mine,
	read_source, NULL, NULL, NULL, NULL, false };
