#ifndef STORE_HOME_HOME_ERRAND_H
#define STORE_HOME_HOME_ERRAND_H

#include "store/home/home_internal.h"

/*
 * errand - what a command makes before the log tells of it, noted as a job, so
 * that a crash leaves nothing that is not explained and cleared: the file of a
 * derivative, the keys of a new operator, the folder of an exported log.
 */
enum errand {
	ERRAND_DERIVE,		/* ${what}: SHA-256 of the derivative's file */
	ERRAND_OPERATOR,	/* SHA-256 of the new certificate */
	ERRAND_TILES		/* path of the unfinished folder, absolute */
};
#define ERRAND_PART	".part"		/* what that folder's name ends in */
#define ERRAND_TILES_URL	"log-export:"	/* what its job is called */

/*
 * errand_begin(h, errand, subject, out, e): as home_job_begin(); ${subject}
 * says of what: the parent, the operator's name, the folder.
 */
int errand_begin(struct home *h, enum errand errand, const char *subject,
    struct home_job **out, struct error *e);

/* errand_will(j, errand, what, e): note ${what} before it is there. */
int errand_will(struct home_job *j, enum errand errand, const char *what,
    struct error *e);

/*
 * errand_fail(j, errand, what): remove ${what} after a failure and end the
 * job, which is freed; where not even that can be written, all stays for
 * home_recover().  NULL is a no-op.
 */
void errand_fail(struct home_job *j, enum errand errand, const char *what);

/* errand_text(url, subject): what the job ${url} does, in technical English,
 * and of what; also for captures and packages. */
const char *errand_text(const char *url, const char **subject);

/* errand_is(url): whether it is the job of an errand. */
bool errand_is(const char *url);

/*
 * errand_left(h, record, e): 1 where what the record of a dead errand speaks
 * of is to be removed, 0 where it was done, or the record is of none; -1.
 */
int errand_left(struct home *h, const char *record, struct error *e);

/* errand_undo(h, uuid, record, e): remove it; 0, -1. */
int errand_undo(struct home *h, const char *uuid, const char *record,
    struct error *e);

#endif
