#include "store/base/time.h"
#include "store/record/record_internal.h"
#include "store/stamp/der.h"
#include "tests/lib/signers.h"
#include "tests/lib/tsa.h"
#include "tests/lib/tsa_forge.h"
#include "tests/unit/unit.h"

/* Evidence records: made for many at once, renewed, held against their data. */

#define MANY	5
#define DAY	INT64_C(86400000)

static char folder[64];
static struct signers who;
/* Exhibit i has i time-stamps beside it. */
static struct record_object objects[MANY][MANY];
static struct buf first[MANY];		/* their records */

static void
object(size_t i, size_t j)
{
	struct error e = ERROR_INIT;
	char text[32];

	(void)snprintf(text, sizeof(text), "exhibit %zu part %zu", i, j);
	assert_ok(record_object_bytes(&objects[i][j], span_of(text),
	    RECORD_ALGS, &e), &e);
}

/* Stamp the plan's root. */
static void
stamp_root(struct record_plan *p, struct buf *answer)
{
	struct stamp_request q = STAMP_REQUEST_INIT;
	struct error e = ERROR_INIT;
	struct stamp_result r;
	struct span root;

	assert_ok(record_plan_root(p, &root, &e), &e);
	assert_ok(stamp_request_digest(root, &q, &e), &e);
	assert_ok(tsa_ask(folder, "/", buf_span(&q.der), answer, &e), &e);
	assert_ok(stamp_accept(&q, answer, who.authorities, time_now(), &r,
	    &e), &e);
	stamp_result_free(&r);
	stamp_request_free(&q);
}

static int
group_setup(void **state)
{
	struct buf answer = BUF_INIT(TOKEN_MAX);
	struct error e = ERROR_INIT;
	struct record_plan *p;
	size_t i, j;

	(void)state;
	unit_folder(folder);
	assert_ok(signers_make(&who, folder, &e), &e);
	assert_ok(record_plan_new(DIGEST_SHA256, &p, &e), &e);
	for (i = 0; i < MANY; i++) {
		first[i] = (struct buf)BUF_INIT(RECORD_MAX);
		for (j = 0; j <= i; j++)
			object(i, j);
		assert_ok(record_plan_add(p, objects[i], i + 1,
		    (struct span){ NULL, 0 }, &e), &e);
	}
	stamp_root(p, &answer);
	for (i = 0; i < MANY; i++)
		assert_ok(record_plan_write(p, i, buf_span(&answer),
		    &first[i], &e), &e);
	record_plan_free(p);
	buf_free(&answer);
	return (0);
}

static int
group_teardown(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < MANY; i++)
		buf_free(&first[i]);
	signers_free(&who);
	unit_folder_remove(folder);
	return (0);
}

static void
check(struct span der, size_t i, struct record_result *r)
{
	struct record_input in = { .der = der, .objects = objects[i],
	    .objects_n = i + 1, .trust = who.authorities,
	    .now = time_now() };
	struct error e = ERROR_INIT;

	assert_ok(record_check(&in, r, &e), &e);
}

static void
proven(const struct record_result *r, size_t stamps, size_t chains)
{

	if (r->faults_n > 0)
		print_error("%s: %s\n", record_faults[r->faults[0].code].name,
		    r->faults[0].detail);
	assert_true(record_holds(r));
	assert_true(record_proven(r));
	assert_int_equal(r->stamps_n, stamps);
	assert_int_equal(r->chains, chains);
}

static void
refused(struct record_result *r, enum record_fault_code code)
{

	assert_false(record_holds(r));
	assert_false(record_proven(r));
	assert_true(r->faults_n > 0);
	if (r->faults[0].code != code)
		print_error("want %s, have %s: %s\n", record_faults[code].name,
		    record_faults[r->faults[0].code].name,
		    r->faults[0].detail);
	assert_int_equal(r->faults[0].code, code);
	assert_non_null(record_faults[code].standard);
	record_result_free(r);
}

static void
test_make__many(void **state)
{
	struct record_result r;
	size_t i, j;

	(void)state;
	for (i = 0; i < MANY; i++) {
		check(buf_span(&first[i]), i, &r);
		proven(&r, 1, 1);
		for (j = 0; j <= i; j++)
			assert_true(r.covered[j]);
		assert_true(r.stamps[0].tree);
		assert_int_equal(r.stamps[0].alg, DIGEST_SHA256);
		assert_int_equal(r.stamps[0].later.state, TRUST_OK);
		assert_non_null(r.stamps[0].tsa);
		record_result_free(&r);
	}
	assert_int_equal(record_algs(buf_span(&first[0])),
	    RECORD_ALG(DIGEST_SHA256));
}

/* One object alone has no tree: the time-stamp is over its digest. */
static void
test_make__one(void **state)
{
	struct buf answer = BUF_INIT(TOKEN_MAX), out = BUF_INIT(RECORD_MAX);
	struct error e = ERROR_INIT;
	struct record_result r;
	struct record_plan *p;
	struct span root;

	(void)state;
	assert_ok(record_plan_new(DIGEST_SHA256, &p, &e), &e);
	assert_fails(record_plan_root(p, &root, &e), &e, ERR_INPUT);
	assert_fails(record_plan_add(p, objects[0], 0,
	    (struct span){ NULL, 0 }, &e), &e, ERR_INPUT);
	assert_ok(record_plan_add(p, objects[0], 1, (struct span){ NULL, 0 },
	    &e), &e);
	assert_ok(record_plan_root(p, &root, &e), &e);
	assert_memory_equal(root.p, objects[0][0].sum[DIGEST_SHA256], 32);
	assert_ok(signers_stamp(&who, "/", span_of("another"), &answer, &e),
	    &e);
	assert_fails(record_plan_write(p, 0, buf_span(&answer), &out, &e),
	    &e, ERR_INPUT);
	buf_reset(&answer);
	stamp_root(p, &answer);
	assert_ok(record_plan_write(p, 0, buf_span(&answer), &out, &e), &e);
	check(buf_span(&out), 0, &r);
	proven(&r, 1, 1);
	assert_false(r.stamps[0].tree);
	record_result_free(&r);
	record_plan_free(p);
	buf_free(&answer);
	buf_free(&out);
}

static void
test_check__other_data(void **state)
{
	struct record_result r;

	(void)state;
	check(buf_span(&first[1]), 2, &r);
	refused(&r, RECORD_FAULT_DATA);
	check(span_of("no record"), 0, &r);
	refused(&r, RECORD_FAULT_FORM);
	/* A time-stamp that came later is not covered, and no fault. */
	object(1, 2);
	{
		struct record_input in = { .der = buf_span(&first[1]),
		    .objects = objects[1], .objects_n = 3,
		    .trust = who.authorities, .now = time_now() };
		struct error e = ERROR_INIT;

		assert_ok(record_check(&in, &r, &e), &e);
		proven(&r, 1, 1);
		assert_true(r.covered[1]);
		assert_false(r.covered[2]);
		record_result_free(&r);
	}
}

/* All of them renewed at once, by a function. */
static void
renew(struct buf *all, enum digest_alg alg)
{
	struct buf answer = BUF_INIT(TOKEN_MAX), out[MANY];
	struct error e = ERROR_INIT;
	struct record_plan *p;
	size_t i;

	assert_ok(record_plan_new(alg, &p, &e), &e);
	for (i = 0; i < MANY; i++)
		assert_ok(record_plan_add(p, objects[i], i + 1,
		    buf_span(&all[i]), &e), &e);
	stamp_root(p, &answer);
	for (i = 0; i < MANY; i++) {
		out[i] = (struct buf)BUF_INIT(RECORD_MAX);
		assert_ok(record_plan_write(p, i, buf_span(&answer), &out[i],
		    &e), &e);
	}
	record_plan_free(p);
	for (i = 0; i < MANY; i++) {
		buf_free(&all[i]);
		all[i] = out[i];
	}
	buf_free(&answer);
}

static void
copies(struct buf *all)
{
	size_t i;

	for (i = 0; i < MANY; i++) {
		all[i] = (struct buf)BUF_INIT(RECORD_MAX);
		buf_putspan(&all[i], buf_span(&first[i]));
	}
}

static void
drop(struct buf *all)
{
	size_t i;

	for (i = 0; i < MANY; i++)
		buf_free(&all[i]);
}

static void
test_renew__stamp_then_tree(void **state)
{
	struct record_result r;
	struct buf all[MANY];
	size_t i;

	(void)state;
	copies(all);
	renew(all, DIGEST_SHA256);
	renew(all, DIGEST_SHA512);
	renew(all, DIGEST_SHA512);
	renew(all, DIGEST_SHA384);
	for (i = 0; i < MANY; i++) {
		check(buf_span(&all[i]), i, &r);
		proven(&r, 5, 3);
		assert_true(r.covered[i]);
		assert_int_equal(r.stamps[3].chain, 1);
		assert_int_equal(r.stamps[3].alg, DIGEST_SHA512);
		assert_int_equal(r.stamps[0].later.state, TRUST_OK);
		record_result_free(&r);
	}
	assert_int_equal(record_algs(buf_span(&all[0])), RECORD_ALGS);
	/* All shared one time-stamp: its renewal has no tree. */
	check(buf_span(&all[0]), 0, &r);
	assert_false(r.stamps[1].tree);
	assert_true(r.stamps[2].tree);
	record_result_free(&r);
	/* Of another exhibit, each chain says so. */
	check(buf_span(&all[2]), 1, &r);
	refused(&r, RECORD_FAULT_DATA);
	drop(all);
}

/* Every bit of the record outside of its tokens. */
static void
test_check__every_bit(void **state)
{
	struct record_result r;
	struct record rec;
	struct buf all[MANY];
	struct span token;
	size_t i;

	(void)state;
	copies(all);
	renew(all, DIGEST_SHA512);
	assert_true(record_parse(buf_span(&all[2]), &rec));
	for (i = 0; i < all[2].n; i++) {
		token = rec.v[0].token;
		if (i == (size_t)(token.p - all[2].p))
			i += token.n;
		token = rec.v[1].token;
		if (i == (size_t)(token.p - all[2].p))
			break;
		all[2].p[i] ^= (uint8_t)(1 << i % 8);
		check(buf_span(&all[2]), 2, &r);
		if (record_holds(&r))
			print_error("byte %zu\n", i);
		assert_false(record_holds(&r));
		record_result_free(&r);
		all[2].p[i] ^= (uint8_t)(1 << i % 8);
	}
	for (i = 0; i < all[2].n; i += 31) {
		check(span_sub(buf_span(&all[2]), 0, i), 2, &r);
		refused(&r, RECORD_FAULT_FORM);
	}
	buf_putc(&all[2], 0);
	check(buf_span(&all[2]), 2, &r);
	refused(&r, RECORD_FAULT_FORM);
	drop(all);
}

/* A record of the archive time-stamps given, all of SHA-256. */
static void
put_record(struct buf *out, const struct archive_stamp *v, size_t n)
{
	static const uint8_t one[] = { 1 };
	size_t chains, chain, stamp, i;

	der_element(out, DER_INTEGER, (struct span){ one, 1 });
	i = out->n;
	der_element(out, DER_SEQUENCE, algorithm_der(DIGEST_SHA256));
	der_wrap(out, i, DER_SEQUENCE);
	chains = chain = out->n;
	for (i = 0; i < n; i++) {
		if (i > 0 && v[i].chain != v[i - 1].chain) {
			der_wrap(out, chain, DER_SEQUENCE);
			chain = out->n;
		}
		stamp = out->n;
		der_element(out, DER_CONTEXT_MADE(0),
		    algorithm_der(DIGEST_SHA256));
		if (v[i].lists.p != NULL)
			der_element(out, DER_CONTEXT_MADE(2), v[i].lists);
		buf_putspan(out, v[i].token);
		der_wrap(out, stamp, DER_SEQUENCE);
	}
	der_wrap(out, chain, DER_SEQUENCE);
	der_wrap(out, chains, DER_SEQUENCE);
	der_wrap(out, 0, DER_SEQUENCE);
}

static void
test_check__stamps_exchanged(void **state)
{
	struct buf all[MANY], out = BUF_INIT(RECORD_MAX);
	struct archive_stamp v[2];
	struct record_result r;
	struct record rec;

	(void)state;
	copies(all);
	renew(all, DIGEST_SHA256);
	assert_true(record_parse(buf_span(&all[1]), &rec));
	assert_int_equal(rec.n, 2);
	/* As they are. */
	put_record(&out, rec.v, 2);
	assert_true(span_eq(buf_span(&out), buf_span(&all[1])));
	/* The first is gone: the second is over something else. */
	buf_reset(&out);
	put_record(&out, &rec.v[1], 1);
	check(buf_span(&out), 1, &r);
	refused(&r, RECORD_FAULT_DATA);
	/* A second one that is not over the first. */
	v[0] = v[1] = rec.v[0];
	buf_reset(&out);
	put_record(&out, v, 2);
	check(buf_span(&out), 1, &r);
	refused(&r, RECORD_FAULT_CHAIN);
	/* Made to begin a chain of its own. */
	v[1] = rec.v[1];
	v[1].chain = 1;
	buf_reset(&out);
	put_record(&out, v, 2);
	check(buf_span(&out), 1, &r);
	refused(&r, RECORD_FAULT_CHAIN);
	drop(all);
	buf_free(&out);
}

/* A token of any signer and time over a digest, as the record keeps it. */
static void
token_of(const char *signer, int64_t when, struct span digest,
    struct buf *out)
{
	struct buf tst = BUF_INIT(TOKEN_MAX);
	struct forge f = { .folder = folder, .signer = signer, .bare = true };
	struct tst_words w = { .version = 1, .imprint = digest };
	struct error e = ERROR_INIT;
	char text[TIME_TEXT], gen[16];

	(void)time_text(when, text);
	(void)snprintf(gen, sizeof(gen), "%.4s%.2s%.2s%.2s%.2s%.2sZ", text,
	    text + 5, text + 8, text + 11, text + 14, text + 17);
	w.gen_time = gen;
	tst_write(&tst, &w);
	f.tst = buf_span(&tst);
	assert_ok(forge(&f, out, &e), &e);
	buf_free(&tst);
}

/* Two stamps, of which the second renews the first. */
static void
two(const char *signer, int64_t a, int64_t b, struct record_result *r)
{
	struct buf one = BUF_INIT(TOKEN_MAX), next = BUF_INIT(TOKEN_MAX);
	struct buf out = BUF_INIT(RECORD_MAX);
	struct archive_stamp v[2] = { { .chain = 0 }, { .chain = 0 } };
	struct error e = ERROR_INIT;
	struct hash h;

	token_of(signer, a, (struct span){ objects[0][0].sum[DIGEST_SHA256],
	    32 }, &one);
	v[0].token = buf_span(&one);
	assert_ok(hash_of(DIGEST_SHA256, v[0].token, &h, &e), &e);
	token_of("ec", b, (struct span){ h.p, h.n }, &next);
	v[1].token = buf_span(&next);
	put_record(&out, v, 2);
	check(buf_span(&out), 0, r);
	buf_free(&one);
	buf_free(&next);
	buf_free(&out);
}

static void
test_check__times(void **state)
{
	int64_t now = time_now() / 1000 * 1000;
	struct record_result r;

	(void)state;
	two("ec", now - DAY, now, &r);
	proven(&r, 2, 1);
	assert_int_equal(r.stamps[0].time, now - DAY);
	record_result_free(&r);
	two("ec", now, now - DAY, &r);
	refused(&r, RECORD_FAULT_ORDER);
	/* The certificate of the first ran out before it was renewed. */
	two("expired", now - 500 * DAY, now, &r);
	assert_true(r.stamps[0].holds);
	assert_int_equal(r.stamps[0].trust.state, TRUST_OK);
	refused(&r, RECORD_FAULT_LATE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_make__many),
		cmocka_unit_test(test_make__one),
		cmocka_unit_test(test_check__other_data),
		cmocka_unit_test(test_renew__stamp_then_tree),
		cmocka_unit_test(test_check__every_bit),
		cmocka_unit_test(test_check__stamps_exchanged),
		cmocka_unit_test(test_check__times),
	};

	return (cmocka_run_group_tests_name("record", tests, group_setup,
	    group_teardown));
}
