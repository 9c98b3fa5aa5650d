#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/base/limits.h"
#include "store/base/time.h"
#include "tests/lib/exhibit.h"
#include "tests/unit/zip_forge.h"
#include "verify/verify.h"

/* What lies inside a file is read as if it were a file of its own. */

static void
test_part__nothing_outside_is_read(void **state)
{
	int fd = forge_fd((struct span){ (const uint8_t *)"0123456789", 10 });
	struct part all, middle, none;
	struct error e = ERROR_INIT;
	char to[8] = "";

	(void)state;
	assert_int_equal(part_whole(fd, &all, &e), 0);
	assert_true(all.at == 0 && all.size == 10);
	assert_true(part_within(&all, 2, 6, &middle));
	assert_true(part_within(&middle, 1, 3, &middle));
	assert_int_equal(part_read(&middle, to, 3, 0, &e), 0);
	assert_memory_equal(to, "345", 3);
	assert_int_equal(part_read_some(&middle, to, 8, 1, &e), 2);
	assert_int_equal(part_read_some(&middle, to, 8, 3, &e), 0);
	assert_int_equal(part_read(&middle, to, 4, 0, &e), -1);
	assert_int_equal(e.code, ERR_SYNTAX);
	assert_int_equal(e.offset, 3);
	assert_true(part_within(&all, 10, 0, &none));
	assert_false(part_within(&all, 11, 0, &none));
	assert_false(part_within(&all, 5, 6, &none));
	assert_false(part_within(&all, -1, 2, &none));
	assert_false(part_within(&all, 1, -1, &none));
	assert_false(part_within(&all, 1, INT64_MAX, &none));
	(void)close(fd);
}

/* Between bytes that are not its own, nothing is odd about an exhibit. */
static void
test_part__exhibit_inside_a_file(void **state)
{
	struct exhibit_opts o = { .name = "x.wacz", .tsa_mode = "" };
	char folder[64] = "/tmp/constat-unit-XXXXXX";
	struct verify_stamp stamp = { "2.tsr", { NULL, 0 } };
	struct verify_input in = { .name = "exhibits/1.wacz" };
	struct buf all = BUF_INIT(64 * MIB);
	struct error e = ERROR_INIT;
	struct verify_report r;
	struct exhibit x;
	struct policy *p;
	int fd;

	(void)state;
	assert_non_null(mkdtemp(folder));
	o.folder = folder;
	assert_int_equal(exhibit_make(&o, &x, &e), 0);
	buf_puts(&all, "before");
	assert_int_equal(io_read_file(x.path, &all, &e), 0);
	in.file.size = (int64_t)all.n - 6;
	buf_puts(&all, "after");
	assert_true((fd = forge_fd(buf_span(&all))) >= 0);
	in.file.fd = fd;
	in.file.at = 6;
	assert_non_null(p = policy_new(time_now(), &e));
	assert_int_equal(policy_trust(p, x.root, &e), 0);
	assert_int_equal(policy_trust_tsa(p, x.tsa, &e), 0);
	assert_int_equal(verify_part(p, &in, &r, &e), 0);
	assert_int_equal(r.verdict, VERDICT_HOLDS);
	assert_string_equal(r.file, "exhibits/1.wacz");
	verify_report_free(&r);
	/* A byte less or more is another file. */
	in.file.size++;
	assert_int_equal(verify_part(p, &in, &r, &e), 0);
	assert_int_equal(r.verdict, VERDICT_ALTERED);
	verify_report_free(&r);
	/* Later time-stamps are judged where they are given. */
	in.file.size--;
	stamp.der = span_of("no token");
	in.stamps = &stamp;
	in.nstamps = 1;
	assert_int_equal(verify_part(p, &in, &r, &e), 0);
	assert_int_equal(r.verdict, VERDICT_ALTERED);
	assert_int_equal(r.findings.count[CHECK_STAMP_TOKEN][FINDING_FAIL], 1);
	verify_report_free(&r);
	policy_free(p);
	buf_free(&all);
	(void)close(fd);
	io_remove_tree(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_part__nothing_outside_is_read),
		cmocka_unit_test(test_part__exhibit_inside_a_file),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
