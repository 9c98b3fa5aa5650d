#include <sys/stat.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/newfile.h"
#include "store/base/temp.h"
#include "tests/unit/folder_unit.h"

static int
set_up(void **state)
{

	(void)state;
	return (folder_set_up("file[1]"));
}

static void
holds(const char *at, const char *text)
{
	struct buf b = BUF_INIT(KIB);
	struct error e = ERROR_INIT;

	if (io_read_file(at, &b, &e) != 0)
		fail_msg("%s", e.text);
	assert_string_equal(buf_str(&b), text);
	buf_free(&b);
}

static void
test_newfile__appears_at_once_and_once(void **state)
{
	struct newfile f;
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(newfile_open(&f, path, &e), 0);
	assert_int_equal(io_write(f.fd, "one", 3, &e), 0);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(newfile_name(&f, &e), 0);
	newfile_drop(&f);
	holds(path, "one");
	assert_int_equal(newfile_open(&f, path, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
}

static void
test_newfile__small_ones_are_written_at_once(void **state)
{
	struct error e = ERROR_INIT;
	struct stat st;

	(void)state;
	assert_int_equal(newfile_write(path, span_of("two"), &e), 0);
	holds(path, "two");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_nlink, 1);
	assert_int_equal(newfile_write(path, span_of("three"), &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	holds(path, "two");
	e = (struct error)ERROR_INIT;
	assert_int_equal(newfile_write("/nowhere/x", span_of("x"), &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
}

static void
test_newfile__leftovers_go_and_nothing_else(void **state)
{
	struct error e = ERROR_INIT;
	char other[128], temp[PATH_MAX];
	int fd;

	(void)state;
	(void)snprintf(other, sizeof(other), "%s.backup", path);
	assert_int_equal(newfile_write(other, span_of("mine"), &e), 0);
	assert_true((fd = temp_open(path, temp, &e)) >= 0);
	(void)close(fd);
	newfile_leftovers(path);
	assert_int_equal(access(temp, F_OK), -1);
	holds(other, "mine");
}

static void
test_newfile__is_renamed_to_a_free_name_only(void **state)
{
	struct error e = ERROR_INIT;
	char other[128];

	(void)state;
	(void)snprintf(other, sizeof(other), "%s.b", path);
	assert_int_equal(newfile_write(path, span_of("a"), &e), 0);
	assert_int_equal(newfile_write(other, span_of("b"), &e), 0);
	assert_int_equal(newfile_rename(path, other, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	holds(path, "a");
	holds(other, "b");
	assert_int_equal(unlink(other), 0);
	assert_int_equal(newfile_rename(path, other, &e), 0);
	holds(other, "a");
	assert_int_equal(access(path, F_OK), -1);
}

#define CASE(f)	cmocka_unit_test_setup_teardown(f, set_up, folder_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_newfile__appears_at_once_and_once),
		CASE(test_newfile__small_ones_are_written_at_once),
		CASE(test_newfile__leftovers_go_and_nothing_else),
		CASE(test_newfile__is_renamed_to_a_free_name_only),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
