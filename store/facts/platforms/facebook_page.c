#include <string.h>

#include "store/facts/platforms/facebook.h"

/* The id in "fb://page/237...", "fb://profile/100..." */
static struct span
person_id(struct doc *d)
{
	static const char *const heads[] = { "fb://page/?id=", "fb://page/",
	    "fb://profile/", NULL };
	struct span s, none = { NULL, 0 };
	size_t i, k, n;

	for (k = 0; k < 2; k++) {
		s = doc_meta(d, k == 0 ? "al:android:url" : "al:ios:url", 0);
		for (i = 0; heads[i] != NULL; i++) {
			if (!span_starts(s, heads[i]))
				continue;
			s = span_sub(s, strlen(heads[i]), s.n);
			for (n = 0; n < s.n && s.p[n] >= '0' && s.p[n] <= '9';
			    n++)
				continue;
			if (facebook_number(span_sub(s, 0, n)))
				return (span_sub(s, 0, n));
		}
	}
	return (none);
}

static void
read_person(struct doc *d, struct facebook *fb)
{
	struct span id, name;
	json_t *page;

	id = person_id(d);
	if (fb->page.kind != IDENTITY_AUTHOR || id.p == NULL || id.n >=
	    sizeof fb->person || (fb->page.id[0] != '\0' &&
	    !span_is(id, fb->page.id)))
		return;
	memcpy(fb->person, id.p, id.n);
	fb->who = facebook_author(d, NULL, id, span_of(fb->page.url),
	    "/html/head/meta[@property='al:android:url']/@content");
	page = doc_script_after(d, "[\"CurrentPage\",\"init\",[],");
	if (span_is(parts_text(page, "/0/pageID"), fb->person))
		fact_put_json(d, fb->who, FACT_NAME, page, "/0/pageName",
		    "CurrentPage#");
	else {
		/* With a place or a site behind it, it is not the name. */
		name = doc_meta(d, "og:title", 0);
		if (parts_find(name, " | ") < 0)
			fact_put(d, fb->who, FACT_NAME, name, "/html/head/meta"
			    "[@property='og:title']/@content");
	}
	fact_put(d, fb->who, FACT_AVATAR, doc_url(d, doc_meta(d, "og:image",
	    0)), "/html/head/meta[@property='og:image']/@content");
	doc_class(d, PAGE_PROFILE,
	    "/html/head/meta[@property='al:android:url']/@content");
}

/* What a browser hides: dots before, and the link behind, the hidden part
 * of a text.  Emptied, not removed: places stay what they are. */
static void
drop_exposed(struct doc *d, xmlNode *box)
{
	struct nodes all;
	size_t i;

	all = doc_find_all(d, box, ".//*[contains(@class, "
	    "'text_exposed_hide') or contains(@class, 'text_exposed_link')]");
	for (i = 0; i < all.n; i++)
		xmlNodeSetContent(all.p[i], NULL);
}

/* Links lead through a page that warns: "l.php?u=..." */
static void
put_links(struct doc *d, struct item *post, xmlNode *box)
{
	struct nodes all;
	struct span s;
	char to[1024];
	size_t i;

	all = doc_find_all(d, box, ".//a[contains(@href, '/l.php?u=')]");
	for (i = 0; i < all.n; i++) {
		s = parts_between(doc_attr(d, all.p[i], "href"), "/l.php?u=",
		    NULL);
		if (span_find(s, '&') >= 0)
			s = span_sub(s, 0, (size_t)span_find(s, '&'));
		parts_decode(s, to, sizeof to);
		if (to[0] != '\0')
			fact_put(d, post, FACT_LINK, doc_url(d, span_of(
			    doc_printf(d, "%s", to))), "%s/@href",
			    doc_path(d, all.p[i]));
	}
}

/* The author's id, where the link says it: "/ajax/hovercard/page.php?id=" */
static struct span
hovercard(struct doc *d, xmlNode *a)
{
	struct span s, none = { NULL, 0 };
	size_t n;

	s = parts_between(doc_attr(d, a, "data-hovercard"), "?id=", NULL);
	for (n = 0; n < s.n && s.p[n] >= '0' && s.p[n] <= '9'; n++)
		continue;
	return (facebook_number(span_sub(s, 0, n)) ? span_sub(s, 0, n) :
	    none);
}

static void
put_author(struct doc *d, struct facebook *fb, struct item *post, xmlNode *a)
{
	struct identity who;
	struct item *i;
	struct span id;

	if (a == NULL)
		return;
	id = hovercard(d, a);
	if (id.p == NULL && fb->person[0] != '\0' && parts_named(d,
	    doc_attr(d, a, "href"), &who) && strcmp(who.url, fb->page.url) ==
	    0)
		id = span_of(doc_printf(d, "%s", fb->person));
	i = facebook_author(d, post, id, doc_attr(d, a, "href"), doc_printf(d,
	    "%s/@href", doc_path(d, a)));
	fact_put(d, i, FACT_NAME, span_trim(doc_text(d, a)), "%s",
	    doc_path(d, a));
}

/* A post of the pages of 2012-2022, around <abbr data-utime>. */
static void
put_story(struct doc *d, struct facebook *fb, xmlNode *box)
{
	struct identity named;
	struct item *post;
	struct span id;
	xmlNode *when, *n;

	when = doc_find(d, box, ".//a[abbr[@data-utime]]");
	if (when == NULL || !parts_named(d, doc_attr(d, when, "href"),
	    &named) || named.kind != IDENTITY_POST || named.id[0] == '\0')
		return;
	/* The link of the time may lead to the picture of the post. */
	n = doc_find(d, box, ".//input[@name='ft_ent_identifier']");
	id = doc_attr(d, n, "value");
	if (!facebook_number(id))
		id = span_of(doc_printf(d, "%s", named.id));
	post = facebook_post(d, fb, REL_LISTED, id, doc_path(d, n != NULL ?
	    n : when));
	if (span_is(id, named.id))
		fact_put(d, post, FACT_URL, span_of(doc_printf(d, "%s",
		    named.url)), "%s/@href", doc_path(d, when));
	n = doc_find(d, when, "./abbr[@data-utime]");
	fact_put_epoch(d, post, FACT_PUBLISHED, doc_attr(d, n, "data-utime"),
	    1, "%s/@data-utime", doc_path(d, n));
	n = doc_find(d, box, ".//*[contains(concat(' ', @class, ' '), "
	    "' userContent ')]");
	if (n != NULL) {
		drop_exposed(d, n);
		fact_put(d, post, FACT_TEXT, span_trim(doc_text(d, n)), "%s",
		    doc_path(d, n));
	}
	n = doc_find(d, box, ".//a[contains(@class, "
	    "'fbPrivacyAudienceIndicator')]");
	fact_put(d, post, FACT_AUDIENCE, doc_attr(d, n, "aria-label"),
	    "%s/@aria-label", doc_path(d, n));
	put_links(d, post, box);
	put_author(d, fb, post, doc_find(d, box, ".//*[self::h5 or self::h6]"
	    "//span[contains(concat(' ', @class, ' '), ' fwb ')]/a[@href]"));
}

void
facebook_page(struct doc *d, struct facebook *fb)
{
	struct nodes all;
	size_t i;

	read_person(d, fb);
	all = doc_find_all(d, NULL, "//div[contains(concat(' ', @class, ' '), "
	    "' fbUserStory ') or contains(@class, 'userContentWrapper') or "
	    "contains(@class, 'fbUserPost')][.//abbr[@data-utime]]");
	for (i = 0; i < all.n; i++)
		put_story(d, fb, all.p[i]);
}
