#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>

#include "store/base/time.h"
#include "store/stamp/stamp_internal.h"

/* The TSTInfo and the one SignerInfo of a token; false with a fault. */
static bool
open_token(CMS_ContentInfo *cms, struct span *content, CMS_SignerInfo **si,
    struct stamp_result *r)
{
	STACK_OF(CMS_SignerInfo) *all;
	ASN1_OCTET_STRING **octets;

	if (OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed) {
		fault_add(r, STAMP_FAULT_CMS,
		    "the token is no signedData");
		return (false);
	}
	if (OBJ_obj2nid(CMS_get0_eContentType(cms)) !=
	    NID_id_smime_ct_TSTInfo) {
		fault_add(r, STAMP_FAULT_CONTENT,
		    "the token's content is not id-ct-TSTInfo");
		return (false);
	}
	octets = CMS_get0_content(cms);
	if (octets == NULL || *octets == NULL) {
		fault_add(r, STAMP_FAULT_CMS, "the token has no content");
		return (false);
	}
	all = CMS_get0_SignerInfos(cms);
	if (sk_CMS_SignerInfo_num(all) != 1) {
		fault_add(r, STAMP_FAULT_SIGNERS, "%d signers, not 1",
		    all == NULL ? 0 : sk_CMS_SignerInfo_num(all));
		return (false);
	}
	*si = sk_CMS_SignerInfo_value(all, 0);
	*content = (struct span){ ASN1_STRING_get0_data(*octets),
	    (size_t)ASN1_STRING_length(*octets) };
	return (true);
}

static int
check_token(const struct stamp_input *in, struct span token,
    struct stamp_result *r, struct error *e)
{
	const uint8_t *at = token.p;
	CMS_ContentInfo *cms;
	CMS_SignerInfo *si;
	struct span content;
	struct tst t;
	int rc = -1;

	cms = d2i_CMS_ContentInfo(NULL, &at, (long)token.n);
	if (ossl_nomem(e))
		goto out;
	rc = 0;
	if (cms == NULL || at != token.p + token.n) {
		fault_add(r, STAMP_FAULT_CMS, "the token is no CMS");
		goto out;
	}
	if (!open_token(cms, &content, &si, r) || !tst_read(content, &t, r))
		goto out;
	attributes_check(si, r);
	rc = content_check(in, &t, r, e);
	if (rc == 0)
		rc = signer_check(cms, si, in, &t, r, e);
out:
	CMS_ContentInfo_free(cms);
	return (rc);
}

int
stamp_check(const struct stamp_input *in, struct stamp_result *out,
    struct error *e)
{
	struct span token;
	int got;

	memset(out, 0, sizeof(*out));
	out->gen_time = TIME_UNKNOWN;
	out->accuracy_us = -1;
	ERR_clear_error();
	if ((got = response_read(in->response, out, &token, e)) != 1)
		return (got);
	out->token = token;
	return (check_token(in, token, out, e));
}

bool
stamp_holds(const struct stamp_result *r)
{

	return (r->state == STAMP_GRANTED && r->signature == STAMP_YES &&
	    r->imprint == STAMP_YES && r->faults_n == 0);
}

void
stamp_result_free(struct stamp_result *r)
{

	if (r == NULL)
		return;
	free(r->status_text);
	free(r->policy);
	free(r->serial);
	free(r->nonce);
	free(r->tsa);
	cert_info_free(&r->signer);
	certs_free(r->certs);
	memset(r, 0, sizeof(*r));
}
