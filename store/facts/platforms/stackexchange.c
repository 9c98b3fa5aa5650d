#include <stdio.h>

#include "store/facts/generic/body.h"
#include "store/facts/platforms/forum.h"

/*
 * Stack Exchange (https://api.stackexchange.com/docs): questions and answers
 * count together, comments and people for themselves, on each site.
 */
static const char * const hosts[] = { "stackoverflow.com",
	"stackexchange.com", "serverfault.com", "superuser.com",
	"askubuntu.com", "mathoverflow.net", "stackapps.com", NULL };

static const struct forum page = {
	.post = "//*[@id='question' and @data-questionid]|//*[starts-with("
	    "@id,'answer-') and @data-answerid]",
	.title = "//*[@id='question-header']//h1",
	.id = { { NULL, "data-questionid", NULL, true }, { NULL,
	    "data-answerid", NULL, true } },
	.url = { { ".//a[" HAS("js-share-link") "]", "href", NULL, false } },
	.text = { { ".//*[" HAS("js-post-body") "]", NULL, NULL, false },
	    { ".//*[" HAS("post-text") "]", NULL, NULL, false } },
	.time = { { ".//*[" HAS("post-signature") "][last()]//*["
	    HAS("user-action-time") "]//*[" HAS("relativetime") "]", "title",
	    NULL, false } },
	.user = { { ".//*[" HAS("post-signature") "][last()]//*["
	    HAS("user-details") "]//a", NULL, NULL, false },
	    { ".//*[" HAS("post-signature") "][last()]//*["
	    HAS("user-details") "]//*[@itemprop='name']", NULL, NULL,
	    false } },
	.user_id = { { ".//*[" HAS("post-signature") "][last()]//*["
	    HAS("user-details") "]//a[contains(@href,'/users/')]", "href",
	    "/users/", true } },
	.user_url = { { ".//*[" HAS("post-signature") "][last()]//*["
	    HAS("user-details") "]//a[contains(@href,'/users/')]", "href",
	    NULL, false } },
	.avatar = { { ".//*[" HAS("post-signature") "][last()]//img", "src",
	    NULL, false } },
	.likes = { { ".//*[" HAS("js-vote-count") "]", NULL, NULL, false } },
	.total = { { "//*[@id='answers-header']//h2", "data-answercount",
	    NULL, false } },
};

static bool
on_site(const struct url *u)
{
	for (size_t i = 0; hosts[i] != NULL; i++)
		if (parts_on(u, hosts[i]) && !parts_on(u,
		    "api.stackexchange.com"))
			return (true);
	return (false);
}

static bool
named(struct identity *out, const struct url *u, enum identity_kind kind,
    struct span id, const char *then)
{
	char key[256];

	if (!parts_digits(id, 1, 18))
		return (false);
	(void)snprintf(key, sizeof(key), "%.200s/%.*s", url_host(u),
	    SPAN_ARG(id));
	return (parts_identity(out, kind, "stackexchange", span_of(key),
	    (struct span){ NULL, 0 }, "https://%.200s/%s/%.*s", url_host(u),
	    then, SPAN_ARG(id)));
}

/* "/questions/Q/title/A#A", "/q/Q", "/a/A" */
static bool
identity(const struct url *u, struct identity *out)
{
	struct parts p = parts_path(u);
	struct span fragment = span_of(url_fragment(u));

	if (!on_site(u) || p.n < 2)
		return (false);
	if (parts_is(&p, 0, "users"))
		return (named(out, u, IDENTITY_AUTHOR, p.seg[1], "users"));
	if (parts_is(&p, 0, "a"))
		return (named(out, u, IDENTITY_POST, p.seg[1], "a"));
	if (!parts_is(&p, 0, "q") && !parts_is(&p, 0, "questions"))
		return (false);
	if (p.n >= 4 && parts_digits(p.seg[3], 1, 18))
		return (named(out, u, IDENTITY_POST, p.seg[3], "a"));
	if (parts_digits(fragment, 1, 18))
		return (named(out, u, IDENTITY_POST, fragment, "a"));
	return (named(out, u, IDENTITY_POST, p.seg[1], "q"));
}

static bool
wants(const struct url *u, const char *mime)
{
	(void)mime;
	return (parts_on(u, "api.stackexchange.com"));
}

static bool
mine(struct doc *d)
{
	if (d->json != NULL)
		return (json_at(d->json, "/items/0/owner") != NULL &&
		    json_object_get(d->json, "quota_max") != NULL);
	return (on_site(d->url));
}

/* --- The API --- */

/* An id of the site that ${link} is on. */
static struct span
key(struct doc *d, struct span link, struct span id)
{
	struct span none = { NULL, 0 }, host = { NULL, 0 };
	struct url *u = NULL;

	if (id.p == NULL || url_parse(link, NULL, &u, NULL) != 0)
		return (none);
	host = span_of(doc_printf(d, "%s/%.*s", url_host(u), SPAN_ARG(id)));
	url_free(u);
	return (host);
}

static void
read_owner(struct doc *d, json_t *o, struct item *post, const char *at)
{
	json_t *owner = json_object_get(o, "owner");
	struct span id = parts_id(d, json_object_get(owner, "user_id")), link;
	struct item *who;

	link = parts_text(owner, "/link");
	if (id.p == NULL)
		id = page_before(parts_between(link, "/users/", NULL), '/');
	who = item_author(d, post, key(d, link, id));
	item_platform(d, who, "stackexchange");
	at = doc_printf(d, "%s/owner", at);
	fact_put(d, who, FACT_ID, id, "%s/%s", at,
	    json_object_get(owner, "user_id") == NULL ? "link" : "user_id");
	parts_put(d, who, FACT_NAME, owner, "/display_name", at);
	parts_put_url(d, who, FACT_URL, owner, "/link", at);
	parts_put_url(d, who, FACT_AVATAR, owner, "/profile_image", at);
}

static void
read_item(struct doc *d, json_t *o, enum relation rel, const char *at)
{
	static const char * const ids[] = { "answer_id", "question_id",
		"comment_id", NULL };
	struct span id = { NULL, 0 }, link = parts_text(o, "/link"), body;
	const char *name = "";
	struct item *post;

	for (size_t i = 0; id.p == NULL && ids[i] != NULL; i++) {
		name = ids[i];
		id = parts_id(d, json_object_get(o, name));
	}
	post = item_post(d, rel, key(d, link, id));
	item_platform(d, post, "stackexchange");
	fact_put(d, post, FACT_ID, id, "%s/%s", at, name);
	parts_put_url(d, post, FACT_URL, o, "/link", at);
	parts_put(d, post, FACT_TITLE, o, "/title", at);
	body = parts_text(o, "/body");
	if (body.p != NULL)
		fact_put_raw(d, post, FACT_TEXT, span_trim(body_of_html(d,
		    body, NULL)), body, "%s/body", at);
	parts_put_epoch(d, post, FACT_PUBLISHED, o, "/creation_date", 1, at);
	parts_put_epoch(d, post, FACT_EDITED, o, "/last_edit_date", 1, at);
	parts_put(d, post, FACT_LIKES, o, "/score", at);
	read_owner(d, o, post, at);
}

static void
read_data(struct doc *d)
{
	json_t *items = json_object_get(d->json, "items"), *one;
	size_t i;

	json_array_foreach(items, i, one)
		read_item(d, one, json_array_size(items) == 1 ?
		    REL_SUBJECT : REL_LISTED, doc_printf(d, "/items/%zu", i));
}

static void
read(struct doc *d)
{
	struct identity id = { .kind = IDENTITY_NONE };

	(void)identity(d->url, &id);
	if (d->json != NULL)
		read_data(d);
	else
		(void)forum_read(d, &page, &id);
}

const struct platform platform_stackexchange = {
	.name = "stackexchange",
	.identity = identity,
	.mine = mine,
	.read = read,
	.wants = wants,
	.misleading = forum_misleading,
};
