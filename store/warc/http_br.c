#include <stdlib.h>

#include <brotli/decode.h>

#include "store/base/alloc.h"
#include "store/warc/http_br.h"

struct http_br {
	BrotliDecoderState *state;
	uint64_t in, out;	/* bytes so far */
};

static void *
get(void *ctx, size_t n)
{
	void *p = malloc(n);

	(void)ctx;
	if (p == NULL)
		alloc_note();
	return (p);
}

static void
give_back(void *ctx, void *p)
{

	(void)ctx;
	free(p);
}

int
http_br_open(struct http_br **out, struct error *e)
{
	struct http_br *b = calloc(1, sizeof(*b));

	if (b == NULL)
		return (error_nomem(e));
	b->state = BrotliDecoderCreateInstance(get, give_back, NULL);
	if (b->state == NULL) {
		free(b);
		return (error_nomem(e));
	}
	*out = b;
	return (0);
}

/* What went wrong: the codes of memory lie apart from those of form. */
static int
broken(const struct http_br *b, struct error *e)
{
	BrotliDecoderErrorCode code = BrotliDecoderGetErrorCode(b->state);

	if (code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES &&
	    code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES)
		return (error_nomem(e));
	return (error_set(e, ERR_SYNTAX, "content coding is broken"));
}

int
http_br_put(struct http_br *b, struct span s, http_body_sink *sink, void *ctx,
    struct error *e)
{
	uint8_t block[16384], *to;
	size_t left = s.n, room, n;
	BrotliDecoderResult rc;

	b->in += s.n;
	do {
		to = block;
		room = sizeof(block);
		rc = BrotliDecoderDecompressStream(b->state, &left, &s.p,
		    &room, &to, NULL);
		if (rc == BROTLI_DECODER_RESULT_ERROR)
			return (broken(b, e));
		n = sizeof(block) - room;
		b->out += n;
		if (b->out > BR_FREE && (b->out - BR_FREE) / BR_RATIO > b->in)
			return (error_set(e, ERR_LIMIT,
			    "content coding makes too much of too little"));
		if (n > 0 && sink(ctx, (struct span){ block, n }, e) != 0)
			return (-1);
	} while (rc == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT);
	return (0);
}

void
http_br_free(struct http_br *b)
{

	if (b == NULL)
		return;
	BrotliDecoderDestroyInstance(b->state);
	free(b);
}
