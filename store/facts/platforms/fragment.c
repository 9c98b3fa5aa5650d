#include <string.h>

#include "store/facts/platforms/fragment.h"
#include "store/facts/platforms/parts.h"

/* The value of ${name} in a start tag, character references undone. */
static struct span
value_of(struct doc *d, struct span tag, const char *name)
{
	static const char *const quotes[] = { "\"", "'" };
	struct span none = { NULL, 0 };

	for (size_t i = 0; i < 2; i++) {
		const char *start = doc_printf(d, " %s=%s", name, quotes[i]);
		struct span s;

		if (start == NULL)
			return (none);
		s = parts_between(tag, start, quotes[i]);
		if (s.p != NULL)
			return (span_find(s, '&') < 0 ? s :
			    doc_strip_html(d, s));
	}
	return (none);
}

/* Links to persons and tags are no links of the post. */
static bool
internal(struct doc *d, struct span tag)
{
	struct span class = value_of(d, tag, "class");
	struct span rel = value_of(d, tag, "rel");

	return (parts_find(class, "mention") >= 0 ||
	    parts_find(class, "hashtag") >= 0 || span_is(rel, "tag") ||
	    span_starts(rel, "tag "));
}

void
fragment_links(struct doc *d, struct item *post, struct span html,
    const char *at)
{
	struct span rest = html, tag, href;

	for (size_t i = 0; i < FRAGMENT_LINKS_MAX; i++) {
		rest = parts_between(rest, "<a", NULL);
		tag = parts_between(rest, "", ">");
		if (tag.p == NULL)
			return;
		rest = span_sub(rest, tag.n, rest.n);
		href = value_of(d, tag, "href");
		if (span_starts(tag, " ") && !internal(d, tag))
			fact_put(d, post, FACT_LINK, doc_url(d, href), "%s",
			    at);
	}
}

struct span
fragment_text(struct doc *d, struct span html)
{
	struct span text = { NULL, 0 };

	if (html.p != NULL)
		text = span_trim(doc_strip_html(d, html));
	return (text.n > 0 ? text : (struct span){ NULL, 0 });
}

struct span
fragment_day(struct span created)
{

	if (created.n > 10 && (span_is(span_sub(created, 10, created.n),
	    "T00:00:00.000Z") || span_is(span_sub(created, 10, created.n),
	    "T00:00:00Z")))
		return (span_sub(created, 0, 10));
	return (created);
}
