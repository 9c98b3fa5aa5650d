#ifndef STORE_DIGEST_PAIR_H
#define STORE_DIGEST_PAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * pair - the compression function of SHA-256 (FIPS 180-4 section 6.2) over
 * two messages at once.  One message leaves the processor's SHA unit idle
 * a quarter of the time, since each step waits for the one before.
 */

/* Put ${n} blocks of 64 bytes, aligned anyhow, into each of two states. */
typedef void pair_code(uint32_t a[static 8], const uint8_t *pa,
    uint32_t b[static 8], const uint8_t *pb, size_t n);

/*
 * pair_works():
 * Whether this processor can, and pair_agrees(pair_blocks): both found out
 * once in a process.  Where it says no, nobody may call pair_blocks.
 */
bool pair_works(void);

pair_code pair_blocks;

/*
 * pair_agrees(code):
 * Whether ${code} gives the digests that FIPS 180-4's examples state, and
 * those of OpenSSL for messages of many lengths, places and alignments.
 * Some 30 microseconds.
 */
bool pair_agrees(pair_code *code);

#endif
