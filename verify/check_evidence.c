#include <stdlib.h>
#include <string.h>

#include "store/base/io.h"
#include "store/base/time.h"
#include "store/record/record.h"
#include "verify/token.h"

/*
 * The evidence record (RFC 4998) of the file and of the time-stamps beside
 * it: that all of it existed, from the first archive time-stamp on.
 */

struct holding {
	const char *subject;
	struct span der;
	struct record_object *objects;	/* the file, then its time-stamps */
	size_t n;
	unsigned algs;
};

static int
add_bytes(struct holding *h, struct span s, struct error *e)
{

	return (record_object_bytes(&h->objects[h->n++], s, h->algs, e));
}

/* The time-stamps that lie beside, as far as there are any. */
static int
add_beside(struct work *w, struct holding *h, struct error *e)
{
	struct buf file = BUF_INIT(TOKEN_MAX);
	struct error why = ERROR_INIT;
	bool there = true;
	char *path;
	size_t i;
	int rc = 0;

	for (i = 0; i < TOKEN_BESIDE_MAX && there && rc == 0; i++) {
		if ((path = token_beside(w->in->path, i, e)) == NULL)
			return (-1);
		buf_reset(&file);
		there = io_read_file(path, &file, &why) == 0;
		if (there)
			rc = add_bytes(h, buf_span(&file), e);
		free(path);
	}
	/* What cannot be read has been told by stamp.token. */
	if (why.code == ERR_NOMEM)
		rc = error_nomem(e);
	buf_free(&file);
	return (rc);
}

static int
digest_all(struct work *w, struct holding *h, struct error *e)
{
	size_t i;

	h->objects = calloc(1 + w->in->nstamps + TOKEN_BESIDE_MAX,
	    sizeof(*h->objects));
	if (h->objects == NULL)
		return (error_nomem(e));
	if (record_object_of(&h->objects[h->n++], &w->file, h->algs, e) != 0)
		return (-1);
	for (i = 0; i < w->in->nstamps; i++)
		if (add_bytes(h, w->in->stamps[i].der, e) != 0)
			return (-1);
	return (w->in->path == NULL ? 0 : add_beside(w, h, e));
}

static void
add_faults(struct work *w, const struct holding *h,
    const struct record_result *r)
{
	const struct fault *f;
	enum finding_level level;
	enum check c;
	size_t i;

	for (i = 0; i < r->faults_n; i++) {
		f = &r->faults[i];
		level = FINDING_FAIL;
		c = CHECK_RECORD_CHAIN;
		if (f->code == RECORD_FAULT_DATA)
			c = CHECK_RECORD_DATA;
		if (f->code == RECORD_FAULT_STAMP)
			c = CHECK_RECORD_STAMP;
		/* Nothing is altered: but for a while nobody vouched. */
		if (f->code == RECORD_FAULT_LATE)
			level = FINDING_WARN;
		finding_add(&w->r->findings, c, level, h->subject, -1,
		    "%s: %s (%s)", record_faults[f->code].name, f->detail,
		    record_faults[f->code].standard);
	}
}

static void
add_stamp(struct work *w, const struct holding *h, size_t i,
    const struct record_stamp *s)
{
	enum finding_level level = FINDING_WARN;
	char t[TIME_TEXT];

	if (!s->holds)
		return;
	if (s->trust.state == TRUST_OK)
		level = FINDING_PASS;
	if (s->trust.state == TRUST_BAD)
		level = FINDING_FAIL;
	finding_add(&w->r->findings, CHECK_RECORD_STAMP, level, h->subject,
	    -1, "time-stamp %zu, %s, %s: %s%s%s", i + 1,
	    digest_alg_name(s->alg), time_text_ms(s->time, t),
	    s->trust.state == TRUST_OK ? s->trust.anchor_subject :
	    trust_state_name(s->trust.state),
	    s->trust.detail[0] != '\0' ? ": " : "", s->trust.detail);
}

static void
add_result(struct work *w, const struct holding *h,
    const struct record_result *r)
{
	size_t i, covered = 0;

	add_faults(w, h, r);
	if (!r->read)
		return;
	for (i = 1; i < h->n; i++)
		covered += r->covered[i];
	if (r->covered[0])
		work_pass(w, CHECK_RECORD_DATA, "over the file and %zu of %zu "
		    "time-stamps beside it", covered, h->n - 1);
	work_pass(w, CHECK_RECORD_CHAIN, "%zu time-stamps in %zu chains",
	    r->stamps_n, r->chains);
	for (i = 0; i < r->stamps_n; i++)
		add_stamp(w, h, i, &r->stamps[i]);
	if (!record_holds(r))
		return;
	w->r->record = (struct verify_record){ .stamps = r->stamps_n,
	    .since = r->stamps[0].time,
	    .last = r->stamps[r->stamps_n - 1].time,
	    .trusted = record_proven(r) };
}

static int
judge(struct work *w, struct holding *h, struct error *e)
{
	struct record_input in = { .der = h->der, .now = w->p->now };
	struct record_result r;
	int rc = -1;

	memset(&r, 0, sizeof(r));
	h->algs = record_algs(h->der);
	if (h->algs == 0) {
		finding_add(&w->r->findings, CHECK_RECORD_CHAIN, FINDING_FAIL,
		    h->subject, -1, "no evidence record in the form that this "
		    "program writes");
		return (0);
	}
	if (policy_tsas(w->p, &in.trust, e) != 0 || digest_all(w, h, e) != 0)
		goto out;
	in.objects = h->objects;
	in.objects_n = h->n;
	if (record_check(&in, &r, e) != 0)
		goto out;
	add_result(w, h, &r);
	rc = 0;
out:
	record_result_free(&r);
	free(h->objects);
	return (rc);
}

/* The record beside the file. */
static int
judge_beside(struct work *w, struct error *e)
{
	struct buf path = BUF_INIT(64 * KIB), der = BUF_INIT(RECORD_MAX);
	struct error why = ERROR_INIT;
	struct holding h = { .objects = NULL };
	int rc = -1;

	buf_printf(&path, "%s.ers", w->in->path);
	if (buf_ok(&path, e) != 0)
		goto out;
	h.subject = buf_str(&path);
	if (io_read_file(h.subject, &der, &why) == 0) {
		h.der = buf_span(&der);
		rc = judge(w, &h, e);
	} else if (why.code == ERR_NOTFOUND)
		rc = 0;
	else if (why.code == ERR_LIMIT) {
		finding_add(&w->r->findings, CHECK_RECORD_CHAIN, FINDING_FAIL,
		    h.subject, -1, "too long for an evidence record: more "
		    "than %zu bytes", RECORD_MAX);
		rc = 0;
	} else
		(void)error_set(e, why.code, "%s", why.text);
out:
	buf_free(&path);
	buf_free(&der);
	return (rc);
}

int
check_evidence(struct work *w, struct error *e)
{
	struct holding h = { .objects = NULL };

	if (w->in->record != NULL) {
		h.subject = w->in->record->name;
		h.der = w->in->record->der;
		if (judge(w, &h, e) != 0)
			return (-1);
	}
	return (w->in->path == NULL ? 0 : judge_beside(w, e));
}
