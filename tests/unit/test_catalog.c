#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/catalog/catalog.h"

#define FOUR(c)	c c c c
#define ID(c)	FOUR(FOUR(FOUR(c)))

struct place {
	char folder[64];
	char path[96];
};

static int
set_up(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	(void)snprintf(p->folder, sizeof(p->folder),
	    "/tmp/constat-catalog.XXXXXX");
	if (mkdtemp(p->folder) == NULL)
		return (-1);
	(void)snprintf(p->path, sizeof(p->path), "%s/catalog.db", p->folder);
	*state = p;
	return (0);
}

static int
tear_down(void **state)
{
	struct place *p = *state;

	io_remove_tree(p->folder);
	free(p);
	return (0);
}

static struct catalog *
make(const char *path)
{
	struct catalog *c;
	struct error e = ERROR_INIT;

	if (catalog_open(path, CATALOG_MAKE, &c, &e) != 0)
		fail_msg("%s", e.text);
	return (c);
}

static void
must(int rc, const struct error *e)
{

	if (rc < 0)
		fail_msg("%s", e->text);
}

/* Statements straight to the file, as an attacker or another version would. */
static void
edit(const char *path, const char *sql)
{
	sqlite3 *db;
	char *why = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s", why);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static struct catalog_exhibit
sample(const char *id, const char *sha, int64_t sealed)
{
	struct catalog_exhibit x = CATALOG_EXHIBIT_INIT;

	x.id = id;
	x.sha256 = sha;
	x.bytes = 1234;
	x.url = "https://example.org/p/1";
	x.sealed = sealed;
	x.kept = sealed + 5;
	x.blob = "aa/x.wacz";
	return (x);
}

/* Append ${n} events of any bytes; only the hashes matter here. */
static void
append(struct catalog *c, int n, const char * const *exhibits, size_t k)
{
	struct merkle_hasher *h = merkle_hasher_new(NULL);
	struct error e = ERROR_INIT;
	struct merkle_tree tree;
	struct merkle_node prev, leaf;
	struct merkle_made made;
	struct catalog_event ev;
	char text[32];

	must(catalog_log_head(c, &tree, &prev, &e), &e);
	while (n-- > 0) {
		(void)snprintf(text, sizeof(text), "event %d",
		    (int)tree.size);
		must(merkle_leaf(h, span_of(text), &leaf, &e), &e);
		must(merkle_add(h, &tree, &leaf, &made, &e), &e);
		ev = (struct catalog_event){ tree.size, span_of(text),
		    made.node, made.n, NULL };
		must(catalog_log_add(c, &ev, exhibits, k, &e), &e);
	}
	merkle_hasher_free(h);
}

static void
test_catalog__exhibit_comes_back(void **state)
{
	struct place *p = *state;
	struct catalog *c = make(p->path);
	struct catalog_exhibit in = sample(ID("a"), ID("b"), 1000), out;
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur;
	struct error e = ERROR_INIT;
	struct stat st;

	in.records = 17;
	in.final_url = "https://example.org/p/1?x=1";
	in.status = 200;
	in.title = "Un titre \xc3\xa9\"';--";
	in.case_name = "Dupont c/ X";
	in.note = "n";
	in.started = 900;
	in.stamp = CATALOG_STAMP_GRANTED;
	in.stamp_time = 1001;
	in.stamp_tsa = "http://tsa.example";
	in.post = "{\"platform\":\"mastodon\",\"id\":\"5\"}";
	in.author = "{\"platform\":\"mastodon\",\"handle\":\"@x\"}";
	in.missing = "[{\"what\":\"image\",\"why\":\"404\"}]";
	must(catalog_begin(c, &e), &e);
	must(catalog_exhibit_add(c, &in, &e), &e);
	must(catalog_commit(c, &e), &e);
	catalog_close(c);
	assert_int_equal(stat(p->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);

	must(catalog_open(p->path, CATALOG_READ, &c, &e), &e);
	f.id_prefix = "aaaa";
	f.case_name = in.case_name;
	f.platform = "mastodon";
	f.author = "@x";
	f.url = in.final_url;
	f.since = 1000;
	f.until = 1001;
	f.stamp = CATALOG_STAMP_GRANTED;
	must(catalog_exhibits(c, &f, &cur, &e), &e);
	assert_int_equal(catalog_exhibit_next(cur, &out, &e), 1);
	assert_string_equal(out.id, in.id);
	assert_string_equal(out.sha256, in.sha256);
	assert_true(out.bytes == 1234 && out.records == 17);
	assert_string_equal(out.title, in.title);
	assert_string_equal(out.case_name, in.case_name);
	assert_string_equal(out.post, in.post);
	assert_string_equal(out.missing, in.missing);
	assert_true(out.started == 900 && out.sealed == 1000);
	assert_true(out.kept == 1005 && out.stamp_time == 1001);
	assert_string_equal(out.stamp_tsa, in.stamp_tsa);
	assert_int_equal(out.status, 200);
	assert_int_equal(catalog_exhibit_next(cur, &out, &e), 0);
	catalog_cursor_free(cur);
	assert_int_equal(catalog_case_has(c, "Dupont c/ X", &e), 1);
	assert_int_equal(catalog_case_has(c, "Dupont", &e), 0);
	catalog_close(c);
}

static void
test_catalog__unknown_stays_unknown(void **state)
{
	struct place *p = *state;
	struct catalog *c = make(p->path);
	struct catalog_exhibit in = sample(ID("a"), ID("b"), 1000), out;
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur;
	struct error e = ERROR_INIT;

	must(catalog_begin(c, &e), &e);
	must(catalog_exhibit_add(c, &in, &e), &e);
	must(catalog_commit(c, &e), &e);
	must(catalog_exhibits(c, &f, &cur, &e), &e);
	assert_int_equal(catalog_exhibit_next(cur, &out, &e), 1);
	assert_null(out.final_url);
	assert_null(out.title);
	assert_null(out.case_name);
	assert_null(out.post);
	assert_true(out.started == TIME_UNKNOWN && out.records == -1);
	assert_true(out.status == 0 && out.stamp_time == TIME_UNKNOWN);
	catalog_cursor_free(cur);
	catalog_close(c);
}

static int
count(struct catalog *c, const struct catalog_filter *f)
{
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	struct error e = ERROR_INIT;
	int n = 0, got;

	must(catalog_exhibits(c, f, &cur, &e), &e);
	while ((got = catalog_exhibit_next(cur, &x, &e)) == 1)
		n++;
	must(got, &e);
	catalog_cursor_free(cur);
	return (n);
}

static void
test_catalog__filters_narrow(void **state)
{
	struct place *p = *state;
	struct catalog *c = make(p->path);
	struct catalog_exhibit x;
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur;
	struct error e = ERROR_INIT;
	char id[65], sha[65];
	int i;

	must(catalog_begin(c, &e), &e);
	for (i = 0; i < 200; i++) {
		(void)snprintf(id, sizeof(id), "%064x", i);
		(void)snprintf(sha, sizeof(sha), "%064x", i + 1000);
		x = sample(id, sha, 1000 + i);
		x.case_name = i % 2 ? "odd" : "even";
		x.stamp = i % 10 == 0 ? CATALOG_STAMP_PENDING :
		    CATALOG_STAMP_OFF;
		must(catalog_exhibit_add(c, &x, &e), &e);
	}
	must(catalog_commit(c, &e), &e);
	assert_int_equal(count(c, &f), 200);
	f.case_name = "odd";
	assert_int_equal(count(c, &f), 100);
	f.since = 1100;
	assert_int_equal(count(c, &f), 50);
	f.limit = 7;
	assert_int_equal(count(c, &f), 7);
	f.skip = 47;
	assert_int_equal(count(c, &f), 3);
	f = (struct catalog_filter)CATALOG_FILTER_INIT;
	f.stamp = CATALOG_STAMP_PENDING;
	assert_int_equal(count(c, &f), 20);
	f = (struct catalog_filter)CATALOG_FILTER_INIT;
	f.id_prefix = "00000000000000000000000000000000"
	    "0000000000000000000000000000000";
	assert_int_equal(count(c, &f), 16);
	f.case_name = "none";
	assert_int_equal(count(c, &f), 0);
	/* Newest first. */
	f = (struct catalog_filter)CATALOG_FILTER_INIT;
	must(catalog_exhibits(c, &f, &cur, &e), &e);
	assert_int_equal(catalog_exhibit_next(cur, &x, &e), 1);
	assert_true(x.sealed == 1199);
	catalog_cursor_free(cur);
	catalog_close(c);
}

static void
test_catalog__refusals(void **state)
{
	struct place *p = *state;
	struct catalog *c = make(p->path);
	struct catalog_exhibit x = sample(ID("a"), ID("b"), 1000);
	struct catalog_case k = { .name = "K", .created = 1 };
	struct error e = ERROR_INIT;

	assert_int_equal(catalog_exhibit_add(c, &x, &e), -1);
	assert_int_equal(e.code, ERR_INPUT);
	error_clear(&e);
	must(catalog_begin(c, &e), &e);
	must(catalog_exhibit_add(c, &x, &e), &e);
	assert_int_equal(catalog_exhibit_add(c, &x, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	error_clear(&e);
	must(catalog_case_add(c, &k, &e), &e);
	assert_int_equal(catalog_case_add(c, &k, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	error_clear(&e);
	k.name = "L";
	assert_int_equal(catalog_case_set(c, &k, &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	error_clear(&e);
	assert_int_equal(catalog_exhibit_stamp(c, ID("c"),
	    CATALOG_STAMP_GRANTED, 5, "t", &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	error_clear(&e);
	assert_int_equal(catalog_job_remove(c, "u", &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	error_clear(&e);
	x = sample(ID("d"), ID("e"), 1000);
	x.post = "{";
	assert_int_equal(catalog_exhibit_add(c, &x, &e), -1);
	assert_int_equal(e.code, ERR_INPUT);
	catalog_rollback(c);
	catalog_close(c);
}

static void
test_catalog__rollback_leaves_nothing(void **state)
{
	struct place *p = *state;
	struct catalog *c = make(p->path);
	struct catalog_exhibit x = sample(ID("a"), ID("b"), 1000);
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct error e = ERROR_INIT;
	uint64_t size;

	must(catalog_begin(c, &e), &e);
	must(catalog_exhibit_add(c, &x, &e), &e);
	append(c, 3, NULL, 0);
	must(catalog_meta_set(c, "k", "v", &e), &e);
	catalog_rollback(c);
	must(catalog_log_size(c, &size, &e), &e);
	assert_true(size == 0);
	assert_int_equal(count(c, &f), 0);
	/* Closing in the middle is a rollback, too. */
	must(catalog_begin(c, &e), &e);
	append(c, 3, NULL, 0);
	catalog_close(c);
	c = make(p->path);
	must(catalog_log_size(c, &size, &e), &e);
	assert_true(size == 0);
	catalog_close(c);
}

static void
test_catalog__log_roots_and_proofs(void **state)
{
	static const char * const xs[2] = { ID("a"), ID("b") };
	struct place *p = *state;
	struct catalog *c = make(p->path);
	struct merkle_hasher *h = merkle_hasher_new(NULL);
	struct merkle_source src = catalog_log_source(c);
	struct error e = ERROR_INIT;
	struct merkle_tree tree;
	struct merkle_node prev, root, leaf;
	struct merkle_proof proof;
	struct catalog_cursor *cur;
	struct catalog_event ev;
	uint64_t i, seq;
	const char *id;
	bool holds;
	int n = 0;

	must(catalog_begin(c, &e), &e);
	append(c, 60, NULL, 0);
	append(c, 2, xs, 2);
	append(c, 1, xs, 1);
	must(catalog_commit(c, &e), &e);
	must(catalog_begin(c, &e), &e);
	append(c, 38, NULL, 0);
	must(catalog_commit(c, &e), &e);
	must(catalog_log_head(c, &tree, &prev, &e), &e);
	assert_true(tree.size == 101);
	must(merkle_root(h, &tree, &root, &e), &e);
	must(catalog_log_events(c, NULL, 1, &cur, &e), &e);
	for (i = 0; i < tree.size; i++) {
		assert_int_equal(catalog_log_next(cur, &ev, &e), 1);
		assert_true(ev.seq == i + 1);
		must(merkle_leaf(h, ev.bytes, &leaf, &e), &e);
		assert_true(merkle_same(&leaf, &ev.node[0]));
		must(merkle_prove(h, &src, i, tree.size, &proof, &e), &e);
		must(merkle_check(h, &leaf, i, tree.size, &proof, &root,
		    &holds, &e), &e);
		assert_true(holds);
	}
	assert_true(merkle_same(&leaf, &prev));
	assert_int_equal(catalog_log_next(cur, &ev, &e), 0);
	catalog_cursor_free(cur);
	must(catalog_log_events(c, xs[0], 62, &cur, &e), &e);
	assert_int_equal(catalog_log_next(cur, &ev, &e), 1);
	assert_true(ev.seq == 62);
	assert_int_equal(catalog_log_next(cur, &ev, &e), 1);
	assert_true(ev.seq == 63);
	assert_int_equal(catalog_log_next(cur, &ev, &e), 0);
	catalog_cursor_free(cur);
	must(catalog_log_index(c, 1, &cur, &e), &e);
	while (catalog_log_index_next(cur, &seq, &id, &e) == 1)
		n++;
	assert_int_equal(n, 5);
	catalog_cursor_free(cur);
	merkle_hasher_free(h);
	catalog_close(c);
}

static void
test_catalog__log_takes_the_next_event_only(void **state)
{
	struct place *p = *state;
	struct catalog *c = make(p->path);
	struct merkle_node n = *merkle_empty();
	struct catalog_event ev = { 2, span_of("x"), &n, 1, NULL };
	struct error e = ERROR_INIT;
	sqlite3 *db;

	must(catalog_begin(c, &e), &e);
	assert_int_equal(catalog_log_add(c, &ev, NULL, 0, &e), -1);
	assert_int_equal(e.code, ERR_CORRUPT);
	error_clear(&e);
	append(c, 1, NULL, 0);
	must(catalog_commit(c, &e), &e);
	catalog_close(c);
	/* What was written refuses to change or go. */
	assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "DELETE FROM log", NULL, NULL,
	    NULL), SQLITE_CONSTRAINT);
	assert_int_equal(sqlite3_exec(db, "UPDATE log SET bytes = x'00'",
	    NULL, NULL, NULL), SQLITE_CONSTRAINT);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void
test_catalog__jobs_checkpoints_and_settings(void **state)
{
	struct place *p = *state;
	struct catalog *c = make(p->path);
	struct catalog_job in = { "u1", "https://a/", 42, 7, NULL }, out;
	struct catalog_checkpoint k = { 3, 9, span_of("note") }, got;
	struct buf b = BUF_INIT(1024);
	struct catalog_cursor *cur;
	struct error e = ERROR_INIT;

	must(catalog_begin(c, &e), &e);
	must(catalog_job_add(c, &in, &e), &e);
	must(catalog_job_set(c, "u1", "{\"a\":1}", &e), &e);
	assert_int_equal(catalog_checkpoint_last(c, &b, &e), 0);
	must(catalog_checkpoint_add(c, &k, &e), &e);
	k.note = span_of("another of the same size");
	must(catalog_checkpoint_add(c, &k, &e), &e);
	k = (struct catalog_checkpoint){ 12, 10, span_of("later") };
	must(catalog_checkpoint_add(c, &k, &e), &e);
	assert_int_equal(catalog_meta(c, "origin", &b, &e), 0);
	must(catalog_meta_set(c, "origin", "x", &e), &e);
	must(catalog_meta_set(c, "origin", "y", &e), &e);
	must(catalog_commit(c, &e), &e);
	must(catalog_jobs(c, &cur, &e), &e);
	assert_int_equal(catalog_job_next(cur, &out, &e), 1);
	assert_string_equal(out.uuid, "u1");
	assert_true(out.pid == 42 && out.started == 7);
	assert_string_equal(out.record, "{\"a\":1}");
	assert_int_equal(catalog_job_next(cur, &out, &e), 0);
	catalog_cursor_free(cur);
	must(catalog_checkpoints(c, 0, &cur, &e), &e);
	assert_int_equal(catalog_checkpoint_next(cur, &got, &e), 1);
	assert_true(got.size == 3 && span_is(got.note, "note"));
	assert_int_equal(catalog_checkpoint_next(cur, &got, &e), 1);
	assert_true(got.size == 12 && got.time == 10);
	catalog_cursor_free(cur);
	assert_int_equal(catalog_checkpoint_last(c, &b, &e), 1);
	assert_string_equal(buf_str(&b), "later");
	buf_reset(&b);
	assert_int_equal(catalog_meta(c, "origin", &b, &e), 1);
	assert_string_equal(buf_str(&b), "y");
	buf_free(&b);
	catalog_close(c);
}

static void
refused(const char *path, enum catalog_mode mode, enum error_code code)
{
	struct error e = ERROR_INIT;
	struct catalog *c = NULL;

	assert_int_equal(catalog_open(path, mode, &c, &e), -1);
	assert_null(c);
	if (e.code != code)
		fail_msg("%s: %s", error_code_name(e.code), e.text);
}

static void
test_catalog__files_it_will_not_open(void **state)
{
	struct place *p = *state;
	struct catalog *c;
	struct error e = ERROR_INIT;

	refused(p->path, CATALOG_WRITE, ERR_NOTFOUND);
	refused(p->path, CATALOG_READ, ERR_NOTFOUND);
	c = make(p->path);
	catalog_close(c);
	edit(p->path, "PRAGMA user_version = 99");
	refused(p->path, CATALOG_WRITE, ERR_UNSUPPORTED);
	refused(p->path, CATALOG_READ, ERR_UNSUPPORTED);
	refused(p->path, CATALOG_MAKE, ERR_UNSUPPORTED);
	edit(p->path, "PRAGMA user_version = 1; PRAGMA application_id = 5");
	refused(p->path, CATALOG_WRITE, ERR_CORRUPT);
	must(io_write_file(p->path, span_of("this is no database at all, "
	    "but some other file that a person put here"), 0600, &e), &e);
	refused(p->path, CATALOG_WRITE, ERR_CORRUPT);
	must(io_write_file(p->path, span_of(""), 0600, &e), &e);
	refused(p->path, CATALOG_READ, ERR_CORRUPT);
}

static void
test_catalog__damage_is_found(void **state)
{
	struct place *p = *state;
	struct catalog *c = make(p->path);
	struct buf b = BUF_INIT(64 * KIB);
	struct error e = ERROR_INIT;
	uint8_t junk[4096];
	FILE *f;

	must(catalog_begin(c, &e), &e);
	append(c, 500, NULL, 0);
	must(catalog_commit(c, &e), &e);
	assert_int_equal(catalog_sound(c, &b, &e), 1);
	catalog_close(c);
	memset(junk, 0xa5, sizeof(junk));
	assert_non_null(f = fopen(p->path, "r+b"));
	assert_int_equal(fseek(f, -3 * 4096, SEEK_END), 0);
	assert_int_equal(fwrite(junk, 1, sizeof(junk), f), sizeof(junk));
	assert_int_equal(fclose(f), 0);
	must(catalog_open(p->path, CATALOG_READ, &c, &e), &e);
	assert_true(catalog_sound(c, &b, &e) == 0 || e.code == ERR_CORRUPT);
	catalog_close(c);
	buf_free(&b);
}

static void
test_catalog__second_writer_waits_then_says_busy(void **state)
{
	struct place *p = *state;
	struct catalog *a = make(p->path), *b = make(p->path);
	struct error e = ERROR_INIT;
	uint64_t size;

	catalog_patience(b, 50);
	must(catalog_begin(a, &e), &e);
	append(a, 1, NULL, 0);
	assert_int_equal(catalog_begin(b, &e), -1);
	assert_int_equal(e.code, ERR_BUSY);
	error_clear(&e);
	/* Reading goes on, and sees what was before. */
	must(catalog_log_size(b, &size, &e), &e);
	assert_true(size == 0);
	must(catalog_commit(a, &e), &e);
	must(catalog_begin(b, &e), &e);
	append(b, 1, NULL, 0);
	must(catalog_commit(b, &e), &e);
	must(catalog_log_size(a, &size, &e), &e);
	assert_true(size == 2);
	catalog_close(a);
	catalog_close(b);
}

static void
test_catalog__looking_sees_one_state(void **state)
{
	struct place *p = *state;
	struct catalog *a = make(p->path), *b = make(p->path);
	struct error e = ERROR_INIT;
	uint64_t size;

	must(catalog_look(a, &e), &e);
	must(catalog_begin(b, &e), &e);
	append(b, 4, NULL, 0);
	must(catalog_commit(b, &e), &e);
	must(catalog_log_size(a, &size, &e), &e);
	assert_true(size == 0);
	catalog_look_end(a);
	must(catalog_log_size(a, &size, &e), &e);
	assert_true(size == 4);
	catalog_close(a);
	catalog_close(b);
}

static void
test_catalog__two_processes_write_at_once(void **state)
{
	struct place *p = *state;
	struct catalog *c = make(p->path);
	struct error e = ERROR_INIT;
	pid_t pid[2];
	uint64_t size;
	int i, k, status;

	catalog_close(c);
	for (k = 0; k < 2; k++) {
		if ((pid[k] = fork()) != 0)
			continue;
		c = make(p->path);
		for (i = 0; i < 40; i++) {
			must(catalog_begin(c, &e), &e);
			append(c, 3, NULL, 0);
			must(catalog_commit(c, &e), &e);
		}
		catalog_close(c);
		_exit(0);
	}
	for (k = 0; k < 2; k++) {
		assert_int_equal(waitpid(pid[k], &status, 0), pid[k]);
		assert_int_equal(status, 0);
	}
	c = make(p->path);
	must(catalog_log_size(c, &size, &e), &e);
	assert_true(size == 240);
	catalog_close(c);
}

/* A full disk, as a limit on the size of files shows it (EFBIG, no signal). */
static void
test_catalog__no_room_changes_nothing(void **state)
{
	struct place *p = *state;
	struct catalog *c = make(p->path);
	struct error e = ERROR_INIT;
	struct rlimit lim = { 256 * 1024, 256 * 1024 };
	uint64_t size;
	pid_t pid;
	int status;

	must(catalog_begin(c, &e), &e);
	append(c, 1, NULL, 0);
	must(catalog_commit(c, &e), &e);
	catalog_close(c);
	if ((pid = fork()) == 0) {
		struct merkle_node n = *merkle_empty();
		struct catalog_event ev = { 2, { NULL, 0 }, &n, 1, NULL };
		uint8_t *big = calloc(1, EVENT_MAX);
		int rc;

		(void)signal(SIGXFSZ, SIG_IGN);
		ev.bytes = (struct span){ big, EVENT_MAX };
		c = make(p->path);
		(void)setrlimit(RLIMIT_FSIZE, &lim);
		must(catalog_begin(c, &e), &e);
		/* Either the row or, at the latest, the commit fails. */
		rc = catalog_log_add(c, &ev, NULL, 0, &e);
		if (rc == 0)
			rc = catalog_commit(c, &e);
		else
			catalog_rollback(c);
		catalog_close(c);
		free(big);
		_exit(rc == -1 && e.code == ERR_SYS ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	c = make(p->path);
	must(catalog_log_size(c, &size, &e), &e);
	assert_true(size == 1);
	catalog_close(c);
}

static void
test_catalog__folder_that_cannot_be_written(void **state)
{
	struct place *p = *state;
	struct catalog *c = make(p->path);
	struct error e = ERROR_INIT;
	uint64_t size;
	pid_t pid;
	int status;

	must(catalog_begin(c, &e), &e);
	append(c, 2, NULL, 0);
	must(catalog_commit(c, &e), &e);
	catalog_close(c);
	assert_int_equal(chmod(p->path, 0444), 0);
	assert_int_equal(chmod(p->folder, 0555), 0);
	if ((pid = fork()) == 0) {
		/* Rights bind everyone but root. */
		if (geteuid() == 0 && setuid(65534) != 0)
			_exit(2);
		if (catalog_open(p->path, CATALOG_WRITE, &c, &e) == 0)
			_exit(3);
		if (e.code != ERR_DENIED)
			_exit(4);
		error_clear(&e);
		if (catalog_open(p->path, CATALOG_READ, &c, &e) != 0)
			_exit(5);
		if (catalog_log_size(c, &size, &e) != 0 || size != 2)
			_exit(6);
		if (catalog_begin(c, &e) == 0)
			_exit(7);
		catalog_close(c);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(chmod(p->folder, 0755), 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

#define CASE(t)	cmocka_unit_test_setup_teardown(t, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_catalog__exhibit_comes_back),
		CASE(test_catalog__unknown_stays_unknown),
		CASE(test_catalog__filters_narrow),
		CASE(test_catalog__refusals),
		CASE(test_catalog__rollback_leaves_nothing),
		CASE(test_catalog__log_roots_and_proofs),
		CASE(test_catalog__log_takes_the_next_event_only),
		CASE(test_catalog__jobs_checkpoints_and_settings),
		CASE(test_catalog__files_it_will_not_open),
		CASE(test_catalog__damage_is_found),
		CASE(test_catalog__second_writer_waits_then_says_busy),
		CASE(test_catalog__looking_sees_one_state),
		CASE(test_catalog__two_processes_write_at_once),
		CASE(test_catalog__no_room_changes_nothing),
		CASE(test_catalog__folder_that_cannot_be_written),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
