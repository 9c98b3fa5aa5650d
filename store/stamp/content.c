#include <stdio.h>
#include <string.h>

#include "store/base/codec.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/stamp/der.h"
#include "store/stamp/stamp_internal.h"

#define OID_TEXT	128

static char *
hex_copy(struct span s, struct error *e)
{
	struct buf b = BUF_INIT(TOKEN_MAX);
	char *hex;

	codec_hex(&b, s);
	if ((hex = buf_take(&b)) == NULL) {
		buf_free(&b);
		(void)error_nomem(e);
	}
	return (hex);
}

static int
fill_texts(const struct tst *t, struct stamp_result *r, struct error *e)
{
	char oid[OID_TEXT];
	const struct digest_kind *kind = digest_by_oid(t->imprint_alg);

	if (oid_text(t->policy, oid, sizeof(oid), e) != 0)
		return (-1);
	if ((r->policy = strdup(oid)) == NULL)
		return (error_nomem(e));
	if ((r->serial = hex_copy(der_magnitude(t->serial), e)) == NULL)
		return (-1);
	if (t->nonce.p != NULL &&
	    (r->nonce = hex_copy(der_magnitude(t->nonce), e)) == NULL)
		return (-1);
	if (kind == NULL && oid_text(t->imprint_alg, oid, sizeof(oid), e) != 0)
		return (-1);
	(void)snprintf(r->imprint_alg, sizeof(r->imprint_alg), "%.63s",
	    kind == NULL ? oid : kind->name);
	r->imprint_n = t->imprint.n < STAMP_DIGEST_MAX ? t->imprint.n :
	    STAMP_DIGEST_MAX;
	memcpy(r->imprint_bytes, t->imprint.p, r->imprint_n);
	r->accuracy_us = t->accuracy_us;
	r->ordering = t->ordering;
	r->qualified = t->qualified;
	return (0);
}

static void
check_time(const struct stamp_input *in, const struct tst *t,
    struct stamp_result *r)
{

	if (t->accuracy_us > STAMP_ACCURACY_MAX)
		fault_add(r, STAMP_FAULT_ACCURACY, "genTime may be off by "
		    "%lld s, as it says", (long long)(t->accuracy_us /
		    1000000));
	if (!gen_time_read(t->gen_time, &r->gen_time)) {
		r->gen_time = TIME_UNKNOWN;
		fault_add(r, STAMP_FAULT_GENTIME, "genTime is no UTC "
		    "time of the form YYYYMMDDhhmmss[.f]Z");
		return;
	}
	if (in->now != TIME_UNKNOWN && r->gen_time > in->now &&
	    r->gen_time - in->now > STAMP_CLOCK_SLACK)
		fault_add(r, STAMP_FAULT_FUTURE,
		    "genTime is %lld s after the moment of judging",
		    (long long)((r->gen_time - in->now) / 1000));
}

/*
 * Algorithm and bytes: a token that calls 32 bytes of SHA-256 SHA3-256 is
 * about something else, whatever the bytes are.
 */
static int
check_imprint(const struct stamp_input *in, const struct tst *t,
    struct stamp_result *r, struct error *e)
{
	const struct digest_kind *kind = digest_by_oid(t->imprint_alg);
	bool same;

	if (kind != NULL && t->imprint.n != kind->size) {
		fault_add(r, STAMP_FAULT_IMPRINT,
		    "an imprint of %zu bytes by %s", t->imprint.n, kind->name);
		r->imprint = STAMP_NO;
		return (0);
	}
	if (in->data.p == NULL && in->digest.p == NULL)
		return (0);
	r->imprint = STAMP_NO;
	if (kind == NULL || !kind->imprint || (in->digest.p != NULL &&
	    in->digest.n != kind->size)) {
		fault_add(r, STAMP_FAULT_IMPRINT_ALG,
		    "imprint by %s", r->imprint_alg);
		return (0);
	}
	if (in->digest.p != NULL)
		same = span_eq(in->digest, t->imprint);
	else if (digest_is(kind, in->data, t->imprint, &same, e) != 0)
		return (-1);
	if (same)
		r->imprint = STAMP_YES;
	else
		fault_add(r, STAMP_FAULT_IMPRINT,
		    "the imprint is of other data");
	return (0);
}

static struct span
strip_zeros(struct span s)
{

	while (s.n > 1 && s.p[0] == 0)
		s = span_sub(s, 1, s.n);
	return (s);
}

static void
check_nonce(const struct stamp_input *in, const struct tst *t,
    struct stamp_result *r)
{

	if (in->nonce.p == NULL)
		return;
	r->nonce_match = STAMP_NO;
	/* A negative INTEGER is not the number that was sent. */
	if (t->nonce.p == NULL)
		fault_add(r, STAMP_FAULT_NONCE, "no nonce");
	else if ((t->nonce.p[0] & 0x80) != 0 || !span_eq(
	    strip_zeros(in->nonce), strip_zeros(t->nonce)))
		fault_add(r, STAMP_FAULT_NONCE, "another nonce: %.128s",
		    r->nonce);
	else
		r->nonce_match = STAMP_YES;
}

int
content_check(const struct stamp_input *in, const struct tst *t,
    struct stamp_result *r, struct error *e)
{
	char oid[OID_TEXT];

	if (fill_texts(t, r, e) != 0)
		return (-1);
	if (t->version != 1)
		fault_add(r, STAMP_FAULT_VERSION, "version %lld, not 1",
		    (long long)t->version);
	check_time(in, t, r);
	if (t->critical.p != NULL) {
		if (oid_text(t->critical, oid, sizeof(oid), e) != 0)
			return (-1);
		fault_add(r, STAMP_FAULT_EXTENSION,
		    "unknown critical extension %s", oid);
	}
	if (check_imprint(in, t, r, e) != 0)
		return (-1);
	check_nonce(in, t, r);
	if (in->policy != NULL && strcmp(in->policy, r->policy) != 0)
		fault_add(r, STAMP_FAULT_POLICY,
		    "policy %.60s, asked for %.60s", r->policy, in->policy);
	return (0);
}
