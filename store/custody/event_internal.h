#ifndef STORE_CUSTODY_EVENT_INTERNAL_H
#define STORE_CUSTODY_EVENT_INTERNAL_H

#include "store/custody/event.h"

/* What event.c and event_scan.c share: the members that make the head. */

enum member_type { MEMBER_TEXT, MEMBER_WHOLE, MEMBER_BOOL, MEMBER_OTHER };

/* One bit for each member of the head that was seen. */
#define HEAD_SEQ	0x01u
#define HEAD_UUID	0x02u
#define HEAD_PREV	0x04u
#define HEAD_KIND	0x08u
#define HEAD_TIME	0x10u
#define HEAD_ALL	0x1fu		/* must be there */
#define HEAD_LATE	0x20u		/* need not be */

/*
 * event_head_member(head, seen, key, type, value, e):
 * Take the top member ${key} if it belongs to the head.  ${value}: the text,
 * the digits, or true and false as written.
 */
int event_head_member(struct event_head *head, unsigned *seen,
    struct span key, enum member_type type, struct span value,
    struct error *e);

/* event_head_json(j, head, e): the head of a parsed event. */
int event_head_json(const json_t *j, struct event_head *head,
    struct error *e);

/*
 * event_check_size(s, e): as long as an event may be, and with as many values
 * (EVENT_MAX, EVENT_VALUES_MAX); event_check_bytes(s, e): that, and no byte
 * that no event may have.  0, or -1 with ${e}: ERR_LIMIT, ERR_SYNTAX.
 */
int event_check_size(struct span s, struct error *e);
int event_check_bytes(struct span s, struct error *e);

/* event_hex_ok(s): whether ${s} is 64 lower-case hex digits. */
bool event_hex_ok(struct span s);

extern const char * const event_result_names[3];

#endif
