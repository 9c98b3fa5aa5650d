#ifndef STORE_BASE_CODEC_H
#define STORE_BASE_CODEC_H

#include "store/base/buf.h"

/*
 * codec - bytes as text: hexadecimal, base64 and base32 (RFC 4648).
 * Decoding is strict: the whole input, no blanks, right padding, no bits left
 * over.  Decoders append to ${out}; return 0, or -1 with ${e} ERR_SYNTAX,
 * ERR_NOMEM or ERR_LIMIT.
 */
void codec_hex(struct buf *out, struct span s);		/* lower case */
int codec_unhex(struct buf *out, struct span s, struct error *e);

/* codec_percent(out, s): ${s} as a value in a URL's query (RFC 3986 2.1):
 * all but letters, digits and -._~ percent-encoded. */
void codec_percent(struct buf *out, struct span s);

void codec_base64(struct buf *out, struct span s);	/* with padding */
int codec_unbase64(struct buf *out, struct span s, struct error *e);

int codec_unbase32(struct buf *out, struct span s, struct error *e);

/* hex_text(p, n, s): 2n lower-case digits and a NUL into ${s}; return ${s}. */
const char *hex_text(const uint8_t *p, size_t n, char *s);

#endif
