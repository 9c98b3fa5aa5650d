#ifndef STORE_STAMP_DER_H
#define STORE_STAMP_DER_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/buf.h"
#include "store/base/span.h"

/*
 * der - one element after the other of strict DER (X.690 section 10): tags
 * below 31, definite lengths in their shortest form, nothing beyond the end.
 * A cursor is the span of what is left.  Contents are borrowed from it.
 * False means that the bytes are not so; the cursor is then as it was.
 */

#define DER_BOOLEAN	0x01
#define DER_INTEGER	0x02
#define DER_BIT_STRING	0x03
#define DER_OCTETS	0x04
#define DER_NULL	0x05
#define DER_OID		0x06
#define DER_UTF8	0x0c
#define DER_UTCTIME	0x17
#define DER_GENTIME	0x18
#define DER_SEQUENCE	0x30
#define DER_SET		0x31
#define DER_CONTEXT(n)		(0x80 | (n))	/* primitive, implicit */
#define DER_CONTEXT_MADE(n)	(0xa0 | (n))	/* constructed */

/* der_peek(rest): the tag of the next element, or -1 at the end. */
int der_peek(struct span rest);

/* der_any(rest, tag, content, whole): any element; outputs may be NULL. */
bool der_any(struct span *rest, uint8_t *tag, struct span *content,
    struct span *whole);

/* der_take(rest, tag, content): an element of this tag. */
bool der_take(struct span *rest, uint8_t tag, struct span *content);

/* der_whole_number(content, out): of an INTEGER that fits, in shortest form. */
bool der_whole_number(struct span content, int64_t *out);

/* der_magnitude(content): without the zero byte in front of a high bit. */
struct span der_magnitude(struct span content);

/* der_integer_ok(content): not empty and in shortest form (section 8.3). */
bool der_integer_ok(struct span content);

/* der_bool(content, out): 0x00 or 0xff. */
bool der_bool(struct span content, bool *out);

/* der_order(a, b): below, at or above 0 as elements of a SET OF stand before
 * or behind each other (section 11.6). */
int der_order(struct span a, struct span b);

/* --- Writing; a failure sticks in ${out}, as with all puts --- */

/* der_element(out, tag, content): one element. */
void der_element(struct buf *out, uint8_t tag, struct span content);

/* der_wrap(out, from, tag): all from ${from} to the end becomes the content of
 * an element. */
void der_wrap(struct buf *out, size_t from, uint8_t tag);

#endif
