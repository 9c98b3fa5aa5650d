#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "capture/browser/browser_internal.h"
#include "capture/browser/scratch.h"
#include "tests/unit/unit.h"

static void
test_site__private_urls(void **state)
{
	static const char *const urls[] = {
		"http://localhost/", "https://LOCALHOST:8443/x",
		"http://a.localhost./", "http://127.0.0.1/", "http://0.0.0.0",
		"http://10.1.2.3:80/", "https://172.16.0.1/",
		"http://172.31.255.255/", "http://192.168.1.1?x",
		"http://169.254.169.254/latest", "http://100.64.0.1/",
		"http://user:pw@127.0.0.1/", "http://[::1]/", "http://[::]:1/",
		"http://[fe80::1]/", "http://[fd00::1]:80/",
		"http://[::ffff:127.0.0.1]/", "http://[::ffff:a00:1]/",
		"http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
		"http://224.0.0.1/", "http://255.255.255.255/",
		"http://192.88.99.1/", "http://[2001::1]/", "http://[3fff::1]/"
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		if (!site_private(urls[i])) {
			print_error("%s is not taken for private\n", urls[i]);
			fail();
		}
}

static void
test_site__public_urls(void **state)
{
	static const char *const urls[] = {
		"http://site.example/", "https://8.8.8.8/",
		"http://172.15.0.1/", "http://172.32.0.1/",
		"http://100.63.255.255/", "http://192.169.0.1/",
		"http://10.example/", "http://127.0.0.1.example/",
		"http://localhost.example/", "http://notlocalhost/",
		"http://site.example/?u=http://127.0.0.1/",
		"http://site.example/@127.0.0.1", "http://[2606:4700::1111]/",
		"http://[::ffff:8.8.8.8]/", "data:text/html,x", "about:blank"
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		if (site_private(urls[i])) {
			print_error("%s is taken for private\n", urls[i]);
			fail();
		}
}

static void
test_site__names_of_errors(void **state)
{

	(void)state;
	assert_int_equal(net_error_code("net::ERR_NAME_NOT_RESOLVED"),
	    ERR_DNS);
	assert_int_equal(net_error_code("net::ERR_CERT_DATE_INVALID"),
	    ERR_TLS);
	assert_int_equal(net_error_code("net::ERR_SSL_PROTOCOL_ERROR"),
	    ERR_TLS);
	assert_int_equal(net_error_code("net::ERR_CONNECTION_REFUSED"),
	    ERR_CONNECT);
	assert_int_equal(net_error_code("net::ERR_CONNECTION_TIMED_OUT"),
	    ERR_TIMEOUT);
	assert_int_equal(net_error_code("net::ERR_TOO_MANY_REDIRECTS"),
	    ERR_REDIRECT);
	assert_int_equal(net_error_code("net::ERR_EMPTY_RESPONSE"), ERR_HTTP);
	assert_int_equal(net_error_code("net::ERR_SOMETHING_NEW"),
	    ERR_BROWSER);
	assert_int_equal(net_error_code(""), ERR_BROWSER);
}

/* Folders left behind go; those in use, young or another's stay. */
static void
test_site__folders_left_behind(void **state)
{
	static const char *const names[] = { "constat-browser-aaaaaa",
		"constat-browser-bbbbbb", "constat-browser-toolong",
		"somethingelse" };
	const struct timespec old[2] = { { 1000000000, 0 }, { 1000000000, 0 } };
	struct error e = ERROR_INIT;
	char folder[64], path[4][128];
	char *mine = NULL, *again = NULL;
	int lock = -1, second = -1;
	struct stat st;
	size_t i;

	(void)state;
	unit_folder(folder);
	assert_int_equal(chmod(folder, 0711), 0);
	for (i = 0; i < 4; i++) {
		snprintf(path[i], sizeof(path[i]), "%s/%s", folder, names[i]);
		assert_int_equal(mkdir(path[i], 0700), 0);
		if (i != 1)
			assert_int_equal(utimensat(AT_FDCWD, path[i], old, 0),
			    0);
	}
	assert_ok(scratch_make(&mine, &lock, folder, geteuid(), getegid(), &e),
	    &e);
	assert_int_equal(strncmp(mine, folder, strlen(folder)), 0);
	assert_int_equal(stat(mine, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_not_equal(access(path[0], F_OK), 0);
	for (i = 1; i < 4; i++)
		assert_int_equal(access(path[i], F_OK), 0);
	/* Mine is old now, but locked. */
	assert_int_equal(utimensat(AT_FDCWD, mine, old, 0), 0);
	assert_ok(scratch_make(&again, &second, folder, geteuid(), getegid(),
	    &e), &e);
	assert_int_equal(access(mine, F_OK), 0);
	scratch_remove(mine, lock);
	scratch_remove(again, second);
	assert_int_not_equal(access(mine, F_OK), 0);
	free(mine);
	free(again);
	unit_folder_remove(folder);
}

static void
test_site__which_browser(void **state)
{
	struct buf path = BUF_INIT(4096), version = BUF_INIT(4096);
	struct error e = ERROR_INIT;

	(void)state;
	assert_fails(browser_find("/nonexistent", &path, &e), &e,
	    ERR_NOTFOUND);
	assert_fails(browser_find("no-such-browser", &path, &e), &e,
	    ERR_NOTFOUND);
	assert_ok(browser_find("/bin/true", &path, &e), &e);
	assert_span(buf_span(&path), "/bin/true");
	/* Debian's shell knows no --version. */
	assert_fails(browser_probe("/bin/sh", &version, &e), &e, ERR_BROWSER);
	assert_ok(browser_probe("/bin/true", &version, &e), &e);
	assert_true(span_starts(buf_span(&version), "true "));
	assert_int_equal(span_find(buf_span(&version), '\n'), -1);
	buf_free(&path);
	buf_free(&version);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_site__private_urls),
		cmocka_unit_test(test_site__public_urls),
		cmocka_unit_test(test_site__names_of_errors),
		cmocka_unit_test(test_site__folders_left_behind),
		cmocka_unit_test(test_site__which_browser),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
