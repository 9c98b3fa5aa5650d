#ifndef CMD_CLOSING_H
#define CMD_CLOSING_H

#include "cmd/use.h"
#include "store/home/package.h"

/* closing - a receipt that came back, and the hand-over that it may close. */
struct closing {
	struct use u;
	const struct args *a;
	struct buf der;
	struct trust *trust;
	struct receipt_result r;
	const struct receipt *says;	/* NULL: no text */
	bool found;
	/* Of its row: */
	int64_t n;
	enum catalog_package_state state;
	uint64_t closed_seq;
	int64_t bytes;
	char *sha256;
	char *organization;
	char *case_name;
	bool known;			/* by this very receipt it is closed */
	const char *code;		/* why it is refused: a stable word */
	char why[512];			/* the same in technical English */
};

/*
 * closing_check(k, e):
 * Read the receipt of --receipt, find the hand-over that it names in the open
 * store ${k->u}, and hold one against the other: where it cannot close it,
 * ${k->code} and ${k->why} say why.  0, whatever the verdict, or -1 with ${e}:
 * ERR_SYNTAX (the file is no receipt at all), ERR_NOTFOUND ...  Free ${k} with
 * closing_free() in any case.
 */
int closing_check(struct closing *k, struct error *e);

/* closing_same(a, b): whether both are there and alike. */
bool closing_same(const char *a, const char *b);

/* closing_free(k): all but the store. */
void closing_free(struct closing *k);

#endif
