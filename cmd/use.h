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
 * use_unlock(u, e):
 * Where the passphrase of the keys is the person's to type, ask for it now
 * and not in the middle of the work.  0, or -1 with ${e} (ERR_DENIED,
 * ERR_CANCELED).
 */
int use_unlock(struct use *u, struct error *e);

/*
 * use_make(path, settings, asker, e):
 * Make a store; members of ${settings} that are NULL get defaults.
 */
int use_make(const char *path, const struct home_settings *settings,
    const struct home_asker *asker, struct error *e);

/* use_binary(hex): SHA-256 of the running program; "" where unreadable. */
void use_binary(char hex[static DIGEST_HEX]);

#endif
