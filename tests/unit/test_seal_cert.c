#include "store/base/time.h"
#include "store/seal/identity.h"
#include "tests/unit/unit.h"

static struct seal_identity own = IDENTITY_INIT;

static int
group_setup(void **state)
{
	struct identity_opts o = { .organization = "\303\211tude Ma\303\256tre "
	    "X", .domain = "a.example", .now = time_now() };
	struct error e = ERROR_INIT;

	(void)state;
	assert_ok(identity_make(&o, span_of("x"), &own, &e), &e);
	return (0);
}

static int
group_teardown(void **state)
{

	(void)state;
	identity_free(&own);
	return (0);
}

/* Join the two certificates by ${glue} and count what is read. */
static void
joined(const char *before, const char *glue, const char *after, size_t want)
{
	struct error e = ERROR_INIT;
	struct buf b = BUF_INIT(PEM_MAX);
	struct certs *c = NULL;

	buf_puts(&b, before);
	buf_putspan(&b, buf_span(&own.root_cert));
	buf_puts(&b, glue);
	buf_putspan(&b, buf_span(&own.root_cert));
	buf_puts(&b, after);
	assert_ok(certs_read_pem(buf_span(&b), &c, &e), &e);
	assert_int_equal(certs_count(c), want);
	certs_free(c);
	buf_free(&b);
}

static void
test_read__joints(void **state)
{

	(void)state;
	joined("", "", "", 2);
	joined("", "\n", "", 2);
	joined("\n\n", "\r\n\r\n", "\n\n", 2);
	joined("Bag Attributes\n", "subject=/CN=x\n", "the end", 2);
}

static void
test_read__refusals(void **state)
{
	struct error e = ERROR_INIT;
	struct buf b = BUF_INIT(PEM_MAX);
	struct certs *c = NULL;
	struct span root = buf_span(&own.root_cert);

	(void)state;
	assert_fails(certs_read_pem(span_of(""), &c, &e), &e, ERR_SYNTAX);
	assert_fails(certs_read_pem(span_of(NULL), &c, &e), &e, ERR_SYNTAX);
	assert_fails(certs_read_pem(span_of("x\n"), &c, &e), &e, ERR_SYNTAX);
	assert_fails(certs_read_pem(span_sub(root, 0, root.n - 10), &c, &e),
	    &e, ERR_SYNTAX);
	/* A key where certificates belong. */
	buf_putspan(&b, root);
	buf_putspan(&b, buf_span(&own.root_key));
	assert_fails(certs_read_pem(buf_span(&b), &c, &e), &e, ERR_SYNTAX);
	/* A letter of the base64 that is none. */
	buf_reset(&b);
	buf_putspan(&b, root);
	b.p[100] = '!';
	assert_fails(certs_read_pem(buf_span(&b), &c, &e), &e, ERR_SYNTAX);
	/* The DER cut to its first 48 bytes. */
	buf_reset(&b);
	buf_putspan(&b, span_sub(root, 0, 28 + 64));
	buf_puts(&b, "\n-----END CERTIFICATE-----\n");
	assert_fails(certs_read_pem(buf_span(&b), &c, &e), &e, ERR_SYNTAX);
	/* A whole block in a file that is not text. */
	buf_reset(&b);
	buf_put(&b, "PK\3\4\0\n", 6);
	buf_putspan(&b, root);
	assert_fails(certs_read_pem(buf_span(&b), &c, &e), &e, ERR_SYNTAX);
	assert_null(c);
	buf_free(&b);
}

static void
test_read__too_many(void **state)
{
	struct error e = ERROR_INIT;
	struct buf b = BUF_INIT(PEM_MAX);
	struct certs *c = NULL;
	size_t i;

	(void)state;
	for (i = 0; i <= CERTS_MAX; i++)
		buf_putspan(&b, buf_span(&own.root_cert));
	assert_ok(buf_ok(&b, &e), &e);
	assert_fails(certs_read_pem(buf_span(&b), &c, &e), &e, ERR_LIMIT);
	b.n -= own.root_cert.n;
	assert_ok(certs_read_pem(buf_span(&b), &c, &e), &e);
	assert_int_equal(certs_count(c), CERTS_MAX);
	certs_free(c);
	buf_free(&b);
}

static void
test_write__as_read(void **state)
{
	struct error e = ERROR_INIT;
	struct buf b = BUF_INIT(PEM_MAX);
	struct certs *c = NULL;

	(void)state;
	assert_ok(certs_read_pem(buf_span(&own.seal_chain), &c, &e), &e);
	assert_int_equal(certs_count(c), 2);
	assert_ok(certs_write_pem(&b, c, &e), &e);
	assert_true(span_eq(buf_span(&b), buf_span(&own.seal_chain)));
	assert_non_null(strstr(buf_str(&b),
	    "-----END CERTIFICATE-----\n\n-----BEGIN CERTIFICATE-----\n"));
	assert_true(span_ends(buf_span(&b), "-----END CERTIFICATE-----\n"));
	certs_free(c);
	buf_free(&b);
}

static void
test_info__fields(void **state)
{
	struct error e = ERROR_INIT;
	struct certs *c = NULL;
	struct cert_info info;

	(void)state;
	assert_ok(certs_read_pem(buf_span(&own.seal_chain), &c, &e), &e);
	assert_ok(certs_info(c, 0, &info, &e), &e);
	assert_string_equal(info.subject,
	    "CN=a.example,O=\303\211tude Ma\303\256tre X");
	assert_string_equal(info.issuer,
	    "CN=constat root,O=\303\211tude Ma\303\256tre X");
	assert_string_equal(info.name, "a.example");
	assert_int_equal(strlen(info.fingerprint), 64);
	assert_true(info.not_before < info.not_after);
	cert_info_free(&info);
	assert_null(info.subject);
	cert_info_free(NULL);
	certs_free(c);
	certs_free(NULL);
	assert_int_equal(certs_count(NULL), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read__joints),
		cmocka_unit_test(test_read__refusals),
		cmocka_unit_test(test_read__too_many),
		cmocka_unit_test(test_write__as_read),
		cmocka_unit_test(test_info__fields),
	};

	return (cmocka_run_group_tests(tests, group_setup, group_teardown));
}
