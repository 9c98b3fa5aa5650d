#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/home/home_internal.h"
#include "store/seal/cert.h"

int
home_join(const struct home *h, const char *name, struct buf *out,
    struct error *e)
{

	return (io_join(out, h->path, name, e));
}

int64_t
home_now(const struct home *h)
{

	return (h->opts.now != NULL ? h->opts.now() : time_now());
}

int
home_need_write(const struct home *h, struct error *e)
{

	if (h->opts.read_only)
		return (error_set(e, ERR_DENIED,
		    "the store was opened for reading only"));
	return (0);
}

int
home_read(const struct home *h, const char *name, struct buf *out,
    struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	int rc = -1;

	if (home_join(h, name, &path, e) == 0)
		rc = io_read_file(buf_str(&path), out, e);
	buf_free(&path);
	return (rc);
}

int
home_write(const struct home *h, const char *name, struct span s, mode_t mode,
    struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	int rc = -1;

	if (home_join(h, name, &path, e) == 0)
		rc = io_write_file(buf_str(&path), s, mode, e);
	buf_free(&path);
	return (rc);
}

static int
open_settings(struct home *h, struct error *e)
{
	struct buf text = BUF_INIT(1 * MIB);
	int rc = -1;

	if (home_read(h, "constat.json", &text, e) == 0)
		rc = settings_read(buf_span(&text), &h->settings, e);
	buf_free(&text);
	return (rc);
}

/* Who signs, as every event names it: the fingerprint of the certificate. */
static int
open_identity(struct home *h, struct error *e)
{
	struct buf pem = BUF_INIT(PEM_MAX);
	int rc = -1;

	if (home_read(h, "keys/seal.pem", &pem, e) != 0 ||
	    fingerprint_of(buf_span(&pem), h->seal_key, NULL, e) != 0)
		(void)error_context(e, "keys/seal.pem");
	else
		rc = 0;
	buf_free(&pem);
	return (rc);
}

/*
 * An older catalogue is brought up by whoever comes first, also to read; where
 * that is not possible the first error says why.
 */
static int
open_catalog(struct home *h, const char *path, struct error *e)
{
	struct error why = ERROR_INIT;
	struct catalog *c;

	if (!h->opts.read_only)
		return (catalog_open(path, CATALOG_WRITE, &h->catalog, e));
	if (catalog_open(path, CATALOG_READ, &h->catalog, &why) == 0)
		return (0);
	if (why.code != ERR_UNSUPPORTED ||
	    catalog_open(path, CATALOG_WRITE, &c, NULL) != 0) {
		if (e != NULL && e->code == ERR_NONE)
			*e = why;
		return (-1);
	}
	catalog_close(c);
	return (catalog_open(path, CATALOG_READ, &h->catalog, e));
}

static int
open_parts(struct home *h, struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	int rc = -1;

	if (open_settings(h, e) != 0 || open_identity(h, e) != 0)
		goto out;
	if (home_join(h, "catalog.db", &path, e) != 0 ||
	    open_catalog(h, buf_str(&path), e) != 0)
		goto out;
	if (home_join(h, "blobs", &path, e) != 0 ||
	    blob_folder_open(buf_str(&path), false, &h->blobs, e) != 0)
		goto out;
	if ((h->hasher = merkle_hasher_new(e)) == NULL)
		goto out;
	if (gethostname(h->host, sizeof(h->host) - 1) != 0)
		h->host[0] = '\0';
	rc = 0;
out:
	buf_free(&path);
	return (rc);
}

int
home_open(const char *path, const struct home_open_opts *opts,
    struct home **out, struct error *e)
{
	struct error why = ERROR_INIT;
	struct home *h;

	*out = NULL;
	if (!home_there(path))
		return (error_set(e, ERR_NOTFOUND, "no store at %s", path));
	if ((h = calloc(1, sizeof(*h))) == NULL)
		return (error_nomem(e));
	h->opts = *opts;
	if ((h->path = strdup(path)) == NULL) {
		(void)error_nomem(e);
		goto fail;
	}
	if (open_parts(h, e) != 0)
		goto fail;
	/* Who is not there or was revoked is refused when somebody acts. */
	if (acting_find(h, NULL, &h->acting, &why) != 0 &&
	    why.code != ERR_DENIED) {
		(void)error_set(e, why.code, "%s", why.text);
		goto fail;
	}
	*out = h;
	return (0);
fail:
	home_close(h);
	return (-1);
}

/* Ask once; the passphrase opens the seal as well as the log. */
int
home_need_secret(struct home *h, struct error *e)
{

	if (h->secret.n > 0)
		return (0);
	if (secret_init(&h->secret, e) != 0)
		return (-1);
	if (secret_find(h->path, h->opts.asker, &h->secret, e) != 0) {
		secret_free(&h->secret);
		return (-1);
	}
	return (0);
}

/* A wrong passphrase is forgotten, so that the person can try again. */
static void
forget_wrong(struct home *h, const struct error *e)
{

	if (e == NULL || e->code == ERR_DENIED)
		secret_free(&h->secret);
}

static int
unlock_log(struct home *h, struct error *e)
{
	struct buf pem = BUF_INIT(PEM_MAX);
	struct note_key *key = NULL;
	struct note_vkey vkey;
	int rc = -1;

	if (h->log_key != NULL)
		return (0);
	if (home_need_secret(h, e) != 0)
		return (-1);
	if (home_read(h, "keys/log.key", &pem, e) != 0)
		goto out;
	if (note_key_open(buf_span(&pem), buf_span(&h->secret), &key,
	    e) != 0) {
		forget_wrong(h, e);
		goto out;
	}
	if (note_vkey_of(h->settings.vkey.name, key, &vkey, e) != 0)
		goto out;
	if (memcmp(vkey.pub, h->settings.vkey.pub, sizeof(vkey.pub)) != 0) {
		(void)error_set(e, ERR_CORRUPT,
		    "keys/log.key is not the key of constat.json");
		goto out;
	}
	h->log_key = key;
	key = NULL;
	rc = 0;
out:
	note_key_free(key);
	buf_free(&pem);
	return (rc);
}

int
home_unlock(struct home *h, struct error *e)
{

	if (h->acting.view.name == NULL)
		return (error_set(e, ERR_DENIED, "the operator of the store "
		    "was revoked: name another one"));
	if (unlock_log(h, e) != 0)
		return (-1);
	return (acting_open(h, &h->acting, "CONSTAT_OPERATOR_PASSPHRASE_FILE",
	    e));
}

int
home_sealer(struct home *h, const struct sealer **out, struct error *e)
{
	struct buf chain = BUF_INIT(PEM_MAX), key = BUF_INIT(PEM_MAX);
	int rc = -1;

	if (h->sealer == NULL) {
		if (home_need_secret(h, e) != 0 ||
		    home_read(h, "keys/seal.pem", &chain, e) != 0 ||
		    home_read(h, "keys/seal.key", &key, e) != 0)
			goto out;
		if (sealer_open(buf_span(&chain), buf_span(&key),
		    buf_span(&h->secret), &h->sealer, e) != 0) {
			forget_wrong(h, e);
			goto out;
		}
	}
	*out = h->sealer;
	rc = 0;
out:
	buf_free(&chain);
	buf_free(&key);
	return (rc);
}

int
home_root_cert(const struct home *h, struct buf *out, struct error *e)
{

	return (home_read(h, "keys/root.pem", out, e));
}

const char *
home_path(const struct home *h)
{

	return (h->path);
}

const struct home_settings *
home_settings(const struct home *h)
{

	return (&h->settings.view);
}

const struct note_vkey *
home_log_key(const struct home *h)
{

	return (&h->settings.vkey);
}

struct catalog *
home_catalog(struct home *h)
{

	return (h->catalog);
}

struct blob_store *
home_blobs(struct home *h)
{

	return (h->blobs);
}

void
home_close(struct home *h)
{

	if (h == NULL)
		return;
	catalog_close(h->catalog);
	blob_close(h->blobs);
	sealer_free(h->sealer);
	acting_free(&h->acting);
	note_key_free(h->log_key);
	secret_free(&h->secret);
	merkle_hasher_free(h->hasher);
	settings_free(&h->settings);
	free(h->path);
	free(h);
}
