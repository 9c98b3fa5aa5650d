#include <stdlib.h>

#include "store/cades/cades.h"

/*
 * Bytes of a stranger as a signature: never a crash, never trusted, and what
 * holds has everything that it must have.
 */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Not assert: it is gone from a Release build. */
static void
require(bool ok)
{

	if (!ok)
		abort();
}

static void
check(const uint8_t *p, size_t n, struct span content,
    const struct trust *none)
{
	struct cades_input in = { .der = { p, n }, .content = content,
	    .trust = none, .stamp_trust = none,
	    .now = INT64_C(1800000000000) };
	struct cades_result r;

	if (cades_check(&in, &r, NULL) == 0) {
		require(r.trust.state != TRUST_OK);
		require(r.faults_n <= CADES_FAULTS);
		require(r.state == CADES_READ || r.faults_n > 0);
		require(!cades_holds(&r) || (r.certs != NULL &&
		    r.signer.subject != NULL &&
		    (r.content.p == NULL) == (content.p != NULL)));
	}
	cades_result_free(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct buf value = BUF_INIT(CADES_MAX);
	struct trust *none = NULL;

	if (trust_new(&none, NULL) != 0)
		abort();
	check(p, n, span_of("hello"), none);
	check(p, n, (struct span){ NULL, 0 }, none);
	if (cades_value((struct span){ p, n }, &value, NULL) == 0)
		require(value.n < n);
	buf_free(&value);
	trust_free(none);
	return (0);
}
