/*
 * Files of other tools, and files derived from them, in ../shared/vectors:
 * the verdict that vectors.tsv expects, read in place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/wacz/manifest.h"
#include "verify/verify.h"

#define VECTORS	"../shared/vectors/"
#define TSA	VECTORS "tsr/ca/freetsa-2016-rsa-chain.pem"
#define NOW	INT64_C(1795219200000)		/* 2026-11-21T00:00:00Z */
#define BEGIN	"-----BEGIN CERTIFICATE-----"

/* The last certificate of the seal's chain; empty where there is none. */
static void
last_certificate(const char *path, struct buf *out)
{
	struct buf file = BUF_INIT(JSON_FILE_MAX);
	struct manifest_digest *d = NULL;
	enum zip_content content;
	struct zip *z = NULL;
	const char *p, *last = NULL;
	ptrdiff_t i;
	int fd;

	assert_int_equal(io_open_read(path, &fd, NULL), 0);
	assert_int_equal(zip_open(fd, &z, NULL), 0);
	if ((i = zip_find(z, span_of(MANIFEST_DIGEST_NAME))) >= 0) {
		assert_int_equal(zip_entry_whole(z, (size_t)i, &file,
		    &content, NULL), 0);
		assert_int_equal(manifest_digest_read(buf_span(&file), &d,
		    NULL), 0);
		p = d->seal.domain_cert;
		while (p != NULL && (p = strstr(p, BEGIN)) != NULL)
			last = p++;
		if (last != NULL)
			buf_puts(out, last);
	}
	manifest_digest_free(d);
	zip_free(z);
	(void)close(fd);
	buf_free(&file);
}

static enum verdict
check(const char *path, bool trust, struct verify_report *r)
{
	struct buf pem = BUF_INIT(PEM_MAX);
	struct policy *p;

	assert_non_null(p = policy_new(NOW, NULL));
	assert_int_equal(policy_trust_tsa(p, TSA, NULL), 0);
	if (trust) {
		last_certificate(path, &pem);
		assert_true(pem.n > 0);
		assert_int_equal(policy_trust_own(p, buf_span(&pem), NULL), 0);
	}
	assert_int_equal(verify_file(p, path, r, NULL), 0);
	policy_free(p);
	buf_free(&pem);
	return (r->verdict);
}

static enum verdict
expected(const char *word)
{

	if (strncmp(word, "VALID-DOMAIN", 12) == 0)
		return (VERDICT_HOLDS);
	if (strncmp(word, "VALID", 5) == 0 ||
	    strncmp(word, "SIG-VALID", 9) == 0)
		return (VERDICT_UNESTABLISHED);
	if (strncmp(word, "REJECT", 6) == 0)
		return (VERDICT_UNDECIDED);
	return (VERDICT_ALTERED);
}

static void
explain(const char *path, const struct verify_report *r, enum verdict want)
{
	struct buf text = BUF_INIT(MIB);

	if (r->verdict == want)
		return;
	(void)report_text(&text, r, NULL);
	/* Longer than cmocka's own messages may be. */
	(void)fprintf(stderr, "%s: want %s\n%s\n", path, verdict_name(want),
	    buf_str(&text));
	buf_free(&text);
}

static void
test_vectors__verdicts(void **state)
{
	char line[4096], path[512], *verdict, *tab;
	struct verify_report r;
	enum verdict want;
	int n = 0, wrong = 0, i;
	FILE *f;

	(void)state;
	if ((f = fopen(VECTORS "vectors.tsv", "r")) == NULL)
		skip();
	while (fgets(line, sizeof(line), f) != NULL) {
		if (strncmp(line, "wacz/", 5) != 0 &&
		    strncmp(line, "derived/", 8) != 0)
			continue;
		assert_non_null(tab = strchr(line, '\t'));
		(void)snprintf(path, sizeof(path), VECTORS "%.*s",
		    (int)(tab - line), line);
		for (verdict = tab, i = 0; i < 3 && verdict != NULL; i++)
			verdict = strchr(verdict + 1, '\t');
		assert_non_null(verdict++);
		want = expected(verdict);
		(void)check(path, want == VERDICT_HOLDS, &r);
		explain(path, &r, want);
		wrong += r.verdict != want;
		verify_report_free(&r);
		n++;
	}
	(void)fclose(f);
	assert_true(n >= 30);
	assert_int_equal(wrong, 0);
}

/* The same file, and nobody vouches for its signer. */
static void
test_vectors__unknown_signer(void **state)
{
	struct verify_report r;

	(void)state;
	if (access(TSA, R_OK) != 0)
		skip();
	assert_int_equal(check(VECTORS "wacz/authsign-valid_signed_example_1"
	    ".wacz", false, &r), VERDICT_UNESTABLISHED);
	assert_true(r.time.trusted);
	assert_false(r.signer.trusted);
	assert_int_equal(r.signer.form, SIGNER_DOMAIN);
	verify_report_free(&r);
}

/* What holds names its signer, its authority and its times. */
static void
test_vectors__report(void **state)
{
	struct verify_report r;
	struct buf json = BUF_INIT(MIB);

	(void)state;
	if (access(TSA, R_OK) != 0)
		skip();
	assert_int_equal(check(VECTORS "wacz/authsign-valid_signed_example_1"
	    ".wacz", true, &r), VERDICT_HOLDS);
	assert_true(r.signer.trusted);
	assert_true(r.signer.own);
	assert_int_equal(r.time.stamped / 1000, 1642532412);
	assert_int_equal(report_json(&json, &r, NULL), 0);
	assert_non_null(strstr(buf_str(&json), "\"verdict\":\"holds\""));
	assert_non_null(strstr(buf_str(&json), "\"form\":\"domain\""));
	buf_free(&json);
	verify_report_free(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors__verdicts),
		cmocka_unit_test(test_vectors__unknown_signer),
		cmocka_unit_test(test_vectors__report),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
