#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "verify/bundle.h"
#include "verify/lines.h"
#include "verify/token.h"

/* The custody of one log: checkpoint, stamps, then event after event. */

#define PATH_ROOM	512
#define PROOF_LINE	(64 * KIB)

/* What telling a fault needs. */
struct teller {
	struct work *w;
	char path[PATH_ROOM];
};

static void
say(void *ctx, enum custody_fault f, enum custody_level level, uint64_t seq,
    const char *text)
{
	static const enum check checks[CUSTODY_FAULTS] = {
		[CUSTODY_KEY] = CHECK_CUSTODY_CHECKPOINT,
		[CUSTODY_CHECKPOINT] = CHECK_CUSTODY_CHECKPOINT,
		[CUSTODY_ANCHOR] = CHECK_CUSTODY_CHECKPOINT,
		[CUSTODY_EVENT] = CHECK_CUSTODY_EVENTS,
		[CUSTODY_ORDER] = CHECK_CUSTODY_EVENTS,
		[CUSTODY_PREV] = CHECK_CUSTODY_EVENTS,
		[CUSTODY_PROOF] = CHECK_CUSTODY_PROOFS,
		[CUSTODY_TIME] = CHECK_CUSTODY_TIMES,
		[CUSTODY_PEOPLE] = CHECK_CUSTODY_PEOPLE,
		[CUSTODY_FIRST] = CHECK_CUSTODY_BINDING,
	};
	struct teller *t = ctx;
	char subject[PATH_ROOM + 32];

	if (seq != 0)
		(void)snprintf(subject, sizeof(subject), "%s event %llu",
		    t->path, (unsigned long long)seq);
	else
		(void)snprintf(subject, sizeof(subject), "%s", t->path);
	finding_add(&t->w->r->findings, checks[f], level == CUSTODY_WARN ?
	    FINDING_WARN : FINDING_FAIL, subject, -1, "%s: %s",
	    custody_fault_name(f), text);
}

int
bundle_stamp(struct work *w, const char *subject, struct span data,
    struct span der, struct custody_reader *r, uint64_t size,
    bool *believed, struct error *e)
{
	struct stamp_input in = { .response = der, .data = data,
	    .now = w->p->now };
	struct stamp_result s;
	int rc = -1;

	*believed = false;
	memset(&s, 0, sizeof(s));
	if (policy_tsas(w->p, &in.trust, e) != 0 ||
	    stamp_check(&in, &s, e) != 0)
		goto out;
	token_tell(w, subject, &s);
	*believed = stamp_holds(&s) && s.trust.state == TRUST_OK;
	rc = stamp_holds(&s) ? custody_reader_stamp(r, size, der,
	    s.gen_time, *believed, e) : 0;
out:
	stamp_result_free(&s);
	return (rc);
}

/* Two files that are read side by side, line by line. */
struct pair {
	struct zip_stream *stream[2];
	struct lines lines[2];
	bool open[2];
};

static ssize_t
source(void *ctx, void *p, size_t n, struct error *e)
{

	return (zip_entry_read(ctx, p, n, e));
}

static void
pair_close(struct pair *p)
{
	int i;

	for (i = 0; i < 2; i++) {
		if (p->open[i])
			lines_close(&p->lines[i]);
		(void)zip_entry_close(p->stream[i]);
	}
}

static int
pair_open(struct bundle *b, const char *folder, struct pair *p, bool *there,
    struct error *e)
{
	static const char *const names[] = { "events.jsonl", "proofs.jsonl" };
	char path[PATH_ROOM];
	ptrdiff_t at;
	int i;

	memset(p, 0, sizeof(*p));
	*there = false;
	for (i = 0; i < 2; i++) {
		(void)snprintf(path, sizeof(path), "custody/%.300s/%s",
		    folder, names[i]);
		if ((at = zip_find(b->zip, span_of(path))) < 0 ||
		    !zip_entry(b->zip, (size_t)at)->readable)
			return (0);
		if (zip_entry_open(b->zip, (size_t)at, &p->stream[i], e) != 0 ||
		    lines_open(&p->lines[i], source, p->stream[i],
		    i == 0 ? EVENT_MAX : PROOF_LINE, e) != 0)
			return (-1);
		p->open[i] = true;
	}
	*there = true;
	return (0);
}

/* The event by which the dossier was made is the one it names. */
static int
check_own(struct work *w, struct bundle *b, const struct event *ev,
    bool *found, struct error *e)
{
	const char *package = json_text(ev->detail, "package");

	if (ev->seq != b->d->event || package == NULL ||
	    strcmp(package, b->d->uuid) != 0 || ev->kind !=
	    (b->d->kind == DOSSIER_TRANSFER ? EVENT_TRANSFERRED :
	    EVENT_EXPORTED))
		return (0);
	*found = true;
	return (bundle_own(w, b, ev, e));
}

/* The next of both; 1, 0 at the end of both, -1.  A line that is too long or
 * that the other lacks is told. */
static int
next_pair(struct teller *t, struct pair *p, struct span line[static 2],
    struct error *e)
{
	struct error why = ERROR_INIT;
	int got[2], i;

	for (i = 0; i < 2; i++) {
		got[i] = lines_next(&p->lines[i], &line[i], &why);
		if (got[i] < 0 && why.code != ERR_LIMIT)
			return (error_set(e, why.code, "%s", why.text));
		if (got[i] < 0) {
			say(t, i == 0 ? CUSTODY_EVENT : CUSTODY_PROOF,
			    CUSTODY_FAIL, 0, "a line that is too long");
			return (0);
		}
	}
	if (got[0] != got[1])
		say(t, CUSTODY_PROOF, CUSTODY_FAIL, 0, got[0] == 1 ?
		    "events without proofs" : "proofs without events");
	return (got[0] == 1 && got[1] == 1);
}

static int
read_events(struct bundle *b, struct teller *t, struct custody_reader *r,
    struct pair *p, bool own, bool *found, struct error *e)
{
	struct span line[2];
	struct event *ev;
	int rc;

	while ((rc = next_pair(t, p, line, e)) == 1) {
		if (custody_reader_event(r, line[0], line[1], &ev, e) != 0)
			return (-1);
		if (ev == NULL)
			continue;
		rc = own ? check_own(t->w, b, ev, found, e) : 0;
		if (rc == 0)
			rc = bundle_fork(t->w, b, t->path, ev,
			    custody_reader_leaf(r), e);
		if (rc == 0)
			rc = bundle_relate(t->w, b, t->path,
			    custody_reader_first(r)->seal, ev, own, e);
		if (rc == 0)
			rc = timeline_event(b->t, ev, e);
		event_free(ev);
		if (rc != 0)
			return (-1);
	}
	return (rc);
}

/* Whether somebody in people/, the seal apart, is of the root of the log. */
static bool
has_people(const struct bundle *b, const struct custody_first *f)
{
	size_t i;

	for (i = 0; i < b->n_people; i++)
		if (strcmp(b->people[i].root, f->root) == 0 &&
		    strcmp(b->people[i].key, f->seal) != 0)
			return (true);
	return (false);
}

/*
 * The root and the seal of the log are those that signed the dossier.  Any
 * log can name any root: somebody of that root must have signed, or nobody of
 * it acts here.
 */
static void
check_own_binding(struct work *w, struct bundle *b, struct teller *t,
    const struct custody_first *f)
{
	struct findings *fs = &w->r->findings;

	if (strcmp(f->seal, b->seal) != 0)
		finding_add(fs, CHECK_CUSTODY_BINDING, FINDING_FAIL, t->path,
		    -1, "the dossier is signed for the organization by "
		    "%.16s..., the seal of the log is %.16s...", b->seal,
		    f->seal);
	if (strcmp(f->root, b->person_root) == 0)
		return;
	if (strcmp(f->seal, b->person) != 0)
		finding_add(fs, CHECK_CUSTODY_BINDING, FINDING_FAIL, t->path,
		    -1, "the log is of the root %.16s..., the operator who "
		    "signed of another", f->root);
	else if (strcmp(f->root, b->seal_root) != 0 && has_people(b, f))
		finding_add(fs, CHECK_CUSTODY_BINDING, FINDING_FAIL, t->path,
		    -1, "the log is of the root %.16s..., nobody of which "
		    "signed", f->root);
}

/* Whether the reader believes the root that the log names. */
static bool
is_known(const struct bundle *b, const struct custody_first *f)
{
	const struct bundle_person *p;
	size_t i;

	for (i = 0; i < b->n_people; i++) {
		p = &b->people[i];
		if (p->known && (strcmp(p->root, f->root) == 0 ||
		    strcmp(p->key, f->seal) == 0))
			return (true);
	}
	return (false);
}

static void
check_binding(struct work *w, struct bundle *b, struct teller *t,
    const struct custody_first *f, bool own)
{
	bool known = has_people(b, f);
	size_t i;

	if (!is_known(b, f))
		timeline_unknown(b->t);
	if (f->root[0] == '\0')
		return;		/* told: custody.binding */
	if (own) {
		check_own_binding(w, b, t, f);
		return;
	}
	for (i = 0; i < b->n_people && !known; i++)
		known = strcmp(b->people[i].root, f->root) == 0;
	finding_add(&w->r->findings, CHECK_CUSTODY_BINDING, known ?
	    FINDING_WARN : FINDING_FAIL, t->path, -1, known ?
	    "an earlier holder's log: that it is theirs is the word of "
	    "whoever received it" : "nobody in people/ is of its root");
}

static int
open_reader(struct work *w, struct bundle *b, struct teller *t,
    const char *folder, struct buf *note, struct custody_reader **r,
    struct error *e)
{
	struct custody_say how = { say, t };
	struct buf key = BUF_INIT(4 * KIB);
	char path[PATH_ROOM];
	bool there[2];
	struct custody_cert c;
	size_t i;
	int rc = -1;

	(void)w;
	(void)snprintf(path, sizeof(path), "%.400skey", t->path);
	if (bundle_read(b, path, &key, &there[0], e) != 0)
		goto out;
	(void)snprintf(path, sizeof(path), "%.400scheckpoint", t->path);
	if (bundle_read(b, path, note, &there[1], e) != 0 ||
	    custody_reader_new(span_of(folder), buf_span(&key),
	    buf_span(note), &how, r, e) != 0)
		goto out;
	for (i = 0, rc = 0; i < b->n_people && rc == 0; i++) {
		c = (struct custody_cert){ b->people[i].key,
		    b->people[i].root, b->people[i].name,
		    b->people[i].organization };
		rc = custody_reader_cert(*r, &c, e);
	}
out:
	buf_free(&key);
	return (rc);
}

/* Stamps of earlier checkpoints, then of this one: by ascending size. */
static int
read_stamps(struct work *w, struct bundle *b, struct teller *t,
    struct custody_reader *r, struct span note, bool own, struct error *e)
{
	struct buf tsr = BUF_INIT(TOKEN_MAX);
	char path[PATH_ROOM];
	bool there, believed = false;
	int rc = -1;

	(void)snprintf(path, sizeof(path), "%.400sanchors.jsonl", t->path);
	if (bundle_anchors(w, b, r, path, e) != 0)
		return (-1);
	(void)snprintf(path, sizeof(path), "%.400scheckpoint.tsr", t->path);
	if (bundle_read(b, path, &tsr, &there, e) != 0)
		goto out;
	if (!there && own)
		finding_add(&w->r->findings, CHECK_STAMP_TOKEN,
		    FINDING_UNCHECKED, path, -1, "no time-stamp of the log");
	rc = there ? bundle_stamp(w, path, note, buf_span(&tsr), r,
	    custody_reader_point(r)->size, &believed, e) : 0;
	if (own && !believed)
		b->established = false;
	if (rc == 0) {
		(void)snprintf(path, sizeof(path), "%.400scosignatures",
		    t->path);
		rc = bundle_witnesses(w, b, path, note, e);
	}
out:
	buf_free(&tsr);
	return (rc);
}

static int
read_log(struct work *w, struct bundle *b, struct teller *t,
    const char *folder, struct custody_reader *r, bool own, struct error *e)
{
	struct findings *fs = &w->r->findings;
	bool there, found = false;
	struct pair p;
	uint64_t shown;
	int rc;

	rc = pair_open(b, folder, &p, &there, e);
	if (rc == 0 && there)
		rc = read_events(b, t, r, &p, own, &found, e);
	else if (rc == 0)
		finding_add(fs, CHECK_CUSTODY_EVENTS, FINDING_FAIL, t->path,
		    -1, "events.jsonl or proofs.jsonl is not there");
	pair_close(&p);
	if (rc != 0)
		return (-1);
	custody_reader_end(r, &shown);
	b->events += shown;
	b->logs++;
	if (own && !found)
		finding_add(fs, CHECK_CUSTODY_BINDING, FINDING_FAIL, t->path,
		    -1, "no event %llu that tells of this dossier",
		    (unsigned long long)b->d->event);
	check_binding(w, b, t, custody_reader_first(r), own);
	return (0);
}

int
bundle_log(struct work *w, struct bundle *b, const char *folder,
    struct error *e)
{
	struct teller t = { .w = w };
	struct custody_reader *r = NULL;
	struct buf note = BUF_INIT(NOTE_MAX);
	bool own;
	int rc = -1;

	(void)snprintf(t.path, sizeof(t.path), "custody/%.300s/", folder);
	if (open_reader(w, b, &t, folder, &note, &r, e) != 0)
		goto out;
	if (!custody_reader_good(r)) {
		b->established = false;
		rc = 0;		/* told; nothing that follows could hold */
		goto out;
	}
	own = strcmp(custody_reader_key(r)->name, b->d->log) == 0;
	if (timeline_log(b->t, custody_reader_key(r)->name, e) == 0 &&
	    bundle_part(b, custody_reader_key(r)->name, e) == 0 &&
	    read_stamps(w, b, &t, r, buf_span(&note), own, e) == 0)
		rc = read_log(w, b, &t, folder, r, own, e);
out:
	custody_reader_free(r);
	buf_free(&note);
	return (rc);
}
