#ifndef CMD_USE_H
#define CMD_USE_H

#include "cmd/opt.h"
#include "store/digest/digest.h"
#include "store/home/home.h"

/*
 * use - the store that a command works on: found, made where there is none
 * (which is said in one line on stderr), opened.
 */
enum use_mode {
	USE_READ,		/* nothing is written */
	USE_WRITE
};

struct use {
	struct home *home;
	char *path;
	char binary[DIGEST_HEX];	/* SHA-256 of this program, or "" */
	json_t *parameters;		/* what was asked, for the events */
	bool mute;			/* looking cannot be entered */
};

/* use_path(a, e): the store's path by --home and environment, for free(). */
char *use_path(const struct args *a, struct error *e);

/*
 * use_open(u, a, mode, e), use_open_at(u, path, mode, e):
 * 0, or -1 with ${e}; use_close() in any case.
 */
int use_open(struct use *u, const struct args *a, enum use_mode mode,
    struct error *e);
int use_open_at(struct use *u, const char *path, enum use_mode mode,
    struct error *e);
void use_close(struct use *u);

/*
 * use_act(u, a, roles, e):
 * Who acts is the operator of --as (OPT_STORE), else of $CONSTAT_OPERATOR,
 * else the store's own; -1 with ERR_DENIED where that is nobody who has one
 * of ${roles} (enum home_role).
 */
int use_act(struct use *u, const struct args *a, unsigned roles,
    struct error *e);
int use_act_as(struct use *u, const char *name, unsigned roles,
    struct error *e);

/* use_mute(who, e): say on stderr that a look could not be entered. */
void use_mute(const char *who, const struct error *e);

/*
 * use_open_look(u, a, e):
 * Open to look at evidence, as anybody who may act: for writing, so that the
 * look is entered; where the store cannot be written, for reading.
 */
int use_open_look(struct use *u, const struct args *a, struct error *e);

/*
 * use_looked(who, u, ev):
 * Enter ${ev} of a look.  Where that cannot be, say so on stderr: what is
 * looked at is shown all the same.
 */
void use_looked(const char *who, struct use *u, const struct event *ev);

/*
 * use_exhibit(u, id, x, e):
 * home_found(), for a word that may also have been meant for a case: where it
 * is no name of an exhibit either, ERR_INPUT says so in the reader's words.
 */
int use_exhibit(struct use *u, const char *id, struct home_found *x,
    struct error *e);

/*
 * use_case(u, a, out, e):
 * The case of --case into ${*out}, NULL where none was given; -1 with
 * ERR_NOTFOUND where there is none of this name: a slip is not "nothing
 * found".
 */
int use_case(struct use *u, const struct args *a, const char **out,
    struct error *e);

/* use_done(a, what): say (or, with --json, print) that it is done; code 0. */
int use_done(const struct args *a, const char *what);

/*
 * use_unlock(u, e):
 * Where the passphrase of the keys is the person's to type, ask for it now
 * and not in the middle of the work.  0, or -1 with ${e} (ERR_DENIED,
 * ERR_CANCELED).
 */
int use_unlock(struct use *u, struct error *e);

/* A seal of the organization's own: PKCS#12 and its passphrase. */
struct use_seal {
	struct span p12;
	struct span passphrase;
};

/*
 * use_make(path, settings, asker, seal, e):
 * Make a store; members of ${settings} that are NULL get defaults; without
 * ${seal} (NULL) a seal is issued.
 */
int use_make(const char *path, const struct home_settings *settings,
    const struct home_asker *asker, const struct use_seal *seal,
    struct error *e);

/* use_binary(hex): SHA-256 of the running program; "" where unreadable. */
void use_binary(char hex[static DIGEST_HEX]);

#endif
