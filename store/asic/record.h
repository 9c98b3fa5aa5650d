#ifndef STORE_ASIC_RECORD_H
#define STORE_ASIC_RECORD_H

#include "store/asic/asic_internal.h"

/* record - headers of a ZIP file, as bytes (APPNOTE 4.3).  Make half only. */
struct record {
	char *name;
	bool large;		/* 4 GiB or more: sizes in ZIP64 */
	uint32_t dos_time;
	uint32_t crc;
	int64_t size;
	int64_t header;		/* offset of the local header */
	uint8_t sha256[DIGEST_LEN];
};

/* record_time(now): date << 16 | time, UTC, two seconds, 1980 to 2107. */
uint32_t record_time(int64_t now);

void record_local(const struct record *r, struct buf *out);
void record_central(const struct record *r, struct buf *out);

/* record_end(n, at, size, out): of a directory of ${n} entries at ${at}. */
void record_end(size_t n, int64_t at, int64_t size, struct buf *out);

#endif
