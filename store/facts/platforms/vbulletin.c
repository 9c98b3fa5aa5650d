#include "store/facts/platforms/forum.h"

/* vBulletin 3, 4 and 5: "/showthread.php?t=TOPIC", "/showthread.php?p=POST",
 * and the names of pages that add-ons make ("...-post123.html"). */

static const struct forum four = {
	.post = "//li[starts-with(@id,'post_') and (" HAS("postbit") " or "
	    HAS("postbitlegacy") " or " HAS("postcontainer") ")]",
	.title = "//*[" HAS("threadtitle") "]//a|//h1[not(.//a)]",
	.skip = ".//*[" HAS("bbcode_container") "]/*[" HAS(
	    "bbcode_description") "]|.//*[" HAS("tapatalkSignatur") " or "
	    HAS("signature") " or " HAS("signaturecontainer") "]",
	.id = { { NULL, "id", "post_", true } },
	.number = { { ".//a[" HAS("postcounter") "]", NULL, "#", true } },
	.url = { { ".//a[" HAS("postcounter") "]", "href", NULL, false } },
	.text = { { ".//*[starts-with(@id,'post_message_')]//*["
	    HAS("postcontent") "]", NULL, NULL, false },
	    { ".//*[starts-with(@id,'post_message_')]", NULL, NULL, false } },
	.time = { { ".//*[" HAS("postdate") "]//*[" HAS("date") "]", NULL,
	    NULL, false }, { ".//*[" HAS("posthead") "]//*[" HAS("date")
	    "]", NULL, NULL, false }, { ".//dl[" HAS("userstats") "]/dd["
	    "contains(.,':')]", NULL, NULL, false } },
	.user = { { ".//a[" HAS("username") "]|.//span[" HAS("username")
	    "]", NULL, NULL, false } },
	.user_id = { { ".//a[contains(@href,'userid=')]", "href", "userid=",
	    true }, { ".//a[" HAS("username") " and contains(@href,"
	    "'member.php/')]", "href", "member.php/", true },
	    { ".//a[" HAS("username") " and contains(@href,'/members/')]",
	    "href", "/members/", true }, { ".//a[" HAS("username") " and "
	    "contains(@href,'u=')]", "href", "u=", true } },
	.user_url = { { ".//a[" HAS("username") "]", "href", NULL, false } },
	.avatar = { { ".//a[" HAS("postuseravatar") " or "
	    HAS("postuseravatarlink") "]//img", "src", NULL, false } },
};

static const struct forum three = {
	.post = "//table[starts-with(@id,'post') and .//*[starts-with(@id,"
	    "'post_message_')]]",
	.title = "//td[" HAS("navbar") "]//strong",
	.id = { { NULL, "id", "post", true } },
	.number = { { ".//a[starts-with(@id,'postcount')]", NULL, NULL,
	    true } },
	.url = { { ".//a[starts-with(@id,'postcount')]", "href", NULL,
	    false } },
	.text = { { ".//*[starts-with(@id,'post_message_')]", NULL, NULL,
	    false } },
	.time = { { "(.//td[" HAS("thead") "])[1]", NULL, NULL, false },
	    { "(.//td[" HAS("thead") "])[2]", NULL, NULL, false } },
	.user = { { ".//a[" HAS("bigusername") "]", NULL, NULL, false } },
	.user_id = { { ".//a[" HAS("bigusername") "]", "href", "u=", true } },
	.user_url = { { ".//a[" HAS("bigusername") "]", "href", NULL,
	    false } },
};

static const struct forum five = {
	.post = "//li[" HAS("b-post") " and @data-node-id]",
	.title = "//h1[" HAS("main-title") "]|//h1",
	.skip = ".//*[" HAS("post-signature") " or " HAS("h-hide--on-preview")
	    "]",
	.id = { { NULL, "data-node-id", NULL, true } },
	.number = { { ".//a[" HAS("b-post__count") "]", NULL, "#", true } },
	.url = { { ".//a[" HAS("b-post__count") "]", "href", NULL, false } },
	.text = { { ".//*[" HAS("js-post__content-text") "]", NULL, NULL,
	    false } },
	.epoch = { { NULL, "data-node-publishdate", NULL, true } },
	.time = { { ".//time[@itemprop='dateCreated' and @datetime]",
	    "datetime", NULL, false } },
	.user = { { ".//*[" HAS("author") "]//a", NULL, NULL, false } },
	.user_id = { { ".//*[" HAS("author") "]//a[@data-vbnamecard]",
	    "data-vbnamecard", NULL, true }, { ".//*[" HAS("author")
	    "]//a[contains(@href,'/member/')]", "href", "/member/", true } },
	.user_url = { { ".//*[" HAS("author") "]//a[@href]", "href", NULL,
	    false } },
};

static bool
post_of(const struct url *u, struct identity *out)
{
	struct span fragment = span_of(url_fragment(u)), id;

	if (!span_starts(fragment, "post"))
		return (false);
	id = span_sub(fragment, 4, 18);
	return (forum_named(out, u, "vbulletin", IDENTITY_POST, id,
	    "/showthread.php", "/showthread.php?p="));
}

/* The digits that "?123-title" or "/123-title" begins with. */
static struct span
leading(struct span s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return (span_sub(s, 0, n));
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct span path = span_of(url_path(u)), s;

	if (parts_find(path, "/member.php") >= 0) {
		s = parts_query(u, "u");
		if (s.p == NULL)
			s = leading(span_of(url_query(u)));
		return (forum_named(out, u, "vbulletin", IDENTITY_AUTHOR, s,
		    "/member.php", "/member.php?u="));
	}
	if (parts_find(path, "/showpost.php") >= 0)
		return (forum_named(out, u, "vbulletin", IDENTITY_POST,
		    parts_query(u, "p"), "/showpost.php",
		    "/showthread.php?p="));
	if (parts_find(path, "/showthread.php") < 0 ||
	    parts_query(u, "tid").p != NULL)
		return (false);
	if (post_of(u, out) || forum_named(out, u, "vbulletin",
	    IDENTITY_POST, parts_query(u, "p"), "/showthread.php",
	    "/showthread.php?p="))
		return (true);
	s = parts_query(u, "t");
	if (s.p == NULL)
		s = leading(span_of(url_query(u)));
	if (s.n == 0)
		s = leading(parts_between(path, "/showthread.php/", NULL));
	return (forum_named(out, u, "vbulletin", IDENTITY_THREAD, s,
	    "/showthread.php", "/showthread.php?t="));
}

static bool
mine(struct doc *d)
{
	struct span generator = doc_meta(d, "generator", 0);

	return (parts_find(generator, "vBulletin") == 0 ||
	    doc_find(d, NULL, "/html[@id='vbulletin_html']") != NULL ||
	    doc_find(d, NULL, "//script[contains(@src,"
	    "'vbulletin_global.js') or contains(@src,'vbulletin-core.js')]")
	    != NULL);
}

/* "...-post949757.html": the page of a topic with that post on it. */
static void
named_by_path(struct doc *d, struct identity *id)
{
	struct span s = parts_between(span_of(url_path(d->url)), "-post",
	    ".html");

	if (parts_digits(s, 1, 18))
		(void)parts_identity(id, IDENTITY_POST, "vbulletin", s,
		    (struct span){ NULL, 0 }, "%s", url_text(d->url));
}

/*
 * A page of a topic that its first post is not on: what the head says about
 * the topic is all that is known of that one.
 */
static void
read_topic(struct doc *d)
{
	struct item *topic = item_post(d, REL_SUBJECT,
	    (struct span){ NULL, 0 });
	const char *confidence = d->confidence;

	d->confidence = "low";
	fact_put(d, topic, FACT_TEXT, span_trim(doc_meta(d, "description",
	    0)), "//meta[@name='description']");
	d->confidence = confidence;
}

static bool
starts_later(struct doc *d)
{
	xmlNode *first = doc_find(d, NULL, "(//a[" HAS("postcounter")
	    "])[1]");

	return (first != NULL && !span_is(span_trim(doc_text(d, first)),
	    "#1") && doc_find(d, NULL, "//link[@rel='canonical']") != NULL);
}

static void
classify(struct doc *d)
{
	xmlNode *box = doc_find(d, NULL, "//*[" HAS("standard_error")
	    "]|//form[@id='postpwdbox']");

	if (box != NULL && doc_find(d, NULL, "//*[starts-with(@id,"
	    "'post_message_')]") == NULL)
		doc_class(d, doc_find(d, box, ".//input[@type='password']")
		    != NULL ? PAGE_LOGIN : PAGE_ERROR, "%s",
		    doc_path(d, box));
}

static void
read(struct doc *d)
{
	struct identity id = { .kind = IDENTITY_NONE };

	if (!identity(d->url, &id))
		named_by_path(d, &id);
	classify(d);
	if (forum_read(d, &four, &id)) {
		if (id.kind != IDENTITY_POST && starts_later(d))
			read_topic(d);
	} else if (!forum_read(d, &three, &id))
		(void)forum_read(d, &five, &id);
}

const struct platform platform_vbulletin = {
	.name = "vbulletin",
	.identity = identity,
	.mine = mine,
	.read = read,
	.misleading = forum_misleading,
	.software = true,
};
