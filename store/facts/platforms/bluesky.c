#include <stdio.h>
#include <string.h>

#include "store/facts/idtime.h"
#include "store/facts/platforms/bluesky.h"
#include "store/facts/platforms/lead.h"

#define COLLECTION	"app.bsky.feed.post"
#define ACTOR_MAX	254
#define SEEN_NEAR_S	600	/* a picture is sent before its post */
#define API		"https://public.api.bsky.app/xrpc/"

/* https://www.w3.org/TR/did-core/, section 3.1; the network has did:plc and
 * did:web today. */
bool
bluesky_did(struct span s)
{
	struct span rest = span_sub(s, 4, s.n);
	ptrdiff_t colon = span_find(rest, ':');

	return (span_starts(s, "did:") && colon > 0 &&
	    parts_name(span_sub(rest, 0, (size_t)colon), "", 16) &&
	    parts_name(span_sub(rest, (size_t)colon + 1, rest.n), "._:%-",
	    ACTOR_MAX) && s.p[s.n - 1] != ':');
}

bool
bluesky_handle(struct span s)
{

	return (parts_name(s, ".-", 253) && span_find(s, '.') > 0 &&
	    s.p[s.n - 1] != '.');
}

bool
bluesky_rkey(struct span s)
{

	return (parts_name(s, "._:~-", 64) && !span_is(s, ".") &&
	    !span_is(s, ".."));
}

static bool
is_actor(struct span s)
{

	return (bluesky_did(s) || bluesky_handle(s));
}

/* ${s} up to the next '/', which is cut off. */
static struct span
segment(struct span *s)
{
	ptrdiff_t end = span_find(*s, '/');
	struct span one = span_sub(*s, 0, end < 0 ? s->n : (size_t)end);

	*s = span_sub(*s, one.n + (end < 0 ? 0 : 1), s->n);
	return (one);
}

bool
bluesky_uri(struct span uri, struct span *actor, struct span *rkey)
{

	if (!span_starts(uri, "at://"))
		return (false);
	uri = span_sub(uri, 5, uri.n);
	*actor = segment(&uri);
	if (!span_is(segment(&uri), COLLECTION))
		return (false);
	*rkey = segment(&uri);
	return (uri.n == 0 && is_actor(*actor) && bluesky_rkey(*rkey));
}

bool
bluesky_post_path(struct span href, struct span *actor, struct span *rkey)
{
	static const char site[] = "https://bsky.app";

	if (span_starts(href, site))
		href = span_sub(href, strlen(site), href.n);
	if (!span_starts(href, "/profile/"))
		return (false);
	href = span_sub(href, strlen("/profile/"), href.n);
	*actor = segment(&href);
	if (!span_is(segment(&href), "post"))
		return (false);
	*rkey = segment(&href);
	return (href.n == 0 && is_actor(*actor) && bluesky_rkey(*rkey));
}

void
bluesky_put_url(struct doc *d, struct item *post, struct span actor,
    struct span rkey, const char *at)
{

	if (is_actor(actor) && bluesky_rkey(rkey))
		fact_put(d, post, FACT_URL, span_of(doc_printf(d,
		    "https://bsky.app/profile/%.*s/post/%.*s",
		    SPAN_ARG(actor), SPAN_ARG(rkey))), "%s", at);
}

void
bluesky_put_handle(struct doc *d, struct item *author, struct span handle,
    const char *at)
{

	if (!bluesky_handle(handle))
		return;
	fact_put(d, author, FACT_HANDLE, handle, "%s", at);
	fact_put(d, author, FACT_URL, span_of(doc_printf(d,
	    "https://bsky.app/profile/%.*s", SPAN_ARG(handle))), "%s", at);
}

void
bluesky_put_seen(struct doc *d, struct item *post, struct span raw,
    const char *at)
{
	const char *before = d->confidence;

	d->confidence = "medium";
	d->near_s = SEEN_NEAR_S;
	fact_put_time(d, post, FACT_PUBLISHED, raw, "%s", at);
	d->near_s = 0;
	d->confidence = before;
}

/* "https://cdn.bsky.app/img/feed_thumbnail/plain/DID/CID@jpeg". */
struct span
bluesky_image(struct doc *d, struct span url)
{
	static const struct { const char *small, *large; } forms[] = {
		{ "feed_thumbnail", "feed_fullsize" },
		{ "feed_fullsize", "feed_fullsize" },
		{ "avatar_thumbnail", "avatar" },
		{ "avatar", "avatar" },
		{ "banner", "banner" },
	};
	struct span rest = parts_between(url, "://cdn.bsky.app/img/", NULL);
	struct span form = segment(&rest);

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (span_is(form, forms[i].small))
			return (span_of(doc_printf(d,
			    "https://cdn.bsky.app/img/%s/%.*s",
			    forms[i].large, SPAN_ARG(rest))));
	return ((struct span){ NULL, 0 });
}

struct span
bluesky_image_did(struct span url)
{
	struct span did = parts_between(url, "/plain/", "/");

	return (bluesky_did(did) ? did : (struct span){ NULL, 0 });
}

/* U+202A and the like before, U+202C behind. */
struct span
bluesky_plain(struct span s)
{

	s = span_trim(s);
	while (s.n >= 3 && s.p[0] == 0xe2 && s.p[1] == 0x80 &&
	    s.p[2] >= 0xaa && s.p[2] <= 0xae)
		s = span_trim(span_sub(s, 3, s.n));
	while (s.n >= 3 && s.p[s.n - 3] == 0xe2 && s.p[s.n - 2] == 0x80 &&
	    s.p[s.n - 1] >= 0xaa && s.p[s.n - 1] <= 0xae)
		s = span_trim(span_sub(s, 0, s.n - 3));
	return (s);
}

/* --- URLs --- */

static bool
post(struct identity *out, struct span actor, struct span rkey)
{

	return (is_actor(actor) && bluesky_rkey(rkey) &&
	    parts_identity(out, IDENTITY_POST, "bluesky", rkey, actor,
	    "https://bsky.app/profile/%.*s/post/%.*s", SPAN_ARG(actor),
	    SPAN_ARG(rkey)));
}

static bool
account(struct identity *out, struct span actor)
{
	struct span none = { NULL, 0 };
	bool did = bluesky_did(actor);

	return (is_actor(actor) && parts_identity(out, IDENTITY_AUTHOR,
	    "bluesky", did ? actor : none, did ? none : actor,
	    "https://bsky.app/profile/%.*s", SPAN_ARG(actor)));
}

static bool
uri_identity(struct span value, struct identity *out)
{
	char uri[1024];
	struct span actor, rkey;

	parts_decode(value, uri, sizeof(uri));
	return (bluesky_uri(span_of(uri), &actor, &rkey) &&
	    post(out, actor, rkey));
}

/* A record is named by repo, collection and key. */
static bool
record_identity(const struct url *u, struct identity *out)
{
	char actor[ACTOR_MAX], rkey[128];
	struct span repo = parts_query(u, "repo");
	struct span collection = parts_query(u, "collection");

	if (repo.p == NULL)
		repo = parts_query(u, "did");
	parts_decode(repo, actor, sizeof(actor));
	parts_decode(parts_query(u, "rkey"), rkey, sizeof(rkey));
	if (span_is(collection, COLLECTION))
		return (post(out, span_of(actor), span_of(rkey)));
	return (span_is(collection, "app.bsky.actor.profile") &&
	    account(out, span_of(actor)));
}

static bool
data_identity(const struct url *u, struct identity *out)
{
	static const char *const keys[] = { "uri", "uris", "uris[]", "anchor",
		NULL };
	struct span path = span_of(url_path(u));
	char actor[ACTOR_MAX];

	if (span_ends(path, ".getRecord"))
		return (record_identity(u, out));
	if (span_ends(path, ".getProfile") ||
	    span_ends(path, ".getAuthorFeed")) {
		parts_decode(parts_query(u, "actor"), actor, sizeof(actor));
		return (account(out, span_of(actor)));
	}
	for (size_t i = 0; keys[i] != NULL; i++)
		if (uri_identity(parts_query(u, keys[i]), out))
			return (true);
	return (false);
}

static bool
is_data(const struct url *u)
{
	struct span path = span_of(url_path(u));

	return (span_starts(path, "/xrpc/app.bsky.") ||
	    span_starts(path, "/xrpc/com.atproto.repo.") ||
	    span_starts(path, "/xrpc/com.atproto.sync.getRecord"));
}

static bool
on_site(const struct url *u)
{
	static const char *const hosts[] = { "bsky.app", "www.bsky.app",
		"staging.bsky.app", "main.bsky.dev", NULL };

	return (parts_in(span_of(url_host(u)), hosts));
}

/* "embed.bsky.app/embed/DID/app.bsky.feed.post/RKEY". */
static bool
embed_identity(const struct url *u, struct identity *out)
{
	struct parts p = parts_path(u);

	if (parts_is(&p, 0, "oembed"))
		return (uri_identity(parts_query(u, "url"), out));
	return (p.n == 4 && parts_is(&p, 0, "embed") &&
	    parts_is(&p, 2, COLLECTION) && post(out, p.seg[1], p.seg[3]));
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct parts p = parts_path(u);
	char actor[ACTOR_MAX];

	if (is_data(u))
		return (data_identity(u, out));
	if (span_is(span_of(url_host(u)), "embed.bsky.app"))
		return (embed_identity(u, out));
	if (span_is(span_of(url_host(u)), "plc.directory"))
		return (p.n > 0 && account(out, p.seg[0]));
	if (!on_site(u) || p.n < 2 || !parts_is(&p, 0, "profile"))
		return (false);
	parts_decode(p.seg[1], actor, sizeof(actor));
	if (p.n >= 4 && parts_is(&p, 2, "post"))
		return (post(out, span_of(actor), p.seg[3]));
	return (p.n == 2 && account(out, span_of(actor)));
}

/* --- Sources --- */

static bool
mine(struct doc *d)
{

	return (on_site(d->url) || (is_data(d->url) && d->json != NULL));
}

static void
read_source(struct doc *d)
{
	struct bluesky_subject s = { 0 };
	struct identity id;

	if (d->json != NULL)
		bluesky_json_read(d);
	if (d->html == NULL)
		return;
	if (identity(d->url, &id) && id.kind == IDENTITY_POST)
		s.rkey = span_of(doc_printf(d, "%s", id.id));
	bluesky_dom_read(d, &s);
	bluesky_head_read(d, &s);
}

static bool
wants(const struct url *u, const char *mime)
{

	return (is_data(u) && span_is_nocase(span_of(mime),
	    "application/json"));
}

static void
documents(const struct identity *id, json_t *out, bool *ok)
{
	const char *actor = id->id;
	char url[1024];

	if (id->kind == IDENTITY_POST) {
		if (!is_actor(span_of(id->handle)))
			return;
		(void)snprintf(url, sizeof(url), API
		    "app.bsky.feed.getPostThread?uri=at://%s/" COLLECTION
		    "/%s&depth=100&parentHeight=100", id->handle, id->id);
		lead_add(out, url, "application/json", "post", ok);
		return;
	}
	if (!bluesky_did(span_of(actor)))
		actor = id->handle;
	if (!is_actor(span_of(actor)))
		return;
	(void)snprintf(url, sizeof(url), API
	    "app.bsky.actor.getProfile?actor=%s", actor);
	lead_add(out, url, "application/json", "author", ok);
	if (strncmp(actor, "did:plc:", 8) != 0)
		return;
	(void)snprintf(url, sizeof(url), "https://plc.directory/%s/log/audit",
	    actor);
	lead_add(out, url, "application/json", "log", ok);
}

/* The server escapes its JSON-LD as if it were HTML, and writes links into
 * texts that have none; bluesky_head_read knows. */
static const char *const misleading[] = { "json-ld", "microdata",
	"opengraph", "oembed", "dom", NULL };

const struct platform platform_bluesky = { "bluesky", identity, mine,
	read_source, wants, idtime_bluesky, documents, misleading, false };
