#ifndef STORE_CATALOG_CATALOG_PACKAGE_H
#define STORE_CATALOG_CATALOG_PACKAGE_H

#include "store/catalog/catalog.h"

/*
 * catalog_package - dossiers that went out of this store and came in
 * (docs/formats/dossier.md section 5).  Errors and cursors as in catalog.h.
 */
enum catalog_direction {
	CATALOG_SENT,		/* handed over: a receipt is waited for */
	CATALOG_RECEIVED,	/* taken over, or refused */
	CATALOG_IMPORTED,	/* taken in without a receipt */
	CATALOG_EXPORTED	/* for whoever it may concern */
};

enum catalog_package_state {
	CATALOG_PACKAGE_OPEN,
	CATALOG_PACKAGE_CLOSED,		/* what was to be done is done */
	CATALOG_PACKAGE_REFUSED,	/* the receiver signed a refusal */
	CATALOG_PACKAGE_GIVEN_UP	/* its file was never written */
};

/* A NULL string or -1 is not known. */
struct catalog_package {
	int64_t n;			/* set by catalog_package_add() */
	const char *uuid;
	enum catalog_direction direction;
	enum catalog_package_state state;
	const char *sha256;		/* of the file; NULL: not written */
	int64_t bytes;
	const char *organization;	/* of whom it went to or came from */
	const char *person;
	const char *case_name;
	bool moves;			/* sent: the exhibits are given away */
	uint64_t seq;			/* of the event that tells of it */
	int64_t time;			/* of that event */
	uint64_t closed_seq;		/* of the one that closed it; 0: none */
	int64_t closed;			/* TIME_UNKNOWN */
	struct span receipt;		/* p NULL: none */
	const char *blob;		/* digest of the kept file, or NULL; it
					 * is gone when all its exhibits were
					 * disposed of */
};

#define CATALOG_PACKAGE_INIT { .bytes = -1, .closed = TIME_UNKNOWN }

/*
 * catalog_package_add(c, p, exhibits, n, e):
 * [in a change] A package and its exhibits' identities.  ERR_EXISTS where one
 * of this UUID is there in this direction, not counting refused ones that
 * came in.
 */
int catalog_package_add(struct catalog *c, struct catalog_package *p,
    const char * const *exhibits, size_t n, struct error *e);

/* Changes of the row ${n}, each [in a change] and ERR_NOTFOUND. */
int catalog_package_written(struct catalog *c, int64_t n, const char *sha256,
    int64_t bytes, struct error *e);
/* Only an open one: state, closed_seq, closed and receipt of ${p}. */
int catalog_package_close(struct catalog *c, const struct catalog_package *p,
    struct error *e);
/* Only where there is none yet. */
int catalog_package_receipt(struct catalog *c, int64_t n,
    struct span receipt, struct error *e);

/* NULL, -1 and 0 (n) do not narrow; oldest first. */
struct catalog_package_filter {
	int64_t n;
	const char *uuid;
	const char *sha256;
	const char *exhibit;		/* that is in it */
	int direction;
	int state;
};

#define CATALOG_PACKAGE_FILTER_INIT { .direction = -1, .state = -1 }

int catalog_packages(struct catalog *c,
    const struct catalog_package_filter *f, struct catalog_cursor **out,
    struct error *e);
/* 1 with the next, which lives until the next call; 0, -1. */
int catalog_package_next(struct catalog_cursor *cur,
    struct catalog_package *p, struct error *e);

/* The identities of the exhibits of package ${n}, one for each 1. */
int catalog_package_exhibits(struct catalog *c, int64_t n,
    struct catalog_cursor **out, struct error *e);
int catalog_package_exhibit_next(struct catalog_cursor *cur,
    const char **id, struct error *e);

#endif
