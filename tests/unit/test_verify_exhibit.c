/*
 * Real exhibits of our own: whole, damaged by a stranger, and sealed by an
 * insider who lies.  Each lie is found by the check whose business it is.
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

#include "store/base/codec.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/stamp/stamp.h"
#include "store/wacz/manifest.h"
#include "tests/lib/exhibit.h"
#include "tests/lib/tsa.h"
#include "verify/verify.h"

static char folder[64];

static int
setup(void **state)
{

	(void)state;
	(void)snprintf(folder, sizeof(folder), "/tmp/constat-unit-XXXXXX");
	return (mkdtemp(folder) != NULL ? 0 : -1);
}

static int
teardown(void **state)
{

	(void)state;
	io_remove_tree(folder);
	return (0);
}

static void
make(struct exhibit_opts o, struct exhibit *x)
{
	struct error e = ERROR_INIT;

	o.folder = folder;
	if (o.name == NULL)
		o.name = "x.wacz";
	if (exhibit_make(&o, x, &e) != 0)
		fail_msg("exhibit: %s (%s)", e.text, e.source);
}

static enum verdict
judge(const struct exhibit *x, const char *path, int64_t now,
    struct verify_report *r)
{
	struct error e = ERROR_INIT;
	struct policy *p;

	assert_non_null(p = policy_new(now, &e));
	assert_int_equal(policy_trust(p, x->root, &e), 0);
	assert_int_equal(policy_trust_tsa(p, x->tsa, &e), 0);
	assert_int_equal(verify_file(p, path, r, &e), 0);
	policy_free(p);
	return (r->verdict);
}

static void
show(const struct verify_report *r)
{
	struct buf text = BUF_INIT(MIB);

	(void)report_text(&text, r, NULL);
	(void)fprintf(stderr, "%s\n", buf_str(&text));
	buf_free(&text);
}

static void
expect(const struct exhibit *x, enum verdict want)
{
	struct verify_report r;

	if (judge(x, x->path, time_now(), &r) != want) {
		show(&r);
		fail_msg("%s, want %s", verdict_name(r.verdict),
		    verdict_name(want));
	}
	verify_report_free(&r);
}

/* Altered, and it is ${c} that says so. */
static void
expect_fail(const struct exhibit *x, enum check c)
{
	struct verify_report r;

	if (judge(x, x->path, time_now(), &r) != VERDICT_ALTERED ||
	    r.findings.count[c][FINDING_FAIL] == 0) {
		show(&r);
		fail_msg("%s, want a failure of %s", verdict_name(r.verdict),
		    check_name(c));
	}
	verify_report_free(&r);
}

static void
test_exhibit__holds(void **state)
{
	struct exhibit_opts o = { .tsa_mode = "", .bodies = 3,
	    .body_size = 100000 };
	struct verify_report r;
	struct exhibit x;
	size_t c;

	(void)state;
	make(o, &x);
	if (judge(&x, x.path, time_now(), &r) != VERDICT_HOLDS) {
		show(&r);
		fail_msg("%s", verdict_name(r.verdict));
	}
	assert_string_equal(r.manifest_sha256, x.manifest_sha256);
	assert_int_equal(r.signer.form, SIGNER_DOMAIN);
	assert_true(r.signer.trusted);
	assert_false(r.signer.own);
	assert_string_equal(r.signer.anchor, x.root);
	assert_true(r.time.trusted);
	assert_true(r.time.stamped >= r.time.claimed - 1000);
	/* Nothing odd about our own: every check passed, and once. */
	for (c = 0; c <= CHECK_ACQUISITION_LOG; c++) {
		assert_int_equal(r.findings.count[c][FINDING_PASS], 1);
		assert_int_equal(r.findings.count[c][FINDING_WARN], 0);
		assert_int_equal(r.findings.count[c][FINDING_UNCHECKED], 0);
	}
	verify_report_free(&r);
}

static void
test_exhibit__nobody_trusted(void **state)
{
	struct exhibit_opts o = { .tsa_mode = "" };
	struct verify_report r;
	struct exhibit x;
	struct policy *p;

	(void)state;
	make(o, &x);
	assert_non_null(p = policy_new(time_now(), NULL));
	assert_int_equal(verify_file(p, x.path, &r, NULL), 0);
	assert_int_equal(r.verdict, VERDICT_UNESTABLISHED);
	assert_false(r.signer.trusted);
	assert_false(r.time.trusted);
	verify_report_free(&r);
	/* The authority is no signer, and the signer no authority. */
	assert_int_equal(policy_trust(p, x.tsa, NULL), 0);
	assert_int_equal(policy_trust_tsa(p, x.root, NULL), 0);
	assert_int_equal(verify_file(p, x.path, &r, NULL), 0);
	assert_int_equal(r.verdict, VERDICT_UNESTABLISHED);
	verify_report_free(&r);
	policy_free(p);
}

static void
test_exhibit__unsealed(void **state)
{
	struct exhibit_opts o = { .unsealed = true };
	struct exhibit x;

	(void)state;
	make(o, &x);
	expect(&x, VERDICT_ALTERED);
}

/* Signature of the seal, as base64. */
static void
read_signature(const char *path, struct buf *out)
{
	struct buf file = BUF_INIT(MIB);
	struct manifest_digest *d = NULL;
	enum zip_content content;
	struct zip *z = NULL;
	int fd;

	assert_int_equal(io_open_read(path, &fd, NULL), 0);
	assert_int_equal(zip_open(fd, &z, NULL), 0);
	assert_int_equal(zip_entry_whole(z, (size_t)zip_find(z,
	    span_of(MANIFEST_DIGEST_NAME)), &file, &content, NULL), 0);
	assert_int_equal(manifest_digest_read(buf_span(&file), &d, NULL), 0);
	buf_puts(out, d->seal.signature);
	manifest_digest_free(d);
	zip_free(z);
	(void)close(fd);
	buf_free(&file);
}

static void
put_beside(const char *path, const char *mode, struct span data)
{
	struct stamp_request q = STAMP_REQUEST_INIT;
	struct buf answer = BUF_INIT(TOKEN_MAX);
	struct error e = ERROR_INIT;

	assert_int_equal(stamp_request_make(data, &q, &e), 0);
	assert_int_equal(tsa_ask(folder, mode, buf_span(&q.der), &answer, &e),
	    0);
	assert_int_equal(io_write_file(path, buf_span(&answer), 0600, &e), 0);
	stamp_request_free(&q);
	buf_free(&answer);
}

static void
test_exhibit__stamp_beside(void **state)
{
	struct exhibit_opts o = { .name = "pending.wacz" };
	struct buf sig = BUF_INIT(KIB);
	char path[300];
	struct exhibit x;

	(void)state;
	make(o, &x);
	expect(&x, VERDICT_UNESTABLISHED);
	read_signature(x.path, &sig);
	(void)snprintf(path, sizeof(path), "%s.tsr", x.path);
	put_beside(path, "", buf_span(&sig));
	expect(&x, VERDICT_HOLDS);
	/* A second one over something else is a forgery beside a good one. */
	(void)snprintf(path, sizeof(path), "%s.2.tsr", x.path);
	put_beside(path, "", span_of("something else"));
	expect_fail(&x, CHECK_STAMP_TOKEN);
	buf_free(&sig);
}

static void
test_exhibit__stamps(void **state)
{
	static const struct {
		const char *mode;
		enum verdict want;
	} cases[] = {
		{ "rsa", VERDICT_HOLDS }, { "unnamed", VERDICT_HOLDS },
		{ "nocert", VERDICT_UNESTABLISHED },
		{ "expired", VERDICT_UNESTABLISHED },
		{ "hash", VERDICT_ALTERED }, { "label", VERDICT_ALTERED },
		{ "usage", VERDICT_ALTERED }, { "loose", VERDICT_ALTERED },
		{ "reject", VERDICT_ALTERED }, { "garbage", VERDICT_ALTERED },
		{ "tail", VERDICT_ALTERED },
	};
	struct exhibit_opts o = { 0 };
	struct exhibit x;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		o.tsa_mode = cases[i].mode;
		make(o, &x);
		print_message("time-stamp: %s\n", cases[i].mode);
		expect(&x, cases[i].want);
	}
}

static void
test_exhibit__times(void **state)
{
	struct exhibit_opts o = { .tsa_mode = "" };
	struct verify_report r;
	struct exhibit x;
	int64_t now = time_now();

	(void)state;
	make(o, &x);
	/* Two days ago the token lies in the future: it dates nothing. */
	assert_int_equal(judge(&x, x.path, now - 2 * 86400000, &r),
	    VERDICT_UNESTABLISHED);
	assert_int_equal(r.findings.count[CHECK_STAMP_TOKEN][FINDING_WARN],
	    1);
	verify_report_free(&r);
	/* In ten years every certificate has expired; it was good then. */
	assert_int_equal(judge(&x, x.path, now + INT64_C(315360000000), &r),
	    VERDICT_HOLDS);
	verify_report_free(&r);
	o.created = now - 11 * 60 * 1000;
	make(o, &x);
	expect_fail(&x, CHECK_STAMP_WINDOW);
	o.created = now + 5 * 60 * 1000;
	make(o, &x);
	expect_fail(&x, CHECK_STAMP_WINDOW);
	/* Captured after it was sealed. */
	o.created = now;
	o.began = now + 3600 * 1000;
	make(o, &x);
	expect_fail(&x, CHECK_ACQUISITION_LOG);
}

/* Replace the first ${from} in the file ${name} by ${to}. */
struct lie {
	const char *name;
	const char *from;
	const char *to;
	enum check found_by;
	int done;
};

static int
tell(void *ctx, const char *name, struct buf *content, struct error *e)
{
	struct lie *lie = ctx;
	struct buf out = BUF_INIT(64 * MIB);
	uint8_t *at;
	size_t before;

	if (strcmp(name, lie->name) != 0)
		return (0);
	at = memmem(content->p, content->n, lie->from, strlen(lie->from));
	if (at == NULL)
		return (error_set(e, ERR_INPUT, "no %s in %s", lie->from,
		    name));
	before = (size_t)(at - content->p);
	buf_put(&out, content->p, before);
	buf_puts(&out, lie->to);
	buf_put(&out, at + strlen(lie->from),
	    content->n - before - strlen(lie->from));
	buf_free(content);
	*content = out;
	lie->done = 1;
	return (0);
}

static const struct lie lies[] = {
	{ "indexes/index.cdxj", "\"offset\":", "\"offset\":9",
	    CHECK_INDEX_RECORDS, 0 },
	{ "indexes/index.cdxj", "\"status\":200", "\"status\":404",
	    CHECK_INDEX_RECORDS, 0 },
	{ "indexes/index.cdxj", "\"digest\":\"sha256:",
	    "\"digest\":\"sha256:0123456789abcdef0123456789abcdef"
	    "0123456789abcdef0123456789abcdef\",\"x\":\"",
	    CHECK_INDEX_RECORDS, 0 },
	{ "indexes/index.cdxj", "\"recordDigest\":\"sha256:",
	    "\"recordDigest\":\"sha256:0123456789abcdef0123456789abcdef"
	    "0123456789abcdef0123456789abcdef\",\"x\":\"",
	    CHECK_INDEX_RECORDS, 0 },
	{ "indexes/index.cdxj", "http://example.org/0",
	    "http://example.org/7", CHECK_INDEX_RECORDS, 0 },
	{ "indexes/index.cdxj", "text/html", "text/plain",
	    CHECK_INDEX_RECORDS, 0 },
	{ "indexes/index.cdxj", "org,example)", "org,exbmple)",
	    CHECK_INDEX_RECORDS, 0 },
	{ "indexes/index.cdxj", ")/0 20", ")/0 21",
	    CHECK_INDEX_RECORDS, 0 },
	{ "pages/pages.jsonl", "example.org/post/1",
	    "example.org/post/2", CHECK_PAGES_INDEX, 0 },
	{ "pages/pages.jsonl", "json-pages-1.0", "json-pages-9.9",
	    CHECK_PAGES_INDEX, 0 },
	/* Whose page a record is: list, record, archive and log. */
	{ "pages/pages.jsonl", "\"id\":\"1\"", "\"id\":\"2\"",
	    CHECK_PAGES_INDEX, 0 },
	{ "pages/pages.jsonl", "\"ts\":\"20", "\"ts\":\"19",
	    CHECK_PAGES_INDEX, 0 },
	{ "evidence/acquisition.json", "\"id\":\"1\"",
	    "\"id\":\"2\"", CHECK_ACQUISITION_LOG, 0 },
	{ "evidence/acquisition.json", "\"page\":\"post\"",
	    "\"page\":\"author\"", CHECK_ACQUISITION_RECORD, 0 },
	{ "evidence/acquisition.json", "\"listed\":true",
	    "\"listed\":false", CHECK_ACQUISITION_RECORD, 0 },
	{ "evidence/acquisition.json", "\"pages\":[{",
	    "\"pages\":[],\"x\":[{", CHECK_ACQUISITION_RECORD, 0 },
	{ "evidence/acquisition.log", "\"page\":\"post\"",
	    "\"page\":\"author\"", CHECK_ACQUISITION_LOG, 0 },
	{ "evidence/acquisition.log", "\"page\":\"post\",", "",
	    CHECK_ACQUISITION_LOG, 0 },
	{ "evidence/acquisition.json", "\"acquisition\":1",
	    "\"acquisition\":2", CHECK_ACQUISITION_RECORD, 0 },
	{ "evidence/acquisition.json", "_443.pem", "_444.pem",
	    CHECK_ACQUISITION_RECORD, 0 },
	{ "evidence/acquisition.json", "example.org/post/1\",\"tls",
	    "example.org/post/2\",\"tls", CHECK_ACQUISITION_LOG, 0 },
	{ "evidence/acquisition.log", "\"seq\":2", "\"seq\":3",
	    CHECK_ACQUISITION_LOG, 0 },
	{ "evidence/acquisition.log", "post.txt", "post.tyt",
	    CHECK_ACQUISITION_LOG, 0 },
	{ "evidence/acquisition.log", "\"sha256\":\"",
	    "\"sha256\":\"0", CHECK_ACQUISITION_LOG, 0 },
	{ "evidence/acquisition.log", "\"bytes\":", "\"bytes\":1",
	    CHECK_ACQUISITION_LOG, 0 },
	{ "evidence/acquisition.log",
	    "\"file\":\"evidence/post.txt\",\"sha256\":\"",
	    "\"file\":\"evidence/post.txt\",\"sha256\":\"0",
	    CHECK_ACQUISITION_LOG, 0 },
	{ "evidence/acquisition.log", "\"status\":200",
	    "\"status\":404", CHECK_ACQUISITION_LOG, 0 },
	{ "evidence/acquisition.log", "\"status\":200,",
	    "", CHECK_ACQUISITION_LOG, 0 },
	{ "evidence/acquisition.log", "urn:uuid:", "urn:uuid:0",
	    CHECK_ACQUISITION_LOG, 0 },
	{ "evidence/acquisition.log", "\"event\":\"exchange\"",
	    "\"event\":\"another\"", CHECK_ACQUISITION_LOG, 0 },
	{ "evidence/acquisition.log", "\"detail\":{\"url\":\"http:"
	    "//example.org/post/1\"}", "\"detail\":{\"url\":\"http:"
	    "//example.org/post/2\"}", CHECK_ACQUISITION_LOG, 0 },
	{ "evidence/acquisition.log", "\"start\":\"20",
	    "\"start\":\"19", CHECK_ACQUISITION_LOG, 0 },
	{ "evidence/facts.json", "\"page\":\"other\"",
	    "\"page\":\"post\"", CHECK_FACTS_DERIVED, 0 },
	{ "evidence/facts.json", "\"requests\":2",
	    "\"requests\":3", CHECK_FACTS_DERIVED, 0 },
	{ "evidence/facts.json", "\"requests\":2",
	    "\"requests\": 2", CHECK_FACTS_DERIVED, 0 },
	{ "evidence/facts.json", "\"url\":\"http://example.org/post/1",
	    "\"url\":\"http://example.org/post/2",
	    CHECK_FACTS_DERIVED, 0 },
	{ "evidence/facts.json", "\"id\":\"1\"", "\"id\":\"2\"",
	    CHECK_FACTS_DERIVED, 0 },
	{ "evidence/facts.json", "\"derived_by\":",
	    "\"derived\":", CHECK_FACTS_DERIVED, 0 },
	{ "evidence/facts.json", "{", "[",
	    CHECK_FACTS_DERIVED, 0 },
	{ "archive/data.warc.gz", "\x1f\x8b", "\x1f\x8c",
	    CHECK_WARC_RECORDS, 0 },
};

static void
test_exhibit__insider(void **state)
{
	struct exhibit_opts o = { .bodies = 1, .body_size = 100,
	    .edit = tell };
	struct exhibit x;
	struct lie lie;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		lie = lies[i];
		print_message("%s: %s\n", lie.name, lie.to);
		o.ctx = &lie;
		make(o, &x);
		assert_int_equal(lie.done, 1);
		expect_fail(&x, lie.found_by);
	}
}

/* A line taken out of the index: the record is there, nobody would see it. */
static int
drop_line(void *ctx, const char *name, struct buf *content, struct error *e)
{
	uint8_t *end;

	(void)ctx;
	(void)e;
	if (strcmp(name, "indexes/index.cdxj") != 0)
		return (0);
	end = memchr(content->p, '\n', content->n);
	buf_drop(content, (size_t)(end - content->p) + 1);
	return (0);
}

static int
add_tail(void *ctx, const char *name, struct buf *content, struct error *e)
{

	(void)e;
	if (strcmp(name, "archive/data.warc.gz") == 0)
		buf_puts(content, ctx);
	return (0);
}

static void
test_exhibit__insider_structure(void **state)
{
	struct exhibit_opts o = { .bodies = 1, .body_size = 100,
	    .edit = drop_line };
	static char junk[] = "junk";
	struct exhibit x;

	(void)state;
	make(o, &x);
	expect_fail(&x, CHECK_INDEX_COMPLETE);
	o.edit = add_tail;
	o.ctx = junk;
	make(o, &x);
	expect_fail(&x, CHECK_WARC_RECORDS);
}

/* What another version derived is not judged by ours: said, and no pass. */
static void
test_exhibit__facts_of_another_version(void **state)
{
	static const struct lie others[] = {
		{ "evidence/facts.json", "\"derived_by\":\"constat",
		    "\"derived_by\":\"another", CHECK_FACTS_DERIVED, 0 },
		{ "evidence/facts.json", "\"derived_by\":\"constat 0.1.0",
		    "\"x\":1,\"derived_by\":\"another",
		    CHECK_FACTS_DERIVED, 0 },
	};
	struct exhibit_opts o = { .bodies = 1, .body_size = 100,
	    .tsa_mode = "", .edit = tell };
	struct verify_report r;
	struct exhibit x;
	struct lie lie;

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		lie = others[i];
		o.ctx = &lie;
		make(o, &x);
		assert_int_equal(lie.done, 1);
		assert_int_equal(judge(&x, x.path, time_now(), &r),
		    VERDICT_HOLDS);
		/* The same all the same is a pass. */
		assert_int_equal(r.findings.count[CHECK_FACTS_DERIVED]
		    [FINDING_PASS], i == 0);
		assert_int_equal(r.findings.count[CHECK_FACTS_DERIVED]
		    [FINDING_UNCHECKED], i == 1);
		/* What is reported is what the records say. */
		assert_string_equal(json_text(r.facts, "page"), "other");
		verify_report_free(&r);
	}
}

struct field {
	const char *key;
	const char *value;		/* NULL: taken out */
	enum check found_by;
};

static void
change_field(void *ctx, json_t *signed_data)
{
	const struct field *f = ctx;

	if (f->value == NULL)
		(void)json_object_del(signed_data, f->key);
	else
		(void)json_object_set_new(signed_data, f->key,
		    json_string(f->value));
}

static void
test_exhibit__seal_fields(void **state)
{
	static const struct field fields[] = {
		{ "hash", "sha256:0123456789abcdef0123456789abcdef"
		    "0123456789abcdef0123456789abcdef", CHECK_SEAL_HASH },
		{ "hash", NULL, CHECK_SEAL_HASH },
		{ "created", "2026-01-01T00:00:00Z", CHECK_SEAL_CREATED },
		{ "created", NULL, CHECK_SEAL_CREATED },
		{ "software", "another", CHECK_SEAL_FORMAT },
		{ "version", "0.2.0", CHECK_SEAL_FORMAT },
		{ "version", NULL, CHECK_SEAL_FORMAT },
		{ "signature", "AAAA", CHECK_SEAL_SIGNATURE },
		{ "signature", NULL, CHECK_SEAL_FORMAT },
		{ "domain", "other.example.org", CHECK_SEAL_DOMAIN },
		{ "domainCert", "-", CHECK_SEAL_SIGNATURE },
		{ "publicKey", "AAAA", CHECK_SEAL_FORMAT },
		{ "timeSignature", "AAAA", CHECK_STAMP_TOKEN },
		{ "timeSignature", "?", CHECK_STAMP_TOKEN },
		{ "other", "key", CHECK_WACZ_DIGEST },
	};
	struct exhibit_opts o = { .tsa_mode = "",
	    .edit_seal = change_field };
	struct exhibit x;
	struct field f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		f = fields[i];
		print_message("%s: %s\n", f.key,
		    f.value != NULL ? f.value : "absent");
		o.ctx = &f;
		make(o, &x);
		expect_fail(&x, f.found_by);
	}
}

/* The seal's certificate alone, without its root. */
static void
cut_root(void *ctx, json_t *signed_data)
{
	static const char end[] = "-----END CERTIFICATE-----\n";
	const char *pem = json_text(signed_data, "domainCert");
	const char *at = strstr(pem, end);

	(void)ctx;
	assert_non_null(at);
	assert_int_equal(json_object_set_new(signed_data, "domainCert",
	    json_stringn(pem, (size_t)(at - pem) + strlen(end))), 0);
}

/* What no signature covers: the list of certificates, the status. */
static void
test_exhibit__seal_unsigned(void **state)
{
	struct exhibit_opts o = { .tsa_mode = "", .edit_seal = cut_root };
	struct exhibit x;

	(void)state;
	make(o, &x);
	expect_fail(&x, CHECK_SEAL_FORMAT);
	o.edit_seal = NULL;
	o.tsa_mode = "wordy";
	make(o, &x);
	expect_fail(&x, CHECK_STAMP_TOKEN);
}

/* One bit at each of 500 places: never anything but "altered". */
static void
test_exhibit__bits(void **state)
{
	struct exhibit_opts o = { .tsa_mode = "", .bodies = 2,
	    .body_size = 3000 };
	struct buf file = BUF_INIT(16 * MIB);
	struct verify_report r;
	struct exhibit x;
	char path[300];
	size_t i, at;
	int wrong = 0;

	(void)state;
	make(o, &x);
	assert_int_equal(io_read_file(x.path, &file, NULL), 0);
	(void)snprintf(path, sizeof(path), "%s/flipped.wacz", folder);
	for (i = 0; i < 500; i++) {
		at = i * (file.n - 1) / 499;
		file.p[at] ^= (uint8_t)(1u << (i % 8));
		assert_int_equal(io_write_file(path, buf_span(&file), 0600,
		    NULL), 0);
		if (judge(&x, path, time_now(), &r) != VERDICT_ALTERED) {
			print_error("bit %zu of byte %zu: %s\n", i % 8, at,
			    verdict_name(r.verdict));
			wrong++;
		}
		verify_report_free(&r);
		file.p[at] ^= (uint8_t)(1u << (i % 8));
	}
	/* Cut anywhere. */
	for (i = 0; i < 50; i++) {
		at = i * (file.n - 1) / 49;
		assert_int_equal(io_write_file(path, (struct span){ file.p,
		    at }, 0600, NULL), 0);
		if (judge(&x, path, time_now(), &r) == VERDICT_HOLDS ||
		    r.verdict == VERDICT_UNESTABLISHED) {
			print_error("cut at %zu: %s\n", at,
			    verdict_name(r.verdict));
			wrong++;
		}
		verify_report_free(&r);
	}
	assert_int_equal(wrong, 0);
	buf_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exhibit__holds),
		cmocka_unit_test(test_exhibit__nobody_trusted),
		cmocka_unit_test(test_exhibit__unsealed),
		cmocka_unit_test(test_exhibit__stamp_beside),
		cmocka_unit_test(test_exhibit__stamps),
		cmocka_unit_test(test_exhibit__times),
		cmocka_unit_test(test_exhibit__insider),
		cmocka_unit_test(test_exhibit__insider_structure),
		cmocka_unit_test(test_exhibit__facts_of_another_version),
		cmocka_unit_test(test_exhibit__seal_fields),
		cmocka_unit_test(test_exhibit__seal_unsigned),
		cmocka_unit_test(test_exhibit__bits),
	};

	return (cmocka_run_group_tests(tests, setup, teardown));
}
