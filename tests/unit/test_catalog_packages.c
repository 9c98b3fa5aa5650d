#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/catalog/catalog_package.h"

#define FOUR(c)	c c c c
#define ID(c)	FOUR(FOUR(FOUR(c)))
#define ONE	"11111111-1111-4111-8111-111111111111"
#define TWO	"22222222-2222-4222-8222-222222222222"

struct place {
	char folder[64];
	struct catalog *c;
};

static void
must(int rc, const struct error *e)
{

	if (rc < 0)
		fail_msg("%s: %s", error_code_name(e->code), e->text);
}

static int
set_up(void **state)
{
	struct place *p = calloc(1, sizeof(*p));
	struct error e = ERROR_INIT;
	char path[96];

	if (p == NULL)
		return (-1);
	(void)snprintf(p->folder, sizeof(p->folder),
	    "/tmp/constat-packages.XXXXXX");
	if (mkdtemp(p->folder) == NULL)
		return (-1);
	(void)snprintf(path, sizeof(path), "%s/catalog.db", p->folder);
	must(catalog_open(path, CATALOG_MAKE, &p->c, &e), &e);
	*state = p;
	return (0);
}

static int
tear_down(void **state)
{
	struct place *p = *state;

	catalog_close(p->c);
	io_remove_tree(p->folder);
	free(p);
	return (0);
}

static struct catalog_package
package(const char *uuid, enum catalog_direction direction)
{
	struct catalog_package p = CATALOG_PACKAGE_INIT;

	p.uuid = uuid;
	p.direction = direction;
	p.organization = "Cabinet \xc3\x89tude";
	p.person = "Ana";
	p.case_name = "Dupont";
	p.moves = true;
	p.seq = 7;
	p.time = 1000;
	return (p);
}

static int64_t
add(struct catalog *c, struct catalog_package *p)
{
	const char *ids[] = { ID("aaaa"), ID("bbbb"), ID("aaaa") };
	struct error e = ERROR_INIT;

	must(catalog_begin(c, &e), &e);
	must(catalog_package_add(c, p, ids, 3, &e), &e);
	must(catalog_commit(c, &e), &e);
	return (p->n);
}

/* How many there are by ${f}; the last one in ${out}, its texts gone. */
static int
count(struct catalog *c, const struct catalog_package_filter *f,
    struct catalog_package *out)
{
	struct catalog_cursor *cur;
	struct error e = ERROR_INIT;
	struct catalog_package p;
	int got, n = 0;

	must(catalog_packages(c, f, &cur, &e), &e);
	for (; (got = catalog_package_next(cur, &p, &e)) == 1; n++)
		*out = p;
	must(got, &e);
	catalog_cursor_free(cur);
	return (n);
}

static void
test_packages__what_is_written_reads_back(void **state)
{
	struct place *pl = *state;
	struct catalog_package p = package(ONE, CATALOG_SENT), q;
	struct catalog_package_filter f = CATALOG_PACKAGE_FILTER_INIT;
	struct catalog_cursor *cur;
	struct error e = ERROR_INIT;
	const char *id;

	f.n = add(pl->c, &p);
	must(catalog_begin(pl->c, &e), &e);
	must(catalog_package_written(pl->c, f.n, ID("cccc"), 4711, &e), &e);
	must(catalog_commit(pl->c, &e), &e);
	must(catalog_packages(pl->c, &f, &cur, &e), &e);
	assert_int_equal(catalog_package_next(cur, &q, &e), 1);
	assert_string_equal(q.uuid, ONE);
	assert_int_equal(q.direction, CATALOG_SENT);
	assert_int_equal(q.state, CATALOG_PACKAGE_OPEN);
	assert_string_equal(q.sha256, ID("cccc"));
	assert_int_equal(q.bytes, 4711);
	assert_string_equal(q.organization, "Cabinet \xc3\x89tude");
	assert_string_equal(q.person, "Ana");
	assert_string_equal(q.case_name, "Dupont");
	assert_true(q.moves);
	assert_int_equal(q.seq, 7);
	assert_int_equal(q.time, 1000);
	assert_int_equal(q.closed_seq, 0);
	assert_true(q.closed == TIME_UNKNOWN);
	assert_null(q.receipt.p);
	assert_null(q.blob);
	assert_int_equal(catalog_package_next(cur, &q, &e), 0);
	catalog_cursor_free(cur);
	must(catalog_package_exhibits(pl->c, f.n, &cur, &e), &e);
	assert_int_equal(catalog_package_exhibit_next(cur, &id, &e), 1);
	assert_string_equal(id, ID("aaaa"));
	assert_int_equal(catalog_package_exhibit_next(cur, &id, &e), 1);
	assert_string_equal(id, ID("bbbb"));
	assert_int_equal(catalog_package_exhibit_next(cur, &id, &e), 0);
	catalog_cursor_free(cur);
}

static void
test_packages__are_closed_once(void **state)
{
	struct place *pl = *state;
	struct catalog_package p = package(ONE, CATALOG_SENT), q;
	struct catalog_package_filter f = CATALOG_PACKAGE_FILTER_INIT;
	struct error e = ERROR_INIT;

	(void)add(pl->c, &p);
	p.state = CATALOG_PACKAGE_CLOSED;
	p.closed_seq = 9;
	p.closed = 2000;
	p.receipt = span_of("receipt");
	must(catalog_begin(pl->c, &e), &e);
	must(catalog_package_close(pl->c, &p, &e), &e);
	p.state = CATALOG_PACKAGE_REFUSED;
	assert_int_equal(catalog_package_close(pl->c, &p, &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	must(catalog_commit(pl->c, &e), &e);
	f.state = CATALOG_PACKAGE_CLOSED;
	assert_int_equal(count(pl->c, &f, &q), 1);
	assert_int_equal(q.closed_seq, 9);
	assert_int_equal(q.closed, 2000);
	f.state = CATALOG_PACKAGE_REFUSED;
	assert_int_equal(count(pl->c, &f, &q), 0);
	/* It has its receipt; another does not take its place. */
	e = (struct error)ERROR_INIT;
	must(catalog_begin(pl->c, &e), &e);
	assert_int_equal(catalog_package_receipt(pl->c, p.n,
	    span_of("other"), &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	catalog_rollback(pl->c);
}

static void
test_packages__a_refused_one_keeps_no_name(void **state)
{
	struct place *pl = *state;
	struct catalog_package p = package(ONE, CATALOG_RECEIVED), q;
	struct catalog_package_filter f = CATALOG_PACKAGE_FILTER_INIT;
	struct error e = ERROR_INIT;

	p.state = CATALOG_PACKAGE_REFUSED;
	(void)add(pl->c, &p);
	(void)add(pl->c, &p);
	p.state = CATALOG_PACKAGE_CLOSED;
	p.blob = p.sha256 = ID("cccc");
	(void)add(pl->c, &p);
	must(catalog_begin(pl->c, &e), &e);
	assert_int_equal(catalog_package_add(pl->c, &p, NULL, 0, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	catalog_rollback(pl->c);
	/* In another direction it is another matter. */
	p.direction = CATALOG_SENT;
	(void)add(pl->c, &p);
	p.uuid = TWO;
	(void)add(pl->c, &p);
	f.uuid = ONE;
	assert_int_equal(count(pl->c, &f, &q), 4);
	f.direction = CATALOG_RECEIVED;
	assert_int_equal(count(pl->c, &f, &q), 3);
	f.sha256 = ID("cccc");
	assert_int_equal(count(pl->c, &f, &q), 1);
	f = (struct catalog_package_filter)CATALOG_PACKAGE_FILTER_INIT;
	f.exhibit = ID("bbbb");
	assert_int_equal(count(pl->c, &f, &q), 5);
	f.exhibit = ID("dddd");
	assert_int_equal(count(pl->c, &f, &q), 0);
}

static void
test_packages__nothing_outside_a_change(void **state)
{
	struct place *pl = *state;
	struct catalog_package p = package(ONE, CATALOG_SENT);
	struct error e = ERROR_INIT;

	assert_int_equal(catalog_package_add(pl->c, &p, NULL, 0, &e), -1);
	assert_int_equal(catalog_package_written(pl->c, 1, ID("cccc"), 1,
	    NULL), -1);
	must(catalog_begin(pl->c, NULL), &e);
	e = (struct error)ERROR_INIT;
	assert_int_equal(catalog_package_written(pl->c, 99,
	    ID("cccc"), 1, &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
	catalog_rollback(pl->c);
}

#define CASE(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_packages__what_is_written_reads_back),
		CASE(test_packages__are_closed_once),
		CASE(test_packages__a_refused_one_keeps_no_name),
		CASE(test_packages__nothing_outside_a_change),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
