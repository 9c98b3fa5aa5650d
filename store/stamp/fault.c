#include "store/stamp/stamp_internal.h"

const struct fault_kind stamp_faults[STAMP_FAULTS] = {
	[STAMP_FAULT_DER] = { "stamp-der",
	    "X.690 section 10; RFC 3161 section 2.4.2" },
	[STAMP_FAULT_STATUS] = { "stamp-status", "RFC 3161 section 2.4.2" },
	[STAMP_FAULT_CMS] = { "stamp-cms", "RFC 5652 section 5.1" },
	[STAMP_FAULT_CONTENT] = { "stamp-content", "RFC 3161 section 2.4.2" },
	[STAMP_FAULT_SIGNERS] = { "stamp-signers", "RFC 3161 section 2.4.2" },
	[STAMP_FAULT_TSTINFO] = { "stamp-tstinfo", "RFC 3161 section 2.4.2" },
	[STAMP_FAULT_VERSION] = { "stamp-version", "RFC 3161 section 2.4.2" },
	[STAMP_FAULT_GENTIME] = { "stamp-gentime", "RFC 3161 section 2.4.2" },
	[STAMP_FAULT_FUTURE] = { "stamp-future", "RFC 3161 section 2.2" },
	[STAMP_FAULT_EXTENSION] = { "stamp-extension",
	    "RFC 3161 section 2.4.2; RFC 5280 section 4.2" },
	[STAMP_FAULT_IMPRINT_ALG] = { "stamp-imprint-alg",
	    "RFC 3161 section 2.4.2" },
	[STAMP_FAULT_IMPRINT] = { "stamp-imprint", "RFC 3161 section 2.4.2" },
	[STAMP_FAULT_NONCE] = { "stamp-nonce", "RFC 3161 section 2.2" },
	[STAMP_FAULT_POLICY] = { "stamp-policy", "RFC 3161 section 2.4.2" },
	[STAMP_FAULT_ATTRIBUTES] = { "stamp-attributes",
	    "RFC 5652 sections 5.3 and 11" },
	[STAMP_FAULT_CONTENT_ATTR] = { "stamp-content-attribute",
	    "RFC 5652 section 11.1" },
	[STAMP_FAULT_ESS] = { "stamp-ess",
	    "RFC 3161 section 2.4.1; RFC 5816 section 2.2.1" },
	[STAMP_FAULT_SIGNATURE] = { "stamp-signature",
	    "RFC 5652 section 5.6" },
	[STAMP_FAULT_USAGE] = { "stamp-usage", "RFC 3161 section 2.3" },
	[STAMP_FAULT_VALIDITY] = { "stamp-validity",
	    "RFC 5280 section 4.1.2.5" },
	[STAMP_FAULT_TSA_NAME] = { "stamp-tsa-name",
	    "RFC 3161 section 2.4.2" },
	[STAMP_FAULT_WEAK] = { "stamp-weak", "ETSI TS 119 312" },
	[STAMP_FAULT_ACCURACY] = { "stamp-accuracy",
	    "RFC 3161 section 2.4.2" },
};

bool
stamp_fault_doubts(enum stamp_fault_code c)
{

	return (c == STAMP_FAULT_VALIDITY || c == STAMP_FAULT_WEAK ||
	    c == STAMP_FAULT_ACCURACY);
}

const char *
stamp_state_name(enum stamp_state s)
{

	switch (s) {
	case STAMP_REJECTED:
		return ("rejected");
	case STAMP_GRANTED:
		return ("granted");
	case STAMP_MALFORMED:
		break;
	}
	return ("malformed");
}
