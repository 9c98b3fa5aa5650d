#include <string.h>

#include "store/facts/platforms/instagram.h"

#define POST_AT	"/html/head/meta"

/*
 * The caption, which both descriptions end with in quotation marks whatever
 * their language: 'Name on Instagram: "TEXT"' and '5 likes, 1 comment -
 * handle on May 1, 2021: "TEXT". '.  One that ends in dots may be cut.
 */
static struct span
caption(struct span title, struct span description)
{
	static const char *const marks[][2] = { { "\"", "\"" },
	    { "\xe2\x80\x9c", "\xe2\x80\x9d" }, { "\xc2\xab", "\xc2\xbb" } };
	struct span tail, none = { NULL, 0 };
	size_t i, k, open, close;

	title = span_trim(title);
	if (description.p == NULL)
		return (none);
	for (i = 0; i < title.n; i++) {
		tail = span_sub(title, i, title.n);
		for (k = 0; k < 3; k++) {
			open = strlen(marks[k][0]);
			close = strlen(marks[k][1]);
			if (i > 0 && tail.n > open + close &&
			    span_starts(tail, marks[k][0]) &&
			    span_ends(tail, marks[k][1]) &&
			    memmem(description.p, description.n, tail.p,
			    tail.n) != NULL)
				return (span_sub(tail, open, tail.n - open -
				    close));
		}
	}
	return (none);
}

/* "Name (@handle) ..." */
static struct span
handle_of(struct span s)
{
	struct span h, none = { NULL, 0 };

	h = parts_between(s, "(@", ")");
	return (parts_name(h, "._", 30) ? h : none);
}

/* "298K likes, 553 comments - handle on May 29, 2021", in English only. */
static void
put_description(struct doc *d, struct item *post, struct span s,
    struct span handle)
{
	struct span likes, comments, day;
	const char *mark;

	likes = parts_count(s);
	comments = parts_count(parts_between(s, likes.n > 0 && (span_starts(
	    span_sub(s, likes.n, s.n), " likes, ") || span_starts(span_sub(s,
	    likes.n, s.n), " Likes, ")) ? "ikes, " : " like, ", NULL));
	if (comments.p == NULL || !(span_starts(span_sub(s, likes.n, s.n),
	    " like") || span_starts(span_sub(s, likes.n, s.n), " Like")))
		return;
	fact_put_count(d, post, FACT_LIKES, likes, POST_AT
	    "[@name='description']/@content");
	fact_put_count(d, post, FACT_REPLIES, comments, POST_AT
	    "[@name='description']/@content");
	doc_announced(d, comments, POST_AT "[@name='description']/@content");
	mark = doc_printf(d, " - %.*s on ", SPAN_ARG(handle));
	day = parts_between(s, mark, NULL);
	if (parts_find(day, ": ") > 0)
		day = span_sub(day, 0, (size_t)parts_find(day, ": "));
	/* A day alone; a text that goes on is no day. */
	if (handle.p != NULL && day.n < 24)
		fact_put_time(d, post, FACT_PUBLISHED, span_trim(day), POST_AT
		    "[@name='description']/@content");
}

static void
read_head(struct doc *d, struct instagram *in)
{
	struct span title, description, id, handle, name;
	struct item *post, *who;

	id = parts_between(doc_meta(d, "al:ios:url", 0),
	    "instagram://media?id=", NULL);
	if (in->post != NULL || !parts_digits(id, 5, 20) ||
	    (in->page.id[0] != '\0' && !span_is(id, in->page.id)))
		return;
	title = doc_meta(d, "twitter:title", 0);
	handle = handle_of(title);
	post = instagram_post(d, in, REL_SUBJECT, id, parts_between(
	    parts_between(span_of(in->page.url), "/p/", NULL), "", "/"),
	    POST_AT "[@property='al:ios:url']/@content");
	who = instagram_author(d, post, parts_digits(doc_meta(d,
	    "instapp:owner_user_id", 0), 1, 20) ? doc_meta(d,
	    "instapp:owner_user_id", 0) : span_of(NULL), handle, POST_AT
	    "[@name='twitter:title']/@content");
	name = parts_between(title, "", " (@");
	fact_put(d, who, FACT_NAME, name, POST_AT
	    "[@name='twitter:title']/@content");
	description = doc_meta(d, "description", 0);
	fact_put(d, post, FACT_TEXT, caption(doc_meta(d, "og:title", 0),
	    description), POST_AT "[@property='og:title']/@content");
	put_description(d, post, description, handle);
	fact_put(d, post, FACT_MEDIA, doc_url(d, doc_meta(d,
	    doc_meta(d, "og:video", 0).p != NULL ? "og:video" : "og:image",
	    0)), POST_AT "[@property='og:image']/@content");
	doc_class(d, PAGE_POST, POST_AT "[@property='al:ios:url']/@content");
}

/* "2,362 Followers, 136 Following, 224 Posts - Name (@handle) on ..." */
static void
read_profile(struct doc *d, struct instagram *in)
{
	static const char at[] = POST_AT "[@name='description']/@content";
	struct span s, rest, name, bio;
	struct item *who;

	s = doc_meta(d, "og:title", 0);
	if (s.p == NULL)
		s = parts_title(d);
	if (in->whole || !span_is_nocase(handle_of(s),
	    in->page.handle))
		return;
	who = in->who != NULL ? in->who : instagram_author(d, NULL,
	    span_of(NULL), handle_of(s), POST_AT
	    "[@property='og:title']/@content");
	name = parts_between(s, "", " (@");
	fact_put(d, who, FACT_NAME, name, POST_AT
	    "[@property='og:title']/@content");
	fact_put(d, who, FACT_AVATAR, doc_url(d, doc_meta(d, "og:image", 0)),
	    POST_AT "[@property='og:image']/@content");
	doc_class(d, PAGE_PROFILE, POST_AT "[@property='og:title']/@content");
	s = doc_meta(d, "description", 0);
	rest = parts_between(s, " Followers, ", NULL);
	if (rest.p != NULL && parts_find(rest, " Following, ") > 0) {
		fact_put_count(d, who, FACT_FOLLOWERS, parts_count(s), "%s",
		    at);
		fact_put_count(d, who, FACT_FOLLOWING, parts_count(rest),
		    "%s", at);
		fact_put_count(d, who, FACT_POSTS, parts_count(parts_between(
		    rest, " Following, ", " Posts - ")), "%s", at);
	}
	bio = parts_between(s, doc_printf(d, "(@%.*s) on Instagram: \"",
	    SPAN_ARG(handle_of(s))), NULL);
	bio = span_trim(bio);
	if (bio.n > 1 && span_ends(bio, "\"") && !span_ends(bio, "...\""))
		fact_put(d, who, FACT_BIO, span_sub(bio, 0, bio.n - 1), "%s",
		    at);
}

/* /p/CODE/embed/captioned/ */
static void
read_embed(struct doc *d, struct instagram *in)
{
	struct span text, name, more;
	struct item *post;
	xmlNode *box, *who, *comments;

	box = doc_find(d, NULL, "//*[contains(concat(' ', @class, ' '), "
	    "' Caption ')]");
	who = doc_find(d, box, ".//a[contains(@class, 'CaptionUsername')]");
	if (box == NULL || who == NULL || in->page.kind != IDENTITY_POST)
		return;
	post = instagram_post(d, in, REL_SUBJECT, span_of(in->page.id),
	    span_of(NULL), doc_path(d, box));
	name = span_trim(doc_text(d, who));
	instagram_author(d, post, span_of(NULL), name, doc_path(d, who));
	text = span_trim(doc_text(d, box));
	comments = doc_find(d, box, "./*[contains(@class, "
	    "'CaptionComments')]");
	more = comments == NULL ? span_of("") : span_trim(doc_text(d,
	    comments));
	fact_put(d, post, FACT_TEXT, parts_strip(text, name, more), "%s",
	    doc_path(d, box));
	doc_class(d, PAGE_POST, "%s", doc_path(d, box));
}

/* The time under the post itself; those of comments link to "/c/". */
static void
read_rendered(struct doc *d, struct instagram *in)
{
	struct identity id;
	struct nodes all;
	struct span href;
	size_t i;

	if (in->post == NULL)
		return;
	all = doc_find_all(d, NULL, "//a[time[@datetime]]");
	for (i = 0; i < all.n; i++) {
		href = doc_attr(d, all.p[i], "href");
		if (parts_find(href, "/c/") < 0 &&
		    parts_named(d, href, &id) && id.id[0] != '\0' &&
		    strcmp(id.id, in->page.id) == 0) {
			fact_put_time(d, in->post, FACT_PUBLISHED, doc_attr(d,
			    doc_find(d, all.p[i], "./time[@datetime]"),
			    "datetime"), "%s/time/@datetime",
			    doc_path(d, all.p[i]));
			return;
		}
	}
}

static void
classify(struct doc *d, const struct instagram *in)
{
	struct span title;
	xmlNode *n;

	title = parts_title(d);
	if (in->post != NULL || in->who != NULL)
		return;
	if (span_starts(title, "Page Not Found") ||
	    doc_find(d, NULL, "/html/body[contains(@class, 'p-error')]") !=
	    NULL)
		doc_class(d, PAGE_GONE, "/html/head/title");
	else if ((n = doc_find(d, NULL, "//form[@id='loginForm']")) != NULL ||
	    (n = doc_find(d, NULL, "//form[.//input[@name='username'] and "
	    ".//input[@type='password']]")) != NULL)
		doc_class(d, PAGE_LOGIN, "%s", doc_path(d, n));
	else if (span_starts(title, "Login ") ||
	    span_starts(title, "Log in "))
		doc_class(d, PAGE_LOGIN, "/html/head/title");
}

void
instagram_page(struct doc *d, struct instagram *in)
{
	json_t *shared, *inner;

	parts_scripts(d, PARTS_SCRIPTS, instagram_object, in);
	shared = parts_after(d, "window._sharedData = ", instagram_object, in);
	if (json_at(shared, "/entry_data/LoginAndSignupPage") != NULL)
		doc_class(d, PAGE_LOGIN, "_sharedData#/entry_data");
	if (json_at(shared, "/entry_data/HttpErrorPage") != NULL)
		doc_class(d, PAGE_GONE, "_sharedData#/entry_data");
	(void)parts_after(d, "__additionalDataLoaded('extra',",
	    instagram_object, in);
	/* JSON in a string: what embedded posts are drawn from. */
	inner = doc_json_inner(d, parts_text(doc_script_after(d,
	    "\"contextJSON\":"), ""), false);
	parts_walk(d, inner, "contextJSON#", instagram_object, in);
	json_decref(inner);
	if (in->page.kind == IDENTITY_AUTHOR)
		read_profile(d, in);
	else
		read_head(d, in);
	read_embed(d, in);
	read_rendered(d, in);
	classify(d, in);
}
