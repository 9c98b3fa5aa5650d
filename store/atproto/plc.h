#ifndef STORE_ATPROTO_PLC_H
#define STORE_ATPROTO_PLC_H

#include <stdint.h>

#include <jansson.h>

#include "store/base/error.h"
#include "store/base/span.h"

/*
 * plc - the audit log of a did:plc identity (web.plc.directory, specification
 * of did:plc version 0.1): operations that name each other by hash, each
 * signed by a rotation key of the one before.  The first one's hash is the
 * identifier, so the directory cannot make up a history; it could withhold
 * operations, and the moments are its own word.
 */
#define PLC_OPERATIONS_MAX	1000
#define PLC_RECOVERY_MS		(INT64_C(72) * 3600 * 1000)

/* What one operation said; strings live as the JSON that was read. */
struct plc_state {
	int64_t at;			/* moment, as the directory says */
	const char *signing_key;	/* did:key of the repository; or NULL */
	const char *handle;		/* without "at://"; or NULL */
	const char *host;		/* URL of the data server; or NULL */
	bool nullified;			/* undone by a later recovery */
	bool tombstone;			/* the identity was given up */
};

struct plc_log {
	char did[64];
	bool holds;
	const char *why;		/* where it does not: technical */
	size_t at;			/* and at which entry */
	struct plc_state *states;	/* in the order of the log */
	size_t n;
	const char *tip_cid;		/* of the last one that stands */
	json_t *json;			/* reference of its own */
};

/*
 * plc_read(log, out, e):
 * Check the audit log ${log} (an array, as /DID/log/audit answers).  What is
 * wrong with it is data (holds, why).  Return 0 with ${out} for plc_free, or
 * -1 ERR_NOMEM, ERR_CRYPTO.
 */
int plc_read(json_t *log, struct plc_log *out, struct error *e);

void plc_free(struct plc_log *log);

#endif
