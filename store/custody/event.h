#ifndef STORE_CUSTODY_EVENT_H
#define STORE_CUSTODY_EVENT_H

#include <jansson.h>

#include "store/base/buf.h"
#include "store/base/random.h"
#include "store/base/time.h"
#include "store/custody/merkle.h"

/*
 * event - one entry of the custody log: who did what to which exhibits, when,
 * where, why and how.  Format: docs/formats/custody.md.
 *
 * An event is one JSON object (RFC 8259) of at most EVENT_MAX bytes, none of
 * them below 0x20, so that it is always one line.  Its bytes are stored and
 * hashed as they were written and never made again from a parsed form.  Its
 * place in the log is said three times: by seq (counted from 1), by prev (the
 * leaf hash of the event before; the hash of the empty tree for the first),
 * and by the Merkle tree.
 */
enum event_kind {
	EVENT_PLANNED, EVENT_ACQUIRED, EVENT_SEALED, EVENT_TIMESTAMPED,
	EVENT_STORED, EVENT_VERIFIED, EVENT_VIEWED, EVENT_ANNOTATED,
	EVENT_CORRECTED, EVENT_EXPORTED, EVENT_TRANSFERRED, EVENT_RECEIVED,
	EVENT_REJECTED, EVENT_HOLD_SET, EVENT_HOLD_LIFTED, EVENT_RENEWED,
	EVENT_COPIED, EVENT_MOVED, EVENT_REDACTED, EVENT_DISPOSED,
	EVENT_INCIDENT,
	EVENT_KINDS			/* how many there are */
};

/* event_kind_name(k): "acquired", "hold-set" ... */
const char *event_kind_name(enum event_kind k);

/* event_kind_of(name, out): false where no kind has that name. */
bool event_kind_of(struct span name, enum event_kind *out);

enum event_result { EVENT_SUCCESS, EVENT_PARTIAL, EVENT_FAIL };

/*
 * The fields.  NULL, TIME_UNKNOWN and has_x false are absent; an absent value
 * has no member in the JSON.  In an event that was read everything points
 * into what event_read() allocated.
 */
struct event_who {
	const char *name;
	const char *role;
	const char *organization;
	const char *key;		/* sha256 hex of the certificate */
};

struct event_where {
	const char *host;
	const char *place;
};

struct event_how {
	const char *tool;
	const char *version;
	const char *binary_sha256;
	const json_t *parameters;	/* object */
};

/* State of the object before or after: alg NULL is absent. */
struct event_state {
	const char *alg;		/* "sha256" */
	const char *value;		/* lower-case hex */
	int64_t bytes;			/* -1: absent */
};

struct event {
	uint64_t seq;			/* from 1; set by the log */
	char uuid[UUID_TEXT];		/* version 4; set by the log */
	struct merkle_node prev;	/* set by the log */
	enum event_kind kind;
	int64_t time;			/* when the entry was written */
	int64_t start;			/* when the handling began */
	int64_t end;			/* when it ended */
	bool late;			/* entered after the fact */
	bool has_clock_offset;
	int64_t clock_offset_ms;	/* this clock minus the reference */
	const char *clock_source;	/* "ntp:server", or absent */
	const char *case_name;
	const char * const *exhibits;	/* sha256 hex of each manifest */
	size_t n_exhibits;		/* at most EVENT_EXHIBITS_MAX */
	struct event_who who;
	struct event_where where;
	const char *why;
	struct event_how how;
	struct event_state before;
	struct event_state after;
	const json_t *from;		/* object: whom or where from */
	const json_t *to;		/* object */
	const json_t *detail;		/* object: what this kind adds */
	enum event_result result;
	const char *error;		/* why it failed; NULL on success */
};

#define EVENT_INIT { .time = TIME_UNKNOWN, .start = TIME_UNKNOWN,	\
	.end = TIME_UNKNOWN, .before.bytes = -1, .after.bytes = -1 }

/*
 * event_read(s, out, e):
 * Read the event in ${s}; the caller event_free()s ${*out}.  Unknown members
 * are left alone; known ones must have their type and form, and seq, uuid,
 * prev, event, time, who and result must be there.  Return 0, or -1 with
 * ${e}: ERR_SYNTAX, ERR_LIMIT, ERR_NOMEM.
 */
int event_read(struct span s, struct event **out, struct error *e);
void event_free(struct event *ev);

/* What places an event in the log: enough to check the log's order. */
struct event_head {
	uint64_t seq;
	char uuid[UUID_TEXT];
	struct merkle_node prev;
	enum event_kind kind;
	int64_t time;
	bool late;
};

/*
 * event_scan(s, out, e):
 * Check that ${s} is one well-formed JSON object (grammar, UTF-8, no member
 * twice in any object, depth) and read its head, mostly without allocating;
 * for going through millions.  Members other than those of the head are not
 * checked beyond JSON.  Errors as event_read's.
 */
int event_scan(struct span s, struct event_head *out, struct error *e);

#endif
