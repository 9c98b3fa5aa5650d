#include "store/cades/cades_internal.h"

const struct fault_kind cades_faults[CADES_FAULTS] = {
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
