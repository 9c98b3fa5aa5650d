#ifndef STORE_BASE_CRC_H
#define STORE_BASE_CRC_H

#include <stddef.h>
#include <stdint.h>

/*
 * crc_update(crc, p, n):
 * The CRC-32 of ZIP and gzip (ISO 3309), as zlib's crc32 and interchangeable
 * with it: begin with 0.  Many times faster where the processor multiplies
 * without carry, so that it costs nothing beside a hash.
 */
uint32_t crc_update(uint32_t crc, const void *p, size_t n);

#endif
