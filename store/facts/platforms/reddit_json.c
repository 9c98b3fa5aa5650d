#include <string.h>

#include "store/base/buf.h"
#include "store/facts/platforms/reddit.h"

#define TEXT_MAX	(1 * MIB)	/* bytes of a post */

/* The text of an answer where '&', '<' and '>' are written as entities. */
static struct span
unescape(struct doc *d, struct span s)
{
	static const struct {
		const char *from;
		char to;
	} table[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' } };
	struct buf b = BUF_INIT(TEXT_MAX);
	size_t i, k;

	for (i = 0; i < s.n; i++) {
		for (k = 0; k < 3; k++)
			if (span_starts(span_sub(s, i, s.n), table[k].from))
				break;
		buf_putc(&b, k < 3 ? (uint8_t)table[k].to : s.p[i]);
		if (k < 3)
			i += strlen(table[k].from) - 1;
	}
	s = b.n > 0 && b.failed == ERR_NONE && memchr(b.p, 0, b.n) == NULL ?
	    span_of(doc_printf(d, "%s", buf_str(&b))) : span_of(NULL);
	buf_free(&b);
	return (s);
}

/* A text as its author wrote it; absent where that is not known. */
static struct span
text_at(struct doc *d, const struct reddit *rd, json_t *o,
    const char *pointer)
{
	struct span s;

	s = parts_text(o, pointer);
	if (rd->escape == REDDIT_RAW || (parts_find(s, "&amp;") < 0 &&
	    parts_find(s, "&lt;") < 0 && parts_find(s, "&gt;") < 0))
		return (s);
	return (rd->escape == REDDIT_ESCAPED ? unescape(d, s) :
	    span_of(NULL));
}

/* Whether an answer was asked for with raw_json=1: its HTML tells. */
static enum reddit_escape
escape_of(struct doc *d, json_t *root)
{
	static const char *const keys[] = { "body_html", "selftext_html",
	    "public_description_html", "description_html", NULL };
	struct span s;
	size_t i, n;

	for (i = 0; keys[i] != NULL; i++)
		for (n = 0; n < 8; n++) {
			s = parts_text(json_find_key(root, keys[i], n), "");
			if (span_starts(s, "&lt;"))
				return (REDDIT_ESCAPED);
			if (span_starts(s, "<"))
				return (REDDIT_RAW);
		}
	return (span_is(parts_query(d->url, "raw_json"), "1") ? REDDIT_RAW :
	    REDDIT_UNKNOWN);
}

static void
put_media(struct doc *d, const struct reddit *rd, struct item *post,
    json_t *o, const char *at)
{
	static const char video[] = "/media/reddit_video/fallback_url";
	const char *key, *pointer;
	struct span s;
	json_t *j;

	json_object_foreach(json_at(o, "/media_metadata"), key, j) {
		pointer = parts_text(j, "/s/gif").p != NULL ? "/s/gif" :
		    "/s/u";
		s = text_at(d, rd, j, pointer);
		if (s.p != NULL)
			fact_put(d, post, FACT_MEDIA, doc_url(d, s),
			    "%s/media_metadata/%s%s", at, key, pointer);
	}
	if ((s = text_at(d, rd, o, video)).p != NULL) {
		fact_put(d, post, FACT_MEDIA, doc_url(d, s), "%s%s", at,
		    video);
		return;
	}
	s = text_at(d, rd, o, "/url_overridden_by_dest");
	if (s.p == NULL && json_is_false(json_at(o, "/is_self")))
		s = text_at(d, rd, o, "/url");
	if (s.p == NULL || json_is_true(json_at(o, "/is_gallery")))
		return;
	fact_put(d, post, span_is(parts_text(o, "/post_hint"), "image") ?
	    FACT_MEDIA : FACT_LINK, doc_url(d, s), "%s/url", at);
}

/* The full name of a thing: as it says, else as its link does. */
static struct span
name_of(struct doc *d, json_t *o, const char *prefix)
{
	struct identity id;
	struct span s, none = { NULL, 0 };

	s = parts_text(o, "/name");
	if (reddit_name(s, prefix))
		return (s);
	s = parts_text(o, "/permalink");
	if (s.p == NULL || parts_text(o, "/name").p != NULL || !parts_named(d,
	    span_of(doc_printf(d, "https://www.reddit.com%.*s",
	    SPAN_ARG(s))), &id) || strncmp(id.id, prefix, 3) != 0)
		return (none);
	return (span_of(doc_printf(d, "%s", id.id)));
}

/* What posts and comments have in common. */
static struct item *
put_thing(struct doc *d, struct reddit *rd, json_t *o, const char *prefix,
    const char *at)
{
	struct item *i;
	struct span id;

	id = name_of(d, o, prefix);
	if (id.p == NULL)
		return (NULL);
	i = reddit_thing(d, rd, id, parts_text(o, "/permalink"), doc_printf(d,
	    "%s/name", at));
	reddit_author(d, i, parts_text(o, "/author_fullname"), parts_text(o,
	    "/author"), doc_printf(d, "%s/author", at));
	parts_put_epoch(d, i, FACT_PUBLISHED, o, "/created_utc", 1, at);
	if (json_is_true(json_at(o, "/edited")))
		fact_put(d, i, FACT_EDITED, span_of("true"), "%s/edited", at);
	else
		parts_put_epoch(d, i, FACT_EDITED, o, "/edited", 1, at);
	if (!json_is_true(json_at(o, "/hide_score")) &&
	    !json_is_true(json_at(o, "/score_hidden")))
		parts_put(d, i, FACT_LIKES, o, "/score", at);
	return (i);
}

static void
put_post(struct doc *d, struct reddit *rd, json_t *o, bool first,
    const char *at)
{
	struct item *post;
	struct span id;

	/* The post of an answer about one, whatever URL it came from. */
	id = name_of(d, o, "t3_");
	if (first && rd->page.kind == IDENTITY_NONE && id.p != NULL &&
	    id.n < sizeof rd->page.id && rd->post == NULL) {
		memcpy(rd->page.id, id.p, id.n);
		rd->page.id[id.n] = '\0';
		rd->page.kind = IDENTITY_POST;
	}
	post = put_thing(d, rd, o, "t3_", at);
	if (post == NULL)
		return;
	fact_put(d, post, FACT_TITLE, text_at(d, rd, o, "/title"), "%s/title",
	    at);
	reddit_text(d, post, text_at(d, rd, o, "/selftext"), doc_printf(d,
	    "%s/selftext", at));
	parts_put(d, post, FACT_REPLIES, o, "/num_comments", at);
	put_media(d, rd, post, o, at);
	if (post != rd->post)
		return;
	doc_announced(d, doc_json_text(d, json_at(o, "/num_comments")),
	    "%s/num_comments", at);
	doc_class(d, json_is_string(json_at(o, "/removed_by_category")) ||
	    (span_is(parts_text(o, "/author"), "[deleted]") &&
	    (span_is(parts_text(o, "/selftext"), "[deleted]") ||
	    span_is(parts_text(o, "/selftext"), "[removed]"))) ? PAGE_GONE :
	    PAGE_POST, "%s", at);
}

static void
put_comment(struct doc *d, struct reddit *rd, json_t *o, const char *at)
{
	struct item *reply;
	struct span id;

	reply = put_thing(d, rd, o, "t1_", at);
	if (reply == NULL)
		return;
	reddit_text(d, reply, text_at(d, rd, o, "/body"), doc_printf(d,
	    "%s/body", at));
	parts_put(d, reply, FACT_IN_REPLY_TO, o, "/parent_id", at);
	/* What comments that were asked for by their names belong to. */
	id = parts_text(o, "/link_id");
	if (rd->page.kind == IDENTITY_NONE && reddit_name(id, "t3_"))
		parts_post(d, "reddit", REL_SUBJECT, id);
	if (reply == rd->post)
		doc_class(d, PAGE_POST, "%s", at);
}

static void
put_account(struct doc *d, struct reddit *rd, json_t *o, const char *at)
{
	struct item *who;
	struct span name, id;

	name = parts_text(o, "/name");
	id = parts_text(o, "/id");
	if (!parts_name(id, "", 12) || rd->page.kind == IDENTITY_POST ||
	    (rd->page.kind == IDENTITY_AUTHOR && !span_is_nocase(name,
	    rd->page.handle)))
		return;
	who = reddit_author(d, NULL, span_of(doc_printf(d, "t2_%.*s",
	    SPAN_ARG(id))), name, at);
	if (who == NULL)
		return;
	rd->who = who;
	parts_put_epoch(d, who, FACT_CREATED, o, "/created_utc", 1, at);
	fact_put(d, who, FACT_NAME, text_at(d, rd, o, "/subreddit/title"),
	    "%s/subreddit/title", at);
	fact_put(d, who, FACT_BIO, text_at(d, rd, o,
	    "/subreddit/public_description"),
	    "%s/subreddit/public_description", at);
	fact_put(d, who, FACT_AVATAR, doc_url(d, text_at(d, rd, o,
	    "/icon_img")), "%s/icon_img", at);
	fact_put(d, who, FACT_BANNER, doc_url(d, text_at(d, rd, o,
	    "/subreddit/banner_img")), "%s/subreddit/banner_img", at);
	parts_put(d, who, FACT_FOLLOWERS, o, "/subreddit/subscribers", at);
	doc_class(d, PAGE_PROFILE, "%s", at);
}

static void
object(struct doc *d, struct tree *t, json_t *o, const char *where,
    void *arg)
{
	struct reddit *rd = arg;
	struct span kind;
	const char *at;
	json_t *data;

	kind = parts_text(o, "/kind");
	data = json_object_get(o, "data");
	if (!json_is_object(data) || kind.n != 2 || kind.p[0] != 't')
		return;
	at = doc_printf(d, "%s/data", tree_at(t, d, where));
	if (span_is(kind, "t3"))
		/* [post, comments]: the first of two lists holds one post. */
		put_post(d, rd, data, t->n >= 1 &&
		    json_is_array(t->up[0].j) && t->up[0].i == 1 &&
		    json_array_size(t->up[0].j) == 2, at);
	else if (span_is(kind, "t1"))
		put_comment(d, rd, data, at);
	else if (span_is(kind, "t2"))
		put_account(d, rd, data, at);
}

static void
put_answer(struct doc *d, struct reddit *rd, json_t *root, const char *where)
{

	rd->escape = escape_of(d, root);
	parts_walk(d, root, where, object, rd);
}

/* Answers that a recorder kept as texts: HAR, and test cassettes. */
static void
put_kept(struct doc *d, struct reddit *rd)
{
	static const struct {
		const char *list;
		const char *text;
	} shapes[] = {
		{ "/log/entries", "/response/content/text" },
		{ "/interactions", "/response/body/string" },
		{ "/http_interactions", "/response/body/string" },
	};
	json_t *list, *j, *inner;
	size_t k, i;

	for (k = 0; k < sizeof shapes / sizeof *shapes; k++) {
		list = json_at(d->json, shapes[k].list);
		json_array_foreach(list, i, j) {
			inner = doc_json_inner(d, parts_text(j,
			    shapes[k].text), false);
			put_answer(d, rd, inner, doc_printf(d, "%s/%zu%s#",
			    shapes[k].list, i, shapes[k].text));
			json_decref(inner);
		}
	}
}

void
reddit_json(struct doc *d, struct reddit *rd)
{
	struct span reason;
	int64_t code;

	put_answer(d, rd, d->json, "");
	put_kept(d, rd);
	if (!parts_whole(json_at(d->json, "/error"), &code))
		return;
	reason = parts_text(d->json, "/reason");
	if (span_is(reason, "private") || span_is(reason, "quarantined") ||
	    span_is(reason, "gold_only"))
		doc_class(d, PAGE_LOGIN, "/reason");
	else if (code == 404)
		doc_class(d, PAGE_GONE, "/error");
	else
		doc_class(d, PAGE_ERROR, "/error");
}
