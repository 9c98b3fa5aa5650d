#ifndef STORE_CUSTODY_TILES_H
#define STORE_CUSTODY_TILES_H

#include "store/custody/log_check.h"

/*
 * tiles - a log as plain files (c2sp.org/tlog-tiles), that any web server can
 * hand out and anybody can check:
 *
 *   checkpoint             the signed checkpoint
 *   tile/<L>/<N>[.p/<W>]   256 (or ${W}) hashes of the tree at level 8 x L
 *   tile/entries/<N>[.p/<W>]  256 (or ${W}) events, each after its length in
 *                          two bytes, big endian
 *
 * <N> is in groups of three digits, all but the last behind an 'x'.  An event
 * may be longer than two bytes can say: where one of a bundle is, its file is
 * not there, and <file>.jsonl has the events of the bundle, a line each (no
 * event holds a line feed).
 */
#define TILE_WIDTH	256
#define TILE_LEVELS	8		/* of the tree in one tile */
#define TILE_ENTRY_MAX	65535		/* bytes of an event in a bundle */
#define TILE_PATH	160

/*
 * tile_path(level, n, width, s):
 * "tile/<level>/<n>" into ${s}, ${level} -1 for entries; with ".p/<width>"
 * where it is below TILE_WIDTH.  Return ${s}.
 */
const char *tile_path(int level, uint64_t n, unsigned width,
    char s[static TILE_PATH]);

/*
 * tile_width(size, level, n): hashes in that tile of a tree of ${size}
 * leaves; 0: there is none.
 */
unsigned tile_width(uint64_t size, unsigned level, uint64_t n);

/*
 * tiles_check(folder, key, fs, size, e):
 * Go through all events and tiles in ${folder}, whose checkpoint is signed by
 * ${key}, as log_check does, adding to ${fs} what is not as it must be.
 * ${*size} becomes the number of events that were read.  Return 0, or -1 with
 * ${e}: ERR_NOTFOUND (no checkpoint there), ERR_SYS, ERR_NOMEM, ERR_CRYPTO.
 */
int tiles_check(const char *folder, const struct note_vkey *key,
    struct log_findings *fs, uint64_t *size, struct error *e);

#endif
