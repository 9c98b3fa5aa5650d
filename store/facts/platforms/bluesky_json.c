#include <string.h>

#include "store/facts/platforms/bluesky.h"

/*
 * Answers of the AT Protocol.  A post as the network shows it:
 *   {"uri","author":{"did","handle",...},"record":{"text","createdAt",...},
 *    "embed","likeCount",...,"indexedAt"}
 * one that another quotes has "value" for "record"; getRecord gives
 * {"uri","value"} alone.  createdAt is what the author's program wrote,
 * indexedAt when the network first saw it.
 */

struct view {
	json_t *o;
	json_t *record;
	const char *at;
	const char *record_at;
	struct span uri;
	struct span did;
	struct span rkey;
};

struct thread {
	struct span uri;	/* of the subject, or absent */
	struct span did;
	struct span rkey;
	struct span root;
	struct span parent;
	struct span quoted;
	bool found;
};

static bool
view_of(struct doc *d, json_t *o, const char *at, struct view *v)
{
	const char *name = "record";

	memset(v, 0, sizeof(*v));
	v->o = o;
	v->at = at;
	v->uri = parts_text(o, "/uri");
	if (!bluesky_uri(v->uri, &v->did, &v->rkey) || !bluesky_did(v->did))
		return (false);
	v->record = json_object_get(o, name);
	if (v->record == NULL)
		v->record = json_object_get(o, name = "value");
	v->record_at = doc_printf(d, "%s/%s", at, name);
	return (json_is_string(json_object_get(v->record, "text")) &&
	    json_is_string(json_object_get(v->record, "createdAt")));
}

/* --- Who --- */

static void
put_account(struct doc *d, struct item *author, json_t *o, const char *at)
{
	struct span handle = parts_text(o, "/handle");
	struct span avatar = parts_text(o, "/avatar");

	if (!span_is(handle, "handle.invalid"))
		bluesky_put_handle(d, author, handle, at);
	parts_put(d, author, FACT_NAME, o, "/displayName", at);
	parts_put(d, author, FACT_BIO, o, "/description", at);
	parts_put_time(d, author, FACT_CREATED, o, "/createdAt", at);
	fact_put_raw(d, author, FACT_AVATAR, bluesky_image(d, avatar), avatar,
	    "%s/avatar", at);
	parts_put_url(d, author, FACT_BANNER, o, "/banner", at);
	parts_put(d, author, FACT_FOLLOWERS, o, "/followersCount", at);
	parts_put(d, author, FACT_FOLLOWING, o, "/followsCount", at);
	parts_put(d, author, FACT_POSTS, o, "/postsCount", at);
	if (span_is(parts_text(o, "/verification/verifiedStatus"), "valid"))
		fact_put(d, author, FACT_VERIFIED, span_of("true"),
		    "%s/verification/verifiedStatus", at);
}

/* An author who wants to be seen by those with an account only. */
static bool
for_members(json_t *author)
{
	json_t *labels = json_object_get(author, "labels");

	for (size_t i = 0; i < json_array_size(labels); i++)
		if (span_is(parts_text(json_array_get(labels, i), "/val"),
		    "!no-unauthenticated"))
			return (true);
	return (false);
}

/* --- What --- */

/* The bytes of ${text} that a facet is about. */
static struct span
facet_text(struct span text, json_t *facet)
{
	struct span none = { NULL, 0 };
	int64_t from, to;

	if (!parts_whole(json_at(facet, "/index/byteStart"), &from) ||
	    !parts_whole(json_at(facet, "/index/byteEnd"), &to) ||
	    from < 0 || to <= from || (size_t)to > text.n)
		return (none);
	return (span_sub(text, (size_t)from, (size_t)(to - from)));
}

static void
put_facets(struct doc *d, struct item *post, const struct view *v)
{
	json_t *facets = json_object_get(v->record, "facets");
	struct span text = parts_text(v->record, "/text");

	for (size_t i = 0; i < json_array_size(facets); i++) {
		json_t *facet = json_array_get(facets, i);
		struct span uri = parts_text(facet, "/features/0/uri");
		struct span did = parts_text(facet, "/features/0/did");
		struct span part = facet_text(text, facet);

		fact_put_raw(d, post, FACT_LINK, doc_url(d, uri), part,
		    "%s/facets/%zu", v->record_at, i);
		if (did.p != NULL && span_starts(part, "@") &&
		    bluesky_handle(span_sub(part, 1, part.n)))
			fact_put_raw(d, post, FACT_MENTION,
			    span_sub(part, 1, part.n), did,
			    "%s/facets/%zu", v->record_at, i);
	}
}

/* Pictures, a video and a card, as the network serves them. */
static void
put_embed(struct doc *d, struct item *post, const struct view *v)
{
	static const char *const places[] = { "/embed", "/embed/media",
		"/embeds/0", "/embeds/0/media", NULL };

	for (size_t k = 0; places[k] != NULL; k++) {
		json_t *embed = json_at(v->o, places[k]);
		json_t *images = json_object_get(embed, "images");
		const char *at = doc_printf(d, "%s%s", v->at, places[k]);

		for (size_t i = 0; i < json_array_size(images); i++)
			parts_put_url(d, post, FACT_MEDIA,
			    json_array_get(images, i), "/fullsize",
			    doc_printf(d, "%s/images/%zu", at, i));
		parts_put_url(d, post, FACT_MEDIA, embed, "/playlist", at);
		parts_put_url(d, post, FACT_LINK, embed, "/external/uri", at);
	}
}

/* A record alone names its pictures by their content. */
static void
put_blobs(struct doc *d, struct item *post, const struct view *v)
{
	json_t *images = json_at(v->record, "/embed/images");

	if (json_object_get(v->o, "author") != NULL)
		return;
	if (images == NULL)
		images = json_at(v->record, "/embed/media/images");
	for (size_t i = 0; i < json_array_size(images); i++) {
		struct span cid = parts_text(json_array_get(images, i),
		    "/image/ref/$link");

		if (parts_name(cid, "", 128))
			fact_put_raw(d, post, FACT_MEDIA, span_of(doc_printf(
			    d, "https://cdn.bsky.app/img/feed_fullsize/plain/"
			    "%.*s/%.*s@jpeg", SPAN_ARG(v->did),
			    SPAN_ARG(cid))), cid, "%s/embed/images/%zu",
			    v->record_at, i);
	}
	parts_put_url(d, post, FACT_LINK, v->record, "/embed/external/uri",
	    v->record_at);
}

static void
put_parent(struct doc *d, struct item *post, const struct view *v)
{
	struct span actor, rkey;

	if (bluesky_uri(parts_text(v->record, "/reply/parent/uri"), &actor,
	    &rkey))
		fact_put_raw(d, post, FACT_IN_REPLY_TO, rkey,
		    parts_text(v->record, "/reply/parent/uri"),
		    "%s/reply/parent/uri", v->record_at);
}

static void
read_view(struct doc *d, const struct view *v, enum relation rel)
{
	json_t *who = json_object_get(v->o, "author");
	struct item *post = item_post(d, rel, v->rkey), *author;
	struct span handle = parts_text(who, "/handle");

	bluesky_put_url(d, post, bluesky_handle(handle) &&
	    !span_is(handle, "handle.invalid") ? handle : v->did, v->rkey,
	    v->at);
	parts_put(d, post, FACT_TEXT, v->record, "/text", v->record_at);
	fact_put_time(d, post, FACT_PUBLISHED, parts_text(v->record,
	    "/createdAt"), "%s/createdAt", v->record_at);
	bluesky_put_seen(d, post, parts_text(v->o, "/indexedAt"),
	    doc_printf(d, "%s/indexedAt", v->at));
	parts_put(d, post, FACT_LANG, v->record, "/langs/0", v->record_at);
	parts_put(d, post, FACT_LIKES, v->o, "/likeCount", v->at);
	parts_put(d, post, FACT_REPOSTS, v->o, "/repostCount", v->at);
	parts_put(d, post, FACT_REPLIES, v->o, "/replyCount", v->at);
	if (for_members(who))
		fact_put(d, post, FACT_AUDIENCE, span_of("members"),
		    "%s/author/labels", v->at);
	put_facets(d, post, v);
	put_embed(d, post, v);
	put_blobs(d, post, v);
	put_parent(d, post, v);
	author = item_author(d, post, v->did);
	put_account(d, author, who, doc_printf(d, "%s/author", v->at));
}

/* --- Which --- */

static json_t *
asked(struct doc *d)
{
	static const char *const places[] = { "/thread/post", "/posts/0", "",
		NULL };
	struct view v;

	for (size_t i = 0; places[i] != NULL; i++)
		if (view_of(d, json_at(d->json, places[i]), "", &v))
			return (v.o);
	return (NULL);
}

/* Whether ${v} is what the URL names; it may do so by handle. */
static bool
named(const struct view *v, const struct identity *id)
{
	struct span handle = parts_text(v->o, "/author/handle");

	return (span_is(v->rkey, id->id) && (span_is(v->did, id->handle) ||
	    handle.p == NULL || span_is_nocase(handle, id->handle)));
}

static void
find_subject(struct doc *d, struct thread *th)
{
	struct identity id;
	struct view v;
	struct tree walk;
	json_t *o, *found = NULL;

	if (identity_of(url_text(d->url), &id) && id.kind == IDENTITY_POST) {
		tree_start(&walk, d->json);
		while (found == NULL && (o = tree_next(&walk)) != NULL)
			if (json_is_object(o) && view_of(d, o, "", &v) &&
			    named(&v, &id))
				found = o;
	} else
		found = asked(d);
	if (found == NULL || !view_of(d, found, "", &v))
		return;
	th->found = true;
	th->uri = v.uri;
	th->did = v.did;
	th->rkey = v.rkey;
	th->parent = parts_text(v.record, "/reply/parent/uri");
	th->root = parts_text(v.record, "/reply/root/uri");
	if (th->root.p == NULL)
		th->root = v.uri;
	th->quoted = parts_text(v.record, "/embed/record/uri");
	if (th->quoted.p == NULL)
		th->quoted = parts_text(v.record, "/embed/record/record/uri");
}

static enum relation
relation_of(const struct thread *th, const struct view *v,
    const struct tree *walk)
{

	if (!th->found)
		return (REL_LISTED);
	if (span_eq(v->uri, th->uri))
		return (REL_SUBJECT);
	if (th->quoted.p != NULL && span_eq(v->uri, th->quoted))
		return (REL_QUOTED);
	if (tree_under(walk, "embed") || tree_under(walk, "embeds"))
		return (REL_LISTED);
	if ((th->parent.p != NULL && span_eq(v->uri, th->parent)) ||
	    (tree_under(walk, "parent") && !tree_under(walk, "replies")))
		return (REL_PARENT);
	if (span_eq(parts_text(v->record, "/reply/root/uri"), th->root))
		return (REL_REPLY);
	return (REL_LISTED);
}

static void
read_views(struct doc *d)
{
	struct thread th = { 0 };
	struct view v;
	struct tree walk;
	json_t *o;

	find_subject(d, &th);
	tree_start(&walk, d->json);
	while ((o = tree_next(&walk)) != NULL) {
		if (!json_is_object(o) || !view_of(d, o, "", &v) ||
		    !view_of(d, o, tree_at(&walk, d, ""), &v))
			continue;
		/* The same key under another account would pass for it. */
		if (span_eq(v.rkey, th.rkey) && !span_eq(v.did, th.did))
			continue;
		read_view(d, &v, relation_of(&th, &v, &walk));
	}
	if (th.found)
		doc_class(d, PAGE_POST, "/");
}

/* getProfile, or the profile's record. */
static void
read_profile(struct doc *d)
{
	struct span did = parts_text(d->json, "/did");
	struct item *author;

	if (!bluesky_did(did) || parts_text(d->json, "/handle").p == NULL)
		return;
	author = item_author(d, NULL, did);
	put_account(d, author, d->json, "");
	doc_class(d, PAGE_PROFILE, "/did");
}

/* "NotFound", "AccountTakedown": the words of the interface itself. */
static void
read_error(struct doc *d)
{
	static const char *const gone[] = { "NotFound", "AccountTakedown",
		"AccountDeactivated", "AccountSuspended", "RecordNotFound",
		"RepoNotFound", "RepoTakendown", "RepoSuspended",
		"RepoDeactivated", NULL };
	struct span error = parts_text(d->json, "/error");
	struct span type = parts_text(d->json, "/thread/$type");

	if (parts_in(error, gone) || span_starts(parts_text(d->json,
	    "/message"), "Profile not found"))
		doc_class(d, PAGE_GONE, "/error");
	else if (error.p != NULL)
		doc_class(d, PAGE_ERROR, "/error");
	if (span_ends(type, "#notFoundPost") || span_ends(type,
	    "#blockedPost"))
		doc_class(d, PAGE_GONE, "/thread/$type");
}

void
bluesky_json_read(struct doc *d)
{

	read_views(d);
	read_profile(d);
	read_error(d);
}
