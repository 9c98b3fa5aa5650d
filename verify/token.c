#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "verify/token.h"

#define WINDOW_MS	(INT64_C(10) * 60 * 1000)	/* wacz-auth 0.1.0 4 */
#define AHEAD_MS	(INT64_C(60) * 1000)	/* clocks that differ */

static void
add_faults(struct work *w, const char *subject, const struct stamp_result *r)
{
	const struct fault *f;
	bool doubt;
	size_t i;

	for (i = 0; i < r->faults_n; i++) {
		f = &r->faults[i];
		/*
		 * A time after the moment of judging is no alteration: the
		 * moment may have been chosen early.  It proves nothing yet.
		 */
		doubt = stamp_fault_doubts(f->code) ||
		    f->code == STAMP_FAULT_FUTURE;
		finding_add(&w->r->findings, CHECK_STAMP_TOKEN,
		    doubt ? FINDING_WARN : FINDING_FAIL, subject, -1,
		    "%s: %s (%s)", stamp_faults[f->code].name, f->detail,
		    stamp_faults[f->code].standard);
	}
}

static void
add_state(struct work *w, const char *subject, const struct stamp_result *r)
{
	struct findings *fs = &w->r->findings;
	char t[TIME_TEXT];

	if (r->state == STAMP_REJECTED)
		finding_add(fs, CHECK_STAMP_TOKEN, FINDING_FAIL, subject, -1,
		    "a rejection (status %d), not a time-stamp", r->status);
	else if (r->state == STAMP_MALFORMED && r->faults_n == 0)
		finding_add(fs, CHECK_STAMP_TOKEN, FINDING_FAIL, subject, -1,
		    "neither a time-stamp response nor a token");
	else if (r->signer_state == STAMP_SIGNER_NO_CERT)
		finding_add(fs, CHECK_STAMP_TOKEN, FINDING_WARN, subject, -1,
		    "signature not checked: the authority's certificate is "
		    "nowhere");
	else if (r->signer_state == STAMP_SIGNER_UNSUPPORTED)
		finding_add(fs, CHECK_STAMP_TOKEN, FINDING_UNCHECKED, subject,
		    -1, "signed with a kind of key that is not supported");
	else if (stamp_holds(r))
		finding_add(fs, CHECK_STAMP_TOKEN, FINDING_PASS, subject, -1,
		    "%s imprint, %s, policy %s, serial %s", r->imprint_alg,
		    time_text_ms(r->gen_time, t),
		    r->policy != NULL ? r->policy : "none",
		    r->serial != NULL ? r->serial : "none");
	else if (r->faults_n == 0)
		finding_add(fs, CHECK_STAMP_TOKEN, FINDING_UNCHECKED, subject,
		    -1, "could not be checked in full");
}

static void
add_trust(struct work *w, const char *subject, const struct stamp_result *r)
{
	struct findings *fs = &w->r->findings;
	enum finding_level level = FINDING_UNCHECKED;

	switch (r->trust.state) {
	case TRUST_OK:
		finding_add(fs, CHECK_STAMP_TRUST, FINDING_PASS, subject, -1,
		    "anchor %s (%s)", r->trust.anchor_subject,
		    r->trust.anchor_source);
		return;
	case TRUST_UNKNOWN:
	case TRUST_EXPIRED:
		level = FINDING_WARN;
		break;
	case TRUST_BAD:
		level = FINDING_FAIL;
		break;
	case TRUST_UNCHECKED:
		/* Only where the token itself was not good enough. */
		if (work_count(w, CHECK_STAMP_TOKEN, FINDING_FAIL) > 0)
			return;
		break;
	}
	finding_add(fs, CHECK_STAMP_TRUST, level, subject, -1, "%s%s%s",
	    trust_state_name(r->trust.state),
	    r->trust.detail[0] != '\0' ? ": " : "", r->trust.detail);
}

/* Sealing comes just before the time-stamp that goes with it. */
static void
check_window(struct work *w, const struct token_input *in, int64_t gen_time)
{
	struct findings *fs = &w->r->findings;
	int64_t d, claimed = w->r->time.claimed;

	if (claimed == TIME_UNKNOWN)
		return;
	d = gen_time - claimed;
	if (d < -AHEAD_MS)
		finding_add(fs, CHECK_STAMP_WINDOW, FINDING_FAIL, in->subject,
		    -1, "created %lld s after the time-stamp",
		    (long long)(-d / 1000));
	else if (in->inside && d > WINDOW_MS)
		finding_add(fs, CHECK_STAMP_WINDOW, FINDING_FAIL, in->subject,
		    -1, "created %lld s before the time-stamp, want at most "
		    "%lld", (long long)(d / 1000),
		    (long long)(WINDOW_MS / 1000));
	else if (d > WINDOW_MS || d < -1000)
		finding_add(fs, CHECK_STAMP_WINDOW, FINDING_WARN, in->subject,
		    -1, "stamped %lld s %s what created says",
		    (long long)((d < 0 ? -d : d) / 1000),
		    d < 0 ? "before" : "after");
	else
		finding_add(fs, CHECK_STAMP_WINDOW, FINDING_PASS, in->subject,
		    -1, "stamped %lld s after sealing",
		    (long long)(d < 0 ? 0 : d / 1000));
}

int
token_time(struct work *w, const struct stamp_result *r, bool trusted,
    struct error *e)
{
	struct verify_time *t = &w->r->time;
	const char *who = r->signer.subject != NULL ? r->signer.subject :
	    r->tsa;
	char *copy = NULL;

	if (t->stamped != TIME_UNKNOWN && (t->trusted > trusted ||
	    (t->trusted == trusted && t->stamped <= r->gen_time)))
		return (0);
	if (who != NULL && (copy = strdup(who)) == NULL)
		return (error_nomem(e));
	free(t->tsa);
	t->tsa = copy;
	t->stamped = r->gen_time;
	t->trusted = trusted;
	w->stamped = r->gen_time;
	return (0);
}

/*
 * Ours keep the token in a plain answer, and its certificates once more as
 * PEM: no signature covers either, so both have one form.
 */
static int
check_shape(struct work *w, const struct token_input *in,
    const struct stamp_result *r, struct error *e)
{
	struct buf pem = BUF_INIT(2 * PEM_MAX);
	int rc = -1;

	if (w->ours && in->inside && !stamp_plain(in->der))
		finding_add(&w->r->findings, CHECK_STAMP_TOKEN, FINDING_FAIL,
		    in->subject, -1, "around the token stands more or other "
		    "than \"granted\", which is all that constat keeps");
	if (in->pem == NULL || r->certs == NULL)
		return (0);
	if (certs_write_pem(&pem, r->certs, e) != 0)
		goto out;
	if (!span_is(buf_span(&pem), in->pem))
		finding_add(&w->r->findings, CHECK_STAMP_TOKEN, FINDING_FAIL,
		    in->subject, -1, "timestampCert is not the list of the "
		    "token's certificates, signer first, as constat writes it");
	rc = 0;
out:
	buf_free(&pem);
	return (rc);
}

void
token_tell(struct work *w, const char *subject, const struct stamp_result *r)
{

	add_faults(w, subject, r);
	add_state(w, subject, r);
	add_trust(w, subject, r);
}

int
token_judge(struct work *w, const struct token_input *in, struct error *e)
{
	struct stamp_result r;
	struct stamp_input si = {
		.response = in->der,
		.data = in->data,
		.extra = in->extra,
		.now = w->p->now,
	};
	int rc = -1;

	memset(&r, 0, sizeof(r));
	if (policy_tsas(w->p, &si.trust, e) != 0)
		return (-1);
	if (stamp_check(&si, &r, e) != 0)
		goto out;
	token_tell(w, in->subject, &r);
	if (check_shape(w, in, &r, e) != 0)
		goto out;
	if (r.gen_time != TIME_UNKNOWN && r.state == STAMP_GRANTED)
		check_window(w, in, r.gen_time);
	if (stamp_holds(&r) && token_time(w, &r, r.trust.state == TRUST_OK,
	    e) != 0)
		goto out;
	rc = 0;
out:
	stamp_result_free(&r);
	return (rc);
}

static int
beside_one(struct work *w, const char *path, struct span data,
    const struct certs *extra, bool *there, struct error *e)
{
	struct buf file = BUF_INIT(TOKEN_MAX);
	struct error why = ERROR_INIT;
	struct token_input in;
	int rc = -1;

	*there = true;
	if (io_read_file(path, &file, &why) != 0) {
		if (why.code == ERR_NOTFOUND) {
			*there = false;
			rc = 0;
		} else if (why.code == ERR_LIMIT) {
			finding_add(&w->r->findings, CHECK_STAMP_TOKEN,
			    FINDING_FAIL, path, -1, "too long for a "
			    "time-stamp: more than %zu bytes", TOKEN_MAX);
			rc = 0;
		} else
			(void)error_set(e, why.code, "%s", why.text);
		goto out;
	}
	in = (struct token_input){ .subject = path, .der = buf_span(&file),
	    .data = data, .extra = extra, .inside = false };
	rc = token_judge(w, &in, e);
out:
	buf_free(&file);
	return (rc);
}

char *
token_beside(const char *base, size_t i, struct error *e)
{
	char *path;

	if ((i == 0 ? asprintf(&path, "%s.tsr", base) :
	    asprintf(&path, "%s.%zu.tsr", base, i + 1)) >= 0)
		return (path);
	(void)error_nomem(e);
	return (NULL);
}

static int
beside(struct work *w, struct span data, const struct certs *extra,
    size_t *n, struct error *e)
{
	char *path;
	bool there = true;
	size_t i = 0;
	int rc = 0;

	for (; i < TOKEN_BESIDE_MAX && there && rc == 0; i += there) {
		if ((path = token_beside(w->in->path, i, e)) == NULL)
			return (-1);
		rc = beside_one(w, path, data, extra, &there, e);
		free(path);
	}
	*n += i;
	return (rc);
}

int
token_later(struct work *w, struct span data, const struct certs *extra,
    size_t *n, struct error *e)
{
	const struct verify_stamp *s;
	struct token_input in;

	for (*n = 0; *n < w->in->nstamps; (*n)++) {
		s = &w->in->stamps[*n];
		in = (struct token_input){ .subject = s->name, .der = s->der,
		    .data = data, .extra = extra };
		if (token_judge(w, &in, e) != 0)
			return (-1);
	}
	return (w->in->path != NULL ? beside(w, data, extra, n, e) : 0);
}
