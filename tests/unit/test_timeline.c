#include "store/dossier/timeline.h"
#include "tests/unit/unit.h"

/*
 * Who held what: two logs that a hand-over joins, and what is said where a
 * link is missing.
 */
#define PACKAGE	"6d7c9f7e-3f0e-4b4b-8a44-2d5b6f1a9f10"

static const char *const ids[] = {
	"1111111111111111111111111111111111111111111111111111111111111111",
	"2222222222222222222222222222222222222222222222222222222222222222",
};

/* An event of both exhibits; ${detail} is taken over. */
static void
feed(struct timeline *t, uint64_t seq, enum event_kind kind,
    const char *organization, json_t *detail)
{
	struct event ev = EVENT_INIT;
	struct error e = ERROR_INIT;
	char uuid[64];

	ev.seq = seq;
	ev.kind = kind;
	ev.time = (int64_t)seq * 1000;
	ev.exhibits = ids;
	ev.n_exhibits = 2;
	ev.who.organization = organization;
	ev.detail = detail;
	(void)snprintf(uuid, sizeof(uuid), "%s%llu", organization,
	    (unsigned long long)seq);
	memcpy(ev.uuid, uuid, sizeof(ev.uuid));
	assert_ok(timeline_event(t, &ev, &e), &e);
	json_decref(detail);
}

static json_t *
package(bool moves, int64_t closes)
{
	json_t *j = json_pack("{s:s}", "package", PACKAGE);

	if (moves)
		json_object_set_new(j, "move", json_true());
	if (closes > 0)
		json_object_set_new(j, "closes", json_integer(closes));
	return (j);
}

static struct timeline *
begin(void)
{
	struct timeline *t;
	struct error e = ERROR_INIT;

	assert_ok(timeline_new(ids, 2, &t, &e), &e);
	assert_ok(timeline_log(t, "constat/aaaa", &e), &e);
	feed(t, 2, EVENT_ACQUIRED, "A", NULL);
	feed(t, 3, EVENT_STORED, "A", NULL);
	return (t);
}

static size_t
count(const struct timeline *t, enum timeline_why why)
{
	size_t i, n = 0;

	for (i = 0; i < timeline_note_count(t); i++)
		n += timeline_note_at(t, i)->why == why;
	return (n);
}

static size_t
holes(const struct timeline *t)
{
	size_t i, n = 0;

	for (i = 0; i < timeline_note_count(t); i++)
		n += timeline_note_at(t, i)->what >= TIMELINE_GAP;
	return (n);
}

static void
test_timeline__given_away(void **state)
{
	struct timeline *t = begin();
	const struct timeline_note *n;
	struct error e = ERROR_INIT;
	size_t i;

	(void)state;
	feed(t, 5, EVENT_TRANSFERRED, "A", package(true, 0));
	feed(t, 9, EVENT_RECEIVED, "A", package(false, 5));
	assert_ok(timeline_log(t, "constat/bbbb", &e), &e);
	feed(t, 7, EVENT_RECEIVED, "B", package(false, 0));
	feed(t, 8, EVENT_STORED, "B", NULL);
	assert_ok(timeline_close(t, &e), &e);
	assert_int_equal(holes(t), 0);
	assert_int_equal(count(t, TIMELINE_ACQUIRED), 2);
	assert_int_equal(count(t, TIMELINE_RECEIVED), 2);
	for (i = 0; i < timeline_note_count(t); i++) {
		n = timeline_note_at(t, i);
		if (n->why == TIMELINE_ACQUIRED)
			assert_int_equal(n->until, 7000);
		else
			assert_true(n->until == TIME_UNKNOWN);
	}
	/* By time, over both logs. */
	assert_int_equal(timeline_count(t), 6);
	for (i = 1; i < timeline_count(t); i++)
		assert_true(timeline_at(t, i - 1)->time <=
		    timeline_at(t, i)->time);
	timeline_free(t);
}

static void
test_timeline__no_receipt(void **state)
{
	struct timeline *t = begin();
	struct error e = ERROR_INIT;

	(void)state;
	feed(t, 5, EVENT_TRANSFERRED, "A", package(true, 0));
	assert_ok(timeline_close(t, &e), &e);
	assert_int_equal(count(t, TIMELINE_NO_RECEIPT), 2);
	assert_int_equal(count(t, TIMELINE_ACQUIRED), 2);
	assert_int_equal(holes(t), 2);
	timeline_free(t);
}

static void
test_timeline__by_receipt_or_refused(void **state)
{
	struct timeline_receipt r = { .package = PACKAGE,
	    .log = "constat/bbbb", .organization = "B", .time = 7000,
	    .received = true };
	struct timeline *t = begin();
	struct error e = ERROR_INIT;

	(void)state;
	feed(t, 5, EVENT_TRANSFERRED, "A", package(true, 0));
	assert_ok(timeline_receipt(t, &r, &e), &e);
	assert_ok(timeline_close(t, &e), &e);
	assert_int_equal(holes(t), 0);
	assert_int_equal(count(t, TIMELINE_RECEIPT), 2);
	timeline_free(t);
	/* A refusal leaves it where it was. */
	t = begin();
	r.received = false;
	feed(t, 5, EVENT_TRANSFERRED, "A", package(true, 0));
	assert_ok(timeline_receipt(t, &r, &e), &e);
	assert_ok(timeline_close(t, &e), &e);
	assert_int_equal(holes(t), 0);
	assert_int_equal(count(t, TIMELINE_RECEIPT), 0);
	assert_true(timeline_note_at(t, 0)->until == TIME_UNKNOWN);
	timeline_free(t);
}

static void
test_timeline__still_acting_and_two_receivers(void **state)
{
	struct timeline *t = begin();
	struct error e = ERROR_INIT;

	(void)state;
	feed(t, 5, EVENT_TRANSFERRED, "A", package(true, 0));
	feed(t, 20, EVENT_EXPORTED, "A", NULL);
	assert_ok(timeline_log(t, "constat/bbbb", &e), &e);
	feed(t, 7, EVENT_RECEIVED, "B", package(false, 0));
	assert_ok(timeline_log(t, "constat/cccc", &e), &e);
	feed(t, 8, EVENT_RECEIVED, "C", package(false, 0));
	assert_ok(timeline_close(t, &e), &e);
	assert_int_equal(count(t, TIMELINE_STILL_ACTING), 2);
	assert_int_equal(count(t, TIMELINE_TWO_RECEIVERS), 2);
	timeline_free(t);
}

static void
test_timeline__beginnings_that_are_missing(void **state)
{
	struct timeline *t;
	struct error e = ERROR_INIT;

	(void)state;
	assert_ok(timeline_new(ids, 2, &t, &e), &e);
	assert_ok(timeline_log(t, "constat/bbbb", &e), &e);
	feed(t, 7, EVENT_RECEIVED, "B", package(false, 0));
	assert_ok(timeline_close(t, &e), &e);
	assert_int_equal(count(t, TIMELINE_NO_SENDER), 2);
	assert_int_equal(count(t, TIMELINE_NO_ORIGIN), 2);
	timeline_free(t);
	assert_ok(timeline_new(ids, 2, &t, &e), &e);
	assert_ok(timeline_close(t, &e), &e);
	assert_int_equal(count(t, TIMELINE_NO_EVENT), 2);
	timeline_free(t);
}

/* What rests on somebody whom the reader does not know is marked, and no more
 * than that. */
static void
test_timeline__by_somebody_unknown(void **state)
{
	struct timeline_receipt r = { .package = PACKAGE, .id = "aa",
	    .log = "constat/bbbb", .organization = "B", .time = 7000,
	    .received = true, .unknown = true };
	struct timeline *t = begin();
	const struct timeline_note *n;
	struct error e = ERROR_INIT;
	size_t i;

	(void)state;
	feed(t, 5, EVENT_TRANSFERRED, "A", package(true, 0));
	assert_ok(timeline_receipt(t, &r, &e), &e);
	assert_ok(timeline_close(t, &e), &e);
	for (i = 0; i < timeline_note_count(t); i++) {
		n = timeline_note_at(t, i);
		assert_int_equal(n->unknown, n->why == TIMELINE_RECEIPT);
		assert_int_equal(n->until_unknown,
		    n->why == TIMELINE_ACQUIRED);
	}
	assert_int_equal(timeline_standing(t, "aa"), TIMELINE_UNKNOWN);
	assert_int_equal(timeline_standing(t, "bb"), TIMELINE_ABSENT);
	timeline_free(t);
	/* A refusal by such a one does not tell that it was not taken. */
	t = begin();
	r.received = false;
	feed(t, 5, EVENT_TRANSFERRED, "A", package(true, 0));
	assert_ok(timeline_receipt(t, &r, &e), &e);
	assert_ok(timeline_close(t, &e), &e);
	assert_int_equal(count(t, TIMELINE_REFUSED), 2);
	assert_int_equal(holes(t), 2);
	timeline_free(t);
}

static void
test_timeline__by_an_unknown_log(void **state)
{
	struct timeline *t = begin();
	const struct timeline_note *n;
	struct error e = ERROR_INIT;
	size_t i;

	(void)state;
	feed(t, 5, EVENT_TRANSFERRED, "A", package(true, 0));
	assert_ok(timeline_log(t, "constat/bbbb", &e), &e);
	timeline_unknown(t);
	feed(t, 7, EVENT_RECEIVED, "B", package(false, 0));
	assert_ok(timeline_close(t, &e), &e);
	for (i = 0; i < timeline_note_count(t); i++) {
		n = timeline_note_at(t, i);
		assert_int_equal(n->unknown, n->why == TIMELINE_RECEIVED);
		assert_int_equal(n->until_unknown,
		    n->why == TIMELINE_ACQUIRED);
	}
	timeline_free(t);
}

/* Given away and taken back: held twice, in order of time. */
static void
test_timeline__came_back(void **state)
{
	static const int64_t since[] = { 2000, 7000, 12000 };
	static const int64_t until[] = { 7000, 12000, TIME_UNKNOWN };
	static const char back[] = "6d7c9f7e-3f0e-4b4b-8a44-2d5b6f1a9f11";
	struct timeline *t = begin();
	const struct timeline_note *n;
	struct error e = ERROR_INIT;
	size_t i;

	(void)state;
	feed(t, 5, EVENT_TRANSFERRED, "A", package(true, 0));
	feed(t, 12, EVENT_RECEIVED, "A", json_pack("{s:s}", "package", back));
	assert_ok(timeline_log(t, "constat/bbbb", &e), &e);
	feed(t, 7, EVENT_RECEIVED, "B", package(false, 0));
	feed(t, 11, EVENT_TRANSFERRED, "B", json_pack("{s:s, s:b}", "package",
	    back, "move", 1));
	assert_ok(timeline_close(t, &e), &e);
	assert_int_equal(holes(t), 0);
	assert_int_equal(timeline_note_count(t), 6);
	for (i = 0; i < 6; i++) {
		n = timeline_note_at(t, i);
		assert_int_equal(n->time, since[i / 2]);
		assert_int_equal(n->until, until[i / 2]);
	}
	timeline_free(t);
}

/* Two parts of one log; an event that is another in each is a fork. */
static void
test_timeline__two_histories(void **state)
{
	struct timeline *t = begin();
	struct error e = ERROR_INIT;

	(void)state;
	assert_ok(timeline_log(t, "constat/aaaa", &e), &e);
	feed(t, 2, EVENT_ACQUIRED, "A", NULL);
	assert_int_equal(timeline_total(t), 2);
	assert_int_equal(timeline_forked(t), 0);
	feed(t, 3, EVENT_STORED, "Z", NULL);
	assert_int_equal(timeline_forked(t), 3);
	timeline_free(t);
}

/* ---- many exhibits ---- */

#define MANY	10000
#define TIMES	150

/* What is said of all alike is kept once: a million and a half of copies. */
static void
test_timeline__copies_of_many(void **state)
{
	char (*id)[65] = test_calloc(MANY, sizeof(*id));
	const char **list = test_calloc(MANY, sizeof(*list));
	struct event ev = EVENT_INIT;
	struct error e = ERROR_INIT;
	struct timeline *t;
	size_t i, n = 0, last = 0;

	(void)state;
	for (i = 0; i < MANY; i++) {
		(void)snprintf(id[i], sizeof(id[i]), "%064zx", i * 7919 %
		    MANY);
		list[i] = id[i];
	}
	assert_ok(timeline_new(list, MANY, &t, &e), &e);
	assert_ok(timeline_log(t, "constat/aaaa", &e), &e);
	ev.exhibits = list;
	ev.n_exhibits = MANY;
	ev.kind = EVENT_STORED;
	ev.seq = 1;
	ev.time = 1000;
	(void)snprintf(ev.uuid, sizeof(ev.uuid), "1");
	assert_ok(timeline_event(t, &ev, &e), &e);
	ev.kind = EVENT_COPIED;
	for (i = 0; i < TIMES; i++) {
		ev.seq++;
		(void)snprintf(ev.uuid, sizeof(ev.uuid), "%zu", i + 2);
		assert_ok(timeline_event(t, &ev, &e), &e);
	}
	/* One that names every second of them, backwards. */
	for (i = 0; i < MANY / 2; i++)
		list[i] = id[MANY - 1 - 2 * i];
	ev.n_exhibits = MANY / 2;
	ev.seq++;
	(void)snprintf(ev.uuid, sizeof(ev.uuid), "last");
	assert_ok(timeline_event(t, &ev, &e), &e);
	assert_ok(timeline_close(t, &e), &e);
	/* Of each: it is held, copied so often, and not captured here. */
	assert_int_equal(timeline_note_count(t), (size_t)MANY * (TIMES + 2) +
	    MANY / 2);
	for (i = 0; i < timeline_note_count(t); i++) {
		if (i > 0 && timeline_same(timeline_note_at(t, i - 1),
		    timeline_note_at(t, i)))
			assert_true(timeline_note_exhibit(t, i) > last);
		last = timeline_note_exhibit(t, i);
		assert_true(last < MANY);
		n += timeline_note_at(t, i)->why == TIMELINE_COPIED;
	}
	assert_int_equal(n, (size_t)MANY * TIMES + MANY / 2);
	/* What an entry lists, and how many it has. */
	assert_int_equal(timeline_at(t, 1)->n, MANY);
	assert_int_equal(timeline_at(t, 1)->exhibits[TIMELINE_NAMED - 1],
	    TIMELINE_NAMED - 1);
	timeline_free(t);
	test_free(list);
	test_free(id);
}

/* Entries end where they say too much together; all are counted. */
static void
test_timeline__long_entries(void **state)
{
	struct event ev = EVENT_INIT;
	struct error e = ERROR_INIT;
	struct timeline *t;
	char *text = test_calloc(1, MIB);
	size_t i;

	(void)state;
	memset(text, 'x', MIB - 1);
	assert_ok(timeline_new(ids, 2, &t, &e), &e);
	assert_ok(timeline_log(t, "constat/aaaa", &e), &e);
	ev.kind = EVENT_ANNOTATED;
	ev.time = 1000;
	for (i = 0; i < 40; i++) {
		/* Each another one, so that none is kept once for all. */
		text[0] = (char)('A' + i);
		ev.seq = i + 1;
		ev.why = text;
		(void)snprintf(ev.uuid, sizeof(ev.uuid), "%zu", i);
		assert_ok(timeline_event(t, &ev, &e), &e);
	}
	assert_ok(timeline_close(t, &e), &e);
	assert_int_equal(timeline_total(t), 40);
	assert_int_equal(timeline_count(t), TIMELINE_BYTES_MAX / MIB);
	timeline_free(t);
	test_free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_timeline__given_away),
		cmocka_unit_test(test_timeline__no_receipt),
		cmocka_unit_test(test_timeline__by_receipt_or_refused),
		cmocka_unit_test(
		    test_timeline__still_acting_and_two_receivers),
		cmocka_unit_test(test_timeline__beginnings_that_are_missing),
		cmocka_unit_test(test_timeline__by_somebody_unknown),
		cmocka_unit_test(test_timeline__by_an_unknown_log),
		cmocka_unit_test(test_timeline__came_back),
		cmocka_unit_test(test_timeline__two_histories),
		cmocka_unit_test(test_timeline__copies_of_many),
		cmocka_unit_test(test_timeline__long_entries),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
