#include <stdatomic.h>

#include "capture/authority/authority.h"
#include "tests/unit/unit.h"

/*
 * Good and bad answers are asked for in tests/cli and tests/web, of real
 * authorities; here nobody answers.  Port 1 of the loopback is closed.
 */
#define NOBODY		"http://127.0.0.1:1/"

struct asked {
	struct net *net;
	atomic_bool stop;
	struct authority_answer answer;
	struct error e;
};

static int
ask(struct asked *a, const char *const *list)
{
	struct net_opts o = NET_OPTS_INIT;
	struct authority_query q = { .list = list,
	    .wait_ms = AUTHORITY_WAIT_MS, .data = span_of("words") };
	int rc;

	a->answer = (struct authority_answer)AUTHORITY_ANSWER_INIT;
	a->e = (struct error)ERROR_INIT;
	o.cancel = &a->stop;
	assert_ok(net_open(&a->net, &o, &a->e), &a->e);
	q.net = a->net;
	rc = authority_ask(&q, &a->answer, &a->e);
	net_close(a->net);
	return (rc);
}

static void
test_authority__none_configured(void **state)
{
	static const char *const none[] = { NULL };
	struct asked a = { .net = NULL };

	(void)state;
	assert_int_equal(ask(&a, none), -1);
	assert_int_equal(a.e.code, ERR_INPUT);
	authority_answer_free(&a.answer);
	assert_int_equal(ask(&a, NULL), -1);
	assert_int_equal(a.e.code, ERR_INPUT);
	authority_answer_free(&a.answer);
}

static void
test_authority__why_in_their_order(void **state)
{
	static const char *const list[] = { NOBODY "first", NOBODY "second",
	    NULL };
	struct asked a = { .net = NULL };
	const char *first, *second;

	(void)state;
	assert_int_equal(ask(&a, list), -1);
	assert_int_equal(a.e.code, ERR_TSA);
	first = strstr(buf_str(&a.answer.why), NOBODY "first: ");
	second = strstr(buf_str(&a.answer.why), "; " NOBODY "second: ");
	assert_non_null(first);
	assert_non_null(second);
	assert_true(first < second);
	assert_non_null(strstr(a.e.text, NOBODY "first: "));
	assert_null(a.answer.by);
	authority_answer_free(&a.answer);
}

static void
test_authority__password_not_told(void **state)
{
	static const char *const list[] = { "http://me:s3cret@127.0.0.1:1/",
	    NULL };
	struct asked a = { .net = NULL };

	(void)state;
	assert_int_equal(ask(&a, list), -1);
	assert_int_equal(a.e.code, ERR_TSA);
	assert_null(strstr(buf_str(&a.answer.why), "s3cret"));
	assert_null(strstr(a.e.text, "s3cret"));
	authority_answer_free(&a.answer);
}

static void
test_authority__stopped(void **state)
{
	static const char *const list[] = { NOBODY, NOBODY, NULL };
	struct asked a = { .net = NULL };

	(void)state;
	atomic_store(&a.stop, true);
	assert_int_equal(ask(&a, list), -1);
	assert_int_equal(a.e.code, ERR_CANCELED);
	assert_int_equal(a.answer.why.n, 0);
	authority_answer_free(&a.answer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_authority__none_configured),
		cmocka_unit_test(test_authority__why_in_their_order),
		cmocka_unit_test(test_authority__password_not_told),
		cmocka_unit_test(test_authority__stopped),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
