#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/temp.h"
#include "tests/unit/unit.h"
#include "tests/unit/folder_unit.h"

static char temp[PATH_MAX];

static int
set_up(void **state)
{

	(void)state;
	return (folder_set_up("file"));
}

static void
test_temp__names_of_ours_and_no_others(void **state)
{

	(void)state;
	assert_int_equal(temp_for("checkpoint.aB3xYz.tmp"), 10);
	assert_int_equal(temp_for("a.b.aB3xYz.tmp"), 3);
	assert_int_equal(temp_for("checkpoint.backup"), 0);
	assert_int_equal(temp_for("checkpoint.tmp"), 0);
	assert_int_equal(temp_for("checkpoint.aB3xY.tmp"), 0);
	assert_int_equal(temp_for("checkpoint.aB3-Yz.tmp"), 0);
	assert_int_equal(temp_for(".aB3xYz.tmp"), 0);
	assert_int_equal(temp_for(""), 0);
}

static void
test_temp__is_cleared_once_its_writer_is_gone(void **state)
{
	struct error e = ERROR_INIT;
	int fd;

	(void)state;
	assert_true((fd = temp_open(path, temp, &e)) >= 0);
	assert_int_equal(temp_for(temp), strlen(path));
	assert_int_equal(temp_clear(temp, &e), 0);
	assert_int_equal(access(temp, F_OK), 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(temp_clear(temp, &e), 1);
	assert_int_equal(access(temp, F_OK), -1);
	assert_int_equal(temp_clear(temp, &e), 0);
}

static void
test_temp__what_is_no_file_stays(void **state)
{
	struct error e = ERROR_INIT;

	(void)state;
	(void)snprintf(temp, sizeof(temp), "%s.aB3xYz.tmp", path);
	assert_int_equal(io_write_file(path, span_of("x"), 0600, &e), 0);
	assert_int_equal(symlink(path, temp), 0);
	assert_int_equal(temp_clear(temp, &e), 0);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(unlink(temp), 0);
	assert_int_equal(mkdir(temp, 0700), 0);
	assert_int_equal(temp_clear(temp, &e), 0);
	assert_int_equal(access(temp, F_OK), 0);
}

static void
test_temp__a_name_that_is_taken_is_not_taken_over(void **state)
{
	struct error e = ERROR_INIT;
	int fd;

	(void)state;
	if ((fd = temp_unnamed(path)) < 0)
		skip();		/* a file system that cannot */
	assert_int_equal(temp_link(fd, path, &e), 0);
	assert_int_equal(temp_link(fd, path, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	(void)close(fd);
}

static void
test_temp__io_write_file_replaces_and_leaves_nothing(void **state)
{
	struct buf b = BUF_INIT(64);
	struct error e = ERROR_INIT;
	struct stat st;

	(void)state;
	assert_int_equal(io_write_file(path, span_of("one"), 0644, &e), 0);
	assert_int_equal(io_write_file(path, span_of("two"), 0444, &e), 0);
	assert_int_equal(io_read_file(path, &b, &e), 0);
	assert_string_equal(buf_str(&b), "two");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0444);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
	buf_free(&b);
}

#define CASE(f)	cmocka_unit_test_setup_teardown(f, set_up, folder_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_temp__names_of_ours_and_no_others),
		CASE(test_temp__is_cleared_once_its_writer_is_gone),
		CASE(test_temp__what_is_no_file_stays),
		CASE(test_temp__a_name_that_is_taken_is_not_taken_over),
		CASE(test_temp__io_write_file_replaces_and_leaves_nothing),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
