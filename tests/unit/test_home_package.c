#include "store/home/home_package.h"
#include "tests/unit/package_pair.h"

static int
set_up(void **state)
{
	struct pair *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return (-1);
	pair_open(p);
	*state = p;
	return (0);
}

static int
tear_down(void **state)
{

	pair_close(*state);
	free(*state);
	return (0);
}

static struct catalog_package
row(struct home *h, int64_t n, struct catalog_cursor **cur)
{
	struct catalog_package p;
	struct error e = ERROR_INIT;

	must(package_row(h, n, cur, &p, &e), &e);
	return (p);
}

static int
count_events(struct home *h, enum event_kind kind)
{
	struct catalog_cursor *cur;
	struct catalog_event ev;
	struct event_head head;
	struct error e = ERROR_INIT;
	int n = 0;

	must(catalog_log_events(home_catalog(h), NULL, 1, &cur, &e), &e);
	while (catalog_log_next(cur, &ev, &e) == 1) {
		must(event_scan(ev.bytes, &head, &e), &e);
		n += head.kind == kind;
	}
	catalog_cursor_free(cur);
	return (n);
}

static int
has_exhibit(struct home *h, const char *id)
{
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	struct error e = ERROR_INIT;
	int got = home_exhibit(h, id, &cur, &x, &e);

	must(got, &e);
	if (got == 1)
		assert_string_equal(x.case_name, "Dupont");
	catalog_cursor_free(cur);
	return (got);
}

/* Close by ${der}, after the check that a command would make. */
static void
close_by(struct pair *p, struct span der, bool *held)
{
	struct receipt_input in = { .der = der, .now = time_now() };
	struct receipt_result r;
	struct error e = ERROR_INIT;

	must(receipt_check(&in, &r, &e), &e);
	if (!receipt_holds(&r))
		fail_msg("%s: %s", receipt_faults[r.faults[0].code].name,
		    r.faults[0].detail);
	must(home_receipt_close(p->from, p->n, der, receipt_of(r.doc), NULL,
	    held, &e), &e);
	receipt_result_free(&r);
}

static void
test_package__goes_over_and_is_closed(void **state)
{
	struct pair *p = *state;
	struct buf der = BUF_INIT(RECEIPT_MAX);
	struct catalog_cursor *cur;
	struct catalog_package x;
	bool held;

	pair_send(p, "p.asice", false);
	assert_int_equal(has_exhibit(p->to, p->id), 0);
	pair_receive(p, &der);
	assert_int_equal(has_exhibit(p->to, p->id), 1);
	close_by(p, buf_span(&der), &held);
	assert_false(held);
	x = row(p->from, p->n, &cur);
	assert_int_equal(x.state, CATALOG_PACKAGE_CLOSED);
	assert_true(span_eq(x.receipt, buf_span(&der)));
	catalog_cursor_free(cur);
	assert_int_equal(count_events(p->from, EVENT_TRANSFERRED), 1);
	assert_int_equal(count_events(p->from, EVENT_EXPORTED), 1);
	assert_int_equal(count_events(p->from, EVENT_RECEIVED), 1);
	assert_int_equal(count_events(p->from, EVENT_MOVED), 0);
	assert_int_equal(count_events(p->to, EVENT_RECEIVED), 1);
	pair_sound(p->from);
	pair_sound(p->to);
	buf_free(&der);
}

static void
test_package__twice_is_told(void **state)
{
	struct pair *p = *state;
	struct home_incoming_opts o = { .direction = CATALOG_RECEIVED };
	struct buf der = BUF_INIT(RECEIPT_MAX);
	struct home_incoming *g;
	struct home_taken t;
	struct error e = ERROR_INIT;
	bool held;

	pair_send(p, "p.asice", false);
	pair_receive(p, &der);
	must(home_incoming_begin(p->to, p->file, &g, &e), &e);
	assert_int_equal(home_incoming_keep(g, &o, &t, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	home_incoming_end(g);
	/* The same exhibit in another package is linked. */
	pair_send(p, "q.asice", false);
	e = (struct error)ERROR_INIT;
	must(home_incoming_begin(p->to, p->file, &g, &e), &e);
	must(home_incoming_keep(g, &o, &t, &e), &e);
	home_incoming_end(g);
	assert_int_equal(t.exhibits, 1);
	assert_int_equal(t.here, 1);
	pair_sound(p->to);
	/* And a hand-over is not closed twice. */
	buf_reset(&der);
	must(home_receipt_make(p->to, t.n, &der, &e), &e);
	close_by(p, buf_span(&der), &held);
	assert_int_equal(home_receipt_close(p->from, p->n, buf_span(&der),
	    &(struct receipt)RECEIPT_INIT, NULL, &held, &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	buf_free(&der);
}

static void
test_package__is_not_given_away_under_hold(void **state)
{
	struct pair *p = *state;
	const char *id = p->id;
	struct home_outgoing_opts o = { .transfer = true, .exhibits = &id,
	    .n = 1, .moves = true, .path = p->file };
	struct buf der = BUF_INIT(RECEIPT_MAX);
	struct home_outgoing *g;
	struct error e = ERROR_INIT;
	bool held = false;

	/* A hold that comes between: it is received, and not given away. */
	pair_send(p, "p.asice", true);
	place_edit(p->a, "UPDATE exhibits SET hold = 1");
	pair_receive(p, &der);
	close_by(p, buf_span(&der), &held);
	assert_true(held);
	assert_int_equal(count_events(p->from, EVENT_MOVED), 0);
	/* Under hold: a copy may go, it may not be given away. */
	(void)snprintf(p->file, sizeof(p->file), "%s/q.asice", p->a->folder);
	assert_int_equal(home_outgoing_begin(p->from, &o, &g, &e), -1);
	assert_int_equal(e.code, ERR_DENIED);
	assert_int_equal(access(p->file, F_OK), -1);
	pair_send(p, "q.asice", false);
	/* Without hold it is given away, and the log says so. */
	place_edit(p->a, "UPDATE exhibits SET hold = 0");
	pair_send(p, "r.asice", true);
	buf_reset(&der);
	pair_receive(p, &der);
	close_by(p, buf_span(&der), &held);
	assert_false(held);
	assert_int_equal(count_events(p->from, EVENT_MOVED), 1);
	buf_free(&der);
}

static void
test_package__that_was_refused_leaves_its_digest(void **state)
{
	struct pair *p = *state;
	struct home_incoming_opts o = { .direction = CATALOG_RECEIVED };
	struct buf der = BUF_INIT(RECEIPT_MAX);
	struct catalog_cursor *cur;
	struct catalog_package x;
	struct home_incoming *g;
	struct error e = ERROR_INIT;
	bool held;
	int64_t n;

	pair_send(p, "p.asice", false);
	must(home_incoming_begin(p->to, p->file, &g, &e), &e);
	must(home_incoming_refuse(g, &o, p->uuid, "not asked for", &n, &e),
	    &e);
	home_incoming_end(g);
	must(home_receipt_make(p->to, n, &der, &e), &e);
	assert_int_equal(has_exhibit(p->to, p->id), 0);
	x = row(p->to, n, &cur);
	assert_int_equal(x.state, CATALOG_PACKAGE_REFUSED);
	assert_null(x.blob);
	catalog_cursor_free(cur);
	pair_sound(p->to);
	close_by(p, buf_span(&der), &held);
	x = row(p->from, p->n, &cur);
	assert_int_equal(x.state, CATALOG_PACKAGE_REFUSED);
	catalog_cursor_free(cur);
	assert_int_equal(count_events(p->from, EVENT_REJECTED), 1);
	/* It can still be received: a refusal takes no name. */
	buf_reset(&der);
	pair_receive(p, &der);
	buf_free(&der);
}

static void
test_package__that_cannot_be_entered_leaves_nothing(void **state)
{
	struct pair *p = *state;
	struct home_incoming_opts o = { .direction = CATALOG_RECEIVED };
	struct buf der = BUF_INIT(RECEIPT_MAX);
	struct home_incoming *g;
	struct home_taken t;
	struct error e = ERROR_INIT;

	pair_send(p, "p.asice", false);
	/* Its files are put by then, and taken away again. */
	place_edit(p->b, "CREATE TRIGGER no BEFORE INSERT ON packages"
	    " BEGIN SELECT raise(ABORT, 'no'); END");
	must(home_incoming_begin(p->to, p->file, &g, &e), &e);
	assert_int_equal(home_incoming_keep(g, &o, &t, &e), -1);
	home_incoming_end(g);
	pair_sound(p->to);
	assert_int_equal(has_exhibit(p->to, p->id), 0);
	place_edit(p->b, "DROP TRIGGER no");
	pair_receive(p, &der);
	pair_sound(p->to);
	/* What others keep stays. */
	pair_send(p, "q.asice", false);
	place_edit(p->b, "CREATE TRIGGER no BEFORE INSERT ON packages"
	    " BEGIN SELECT raise(ABORT, 'no'); END");
	must(home_incoming_begin(p->to, p->file, &g, &e), &e);
	e = (struct error)ERROR_INIT;
	assert_int_equal(home_incoming_keep(g, &o, &t, &e), -1);
	home_incoming_end(g);
	pair_sound(p->to);
	assert_int_equal(has_exhibit(p->to, p->id), 1);
	buf_free(&der);
}

/* The digest of the package file that the second store keeps. */
static void
kept_file(struct pair *p, char out[static BLOB_DIGEST])
{
	struct catalog_package_filter f = CATALOG_PACKAGE_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_package x;
	struct error e = ERROR_INIT;

	f.uuid = p->uuid;
	must(catalog_packages(home_catalog(p->to), &f, &cur, &e), &e);
	assert_int_equal(catalog_package_next(cur, &x, &e), 1);
	(void)snprintf(out, BLOB_DIGEST, "%s", x.blob);
	catalog_cursor_free(cur);
}

static void
test_package__goes_when_all_of_it_was_disposed_of(void **state)
{
	struct pair *p = *state;
	struct buf der = BUF_INIT(RECEIPT_MAX);
	char file[BLOB_DIGEST];
	struct error e = ERROR_INIT;
	int fd;

	pair_send(p, "p.asice", false);
	pair_receive(p, &der);
	kept_file(p, file);
	must(home_recover(p->to, NULL, NULL, &e), &e);
	must(blob_open(home_blobs(p->to), file, &fd, &e), &e);
	(void)close(fd);
	place_edit(p->b, "UPDATE exhibits SET disposed = 1");
	must(home_recover(p->to, NULL, NULL, &e), &e);
	assert_int_equal(blob_open(home_blobs(p->to), file, &fd, &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	buf_free(&der);
}

static void
test_package__without_a_file_is_given_up(void **state)
{
	struct pair *p = *state;
	const char *id = p->id;
	struct home_outgoing_opts o = { .transfer = true, .exhibits = &id,
	    .n = 1, .path = p->file };
	struct catalog_cursor *cur;
	struct catalog_package x;
	struct home_outgoing *g;
	struct error e = ERROR_INIT;

	(void)snprintf(p->file, sizeof(p->file), "%s/p.asice", p->a->folder);
	must(home_outgoing_begin(p->from, &o, &g, &e), &e);
	must(io_write_file(home_outgoing_part(g), span_of("half"), 0600, &e),
	    &e);
	home_outgoing_give_up(g, "the disk is full");
	x = row(p->from, 1, &cur);
	assert_int_equal(x.state, CATALOG_PACKAGE_GIVEN_UP);
	catalog_cursor_free(cur);
	assert_int_equal(count_events(p->from, EVENT_INCIDENT), 1);
	pair_sound(p->from);
	/* What has that name stays, and nothing is entered. */
	must(io_write_file(p->file, span_of("mine"), 0600, &e), &e);
	assert_int_equal(home_outgoing_begin(p->from, &o, &g, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	assert_int_equal(count_events(p->from, EVENT_TRANSFERRED), 1);
}

#define CASE(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_package__goes_over_and_is_closed),
		CASE(test_package__twice_is_told),
		CASE(test_package__is_not_given_away_under_hold),
		CASE(test_package__that_was_refused_leaves_its_digest),
		CASE(test_package__that_cannot_be_entered_leaves_nothing),
		CASE(test_package__goes_when_all_of_it_was_disposed_of),
		CASE(test_package__without_a_file_is_given_up),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
