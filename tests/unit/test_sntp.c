#include "capture/environment/environment.h"
#include "store/base/json.h"
#include "store/base/time.h"
#include "tests/lib/site.h"
#include "tests/unit/unit.h"

#define MS	INT64_C(1000)		/* microseconds */
#define SLOW	20000	/* ms for an answer that is sure to come */

static struct server *servers;

static int
start(void **state)
{
	static const char *const words[] = { "python3",
	    "tests/lib/timeserver.py", "good=250", "behind=-4000", "deaf",
	    "kiss", "echo", "loose", "late", "short", NULL };
	struct error e = ERROR_INIT;

	(void)state;
	assert_ok(server_start(words, 8, &servers, &e), &e);
	return (0);
}

static int
stop(void **state)
{

	(void)state;
	server_stop(servers);
	return (0);
}

static json_t *
ask(const char *kind, int64_t timeout_ms)
{
	char name[64];
	json_t *j;

	snprintf(name, sizeof(name), "127.0.0.1:%s", server_value(servers,
	    kind));
	j = sntp_ask(name, timeout_ms);
	assert_non_null(j);
	assert_string_equal(json_text(j, "server"), name);
	return (j);
}

static void
refused(const char *kind, int64_t timeout_ms, const char *why)
{
	json_t *j = ask(kind, timeout_ms);

	assert_true(json_is_false(json_object_get(j, "reachable")));
	assert_string_equal(json_text(j, "why"), why);
	assert_null(json_object_get(j, "offset_us"));
	json_decref(j);
}

static int64_t
whole(const json_t *j, const char *key)
{
	int64_t v;

	assert_true(json_whole(j, key, &v));
	return (v);
}

/* Known to half the delay (RFC 5905 section 8), however long that was. */
static void
check_offset(const json_t *j, int64_t want)
{
	int64_t half = whole(j, "delay_us") / 2 + 1;

	assert_in_range(whole(j, "offset_us") - want + half, 0, 2 * half);
}

static void
test_sntp__offset(void **state)
{
	json_t *j = ask("good", SLOW);
	int64_t t1, t2;

	(void)state;
	assert_true(json_is_true(json_object_get(j, "reachable")));
	check_offset(j, 250 * MS);
	assert_in_range(whole(j, "delay_us"), 0, SLOW * MS);
	assert_int_equal(whole(j, "stratum"), 1);
	assert_int_equal(whole(j, "precision"), -20);
	assert_int_equal(whole(j, "root_delay_us"), 3906);
	assert_string_equal(json_text(j, "reference"), "TEST");
	assert_string_equal(json_text(j, "address"), "127.0.0.1");
	/* The four time stamps are texts that anyone can calculate with. */
	assert_int_equal(time_parse(span_of(json_text(j, "t1")), &t1, NULL),
	    0);
	assert_int_equal(time_parse(span_of(json_text(j, "t2")), &t2, NULL),
	    0);
	assert_in_range(t2 - t1, 249, 251 + whole(j, "delay_us") / MS);
	assert_int_equal(strlen(json_text(j, "t3")), 27);
	json_decref(j);
	j = ask("behind", SLOW);
	check_offset(j, -4000 * MS);
	json_decref(j);
}

static void
test_sntp__bad_answers(void **state)
{

	(void)state;
	refused("deaf", 300, "no answer in 300 ms");
	/* After an answer to be ignored it waits on for a better one. */
	refused("kiss", 2000, "kiss of death RATE");
	refused("echo", 2000, "the answer does not echo our time stamp");
	refused("loose", 2000, "not synchronized");
}

static void
test_sntp__lost_and_garbage(void **state)
{
	json_t *j = ask("late", SLOW);

	(void)state;
	assert_true(json_is_true(json_object_get(j, "reachable")));
	json_decref(j);
	j = ask("short", SLOW);
	assert_true(json_is_true(json_object_get(j, "reachable")));
	json_decref(j);
}

static void
test_sntp__no_server(void **state)
{
	static const char *const names[] = { "127.0.0.1:9", "nosuch.invalid",
	    "", "[::1", "host:notaport" };
	json_t *j;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		j = sntp_ask(names[i], 300);
		assert_non_null(j);
		assert_true(json_is_false(json_object_get(j, "reachable")));
		assert_non_null(json_text(j, "why"));
		json_decref(j);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sntp__offset),
		cmocka_unit_test(test_sntp__bad_answers),
		cmocka_unit_test(test_sntp__lost_and_garbage),
		cmocka_unit_test(test_sntp__no_server)
	};

	return (cmocka_run_group_tests(tests, start, stop));
}
