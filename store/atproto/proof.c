#include <stdio.h>
#include <string.h>

#include "store/atproto/car.h"
#include "store/atproto/cbor.h"
#include "store/atproto/data.h"
#include "store/atproto/mst.h"
#include "store/atproto/proof.h"
#include "store/atproto/signed.h"
#include "store/base/json.h"
#include "store/base/limits.h"

#define COMMIT_VERSION	3
#define SIG_LEN		64

static int
none(struct proof *p, const char *why)
{

	p->state = PROOF_NONE;
	p->why = why;
	return (0);
}

/* Read a block as DAG-CBOR: 1, 0 when it is none, or -1 ERR_NOMEM. */
static int
block_json(const struct car *car, const struct cid *c, json_t **out,
    struct error *e)
{
	struct span block = car_block(car, c);
	struct error why = ERROR_INIT;

	if (block.p == NULL || c->b[1] != CID_CBOR)
		return (0);
	if (cbor_read(block, out, &why) == 0)
		return (1);
	return (why.code == ERR_NOMEM ? error_nomem(e) : 0);
}

/* The commit; false where it is malformed. */
static bool
read_commit(struct proof *p, struct cid *root)
{
	const char *did = json_text(p->commit_json, "did");
	const char *rev = json_text(p->commit_json, "rev");
	int64_t version;

	if (!json_whole(p->commit_json, "version", &version) ||
	    version != COMMIT_VERSION || did == NULL || rev == NULL ||
	    strlen(did) >= sizeof(p->did) || strlen(rev) >= sizeof(p->rev) ||
	    !data_link(json_object_get(p->commit_json, "data"), root))
		return (false);
	(void)snprintf(p->did, sizeof(p->did), "%s", did);
	(void)snprintf(p->rev, sizeof(p->rev), "%s", rev);
	return (true);
}

/* From the commit down to the record. */
static int
walk(struct proof *p, const struct car *car, struct span key, struct error *e)
{
	enum mst_result result;
	struct cid root;
	int got;

	if ((got = block_json(car, &car->root, &p->commit_json, e)) < 0)
		return (-1);
	p->commit = car->root;
	if (got == 0 || !read_commit(p, &root))
		return (none(p, "its root is no commit of version 3"));
	if (mst_find(car, &root, key, &p->record_cid, &result, e) != 0)
		return (-1);
	switch (result) {
	case MST_ABSENT:
		p->state = PROOF_ABSENT;
		return (0);
	case MST_UNKNOWN:
		return (none(p, "a block on the way to the record lacks"));
	case MST_MALFORMED:
		return (none(p, "its tree is malformed"));
	case MST_FOUND:
		break;
	}
	if ((got = block_json(car, &p->record_cid, &p->record, e)) < 0)
		return (-1);
	if (got == 0)
		return (none(p, "the record itself lacks"));
	p->state = PROOF_RECORD;
	return (0);
}

int
proof_read(struct span car, struct span key, struct proof *out,
    struct error *e)
{
	struct error why = ERROR_INIT;
	struct car file;
	int rc;

	*out = (struct proof){ .state = PROOF_NONE };
	if (car_open(car, &file, &why) != 0)
		return (why.code == ERR_NOMEM ? error_nomem(e) :
		    none(out, "it is no sound CAR file"));
	rc = walk(out, &file, key, e);
	car_free(&file);
	if (rc != 0)
		proof_free(out);
	return (rc);
}

int
proof_signed_by(const struct proof *p, struct span key, bool *ok,
    struct error *e)
{
	struct buf sig = BUF_INIT(2 * SIG_LEN);
	struct error why = ERROR_INIT;
	int rc = 0;

	*ok = false;
	if (data_bytes(json_object_get(p->commit_json, "sig"), &sig, &why))
		rc = signed_check(p->commit_json, buf_span(&sig), key, ok, e);
	else if (why.code == ERR_NOMEM)
		rc = error_nomem(e);
	buf_free(&sig);
	return (rc);
}

void
proof_free(struct proof *p)
{

	json_decref(p->record);
	json_decref(p->commit_json);
	*p = (struct proof){ .state = PROOF_NONE };
}
