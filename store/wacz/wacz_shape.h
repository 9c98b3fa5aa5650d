#ifndef STORE_WACZ_WACZ_SHAPE_H
#define STORE_WACZ_WACZ_SHAPE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/span.h"

/*
 * wacz_shape - what the writer makes of every entry, known to the writer and
 * to wacz_profile(), which finds whatever differs.
 */
#define WACZ_MODE	0644

/* As libarchive writes a stored entry (3.6 and later). */
#define WACZ_VERSION	10		/* with ZIP64, ZIP_VERSION64 */
#define WACZ_SYSTEM	3		/* Unix */
#define WACZ_FLAGS	0x0008		/* data descriptor */
#define WACZ_EXTERNAL	((uint32_t)(0100000 | WACZ_MODE) << 16)

/* wacz_rank(name): the place of the name's folder in the archive. */
int wacz_rank(struct span name);

/* wacz_order(a, b): by rank, then by bytes; below, at or above 0. */
int wacz_order(struct span a, struct span b);

#endif
