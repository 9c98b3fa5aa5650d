#ifndef CMD_RENEW_H
#define CMD_RENEW_H

#include "cmd/opt.h"
#include "cmd/use.h"
#include "store/record/record.h"

/*
 * renew - evidence records (RFC 4998) of exhibits and of files, many under one
 * time-stamp.
 */

/* What is renewed, and what has become of it. */
struct renewal {
	char *name;			/* as given, or the exhibit's id */
	char id[BLOB_DIGEST];		/* "": a file */
	char *path;
	struct buf old;			/* its record, if it has one */
	struct record_object *objects;	/* the file, its time-stamps */
	size_t n;
	enum digest_alg alg;		/* to be renewed with */
	struct buf fresh;		/* the new record */
	bool ready;			/* read, and its record holds */
};

/*
 * renewal_read(r, alg, now, e):
 * Read what ${r->path} names and what lies beside it, and check its record.
 * ${alg} NONE: that of its record, else SHA-256.  ${want}, when not NULL, is
 * what the file must have.  Return 0, or -1 with ${e}: ERR_CORRUPT (the file
 * or its record is not what it was), ERR_INPUT (the record has run out) ...
 */
int renewal_read(struct renewal *r, const char *want, enum digest_alg alg,
    int64_t now, struct error *e);

/* renewal_check(r, der, now, result, e): its record ${der} against it. */
int renewal_check(const struct renewal *r, struct span der, int64_t now,
    struct record_result *result, struct error *e);

void renewal_free(struct renewal *r);

/*
 * renew_run(who, u, a, e):
 * `stamp --renew`: of the words of ${a}, else of all exhibits kept, of the
 * case where one is named.  The exit code, or -1 with ${e}.
 */
int renew_run(const char *who, struct use *u, const struct args *a,
    struct error *e);

#endif
