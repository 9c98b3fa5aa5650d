#include <string.h>

#include <libxml/parserInternals.h>

#include "store/facts/facts_internal.h"

/*
 * libxml2 sets itself up at its first use, and two threads that come first at
 * once can wait for each other for ever: before there are threads, then.
 */
__attribute__((constructor)) static void
set_up(void)
{

	xmlInitParser();
}

/*
 * libxml2 2.9 compares each attribute of a tag with all before it, and each
 * end tag with all open elements: both are bounded here, the first before it
 * sees the bytes, the second while it parses.
 */
struct parse {
	size_t elements;
	size_t skipping;	/* elements left out that are open */
	bool cut;
	bool nomem;
};

static struct parse *
own(void *ctx)
{
	htmlParserCtxtPtr c = ctx;

	return (c->_private);
}

static void
start(void *ctx, const xmlChar *name, const xmlChar **atts)
{
	htmlParserCtxtPtr c = ctx;
	struct parse *p = own(ctx);

	if (c->nameNr > DOC_DEPTH_MAX) {
		p->cut = true;
		xmlStopParser(c);
		return;
	}
	if (p->skipping > 0 || p->elements >= DOC_NODES_MAX) {
		p->skipping++;
		p->cut = true;
		return;
	}
	p->elements++;
	xmlSAX2StartElement(ctx, name, atts);
}

static void
end(void *ctx, const xmlChar *name)
{
	struct parse *p = own(ctx);

	if (p->skipping > 0)
		p->skipping--;
	else
		xmlSAX2EndElement(ctx, name);
}

static void
fault(void *ctx, xmlErrorPtr error)
{
	struct parse *p = ctx;

	if (error != NULL && error->code == XML_ERR_NO_MEMORY)
		p->nomem = true;
}

static bool
blank(uint8_t c)
{

	return (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f');
}

/* Past the end of the raw text of ${name}, from ${i}. */
static size_t
past_raw(struct span s, size_t i, const char *name)
{
	size_t n = strlen(name);

	for (; i + n + 2 < s.n; i++)
		if (s.p[i] == '<' && s.p[i + 1] == '/' &&
		    span_is_nocase(span_sub(s, i + 2, n), name))
			return (i);
	return (s.n);
}

/* Past the start tag at ${i}; false where it has too many attributes. */
static bool
past_tag(struct span s, size_t *at)
{
	size_t i = *at, n = 0;
	uint8_t quote;

	while (i < s.n && s.p[i] != '>') {
		if ((s.p[i] == '"' || s.p[i] == '\'') && i > 0 &&
		    (s.p[i - 1] == '=' || blank(s.p[i - 1]))) {
			quote = s.p[i++];
			while (i < s.n && s.p[i] != quote)
				i++;
			if (i < s.n)
				i++;
			n++;
			continue;
		}
		if (blank(s.p[i]) || s.p[i] == '/' || s.p[i] == '"' ||
		    s.p[i] == '\'')
			n += i > 0 && !blank(s.p[i - 1]);
		i++;
	}
	*at = i;
	return (n <= DOC_TAG_ATTRIBUTES_MAX);
}

static bool
tags_fit(struct span s)
{
	size_t i = 0, name;

	while (i + 1 < s.n) {
		if (s.p[i] != '<') {
			i++;
			continue;
		}
		if (span_starts(span_sub(s, i, 4), "<!--")) {
			for (i += 4; i + 2 < s.n && memcmp(s.p + i, "-->", 3)
			    != 0; i++)
				;
			continue;
		}
		name = ++i;
		if ((s.p[i] | 32) < 'a' || (s.p[i] | 32) > 'z')
			continue;
		if (!past_tag(s, &i))
			return (false);
		if (span_is_nocase(span_sub(s, name, 6), "script"))
			i = past_raw(s, i, "script");
		else if (span_is_nocase(span_sub(s, name, 5), "style"))
			i = past_raw(s, i, "style");
	}
	return (true);
}

int
doc_html(struct span html, htmlDocPtr *out, size_t *elements, bool *cut)
{
	struct parse p = { .elements = 0 };
	htmlParserCtxtPtr c;

	*out = NULL;
	if (html.n == 0)
		return (0);
	if (!tags_fit(html)) {
		*cut = true;
		return (0);
	}
	c = htmlCreateMemoryParserCtxt((const char *)html.p, (int)html.n);
	if (c == NULL)
		return (-1);
	(void)htmlCtxtUseOptions(c, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
	    HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_COMPACT |
	    HTML_PARSE_IGNORE_ENC);
	c->options |= XML_PARSE_HUGE;	/* the depth is bounded by start() */
	c->_private = &p;
	c->sax->startElement = start;
	c->sax->endElement = end;
	xmlSetStructuredErrorFunc(&p, fault);
	(void)xmlSwitchEncoding(c, XML_CHAR_ENCODING_UTF8);
	(void)htmlParseDocument(c);
	xmlSetStructuredErrorFunc(NULL, NULL);
	*out = c->myDoc;
	c->myDoc = NULL;
	if (c->lastError.code == XML_ERR_NO_MEMORY || p.nomem) {
		htmlFreeParserCtxt(c);
		return (-1);
	}
	htmlFreeParserCtxt(c);
	*cut |= p.cut;
	*elements += p.elements;
	if (*out != NULL)
		(void)xmlXPathOrderDocElems(*out);
	return (0);
}
