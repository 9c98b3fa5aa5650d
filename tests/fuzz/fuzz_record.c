#include <stdlib.h>

#include "store/record/record.h"

/*
 * Bytes of a stranger as an evidence record: never a crash, never proven, and
 * what holds has stamps in order over its data.
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
	struct record_input in = { .der = { p, n },
	    .now = INT64_C(1800000000000) };
	struct record_object objects[2];
	struct record_result r;
	struct trust *none = NULL;
	size_t i;

	if (trust_new(&none, NULL) != 0 || record_object_bytes(&objects[0],
	    span_of("hello"), RECORD_ALGS, NULL) != 0 || record_object_bytes(
	    &objects[1], span_of("stamp"), RECORD_ALGS, NULL) != 0)
		abort();
	in.objects = objects;
	in.objects_n = 2;
	in.trust = none;
	if (record_check(&in, &r, NULL) == 0) {
		require(!record_proven(&r));
		require(r.faults_n <= RECORD_FAULTS);
		require(r.read == (record_algs(in.der) != 0));
		require(!record_holds(&r) || (r.stamps_n > 0 && r.chains > 0 &&
		    r.covered[0]));
		for (i = 1; record_holds(&r) && i < r.stamps_n; i++)
			require(r.stamps[i].time >= r.stamps[i - 1].time);
	}
	record_result_free(&r);
	trust_free(none);
	return (0);
}
