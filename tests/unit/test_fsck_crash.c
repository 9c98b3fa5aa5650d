#include <sys/wait.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <time.h>

#include "store/home/home_internal.h"
#include "tests/unit/home_place.h"

/*
 * Processes that die in the middle.  Afterwards fsck must explain all that
 * is left, nothing that was reported as kept may be missing, the log must
 * check, and after recovery nothing may be left at all.
 */
#define KILLS	50

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

struct seen {
	int n[HOME_FAULTS];
	uint64_t failed;
};

static struct seen
look(struct home *h)
{
	struct home_findings fs = HOME_FINDINGS_INIT;
	struct log_findings log = LOG_FINDINGS_INIT;
	struct seen seen = { .failed = 0 };
	struct error e = ERROR_INIT;
	size_t i;

	must(home_fsck(h, &fs, &log, NULL, &e), &e);
	for (i = 0; i < fs.n; i++)
		seen.n[fs.list[i].fault]++;
	seen.failed = fs.failed + log.failed;
	if (seen.failed > 0 || log.warned > 0) {
		print_findings(&fs, &log);
		fail_msg("damage");
	}
	home_findings_free(&fs);
	log_findings_free(&log);
	return (seen);
}

static void
nothing_left(struct home *h)
{
	struct seen s = look(h);
	int i;

	for (i = 0; i < HOME_FAULTS; i++)
		if (s.n[i] != 0)
			fail_msg("%s is left", home_fault_name(
			    (enum home_fault)i));
}

static int
has_exhibit(struct home *h, const char *id)
{
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	struct error e = ERROR_INIT;
	int got = home_exhibit(h, id, &cur, &x, &e);

	must(got, &e);
	catalog_cursor_free(cur);
	return (got);
}

/* Run ${die} in a process that ends inside it. */
static void
in_child(const struct place *p, void (*die)(struct home *h, const char *arg),
    const char *arg)
{
	struct home *h;
	pid_t pid;
	int status;

	if ((pid = fork()) == 0) {
		h = place_open(p);
		die(h, arg);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static struct home_job *
begin(struct home *h)
{
	struct home_job *j;
	struct error e = ERROR_INIT;

	must(home_job_begin(h, "https://example.org/p/1", &j, &e), &e);
	return (j);
}

/* Seal into a fixed place, so that the parent knows what to expect. */
static void
seal(struct home *h, struct home_job *j, struct sample *s,
    const char *copy_id)
{
	struct buf record = BUF_INIT(MIB);
	struct error e = ERROR_INIT;

	sample_new(s, home_job_folder(j));
	must(io_write_file(copy_id, span_of(s->id), 0600, &e), &e);
	must(record_write(h, &s->row, "sealed.wacz", s->events, s->n,
	    &record, &e), &e);
	must(catalog_begin(h->catalog, &e), &e);
	must(catalog_job_set(h->catalog, home_job_uuid(j), buf_str(&record),
	    &e), &e);
	must(catalog_commit(h->catalog, &e), &e);
	buf_free(&record);
}

static void
die_capturing(struct home *h, const char *arg)
{
	struct error e = ERROR_INIT;
	char path[600];

	(void)snprintf(path, sizeof(path), "%s/data.warc.gz",
	    home_job_folder(begin(h)));
	must(io_write_file(path, span_of(arg), 0600, &e), &e);
}

static void
die_sealed(struct home *h, const char *arg)
{
	struct sample s;

	seal(h, begin(h), &s, arg);
}

static void
die_with_blob(struct home *h, const char *arg)
{
	struct sample s;
	struct error e = ERROR_INIT;

	seal(h, begin(h), &s, arg);
	must(blob_put(h->blobs, s.path, s.row.bytes, s.sha256, &e), &e);
}

static void
die_with_file_lost(struct home *h, const char *arg)
{
	struct sample s;

	seal(h, begin(h), &s, arg);
	assert_int_equal(unlink(s.path), 0);
}

static void
die_kept(struct home *h, const char *arg)
{
	struct home_job *j = begin(h);
	struct sample s;
	struct error e = ERROR_INIT;

	sample_new(&s, home_job_folder(j));
	must(io_write_file(arg, span_of(s.id), 0600, &e), &e);
	must(home_keep(h, j, s.path, &s.row, s.events, s.n, NULL, &e), &e);
}

static void
die_in_change(struct home *h, const char *arg)
{
	struct home_change c;
	struct event ev = EVENT_INIT;
	struct error e = ERROR_INIT;

	(void)arg;
	ev.kind = EVENT_VIEWED;
	must(change_begin(h, &c, &e), &e);
	must(change_event(&c, &ev, &e), &e);
}

static void
read_id(const char *path, char id[static 65])
{
	struct buf b = BUF_INIT(100);
	struct error e = ERROR_INIT;

	must(io_read_file(path, &b, &e), &e);
	(void)snprintf(id, 65, "%s", buf_str(&b));
	buf_free(&b);
}

/* The last event of the log, to be freed. */
static struct event *
last_event(struct home *h)
{
	struct catalog_cursor *cur;
	struct catalog_event row;
	struct event *ev;
	struct error e = ERROR_INIT;
	uint64_t size;

	must(catalog_log_size(h->catalog, &size, &e), &e);
	must(catalog_log_events(h->catalog, NULL, size, &cur, &e), &e);
	assert_int_equal(catalog_log_next(cur, &row, &e), 1);
	must(event_read(row.bytes, &ev, &e), &e);
	catalog_cursor_free(cur);
	return (ev);
}

static void
test_crash__while_capturing(void **state)
{
	struct place *p = *state;
	struct home *h;
	struct event *ev;
	struct error e = ERROR_INIT;
	unsigned kept, dropped;

	in_child(p, die_capturing, "half a record");
	h = place_open(p);
	assert_int_equal(look(h).n[HOME_JOB_DEAD], 1);
	must(home_recover(h, &kept, &dropped, &e), &e);
	assert_true(kept == 0 && dropped == 1);
	ev = last_event(h);
	assert_int_equal(ev->kind, EVENT_INCIDENT);
	assert_true(ev->late && ev->result == EVENT_FAIL);
	assert_string_equal(json_string_value(json_object_get(ev->detail,
	    "url")), "https://example.org/p/1");
	event_free(ev);
	nothing_left(h);
	/* Again: nothing to do, no event. */
	must(home_recover(h, &kept, &dropped, &e), &e);
	assert_true(kept == 0 && dropped == 0);
	home_close(h);
}

static void
kept_after(struct place *p, void (*die)(struct home *h, const char *arg))
{
	struct home *h;
	struct event *ev;
	struct error e = ERROR_INIT;
	char id[65], file[200];
	unsigned kept, dropped;

	(void)snprintf(file, sizeof(file), "%s/id", p->folder);
	in_child(p, die, file);
	read_id(file, id);
	h = place_open(p);
	assert_int_equal(look(h).n[HOME_JOB_KEEPING], 1);
	assert_int_equal(has_exhibit(h, id), 0);
	must(home_recover(h, &kept, &dropped, &e), &e);
	assert_true(kept == 1 && dropped == 0);
	assert_int_equal(has_exhibit(h, id), 1);
	ev = last_event(h);
	assert_int_equal(ev->kind, EVENT_STORED);
	assert_true(ev->late);
	assert_string_equal(ev->exhibits[0], id);
	assert_true(ev->start != TIME_UNKNOWN && ev->end <= ev->time);
	event_free(ev);
	nothing_left(h);
	home_close(h);
}

static void
test_crash__after_sealing(void **state)
{

	kept_after(*state, die_sealed);
}

static void
test_crash__after_the_blob(void **state)
{

	kept_after(*state, die_with_blob);
}

static void
test_crash__sealed_file_lost(void **state)
{
	struct place *p = *state;
	struct home_findings fs = HOME_FINDINGS_INIT;
	struct home *h;
	struct event *ev;
	struct error e = ERROR_INIT;
	char id[65], file[200];
	unsigned kept, dropped;

	(void)snprintf(file, sizeof(file), "%s/id", p->folder);
	in_child(p, die_with_file_lost, file);
	read_id(file, id);
	h = place_open(p);
	/* That one is a loss, and called so. */
	must(home_leftovers(h, &fs, &e), &e);
	assert_true(fs.n == 1 && fs.failed == 1);
	assert_int_equal(fs.list[0].fault, HOME_JOB_KEEPING);
	home_findings_free(&fs);
	must(home_recover(h, &kept, &dropped, &e), &e);
	assert_true(kept == 0 && dropped == 1);
	ev = last_event(h);
	assert_int_equal(ev->kind, EVENT_INCIDENT);
	assert_non_null(strstr(ev->error, "lost"));
	event_free(ev);
	nothing_left(h);
	home_close(h);
}

static void
test_crash__after_keeping(void **state)
{
	struct place *p = *state;
	struct home *h;
	struct error e = ERROR_INIT;
	char id[65], file[200];
	uint64_t size, after;

	(void)snprintf(file, sizeof(file), "%s/id", p->folder);
	in_child(p, die_kept, file);
	read_id(file, id);
	h = place_open(p);
	assert_int_equal(has_exhibit(h, id), 1);
	assert_int_equal(look(h).n[HOME_JOB_DEAD], 1);
	must(catalog_log_size(h->catalog, &size, &e), &e);
	must(home_recover(h, NULL, NULL, &e), &e);
	must(catalog_log_size(h->catalog, &after, &e), &e);
	assert_true(size == after);
	nothing_left(h);
	home_close(h);
}

static void
test_crash__in_a_change(void **state)
{
	struct place *p = *state;
	struct home *h;
	struct error e = ERROR_INIT;
	uint64_t size;

	in_child(p, die_in_change, NULL);
	h = place_open(p);
	must(catalog_log_size(h->catalog, &size, &e), &e);
	assert_true(size == 1);
	nothing_left(h);
	home_close(h);
}

static void
test_crash__checkpoint_file_behind(void **state)
{
	struct place *p = *state;
	struct buf was = BUF_INIT(NOTE_MAX);
	struct home *h = place_open(p);
	struct event ev = EVENT_INIT;
	struct error e = ERROR_INIT;

	must(io_read_file(place_path(p, "log/checkpoint"), &was, &e), &e);
	ev.kind = EVENT_VIEWED;
	must(home_append(h, &ev, 1, &e), &e);
	/* As if killed between the commit and the file. */
	must(io_write_file(place_path(p, "log/checkpoint"), buf_span(&was),
	    0644, &e), &e);
	must(io_write_file(place_path(p, "log/checkpoint.AbCdEf.tmp"),
	    span_of("half"), 0600, &e), &e);
	assert_int_equal(look(h).n[HOME_CHECKPOINT_FILE], 1);
	assert_int_equal(look(h).n[HOME_WORK_STRANGER], 1);
	must(home_recover(h, NULL, NULL, &e), &e);
	nothing_left(h);
	buf_free(&was);
	home_close(h);
}

static void
test_crash__the_living_are_left_alone(void **state)
{
	struct place *p = *state;
	struct home *h = place_open(p), *other = place_open(p);
	struct home_job *j = begin(h);
	struct error e = ERROR_INIT;
	struct stat st;
	unsigned kept, dropped;
	struct seen s;

	s = look(other);
	assert_int_equal(s.n[HOME_JOB_ALIVE], 1);
	assert_int_equal(s.n[HOME_JOB_DEAD], 0);
	must(home_recover(other, &kept, &dropped, &e), &e);
	assert_true(kept == 0 && dropped == 0);
	assert_int_equal(stat(home_job_folder(j), &st), 0);
	home_job_end(j);
	nothing_left(other);
	home_close(h);
	home_close(other);
}

static void
test_crash__strangers_are_named(void **state)
{
	struct place *p = *state;
	struct home *h = place_open(p);
	struct sample s;
	struct error e = ERROR_INIT;
	struct seen seen;

	must(io_write_file(place_path(p, "work/notes.txt"), span_of("x"),
	    0600, &e), &e);
	must(io_write_file(place_path(p, "blobs/notes.txt"), span_of("x"),
	    0600, &e), &e);
	sample_new(&s, p->folder);
	must(blob_put(h->blobs, s.path, s.row.bytes, s.sha256, &e), &e);
	seen = look(h);
	assert_int_equal(seen.n[HOME_WORK_STRANGER], 1);
	assert_int_equal(seen.n[HOME_BLOB_STRANGER], 1);
	assert_int_equal(seen.n[HOME_BLOB_ORPHAN], 1);
	/* What no capture of ours left is not for us to remove. */
	must(home_recover(h, NULL, NULL, &e), &e);
	seen = look(h);
	assert_int_equal(seen.n[HOME_WORK_STRANGER], 1);
	assert_int_equal(seen.n[HOME_BLOB_ORPHAN], 1);
	home_close(h);
}

/* ---- at random moments ---- */

/* Capture without end; each id goes to ${fd} once it is reported as kept. */
static void
capture_for_ever(const struct place *p, int fd)
{
	struct home *h = place_open(p);
	struct event ev = EVENT_INIT;
	struct error e = ERROR_INIT;
	char id[65];

	ev.kind = EVENT_VIEWED;
	for (;;) {
		must(home_append(h, &ev, 1, &e), &e);
		place_keep(h, id);
		must(io_write(fd, id, 64, &e), &e);
	}
}

/* The ids that the dead process had reported. */
static int
check_reported(struct home *h, int fd)
{
	struct error e = ERROR_INIT;
	char id[65];
	ssize_t k;
	int n = 0;

	for (;;) {
		/* Written in one piece each, so read whole or not at all. */
		must((int)(k = io_read(fd, id, 64, &e)), &e);
		if (k < 64)
			return (n);
		id[64] = '\0';
		assert_int_equal(has_exhibit(h, id), 1);
		n++;
	}
}

static void
nap(long us)
{
	struct timespec t = { us / 1000000, us % 1000000 * 1000 };

	while (nanosleep(&t, &t) != 0 && errno == EINTR)
		continue;
}

static void
test_crash__killed_at_random_moments(void **state)
{
	struct place *p = *state;
	struct home *h;
	struct error e = ERROR_INIT;
	struct pollfd first = { .events = POLLIN };
	uint16_t when;
	unsigned kept, dropped, all_kept = 0, all_dropped = 0;
	int fd[2], i, status, reported = 0;
	pid_t pid;

	for (i = 0; i < KILLS; i++) {
		assert_int_equal(pipe(fd), 0);
		if ((pid = fork()) == 0)
			capture_for_ever(p, fd[1]);
		assert_int_equal(close(fd[1]), 0);
		must(random_bytes((uint8_t *)&when, sizeof(when), &e), &e);
		/* Opening the keys takes a while; most hits come after. */
		if (i % 2) {
			/* From the first one on, however long that took. */
			first.fd = fd[0];
			assert_int_equal(poll(&first, 1, -1), 1);
			nap(when * 2L);
		} else {
			nap(60000 + when * 4L);
		}
		assert_int_equal(kill(pid, SIGKILL), 0);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		h = place_open(p);
		(void)look(h);
		reported += check_reported(h, fd[0]);
		assert_int_equal(close(fd[0]), 0);
		must(home_recover(h, &kept, &dropped, &e), &e);
		all_kept += kept;
		all_dropped += dropped;
		nothing_left(h);
		home_close(h);
	}
	print_message("%d kills: %d exhibits reported, %u finished and %u "
	    "dropped by recovery\n", KILLS, reported, all_kept, all_dropped);
	assert_true(reported >= KILLS / 2);
}

static void
test_crash__while_the_store_is_made(void **state)
{
	struct place *p = *state;
	struct home_init_opts o = place_init_opts();
	struct error e = ERROR_INIT;
	struct home *h;
	char path[200];
	int i, status, whole = 0;
	pid_t pid;

	for (i = 0; i < 12; i++) {
		(void)snprintf(path, sizeof(path), "%s/s%d", p->folder, i);
		/* Every other one within a folder that is there. */
		if (i % 2)
			assert_int_equal(mkdir(path, 0700), 0);
		if ((pid = fork()) == 0)
			_exit(home_init(path, &o, &e) == 0 ? 0 : 1);
		nap(i * 60000L);
		(void)kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (home_there(path)) {
			must(home_open(path, &p->opts, &h, &e), &e);
			nothing_left(h);
			home_close(h);
			whole++;
		} else
			must(home_init(path, &o, &e), &e);
	}
	print_message("%d of 12 stores were whole\n", whole);
	assert_int_not_equal(whole, 12);
}

#define CASE(t)	cmocka_unit_test_setup_teardown(t, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_crash__while_capturing),
		CASE(test_crash__after_sealing),
		CASE(test_crash__after_the_blob),
		CASE(test_crash__sealed_file_lost),
		CASE(test_crash__after_keeping),
		CASE(test_crash__in_a_change),
		CASE(test_crash__checkpoint_file_behind),
		CASE(test_crash__the_living_are_left_alone),
		CASE(test_crash__strangers_are_named),
		CASE(test_crash__while_the_store_is_made),
		CASE(test_crash__killed_at_random_moments),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
