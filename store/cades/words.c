#include <stdio.h>
#include <string.h>

#include "store/base/time.h"
#include "store/cades/cades_internal.h"
#include "store/stamp/der.h"

/*
 * Signed attributes (RFC 5652 section 11, RFC 5035, RFC 5126).  They are read
 * part by part, so that a fault has a name, then written again and compared:
 * what was left unread is found in any case.
 */

#define UTC_TEXT	13		/* YYMMDDHHMMSSZ */
#define UTC_FIRST	INT64_C(-631152000000)	/* 1950: RFC 5652 11.3 */
#define UTC_END		INT64_C(2524608000000)	/* 2050 */

/* An attribute with one element as its value. */
static void
write_attribute(struct buf *out, const struct oid *o, uint8_t tag,
    struct span value)
{
	size_t all = out->n, set;

	buf_putspan(out, oid_span(o));
	set = out->n;
	der_element(out, tag, value);
	der_wrap(out, set, DER_SET);
	der_wrap(out, all, DER_SEQUENCE);
}

/*
 * ESSCertIDv2 of each certificate: the hash algorithm is the default one and
 * so left out (RFC 5035 section 4); issuerSerial would say nothing more.
 */
static void
write_certs(struct buf *out, const struct signed_words *w)
{
	size_t all = out->n, set, id, i;

	buf_putspan(out, oid_span(&oid_signing_certificate));
	set = out->n;
	for (i = 0; i < w->certs_n; i++) {
		id = out->n;
		der_element(out, DER_OCTETS,
		    (struct span){ w->certs[i], DIGEST_LEN });
		der_wrap(out, id, DER_SEQUENCE);
	}
	der_wrap(out, set, DER_SEQUENCE);
	der_wrap(out, set, DER_SEQUENCE);
	der_wrap(out, set, DER_SET);
	der_wrap(out, all, DER_SEQUENCE);
}

/* In the order of a SET OF, which that of their lengths is here. */
bool
words_write(const struct signed_words *w, struct buf *out)
{
	char text[TIME_TEXT], utc[UTC_TEXT + 1];

	if (w->time < UTC_FIRST || w->time >= UTC_END)
		return (false);
	/* "2026-11-21T01:23:45Z" without its century and marks. */
	(void)time_text(w->time, text);
	(void)snprintf(utc, sizeof(utc), "%.2s%.2s%.2s%.2s%.2s%.2sZ",
	    text + 2, text + 5, text + 8, text + 11, text + 14, text + 17);
	write_attribute(out, &oid_content_type, DER_OID,
	    span_sub(oid_span(&oid_data), 2, oid_data.n));
	write_attribute(out, &oid_signing_time, DER_UTCTIME, span_of(utc));
	if (oid_of(w->commitment) != NULL)
		write_attribute(out, &oid_commitment, DER_SEQUENCE,
		    oid_span(oid_of(w->commitment)));
	write_attribute(out, &oid_message_digest, DER_OCTETS,
	    (struct span){ w->digest, DIGEST_LEN });
	write_certs(out, w);
	return (true);
}

/* Two digits at ${at}, or -1. */
static int
two(struct span s, size_t at)
{

	if (s.p[at] < '0' || s.p[at] > '9' || s.p[at + 1] < '0' ||
	    s.p[at + 1] > '9')
		return (-1);
	return ((s.p[at] - '0') * 10 + (s.p[at + 1] - '0'));
}

static bool
read_time(struct span value, struct signed_words *w)
{
	struct span s;
	int d[6], i;

	if (!der_take(&value, DER_UTCTIME, &s) || value.n != 0 ||
	    s.n != UTC_TEXT)
		return (false);
	for (i = 0; i < 6; i++)
		if ((d[i] = two(s, (size_t)i * 2)) < 0)
			return (false);
	return (time_of_civil(d[0] + (d[0] < 50 ? 2000 : 1900), d[1], d[2],
	    d[3], d[4], d[5], &w->time) == 0);
}

static bool
read_digest(struct span value, struct signed_words *w)
{
	struct span s;

	if (!der_take(&value, DER_OCTETS, &s) || s.n != DIGEST_LEN)
		return (false);
	memcpy(w->digest, s.p, DIGEST_LEN);
	return (true);
}

static bool
read_commitment(struct span value, struct signed_words *w)
{
	static const enum cades_commitment known[] = {
	    CADES_COMMITMENT_ORIGIN, CADES_COMMITMENT_RECEIPT };
	struct span s;
	size_t i;

	if (!der_take(&value, DER_SEQUENCE, &s))
		return (false);
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (span_eq(s, oid_span(oid_of(known[i]))))
			w->commitment = known[i];
	return (w->commitment != CADES_COMMITMENT_NONE);
}

static bool
read_certs(struct span value, struct signed_words *w)
{
	struct span all, ids, id, hash;

	if (!der_take(&value, DER_SEQUENCE, &all) ||
	    !der_take(&all, DER_SEQUENCE, &ids))
		return (false);
	while (ids.n > 0) {
		if (w->certs_n == CADES_CERTS_MAX ||
		    !der_take(&ids, DER_SEQUENCE, &id) ||
		    !der_take(&id, DER_OCTETS, &hash) || id.n != 0 ||
		    hash.n != DIGEST_LEN)
			return (false);
		memcpy(w->certs[w->certs_n++], hash.p, DIGEST_LEN);
	}
	return (w->certs_n > 0);
}

/* One attribute; ${seen} counts which were there. */
static bool
read_attribute(struct span one, struct signed_words *w, unsigned *seen,
    struct cades_result *r)
{
	static const struct {
		const struct oid *oid;
		const char *name;
		bool (*read)(struct span, struct signed_words *);
	} kinds[] = {
		{ &oid_content_type, "content-type", NULL },
		{ &oid_signing_time, "signing-time", read_time },
		{ &oid_commitment, "commitment-type-indication",
		    read_commitment },
		{ &oid_message_digest, "message-digest", read_digest },
		{ &oid_signing_certificate, "signing-certificate-v2",
		    read_certs },
	};
	struct span type, value;
	size_t i;

	if (!der_any(&one, NULL, NULL, &type) ||
	    !der_take(&one, DER_SET, &value) || one.n != 0) {
		fault_add(r, CADES_FAULT_ATTRIBUTES,
		    "a signed attribute is broken");
		return (false);
	}
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (span_eq(type, oid_span(kinds[i].oid)))
			break;
	if (i == sizeof(kinds) / sizeof(kinds[0])) {
		fault_add(r, CADES_FAULT_ATTRIBUTES,
		    "a signed attribute that does not belong there");
		return (false);
	}
	if ((*seen & 1U << i) != 0 || (kinds[i].read != NULL &&
	    !kinds[i].read(value, w))) {
		fault_add(r, kinds[i].read == read_certs &&
		    (*seen & 1U << i) == 0 ? CADES_FAULT_ESS :
		    CADES_FAULT_ATTRIBUTES, "%s is %s", kinds[i].name,
		    (*seen & 1U << i) != 0 ? "there twice" :
		    "not in the form that we write");
		return (false);
	}
	*seen |= 1U << i;
	return (true);
}

/* Written again it is the same: 1, 0 with a fault, -1. */
static int
same_again(struct span set, const struct signed_words *w,
    struct cades_result *r, struct error *e)
{
	struct buf again = BUF_INIT(CADES_MAX);
	int rc;

	rc = words_write(w, &again) && span_eq(buf_span(&again), set);
	if (again.failed == ERR_NOMEM)
		rc = error_nomem(e);
	buf_free(&again);
	if (rc == 0)
		fault_add(r, CADES_FAULT_ATTRIBUTES, "signed attributes "
		    "are missing, or not in their order and form");
	return (rc);
}

int
words_read(struct span set, struct signed_words *w, struct cades_result *r,
    struct error *e)
{
	struct span rest = set, one;
	unsigned seen = 0;

	memset(w, 0, sizeof(*w));
	w->time = TIME_UNKNOWN;
	while (rest.n > 0) {
		if (!der_take(&rest, DER_SEQUENCE, &one)) {
			fault_add(r, CADES_FAULT_ATTRIBUTES,
			    "the signed attributes are broken");
			return (0);
		}
		if (!read_attribute(one, w, &seen, r))
			return (0);
	}
	return (same_again(set, w, r, e));
}
