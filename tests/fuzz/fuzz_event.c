#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/custody/event_write.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/*
 * Events, read in two ways that must agree: the scan takes all that the full
 * reader takes, with the same head; and what the scan takes is JSON for
 * jansson, too.  An event that was read can be written and reads the same.
 */
static void
check_written(const struct event *ev)
{
	struct buf out = BUF_INIT(2 * EVENT_MAX);
	struct event *again;

	if (event_write(ev, &out, NULL) != 0) {
		/* Only for size: escapes may take more room than before. */
		if (out.n <= EVENT_MAX)
			abort();
	} else {
		if (event_read(buf_span(&out), &again, NULL) != 0 ||
		    again->seq != ev->seq || again->time != ev->time ||
		    again->n_exhibits != ev->n_exhibits ||
		    again->result != ev->result ||
		    (again->why == NULL) != (ev->why == NULL))
			abort();
		event_free(again);
	}
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct span s = { p, n };
	struct event_head head;
	struct event *ev;
	json_t *j;
	int scanned = event_scan(s, &head, NULL);

	if (event_read(s, &ev, NULL) == 0) {
		if (scanned != 0 || head.seq != ev->seq ||
		    head.time != ev->time || head.kind != ev->kind ||
		    head.late != ev->late ||
		    strcmp(head.uuid, ev->uuid) != 0 ||
		    !merkle_same(&head.prev, &ev->prev))
			abort();
		check_written(ev);
		event_free(ev);
	} else if (scanned == 0) {
		if ((j = json_read(s, NULL)) == NULL || !json_is_object(j))
			abort();
		json_decref(j);
	}
	return (0);
}
