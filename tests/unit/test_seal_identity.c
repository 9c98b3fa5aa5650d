#include <openssl/x509.h>

#include "store/base/codec.h"
#include "store/base/time.h"
#include "store/seal/identity.h"
#include "store/seal/seal.h"
#include "store/seal/trust.h"
#include "tests/lib/tsa.h"
#include "tests/unit/unit.h"

#define PASS	"un mot de passe, l\303\240"
#define YEAR	(INT64_C(365) * 86400000)

static const char text[] =
    "sha256:676649fda732df4088d154f7e2dbe40515900134cf06eb1066a1d085f7bd29c4";
static char folder[64];
static struct seal_identity own = IDENTITY_INIT;
static struct identity_opts opts = {
	.organization = "Soci\303\251t\303\251 d'\305\222uvres & Fils",
	.domain = "sceau.example.org",
};

static void
path_of(const char *name, char path[static 128])
{

	(void)snprintf(path, 128, "%s/%s", folder, name);
}

static void
write_part(const char *name, struct span s)
{
	struct error e = ERROR_INIT;
	char path[128];

	path_of(name, path);
	assert_ok(io_write_file(path, s, 0600, &e), &e);
}

/* Run a shell command in the test's folder; what it fails with, -1. */
static int
shell(const char *command)
{
	char all[1024];
	const char *words[] = { "sh", "-c", all, NULL };

	(void)snprintf(all, sizeof(all), "cd %s && { %s; } 2>>log >&2", folder,
	    command);
	return (tsa_run(words, NULL));
}

static int
group_setup(void **state)
{
	struct error e = ERROR_INIT;

	(void)state;
	unit_folder(folder);
	opts.now = time_now();
	assert_ok(identity_make(&opts, span_of(PASS), &own, &e), &e);
	write_part("root.pem", buf_span(&own.root_cert));
	write_part("root.key", buf_span(&own.root_key));
	write_part("chain.pem", buf_span(&own.seal_chain));
	write_part("seal.key", buf_span(&own.seal_key));
	write_part("pass", span_of(PASS));
	write_part("text", span_of(text));
	return (0);
}

static int
group_teardown(void **state)
{

	(void)state;
	identity_free(&own);
	unit_folder_remove(folder);
	return (0);
}

static struct sealer *
open_own(void)
{
	struct error e = ERROR_INIT;
	struct sealer *s = NULL;

	assert_ok(sealer_open(buf_span(&own.seal_chain),
	    buf_span(&own.seal_key), span_of(PASS), &s, &e), &e);
	return (s);
}

static void
test_make__certificates(void **state)
{
	struct error e = ERROR_INIT;
	struct sealer *s = open_own();
	const struct cert_info *info = sealer_info(s);
	struct cert_info root;

	(void)state;
	assert_string_equal(info->subject,
	    "CN=sceau.example.org,O=Soci\303\251t\303\251 d'\305\222uvres & "
	    "Fils");
	assert_string_equal(sealer_domain(s), "sceau.example.org");
	assert_int_equal(certs_count(sealer_chain(s)), 2);
	assert_ok(certs_info(sealer_chain(s), 1, &root, &e), &e);
	assert_string_equal(info->issuer, root.subject);
	assert_string_equal(root.issuer, root.subject);
	assert_int_equal(opts.now / 1000 - info->not_before / 1000, 300);
	assert_int_equal((info->not_after - opts.now) / YEAR, 3);
	assert_int_equal((root.not_after - opts.now) / YEAR, 20);
	/* 128 random bits each. */
	assert_string_not_equal(info->serial, root.serial);
	assert_in_range(strlen(info->serial), 24, 32);
	cert_info_free(&root);
	sealer_free(s);
}

static void
test_make__stock_accepts(void **state)
{

	(void)state;
	assert_int_equal(shell("openssl verify -x509_strict -CAfile root.pem "
	    "chain.pem"), 0);
	/* As an expert would check CAdES made with it, no option added. */
	assert_int_equal(shell("openssl verify -purpose smimesign -CAfile "
	    "root.pem chain.pem"), 0);
	/* Never a web server, never an authority of its own. */
	assert_int_equal(shell("openssl verify -purpose sslserver -CAfile "
	    "root.pem chain.pem"), -1);
	assert_int_equal(shell("openssl x509 -in chain.pem -noout -checkhost "
	    "sceau.example.org | grep -q 'does match'"), 0);
	assert_int_equal(shell("openssl x509 -in root.pem -noout -ext "
	    "basicConstraints | grep -q 'CA:TRUE, pathlen:0'"), 0);
	assert_int_equal(shell("openssl pkey -in seal.key -passin file:pass "
	    "-noout && openssl pkey -in root.key -passin file:pass -noout"),
	    0);
	assert_int_equal(shell("openssl asn1parse -in seal.key | grep -q "
	    "scrypt"), 0);
	assert_int_equal(shell("openssl pkey -in seal.key -passin pass:x "
	    "-noout"), -1);
}

static void
test_make__cms_with_the_seal(void **state)
{

	(void)state;
	assert_int_equal(shell("openssl cms -sign -binary -cades -in text "
	    "-signer chain.pem -inkey seal.key -passin file:pass -outform DER "
	    "-out text.p7s && openssl cms -verify -binary -cades -inform DER "
	    "-in text.p7s -content text -CAfile root.pem -out said"), 0);
}

static void
test_make__bad_names(void **state)
{
	static const struct {
		const char *organization;
		const char *domain;
	} bad[] = {
		{ "", "a.example" }, { NULL, "a.example" },
		{ "a\nb", "a.example" }, { "\377", "a.example" },
		{ "12345678901234567890123456789012345678901234567890123456789"
		  "012345", "a.example" },
		{ "A", "" }, { "A", NULL }, { "A", "a b" }, { "A", "-a" },
		{ "A", "a-.b" }, { "A", "a..b" }, { "A", "a." },
		{ "A", "a,DNS:b" }, { "A", "\303\251.fr" },
	};
	struct identity_opts o = opts;
	struct seal_identity id = IDENTITY_INIT;
	struct error e = ERROR_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		o.organization = bad[i].organization;
		o.domain = bad[i].domain;
		assert_fails(identity_make(&o, span_of(PASS), &id, &e), &e,
		    ERR_INPUT);
	}
	assert_fails(identity_make(&opts, span_of(""), &id, &e), &e,
	    ERR_INPUT);
	assert_int_equal(id.seal_key.n, 0);
	identity_free(&id);
}

static void
test_make__longest_names(void **state)
{
	/* 64 characters of two bytes; a host too long for a common name. */
	char name[129], host[200];
	struct identity_opts o = opts;
	struct seal_identity id = IDENTITY_INIT;
	struct error e = ERROR_INIT;
	struct sealer *s;
	int i;

	(void)state;
	for (i = 0; i < 64; i++)
		memcpy(name + 2 * i, "\303\251", 3);
	for (i = 0; i < 3; i++)
		(void)snprintf(host + 31 * i, sizeof(host) - 31 * (size_t)i,
		    "a23456789012345678901234567890.");
	(void)snprintf(host + 93, sizeof(host) - 93, "fr");
	o.organization = name;
	o.domain = host;
	assert_ok(identity_make(&o, span_of(PASS), &id, &e), &e);
	assert_ok(sealer_open(buf_span(&id.seal_chain), buf_span(
	    &id.seal_key), span_of(PASS), &s, &e), &e);
	assert_null(sealer_info(s)->name);
	assert_string_equal(sealer_domain(s), host);
	sealer_free(s);
	identity_free(&id);
}

static void
test_open__refusals(void **state)
{
	struct error e = ERROR_INIT;
	struct seal_identity other = IDENTITY_INIT;
	struct sealer *s = NULL;
	struct span chain = buf_span(&own.seal_chain);
	struct span key = buf_span(&own.seal_key);

	(void)state;
	assert_fails(sealer_open(chain, key, span_of("x"), &s, &e), &e,
	    ERR_DENIED);
	assert_fails(sealer_open(chain, key, span_of(""), &s, &e), &e,
	    ERR_INPUT);
	assert_fails(sealer_open(chain, chain, span_of(PASS), &s, &e), &e,
	    ERR_SYNTAX);
	assert_fails(sealer_open(key, key, span_of(PASS), &s, &e), &e,
	    ERR_SYNTAX);
	assert_fails(sealer_open(chain, buf_span(&own.root_key),
	    span_of(PASS), &s, &e), &e, ERR_INPUT);
	assert_fails(sealer_open(chain, span_sub(key, 0, key.n / 2),
	    span_of(PASS), &s, &e), &e, ERR_SYNTAX);
	assert_null(s);
	identity_free(&other);
}

static void
test_open__key_in_the_clear(void **state)
{
	struct error e = ERROR_INIT;
	struct buf pem = BUF_INIT(PEM_MAX);
	struct sealer *s = NULL;
	char path[128];

	(void)state;
	assert_int_equal(shell("openssl pkey -in seal.key -passin file:pass "
	    "-out clear.key"), 0);
	path_of("clear.key", path);
	unit_read(path, &pem);
	assert_fails(sealer_open(buf_span(&own.seal_chain), buf_span(&pem),
	    span_of(PASS), &s, &e), &e, ERR_SYNTAX);
	buf_free(&pem);
}

static void
test_sign__holds(void **state)
{
	struct error e = ERROR_INIT;
	struct sealer *s = open_own();
	struct buf sig = BUF_INIT(4096), pem = BUF_INIT(PEM_MAX);
	struct seal_input in = { .text = span_of(text) };
	struct seal_result r;
	struct trust *t;
	struct trust_verdict v;

	(void)state;
	assert_ok(sealer_sign(s, span_of(text), &sig, &e), &e);
	assert_ok(certs_write_pem(&pem, sealer_chain(s), &e), &e);
	assert_true(span_eq(buf_span(&pem), buf_span(&own.seal_chain)));
	in.signature = buf_span(&sig);
	in.domain_cert = buf_span(&pem);
	in.domain = span_of(sealer_domain(s));
	assert_ok(seal_check(&in, &r, &e), &e);
	assert_int_equal(r.signature, SEAL_VALID);
	assert_true(r.standard);
	assert_true(r.domain_matches);
	assert_int_equal(r.faults_n, 0);
	assert_int_equal(r.key, SEAL_KEY_P256);
	assert_string_equal(r.fingerprint, sealer_info(s)->fingerprint);
	assert_ok(trust_new(&t, &e), &e);
	assert_ok(trust_add_pem(t, buf_span(&own.root_cert), "own", &e), &e);
	assert_ok(trust_judge(t, r.chain, NULL, TRUST_SEAL, opts.now, &v, &e),
	    &e);
	assert_int_equal(v.state, TRUST_OK);
	assert_string_equal(v.anchor_source, "own");
	trust_free(t);
	seal_result_free(&r);
	buf_free(&sig);
	buf_free(&pem);
	sealer_free(s);
}

/* Of the two forms of an ECDSA signature always the same one. */
static void
test_sign__lower(void **state)
{
	struct error e = ERROR_INIT;
	struct sealer *s = open_own();
	struct seal_input in = { .text = span_of(text) };
	struct seal_result r;
	struct buf sig = BUF_INIT(4096);
	int i;

	(void)state;
	in.domain_cert = buf_span(&own.seal_chain);
	in.domain = span_of(sealer_domain(s));
	/* Each of them would be high every other time. */
	for (i = 0; i < 40; i++) {
		buf_reset(&sig);
		assert_ok(sealer_sign(s, span_of(text), &sig, &e), &e);
		in.signature = buf_span(&sig);
		assert_ok(seal_check(&in, &r, &e), &e);
		assert_int_equal(r.signature, SEAL_VALID);
		assert_int_equal(r.encoding, SEAL_ENCODING_DER);
		assert_true(r.low);
		seal_result_free(&r);
	}
	buf_free(&sig);
	sealer_free(s);
}

/* What OpenSSL signs is valid either way, and told apart. */
static void
test_check__either(void **state)
{
	struct error e = ERROR_INIT;
	struct seal_input in = { .text = span_of(text) };
	struct seal_result r;
	struct buf der = BUF_INIT(4096), sig = BUF_INIT(4096);
	char path[128];
	int i, seen[2] = { 0, 0 };

	(void)state;
	in.domain_cert = buf_span(&own.seal_chain);
	in.domain = span_of("sceau.example.org");
	path_of("either.der", path);
	/* Neither kind fails to come up 64 times running. */
	for (i = 0; i < 64 && (seen[0] == 0 || seen[1] == 0); i++) {
		assert_int_equal(shell("openssl dgst -sha256 -sign seal.key "
		    "-passin file:pass -out either.der text"), 0);
		buf_reset(&der);
		buf_reset(&sig);
		unit_read(path, &der);
		codec_base64(&sig, buf_span(&der));
		in.signature = buf_span(&sig);
		assert_ok(seal_check(&in, &r, &e), &e);
		assert_int_equal(r.signature, SEAL_VALID);
		seen[r.low]++;
		seal_result_free(&r);
	}
	assert_true(seen[0] > 0 && seen[1] > 0);
	buf_free(&der);
	buf_free(&sig);
}

static void
test_sign__stock_verifies(void **state)
{
	struct error e = ERROR_INIT;
	struct sealer *s = open_own();
	struct buf sig = BUF_INIT(4096);

	(void)state;
	assert_ok(sealer_sign(s, span_of(text), &sig, &e), &e);
	write_part("sig.b64", buf_span(&sig));
	assert_int_equal(shell("openssl x509 -in chain.pem -pubkey -noout "
	    ">pub.pem && base64 -d sig.b64 >sig.der && openssl dgst -sha256 "
	    "-verify pub.pem -signature sig.der text"), 0);
	assert_int_equal(shell("echo x >>text && openssl dgst -sha256 -verify "
	    "pub.pem -signature sig.der text"), -1);
	write_part("text", span_of(text));
	buf_free(&sig);
	sealer_free(s);
}

static void
test_sign__only_digests(void **state)
{
	struct error e = ERROR_INIT;
	struct sealer *s = open_own();
	struct buf sig = BUF_INIT(4096);

	(void)state;
	assert_fails(sealer_sign(s, span_of("I owe you 100"), &sig, &e), &e,
	    ERR_INPUT);
	assert_fails(sealer_sign(s, span_sub(span_of(text), 0, 70), &sig, &e),
	    &e, ERR_INPUT);
	assert_int_equal(sig.n, 0);
	buf_free(&sig);
	sealer_free(s);
}

/* Two machines of one organization: roots of one name and two keys. */
static void
test_make__namesake(void **state)
{
	struct error e = ERROR_INIT;
	struct seal_identity other = IDENTITY_INIT;
	struct sealer *s = open_own();
	struct trust *t;
	struct trust_verdict v;

	(void)state;
	assert_ok(identity_make(&opts, span_of(PASS), &other, &e), &e);
	assert_ok(trust_new(&t, &e), &e);
	assert_ok(trust_add_pem(t, buf_span(&other.root_cert), "other", &e),
	    &e);
	assert_ok(trust_judge(t, sealer_chain(s), NULL, TRUST_SEAL, opts.now,
	    &v, &e), &e);
	assert_int_equal(v.state, TRUST_UNKNOWN);
	assert_ok(trust_add_pem(t, buf_span(&own.root_cert), "own", &e), &e);
	assert_ok(trust_judge(t, sealer_chain(s), NULL, TRUST_SEAL, opts.now,
	    &v, &e), &e);
	assert_int_equal(v.state, TRUST_OK);
	assert_string_equal(v.anchor_source, "own");
	trust_free(t);
	sealer_free(s);
	identity_free(&other);
}

static void
test_renew__under_the_same_root(void **state)
{
	struct error e = ERROR_INIT;
	struct seal_identity next = IDENTITY_INIT;
	struct identity_opts o = { .domain = "sceau.example.org",
	    .now = opts.now + 18 * YEAR };
	struct sealer *s, *was = open_own();
	struct cert_info root;

	(void)state;
	assert_ok(identity_renew(&o, buf_span(&own.root_cert),
	    buf_span(&own.root_key), span_of(PASS), &next, &e), &e);
	assert_int_equal(next.root_key.n, 0);
	assert_ok(sealer_open(buf_span(&next.seal_chain),
	    buf_span(&next.seal_key), span_of(PASS), &s, &e), &e);
	assert_string_equal(sealer_info(s)->subject,
	    sealer_info(was)->subject);
	assert_string_not_equal(sealer_info(s)->fingerprint,
	    sealer_info(was)->fingerprint);
	/* Never beyond the root's own life. */
	assert_ok(certs_info(sealer_chain(s), 1, &root, &e), &e);
	assert_int_equal(sealer_info(s)->not_after, root.not_after);
	cert_info_free(&root);
	sealer_free(s);
	sealer_free(was);
	identity_free(&next);
}

static void
test_renew__refusals(void **state)
{
	struct error e = ERROR_INIT;
	struct seal_identity next = IDENTITY_INIT;
	struct identity_opts o = { .domain = "sceau.example.org",
	    .now = opts.now };

	(void)state;
	assert_fails(identity_renew(&o, buf_span(&own.root_cert),
	    buf_span(&own.root_key), span_of("x"), &next, &e), &e, ERR_DENIED);
	assert_fails(identity_renew(&o, buf_span(&own.root_cert),
	    buf_span(&own.seal_key), span_of(PASS), &next, &e), &e, ERR_INPUT);
	o.now += 21 * YEAR;
	assert_fails(identity_renew(&o, buf_span(&own.root_cert),
	    buf_span(&own.root_key), span_of(PASS), &next, &e), &e, ERR_INPUT);
	identity_free(&next);
}

/* Make own.p12 with ${options} and read it. */
static void
pack(const char *options, const char *name, struct buf *p12)
{
	char command[512], path[128];

	(void)snprintf(command, sizeof(command), "openssl pkcs12 -export "
	    "-passout pass:secret %s -out %s", options, name);
	assert_int_equal(shell(command), 0);
	path_of(name, path);
	unit_read(path, p12);
}

static void
test_import__own_certificate(void **state)
{
	struct error e = ERROR_INIT;
	struct buf p12 = BUF_INIT(PKCS12_MAX), sig = BUF_INIT(4096);
	struct seal_identity id = IDENTITY_INIT;
	struct sealer *s;

	(void)state;
	pack("-inkey seal.key -passin file:pass -in chain.pem -certfile "
	    "root.pem", "own.p12", &p12);
	assert_ok(identity_import(buf_span(&p12), span_of("secret"),
	    span_of("new"), &id, &e), &e);
	assert_true(span_eq(buf_span(&id.seal_chain),
	    buf_span(&own.seal_chain)));
	assert_int_equal(id.root_cert.n, 0);
	assert_ok(sealer_open(buf_span(&id.seal_chain), buf_span(
	    &id.seal_key), span_of("new"), &s, &e), &e);
	assert_ok(sealer_sign(s, span_of(text), &sig, &e), &e);
	sealer_free(s);
	identity_free(&id);
	assert_fails(identity_import(buf_span(&p12), span_of("wrong"),
	    span_of("new"), &id, &e), &e, ERR_DENIED);
	assert_fails(identity_import(buf_span(&p12), span_of(""),
	    span_of("new"), &id, &e), &e, ERR_DENIED);
	assert_fails(identity_import(span_of("hello"), span_of("secret"),
	    span_of("new"), &id, &e), &e, ERR_SYNTAX);
	assert_fails(identity_import(span_sub(buf_span(&p12), 0, 100),
	    span_of("secret"), span_of("new"), &id, &e), &e, ERR_SYNTAX);
	identity_free(&id);
	buf_free(&p12);
	buf_free(&sig);
}

static void
test_import__rsa(void **state)
{
	struct error e = ERROR_INIT;
	struct buf p12 = BUF_INIT(PKCS12_MAX), sig = BUF_INIT(4096);
	struct seal_identity id = IDENTITY_INIT;
	struct seal_input in = { .text = span_of(text) };
	struct seal_result r;
	struct sealer *s;

	(void)state;
	assert_int_equal(shell("openssl req -x509 -newkey rsa:2048 -nodes "
	    "-keyout r.key -out r.pem -subj /CN=r.example -days 9"), 0);
	pack("-inkey r.key -in r.pem", "r.p12", &p12);
	assert_ok(identity_import(buf_span(&p12), span_of("secret"),
	    span_of("new"), &id, &e), &e);
	assert_ok(sealer_open(buf_span(&id.seal_chain), buf_span(
	    &id.seal_key), span_of("new"), &s, &e), &e);
	assert_string_equal(sealer_domain(s), "r.example");
	assert_ok(sealer_sign(s, span_of(text), &sig, &e), &e);
	in.signature = buf_span(&sig);
	in.domain_cert = buf_span(&id.seal_chain);
	in.domain = span_of("r.example");
	assert_ok(seal_check(&in, &r, &e), &e);
	assert_int_equal(r.signature, SEAL_VALID);
	assert_int_equal(r.key, SEAL_KEY_RSA);
	assert_true(r.domain_by_name);
	seal_result_free(&r);
	sealer_free(s);
	identity_free(&id);
	buf_free(&p12);
	buf_free(&sig);
}

static void
test_import__p384(void **state)
{
	struct error e = ERROR_INIT;
	struct buf p12 = BUF_INIT(PKCS12_MAX), sig = BUF_INIT(4096);
	struct seal_identity id = IDENTITY_INIT;
	struct seal_input in = { .text = span_of(text) };
	struct seal_result r;
	struct sealer *s;
	int i;

	(void)state;
	assert_int_equal(shell("openssl req -x509 -newkey ec -pkeyopt "
	    "ec_paramgen_curve:P-384 -nodes -keyout p.key -out p.pem -subj "
	    "/CN=p.example -days 9"), 0);
	pack("-inkey p.key -in p.pem", "p.p12", &p12);
	assert_ok(identity_import(buf_span(&p12), span_of("secret"),
	    span_of("new"), &id, &e), &e);
	assert_ok(sealer_open(buf_span(&id.seal_chain), buf_span(
	    &id.seal_key), span_of("new"), &s, &e), &e);
	in.domain_cert = buf_span(&id.seal_chain);
	in.domain = span_of("p.example");
	for (i = 0; i < 10; i++) {
		buf_reset(&sig);
		assert_ok(sealer_sign(s, span_of(text), &sig, &e), &e);
		in.signature = buf_span(&sig);
		assert_ok(seal_check(&in, &r, &e), &e);
		assert_int_equal(r.signature, SEAL_VALID);
		assert_int_equal(r.key, SEAL_KEY_P384);
		assert_true(r.low);
		seal_result_free(&r);
	}
	sealer_free(s);
	identity_free(&id);
	buf_free(&p12);
	buf_free(&sig);
}

static void
test_import__refused_keys(void **state)
{
	struct error e = ERROR_INIT;
	struct buf p12 = BUF_INIT(PKCS12_MAX);
	struct seal_identity id = IDENTITY_INIT;

	(void)state;
	assert_int_equal(shell("openssl req -x509 -newkey ed25519 -nodes "
	    "-keyout e.key -out e.pem -subj /CN=e.example -days 9"), 0);
	pack("-inkey e.key -in e.pem", "e.p12", &p12);
	assert_fails(identity_import(buf_span(&p12), span_of("secret"),
	    span_of("new"), &id, &e), &e, ERR_UNSUPPORTED);
	buf_reset(&p12);
	pack("-nokeys -in root.pem", "n.p12", &p12);
	assert_fails(identity_import(buf_span(&p12), span_of("secret"),
	    span_of("new"), &id, &e), &e, ERR_INPUT);
	/* A root's key is not for sealing. */
	buf_reset(&p12);
	pack("-inkey root.key -passin file:pass -in root.pem", "c.p12", &p12);
	assert_fails(identity_import(buf_span(&p12), span_of("secret"),
	    span_of("new"), &id, &e), &e, ERR_INPUT);
	assert_int_equal(id.seal_key.n, 0);
	identity_free(&id);
	buf_free(&p12);
}

static void
test_import__legacy_cipher(void **state)
{
	struct error e = ERROR_INIT;
	struct buf p12 = BUF_INIT(PKCS12_MAX);
	struct seal_identity id = IDENTITY_INIT;

	(void)state;
	/* Needs OpenSSL's legacy module to be made. */
	if (shell("openssl pkcs12 -export -legacy -passout pass:secret -inkey "
	    "seal.key -passin file:pass -in chain.pem -out l.p12") != 0) {
		print_message("SKIP: no legacy provider\n");
		skip();
	}
	pack("-legacy -inkey seal.key -passin file:pass -in chain.pem",
	    "l.p12", &p12);
	assert_fails(identity_import(buf_span(&p12), span_of("secret"),
	    span_of("new"), &id, &e), &e, ERR_UNSUPPORTED);
	identity_free(&id);
	buf_free(&p12);
}

static void
test_identity__operator_is_the_roots(void **state)
{
	struct identity_operator o = { "Ana \303\211tienne", opts.now };
	struct seal_identity id = IDENTITY_INIT;
	struct identity_revoked gone = { .when = opts.now };
	struct buf crl = BUF_INIT(PEM_MAX);
	struct sealer *s = NULL;
	struct error e = ERROR_INIT;
	const char *const bad[] = { "", "a\nb", "\377",
	    "12345678901234567890123456789012345678901234567890123456789012345"
	};
	size_t i;

	(void)state;
	assert_ok(identity_operator(&o, buf_span(&own.root_cert),
	    buf_span(&own.root_key), span_of(PASS), span_of("autre"), &id,
	    &e), &e);
	write_part("ana.pem", buf_span(&id.seal_chain));
	write_part("ana.key", buf_span(&id.seal_key));
	assert_int_equal(shell("openssl verify -x509_strict -CAfile root.pem "
	    "ana.pem && openssl pkey -in ana.key -passin pass:autre -noout && "
	    "openssl x509 -in ana.pem -noout -text >ana.txt && "
	    "grep -q 'CA:FALSE' ana.txt && grep -q 'Non Repudiation' ana.txt "
	    "&& ! grep -q DNS: ana.txt"), 0);
	/* Its own passphrase, not the root's. */
	assert_int_equal(sealer_open(buf_span(&id.seal_chain),
	    buf_span(&id.seal_key), span_of(PASS), &s, &e), -1);
	assert_int_equal(e.code, ERR_DENIED);
	error_clear(&e);
	assert_ok(sealer_open(buf_span(&id.seal_chain),
	    buf_span(&id.seal_key), span_of("autre"), &s, &e), &e);
	assert_string_equal(sealer_info(s)->name, o.name);
	/* Nobody revoked; then the operator. */
	assert_ok(identity_crl(buf_span(&own.root_cert),
	    buf_span(&own.root_key), span_of(PASS), NULL, 0, opts.now, &crl,
	    &e), &e);
	write_part("none.crl", buf_span(&crl));
	buf_reset(&crl);
	gone.serial = sealer_info(s)->serial;
	gone.compromised = true;
	assert_ok(identity_crl(buf_span(&own.root_cert),
	    buf_span(&own.root_key), span_of(PASS), &gone, 1, opts.now, &crl,
	    &e), &e);
	write_part("gone.crl", buf_span(&crl));
	assert_int_equal(shell("openssl verify -crl_check -CAfile root.pem "
	    "-CRLfile none.crl ana.pem"), 0);
	assert_int_not_equal(shell("openssl verify -crl_check -CAfile "
	    "root.pem -CRLfile gone.crl ana.pem"), 0);
	assert_int_equal(shell("openssl crl -in gone.crl -noout -text | "
	    "grep -q 'Key Compromise'"), 0);
	gone.serial = "xyz";
	assert_int_equal(identity_crl(buf_span(&own.root_cert),
	    buf_span(&own.root_key), span_of(PASS), &gone, 1, opts.now, &crl,
	    &e), -1);
	error_clear(&e);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		o.name = bad[i];
		assert_int_equal(identity_operator(&o,
		    buf_span(&own.root_cert), buf_span(&own.root_key),
		    span_of(PASS), span_of("autre"), &id, &e), -1);
		assert_int_equal(e.code, ERR_INPUT);
		error_clear(&e);
	}
	sealer_free(s);
	identity_free(&id);
	buf_free(&crl);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity__operator_is_the_roots),
		cmocka_unit_test(test_make__certificates),
		cmocka_unit_test(test_make__stock_accepts),
		cmocka_unit_test(test_make__cms_with_the_seal),
		cmocka_unit_test(test_make__bad_names),
		cmocka_unit_test(test_make__longest_names),
		cmocka_unit_test(test_make__namesake),
		cmocka_unit_test(test_open__refusals),
		cmocka_unit_test(test_open__key_in_the_clear),
		cmocka_unit_test(test_sign__holds),
		cmocka_unit_test(test_sign__lower),
		cmocka_unit_test(test_check__either),
		cmocka_unit_test(test_sign__stock_verifies),
		cmocka_unit_test(test_sign__only_digests),
		cmocka_unit_test(test_renew__under_the_same_root),
		cmocka_unit_test(test_renew__refusals),
		cmocka_unit_test(test_import__own_certificate),
		cmocka_unit_test(test_import__rsa),
		cmocka_unit_test(test_import__p384),
		cmocka_unit_test(test_import__refused_keys),
		cmocka_unit_test(test_import__legacy_cipher),
	};

	return (cmocka_run_group_tests(tests, group_setup, group_teardown));
}
