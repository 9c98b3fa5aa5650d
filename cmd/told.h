#ifndef CMD_TOLD_H
#define CMD_TOLD_H

#include "store/base/buf.h"
#include "store/custody/event.h"

/*
 * told_event(out, ev): what an event says beside who and when, in the
 * reader's words, as plain text.
 */
void told_event(struct buf *out, const struct event *ev);

#endif
