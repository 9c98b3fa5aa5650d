#include <stdlib.h>

#include "store/atproto/cbor.h"
#include "store/atproto/plc.h"
#include "store/atproto/proof.h"
#include "store/base/buf.h"
#include "store/base/json.h"
#include "store/base/limits.h"

/*
 * What a data server or a directory answers: a CAR file, an audit log in
 * JSON, or DAG-CBOR, which read and written again must be the same bytes.
 */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
as_car(struct span s)
{
	struct error e = ERROR_INIT;
	struct proof proof;
	bool ok;

	if (proof_read(s, span_of("app.bsky.feed.post/3mg222222235b"), &proof,
	    &e) != 0)
		return;
	if (proof.state != PROOF_NONE)
		(void)proof_signed_by(&proof, span_of("did:key:zQ3sh"), &ok,
		    &e);
	proof_free(&proof);
}

static void
as_log(struct span s)
{
	struct error e = ERROR_INIT;
	json_t *j = json_read(s, &e);
	struct plc_log log;

	if (j != NULL && plc_read(j, &log, &e) == 0)
		plc_free(&log);
	json_decref(j);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct span s = { p, n };
	struct buf again = BUF_INIT(MIB);
	struct error e = ERROR_INIT;
	json_t *j;

	as_car(s);
	as_log(s);
	if (cbor_read(s, &j, &e) == 0) {
		if (cbor_write(&again, j, &e) == 0 &&
		    !span_eq(buf_span(&again), s))
			abort();
		json_decref(j);
	}
	buf_free(&again);
	return (0);
}
