#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <archive.h>
#include <archive_entry.h>
#include <cmocka.h>

#include "store/wacz/zip.h"
#include "tests/unit/zip_forge.h"

/* Archives that honest tools write are taken as they are. */

#define LONG	70000

struct opened {
	int fd;
	struct zip *z;
};

static void
open_fd(struct opened *o, int fd)
{
	struct error e = ERROR_INIT;

	assert_true(fd >= 0);
	o->fd = fd;
	if (zip_open(fd, &o->z, &e) != 0)
		fail_msg("zip_open: %s", e.text);
}

static void
open_path(struct opened *o, const char *path)
{
	struct error e = ERROR_INIT;
	int fd;

	if (io_open_read(path, &fd, &e) != 0)
		fail_msg("%s", e.text);
	open_fd(o, fd);
}

static void
close_zip(struct opened *o)
{

	zip_free(o->z);
	(void)close(o->fd);
}

static void
clean(const struct zip *z)
{

	if (zip_fault_total(z) > 0)
		fail_msg("%s: %s", zip_fault_name(zip_fault(z, 0)->kind),
		    zip_fault(z, 0)->text);
	assert_true(zip_sound(z));
}

/* The content of ${name} is ${want}, and reading says it is whole. */
static void
content_is(const struct zip *z, const char *name, struct span want)
{
	struct buf b = BUF_INIT(16u << 20);
	struct error e = ERROR_INIT;
	enum zip_content content;
	ptrdiff_t i = zip_find(z, span_of(name));

	assert_true(i >= 0);
	if (zip_entry_whole(z, (size_t)i, &b, &content, &e) != 0)
		fail_msg("%s: %s", name, e.text);
	assert_int_equal(content, ZIP_CONTENT_WHOLE);
	assert_true(span_eq(buf_span(&b), want) || (want.n == 0 && b.n == 0));
	buf_free(&b);
}

static void
fill(uint8_t *p, size_t n)
{
	uint32_t x = 1;
	size_t i;

	for (i = 0; i < n; i++) {
		x = x * 1664525u + 1013904223u;
		p[i] = (uint8_t)(x >> 28 | (i & 7));
	}
}

/* Run a program to its end; its exit status, or -1. */
static int
run(char *const argv[])
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execvp(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return (-1);
	return (WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

static void
test_open__forged_stored_and_deflated(void **state)
{
	struct forged f[] = { { .name = "a/one", .data = "first" },
		{ .name = "a/two", .data = "second second second",
		    .method = 8 },
		{ .name = "a/", .data = "", .mode = 040755 },
		{ .name = "none", .data = "" } };
	struct forge z = { .comment = NULL };
	struct opened o;

	(void)state;
	forge(&z, f, 4);
	open_fd(&o, forge_fd(buf_span(&z.out)));
	clean(o.z);
	assert_int_equal(zip_count(o.z), 4);
	assert_int_equal(zip_entry(o.z, 0)->data, f[0].data_at);
	assert_int_equal(zip_entry(o.z, 1)->header, f[1].at);
	assert_int_equal(zip_entry(o.z, 1)->size, 20);
	assert_true(zip_entry(o.z, 2)->folder);
	content_is(o.z, "a/one", span_of("first"));
	content_is(o.z, "a/two", span_of("second second second"));
	content_is(o.z, "none", span_of(""));
	assert_int_equal(zip_find(o.z, span_of("a/tw")), -1);
	assert_null(zip_entry(o.z, 4));
	close_zip(&o);
	buf_free(&z.out);
}

static void
test_open__every_form_of_descriptor(void **state)
{
	struct forged f[] = {
		{ .name = "d12", .data = "twelve", .descriptor = 12 },
		{ .name = "d16", .data = "sixteen", .descriptor = 16 },
		{ .name = "d20", .data = "twenty", .descriptor = 20 },
		{ .name = "d24", .data = "more", .descriptor = 24,
		    .method = 8 },
		{ .name = "empty", .data = "", .descriptor = 16 },
		{ .name = "empty24", .data = "", .descriptor = 24 } };
	struct forge z = { .comment = NULL };
	struct opened o;

	(void)state;
	forge(&z, f, 6);
	open_fd(&o, forge_fd(buf_span(&z.out)));
	clean(o.z);
	content_is(o.z, "d12", span_of("twelve"));
	content_is(o.z, "d24", span_of("more"));
	close_zip(&o);
	buf_free(&z.out);
}

static void
test_open__no_entries(void **state)
{
	struct forge z = { .comment = NULL };
	struct opened o;

	(void)state;
	forge(&z, NULL, 0);
	open_fd(&o, forge_fd(buf_span(&z.out)));
	clean(o.z);
	assert_int_equal(zip_count(o.z), 0);
	assert_int_equal(zip_find(o.z, span_of("")), -1);
	close_zip(&o);
	buf_free(&z.out);
}

/* An archive inside an archive: its end record is content, not an end. */
static void
test_open__nested_archive(void **state)
{
	struct forged f = { .name = "x", .data = "inner" };
	struct forge inner = { .comment = NULL };
	struct archive *a = archive_write_new();
	struct archive_entry *en = archive_entry_new();
	uint8_t out[4096];
	size_t used = 0;
	struct opened o;

	(void)state;
	forge(&inner, &f, 1);
	assert_int_equal(archive_write_set_format_zip(a), ARCHIVE_OK);
	(void)archive_write_set_bytes_in_last_block(a, 1);
	assert_int_equal(archive_write_open_memory(a, out, sizeof(out), &used),
	    ARCHIVE_OK);
	(void)archive_write_zip_set_compression_store(a);
	archive_entry_set_pathname(en, "inner.zip");
	archive_entry_set_size(en, (int64_t)inner.out.n);
	archive_entry_set_filetype(en, AE_IFREG);
	archive_entry_set_perm(en, 0644);
	assert_int_equal(archive_write_header(a, en), ARCHIVE_OK);
	assert_int_equal(archive_write_data(a, inner.out.p, inner.out.n),
	    inner.out.n);
	assert_int_equal(archive_write_close(a), ARCHIVE_OK);
	open_fd(&o, forge_fd((struct span){ out, used }));
	clean(o.z);
	content_is(o.z, "inner.zip", buf_span(&inner.out));
	close_zip(&o);
	archive_entry_free(en);
	(void)archive_write_free(a);
	buf_free(&inner.out);
}

/* As the exhibit writer does it, and with deflate. */
static void
libarchive_case(bool store)
{
	struct archive *a = archive_write_new();
	struct archive_entry *en;
	static uint8_t content[LONG], out[4 * LONG];
	size_t used = 0, i;
	struct opened o;

	fill(content, sizeof(content));
	(void)archive_write_set_format_zip(a);
	(void)archive_write_set_bytes_in_last_block(a, 1);
	assert_int_equal(archive_write_open_memory(a, out, sizeof(out), &used),
	    ARCHIVE_OK);
	for (i = 0; i < 3; i++) {
		if (store)
			(void)archive_write_zip_set_compression_store(a);
		en = archive_entry_new();
		archive_entry_set_pathname(en, i == 0 ? "archive/data.warc.gz" :
		    i == 1 ? "pages/pages.jsonl" : "datapackage.json");
		archive_entry_set_size(en, (int64_t)(i == 1 ? 0 :
		    sizeof(content)));
		archive_entry_set_filetype(en, AE_IFREG);
		archive_entry_set_perm(en, 0644);
		archive_entry_set_mtime(en, 1700000000, 0);
		assert_int_equal(archive_write_header(a, en), ARCHIVE_OK);
		if (i != 1)
			assert_int_equal(archive_write_data(a, content,
			    sizeof(content)), sizeof(content));
		archive_entry_free(en);
	}
	assert_int_equal(archive_write_close(a), ARCHIVE_OK);
	(void)archive_write_free(a);
	open_fd(&o, forge_fd((struct span){ out, used }));
	clean(o.z);
	content_is(o.z, "datapackage.json",
	    (struct span){ content, sizeof(content) });
	content_is(o.z, "pages/pages.jsonl", span_of(""));
	close_zip(&o);
}

static void
test_open__written_by_libarchive(void **state)
{

	(void)state;
	libarchive_case(true);
	libarchive_case(false);
}

static void
test_open__written_by_zip(void **state)
{
	char folder[] = "/tmp/constat-zip.XXXXXX", zip[64], big[64], small[64];
	char *const argv[] = { (char[]){ "zip" }, (char[]){ "-q" },
		(char[]){ "-j" }, zip, big, small, NULL };
	static uint8_t content[LONG];
	struct opened o;
	int status;

	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(zip, sizeof(zip), "%s/out.zip", folder);
	(void)snprintf(big, sizeof(big), "%s/big.txt", folder);
	(void)snprintf(small, sizeof(small), "%s/small.txt", folder);
	fill(content, sizeof(content));
	assert_int_equal(io_write_file(big, (struct span){ content,
	    sizeof(content) }, 0644, NULL), 0);
	assert_int_equal(io_write_file(small, span_of("x"), 0644, NULL), 0);
	status = run(argv);
	if (status == 0) {
		open_path(&o, zip);
		clean(o.z);
		assert_int_equal(zip_count(o.z), 2);
		content_is(o.z, "big.txt",
		    (struct span){ content, sizeof(content) });
		content_is(o.z, "small.txt", span_of("x"));
		close_zip(&o);
	}
	io_remove_tree(folder);
	if (status == 127) {
		print_message("no zip program here\n");
		skip();
	}
	assert_int_equal(status, 0);
}

static void
test_open__written_by_python(void **state)
{
	static const char script[] =
	    "import io, sys, zipfile\n"
	    "class Pipe(io.RawIOBase):\n"
	    "    def __init__(self, f): self.f = f\n"
	    "    def writable(self): return True\n"
	    "    def write(self, b): return self.f.write(b)\n"
	    "for seekable in (1, 0):\n"
	    "    f = open(sys.argv[1 + seekable], 'wb')\n"
	    "    with zipfile.ZipFile(f if seekable else Pipe(f), 'w') as z:\n"
	    "        z.writestr('s/stored', 'x' * 70000)\n"
	    "        z.writestr('d/deflated', 'y' * 70000, 8)\n"
	    "        z.writestr('u/\\u00e9', 'accent')\n"
	    "        with z.open('w/wide', 'w', force_zip64=True) as w:\n"
	    "            w.write(b'wide')\n";
	char folder[] = "/tmp/constat-zip.XXXXXX", path[2][64];
	char *const argv[] = { (char[]){ "python3" }, (char[]){ "-c" },
		strdup(script), path[0], path[1], NULL };
	struct opened o;
	int status, i;

	(void)state;
	assert_non_null(mkdtemp(folder));
	for (i = 0; i < 2; i++)
		(void)snprintf(path[i], sizeof(path[i]), "%s/%d.zip", folder,
		    i);
	status = run(argv);
	for (i = 0; i < 2 && status == 0; i++) {
		open_path(&o, path[i]);
		clean(o.z);
		assert_int_equal(zip_count(o.z), 4);
		content_is(o.z, "w/wide", span_of("wide"));
		content_is(o.z, "u/\xc3\xa9", span_of("accent"));
		close_zip(&o);
	}
	free(argv[2]);
	io_remove_tree(folder);
	if (status == 127) {
		print_message("no python3 here\n");
		skip();
	}
	assert_int_equal(status, 0);
}

static void
test_read__in_small_pieces(void **state)
{
	static char data[LONG + 1];
	struct forged f[] = { { .name = "s", .data = data },
		{ .name = "d", .data = "abcabcabcabcabcabc", .method = 8 } };
	struct forge z = { .comment = NULL };
	struct zip_stream *s;
	struct opened o;
	char got[LONG];
	size_t i, n = 0;
	ssize_t k;

	(void)state;
	for (i = 0; i < LONG; i++)
		data[i] = (char)('a' + i % 23);
	forge(&z, f, 2);
	open_fd(&o, forge_fd(buf_span(&z.out)));
	clean(o.z);
	assert_int_equal(zip_entry_open(o.z, 0, &s, NULL), 0);
	while ((k = zip_entry_read(s, got + n, 777, NULL)) > 0)
		n += (size_t)k;
	assert_int_equal(k, 0);
	assert_int_equal(zip_entry_close(s), ZIP_CONTENT_WHOLE);
	assert_int_equal(n, LONG);
	assert_memory_equal(got, data, LONG);
	assert_int_equal(zip_entry_open(o.z, 1, &s, NULL), 0);
	for (n = 0; (k = zip_entry_read(s, got + n, 1, NULL)) > 0;)
		n += (size_t)k;
	assert_int_equal(zip_entry_close(s), ZIP_CONTENT_WHOLE);
	assert_int_equal(n, 18);
	assert_int_equal(zip_entry_open(o.z, 1, &s, NULL), 0);
	assert_int_equal(zip_entry_read(s, got, 5, NULL), 5);
	assert_int_equal(zip_entry_close(s), ZIP_CONTENT_UNREAD);
	assert_int_equal(zip_entry_close(NULL), ZIP_CONTENT_UNREAD);
	close_zip(&o);
	buf_free(&z.out);
}

static void
test_open__vectors(void **state)
{
	static const struct {
		const char *path;
		const char *fault;	/* NULL: sound */
	} cases[] = {
		{ "wacz/awp-0.10.1-btrix-example-2", NULL },
		{ "wacz/awp-0.15.1-iframetest", NULL },
		{ "wacz/awp-0.9.8-btrix-example", NULL },
		{ "wacz/authsign-valid_signed_example_1", NULL },
		{ "wacz/pywacz-invalid_example_1", NULL },
		{ "wacz/pywacz-valid_example_2", NULL },
		{ "wacz/scoop-signed-example-https", NULL },
		{ "wacz/wacz010-webarchive-yaml", NULL },
		{ "derived/d01-warc-byte-flip", NULL },
		{ "derived/d07-duplicate-datapackage", "name-twice" },
		{ "derived/d08-path-traversal", "name-parent" },
		{ "derived/d12-truncated", "no-end" },
		{ "derived/d13-trailing-nul", NULL },
		{ "derived/d15-warc-deflated", NULL },
		{ "derived/d36-no-timesignature", NULL } };
	char path[200];
	struct opened o;
	size_t i;

	(void)state;
	if (access("../shared/vectors/wacz", R_OK) != 0) {
		print_message("../shared is not here\n");
		skip();
	}
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(path, sizeof(path), "../shared/vectors/%s.wacz",
		    cases[i].path);
		open_path(&o, path);
		if (zip_sound(o.z) != (cases[i].fault == NULL))
			fail_msg("%s", path);
		if (cases[i].fault != NULL)
			assert_string_equal(cases[i].fault,
			    zip_fault_name(zip_fault(o.z, 0)->kind));
		close_zip(&o);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open__forged_stored_and_deflated),
		cmocka_unit_test(test_open__every_form_of_descriptor),
		cmocka_unit_test(test_open__no_entries),
		cmocka_unit_test(test_open__nested_archive),
		cmocka_unit_test(test_open__written_by_libarchive),
		cmocka_unit_test(test_open__written_by_zip),
		cmocka_unit_test(test_open__written_by_python),
		cmocka_unit_test(test_read__in_small_pieces),
		cmocka_unit_test(test_open__vectors),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
