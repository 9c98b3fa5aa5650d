#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "store/custody/merkle.h"

struct merkle_hasher {
	EVP_MD *md;
	EVP_MD_CTX *ctx;
};

struct merkle_hasher *
merkle_hasher_new(struct error *e)
{
	struct merkle_hasher *h;

	if ((h = calloc(1, sizeof(*h))) == NULL) {
		(void)error_nomem(e);
		return (NULL);
	}
	/* Fetched once: looking it up costs more than hashing an event. */
	if ((h->md = EVP_MD_fetch(NULL, "SHA256", NULL)) == NULL ||
	    (h->ctx = EVP_MD_CTX_new()) == NULL ||
	    EVP_DigestInit_ex2(h->ctx, h->md, NULL) != 1) {
		(void)error_crypto(e, "no SHA-256");
		merkle_hasher_free(h);
		return (NULL);
	}
	return (h);
}

void
merkle_hasher_free(struct merkle_hasher *h)
{

	if (h == NULL)
		return;
	EVP_MD_CTX_free(h->ctx);
	EVP_MD_free(h->md);
	free(h);
}

static int
digest(struct merkle_hasher *h, struct span a, struct span b,
    struct merkle_node *out, struct error *e)
{

	if (EVP_DigestInit_ex2(h->ctx, NULL, NULL) != 1 ||
	    EVP_DigestUpdate(h->ctx, a.p, a.n) != 1 ||
	    (b.n > 0 && EVP_DigestUpdate(h->ctx, b.p, b.n) != 1) ||
	    EVP_DigestFinal_ex(h->ctx, out->b, NULL) != 1)
		return (error_crypto(e, "SHA-256 failed"));
	return (0);
}

int
merkle_leaf(struct merkle_hasher *h, struct span d, struct merkle_node *out,
    struct error *e)
{
	static const uint8_t prefix = 0x00;

	return (digest(h, (struct span){ &prefix, 1 }, d, out, e));
}

int
merkle_pair(struct merkle_hasher *h, const struct merkle_node *l,
    const struct merkle_node *r, struct merkle_node *out, struct error *e)
{
	uint8_t both[1 + 2 * MERKLE_BYTES];

	both[0] = 0x01;
	memcpy(both + 1, l->b, MERKLE_BYTES);
	memcpy(both + 1 + MERKLE_BYTES, r->b, MERKLE_BYTES);
	return (digest(h, (struct span){ both, sizeof(both) },
	    (struct span){ both, 0 }, out, e));
}

const struct merkle_node *
merkle_empty(void)
{
	static const struct merkle_node empty = { {
		0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14,
		0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
		0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c,
		0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55
	} };

	return (&empty);
}

bool
merkle_same(const struct merkle_node *a, const struct merkle_node *b)
{

	return (memcmp(a->b, b->b, MERKLE_BYTES) == 0);
}

int
merkle_add(struct merkle_hasher *h, struct merkle_tree *t,
    const struct merkle_node *leaf, struct merkle_made *made,
    struct error *e)
{
	struct merkle_node node = *leaf;
	unsigned level = 0;

	if (t->size >= MERKLE_SIZE_MAX)
		return (error_set(e, ERR_LIMIT, "the log is full"));
	if (made != NULL)
		made->node[0] = node;
	/* As adding one in binary: every set bit carries into the next. */
	while ((t->size >> level) & 1) {
		if (merkle_pair(h, &t->peak[level], &node, &node, e) != 0)
			return (-1);
		level++;
		if (made != NULL)
			made->node[level] = node;
	}
	t->peak[level] = node;
	t->size++;
	if (made != NULL)
		made->n = level + 1;
	return (0);
}

int
merkle_root(struct merkle_hasher *h, const struct merkle_tree *t,
    struct merkle_node *out, struct error *e)
{
	unsigned level;
	bool any = false;

	if (t->size == 0) {
		*out = *merkle_empty();
		return (0);
	}
	for (level = 0; level <= MERKLE_LEVELS; level++) {
		if (((t->size >> level) & 1) == 0)
			continue;
		if (!any)
			*out = t->peak[level];
		else if (merkle_pair(h, &t->peak[level], out, out, e) != 0)
			return (-1);
		any = true;
	}
	return (0);
}

int
merkle_load(const struct merkle_source *src, uint64_t size,
    struct merkle_tree *t, struct error *e)
{
	unsigned level;
	uint64_t index;

	if (size > MERKLE_SIZE_MAX)
		return (error_set(e, ERR_LIMIT, "the log is too long"));
	memset(t, 0, sizeof(*t));
	t->size = size;
	for (level = 0; level <= MERKLE_LEVELS; level++) {
		if (((size >> level) & 1) == 0)
			continue;
		/* The subtree of this bit ends where the higher bits end. */
		index = (size >> level) - 1;
		if (src->node(src->ctx, level, index, &t->peak[level], e) != 0)
			return (-1);
	}
	return (0);
}
