#include <sys/wait.h>

#include <dirent.h>
#include <signal.h>

#include "store/base/json.h"
#include "store/custody/note_write.h"
#include "tests/unit/home_place.h"

static int
set_up(void **state)
{

	*state = place_new();
	return (0);
}

static int
tear_down(void **state)
{

	place_free(*state);
	return (0);
}

static void
sound(struct home *h, uint64_t want)
{
	struct home_findings fs = HOME_FINDINGS_INIT;
	struct log_findings log = LOG_FINDINGS_INIT;
	struct error e = ERROR_INIT;
	uint64_t size = 0;

	must(home_log_check(h, &log, &size, NULL, &e), &e);
	assert_true(size == want);
	log_findings_free(&log);
	must(home_fsck(h, &fs, &log, NULL, &e), &e);
	if (fs.failed + fs.others + log.failed + log.warned > 0) {
		print_findings(&fs, &log);
		fail_msg("not sound");
	}
	home_findings_free(&fs);
	log_findings_free(&log);
}

static void
test_home__found_where_it_was_said(void **state)
{
	struct buf b = BUF_INIT(4096);
	struct error e = ERROR_INIT;
	char *old_home = getenv("HOME");

	(void)state;
	assert_int_equal(setenv("CONSTAT_HOME", "/c", 1), 0);
	assert_int_equal(setenv("XDG_DATA_HOME", "/x", 1), 0);
	must(home_find("/opt/s//", &b, &e), &e);
	assert_string_equal(buf_str(&b), "/opt/s");
	buf_reset(&b);
	must(home_find(NULL, &b, &e), &e);
	assert_string_equal(buf_str(&b), "/c");
	buf_reset(&b);
	assert_int_equal(unsetenv("CONSTAT_HOME"), 0);
	must(home_find(NULL, &b, &e), &e);
	assert_string_equal(buf_str(&b), "/x/constat");
	buf_reset(&b);
	/* Relative: to be ignored (XDG). */
	assert_int_equal(setenv("XDG_DATA_HOME", "x", 1), 0);
	assert_int_equal(setenv("HOME", "/h", 1), 0);
	must(home_find(NULL, &b, &e), &e);
	assert_string_equal(buf_str(&b), "/h/.local/share/constat");
	assert_int_equal(home_find("", &b, &e), -1);
	assert_int_equal(e.code, ERR_INPUT);
	assert_int_equal(unsetenv("XDG_DATA_HOME"), 0);
	if (old_home != NULL)
		assert_int_equal(setenv("HOME", old_home, 1), 0);
	buf_free(&b);
}

static void
mode_is(const struct place *p, const char *name, mode_t want)
{
	struct stat st;

	assert_int_equal(stat(place_path(p, name), &st), 0);
	assert_int_equal(st.st_mode & 07777, want);
}

static void
test_home__made_whole(void **state)
{
	struct place *p = *state;
	struct home *h = place_open(p);
	const struct home_settings *s = home_settings(h);
	struct catalog_cursor *cur;
	struct catalog_event row;
	struct event *ev;
	struct error e = ERROR_INIT;

	mode_is(p, ".", 0700);
	mode_is(p, "keys", 0700);
	mode_is(p, "blobs", 0700);
	mode_is(p, "log", 0700);
	mode_is(p, "work", 0700);
	mode_is(p, "constat.json", 0600);
	mode_is(p, "catalog.db", 0600);
	mode_is(p, "keys/seal.key", 0600);
	mode_is(p, "keys/root.key", 0600);
	mode_is(p, "keys/log.key", 0600);
	mode_is(p, "keys/passphrase", 0600);
	assert_string_equal(s->organization, "Cabinet \xc3\x89tude");
	assert_string_equal(s->operator_name, "Ana");
	assert_string_equal(s->domain, "cabinet.example");
	assert_string_equal(s->tsa[0], home_default_tsa()[0]);
	assert_non_null(s->ntp[0]);
	assert_non_null(s->ntp[1]);
	assert_int_equal(strncmp(home_log_key(h)->name, "constat/", 8), 0);
	assert_int_equal(strlen(home_log_key(h)->name), 8 + 16);
	must(catalog_log_events(home_catalog(h), NULL, 1, &cur, &e), &e);
	assert_int_equal(catalog_log_next(cur, &row, &e), 1);
	must(event_read(row.bytes, &ev, &e), &e);
	assert_int_equal(ev->kind, EVENT_ANNOTATED);
	assert_string_equal(ev->who.name, "Ana");
	assert_string_equal(ev->who.organization, "Cabinet \xc3\x89tude");
	assert_string_equal(ev->how.tool, "constat");
	assert_string_equal(json_text(ev->detail, "log"), "begun");
	/* Begun by the first operator, with a certificate of their own. */
	assert_string_equal(json_text(ev->detail, "operator"), "added");
	assert_string_equal(json_text(ev->detail, "key"), ev->who.key);
	assert_string_not_equal(json_text(ev->detail, "seal"), ev->who.key);
	event_free(ev);
	catalog_cursor_free(cur);
	sound(h, 1);
	home_close(h);
}

static void
test_home__init_never_twice(void **state)
{
	struct place *p = *state;
	struct home_init_opts o = place_init_opts();
	struct error e = ERROR_INIT;
	struct home *h;
	struct stat st;
	char other[200];
	DIR *dir;
	struct dirent *d;
	int n = 0;

	assert_int_equal(home_init(p->home, &o, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	error_clear(&e);
	/* A folder with something in it is somebody's; an empty one will do. */
	assert_int_equal(home_init(p->folder, &o, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	error_clear(&e);
	(void)snprintf(other, sizeof(other), "%s/a/b", p->folder);
	must(io_make_folders(other, 0755, &e), &e);
	must(home_init(other, &o, &e), &e);
	assert_true(home_there(other));
	must(home_open(other, &p->opts, &h, &e), &e);
	sound(h, 1);
	home_close(h);
	assert_int_equal(stat(other, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_non_null(dir = opendir(other));
	while ((d = readdir(dir)) != NULL)
		assert_null(strstr(d->d_name, ".new"));
	assert_int_equal(closedir(dir), 0);
	/* Nothing half-made stands about. */
	o.settings.organization = "";
	(void)snprintf(other, sizeof(other), "%s/c", p->folder);
	assert_int_equal(home_init(other, &o, &e), -1);
	assert_int_equal(e.code, ERR_INPUT);
	assert_false(home_there(other));
	assert_non_null(dir = opendir(p->folder));
	while ((d = readdir(dir)) != NULL)
		n++;
	assert_int_equal(closedir(dir), 0);
	assert_int_equal(n, 4);		/* ".", "..", "store", "a" */
}

static void
test_home__defaults_from_the_machine(void **state)
{
	struct place *p = *state;
	struct home_init_opts o = { .now = time_now() };
	struct home *h;
	struct error e = ERROR_INIT;
	char other[200];

	o.tool.name = "constat";
	(void)snprintf(other, sizeof(other), "%s/d", p->folder);
	must(home_init(other, &o, &e), &e);
	must(home_open(other, &p->opts, &h, &e), &e);
	assert_true(home_settings(h)->operator_name[0] != '\0');
	assert_true(home_settings(h)->organization[0] != '\0');
	assert_true(home_settings(h)->domain[0] != '\0');
	home_close(h);
}

static void
test_home__absent_or_broken(void **state)
{
	struct place *p = *state;
	struct home *h;
	struct error e = ERROR_INIT;

	assert_int_equal(home_open("/nowhere", &p->opts, &h, &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	error_clear(&e);
	must(io_write_file(place_path(p, "constat.json"), span_of("{"), 0600,
	    &e), &e);
	assert_int_equal(home_open(p->home, &p->opts, &h, &e), -1);
	assert_int_equal(e.code, ERR_SYNTAX);
	error_clear(&e);
	must(io_write_file(place_path(p, "constat.json"),
	    span_of("{\"format\":2}"), 0600, &e), &e);
	assert_int_equal(home_open(p->home, &p->opts, &h, &e), -1);
	assert_int_equal(e.code, ERR_UNSUPPORTED);
}

struct asked {
	const char *answer;
	int times;
	bool new_one;
};

static int
answer(void *ctx, const char *whose, bool new_one, struct buf *out,
    struct error *e)
{
	struct asked *a = ctx;

	assert_null(whose);

	a->times++;
	a->new_one = new_one;
	buf_puts(out, a->answer);
	return (buf_ok(out, e));
}

static void
test_home__passphrase_of_a_person(void **state)
{
	struct place *p = *state;
	struct home_init_opts o = place_init_opts();
	struct asked a = { "s\xc3\xa9same", 0, false };
	struct home_asker asker = { answer, &a };
	struct event ev = EVENT_INIT;
	const struct sealer *sealer;
	struct home *h;
	struct error e = ERROR_INIT;
	char other[200];

	(void)snprintf(other, sizeof(other), "%s/e", p->folder);
	o.asker = &asker;
	must(home_init(other, &o, &e), &e);
	assert_true(a.times == 1 && a.new_one);
	/* Nobody to ask: locked. */
	ev.kind = EVENT_VIEWED;
	must(home_open(other, &p->opts, &h, &e), &e);
	assert_int_equal(home_append(h, &ev, 1, &e), -1);
	assert_int_equal(e.code, ERR_DENIED);
	error_clear(&e);
	home_close(h);
	/* The wrong one, then the right one: asked again. */
	p->opts.asker = &asker;
	a.answer = "wrong";
	must(home_open(other, &p->opts, &h, &e), &e);
	assert_int_equal(home_append(h, &ev, 1, &e), -1);
	assert_int_equal(e.code, ERR_DENIED);
	error_clear(&e);
	a.answer = "s\xc3\xa9same";
	must(home_append(h, &ev, 1, &e), &e);
	must(home_append(h, &ev, 1, &e), &e);
	must(home_sealer(h, &sealer, &e), &e);
	assert_string_equal(sealer_domain(sealer), "cabinet.example");
	assert_true(a.times == 3 && !a.new_one);
	sound(h, 3);
	home_close(h);
}

static void
test_home__passphrase_from_a_file(void **state)
{
	struct place *p = *state;
	struct home_init_opts o = place_init_opts();
	struct event ev = EVENT_INIT;
	struct home *h;
	struct error e = ERROR_INIT;
	char other[200], file[300];
	struct stat st;

	(void)snprintf(other, sizeof(other), "%s/f", p->folder);
	(void)snprintf(file, sizeof(file), "%s/pass", p->folder);
	must(io_write_file(file, span_of("from a file\n"), 0600, &e), &e);
	assert_int_equal(setenv("CONSTAT_PASSPHRASE_FILE", file, 1), 0);
	must(home_init(other, &o, &e), &e);
	(void)snprintf(file, sizeof(file), "%s/keys/passphrase", other);
	assert_int_equal(stat(file, &st), -1);
	must(home_open(other, &p->opts, &h, &e), &e);
	ev.kind = EVENT_VIEWED;
	must(home_append(h, &ev, 1, &e), &e);
	home_close(h);
	assert_int_equal(setenv("CONSTAT_PASSPHRASE_FILE", "/nowhere", 1), 0);
	must(home_open(other, &p->opts, &h, &e), &e);
	assert_int_equal(home_append(h, &ev, 1, &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	home_close(h);
	assert_int_equal(unsetenv("CONSTAT_PASSPHRASE_FILE"), 0);
}

static void
test_home__keep_then_show(void **state)
{
	struct place *p = *state;
	struct home *h = place_open(p);
	struct home_job *j;
	struct sample s;
	struct catalog_exhibit x;
	struct catalog_cursor *cur;
	struct catalog_event row;
	struct event *ev;
	struct buf path = BUF_INIT(4096);
	struct error e = ERROR_INIT;
	struct stat st;
	char folder[512];
	int n = 0;

	must(home_job_begin(h, "https://example.org/p/1", &j, &e), &e);
	(void)snprintf(folder, sizeof(folder), "%s", home_job_folder(j));
	assert_int_equal(stat(folder, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	sample_new(&s, folder);
	must(home_keep(h, j, s.path, &s.row, s.events, s.n, &path, &e), &e);
	home_job_end(j);
	assert_int_equal(stat(folder, &st), -1);
	assert_int_equal(stat(buf_str(&path), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0444);
	assert_true(st.st_size == s.row.bytes);
	s.id[12] = '\0';
	assert_int_equal(home_exhibit(h, s.id, &cur, &x, &e), 1);
	assert_string_equal(x.sha256, s.sha256);
	assert_string_equal(x.case_name, "Dupont c/ X");
	assert_true(x.kept != TIME_UNKNOWN);
	assert_non_null(strstr(buf_str(&path), x.blob));
	memcpy(s.id, x.id, sizeof(s.id));
	catalog_cursor_free(cur);
	must(catalog_log_events(home_catalog(h), s.id, 1, &cur, &e), &e);
	while (catalog_log_next(cur, &row, &e) == 1) {
		must(event_read(row.bytes, &ev, &e), &e);
		assert_int_equal(ev->kind, s.events[n].kind);
		assert_string_equal(ev->exhibits[0], s.id);
		assert_string_equal(ev->case_name, "Dupont c/ X");
		assert_string_equal(ev->who.name, "Ana");
		assert_true(ev->start == s.row.started && !ev->late);
		event_free(ev);
		n++;
	}
	assert_int_equal(n, 4);
	catalog_cursor_free(cur);
	sound(h, 5);
	/* Again: refused before anything is written. */
	must(home_job_begin(h, "https://example.org/p/1", &j, &e), &e);
	assert_int_equal(home_keep(h, j, s.path, &s.row, s.events, s.n, NULL,
	    &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	home_job_end(j);
	sound(h, 5);
	buf_free(&path);
	home_close(h);
}

static void
test_home__keep_refuses_other_bytes(void **state)
{
	struct place *p = *state;
	struct home *h = place_open(p);
	struct home_job *j;
	struct sample s;
	struct error e = ERROR_INIT;

	must(home_job_begin(h, "https://example.org/p/1", &j, &e), &e);
	sample_new(&s, home_job_folder(j));
	must(io_write_file(s.path, span_of("changed after sealing"), 0600,
	    &e), &e);
	assert_int_equal(home_keep(h, j, s.path, &s.row, s.events, s.n, NULL,
	    &e), -1);
	assert_int_equal(e.code, ERR_CORRUPT);
	home_job_end(j);
	sound(h, 1);
	home_close(h);
}

static void
test_home__stamp_later(void **state)
{
	struct place *p = *state;
	struct home *h = place_open(p);
	struct catalog_exhibit x;
	struct catalog_cursor *cur;
	struct event ev = EVENT_INIT;
	struct error e = ERROR_INIT;
	struct stat st;
	char id[65], tsr[300];

	place_keep(h, id);
	ev.kind = EVENT_TIMESTAMPED;
	must(home_stamp(h, id, span_of("token"), 5000, "http://tsa", &ev, &e),
	    &e);
	assert_int_equal(home_exhibit(h, id, &cur, &x, &e), 1);
	assert_int_equal(x.stamp, CATALOG_STAMP_GRANTED);
	assert_true(x.stamp_time == 5000);
	(void)snprintf(tsr, sizeof(tsr), "blobs/%s.tsr", x.blob);
	catalog_cursor_free(cur);
	assert_int_equal(stat(place_path(p, tsr), &st), 0);
	/* A second one is kept as well; the row tells of the first. */
	must(home_stamp(h, id, span_of("other"), 6000, "http://b", &ev, &e),
	    &e);
	assert_int_equal(home_exhibit(h, id, &cur, &x, &e), 1);
	assert_string_equal(x.stamp_tsa, "http://tsa");
	catalog_cursor_free(cur);
	assert_int_equal(home_stamp(h, "ffffffff", span_of("t"), 1, "t", &ev,
	    &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	sound(h, 7);
	home_close(h);
}

static void
test_home__names_of_exhibits(void **state)
{
	struct place *p = *state;
	struct home *h = place_open(p);
	struct catalog_exhibit x;
	struct catalog_cursor *cur;
	struct error e = ERROR_INIT;

	assert_int_equal(home_exhibit(h, "abc", &cur, &x, &e), -1);
	assert_int_equal(e.code, ERR_INPUT);
	catalog_cursor_free(cur);
	error_clear(&e);
	assert_int_equal(home_exhibit(h, "ABCD", &cur, &x, &e), -1);
	catalog_cursor_free(cur);
	error_clear(&e);
	assert_int_equal(home_exhibit(h, "abcd", &cur, &x, &e), 0);
	catalog_cursor_free(cur);
	home_close(h);
}

static void
test_home__read_only_writes_nothing(void **state)
{
	struct place *p = *state;
	struct home *h;
	struct home_job *j;
	struct event ev = EVENT_INIT;
	struct error e = ERROR_INIT;

	p->opts.read_only = true;
	h = place_open(p);
	ev.kind = EVENT_VIEWED;
	assert_int_equal(home_append(h, &ev, 1, &e), -1);
	assert_int_equal(e.code, ERR_DENIED);
	error_clear(&e);
	assert_int_equal(home_job_begin(h, "u", &j, &e), -1);
	assert_int_equal(e.code, ERR_DENIED);
	error_clear(&e);
	assert_int_equal(home_recover(h, NULL, NULL, &e), -1);
	assert_int_equal(e.code, ERR_DENIED);
	sound(h, 1);
	home_close(h);
}

static void
test_home__checkpoint_is_handed_out(void **state)
{
	struct place *p = *state;
	struct home *h = place_open(p);
	struct buf a = BUF_INIT(4096), b = BUF_INIT(4096);
	struct note_vkey key;
	struct checkpoint cp;
	enum note_state st;
	struct event ev = EVENT_INIT;
	struct error e = ERROR_INIT;

	ev.kind = EVENT_VIEWED;
	must(home_append(h, &ev, 1, &e), &e);
	must(home_checkpoint(h, &a, &e), &e);
	must(io_read_file(place_path(p, "log/checkpoint"), &b, &e), &e);
	assert_true(span_eq(buf_span(&a), buf_span(&b)));
	buf_reset(&b);
	must(io_read_file(place_path(p, "log/key"), &b, &e), &e);
	must(note_vkey_parse(span_trim(buf_span(&b)), &key, &e), &e);
	must(checkpoint_open(buf_span(&a), &key, &cp, &st, &e), &e);
	assert_int_equal(st, NOTE_GOOD);
	assert_true(cp.size == 2);
	buf_free(&a);
	buf_free(&b);
	home_close(h);
}

static int64_t clock_shift;

static int64_t
shifted_now(void)
{

	return (time_now() + clock_shift);
}

static void
test_home__clock_set_back_is_told(void **state)
{
	struct place *p = *state;
	struct home *h;
	struct log_findings log = LOG_FINDINGS_INIT;
	struct catalog_cursor *cur;
	struct catalog_event row;
	struct event ev = EVENT_INIT, *got;
	struct error e = ERROR_INIT;
	uint64_t size;
	int64_t by;

	p->opts.now = shifted_now;
	clock_shift = 0;
	h = place_open(p);
	ev.kind = EVENT_VIEWED;
	must(home_append(h, &ev, 1, &e), &e);
	clock_shift = -86400 * INT64_C(1000);
	must(home_append(h, &ev, 1, &e), &e);
	must(catalog_log_events(home_catalog(h), NULL, 3, &cur, &e), &e);
	assert_int_equal(catalog_log_next(cur, &row, &e), 1);
	must(event_read(row.bytes, &got, &e), &e);
	assert_int_equal(got->kind, EVENT_INCIDENT);
	assert_string_equal(json_text(got->detail, "incident"),
	    "clock-set-back");
	assert_true(json_whole(got->detail, "by_ms", &by));
	assert_true(by > 86390000 && by < 86410000);
	event_free(got);
	catalog_cursor_free(cur);
	must(home_log_check(h, &log, &size, NULL, &e), &e);
	assert_true(size == 4 && log.failed == 0 && log.warned == 1);
	assert_int_equal(log.list[0].fault, LOG_CLOCK_BACK);
	assert_true(log.list[0].seq == 3);
	log_findings_free(&log);
	home_close(h);
}

static void
append_many(const struct place *p, int rounds)
{
	struct home *h = place_open(p);
	struct event ev[3] = { EVENT_INIT, EVENT_INIT, EVENT_INIT };
	struct error e = ERROR_INIT;
	char id[65];
	int i;

	for (i = 0; i < 3; i++)
		ev[i].kind = EVENT_VIEWED;
	for (i = 0; i < rounds; i++) {
		must(home_append(h, ev, 3, &e), &e);
		place_keep(h, id);
	}
	home_close(h);
}

static void
test_home__two_processes_at_once(void **state)
{
	struct place *p = *state;
	struct home *h;
	pid_t pid[2];
	int i, status;

	for (i = 0; i < 2; i++)
		if ((pid[i] = fork()) == 0) {
			append_many(p, 8);
			_exit(0);
		}
	for (i = 0; i < 2; i++) {
		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_int_equal(status, 0);
	}
	h = place_open(p);
	sound(h, 1 + 2 * 8 * 7);
	home_close(h);
}

#define CASE(t)	cmocka_unit_test_setup_teardown(t, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_home__found_where_it_was_said),
		CASE(test_home__made_whole),
		CASE(test_home__init_never_twice),
		CASE(test_home__defaults_from_the_machine),
		CASE(test_home__absent_or_broken),
		CASE(test_home__passphrase_of_a_person),
		CASE(test_home__passphrase_from_a_file),
		CASE(test_home__keep_then_show),
		CASE(test_home__keep_refuses_other_bytes),
		CASE(test_home__stamp_later),
		CASE(test_home__names_of_exhibits),
		CASE(test_home__read_only_writes_nothing),
		CASE(test_home__checkpoint_is_handed_out),
		CASE(test_home__clock_set_back_is_told),
		CASE(test_home__two_processes_at_once),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
