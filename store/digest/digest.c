#include <stdlib.h>

/*
 * The plain SHA256_* functions are called old, but are the same code as EVP's
 * without its allocations, and their state can be handed to pair.c.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/sha.h>

#include "store/base/codec.h"
#include "store/digest/digest.h"
#include "store/digest/pair.h"

#define BLOCK		64		/* bytes: FIPS 180-4 section 5.2.1 */
#define PAIR_MIN	(8 * BLOCK)	/* shorter is not worth it */

struct digest {
	enum digest_alg alg;
	SHA256_CTX sha256;		/* where alg is DIGEST_SHA256 */
	const EVP_MD *md;		/* else */
	EVP_MD_CTX *ctx;
};

static const EVP_MD *
method(enum digest_alg alg)
{

	switch (alg) {
	case DIGEST_MD5:
		return (EVP_md5());
	case DIGEST_SHA1:
		return (EVP_sha1());
	case DIGEST_SHA256:
		return (EVP_sha256());
	case DIGEST_SHA384:
		return (EVP_sha384());
	case DIGEST_SHA512:
		return (EVP_sha512());
	default:
		return (NULL);
	}
}

int
digest_open_alg(struct digest **out, enum digest_alg alg, struct error *e)
{
	struct digest *d;

	if (method(alg) == NULL)
		return (error_set(e, ERR_INPUT, "no such digest"));
	if ((d = calloc(1, sizeof(*d))) == NULL)
		return (error_nomem(e));
	d->alg = alg;
	d->md = method(alg);
	if (alg != DIGEST_SHA256 && (d->ctx = EVP_MD_CTX_new()) == NULL) {
		free(d);
		return (error_nomem(e));
	}
	if (digest_reset(d, e) != 0) {
		digest_free(d);
		return (-1);
	}
	*out = d;
	return (0);
}

int
digest_open(struct digest **out, struct error *e)
{

	return (digest_open_alg(out, DIGEST_SHA256, e));
}

int
digest_reset(struct digest *d, struct error *e)
{

	if ((d->alg == DIGEST_SHA256 ? SHA256_Init(&d->sha256) :
	    EVP_DigestInit_ex(d->ctx, d->md, NULL)) != 1)
		return (error_crypto(e, "cannot begin a digest"));
	return (0);
}

int
digest_put(struct digest *d, const void *p, size_t n, struct error *e)
{

	if (n == 0)
		return (0);
	if ((d->alg == DIGEST_SHA256 ? SHA256_Update(&d->sha256, p, n) :
	    EVP_DigestUpdate(d->ctx, p, n)) != 1)
		return (error_crypto(e, "cannot go on with a digest"));
	return (0);
}

/* Bytes up to the next whole block. */
static size_t
to_block(const struct digest *d)
{

	return ((BLOCK - d->sha256.num) % BLOCK);
}

/* Count ${n} blocks that pair_blocks took (a length in bits, of 64 bits). */
static void
count_blocks(SHA256_CTX *c, size_t n)
{
	uint64_t bits = ((uint64_t)c->Nh << 32 | c->Nl) +
	    (uint64_t)n * BLOCK * 8;

	c->Nl = (SHA_LONG)bits;
	c->Nh = (SHA_LONG)(bits >> 32);
}

int
digest_put_pair(struct digest *a, struct digest *b, const void *p, size_t n,
    struct error *e)
{
	const uint8_t *from = p;
	size_t skip_a, skip_b, skip, blocks;

	if (a->alg != DIGEST_SHA256 || b->alg != DIGEST_SHA256 ||
	    n < PAIR_MIN || !pair_works())
		return (digest_put(a, p, n, e) != 0 ||
		    digest_put(b, p, n, e) != 0 ? -1 : 0);
	skip_a = to_block(a);
	skip_b = to_block(b);
	if (digest_put(a, from, skip_a, e) != 0 ||
	    digest_put(b, from, skip_b, e) != 0)
		return (-1);
	skip = skip_a > skip_b ? skip_a : skip_b;
	blocks = (n - skip) / BLOCK;
	pair_blocks(a->sha256.h, from + skip_a, b->sha256.h, from + skip_b,
	    blocks);
	count_blocks(&a->sha256, blocks);
	count_blocks(&b->sha256, blocks);
	skip_a += blocks * BLOCK;
	skip_b += blocks * BLOCK;
	return (digest_put(a, from + skip_a, n - skip_a, e) != 0 ||
	    digest_put(b, from + skip_b, n - skip_b, e) != 0 ? -1 : 0);
}

int
digest_peek_alg(const struct digest *d, uint8_t out[static DIGEST_MAX],
    size_t *n, struct error *e)
{
	SHA256_CTX plain = d->sha256;
	EVP_MD_CTX *copy;
	unsigned len = 0;
	int rc = -1;

	if (d->alg == DIGEST_SHA256) {
		*n = DIGEST_LEN;
		return (SHA256_Final(out, &plain) == 1 ? 0 :
		    error_crypto(e, "cannot finish a digest"));
	}
	if ((copy = EVP_MD_CTX_new()) == NULL)
		return (error_nomem(e));
	if (EVP_MD_CTX_copy_ex(copy, d->ctx) != 1 ||
	    EVP_DigestFinal_ex(copy, out, &len) != 1)
		(void)error_crypto(e, "cannot finish a digest");
	else
		rc = 0;
	*n = len;
	EVP_MD_CTX_free(copy);
	return (rc);
}

int
digest_peek(const struct digest *d, uint8_t out[static DIGEST_LEN],
    struct error *e)
{
	uint8_t whole[DIGEST_MAX];
	size_t n, i;

	if (digest_peek_alg(d, whole, &n, e) != 0)
		return (-1);
	if (n != DIGEST_LEN)
		return (error_set(e, ERR_INPUT, "not a SHA-256"));
	for (i = 0; i < DIGEST_LEN; i++)
		out[i] = whole[i];
	return (0);
}

int
digest_copy(struct digest *to, const struct digest *from, struct error *e)
{

	to->alg = from->alg;
	to->sha256 = from->sha256;
	if (from->alg == DIGEST_SHA256)
		return (0);
	if (to->ctx == NULL && (to->ctx = EVP_MD_CTX_new()) == NULL)
		return (error_nomem(e));
	if (EVP_MD_CTX_copy_ex(to->ctx, from->ctx) != 1)
		return (error_crypto(e, "cannot copy a digest"));
	to->md = from->md;
	return (0);
}

int
digest_of(struct span s, uint8_t out[static DIGEST_LEN], struct error *e)
{
	SHA256_CTX c;

	if (SHA256_Init(&c) != 1 || SHA256_Update(&c, s.n > 0 ? s.p :
	    (const uint8_t *)"", s.n) != 1 || SHA256_Final(out, &c) != 1)
		return (error_crypto(e, "cannot make a digest"));
	return (0);
}

const char *
digest_hex(const uint8_t d[static DIGEST_LEN], char s[static DIGEST_HEX])
{

	return (hex_text(d, DIGEST_LEN, s));
}

const char *
digest_label(const uint8_t d[static DIGEST_LEN], char s[static DIGEST_LABEL])
{
	static const char label[] = { 's', 'h', 'a', '2', '5', '6', ':' };
	size_t i;

	for (i = 0; i < sizeof(label); i++)
		s[i] = label[i];
	(void)hex_text(d, DIGEST_LEN, s + sizeof(label));
	return (s);
}

void
digest_free(struct digest *d)
{

	if (d == NULL)
		return;
	EVP_MD_CTX_free(d->ctx);
	free(d);
}
