#include <string.h>

#include "store/facts/platforms/threads.h"

/*
 * og:title is "NAME (@handle) on Threads", in the reader's language behind
 * the bracket; og:description the words.  In 2023 it counted in front of
 * them, "3 likes, 1 reply. ": of such a page only the English ones are read.
 */

/* ${s} behind a number and ${word} (or its plural), or absent. */
static struct span
behind_count(struct span s, const char *one, const char *many)
{
	struct span none = { NULL, 0 };
	size_t n = parts_count(s).n;
	struct span rest = span_sub(s, n, s.n);

	if (n == 0)
		return (none);
	if (span_starts(rest, many))
		return (span_sub(rest, strlen(many), rest.n));
	return (span_starts(rest, one) ? span_sub(rest, strlen(one),
	    rest.n) : none);
}

/* Whether the words stand behind counters; ${text} without them. */
static bool
uncounted(struct doc *d, struct span *text)
{
	xmlNode *link = doc_find(d, NULL,
	    "//link[@rel='canonical'][contains(@href,'threads.net/t/')]");
	struct span rest;

	if (link == NULL)
		return (true);
	rest = behind_count(*text, " like", " likes");
	if (span_starts(rest, ", "))
		rest = behind_count(span_sub(rest, 2, rest.n), " reply",
		    " replies");
	if (!span_starts(rest, ". "))
		return (parts_count(*text).n == 0);
	*text = span_sub(rest, 2, rest.n);
	return (true);
}

static bool
split_title(struct span title, struct span *name, struct span *handle)
{
	size_t n = title.n, end;

	while (n > 3 && !(title.p[n - 1] == '@' && title.p[n - 2] == '(' &&
	    title.p[n - 3] == ' '))
		n--;
	if (n <= 3)
		return (false);
	for (end = n; end < title.n && title.p[end] != ')'; end++)
		;
	*name = span_sub(title, 0, n - 3);
	*handle = span_sub(title, n, end - n);
	return (end < title.n && threads_handle(*handle));
}

/* The head of another post, where the client went on from it. */
static bool
names_post(struct doc *d, struct span code)
{
	struct span url = doc_meta(d, "og:url", 0);
	ptrdiff_t at = parts_find(url, (const char *)code.p);

	return (at > 0 && (span_starts(span_sub(url, (size_t)at + code.n,
	    url.n), "/") || (size_t)at + code.n == url.n ||
	    span_starts(span_sub(url, (size_t)at + code.n, url.n), "?")));
}

static void
put_name(struct doc *d, struct item *author, struct span name,
    struct span handle)
{
	const char *at = "//meta[@property='og:title']";

	fact_put(d, author, FACT_HANDLE, handle, "%s", at);
	fact_put_raw(d, author, FACT_NAME, name, doc_meta(d, "og:title", 0),
	    "%s", at);
	fact_put(d, author, FACT_URL, span_of(doc_printf(d,
	    "https://www.threads.com/@%.*s", SPAN_ARG(handle))), "%s", at);
}

static void
read_post(struct doc *d, struct threads_page *page, struct span name,
    struct span handle)
{
	const char *before = d->confidence;
	struct span raw = doc_meta(d, "og:description", 0), text = raw;
	struct item *post;

	if (page->post != NULL || !names_post(d, page->code))
		return;
	post = item_post(d, REL_SUBJECT, page->code);
	fact_put(d, post, FACT_URL, span_of(doc_printf(d,
	    "https://www.threads.com/@%.*s/post/%.*s", SPAN_ARG(handle),
	    SPAN_ARG(page->code))), "//meta[@property='og:url']");
	put_name(d, item_author(d, post, (struct span){ NULL, 0 }), name,
	    handle);
	d->confidence = "medium";
	if (uncounted(d, &text))
		fact_put_raw(d, post, FACT_TEXT, text, raw,
		    "//meta[@property='og:description']");
	d->confidence = before;
	doc_class(d, PAGE_POST, "//meta[@property='og:url']");
}

void
threads_head_read(struct doc *d, struct threads_page *page)
{
	const char *method = d->method;
	struct span name, handle;

	if (!split_title(doc_meta(d, "og:title", 0), &name, &handle))
		return;
	d->method = "opengraph";
	if (page->code.p != NULL)
		read_post(d, page, name, handle);
	else if (page->handle.p != NULL && span_is_nocase(page->handle,
	    (const char *)doc_printf(d, "%.*s", SPAN_ARG(handle)))) {
		put_name(d, item_author(d, NULL, (struct span){ NULL, 0 }),
		    name, handle);
		doc_class(d, PAGE_PROFILE, "//meta[@property='og:title']");
	}
	d->method = method;
}
