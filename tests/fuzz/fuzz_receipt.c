#include <stdlib.h>

#include "store/receipt/receipt.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/*
 * Receipts: the whole, as it comes from somebody else, and its text alone.
 * What was read can be written, and reads the same.
 */
static void
check_text(struct span s)
{
	struct buf out = BUF_INIT(RECEIPT_TEXT_MAX);
	struct receipt_doc *d, *again;
	const struct receipt *r, *x;

	if (receipt_read(s, &d, NULL) != 0)
		return;
	r = receipt_of(d);
	if (receipt_text(r, &out, NULL) != 0) {
		/* Only for size: escapes may take more room than before. */
		if (out.n <= RECEIPT_TEXT_MAX && s.n < RECEIPT_TEXT_MAX / 8)
			abort();
	} else {
		if (receipt_read(buf_span(&out), &again, NULL) != 0)
			abort();
		x = receipt_of(again);
		if (x->received != r->received || x->bytes != r->bytes ||
		    x->n_exhibits != r->n_exhibits || x->time != r->time ||
		    x->path.n != r->path.n || !span_eq(x->event, r->event))
			abort();
		receipt_doc_free(again);
	}
	buf_free(&out);
	receipt_doc_free(d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct receipt_input in = { .der = { p, n },
	    .now = INT64_C(1800000000000) };
	struct receipt_result r;

	if (n == 0)
		return (0);
	check_text((struct span){ p, n });
	if (receipt_check(&in, &r, NULL) == 0 && receipt_holds(&r) &&
	    r.doc == NULL)
		abort();
	receipt_result_free(&r);
	return (0);
}
