#include <stdlib.h>
#include <string.h>

#include "store/facts/facts_internal.h"

#define TEXT_MAX	(8 * MIB)

static void
quiet(void *ctx, xmlErrorPtr error)
{

	(void)ctx;
	(void)error;
}

/* Whether bytes that nobody called anything look like a page. */
static bool
looks_html(struct span s)
{
	static const char *const starts[] = { "<!doctype", "<html", "<head",
	    "<body", "<!--", "<script", "<title", "<meta", "<div", "<article",
	    "<section", "<main", "<p", "<h1", "<a", "<iframe", "<table" };

	const uint8_t *end;

	s = span_trim(s);
	/* XHTML may begin by saying that it is XML. */
	if (span_starts(s, "<?xml") &&
	    (end = memmem(s.p, s.n, "?>", 2)) != NULL)
		s = span_trim(span_sub(s, (size_t)(end - s.p) + 2, s.n));
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (span_is_nocase(span_sub(s, 0, strlen(starts[i])),
		    starts[i]))
			return (true);
	return (false);
}

static bool
is_json(const struct facts_source *s, struct span text)
{
	struct span mime = span_of(s->mime);

	text = span_trim(text);
	if (text.n == 0)
		return (false);
	/* Some answers have a line in front that no script can run. */
	if (mime.p != NULL && (span_ends(mime, "json") ||
	    span_is_nocase(mime, "text/javascript") ||
	    span_is_nocase(mime, "application/javascript")))
		return (true);
	return (text.p[0] == '{' || text.p[0] == '[');
}

/* Parts of a page of a known site that were saved one below the other, with
 * notes between them. */
static bool
holds_html(const char *url, struct span text)
{
	struct identity id;

	return (identity_of(url, &id) &&
	    memmem(text.p, text.n, "<div ", 5) != NULL &&
	    memmem(text.p, text.n, "</div>", 6) != NULL);
}

static bool
is_html(const struct facts_source *s, struct span text)
{
	struct span mime = span_of(s->mime);

	if (mime.p == NULL || span_is_nocase(mime, "text/plain"))
		return (looks_html(text) || (mime.p == NULL &&
		    !is_json(s, text) && holds_html(s->url, text)));
	return (span_is_nocase(mime, "text/html") ||
	    span_is_nocase(mime, "application/xhtml+xml"));
}

/* A line that keeps a script from running an answer, as Google's ")]}'". */
static struct span
past_guard(struct span s)
{
	struct span line, rest = s;

	s = span_trim(s);
	if (span_starts(s, "for (;;);"))
		return (span_sub(s, 9, s.n));
	if (span_starts(s, ")]}'") && span_line(&rest, &line))
		return (rest);
	return (s);
}

static int
parse(struct doc *d, struct span text)
{
	struct doc_core *c = d->core;
	struct span body;

	if (is_html(d->s, text)) {
		if (doc_html(text, &d->html, &c->f->elements,
		    &c->source->cut) != 0)
			return (-1);
		if (d->html == NULL)
			return (0);
		if ((c->xpath = xmlXPathNewContext(d->html)) == NULL)
			return (-1);
		c->xpath->error = quiet;
		return (0);
	}
	if (!is_json(d->s, text))
		return (0);
	body = past_guard(text);
	d->json = doc_json(d, NULL, 0, body);
	return (0);
}

int
doc_open(struct doc *d, struct facts *f, struct source *source,
    const struct facts_source *s)
{
	struct buf text = BUF_INIT(3 * FACTS_SOURCE_MAX + KIB);
	struct doc_core *c;
	struct url *u = NULL;
	struct span copy;

	memset(d, 0, sizeof(*d));
	d->s = s;
	d->method = "";
	d->confidence = "high";
	if ((c = calloc(1, sizeof(*c))) == NULL)
		return (-1);
	d->core = c;
	c->f = f;
	c->source = source;
	c->arena.max = DOC_ARENA_MAX;
	/* A source without a URL that can be read is one of no known site. */
	if (url_parse(span_of(s->url), NULL, &u, NULL) != 0 &&
	    url_parse(span_of("http://invalid/"), NULL, &u, NULL) != 0)
		return (-1);
	d->url = u;
	doc_charset(&text, s->body, s->charset, is_html(s, s->body));
	copy = arena_buf(&c->arena, &text);
	if (copy.p == NULL) {
		source->cut = true;
		return (c->arena.nomem ? -1 : 0);
	}
	if (parse(d, copy) != 0)
		return (-1);
	return (doc_failed(d) ? -1 : 0);
}

bool
doc_failed(const struct doc *d)
{

	return (d->core == NULL || d->core->arena.nomem ||
	    d->core->f->arena.nomem);
}

void
doc_close(struct doc *d)
{
	struct doc_core *c = d->core;

	if (c != NULL) {
		for (struct doc_json *j = c->read; j != NULL; j = j->next)
			json_decref(j->j);
		json_decref(c->ld);
		xmlXPathFreeContext(c->xpath);
		url_free(c->base);
		arena_free(&c->arena);
	}
	xmlFreeDoc(d->html);
	url_free((struct url *)(uintptr_t)d->url);
	free(c);
	memset(d, 0, sizeof(*d));
}

/* --- Parts of it --- */

struct span
doc_attr(struct doc *d, const xmlNode *node, const char *name)
{
	const xmlAttr *a;

	if (node == NULL || node->type != XML_ELEMENT_NODE)
		return ((struct span){ NULL, 0 });
	for (a = node->properties; a != NULL; a = a->next)
		if (strcmp((const char *)a->name, name) == 0)
			return (doc_content(d, (const xmlNode *)a));
	return ((struct span){ NULL, 0 });
}

const char *
doc_path(struct doc *d, const xmlNode *node)
{
	const char *out;
	xmlChar *p;

	if (node == NULL)
		return ("");
	if ((p = xmlGetNodePath(node)) == NULL) {
		d->core->arena.nomem = true;
		return ("");
	}
	out = arena_str(&d->core->arena, (const char *)p);
	xmlFree(p);
	return (out != NULL ? out : "");
}

/* Whether ${n}, a meta element, is about ${key}. */
static bool
meta_is(struct doc *d, const xmlNode *n, const char *key)
{
	static const char *const names[] = { "property", "name", "itemprop" };

	for (size_t i = 0; i < 3; i++)
		if (span_is_nocase(span_trim(doc_attr(d, n, names[i])), key))
			return (true);
	return (false);
}

struct span
doc_meta(struct doc *d, const char *key, size_t nth)
{
	/* Some programs save "value" for "content".  Themes write it too, for
	 * who made them, but not under the names of a vocabulary. */
	bool vocabulary = strchr(key, ':') != NULL;
	struct nodes all = doc_find_all(d, NULL, vocabulary ?
	    "//meta[@content or @value]" : "//meta[@content]");
	struct span s;

	for (size_t i = 0; i < all.n; i++) {
		if (!meta_is(d, all.p[i], key) || nth-- > 0)
			continue;
		s = doc_attr(d, all.p[i], "content");
		return (s.p != NULL ? s : doc_attr(d, all.p[i], "value"));
	}
	return ((struct span){ NULL, 0 });
}

const char *
doc_printf(struct doc *d, const char *fmt, ...)
{
	const char *s;
	va_list ap;

	va_start(ap, fmt);
	s = arena_vprintf(&d->core->arena, fmt, ap);
	va_end(ap);
	return (s != NULL ? s : "");
}

/* What relative URLs of a page are relative to: <base>, or its own. */
static const struct url *
base_of(struct doc *d)
{
	struct doc_core *c = d->core;

	if (!c->base_done) {
		c->base_done = true;
		(void)url_parse(span_trim(doc_attr(d, doc_find(d, NULL,
		    "//base[@href]"), "href")), d->url, &c->base, NULL);
	}
	return (c->base != NULL ? c->base : d->url);
}

struct span
doc_url(struct doc *d, struct span s)
{
	struct span out = { NULL, 0 };
	struct error e = ERROR_INIT;
	struct url *u = NULL;

	s = span_trim(s);
	if (s.p == NULL || s.n == 0)
		return (out);
	if (url_parse(s, base_of(d), &u, &e) == 0)
		out = arena_span(&d->core->arena,
		    span_of(url_text_fragment(u)));
	else if (e.code == ERR_NOMEM)
		d->core->arena.nomem = true;
	url_free(u);
	return (out);
}
