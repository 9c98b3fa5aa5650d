#include <string.h>

#include "store/facts/idtime.h"
#include "store/facts/platforms/tiktok.h"

static bool
name_post(struct span id, struct span user, const char *kind,
    struct identity *out)
{

	if (!parts_digits(id, 17, 20))
		return (false);
	if (!parts_name(user, "._-", 64))
		user = span_of("");
	return (parts_identity(out, IDENTITY_POST, "tiktok", id, user,
	    "https://www.tiktok.com/@%.*s/%s/%.*s", SPAN_ARG(user), kind,
	    SPAN_ARG(id)));
}

/* /@user, /@user/video/ID, /@user/photo/ID */
static bool
name_user(const struct parts *p, struct identity *out)
{
	struct span user, none = { NULL, 0 };

	user = span_sub(p->seg[0], 1, p->seg[0].n);
	if (p->n >= 3 && (parts_is(p, 1, "video") || parts_is(p, 1, "photo")) &&
	    name_post(p->seg[2], user, parts_is(p, 1, "photo") ? "photo" :
	    "video", out))
		return (true);
	if (!parts_name(user, "._-", 64) || (p->n > 1 &&
	    !parts_is(p, 1, "live")) || !parts_identity(out,
	    IDENTITY_AUTHOR, "tiktok", none, user,
	    "https://www.tiktok.com/@%.*s", SPAN_ARG(user)))
		return (false);
	parts_lower(out->handle);
	parts_lower(out->url);
	return (true);
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct span none = { NULL, 0 }, id;
	struct parts p;

	if (!parts_on(u, "tiktok.com") && !parts_on(u, "tiktokv.com"))
		return (false);
	p = parts_path(u);
	if (p.n > 0 && span_starts(p.seg[0], "@") && name_user(&p, out))
		return (true);
	if (p.n >= 3 && (parts_is(&p, 0, "share") || parts_is(&p, 0,
	    "embed") || parts_is(&p, 0, "player")) &&
	    name_post(p.seg[2], none, "video", out))
		return (true);
	if (p.n >= 2 && parts_is(&p, 0, "embed") &&
	    name_post(p.seg[1], none, "video", out))
		return (true);
	if (p.n >= 2 && parts_is(&p, 0, "v")) {
		id = p.seg[1];
		if (span_ends(id, ".html"))
			id.n -= strlen(".html");
		if (name_post(id, none, "video", out))
			return (true);
	}
	if (parts_is(&p, 0, "login"))
		return (parts_identity(out, IDENTITY_WALL, "tiktok", none,
		    none, "%s", url_text(u)));
	return (parts_identity(out, IDENTITY_NONE, "tiktok", none, none,
	    "%s", ""));
}

static bool
mine(struct doc *d)
{

	return (parts_on(d->url, "tiktok.com") ||
	    parts_on(d->url, "tiktokv.com"));
}

/* What the server says instead of a post or a profile. */
static void
put_status(struct doc *d, json_t *root, const char *key, const char *where)
{
	const char *at;
	int64_t code;

	at = doc_printf(d, "/__DEFAULT_SCOPE__/%s/statusCode", key);
	if (at == NULL || !parts_whole(json_at(root, at), &code))
		return;
	switch (code) {
	case 10202:		/* no such user */
	case 10204:		/* no such post, or deleted */
	case 10215:
	case 10221:		/* banned */
	case 10223:
		doc_class(d, PAGE_GONE, "%s%s", where, at);
		break;
	case 10216:		/* a private post */
	case 10222:		/* a private account */
		doc_class(d, PAGE_LOGIN, "%s%s", where, at);
		break;
	}
}

static void
read_page(struct doc *d, struct tiktok *tk)
{
	static const char universal[] =
	    "//script[@id='__UNIVERSAL_DATA_FOR_REHYDRATION__']";
	json_t *root;

	root = doc_script(d, universal);
	if (root != NULL) {
		put_status(d, root, "webapp.video-detail",
		    "//script[@id='__UNIVERSAL_DATA_FOR_REHYDRATION__']#");
		put_status(d, root, "webapp.user-detail",
		    "//script[@id='__UNIVERSAL_DATA_FOR_REHYDRATION__']#");
	}
	parts_scripts(d, universal, tiktok_object, tk);
	parts_scripts(d, "//script[@id='SIGI_STATE' or "
	    "@id='sigi-persisted-data' or @id='__NEXT_DATA__' or "
	    "@id='__FRONTITY_CONNECT_STATE__']", tiktok_object, tk);
	/* The page that only sets a cookie and asks again. */
	if (tk->post == NULL && tk->who == NULL && doc_find(d, NULL,
	    "//*[@id='wci']") != NULL && doc_find(d, NULL, "//*[@id='cs']") !=
	    NULL)
		doc_class(d, PAGE_ERROR, "//*[@id='wci']");
}

static void
read_oembed(struct doc *d, struct tiktok *tk)
{
	struct item *post, *who;
	struct identity id;
	struct span s;

	s = parts_text(d->json, "/embed_product_id");
	if (!parts_digits(s, 17, 20))
		s = parts_between(parts_text(d->json, "/html"),
		    "data-video-id=\"", "\"");
	if (!parts_digits(s, 17, 20))
		return;
	tk->post = post = parts_post(d, "tiktok", REL_SUBJECT, s);
	fact_put(d, post, FACT_ID, s, "/html");
	fact_put_json(d, post, FACT_TEXT, d->json, "/title", "");
	who = parts_author(d, "tiktok", post, span_of(NULL));
	if (parts_named(d, parts_text(d->json, "/author_url"), &id) &&
	    id.kind == IDENTITY_AUTHOR) {
		fact_put(d, who, FACT_HANDLE, span_of(doc_printf(d, "%s",
		    id.handle)), "/author_url");
		fact_put(d, who, FACT_URL, span_of(doc_printf(d, "%s",
		    id.url)), "/author_url");
	}
	fact_put_json(d, who, FACT_NAME, d->json, "/author_name", "");
	doc_class(d, PAGE_POST, "/html");
}

static void
read(struct doc *d)
{
	struct tiktok tk;

	memset(&tk, 0, sizeof tk);
	if (!identity(d->url, &tk.page))
		return;
	if (d->json != NULL && json_at(d->json, "/author_url") != NULL)
		read_oembed(d, &tk);
	else if (d->json != NULL)
		parts_walk(d, d->json, "", tiktok_object, &tk);
	else if (d->html != NULL)
		read_page(d, &tk);
}

static bool
wants(const struct url *u, const char *mime)
{
	struct span path;

	(void)mime;
	path = span_of(url_path(u));
	return (parts_on(u, "tiktok.com") && (
	    span_starts(path, "/api/comment/list/") ||
	    span_starts(path, "/api/post/item_list/") ||
	    span_starts(path, "/api/item/detail/") ||
	    span_starts(path, "/api/user/detail/") ||
	    span_starts(path, "/oembed")));
}

static void
documents(const struct identity *id, json_t *out, bool *ok)
{

	if (id->kind == IDENTITY_POST && id->url[0] != '\0')
		json_add(out, json_pack("{s:s+,s:s,s:s}", "url",
		    "https://www.tiktok.com/oembed?url=", id->url, "accept",
		    "application/json", "role", "post"), ok);
}

/* Pages carry a summary that a machine wrote beside the author's words. */
static const char *const MISLEADING[] = { "opengraph", "dom", "json-ld",
    "microdata", "microformats", "oembed", NULL };

const struct platform platform_tiktok = {
	.name = "tiktok",
	.identity = identity,
	.mine = mine,
	.read = read,
	.wants = wants,
	.idtime = idtime_tiktok,
	.documents = documents,
	.misleading = MISLEADING,
};
