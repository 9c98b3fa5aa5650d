#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "store/seal/ossl.h"
#include "store/seal/pem.h"

/* The next block: 1, 0 at the end, -1. */
static int
next(BIO *bio,
    int (*fn)(void *ctx, const char *label, struct span der, struct error *e),
    void *ctx, struct error *e)
{
	char *label = NULL, *header = NULL;
	unsigned char *p = NULL;
	unsigned long code;
	long n = 0;
	int rc;

	if (PEM_read_bio(bio, &label, &header, &p, &n) != 1) {
		code = ERR_peek_last_error();
		if (ossl_nomem(e))
			return (-1);
		if (ERR_GET_LIB(code) == ERR_LIB_PEM &&
		    ERR_GET_REASON(code) == PEM_R_NO_START_LINE)
			return (0);
		return (error_set(e, ERR_SYNTAX, "a PEM block is broken"));
	}
	rc = fn(ctx, label, (struct span){ p, (size_t)n }, e);
	OPENSSL_free(label);
	OPENSSL_free(header);
	OPENSSL_free(p);
	return (rc == 0 ? 1 : -1);
}

int
pem_each(struct span text,
    int (*fn)(void *ctx, const char *label, struct span der, struct error *e),
    void *ctx, struct error *e)
{
	BIO *bio;
	int got, n = ossl_size(text);

	if (text.n == 0)
		return (0);
	if (n < 0)
		return (error_set(e, ERR_LIMIT, "PEM of %zu bytes", text.n));
	/* A file that merely holds such blocks, as an exhibit does. */
	if (memchr(text.p, '\0', text.n) != NULL)
		return (error_set(e, ERR_SYNTAX, "a NUL byte: this is no PEM "
		    "file"));
	ERR_clear_error();
	if ((bio = BIO_new_mem_buf(text.p, n)) == NULL)
		return (error_nomem(e));
	while ((got = next(bio, fn, ctx, e)) == 1)
		continue;
	BIO_free(bio);
	return (got);
}
