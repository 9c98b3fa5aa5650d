#ifndef CMD_TOLD_H
#define CMD_TOLD_H

#include <jansson.h>

#include "store/base/buf.h"
#include "store/custody/event.h"

/*
 * told - what people entered about cases, exhibits and each other, in the
 * reader's words, as plain text.
 *
 * told_event(out, ev): what an event says beside who and when.
 * told_label(member): the name of a member of a case, a sheet or a triage.
 * told_value(member, s): a value that the format fixes, in words; what people
 * wrote is as they wrote it.
 * told_reach(out, one): the figures of one exhibit, or that there are none.
 * told_where(out, one): the exhibit in which words stand, and how.
 */
void told_event(struct buf *out, const struct event *ev);
const char *told_label(const char *member);
const char *told_value(const char *member, const char *s);
void told_reach(struct buf *out, const json_t *one);
void told_where(struct buf *out, const json_t *one);

#endif
