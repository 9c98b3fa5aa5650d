#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture/login/cookies.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "tests/unit/unit.h"

static char folder[64];
static char path[128];

static int
set_up(void **state)
{

	(void)state;
	unit_folder(folder);
	snprintf(path, sizeof(path), "%s/cookies.txt", folder);
	return (0);
}

static int
tear_down(void **state)
{

	(void)state;
	unit_folder_remove(folder);
	return (0);
}

static int
read_text(const char *text, struct cookies *out, struct error *e)
{

	error_clear(e);
	assert_int_equal(io_write_file(path, span_of(text), 0600, e), 0);
	return (cookies_read(path, out, e));
}

static void
test_cookies_read__netscape(void **state)
{
	struct error e = ERROR_INIT;
	struct buf line = BUF_INIT(MIB);
	struct cookies c;

	(void)state;
	assert_int_equal(read_text("# Netscape HTTP Cookie File\n\n"
	    ".Agora.example\tTRUE\t/\tTRUE\t2000000000\tsid\tab=c d\n"
	    "#HttpOnly_www.agora.example\tFALSE\t/x\tFALSE\t0\tjeton\t\r\n"
	    "not a cookie\n"
	    "a.example\tTRUE\t/\tTRUE\tsoon\tname\tvalue\n"
	    "\tTRUE\t/\tTRUE\t0\tname\tvalue\n", &c, &e), 0);
	assert_int_equal(c.n, 2);
	assert_string_equal(c.v[0].domain, "agora.example");
	assert_string_equal(c.v[0].value, "ab=c d");
	assert_true(c.v[0].subdomains && c.v[0].secure && !c.v[0].http_only);
	assert_int_equal(c.v[0].expires, 2000000000);
	assert_string_equal(c.v[1].path, "/x");
	assert_string_equal(c.v[1].value, "");
	assert_true(c.v[1].http_only && !c.v[1].subdomains);
	cookie_line(&c.v[1], &line);
	assert_string_equal(buf_str(&line), "#HttpOnly_www.agora.example\t"
	    "FALSE\t/x\tFALSE\t0\tjeton\t");
	buf_free(&line);
	cookies_free(&c);
}

static void
test_cookies_read__refused(void **state)
{
	struct error e = ERROR_INIT;
	struct cookies c;

	(void)state;
	assert_int_equal(read_text("{\"cookies\":[{\"value\":\"S3CRET\"}]}\n",
	    &c, &e), -1);
	assert_int_equal(e.code, ERR_SYNTAX);
	assert_null(strstr(e.text, "S3CRET"));
	assert_int_equal(read_text("", &c, &e), -1);
	assert_int_equal(e.code, ERR_SYNTAX);
	error_clear(&e);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(cookies_read(path, &c, &e), -1);
	assert_int_equal(e.code, ERR_NOTFOUND);
}

/* Which of them go to a site: none of the person's other log-ins. */
static void
test_cookies_keep__of_the_site(void **state)
{
	static const struct {
		const char *domain;
		bool below;
		const char *host;
		bool kept;
	} t[] = {
		{ "agora.example", true, "agora.example", true },
		{ "agora.example", true, "m.agora.example", true },
		{ "agora.example", false, "m.agora.example", false },
		{ "m.agora.example", false, "m.agora.example", true },
		{ "api.agora.example", false, "agora.example", true },
		{ "api.agora.example", false, "www.agora.example", true },
		{ "ragora.example", true, "agora.example", false },
		{ "agora.example", true, "ragora.example", false },
		{ "other.example", true, "agora.example", false },
	};
	struct error e = ERROR_INIT;
	struct cookies c;
	char text[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		snprintf(text, sizeof(text), "%s\t%s\t/\tFALSE\t0\tn\tv\n",
		    t[i].domain, t[i].below ? "TRUE" : "FALSE");
		assert_int_equal(read_text(text, &c, &e), 0);
		cookies_keep(&c, t[i].host, 0);
		if (c.n != (t[i].kept ? 1u : 0u))
			fail_msg("%s for %s", t[i].domain, t[i].host);
		cookies_free(&c);
	}
	assert_int_equal(read_text("a.example\tTRUE\t/\tFALSE\t100\tn\tv\n",
	    &c, &e), 0);
	cookies_keep(&c, "a.example", 99000);
	assert_int_equal(c.n, 1);
	cookies_keep(&c, "a.example", 101000);
	assert_int_equal(c.n, 0);
	cookies_free(&c);
}

static void
test_cookies_of__browser(void **state)
{
	struct error e = ERROR_INIT;
	struct cookies c;
	json_t *list = json_read(span_of("[{\"name\":\"a\",\"value\":\"b\","
	    "\"domain\":\".x.example\",\"path\":\"/\",\"secure\":true},"
	    "{\"name\":\"c\",\"value\":\"d\",\"domain\":\"y.example\","
	    "\"path\":\"/p\",\"httpOnly\":true},{\"name\":1},7]"), &e);
	json_t *j;

	(void)state;
	assert_non_null(list);
	assert_int_equal(cookies_of(list, &c, &e), 0);
	assert_int_equal(c.n, 2);
	assert_string_equal(c.v[0].domain, "x.example");
	assert_true(c.v[0].subdomains && c.v[0].secure);
	j = cookie_param(&c.v[0]);
	assert_string_equal(json_text(j, "domain"), ".x.example");
	assert_null(json_text(j, "url"));
	json_decref(j);
	j = cookie_param(&c.v[1]);
	assert_string_equal(json_text(j, "url"), "http://y.example/");
	assert_null(json_text(j, "domain"));
	json_decref(j);
	cookies_free(&c);
	json_decref(list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_cookies_read__netscape,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_cookies_read__refused,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    test_cookies_keep__of_the_site, set_up, tear_down),
		cmocka_unit_test(test_cookies_of__browser),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
