#include <sys/wait.h>

#include "store/home/home_half.h"
#include "tests/unit/home_place.h"

/*
 * Stores that are made beside each other: several commands may find no store
 * and make one at once, and each clears what dead ones have left.
 */
#define MAKERS	8
#define ROUNDS	200

/* One maker: 0, or 1 when its folder was taken away under its hands. */
static int
make_often(const char *path)
{
	struct error e = ERROR_INIT;
	struct half m;
	int i, rc = 0;

	for (i = 0; i < ROUNDS && rc == 0; i++) {
		if (half_clear(path, &e) != 0)
			rc = 1;
		if (half_make(&m, path, false, &e) != 0 ||
		    access(m.folder, F_OK) != 0)
			rc = 1;
		half_drop(&m);
	}
	if (rc != 0)
		(void)fprintf(stderr, "%s\n", e.text);
	return (rc);
}

static void
test_half__many_at_once(void **state)
{
	struct place p;
	pid_t pid[MAKERS];
	int i, status;

	(void)state;
	place_folder(&p);
	for (i = 0; i < MAKERS; i++)
		if ((pid[i] = fork()) == 0)
			_exit(make_often(p.home));
	for (i = 0; i < MAKERS; i++) {
		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	assert_int_equal(rmdir(p.folder), 0);
}

/* What a dead maker has left goes, what a living one holds stays. */
static void
test_half__dead_and_living(void **state)
{
	struct error e = ERROR_INIT;
	struct half m, dead;
	struct place p;

	(void)state;
	place_folder(&p);
	must(half_make(&dead, p.home, false, &e), &e);
	must(half_make(&m, p.home, false, &e), &e);
	(void)close(dead.lock);
	must(half_clear(p.home, &e), &e);
	assert_int_equal(access(dead.folder, F_OK), -1);
	assert_int_equal(access(m.folder, F_OK), 0);
	half_drop(&m);
	assert_int_equal(rmdir(p.folder), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_half__many_at_once),
		cmocka_unit_test(test_half__dead_and_living),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
