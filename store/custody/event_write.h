#ifndef STORE_CUSTODY_EVENT_WRITE_H
#define STORE_CUSTODY_EVENT_WRITE_H

#include "store/custody/event.h"

/*
 * event_write(ev, out, e):
 * Append the bytes of ${ev}: members in the order of docs/formats/custody.md,
 * no blanks, no line end.  What is written reads back (event_read).  Return
 * 0, or -1 with ${e}: ERR_INPUT for values that the format forbids, ERR_LIMIT
 * beyond EVENT_MAX or EVENT_VALUES_MAX, ERR_NOMEM.
 */
int event_write(const struct event *ev, struct buf *out, struct error *e);

#endif
