#ifndef STORE_DOSSIER_TIMELINE_INTERNAL_H
#define STORE_DOSSIER_TIMELINE_INTERNAL_H

#include "store/base/random.h"
#include "store/dossier/timeline.h"

/* An exhibit in one log. */
struct hold {
	uint64_t first;			/* its first event; 0: none */
	enum event_kind first_kind;
	int64_t first_time;
	uint64_t since;			/* the event that made it held; 0 */
	int64_t since_time;
	enum timeline_why how;
	int64_t until;			/* disposed of; or TIME_UNKNOWN */
	size_t came;			/* pass it came in by, plus one */
	size_t gone;			/* pass that gave it away, plus one */
	uint64_t acted;			/* last event after that; 0 */
	int64_t acted_time;
};

enum pass_kind { PASS_OUT, PASS_IN, PASS_RECEIPT };

/* One side of a hand-over. */
struct pass {
	enum pass_kind kind;
	char package[UUID_TEXT];
	size_t log;			/* SIZE_MAX for a receipt */
	uint64_t seq;
	int64_t time;
	char *who;			/* the other side, or the receiver */
	char sha256[65];		/* of the file, or "" */
	char log_name[NOTE_NAME_MAX + 1];	/* of a receipt */
	char id[65];			/* of a receipt: its SHA-256, or "" */
	bool unknown;			/* of a receipt; out, refused: only by
					 * one that is */
	bool moves;			/* out: given away */
	bool closed;			/* out: the sender has the receipt */
	bool refused;
	int64_t closed_time;
	/* When all are there: who took over what went out, how many did, and
	 * who has another file instead; each place plus one, or 0. */
	size_t took;
	size_t takers;			/* 2: two or more */
	size_t wrong;
	bool sent;			/* in: some log tells of it as sent */
};

/* Held once, and given away or disposed of since. */
struct past {
	size_t log;
	size_t exhibit;
	struct hold hold;
};

/* Copies of exhibits that one event made. */
struct copied {
	struct timeline_note note;
	bool none;			/* not made after all */
};

/* Exhibits side by side of an outgoing pass, or of copies: one of both. */
#define LINK_NONE	UINT32_MAX
struct link {
	uint32_t exhibit;		/* the first ... */
	uint32_t n;			/* ... of so many */
	uint32_t pass;
	uint32_t copied;
};

/* Exhibits side by side of which a note says something. */
struct noted {
	uint32_t exhibit;
	uint32_t n;
	uint32_t note;
	size_t before;			/* exhibits of all runs before it */
};

struct timeline {
	char (*ids)[65];		/* by place */
	size_t *by_id;			/* places, sorted by id */
	size_t n;
	struct timeline_log logs[TIMELINE_LOGS_MAX];
	struct hold *holds[TIMELINE_LOGS_MAX];	/* n each */
	size_t starts[TIMELINE_LOGS_MAX];	/* first entry of each */
	size_t n_logs;
	size_t log;			/* the one that is read: its first
					   folder, whatever others it has */
	uint64_t forked;
	struct timeline_entry *entries;
	size_t n_entries;
	size_t cap_entries;
	size_t bytes;			/* of what they say */
	uint64_t total;
	struct pass *passes;
	size_t n_passes;
	struct past *past;
	size_t n_past;
	size_t cap_past;
	struct link *links;
	size_t n_links;
	size_t cap_links;
	struct copied *copied;
	size_t n_copied;
	size_t cap_copied;
	struct timeline_note *notes;
	size_t n_notes;
	size_t cap_notes;
	struct noted *noted;
	size_t n_noted;
	size_t cap_noted;
	void *texts;			/* tree of tsearch() */
};

/* timeline_grow(p, n, cap, size, e): room for one more of ${size}. */
int timeline_grow(void *p, size_t n, size_t *cap, size_t size,
    struct error *e);

/*
 * timeline_text(t, s, out, e): a copy that lives as ${t}, one of all that are
 * alike; NULL for NULL.  0, or -1 with ${e} ERR_NOMEM.
 */
int timeline_text(struct timeline *t, const char *s, const char **out,
    struct error *e);

void timeline_texts_free(struct timeline *t);

/* timeline_seen(t, ev): it was fed already, in another part of its log. */
bool timeline_seen(struct timeline *t, const struct event *ev);

/* timeline_keep(t, ev, places, n, e): an entry (timeline_entry.c). */
int timeline_keep(struct timeline *t, const struct event *ev,
    const size_t *places, size_t n, struct error *e);
void timeline_entries_free(struct timeline *t);
/* timeline_merge(t, e): put the entries of all logs in order of time. */
int timeline_merge(struct timeline *t, struct error *e);

/* timeline_note(t, n, exhibit, count, e): ${n} of so many exhibits from
 * ${exhibit} on; timeline_notes_order(t): when all are there. */
int timeline_note(struct timeline *t, const struct timeline_note *n,
    size_t exhibit, size_t count, struct error *e);
void timeline_notes_order(struct timeline *t);

#endif
