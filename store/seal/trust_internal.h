#ifndef STORE_SEAL_TRUST_INTERNAL_H
#define STORE_SEAL_TRUST_INTERNAL_H

#include <openssl/x509_vfy.h>

#include "store/seal/trust.h"

/* Where an anchor came from, by its fingerprint. */
struct anchor {
	char fingerprint[CERT_FINGERPRINT];
	char *source;
};

struct trust {
	X509_STORE *store;
	struct anchor *anchors;
	size_t n;
	size_t cap;
};

#endif
