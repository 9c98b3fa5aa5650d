#ifndef CMD_STOP_H
#define CMD_STOP_H

#include <stdatomic.h>

/*
 * stop - Ctrl-C (SIGINT), SIGTERM and SIGHUP raise a flag that long work looks
 * at; a second one ends the program at once.
 */

/* stop_begin(): from now on; returns the flag. */
const atomic_bool *stop_begin(void);

#endif
