#include <sys/wait.h>

#include "capture/net/net.h"
#include "tests/lib/site.h"
#include "tests/unit/net_unit.h"

/*
 * A redirect from a public address to a private one.  In a network of its
 * own, where a public address is the machine's, nothing needs to be
 * pretended: the program runs itself again in one.
 */
#define PUBLIC	"198.41.0.4"
#define INSIDE	"CONSTAT_TEST_OWN_NETWORK"

static void
test_private__redirect(void **state)
{
	struct net_opts o = NET_OPTS_INIT;
	struct server *bad;
	struct wire w;
	char url[128];

	(void)state;
	if (getenv(INSIDE) == NULL) {
		print_message("SKIP: no network of its own can be had here\n");
		skip();
	}
	wire_open(&w, &o, INT64_C(1) << 30);
	assert_ok(badsite_start(PUBLIC, &bad, &w.e), &w.e);
	snprintf(url, sizeof(url), "http://" PUBLIC ":%s/page",
	    server_value(bad, "HTTP"));
	assert_ok(wire_get(&w, url), &w.e);
	assert_int_equal(w.got.status, 200);
	snprintf(url, sizeof(url), "http://" PUBLIC ":%s/to-private",
	    server_value(bad, "HTTP"));
	assert_fails(wire_get(&w, url), &w.e, ERR_PRIVATE);
	/* The redirect is on record, and the try that was not made. */
	assert_int_equal(w.got.n, 2);
	assert_int_equal(w.got.hops[0].status, 302);
	assert_string_equal(w.got.hops[1].url, "http://10.0.0.1/interne");
	assert_int_equal(w.got.hops[1].status, 0);
	assert_string_equal(w.got.hops[1].ip, "");
	server_stop(bad);
	wire_close(&w);
}

/* Whether this machine lets us have a network of our own. */
static bool
can_unshare(void)
{
	pid_t pid = fork();
	int status = -1;

	if (pid == 0) {
		execlp("unshare", "unshare", "-rn", "ip", "link", "set", "lo",
		    "up", (char *)NULL);
		_exit(127);
	}
	return (pid > 0 && waitpid(pid, &status, 0) == pid && status == 0);
}

/* Again in a fresh network with one public address; returns where it cannot. */
static void
run_in_own_network(const char *self)
{

	if (getenv(INSIDE) != NULL || !can_unshare())
		return;
	setenv(INSIDE, "1", 1);
	execlp("unshare", "unshare", "-rn", "sh", "-c", "ip link set lo up && "
	    "ip addr add " PUBLIC "/32 dev lo && exec \"$0\"", self,
	    (char *)NULL);
	unsetenv(INSIDE);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_private__redirect)
	};

	if (argc > 0)
		run_in_own_network(argv[0]);
	return (cmocka_run_group_tests(tests, NULL, NULL));
}
