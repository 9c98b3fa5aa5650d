#include "store/base/buf.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/wacz/manifest_internal.h"

/* datapackage-digest.json as our writer makes it, key after key. */

static const char *const outer[] = { "path", "hash", "signedData", NULL };
static const char *const inner[] = { "hash", "created", "software", "version",
	"signature", "domain", "domainCert", "timeSignature", "timestampCert",
	NULL };

/* A new object with those keys of ${j} that are known, in their order. */
static json_t *
ordered(const json_t *j, const char *const *keys, bool *ok)
{
	json_t *made = json_object(), *value;

	*ok = *ok && made != NULL;
	for (; *keys != NULL; keys++)
		if ((value = json_object_get(j, *keys)) != NULL)
			json_put(made, *keys, json_incref(value), ok);
	return (made);
}

int
manifest_digest_shape(const struct manifest_digest *d, struct span s,
    bool *same, struct error *e)
{
	struct buf again = BUF_INIT(2 * MANIFEST_FILE_MAX);
	const json_t *seal = json_object_get(d->json, "signedData");
	json_t *j;
	bool ok = true;
	int rc = -1;

	*same = false;
	if (d->json == NULL)
		return (0);
	j = ordered(d->json, outer, &ok);
	if (json_is_object(seal))
		json_put(j, "signedData", ordered(seal, inner, &ok), &ok);
	if (!ok) {
		(void)error_nomem(e);
		goto out;
	}
	if (json_write_pretty(&again, j, e) != 0)
		goto out;
	*same = span_eq(buf_span(&again), s);
	rc = 0;
out:
	json_decref(j);
	buf_free(&again);
	return (rc);
}
