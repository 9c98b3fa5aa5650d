#include <stdio.h>
#include <string.h>

#include <openssl/err.h>

#include "store/stamp/der.h"
#include "store/stamp/stamp_internal.h"

#define NIST(n)		{ 0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, (n) }, 9

static const struct digest_kind kinds[] = {
	{ "sha256", NIST(1), 32, false, true },
	{ "sha384", NIST(2), 48, false, true },
	{ "sha512", NIST(3), 64, false, true },
	{ "sha3-256", NIST(8), 32, false, false },
	{ "sha3-384", NIST(9), 48, false, false },
	{ "sha3-512", NIST(10), 64, false, false },
	{ "sha1", { 0x2b, 14, 3, 2, 26 }, 5, 20, true, false },
	{ "md5", { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5 }, 8, 16, true,
	    false },
};

const struct digest_kind *
digest_by_oid(struct span oid)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (span_eq(oid, (struct span){ kinds[i].oid,
		    kinds[i].oid_n }))
			return (&kinds[i]);
	return (NULL);
}

int
digest_is(const struct digest_kind *kind, struct span data,
    struct span digest, bool *same, struct error *e)
{
	uint8_t d[EVP_MAX_MD_SIZE];
	const EVP_MD *md = EVP_get_digestbyname(kind->name);
	unsigned n;

	if (md == NULL || EVP_Digest(data.p, data.n, d, &n, md, NULL) != 1)
		return (error_crypto(e, "cannot compute %s", kind->name));
	*same = span_eq(digest, (struct span){ d, n });
	return (0);
}

bool
digest_of_algorithm(struct span content, struct span *oid)
{
	struct span nothing;

	if (!der_take(&content, DER_OID, oid))
		return (false);
	/* RFC 5754 section 2: both ways of saying "no parameters" are met. */
	if (content.n == 0)
		return (true);
	return (der_take(&content, DER_NULL, &nothing) && nothing.n == 0 &&
	    content.n == 0);
}

int
oid_text(struct span oid, char *s, size_t n, struct error *e)
{
	uint8_t der[2 + 127];
	const uint8_t *at = der;
	ASN1_OBJECT *o;
	int got;

	(void)snprintf(s, n, "?");
	if (oid.p == NULL || oid.n == 0 || oid.n > 127)
		return (0);
	der[0] = DER_OID;
	der[1] = (uint8_t)oid.n;
	memcpy(der + 2, oid.p, oid.n);
	if ((o = d2i_ASN1_OBJECT(NULL, &at, (long)oid.n + 2)) == NULL)
		return (ossl_nomem(e) ? -1 : 0);
	got = OBJ_obj2txt(s, (int)n, o, 1);
	ASN1_OBJECT_free(o);
	if (got <= 0) {
		(void)snprintf(s, n, "?");
		return (ossl_nomem(e) ? -1 : 0);
	}
	return (0);
}
