#ifndef STORE_HOME_HOME_H
#define STORE_HOME_HOME_H

#include <jansson.h>

#include "store/base/buf.h"
#include "store/blob/blob.h"
#include "store/catalog/catalog.h"
#include "store/custody/event.h"
#include "store/custody/log_check.h"
#include "store/seal/identity.h"

/*
 * home - one store: where it is, its settings and keys, its exhibits, its
 * catalogue and its custody log.
 *
 *   constat.json     settings (0600)
 *   keys/            organization root, seal key, log key; keys/passphrase
 *                    where no person gave one (0600); crl.pem: the list of
 *                    revoked operators, signed by the root; operators/: the
 *                    operators' keys, <sha256 of the certificate>.key and
 *                    .pem, and .passphrase where no person gave one
 *   catalog.db       the catalogue and the log
 *   blobs/           sealed exhibits
 *   log/checkpoint   the latest signed checkpoint, to be handed out;
 *                    log/key is the line that checks it
 *   work/            captures under way: <uuid>/ and <uuid>.lock
 *
 * All folders are 0700.  Errors are those of the parts; in addition
 * ERR_NOTFOUND where there is no store, ERR_DENIED for a wrong passphrase.
 */
struct home;

/* home_find(option, out, e):
 * The path of the store: ${option} (--home) where not NULL, else
 * $CONSTAT_HOME, $XDG_DATA_HOME/constat, ~/.local/share/constat.  It need not
 * be there.  ERR_INPUT where none of them is set. */
int home_find(const char *option, struct buf *out, struct error *e);

/* home_there(path): whether a store has been made at ${path}. */
bool home_there(const char *path);

/*
 * Asks for the passphrase of the keys (${whose} NULL) or of the operator
 * ${whose}: appends it to ${out} and returns 0, or -1 with ${e}
 * (ERR_CANCELED).  ${out} is wiped by the caller.
 */
struct home_asker {
	int (*ask)(void *ctx, const char *whose, bool new_one,
	    struct buf *out, struct error *e);
	void *ctx;
};

/* ---- settings ---- */

struct home_settings {
	const char *organization;
	const char *operator_name;
	const char *operator_role;
	const char *domain;		/* of the seal certificate */
	const char * const *tsa;	/* URLs, NULL ends the list */
	const char * const *ntp;	/* host names, NULL ends the list */
	int64_t checkpoint_minutes;	/* between time-stamps of the log;
					 * 0: the default, below: only when
					 * asked for */
};

/*
 * home_default_tsa(), home_default_ntp(): NULL-terminated lists, used where
 * the settings name none.
 */
const char * const *home_default_tsa(void);
const char * const *home_default_ntp(void);

/* ---- making and opening ---- */

/* The program that acts, as every event names it. */
struct home_tool {
	const char *name;		/* "constat" */
	const char *version;
	const char *binary_sha256;	/* of the running program, or NULL */
	const json_t *parameters;	/* object: what was asked, or NULL */
};

struct home_init_opts {
	struct home_settings settings;	/* NULL members get defaults */
	struct home_tool tool;
	const struct home_asker *asker;	/* NULL: no person to ask */
	int64_t now;
	struct span seal;		/* PKCS#12 with the organization's own
					 * seal; p NULL: one is issued */
	struct span seal_passphrase;	/* of that file */
};

/*
 * home_init(path, opts, e):
 * Make the store ${path} whole: folders, settings, keys and certificates,
 * catalogue, first event, first checkpoint.  It is built beside ${path} and
 * renamed, so that it is there whole or not at all; in an empty folder that
 * is there already it is built within, and constat.json comes last.  The
 * passphrase is the content of the file named by $CONSTAT_PASSPHRASE_FILE,
 * else what ${opts}->asker answers, else a random one kept in
 * keys/passphrase.  The operator of the settings is the first operator, with
 * all roles and a certificate of the root.  ERR_EXISTS where a store is; those
 * of identity_import() for ${opts}->seal.
 */
int home_init(const char *path, const struct home_init_opts *opts,
    struct error *e);

struct home_open_opts {
	bool read_only;			/* nothing is written, no event */
	struct home_tool tool;
	const struct home_asker *asker;	/* NULL: no person to ask */
	int64_t (*now)(void);		/* NULL: the machine's clock */
};

/*
 * home_open(path, opts, out, e):
 * Open the store ${path}.  Several processes may have it open; writers take
 * turns.  Keys stay locked until something is to be signed.  What ${opts}
 * points to must live until home_close().
 */
int home_open(const char *path, const struct home_open_opts *opts,
    struct home **out, struct error *e);
void home_close(struct home *h);

const char *home_path(const struct home *h);
const struct home_settings *home_settings(const struct home *h);
const struct note_vkey *home_log_key(const struct home *h);
struct catalog *home_catalog(struct home *h);
struct blob_store *home_blobs(struct home *h);

/*
 * home_sealer(h, out, e):
 * The store's seal, unlocked (asking for the passphrase the first time);
 * lives as ${h}.  ERR_DENIED for a wrong passphrase.
 */
int home_sealer(struct home *h, const struct sealer **out, struct error *e);

/* home_root_cert(h, out, e): append the organization's root, PEM. */
int home_root_cert(const struct home *h, struct buf *out, struct error *e);

/* ---- people ---- */

/*
 * Who acts.  Each operator has a certificate issued by the organization's
 * root and a key of their own, which is opened before anything is entered in
 * the log in their name.  A store made before there were operators acts in
 * the name of its settings, with the seal's key and all roles, until the
 * first operator is added.
 */
enum home_role {
	HOME_CAPTURE = 1,	/* makes exhibits and notes */
	HOME_MANAGE = 2,	/* cases, holds, disposal, export, people */
	HOME_AUDIT = 4		/* looks and checks */
};
#define HOME_ANY_ROLE	(HOME_CAPTURE | HOME_MANAGE | HOME_AUDIT)

/* "capture" ...; NULL for none. */
const char *home_role_name(enum home_role r);
/* 0 where no role has that name. */
unsigned home_role_of(const char *name);

struct home_person {
	const char *name;
	const char *title;	/* function, or NULL */
	const char *key;	/* sha256 of the certificate */
	unsigned roles;
};

/*
 * home_act(h, name, roles, e):
 * From here on the operator ${name} acts, or the store's default operator
 * (NULL).  ERR_DENIED where there is none of that name, who was revoked, or
 * who has none of ${roles}.  home_open() has chosen the default operator.
 */
int home_act(struct home *h, const char *name, unsigned roles,
    struct error *e);

/* home_person(h): who acts; lives until the next home_act(). */
const struct home_person *home_person(const struct home *h);

/*
 * home_operator_sealer(h, out, e):
 * The acting operator's certificate and key, opened (which may ask for a
 * passphrase); lives as home_person().  Where there are no operators it is the
 * store's seal.
 */
int home_operator_sealer(struct home *h, const struct sealer **out,
    struct error *e);

/*
 * home_operator_add(h, o, why, e):
 * Issue a certificate and enter the operator.  ERR_EXISTS for a name that an
 * operator has.
 */
struct home_operator_opts {
	const char *name;
	const char *title;		/* or NULL */
	unsigned roles;			/* at least one */
	struct span passphrase;		/* of the new key; p NULL: one is made
					 * and kept beside it */
};

int home_operator_add(struct home *h, const struct home_operator_opts *o,
    const char *why, struct error *e);

/*
 * home_operator_revoke(h, name, why, compromised, e):
 * From here on the operator does not act; a new keys/crl.pem says so.  The
 * last one who may manage is not revoked (ERR_INPUT).  ERR_NOTFOUND.
 */
int home_operator_revoke(struct home *h, const char *name, const char *why,
    bool compromised, struct error *e);

/* home_operator_default(h, name, e): who acts where nobody is named. */
int home_operator_default(struct home *h, const char *name, struct error *e);

/*
 * home_crl(h, out, e):
 * Sign the list of revoked operators anew, as of now, into keys/crl.pem; where
 * ${out} is not NULL it is appended there too (PEM).
 */
int home_crl(struct home *h, struct buf *out, struct error *e);

/* ---- captures under way ---- */

/*
 * A work folder that is held while the process lives: home_leftovers() tells
 * it from those of the dead.
 */
struct home_job;

/* home_job_begin(h, url, out, e): make a work folder and note it. */
int home_job_begin(struct home *h, const char *url, struct home_job **out,
    struct error *e);
const char *home_job_uuid(const struct home_job *j);
const char *home_job_folder(const struct home_job *j);

/*
 * home_job_end(j): remove the work folder with all in it and forget the job;
 * after home_keep(), or where the capture has failed.  NULL is a no-op.
 */
void home_job_end(struct home_job *j);

/* See home_keep(); home_job_leave frees ${j}.  NULL is a no-op. */
bool home_job_waits(const struct home_job *j);
void home_job_leave(struct home_job *j);

/* ---- keeping ---- */

/*
 * home_keep(h, j, sealed, x, events, n, blob, e):
 * Take the sealed file ${sealed} (best in the job's folder) into the store for
 * good: note what is about to happen, put the blob, then write in one
 * transaction the row ${x} (its blob and kept are set here), the ${n}
 * ${events} and a checkpoint.  Of each event kind, start, end, why, how's
 * parameters, before, after, from, to, detail, result and error are the
 * caller's; its exhibit, case, who, where, tool, seq, uuid, prev and time are
 * set here.  ${blob}, when not NULL, gets the path of the kept file.  Killed
 * at any moment, the store is as before, or home_recover() finishes it.
 * After a failure home_job_end() gives the exhibit up; home_job_leave() leaves
 * it to home_recover() where home_job_waits(), which holds once the record of
 * what is to be kept is written: in the catalogue or, where that is full or
 * held by another process, as a file in the work folder.
 * ERR_EXISTS: that exhibit is kept already.
 */
int home_keep(struct home *h, struct home_job *j, const char *sealed,
    const struct catalog_exhibit *x, const struct event *events, size_t n,
    struct buf *blob, struct error *e);

/*
 * home_stamp(h, id, token, time, tsa, ev, e):
 * Keep a later time-stamp of exhibit ${id} beside its file, note it in the
 * catalogue and in the log (${ev}: as in home_keep).
 */
int home_stamp(struct home *h, const char *id, struct span token,
    int64_t time, const char *tsa, const struct event *ev, struct error *e);

/*
 * home_renew(h, v, n, ev, e):
 * Keep a new evidence record of each of the ${n} exhibits ${v} beside its
 * file, in the place of the one before, and note all in the log in one
 * transaction (${ev}: as in home_keep; before and after are the records').
 */
struct home_renewal {
	const char *id;			/* of the exhibit */
	struct span record;
};

int home_renew(struct home *h, const struct home_renewal *v, size_t n,
    const struct event *ev, struct error *e);

/*
 * home_append(h, events, n, e):
 * Append ${n} events, as home_keep() completes them but with case_name and
 * exhibits the caller's, and a checkpoint, in one transaction.  A member of
 * who or where that the caller sets stays.  Where the clock went back since
 * the last event, an incident event that says so comes first.
 */
int home_append(struct home *h, const struct event *events, size_t n,
    struct error *e);

/*
 * home_record(h, ev, fn, ctx, e):
 * In one transaction let ${fn} change the catalogue as of ${now}, and append
 * ${ev}, which ${fn} may complete, and a checkpoint.  -1 from ${fn} leaves
 * everything as it was.
 */
int home_record(struct home *h, struct event *ev,
    int (*fn)(void *ctx, struct catalog *c, int64_t now, struct error *e),
    void *ctx, struct error *e);

/* home_checkpoint(h, out, e): the latest signed checkpoint. */
int home_checkpoint(struct home *h, struct buf *out, struct error *e);

/* ---- looking ---- */

/*
 * home_exhibit(h, id, cur, x, e):
 * The one exhibit whose id begins with ${id} (at least 4 digits): 1 and
 * ${x}, which lives until catalog_cursor_free(*cur); 0 where none does; -1
 * with ERR_INPUT where several do.
 */
int home_exhibit(struct home *h, const char *id, struct catalog_cursor **cur,
    struct catalog_exhibit *x, struct error *e);

/* What of its row is often asked for. */
struct home_found {
	char id[BLOB_DIGEST];
	char sha256[BLOB_DIGEST];
	int64_t bytes;
	int64_t number;
	enum catalog_stamp stamp;
	bool held;			/* itself */
	bool case_held;
	bool disposed;
	bool own;
	char *case_name;		/* or NULL */
};

/*
 * home_found(h, id, x, e):
 * The same, copied: no question stays open, which would hold an old state and
 * keep us from writing.  0, or -1 with ${e}: ERR_NOTFOUND, ERR_INPUT.  Free
 * with home_found_free().
 */
int home_found(struct home *h, const char *id, struct home_found *x,
    struct error *e);
void home_found_free(struct home_found *x);

/* ---- disposal and derivatives ---- */

/*
 * home_dispose(h, id, why, with, e):
 * Remove the file of exhibit ${id} and the time-stamps beside it, for good.
 * Two operators sign for it: the one who acts, who must be able to manage, and
 * ${with}, another one who can.  First the event is in the log and the row
 * says so, then the file goes; killed between the two, home_recover() removes
 * it.  ERR_DENIED: under legal hold, or not two such operators; ERR_NOTFOUND;
 * ERR_EXISTS: disposed of already.  The passphrase of ${with} is in the file
 * that $CONSTAT_WITH_PASSPHRASE_FILE names, kept, or asked for.
 */
int home_dispose(struct home *h, const char *id, const char *why,
    const char *with, struct error *e);

/*
 * home_derive(h, o, ev, id, e):
 * Keep the file ${o}->file, made from ${o}->from, as a derivative; ${id}
 * becomes its SHA-256.  Of ${ev} why, how's parameters and detail are the
 * caller's.  ERR_NOTFOUND (no such exhibit or derivative), ERR_EXISTS (a file
 * of these bytes is kept), ERR_INPUT (an operation that is none).
 */
struct home_derive_opts {
	const char *from;		/* exhibit or derivative; beginning of
					 * its identity */
	const char *file;
	const char *operation;		/* "redact", "excerpt", "convert" */
	const char *tool;
	const char *note;		/* what was done, or NULL */
};

int home_derive(struct home *h, const struct home_derive_opts *o,
    struct event *ev, char id[static BLOB_DIGEST], struct error *e);

/* ---- checking ---- */

/* What home_log_check() and home_fsck() do at the moment. */
struct home_progress {
	/* ${what}: "log", "blobs"; -1 stops with ERR_CANCELED. */
	int (*step)(void *ctx, const char *what, int64_t done, int64_t total);
	void *ctx;
};

/*
 * home_log_check(h, fs, size, p, e):
 * Go through the whole log and its checkpoints, those in the catalogue and
 * the one in log/checkpoint, adding to ${fs} all that is not as it must be.
 * ${*size}, when not NULL, becomes the number of events.  ${p} may be NULL.
 */
int home_log_check(struct home *h, struct log_findings *fs, uint64_t *size,
    const struct home_progress *p, struct error *e);

enum home_fault {
	HOME_CATALOG,		/* the catalogue is damaged */
	HOME_BLOB_MISSING,	/* a row whose file is not there */
	HOME_BLOB_CHANGED,	/* a file whose bytes are not its name's */
	HOME_BLOB_SIZE,		/* a row that says another size */
	HOME_BLOB_UNREADABLE,	/* a file that cannot be read */
	HOME_BLOB_ORPHAN,	/* a file without a row */
	HOME_BLOB_DISPOSED,	/* disposed of, its file still there */
	HOME_KEY_STRANGER,	/* a key of no operator */
	HOME_BLOB_STRANGER,	/* something else among the blobs */
	HOME_STAMP_ORPHAN,	/* a time-stamp without its file */
	HOME_EXHIBIT_EVENTS,	/* a row without event, or the reverse */
	HOME_JOB_DEAD,		/* a capture that ended by a crash */
	HOME_JOB_KEEPING,	/* the same, between seal and catalogue */
	HOME_JOB_ALIVE,		/* a capture under way: not a fault */
	HOME_WORK_STRANGER,	/* something else among the work folders */
	HOME_CHECKPOINT_FILE,	/* log/checkpoint behind the log, or absent */
	HOME_FILE_UNFINISHED,	/* a file that was being written */
	HOME_STAMP_UNTOLD,	/* a time-stamp that no event tells of */
	HOME_RECORD_UNTOLD,	/* an evidence record that no event tells of */
	HOME_CRL_OLD,		/* keys/crl.pem lacks somebody revoked */
	HOME_FAULTS
};

/* home_fault_name(f): "blob.missing", "job.keeping" ... */
const char *home_fault_name(enum home_fault f);

struct home_finding {
	enum home_fault fault;
	bool failed;		/* evidence is damaged; else a leftover */
	char subject[160];	/* exhibit, file or job concerned */
	char detail[200];	/* technical English */
};

struct home_findings {
	struct home_finding *list;	/* first HOME_FINDINGS_MAX */
	size_t n;
	size_t cap;
	uint64_t failed;	/* how many failed, kept or not */
	uint64_t others;
};

#define HOME_FINDINGS_MAX	1000
#define HOME_FINDINGS_INIT	{ .list = NULL }

void home_findings_free(struct home_findings *fs);

/*
 * home_fsck(h, fs, log, p, e):
 * Read and hash again everything kept and compare it with the catalogue;
 * check the log into ${log} as home_log_check(); find every leftover.
 * Changes nothing.
 */
int home_fsck(struct home *h, struct home_findings *fs,
    struct log_findings *log, const struct home_progress *p,
    struct error *e);

/* home_leftovers(h, fs, e): only what crashed captures have left. */
int home_leftovers(struct home *h, struct home_findings *fs,
    struct error *e);

/*
 * home_recover(h, kept, dropped, e):
 * Finish what a crash interrupted: exhibits that were sealed and about to be
 * kept are kept, their events marked late; work folders of dead captures are
 * removed, each with an incident event; files that were disposed of go;
 * log/checkpoint is brought up to date.  ${*kept} and ${*dropped}, when not
 * NULL, say how many.
 */
int home_recover(struct home *h, unsigned *kept, unsigned *dropped,
    struct error *e);

/*
 * home_clear(h, e):
 * What home_recover() leaves aside because it takes going through every blob:
 * files that were being written by processes that are gone are removed, a
 * time-stamp or record that no event tells of is entered (incident
 * found-beside), keys/crl.pem is brought up to date.
 */
int home_clear(struct home *h, struct error *e);

#endif
