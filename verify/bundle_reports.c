#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verify/bundle.h"
#include "verify/story.h"

/*
 * The reports inside (docs/formats/dossier.md section 7): a judge reads
 * exactly these files, so they are written again from what the dossier holds
 * and was checked, and compared byte for byte as they come.
 */
#define BOTH		"report.*.html"
#define CHUNK		(32 * KIB)
#define CONTEXT		400	/* bytes kept around the first difference */
#define SHOWN		90	/* bytes of them that a finding quotes */

struct compare {
	struct zip_stream *in;
	int64_t at;			/* where they differ, or bytes so far */
	int64_t line;
	bool differs;
	uint8_t before[CONTEXT];	/* the last that were the same */
	size_t n_before;
	uint8_t here[CONTEXT];		/* what the file goes on with */
	size_t n_here;
	uint8_t want[CONTEXT];		/* ... and what was written again */
	size_t n_want;
	uint8_t chunk[CHUNK];
};

static void
remember(struct compare *c, const uint8_t *p, size_t n)
{
	size_t i, drop;

	for (i = 0; i < n; i++)
		c->line += p[i] == '\n';
	c->at += (int64_t)n;
	if (n > CONTEXT) {
		p += n - CONTEXT;
		n = CONTEXT;
	}
	drop = c->n_before + n > CONTEXT ? c->n_before + n - CONTEXT : 0;
	memmove(c->before, c->before + drop, c->n_before - drop);
	memcpy(c->before + c->n_before - drop, p, n);
	c->n_before += n - drop;
}

static size_t
append(uint8_t *to, size_t have, const uint8_t *p, size_t n)
{
	size_t k = n < CONTEXT - have ? n : CONTEXT - have;

	memcpy(to + have, p, k);
	return (have + k);
}

/* As many bytes of the file as there are, up to ${n}. */
static int
read_some(struct compare *c, size_t n, size_t *got, struct error *e)
{
	ssize_t k = 1;

	for (*got = 0; *got < n && k > 0; *got += (size_t)k)
		if ((k = zip_entry_read(c->in, c->chunk + *got, n - *got,
		    e)) < 0)
			return (-1);
	return (0);
}

static int
put(void *ctx, struct span s, struct error *e)
{
	struct compare *c = ctx;
	size_t n, got, same;

	for (; s.n > 0 && !c->differs; s = span_sub(s, n, s.n - n)) {
		n = s.n < CHUNK ? s.n : CHUNK;
		if (read_some(c, n, &got, e) != 0)
			return (-1);
		for (same = 0; same < got && c->chunk[same] == s.p[same];)
			same++;
		remember(c, c->chunk, same);
		if (same == n)
			continue;
		c->differs = true;
		c->n_here = append(c->here, 0, c->chunk + same, got - same);
		s = span_sub(s, same, s.n - same);
		break;
	}
	if (c->differs)
		c->n_want = append(c->want, c->n_want, s.p, s.n);
	return (0);
}

/* What stands after the end of what was written again; or more context. */
static int
finish(struct compare *c, struct error *e)
{
	size_t got;

	if (read_some(c, CONTEXT - c->n_here, &got, e) != 0)
		return (-1);
	if (got > 0)
		c->n_here = append(c->here, c->n_here, c->chunk, got);
	c->differs = c->differs || got > 0;
	return (0);
}

/* The text that a reader sees: what is before it in its cell, then this. */
static const char *
visible(const struct compare *c, const uint8_t *p, size_t n,
    char out[static SHOWN + 1])
{
	uint8_t all[2 * CONTEXT];
	size_t from = c->n_before, i, at = 0, total;
	bool tag = false;

	while (from > 0 && c->before[from - 1] != '>')
		from--;
	if (c->n_before - from > SHOWN / 2)
		from = c->n_before - SHOWN / 2;
	total = c->n_before - from;
	memcpy(all, c->before + from, total);
	memcpy(all + total, p, n);
	total += n;
	for (i = 0; i < total && at < SHOWN; i++) {
		if (all[i] == '<' || all[i] == '>') {
			tag = all[i] == '<';
			if (at > 0 && out[at - 1] != ' ')
				out[at++] = ' ';
		} else if (!tag && all[i] != '\n')
			out[at++] = (char)all[i];
	}
	while (at > 0 && !span_utf8((struct span){ (uint8_t *)out, at }))
		at--;
	while (at > 0 && out[at - 1] == ' ')
		at--;
	out[at] = '\0';
	return (out);
}

static void
tell(struct work *w, const struct compare *c, const char *name)
{
	char here[SHOWN + 1], want[SHOWN + 1];

	finding_add(&w->r->findings, CHECK_DOSSIER_REPORTS, FINDING_FAIL,
	    name, c->at, "it was not written from what the dossier holds. "
	    "First difference in line %lld: it says \"%s\"; the events and "
	    "the list give \"%s\"", (long long)c->line,
	    c->n_here > 0 ? visible(c, c->here, c->n_here, here) :
	    "(it ends)", c->n_want > 0 ?
	    visible(c, c->want, c->n_want, want) : "(nothing more)");
}

static void
unchecked(struct work *w, const char *name, const char *why)
{

	finding_add(&w->r->findings, CHECK_DOSSIER_REPORTS,
	    FINDING_UNCHECKED, name, -1, "not compared: %s", why);
	w->r->open |= VERIFY_OPEN_REPORTS;
}

static int
compare(struct work *w, const struct bundle *b, const char *name,
    enum tongue lang, struct compare *c, struct error *e)
{
	ptrdiff_t i = zip_find(b->zip, span_of(name));
	struct buf_drain to = { put, c, ERROR_INIT };
	struct buf out = BUF_DRAINED(&to);
	int rc = -1;

	if (i < 0 || !zip_entry(b->zip, (size_t)i)->readable) {
		unchecked(w, name, "it cannot be read");
		return (0);
	}
	memset(c, 0, sizeof(*c));
	c->line = 1;
	if (zip_entry_open(b->zip, (size_t)i, &c->in, e) != 0)
		return (-1);
	if (story_report(&out, b->d, b->t, lang, e) == 0 &&
	    buf_flush(&out, e) == 0 && finish(c, e) == 0) {
		if (c->differs)
			tell(w, c, name);
		else
			finding_add(&w->r->findings, CHECK_DOSSIER_REPORTS,
			    FINDING_PASS, name, -1, "written again from the "
			    "events and the list: the same %lld bytes",
			    (long long)c->at);
		rc = 0;
	}
	(void)zip_entry_close(c->in);
	buf_free(&out);
	return (rc);
}

/* What the reports are written from is there, whole and proved. */
static bool
is_sound(const struct work *w, const struct bundle *b)
{
	static const enum check from[] = { CHECK_DOSSIER_RECORD,
		CHECK_CUSTODY_CHECKPOINT, CHECK_CUSTODY_BINDING,
		CHECK_CUSTODY_EVENTS, CHECK_CUSTODY_PROOFS,
		CHECK_CUSTODY_RECEIPTS };
	size_t i;

	for (i = 0; i < sizeof(from) / sizeof(from[0]); i++)
		if (work_count(w, from[i], FINDING_FAIL) > 0)
			return (false);
	return (b->t != NULL && !b->untold);
}

int
bundle_reports(struct work *w, struct bundle *b, struct error *e)
{
	static const struct {
		const char *name;
		enum tongue lang;
	} reports[] = { { DOSSIER_REPORT_FR, TONGUE_FR },
		{ DOSSIER_REPORT_EN, TONGUE_EN } };
	struct compare *c;
	char why[160];
	size_t i;
	int rc = 0;

	if (!is_sound(w, b)) {
		unchecked(w, BOTH, "what they are written from does not "
		    "hold, or cannot be judged");
		return (0);
	}
	if (b->d->report != STORY_FORM) {
		(void)snprintf(why, sizeof(why), "they are of form %lld (0: "
		    "not told), this verifier writes form %d; do not rely on "
		    "them", (long long)b->d->report, STORY_FORM);
		unchecked(w, BOTH, why);
		return (0);
	}
	if ((c = malloc(sizeof(*c))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < 2 && rc == 0; i++)
		rc = compare(w, b, reports[i].name, reports[i].lang, c, e);
	free(c);
	return (rc);
}
