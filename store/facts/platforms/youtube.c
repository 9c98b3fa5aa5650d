#include <string.h>

#include "store/facts/platforms/youtube.h"

static const char *const VIDEO[] = { "shorts", "live", "embed", "v", "e",
    "vi", NULL };
static const char *const RESERVED[] = { "watch", "results", "feed",
    "playlist", "hashtag", "about", "t", "premium", "gaming", "account",
    "oembed", "youtubei", "redirect", "post", "user", "c", "channel",
    "shorts", "live", "embed", "s", "signin", "logout", "howyoutubeworks",
    "ads", "creators", "jobs", "kids", "music", "trending", "attribution_link",
    "api", "get_video_info", "movies", "live_chat", "live_chat_replay",
    "sw.js", "error", "supported_browsers", "getalbum", "new", "upload",
    "reporthistory", "source", "e", "v", "vi", "watch_videos", "clip",
    "paid_memberships", "select_site", "sharing_services", NULL };

bool
youtube_id(struct span s)
{

	return (s.n == 11 && parts_name(s, "-_", 11));
}

bool
youtube_channel(struct span s)
{

	return (s.n == 24 && span_starts(s, "UC") && parts_name(s, "-_", 24));
}

static bool
name_video(struct span id, struct identity *out)
{
	struct span none = { NULL, 0 };

	return (youtube_id(id) && parts_identity(out, IDENTITY_POST,
	    "youtube", id, none, "https://www.youtube.com/watch?v=%.*s",
	    SPAN_ARG(id)));
}

static bool
name_channel(const struct parts *p, struct identity *out)
{
	struct span none = { NULL, 0 };
	char handle[256];

	if (p->n >= 2 && parts_is(p, 0, "channel") &&
	    youtube_channel(p->seg[1]))
		return (parts_identity(out, IDENTITY_AUTHOR, "youtube",
		    p->seg[1], none, "https://www.youtube.com/channel/%.*s",
		    SPAN_ARG(p->seg[1])));
	if (p->n >= 2 && (parts_is(p, 0, "c") || parts_is(p, 0, "user")))
		return (parts_identity(out, IDENTITY_AUTHOR, "youtube", none,
		    none, "https://www.youtube.com/%.*s/%.*s",
		    SPAN_ARG(p->seg[0]), SPAN_ARG(p->seg[1])));
	if (p->n >= 1 && span_starts(p->seg[0], "@") && p->seg[0].n > 1) {
		parts_decode(span_sub(p->seg[0], 1, p->seg[0].n), handle,
		    sizeof handle);
		return (parts_identity(out, IDENTITY_AUTHOR, "youtube", none,
		    span_of(handle), "https://www.youtube.com/%.*s",
		    SPAN_ARG(p->seg[0])));
	}
	/* A name alone, of before there were handles. */
	if (p->n == 1 && !parts_in(p->seg[0], RESERVED) &&
	    parts_name(p->seg[0], "-_.", 64))
		return (parts_identity(out, IDENTITY_AUTHOR, "youtube", none,
		    none, "https://www.youtube.com/%.*s",
		    SPAN_ARG(p->seg[0])));
	return (false);
}

/* Posts of a channel's own wall, and lists. */
static bool
name_other(const struct url *u, const struct parts *p, struct identity *out)
{
	struct span none = { NULL, 0 }, id;

	id = parts_is(p, 0, "post") && p->n >= 2 ? p->seg[1] :
	    parts_query(u, "lb");
	if (parts_name(id, "-_", 64) && span_starts(id, "Ug"))
		return (parts_identity(out, IDENTITY_POST, "youtube", id,
		    none, "https://www.youtube.com/post/%.*s", SPAN_ARG(id)));
	id = parts_query(u, "list");
	if (parts_is(p, 0, "playlist") && parts_name(id, "-_", 64))
		return (parts_identity(out, IDENTITY_THREAD, "youtube", id,
		    none, "https://www.youtube.com/playlist?list=%.*s",
		    SPAN_ARG(id)));
	return (false);
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct span none = { NULL, 0 };
	struct parts p;

	p = parts_path(u);
	if (parts_on(u, "consent.youtube.com"))
		return (parts_identity(out, IDENTITY_WALL, "youtube", none,
		    none, "%s", url_text(u)));
	if (parts_on(u, "youtu.be")) {
		if (p.n > 0 && name_video(p.seg[0], out))
			return (true);
	} else if (!parts_on(u, "youtube.com") &&
	    !parts_on(u, "youtube-nocookie.com"))
		return (false);
	else if ((parts_is(&p, 0, "watch") || p.n == 0) &&
	    name_video(parts_query(u, "v"), out))
		return (true);
	else if (p.n >= 2 && parts_in(p.seg[0], VIDEO) &&
	    name_video(p.seg[1], out))
		return (true);
	else if (name_other(u, &p, out) || name_channel(&p, out))
		return (true);
	return (parts_identity(out, IDENTITY_NONE, "youtube", none, none,
	    "%s", ""));
}

static bool
mine(struct doc *d)
{

	return (parts_on(d->url, "youtube.com") ||
	    parts_on(d->url, "youtu.be") ||
	    parts_on(d->url, "youtube-nocookie.com") ||
	    parts_on(d->url, "youtubei.googleapis.com"));
}

struct item *
youtube_author(struct doc *d, struct item *of, struct span id,
    const char *at)
{
	struct item *who;

	if (!youtube_channel(id))
		return (parts_author(d, "youtube", of, span_of(NULL)));
	who = parts_author(d, "youtube", of, id);
	fact_put(d, who, FACT_ID, id, "%s", at);
	fact_put(d, who, FACT_URL, span_of(doc_printf(d,
	    "https://www.youtube.com/channel/%.*s", SPAN_ARG(id))), "%s", at);
	return (who);
}

void
youtube_handle(struct doc *d, struct item *who, struct span s,
    const char *at)
{
	char handle[256];
	ptrdiff_t cut;

	if (!span_starts(s, "@"))
		s = parts_between(s, "youtube.com/@", NULL);
	else
		s = span_sub(s, 1, s.n);
	if ((cut = span_find(s, '/')) >= 0)
		s = span_sub(s, 0, (size_t)cut);
	parts_decode(s, handle, sizeof handle);
	if (handle[0] != '\0')
		fact_put(d, who, FACT_HANDLE, span_of(doc_printf(d, "%s",
		    handle)), "%s", at);
}

/* What old or lean pages have: microdata of the video alone. */
static void
read_microdata(struct doc *d, struct youtube *yt)
{
	struct item *who;
	xmlNode *box, *n, *by;

	box = doc_find(d, NULL, "//*[@itemscope and contains(@itemtype, "
	    "'schema.org/VideoObject')]");
	if (box == NULL || yt->page.kind != IDENTITY_POST)
		return;
	yt->post = parts_post(d, "youtube", REL_SUBJECT, span_of(yt->page.id));
	fact_put(d, yt->post, FACT_ID, span_of(doc_printf(d, "%s",
	    yt->page.id)), "url");
	doc_class(d, PAGE_POST, "%s", doc_path(d, box));
	n = doc_find(d, NULL, "//*[@id='eow-description']");
	/* Long links are shown cut: then it is not what was written. */
	if (n != NULL && doc_find(d, n, ".//a[contains(., '...')]") == NULL)
		fact_put(d, yt->post, FACT_TEXT, span_trim(doc_text(d, n)),
		    "%s", doc_path(d, n));
	n = doc_find(d, box, "./*[@itemprop='datePublished']");
	if (n == NULL)
		n = doc_find(d, box, "./*[@itemprop='uploadDate']");
	fact_put_time(d, yt->post, FACT_PUBLISHED, doc_attr(d, n, "content"),
	    "%s/@content", doc_path(d, n));
	n = doc_find(d, box, "./*[@itemprop='name']");
	fact_put(d, yt->post, FACT_TITLE, doc_attr(d, n, "content"),
	    "%s/@content", doc_path(d, n));
	by = doc_find(d, box, "./*[@itemprop='author']");
	n = doc_find(d, box, "./*[@itemprop='channelId']");
	if (by == NULL && n == NULL)
		return;
	who = youtube_author(d, yt->post, doc_attr(d, n, "content"),
	    doc_path(d, n));
	n = doc_find(d, by, "./*[@itemprop='name']");
	fact_put(d, who, FACT_NAME, doc_attr(d, n, "content"), "%s/@content",
	    doc_path(d, n));
	n = doc_find(d, by, "./*[@itemprop='url']");
	youtube_handle(d, who, doc_attr(d, n, "href"), doc_path(d, n));
}

/* The same of a channel. */
static void
read_channel(struct doc *d, struct youtube *yt)
{
	struct span id;
	xmlNode *n;

	n = doc_find(d, NULL, "//meta[@itemprop='identifier' or "
	    "@itemprop='channelId']");
	id = doc_attr(d, n, "content");
	if (yt->page.kind != IDENTITY_AUTHOR || !youtube_channel(id) ||
	    (yt->page.id[0] != '\0' && !span_is(id, yt->page.id)))
		return;
	yt->who = youtube_author(d, NULL, id, doc_path(d, n));
	n = doc_find(d, n, "../meta[@itemprop='name']");
	fact_put(d, yt->who, FACT_NAME, doc_attr(d, n, "content"),
	    "%s/@content", doc_path(d, n));
	doc_class(d, PAGE_PROFILE, "%s", doc_path(d, n));
}

/* Instead of a channel: why there is none. */
static void
put_alert(struct doc *d, const struct youtube *yt, json_t *data,
    const char *where)
{

	if (yt->post == NULL && span_is(parts_text(data,
	    "/alerts/0/alertRenderer/type"), "ERROR"))
		doc_class(d, PAGE_GONE, "%s/alerts/0", where);
}

/* Until 2020: the player's answer is a text in its settings. */
static void
read_config(struct doc *d, struct youtube *yt)
{
	json_t *j;

	j = doc_json_inner(d, parts_text(doc_script_after(d,
	    "ytplayer.config = "), "/args/player_response"), false);
	youtube_player(d, yt, j, "ytplayer.config#/args/player_response#");
	json_decref(j);
}

/* A page that has nothing of a video or channel. */
static void
classify(struct doc *d)
{
	xmlNode *n;

	if ((n = doc_find(d, NULL, "//form[contains(@action, "
	    "'consent.youtube.com/')]")) != NULL)
		doc_class(d, PAGE_CONSENT, "%s", doc_path(d, n));
	else if ((n = doc_find(d, NULL, "//*[contains(@class, "
	    "'g-recaptcha')]")) != NULL)
		doc_class(d, PAGE_ERROR, "%s", doc_path(d, n));
}

static void
read_page(struct doc *d, struct youtube *yt)
{
	const char *at = "";
	json_t *data;

	data = doc_script_after_at(d, "ytInitialPlayerResponse = ", &at);
	youtube_player(d, yt, data, at);
	if ((data = doc_script_after_at(d, "ytInitialData = ", &at)) == NULL)
		data = doc_script_after_at(d, "window[\"ytInitialData\"] = ",
		    &at);
	if (yt->post == NULL)
		read_config(d, yt);
	youtube_current(d, yt, data, at);
	parts_walk(d, data, at, youtube_object, yt);
	youtube_header(d, yt, data, at);
	if (yt->post == NULL)
		read_microdata(d, yt);
	if (yt->who == NULL)
		read_channel(d, yt);
	put_alert(d, yt, data, at);
	if (yt->post == NULL && yt->who == NULL)
		classify(d);
}

static void
read_oembed(struct doc *d, struct youtube *yt)
{
	struct item *who;
	struct span id;

	id = parts_between(parts_text(d->json, "/html"), "/embed/", NULL);
	id = span_sub(id, 0, 11);
	if (!youtube_id(id))
		return;
	yt->post = parts_post(d, "youtube", REL_SUBJECT, id);
	fact_put(d, yt->post, FACT_ID, id, "/html");
	fact_put_json(d, yt->post, FACT_TITLE, d->json, "/title", "");
	who = parts_author(d, "youtube", yt->post, span_of(NULL));
	fact_put_json(d, who, FACT_NAME, d->json, "/author_name", "");
	youtube_handle(d, who, parts_text(d->json, "/author_url"),
	    "/author_url");
	doc_class(d, PAGE_POST, "/html");
}

static void
read(struct doc *d)
{
	struct youtube yt;

	memset(&yt, 0, sizeof yt);
	(void)identity(d->url, &yt.page);
	if (d->json != NULL && json_at(d->json, "/author_name") != NULL)
		read_oembed(d, &yt);
	else if (d->json != NULL) {
		youtube_player(d, &yt, d->json, "");
		youtube_current(d, &yt, d->json, "");
		put_alert(d, &yt, d->json, "");
		parts_walk(d, d->json, "", youtube_object, &yt);
		youtube_header(d, &yt, d->json, "");
	} else if (d->html != NULL)
		read_page(d, &yt);
}

static bool
wants(const struct url *u, const char *mime)
{
	struct span path;

	(void)mime;
	path = span_of(url_path(u));
	return ((parts_on(u, "youtube.com") ||
	    parts_on(u, "youtubei.googleapis.com")) && (
	    span_is(path, "/youtubei/v1/player") ||
	    span_is(path, "/youtubei/v1/next") ||
	    span_is(path, "/youtubei/v1/browse") ||
	    span_is(path, "/oembed")));
}

static void
documents(const struct identity *id, json_t *out, bool *ok)
{

	if (id->kind == IDENTITY_POST && strstr(id->url, "/watch?v=") != NULL)
		json_add(out, json_pack("{s:s++,s:s,s:s}", "url",
		    "https://www.youtube.com/oembed?format=json&url="
		    "https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3D", id->id, "",
		    "accept", "application/json", "role", "post"), ok);
	if (id->kind == IDENTITY_AUTHOR && id->id[0] != '\0')
		json_add(out, json_pack("{s:s++,s:s,s:s}", "url",
		    "https://www.youtube.com/feeds/videos.xml?channel_id=",
		    id->id, "", "accept", "application/atom+xml", "role",
		    "author"), ok);
}

/* Its other descriptions are cut, without line ends, and translated. */
static const char *const MISLEADING[] = { "opengraph", "microdata", "dom",
    "microformats", "oembed", NULL };

const struct platform platform_youtube = {
	.name = "youtube",
	.identity = identity,
	.mine = mine,
	.read = read,
	.wants = wants,
	.documents = documents,
	.misleading = MISLEADING,
};
