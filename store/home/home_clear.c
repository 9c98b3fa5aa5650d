#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/temp.h"
#include "store/home/home_errand.h"
#include "store/home/home_half.h"
#include "store/home/home_leftovers.h"

/* ---- files that were being written ---- */

/* Folders with the files that are written there, NULL: any of an operator. */
static const struct {
	const char *folder;
	const char *names[8];
} places[] = {
	{ ".", { "constat.json" } },
	{ "keys", { "crl.pem", "root.pem", "root.key", "seal.pem", "seal.key",
	    "log.key", "passphrase", "witness.key" } },
	{ OPERATOR_KEYS, { NULL } },
};
#define PLACES	(sizeof(places) / sizeof(places[0]))

/* Whether ${name} in place ${i} is what io_write_file() leaves of a file. */
static bool
unfinished(size_t i, const char *name)
{
	static const char *const suffixes[] = { ".key", ".pem",
	    ".passphrase" };
	char key[BLOB_DIGEST];
	size_t n = temp_for(name), k;

	if (n == 0)
		return (false);
	for (k = 0; k < 8 && places[i].names[k] != NULL; k++)
		if (strlen(places[i].names[k]) == n &&
		    strncmp(places[i].names[k], name, n) == 0)
			return (true);
	(void)snprintf(key, sizeof(key), "%.64s", name);
	if (places[i].names[0] != NULL || !blob_digest_ok(key))
		return (false);
	for (k = 0; k < 3; k++)
		if (n == BLOB_DIGEST - 1 + strlen(suffixes[k]) &&
		    strncmp(name + BLOB_DIGEST - 1, suffixes[k],
		    strlen(suffixes[k])) == 0)
			return (true);
	return (false);
}

/* Which of the places is gone through, and for what. */
struct looking {
	size_t place;
	struct home_findings *fs;	/* NULL: remove them */
};

static int
look(struct home *h, void *ctx, const char *name, struct error *e)
{
	const struct looking *l = ctx;
	struct buf path = BUF_INIT(PATH_TEXT);
	int rc = -1;

	if (!unfinished(l->place, name))
		return (0);
	if (l->fs != NULL)
		return (home_note(l->fs, HOME_FILE_UNFINISHED, false, name, e,
		    "in %s: a file that was being written",
		    places[l->place].folder));
	buf_printf(&path, "%s/%s/%s", h->path, places[l->place].folder, name);
	if (buf_ok(&path, e) == 0)
		rc = temp_clear(buf_str(&path), e) < 0 ? -1 : 0;
	buf_free(&path);
	return (rc);
}

static int
go_through(struct home *h, struct home_findings *fs, struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	struct looking l = { .fs = fs };
	int rc = 0;

	for (l.place = 0; rc == 0 && l.place < PLACES; l.place++) {
		rc = home_join(h, places[l.place].folder, &path, e);
		/* Old stores lack the last. */
		if (rc == 0 && access(buf_str(&path), F_OK) == 0)
			rc = leftover_each(h, places[l.place].folder, look,
			    &l, e);
	}
	buf_free(&path);
	return (rc);
}

static int
clear_blob(void *ctx, const struct blob_entry *b, struct error *e)
{
	const struct home *h = ctx;
	struct buf path = BUF_INIT(PATH_TEXT);
	int rc = -1;

	if (b->kind != BLOB_UNFINISHED)
		return (0);
	buf_printf(&path, "%s/blobs/%s", h->path, b->name);
	if (buf_ok(&path, e) == 0)
		rc = temp_clear(buf_str(&path), e) < 0 ? -1 : 0;
	buf_free(&path);
	return (rc);
}

/* ---- the list of the revoked ---- */

/* 1: keys/crl.pem does not name everybody who was revoked; 0; -1. */
static int
crl_old(struct home *h, struct error *e)
{
	struct buf pem = BUF_INIT(PEM_MAX);
	struct error why = ERROR_INIT;
	struct catalog_cursor *cur = NULL;
	struct catalog_operator o;
	int got = -1, old = 0;

	if (home_read(h, "keys/crl.pem", &pem, &why) != 0 &&
	    why.code != ERR_NOTFOUND && why.code != ERR_LIMIT) {
		(void)error_set(e, why.code, "%s", why.text);
		goto out;
	}
	if (catalog_operators(h->catalog, NULL, NULL, &cur, e) != 0)
		goto out;
	while (old == 0 && (got = catalog_operator_next(cur, &o, e)) == 1)
		if (o.revoked != 0 && (old = identity_crl_has(buf_span(&pem),
		    o.serial, e)) >= 0)
			old = !old;
out:
	catalog_cursor_free(cur);
	buf_free(&pem);
	return (got < 0 || old < 0 ? -1 : old);
}

/* ---- together ---- */

static int
note_half(void *ctx, const char *half, bool inside, struct error *e)
{

	return (home_note(ctx, HOME_FILE_UNFINISHED, false, half, e,
	    "%s the store: one that was being made", inside ? "in" :
	    "beside"));
}

int
home_unfinished(struct home *h, struct home_findings *fs, struct error *e)
{
	int old;

	if (go_through(h, fs, e) != 0 ||
	    half_each(h->path, note_half, fs, e) != 0 ||
	    (old = crl_old(h, e)) < 0)
		return (-1);
	return (old == 0 ? 0 : home_note(fs, HOME_CRL_OLD, false,
	    "keys/crl.pem", e, "does not name everybody who was revoked"));
}

int
home_clear(struct home *h, struct error *e)
{
	int old;

	if (home_need_write(h, e) != 0 || go_through(h, NULL, e) != 0 ||
	    blob_each(h->blobs, clear_blob, h, e) != 0 ||
	    half_clear(h->path, e) != 0 ||
	    (old = crl_old(h, e)) < 0 || (old == 1 && home_crl(h, NULL,
	    e) != 0))
		return (-1);
	return (home_enter_found(h, e));
}
