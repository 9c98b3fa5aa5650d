#include "store/home/home_attest.h"
#include "store/home/home_internal.h"
#include "store/stamp/stamp.h"
#include "tests/lib/tsa.h"
#include "tests/lib/tsa_forge.h"
#include "tests/unit/home_place.h"

/*
 * What others attest of the log, against somebody who has its key too: who
 * can write every file of the store and sign any checkpoint.
 */
#define DAY	INT64_C(86400000)

static char tsa[64];		/* folder of the authority */
static int64_t shift;		/* of the clock, for the hook below */

static int64_t
shifted(void)
{

	return (time_now() + shift);
}

static int
group_setup(void **state)
{
	struct error e = ERROR_INIT;

	(void)state;
	(void)snprintf(tsa, sizeof(tsa), "/tmp/constat-tsa.XXXXXX");
	if (mkdtemp(tsa) == NULL)
		return (-1);
	must(tsa_make(tsa, &e), &e);
	return (0);
}

static int
group_teardown(void **state)
{

	(void)state;
	io_remove_tree(tsa);
	return (0);
}

static int
set_up(void **state)
{
	struct place *p = place_new();

	shift = 0;
	p->opts.now = shifted;
	*state = p;
	return (0);
}

static int
tear_down(void **state)
{

	place_free(*state);
	return (0);
}

static void
append(struct home *h, const char *why, int n)
{
	struct event ev = EVENT_INIT;
	struct error e = ERROR_INIT;

	ev.kind = EVENT_VIEWED;
	ev.why = why;
	while (n-- > 0)
		must(home_append(h, &ev, 1, &e), &e);
}

/* A time-stamp of ${data} as of ${time}, by the authority's ${signer}. */
static void
stamp_of(struct span data, int64_t time, const char *signer, struct buf *out)
{
	struct buf tst = BUF_INIT(TOKEN_MAX);
	uint8_t md[DIGEST_LEN];
	char text[TIME_TEXT], gen_time[16];
	struct error e = ERROR_INIT;
	struct tst_words w = { .version = 1, .gen_time = gen_time,
	    .imprint = { md, sizeof(md) } };
	struct forge f = { .folder = tsa, .signer = signer };

	must(digest_of(data, md, &e), &e);
	(void)time_text(time, text);
	(void)snprintf(gen_time, sizeof(gen_time),
	    "%.4s%.2s%.2s%.2s%.2s%.2sZ", text, text + 5, text + 8, text + 11,
	    text + 14, text + 17);
	tst_write(&tst, &w);
	f.tst = buf_span(&tst);
	must(forge(&f, out, &e), &e);
	buf_free(&tst);
}

/* Have the latest checkpoint stamped as of ${time}; it goes to ${note}. */
static void
stamp_at(struct home *h, int64_t time, struct buf *note)
{
	struct buf own = BUF_INIT(NOTE_MAX), answer = BUF_INIT(TOKEN_MAX);
	struct error e = ERROR_INIT;
	int64_t got = 0;

	must(home_checkpoint(h, &own, &e), &e);
	stamp_of(buf_span(&own), time, "ec", &answer);
	must(home_point_stamp(h, buf_span(&own), buf_span(&answer),
	    "https://tsa.example", &got, &e), &e);
	assert_true(got / 1000 == time / 1000);
	if (note != NULL)
		buf_putspan(note, buf_span(&own));
	buf_free(&own);
	buf_free(&answer);
}

static struct log_findings
examine(struct home *h, const struct home_log_opts *o,
    struct home_log_result *out)
{
	struct log_findings fs = LOG_FINDINGS_INIT;
	struct error e = ERROR_INIT;

	must(home_log_examine(h, o, &fs, out, &e), &e);
	return (fs);
}

/* The check names ${fault} at ${level} and nothing that fails besides. */
static void
only(struct log_findings fs, enum log_fault fault, enum log_level level)
{
	const struct home_findings none = HOME_FINDINGS_INIT;
	bool seen = false, other = false;
	size_t i;

	for (i = 0; i < fs.n; i++)
		if (fs.list[i].fault == fault && fs.list[i].level == level)
			seen = true;
		else if (fs.list[i].level == LOG_FAIL)
			other = true;
	if (!seen || other) {
		print_findings(&none, &fs);
		fail_msg("want %s alone", log_fault_name(fault));
	}
	log_findings_free(&fs);
}

/* The check names ${fault} at ${seq} and ${level}, whatever besides. */
static void
named(struct log_findings fs, enum log_fault fault, enum log_level level,
    uint64_t seq)
{
	const struct home_findings none = HOME_FINDINGS_INIT;
	bool seen = false;
	size_t i;

	for (i = 0; i < fs.n; i++)
		seen = seen || (fs.list[i].fault == fault &&
		    fs.list[i].level == level && fs.list[i].seq == seq);
	if (!seen) {
		print_findings(&none, &fs);
		fail_msg("%s not found", log_fault_name(fault));
	}
	log_findings_free(&fs);
}

static void
sound(struct log_findings fs)
{
	const struct home_findings none = HOME_FINDINGS_INIT;

	if (fs.failed + fs.warned > 0) {
		print_findings(&none, &fs);
		fail_msg("not sound");
	}
	log_findings_free(&fs);
}

static int
due(struct home *h)
{
	struct error e = ERROR_INIT;
	int got = home_point_due(h, &e);

	must(got, &e);
	return (got);
}

static void
test_stamps__one_an_hour_and_no_end_of_them(void **state)
{
	struct home_log_result r;
	struct home *h = place_open(*state);
	struct error e = ERROR_INIT;

	/* A new log has something to be stamped, and no time-stamp yet. */
	assert_int_equal(due(h), 1);
	stamp_at(h, time_now(), NULL);
	/* The event that tells of it asks for no other. */
	assert_int_equal(due(h), 0);
	assert_int_equal(home_point_new(h, &e), 0);
	shift = 2 * 60 * 60 * 1000;
	assert_int_equal(due(h), 0);
	append(h, "later", 1);
	assert_int_equal(due(h), 1);
	shift = 30 * 60 * 1000;
	assert_int_equal(due(h), 0);
	assert_int_equal(home_point_new(h, &e), 1);
	shift = -DAY;
	assert_int_equal(due(h), 1);
	shift = 0;
	sound(examine(h, NULL, &r));
	assert_true(r.stamps == 1 && r.stamped == 1 && r.size == 3);
	home_close(h);
}

static void
test_stamps__only_what_holds_is_kept(void **state)
{
	struct home *h = place_open(*state);
	struct buf note = BUF_INIT(NOTE_MAX), answer = BUF_INIT(TOKEN_MAX);
	struct error e = ERROR_INIT;
	uint64_t size = 0;

	must(home_checkpoint(h, &note, &e), &e);
	stamp_of(span_of("something else"), time_now(), "ec", &answer);
	assert_int_equal(home_point_stamp(h, buf_span(&note),
	    buf_span(&answer), "x", NULL, &e), -1);
	assert_int_equal(e.code, ERR_TSA);
	error_clear(&e);
	/* A good time-stamp of what is no checkpoint of ours. */
	buf_puts(&note, "\xe2\x80\x94 other AAAAAAAAAAAA\n");
	buf_reset(&answer);
	stamp_of(buf_span(&note), time_now(), "ec", &answer);
	assert_int_equal(home_point_stamp(h, buf_span(&note),
	    buf_span(&answer), "x", NULL, &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	error_clear(&e);
	must(catalog_log_size(home_catalog(h), &size, &e), &e);
	assert_true(size == 1);
	sound(examine(h, NULL, NULL));
	buf_free(&note);
	buf_free(&answer);
	home_close(h);
}

static void
test_stamps__taken_away_or_exchanged(void **state)
{
	struct place *p = *state;
	struct home *h = place_open(p);

	append(h, "one", 3);
	stamp_at(h, time_now(), NULL);
	append(h, "two", 3);
	stamp_at(h, time_now(), NULL);
	sound(examine(h, NULL, NULL));
	place_edit(p, "CREATE TABLE kept AS SELECT * FROM log_stamps;"
	    "DELETE FROM log_stamps WHERE size = 4");
	only(examine(h, NULL, NULL), LOG_STAMP_MISSING, LOG_FAIL);
	/* The other's under its name. */
	place_edit(p, "INSERT INTO log_stamps SELECT 9, 4, time, authority,"
	    " response FROM kept WHERE size <> 4");
	named(examine(h, NULL, NULL), LOG_STAMP_TOKEN, LOG_FAIL, 4);
	named(examine(h, NULL, NULL), LOG_STAMP_MISSING, LOG_FAIL, 5);
	home_close(h);
}

static void
test_stamps__date_and_checkpoint_are_as_stamped(void **state)
{
	struct place *p = *state;
	struct home *h = place_open(p);

	append(h, "one", 3);
	stamp_at(h, time_now(), NULL);
	place_edit(p, "UPDATE log_stamps SET time = time - 60000");
	named(examine(h, NULL, NULL), LOG_STAMP_TOKEN, LOG_FAIL, 4);
	place_edit(p, "UPDATE log_stamps SET time = time + 60000");
	sound(examine(h, NULL, NULL));
	place_edit(p, "DELETE FROM checkpoints WHERE size = 4");
	named(examine(h, NULL, NULL), LOG_STAMP_CHECKPOINT, LOG_FAIL, 4);
	home_close(h);
}

static void
test_stamps__by_whom(void **state)
{
	struct home *h = place_open(*state);
	struct home_log_opts o = { .n_older = 0 };
	struct trust *t = NULL;
	struct error e = ERROR_INIT;
	char path[128];

	stamp_at(h, time_now(), NULL);
	must(trust_new(&t, &e), &e);
	o.tsas = t;
	named(examine(h, &o, NULL), LOG_STAMP_TRUST, LOG_FAIL, 1);
	(void)snprintf(path, sizeof(path), "%s/ca/root.pem", tsa);
	must(trust_add_file(t, path, &e), &e);
	sound(examine(h, &o, NULL));
	trust_free(t);
	home_close(h);
}

/* ---- dates ---- */

/* An event dated ${by} from now, signed as everything, nothing said of it. */
static void
append_dated(struct home *h, int64_t by)
{
	struct event ev = EVENT_INIT;
	struct home_change c;
	struct error e = ERROR_INIT;

	ev.kind = EVENT_VIEWED;
	must(change_begin(h, &c, &e), &e);
	c.now = time_now() + by;
	must(change_event(&c, &ev, &e), &e);
	must(change_commit(&c, &e), &e);
}

static void
test_dates__back_dated_after_a_stamp(void **state)
{
	struct home *h = place_open(*state);

	append(h, "one", 3);
	stamp_at(h, time_now(), NULL);
	append_dated(h, -DAY);
	named(examine(h, NULL, NULL), LOG_CLOCK_STAMP, LOG_FAIL, 6);
	home_close(h);
}

static void
test_dates__dated_later_than_the_stamp_that_covers_it(void **state)
{
	struct home *h = place_open(*state);

	append(h, "one", 3);
	append_dated(h, DAY / 2);
	/* The authority says what time it is. */
	stamp_at(h, time_now(), NULL);
	named(examine(h, NULL, NULL), LOG_CLOCK_STAMP, LOG_FAIL, 5);
	home_close(h);
}

/* A clock that is simply wrong, as the log itself shows, is told, no more. */
static void
test_dates__a_wrong_clock_is_a_note(void **state)
{
	struct home *h = place_open(*state);

	shift = DAY / 2;
	append(h, "one", 3);
	stamp_at(h, time_now(), NULL);
	append(h, "two", 3);
	only(examine(h, NULL, NULL), LOG_CLOCK_STAMP, LOG_WARN);
	home_close(h);
}

static void
test_dates__a_clock_set_back_a_day(void **state)
{
	struct home *h = place_open(*state);

	append(h, "one", 3);
	stamp_at(h, time_now(), NULL);
	shift = -DAY;
	append(h, "two", 3);
	/* Both that it was set back and that it is wrong are told. */
	only(examine(h, NULL, NULL), LOG_CLOCK_BACK, LOG_WARN);
	only(examine(h, NULL, NULL), LOG_CLOCK_STAMP, LOG_WARN);
	home_close(h);
}

static void
test_dates__stamps_that_contradict_each_other(void **state)
{
	struct home *h = place_open(*state);

	stamp_at(h, time_now(), NULL);
	append(h, "one", 1);
	stamp_at(h, time_now() - DAY, NULL);
	named(examine(h, NULL, NULL), LOG_STAMP_ORDER, LOG_FAIL, 3);
	home_close(h);
}

/* ---- the whole history made anew, with the key ---- */

static void
copy_store(const struct place *p, const char *name)
{
	char to[160];
	const char *words[] = { "cp", "-a", p->home, to, NULL };
	struct error e = ERROR_INIT;

	(void)snprintf(to, sizeof(to), "%s/%s", p->folder, name);
	must(tsa_run(words, &e), &e);
}

/* Another history of the same log, from its 4th event on. */
struct two {
	struct home *real;
	struct place other;		/* of the fork */
	struct home *fork;
	struct buf stamped;		/* a checkpoint of the real one */
};

static void
two_histories(struct place *p, struct two *t)
{
	struct home *h = place_open(p);

	append(h, "both", 3);
	home_close(h);
	copy_store(p, "fork");
	t->real = place_open(p);
	append(t->real, "as it was", 3);
	t->stamped = (struct buf)BUF_INIT(NOTE_MAX);
	stamp_at(t->real, time_now(), &t->stamped);
	t->other = *p;
	(void)snprintf(t->other.home, sizeof(t->other.home), "%s/fork",
	    p->folder);
	t->fork = place_open(&t->other);
	append(t->fork, "as somebody wants it", 9);
	/* In itself there is nothing to be found. */
	sound(examine(t->fork, NULL, NULL));
}

static void
two_end(struct two *t)
{

	home_close(t->real);
	home_close(t->fork);
	buf_free(&t->stamped);
}

static void
test_rewritten__found_by_an_older_checkpoint(void **state)
{
	struct two t;
	struct span older;
	struct home_log_opts o = { .older = &older, .n_older = 1 };

	two_histories(*state, &t);
	older = buf_span(&t.stamped);
	sound(examine(t.real, &o, NULL));
	only(examine(t.fork, &o, NULL), LOG_CHECKPOINT_ROOT, LOG_FAIL);
	two_end(&t);
}

static void
test_rewritten__found_by_its_stamps(void **state)
{
	struct two t;
	char sql[400];

	two_histories(*state, &t);
	(void)snprintf(sql, sizeof(sql), "ATTACH '%s/store/catalog.db' AS r;"
	    "INSERT INTO log_stamps SELECT * FROM r.log_stamps",
	    t.other.folder);
	place_edit(&t.other, sql);
	named(examine(t.fork, NULL, NULL), LOG_STAMP_TOKEN, LOG_FAIL, 7);
	two_end(&t);
}

static void
test_rolled_back__found_by_an_older_checkpoint(void **state)
{
	struct place *p = *state;
	struct buf note = BUF_INIT(NOTE_MAX);
	struct span older;
	struct home_log_opts o = { .older = &older, .n_older = 1 };
	struct place yesterday = *p;
	struct home *h = place_open(p);
	struct error e = ERROR_INIT;

	append(h, "both", 3);
	home_close(h);
	copy_store(p, "yesterday");
	h = place_open(p);
	append(h, "today", 3);
	must(home_checkpoint(h, &note, &e), &e);
	home_close(h);
	older = buf_span(&note);
	(void)snprintf(yesterday.home, sizeof(yesterday.home),
	    "%s/yesterday", p->folder);
	h = place_open(&yesterday);
	sound(examine(h, NULL, NULL));
	only(examine(h, &o, NULL), LOG_CHECKPOINT_AHEAD, LOG_FAIL);
	/* And when it went on from there. */
	append(h, "another today", 5);
	only(examine(h, &o, NULL), LOG_CHECKPOINT_ROOT, LOG_FAIL);
	home_close(h);
	buf_free(&note);
}

static void
test_older__of_another_log_or_none(void **state)
{
	struct place *p = *state, *q = place_new();
	struct home *h = place_open(p), *other = place_open(q);
	struct buf note = BUF_INIT(NOTE_MAX);
	struct span older;
	struct home_log_opts o = { .older = &older, .n_older = 1 };
	struct error e = ERROR_INIT;

	must(home_checkpoint(other, &note, &e), &e);
	older = buf_span(&note);
	only(examine(h, &o, NULL), LOG_CHECKPOINT_KEY, LOG_FAIL);
	older = span_of("no checkpoint at all");
	only(examine(h, &o, NULL), LOG_CHECKPOINT_SYNTAX, LOG_FAIL);
	buf_free(&note);
	home_close(h);
	home_close(other);
	place_free(q);
}

#define CASE(t)	cmocka_unit_test_setup_teardown(t, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_stamps__one_an_hour_and_no_end_of_them),
		CASE(test_stamps__only_what_holds_is_kept),
		CASE(test_stamps__taken_away_or_exchanged),
		CASE(test_stamps__date_and_checkpoint_are_as_stamped),
		CASE(test_stamps__by_whom),
		CASE(test_dates__back_dated_after_a_stamp),
		CASE(test_dates__dated_later_than_the_stamp_that_covers_it),
		CASE(test_dates__a_wrong_clock_is_a_note),
		CASE(test_dates__a_clock_set_back_a_day),
		CASE(test_dates__stamps_that_contradict_each_other),
		CASE(test_rewritten__found_by_an_older_checkpoint),
		CASE(test_rewritten__found_by_its_stamps),
		CASE(test_rolled_back__found_by_an_older_checkpoint),
		CASE(test_older__of_another_log_or_none),
	};

	return (cmocka_run_group_tests(tests, group_setup, group_teardown));
}
