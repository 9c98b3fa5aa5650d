#ifndef STORE_CATALOG_CATALOG_ATTEST_H
#define STORE_CATALOG_CATALOG_ATTEST_H

#include "store/catalog/catalog.h"

/*
 * catalog_attest - what others say of the custody log: time-stamps of
 * checkpoints, cosignatures of witnesses, the witnesses themselves; and the
 * logs of others that we are a witness of.  Errors and cursors as in
 * catalog.h; what a cursor yields lives until its next call.
 */

/* A time-stamp (RFC 3161) over the bytes of the checkpoint of this size. */
struct catalog_stamping {
	uint64_t size;			/* events in the checkpoint */
	int64_t time;			/* genTime */
	const char *authority;		/* where it was asked for */
	struct span response;		/* TimeStampResp, DER */
};

/* catalog_stamping_add: [in a change] several for one size may be. */
int catalog_stamping_add(struct catalog *c, const struct catalog_stamping *s,
    struct error *e);
/* Those of checkpoints of ${from} events or more, by size, oldest first. */
int catalog_stampings(struct catalog *c, uint64_t from,
    struct catalog_cursor **out, struct error *e);
int catalog_stamping_next(struct catalog_cursor *cur,
    struct catalog_stamping *s, struct error *e);
/*
 * catalog_stamping_last(c, size, time, e):
 * The youngest by size: 1, 0 where there is none, -1.
 */
int catalog_stamping_last(struct catalog *c, uint64_t *size, int64_t *time,
    struct error *e);

/* A witness's signature line (C2SP cosignature/v1) under a checkpoint. */
struct catalog_cosignature {
	uint64_t size;
	const char *name;		/* of the witness's key */
	const char *line;		/* without its line feed */
	int64_t time;			/* when it was signed */
};

/* catalog_cosignature_add: [in a change] a later one of a name replaces. */
int catalog_cosignature_add(struct catalog *c,
    const struct catalog_cosignature *s, struct error *e);
/* By size, then name, from ${from} on. */
int catalog_cosignatures(struct catalog *c, uint64_t from,
    struct catalog_cursor **out, struct error *e);
int catalog_cosignature_next(struct catalog_cursor *cur,
    struct catalog_cosignature *s, struct error *e);

/* Whoever cosigns our log. */
struct catalog_witness {
	const char *name;		/* of its key; unique */
	const char *key;		/* the line of its public key */
	const char *url;		/* where it was asked, or NULL */
	int64_t added;
};

/* catalog_witness_set: [in a change] made, or its URL brought up to date. */
int catalog_witness_set(struct catalog *c, const struct catalog_witness *w,
    struct error *e);
/* All by name, or the one at ${url} (not NULL). */
int catalog_witnesses(struct catalog *c, const char *url,
    struct catalog_cursor **out, struct error *e);
int catalog_witness_next(struct catalog_cursor *cur,
    struct catalog_witness *w, struct error *e);

/* A log of somebody else, as we last cosigned it. */
struct catalog_witnessed {
	const char *origin;
	const char *key;		/* the line of its public key */
	uint64_t size;
	struct span note;		/* its checkpoint with its signature */
	int64_t time;			/* when we cosigned */
};

/* catalog_witnessed_set: [in a change] made or replaced. */
int catalog_witnessed_set(struct catalog *c,
    const struct catalog_witnessed *w, struct error *e);
/* All by origin, or the one ${origin} (not NULL). */
int catalog_witnessed(struct catalog *c, const char *origin,
    struct catalog_cursor **out, struct error *e);
int catalog_witnessed_next(struct catalog_cursor *cur,
    struct catalog_witnessed *w, struct error *e);

#endif
