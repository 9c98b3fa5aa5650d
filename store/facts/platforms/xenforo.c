#include "store/facts/platforms/forum.h"

/* XenForo 1 and 2 (https://xenforo.com): "/threads/title.TOPIC/post-POST". */

static const struct forum two = {
	.post = "//article[" HAS("message--post") " and @data-content]|"
	    "//article[" HAS("message--articlePost") " and @data-content]",
	.title = "//h1[" HAS("p-title-value") "]",
	.skip = ".//*[" HAS("js-selectToQuoteEnd") " or "
	    HAS("bbCodeBlock-expandLink") " or " HAS("message-signature")
	    " or " HAS("lbContainer-zoomer") "]",
	.id = { { NULL, "data-content", "post-", true } },
	.number = { { ".//ul[" HAS("message-attribution-opposite") "]//a["
	    "starts-with(normalize-space(.),'#')]|.//ul[" HAS(
	    "message-attribution-opposite") "]//span[starts-with("
	    "normalize-space(.),'#')]", NULL, "#", true } },
	.url = { { ".//header[" HAS("message-attribution") "]//a[contains("
	    "@href,'post')]", "href", NULL, false } },
	.text = { { ".//*[" HAS("message-body") "]//div[" HAS("bbWrapper")
	    "]", NULL, NULL, false }, { ".//*[" HAS("message-body") "]", NULL,
	    NULL, false } },
	.epoch = { { ".//*[" HAS("message-attribution") " or "
	    HAS("message-attribution-main") "]//time[@data-time]",
	    "data-time", NULL, true } },
	.time = { { ".//*[" HAS("message-attribution") "]//time[@datetime]",
	    "datetime", NULL, false } },
	.edited_epoch = { { ".//*[" HAS("message-lastEdit") "]//time["
	    "@data-time]", "data-time", NULL, true } },
	.user = { { NULL, "data-author", NULL, false } },
	.user_id = { { ".//*[" HAS("message-user") "]//*[@data-user-id]",
	    "data-user-id", NULL, true } },
	.user_url = { { ".//*[" HAS("message-name") "]//a[@href]", "href",
	    NULL, false } },
	.avatar = { { ".//*[" HAS("message-avatar") "]//img", "src", NULL,
	    false } },
};

static const struct forum one = {
	.post = "//li[" HAS("message") " and starts-with(@id,'post-') and "
	    "@data-author]",
	.title = "//div[" HAS("titleBar") "]//h1",
	.skip = ".//*[" HAS("messageTextEndMarker") " or " HAS("signature")
	    "]",
	.id = { { NULL, "id", "post-", true } },
	.number = { { ".//a[" HAS("hashPermalink") "]", NULL, "#", true } },
	.url = { { ".//a[" HAS("datePermalink") "]", "href", NULL, false },
	    { ".//a[" HAS("hashPermalink") "]", "href", NULL, false } },
	.text = { { ".//*[" HAS("messageText") "]", NULL, NULL, false } },
	.epoch = { { ".//*[" HAS("messageMeta") "]//abbr[" HAS("DateTime")
	    " and @data-time]", "data-time", NULL, true } },
	.time = { { ".//*[" HAS("messageMeta") "]//*[" HAS("DateTime")
	    " and @title]", "title", NULL, false } },
	.edited_epoch = { { ".//*[" HAS("editDate") "]//abbr[@data-time]",
	    "data-time", NULL, true } },
	.user = { { NULL, "data-author", NULL, false } },
	.user_id = { { ".//*[" HAS("userText") "]//a[" HAS("username")
	    "]", "href", ".", true } },
	.user_url = { { ".//*[" HAS("userText") "]//a[" HAS("username")
	    "]", "href", NULL, false } },
	.avatar = { { ".//*[" HAS("avatarHolder") "]//img", "src", NULL,
	    false } },
};

/* "title.123" or "123". */
static struct span
number_of(struct span s)
{
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == '.') {
			s = span_sub(s, i, s.n);
			break;
		}
	return (parts_digits(s, 1, 18) ? s : (struct span){ NULL, 0 });
}

/* The post that "threads/title.1/post-2" or a fragment names. */
static struct span
post_of(const struct url *u, const struct parts *p, size_t i)
{
	static const char * const starts[] = { "post-", "js-post-", NULL };
	struct span s = { NULL, 0 }, fragment = span_of(url_fragment(u));

	if (i < p->n && span_starts(p->seg[i], "post-"))
		s = span_sub(p->seg[i], 5, 18);
	for (size_t k = 0; s.p == NULL && starts[k] != NULL; k++)
		if (span_starts(fragment, starts[k]))
			s = parts_between(fragment, starts[k], NULL);
	return (parts_digits(s, 1, 18) ? s : (struct span){ NULL, 0 });
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct parts p = parts_path(u);
	struct span id, post;

	for (size_t i = 0; i + 1 < p.n; i++) {
		id = number_of(p.seg[i + 1]);
		if (id.p == NULL)
			continue;
		if (parts_is(&p, i, "posts"))
			return (forum_named(out, u, "xenforo", IDENTITY_POST,
			    id, "/posts/", "/posts/"));
		if (parts_is(&p, i, "members") && id.n < p.seg[i + 1].n)
			return (forum_named(out, u, "xenforo",
			    IDENTITY_AUTHOR, id, "/members/", "/members/"));
		if (!parts_is(&p, i, "threads"))
			continue;
		post = post_of(u, &p, i + 2);
		if (post.p != NULL)
			return (forum_named(out, u, "xenforo", IDENTITY_POST,
			    post, "/threads/", "/posts/"));
		return (forum_named(out, u, "xenforo", IDENTITY_THREAD, id,
		    "/threads/", "/threads/"));
	}
	return (false);
}

static bool
mine(struct doc *d)
{
	return (doc_find(d, NULL, "/html[@id='XF' or @id='XenForo']") !=
	    NULL);
}

/* Pages of the software say themselves what they are. */
static void
classify(struct doc *d)
{
	static const char place[] = "/html/@data-template";
	xmlNode *html = doc_find(d, NULL, "/html[@data-template]");
	struct span template = doc_attr(d, html, "data-template");

	if (span_is(template, "error"))
		doc_class(d, PAGE_ERROR, "%s", place);
	else if (span_is(template, "login"))
		doc_class(d, PAGE_LOGIN, "%s", place);
	else if (span_is(template, "member_view"))
		doc_class(d, PAGE_PROFILE, "%s", place);
}

/* The page of a member (XenForo 2). */
static void
read_member(struct doc *d, const struct identity *id)
{
	xmlNode *name = doc_find(d, NULL, "//h1[" HAS("memberHeader-name")
	    "]//*[" HAS("username") "]|//h1[" HAS("username") "]"), *at;
	struct item *who = item_author(d, NULL, span_of(id->id));

	if (name == NULL)
		return;
	fact_put(d, who, FACT_ID, parts_between(span_of(id->id), "/", NULL),
	    "url");
	fact_put(d, who, FACT_URL, span_of(url_text(d->url)), "url");
	fact_put(d, who, FACT_HANDLE, span_trim(doc_text(d, name)), "%s",
	    doc_path(d, name));
	at = doc_find(d, NULL, "(//*[" HAS("memberHeader-blurb") "]//time["
	    "@data-time])[1]");
	if (at != NULL)
		fact_put_epoch(d, who, FACT_CREATED, doc_attr(d, at,
		    "data-time"), 1, "%s", doc_path(d, at));
	doc_class(d, PAGE_PROFILE, "%s", doc_path(d, name));
}

static void
read(struct doc *d)
{
	struct identity id = { .kind = IDENTITY_NONE };

	(void)identity(d->url, &id);
	classify(d);
	if (id.kind == IDENTITY_AUTHOR)
		read_member(d, &id);
	else if (!forum_read(d, &two, &id))
		(void)forum_read(d, &one, &id);
}

const struct platform platform_xenforo = {
	.name = "xenforo",
	.identity = identity,
	.mine = mine,
	.read = read,
	.misleading = forum_misleading,
	.software = true,
};
