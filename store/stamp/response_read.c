#include <string.h>

#include "store/base/limits.h"
#include "store/stamp/der.h"
#include "store/stamp/stamp_internal.h"

const uint8_t response_granted[RESPONSE_GRANTED] = { DER_SEQUENCE, 3,
	DER_INTEGER, 1, 0 };

/* PKIFreeText: UTF8Strings, kept joined by "; ". */
static int
read_text(struct span seq, struct stamp_result *r, struct error *e)
{
	struct buf b = BUF_INIT(TOKEN_MAX);
	struct span s;

	while (der_take(&seq, DER_UTF8, &s)) {
		if (!span_utf8(s) || span_find(s, '\0') >= 0)
			continue;
		if (b.n > 0)
			buf_puts(&b, "; ");
		buf_putspan(&b, s);
	}
	if (seq.n != 0)
		fault_add(r, STAMP_FAULT_DER,
		    "statusString is no sequence of UTF8String");
	if (b.n > 0 && (r->status_text = buf_take(&b)) == NULL) {
		buf_free(&b);
		return (error_nomem(e));
	}
	buf_free(&b);
	return (0);
}

/* BIT STRING with named bits: bit 0 is the highest of the first byte. */
static bool
read_failure(struct span s, uint32_t *out)
{
	size_t i;

	if (s.n < 1 || s.n > 5 || s.p[0] > 7)
		return (false);
	for (i = 0; i < 8 * (s.n - 1); i++)
		if (s.p[1 + i / 8] & (0x80 >> i % 8))
			*out |= UINT32_C(1) << i;
	return (true);
}

/* PKIStatusInfo; 1, 0 with a fault, -1. */
static int
read_status(struct span info, struct stamp_result *r, struct error *e)
{
	struct span s;
	int64_t status;

	if (!der_take(&info, DER_INTEGER, &s) ||
	    !der_whole_number(s, &status) || status < 0 || status > 255)
		goto broken;
	r->status = (int)status;
	if (der_take(&info, DER_SEQUENCE, &s) && read_text(s, r, e) != 0)
		return (-1);
	if (der_take(&info, DER_BIT_STRING, &s) &&
	    !read_failure(s, &r->failure))
		goto broken;
	if (info.n == 0)
		return (1);
broken:
	fault_add(r, STAMP_FAULT_DER, "PKIStatusInfo is malformed");
	return (0);
}

static int
read_response(struct span seq, struct stamp_result *r, struct span *token,
    struct error *e)
{
	struct span info;
	int got;

	if (!der_take(&seq, DER_SEQUENCE, &info)) {
		fault_add(r, STAMP_FAULT_DER, "no PKIStatusInfo");
		return (0);
	}
	if ((got = read_status(info, r, e)) != 1)
		return (got);
	if (seq.n == 0) {
		if (r->status > 1) {
			r->state = STAMP_REJECTED;
			return (0);
		}
		fault_add(r, STAMP_FAULT_STATUS,
		    "status %d without a token", r->status);
		return (0);
	}
	if (der_peek(seq) != DER_SEQUENCE ||
	    !der_any(&seq, NULL, NULL, token) || seq.n != 0) {
		fault_add(r, STAMP_FAULT_DER,
		    "the token is not one DER element at the end");
		return (0);
	}
	/* 0 granted, 1 grantedWithMods; no other status carries a token. */
	if (r->status > 1) {
		r->state = STAMP_REJECTED;
		fault_add(r, STAMP_FAULT_STATUS,
		    "status %d with a token", r->status);
		return (0);
	}
	r->state = STAMP_GRANTED;
	return (1);
}

bool
stamp_plain(struct span response)
{
	struct span seq, info;

	return (der_take(&response, DER_SEQUENCE, &seq) && response.n == 0 &&
	    der_any(&seq, NULL, NULL, &info) &&
	    span_eq(info, (struct span){ response_granted,
	    RESPONSE_GRANTED }) &&
	    der_peek(seq) == DER_SEQUENCE &&
	    der_any(&seq, NULL, NULL, NULL) && seq.n == 0);
}

int
response_read(struct span der, struct stamp_result *r, struct span *token,
    struct error *e)
{
	struct span rest = der, seq;

	r->status = -1;
	if (der.p == NULL || der.n > TOKEN_MAX ||
	    !der_take(&rest, DER_SEQUENCE, &seq)) {
		fault_add(r, STAMP_FAULT_DER,
		    "neither a response nor a token");
		return (0);
	}
	if (rest.n != 0) {
		fault_add(r, STAMP_FAULT_DER,
		    "%zu bytes follow the end", rest.n);
		return (0);
	}
	/* A ContentInfo begins with its type, a response with a SEQUENCE. */
	if (der_peek(seq) != DER_OID)
		return (read_response(seq, r, token, e));
	r->bare = true;
	r->state = STAMP_GRANTED;
	*token = der;
	return (1);
}
