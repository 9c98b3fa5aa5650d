#include <inttypes.h>
#include <string.h>

#include "store/base/codec.h"
#include "store/base/limits.h"
#include "store/base/num.h"
#include "store/custody/witness.h"

static int
next_line(struct span *rest, struct span *line, struct error *e)
{
	ptrdiff_t end = span_find(*rest, '\n');

	if (end < 0)
		return (error_set(e, ERR_SYNTAX,
		    "request to a witness: a line without end"));
	*line = span_sub(*rest, 0, (size_t)end);
	*rest = span_sub(*rest, (size_t)end + 1, rest->n);
	return (0);
}

static int
read_hash(struct span line, struct merkle_proof *p, struct error *e)
{
	struct buf raw = BUF_INIT(KIB);
	int rc = -1;

	if (p->n == WITNESS_PROOF_MAX)
		return (error_set(e, ERR_LIMIT, "request to a witness: more "
		    "than %d hashes", WITNESS_PROOF_MAX));
	if (codec_unbase64(&raw, line, e) != 0)
		goto out;
	if (raw.n != MERKLE_BYTES) {
		(void)error_set(e, ERR_SYNTAX,
		    "request to a witness: a hash of %zu bytes", raw.n);
		goto out;
	}
	memcpy(p->node[p->n++].b, raw.p, MERKLE_BYTES);
	rc = 0;
out:
	buf_free(&raw);
	return (rc);
}

int
witness_request_read(struct span s, struct witness_request *out,
    struct error *e)
{
	struct span line;
	int64_t old;

	memset(out, 0, sizeof(*out));
	if (s.n > WITNESS_REQUEST_MAX)
		return (error_set(e, ERR_LIMIT,
		    "a request to a witness of %zu bytes", s.n));
	if (next_line(&s, &line, e) != 0)
		return (-1);
	if (!span_starts(line, "old ") || num_parse(span_sub(line, 4, line.n),
	    0, (int64_t)MERKLE_SIZE_MAX, &old, NULL) != 0)
		return (error_set(e, ERR_SYNTAX,
		    "request to a witness: no old size"));
	out->old = (uint64_t)old;
	for (;;) {
		if (next_line(&s, &line, e) != 0)
			return (-1);
		if (line.n == 0)
			break;
		if (read_hash(line, &out->proof, e) != 0)
			return (-1);
	}
	out->note = s;
	return (0);
}

void
witness_request_text(const struct witness_request *r, struct buf *out)
{
	size_t i;

	buf_printf(out, "old %" PRIu64 "\n", r->old);
	for (i = 0; i < r->proof.n; i++) {
		codec_base64(out, (struct span){ r->proof.node[i].b,
		    MERKLE_BYTES });
		buf_putc(out, '\n');
	}
	buf_putc(out, '\n');
	buf_putspan(out, r->note);
}
