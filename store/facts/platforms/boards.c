#include "store/facts/platforms/forum.h"

/* Boards of fewer pages: SMF 2, MyBB 1.8, WoltLab 3 to 6, Invision 4, FluxBB
 * and punBB.  Each names its posts and people in its own marks. */

static const struct forum smf = {
	.post = "//div[" HAS("post_wrapper") " and .//*[starts-with(@id,"
	    "'msg_')]]",
	.title = "//*[@id='top_subject']|//h1[" HAS("forumtitle") "]",
	.id = { { ".//*[starts-with(@id,'msg_') and " HAS("inner") "]",
	    "id", "msg_", true } },
	.url = { { ".//*[starts-with(@id,'subject_')]//a[@href]", "href",
	    NULL, false }, { ".//a[contains(@href,'#msg')]", "href", NULL,
	    false } },
	.text = { { ".//*[starts-with(@id,'msg_') and " HAS("inner") "]",
	    NULL, NULL, false } },
	.time = { { ".//*[" HAS("postinfo") "]//a[contains(@href,'#msg')]",
	    NULL, NULL, false }, { ".//*[" HAS("keyinfo") "]//*["
	    HAS("smalltext") "]/text()[last()]", NULL, NULL, false } },
	.user = { { ".//*[" HAS("poster") "]//h4//a", NULL, NULL, false } },
	.user_id = { { ".//*[" HAS("poster") "]//h4//a[contains(@href,'u=')]",
	    "href", "u=", true } },
	.user_url = { { ".//*[" HAS("poster") "]//h4//a[contains(@href,"
	    "'profile')]", "href", NULL, false } },
	.avatar = { { ".//img[" HAS("avatar") "]", "src", NULL, false } },
};

static const struct forum mybb = {
	.post = "//div[" HAS("post") " and starts-with(@id,'post_')]",
	.title = "//*[" HAS("thead") "]//strong",
	.skip = ".//*[" HAS("signature") "]",
	.id = { { NULL, "id", "post_", true } },
	.number = { { ".//*[" HAS("post_head") "]//strong/a", NULL, "#",
	    true } },
	.url = { { ".//*[" HAS("post_head") "]//strong/a", "href", NULL,
	    false } },
	.text = { { ".//*[" HAS("post_body") "]", NULL, NULL, false } },
	.time = { { ".//*[" HAS("post_date") "]/text()[1]", NULL, NULL,
	    false } },
	.user = { { ".//*[" HAS("author_information") "]//*["
	    HAS("largetext") "]//a", NULL, NULL, false } },
	.user_id = { { ".//*[" HAS("author_information") "]//*["
	    HAS("largetext") "]//a[contains(@href,'uid=')]", "href", "uid=",
	    true }, { ".//*[" HAS("author_information") "]//*["
	    HAS("largetext") "]//a[contains(@href,'user-')]", "href",
	    "user-", true } },
	.user_url = { { ".//*[" HAS("author_information") "]//*["
	    HAS("largetext") "]//a", "href", NULL, false } },
	.avatar = { { ".//*[" HAS("author_avatar") "]//img", "src", NULL,
	    false } },
};

static const struct forum woltlab = {
	.post = "//article[" HAS("wbbPost") " and @data-post-id]|//article["
	    HAS("message") " and @data-object-id]",
	.title = "//h1[" HAS("contentTitle") "]",
	.skip = ".//*[" HAS("messageSignature") "]",
	.id = { { NULL, "data-post-id", NULL, true }, { NULL,
	    "data-object-id", NULL, true } },
	.number = { { ".//a[" HAS("wbbPostLink") " or "
	    HAS("messagePublicationTime") "]/following::li[1]/a", NULL, NULL,
	    true } },
	.url = { { ".//a[" HAS("permalink") " and @href]", "href", NULL,
	    false } },
	.text = { { ".//*[" HAS("messageText") "]", NULL, NULL, false } },
	.epoch = { { ".//header//time[@data-timestamp]", "data-timestamp",
	    NULL, true } },
	.time = { { ".//header//time[@datetime]|.//header//woltlab-core-"
	    "date-time[@date]", "datetime", NULL, false },
	    { ".//header//woltlab-core-date-time[@date]", "date", NULL,
	    false } },
	.user = { { ".//*[" HAS("messageAuthor") "]//*[@itemprop='name' or "
	    HAS("username") "]", NULL, NULL, false } },
	.user_id = { { NULL, "data-user-id", NULL, true },
	    { ".//*[" HAS("messageAuthor") "]//a[@data-user-id]",
	    "data-user-id", NULL, true },
	    { ".//*[" HAS("messageAuthor") "]//a[@data-object-id]",
	    "data-object-id", NULL, true } },
	.user_url = { { ".//*[" HAS("messageAuthor") "]//a[" HAS("username")
	    "]", "href", NULL, false } },
	.avatar = { { ".//*[" HAS("messageAuthor") "]//img", "src", NULL,
	    false } },
};

static const struct forum invision = {
	.post = "//article[starts-with(@id,'elComment_')]|//article["
	    "starts-with(@id,'elPost_')]",
	.title = "//h1[" HAS("ipsType_pageTitle") "]|//h1[" HAS(
	    "ipsPageHeader__title") "]",
	.skip = ".//*[@data-role='memberSignature' or "
	    HAS("ipsItemControls") " or " HAS("ipsQuote_citation") "]",
	.id = { { NULL, "id", "_", true } },
	.url = { { ".//a[contains(@href,'comment=')]", "href", NULL, false },
	    { ".//a[contains(@href,'#comment-')]", "href", NULL, false } },
	.text = { { ".//*[@data-role='commentContent']", NULL, NULL,
	    false } },
	.time = { { ".//time[@datetime]", "datetime", NULL, false } },
	.user = { { ".//*[" HAS("cAuthorPane_author") "]//a", NULL, NULL,
	    false }, { ".//aside//h3//a", NULL, NULL, false } },
	.user_id = { { ".//*[" HAS("cAuthorPane_author") "]//a[contains("
	    "@href,'/profile/')]", "href", "/profile/", true },
	    { ".//aside//h3//a[contains(@href,'/profile/')]", "href",
	    "/profile/", true } },
	.user_url = { { ".//*[" HAS("cAuthorPane_author") "]//a[contains("
	    "@href,'/profile/')]", "href", NULL, false },
	    { ".//aside//h3//a[contains(@href,'/profile/')]", "href", NULL,
	    false } },
	.avatar = { { ".//*[" HAS("cAuthorPane_photo") "]//img", "src", NULL,
	    false } },
};

static const struct forum fluxbb = {
	.post = "//div[" HAS("blockpost") " and starts-with(@id,'p')]",
	.title = "//*[@id='brdmain']//*[" HAS("crumbs") "]//strong",
	.skip = ".//*[" HAS("postsignature") " or " HAS("postedit") "]",
	.id = { { NULL, "id", "p", true } },
	.number = { { ".//h2//*[" HAS("conr") "]", NULL, "#", true } },
	.url = { { ".//h2//a[@href]", "href", NULL, false } },
	.text = { { ".//*[" HAS("postmsg") "]", NULL, NULL, false } },
	.time = { { ".//h2//a", NULL, NULL, false } },
	.user = { { ".//*[" HAS("postleft") "]//dt/strong", NULL, NULL,
	    false } },
	.user_id = { { ".//*[" HAS("postleft") "]//dt//a[contains(@href,"
	    "'id=')]", "href", "id=", true } },
	.user_url = { { ".//*[" HAS("postleft") "]//dt//a", "href", NULL,
	    false } },
};

static const struct forum nodebb = {
	.post = "//li[@component='post' and @data-pid]",
	.title = "//*[@component='topic/title']|//*[@component='post/header']"
	    "/h1",
	.id = { { NULL, "data-pid", NULL, true } },
	.url = { { ".//a[starts-with(@href,'/post/')]", "href", NULL,
	    false } },
	.text = { { ".//*[@component='post/content']", NULL, NULL, false } },
	.time = { { ".//meta[@itemprop='datePublished']", "content", NULL,
	    false }, { ".//*[" HAS("timeago") "]", "title", NULL, false } },
	.edited = { { ".//meta[@itemprop='dateModified' and @content!='']",
	    "content", NULL, false } },
	.user = { { NULL, "data-username", NULL, false } },
	.user_id = { { NULL, "data-uid", NULL, true } },
	.user_url = { { ".//a[contains(@href,'/user/')]", "href", NULL,
	    false } },
	.avatar = { { ".//img[@component='user/picture']", "src", NULL,
	    false } },
	.likes = { { ".//*[@component='post/vote-count']", "data-votes", NULL,
	    false } },
};

/* --- URLs --- */

/* "topic=12.msg34" between '?' and ';', with '#msg34' behind. */
static bool
smf_identity(const struct url *u, struct identity *out)
{
	struct span topic = parts_query(u, "topic"), post;

	if (topic.p == NULL)
		return (false);
	topic = page_before(topic, ';');
	post = parts_between(topic, ".msg", NULL);
	topic = page_before(topic, '.');
	return (forum_named(out, u, "smf", IDENTITY_POST, post, "?topic=",
	    "?msg=") || forum_named(out, u, "smf", IDENTITY_THREAD, topic,
	    "?topic=", "?topic="));
}

static bool
mybb_identity(const struct url *u, struct identity *out)
{
	struct span path = span_of(url_path(u));

	if (!span_ends(path, "/showthread.php"))
		return (false);
	return (forum_named(out, u, "mybb", IDENTITY_POST,
	    parts_query(u, "pid"), "/showthread.php",
	    "/showthread.php?pid=") || forum_named(out, u, "mybb",
	    IDENTITY_THREAD, parts_query(u, "tid"), "/showthread.php",
	    "/showthread.php?tid="));
}

static bool
fluxbb_identity(const struct url *u, struct identity *out)
{
	struct span path = span_of(url_path(u));

	if (span_ends(path, "/profile.php"))
		return (forum_named(out, u, "fluxbb", IDENTITY_AUTHOR,
		    parts_query(u, "id"), "/profile.php",
		    "/profile.php?id="));
	if (!span_ends(path, "/viewtopic.php"))
		return (false);
	return (forum_named(out, u, "fluxbb", IDENTITY_POST,
	    parts_query(u, "pid"), "/viewtopic.php", "/viewtopic.php?pid=") ||
	    forum_named(out, u, "fluxbb", IDENTITY_THREAD,
	    parts_query(u, "id"), "/viewtopic.php", "/viewtopic.php?id="));
}

/* "/thread/12-title/?postID=34" */
static bool
woltlab_identity(const struct url *u, struct identity *out)
{
	return (parts_find(span_of(url_path(u)), "/thread/") >= 0 &&
	    forum_named(out, u, "woltlab", IDENTITY_POST,
	    parts_query(u, "postID"), "/thread/", "/post/"));
}

/* "/topic/12-title/?do=findComment&comment=34", "#comment-34" */
static bool
invision_identity(const struct url *u, struct identity *out)
{
	struct span comment = parts_query(u, "comment");
	struct span fragment = span_of(url_fragment(u));

	if (parts_find(span_of(url_path(u)), "/topic/") < 0)
		return (false);
	if (comment.p == NULL)
		comment = parts_between(fragment, "omment-", NULL);
	return (forum_named(out, u, "invision", IDENTITY_POST, comment,
	    "/topic/", "/index.php?app=core&module=system&controller="
	    "content&do=find&content_class=forums_Topic&comment="));
}

/* --- Marks --- */

static bool
smf_mine(struct doc *d)
{
	return (doc_find(d, NULL, "//script[contains(.,'smf_scripturl')]") !=
	    NULL);
}

static bool
mybb_mine(struct doc *d)
{
	return (doc_find(d, NULL, "//script[contains(@src,'jscripts/"
	    "general.js')]") != NULL && doc_find(d, NULL, mybb.post) != NULL);
}

static bool
woltlab_mine(struct doc *d)
{
	return (doc_find(d, NULL, "//body[@data-template and ("
	    "@data-application or @id='tpl_wbb_thread')]") != NULL);
}

static bool
invision_mine(struct doc *d)
{
	return (doc_find(d, NULL, "//body[" HAS("ipsApp") "]") != NULL);
}

static bool
fluxbb_mine(struct doc *d)
{
	return (doc_find(d, NULL, "//*[@id='punviewtopic' or "
	    "@id='punindex' or @id='punprofile']") != NULL);
}

static bool
nodebb_mine(struct doc *d)
{
	return (doc_find(d, NULL, nodebb.post) != NULL);
}

static bool
nodebb_identity(const struct url *u, struct identity *out)
{
	(void)u;
	(void)out;
	return (false);
}

/* --- Reading --- */

static void
read(struct doc *d, const struct forum *f,
    bool (*identity)(const struct url *u, struct identity *out))
{
	struct identity id = { .kind = IDENTITY_NONE };

	(void)identity(d->url, &id);
	(void)forum_read(d, f, &id);
}

static void
smf_read(struct doc *d)
{
	read(d, &smf, smf_identity);
}

static void
mybb_read(struct doc *d)
{
	read(d, &mybb, mybb_identity);
}

static void
woltlab_read(struct doc *d)
{
	read(d, &woltlab, woltlab_identity);
}

static void
invision_read(struct doc *d)
{
	read(d, &invision, invision_identity);
}

static void
fluxbb_read(struct doc *d)
{
	read(d, &fluxbb, fluxbb_identity);
}

static void
nodebb_read(struct doc *d)
{
	read(d, &nodebb, nodebb_identity);
}

const struct platform platform_smf = { .name = "smf",
	.identity = smf_identity, .mine = smf_mine, .read = smf_read,
	.misleading = forum_misleading, .software = true };
const struct platform platform_mybb = { .name = "mybb",
	.identity = mybb_identity, .mine = mybb_mine, .read = mybb_read,
	.misleading = forum_misleading, .software = true };
const struct platform platform_woltlab = { .name = "woltlab",
	.identity = woltlab_identity, .mine = woltlab_mine,
	.read = woltlab_read, .misleading = forum_misleading,
	.software = true };
const struct platform platform_invision = { .name = "invision",
	.identity = invision_identity, .mine = invision_mine,
	.read = invision_read, .misleading = forum_misleading,
	.software = true };
const struct platform platform_fluxbb = { .name = "fluxbb",
	.identity = fluxbb_identity, .mine = fluxbb_mine,
	.read = fluxbb_read, .misleading = forum_misleading };
const struct platform platform_nodebb = { .name = "nodebb",
	.mine = nodebb_mine, .read = nodebb_read,
	.misleading = forum_misleading, .software = true };
