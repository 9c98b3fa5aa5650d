#include "store/home/home_package.h"
#include "tests/unit/package_pair.h"

/*
 * Receipts that somebody made who can sign: whatever part of one does not fit
 * the others, it is found, and by its name.
 */
static int
set_up(void **state)
{
	struct pair *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return (-1);
	pair_open(p);
	pair_send(p, "p.asice", false);
	*state = p;
	return (0);
}

static int
tear_down(void **state)
{

	pair_close(*state);
	free(*state);
	return (0);
}

static void
check(struct span der, struct receipt_result *r)
{
	struct receipt_input in = { .der = der, .now = time_now() };
	struct error e = ERROR_INIT;

	must(receipt_check(&in, r, &e), &e);
}

/* The only fault, which must be ${code}. */
static void
only(const struct receipt_result *r, enum receipt_fault_code code)
{
	size_t i;

	for (i = 0; i < r->faults_n; i++)
		print_message("  %s: %s\n",
		    receipt_faults[r->faults[i].code].name,
		    r->faults[i].detail);
	assert_int_equal(r->faults_n, 1);
	assert_int_equal(r->faults[0].code, code);
	assert_false(receipt_holds(r));
}

/* Sign ${r} as the receiver does, or for another purpose. */
static void
sign(struct home *h, const struct receipt *r, enum cades_commitment c,
    struct buf *der)
{
	struct buf text = BUF_INIT(RECEIPT_TEXT_MAX);
	struct cades_make m = { .attached = true, .commitment = c,
	    .now = time_now() };
	struct error e = ERROR_INIT;

	buf_reset(der);
	must(receipt_text(r, &text, &e), &e);
	must(home_operator_sealer(h, &m.sealer, &e), &e);
	m.content = buf_span(&text);
	must(cades_make(&m, der, &e), &e);
	buf_free(&text);
}

/* A good one to begin with: ${r} borrows from it. */
static const struct receipt *
good(struct pair *p, struct buf *der, struct receipt_result *r)
{

	pair_receive(p, der);
	check(buf_span(der), r);
	assert_true(receipt_holds(r));
	return (receipt_of(r->doc));
}

static void
forged(struct pair *p, const struct receipt *r, enum receipt_fault_code want)
{
	struct buf der = BUF_INIT(RECEIPT_MAX);
	struct receipt_result out;

	sign(p->to, r, CADES_COMMITMENT_RECEIPT, &der);
	check(buf_span(&der), &out);
	only(&out, want);
	receipt_result_free(&out);
	buf_free(&der);
}

static void
test_receipt__says_what_it_says(void **state)
{
	struct pair *p = *state;
	struct buf der = BUF_INIT(RECEIPT_MAX);
	struct receipt_result r;
	const struct receipt *s = good(p, &der, &r);

	assert_true(s->received);
	assert_string_equal(s->package, p->uuid);
	assert_int_equal(s->n_exhibits, 1);
	assert_string_equal(s->exhibits[0], p->id);
	assert_string_equal(s->by.name, "Ana");
	assert_string_equal(s->by.organization, "Cabinet \xc3\x89tude");
	assert_string_equal(s->by.key, home_person(p->to)->key);
	assert_string_equal(s->from_log, home_log_key(p->from)->name);
	assert_string_equal(s->log, home_log_key(p->to)->name);
	assert_int_equal(r.signature.commitment, CADES_COMMITMENT_RECEIPT);
	receipt_result_free(&r);
	buf_free(&der);
}

static void
test_receipt__parts_that_do_not_fit_are_named(void **state)
{
	static const char *const ids[] = {
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	};
	struct pair *p = *state;
	struct buf der = BUF_INIT(RECEIPT_MAX), key = BUF_INIT(KIB);
	struct receipt_result r;
	const struct receipt *s = good(p, &der, &r);
	struct receipt bad;

	bad = *s;
	bad.package = "11111111-1111-4111-8111-111111111111";
	forged(p, &bad, RECEIPT_FAULT_EVENT);
	bad = *s;
	bad.sha256 = ids[0];
	forged(p, &bad, RECEIPT_FAULT_EVENT);
	bad = *s;
	bad.bytes++;
	forged(p, &bad, RECEIPT_FAULT_EVENT);
	bad = *s;
	bad.received = false;
	forged(p, &bad, RECEIPT_FAULT_EVENT);
	bad = *s;
	bad.exhibits = ids;
	forged(p, &bad, RECEIPT_FAULT_EVENT);
	bad = *s;
	bad.n_exhibits = 0;
	forged(p, &bad, RECEIPT_FAULT_EVENT);
	bad = *s;
	bad.by.key = ids[0];
	forged(p, &bad, RECEIPT_FAULT_SIGNER);
	bad = *s;
	bad.by.name = "Bea";
	forged(p, &bad, RECEIPT_FAULT_SIGNER);
	bad = *s;
	bad.root = ids[0];
	forged(p, &bad, RECEIPT_FAULT_ROOT);
	/* The log of somebody else. */
	bad = *s;
	bad.log = home_log_key(p->from)->name;
	forged(p, &bad, RECEIPT_FAULT_CHECKPOINT);
	bad = *s;
	note_vkey_text(home_log_key(p->from), &key);
	bad.log_key = buf_str(&key);
	bad.log = home_log_key(p->from)->name;
	forged(p, &bad, RECEIPT_FAULT_CHECKPOINT);
	receipt_result_free(&r);
	buf_free(&der);
	buf_free(&key);
}

static void
test_receipt__event_must_stand_in_the_log(void **state)
{
	struct pair *p = *state;
	struct buf der = BUF_INIT(RECEIPT_MAX), text = BUF_INIT(EVENT_MAX);
	struct receipt_result r;
	const struct receipt *s = good(p, &der, &r);
	struct receipt bad = *s;
	char *at;

	assert_true(s->path.n > 0);
	bad.path.node[0].b[0] ^= 1;
	forged(p, &bad, RECEIPT_FAULT_PATH);
	bad = *s;
	bad.path.n--;
	forged(p, &bad, RECEIPT_FAULT_PATH);
	/* An event that was never entered, in the same words. */
	bad = *s;
	buf_putspan(&text, s->event);
	at = strstr((char *)text.p, "\"time\":\"20");
	assert_non_null(at);
	at = strchr(at, '.') + 1;	/* within a second */
	*at = *at == '9' ? '0' : (char)(*at + 1);
	bad.event = buf_span(&text);
	forged(p, &bad, RECEIPT_FAULT_PATH);
	/* Dated before its event, and after its signature. */
	bad = *s;
	bad.time = s->time - 3600000;
	forged(p, &bad, RECEIPT_FAULT_TIME);
	bad.time = s->time + 3600000;
	forged(p, &bad, RECEIPT_FAULT_TIME);
	receipt_result_free(&r);
	buf_free(&der);
	buf_free(&text);
}

static void
test_receipt__signed_by_another_is_told(void **state)
{
	struct pair *p = *state;
	struct buf der = BUF_INIT(RECEIPT_MAX), other = BUF_INIT(RECEIPT_MAX);
	struct receipt_result r, out;
	const struct receipt *s = good(p, &der, &r);
	struct receipt as = *s;

	/* By the sender's own operator: key and root are not those told. */
	sign(p->from, s, CADES_COMMITMENT_RECEIPT, &other);
	check(buf_span(&other), &out);
	assert_int_equal(out.faults[0].code, RECEIPT_FAULT_SIGNER);
	assert_int_equal(out.faults[1].code, RECEIPT_FAULT_ROOT);
	receipt_result_free(&out);
	/* Who names the right key and signs under another root. */
	as.by.key = home_person(p->from)->key;
	sign(p->from, &as, CADES_COMMITMENT_RECEIPT, &other);
	check(buf_span(&other), &out);
	only(&out, RECEIPT_FAULT_ROOT);
	receipt_result_free(&out);
	/* Signed, but not as a receipt. */
	sign(p->to, s, CADES_COMMITMENT_ORIGIN, &other);
	check(buf_span(&other), &out);
	only(&out, RECEIPT_FAULT_COMMITMENT);
	receipt_result_free(&out);
	receipt_result_free(&r);
	buf_free(&der);
	buf_free(&other);
}

static void
test_receipt__altered_anywhere_does_not_hold(void **state)
{
	struct pair *p = *state;
	struct buf der = BUF_INIT(RECEIPT_MAX);
	struct receipt_result r;
	size_t i;

	pair_receive(p, &der);
	/* A prime step, so that all parts of it are met. */
	for (i = 0; i < der.n; i += 7) {
		der.p[i] ^= 0x20;
		check(buf_span(&der), &r);
		if (receipt_holds(&r))
			fail_msg("byte %zu of %zu can be changed", i, der.n);
		receipt_result_free(&r);
		der.p[i] ^= 0x20;
	}
	check(span_sub(buf_span(&der), 0, der.n - 1), &r);
	assert_false(receipt_holds(&r));
	receipt_result_free(&r);
	check((struct span){ der.p, 0 }, &r);
	assert_false(receipt_holds(&r));
	receipt_result_free(&r);
	buf_free(&der);
}

static void
test_receipt__text_is_read_strictly(void **state)
{
	static const char *const bad[] = { "", "{}", "[]", "null",
	    "{\"format\":\"constat-receipt\"}",
	    "{\"format\":\"constat-receipt\",\"version\":1}",
	    "{\"format\":\"constat-receipt\",\"version\":1,"
	    "\"result\":\"received\",\"result\":\"rejected\"}" };
	struct receipt_doc *d;
	struct error e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		e = (struct error)ERROR_INIT;
		assert_int_equal(receipt_read(span_of(bad[i]), &d, &e), -1);
		assert_int_equal(e.code, ERR_SYNTAX);
	}
}

#define CASE(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_receipt__says_what_it_says),
		CASE(test_receipt__parts_that_do_not_fit_are_named),
		CASE(test_receipt__event_must_stand_in_the_log),
		CASE(test_receipt__signed_by_another_is_told),
		CASE(test_receipt__altered_anywhere_does_not_hold),
		cmocka_unit_test(test_receipt__text_is_read_strictly),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
