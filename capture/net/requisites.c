#include <stdlib.h>
#include <string.h>

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#include "capture/net/net_internal.h"

#define HTML_BLOCK	65536	/* fed to the parser at once */
#define STYLE_MAX	(4 * MIB)

/* A reference as it stands in the page, before <base> is known. */
struct raw {
	char *ref;
	const char *type;
};

struct page {
	struct raw *raw;
	size_t n;
	size_t cap;
	char *base;		/* of the first <base href> */
	struct buf style;	/* text of the style element being read */
	bool in_style;
	bool nomem;
};

/* element, attribute, and what it asks for. */
static const struct {
	const char *element;	/* "*": any */
	const char *attribute;
	const char *type;
} wants[] = {
	{ "img", "src", "image" },
	{ "image", "href", "image" },
	{ "image", "xlink:href", "image" },
	{ "use", "href", "image" },
	{ "input", "src", "image" },
	{ "video", "src", "media" },
	{ "video", "poster", "image" },
	{ "audio", "src", "media" },
	{ "source", "src", "media" },
	{ "track", "src", "other" },
	{ "script", "src", "script" },
	{ "iframe", "src", "document" },
	{ "frame", "src", "document" },
	{ "embed", "src", "other" },
	{ "object", "data", "other" },
	{ "body", "background", "image" },
	{ "table", "background", "image" },
	{ "td", "background", "image" },
	{ "*", "data-src", "image" },
	{ "*", "data-lazy-src", "image" },
	{ "*", "data-original", "image" },
	{ "*", "data-poster", "image" }
};

static int
page_add(struct page *p, struct span ref, const char *type)
{
	struct raw *grown;
	size_t cap;

	ref = span_trim(ref);
	if (ref.n == 0 || ref.p[0] == '#' || ref.n > URL_MAX ||
	    span_is_nocase(span_sub(ref, 0, 5), "data:") ||
	    p->n >= 4 * NET_PARTS_MAX)
		return (0);
	if (p->n == p->cap) {
		cap = p->cap == 0 ? 64 : p->cap * 2;
		grown = realloc(p->raw, cap * sizeof(*grown));
		if (grown == NULL) {
			p->nomem = true;
			return (-1);
		}
		p->raw = grown;
		p->cap = cap;
	}
	p->raw[p->n].type = type;
	if ((p->raw[p->n].ref = span_str(ref)) == NULL) {
		p->nomem = true;
		return (-1);
	}
	p->n++;
	return (0);
}

static int
page_add_style(void *ctx, struct span ref, bool sheet)
{

	/* What a url() is for stands nowhere; most are images. */
	return (page_add(ctx, ref, sheet ? "stylesheet" : "image"));
}

static bool
html_blank(uint8_t c)
{

	return (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f');
}

/* The candidates of srcset (HTML, "parse a srcset attribute"). */
static void
page_add_set(struct page *p, struct span s)
{
	size_t i = 0, from, to;
	int depth;

	while (i < s.n) {
		while (i < s.n && (html_blank(s.p[i]) || s.p[i] == ','))
			i++;
		from = i;
		while (i < s.n && !html_blank(s.p[i]))
			i++;
		to = i;
		while (to > from && s.p[to - 1] == ',')
			to--;
		page_add(p, span_sub(s, from, to - from), "image");
		if (to < i)
			continue;	/* a comma ended it: no descriptors */
		for (depth = 0; i < s.n && (depth > 0 || s.p[i] != ','); i++)
			depth += s.p[i] == '(' ? 1 : s.p[i] == ')' &&
			    depth > 0 ? -1 : 0;
	}
}

static const char *
attribute(const xmlChar **a, const char *name)
{

	for (; a != NULL && a[0] != NULL; a += 2) {
		/* The parser gives names in lower case. */
		if (strcmp((const char *)a[0], name) == 0)
			return ((const char *)a[1]);
	}
	return (NULL);
}

/* Whether the blank-separated ${list} holds ${word}. */
static bool
has_word(const char *list, const char *word)
{
	size_t len;

	while (list != NULL && *list != '\0') {
		list += strspn(list, " \t\r\n\f");
		len = strcspn(list, " \t\r\n\f");
		if (span_is_nocase(span_sub(span_of(list), 0, len), word))
			return (true);
		list += len;
	}
	return (false);
}

static const char *
link_type(const xmlChar **a)
{
	static const struct {
		const char *as;
		const char *type;
	} kinds[] = {
		{ "style", "stylesheet" }, { "image", "image" },
		{ "font", "font" }, { "script", "script" },
		{ "video", "media" }, { "audio", "media" }
	};
	const char *rel = attribute(a, "rel");
	const char *as = attribute(a, "as");
	size_t i;

	if (has_word(rel, "stylesheet"))
		return ("stylesheet");
	if (has_word(rel, "icon") || has_word(rel, "apple-touch-icon") ||
	    has_word(rel, "mask-icon") || has_word(rel, "image_src"))
		return ("image");
	if (has_word(rel, "manifest"))
		return ("manifest");
	if (has_word(rel, "modulepreload"))
		return ("script");
	if (!has_word(rel, "preload") && !has_word(rel, "prefetch"))
		return (NULL);
	for (i = 0; as != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (span_is_nocase(span_of(as), kinds[i].as))
			return (kinds[i].type);
	}
	return ("other");
}

static const char *
meta_type(const xmlChar **a)
{
	static const char *const image[] = { "og:image", "og:image:url",
	    "og:image:secure_url", "twitter:image", "twitter:image:src",
	    "msapplication-TileImage" };
	const char *name = attribute(a, "property");
	size_t i;

	if (name == NULL)
		name = attribute(a, "name");
	for (i = 0; name != NULL && i < sizeof(image) / sizeof(image[0]); i++) {
		if (span_is_nocase(span_of(name), image[i]))
			return ("image");
	}
	return (NULL);
}

static void
element_links(struct page *p, const char *name, const xmlChar **a)
{
	const char *value;
	const char *type = NULL;
	size_t i;

	for (i = 0; i < sizeof(wants) / sizeof(wants[0]); i++) {
		if ((wants[i].element[0] == '*' ||
		    strcmp(wants[i].element, name) == 0) &&
		    (value = attribute(a, wants[i].attribute)) != NULL)
			page_add(p, span_of(value), wants[i].type);
	}
	if ((value = attribute(a, "srcset")) != NULL)
		page_add_set(p, span_of(value));
	if ((value = attribute(a, "imagesrcset")) != NULL)
		page_add_set(p, span_of(value));
	if ((value = attribute(a, "data-srcset")) != NULL)
		page_add_set(p, span_of(value));
	if ((value = attribute(a, "style")) != NULL)
		style_links(span_of(value), page_add_style, p);
	if (strcmp(name, "link") == 0 && (type = link_type(a)) != NULL &&
	    (value = attribute(a, "href")) != NULL)
		page_add(p, span_of(value), type);
	if (strcmp(name, "meta") == 0 && (type = meta_type(a)) != NULL &&
	    (value = attribute(a, "content")) != NULL)
		page_add(p, span_of(value), type);
}

static void
on_start(void *ctx, const xmlChar *element, const xmlChar **a)
{
	struct page *p = ctx;
	const char *name = (const char *)element;
	const char *href;

	if (strcmp(name, "style") == 0) {
		p->in_style = true;
		buf_reset(&p->style);
	}
	if (a == NULL)
		return;
	if (strcmp(name, "base") == 0 && p->base == NULL &&
	    (href = attribute(a, "href")) != NULL &&
	    (p->base = strdup(href)) == NULL)
		p->nomem = true;
	element_links(p, name, a);
}

static void
on_end(void *ctx, const xmlChar *element)
{
	struct page *p = ctx;

	if (strcmp((const char *)element, "style") != 0 || !p->in_style)
		return;
	p->in_style = false;
	style_links(buf_span(&p->style), page_add_style, p);
}

static void
on_text(void *ctx, const xmlChar *text, int n)
{
	struct page *p = ctx;

	if (p->in_style && n > 0)
		buf_put(&p->style, text, (size_t)n);
}

/* A style sheet in a comment, as very old pages have it, is no style text for
 * libxml2 but CDATA: both come here. */
static xmlSAXHandler
handler(void)
{
	xmlSAXHandler h;

	memset(&h, 0, sizeof(h));
	h.startElement = on_start;
	h.endElement = on_end;
	h.characters = on_text;
	h.cdataBlock = on_text;
	return (h);
}

static int
parse(struct page *p, struct span html, const char *charset, struct error *e)
{
	xmlSAXHandler h = handler();
	xmlCharEncodingHandlerPtr coder = NULL;
	htmlParserCtxtPtr ctx;
	size_t at, n;

	ctx = htmlCreatePushParserCtxt(&h, p, NULL, 0, NULL,
	    XML_CHAR_ENCODING_NONE);
	if (ctx == NULL)
		return (error_nomem(e));
	htmlCtxtUseOptions(ctx, HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
	    HTML_PARSE_NONET | HTML_PARSE_RECOVER);
	/* An unknown charset is read as bytes: addresses are ASCII. */
	if (charset != NULL &&
	    (coder = xmlFindCharEncodingHandler(charset)) != NULL)
		xmlSwitchToEncoding(ctx, coder);
	for (at = 0; at < html.n && !p->nomem; at += n) {
		n = html.n - at < HTML_BLOCK ? html.n - at : HTML_BLOCK;
		htmlParseChunk(ctx, (const char *)html.p + at, (int)n, 0);
	}
	htmlParseChunk(ctx, NULL, 0, 1);
	if (p->in_style)
		on_end(p, (const xmlChar *)"style");
	htmlFreeParserCtxt(ctx);
	return (p->nomem ? error_nomem(e) : 0);
}

int
part_list_add(struct net_part_list *l, char *url, const char *type)
{
	struct net_part *grown;
	size_t i, cap;

	for (i = 0; i < l->n; i++) {
		if (strcmp(l->p[i].url, url) == 0) {
			free(url);
			return (0);
		}
	}
	if (l->n >= NET_PARTS_MAX) {
		l->over++;
		free(url);
		return (0);
	}
	if (l->n == l->cap) {
		cap = l->cap == 0 ? 32 : l->cap * 2;
		grown = realloc(l->p, cap * sizeof(*grown));
		if (grown == NULL) {
			free(url);
			return (-1);
		}
		l->p = grown;
		l->cap = cap;
	}
	l->p[l->n].url = url;
	l->p[l->n].type = type;
	l->n++;
	return (0);
}

/* References to addresses; what is none, or not http(s), is passed over. */
static int
resolve_all(const struct page *p, const char *base,
    struct net_part_list *out, struct error *e)
{
	struct error why;
	char *url;
	size_t i;

	for (i = 0; i < p->n; i++) {
		why = (struct error)ERROR_INIT;
		if (link_resolve(base, span_of(p->raw[i].ref), &url, &why) <
		    0) {
			if (why.code == ERR_NOMEM)
				return (error_nomem(e));
			continue;
		}
		if (part_list_add(out, url, p->raw[i].type) < 0)
			return (error_nomem(e));
	}
	return (0);
}

static void
page_free(struct page *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		free(p->raw[i].ref);
	free(p->raw);
	free(p->base);
	buf_free(&p->style);
}

int
net_requisites(struct span html, const char *charset, const char *base,
    struct net_part_list *out, struct error *e)
{
	struct page p;
	char *own = NULL, *inner = NULL;
	int rc = -1;

	memset(&p, 0, sizeof(p));
	p.style.max = STYLE_MAX;
	if (link_resolve(NULL, span_of(base), &own, e) < 0 ||
	    parse(&p, html, charset, e) < 0)
		goto out;
	if (p.base != NULL)
		link_resolve(own, span_of(p.base), &inner, NULL);
	rc = resolve_all(&p, inner != NULL ? inner : own, out, e);
out:
	page_free(&p);
	free(own);
	free(inner);
	return (rc);
}

int
net_style_requisites(struct span css, const char *base,
    struct net_part_list *out, struct error *e)
{
	struct page p;
	char *own = NULL;
	int rc = -1;

	memset(&p, 0, sizeof(p));
	if (link_resolve(NULL, span_of(base), &own, e) < 0)
		return (-1);
	if (style_links(css, page_add_style, &p) < 0) {
		error_nomem(e);
		goto out;
	}
	rc = resolve_all(&p, own, out, e);
out:
	page_free(&p);
	free(own);
	return (rc);
}

void
net_part_list_free(struct net_part_list *l)
{
	size_t i;

	if (l == NULL)
		return;
	for (i = 0; i < l->n; i++)
		free(l->p[i].url);
	free(l->p);
	memset(l, 0, sizeof(*l));
}
