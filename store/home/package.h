#ifndef STORE_HOME_PACKAGE_H
#define STORE_HOME_PACKAGE_H

#include "store/catalog/catalog_package.h"
#include "store/home/home.h"
#include "store/receipt/receipt.h"

/*
 * package - dossiers that go out of a store and come in
 * (docs/formats/dossier.md section 5), each step so that a crash leaves the
 * store as it was, or something that home_recover() finishes and fsck names.
 * Errors as in home.h.
 */

/* ---- what goes out ---- */

struct home_outgoing;			/* opaque */

struct home_outgoing_opts {
	bool transfer;			/* event transferred; else exported */
	const char * const *exhibits;	/* identities */
	size_t n;			/* at most EVENT_EXHIBITS_MAX */
	const char *case_name;		/* or NULL */
	const char *to_name;		/* or NULL */
	const char *to_organization;	/* or NULL */
	const char *why;		/* or NULL */
	bool moves;			/* the exhibits are given away */
	const char *path;		/* what the file will be called */
};

/*
 * home_outgoing_begin(h, o, out, e):
 * Enter the hand-over (or the export) in the log, so that the file can carry
 * the event.  Return 0, or -1: ERR_DENIED (${o}->moves and an exhibit under
 * legal hold), ERR_NOTFOUND (no such exhibit, or, of a transfer, disposed of),
 * ERR_EXISTS (${o}->path is there), ERR_LIMIT.
 */
int home_outgoing_begin(struct home *h, const struct home_outgoing_opts *o,
    struct home_outgoing **out, struct error *e);

/* UUID of the package, seq of its event, and where to write the file. */
const char *home_outgoing_uuid(const struct home_outgoing *g);
uint64_t home_outgoing_seq(const struct home_outgoing *g);
const char *home_outgoing_part(const struct home_outgoing *g);

/*
 * home_outgoing_end(g, sha256, bytes, e):
 * The file is written and durable: note its digest in the catalogue and (with
 * the event exported of a transfer) in the log, and give it its name.  Frees
 * ${g}.  After a failure the package is given up.
 */
int home_outgoing_end(struct home_outgoing *g, const char *sha256,
    int64_t bytes, struct error *e);

/*
 * home_outgoing_give_up(g, why): it could not be written: an incident says
 * so, and what was written goes.  Frees ${g}; NULL is a no-op.
 */
void home_outgoing_give_up(struct home_outgoing *g, const char *why);

/* ---- what comes in ---- */

struct home_incoming;			/* opaque */

/*
 * home_incoming_begin(h, path, out, e):
 * Copy the file ${path} into a work folder, hashing what passes: what is
 * checked there is what is kept.
 */
int home_incoming_begin(struct home *h, const char *path,
    struct home_incoming **out, struct error *e);

/* The copy, its digest and its size. */
const char *home_incoming_path(const struct home_incoming *g);
const char *home_incoming_sha256(const struct home_incoming *g);
int64_t home_incoming_bytes(const struct home_incoming *g);

/*
 * home_incoming_dossier(g, out, e):
 * What its dossier.json says, whether it is believed or not; the caller
 * dossier_free()s ${*out}.  ERR_CORRUPT, ERR_SYNTAX ... where nothing can be
 * read.
 */
struct dossier;
int home_incoming_dossier(const struct home_incoming *g,
    struct dossier **out, struct error *e);

struct home_incoming_opts {
	enum catalog_direction direction;	/* RECEIVED or IMPORTED */
	const char *case_name;		/* NULL: the case that it names */
	const char *why;		/* or NULL */
	const json_t *detail;		/* added to the event's; or NULL */
};

struct home_taken {
	int64_t n;			/* row of the package */
	size_t exhibits;
	size_t here;			/* of these, kept here before */
};

/*
 * home_incoming_keep(g, o, out, e):
 * Keep the file and its exhibits, which the caller has found to hold: each is
 * copied out of it and hashed again.  An exhibit that is here already is
 * linked.  Return 0, or -1: ERR_EXISTS (this package came in before),
 * ERR_CORRUPT (an exhibit is not what dossier.json says), ERR_SYNTAX,
 * ERR_LIMIT.
 */
int home_incoming_keep(struct home_incoming *g,
    const struct home_incoming_opts *o, struct home_taken *out,
    struct error *e);

/*
 * home_incoming_refuse(g, o, package, why, n, e):
 * Enter that the file was refused; nothing of it is kept but its digest.
 * ${package}: UUID that it names, or NULL.  ${n}: the row.
 */
int home_incoming_refuse(struct home_incoming *g,
    const struct home_incoming_opts *o, const char *package, const char *why,
    int64_t *n, struct error *e);

/* home_incoming_end(g): remove the work folder.  NULL is a no-op. */
void home_incoming_end(struct home_incoming *g);

/* ---- receipts ---- */

/*
 * home_receipt_make(h, n, der, e):
 * Sign a receipt (or refusal) for the received package ${n} as the acting
 * operator, without time-stamp.  ERR_DENIED where that one has no certificate.
 */
int home_receipt_make(struct home *h, int64_t n, struct buf *der,
    struct error *e);

/* home_receipt_keep(h, n, der, e): keep it; ERR_NOTFOUND: there is one. */
int home_receipt_keep(struct home *h, int64_t n, struct span der,
    struct error *e);

/*
 * home_receipt_close(h, n, der, r, detail, held, e):
 * Close the open package ${n} by the receipt ${der} that says ${r}, which the
 * caller has checked.  ${detail} (or NULL) is added to the event's.  ${*held}
 * tells that a hold came meanwhile: then nothing is given away.
 */
int home_receipt_close(struct home *h, int64_t n, struct span der,
    const struct receipt *r, const json_t *detail, bool *held,
    struct error *e);

#endif
