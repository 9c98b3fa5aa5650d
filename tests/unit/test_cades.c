#include "tests/unit/cades_unit.h"

/* Signatures made and read, and whose they are. */

static void
test_make__detached(void **state)
{
	struct buf der = BUF_INIT(CADES_MAX);
	struct cades_make m = making();
	struct cades_input in;
	struct cades_result r;

	(void)state;
	make(&m, &der);
	in = looking(&der);
	check(&in, &r);
	holds(&r);
	assert_false(r.stamped);
	assert_int_equal(r.signing_time, who.now / 1000 * 1000);
	assert_int_equal(r.commitment, CADES_COMMITMENT_NONE);
	assert_int_equal(r.revocation, CADES_REVOCATION_GOOD);
	assert_int_equal(r.crls, 1);
	assert_int_equal(r.crl_time, who.now / 1000 * 1000);
	assert_int_equal(certs_count(r.certs), 2);
	assert_string_equal(r.signer.name, "sceau.example.org");
	cades_result_free(&r);
	buf_free(&der);
}

static void
test_make__attached_receipt(void **state)
{
	struct buf der = BUF_INIT(CADES_MAX);
	struct cades_make m = making();
	struct cades_input in;
	struct cades_result r;

	(void)state;
	m.sealer = who.person;
	m.attached = true;
	m.commitment = CADES_COMMITMENT_RECEIPT;
	make(&m, &der);
	stamp(&der);
	in = looking(&der);
	in.content.p = NULL;
	check(&in, &r);
	holds(&r);
	assert_span(r.content, said);
	assert_int_equal(r.commitment, CADES_COMMITMENT_RECEIPT);
	assert_true(r.stamped);
	assert_int_equal(r.stamp.trust.state, TRUST_OK);
	assert_int_equal(r.at, r.stamp.gen_time);
	cades_result_free(&r);
	/* Taken for a detached one, it is refused. */
	in = looking(&der);
	check(&in, &r);
	refused(&r, CADES_FAULT_CONTENT);
	buf_free(&der);
}

static void
test_make__refuses(void **state)
{
	struct buf der = BUF_INIT(CADES_MAX);
	struct cades_make m = making();
	struct error e = ERROR_INIT;

	(void)state;
	m.now = INT64_C(2524608000000);
	assert_fails(cades_make(&m, &der, &e), &e, ERR_INPUT);
	m = making();
	m.crl = span_of("no list");
	assert_fails(cades_make(&m, &der, &e), &e, ERR_SYNTAX);
	m.crl = buf_span(&who.own.root_cert);
	assert_fails(cades_make(&m, &der, &e), &e, ERR_SYNTAX);
	assert_int_equal(der.n, 0);
	buf_free(&der);
}

/* An organization's own certificate with a key of another kind, without the
 * certificate of its issuer. */
static void
test_make__other_keys(void **state)
{
	static const char *const keys[] = { "rsa:3072",
	    "ec -pkeyopt ec_paramgen_curve:P-384" };
	char command[1024], path[128];
	const char *words[] = { "sh", "-c", command, NULL };
	struct buf p12 = BUF_INIT(PKCS12_MAX), der = BUF_INIT(CADES_MAX);
	struct cades_make m = making();
	struct seal_identity id;
	struct error e = ERROR_INIT;
	struct cades_input in;
	struct cades_result r;
	struct sealer *s;
	size_t i;

	(void)state;
	m.crl.p = NULL;
	for (i = 0; i < 2; i++) {
		(void)snprintf(command, sizeof(command), "cd %s && openssl "
		    "req -x509 -newkey %s -noenc -keyout k.key -out k.pem "
		    "-days 30 -subj /CN=a.example -addext keyUsage=critical,"
		    "digitalSignature -addext basicConstraints=critical,"
		    "CA:FALSE 2>log && openssl pkcs12 -export -passout pass:x "
		    "-inkey k.key -in k.pem -out k.p12", folder, keys[i]);
		assert_ok(tsa_run(words, &e), &e);
		(void)snprintf(path, sizeof(path), "%s/k.p12", folder);
		buf_reset(&p12);
		buf_reset(&der);
		unit_read(path, &p12);
		id = (struct seal_identity)IDENTITY_INIT;
		assert_ok(identity_import(buf_span(&p12), span_of("x"),
		    span_of("y"), &id, &e), &e);
		assert_ok(sealer_open(buf_span(&id.seal_chain),
		    buf_span(&id.seal_key), span_of("y"), &s, &e), &e);
		m.sealer = s;
		make(&m, &der);
		stamp(&der);
		in = looking(&der);
		check(&in, &r);
		assert_true(cades_holds(&r));
		assert_int_equal(r.trust.state, TRUST_UNKNOWN);
		assert_int_equal(certs_count(r.certs), 1);
		cades_result_free(&r);
		(void)snprintf(path, sizeof(path), "%s/s.p7s", folder);
		assert_ok(io_write_file(path, buf_span(&der), 0600, &e), &e);
		(void)snprintf(path, sizeof(path), "%s/s.xml", folder);
		assert_ok(io_write_file(path, span_of(said), 0600, &e), &e);
		(void)snprintf(command, sizeof(command), "cd %s && openssl "
		    "cms -verify -cades -binary -inform DER -in s.p7s "
		    "-content s.xml -CAfile k.pem -partial_chain -purpose any "
		    "-out out 2>log", folder);
		assert_ok(tsa_run(words, &e), &e);
		sealer_free(s);
		identity_free(&id);
	}
	buf_free(&p12);
	buf_free(&der);
}

/* What another tool makes is another form, and told as that. */
static void
test_check__by_another_tool(void **state)
{
	char command[1024], path[128];
	const char *words[] = { "sh", "-c", command, NULL };
	struct buf der = BUF_INIT(CADES_MAX);
	struct error e = ERROR_INIT;
	struct cades_input in;
	struct cades_result r;

	(void)state;
	(void)snprintf(command, sizeof(command), "cd %s && openssl req -x509 "
	    "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout k.key "
	    "-out k.pem -days 30 -subj /CN=a.example 2>log && printf %%s "
	    "'%s' >s.xml && openssl cms -sign -cades -binary -in s.xml "
	    "-signer k.pem -inkey k.key -outform DER -out s.p7s", folder,
	    said);
	assert_ok(tsa_run(words, &e), &e);
	(void)snprintf(path, sizeof(path), "%s/s.p7s", folder);
	unit_read(path, &der);
	in = looking(&der);
	check(&in, &r);
	assert_false(cades_holds(&r));
	assert_true(r.faults_n > 0);
	cades_result_free(&r);
	buf_free(&der);
}

/* OpenSSL's own program takes it: form, ESS, chain, time-stamp aside. */
static void
test_make__openssl(void **state)
{
	struct buf der = BUF_INIT(CADES_MAX);
	struct cades_make m = making();
	struct error e = ERROR_INIT;
	char path[128], command[1024];
	const char *words[] = { "sh", "-c", command, NULL };

	(void)state;
	make(&m, &der);
	stamp(&der);
	(void)snprintf(path, sizeof(path), "%s/s.p7s", folder);
	assert_ok(io_write_file(path, buf_span(&der), 0600, &e), &e);
	(void)snprintf(path, sizeof(path), "%s/s.xml", folder);
	assert_ok(io_write_file(path, span_of(said), 0600, &e), &e);
	(void)snprintf(path, sizeof(path), "%s/own.pem", folder);
	assert_ok(io_write_file(path, buf_span(&who.own.root_cert), 0600,
	    &e), &e);
	(void)snprintf(command, sizeof(command), "cd %s && openssl cms "
	    "-verify -cades -binary -inform DER -in s.p7s -content s.xml "
	    "-CAfile own.pem -purpose any -crl_check -out out 2>log && "
	    "cmp out s.xml", folder);
	assert_ok(tsa_run(words, &e), &e);
	(void)snprintf(command, sizeof(command), "cd %s && echo x >>s.xml && "
	    "! openssl cms -verify -cades -binary -inform DER -in s.p7s "
	    "-content s.xml -CAfile own.pem -purpose any -out out 2>log",
	    folder);
	assert_ok(tsa_run(words, &e), &e);
	buf_free(&der);
}

static void
test_check__other_content(void **state)
{
	struct buf der = BUF_INIT(CADES_MAX);
	struct cades_make m = making();
	struct cades_result r;
	struct cades_input in;

	(void)state;
	make(&m, &der);
	in = looking(&der);
	in.content = span_of("<ASiCManifest />");
	check(&in, &r);
	assert_int_equal(r.digest, STAMP_NO);
	assert_int_equal(r.signature, STAMP_YES);
	refused(&r, CADES_FAULT_DIGEST);
	in.content.p = NULL;
	check(&in, &r);
	refused(&r, CADES_FAULT_CONTENT);
	buf_free(&der);
}

static void
test_stamp__refuses(void **state)
{
	struct buf answer = BUF_INIT(TOKEN_MAX);
	struct error e = ERROR_INIT;
	struct work w;
	size_t n;

	(void)state;
	work_begin(&w, false);
	n = w.der.n;
	assert_ok(signers_stamp(&who, "/", span_of("other"), &answer, &e),
	    &e);
	assert_fails(cades_stamp(&w.der, buf_span(&answer), &e), &e,
	    ERR_INPUT);
	assert_fails(cades_stamp(&w.der, span_of("x"), &e), &e, ERR_INPUT);
	assert_int_equal(w.der.n, n);
	stamp(&w.der);
	assert_fails(cades_stamp(&w.der, buf_span(&answer), &e), &e,
	    ERR_INPUT);
	buf_free(&answer);
	buf_free(&w.der);
	buf_free(&w.other);
}

/* How a list that names the signer is judged. */
static void
revoked(int64_t when, bool compromised, bool stamped,
    enum cades_revocation want)
{
	struct buf der = BUF_INIT(CADES_MAX), pem = BUF_INIT(PEM_MAX);
	struct cades_make m = making();
	struct error e = ERROR_INIT;
	struct cades_input in;
	struct cades_result r;

	assert_ok(signers_crl(&who, sealer_info(who.seal)->serial, when,
	    compromised, &pem, &e), &e);
	m.crl.p = NULL;
	make(&m, &der);
	if (stamped)
		stamp(&der);
	in = looking(&der);
	in.crl = buf_span(&pem);
	check(&in, &r);
	holds(&r);
	assert_int_equal(r.revocation, want);
	assert_int_equal(r.revoked_at, when / 1000 * 1000);
	cades_result_free(&r);
	buf_free(&der);
	buf_free(&pem);
}

static void
test_check__revoked(void **state)
{

	(void)state;
	revoked(who.now - HOUR, false, true, CADES_REVOCATION_REVOKED);
	revoked(who.now + HOUR, false, true, CADES_REVOCATION_LATER);
	revoked(who.now + HOUR, true, true, CADES_REVOCATION_REVOKED);
	/* Without a time-stamp nobody knows when it was signed. */
	revoked(who.now + HOUR, false, false, CADES_REVOCATION_REVOKED);
}

static void
test_check__no_list(void **state)
{
	struct buf der = BUF_INIT(CADES_MAX);
	struct cades_make m = making();
	struct cades_input in;
	struct cades_result r;

	(void)state;
	m.crl.p = NULL;
	make(&m, &der);
	in = looking(&der);
	check(&in, &r);
	holds(&r);
	assert_int_equal(r.revocation, CADES_REVOCATION_UNKNOWN);
	assert_int_equal(r.crl_same, STAMP_UNCHECKED);
	cades_result_free(&r);
	/* A list that has run out says nothing good. */
	in.crl = buf_span(&crl);
	in.now = who.now + 400 * 24 * HOUR;
	check(&in, &r);
	assert_int_equal(r.revocation, CADES_REVOCATION_UNKNOWN);
	cades_result_free(&r);
	buf_free(&der);
}

static void
test_check__untrusted(void **state)
{
	struct buf der = BUF_INIT(CADES_MAX);
	struct cades_make m = making();
	struct cades_input in;
	struct cades_result r;

	(void)state;
	make(&m, &der);
	stamp(&der);
	in = looking(&der);
	in.trust = in.stamp_trust = who.authorities;
	check(&in, &r);
	assert_true(cades_holds(&r));
	assert_int_equal(r.trust.state, TRUST_UNKNOWN);
	cades_result_free(&r);
	/* Judged as of the time-stamp, long after the certificate's end. */
	in = looking(&der);
	in.now = who.now + 20 * 366 * 24 * HOUR;
	check(&in, &r);
	holds(&r);
	assert_int_equal(r.at, r.stamp.gen_time);
	cades_result_free(&r);
	in.stamp_trust = who.roots;
	check(&in, &r);
	assert_int_equal(r.trust.state, TRUST_EXPIRED);
	cades_result_free(&r);
	buf_free(&der);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_make__detached),
		cmocka_unit_test(test_make__attached_receipt),
		cmocka_unit_test(test_make__refuses),
		cmocka_unit_test(test_make__openssl),
		cmocka_unit_test(test_make__other_keys),
		cmocka_unit_test(test_check__by_another_tool),
		cmocka_unit_test(test_check__other_content),
		cmocka_unit_test(test_stamp__refuses),
		cmocka_unit_test(test_check__revoked),
		cmocka_unit_test(test_check__no_list),
		cmocka_unit_test(test_check__untrusted),
	};

	return (cmocka_run_group_tests_name("cades", tests, group_setup,
	    group_teardown));
}
