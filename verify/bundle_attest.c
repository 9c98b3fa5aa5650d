#include <stdio.h>
#include <string.h>

#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/custody/cosign.h"
#include "verify/bundle.h"
#include "verify/lines.h"

/* What others attest of a log: stamped checkpoints, and witnesses. */

#define ANCHOR_LINE	(4 * MIB)

static ssize_t
source(void *ctx, void *p, size_t n, struct error *e)
{

	return (zip_entry_read(ctx, p, n, e));
}

static int
one_anchor(struct work *w, struct custody_reader *r, const char *path,
    struct span line, int64_t n, struct error *e)
{
	struct buf note = BUF_INIT(NOTE_MAX), tsr = BUF_INIT(TOKEN_MAX);
	char subject[600];
	uint64_t size = 0;
	bool good, believed;
	int rc = -1;

	if (custody_reader_anchor(r, line, &size, &note, &tsr, &good,
	    e) == 0) {
		(void)snprintf(subject, sizeof(subject), "%.500s line %lld",
		    path, (long long)n);
		rc = good ? bundle_stamp(w, subject, buf_span(&note),
		    buf_span(&tsr), r, size, &believed, e) : 0;
	}
	buf_free(&note);
	buf_free(&tsr);
	return (rc);
}

int
bundle_anchors(struct work *w, struct bundle *b, struct custody_reader *r,
    const char *path, struct error *e)
{
	ptrdiff_t at = zip_find(b->zip, span_of(path));
	struct error why = ERROR_INIT;
	struct zip_stream *s = NULL;
	struct lines l;
	struct span line;
	int rc = -1;

	if (at < 0 || !zip_entry(b->zip, (size_t)at)->readable)
		return (0);
	if (zip_entry_open(b->zip, (size_t)at, &s, e) != 0)
		return (-1);
	if (lines_open(&l, source, s, ANCHOR_LINE, e) != 0)
		goto out;
	while ((rc = lines_next(&l, &line, &why)) == 1)
		if (one_anchor(w, r, path, line, l.count, e) != 0)
			break;
	if (rc < 0 && why.code == ERR_LIMIT) {
		finding_add(&w->r->findings, CHECK_CUSTODY_CHECKPOINT,
		    FINDING_FAIL, path, -1, "a line that is too long");
		rc = 0;
	} else if (rc < 0)
		(void)error_set(e, why.code, "%s", why.text);
	rc = rc == 0 ? 0 : -1;
	lines_close(&l);
out:
	(void)zip_entry_close(s);
	return (rc);
}

/* One line, by whichever of the witnesses that the reader names it is. */
static int
one_witness(struct work *w, const char *path, struct span text,
    struct span line, struct error *e)
{
	static const struct note_vkey nobody;
	struct findings *fs = &w->r->findings;
	enum note_state state = NOTE_UNKNOWN;
	char t[TIME_TEXT];
	int64_t time = TIME_UNKNOWN;
	size_t i;

	/* That it is a signature line at all is seen without knowing anyone. */
	if (w->p->nwitnesses == 0 && cosign_check_line(text, line, &nobody,
	    &state, &time, e) != 0)
		return (-1);
	for (i = 0; i < w->p->nwitnesses && state == NOTE_UNKNOWN; i++)
		if (cosign_check_line(text, line, &w->p->witnesses[i],
		    &state, &time, e) != 0)
			return (-1);
	if (state == NOTE_GOOD)
		finding_add(fs, CHECK_CUSTODY_WITNESSES, FINDING_PASS, path,
		    -1, "cosigned by %s on %s",
		    w->p->witnesses[i - 1].name, time_text(time, t));
	else if (state == NOTE_BAD)
		finding_add(fs, CHECK_CUSTODY_WITNESSES, FINDING_FAIL, path,
		    -1, "a cosignature that does not hold");
	else
		finding_add(fs, CHECK_CUSTODY_WITNESSES, FINDING_WARN, path,
		    -1, "by a witness that you do not name");
	return (0);
}

int
bundle_witnesses(struct work *w, struct bundle *b, const char *path,
    struct span note, struct error *e)
{
	struct buf all = BUF_INIT(NOTE_MAX);
	struct error why = ERROR_INIT;
	struct note n;
	struct span rest, line;
	bool there;
	int rc = -1;

	if (bundle_read(b, path, &all, &there, e) != 0)
		goto out;
	if (!there || note_parse(note, &n, &why) != 0) {
		rc = there && bundle_ours(&why) ? error_set(e, why.code,
		    "%s", why.text) : 0;
		goto out;
	}
	rest = buf_span(&all);
	for (rc = 0; rc == 0 && span_line(&rest, &line);)
		rc = one_witness(w, path, n.text, line, e);
out:
	buf_free(&all);
	return (rc);
}
