#ifndef STORE_HOME_HOME_PACKAGE_H
#define STORE_HOME_HOME_PACKAGE_H

#include "store/home/home_leftovers.h"
#include "store/home/package.h"

/* What the files of this folder share about packages. */
#define PACKAGE_FILE	"package.asice"	/* the copy in a work folder */
#define PACKAGE_ROWS	"rows.jsonl"	/* rows of its exhibits */
#define PACKAGE_EXHIBIT	"exhibit.wacz"	/* the one at hand */

/*
 * home_describe(fd, known, out, e):
 * The row of the exhibit ${fd}, out of its own bytes, as record_exhibit()
 * writes it; a new reference.  ${known} has its id, file, size, case and own,
 * and what is taken where the bytes do not tell (url, title, sealed).  0, or
 * -1 with ${e}: ERR_CORRUPT (its manifest is not ${known}->id), ERR_NOMEM.
 */
int home_describe(int fd, const struct catalog_exhibit *known, json_t **out,
    struct error *e);

/*
 * package_take(h, uuid, in, late, out, e):
 * Keep the package in the work folder ${uuid} (or, put already, among the
 * blobs) as the record ${in} says: exhibits, file, then rows, event and
 * checkpoint in one transaction.  Can be done again after a crash.
 */
int package_take(struct home *h, const char *uuid, const json_t *in,
    bool late, struct home_taken *out, struct error *e);

/*
 * package_undo(h, uuid, in, e):
 * Remove what package_take() of the job ${uuid} has put and nobody else keeps
 * or is about to keep.
 */
int package_undo(struct home *h, const char *uuid, const json_t *in,
    struct error *e);

/* package_undo_blob(h, uuid, digest, e): the same of one blob. */
int package_undo_blob(struct home *h, const char *uuid, const char *digest,
    struct error *e);

/*
 * package_record(record, key): the object ${key} ("incoming", "outgoing") of
 * a job's record, a new reference; NULL where it has none.
 */
json_t *package_record(const char *record, const char *key);

/*
 * package_recover(h, uuid, record, done, e):
 * Finish or give up what a dead process left of a package: 1 kept, 0 given
 * up, 2 left as it is, for another time; ${*done} false where the record is
 * of no package.  -1.
 */
int package_recover(struct home *h, const char *uuid, const char *record,
    bool *done, struct error *e);

/*
 * package_note(h, fs, uuid, record, mine, e):
 * Explain what a dead process left of a package; ${*mine} false where the
 * record is of none.
 */
int package_note(struct home *h, struct home_findings *fs, const char *uuid,
    const char *record, bool *mine, struct error *e);

/* package_row(h, n, cur, p, e): 1 and the row ${n}, which lives until
 * catalog_cursor_free(*cur); 0, -1. */
int package_row(struct home *h, int64_t n, struct catalog_cursor **cur,
    struct catalog_package *p, struct error *e);

/* package_has(h, digest, e): it is the kept file of a package: 1, 0, -1. */
int package_has(struct home *h, const char *digest, struct error *e);

/* package_disposed(h, n, e): all exhibits of it were disposed of: 1, 0, -1. */
int package_disposed(struct home *h, int64_t n, struct error *e);

/* package_remove_disposed(h, e): the files of such packages go. */
int package_remove_disposed(struct home *h, struct error *e);

/* outgoing_recover(h, out, e): the same of one that went out: 1, 0, -1; 2
 * where it is whole and cannot have its name yet. */
int outgoing_recover(struct home *h, const json_t *out, struct error *e);

#endif
