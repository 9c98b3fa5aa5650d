#include "capture/environment/environment_internal.h"
#include "store/base/json.h"
#include "store/base/time.h"
#include "tests/lib/site.h"
#include "tests/unit/unit.h"

static const char *const urls[] = { "https://localhost:8443/p/1",
    "http://nosuch.invalid/", "https://localhost/again", NULL };

static json_t *
record(const char *const *ntp, const struct environment_end *end)
{
	struct environment_opts o;
	struct environment *env;
	struct error e = ERROR_INIT;
	json_t *j, *p = json_pack("{s:s,s:[s],s:i}", "proxy",
	    "http://me:secret@proxy.example:3128/", "tsa",
	    "https://a:b@tsa.example/", "scroll", 15);

	memset(&o, 0, sizeof(o));
	o.operator_name = "Jeanne Martin";
	o.organization = "Étude Essai";
	o.urls = urls;
	o.proxy = "http://me:secret@proxy.example:3128";
	o.ntp = ntp;
	o.parameters = p;
	assert_ok(environment_start(&env, &o, &e), &e);
	json_decref(p);
	environment_again(env);
	assert_ok(environment_finish(env, end, &j, &e), &e);
	environment_free(env);
	return (j);
}

/* The value at a path of keys and indexes, NULL ends it. */
static const json_t *
at(const json_t *j, const char *key, ...)
{
	va_list ap;

	va_start(ap, key);
	for (; key != NULL; key = va_arg(ap, const char *))
		j = json_is_array(j) ? json_array_get(j, (size_t)key[0] - '0')
		    : json_object_get(j, key);
	va_end(ap);
	return (j);
}

static void
test_environment__no_secrets(void **state)
{
	json_t *j = record(NULL, NULL);
	char *text = json_dumps(j, 0);

	(void)state;
	assert_null(strstr(text, "secret"));
	assert_null(strstr(text, "a:b@"));
	assert_non_null(strstr(text, "http://withheld@proxy.example:3128"));
	assert_non_null(strstr(text, "https://withheld@tsa.example/"));
	free(text);
	json_decref(j);
}

static void
test_environment__parts(void **state)
{
	struct buf want = BUF_INIT(4 * KIB);
	json_t *j = record(NULL, NULL);
	json_t *file = json_object();
	const json_t *answers;
	bool ok = true;

	(void)state;
	assert_string_equal(json_text(at(j, "operator", NULL), "name"),
	    "Jeanne Martin");
	assert_non_null(json_text(at(j, "machine", "os", NULL),
	    "kernel_release"));
	assert_non_null(json_text(at(j, "program", "libraries", NULL),
	    "libcurl"));
	/* The digest is that of the running file. */
	put_digest(file, "x", "/proc/self/exe", &ok);
	assert_string_equal(json_text(at(j, "program", "binary", NULL),
	    "sha256"), json_text(at(file, "x", NULL), "sha256"));
	assert_true(json_is_true(at(j, "before", "network", "hosts_file",
	    "names_captured_host", NULL)));
	answers = at(j, "before", "resolver", NULL);
	assert_int_equal(json_array_size(answers), 2);
	assert_true(json_is_true(at(answers, "0", "reachable", NULL)));
	assert_false(json_is_true(at(answers, "1", "reachable", NULL)));
	assert_string_equal(json_text(at(j, "before", "clock", NULL),
	    "not_checked"), "no servers are configured");
	assert_non_null(at(j, "after", "network", "interfaces", NULL));
	assert_non_null(at(j, "clock_step_ms", NULL));
	assert_true(json_is_false(at(j, "browser", "used", NULL)));
	json_decref(file);
	json_decref(j);
	buf_free(&want);
}

static void
test_environment__proxy_test(void **state)
{
	json_t *fields = json_pack("[{s:s,s:s,s:s}]", "url",
	    "https://a.example/", "field", "Via", "value", "1.1 relay");
	struct environment_end end = { "Chromium 130", "/bin/sh", fields };
	const json_t *signs;
	json_t *j;
	char *text;

	(void)state;
	setenv("https_proxy", "http://u:pw@q.example:1", 1);
	j = record(NULL, &end);
	unsetenv("https_proxy");
	signs = at(j, "proxy_test", "signs", NULL);
	text = json_dumps(signs, 0);
	assert_non_null(strstr(text, "settings"));
	assert_non_null(strstr(text, "environment"));
	assert_non_null(strstr(text, "response-fields"));
	free(text);
	assert_string_equal(json_text(at(j, "proxy_test", "environment", NULL),
	    "https_proxy"), "http://withheld@q.example:1");
	assert_non_null(strstr(json_text(at(j, "proxy_test", NULL),
	    "statement"), "not excluded"));
	assert_string_equal(json_text(at(j, "browser", NULL), "version"),
	    "Chromium 130");
	json_decref(j);
	json_decref(fields);
}

static void
test_environment__clock(void **state)
{
	static const char *const words[] = { "python3",
	    "tests/lib/timeserver.py", "good=1500", "deaf", NULL };
	struct error e = ERROR_INIT;
	struct server *s;
	char good[64], deaf[64];
	const char *ntp[] = { good, deaf, NULL };
	int64_t offset, delay;
	json_t *j;

	(void)state;
	assert_ok(server_start(words, 2, &s, &e), &e);
	snprintf(good, sizeof(good), "127.0.0.1:%s", server_value(s, "good"));
	snprintf(deaf, sizeof(deaf), "127.0.0.1:%s", server_value(s, "deaf"));
	/* It ends, although one server never answers. */
	j = record(ntp, NULL);
	assert_true(json_whole(at(j, "before", "clock", NULL), "offset_us",
	    &offset));
	/* An offset is known to half the delay (RFC 5905 section 8). */
	assert_true(json_whole(at(j, "before", "clock", "servers", "0", NULL),
	    "delay_us", &delay));
	assert_in_range(offset, 1500000 - delay / 2 - 2000,
	    1500000 + delay / 2 + 2000);
	assert_int_equal(json_array_size(at(j, "before", "clock", "servers",
	    NULL)), 2);
	assert_false(json_is_true(at(j, "before", "clock", "servers", "1",
	    "reachable", NULL)));
	json_decref(j);
	server_stop(s);
}

static void
test_environment__offset_while_running(void **state)
{
	static const char *const words[] = { "python3",
	    "tests/lib/timeserver.py", "good=-90000", "deaf", NULL };
	struct environment_opts o;
	struct environment *env;
	struct error e = ERROR_INIT;
	struct server *s;
	char good[64], deaf[64];
	const char *ntp[] = { good, deaf, NULL };
	int64_t start = time_monotonic(), ms = 0;
	bool known = false;

	(void)state;
	memset(&o, 0, sizeof(o));
	assert_ok(server_start(words, 2, &s, &e), &e);
	snprintf(good, sizeof(good), "127.0.0.1:%s", server_value(s, "good"));
	snprintf(deaf, sizeof(deaf), "127.0.0.1:%s", server_value(s, "deaf"));
	o.ntp = ntp;
	assert_ok(environment_start(&env, &o, &e), &e);
	while (!known && time_monotonic() - start < 60000) {
		known = environment_clock_offset(env, &ms);
		usleep(5000);
	}
	assert_true(known);
	assert_in_range(-ms, 85000, 95000);
	/* Given up without finishing: nothing may hang or leak. */
	environment_free(env);
	server_stop(s);
}

static void
withheld(const char *url, const char *want)
{
	char *have = withheld_url(url);

	assert_string_equal(have, want);
	free(have);
}

static void
test_withheld__urls(void **state)
{

	(void)state;
	withheld("http://u:p@h/x@y", "http://withheld@h/x@y");
	withheld("http://u:p@q@h/", "http://withheld@h/");
	withheld("socks5h://h:1", "socks5h://h:1");
	withheld("u:p@h:3128", "withheld@h:3128");
	withheld("http://h/?a=b@c", "http://h/?a=b@c");
	withheld("", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_environment__no_secrets),
		cmocka_unit_test(test_environment__parts),
		cmocka_unit_test(test_environment__proxy_test),
		cmocka_unit_test(test_environment__clock),
		cmocka_unit_test(test_environment__offset_while_running),
		cmocka_unit_test(test_withheld__urls)
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
