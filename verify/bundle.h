#ifndef VERIFY_BUNDLE_H
#define VERIFY_BUNDLE_H

#include "store/asic/asic.h"
#include "store/dossier/custody_read.h"
#include "store/dossier/dossier.h"
#include "store/dossier/timeline.h"
#include "store/receipt/receipt.h"
#include "verify/work.h"

/*
 * bundle - what the checks of a dossier share.  A check reads what earlier
 * ones left; what is NULL was not there or could not be read, and has been
 * told.
 */
struct bundle_person {
	char key[CERT_FINGERPRINT];
	char root[CERT_FINGERPRINT];
	char *name;			/* common name, or NULL */
	char *organization;		/* or NULL */
	bool known;			/* its root is one that the reader
					 * believes */
};

/* A hand-over that an event tells of. */
struct bundle_told {
	uint64_t log;			/* place among the logs */
	char folder[72];		/* of that log, as it is shown */
	uint64_t seq;
	int64_t time;
	enum event_kind kind;
	char package[UUID_TEXT];	/* or "" */
	char receipt[65];	/* SHA-256 of what closed it, or "" */
	bool closes;		/* one's own, by a receipt */
	uint8_t set[DIGEST_LEN];	/* of the exhibits that it names */
	bool person;		/* ${to} is a person */
	char *to;		/* to whom it was sent, or NULL */
};

/* What an exhibit says of itself; empty where it could not be read. */
struct bundle_exhibit {
	char seal[CERT_FINGERPRINT];
	int64_t sealed;			/* or TIME_UNKNOWN */
	char *page;			/* or NULL */
};

/* One folder of custody/, and what it shows of a log that has several. */
struct bundle_part {
	char log[NOTE_LOG_NAME];
	uint64_t seq;			/* of its last event; 0: none */
	bool told;
};

struct bundle_leaf {
	uint64_t part;			/* ascending, and in it ... */
	uint64_t seq;			/* ... ascending */
	struct merkle_node leaf;
};

struct bundle {
	struct asic *asic;
	const struct zip *zip;		/* its archive */
	struct dossier *d;
	struct timeline *t;
	const char **missing;		/* what ${d} says is, sorted */
	struct bundle_exhibit *exhibits;	/* as in ${d} */
	struct bundle_person *people;	/* whose certificates are sound */
	size_t n_people;
	struct bundle_told *told;
	size_t n_told;
	char seal[CERT_FINGERPRINT];	/* who signed for the organization */
	char seal_root[CERT_FINGERPRINT];
	char person[CERT_FINGERPRINT];	/* the operator */
	char person_root[CERT_FINGERPRINT];
	bool unlisted[2];		/* of both: no list in force says that
					 * the certificate was good */
	bool established;		/* nothing of origin or time is open */
	struct bundle_part *parts;
	size_t n_parts;
	struct bundle_leaf *leaves;
	size_t n_leaves;
	size_t cap_leaves;
	bool whole_logs;		/* no log is here in several parts */
	bool untold;			/* a receipt could not be judged */
	uint64_t events;		/* that hold, in all logs */
	uint64_t logs;
};

typedef int bundle_check(struct work *w, struct bundle *b, struct error *e);

bundle_check bundle_container;		/* verify/bundle_<what>.c each */
bundle_check bundle_record;
bundle_check bundle_signatures;
bundle_check bundle_exhibits;
bundle_check bundle_people;
bundle_check bundle_custody;
bundle_check bundle_receipts;
bundle_check bundle_chain;
bundle_check bundle_reports;

/*
 * bundle_read(b, name, out, there, e):
 * Append the entry ${name}; ${*there} is false where there is none, or where
 * it cannot be read whole (which was told).  0, or -1 with ${e}.
 */
int bundle_read(const struct bundle *b, const char *name, struct buf *out,
    bool *there, struct error *e);

/* bundle_ours(e): trouble that is no finding: memory, OpenSSL, reading. */
bool bundle_ours(const struct error *e);

/*
 * bundle_log(w, b, folder, e): the custody of one log, "custody/<folder>/".
 */
int bundle_log(struct work *w, struct bundle *b, const char *folder,
    struct error *e);

/* bundle_missing(b, id): dossier.json says that ${id} could not be put in. */
bool bundle_missing(const struct bundle *b, const char *id);

/* bundle_own(w, b, ev, e): ${ev}, by which the dossier was made, against it. */
int bundle_own(struct work *w, struct bundle *b, const struct event *ev,
    struct error *e);

/*
 * bundle_relate(w, b, path, seal, ev, own, e): ${ev} of the log ${path},
 * whose seal is ${seal}, belongs here, says what its exhibits say, and the
 * hand-over that it closes is shown.
 */
int bundle_relate(struct work *w, struct bundle *b, const char *path,
    const char *seal, const struct event *ev, bool own, struct error *e);

/*
 * bundle_remember(b, path, ev, e): a hand-over that ${ev} of the log ${path}
 * tells of.  bundle_sent(b, seq, package): the log that is read has sent it by
 * its event ${seq}.
 */
int bundle_remember(struct bundle *b, const char *path,
    const struct event *ev, struct error *e);
bool bundle_sent(const struct bundle *b, uint64_t seq, const char *package);

/*
 * bundle_answers(w, b, name, sha256, x): the receipt ${x} of that SHA-256, the
 * entry ${name}, against the events that tell of it and of its package.
 * 0, or -1 with ${e}.
 * bundle_order(w, b): nothing came in before it was sent, nor anything else.
 */
int bundle_answers(struct work *w, const struct bundle *b, const char *name,
    const char *sha256, const struct receipt *x, struct error *e);
void bundle_order(struct work *w, const struct bundle *b);

/*
 * bundle_part(b, log, e): what follows is another part of that log.
 * bundle_fork(w, b, path, ev, leaf, e): its next event ${ev}, whose leaf hash
 * is ${leaf}, against the other parts.
 */
int bundle_part(struct bundle *b, const char *log, struct error *e);
int bundle_fork(struct work *w, struct bundle *b, const char *path,
    const struct event *ev, const struct merkle_node *leaf, struct error *e);

/* bundle_anchors(w, b, r, path, e): its earlier stamped checkpoints. */
int bundle_anchors(struct work *w, struct bundle *b, struct custody_reader *r,
    const char *path, struct error *e);

/*
 * bundle_stamp(w, subject, data, der, r, size, believed, e):
 * Check the time-stamp ${der} over the checkpoint ${data} of ${size} events,
 * and hold the log against it.  ${*believed}: it holds, and so does its
 * authority.
 */
int bundle_stamp(struct work *w, const char *subject, struct span data,
    struct span der, struct custody_reader *r, uint64_t size,
    bool *believed, struct error *e);

/* bundle_witnesses(w, b, path, note, e): cosignatures of ${note}. */
int bundle_witnesses(struct work *w, struct bundle *b, const char *path,
    struct span note, struct error *e);

void bundle_free(struct bundle *b);

#endif
