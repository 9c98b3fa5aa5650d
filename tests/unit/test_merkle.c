#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "store/base/buf.h"
#include "store/base/codec.h"
#include "store/custody/merkle.h"

#define LEAVES	130

/*
 * The Certificate Transparency test set (RFC 6962 implementations): eight
 * inputs whose roots for 1 to 8 leaves are public knowledge.
 */
static const char * const inputs[8] = {
	"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
	"606162636465666768696a6b6c6d6e6f"
};
static const char * const roots[8] = {
	"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
	"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
	"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
	"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
	"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
	"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
	"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
	"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
};

/* Every complete subtree, kept by (level, index). */
struct kept {
	struct merkle_node node[9][LEAVES];
	struct merkle_node leaf[LEAVES];
	struct merkle_node root[LEAVES + 1];
	unsigned reads;
};

static int
kept_node(void *ctx, unsigned level, uint64_t index, struct merkle_node *out,
    struct error *e)
{
	struct kept *k = ctx;

	(void)e;
	assert_true(level < 9 && index < LEAVES);
	k->reads++;
	*out = k->node[level][index];
	return (0);
}

static void
hex_is(const struct merkle_node *n, const char *want)
{
	char s[2 * MERKLE_BYTES + 1];

	assert_string_equal(hex_text(n->b, MERKLE_BYTES, s), want);
}

static void
grow(struct merkle_hasher *h, struct kept *k)
{
	struct merkle_tree t = { .size = 0 };
	struct merkle_made made;
	unsigned level;
	uint8_t d[2];
	int i;

	memset(k, 0, sizeof(*k));
	k->root[0] = *merkle_empty();
	for (i = 0; i < LEAVES; i++) {
		d[0] = (uint8_t)i;
		d[1] = 0x5a;
		assert_int_equal(merkle_leaf(h, (struct span){ d, 2 },
		    &k->leaf[i], NULL), 0);
		assert_int_equal(merkle_add(h, &t, &k->leaf[i], &made, NULL),
		    0);
		for (level = 0; level < made.n; level++)
			k->node[level][(t.size >> level) - 1] =
			    made.node[level];
		assert_int_equal(merkle_root(h, &t, &k->root[i + 1], NULL), 0);
	}
}

static void
test_merkle__known_vectors(void **state)
{
	struct merkle_hasher *h = merkle_hasher_new(NULL);
	struct merkle_tree t = { .size = 0 };
	struct merkle_node n;
	struct buf b = BUF_INIT(64);
	int i;

	(void)state;
	assert_non_null(h);
	assert_int_equal(merkle_root(h, &t, &n, NULL), 0);
	hex_is(&n, "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855");
	for (i = 0; i < 8; i++) {
		buf_reset(&b);
		assert_int_equal(codec_unhex(&b, span_of(inputs[i]), NULL), 0);
		assert_int_equal(merkle_leaf(h, buf_span(&b), &n, NULL), 0);
		if (i == 0)
			hex_is(&n, roots[0]);
		assert_int_equal(merkle_add(h, &t, &n, NULL, NULL), 0);
		assert_int_equal(merkle_root(h, &t, &n, NULL), 0);
		hex_is(&n, roots[i]);
	}
	buf_free(&b);
	merkle_hasher_free(h);
}

static void
test_merkle__load_from_kept_nodes(void **state)
{
	static struct kept k;
	struct merkle_hasher *h = merkle_hasher_new(NULL);
	struct merkle_source src = { kept_node, &k };
	struct merkle_tree t;
	struct merkle_node n;
	uint64_t size;

	(void)state;
	grow(h, &k);
	for (size = 0; size <= LEAVES; size++) {
		assert_int_equal(merkle_load(&src, size, &t, NULL), 0);
		assert_int_equal(merkle_root(h, &t, &n, NULL), 0);
		assert_true(merkle_same(&n, &k.root[size]));
	}
	assert_int_equal(merkle_load(&src, UINT64_MAX, &t, NULL), -1);
	merkle_hasher_free(h);
}

static void
test_merkle__inclusion_of_every_leaf(void **state)
{
	static struct kept k;
	struct merkle_hasher *h = merkle_hasher_new(NULL);
	struct merkle_source src = { kept_node, &k };
	struct merkle_proof p, bad;
	uint64_t i, size;
	bool holds;

	(void)state;
	grow(h, &k);
	for (size = 1; size <= LEAVES; size++)
		for (i = 0; i < size; i++) {
			k.reads = 0;
			assert_int_equal(merkle_prove(h, &src, i, size, &p,
			    NULL), 0);
			assert_true(k.reads <= 2 * 8);
			assert_int_equal(merkle_check(h, &k.leaf[i], i, size,
			    &p, &k.root[size], &holds, NULL), 0);
			assert_true(holds);
			/* Another leaf, place, size, or proof must fail. */
			assert_int_equal(merkle_check(h,
			    &k.leaf[(i + 1) % LEAVES], i, size, &p,
			    &k.root[size], &holds, NULL), 0);
			assert_false(holds);
			if (size > 1) {
				assert_int_equal(merkle_check(h, &k.leaf[i],
				    i ^ 1, size, &p, &k.root[size], &holds,
				    NULL), 0);
				assert_false(holds);
				bad = p;
				bad.node[bad.n - 1].b[3] ^= 1;
				assert_int_equal(merkle_check(h, &k.leaf[i],
				    i, size, &bad, &k.root[size], &holds,
				    NULL), 0);
				assert_false(holds);
				bad = p;
				bad.n--;
				assert_int_equal(merkle_check(h, &k.leaf[i],
				    i, size, &bad, &k.root[size], &holds,
				    NULL), 0);
				assert_false(holds);
			}
			bad = p;
			bad.n++;
			assert_int_equal(merkle_check(h, &k.leaf[i], i, size,
			    &bad, &k.root[size], &holds, NULL), 0);
			assert_false(holds);
		}
	assert_int_equal(merkle_prove(h, &src, 5, 5, &p, NULL), -1);
	assert_int_equal(merkle_check(h, &k.leaf[0], 0, 0, &p, &k.root[0],
	    &holds, NULL), 0);
	assert_false(holds);
	merkle_hasher_free(h);
}

static void
test_merkle__growth_between_every_two_sizes(void **state)
{
	static struct kept k;
	struct merkle_hasher *h = merkle_hasher_new(NULL);
	struct merkle_source src = { kept_node, &k };
	struct merkle_proof p, bad;
	struct merkle_node forged;
	uint64_t old, size;
	bool holds;

	(void)state;
	grow(h, &k);
	for (size = 1; size <= LEAVES; size++)
		for (old = 1; old <= size; old++) {
			assert_int_equal(merkle_prove_growth(h, &src, old,
			    size, &p, NULL), 0);
			assert_int_equal(merkle_check_growth(h, old,
			    &k.root[old], size, &k.root[size], &p, &holds,
			    NULL), 0);
			assert_true(holds);
			forged = k.root[old];
			forged.b[0] ^= 0x80;
			assert_int_equal(merkle_check_growth(h, old, &forged,
			    size, &k.root[size], &p, &holds, NULL), 0);
			assert_false(holds);
			bad = p;
			bad.n++;
			assert_int_equal(merkle_check_growth(h, old,
			    &k.root[old], size, &k.root[size], &bad, &holds,
			    NULL), 0);
			assert_false(holds);
			if (p.n == 0)
				continue;
			bad = p;
			bad.node[0].b[31] ^= 1;
			assert_int_equal(merkle_check_growth(h, old,
			    &k.root[old], size, &k.root[size], &bad, &holds,
			    NULL), 0);
			assert_false(holds);
		}
	memset(&p, 0, sizeof(p));
	assert_int_equal(merkle_check_growth(h, 0, &k.root[0], 7, &k.root[7],
	    &p, &holds, NULL), 0);
	assert_true(holds);
	assert_int_equal(merkle_check_growth(h, 0, &k.root[1], 7, &k.root[7],
	    &p, &holds, NULL), 0);
	assert_false(holds);
	assert_int_equal(merkle_check_growth(h, 8, &k.root[8], 7, &k.root[7],
	    &p, &holds, NULL), 0);
	assert_false(holds);
	assert_int_equal(merkle_prove_growth(h, &src, 0, 7, &p, NULL), -1);
	merkle_hasher_free(h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_merkle__known_vectors),
		cmocka_unit_test(test_merkle__load_from_kept_nodes),
		cmocka_unit_test(test_merkle__inclusion_of_every_leaf),
		cmocka_unit_test(test_merkle__growth_between_every_two_sizes),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
