#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/wacz/manifest.h"
#include "tests/unit/zip_forge.h"

#define HASH	"e3b0c44298fc1c149afbf4c8996fb924" \
	"27ae41e4649b934ca495991b7852b855"
#define RES	"{\"name\":\"a\",\"path\":\"pages/a\"," \
	"\"hash\":\"sha256:" HASH "\",\"bytes\":0}"
#define HEAD	"\"profile\":\"data-package\",\"wacz_version\":\"1.1.1\"," \
	"\"created\":\"2026-01-02T03:04:05Z\","

static struct manifest *
reads(const char *text)
{
	struct error e = ERROR_INIT;
	struct manifest *m;

	if (manifest_read(span_of(text), &m, &e) != 0)
		fail_msg("%s", e.text);
	return (m);
}

/* The faults are of these kinds, in this order. */
static void
faults_are(const struct manifest_faults *f, const enum manifest_fault_kind *k,
    size_t n, const char *what)
{
	size_t i;

	for (i = 0; i < manifest_faults_count(f); i++)
		if (i >= n || manifest_faults_get(f, i)->kind != k[i])
			fail_msg("%s: %s: %s", what, manifest_fault_name(
			    manifest_faults_get(f, i)->kind),
			    manifest_faults_get(f, i)->text);
	if (manifest_faults_count(f) != n)
		fail_msg("%s: no %s", what, manifest_fault_name(k[i]));
}

static void
test_read__ours(void **state)
{
	struct manifest *m = reads("{" HEAD "\"software\":\"constat 0.1.0\","
	    "\"title\":\"T\\u00e9\",\"mainPageUrl\":\"https://a.example/\","
	    "\"resources\":[" RES "],"
	    "\"constat\":{\"format\":1,\"timestamp\":\"requested\","
	    "\"certificates\":[\"sha256:" HASH "\"]}}");
	int64_t t;

	(void)state;
	faults_are(m->faults, NULL, 0, "ours");
	assert_int_equal(time_of_civil(2026, 1, 2, 3, 4, 5, &t), 0);
	assert_true(m->created_ms == t);
	assert_string_equal(m->title, "T\xc3\xa9");
	assert_string_equal(m->main_page_url, "https://a.example/");
	assert_null(m->main_page_date);
	assert_int_equal(m->n, 1);
	assert_string_equal(m->resources[0].path, "pages/a");
	assert_int_equal(m->resources[0].alg, DIGEST_SHA256);
	assert_int_equal(m->resources[0].hash_n, 32);
	assert_int_equal(m->resources[0].hash[0], 0xe3);
	assert_int_equal(m->resources[0].bytes, 0);
	assert_true(m->constat);
	assert_int_equal(m->stamp, MANIFEST_STAMP_REQUESTED);
	assert_false(m->old || m->newer);
	manifest_free(m);
	manifest_free(NULL);
}

struct one {
	const char *text;
	enum manifest_fault_kind want[3];
	size_t n;
};

static const struct one ones[] = {
	{ "", { MANIFEST_JSON }, 1 },
	{ "[1]", { MANIFEST_JSON }, 1 },
	{ "{\"a\":1,\"a\":2}", { MANIFEST_JSON }, 1 },
	{ "{\"a\":1} x", { MANIFEST_JSON }, 1 },
	{ "{\"profile\":\"tabular\",\"resources\":[" RES "]}",
	    { MANIFEST_PROFILE, MANIFEST_VERSION_ABSENT,
	    MANIFEST_CREATED_ABSENT }, 3 },
	{ "{\"profile\":\"data-package\",\"wacz_version\":\"one\","
	    "\"created\":\"yesterday\",\"resources\":[" RES "]}",
	    { MANIFEST_VERSION, MANIFEST_CREATED }, 2 },
	{ "{" HEAD "\"title\":5,\"resources\":[" RES "]}",
	    { MANIFEST_TYPE }, 1 },
	{ "{" HEAD "\"resources\":[]}", { MANIFEST_RESOURCES }, 1 },
	{ "{" HEAD "\"resources\":{}}", { MANIFEST_RESOURCES }, 1 },
	{ "{" HEAD "\"resources\":[7]}", { MANIFEST_RESOURCE }, 1 },
	{ "{" HEAD "\"resources\":[" RES "," RES "]}",
	    { MANIFEST_PATH_TWICE, MANIFEST_NAME_TWICE }, 2 },
	{ "{" HEAD "\"resources\":[{\"path\":\"a/../b\",\"bytes\":1,"
	    "\"hash\":\"sha256:" HASH "\"}]}", { MANIFEST_PATH_UNSAFE }, 1 },
	{ "{" HEAD "\"resources\":[{\"path\":\"https://x.example/a\","
	    "\"bytes\":1,\"hash\":\"sha256:" HASH "\"}]}",
	    { MANIFEST_PATH_UNSAFE }, 1 },
	{ "{" HEAD "\"resources\":[{\"path\":\"datapackage.json\",\"bytes\":1,"
	    "\"hash\":\"sha256:" HASH "\"}]}", { MANIFEST_PATH_ITSELF }, 1 },
	{ "{" HEAD "\"resources\":[{\"path\":\"a\",\"bytes\":1}]}",
	    { MANIFEST_HASH_ABSENT }, 1 },
	{ "{" HEAD "\"resources\":[{\"path\":\"a\",\"bytes\":1,"
	    "\"hash\":\"sha-256:" HASH "\"}]}", { MANIFEST_HASH_ALG }, 1 },
	{ "{" HEAD "\"resources\":[{\"path\":\"a\",\"bytes\":1,"
	    "\"hash\":\"md5:d41d8cd98f00b204e9800998ecf8427e\"}]}",
	    { MANIFEST_HASH_ALG }, 1 },
	{ "{" HEAD "\"resources\":[{\"path\":\"a\",\"bytes\":1,"
	    "\"hash\":\"" HASH "\"}]}", { MANIFEST_HASH_ALG }, 1 },
	{ "{" HEAD "\"resources\":[{\"path\":\"a\",\"bytes\":1,"
	    "\"hash\":\"sha512:" HASH "\"}]}", { MANIFEST_HASH }, 1 },
	{ "{" HEAD "\"resources\":[{\"path\":\"a\",\"bytes\":1,"
	    "\"hash\":\"sha256:zz\"}]}", { MANIFEST_HASH }, 1 },
	{ "{" HEAD "\"resources\":[{\"path\":\"a\","
	    "\"hash\":\"sha256:" HASH "\"}]}", { MANIFEST_BYTES_ABSENT }, 1 },
	{ "{" HEAD "\"resources\":[{\"path\":\"a\",\"bytes\":\"1\","
	    "\"hash\":\"sha256:" HASH "\"}]}", { MANIFEST_BYTES }, 1 },
	{ "{" HEAD "\"resources\":[{\"path\":\"a\",\"bytes\":-1,"
	    "\"hash\":\"sha256:" HASH "\"}]}", { MANIFEST_BYTES }, 1 },
	{ "{" HEAD "\"resources\":[{\"path\":\"a\",\"bytes\":1.0,"
	    "\"hash\":\"sha256:" HASH "\"}]}", { MANIFEST_BYTES }, 1 },
	{ "{" HEAD "\"resources\":[" RES "],\"constat\":{\"format\":1}}",
	    { MANIFEST_CONSTAT }, 1 },
	{ "{" HEAD "\"resources\":[" RES "],\"constat\":{\"format\":1,"
	    "\"timestamp\":\"off\",\"more\":1}}", { MANIFEST_CONSTAT }, 1 },
	{ "{" HEAD "\"resources\":[" RES "],\"constat\":{\"format\":1,"
	    "\"timestamp\":\"off\"}}", { MANIFEST_CONSTAT }, 1 },
	{ "{" HEAD "\"resources\":[" RES "],\"constat\":{\"format\":1,"
	    "\"timestamp\":\"off\",\"certificates\":\"sha256:" HASH "\"}}",
	    { MANIFEST_CONSTAT }, 1 },
	{ "{" HEAD "\"resources\":[" RES "],\"constat\":{\"format\":1,"
	    "\"timestamp\":\"off\",\"certificates\":[\"sha256:" HASH
	    "\",7]}}", { MANIFEST_CONSTAT }, 1 },
	{ "{" HEAD "\"resources\":[" RES "],\"constat\":{\"format\":1,"
	    "\"timestamp\":\"off\",\"certificates\":[\"sha256:E" HASH
	    "\"]}}", { MANIFEST_CONSTAT }, 1 },
	{ "{" HEAD "\"resources\":[" RES "],\"constat\":7}",
	    { MANIFEST_CONSTAT }, 1 },
};

static void
test_read__faults(void **state)
{
	struct manifest *m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ones) / sizeof(ones[0]); i++) {
		m = reads(ones[i].text);
		faults_are(m->faults, ones[i].want, ones[i].n, ones[i].text);
		manifest_free(m);
	}
}

/* The form of early py-wacz. */
static void
test_read__stats(void **state)
{
	struct manifest *m = reads("{" HEAD "\"resources\":[{\"path\":\"a/b\","
	    "\"stats\":{\"hash\":\"" HASH "\",\"bytes\":7},"
	    "\"hashing\":\"sha256\"}]}");

	(void)state;
	faults_are(m->faults, NULL, 0, "stats");
	assert_int_equal(m->resources[0].alg, DIGEST_SHA256);
	assert_int_equal(m->resources[0].bytes, 7);
	manifest_free(m);
}

static void
version_case(const char *version, bool old, bool newer)
{
	char text[400];
	struct manifest *m;

	(void)snprintf(text, sizeof(text), "{\"profile\":\"data-package\","
	    "\"wacz_version\":\"%s\",\"created\":\"2026-01-02T03:04:05Z\","
	    "\"resources\":[" RES "]}", version);
	m = reads(text);
	faults_are(m->faults, NULL, 0, version);
	assert_int_equal(m->old, old);
	assert_int_equal(m->newer, newer);
	manifest_free(m);
}

static void
test_read__versions(void **state)
{
	struct manifest *m;

	(void)state;
	version_case("1.0.0", false, false);
	version_case("1.1.0", false, false);
	version_case("1.1", false, false);
	version_case("0.1.0", true, false);
	version_case("1.2.0", false, true);
	version_case("2.0.0", false, true);
	m = reads("{" HEAD "\"resources\":[" RES "],\"constat\":"
	    "{\"format\":2,\"timestamp\":\"other\"}}");
	assert_true(m->constat && m->newer);
	faults_are(m->faults, NULL, 0, "format 2");
	manifest_free(m);
}

static void
test_read__limits(void **state)
{
	struct error e = ERROR_INIT;
	struct manifest *m;
	char *deep = calloc(1, 4096), *large = calloc(1, MANIFEST_FILE_MAX + 2);

	(void)state;
	assert_true(deep != NULL && large != NULL);
	memset(deep, '[', 4095);
	assert_int_equal(manifest_read(span_of(deep), &m, &e), -1);
	assert_int_equal(e.code, ERR_LIMIT);
	error_clear(&e);
	memset(large, ' ', MANIFEST_FILE_MAX + 1);
	assert_int_equal(manifest_read(span_of(large), &m, &e), -1);
	assert_int_equal(e.code, ERR_LIMIT);
	free(deep);
	free(large);
}

static struct zip *
forge_zip(struct forged *f, size_t n, int *fd)
{
	struct forge z = { .comment = NULL };
	struct zip *zip;

	forge(&z, f, n);
	*fd = forge_fd(buf_span(&z.out));
	assert_int_equal(zip_open(*fd, &zip, NULL), 0);
	buf_free(&z.out);
	return (zip);
}

static void
test_match__missing_unlisted_size(void **state)
{
	static const enum manifest_fault_kind want[] = { MANIFEST_SIZE,
		MANIFEST_DEFLATED, MANIFEST_MISSING, MANIFEST_UNLISTED };
	struct forged f[] = { { .name = "pages/a", .data = "x" },
		{ .name = "archive/b.warc.gz", .data = "y", .method = 8 },
		{ .name = "extra/c", .data = "z" },
		{ .name = "extra/", .data = "", .mode = 040755 },
		{ .name = "datapackage.json", .data = "{}" },
		{ .name = "datapackage-digest.json", .data = "{}" } };
	struct manifest *m = reads("{" HEAD "\"resources\":[" RES ","
	    "{\"path\":\"archive/b.warc.gz\",\"hash\":\"sha256:" HASH "\","
	    "\"bytes\":1},{\"path\":\"gone/d\",\"hash\":\"sha256:" HASH "\","
	    "\"bytes\":1}]}");
	struct zip *z;
	int fd;

	(void)state;
	z = forge_zip(f, 6, &fd);
	assert_null(manifest_resource_of(m, 0));
	assert_int_equal(manifest_match(m, z, NULL), 0);
	faults_are(m->faults, want, 4, "match");
	assert_int_equal(manifest_faults_get(m->faults, 0)->entry, 0);
	assert_int_equal(manifest_faults_get(m->faults, 2)->resource, 2);
	assert_int_equal(manifest_faults_get(m->faults, 3)->entry, 2);
	assert_ptr_equal(manifest_resource_of(m, 1), &m->resources[1]);
	assert_null(manifest_resource_of(m, 2));
	assert_null(manifest_resource_of(m, 99));
	assert_int_equal(m->resources[1].entry, 1);
	assert_int_equal(m->resources[2].entry, -1);
	assert_true(manifest_faults_bad(m->faults));
	assert_int_equal(wacz_kind(z), WACZ_KIND_PACKAGE);
	zip_free(z);
	(void)close(fd);
	manifest_free(m);
}

static void
test_kind__old_and_other(void **state)
{
	struct forged f = { .name = "webarchive.yaml", .data = "x" };
	struct zip *z;
	int fd;

	(void)state;
	z = forge_zip(&f, 1, &fd);
	assert_int_equal(wacz_kind(z), WACZ_KIND_OLD);
	zip_free(z);
	(void)close(fd);
	f.name = "readme.txt";
	z = forge_zip(&f, 1, &fd);
	assert_int_equal(wacz_kind(z), WACZ_KIND_OTHER);
	zip_free(z);
	(void)close(fd);
}

static struct manifest_digest *
reads_digest(const char *text)
{
	struct error e = ERROR_INIT;
	struct manifest_digest *d;

	if (manifest_digest_read(span_of(text), &d, &e) != 0)
		fail_msg("%s", e.text);
	return (d);
}

static void
test_digest__domain_form(void **state)
{
	struct manifest_digest *d = reads_digest(
	    "{\"path\":\"datapackage.json\",\"hash\":\"sha256:" HASH "\","
	    "\"signedData\":{\"hash\":\"h\",\"created\":\"c\","
	    "\"software\":\"s\",\"version\":\"0.1.0\",\"signature\":\"g\","
	    "\"domain\":\"d\",\"domainCert\":\"p\",\"timeSignature\":\"t\","
	    "\"timestampCert\":\"q\",\"crossSignedCert\":null}}");

	(void)state;
	faults_are(d->faults, NULL, 0, "domain");
	assert_true(d->seal.present);
	assert_string_equal(d->hash, "sha256:" HASH);
	assert_string_equal(d->seal.hash, "h");
	assert_string_equal(d->seal.created, "c");
	assert_string_equal(d->seal.software, "s");
	assert_string_equal(d->seal.version, "0.1.0");
	assert_string_equal(d->seal.signature, "g");
	assert_string_equal(d->seal.domain, "d");
	assert_string_equal(d->seal.domain_cert, "p");
	assert_string_equal(d->seal.time_signature, "t");
	assert_string_equal(d->seal.timestamp_cert, "q");
	assert_null(d->seal.cross_signed_cert);
	assert_null(d->seal.public_key);
	manifest_digest_free(d);
}

static void
test_digest__faults(void **state)
{
	static const struct one cases[] = {
		{ "{", { MANIFEST_DIGEST_JSON }, 1 },
		{ "{\"path\":\"other.json\",\"hash\":\"sha256:" HASH "\"}",
		    { MANIFEST_DIGEST_PATH }, 1 },
		{ "{\"path\":\"datapackage.json\","
		    "\"hash\":\"sha-256:" HASH "\"}",
		    { MANIFEST_DIGEST_HASH }, 1 },
		{ "{\"path\":\"datapackage.json\",\"hash\":\"sha256:E3B0\"}",
		    { MANIFEST_DIGEST_HASH }, 1 },
		{ "{\"path\":\"datapackage.json\",\"hash\":\"sha256:" HASH
		    "\",\"signedData\":[]}", { MANIFEST_DIGEST_TYPE }, 1 },
		{ "{\"path\":\"datapackage.json\",\"hash\":\"sha256:" HASH
		    "\",\"signedData\":{\"domain\":1}}",
		    { MANIFEST_DIGEST_TYPE }, 1 },
		{ "{\"path\":\"datapackage.json\",\"hash\":\"sha256:" HASH
		    "\",\"x\":1,\"signedData\":{\"y\":1}}",
		    { MANIFEST_DIGEST_KEY, MANIFEST_DIGEST_KEY }, 2 },
	};
	struct manifest_digest *d;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		d = reads_digest(cases[i].text);
		faults_are(d->faults, cases[i].want, cases[i].n,
		    cases[i].text);
		manifest_digest_free(d);
	}
	d = reads_digest("{\"path\":\"datapackage.json\",\"hash\":\"sha256:"
	    HASH "\"}");
	assert_false(d->seal.present);
	manifest_digest_free(d);
}

static void
test_names__stable(void **state)
{
	int i, k;

	(void)state;
	for (i = 0; i < MANIFEST_FAULT_KINDS; i++)
		for (k = 0; k < i; k++)
			assert_string_not_equal(
			    manifest_fault_name((enum manifest_fault_kind)i),
			    manifest_fault_name((enum manifest_fault_kind)k));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read__ours),
		cmocka_unit_test(test_read__faults),
		cmocka_unit_test(test_read__stats),
		cmocka_unit_test(test_read__versions),
		cmocka_unit_test(test_read__limits),
		cmocka_unit_test(test_match__missing_unlisted_size),
		cmocka_unit_test(test_kind__old_and_other),
		cmocka_unit_test(test_digest__domain_form),
		cmocka_unit_test(test_digest__faults),
		cmocka_unit_test(test_names__stable),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
