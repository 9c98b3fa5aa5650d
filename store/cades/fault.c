#include <stdarg.h>
#include <stdio.h>

#include "store/cades/cades_internal.h"

static const struct {
	const char *name;
	const char *standard;
} faults[CADES_FAULTS] = {
	[CADES_FAULT_DER] = { "der", "X.690 section 10" },
	[CADES_FAULT_CMS] = { "cms", "RFC 5652 section 5.1" },
	[CADES_FAULT_SIGNERS] = { "signers", "RFC 5652 section 5.1" },
	[CADES_FAULT_ALGORITHM] = { "algorithm",
	    "RFC 5652 section 5.3; RFC 5754" },
	[CADES_FAULT_CONTENT] = { "content", "RFC 5652 section 5.2" },
	[CADES_FAULT_ATTRIBUTES] = { "attributes",
	    "RFC 5652 sections 5.3 and 11; EN 319 122-1 section 6.3" },
	[CADES_FAULT_UNSIGNED] = { "unsigned",
	    "EN 319 122-1 section 6.3" },
	[CADES_FAULT_CERTS] = { "certs", "EN 319 122-1 section 6.3" },
	[CADES_FAULT_ESS] = { "ess",
	    "RFC 5035 section 3; EN 319 122-1 section 5.2.2" },
	[CADES_FAULT_KEY] = { "key", "ETSI TS 119 312" },
	[CADES_FAULT_DIGEST] = { "digest", "RFC 5652 section 5.4" },
	[CADES_FAULT_SIGNATURE] = { "signature", "RFC 5652 section 5.6" },
	[CADES_FAULT_CRL] = { "crl", "RFC 5280 section 5" },
	[CADES_FAULT_TIME] = { "time", "EN 319 122-1 section 5.2.1" },
};

void
cades_fault_add(struct cades_result *r, enum cades_fault_code code,
    const char *fmt, ...)
{
	struct cades_fault *f;
	va_list ap;
	size_t i;

	for (i = 0; i < r->faults_n; i++)
		if (r->faults[i].code == code)
			return;
	f = &r->faults[r->faults_n++];
	f->code = code;
	va_start(ap, fmt);
	(void)vsnprintf(f->detail, sizeof(f->detail), fmt, ap);
	va_end(ap);
}

const char *
cades_fault_name(enum cades_fault_code c)
{

	return (c < CADES_FAULTS ? faults[c].name : "unknown");
}

const char *
cades_fault_standard(enum cades_fault_code c)
{

	return (c < CADES_FAULTS ? faults[c].standard : "unknown");
}

const char *
cades_commitment_name(enum cades_commitment c)
{

	switch (c) {
	case CADES_COMMITMENT_ORIGIN:
		return ("origin");
	case CADES_COMMITMENT_RECEIPT:
		return ("receipt");
	case CADES_COMMITMENT_NONE:
		break;
	}
	return ("none");
}

const char *
cades_revocation_name(enum cades_revocation r)
{

	switch (r) {
	case CADES_REVOCATION_GOOD:
		return ("good");
	case CADES_REVOCATION_LATER:
		return ("revoked-later");
	case CADES_REVOCATION_REVOKED:
		return ("revoked");
	case CADES_REVOCATION_UNKNOWN:
		break;
	}
	return ("unknown");
}
