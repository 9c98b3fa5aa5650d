#ifndef CMD_DATA_DATA_H
#define CMD_DATA_DATA_H

#include <stddef.h>

/*
 * data - files that are part of the program; CMake makes arrays of them.
 * limitation.json: see cmd/limitation.h.
 */
extern const unsigned char data_limitation[];
extern const size_t data_limitation_bytes;

#endif
