#include <string.h>

#include "store/record/record_internal.h"
#include "store/stamp/der.h"

/* The syntax: RFC 4998 sections 3.1 and 4.1, module with implicit tags. */

#define NIST(n)	{ DER_OID, 9, 0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, (n) }

static const uint8_t sha256[] = NIST(1), sha384[] = NIST(2),
    sha512[] = NIST(3);

struct span
algorithm_der(enum digest_alg alg)
{

	switch (alg) {
	case DIGEST_SHA256:
		return ((struct span){ sha256, sizeof(sha256) });
	case DIGEST_SHA384:
		return ((struct span){ sha384, sizeof(sha384) });
	case DIGEST_SHA512:
		return ((struct span){ sha512, sizeof(sha512) });
	default:
		return ((struct span){ NULL, 0 });
	}
}

static enum digest_alg
algorithm_of(struct span content)
{
	enum digest_alg a;

	for (a = DIGEST_SHA256; a <= DIGEST_SHA512; a++)
		if (span_eq(content, algorithm_der(a)))
			return (a);
	return (DIGEST_NONE);
}

/* PartialHashtrees: hashes of the right length, in order, none twice. */
static bool
lists_ok(struct span lists, enum digest_alg alg)
{
	struct span list, hash, before;
	size_t n = 0, m;

	if (lists.n == 0)
		return (false);
	while (lists.n > 0) {
		if (++n > RECORD_LISTS_MAX ||
		    !der_take(&lists, DER_SEQUENCE, &list) || list.n == 0)
			return (false);
		before = (struct span){ NULL, 0 };
		for (m = 0; list.n > 0; m++) {
			if (m == RECORD_OBJECTS_MAX ||
			    !der_take(&list, DER_OCTETS, &hash) ||
			    hash.n != digest_alg_len(alg) ||
			    (before.p != NULL && memcmp(before.p, hash.p,
			    hash.n) >= 0))
				return (false);
			before = hash;
		}
	}
	return (true);
}

static bool
read_stamp(struct span *chain, struct record *r)
{
	struct archive_stamp *s = &r->v[r->n];
	struct span all, algorithm;

	if (r->n == RECORD_STAMPS_MAX)
		return (false);
	*s = (struct archive_stamp){ .chain = r->chains };
	if (!der_take(chain, DER_SEQUENCE, &all) ||
	    !der_take(&all, DER_CONTEXT_MADE(0), &algorithm) ||
	    (s->alg = algorithm_of(algorithm)) == DIGEST_NONE)
		return (false);
	if (der_peek(all) == DER_CONTEXT_MADE(2) &&
	    (!der_take(&all, DER_CONTEXT_MADE(2), &s->lists) ||
	    !lists_ok(s->lists, s->alg)))
		return (false);
	r->n++;
	return (der_peek(all) == DER_SEQUENCE &&
	    der_any(&all, NULL, NULL, &s->token) && all.n == 0);
}

/* One chain: of one hash function. */
static bool
read_chain(struct span chain, struct record *r)
{
	size_t first = r->n;

	if (chain.n == 0)
		return (false);
	while (chain.n > 0)
		if (!read_stamp(&chain, r) ||
		    r->v[r->n - 1].alg != r->v[first].alg)
			return (false);
	r->chains++;
	return (true);
}

/* Those that the chains have, in order of their first use, and no other. */
static bool
algorithms_ok(struct span list, const struct record *r)
{
	unsigned seen = 0;
	struct span one;
	size_t i;

	for (i = 0; i < r->n; i++) {
		if ((seen & RECORD_ALG(r->v[i].alg)) != 0)
			continue;
		seen |= RECORD_ALG(r->v[i].alg);
		if (!der_take(&list, DER_SEQUENCE, &one) ||
		    algorithm_of(one) != r->v[i].alg)
			return (false);
	}
	return (list.n == 0);
}

bool
record_parse(struct span der, struct record *r)
{
	struct span all, version, algorithms, chains, chain, rest;
	int64_t number;

	memset(r, 0, sizeof(*r));
	if (der.n > RECORD_MAX || !der_take(&der, DER_SEQUENCE, &all) ||
	    der.n != 0 || !der_take(&all, DER_INTEGER, &version) ||
	    !der_whole_number(version, &number) || number != 1 ||
	    !der_take(&all, DER_SEQUENCE, &algorithms) ||
	    !der_take(&all, DER_SEQUENCE, &chains) || all.n != 0 ||
	    chains.n == 0)
		return (false);
	rest = chains;
	while (rest.n > 0) {
		/* As many chains as stamps at most: read_stamp() counts. */
		if (r->chains < RECORD_STAMPS_MAX)
			r->before[r->chains] = span_sub(chains, 0,
			    chains.n - rest.n);
		if (!der_take(&rest, DER_SEQUENCE, &chain) ||
		    !read_chain(chain, r))
			return (false);
	}
	return (algorithms_ok(algorithms, r));
}

unsigned
record_algs(struct span der)
{
	struct record r;
	unsigned algs = 0;
	size_t i;

	if (!record_parse(der, &r))
		return (0);
	for (i = 0; i < r.n; i++)
		algs |= RECORD_ALG(r.v[i].alg);
	return (algs);
}
