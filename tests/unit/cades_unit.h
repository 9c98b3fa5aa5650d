#ifndef TESTS_UNIT_CADES_UNIT_H
#define TESTS_UNIT_CADES_UNIT_H

#include "store/base/time.h"
#include "store/cades/cades_internal.h"
#include "store/stamp/der.h"
#include "tests/lib/signers.h"
#include "tests/lib/tsa.h"
#include "tests/unit/unit.h"

/* What the tests of signatures share: signers, and one signature of theirs. */

#define HOUR	INT64_C(3600000)

static char folder[64];
static struct signers who;
static struct buf crl = BUF_INIT(PEM_MAX);
static const char said[] = "<ASiCManifest/>";

static inline int
group_setup(void **state)
{
	struct error e = ERROR_INIT;

	(void)state;
	unit_folder(folder);
	assert_ok(signers_make(&who, folder, &e), &e);
	assert_ok(signers_crl(&who, NULL, 0, false, &crl, &e), &e);
	return (0);
}

static inline int
group_teardown(void **state)
{

	(void)state;
	signers_free(&who);
	buf_free(&crl);
	unit_folder_remove(folder);
	return (0);
}

static inline struct cades_make
making(void)
{

	return ((struct cades_make){ .sealer = who.seal,
	    .content = span_of(said), .crl = buf_span(&crl),
	    .now = who.now });
}

static inline void
make(const struct cades_make *m, struct buf *der)
{
	struct error e = ERROR_INIT;

	assert_ok(cades_make(m, der, &e), &e);
}

static inline void
stamp(struct buf *der)
{
	struct buf value = BUF_INIT(CADES_MAX), answer = BUF_INIT(TOKEN_MAX);
	struct error e = ERROR_INIT;

	assert_ok(cades_value(buf_span(der), &value, &e), &e);
	assert_ok(signers_stamp(&who, "/", buf_span(&value), &answer, &e),
	    &e);
	assert_ok(cades_stamp(der, buf_span(&answer), &e), &e);
	buf_free(&value);
	buf_free(&answer);
}

static inline struct cades_input
looking(const struct buf *der)
{

	return ((struct cades_input){ .der = buf_span(der),
	    .content = span_of(said), .trust = who.roots,
	    .stamp_trust = who.authorities, .now = who.now });
}

static inline void
check(const struct cades_input *in, struct cades_result *r)
{
	struct error e = ERROR_INIT;

	assert_ok(cades_check(in, r, &e), &e);
}

static inline void
holds(const struct cades_result *r)
{

	if (r->faults_n > 0)
		print_error("%s: %s\n", cades_faults[r->faults[0].code].name,
		    r->faults[0].detail);
	assert_int_equal(r->faults_n, 0);
	assert_true(cades_holds(r));
	assert_int_equal(r->trust.state, TRUST_OK);
}

/* It does not hold, and this is the first reason. */
static inline void
refused(struct cades_result *r, enum cades_fault_code code)
{

	assert_false(cades_holds(r));
	assert_true(r->faults_n > 0);
	if (r->faults[0].code != code)
		print_error("want %s, have %s: %s\n", cades_faults[code].name,
		    cades_faults[r->faults[0].code].name, r->faults[0].detail);
	assert_int_equal(r->faults[0].code, code);
	assert_non_null(cades_faults[code].standard);
	cades_result_free(r);
}

/* Take the signature apart, let somebody at the parts, put it together. */
struct work {
	struct buf der;
	struct buf other;		/* for parts of other bytes */
	struct cades_parts p;
};

static inline void
work_begin(struct work *w, bool stamped)
{
	struct cades_make m = making();
	struct cades_result r = { .faults_n = 0 };

	*w = (struct work){ .der = BUF_INIT(CADES_MAX),
	    .other = BUF_INIT(CADES_MAX) };
	make(&m, &w->der);
	if (stamped)
		stamp(&w->der);
	assert_true(parts_read(buf_span(&w->der), &w->p, &r));
}

static inline void
work_end(struct work *w, struct cades_result *r)
{
	struct buf again = BUF_INIT(CADES_MAX);
	struct cades_input in;

	parts_write(&w->p, &again);
	in = looking(&again);
	in.crl = buf_span(&crl);
	check(&in, r);
	buf_free(&again);
	buf_free(&w->der);
	buf_free(&w->other);
}



#endif
