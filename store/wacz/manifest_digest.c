#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/wacz/manifest_internal.h"

/* datapackage-digest.json and its seal (wacz-auth 0.1.0 section 3). */

static void
note_unknown(struct manifest_digest *d, json_t *j, const char *const *known,
    const char *where)
{
	const char *const *k;
	const char *key;
	const json_t *value;

	json_object_foreach(j, key, value) {
		(void)value;
		for (k = known; *k != NULL && strcmp(*k, key) != 0; k++)
			continue;
		if (*k == NULL)
			manifest_note(d->faults, MANIFEST_DIGEST_KEY, -1, -1,
			    "unknown key \"%.60s\" in %s", key, where);
	}
}

static void
read_signed(struct manifest_digest *d, json_t *j)
{
	static const char *const known[] = { "hash", "created", "software",
		"version", "signature", "publicKey", "domain", "domainCert",
		"timeSignature", "timestampCert", "crossSignedCert", NULL };
	struct manifest_signed *s = &d->seal;
	const char **const to[] = { &s->hash, &s->created, &s->software,
		&s->version, &s->signature, &s->public_key, &s->domain,
		&s->domain_cert, &s->time_signature, &s->timestamp_cert,
		&s->cross_signed_cert };
	size_t i;

	if (j == NULL || json_is_null(j))
		return;
	s->present = true;
	if (!json_is_object(j)) {
		manifest_note(d->faults, MANIFEST_DIGEST_TYPE, -1, -1,
		    "signedData is not an object");
		return;
	}
	for (i = 0; i < sizeof(to) / sizeof(to[0]); i++)
		*to[i] = manifest_string(j, known[i], d->faults,
		    MANIFEST_DIGEST_TYPE, -1);
	note_unknown(d, j, known, "signedData");
}

static void
read_digest(struct manifest_digest *d, json_t *j)
{
	static const char *const known[] = { "path", "hash", "signedData",
		NULL };

	d->json = j;
	d->path = manifest_string(j, "path", d->faults,
	    MANIFEST_DIGEST_TYPE, -1);
	d->hash = manifest_string(j, "hash", d->faults,
	    MANIFEST_DIGEST_TYPE, -1);
	if (d->path == NULL || strcmp(d->path, MANIFEST_NAME) != 0)
		manifest_note(d->faults, MANIFEST_DIGEST_PATH, -1, -1,
		    "path is not \"%s\"", MANIFEST_NAME);
	if (!digest_label_ok(span_of(d->hash)))
		manifest_note(d->faults, MANIFEST_DIGEST_HASH, -1, -1,
		    "hash is not sha256: and 64 lower-case digits");
	read_signed(d, json_object_get(j, "signedData"));
	note_unknown(d, j, known, "the digest");
}

int
manifest_digest_read(struct span s, struct manifest_digest **out,
    struct error *e)
{
	struct manifest_digest_own *own;
	int rc = -1;

	if ((own = calloc(1, sizeof(*own))) == NULL)
		return (error_nomem(e));
	if ((own->d.faults = manifest_faults_new()) == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	if (manifest_json(s, own->d.faults, MANIFEST_DIGEST_JSON, &own->json,
	    e) != 0)
		goto out;
	if (own->json != NULL)
		read_digest(&own->d, own->json);
	if (own->d.faults->nomem) {
		(void)error_nomem(e);
		goto out;
	}
	*out = &own->d;
	own = NULL;
	rc = 0;
out:
	manifest_digest_free(own == NULL ? NULL : &own->d);
	return (rc);
}

void
manifest_digest_free(struct manifest_digest *d)
{
	struct manifest_digest_own *own = (struct manifest_digest_own *)d;

	if (d == NULL)
		return;
	manifest_faults_free(d->faults);
	json_decref(own->json);
	free(own);
}
