#include <string.h>

#include "store/base/codec.h"
#include "store/digest/digest.h"

static const struct {
	const char *name;
	const char *other;	/* a spelling that standards do not use */
	size_t n;
} algs[] = {
	[DIGEST_NONE] = { "", NULL, 0 },
	[DIGEST_MD5] = { "md5", "md-5", 16 },
	[DIGEST_SHA1] = { "sha1", "sha-1", 20 },
	[DIGEST_SHA256] = { "sha256", "sha-256", 32 },
	[DIGEST_SHA384] = { "sha384", "sha-384", 48 },
	[DIGEST_SHA512] = { "sha512", "sha-512", 64 },
};

#define ALGS	(sizeof(algs) / sizeof(algs[0]))

const char *
digest_alg_name(enum digest_alg alg)
{

	return ((size_t)alg < ALGS ? algs[alg].name : "");
}

size_t
digest_alg_len(enum digest_alg alg)
{

	return ((size_t)alg < ALGS ? algs[alg].n : 0);
}

static enum digest_alg
alg_of_label(struct span label, bool *standard)
{
	size_t i;

	for (i = 1; i < ALGS; i++) {
		*standard = span_is(label, algs[i].name);
		if (*standard || span_is_nocase(label, algs[i].name) ||
		    span_is_nocase(label, algs[i].other))
			return ((enum digest_alg)i);
	}
	*standard = false;
	return (DIGEST_NONE);
}

/* Characters that ${n} bytes take, with padding and without. */
static size_t
padded(size_t n, size_t in, size_t out)
{

	return ((n + in - 1) / in * out);
}

static size_t
bare(size_t n, size_t bits)
{

	return ((8 * n + bits - 1) / bits);
}

/*
 * The value with the padding that it may lack, and in the alphabet of RFC
 * 4648 section 4 where it uses that of section 5 throughout.
 */
static void
put_regular(struct buf *out, struct span value, size_t n)
{
	bool url = span_find(value, '+') < 0 && span_find(value, '/') < 0;
	size_t i;

	for (i = 0; i < value.n; i++) {
		if (url && value.p[i] == '-')
			buf_putc(out, '+');
		else if (url && value.p[i] == '_')
			buf_putc(out, '/');
		else
			buf_putc(out, value.p[i]);
	}
	for (; i < n; i++)
		buf_putc(out, '=');
}

static int
read_value(struct span value, size_t n, struct buf *out, struct error *e)
{
	struct buf text = BUF_INIT(4 * DIGEST_MAX);
	size_t b32 = padded(n, 5, 8), b64 = padded(n, 3, 4);
	int rc;

	if (value.n == 2 * n)
		return (codec_unhex(out, value, e));
	if (value.n == b32 || value.n == bare(n, 5))
		put_regular(&text, value, b32);
	else if (value.n == b64 || value.n == bare(n, 6))
		put_regular(&text, value, b64);
	else
		return (error_set(e, ERR_SYNTAX,
		    "digest of the wrong length"));
	if ((rc = buf_ok(&text, e)) == 0)
		rc = text.n == b32 ? codec_unbase32(out, buf_span(&text), e) :
		    codec_unbase64(out, buf_span(&text), e);
	buf_free(&text);
	return (rc);
}

bool
digest_label_ok(struct span s)
{
	size_t i;

	if (!span_starts(s, "sha256:") || s.n != DIGEST_LABEL - 1)
		return (false);
	for (i = strlen("sha256:"); i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') &&
		    (s.p[i] < 'a' || s.p[i] > 'f'))
			return (false);
	return (true);
}

int
digest_claim_read(struct span s, struct digest_claim *out, struct error *e)
{
	struct buf value = BUF_INIT(DIGEST_MAX);
	ptrdiff_t colon = span_find(s, ':');
	int rc = -1;

	memset(out, 0, sizeof(*out));
	if (colon <= 0)
		return (error_set(e, ERR_SYNTAX, "digest without a label"));
	out->alg = alg_of_label(span_sub(s, 0, (size_t)colon), &out->standard);
	if (out->alg == DIGEST_NONE)
		return (0);
	out->n = algs[out->alg].n;
	if (read_value(span_sub(s, (size_t)colon + 1, s.n), out->n, &value,
	    e) != 0)
		goto out;
	if (value.n != out->n) {
		(void)error_set(e, ERR_SYNTAX, "digest of the wrong length");
		goto out;
	}
	memcpy(out->value, value.p, value.n);
	rc = 0;
out:
	buf_free(&value);
	return (rc);
}
