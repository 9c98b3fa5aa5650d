#include <stdio.h>
#include <string.h>

#include "store/base/json.h"
#include "store/facts/feed.h"
#include "verify/differ.h"
#include "verify/read_small.h"
#include "verify/said.h"

#define SHOWN	80	/* bytes of a value in a finding */

/*
 * evidence/facts.json: what was said, by whom, when.  The records were read
 * for it as they went by (said.h); here it is derived from them, and must be
 * the same byte for byte.
 */
static bool
same_bytes(const json_t *derived, struct span file, struct error *e)
{
	struct buf out = BUF_INIT(FACTS_FILE_MAX);
	bool same;

	if (facts_file(derived, &out, e) != 0) {
		buf_free(&out);
		return (false);
	}
	same = span_eq(buf_span(&out), file);
	buf_free(&out);
	return (same);
}

static void
show(const json_t *j, char out[static SHOWN + 1])
{
	struct buf text = BUF_INIT(64 * KIB);

	if (j == NULL)
		(void)snprintf(out, SHOWN + 1, "nothing");
	else if (json_write(&text, j, NULL) != 0)
		(void)snprintf(out, SHOWN + 1, "a long value");
	else
		(void)snprintf(out, SHOWN + 1, "%.*s", SHOWN, buf_str(&text));
	buf_free(&text);
}

/* What derives in another way may derive another thing: no verdict on it. */
static void
report(struct work *w, const json_t *derived, const json_t *stated,
    bool same_program)
{
	struct buf at = BUF_INIT(16 * KIB);
	char have[SHOWN + 1], want[SHOWN + 1];
	const json_t *x = NULL, *y = NULL;

	if (!json_differ(stated, derived, &at, &x, &y)) {
		finding_add(&w->r->findings, CHECK_FACTS_DERIVED, FINDING_FAIL,
		    FACTS_FILE, -1, "written otherwise than as one line of "
		    "JSON and a line end");
		buf_free(&at);
		return;
	}
	show(x, have);
	show(y, want);
	finding_add(&w->r->findings, CHECK_FACTS_DERIVED, same_program ?
	    FINDING_FAIL : FINDING_UNCHECKED, FACTS_FILE, -1,
	    "%s%s is %s, want %s", same_program ? "" :
	    "derived by another version: ", buf_str(&at), have, want);
	buf_free(&at);
}

static int
compare(struct work *w, const json_t *stated, struct span file,
    json_t *derived, struct error *e)
{
	struct error why = ERROR_INIT;
	const char *by = json_text(stated, "derived_by"),
	    *own = json_text(derived, "derived_by");
	bool same_program = by == NULL || own == NULL || strcmp(by, own) == 0,
	    ok = true;

	if (!said_pages_fit(w, json_object_get(stated, "pages"))) {
		finding_add(&w->r->findings, CHECK_FACTS_DERIVED, FINDING_FAIL,
		    FACTS_FILE, -1, "pages are not those of pages/pages.jsonl");
		return (0);
	}
	if (!same_program && by != NULL)
		json_put_text(derived, "derived_by", by, &ok);
	if (!ok)
		return (error_nomem(e));
	if (same_bytes(derived, file, &why))
		work_pass(w, CHECK_FACTS_DERIVED, "the same again from the "
		    "records");
	else if (why.code == ERR_NOMEM)
		return (error_nomem(e));
	else
		report(w, derived, stated, same_program);
	return (0);
}

/* What the file says, or NULL with a finding where it says nothing. */
static json_t *
read_stated(struct work *w, struct span file, struct error *e)
{
	struct error why = ERROR_INIT;
	json_t *j = json_read(file, &why);

	if (j == NULL && why.code == ERR_NOMEM)
		(void)error_nomem(e);
	else if (j == NULL)
		finding_add(&w->r->findings, CHECK_FACTS_DERIVED, FINDING_FAIL,
		    FACTS_FILE, why.offset, "%s", why.text);
	return (j);
}

static int
hold(struct work *w, struct span file, struct error *e)
{
	json_t *stated = read_stated(w, file, e);
	const json_t *pages = json_object_get(stated, "pages");
	int rc;

	if (stated == NULL)
		return (e->code == ERR_NOMEM ? -1 : 0);
	rc = said_derive(w, said_pages_fit(w, pages) ? pages : NULL,
	    &w->r->facts, e);
	if (rc == 0)
		rc = compare(w, stated, file, w->r->facts, e);
	json_decref(stated);
	return (rc);
}

int
check_facts(struct work *w, struct error *e)
{
	struct buf file = BUF_INIT(FACTS_FILE_MAX);
	bool there;
	int rc;

	if (w->said == NULL)
		return (0);
	rc = read_small(w, FACTS_FILE, CHECK_FACTS_DERIVED, &file, &there, e);
	if (rc == 0 && there)
		rc = hold(w, buf_span(&file), e);
	else if (rc == 0)
		rc = said_derive(w, NULL, &w->r->facts, e);
	buf_free(&file);
	return (rc);
}
