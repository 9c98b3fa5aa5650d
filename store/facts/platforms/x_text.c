#include <string.h>

#include "store/facts/platforms/linked.h"
#include "store/facts/platforms/x.h"

static bool
in_link(const xmlNode *n, const xmlNode *top)
{

	for (; n != NULL && n != top; n = n->parent)
		if (linked_is(n, "a"))
			return (true);
	return (false);
}

/*
 * What no one sees: the parts of a long link that are cut away.  The page of
 * today marks them as hidden from readers of screens too, but so it does the
 * ellipsis, which is seen.
 */
static bool
hidden(struct doc *d, const xmlNode *n, const xmlNode *top)
{

	if (linked_class(d, n, "invisible") || linked_class(d, n, "u-hidden"))
		return (true);
	return (linked_is(n, "span") &&
	    span_is(doc_attr(d, n, "aria-hidden"), "true") &&
	    in_link(n, top) &&
	    !span_is(doc_text_raw(d, n), "\xe2\x80\xa6"));
}

/* The links of pictures and quotations stand hidden behind the text. */
static bool
appended(struct doc *d, const xmlNode *n, const xmlNode *top)
{

	(void)top;
	return (linked_class(d, n, "u-hidden"));
}

static bool
short_link(struct span href)
{

	return (span_starts(href, "https://t.co/") ||
	    span_starts(href, "http://t.co/"));
}

struct span
x_text(struct doc *d, const xmlNode *top, enum x_how how)
{

	return (top == NULL ? (struct span){ NULL, 0 } :
	    linked_text(d, top, how == X_SHOWN ? hidden : appended,
	    how == X_WIRE ? short_link : NULL));
}

/* --- Images --- */

/* "kUuht00m_x96.jpg", "kUuht00m_normal.jpg", "kUuht00m_400x400.jpg". */
struct span
x_avatar(struct doc *d, struct span s)
{
	struct span none = { NULL, 0 }, name;
	size_t dot = s.n, bar;

	if (!span_starts(s, "https://pbs.twimg.com/profile_images/") &&
	    !span_starts(s, "http://pbs.twimg.com/profile_images/"))
		return (none);
	while (dot > 0 && s.p[dot - 1] != '.' && s.p[dot - 1] != '/')
		dot--;
	if (dot == 0 || s.p[dot - 1] != '.' || s.n - dot > 4)
		return (none);
	for (bar = dot - 1; bar > 0 && s.p[bar - 1] != '/'; bar--)
		if (s.p[bar - 1] == '_')
			break;
	name = span_sub(s, 0, dot - 1);
	if (s.p[bar - 1] == '_')
		name = span_sub(s, 0, bar - 1);
	name = parts_between(name, "://", NULL);
	return (span_of(doc_printf(d, "https://%.*s_400x400.%.*s",
	    SPAN_ARG(name), (int)(s.n - dot), (const char *)s.p + dot)));
}

/* "DPad?format=jpg&name=medium", "DPad.jpg", "DPad.jpg:large". */
struct span
x_photo(struct doc *d, struct span s)
{
	static const char *const kinds[] = { "jpg", "png", "webp", NULL };
	struct span none = { NULL, 0 }, rest, id, kind;
	size_t n = 0;

	rest = parts_between(s, "://pbs.twimg.com/media/", NULL);
	if (rest.p == NULL)
		return (none);
	while (n < rest.n && rest.p[n] != '.' && rest.p[n] != '?')
		n++;
	id = span_sub(rest, 0, n);
	rest = span_sub(rest, n, rest.n);
	if (!parts_name(id, "_-", 64))
		return (none);
	kind = parts_between(rest, "format=", NULL);
	if (kind.p == NULL && span_starts(rest, "."))
		kind = span_sub(rest, 1, rest.n);
	for (n = 0; n < kind.n && kind.p[n] >= 'a' && kind.p[n] <= 'z';)
		n++;
	kind = span_sub(kind, 0, n);
	if (!parts_in(kind, kinds))
		return (none);
	return (span_of(doc_printf(d, "https://pbs.twimg.com/media/%.*s"
	    "?format=%.*s&name=orig", SPAN_ARG(id), SPAN_ARG(kind))));
}
