#include <stdlib.h>

#include "store/base/time.h"
#include "store/seal/seal.h"
#include "store/seal/trust.h"

/*
 * A stranger's signedData: a line each of text, signature, publicKey and
 * domain ("-": absent), then domainCert.
 */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Not assert: it is gone from a Release build. */
static void
require(bool ok)
{

	if (!ok)
		abort();
}

static struct span
field(struct span *rest)
{
	struct span line;

	if (!span_line(rest, &line) || span_is(line, "-"))
		return (span_of(NULL));
	return (line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct span rest = { p, n };
	struct seal_input in;
	struct seal_result r;
	struct trust_verdict v;

	in.text = field(&rest);
	in.signature = field(&rest);
	in.public_key = field(&rest);
	in.domain = field(&rest);
	in.domain_cert = rest.n > 0 ? rest : span_of(NULL);
	if (seal_check(&in, &r, NULL) == 0) {
		require(r.faults_n <= SEAL_FAULTS);
		require(r.signature != SEAL_VALID || r.fingerprint[0] != '\0');
		require(!r.standard || r.signature == SEAL_VALID);
		require(r.signature == SEAL_VALID || r.faults_n > 0);
		if (r.chain != NULL && trust_judge(NULL, r.chain, NULL,
		    TRUST_SEAL, INT64_C(1642532412000), &v, NULL) == 0)
			require(v.state == TRUST_UNKNOWN ||
			    v.state == TRUST_BAD);
	}
	seal_result_free(&r);
	return (0);
}
