#include <string.h>

#include "store/facts/platforms/bluesky.h"

/*
 * The head and the <noscript> that the server writes for programs that run
 * no scripts.  Its time is that at which the network saw the post, not the
 * one that the author's record names, and its text is not always the
 * author's: links stand in it whole, those of cards behind it, and a remark
 * stands for what is quoted.
 */
static const char remark[] =
    "\n\n[contains quote post or other embedded content]";

#define SUMMARY "//*[@id='bsky_post_summary']"
#define PROFILE "//*[@id='bsky_profile_summary']"

static struct span
text_of(struct doc *d, const char *xpath)
{
	xmlNode *n = doc_find(d, NULL, xpath);

	return (n == NULL ? (struct span){ NULL, 0 } : doc_text_raw(d, n));
}

/* A counter of the two columns "twitter:label2", "twitter:value2". */
static void
put_counter(struct doc *d, struct item *post, enum fact f, const char *name)
{

	for (int i = 1; i <= 4; i++) {
		const char *label = doc_printf(d, "twitter:label%d", i);
		const char *value = doc_printf(d, "twitter:value%d", i);

		if (label != NULL && value != NULL &&
		    span_is(doc_meta(d, label, 0), name))
			fact_put_count(d, post, f, doc_meta(d, value, 0),
			    "//meta[@name='%s']", value);
	}
}

/* Whether the head's text is the body's, of which ${wire} has links whole:
 * the link of a card may stand behind it. */
static bool
agrees(struct span head, struct span wire)
{

	if (head.n < wire.n || memcmp(head.p, wire.p, wire.n) != 0)
		return (false);
	head = span_trim(span_sub(head, wire.n, head.n));
	return (head.n == 0 || ((span_starts(head, "https://") ||
	    span_starts(head, "http://")) && span_find(head, ' ') < 0 &&
	    span_find(head, '\n') < 0));
}

static void
put_text(struct doc *d, struct item *post,
    const struct bluesky_subject *s)
{
	const char *at = "//*[@id='bsky_post_text']";
	struct span raw = text_of(d, at), text = raw;
	const char *before = d->confidence;

	if (span_ends(text, remark))
		text = span_sub(text, 0, text.n - strlen(remark));
	d->confidence = "medium";
	if (s->text.p != NULL && agrees(span_trim(text), s->wire))
		text = s->text;
	else if (s->text.p != NULL)
		d->confidence = "low";
	fact_put_raw(d, post, FACT_TEXT, text, raw, "%s", at);
	d->confidence = before;
}

static void
put_author(struct doc *d, struct item *author)
{
	const char *at = "//*[@id='bsky_handle']";

	bluesky_put_handle(d, author, text_of(d, at), at);
	at = "//*[@id='bsky_display_name']";
	fact_put(d, author, FACT_NAME, text_of(d, at), "%s", at);
}

/* The post that the server speaks of: a client that went on to another one
 * leaves the head as it was. */
static bool
names_post(struct doc *d, struct span rkey)
{
	xmlNode *link = doc_find(d, NULL,
	    "//link[@rel='alternate'][starts-with(@href,'at://')]");
	struct span actor, key;

	if (rkey.p == NULL)
		return (false);
	if (link != NULL)
		return (bluesky_uri(doc_attr(d, link, "href"), &actor,
		    &key) && span_eq(key, rkey));
	return (bluesky_post_path(doc_meta(d, "og:url", 0), &actor, &key) &&
	    span_eq(key, rkey));
}

static void
read_post(struct doc *d, const struct bluesky_subject *s)
{
	struct span did = text_of(d, SUMMARY "//*[@id='bsky_did']");
	struct span handle = text_of(d, SUMMARY "//*[@id='bsky_handle']");
	struct item *post;

	if (!bluesky_did(did)) {
		/* "visible only to people who are signed in" */
		if (handle.p != NULL && s->post == NULL)
			doc_class(d, PAGE_LOGIN, SUMMARY);
		return;
	}
	post = item_post(d, REL_SUBJECT, s->rkey);
	bluesky_put_url(d, post, handle, s->rkey, SUMMARY);
	put_text(d, post, s);
	bluesky_put_seen(d, post, text_of(d,
	    "//*[@id='bsky_post_indexedat']"),
	    "//*[@id='bsky_post_indexedat']");
	put_counter(d, post, FACT_LIKES, "Likes");
	put_counter(d, post, FACT_REPLIES, "Replies");
	put_counter(d, post, FACT_REPOSTS, "Reposts");
	put_author(d, item_author(d, post, did));
	doc_class(d, PAGE_POST, SUMMARY);
}

/* The day of the account stands in JSON-LD alone. */
static void
put_created(struct doc *d, struct item *author, struct span did)
{
	const char *method = d->method;
	json_t *ld;

	d->method = "json-ld";
	for (size_t i = 0; i < 16 && (ld = doc_ld(d, i)) != NULL; i++)
		if (span_is(parts_text(ld, "/@type"), "ProfilePage") &&
		    span_eq(parts_text(ld, "/mainEntity/identifier"), did))
			parts_put_time(d, author, FACT_CREATED, ld,
			    "/dateCreated", doc_ld_at(d, i));
	d->method = method;
}

static void
read_profile(struct doc *d)
{
	struct span did = text_of(d, PROFILE "//*[@id='bsky_did']");
	struct item *author;

	if (!bluesky_did(did))
		return;
	author = item_author(d, NULL, did);
	put_author(d, author);
	fact_put(d, author, FACT_BIO, span_trim(text_of(d,
	    "//*[@id='bsky_profile_description']")),
	    "//*[@id='bsky_profile_description']");
	put_created(d, author, did);
	doc_class(d, PAGE_PROFILE, PROFILE);
}

void
bluesky_head_read(struct doc *d, struct bluesky_subject *s)
{

	if (names_post(d, s->rkey))
		read_post(d, s);
	else if (s->rkey.p == NULL)
		read_profile(d);
}
