#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/time.h"
#include "verify/records.h"
#include "verify/wire.h"

#define RECORD_NAME	"evidence/acquisition.json"

struct wire {
	uint8_t url[RECORDS_KEY];
	int64_t start;
	int64_t status;			/* -1: none */
	char ip[64];			/* or "" */
	bool seen;
};

/* What a line and an exchange both say. */
static int
read_one(const json_t *j, const json_t *d, struct wire *x, struct error *e)
{
	const char *url = json_text(d, "url"), *start = json_text(j, "start");
	const char *ip = json_text(d, "ip");

	memset(x, 0, sizeof(*x));
	if (start == NULL || time_parse(span_of(start), &x->start, NULL) != 0)
		x->start = TIME_UNKNOWN;
	if (!json_whole(d, "status", &x->status))
		x->status = -1;
	if (ip != NULL && strlen(ip) < sizeof(x->ip))
		memcpy(x->ip, ip, strlen(ip) + 1);
	return (records_key(span_of(url != NULL ? url : ""), x->url, e));
}

int
wire_add(struct work *w, const json_t *j, struct error *e)
{
	struct wire *v;

	if (w->nwire == WIRE_MAX) {
		finding_add(&w->r->findings, CHECK_ACQUISITION_RECORD,
		    FINDING_UNCHECKED, RECORD_NAME, -1,
		    "more than %d exchanges", WIRE_MAX);
		return (0);
	}
	v = reallocarray(w->wire, w->nwire + 1, sizeof(*v));
	if (v == NULL)
		return (error_nomem(e));
	w->wire = v;
	return (read_one(j, j, &v[w->nwire++], e));
}

static bool
same_place(const struct wire *a, const struct wire *b)
{

	return (memcmp(a->url, b->url, sizeof(a->url)) == 0 &&
	    a->start == b->start);
}

int
wire_exchange(struct work *w, const json_t *j, struct error *e)
{
	const json_t *d = json_object_get(j, "detail");
	const char *by = json_text(d, "by");
	struct wire x;
	size_t i;

	if (by == NULL || strcmp(by, "wire") != 0)
		return (0);
	if (read_one(j, d, &x, e) != 0)
		return (-1);
	/* The page itself; what it leads to is listed elsewhere. */
	w->wired |= memcmp(x.url, w->asked, sizeof(x.url)) == 0;
	for (i = 0; i < w->nwire; i++)
		if (same_place(&w->wire[i], &x) &&
		    w->wire[i].status == x.status)
			w->wire[i].seen = true;
	return (0);
}

int
wire_connected(struct work *w, const json_t *j, bool *fits, struct error *e)
{
	struct wire x;
	size_t i;

	*fits = true;
	if (read_one(j, json_object_get(j, "detail"), &x, e) != 0)
		return (-1);
	for (i = 0; i < w->nwire; i++)
		if (same_place(&w->wire[i], &x) &&
		    strcmp(w->wire[i].ip, x.ip) != 0)
			*fits = false;
	return (0);
}

void
wire_end(struct work *w)
{
	struct findings *fs = &w->r->findings;
	bool named = false;
	size_t i;

	for (i = 0; i < w->nwire; i++)
		named |= memcmp(w->wire[i].url, w->asked,
		    sizeof(w->wire[i].url)) == 0;
	for (i = 0; i < w->nwire; i++)
		if (!w->wire[i].seen)
			finding_add(fs, CHECK_ACQUISITION_RECORD, FINDING_FAIL,
			    RECORD_NAME, -1, "exchange %zu is not in the log "
			    "with that URL, start and status", i + 1);
	if (w->wired && !named)
		finding_add(fs, CHECK_ACQUISITION_RECORD, FINDING_FAIL,
		    RECORD_NAME, -1, "names no exchange of the page, the log "
		    "does");
}
