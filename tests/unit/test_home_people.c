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
add(struct home *h, const char *name, unsigned roles)
{
	struct home_operator_opts o = { .name = name, .roles = roles };
	struct error e = ERROR_INIT;

	must(home_operator_add(h, &o, NULL, &e), &e);
}

/* How many findings of ${fault} the log has. */
static size_t
faults(struct home *h, enum log_fault fault)
{
	struct log_findings fs = LOG_FINDINGS_INIT;
	struct error e = ERROR_INIT;
	size_t i, n = 0;

	must(home_log_check(h, &fs, NULL, NULL, &e), &e);
	for (i = 0; i < fs.n; i++)
		n += fs.list[i].fault == fault;
	assert_true(n == fs.n);
	log_findings_free(&fs);
	return (n);
}

static void
sound(struct home *h)
{
	struct home_findings fs = HOME_FINDINGS_INIT;
	struct log_findings log = LOG_FINDINGS_INIT;
	struct error e = ERROR_INIT;

	must(home_fsck(h, &fs, &log, NULL, &e), &e);
	if (fs.failed + fs.others + log.failed + log.warned > 0)
		print_findings(&fs, &log);
	assert_true(fs.failed + fs.others + log.failed + log.warned == 0);
	home_findings_free(&fs);
	log_findings_free(&log);
}

static void
denied(int rc, struct error *e, enum error_code code)
{

	assert_int_equal(rc, -1);
	if (e->code != code)
		fail_msg("%s: %s", error_code_name(e->code), e->text);
	error_clear(e);
}

static void
test_people__the_first_has_all_roles(void **state)
{
	struct place *p = *state;
	struct home *h = place_open(p);
	struct error e = ERROR_INIT;
	const struct sealer *s;

	assert_string_equal(home_person(h)->name, "Ana");
	assert_string_equal(home_person(h)->title, "capture");
	assert_int_equal(home_person(h)->roles, HOME_ANY_ROLE);
	must(home_operator_sealer(h, &s, &e), &e);
	assert_string_equal(sealer_info(s)->fingerprint,
	    home_person(h)->key);
	must(home_act(h, "Ana", HOME_MANAGE, &e), &e);
	denied(home_act(h, "Bob", HOME_ANY_ROLE, &e), &e, ERR_DENIED);
	home_close(h);
}

static void
test_people__who_was_revoked_is_found_in_the_log(void **state)
{
	struct place *p = *state;
	struct home *h = place_open(p);
	struct event ev = EVENT_INIT;
	struct error e = ERROR_INIT;
	char key[65];

	add(h, "Bob", HOME_MANAGE);
	must(home_act(h, "Bob", HOME_MANAGE, &e), &e);
	memcpy(key, home_person(h)->key, sizeof(key));
	ev.kind = EVENT_VIEWED;
	must(home_append(h, &ev, 1, &e), &e);
	must(home_act(h, "Ana", HOME_MANAGE, &e), &e);
	must(home_operator_revoke(h, "Bob", "gone", false, &e), &e);
	denied(home_act(h, "Bob", HOME_ANY_ROLE, &e), &e, ERR_DENIED);
	assert_true(faults(h, LOG_EVENT_REVOKED) == 0);
	/* With the log's key in hand, in Bob's name all the same. */
	ev.who.name = "Bob";
	ev.who.key = key;
	must(home_append(h, &ev, 1, &e), &e);
	assert_true(faults(h, LOG_EVENT_REVOKED) == 1);
	home_close(h);
	/* The catalogue may say what it likes: the log tells. */
	place_edit(p, "UPDATE operators SET revoked = 0");
	h = place_open(p);
	assert_true(faults(h, LOG_EVENT_REVOKED) == 1);
	home_close(h);
}

static void
test_people__somebody_can_always_manage(void **state)
{
	struct place *p = *state;
	struct home *h = place_open(p);
	struct event ev = EVENT_INIT;
	struct error e = ERROR_INIT;

	add(h, "Eve", HOME_AUDIT);
	denied(home_operator_revoke(h, "Ana", "x", false, &e), &e, ERR_INPUT);
	denied(home_operator_revoke(h, "Zoe", "x", false, &e), &e,
	    ERR_NOTFOUND);
	add(h, "Bob", HOME_MANAGE);
	must(home_operator_revoke(h, "Ana", "x", false, &e), &e);
	home_close(h);
	/* The default operator is gone: nobody acts until one is named. */
	h = place_open(p);
	ev.kind = EVENT_VIEWED;
	denied(home_append(h, &ev, 1, &e), &e, ERR_DENIED);
	must(home_act(h, "Bob", HOME_MANAGE, &e), &e);
	must(home_append(h, &ev, 1, &e), &e);
	must(home_operator_default(h, "Bob", &e), &e);
	home_close(h);
	h = place_open(p);
	must(home_append(h, &ev, 1, &e), &e);
	assert_true(faults(h, LOG_EVENT_REVOKED) == 0);
	home_close(h);
}

static void
test_people__a_store_from_before_there_were_operators(void **state)
{
	struct place *p = *state;
	struct home *h;
	struct event ev = EVENT_INIT;
	struct error e = ERROR_INIT;
	const struct sealer *s, *seal;

	place_edit(p, "DELETE FROM operators;"
	    "DELETE FROM meta WHERE key = 'operator'");
	io_remove_tree(place_path(p, "keys/operators"));
	h = place_open(p);
	assert_string_equal(home_person(h)->name, "Ana");
	ev.kind = EVENT_VIEWED;
	must(home_append(h, &ev, 1, &e), &e);
	must(home_operator_sealer(h, &s, &e), &e);
	must(home_sealer(h, &seal, &e), &e);
	assert_ptr_equal(s, seal);
	sound(h);
	/* The first one takes over. */
	add(h, "Bob", HOME_ANY_ROLE);
	assert_string_equal(home_person(h)->name, "Bob");
	must(home_append(h, &ev, 1, &e), &e);
	home_close(h);
	h = place_open(p);
	assert_string_equal(home_person(h)->name, "Bob");
	sound(h);
	home_close(h);
}

static void
test_people__disposal_wants_two_and_no_hold(void **state)
{
	struct place *p = *state;
	struct home *h = place_open(p);
	struct error e = ERROR_INIT;
	struct catalog *c = home_catalog(h);
	char id[65];

	add(h, "Bob", HOME_MANAGE);
	add(h, "Eve", HOME_CAPTURE | HOME_AUDIT);
	place_keep(h, id);
	denied(home_dispose(h, id, "x", "Ana", &e), &e, ERR_DENIED);
	denied(home_dispose(h, id, "x", "Eve", &e), &e, ERR_DENIED);
	denied(home_dispose(h, id, "x", "Zoe", &e), &e, ERR_DENIED);
	must(home_act(h, "Eve", HOME_AUDIT, &e), &e);
	denied(home_dispose(h, id, "x", "Bob", &e), &e, ERR_DENIED);
	must(home_act(h, "Ana", HOME_MANAGE, &e), &e);
	must(catalog_begin(c, &e), &e);
	must(catalog_case_hold(c, "Dupont c/ X", 5, &e), &e);
	must(catalog_commit(c, &e), &e);
	denied(home_dispose(h, id, "x", "Bob", &e), &e, ERR_DENIED);
	must(catalog_begin(c, &e), &e);
	must(catalog_case_hold(c, "Dupont c/ X", 0, &e), &e);
	must(catalog_commit(c, &e), &e);
	sound(h);
	must(home_dispose(h, id, "x", "Bob", &e), &e);
	denied(home_dispose(h, id, "x", "Bob", &e), &e, ERR_EXISTS);
	sound(h);
	home_close(h);
}

static void
test_people__derivatives_of_derivatives(void **state)
{
	struct place *p = *state;
	struct home *h = place_open(p);
	struct home_derive_opts o = { .operation = "redact", .tool = "t 1" };
	struct event ev = EVENT_INIT;
	struct error e = ERROR_INIT;
	char id[65], first[65], second[65], file[200];

	place_keep(h, id);
	(void)snprintf(file, sizeof(file), "%s/made", p->folder);
	must(io_write_file(file, span_of("one"), 0600, &e), &e);
	o.from = id;
	o.file = file;
	must(home_derive(h, &o, &ev, first, &e), &e);
	ev = (struct event)EVENT_INIT;
	denied(home_derive(h, &o, &ev, second, &e), &e, ERR_EXISTS);
	must(io_write_file(file, span_of("two"), 0600, &e), &e);
	o.from = first;
	o.operation = "convert";
	ev = (struct event)EVENT_INIT;
	must(home_derive(h, &o, &ev, second, &e), &e);
	o.operation = "paint";
	denied(home_derive(h, &o, &ev, second, &e), &e, ERR_INPUT);
	sound(h);
	home_close(h);
}

#define CASE(t)	cmocka_unit_test_setup_teardown(t, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_people__the_first_has_all_roles),
		CASE(test_people__who_was_revoked_is_found_in_the_log),
		CASE(test_people__somebody_can_always_manage),
		CASE(test_people__a_store_from_before_there_were_operators),
		CASE(test_people__disposal_wants_two_and_no_hold),
		CASE(test_people__derivatives_of_derivatives),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
