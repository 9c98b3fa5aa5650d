#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "store/base/codec.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/random.h"
#include "store/home/home_internal.h"

#define RANDOM_BYTES	32

void
secret_free(struct buf *b)
{

	if (b->p != NULL)
		OPENSSL_cleanse(b->p, b->cap);
	buf_free(b);
}

int
secret_init(struct buf *b, struct error *e)
{

	*b = (struct buf)BUF_INIT(PASSPHRASE_MAX + 1);
	/* All of it now: growing would leave a copy behind. */
	if (buf_reserve(b, PASSPHRASE_MAX) == NULL)
		return (error_nomem(e));
	return (0);
}

/* The first line end is the editor's, not the person's. */
static void
cut_line_end(struct buf *b)
{

	if (b->n > 0 && b->p[b->n - 1] == '\n')
		b->n--;
	if (b->n > 0 && b->p[b->n - 1] == '\r')
		b->n--;
	b->p[b->n] = '\0';
}

static int
from_file(const char *path, struct buf *out, struct error *e)
{

	if (io_read_file(path, out, e) != 0)
		return (error_context(e, "passphrase"));
	if (out->n > 0)
		cut_line_end(out);
	if (out->n == 0)
		return (error_set(e, ERR_DENIED, "the passphrase in %s is "
		    "empty", path));
	return (0);
}

static int
from_person(const struct home_asker *asker, const char *whose, bool new_one,
    struct buf *out, struct error *e)
{

	if (asker->ask(asker->ctx, whose, new_one, out, e) != 0)
		return (-1);
	if (out->n == 0)
		return (error_set(e, ERR_DENIED, "no passphrase"));
	return (0);
}

/* Of the file ${kept} in the store, or from the person. */
static int
kept_or_asked(const char *home, const char *kept, const char *whose,
    const struct home_asker *asker, struct buf *out, struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	struct error why = ERROR_INIT;
	int rc = -1;

	if (io_join(&path, home, kept, e) != 0)
		goto out;
	rc = from_file(buf_str(&path), out, &why);
	if (rc != 0 && why.code != ERR_NOTFOUND) {
		(void)error_set(e, why.code, "%s", why.text);
	} else if (rc != 0 && asker != NULL) {
		rc = from_person(asker, whose, false, out, e);
	} else if (rc != 0) {
		(void)error_set(e, ERR_DENIED,
		    "the keys are locked and no passphrase was given");
	}
out:
	buf_free(&path);
	return (rc);
}

int
secret_find(const char *home, const struct home_asker *asker, struct buf *out,
    struct error *e)
{
	const char *given = getenv("CONSTAT_PASSPHRASE_FILE");

	if (given != NULL && *given != '\0')
		return (from_file(given, out, e));
	return (kept_or_asked(home, "keys/passphrase", NULL, asker, out, e));
}

int
secret_of(const char *home, const char *key, const char *env,
    const char *whose, const struct home_asker *asker, struct buf *out,
    struct error *e)
{
	const char *given = *env != '\0' ? getenv(env) : NULL;
	struct buf name = BUF_INIT(256);
	int rc = -1;

	if (given != NULL && *given != '\0')
		return (from_file(given, out, e));
	buf_printf(&name, OPERATOR_KEYS "/%s.passphrase", key);
	if (buf_ok(&name, e) == 0)
		rc = kept_or_asked(home, buf_str(&name), whose, asker, out,
		    e);
	buf_free(&name);
	return (rc);
}

int
secret_random(struct buf *out, struct error *e)
{
	uint8_t raw[RANDOM_BYTES];

	if (random_bytes(raw, sizeof(raw), e) != 0)
		return (-1);
	codec_hex(out, (struct span){ raw, sizeof(raw) });
	OPENSSL_cleanse(raw, sizeof(raw));
	return (buf_ok(out, e));
}

int
secret_new(const struct home_asker *asker, struct buf *out, bool *made,
    struct error *e)
{
	const char *given = getenv("CONSTAT_PASSPHRASE_FILE");

	*made = false;
	if (given != NULL && *given != '\0')
		return (from_file(given, out, e));
	if (asker != NULL)
		return (from_person(asker, NULL, true, out, e));
	*made = true;
	return (secret_random(out, e));
}
