#include <inttypes.h>
#include <string.h>

#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/base/url.h"
#include "verify/contents.h"
#include "verify/page_set.h"
#include "verify/trace.h"
#include "verify/wire.h"

/*
 * evidence/acquisition.log of our own exhibits (docs/formats/exhibit.md
 * section 7): one JSON object a line, numbered without a gap; the files that
 * it saw being written are the files of the package; what it connected to is
 * in the records; records and log are of one time.
 */
#define LOG_NAME	"evidence/acquisition.log"
#define SLACK_MS	(INT64_C(60) * 1000)	/* clocks may be set */

static void
fail(struct work *w, const struct lines *l, const char *text)
{

	finding_add(&w->r->findings, CHECK_ACQUISITION_LOG, FINDING_FAIL,
	    LOG_NAME, l->offset, "line %" PRId64 ": %s", l->count, text);
}

static const struct manifest_resource *
listed(const struct work *w, const char *path)
{
	ptrdiff_t i;

	if (w->m == NULL || (i = zip_find(w->zip, span_of(path))) < 0)
		return (NULL);
	return (manifest_resource_of(w->m, (size_t)i));
}

static void
check_file(struct work *w, const struct lines *l, const json_t *d)
{
	const char *name = json_text(d, "file"), *hash = json_text(d, "sha256");
	const struct manifest_resource *r;
	char have[2 * DIGEST_MAX + 1];
	int64_t bytes;

	if (name == NULL || hash == NULL || !json_whole(d, "bytes", &bytes)) {
		fail(w, l, "file-written without file, sha256 or bytes");
		return;
	}
	if ((r = listed(w, name)) == NULL) {
		finding_add(&w->r->findings, CHECK_ACQUISITION_LOG,
		    FINDING_FAIL, name, -1, "written as line %" PRId64 " of "
		    LOG_NAME " says, but not in the package", l->count);
		return;
	}
	trace_file(w, r);
	/* The manifest's hash is the file's, or wacz.resources has failed. */
	if (r->alg != DIGEST_SHA256 || strcmp(hash, hex_text(r->hash,
	    r->hash_n, have)) != 0 || bytes != r->bytes)
		finding_add(&w->r->findings, CHECK_ACQUISITION_LOG,
		    FINDING_FAIL, name, -1, "sha256 %s, %" PRId64 " bytes as "
		    "line %" PRId64 " of " LOG_NAME " saw it, is not what the "
		    "package has", hash, bytes, l->count);
}

static int
check_url(struct work *w, const struct lines *l, const char *url,
    struct error *e)
{
	int rc;

	if (url == NULL)
		return (0);
	if ((rc = wanted_add(w->urls, url, l->count, e)) == 1)
		finding_add(&w->r->findings, CHECK_ACQUISITION_LOG,
		    FINDING_UNCHECKED, LOG_NAME, l->offset,
		    "more than %d URLs", WANTED_MAX);
	return (rc < 0 ? -1 : 0);
}

static void
check_times(struct work *w, const struct lines *l, const json_t *j)
{
	const char *s = json_text(j, "start"), *t = json_text(j, "end");
	int64_t start, end;

	if (s == NULL || t == NULL ||
	    time_parse(span_of(s), &start, NULL) != 0 ||
	    time_parse(span_of(t), &end, NULL) != 0) {
		fail(w, l, "no start and end");
		return;
	}
	if (end < start - SLACK_MS)
		fail(w, l, "ends before it starts");
	if (w->from != TIME_UNKNOWN && start < w->from - SLACK_MS)
		fail(w, l, "before the capture started");
	if (w->r->time.claimed != TIME_UNKNOWN &&
	    end > w->r->time.claimed + SLACK_MS)
		fail(w, l, "after the package was created");
}

/* The first step: somebody asked for this address and no other. */
static int
check_typed(struct work *w, const struct lines *l, const char *event,
    const char *text, struct error *e)
{
	struct error why = ERROR_INIT;
	uint8_t key[RECORDS_KEY];
	struct url *url = NULL;
	int rc;

	if (strcmp(event, "url-typed") != 0 || text == NULL) {
		fail(w, l, "does not begin with the address asked for");
		return (0);
	}
	if (url_parse(span_of(text), NULL, &url, &why) != 0) {
		if (why.code == ERR_NOMEM)
			return (error_nomem(e));
		fail(w, l, "url is no address");
		return (0);
	}
	rc = records_key(span_of(url_text(url)), key, e);
	url_free(url);
	if (rc == 0 && memcmp(key, w->asked, sizeof(key)) != 0)
		fail(w, l, "url is not the one of the acquisition record");
	return (rc);
}

static int
check_connected(struct work *w, const struct lines *l, const json_t *j,
    struct error *e)
{
	const json_t *d = json_object_get(j, "detail");
	const char *chain = json_text(d, "chain");
	bool fits;

	if (chain != NULL && chain[0] != '\0' &&
	    zip_find(w->zip, span_of(chain)) < 0)
		fail(w, l, "names certificates that are not in the package");
	if (wire_connected(w, j, &fits, e) != 0)
		return (-1);
	if (!fits)
		fail(w, l, "ip is not the one of the acquisition record");
	return (check_url(w, l, json_text(d, "url"), e));
}

/* A step that made a file says how long it was. */
static void
check_made(struct work *w, const struct lines *l, const json_t *d)
{
	const struct manifest_resource *r = listed(w, json_text(d, "file"));
	int64_t bytes;

	if (!json_whole(d, "bytes", &bytes))
		return;
	if (r == NULL || r->bytes != bytes)
		fail(w, l, "made a file that is not so in the package");
}

static int
check_event(struct work *w, const struct lines *l, const json_t *j,
    struct error *e)
{
	const char *event = json_text(j, "event");
	const json_t *d = json_object_get(j, "detail");
	int64_t seq;

	if (event == NULL) {
		fail(w, l, "no event");
		return (0);
	}
	if (!json_whole(j, "seq", &seq) || seq != l->count)
		fail(w, l, "seq is not the number of the line");
	check_times(w, l, j);
	w->log_closed = strcmp(event, "closed") == 0;
	if (l->count == 1)
		return (check_typed(w, l, event, json_text(d, "url"), e));
	if (strcmp(event, "exchange") == 0)
		return (trace_exchange(w, l, j, e) != 0 ? -1 :
		    wire_exchange(w, j, e));
	if (strcmp(event, "connected") == 0)
		return (check_connected(w, l, j, e));
	if (strcmp(event, "redirect") == 0)
		return (check_url(w, l, json_text(d, "from"), e));
	if (strcmp(event, "file-written") == 0)
		check_file(w, l, d);
	else if (json_text(d, "file") != NULL)
		check_made(w, l, d);
	return (0);
}

static int
check_line(struct work *w, const struct lines *l, struct span line,
    struct error *e)
{
	struct error why = ERROR_INIT;
	json_t *j;
	int rc = 0;

	if ((j = json_read(line, &why)) != NULL && json_is_object(j))
		rc = check_event(w, l, j, e);
	else if (j != NULL || why.code == ERR_SYNTAX ||
	    why.code == ERR_LIMIT)
		fail(w, l, j != NULL ? "no JSON object" : why.text);
	else
		rc = error_set(e, why.code, "%s", why.text);
	json_decref(j);
	return (rc);
}

int
check_log(struct work *w, struct content *c, struct error *e)
{
	struct error why = ERROR_INIT;
	struct span line;
	struct lines l;
	int rc;

	if (w->trace == NULL && trace_new(w, &w->trace, e) != 0)
		return (-1);
	if (lines_open(&l, content_read, c, EVENT_MAX, e) != 0)
		return (-1);
	while ((rc = lines_next(&l, &line, &why)) == 1)
		if (check_line(w, &l, line, e) != 0) {
			lines_close(&l);
			return (-1);
		}
	if (rc == 0 && l.unended)
		fail(w, &l, "not ended by a line feed: cut?");
	else if (rc == 0 && !w->log_closed)
		fail(w, &l, "the last step is not \"closed\": cut?");
	w->log_lines = l.count;
	lines_close(&l);
	if (rc == 0)
		return (0);
	if (why.code != ERR_LIMIT)
		return (error_set(e, why.code, "%s", why.text));
	fail(w, &l, why.text);
	return (0);
}

/* Records outside the time of the capture, and URLs that have no record. */
static int
check_records(struct work *w, struct error *e)
{
	struct record_info r;
	int64_t i, n = records_count(w->records);

	for (i = 0; i < n; i++) {
		if (records_get(w->records, i, &r, e) != 0)
			return (-1);
		wanted_see(w->urls, r.url);
		if (r.date == TIME_UNKNOWN || w->from == TIME_UNKNOWN ||
		    w->to == TIME_UNKNOWN)
			continue;
		if (r.date < w->from - SLACK_MS || r.date > w->to + SLACK_MS)
			finding_add(&w->r->findings, CHECK_ACQUISITION_LOG,
			    FINDING_FAIL, records_name(w->records, r.file),
			    r.offset, "WARC-Date is not of the time of the "
			    "capture");
	}
	return (0);
}

int
check_log_end(struct work *w, struct error *e)
{
	struct findings *fs = &w->r->findings;

	if (!w->ours)
		return (0);
	if (!findings_ran(fs, CHECK_ACQUISITION_RECORD))
		finding_add(fs, CHECK_ACQUISITION_RECORD, FINDING_FAIL,
		    "evidence/acquisition.json", -1, "not in the package");
	if (w->log_lines == 0)
		finding_add(fs, CHECK_ACQUISITION_LOG, FINDING_FAIL, LOG_NAME,
		    -1, "not in the package, or empty");
	if (check_records(w, e) != 0 || trace_end(w, e) != 0)
		return (-1);
	/* Not where there are too many records to be looked at one by one. */
	if (w->trace != NULL)
		page_set_end(w);
	wire_end(w);
	wanted_report(w->urls, fs, CHECK_ACQUISITION_LOG, LOG_NAME,
	    "the records");
	work_pass(w, CHECK_ACQUISITION_LOG, "%" PRId64 " steps, %zu URLs",
	    w->log_lines, wanted_count(w->urls));
	return (0);
}
