#include "tests/unit/cades_unit.h"

/* Signatures altered as somebody would who must not. */

/* Outside of the token every bit counts. */
static void
test_check__every_bit(void **state)
{
	struct buf der = BUF_INIT(CADES_MAX);
	struct cades_make m = making();
	struct cades_result r;
	struct cades_input in;
	struct cades_parts p;
	size_t i, token;
	int bit;

	(void)state;
	make(&m, &der);
	stamp(&der);
	in = looking(&der);
	in.trust = in.stamp_trust = NULL;
	memset(&r, 0, sizeof(r));
	assert_true(parts_read(buf_span(&der), &p, &r));
	token = (size_t)(p.token.p - der.p);
	for (i = 0; i < token; i++)
		for (bit = 0; bit < 8; bit += i < 64 ? 1 : 3) {
			der.p[i] ^= (uint8_t)(1 << bit);
			/* The lists are held against those known. */
			in.crl = buf_span(&crl);
			check(&in, &r);
			if (cades_holds(&r) && r.crl_same == STAMP_YES)
				print_error("byte %zu bit %d\n", i, bit);
			assert_false(cades_holds(&r) &&
			    r.crl_same == STAMP_YES);
			cades_result_free(&r);
			der.p[i] ^= (uint8_t)(1 << bit);
		}
	in = looking(&der);
	check(&in, &r);
	holds(&r);
	cades_result_free(&r);
	buf_free(&der);
}

static void
test_check__cut_and_longer(void **state)
{
	struct buf der = BUF_INIT(CADES_MAX);
	struct cades_make m = making();
	struct cades_result r;
	struct cades_input in;
	size_t n;

	(void)state;
	make(&m, &der);
	for (n = 0; n < der.n; n += 7) {
		in = looking(&der);
		in.der.n = n;
		check(&in, &r);
		refused(&r, CADES_FAULT_DER);
	}
	buf_putc(&der, 0);
	in = looking(&der);
	check(&in, &r);
	refused(&r, CADES_FAULT_DER);
	buf_free(&der);
}

static void
test_check__attribute_twice(void **state)
{
	struct cades_result r;
	struct span rest, one;
	struct work w;

	(void)state;
	work_begin(&w, false);
	rest = w.p.attributes;
	assert_true(der_any(&rest, NULL, NULL, &one));
	buf_putspan(&w.other, one);
	buf_putspan(&w.other, w.p.attributes);
	w.p.attributes = buf_span(&w.other);
	work_end(&w, &r);
	refused(&r, CADES_FAULT_ATTRIBUTES);
}

static void
test_check__attribute_gone(void **state)
{
	struct cades_result r;
	struct work w;
	struct span one;

	(void)state;
	/* content-type is the first, message-digest among the others. */
	work_begin(&w, false);
	assert_true(der_any(&w.p.attributes, NULL, NULL, &one));
	work_end(&w, &r);
	refused(&r, CADES_FAULT_ATTRIBUTES);
}

static void
test_check__attribute_order(void **state)
{
	struct cades_result r;
	struct work w;
	struct span one;

	(void)state;
	work_begin(&w, false);
	assert_true(der_any(&w.p.attributes, NULL, NULL, &one));
	buf_putspan(&w.other, w.p.attributes);
	buf_putspan(&w.other, one);
	w.p.attributes = buf_span(&w.other);
	work_end(&w, &r);
	refused(&r, CADES_FAULT_ATTRIBUTES);
}

/* The certificates of the person beside the seal's signature. */
static void
test_check__exchanged_certificate(void **state)
{
	struct buf der = BUF_INIT(CADES_MAX);
	struct cades_make m = making();
	struct cades_result r = { .faults_n = 0 };
	struct cades_parts p;
	struct work w;

	(void)state;
	m.sealer = who.person;
	make(&m, &der);
	assert_true(parts_read(buf_span(&der), &p, &r));
	work_begin(&w, false);
	w.p.certs = p.certs;
	work_end(&w, &r);
	refused(&r, CADES_FAULT_ESS);
	work_begin(&w, false);
	w.p.signer = p.signer;
	work_end(&w, &r);
	refused(&r, CADES_FAULT_CERTS);
	/* All of another signer, but for the signature. */
	work_begin(&w, false);
	w.p.signer = p.signer;
	w.p.certs = p.certs;
	w.p.attributes = p.attributes;
	work_end(&w, &r);
	refused(&r, CADES_FAULT_SIGNATURE);
	buf_free(&der);
}

static void
test_check__certificate_more_or_less(void **state)
{
	struct cades_result r;
	struct span one;
	struct work w;

	(void)state;
	work_begin(&w, false);
	assert_true(der_any(&w.p.certs, NULL, NULL, &one));
	work_end(&w, &r);
	refused(&r, CADES_FAULT_ESS);
	work_begin(&w, false);
	one = (struct span){ NULL, 0 };
	buf_putspan(&w.other, w.p.certs);
	buf_putspan(&w.other, w.p.certs);
	w.p.certs = buf_span(&w.other);
	work_end(&w, &r);
	refused(&r, CADES_FAULT_CERTS);
}

static void
test_check__stamp_of_another(void **state)
{
	struct cades_result r;
	struct work a, b;

	(void)state;
	work_begin(&a, true);
	work_begin(&b, true);
	a.p.token = b.p.token;
	work_end(&a, &r);
	assert_false(cades_holds(&r));
	assert_int_equal(r.faults_n, 0);
	assert_int_equal(r.stamp.imprint, STAMP_NO);
	assert_int_equal(r.stamp.faults[0].code, STAMP_FAULT_IMPRINT);
	/* Its time counts for nothing. */
	assert_int_equal(r.at, who.now);
	cades_result_free(&r);
	work_end(&b, &r);
	holds(&r);
	cades_result_free(&r);
}

static void
test_check__lists(void **state)
{
	struct seal_identity other = IDENTITY_INIT;
	const struct identity_opts o = { .organization = "Autre",
	    .domain = "autre.example.org", .now = who.now };
	struct buf pem = BUF_INIT(PEM_MAX);
	struct error e = ERROR_INIT;
	struct cades_make m = making();
	struct crls c = { .n = 0 };
	struct cades_result r;
	struct work w;

	(void)state;
	/* Stripped: who knows of the list sees it. */
	work_begin(&w, false);
	w.p.crls.p = NULL;
	work_end(&w, &r);
	assert_true(cades_holds(&r));
	assert_int_equal(r.crl_same, STAMP_NO);
	assert_int_equal(r.crls, 0);
	cades_result_free(&r);
	/* Of another root: neither made nor taken. */
	assert_ok(identity_make(&o, span_of(SIGNERS_PASS), &other, &e), &e);
	assert_ok(identity_crl(buf_span(&other.root_cert),
	    buf_span(&other.root_key), span_of(SIGNERS_PASS), NULL, 0,
	    who.now, &pem, &e), &e);
	m.crl = buf_span(&pem);
	work_begin(&w, false);
	assert_fails(cades_make(&m, &w.other, &e), &e, ERR_INPUT);
	assert_ok(crls_read_pem(buf_span(&pem), &c, &e), &e);
	assert_ok(crls_write_set(&c, &w.other, &e), &e);
	w.p.crls = buf_span(&w.other);
	work_end(&w, &r);
	refused(&r, CADES_FAULT_CRL);
	crls_free(&c);
	identity_free(&other);
	buf_free(&pem);
}

/* It claims a time when its time-stamp was there already. */
static void
test_check__signed_after_its_stamp(void **state)
{
	struct buf der = BUF_INIT(CADES_MAX);
	struct cades_make m = making();
	struct cades_result r;
	struct cades_input in;

	(void)state;
	m.now = who.now + 48 * HOUR;
	make(&m, &der);
	stamp(&der);
	in = looking(&der);
	check(&in, &r);
	assert_true(stamp_holds(&r.stamp));
	refused(&r, CADES_FAULT_TIME);
	buf_free(&der);
}

/* Two lists of one root, of which one says less. */
static void
test_check__two_lists(void **state)
{
	struct buf pem = BUF_INIT(PEM_MAX);
	struct cades_make m = making();
	struct buf der = BUF_INIT(CADES_MAX);
	struct error e = ERROR_INIT;

	(void)state;
	buf_putspan(&pem, buf_span(&crl));
	assert_ok(signers_crl(&who, "0a", who.now, false, &pem, &e), &e);
	m.crl = buf_span(&pem);
	assert_fails(cades_make(&m, &der, &e), &e, ERR_INPUT);
	buf_free(&pem);
	buf_free(&der);
}

static void
test_check__two_signers(void **state)
{
	struct buf der = BUF_INIT(CADES_MAX);
	struct cades_result r;
	struct cades_input in;
	struct span all, info, data, set, whole;
	struct work w;
	size_t at;

	(void)state;
	work_begin(&w, false);
	/* The SET of signers is the last element: twice the same in it. */
	all = buf_span(&w.der);
	assert_true(der_take(&all, DER_SEQUENCE, &info));
	assert_true(der_any(&info, NULL, NULL, &whole));
	assert_true(der_take(&info, DER_CONTEXT_MADE(0), &data));
	assert_true(der_take(&data, DER_SEQUENCE, &set));
	data = set;
	while (data.n > 0)
		assert_true(der_any(&data, NULL, &set, &whole));
	buf_putspan(&der, oid_span(&oid_signed_data));
	at = der.n;
	all = buf_span(&w.der);
	assert_true(der_take(&all, DER_SEQUENCE, &info));
	assert_true(der_any(&info, NULL, NULL, NULL));
	assert_true(der_take(&info, DER_CONTEXT_MADE(0), &data));
	assert_true(der_take(&data, DER_SEQUENCE, &info));
	buf_put(&der, info.p, (size_t)(whole.p - info.p));
	{
		size_t signers = der.n;

		buf_putspan(&der, set);
		buf_putspan(&der, set);
		der_wrap(&der, signers, DER_SET);
	}
	der_wrap(&der, at, DER_SEQUENCE);
	der_wrap(&der, at, DER_CONTEXT_MADE(0));
	der_wrap(&der, 0, DER_SEQUENCE);
	in = looking(&der);
	check(&in, &r);
	refused(&r, CADES_FAULT_SIGNERS);
	buf_free(&der);
	buf_free(&w.der);
	buf_free(&w.other);
}

/* A length in a longer form than needed: BER, that OpenSSL reads. */
static void
test_check__ber(void **state)
{
	struct buf der = BUF_INIT(CADES_MAX);
	struct cades_result r;
	struct cades_input in;
	struct work w;

	(void)state;
	work_begin(&w, false);
	assert_int_equal(w.der.p[1], 0x82);
	buf_putc(&der, 0x30);
	buf_putc(&der, 0x83);
	buf_putc(&der, 0);
	buf_put(&der, w.der.p + 2, w.der.n - 2);
	in = looking(&der);
	check(&in, &r);
	refused(&r, CADES_FAULT_DER);
	buf_free(&der);
	buf_free(&w.der);
	buf_free(&w.other);
}

/* The other of the two signatures that ECDSA has for everything. */
static void
test_check__upper_s(void **state)
{
	EVP_PKEY *key = X509_get0_pubkey(sk_X509_value(
	    sealer_chain(who.seal)->stack, 0));
	BIGNUM *order, *half, *t;
	struct error e = ERROR_INIT;
	struct cades_result r;
	unsigned char *again = NULL;
	const uint8_t *at;
	ECDSA_SIG *s;
	struct work w;
	int n;

	(void)state;
	work_begin(&w, false);
	at = w.p.value.p;
	s = d2i_ECDSA_SIG(NULL, &at, (long)w.p.value.n);
	assert_non_null(s);
	assert_ok(signature_half(key, &order, &half, &e), &e);
	assert_non_null(t = BN_new());
	assert_int_equal(BN_sub(t, order, ECDSA_SIG_get0_s(s)), 1);
	assert_int_equal(ECDSA_SIG_set0(s, BN_dup(ECDSA_SIG_get0_r(s)), t),
	    1);
	n = i2d_ECDSA_SIG(s, &again);
	assert_true(n > 0);
	w.p.value = (struct span){ again, (size_t)n };
	work_end(&w, &r);
	assert_int_equal(r.signature, STAMP_YES);
	refused(&r, CADES_FAULT_SIGNATURE);
	OPENSSL_free(again);
	ECDSA_SIG_free(s);
	BN_free(order);
	BN_free(half);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check__every_bit),
		cmocka_unit_test(test_check__cut_and_longer),
		cmocka_unit_test(test_check__attribute_twice),
		cmocka_unit_test(test_check__attribute_gone),
		cmocka_unit_test(test_check__attribute_order),
		cmocka_unit_test(test_check__exchanged_certificate),
		cmocka_unit_test(test_check__certificate_more_or_less),
		cmocka_unit_test(test_check__stamp_of_another),
		cmocka_unit_test(test_check__lists),
		cmocka_unit_test(test_check__signed_after_its_stamp),
		cmocka_unit_test(test_check__two_lists),
		cmocka_unit_test(test_check__two_signers),
		cmocka_unit_test(test_check__ber),
		cmocka_unit_test(test_check__upper_s),
	};

	return (cmocka_run_group_tests_name("cades_hostile", tests, group_setup,
	    group_teardown));
}
