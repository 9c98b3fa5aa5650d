#ifndef STORE_DOSSIER_TIMELINE_H
#define STORE_DOSSIER_TIMELINE_H

#include <jansson.h>

#include "store/base/error.h"
#include "store/base/limits.h"
#include "store/custody/event.h"
#include "store/custody/note.h"

/*
 * timeline - who held what, when, from the events of one log or of several
 * that hand-overs join (docs/formats/dossier.md section 6).  Nothing is
 * assumed: where a link is missing, that is what is said.
 *
 * Feed each log's events by seq, one log after the other, then receipts, then
 * timeline_close().  Memory: one entry an event, at most TIMELINE_EVENTS_MAX
 * of TIMELINE_BYTES_MAX together (more are only counted), and a little for
 * each exhibit and log.
 */
#define TIMELINE_EVENTS_MAX	20000	/* shown one by one */
#define TIMELINE_BYTES_MAX	(12 * MIB)	/* of what those say */
#define TIMELINE_NAMED		100	/* exhibits that an entry lists */
#define TIMELINE_LOGS_MAX	64
#define TIMELINE_PASSES_MAX	4096	/* hand-overs looked at */
#define TIMELINE_LINKS_MAX	1000000	/* copies and hand-overs, of runs of
					 * exhibits */

struct timeline;

/* timeline_new(ids, n, out, e): of these exhibits; copies them. */
int timeline_new(const char *const *ids, size_t n, struct timeline **out,
    struct error *e);
void timeline_free(struct timeline *t);

/* timeline_place(t, id): the place of an exhibit; SIZE_MAX: none of these. */
size_t timeline_place(const struct timeline *t, const char *id);

/*
 * timeline_log(t, origin, e): the events that follow are of this log.  Of a
 * log that was fed before, only those that are new are taken.
 */
int timeline_log(struct timeline *t, const char *origin, struct error *e);

/* timeline_unknown(t): the reader does not know whose log that is. */
void timeline_unknown(struct timeline *t);

/* timeline_event(t, ev, e): the next event of that log. */
int timeline_event(struct timeline *t, const struct event *ev,
    struct error *e);

/* A receipt that was checked and holds. */
struct timeline_receipt {
	const char *id;			/* its SHA-256, or NULL */
	const char *package;		/* uuid */
	const char *log;		/* origin of the receiver's log */
	const char *organization;	/* of the receiver, or NULL */
	const char *sha256;		/* of the file that came */
	int64_t time;
	bool received;			/* false: refused */
	bool unknown;			/* signed by nobody the reader knows */
};
int timeline_receipt(struct timeline *t, const struct timeline_receipt *r,
    struct error *e);

int timeline_close(struct timeline *t, struct error *e);

/* ---- what came of it, after timeline_close(); lives as the timeline ---- */

struct timeline_log {
	char origin[NOTE_NAME_MAX + 1];
	char *organization;		/* as its events say, or NULL */
	uint64_t events;		/* fed */
	bool unknown;			/* timeline_unknown() */
};
size_t timeline_log_count(const struct timeline *t);
const struct timeline_log *timeline_log_at(const struct timeline *t,
    size_t i);

struct timeline_entry {
	size_t log;
	uint64_t seq;
	char uuid[UUID_TEXT];
	enum event_kind kind;
	enum event_result result;
	int64_t time;
	bool late;
	const char *name;		/* of who entered it, or NULL */
	const char *role;
	const char *organization;
	const char *why;
	char *data;			/* for timeline_data() */
	uint32_t *exhibits;		/* places, from 0, of those here, the
					 * first TIMELINE_NAMED of ... */
	size_t n;			/* ... so many */
	size_t named;			/* exhibits that it names in all */
};
/* In order of time, each log's by seq. */
size_t timeline_count(const struct timeline *t);
const struct timeline_entry *timeline_at(const struct timeline *t, size_t i);
/*
 * timeline_data(x, e): what the event says besides, an object of detail, from,
 * to, case, error, sha256; a new reference, or NULL with ${e} ERR_NOMEM.
 */
json_t *timeline_data(const struct timeline_entry *x, struct error *e);
/* How many events were fed: more than the above where they were too many. */
uint64_t timeline_total(const struct timeline *t);

/* timeline_forked(t): an event that a log was shown with twice, as another
 * each time: its seq; 0 for none. */
uint64_t timeline_forked(const struct timeline *t);

/* timeline_standing(t, id): of the receipt whose SHA-256 is ${id}. */
enum timeline_standing {
	TIMELINE_ABSENT,	/* not among those that hold */
	TIMELINE_KNOWN,
	TIMELINE_UNKNOWN	/* signed by nobody the reader knows */
};
enum timeline_standing timeline_standing(const struct timeline *t,
    const char *id);

enum timeline_what {
	TIMELINE_HOLDER,
	TIMELINE_COPY,
	TIMELINE_GAP,
	TIMELINE_OVERLAP
};

enum timeline_why {
	/* Holders: since when, by what. */
	TIMELINE_ACQUIRED,	/* captured it */
	TIMELINE_RECEIVED,	/* took it over, by its own log */
	TIMELINE_STORED,	/* has it, by its own log */
	TIMELINE_RECEIPT,	/* took it over, by its receipt */
	/* Copies. */
	TIMELINE_EXPORTED,
	TIMELINE_COPIED,
	TIMELINE_HANDED,	/* a copy was handed over */
	/* Gaps. */
	TIMELINE_NO_RECEIPT,	/* handed over, nobody says received */
	TIMELINE_NO_SENDER,	/* received, the sender's event is not here */
	TIMELINE_NO_ORIGIN,	/* the first event is not its capture */
	TIMELINE_NO_EVENT,	/* no event names it */
	TIMELINE_OTHER_FILE,	/* received is another file than sent */
	TIMELINE_REFUSED,	/* given away, and a refusal by somebody
				 * unknown says it was not taken */
	/* Overlaps. */
	TIMELINE_STILL_ACTING,	/* given away, and still acted on */
	TIMELINE_TWO_RECEIVERS,	/* of one package */
	TIMELINE_WHYS
};

/* Stable names: "holder", "gap"; "acquired", "no-receipt". */
const char *timeline_what_name(enum timeline_what w);
const char *timeline_why_name(enum timeline_why w);

/*
 * Notes that differ only in the exhibit stand side by side, and are one: what
 * is said of 10,000 exhibits alike takes the place of one.
 */
struct timeline_note {
	enum timeline_what what;
	enum timeline_why why;
	size_t log;		/* whose event says so; SIZE_MAX: none's */
	uint64_t seq;		/* that event, 0: none */
	int64_t time;		/* of it, or TIME_UNKNOWN */
	int64_t until;		/* holders: TIME_UNKNOWN, still so */
	const char *who;	/* holder, or who has a copy; or NULL */
	const char *package;	/* uuid, or NULL */
	bool unknown;		/* by a log or a receipt of somebody whom the
				 * reader does not know */
	bool until_unknown;	/* ${until} is */
};
size_t timeline_note_count(const struct timeline *t);
const struct timeline_note *timeline_note_at(const struct timeline *t,
    size_t i);
/* Which exhibit it is about: its place, from 0. */
size_t timeline_note_exhibit(const struct timeline *t, size_t i);

/* timeline_same(a, b): they differ in nothing but the exhibit. */
bool timeline_same(const struct timeline_note *a,
    const struct timeline_note *b);

#endif
