#include "store/facts/platforms/forum.h"

/* phpBB 3 (https://www.phpbb.com): "/viewtopic.php?t=TOPIC", "?p=POST". */

static const struct forum forum = {
	.post = "//div[" HAS("post") " and starts-with(@id,'p') and .//p["
	    HAS("author") "]]",
	.title = "//h2[" HAS("topic-title") "]|//h2[a[contains(@href,"
	    "'viewtopic')]]|//h1[" HAS("topic-title") "]",
	.skip = ".//*[" HAS("signature") " or " HAS("notice") " or "
	    HAS("rules") "]",
	.id = { { NULL, "id", "p", true } },
	.url = { { ".//p[" HAS("author") "]//a[contains(@href,'#p')]", "href",
	    NULL, false } },
	.text = { { ".//div[" HAS("content") "]", NULL, NULL, false } },
	.time = { { ".//p[" HAS("author") "]//time[@datetime]", "datetime",
	    NULL, false }, { ".//p[" HAS("author") "]", NULL, "»", false },
	    { ".//p[" HAS("author") "]/text()[last()]", NULL, NULL,
	    false } },
	.user = { { ".//p[" HAS("author") "]//*[" HAS("username") " or "
	    HAS("username-coloured") "]", NULL, NULL, false },
	    { ".//p[" HAS("author") "]//strong", NULL, NULL, false },
	    { ".//*[" HAS("postprofile") "]//*[" HAS("username") " or "
	    HAS("username-coloured") "]", NULL, NULL, false } },
	.user_id = { { ".//p[" HAS("author") "]//a[contains(@href,'u=')]",
	    "href", "u=", true }, { ".//*[" HAS("postprofile") "]//a[contains("
	    "@href,'viewprofile')]", "href", "u=", true } },
	.user_url = { { ".//p[" HAS("author") "]//a[contains(@href,"
	    "'memberlist')]", "href", NULL, false }, { ".//*["
	    HAS("postprofile") "]//a[contains(@href,'memberlist')]", "href",
	    NULL, false } },
	.avatar = { { ".//*[" HAS("avatar-container") "]//img", "src", NULL,
	    false } },
	.total = { { "//*[" HAS("pagination") "][1]/text()[1]", NULL, NULL,
	    false } },
};

static bool
identity(const struct url *u, struct identity *out)
{
	struct span path = span_of(url_path(u)), post, topic;
	struct span fragment = span_of(url_fragment(u));

	if (span_ends(path, "/memberlist.php"))
		return (span_is(parts_query(u, "mode"), "viewprofile") &&
		    forum_named(out, u, "phpbb", IDENTITY_AUTHOR,
		    parts_query(u, "u"), "/memberlist.php",
		    "/memberlist.php?mode=viewprofile&u="));
	if (!span_ends(path, "/viewtopic.php"))
		return (false);
	post = parts_query(u, "p");
	topic = parts_query(u, "t");
	if (span_starts(fragment, "p") &&
	    parts_digits(span_sub(fragment, 1, 18), 1, 18))
		post = span_sub(fragment, 1, 18);
	return (forum_named(out, u, "phpbb", IDENTITY_POST, post,
	    "/viewtopic.php", "/viewtopic.php?p=") ||
	    forum_named(out, u, "phpbb", IDENTITY_THREAD, topic,
	    "/viewtopic.php", "/viewtopic.php?t="));
}

static bool
mine(struct doc *d)
{
	return (doc_find(d, NULL, "//body[@id='phpbb' or contains(@class,"
	    "'section-viewtopic')]") != NULL);
}

/* What the software says instead of a page stands in one box. */
static void
classify(struct doc *d)
{
	xmlNode *box = doc_find(d, NULL, "//*[@id='message']"), *login;

	login = doc_find(d, NULL, "//form[@id='login' or contains(@action,"
	    "'mode=login')]//input[@type='password']");
	if (doc_find(d, NULL, "//p[" HAS("author") "]") != NULL)
		return;
	if (login != NULL && doc_find(d, NULL, "//body[" HAS("section-ucp")
	    " or " HAS("section-viewtopic") " or " HAS("section-viewforum")
	    "]") != NULL)
		doc_class(d, PAGE_LOGIN, "%s", doc_path(d, login));
	else if (box != NULL)
		doc_class(d, PAGE_ERROR, "%s", doc_path(d, box));
}

static void
read(struct doc *d)
{
	struct identity id = { .kind = IDENTITY_NONE };

	(void)identity(d->url, &id);
	classify(d);
	(void)forum_read(d, &forum, &id);
}

const struct platform platform_phpbb = {
	.name = "phpbb",
	.identity = identity,
	.mine = mine,
	.read = read,
	.misleading = forum_misleading,
	.software = true,
};
