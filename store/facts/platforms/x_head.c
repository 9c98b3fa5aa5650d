#include <string.h>

#include "store/base/buf.h"
#include "store/facts/platforms/x.h"

/*
 * What the head of a page says.  Three ways to write it:
 *   title, og:title	NAME on X: "TEXT" / X		(pages for people)
 *   og:title		NAME (@handle) on X, and
 *   og:description	TEXT				(pages for robots)
 *   og:title		NAME on Twitter, and
 *   og:description	“TEXT”				(before 2023)
 * A text here has short links where the page shows others, answers begin
 * with the names of those they answer, and long ones are cut with an
 * ellipsis.  Where it is that of the body, it is claimed as the body shows
 * it; where it is another, both stand, and differ.
 */

/* Between name and text of a title, by language. */
static const char *const joints[] = { " on X: \"", " on Twitter: \"",
	" sur X\xc2\xa0: \"", " sur X : \"", " sur Twitter : \"",
	" en X: \"", " en Twitter: \"", " auf X: \"", " auf Twitter: \"",
	" su X: \"", " su Twitter: \"", " no X: \"", " no Twitter: \"",
	" op X: \"", " op Twitter: \"", NULL };

static const char *const tails[] = { "\" / X", "\" / Twitter", "\"", NULL };

static struct span
cut_end(struct span s, size_t n)
{

	return (span_sub(s, 0, s.n - n));
}

/* NAME and TEXT of a title; false where it is written otherwise. */
static bool
split_title(struct span title, struct span *name, struct span *text)
{

	for (size_t i = 0; joints[i] != NULL; i++) {
		ptrdiff_t at = parts_find(title, joints[i]);

		if (at <= 0)
			continue;
		*name = span_sub(title, 0, (size_t)at);
		*text = span_sub(title, (size_t)at + strlen(joints[i]),
		    title.n);
		for (size_t k = 0; tails[k] != NULL; k++)
			if (span_ends(*text, tails[k])) {
				*text = cut_end(*text, strlen(tails[k]));
				return (text->n > 0);
			}
	}
	return (false);
}

/* --- The same text, written otherwise --- */

/* One blank for every white space, and the three entities that old pages
 * escape twice. */
static void
fold(struct buf *out, struct span s)
{
	static const struct { const char *from, *to; } twice[] = {
		{ "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }
	};

	s = span_trim(s);
	while (s.n > 0) {
		size_t n = 0;

		for (size_t i = 0; i < 3; i++)
			if (span_starts(s, twice[i].from)) {
				buf_puts(out, twice[i].to);
				n = strlen(twice[i].from);
			}
		if (n == 0 && strchr(" \t\r\n", s.p[0]) != NULL)
			while (n < s.n && strchr(" \t\r\n", s.p[n]) != NULL)
				n++;
		else if (n == 0) {
			buf_putc(out, s.p[0]);
			s = span_sub(s, 1, s.n);
			continue;
		}
		if (strchr(" \t\r\n", s.p[0]) != NULL)
			buf_putc(out, ' ');
		s = span_sub(s, n, s.n);
	}
}

/* Without "@name " at the start, once. */
static struct span
without_name(struct span s)
{
	size_t n = 1;

	if (!span_starts(s, "@"))
		return (s);
	while (n < s.n && s.p[n] != ' ')
		n++;
	return (span_sub(s, n + 1, s.n));
}

/* Only short links, those of pictures, cards and quoted posts. */
static bool
only_links(struct span s)
{

	for (s = span_trim(s); s.n > 0; s = span_trim(s)) {
		size_t n = 0;

		if (!span_starts(s, "https://t.co/") &&
		    !span_starts(s, "http://t.co/"))
			return (false);
		while (n < s.n && s.p[n] != ' ')
			n++;
		s = span_sub(s, n, s.n);
	}
	return (true);
}

static bool
same_text(struct span head, struct span body, bool body_cut)
{
	static const char more[] = "\xe2\x80\xa6";
	struct span rest;

	for (;;) {
		if (span_starts(head, (const char *)body.p))
			break;
		rest = without_name(head);
		if (rest.n == head.n)
			break;
		head = rest;
	}
	if (span_starts(head, (const char *)body.p)) {
		rest = span_sub(head, body.n, head.n);
		if (span_starts(rest, more))
			rest = span_sub(rest, 3, rest.n);
		return (body_cut || only_links(rest));
	}
	/* The head is the cut one: "... of the te… https://t.co/1". */
	for (size_t n = head.n; n >= 3; n--)
		if (memcmp(head.p + n - 3, more, 3) == 0)
			return (only_links(span_sub(head, n, head.n)) &&
			    n - 3 <= body.n &&
			    memcmp(head.p, body.p, n - 3) == 0);
	return (body.n == 0 && only_links(head));
}

static bool
agrees(struct span head, const struct x_subject *s)
{
	struct buf a = BUF_INIT(X_TEXT_MAX), b = BUF_INIT(X_TEXT_MAX);
	bool same;

	fold(&a, head);
	fold(&b, s->wire);
	buf_puts(&a, "");
	buf_puts(&b, "");
	same = buf_ok(&a, NULL) == 0 && buf_ok(&b, NULL) == 0 &&
	    same_text(buf_span(&a), span_of(buf_str(&b)), s->cut);
	buf_free(&a);
	buf_free(&b);
	return (same);
}

/* --- Claims --- */

static void
put_text(struct doc *d, struct x_subject *s, struct span text,
    struct span raw, const char *at)
{
	const char *before = d->confidence;

	if (s->shown.p != NULL && agrees(text, s)) {
		if (!s->cut)
			fact_put_raw(d, s->post, FACT_TEXT, s->shown, raw,
			    "%s", at);
		return;
	}
	d->confidence = s->shown.p == NULL ? "medium" : "low";
	fact_put_raw(d, s->post, FACT_TEXT, text, raw, "%s", at);
	d->confidence = before;
}

static void
put_name(struct doc *d, struct x_subject *s, struct span name,
    struct span raw, const char *at)
{
	const char *before = d->confidence;

	d->confidence = "medium";
	fact_put_raw(d, s->author, FACT_NAME, name, raw, "%s", at);
	d->confidence = before;
}

bool
x_title(struct span title, struct span *name, struct span *handle)
{
	static const char *const ends[] = { ") on X", ") / X", ") / Twitter",
		") on Twitter", NULL };

	for (size_t i = 0; ends[i] != NULL; i++) {
		struct span s;
		size_t n;

		if (!span_ends(title, ends[i]))
			continue;
		s = cut_end(title, strlen(ends[i]));
		for (n = s.n; n > 2 && s.p[n - 1] != '@'; n--)
			;
		*handle = span_sub(s, n, s.n);
		*name = span_sub(s, 0, n < 3 ? 0 : n - 3);
		return (n >= 3 && x_handle(*handle) &&
		    memcmp(s.p + n - 3, " (@", 3) == 0);
	}
	return (false);
}

/* Which post the head is about, as far as it says so. */
static bool
names_subject(struct doc *d, const struct x_subject *s)
{
	static const char *const keys[] = { "al:ios:url", "al:android:url",
		NULL };
	struct span handle, id, url = doc_meta(d, "og:url", 0);
	xmlNode *canonical = doc_find(d, NULL,
	    "//link[@rel='canonical'][@href]");

	if (s->id.p == NULL)
		return (false);
	for (size_t i = 0; keys[i] != NULL; i++)
		if (span_eq(parts_between(doc_meta(d, keys[i], 0), "id=",
		    NULL), s->id))
			return (true);
	if (x_status(url, &handle, &id) && span_eq(id, s->id))
		return (true);
	return (canonical != NULL && x_status(doc_attr(d, canonical, "href"),
	    &handle, &id) && span_eq(id, s->id));
}

/* A post that only the head tells of. */
static void
need_post(struct doc *d, struct x_subject *s)
{
	struct span handle, id, none = { NULL, 0 };
	const char *at = "//meta[@property='og:url']";

	if (s->post == NULL)
		s->post = item_post(d, REL_SUBJECT, s->id);
	if (s->author != NULL)
		return;
	s->author = item_author(d, s->post, none);
	if (x_status(doc_meta(d, "og:url", 0), &handle, &id) &&
	    span_eq(id, s->id)) {
		x_put_url(d, s->post, handle, id, at);
		x_put_handle(d, s->author, handle, at);
	}
}

/* The page for robots. */
static void
read_robot(struct doc *d, struct x_subject *s, struct span name,
    struct span handle)
{
	struct span text = doc_meta(d, "og:description", 0), src;
	const char *at = "//meta[@property='og:title']";

	need_post(d, s);
	x_put_handle(d, s->author, handle, at);
	put_name(d, s, name, doc_meta(d, "og:title", 0), at);
	if (handle.p == NULL && span_starts(text, "\xe2\x80\x9c") &&
	    span_ends(text, "\xe2\x80\x9d"))
		text = span_sub(text, 3, text.n - 6);
	else if (handle.p == NULL)
		text = (struct span){ NULL, 0 };
	put_text(d, s, text, doc_meta(d, "og:description", 0),
	    "//meta[@property='og:description']");
	doc_class(d, PAGE_POST, "%s", at);
	src = doc_meta(d, "og:image", 0);
	at = "//meta[@property='og:image']";
	fact_put_raw(d, s->post, FACT_MEDIA, x_photo(d, src), src, "%s", at);
	fact_put_raw(d, s->author, FACT_AVATAR, x_avatar(d, src), src, "%s",
	    at);
}

static void
read_title(struct doc *d, struct x_subject *s, struct span title,
    const char *at)
{
	struct span name, text;

	if (!split_title(title, &name, &text))
		return;
	need_post(d, s);
	put_name(d, s, name, title, at);
	put_text(d, s, text, title, at);
	doc_class(d, PAGE_POST, "%s", at);
}

void
x_head_read(struct doc *d, struct x_subject *s)
{
	const char *method = d->method;
	struct span none = { NULL, 0 }, title, name, handle;

	if (!names_subject(d, s))
		return;
	read_title(d, s, parts_title(d), "//title");
	d->method = "opengraph";
	title = doc_meta(d, "og:title", 0);
	read_title(d, s, title, "//meta[@property='og:title']");
	if (x_title(title, &name, &handle))
		read_robot(d, s, name, handle);
	else if (span_ends(title, " on Twitter"))
		read_robot(d, s, cut_end(title, strlen(" on Twitter")), none);
	d->method = method;
}
