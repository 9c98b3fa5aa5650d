#include <string.h>

#include "store/base/num.h"
#include "store/base/time.h"
#include "store/stamp/der.h"
#include "store/stamp/stamp_internal.h"

#define SERIAL_MAX	20	/* 160 bits, RFC 3161 section 2.4.2 */
#define NONCE_MAX	64

/* 1.3.6.1.5.5.7.1.3 qcStatements */
static const uint8_t qc_statements[] = { 0x2b, 6, 1, 5, 5, 7, 1, 3 };
/* 0.4.0.19422.1.1 esi4-qtstStatement-1, EN 319 422 section 9.1 */
static const uint8_t qtst[] = { 4, 0, 0x81, 0x97, 0x5e, 1, 1 };

/* ${n} digits at ${*at}; false when they are no digits or not there. */
static bool
field(struct span s, size_t *at, size_t n, int64_t *out)
{

	if (n > s.n - *at || num_digits(s.p + *at, n, out) != 0)
		return (false);
	*at += n;
	return (true);
}

/* .f... and the final Z; zeros at the end of f are forbidden, yet met. */
static bool
fraction(struct span s, int64_t *ms)
{
	int64_t unit = 100;
	size_t i;

	*ms = 0;
	if (span_is(s, "Z"))
		return (true);
	if (s.n < 3 || s.p[0] != '.' || s.p[s.n - 1] != 'Z')
		return (false);
	for (i = 1; i < s.n - 1; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return (false);
		*ms += (s.p[i] - '0') * unit;
		unit /= 10;
	}
	return (true);
}

bool
gen_time_read(struct span s, int64_t *ms)
{
	int64_t y, mo, d, h, mi, sec, part;
	size_t at = 0;

	if (!field(s, &at, 4, &y) || !field(s, &at, 2, &mo) ||
	    !field(s, &at, 2, &d) || !field(s, &at, 2, &h) ||
	    !field(s, &at, 2, &mi) || !field(s, &at, 2, &sec) ||
	    !fraction(span_sub(s, at, s.n), &part) ||
	    time_of_civil(y, mo, d, h, mi, sec, ms) != 0)
		return (false);
	*ms += part;
	return (true);
}

static bool
read_imprint(struct span seq, struct tst *t)
{
	struct span algorithm;

	return (der_take(&seq, DER_SEQUENCE, &algorithm) &&
	    digest_of_algorithm(algorithm, &t->imprint_alg) &&
	    der_take(&seq, DER_OCTETS, &t->imprint) && seq.n == 0);
}

/* A part of Accuracy: [0] millis and [1] micros are 1 to 999. */
static bool
part(struct span *seq, uint8_t tag, int64_t min, int64_t max, int64_t *out)
{
	struct span s;

	*out = 0;
	if (!der_take(seq, tag, &s))
		return (true);
	return (der_whole_number(s, out) && *out >= min && *out <= max);
}

static bool
read_accuracy(struct span seq, struct tst *t)
{
	int64_t s, ms, us;

	if (!part(&seq, DER_INTEGER, 0, INT32_MAX, &s) ||
	    !part(&seq, DER_CONTEXT(0), 1, 999, &ms) ||
	    !part(&seq, DER_CONTEXT(1), 1, 999, &us) || seq.n != 0)
		return (false);
	t->accuracy_us = s * 1000000 + ms * 1000 + us;
	return (true);
}

/* Whether the value of a qcStatements extension holds the one of QTSPs. */
static bool
has_qtst(struct span value)
{
	struct span all, one, oid;

	if (!der_take(&value, DER_SEQUENCE, &all))
		return (false);
	while (der_take(&all, DER_SEQUENCE, &one))
		if (der_take(&one, DER_OID, &oid) && span_eq(oid,
		    (struct span){ qtst, sizeof(qtst) }))
			return (true);
	return (false);
}

static bool
read_extension(struct span seq, struct tst *t)
{
	struct span oid, flag, value;
	bool critical = false;

	if (!der_take(&seq, DER_OID, &oid))
		return (false);
	if (der_take(&seq, DER_BOOLEAN, &flag) && !der_bool(flag, &critical))
		return (false);
	if (!der_take(&seq, DER_OCTETS, &value) || seq.n != 0)
		return (false);
	if (span_eq(oid, (struct span){ qc_statements,
	    sizeof(qc_statements) }))
		t->qualified |= has_qtst(value);
	else if (critical && t->critical.p == NULL)
		t->critical = oid;
	return (true);
}

static bool
read_extensions(struct span seq, struct tst *t)
{
	struct span one;

	while (seq.n > 0)
		if (!der_take(&seq, DER_SEQUENCE, &one) ||
		    !read_extension(one, t))
			return (false);
	return (true);
}

/* The optional fields, in the order that they must have. */
static bool
read_options(struct span *seq, struct tst *t)
{
	struct span s;

	if (der_take(seq, DER_SEQUENCE, &s) && !read_accuracy(s, t))
		return (false);
	/* FALSE, the default, should not be written; some write it. */
	if (der_take(seq, DER_BOOLEAN, &s) && !der_bool(s, &t->ordering))
		return (false);
	if (der_take(seq, DER_INTEGER, &s)) {
		if (!der_integer_ok(s) || s.n > NONCE_MAX)
			return (false);
		t->nonce = s;
	}
	if (der_take(seq, DER_CONTEXT_MADE(0), &s)) {
		t->tsa = s;
		if (!der_any(&s, NULL, NULL, NULL) || s.n != 0)
			return (false);
	}
	if (der_take(seq, DER_CONTEXT_MADE(1), &s) && !read_extensions(s, t))
		return (false);
	return (seq->n == 0);
}

bool
tst_read(struct span der, struct tst *t, struct stamp_result *r)
{
	struct span seq, s;
	const char *what = "is not one SEQUENCE";

	memset(t, 0, sizeof(*t));
	t->accuracy_us = -1;
	if (!der_take(&der, DER_SEQUENCE, &seq) || der.n != 0)
		goto broken;
	what = "has no version";
	if (!der_take(&seq, DER_INTEGER, &s) ||
	    !der_whole_number(s, &t->version))
		goto broken;
	what = "has no policy";
	if (!der_take(&seq, DER_OID, &t->policy))
		goto broken;
	what = "has no messageImprint";
	if (!der_take(&seq, DER_SEQUENCE, &s) || !read_imprint(s, t))
		goto broken;
	what = "has no serialNumber of up to 160 bits";
	if (!der_take(&seq, DER_INTEGER, &t->serial) ||
	    !der_integer_ok(t->serial) ||
	    der_magnitude(t->serial).n > SERIAL_MAX)
		goto broken;
	what = "has no genTime";
	if (!der_take(&seq, DER_GENTIME, &t->gen_time))
		goto broken;
	what = "has malformed fields after genTime";
	if (read_options(&seq, t))
		return (true);
broken:
	fault_add(r, STAMP_FAULT_TSTINFO, "TSTInfo %s", what);
	return (false);
}
