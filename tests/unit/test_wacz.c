#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/time.h"
#include "store/digest/digest.h"
#include "store/wacz/manifest.h"
#include "store/wacz/pages.h"
#include "store/wacz/wacz.h"

#define CREATED	1700000001000

struct place {
	char folder[64];
	char path[80];
	char warc[80];
	char sealed_text[WACZ_SIGNED_TEXT];
	int seals;
	bool refuse;
};

static int
set_up(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return (-1);
	(void)snprintf(p->folder, sizeof(p->folder), "/tmp/constat-XXXXXX");
	if (mkdtemp(p->folder) == NULL) {
		free(p);
		return (-1);
	}
	(void)snprintf(p->path, sizeof(p->path), "%s/x.wacz", p->folder);
	(void)snprintf(p->warc, sizeof(p->warc), "%s/data.warc", p->folder);
	*state = p;
	return (io_write_file(p->warc, span_of("WARC/1.1\r\nall of it\r\n"),
	    0600, NULL));
}

static int
tear_down(void **state)
{
	struct place *p = *state;

	io_remove_tree(p->folder);
	free(p);
	return (0);
}

/* Files in the folder; nothing may be left behind. */
static int
count_files(const char *folder)
{
	const struct dirent *d;
	DIR *dir = opendir(folder);
	int n = 0;

	assert_non_null(dir);
	while ((d = readdir(dir)) != NULL)
		n += d->d_name[0] != '.';
	(void)closedir(dir);
	return (n);
}

/* A seal of its own kind: what is signed is for store/seal. */
static int
seal(void *ctx, const char *text, const char *created, const char *software,
    json_t **out, struct error *e)
{
	struct place *p = ctx;
	bool ok = true;

	if (p->refuse)
		return (error_set(e, ERR_DENIED, "no key"));
	p->seals++;
	(void)snprintf(p->sealed_text, sizeof(p->sealed_text), "%s", text);
	*out = json_object();
	json_put_text(*out, "hash", text, &ok);
	json_put_text(*out, "created", created, &ok);
	json_put_text(*out, "software", software, &ok);
	return (ok ? 0 : error_nomem(e));
}

static struct wacz_meta
meta(void)
{

	return ((struct wacz_meta){ .created = CREATED + 789,
		.software = "constat 0.1.0", .title = "Title",
		.main_page_url = "https://a.example/",
		.main_page_date = CREATED, .stamp_requested = true });
}

static void
add_warc(struct wacz_writer *w, const struct place *p)
{
	struct buf b = BUF_INIT(1000);
	uint8_t sum[DIGEST_LEN];

	assert_int_equal(io_read_file(p->warc, &b, NULL), 0);
	assert_int_equal(digest_of(buf_span(&b), sum, NULL), 0);
	assert_int_equal(wacz_add_file(w, "archive/data.warc.gz", p->warc,
	    sum, (int64_t)b.n, NULL), 0);
	buf_free(&b);
}

static struct wacz_writer *
fill(const struct place *p)
{
	struct error e = ERROR_INIT;
	struct wacz_writer *w;

	if (wacz_writer_open(p->path, &w, &e) != 0)
		fail_msg("%s", e.text);
	/* In no order. */
	assert_int_equal(wacz_add_bytes(w, "tls/a.example_443.pem",
	    span_of("pem"), NULL), 0);
	assert_int_equal(wacz_add_bytes(w, "evidence/post.txt",
	    span_of("what was said"), NULL), 0);
	assert_int_equal(wacz_add_bytes(w, "evidence/empty.log", span_of(""),
	    NULL), 0);
	assert_int_equal(wacz_add_bytes(w, "evidence/facts.json",
	    span_of("{\"post\":{\"path\":1},\"a\\\"data\":[{\"data\":2}]}"),
	    NULL), 0);
	add_warc(w, p);
	assert_int_equal(wacz_add_bytes(w, "indexes/index.cdxj",
	    span_of("a)/ 2 {}\n"), NULL), 0);
	return (w);
}

static void
make(struct place *p, struct wacz_result *result)
{
	struct error e = ERROR_INIT;
	struct wacz_meta m = meta();
	struct wacz_writer *w = fill(p);

	if (wacz_finish(w, &m, seal, p, result, &e) != 0)
		fail_msg("%s", e.text);
	wacz_writer_free(w);
}

struct seen {
	int fd;
	struct zip *z;
	struct manifest *m;
	struct manifest_digest *d;
};

static void
read_entry(const struct zip *z, const char *name, struct buf *out)
{
	enum zip_content content;
	ptrdiff_t i = zip_find(z, span_of(name));

	assert_true(i >= 0);
	assert_int_equal(zip_entry_whole(z, (size_t)i, out, &content, NULL),
	    0);
	assert_int_equal(content, ZIP_CONTENT_WHOLE);
}

static void
look(struct seen *s, const char *path)
{
	struct buf b = BUF_INIT(1 << 20);

	assert_int_equal(io_open_read(path, &s->fd, NULL), 0);
	assert_int_equal(zip_open(s->fd, &s->z, NULL), 0);
	assert_int_equal(zip_fault_total(s->z), 0);
	read_entry(s->z, MANIFEST_NAME, &b);
	assert_int_equal(manifest_read(buf_span(&b), &s->m, NULL), 0);
	buf_reset(&b);
	read_entry(s->z, MANIFEST_DIGEST_NAME, &b);
	assert_int_equal(manifest_digest_read(buf_span(&b), &s->d, NULL), 0);
	buf_free(&b);
}

static void
unlook(struct seen *s)
{

	manifest_free(s->m);
	manifest_digest_free(s->d);
	zip_free(s->z);
	(void)close(s->fd);
}

static void
test_finish__reads_back(void **state)
{
	static const char *const order[] = { "archive/data.warc.gz",
		"indexes/index.cdxj", "evidence/empty.log",
		"evidence/facts.json", "evidence/post.txt",
		"tls/a.example_443.pem", "datapackage.json",
		"datapackage-digest.json" };
	struct place *p = *state;
	struct wacz_result r;
	struct seen s;
	size_t i;

	make(p, &r);
	assert_int_equal(p->seals, 1);
	look(&s, p->path);
	assert_int_equal(zip_count(s.z), 8);
	for (i = 0; i < 8; i++) {
		assert_true(span_is(zip_entry(s.z, i)->name, order[i]));
		assert_int_equal(zip_entry(s.z, i)->method, 0);
	}
	assert_int_equal(manifest_match(s.m, s.z, NULL), 0);
	assert_int_equal(wacz_profile(s.z, s.m, NULL), 0);
	assert_int_equal(manifest_faults_count(s.m->faults), 0);
	assert_int_equal(manifest_faults_count(s.d->faults), 0);
	assert_string_equal(s.m->created, "2023-11-14T22:13:21Z");
	assert_string_equal(s.m->main_page_date, "2023-11-14T22:13:21.000Z");
	assert_string_equal(s.m->title, "Title");
	assert_int_equal(s.m->stamp, MANIFEST_STAMP_REQUESTED);
	assert_string_equal(s.d->hash, p->sealed_text);
	assert_string_equal(s.d->hash + 7, r.manifest_sha256);
	assert_string_equal(s.d->seal.created, s.m->created);
	assert_string_equal(s.d->seal.software, s.m->software);
	unlook(&s);
	assert_int_equal(count_files(p->folder), 2);
}

static void
test_finish__hashes_and_mode(void **state)
{
	struct place *p = *state;
	struct buf b = BUF_INIT(1 << 20), man = BUF_INIT(1 << 20);
	uint8_t sum[DIGEST_LEN];
	char hex[DIGEST_HEX];
	struct wacz_result r;
	struct stat st;
	struct seen s;

	make(p, &r);
	assert_int_equal(stat(p->path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0444);
	assert_int_equal(st.st_size, r.size);
	assert_int_equal(io_read_file(p->path, &b, NULL), 0);
	assert_int_equal(digest_of(buf_span(&b), sum, NULL), 0);
	assert_string_equal(digest_hex(sum, hex), r.file_sha256);
	look(&s, p->path);
	read_entry(s.z, MANIFEST_NAME, &man);
	assert_int_equal(digest_of(buf_span(&man), sum, NULL), 0);
	assert_string_equal(digest_hex(sum, hex), r.manifest_sha256);
	unlook(&s);
	buf_free(&b);
	buf_free(&man);
}

/* The same content gives the same file. */
static void
test_finish__same_again(void **state)
{
	struct place *p = *state;
	struct wacz_result a, b;

	make(p, &a);
	assert_int_equal(unlink(p->path), 0);
	make(p, &b);
	assert_string_equal(a.file_sha256, b.file_sha256);
}

static void
test_finish__unzip_agrees(void **state)
{
	struct place *p = *state;
	struct wacz_result r;
	int status, null;
	pid_t pid;

	make(p, &r);
	if ((pid = fork()) == 0) {
		null = open("/dev/null", O_WRONLY);
		(void)dup2(null, 1);
		execlp("unzip", "unzip", "-tq", p->path, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WEXITSTATUS(status) == 127) {
		print_message("no unzip here\n");
		skip();
	}
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* Finish must fail so, and leave nothing. */
static void
fails(struct place *p, struct wacz_writer *w, enum error_code want)
{
	struct error e = ERROR_INIT;
	struct wacz_meta m = meta();
	struct wacz_result r;

	assert_int_equal(wacz_finish(w, &m, seal, p, &r, &e), -1);
	if (e.code != want)
		fail_msg("%s: %s", error_code_name(e.code), e.text);
	wacz_writer_free(w);
	assert_int_equal(access(p->path, F_OK), -1);
	assert_int_equal(count_files(p->folder),
	    access(p->warc, F_OK) == 0 ? 1 : 0);
}

static void
rewrite(const struct place *p, const char *text)
{

	assert_int_equal(io_write_file(p->warc, span_of(text), 0600, NULL), 0);
}

static void
test_finish__changed_since_arrival(void **state)
{
	struct place *p = *state;
	struct wacz_writer *w;

	w = fill(p);
	rewrite(p, "WARC/1.1\r\nall of iT\r\n");
	fails(p, w, ERR_CORRUPT);
	rewrite(p, "WARC/1.1\r\nall of it\r\n");
	w = fill(p);
	rewrite(p, "WARC/1.1\r\nall of it\r\nand more");
	fails(p, w, ERR_CORRUPT);
	rewrite(p, "WARC/1.1\r\nall of it\r\n");
	w = fill(p);
	rewrite(p, "WARC/1.1\r\nall");
	fails(p, w, ERR_CORRUPT);
	w = fill(p);
	assert_int_equal(unlink(p->warc), 0);
	fails(p, w, ERR_NOTFOUND);
	assert_int_equal(p->seals, 0);
}

static void
test_finish__seal_refused(void **state)
{
	struct place *p = *state;

	p->refuse = true;
	fails(p, fill(p), ERR_DENIED);
}

static void
test_finish__no_room(void **state)
{
	struct place *p = *state;
	struct wacz_writer *w = fill(p);
	struct rlimit old, small;

	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = (struct rlimit){ .rlim_cur = 300, .rlim_max = old.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	fails(p, w, ERR_SYS);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	(void)signal(SIGXFSZ, SIG_DFL);
}

static void
test_finish__nothing_added(void **state)
{
	struct place *p = *state;
	struct wacz_writer *w;

	assert_int_equal(wacz_writer_open(p->path, &w, NULL), 0);
	fails(p, w, ERR_INPUT);
}

static void
test_finish__descriptor_keys(void **state)
{
	struct place *p = *state;
	struct wacz_writer *w = fill(p);

	assert_int_equal(wacz_add_bytes(w, "evidence/other.json",
	    span_of(" {\"a\":[{}], \"resources\" :1}"), NULL), 0);
	fails(p, w, ERR_INPUT);
}

static void
test_open__exists(void **state)
{
	struct place *p = *state;
	struct error e = ERROR_INIT;
	struct wacz_writer *w;

	assert_int_equal(wacz_writer_open(p->warc, &w, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	error_clear(&e);
	assert_int_equal(wacz_writer_open("/nowhere/at/all.wacz", &w, &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	error_clear(&e);
	/* Made by another while we were writing. */
	w = fill(p);
	assert_int_equal(io_write_file(p->path, span_of("x"), 0600, NULL), 0);
	{
		struct wacz_meta m = meta();
		struct wacz_result r;

		assert_int_equal(wacz_finish(w, &m, seal, p, &r, &e), -1);
	}
	assert_int_equal(e.code, ERR_EXISTS);
	wacz_writer_free(w);
	assert_int_equal(count_files(p->folder), 2);
}

static void
test_add__refuses(void **state)
{
	struct place *p = *state;
	struct error e = ERROR_INIT;
	struct wacz_writer *w = fill(p);

	assert_int_equal(wacz_add_bytes(w, "evidence/post.txt", span_of(""),
	    &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	error_clear(&e);
	assert_int_equal(wacz_add_bytes(w, "datapackage.json", span_of(""),
	    &e), -1);
	assert_int_equal(e.code, ERR_INPUT);
	wacz_writer_free(w);
	wacz_writer_free(NULL);
	assert_int_equal(count_files(p->folder), 1);
}

static void
test_name__rules(void **state)
{
	static const char *const good[] = { "archive/data.warc.gz",
		"evidence/acquisition.json", "tls/a.example_443.pem",
		"pages/pages.jsonl", "evidence/post-2.png" };
	static const char *const bad[] = { "a", "/a", "a/", "a/b/c", "a.b/c",
		"a/.b", "a/b.", "A/b", "a/b c", "a/\xc3\xa9", "a/..", "../a",
		"evidence/nul.txt", "evidence/report.json", "a/my-report.json",
		"a/schema.json", "a/datapackage.json", "evidence/log.jsonl",
		"" };
	char longer[300];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_int_equal(wacz_name_ok(good[i], NULL), 0);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (wacz_name_ok(bad[i], NULL) == 0)
			fail_msg("%s", bad[i]);
	memset(longer, 'a', sizeof(longer));
	longer[1] = '/';
	longer[299] = '\0';
	assert_int_equal(wacz_name_ok(longer, NULL), -1);
}

/* Whether a reader who checks everything but hashes sees a change. */
static bool
is_noticed(int fd, struct span manifest)
{
	struct buf b = BUF_INIT(1 << 20);
	enum zip_content content;
	struct manifest *m = NULL;
	struct zip *z;
	size_t i;
	bool seen;

	assert_int_equal(zip_open(fd, &z, NULL), 0);
	assert_int_equal(manifest_read(manifest, &m, NULL), 0);
	assert_int_equal(manifest_match(m, z, NULL), 0);
	assert_int_equal(wacz_profile(z, m, NULL), 0);
	seen = !zip_sound(z) || manifest_faults_count(m->faults) > 0;
	for (i = 0; i < zip_count(z) && !seen; i++) {
		buf_reset(&b);
		assert_int_equal(zip_entry_whole(z, i, &b, &content, NULL), 0);
		seen = content != ZIP_CONTENT_WHOLE;
	}
	buf_free(&b);
	manifest_free(m);
	zip_free(z);
	return (seen);
}

/* One bit turned anywhere in the file is noticed, hashes or not. */
static void
test_profile__each_byte(void **state)
{
	struct place *p = *state;
	struct buf b = BUF_INIT(1 << 20), man = BUF_INIT(1 << 20);
	struct wacz_result r;
	struct seen s;
	uint8_t turned;
	size_t i;
	int fd;

	make(p, &r);
	look(&s, p->path);
	read_entry(s.z, MANIFEST_NAME, &man);
	unlook(&s);
	assert_int_equal(io_read_file(p->path, &b, NULL), 0);
	assert_int_equal(chmod(p->path, 0600), 0);
	fd = open(p->path, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_false(is_noticed(fd, buf_span(&man)));
	for (i = 0; i < b.n; i++) {
		turned = (uint8_t)(b.p[i] ^ 1u << (i * 5 + i / 8) % 8);
		assert_int_equal(pwrite(fd, &turned, 1, (off_t)i), 1);
		if (!is_noticed(fd, buf_span(&man)))
			fail_msg("byte %zu of %zu: %02x for %02x", i, b.n,
			    turned, b.p[i]);
		assert_int_equal(pwrite(fd, b.p + i, 1, (off_t)i), 1);
	}
	(void)close(fd);
	buf_free(&b);
	buf_free(&man);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		CASE(test_finish__reads_back),
		CASE(test_finish__hashes_and_mode),
		CASE(test_finish__same_again),
		CASE(test_finish__unzip_agrees),
		CASE(test_finish__changed_since_arrival),
		CASE(test_finish__seal_refused),
		CASE(test_finish__no_room),
		CASE(test_finish__nothing_added),
		CASE(test_finish__descriptor_keys),
		CASE(test_open__exists),
		CASE(test_add__refuses),
		CASE(test_name__rules),
		CASE(test_profile__each_byte),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
