#include <stdlib.h>
#include <string.h>

#include "store/record/record_internal.h"
#include "store/stamp/der.h"

/* Hashes and trees of them: RFC 4998 sections 4.2, 4.3 and 5.2. */

int
hash_compare(const void *a, const void *b)
{
	const struct hash *x = a, *y = b;

	return (memcmp(x->p, y->p, x->n < y->n ? x->n : y->n));
}

static int
take(struct digest *d, struct hash *out, struct error *e)
{

	return (digest_peek_alg(d, out->p, &out->n, e));
}

int
hash_of(enum digest_alg alg, struct span s, struct hash *out,
    struct error *e)
{
	struct digest *d = NULL;
	int rc = -1;

	if (digest_open_alg(&d, alg, e) == 0 &&
	    digest_put(d, s.p, s.n, e) == 0)
		rc = take(d, out, e);
	digest_free(d);
	return (rc);
}

int
hash_join(enum digest_alg alg, struct hash *v, size_t n, struct hash *out,
    struct error *e)
{
	struct digest *d = NULL;
	size_t i;
	int rc = -1;

	qsort(v, n, sizeof(v[0]), hash_compare);
	if (digest_open_alg(&d, alg, e) != 0)
		return (-1);
	for (i = 0; i < n; i++)
		if (digest_put(d, v[i].p, v[i].n, e) != 0)
			goto out;
	rc = take(d, out, e);
out:
	digest_free(d);
	return (rc);
}

int
hash_of_chains(enum digest_alg alg, struct span before, struct hash *out,
    struct error *e)
{
	struct buf b = BUF_INIT(RECORD_MAX);
	int rc = -1;

	der_element(&b, DER_SEQUENCE, before);
	if (buf_ok(&b, e) == 0)
		rc = hash_of(alg, buf_span(&b), out, e);
	buf_free(&b);
	return (rc);
}

int
hash_with_chains(enum digest_alg alg, const struct record_object *object,
    const struct hash *chains, struct hash *out, struct error *e)
{
	uint8_t both[2 * DIGEST_MAX];
	size_t n = digest_alg_len(alg);

	if ((object->known & RECORD_ALG(alg)) == 0)
		return (error_set(e, ERR_INPUT, "an object has no digest by "
		    "%s", digest_alg_name(alg)));
	memcpy(both, object->sum[alg], n);
	memcpy(both + n, chains->p, chains->n);
	return (hash_of(alg, (struct span){ both, n + chains->n }, out, e));
}

/* The hashes of one list behind those in ${v}; how many there are then. */
static size_t
read_list(struct span list, struct hash *v, size_t n)
{
	struct span one;

	while (n <= RECORD_OBJECTS_MAX &&
	    der_take(&list, DER_OCTETS, &one) && one.n <= DIGEST_MAX) {
		v[n].n = one.n;
		memcpy(v[n].p, one.p, one.n);
		n++;
	}
	return (n);
}

static bool
contains(const struct hash *v, size_t n, const struct hash *want)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (v[i].n == want->n &&
		    memcmp(v[i].p, want->p, want->n) == 0)
			return (true);
	return (false);
}

int
tree_root(const struct archive_stamp *s, const struct hash *leaf, size_t n,
    bool *found, struct hash *root, struct error *e)
{
	struct span lists = s->lists, list;
	struct hash *v;
	size_t m = 0, i;
	int rc = -1;

	if (lists.p == NULL) {
		*root = leaf[0];
		for (i = 0; i < n; i++)
			found[i] = i == 0;
		return (0);
	}
	/* One list, and the hash of the one before. */
	if ((v = calloc(RECORD_OBJECTS_MAX + 1, sizeof(*v))) == NULL)
		return (error_nomem(e));
	while (der_take(&lists, DER_SEQUENCE, &list)) {
		if (m == 0) {
			m = read_list(list, v, 0);
			for (i = 0; i < n; i++)
				found[i] = contains(v, m, &leaf[i]);
		} else {
			v[0] = *root;
			m = read_list(list, v, 1);
		}
		if (hash_join(s->alg, v, m, root, e) != 0)
			goto out;
	}
	rc = 0;
out:
	free(v);
	return (rc);
}

/* Digest with all of ${algs} at once. */
struct digests {
	struct digest *d[DIGEST_SHA512 + 1];
	unsigned algs;
};

static int
open_all(struct digests *all, unsigned algs, struct error *e)
{
	enum digest_alg a;

	memset(all, 0, sizeof(*all));
	all->algs = algs & RECORD_ALGS;
	for (a = DIGEST_SHA256; a <= DIGEST_SHA512; a++)
		if ((all->algs & RECORD_ALG(a)) != 0 &&
		    digest_open_alg(&all->d[a], a, e) != 0)
			return (-1);
	return (0);
}

static int
put_all(struct digests *all, const void *p, size_t n, struct error *e)
{
	enum digest_alg a;

	for (a = DIGEST_SHA256; a <= DIGEST_SHA512; a++)
		if (all->d[a] != NULL && digest_put(all->d[a], p, n, e) != 0)
			return (-1);
	return (0);
}

static int
end_all(struct digests *all, struct record_object *o, struct error *e)
{
	enum digest_alg a;
	size_t n;

	o->known = 0;
	for (a = DIGEST_SHA256; a <= DIGEST_SHA512; a++) {
		if (all->d[a] == NULL)
			continue;
		if (digest_peek_alg(all->d[a], o->sum[a], &n, e) != 0)
			return (-1);
		o->known |= RECORD_ALG(a);
	}
	return (0);
}

static void
close_all(struct digests *all)
{
	enum digest_alg a;

	for (a = DIGEST_SHA256; a <= DIGEST_SHA512; a++)
		digest_free(all->d[a]);
}

int
record_object_bytes(struct record_object *o, struct span s, unsigned algs,
    struct error *e)
{
	struct digests all;
	int rc = -1;

	if (open_all(&all, algs, e) == 0 && put_all(&all, s.p, s.n, e) == 0)
		rc = end_all(&all, o, e);
	close_all(&all);
	return (rc);
}

int
record_object_of(struct record_object *o, const struct part *part,
    unsigned algs, struct error *e)
{
	uint8_t *chunk = malloc(IO_CHUNK);
	struct digests all;
	int64_t at = 0;
	size_t n;
	int rc = -1;

	if (open_all(&all, algs, e) != 0)
		goto out;
	if (chunk == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	for (; at < part->size; at += (int64_t)n) {
		n = part->size - at < (int64_t)IO_CHUNK ?
		    (size_t)(part->size - at) : IO_CHUNK;
		if (part_read(part, chunk, n, at, e) != 0 ||
		    put_all(&all, chunk, n, e) != 0)
			goto out;
	}
	rc = end_all(&all, o, e);
out:
	close_all(&all);
	free(chunk);
	return (rc);
}
