#include "store/atproto/cbor.h"
#include "store/atproto/multikey.h"
#include "store/atproto/signed.h"
#include "store/base/limits.h"

/* DAG-CBOR of ${j}; false where it has none. */
static int
encode(json_t *j, struct buf *out, bool *ok, struct error *e)
{
	struct error why = ERROR_INIT;

	*ok = cbor_write(out, j, &why) == 0;
	return (why.code == ERR_NOMEM ? error_nomem(e) : 0);
}

int
signed_check(json_t *j, struct span sig, struct span key, bool *ok,
    struct error *e)
{
	struct buf bytes = BUF_INIT(SIGNED_BYTES_MAX);
	json_t *bare = json_copy(j);
	int rc = -1;

	*ok = false;
	if (bare == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	(void)json_object_del(bare, "sig");
	if (encode(bare, &bytes, ok, e) != 0)
		goto out;
	rc = *ok ? multikey_verify(key, buf_span(&bytes), sig, ok, e) : 0;
out:
	json_decref(bare);
	buf_free(&bytes);
	return (rc);
}

int
signed_cid(json_t *j, struct cid *out, bool *ok, struct error *e)
{
	struct buf bytes = BUF_INIT(SIGNED_BYTES_MAX);
	int rc = -1;

	if (encode(j, &bytes, ok, e) == 0)
		rc = *ok ? cid_of(CID_CBOR, buf_span(&bytes), out, e) : 0;
	buf_free(&bytes);
	return (rc);
}
