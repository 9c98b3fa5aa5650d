#ifndef STORE_HOME_HOME_INTERNAL_H
#define STORE_HOME_HOME_INTERNAL_H

#include "store/custody/note_write.h"
#include "store/home/home.h"

#define PATH_TEXT	(64 * KIB)	/* ceiling of a path that we build */

/* ---- secrets: home_secret.c ---- */

/* secret_free(b): wipe and free. */
void secret_free(struct buf *b);

/* secret_init(b, e): room for a passphrase that never moves. */
int secret_init(struct buf *b, struct error *e);

/*
 * secret_find(home, asker, out, e):
 * The passphrase of the store ${home}: of $CONSTAT_PASSPHRASE_FILE, of
 * keys/passphrase, or from the person.  ERR_DENIED where there is none.
 */
int secret_find(const char *home, const struct home_asker *asker,
    struct buf *out, struct error *e);

/*
 * secret_new(asker, out, made, e):
 * The passphrase for a new store; ${*made}: nobody gave one, it is random and
 * must be kept.
 */
int secret_new(const struct home_asker *asker, struct buf *out, bool *made,
    struct error *e);

/* secret_random(out, e): 64 hex digits that nobody guesses. */
int secret_random(struct buf *out, struct error *e);

/*
 * secret_of(home, key, env, whose, asker, out, e):
 * The passphrase of an operator's key: of the file that the variable ${env}
 * names ("": none), of keys/operators/<key>.passphrase, or from the person.
 */
int secret_of(const char *home, const char *key, const char *env,
    const char *whose, const struct home_asker *asker, struct buf *out,
    struct error *e);

/* ---- settings: home_settings.c ---- */

/* Settings with what they point to. */
struct settings {
	struct home_settings view;
	json_t *json;
	const char **tsa;
	const char **ntp;
	struct note_vkey vkey;
};

/* settings_write(s, vkey, now, out, e): the text of constat.json. */
int settings_write(const struct home_settings *s,
    const struct note_vkey *vkey, int64_t now, struct buf *out,
    struct error *e);
int settings_read(struct span s, struct settings *out, struct error *e);
void settings_free(struct settings *s);

/* ---- who acts: home_people.c ---- */

struct acting {
	struct home_person view;
	char *name;			/* what view points to */
	char *title;
	char key[65];
	bool issued;			/* with a certificate of their own */
	enum catalog_secret secret;
	char *cert;			/* PEM */
	struct sealer *sealer;		/* NULL: locked */
};

/*
 * acting_find(h, name, out, e):
 * The operator ${name}, or the default one (NULL), into ${out}, which is
 * zero.  ERR_DENIED.
 */
int acting_find(struct home *h, const char *name, struct acting *out,
    struct error *e);

/*
 * acting_open(h, a, env, e): open the key of ${a}; ${env} is the variable
 * that names a file with its passphrase.
 */
int acting_open(struct home *h, struct acting *a, const char *env,
    struct error *e);
void acting_free(struct acting *a);

#define OPERATOR_KEYS	"keys/operators"
#define OPERATOR_DEFAULT	"operator"	/* in the catalogue's meta */

/* operator_detail(o, what, e): of the event that tells of it; or NULL. */
json_t *operator_detail(const struct catalog_operator *o, const char *what,
    struct error *e);

/*
 * fingerprint_of(pem, s, info, e): of the first certificate of ${pem};
 * ${info}, when not NULL, is the caller's to cert_info_free().
 */
int fingerprint_of(struct span pem, char s[static CERT_FINGERPRINT],
    struct cert_info *info, struct error *e);

/*
 * home_begin_log(h, person, e):
 * The first event of a new store, and its operator, whose certificate is
 * ${person} (PEM).
 */
int home_begin_log(struct home *h, const char *person, struct error *e);

/* home_has_operator(h, key, e): somebody is or was an operator here with the
 * certificate ${key}: 1, 0, -1. */
int home_has_operator(struct home *h, const char *key, struct error *e);

/* ---- the store ---- */

struct home {
	char *path;
	struct home_open_opts opts;
	struct settings settings;
	struct catalog *catalog;
	struct blob_store *blobs;
	char seal_key[65];		/* fingerprint of the seal */
	char host[256];
	struct buf secret;		/* the passphrase, once it was needed */
	struct note_key *log_key;	/* NULL: locked */
	struct sealer *sealer;		/* NULL: locked */
	struct acting acting;		/* name NULL: nobody may act */
	struct merkle_hasher *hasher;
};

/* home_need_secret(h, e): the store's passphrase in ${h}->secret. */
int home_need_secret(struct home *h, struct error *e);

/* home_read(h, name, out, e): append the file "<home>/<name>". */
int home_read(const struct home *h, const char *name, struct buf *out,
    struct error *e);

/* home_write(h, name, s, mode, e): make or replace it. */
int home_write(const struct home *h, const char *name, struct span s,
    mode_t mode, struct error *e);

/* home_join(h, name, out, e): "<home>/<name>" into ${out}, emptied first. */
int home_join(const struct home *h, const char *name, struct buf *out,
    struct error *e);

/*
 * home_absolute(given, out, e): a person's path with all of its folder, which
 * must be there, so that it is found from anywhere; ${out} is emptied first.
 */
int home_absolute(const char *given, struct buf *out, struct error *e);

/*
 * home_copy(from, to, sha256, bytes, e):
 * Copy a person's regular file, which stays theirs, to ${to}, which is not
 * there yet, hashing what passes.  0, or -1: ERR_UNSUPPORTED (no regular
 * file), ERR_NOTFOUND, ERR_DENIED, ERR_SYS, ERR_NOMEM.
 */
int home_copy(const char *from, const char *to,
    char sha256[static DIGEST_HEX], int64_t *bytes, struct error *e);

/* home_now(h): by the clock of the options. */
int64_t home_now(const struct home *h);

/* home_unlock(h, e): open the log key. */
int home_unlock(struct home *h, struct error *e);

/* home_need_write(h, e): ERR_DENIED where the store is open for reading. */
int home_need_write(const struct home *h, struct error *e);

/* ---- the log: home_log.c ---- */

/* A change of the catalogue that also appends to the log. */
struct home_change {
	struct home *h;
	struct merkle_tree tree;
	struct merkle_node prev;
	int64_t now;
};

/*
 * change_begin(h, c, e):
 * Begin; notes a clock that went back as an incident.  Unlocks the log key
 * first, so that nothing waits for a person while others wait for us.
 */
int change_begin(struct home *h, struct home_change *c, struct error *e);

/* change_event(c, ev, e): complete, write and append ${ev}. */
int change_event(struct home_change *c, const struct event *ev,
    struct error *e);

/* change_commit(c, e): sign a checkpoint, commit, publish it. */
int change_commit(struct home_change *c, struct error *e);
void change_rollback(struct home_change *c);

/* home_fill_event(h, ev): who, where and how as far as the caller did not. */
void home_fill_event(const struct home *h, struct event *ev);

/*
 * home_settle(h, e):
 * To be asked after a change that failed, before a file that it names is
 * removed: what a failed commit has written would be believed after a crash
 * until the next change is written over it.  0: that is done; -1.
 */
int home_settle(struct home *h, struct error *e);

/* home_publish(h, e): bring log/checkpoint up to date. */
int home_publish(struct home *h, struct error *e);

/* ---- captures under way: home_job.c, home_record.c ---- */

struct home_job {
	struct home *home;
	char uuid[UUID_TEXT];
	char *folder;
	char *lock_path;
	int lock;			/* held while we live */
	bool waits;			/* its record is written, its row not */
};

/* home_lock_dead(h, uuid, fd, e): 1 and the lock if nobody holds it (or it is
 * not there: fd -1), 0 if somebody does, -1. */
int home_lock_dead(const struct home *h, const char *uuid, int *fd,
    struct error *e);

/* home_job_clean(h, uuid): folder and lock of a job that is over. */
void home_job_clean(const struct home *h, const char *uuid);

/* What is needed to finish keeping after a crash. */
struct record {
	json_t *json;
	struct catalog_exhibit exhibit;
	const char *sealed;		/* path, relative to the job's folder */
	const char *kept;		/* exhibit that is kept already */
	struct event **events;
	size_t n;
};

/* record_write(h, x, sealed, events, n, out, e): as JSON text. */
int record_write(struct home *h, const struct catalog_exhibit *x,
    const char *sealed, const struct event *events, size_t n,
    struct buf *out, struct error *e);
int record_read(struct span s, struct record *out, struct error *e);
void record_free(struct record *r);

/* An event that waits, as text with who and where; the reference is yours. */
int record_event(struct home *h, const struct event *ev, json_t **out,
    struct error *e);
/* A row, as an object; reading borrows from it. */
json_t *record_exhibit(const struct catalog_exhibit *x, bool *ok);
int record_exhibit_read(const json_t *j, struct catalog_exhibit *x,
    struct error *e);

/*
 * home_leave_record(h, j, record, e):
 * Note what is about to be kept where home_recover() will look: in the
 * catalogue, or, where that is full or held, in the work folder (then -1 too,
 * with what is wrong in ${e}).  j->waits tells whether it is noted.
 */
int home_leave_record(struct home *h, struct home_job *j,
    const struct buf *record, struct error *e);

/* home_blob_name(h, digest, name, e): the blob as a row has it, appended. */
int home_blob_name(struct home *h, const char *digest, struct buf *name,
    struct error *e);

/*
 * Jobs of packages are named so where captures have a URL.
 * home_job_package(url): whether it is one.
 */
#define JOB_PACKAGE	"package:"
bool home_job_package(const char *url);

/* home_forget_job(h, uuid, e): its row goes; 0 or -1. */
int home_forget_job(struct home *h, const char *uuid, struct error *e);

/* home_drop_job(h, x, why, e): the same with the incident that tells of it. */
int home_drop_job(struct home *h, const struct catalog_job *x,
    const char *why, struct error *e);

/*
 * home_keep_rows(h, uuid, x, events, n, late, e):
 * The transaction of home_keep(): row, events, checkpoint, job marked kept.
 */
int home_keep_rows(struct home *h, const char *uuid,
    const struct catalog_exhibit *x, const struct event *events, size_t n,
    bool late, struct error *e);

/* home_remove_disposed(h, e): files whose disposal the log tells of. */
int home_remove_disposed(struct home *h, struct error *e);

/* ---- who was revoked, by the log: home_log_people.c ---- */

struct log_people {
	char (*keys)[BLOB_DIGEST];
	size_t n;
};

/*
 * log_people_event(p, head, bytes, fs, e):
 * The next event, in order: notes it where it is by somebody who was revoked
 * by an earlier one.  ${p} is zero at first; log_people_free() it.
 */
int log_people_event(struct log_people *p, const struct event_head *head,
    struct span bytes, struct log_findings *fs, struct error *e);
void log_people_free(struct log_people *p);

/*
 * home_has_row(h, digest, e): a row speaks of this file: 1, 0, -1.
 * home_has_job(h, digest, but, e): something was interrupted, or is about to
 * keep it, other than the job ${but} (or NULL): 1, 0, -1.
 */
int home_has_row(struct home *h, const char *digest, struct error *e);
int home_has_job(struct home *h, const char *digest, const char *but,
    struct error *e);

/* ---- findings: home_findings.c ---- */

/* home_keys_check(h, fs, e): every file in keys/operators is of a row. */
int home_keys_check(struct home *h, struct home_findings *fs,
    struct error *e);

/*
 * home_index_check(h, fs, e):
 * Read every event whole and compare its exhibits and its case with the index
 * of them: what "show" lists rests on that index.
 */
int home_index_check(struct home *h, struct log_findings *fs,
    struct error *e);

int home_note(struct home_findings *fs, enum home_fault fault, bool failed,
    const char *subject, struct error *e, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));

/* home_tell(p, what, done, total, e): 0, or -1 with ERR_CANCELED. */
int home_tell(const struct home_progress *p, const char *what, int64_t done,
    int64_t total, struct error *e);

#endif
