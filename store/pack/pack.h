#ifndef STORE_PACK_PACK_H
#define STORE_PACK_PACK_H

#include "store/asic/asic.h"
#include "store/dossier/dossier.h"
#include "store/dossier/timeline.h"
#include "store/home/home.h"

/*
 * pack - a whole dossier out of a store, for an export or a hand-over
 * (docs/formats/dossier.md sections 1 to 4).  Streams: memory grows with the
 * number of exhibits, not with their size.
 *
 * The event that tells of it is in the log already, and so is the time-stamp
 * of a checkpoint that has it, where one could be had.  Network and words are
 * the caller's: ${stamp}, ${report}, ${step}; each returns 0, or -1 with ${e}.
 */
struct pack_calls {
	/* A time-stamp over ${data}; NULL: none is wanted.  -1: none can be
	 * had, which ERR_CANCELED and ERR_NOMEM alone make a failure. */
	int (*stamp)(void *ctx, struct span data, struct buf *response,
	    struct error *e);
	/* The report in the language ${lang}, "fr" or "en", of the form
	 * ${form}, which the list tells, into ${out}, which hands on what it
	 * gets. */
	int64_t form;
	int (*report)(void *ctx, const struct dossier *d,
	    const struct timeline *t, const char *lang, struct buf *out,
	    struct error *e);
	/* How many bytes of the exhibits are in it; -1 stops. */
	int (*step)(void *ctx, int64_t done, int64_t total, struct error *e);
	void *ctx;
};

struct pack_opts {
	struct home *home;		/* who acts signs it */
	const char *path;		/* of the file, which is not there */
	const char *uuid;
	enum dossier_kind kind;
	uint64_t event;			/* seq */
	int64_t now;
	const char *case_name;		/* or NULL */
	bool part;			/* not all exhibits of the case */
	const char *const *exhibits;	/* identities, in their order */
	size_t n;
	const char *to_name;		/* or NULL */
	const char *to_organization;	/* or NULL */
	const char *why;		/* or NULL */
	const char *no_stamp;		/* why there are none, or NULL */
	struct pack_calls calls;
};

struct pack_result {
	struct asic_result file;
	size_t exhibits;		/* that are in it */
	uint64_t events;
	bool stamped[2];		/* seal's and operator's signature */
	struct dossier_missing *missing;
	size_t n_missing;
	char **texts;			/* what those point to */
	size_t n_texts;
};

/*
 * pack_write(o, out, e):
 * Write the dossier ${o}.  An exhibit that was disposed of is missing, and
 * that is said; one whose file is not what was sealed is a failure.  Return 0
 * with ${out} for pack_result_free(), or -1 with ${e}, and there is no file:
 * ERR_CORRUPT, ERR_NOTFOUND (an exhibit), ERR_EXISTS (the path), ERR_SYS
 * (disk full), ERR_CANCELED ...
 */
int pack_write(const struct pack_opts *o, struct pack_result *out,
    struct error *e);
void pack_result_free(struct pack_result *r);

#endif
