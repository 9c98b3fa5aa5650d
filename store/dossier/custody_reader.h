#ifndef STORE_DOSSIER_CUSTODY_READER_H
#define STORE_DOSSIER_CUSTODY_READER_H

#include "store/digest/digest.h"
#include "store/dossier/custody_read.h"

/* What custody_read.c, custody_points.c and custody_judge.c share. */

struct custody_stamped {
	uint64_t size;
	int64_t time;
	bool trusted;
	char sha256[DIGEST_HEX];	/* of the response */
	uint64_t late_seq;		/* an event that it has and that is
					 * dated after it, or 0 ... */
	int64_t late;			/* ... and when that is */
};

struct custody_known {
	char key[CERT_FINGERPRINT];
	char root[CERT_FINGERPRINT];	/* of its certificate, or "" */
	const char *name;	/* whom it names, or NULL */
	const char *organization;
	uint64_t revoked;	/* seq of the event that says so; 0 */
};

struct custody_reader {
	struct custody_say say;
	struct merkle_hasher *hasher;
	struct note_vkey key;
	struct checkpoint point;
	bool good;
	struct custody_stamped *stamps;	/* by size */
	size_t n_stamps;
	size_t next_stamp;		/* first with size >= seq */
	struct custody_known *known;	/* by key */
	size_t n_known;
	struct custody_first first;
	uint64_t seq;			/* of the last event, 0: none */
	struct merkle_node leaf;	/* of it */
	int64_t time;			/* of it */
	int64_t lower;			/* no later event can be older ... */
	bool lower_trusted;		/* ... by the word of one believed */
	uint64_t shown;
};

/* custody_tell_fault(r, f, level, seq, fmt, ...): say it. */
void custody_tell_fault(struct custody_reader *r, enum custody_fault f,
    enum custody_level level, uint64_t seq, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* custody_bad_bytes(why): whether ${why} says that the bytes are bad, and not
 * that we are in need. */
bool custody_bad_bytes(const struct error *why);

/*
 * custody_take_key(r, folder, key, good, e), custody_take_point(r, folder,
 *     note, e):
 * The log's key and its checkpoint, both named by the folder; ${*good} and
 * ${r->good} say whether they hold.  0 with the faults said, or -1.
 */
int custody_take_key(struct custody_reader *r, struct span folder,
    struct span key, bool *good, struct error *e);
int custody_take_point(struct custody_reader *r, struct span folder,
    struct span note, struct error *e);

/* custody_known_of(r, key, e): the entry of ${key}, made where there is
 * none; NULL with ${e} ERR_NOMEM. */
struct custody_known *custody_known_of(struct custody_reader *r,
    const char *key, struct error *e);

/* custody_judge(r, ev, e): time and people of an event that is proved. */
int custody_judge(struct custody_reader *r, const struct event *ev,
    struct error *e);

/* custody_judge_end(r): what time-stamps contradict, and no event explains. */
void custody_judge_end(struct custody_reader *r);

#endif
