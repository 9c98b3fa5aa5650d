#include <stdint.h>
#include <stdlib.h>

#include "store/warc/http_head.h"
#include "store/warc/warc.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
look_at_head(struct span head)
{
	struct http_head h;
	struct span rest, name, value;

	if (!http_head_parse(head, &h))
		abort();	/* the reader took it for a head */
	rest = h.fields;
	while (http_head_next(&rest, &name, &value))
		if (name.n == 0)
			abort();
	(void)http_head_mime(&h);
}

/* All records, each read in pieces whose sizes must add up. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct span s = { p, n }, piece;
	struct warc_reader *r = NULL;
	struct warc_record rec;
	struct warc_end end;
	int64_t got;
	int rc;

	if (warc_open(warc_from_span(&s), WARC_CHECK | WARC_MEMBER |
	    WARC_PAYLOAD, &r, NULL) != 0)
		return (0);
	while (warc_next(r, &rec, NULL) == WARC_GOT) {
		if (rec.head.n > 0)
			look_at_head(rec.head);
		got = (int64_t)rec.head.n;
		while ((rc = warc_read(r, &piece, NULL)) == WARC_GOT)
			got += (int64_t)piece.n;
		if (rc == WARC_END && got != rec.length)
			abort();
		rc = warc_finish(r, &end, NULL);
		if (rc == WARC_GOT && !end.checked)
			abort();
		if (end.length > (int64_t)n)
			abort();
	}
	warc_free(r);
	return (0);
}
