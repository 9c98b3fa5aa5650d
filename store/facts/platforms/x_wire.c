#include <string.h>

#include "store/base/buf.h"
#include "store/facts/platforms/x.h"

/* Byte index of the nth code point. */
static size_t
code_point(struct span s, size_t n)
{
	size_t i = 0;

	for (; i < s.n; i++)
		if ((s.p[i] & 0xc0) != 0x80 && n-- == 0)
			return (i);
	return (s.n);
}

/* What the page shows of the text: answers begin with hidden names, and end
 * with the hidden links of pictures. */
static struct span
displayed(struct span text, json_t *fields)
{
	json_t *range = json_object_get(fields, "display_text_range");
	int64_t from, to;
	size_t a, b;

	if (!parts_whole(json_array_get(range, 0), &from) ||
	    !parts_whole(json_array_get(range, 1), &to) || from < 0 ||
	    to < from || (size_t)to > text.n)
		return (text);
	a = code_point(text, (size_t)from);
	b = code_point(text, (size_t)to);
	return (span_sub(text, a, b - a));
}

/* A short link stands for another text; "" for one that is not shown. */
static struct span
shown_link(struct span link, json_t *fields)
{
	static const char *const places[] = { "/entities/urls",
		"/entities/media", "/extended_entities/media",
		"/entity_set/urls", NULL };
	struct span none = { NULL, 0 };

	for (size_t k = 0; places[k] != NULL; k++) {
		json_t *all = json_at(fields, places[k]);

		for (size_t i = 0; i < json_array_size(all); i++) {
			json_t *one = json_array_get(all, i);

			if (!span_eq(parts_text(one, "/url"), link))
				continue;
			return (k == 1 || k == 2 ? span_of("") :
			    parts_text(one, "/display_url"));
		}
	}
	return (none);
}

static size_t
link_length(struct span s)
{
	static const char *const starts[] = { "https://t.co/",
		"http://t.co/", NULL };

	for (size_t i = 0; starts[i] != NULL; i++) {
		size_t n = strlen(starts[i]);

		if (!span_starts(s, starts[i]))
			continue;
		while (n < s.n && ((s.p[n] >= '0' && s.p[n] <= '9') ||
		    ((s.p[n] | 32) >= 'a' && (s.p[n] | 32) <= 'z')))
			n++;
		return (n);
	}
	return (0);
}

/* The interface escapes three characters, as for HTML. */
static size_t
entity(struct buf *out, struct span s)
{
	static const struct { const char *from; uint8_t to; } known[] = {
		{ "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }
	};

	for (size_t i = 0; i < 3; i++)
		if (span_starts(s, known[i].from)) {
			buf_putc(out, known[i].to);
			return (strlen(known[i].from));
		}
	buf_putc(out, s.p[0]);
	return (1);
}

struct span
x_wire(struct doc *d, struct span text, json_t *fields)
{
	struct buf out = BUF_INIT(X_TEXT_MAX);
	struct span result = { NULL, 0 };

	for (struct span s = displayed(text, fields); s.n > 0;) {
		size_t n = link_length(s);
		struct span to = shown_link(span_sub(s, 0, n), fields);

		if (n > 0 && to.p != NULL)
			buf_putspan(&out, to);
		else
			n = entity(&out, s);
		s = span_sub(s, n, s.n);
	}
	if (buf_ok(&out, NULL) == 0 && out.n > 0)
		result = span_trim(span_of(doc_printf(d, "%s",
		    buf_str(&out))));
	buf_free(&out);
	return (result);
}
