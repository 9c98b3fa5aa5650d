#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/warc/warc.h"
#include "verify/page_set.h"

#define LIST_NAME	"pages/pages.jsonl"
#define RECORD_NAME	"evidence/acquisition.json"

struct line {
	uint8_t id[RECORDS_KEY];
	uint8_t url[RECORDS_KEY];
	int64_t ts;
	int64_t line;
	bool seen;		/* an answer of that address and moment */
};

struct named {
	char name[PAGE_NAME_MAX];
	uint8_t id[RECORDS_KEY];
	uint8_t url[RECORDS_KEY];
	uint8_t final[RECORDS_KEY];
	bool listed;
};

struct page_set {
	struct line line[PAGE_SET_MAX];
	size_t lines;
	struct named named[PAGE_SET_MAX];
	size_t names;
};

int
page_set_new(struct page_set **out, struct error *e)
{

	*out = calloc(1, sizeof(**out));
	return (*out == NULL ? error_nomem(e) : 0);
}

static int
key_of(const char *s, uint8_t key[static RECORDS_KEY], struct error *e)
{

	return (records_key(span_of(s != NULL ? s : ""), key, e));
}

int
page_set_line(struct work *w, const struct page *p, struct error *e)
{
	struct page_set *s = w->set;
	struct line *l;

	if (s->lines == PAGE_SET_MAX) {
		finding_add(&w->r->findings, CHECK_PAGES_INDEX, FINDING_FAIL,
		    LIST_NAME, -1, "more than %d pages", PAGE_SET_MAX);
		return (0);
	}
	l = &s->line[s->lines++];
	l->ts = p->ts_ms;
	l->line = p->line;
	return (key_of(p->id, l->id, e) != 0 ? -1 : key_of(p->url, l->url, e));
}

static void
fail(struct work *w, const char *text)
{

	finding_add(&w->r->findings, CHECK_ACQUISITION_RECORD, FINDING_FAIL,
	    RECORD_NAME, -1, "%s", text);
}

/* Where the record tells of that page: the post's own part is "capture". */
static const json_t *
part_of(const json_t *j, const char *name)
{

	return (json_object_get(j, strcmp(name, "post") == 0 ? "capture" :
	    name));
}

static int
add_name(struct work *w, const json_t *j, const json_t *one, struct error *e)
{
	const char *name = json_text(one, "page"), *id = json_text(one, "id");
	const json_t *part = name == NULL ? NULL : part_of(j, name);
	struct page_set *s = w->set;
	struct named *n;

	if (name == NULL || id == NULL || strlen(name) >= PAGE_NAME_MAX ||
	    s->names == PAGE_SET_MAX) {
		fail(w, "pages has a page without page or id, or too many");
		return (0);
	}
	n = &s->named[s->names++];
	memcpy(n->name, name, strlen(name) + 1);
	n->listed = json_is_true(json_object_get(one, "listed"));
	if (key_of(id, n->id, e) != 0 ||
	    key_of(json_text(part, "url"), n->url, e) != 0)
		return (-1);
	return (key_of(json_text(part, "final_url"), n->final, e));
}

int
page_set_record(struct work *w, const json_t *j, struct error *e)
{
	const json_t *list = json_object_get(j, "pages");
	size_t i;

	if (json_array_size(list) == 0) {
		fail(w, "has no pages");
		return (0);
	}
	for (i = 0; i < json_array_size(list); i++)
		if (add_name(w, j, json_array_get(list, i), e) != 0)
			return (-1);
	return (0);
}

bool
page_set_see(struct work *w, const struct record_info *r)
{
	struct page_set *s = w->set;
	struct line *l;
	size_t i;

	for (i = 0; i < s->lines; i++) {
		l = &s->line[i];
		if (r->type == WARC_RESPONSE && r->date == l->ts &&
		    memcmp(r->url, l->url, RECORDS_KEY) == 0 &&
		    memcmp(r->page, l->id, RECORDS_KEY) == 0)
			l->seen = true;
	}
	for (i = 0; i < s->names; i++)
		if (memcmp(r->page, s->named[i].id, RECORDS_KEY) == 0)
			return (true);
	return (false);
}

bool
page_set_fits(const struct work *w, const char *name,
    const struct record_info *r)
{
	const struct page_set *s = w->set;
	size_t i;

	for (i = 0; name != NULL && i < s->names; i++)
		if (strcmp(s->named[i].name, name) == 0)
			return (memcmp(r->page, s->named[i].id,
			    RECORDS_KEY) == 0);
	return (false);
}

static void
fail_line(struct work *w, const struct line *l, const char *text)
{

	finding_add(&w->r->findings, CHECK_PAGES_INDEX, FINDING_FAIL,
	    LIST_NAME, -1, "line %lld: %s", (long long)l->line, text);
}

/* The k-th page of the list is the k-th that the record says is listed. */
static void
compare(struct work *w, const struct line *l, const struct named *n)
{

	if (memcmp(l->id, n->id, RECORDS_KEY) != 0)
		fail_line(w, l, "id is not that of " RECORD_NAME);
	if (memcmp(l->url, n->url, RECORDS_KEY) != 0 &&
	    memcmp(l->url, n->final, RECORDS_KEY) != 0)
		fail_line(w, l, "url is not that of " RECORD_NAME);
	if (!l->seen)
		fail_line(w, l, "no answer of that address, moment and page "
		    "is in the web archive");
}

void
page_set_end(struct work *w)
{
	const struct page_set *s = w->set;
	size_t i, at = 0;

	/* Without the record there is nothing to hold it against: told. */
	if (s->names == 0)
		return;
	if (strcmp(s->named[0].name, "post") != 0 || !s->named[0].listed)
		fail(w, "the first of pages is not the post");
	for (i = 0; i < s->names; i++) {
		if (!s->named[i].listed)
			continue;
		if (at == s->lines) {
			fail(w, "pages has a page that " LIST_NAME
			    " does not list");
			return;
		}
		compare(w, &s->line[at++], &s->named[i]);
	}
	if (at < s->lines)
		fail_line(w, &s->line[at], "a page that " RECORD_NAME
		    " does not know");
}

void
page_set_free(struct page_set *s)
{

	free(s);
}
