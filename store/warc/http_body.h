#ifndef STORE_WARC_HTTP_BODY_H
#define STORE_WARC_HTTP_BODY_H

#include "store/base/error.h"
#include "store/base/span.h"

/*
 * http_body - a body without its transfer coding (chunked, RFC 9112 section
 * 7.1) and content coding (gzip, deflate, RFC 9110 section 8.4.1; br,
 * RFC 7932), piece by piece and in constant memory.
 */
struct http_body;

/* Takes what comes out: 0, or -1 with ${e}. */
typedef int http_body_sink(void *ctx, struct span piece, struct error *e);

/*
 * http_body_open(head, sink, ctx, out, e):
 * The codings that the response head ${head} names.  Return 0, or -1 with
 * ${e}: ERR_UNSUPPORTED (other codings, several), ERR_NOMEM.
 */
int http_body_open(struct span head, http_body_sink *sink, void *ctx,
    struct http_body **out, struct error *e);

/* http_body_coded(d): whether there is any coding. */
bool http_body_coded(const struct http_body *d);

/*
 * http_body_put(d, piece, e):
 * The next bytes as stored.  A cut body gives what can be read.  0, or -1 with
 * ${e}: ERR_SYNTAX, ERR_LIMIT (http_br.h), ERR_NOMEM, or what the sink says.
 */
int http_body_put(struct http_body *d, struct span piece, struct error *e);

void http_body_free(struct http_body *d);

#endif
