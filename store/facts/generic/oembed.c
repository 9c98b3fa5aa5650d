#include <string.h>

#include "store/facts/generic/page.h"
#include "store/facts/generic/readers.h"
#include "store/facts/platforms/parts.h"

/*
 * oEmbed 1.0 (https://oembed.com): what a site answers about one of its pages,
 * as JSON or as XML of one level.
 */
struct answer {
	struct span title, author_name, author_url, type, version;
	const char *at;		/* of JSON "/", of XML "/oembed/" */
};

static bool
read_json(const json_t *j, struct answer *a)
{
	json_t *o = json_is_object(j) ? (json_t *)(uintptr_t)j : NULL;

	if (o == NULL)
		return (false);
	a->title = parts_text(o, "/title");
	a->author_name = parts_text(o, "/author_name");
	a->author_url = parts_text(o, "/author_url");
	a->type = parts_text(o, "/type");
	a->version = parts_text(o, "/version");
	if (a->version.p == NULL && json_number_value(json_object_get(o,
	    "version")) == 1.0)
		a->version = span_of("1.0");
	a->at = "/";
	return (true);
}

static struct span
element(struct doc *d, struct span xml, const char *name)
{
	struct span s = parts_between(xml, doc_printf(d, "<%s>", name),
	    doc_printf(d, "</%s>", name));

	if (span_starts(s, "<![CDATA[") && span_ends(s, "]]>"))
		return (span_sub(s, 9, s.n - 12));
	return (s.p == NULL ? s : doc_strip_html(d, s));
}

static bool
read_xml(struct doc *d, struct answer *a)
{
	struct span xml = d->s->body;

	if (d->html != NULL || xml.n > 64 * KIB ||
	    parts_find(xml, "<oembed>") < 0 || !span_utf8(xml))
		return (false);
	a->title = element(d, xml, "title");
	a->author_name = element(d, xml, "author_name");
	a->author_url = element(d, xml, "author_url");
	a->type = element(d, xml, "type");
	a->version = element(d, xml, "version");
	a->at = "/oembed/";
	return (true);
}

static bool
is_answer(const struct answer *a)
{
	static const char * const types[] = { "rich", "video", "photo", "link",
		NULL };

	return (a->type.p != NULL && parts_in(a->type, types) &&
	    (span_is(a->version, "1.0") || span_is(a->version, "1")));
}

void
generic_oembed(struct doc *d)
{
	struct span none = { NULL, 0 };
	struct answer a = { .at = "" };
	struct item *post, *who;

	if (!(d->json != NULL ? read_json(d->json, &a) : read_xml(d, &a)) ||
	    !is_answer(&a))
		return;
	post = item_post(d, REL_SUBJECT, none);
	fact_put(d, post, FACT_TITLE, a.title, "%stitle", a.at);
	a.author_name = page_person(d, a.author_name);
	if (a.author_name.p == NULL)
		return;
	who = item_author(d, post, none);
	fact_put(d, who, FACT_NAME, a.author_name, "%sauthor_name", a.at);
	if (a.author_url.p != NULL && !page_is_home(d, a.author_url))
		fact_put(d, who, FACT_URL, doc_url(d, a.author_url),
		    "%sauthor_url", a.at);
}
