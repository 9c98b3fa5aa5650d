#include <string.h>

#include "store/base/limits.h"
#include "store/wacz/pages.h"
#include "verify/contents.h"
#include "verify/page_set.h"
#include "verify/said.h"

/* Texts up to here are never cut: see pages_fit. */
#define TEXT_WHOLE	(PAGES_TEXT_MAX - 4)

/*
 * pages/pages.jsonl (WACZ 1.1.1 section 5.2.3): readable, and every page
 * that it lists is in the index (said at the end: contents.c).
 */
static bool
same(const char *a, const char *b)
{

	return (strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0);
}

/* The first page is the one that the manifest speaks of. */
static void
check_main(struct work *w, const char *name, const struct page *p)
{
	struct findings *fs = &w->r->findings;

	if (w->m == NULL)
		return;
	if (!same(p->title, w->m->title))
		finding_add(fs, CHECK_PAGES_INDEX, FINDING_FAIL, name, -1,
		    "line %lld: title is not that of " MANIFEST_NAME,
		    (long long)p->line);
	if (!same(p->ts, w->m->main_page_date))
		finding_add(fs, CHECK_PAGES_INDEX, FINDING_FAIL, name, -1,
		    "line %lld: ts is not mainPageDate of " MANIFEST_NAME,
		    (long long)p->line);
}

/* The text that readers search is the one that was seen. */
static int
check_text(struct work *w, const char *name, const struct page *p,
    struct error *e)
{
	uint8_t sum[DIGEST_LEN];

	/* A long one is cut there. */
	if (p->text == NULL || p->text[0] == '\0' ||
	    strlen(p->text) > TEXT_WHOLE)
		return (0);
	if (digest_of(span_of(p->text), sum, e) != 0)
		return (-1);
	if (!text_listed(w, ".txt", sum))
		finding_add(&w->r->findings, CHECK_PAGES_INDEX, FINDING_FAIL,
		    name, -1, "line %lld: text is not that of a file in "
		    "evidence/", (long long)p->line);
	return (0);
}

static int
one_page(struct work *w, const char *name, const struct page *p,
    struct error *e)
{
	struct findings *fs = &w->r->findings;
	int rc;

	if (p->fault != NULL)
		finding_add(fs, CHECK_PAGES_INDEX, w->ours ? FINDING_FAIL :
		    FINDING_WARN, name, -1, "line %lld: %s",
		    (long long)p->line, p->fault);
	if (p->header || p->url == NULL)
		return (0);
	if (w->ours && w->pages_seen++ == 0)
		check_main(w, name, p);
	if (w->ours && (check_text(w, name, p, e) != 0 ||
	    page_set_line(w, p, e) != 0))
		return (-1);
	if (said_page(w, p->id, p->url, e) != 0)
		return (-1);
	if ((rc = wanted_add(w->pages, p->url, p->line, e)) == 1) {
		if (!w->pages_cut)
			finding_add(fs, CHECK_PAGES_INDEX, FINDING_UNCHECKED,
			    name, -1, "more than %d pages", WANTED_MAX);
		w->pages_cut = true;
		rc = 0;
	}
	return (rc);
}

int
check_pages(struct work *w, struct content *c, struct error *e)
{
	struct pages_reader *r = NULL;
	struct error why = ERROR_INIT;
	struct page p;
	int rc;

	if (pages_open(content_read, c, &r, e) != 0)
		return (-1);
	while ((rc = pages_next(r, &p, &why)) == 1)
		if (one_page(w, content_name(c), &p, e) != 0) {
			pages_close(r);
			return (-1);
		}
	pages_close(r);
	w->page_lists++;
	if (rc == 0)
		return (0);
	if (why.code != ERR_LIMIT)
		return (error_set(e, why.code, "%s", why.text));
	finding_add(&w->r->findings, CHECK_PAGES_INDEX, FINDING_UNCHECKED,
	    content_name(c), why.offset, "%s", why.text);
	return (0);
}
