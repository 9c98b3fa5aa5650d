#include "cmd/cms_stamp.h"
#include "store/base/limits.h"
#include "store/cades/cades.h"

int
cms_stamp(struct buf *der, const struct authority_query *q,
    struct authority_answer *out, struct error *e)
{
	struct buf value = BUF_INIT(64 * KIB);
	struct authority_query of = *q;
	int rc = -1;

	if (cades_value(buf_span(der), &value, e) == 0) {
		of.data = buf_span(&value);
		if (authority_ask(&of, out, e) == 0)
			rc = cades_stamp(der, buf_span(&out->response), e);
	}
	buf_free(&value);
	return (rc);
}
