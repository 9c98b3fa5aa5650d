#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/limits.h"
#include "store/home/home_internal.h"
#include "store/record/record.h"

/* What the event of one renewal says, kept until it is written. */
struct renewed {
	char id[BLOB_DIGEST];
	char sha256[BLOB_DIGEST];
	const char *exhibit;		/* id */
	char *case_name;
	char before[DIGEST_HEX];	/* of the old record, or "" */
	int64_t before_n;
	char after[DIGEST_HEX];
};

static int
find(struct home *h, const char *id, struct renewed *x, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_exhibit row;
	int rc = -1;

	if (home_exhibit(h, id, &cur, &row, e) != 1) {
		(void)error_set(e, ERR_NOTFOUND, "no exhibit %s", id);
		goto out;
	}
	(void)snprintf(x->id, sizeof(x->id), "%s", row.id);
	(void)snprintf(x->sha256, sizeof(x->sha256), "%s", row.sha256);
	x->exhibit = x->id;
	if (row.case_name != NULL &&
	    (x->case_name = strdup(row.case_name)) == NULL)
		(void)error_nomem(e);
	else
		rc = 0;
out:
	catalog_cursor_free(cur);
	return (rc);
}

static int
digest_text(struct span s, char out[static DIGEST_HEX], struct error *e)
{
	uint8_t sum[DIGEST_LEN];

	if (digest_of(s, sum, e) != 0)
		return (-1);
	(void)digest_hex(sum, out);
	return (0);
}

/* Its file: the new record in the place of the old one. */
static int
put(struct home *h, const struct home_renewal *v, struct renewed *x,
    struct error *e)
{
	struct buf old = BUF_INIT(RECORD_MAX);
	int rc = -1, there;

	if (find(h, v->id, x, e) != 0 ||
	    (there = blob_record(h->blobs, x->sha256, &old, e)) < 0)
		goto out;
	x->before_n = (int64_t)old.n;
	if (there == 1 && digest_text(buf_span(&old), x->before, e) != 0)
		goto out;
	if (digest_text(v->record, x->after, e) == 0)
		rc = blob_put_record(h->blobs, x->sha256, v->record, e);
out:
	buf_free(&old);
	return (rc);
}

static void
fill(struct event *ev, const struct event *given, struct renewed *x,
    int64_t bytes)
{

	*ev = *given;
	ev->kind = EVENT_RENEWED;
	ev->exhibits = &x->exhibit;
	ev->n_exhibits = 1;
	ev->case_name = x->case_name;
	if (x->before[0] != '\0')
		ev->before = (struct event_state){ "sha256", x->before,
		    x->before_n };
	ev->after = (struct event_state){ "sha256", x->after, bytes };
}

int
home_renew(struct home *h, const struct home_renewal *v, size_t n,
    const struct event *ev, struct error *e)
{
	struct renewed *all = calloc(n + 1, sizeof(*all));
	struct event *events = calloc(n + 1, sizeof(*events));
	size_t i;
	int rc = -1;

	if (all == NULL || events == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	if (home_need_write(h, e) != 0 || home_unlock(h, e) != 0)
		goto out;
	/* Killed here, a record lies there that the log does not tell of: it
	 * holds by itself, and the next renewal goes on from it. */
	for (i = 0; i < n; i++) {
		if (put(h, &v[i], &all[i], e) != 0)
			goto out;
		fill(&events[i], ev, &all[i], (int64_t)v[i].record.n);
	}
	rc = home_append(h, events, n, e);
out:
	for (i = 0; all != NULL && i < n; i++)
		free(all[i].case_name);
	free(all);
	free(events);
	return (rc);
}
