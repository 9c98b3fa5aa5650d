#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/limits.h"
#include "store/home/home_internal.h"
#include "store/record/record.h"

/* What the event of one renewal says, kept until it is written. */
struct renewed {
	struct home_found x;
	const char *exhibit;		/* its id */
	char before[DIGEST_HEX];	/* of the old record, or "" */
	int64_t before_n;
	char after[DIGEST_HEX];
};

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

	if (home_found(h, v->id, &x->x, e) != 0 ||
	    (there = blob_record(h->blobs, x->x.sha256, &old, e)) < 0)
		goto out;
	x->exhibit = x->x.id;
	x->before_n = (int64_t)old.n;
	if (there == 1 && digest_text(buf_span(&old), x->before, e) != 0)
		goto out;
	if (digest_text(v->record, x->after, e) == 0)
		rc = blob_put_record(h->blobs, x->x.sha256, v->record,
		    e);
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
	ev->case_name = x->x.case_name;
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
		home_found_free(&all[i].x);
	free(all);
	free(events);
	return (rc);
}
