#include <stdlib.h>

#include "store/base/time.h"
#include "store/stamp/stamp.h"

/*
 * Bytes of a stranger as a time-stamp response: never a crash, never trusted,
 * and what holds has everything that it must have.
 */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Not assert: it is gone from a Release build. */
static void
require(bool ok)
{

	if (!ok)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const uint8_t nonce[STAMP_NONCE] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct stamp_input in = { .response = { p, n },
	    .data = span_of("hello"), .policy = "1.2.3.4.1",
	    .now = INT64_C(1800000000000) };
	struct stamp_result r;
	struct trust *none = NULL;

	if (trust_new(&none, NULL) != 0)
		abort();
	in.trust = none;
	if (stamp_check(&in, &r, NULL) == 0) {
		require(r.trust.state != TRUST_OK);
		require(r.faults_n <= STAMP_FAULTS);
		require(!stamp_holds(&r) || (r.signer.subject != NULL &&
		    r.gen_time != TIME_UNKNOWN && r.certs != NULL));
	}
	stamp_result_free(&r);
	in.nonce = (struct span){ nonce, sizeof(nonce) };
	in.trust = NULL;
	if (stamp_check(&in, &r, NULL) == 0)
		require(r.trust.state == TRUST_UNCHECKED);
	stamp_result_free(&r);
	trust_free(none);
	return (0);
}
