#ifndef STORE_WARC_HTTP_BR_H
#define STORE_WARC_HTTP_BR_H

#include "store/warc/http_body.h"

/*
 * http_br - the content coding "br" (Brotli, RFC 7932) as it is read for
 * http_body: windows of up to 16 MiB (section 9.1), which is what it takes of
 * memory.
 *
 * A few bytes can stand for as many as one likes.  More than BR_FREE bytes and
 * BR_RATIO for each byte read are refused; deflate cannot do much better.
 */
#define BR_FREE		((uint64_t)64 * 1024)
#define BR_RATIO	2048

struct http_br;

/* http_br_open(b, e): 0, or -1 ERR_NOMEM. */
int http_br_open(struct http_br **b, struct error *e);

/*
 * http_br_put(b, piece, sink, ctx, e):
 * The next bytes; what stands behind the end is passed over.  0, or -1 with
 * ${e}: ERR_SYNTAX, ERR_LIMIT, ERR_NOMEM, or what the sink says.
 */
int http_br_put(struct http_br *b, struct span piece, http_body_sink *sink,
    void *ctx, struct error *e);

void http_br_free(struct http_br *b);

#endif
