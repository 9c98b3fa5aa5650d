#include "store/seal/seal.h"

const struct fault_kind seal_faults[SEAL_FAULTS] = {
	[SEAL_FAULT_FORM] = { "seal-form", "wacz-auth 0.1.0, signedData" },
	[SEAL_FAULT_TEXT] = { "seal-text", "wacz-auth 0.1.0, hash" },
	[SEAL_FAULT_BASE64] = { "seal-base64", "RFC 4648 section 4" },
	[SEAL_FAULT_KEY] = { "seal-key", "RFC 5280 section 4.1.2.7" },
	[SEAL_FAULT_KEY_KIND] = { "seal-key-kind",
	    "wacz-auth 0.1.0, signature" },
	[SEAL_FAULT_CERT] = { "seal-cert", "RFC 7468 section 5" },
	[SEAL_FAULT_ENCODING] = { "seal-encoding",
	    "RFC 3279 section 2.2.3; X.690 section 10" },
	[SEAL_FAULT_SIGNATURE] = { "seal-signature",
	    "wacz-auth 0.1.0, signature" },
	[SEAL_FAULT_DOMAIN] = { "seal-domain", "wacz-auth 0.1.0, domain" },
};

const char *
seal_form_name(enum seal_form f)
{

	switch (f) {
	case SEAL_FORM_DOMAIN:
		return ("domain");
	case SEAL_FORM_ANONYMOUS:
		return ("anonymous");
	case SEAL_FORM_NONE:
		break;
	}
	return ("none");
}

const char *
seal_key_name(enum seal_key k)
{

	switch (k) {
	case SEAL_KEY_P256:
		return ("p256");
	case SEAL_KEY_P384:
		return ("p384");
	case SEAL_KEY_RSA:
		return ("rsa");
	case SEAL_KEY_OTHER:
		return ("other");
	case SEAL_KEY_NONE:
		break;
	}
	return ("none");
}

const char *
seal_encoding_name(enum seal_encoding c)
{

	switch (c) {
	case SEAL_ENCODING_DER:
		return ("der");
	case SEAL_ENCODING_RAW:
		return ("raw");
	case SEAL_ENCODING_RSA:
		return ("rsa");
	case SEAL_ENCODING_NONE:
		break;
	}
	return ("none");
}

const char *
seal_state_name(enum seal_state s)
{

	switch (s) {
	case SEAL_VALID:
		return ("valid");
	case SEAL_INVALID:
		return ("invalid");
	case SEAL_UNSUPPORTED:
		return ("unsupported");
	case SEAL_UNCHECKED:
		break;
	}
	return ("unchecked");
}
