/*
 * Any bytes as dossier.json, and as the files of a custody part: key,
 * checkpoint, then lines that are anchors, events and proofs in turn.  The
 * parts are divided by empty lines.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/dossier/custody_read.h"
#include "store/dossier/dossier.h"
#include "store/dossier/timeline.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
say(void *ctx, enum custody_fault f, enum custody_level level, uint64_t seq,
    const char *text)
{

	(void)ctx;
	(void)level;
	(void)seq;
	if (custody_fault_name(f) == NULL || text == NULL)
		abort();
}

/* Up to an empty line. */
static struct span
part(struct span *rest)
{
	const uint8_t *end = memmem(rest->p, rest->n, "\n\n\n", 3);
	struct span s = *rest;

	if (end == NULL) {
		*rest = (struct span){ rest->p + rest->n, 0 };
		return (s);
	}
	s.n = (size_t)(end - s.p) + 1;
	*rest = span_sub(*rest, s.n + 2, rest->n);
	return (s);
}

static void
feed(struct custody_reader *r, struct timeline *t, struct span rest)
{
	struct buf note = BUF_INIT(NOTE_MAX), tsr = BUF_INIT(TOKEN_MAX);
	struct span line, proof;
	struct event *ev;
	uint64_t size = 0, shown;
	bool good;

	if (span_line(&rest, &line) && custody_reader_anchor(r, line, &size,
	    &note, &tsr, &good, NULL) == 0 && good)
		(void)custody_reader_stamp(r, size, buf_span(&tsr), 0, true,
		    NULL);
	while (span_line(&rest, &line) && span_line(&rest, &proof)) {
		if (custody_reader_event(r, line, proof, &ev, NULL) != 0)
			break;
		if (ev != NULL)
			(void)timeline_event(t, ev, NULL);
		event_free(ev);
	}
	custody_reader_end(r, &shown);
	buf_free(&note);
	buf_free(&tsr);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	const char *const ids[] = { "11111111111111111111111111111111"
	    "11111111111111111111111111111111" };
	const struct custody_say how = { say, NULL };
	struct span all = { p, n }, rest = all, folder, key, note;
	struct custody_reader *r = NULL;
	struct timeline *t = NULL;
	struct dossier *d = NULL;

	if (dossier_read(all, &d, NULL) == 0 && d->n > DOSSIER_EXHIBITS_MAX)
		abort();
	dossier_free(d);
	folder = part(&rest);
	key = part(&rest);
	note = part(&rest);
	if (timeline_new(ids, 1, &t, NULL) != 0 ||
	    timeline_log(t, "constat/x", NULL) != 0)
		abort();
	if (custody_reader_new(span_trim(folder), key, note, &how, &r,
	    NULL) == 0 && custody_reader_good(r))
		feed(r, t, rest);
	if (timeline_close(t, NULL) != 0)
		abort();
	custody_reader_free(r);
	timeline_free(t);
	return (0);
}
