#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/base/time.h"
#include "store/warc/warc.h"
#include "verify/contents.h"
#include "verify/page_set.h"
#include "verify/trace.h"

#define LOG_NAME	"evidence/acquisition.log"

struct item {
	uint8_t id[RECORDS_KEY];
	int64_t index;
};

struct trace {
	struct item *v;			/* sorted by id, then index */
	int64_t n;
	uint8_t *logged;		/* a bit for each record */
	uint8_t *written;		/* a bit for each resource */
};

static bool
bit(const uint8_t *bits, int64_t i)
{

	return ((bits[i / 8] & (1u << (i % 8))) != 0);
}

static void
set_bit(uint8_t *bits, int64_t i)
{

	bits[i / 8] |= (uint8_t)(1u << (i % 8));
}

static int
order(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int c = memcmp(x->id, y->id, RECORDS_KEY);

	return (c != 0 ? c : x->index < y->index ? -1 : x->index > y->index);
}

static int
fill(const struct work *w, struct trace *t, struct error *e)
{
	struct record_info r;
	int64_t i;

	for (i = 0; i < t->n; i++) {
		if (records_get(w->records, i, &r, e) != 0)
			return (-1);
		memcpy(t->v[i].id, r.id, RECORDS_KEY);
		t->v[i].index = i;
	}
	if (t->n > 0)
		qsort(t->v, (size_t)t->n, sizeof(*t->v), order);
	return (0);
}

int
trace_new(struct work *w, struct trace **out, struct error *e)
{
	int64_t n = records_count(w->records);
	size_t files = w->m != NULL ? w->m->n : 0;
	struct trace *t;

	*out = NULL;
	if (n > TRACE_MAX) {
		finding_add(&w->r->findings, CHECK_ACQUISITION_LOG,
		    FINDING_UNCHECKED, LOG_NAME, -1, "more than %" PRId64
		    " records", TRACE_MAX);
		return (0);
	}
	if ((t = calloc(1, sizeof(*t))) == NULL)
		return (error_nomem(e));
	t->n = n;
	if ((t->v = calloc((size_t)n + 1, sizeof(*t->v))) == NULL ||
	    (t->logged = calloc((size_t)n / 8 + 1, 1)) == NULL ||
	    (t->written = calloc(files / 8 + 1, 1)) == NULL)
		(void)error_nomem(e);
	else if (fill(w, t, e) == 0) {
		*out = t;
		return (0);
	}
	trace_free(t);
	return (-1);
}

/* The first record of that id, or -1. */
static int64_t
find(const struct trace *t, const uint8_t id[static RECORDS_KEY])
{
	int64_t lo = 0, hi = t->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (memcmp(t->v[mid].id, id, RECORDS_KEY) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (lo < t->n && memcmp(t->v[lo].id, id, RECORDS_KEY) == 0 ?
	    t->v[lo].index : -1);
}

static void
fail_line(struct work *w, const struct lines *l, const char *text)
{

	finding_add(&w->r->findings, CHECK_ACQUISITION_LOG, FINDING_FAIL,
	    LOG_NAME, l->offset, "line %" PRId64 ": %s", l->count, text);
}

static void
compare_sum(struct work *w, const struct lines *l, const json_t *d,
    const struct record_info *r)
{
	const char *sum = json_text(d, "sha256");
	char have[2 * DIGEST_LEN + 1];
	int64_t status, bytes;

	if (!json_whole(d, "status", &status))
		status = -1;
	if (r->type == WARC_RESPONSE && status != r->status)
		fail_line(w, l, "status is not that of its record");
	if (r->type == WARC_RESPONSE && (sum == NULL || !r->has_sha256 ||
	    strcmp(sum, hex_text(r->sha256, DIGEST_LEN, have)) != 0))
		fail_line(w, l, "sha256 is not that of its record's body");
	if (r->type == WARC_RESPONSE && (!json_whole(d, "bytes", &bytes) ||
	    bytes != r->size))
		fail_line(w, l, "bytes is not the length of its record's "
		    "body");
	if (r->type != WARC_RESPONSE && (status >= 0 || sum != NULL))
		fail_line(w, l, "tells of an answer, its record does not");
}

static int
compare(struct work *w, const struct lines *l, const json_t *j,
    const struct record_info *r, struct error *e)
{
	const json_t *d = json_object_get(j, "detail");
	const char *url = json_text(d, "url"), *start = json_text(j, "start");
	uint8_t key[RECORDS_KEY];
	int64_t t;

	if (r->type != WARC_RESPONSE && r->type != WARC_METADATA)
		fail_line(w, l, "its record is no answer");
	if (url == NULL || start == NULL) {
		fail_line(w, l, "exchange without url or start");
		return (0);
	}
	if (records_key(span_of(url), key, e) != 0)
		return (-1);
	if (memcmp(key, r->url, RECORDS_KEY) != 0)
		fail_line(w, l, "url is not that of its record");
	if (!page_set_fits(w, json_text(d, "page"), r))
		fail_line(w, l, "page is not that of its record");
	if (time_parse(span_of(start), &t, NULL) != 0 || t != r->date)
		fail_line(w, l, "start is not the WARC-Date of its record");
	compare_sum(w, l, d, r);
	return (0);
}

int
trace_exchange(struct work *w, const struct lines *l, const json_t *j,
    struct error *e)
{
	const char *id = json_text(json_object_get(j, "detail"), "record");
	uint8_t key[RECORDS_KEY];
	struct record_info r;
	int64_t i;

	if (w->trace == NULL)
		return (0);	/* too many; told */
	if (id == NULL) {
		fail_line(w, l, "exchange without record");
		return (0);
	}
	if (records_key(span_of(id), key, e) != 0)
		return (-1);
	if ((i = find(w->trace, key)) < 0) {
		fail_line(w, l, "its record is not in the web archive");
		return (0);
	}
	if (bit(w->trace->logged, i))
		fail_line(w, l, "a second line for one record");
	set_bit(w->trace->logged, i);
	if (records_get(w->records, i, &r, e) != 0)
		return (-1);
	return (compare(w, l, j, &r, e));
}

void
trace_file(struct work *w, const struct manifest_resource *r)
{

	if (w->trace != NULL)
		set_bit(w->trace->written, r - w->m->resources);
}

static void
fail_record(struct work *w, const struct record_info *r, const char *text)
{

	finding_add(&w->r->findings, CHECK_ACQUISITION_LOG, FINDING_FAIL,
	    records_name(w->records, r->file), r->offset, "%s", text);
}

static void
check_record(struct work *w, int64_t i, const struct record_info *r)
{
	const struct trace *t = w->trace;
	int64_t other = r->has_partner ? find(t, r->partner) : -1;

	if (r->has_partner && other < 0)
		fail_record(w, r, "names a record that is not there "
		    "(WARC-Concurrent-To)");
	if (!page_set_see(w, r) && r->type != WARC_WARCINFO)
		fail_record(w, r, "of a page that no part of the package "
		    "names (WARC-Page-ID)");
	switch (r->type) {
	case WARC_RESPONSE:
		if (!bit(t->logged, i))
			fail_record(w, r, "a response that " LOG_NAME
			    " does not have");
		break;
	case WARC_REQUEST:
		if (other < 0 || !bit(t->logged, other))
			fail_record(w, r, "a request whose answer " LOG_NAME
			    " does not have");
		break;
	case WARC_WARCINFO:
	case WARC_METADATA:
		break;
	default:
		if (r->text && (!r->has_sha256 || !text_listed(w, ".txt",
		    r->sha256)))
			fail_record(w, r, "a visible text that no file in "
			    "evidence/ has");
		if (r->dom && (!r->has_sha256 || !text_listed(w, ".html",
		    r->sha256)))
			fail_record(w, r, "a rendered document that no file "
			    "in evidence/ has");
		if (r->web)
			fail_record(w, r, "of a kind that constat does not "
			    "write for an address of the web");
		break;
	}
}

static int
check_records(struct work *w, struct error *e)
{
	const struct trace *t = w->trace;
	struct record_info r;
	int64_t i;

	for (i = 0; i < t->n; i++) {
		if (records_get(w->records, i, &r, e) != 0)
			return (-1);
		check_record(w, i, &r);
	}
	for (i = 1; i < t->n; i++) {
		if (memcmp(t->v[i].id, t->v[i - 1].id, RECORDS_KEY) != 0)
			continue;
		if (records_get(w->records, t->v[i].index, &r, e) != 0)
			return (-1);
		fail_record(w, &r, "WARC-Record-ID of another record");
	}
	return (0);
}

int
trace_end(struct work *w, struct error *e)
{
	const struct manifest_resource *r;
	size_t i;

	if (w->trace == NULL)
		return (0);
	for (i = 0; w->m != NULL && i < w->m->n; i++) {
		r = &w->m->resources[i];
		if (r->path != NULL && strcmp(r->path, LOG_NAME) != 0 &&
		    !bit(w->trace->written, (int64_t)i))
			finding_add(&w->r->findings, CHECK_ACQUISITION_LOG,
			    FINDING_FAIL, r->path, -1, "in the package, but "
			    LOG_NAME " did not see it written");
	}
	return (check_records(w, e));
}

void
trace_free(struct trace *t)
{

	if (t == NULL)
		return;
	free(t->v);
	free(t->logged);
	free(t->written);
	free(t);
}
