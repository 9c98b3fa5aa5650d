#include "store/base/json.h"
#include "store/home/home_internal.h"
#include "tests/lib/exhibit.h"
#include "tests/unit/dossier_unit.h"
#include "verify/verify.h"

/*
 * What a dossier shows of a log that was written wrongly: dated back, in the
 * name of somebody revoked, with a clock that was set; by somebody who has the
 * log's key.
 */
#define HOUR	INT64_C(3600000)

static int64_t shift;

static int64_t
shifted(void)
{

	return (time_now() + shift);
}

static int
set_up(void **state)
{
	struct office *o = calloc(1, sizeof(*o));

	assert_non_null(o);
	shift = 0;
	office_open(o);
	home_close(o->home);
	o->place->opts.now = shifted;
	o->home = place_open(o->place);
	*state = o;
	return (0);
}

static int
tear_down(void **state)
{

	office_close(*state);
	free(*state);
	return (0);
}

/* An event about an exhibit as the log's own code would never write it. */
static void
forge(struct office *o, int64_t when, const char *key)
{
	const char *id = o->ids[0];
	struct event ev = EVENT_INIT;
	struct home_change c;
	struct error e = ERROR_INIT;

	ev.kind = EVENT_VERIFIED;
	ev.exhibits = &id;
	ev.n_exhibits = 1;
	ev.case_name = "Dupont";
	ev.who.key = key;
	if (key != NULL)
		ev.who.name = "Bo";
	must(change_begin(o->home, &c, &e), &e);
	if (when != 0)
		c.now = when;
	must(change_event(&c, &ev, &e), &e);
	must(change_commit(&c, &e), &e);
}

static void
test_dossier_log__dated_back(void **state)
{
	struct office *o = *state;

	forge(o, time_now() - HOUR, NULL);
	office_export(o, "d.asice");
	office_found(o, o->file, CHECK_CUSTODY_TIMES);
}

/* In order among themselves, but before a stamp that an event tells of. */
static void
test_dossier_log__dated_before_the_stamp(void **state)
{
	struct office *o = *state;
	struct verify_report r;

	/* The log itself says that the clock was set back: a remark. */
	shift = -HOUR;
	forge(o, 0, NULL);
	office_export(o, "d.asice");
	office_judge(o, o->file, &r);
	assert_int_not_equal(r.verdict, VERDICT_ALTERED);
	assert_true(r.findings.count[CHECK_CUSTODY_TIMES][FINDING_WARN] > 0);
	verify_report_free(&r);
}

static void
test_dossier_log__dated_ahead(void **state)
{
	struct office *o = *state;

	/* Of a day to come, in a checkpoint that was stamped today. */
	forge(o, time_now() + 24 * HOUR, NULL);
	shift = 24 * HOUR;
	office_export(o, "d.asice");
	office_found(o, o->file, CHECK_CUSTODY_TIMES);
}

static void
test_dossier_log__revoked(void **state)
{
	struct office *o = *state;
	struct home_operator_opts who = { .name = "Bo",
	    .roles = HOME_CAPTURE };
	struct catalog_cursor *cur;
	struct catalog_operator row;
	struct error e = ERROR_INIT;
	char key[65];

	must(home_operator_add(o->home, &who, NULL, &e), &e);
	must(catalog_operators(home_catalog(o->home), "Bo", NULL, &cur, &e),
	    &e);
	assert_int_equal(catalog_operator_next(cur, &row, &e), 1);
	(void)snprintf(key, sizeof(key), "%s", row.key);
	catalog_cursor_free(cur);
	/* In the name of somebody who may, then of the same one revoked. */
	forge(o, 0, key);
	office_export(o, "d.asice");
	office_want(o, o->file, VERDICT_HOLDS);
	must(home_operator_revoke(o->home, "Bo", "left", false, &e), &e);
	office_export(o, "d2.asice");
	office_want(o, o->file, VERDICT_HOLDS);
	forge(o, 0, key);
	office_export(o, "d3.asice");
	office_found(o, o->file, CHECK_CUSTODY_PEOPLE);
}

static void
test_dossier_log__nobody_known(void **state)
{
	struct office *o = *state;

	forge(o, 0, "00000000000000000000000000000000"
	    "00000000000000000000000000000001");
	office_export(o, "d.asice");
	office_found(o, o->file, CHECK_CUSTODY_PEOPLE);
}

/* Two sides say something else of one hand-over: nothing is assumed. */
static void
test_dossier_log__open_hand_over(void **state)
{
	struct office *o = *state;
	const char *id = o->ids[0];
	struct event ev = EVENT_INIT;
	struct verify_report r;
	struct error e = ERROR_INIT;
	json_t *detail, *to;
	size_t i, gaps = 0;

	detail = json_pack("{s:s,s:b}", "package",
	    "6d7c9f7e-3f0e-4b4b-8a44-2d5b6f1a9f10", "move", 1);
	to = json_pack("{s:s}", "organization", "Huissier");
	ev.kind = EVENT_TRANSFERRED;
	ev.exhibits = &id;
	ev.n_exhibits = 1;
	ev.detail = detail;
	ev.to = to;
	must(home_append(o->home, &ev, 1, &e), &e);
	json_decref(detail);
	json_decref(to);
	office_export(o, "d.asice");
	office_judge(o, o->file, &r);
	assert_int_equal(r.verdict, VERDICT_HOLDS);
	for (i = 0; i < timeline_note_count(r.timeline); i++)
		gaps += timeline_note_at(r.timeline, i)->why ==
		    TIMELINE_NO_RECEIPT;
	assert_int_equal(gaps, 1);
	assert_int_equal(r.findings.count[CHECK_CUSTODY_CHAIN][FINDING_WARN],
	    1);
	verify_report_free(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_dossier_log__dated_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    test_dossier_log__dated_before_the_stamp, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    test_dossier_log__dated_ahead, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    test_dossier_log__revoked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    test_dossier_log__nobody_known, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    test_dossier_log__open_hand_over, set_up, tear_down),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
