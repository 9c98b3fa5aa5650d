#ifndef STORE_CATALOG_CATALOG_H
#define STORE_CATALOG_CATALOG_H

#include "store/base/buf.h"
#include "store/custody/merkle.h"

/*
 * catalog - what the store knows about its cases and exhibits, the custody
 * log itself, and the captures under way: one SQLite file behind this
 * interface (WAL, synchronous=FULL).  SQL lives in this folder only.
 *
 * Every call returns 0 (or what it says) or -1 with ${e}: ERR_BUSY (another
 * process writes and did not finish within CATALOG_BUSY_MS), ERR_DENIED (the
 * file cannot be written), ERR_SYS with ENOSPC (the disk is full),
 * ERR_CORRUPT (the file is damaged or is no catalogue), ERR_UNSUPPORTED
 * (made by a newer version), ERR_DB, ERR_NOMEM.  One thread at a time.
 *
 * Strings in a record that was read live until the next call on the same
 * cursor, or until the record's own free.  Identities are lower-case hex.
 */
struct catalog;

enum catalog_mode {
	CATALOG_READ,		/* never writes; several at once */
	CATALOG_WRITE,		/* must exist */
	CATALOG_MAKE		/* is made where it is not there */
};

#define CATALOG_BUSY_MS	10000

int catalog_open(const char *path, enum catalog_mode mode,
    struct catalog **out, struct error *e);
void catalog_close(struct catalog *c);

/* catalog_patience(c, ms): wait so long for other writers from now on. */
void catalog_patience(struct catalog *c, int ms);

/*
 * catalog_spare(c): from now on keep at most 8 MiB of the file in memory, not
 * 64: for going through all of it once, in little memory.
 */
void catalog_spare(struct catalog *c);

/*
 * catalog_begin(c, e), catalog_commit(c, e), catalog_rollback(c):
 * All that is written between the first two happens at once or not at all;
 * one process writes at a time (BEGIN IMMEDIATE).  Everything marked [in a
 * change] needs it.  A failed commit has rolled back.  catalog_rollback()
 * outside a change is a no-op.
 */
int catalog_begin(struct catalog *c, struct error *e);
int catalog_commit(struct catalog *c, struct error *e);
void catalog_rollback(struct catalog *c);

/*
 * catalog_look(c, e), catalog_look_end(c):
 * Between these, all reading sees one state of the catalogue, whatever other
 * processes write meanwhile.  Not inside a change.
 */
int catalog_look(struct catalog *c, struct error *e);
void catalog_look_end(struct catalog *c);

/* ---- settings of the store itself ---- */

/* catalog_meta(c, key, out, e): 1 and the value appended, or 0, or -1. */
int catalog_meta(struct catalog *c, const char *key, struct buf *out,
    struct error *e);
/* [in a change] */
int catalog_meta_set(struct catalog *c, const char *key, const char *value,
    struct error *e);

/* ---- cases ---- */

/* ${data}: reference, jurisdictions, parties ...: docs/formats/custody.md. */
struct catalog_case {
	const char *name;	/* unique, as the person wrote it */
	int64_t created;
	bool closed;
	const char *data;	/* JSON object, or NULL */
	int64_t hold;		/* under legal hold since then; 0: not */
	int64_t last;		/* the highest exhibit number given so far */
};

/* catalog_case_add: [in a change] ERR_EXISTS. */
int catalog_case_add(struct catalog *c, const struct catalog_case *k,
    struct error *e);
/* catalog_case_set: [in a change] closed and data; ERR_NOTFOUND. */
int catalog_case_set(struct catalog *c, const struct catalog_case *k,
    struct error *e);
/* catalog_case_hold: [in a change] ${since} 0 lifts it; ERR_NOTFOUND. */
int catalog_case_hold(struct catalog *c, const char *name, int64_t since,
    struct error *e);
/* catalog_case_has(c, name, e): 1, 0 or -1. */
int catalog_case_has(struct catalog *c, const char *name, struct error *e);

/* ---- exhibits ---- */

enum catalog_stamp {
	CATALOG_STAMP_OFF, CATALOG_STAMP_PENDING, CATALOG_STAMP_GRANTED
};

/* A NULL string, TIME_UNKNOWN or -1 is not known. */
struct catalog_exhibit {
	const char *id;			/* sha256 of datapackage.json */
	const char *sha256;		/* of the file */
	int64_t bytes;			/* of the file */
	int64_t records;		/* in the WARC */
	const char *url;
	const char *final_url;
	int status;			/* HTTP status, 0: none */
	const char *title;
	const char *case_name;		/* made where it is not there */
	const char *note;
	int64_t started;
	int64_t sealed;
	int64_t kept;			/* when it came into this store */
	enum catalog_stamp stamp;
	int64_t stamp_time;
	const char *stamp_tsa;
	const char *post;		/* JSON object, cli.md "post" */
	const char *author;		/* JSON object, cli.md "author" */
	const char *missing;		/* JSON array, cli.md "missing" */
	const char *blob;		/* name in the blob store */
	const char *text;		/* all that is to be found by search
					 * besides the post; NULL when read */
	bool own;			/* a publication of one's own */
	int64_t number;			/* in its case, from 1; 0: no case.
					 * Given by catalog_exhibit_add() */
	int64_t hold;			/* under legal hold since; 0: not */
	int64_t case_hold;		/* the same of its case */
	int64_t disposed;		/* its file was removed; 0: not */
};

#define CATALOG_EXHIBIT_INIT { .bytes = -1, .records = -1,		\
	.started = TIME_UNKNOWN, .sealed = TIME_UNKNOWN,		\
	.kept = TIME_UNKNOWN, .stamp_time = TIME_UNKNOWN }

/* catalog_exhibit_add: [in a change] ERR_EXISTS. */
int catalog_exhibit_add(struct catalog *c, const struct catalog_exhibit *x,
    struct error *e);

/* catalog_exhibit_stamp: [in a change] ERR_NOTFOUND. */
int catalog_exhibit_stamp(struct catalog *c, const char *id,
    enum catalog_stamp stamp, int64_t time, const char *tsa,
    struct error *e);

/*
 * Changes of a row, each [in a change] and ERR_NOTFOUND: hold (${since} 0
 * lifts), disposal, one's own or not, text added to what a search finds as a
 * note.
 */
int catalog_exhibit_hold(struct catalog *c, const char *id, int64_t since,
    struct error *e);
int catalog_exhibit_dispose(struct catalog *c, const char *id, int64_t when,
    struct error *e);
int catalog_exhibit_own(struct catalog *c, const char *id, bool own,
    struct error *e);
int catalog_exhibit_note(struct catalog *c, const char *id, const char *text,
    struct error *e);

/*
 * catalog_exhibit_case(c, id, name, now, number, e):
 * [in a change] Put an exhibit of no case into the case ${name}, which is
 * made where it is not there.  Numbers are given once: an exhibit stays in
 * its case (ERR_EXISTS).
 */
int catalog_exhibit_case(struct catalog *c, const char *id, const char *name,
    int64_t now, int64_t *number, struct error *e);

/* NULL and TIME_UNKNOWN do not narrow; newest sealed first. */
struct catalog_filter {
	const char *words;		/* all of them, in text, authors,
					 * URLs, titles and notes; case and
					 * accents do not count; a word that
					 * ends in '*' stands for all that
					 * begin so */
	const char *id_prefix;		/* hex digits, at least one */
	const char *sha256;
	const char *case_name;
	const char *url;		/* asked or final, as a whole */
	const char *platform;		/* of the post or the author */
	const char *author;		/* handle */
	int64_t since;			/* sealed at or after */
	int64_t until;			/* sealed before */
	int stamp;			/* enum catalog_stamp, or -1 */
	int disposed;			/* 1: only these, 0: no such, -1 */
	int64_t skip;
	int64_t limit;			/* -1: all */
};

#define CATALOG_FILTER_INIT { .since = TIME_UNKNOWN,			\
	.until = TIME_UNKNOWN, .stamp = -1, .disposed = -1,		\
	.limit = -1 }

struct catalog_cursor;		/* opaque; rows of one question */

int catalog_exhibits(struct catalog *c, const struct catalog_filter *f,
    struct catalog_cursor **out, struct error *e);
/* 1 with the next exhibit, 0 at the end, -1. */
int catalog_exhibit_next(struct catalog_cursor *cur,
    struct catalog_exhibit *x, struct error *e);

/* catalog_cases(c, out, e), catalog_case_next: by name. */
int catalog_cases(struct catalog *c, struct catalog_cursor **out,
    struct error *e);
int catalog_case_next(struct catalog_cursor *cur, struct catalog_case *k,
    struct error *e);

/*
 * catalog_case_find(c, name, cur, k, e): 1 and ${k}, which lives until
 * catalog_cursor_free(*cur); 0, or -1.
 */
int catalog_case_find(struct catalog *c, const char *name,
    struct catalog_cursor **cur, struct catalog_case *k, struct error *e);

void catalog_cursor_free(struct catalog_cursor *cur);

/* ---- what was made from exhibits ---- */

/* A redacted copy, an excerpt, a conversion: a file of its own. */
struct catalog_derivative {
	const char *id;			/* sha256 of the file */
	const char *parent;		/* exhibit or derivative it is from */
	const char *exhibit;		/* where that chain begins */
	int64_t bytes;
	const char *name;		/* of the file as it was given */
	const char *operation;		/* "redact", "excerpt", "convert" */
	const char *tool;		/* name and version, as told */
	const char *note;		/* or NULL */
	int64_t made;
	const char *blob;
};

/* catalog_derivative_add: [in a change] ERR_EXISTS, ERR_NOTFOUND (exhibit). */
int catalog_derivative_add(struct catalog *c,
    const struct catalog_derivative *d, struct error *e);
/* Those of one exhibit, or all (NULL), or the one ${id}; oldest first. */
int catalog_derivatives(struct catalog *c, const char *exhibit,
    const char *id, struct catalog_cursor **out, struct error *e);
int catalog_derivative_next(struct catalog_cursor *cur,
    struct catalog_derivative *d, struct error *e);

/* ---- people ---- */

/* What opens an operator's key. */
enum catalog_secret {
	CATALOG_SECRET_STORE,		/* the passphrase of the store */
	CATALOG_SECRET_KEPT,		/* one made by us, kept beside it */
	CATALOG_SECRET_PERSON		/* one that the person knows */
};

/* Who acts on the store, each with a certificate of the organization. */
struct catalog_operator {
	const char *name;		/* unique among those not revoked */
	const char *key;		/* sha256 of the certificate */
	const char *cert;		/* PEM: the operator's, then the root */
	const char *serial;		/* of the certificate, hex */
	const char *title;		/* function, or NULL */
	unsigned roles;			/* home.h, enum home_role */
	int64_t added;
	int64_t revoked;		/* 0: not */
	const char *reason;		/* of the revocation, or NULL */
	bool compromised;		/* revoked because others had the key */
	enum catalog_secret secret;
};

/* catalog_operator_add: [in a change] ERR_EXISTS. */
int catalog_operator_add(struct catalog *c, const struct catalog_operator *o,
    struct error *e);
/* catalog_operator_revoke: [in a change] ERR_NOTFOUND. */
int catalog_operator_revoke(struct catalog *c, const char *key, int64_t when,
    const char *reason, bool compromised, struct error *e);
/* All, oldest first, revoked ones too; or those of this name, or this key. */
int catalog_operators(struct catalog *c, const char *name, const char *key,
    struct catalog_cursor **out, struct error *e);
int catalog_operator_next(struct catalog_cursor *cur,
    struct catalog_operator *o, struct error *e);

/* ---- custody log ---- */

/*
 * An event as kept: its bytes and the hashes of every complete subtree that
 * ends at it (level 0, its leaf, first), so that roots and proofs need
 * O(log n) reads.
 */
struct catalog_event {
	uint64_t seq;			/* from 1 */
	struct span bytes;
	const struct merkle_node *node;
	size_t n_nodes;
	const char *case_name;		/* to index it under; NULL when read */
};

/*
 * catalog_log_head(c, tree, prev, e):
 * The log as it stands: its tree, and the leaf hash of the last event (the
 * hash of the empty tree where there is none).
 */
int catalog_log_head(struct catalog *c, struct merkle_tree *tree,
    struct merkle_node *prev, struct error *e);

/*
 * catalog_log_add(c, ev, exhibits, n, e):
 * [in a change] Append ${ev}, whose seq is the one after the last, and index
 * it under its case and ${n} exhibits.  ERR_CORRUPT for another seq.
 */
int catalog_log_add(struct catalog *c, const struct catalog_event *ev,
    const char * const *exhibits, size_t n, struct error *e);

/* catalog_log_size(c, size, e): the highest seq, 0 for none. */
int catalog_log_size(struct catalog *c, uint64_t *size, struct error *e);

/* catalog_log_source(c): subtree hashes for merkle_prove(); lives as ${c}. */
struct merkle_source catalog_log_source(struct catalog *c);

/*
 * Events from ${from} on, all, or those of one exhibit (${exhibit} not NULL),
 * in order of seq.  The same cursor calls as above.
 */
int catalog_log_events(struct catalog *c, const char *exhibit, uint64_t from,
    struct catalog_cursor **out, struct error *e);
int catalog_log_next(struct catalog_cursor *cur, struct catalog_event *ev,
    struct error *e);

/*
 * Where they are, alone: the same events of the exhibit ${exhibit} without
 * what they say, which may name 10,000 exhibits each.  For
 * catalog_log_index_next(), which gives ${exhibit}.
 */
int catalog_log_places(struct catalog *c, const char *exhibit,
    struct catalog_cursor **out, struct error *e);

/* The same of the events that name the case ${name}. */
int catalog_log_case(struct catalog *c, const char *name, uint64_t from,
    struct catalog_cursor **out, struct error *e);

/* catalog_log_case_has(c, name, seq, e): the index has it: 1, 0, -1. */
int catalog_log_case_has(struct catalog *c, const char *name, uint64_t seq,
    struct error *e);
/* catalog_log_case_count(c, n, e): how many entries the index has. */
int catalog_log_case_count(struct catalog *c, uint64_t *n, struct error *e);

/*
 * The index of exhibits itself, in order of seq, from ${from} on: what
 * catalog_log_events() of one exhibit relies on, for checking it against the
 * events.  ${exhibit} lives until the next call.
 */
int catalog_log_index(struct catalog *c, uint64_t from,
    struct catalog_cursor **out, struct error *e);
int catalog_log_index_next(struct catalog_cursor *cur, uint64_t *seq,
    const char **exhibit, struct error *e);

/*
 * catalog_log_strangers(c, out, e):
 * Exhibits that events name and that have no row: read with
 * catalog_log_index_next(), seq being 0.
 */
int catalog_log_strangers(struct catalog *c, struct catalog_cursor **out,
    struct error *e);

struct catalog_checkpoint {
	uint64_t size;
	int64_t time;			/* when it was signed */
	struct span note;		/* the signed note */
};

/* catalog_checkpoint_add: [in a change]; one for each size at most. */
int catalog_checkpoint_add(struct catalog *c,
    const struct catalog_checkpoint *k, struct error *e);
/* All with a size of at least ${from}, by size. */
int catalog_checkpoints(struct catalog *c, uint64_t from,
    struct catalog_cursor **out, struct error *e);
int catalog_checkpoint_next(struct catalog_cursor *cur,
    struct catalog_checkpoint *k, struct error *e);
/* catalog_checkpoint_last(c, out, e): 1 and the note appended, 0, -1. */
int catalog_checkpoint_last(struct catalog *c, struct buf *out,
    struct error *e);

/* ---- captures under way ---- */

/*
 * A capture from its beginning until its exhibit is kept.  ${record} is set
 * when the sealed file is about to be kept: all that is needed to finish.
 */
struct catalog_job {
	const char *uuid;
	const char *url;
	int64_t pid;
	int64_t started;
	const char *record;		/* JSON object, or NULL */
};

/* [in a change], each; _set and _remove: ERR_NOTFOUND. */
int catalog_job_add(struct catalog *c, const struct catalog_job *j,
    struct error *e);
int catalog_job_set(struct catalog *c, const char *uuid, const char *record,
    struct error *e);
int catalog_job_remove(struct catalog *c, const char *uuid, struct error *e);

int catalog_jobs(struct catalog *c, struct catalog_cursor **out,
    struct error *e);
int catalog_job_next(struct catalog_cursor *cur, struct catalog_job *j,
    struct error *e);

/* ---- soundness ---- */

/*
 * catalog_sound(c, out, e):
 * SQLite's own check of the file and of its references: 1 when sound, 0 with
 * its words appended to ${out}, -1.
 */
int catalog_sound(struct catalog *c, struct buf *out, struct error *e);

#endif
