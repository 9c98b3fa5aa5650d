#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "verify/contents.h"
#include "verify/page_set.h"
#include "verify/read_all.h"
#include "verify/wire.h"

/*
 * evidence/acquisition.json of our own exhibits (docs/formats/exhibit.md
 * section 6): that it is one, and that what it says of the archive is so.
 * URLs go to w->urls, and are looked for in the records at the end.
 */
static void
fail(struct work *w, const char *name, const char *text)
{

	finding_add(&w->r->findings, CHECK_ACQUISITION_RECORD, FINDING_FAIL,
	    name, -1, "%s", text);
}

static int
want_url(struct work *w, const char *url, struct error *e)
{

	/* Too many to keep: then the log has too many as well, and says so. */
	return (url != NULL && wanted_add(w->urls, url, 0, e) < 0 ? -1 : 0);
}

static int64_t
moment(const json_t *j, const char *key)
{
	const char *s = json_text(j, key);
	int64_t t;

	if (s == NULL || time_parse(span_of(s), &t, NULL) != 0)
		return (TIME_UNKNOWN);
	return (t);
}

static void
check_chain(struct work *w, const char *name, const json_t *exchange)
{
	const json_t *tls = json_object_get(exchange, "tls");
	const char *file = json_text(tls, "file");
	const char *leaf = json_text(tls, "leaf_sha256");

	if (file != NULL && leaf != NULL)
		check_tls_leaf(w, file, leaf);
	if (file != NULL && zip_find(w->zip, span_of(file)) < 0)
		finding_add(&w->r->findings, CHECK_ACQUISITION_RECORD,
		    FINDING_FAIL, name, -1, "names %s, which is not in the "
		    "package", file);
}

/* The manifest names the page that was captured. */
static int
check_page(struct work *w, const char *name, const json_t *cap,
    struct error *e)
{
	const char *url = json_text(cap, "url");
	const char *final = json_text(cap, "final_url");

	if (url == NULL) {
		fail(w, name, "capture has no url");
		return (0);
	}
	if (records_key(span_of(url), w->asked, e) != 0)
		return (-1);
	if (final == NULL || w->m == NULL || w->m->main_page_url == NULL ||
	    strcmp(final, w->m->main_page_url) != 0)
		fail(w, name, "final_url is not mainPageUrl of " MANIFEST_NAME);
	return (0);
}

static int
check_list(struct work *w, const char *name, const json_t *list,
    struct error *e)
{
	const json_t *one;
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		one = json_array_get(list, i);
		check_chain(w, name, one);
		if (wire_add(w, one, e) != 0)
			return (-1);
		if (want_url(w, json_text(one, "url"), e) != 0)
			return (-1);
	}
	return (0);
}

/* The exchanges that the part ${of} of the record describes. */
static int
check_exchanges(struct work *w, const char *name, const json_t *of,
    struct error *e)
{

	return (check_list(w, name, json_object_get(json_object_get(of,
	    "wire"), "exchanges"), e));
}

/* What was fetched besides, where something came. */
static int
check_fetched(struct work *w, const json_t *j, struct error *e)
{
	const json_t *list = json_object_get(j, "fetched"), *one;
	int64_t status;
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		one = json_array_get(list, i);
		if (json_whole(one, "status", &status) &&
		    want_url(w, json_text(one, "url"), e) != 0)
			return (-1);
	}
	return (0);
}

static int
check_record(struct work *w, const char *name, const json_t *j,
    struct error *e)
{
	const json_t *cap = json_object_get(j, "capture");
	const json_t *also = json_object_get(j, "also");
	int64_t form;

	if (!json_whole(j, "acquisition", &form) || form != 1)
		fail(w, name, "acquisition is not 1");
	if (!json_is_object(cap)) {
		fail(w, name, "has no capture");
		return (0);
	}
	w->from = moment(cap, "started");
	w->to = moment(cap, "ended");
	if (w->from == TIME_UNKNOWN || w->to == TIME_UNKNOWN ||
	    w->to < w->from)
		fail(w, name, "started and ended are no span of time");
	if (check_page(w, name, cap, e) != 0)
		return (-1);
	if (want_url(w, json_text(cap, "url"), e) != 0 ||
	    want_url(w, json_text(cap, "final_url"), e) != 0)
		return (-1);
	if (page_set_record(w, j, e) != 0 ||
	    check_exchanges(w, name, j, e) != 0)
		return (-1);
	/* Of the other pages, and of an archive's copy. */
	if (check_exchanges(w, name, json_object_get(j, "author"), e) != 0 ||
	    check_exchanges(w, name, json_object_get(j, "public"), e) != 0 ||
	    check_exchanges(w, name, also, e) != 0 ||
	    check_list(w, name, json_object_get(also, "exchanges"), e) != 0)
		return (-1);
	return (check_fetched(w, j, e));
}

int
check_acquisition(struct work *w, struct content *c, struct error *e)
{
	struct buf all = BUF_INIT(JSON_FILE_MAX);
	struct error why = ERROR_INIT;
	json_t *j = NULL;
	int rc = -1;

	if (read_all(c, &all, e) != 0)
		goto out;
	if ((j = json_read(buf_span(&all), &why)) == NULL) {
		if (why.code != ERR_SYNTAX && why.code != ERR_LIMIT) {
			(void)error_set(e, why.code, "%s", why.text);
			goto out;
		}
		fail(w, content_name(c), why.text);
		rc = 0;
		goto out;
	}
	if (check_record(w, content_name(c), j, e) != 0)
		goto out;
	work_pass(w, CHECK_ACQUISITION_RECORD, "names %zu exchanges",
	    json_array_size(json_object_get(json_object_get(j, "wire"),
	    "exchanges")));
	rc = 0;
out:
	json_decref(j);
	buf_free(&all);
	return (rc);
}
