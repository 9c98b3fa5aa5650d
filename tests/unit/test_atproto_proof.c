#include "tests/unit/unit.h"

#include "store/atproto/car.h"
#include "store/atproto/mst.h"
#include "store/atproto/proof.h"
#include "store/base/json.h"

#define DATA	"tests/data/atproto/"

struct made {
	json_t *repos;
	const json_t *k256, *p256;
	struct buf car;
};

static void
load(struct made *m, const char *name)
{
	struct buf text = BUF_INIT(MIB);
	struct error e = ERROR_INIT;

	m->car = (struct buf)BUF_INIT(MIB);
	unit_read(DATA "repos.json", &text);
	assert_non_null(m->repos = json_read(buf_span(&text), &e));
	m->k256 = json_object_get(m->repos, "k256");
	m->p256 = json_object_get(m->repos, "p256");
	unit_read(name, &m->car);
	buf_free(&text);
}

static void
unload(struct made *m)
{

	json_decref(m->repos);
	buf_free(&m->car);
}

static void
key_of(const json_t *repo, char key[static 128])
{

	(void)snprintf(key, 128, "app.bsky.feed.post/%s",
	    json_text(repo, "rkey"));
}

static bool
signed_by(const struct proof *p, const json_t *repo)
{
	struct error e = ERROR_INIT;
	bool ok;

	assert_ok(proof_signed_by(p, span_of(json_text(repo, "key")), &ok,
	    &e), &e);
	return (ok);
}

static void
check_record(const json_t *repo, const json_t *other, struct span car)
{
	struct error e = ERROR_INIT;
	struct proof p;
	char key[128];

	key_of(repo, key);
	assert_ok(proof_read(car, span_of(key), &p, &e), &e);
	assert_int_equal(p.state, PROOF_RECORD);
	assert_string_equal(p.did, json_text(repo, "did"));
	assert_string_equal(p.rev, json_text(repo, "rev"));
	assert_string_equal(json_text(p.record, "text"),
	    "Ce garage m’a volé (137) 👩‍🔧");
	assert_true(signed_by(&p, repo));
	assert_false(signed_by(&p, other));
	proof_free(&p);
}

static void
test_proof__record(void **state)
{
	struct made m;

	(void)state;
	load(&m, DATA "k256-record.car");
	check_record(m.k256, m.p256, buf_span(&m.car));
	unload(&m);
	load(&m, DATA "p256-record.car");
	check_record(m.p256, m.k256, buf_span(&m.car));
	unload(&m);
}

static void
test_proof__absent(void **state)
{
	struct error e = ERROR_INIT;
	struct proof p;
	char key[128];
	struct made m;

	(void)state;
	load(&m, DATA "k256-absent.car");
	(void)snprintf(key, sizeof(key), "app.bsky.feed.post/%s2",
	    json_text(m.k256, "rkey"));
	assert_ok(proof_read(buf_span(&m.car), span_of(key), &p, &e), &e);
	assert_int_equal(p.state, PROOF_ABSENT);
	assert_true(signed_by(&p, m.k256));
	proof_free(&p);
	/* The way to it says nothing of a record far from it. */
	assert_ok(proof_read(buf_span(&m.car), span_of("aaa/zzz"), &p, &e),
	    &e);
	assert_int_equal(p.state, PROOF_NONE);
	proof_free(&p);
	unload(&m);
}

/* Each of the 300 keys is found in the whole repository, others are not. */
static void
test_mst__all_keys(void **state)
{
	static const char digits[] = "234567abcd";
	struct error e = ERROR_INIT;
	enum mst_result result;
	struct proof p;
	char key[128], number[16];
	struct made m;
	size_t k;
	int i;

	(void)state;
	load(&m, DATA "k256-all.car");
	for (i = 0; i < 310; i++) {
		(void)snprintf(number, sizeof(number), "%010d", i);
		for (k = 0; k < 10; k++)
			number[k] = digits[number[k] - '0'];
		(void)snprintf(key, sizeof(key), "app.bsky.feed.post/3mg%s",
		    number);
		assert_ok(proof_read(buf_span(&m.car), span_of(key), &p, &e),
		    &e);
		result = i < 300 ? MST_FOUND : MST_ABSENT;
		assert_int_equal(p.state, result == MST_FOUND ?
		    PROOF_RECORD : PROOF_ABSENT);
		proof_free(&p);
	}
	unload(&m);
}

/* Every byte changed in turn: never a record or absence signed by the key. */
static void
test_proof__flips(void **state)
{
	struct error e = ERROR_INIT;
	struct proof p;
	char key[128];
	struct made m;
	size_t i;

	(void)state;
	load(&m, DATA "k256-record.car");
	key_of(m.k256, key);
	for (i = 0; i < m.car.n; i++) {
		m.car.p[i] ^= (uint8_t)(1U << i % 8);
		assert_ok(proof_read(buf_span(&m.car), span_of(key), &p, &e),
		    &e);
		if (p.state != PROOF_NONE)
			assert_false(signed_by(&p, m.k256));
		proof_free(&p);
		m.car.p[i] ^= (uint8_t)(1U << i % 8);
	}
	unload(&m);
}

/* Cut anywhere it proves nothing, and never the record's absence. */
static void
test_proof__cuts(void **state)
{
	struct error e = ERROR_INIT;
	struct proof p;
	char key[128];
	struct made m;
	size_t n;

	(void)state;
	load(&m, DATA "k256-record.car");
	key_of(m.k256, key);
	for (n = 0; n < m.car.n; n++) {
		assert_ok(proof_read(span_sub(buf_span(&m.car), 0, n),
		    span_of(key), &p, &e), &e);
		assert_int_equal(p.state, PROOF_NONE);
		proof_free(&p);
	}
	unload(&m);
}

/* Numbers of leading zeros as the specification's examples have them. */
static void
test_mst__layers(void **state)
{
	static const struct { const char *key; unsigned layer; } cases[] = {
		{ "2653ae71", 0 }, { "blue", 1 },
		{ "app.bsky.feed.post/454397e440ec", 4 },
		{ "app.bsky.feed.post/9adeb165882c", 8 },
	};
	struct error e = ERROR_INIT;
	unsigned layer;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_ok(mst_layer(span_of(cases[i].key), &layer, &e), &e);
		assert_int_equal(layer, cases[i].layer);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_proof__record),
		cmocka_unit_test(test_proof__absent),
		cmocka_unit_test(test_mst__all_keys),
		cmocka_unit_test(test_proof__flips),
		cmocka_unit_test(test_proof__cuts),
		cmocka_unit_test(test_mst__layers),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
