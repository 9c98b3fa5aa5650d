#include "tests/unit/unit.h"

#include "cmd/opt.h"
#include "cmd/say.h"

static const struct opt opts[] = {
	{ OPT_TEXT, "--case", NULL, "NAME", "", false, 0, 0 },
	{ OPT_FILE, "--output", "-o", "FILE", "", false, 0, 0 },
	{ OPT_TEXT, "--tsa", NULL, "URL", "", true, 0, 0 },
	{ OPT_NUMBER, "--scroll", NULL, "SECONDS", "", false, 0, 3600 },
	{ OPT_SIZE, "--max-size", NULL, "BYTES", "", false, 1,
	    INT64_C(1) << 40 },
	OPT_JSON,
	OPT_COMMON
};

#define ARGV_MAX	8

static int
read_words(struct args *a, const char *const words[], const char **word)
{
	char copy[ARGV_MAX][64], *argv[ARGV_MAX + 1];
	const char *why = NULL;
	int argc = 0, rc;

	for (; words[argc] != NULL && argc < ARGV_MAX; argc++) {
		(void)snprintf(copy[argc], sizeof(copy[argc]), "%s",
		    words[argc]);
		argv[argc] = copy[argc];
	}
	argv[argc] = NULL;
	*word = NULL;
	rc = args_read(a, opts, argc, argv, &why, word);
	if (rc == 1)
		assert_non_null(why);
	return (rc);
}

/* The words must outlive the arguments: those of good calls are looked at. */
static void
test_args_read__takes_every_form(void **state)
{
	char w0[] = "x", w1[] = "--case=a b", w2[] = "-o", w3[] = "f",
	    w4[] = "url", w5[] = "--tsa", w6[] = "1", w7[] = "--tsa=2",
	    w8[] = "--", w9[] = "--json";
	char *argv[] = { w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, NULL };
	const char *why, *word;
	struct args a;

	(void)state;
	assert_int_equal(args_read(&a, opts, 10, argv, &why, &word), 0);
	assert_string_equal(args_text(&a, "--case"), "a b");
	assert_string_equal(args_text(&a, "--output"), "f");
	assert_string_equal(args_list(&a, "--tsa")[0], "1");
	assert_string_equal(args_list(&a, "--tsa")[1], "2");
	assert_null(args_list(&a, "--tsa")[2]);
	assert_false(args_has(&a, "--json"));
	assert_null(args_text(&a, "--home"));
	assert_int_equal(args_number(&a, "--scroll", 15), 15);
	assert_int_equal(a.n, 2);
	assert_string_equal(a.rest[0], "url");
	assert_string_equal(a.rest[1], "--json");
	args_free(&a);
}

static void
test_args_read__refuses(void **state)
{
	static const char *const bad[][4] = {
		{ "x", "--nosuch" }, { "x", "--cas", "a" },
		{ "x", "--case" }, { "x", "-o" }, { "x", "-x" },
		{ "x", "--case=a", "--case=b" }, { "x", "--json=1" },
		{ "x", "--scroll", "-1" }, { "x", "--scroll", "3601" },
		{ "x", "--scroll", "1.5" }, { "x", "--scroll", "" },
		{ "x", "--scroll", "0x10" }, { "x", "--scroll", "1K" },
		{ "x", "--max-size", "0" }, { "x", "--max-size", "K" },
		{ "x", "--max-size", "2T" }, { "x", "--max-size", "1025G" },
		{ "x", "--max-size", "9223372036854775807G" },
	};
	const char *word;
	struct args a;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(read_words(&a, bad[i], &word), 1);
		assert_non_null(word);
		args_free(&a);
	}
}

static void
test_args_number__knows_units(void **state)
{
	static const struct {
		char word[32];
		int64_t want;
	} good[] = {
		{ "--max-size=1", 1 }, { "--max-size=7K", 7 * 1024 },
		{ "--max-size=3M", 3 << 20 },
		{ "--max-size=1024G", INT64_C(1) << 40 },
	};
	char name[] = "x", word[32];
	char *argv[] = { name, word, NULL };
	const char *why, *which;
	struct args a;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		memcpy(word, good[i].word, sizeof(word));
		assert_int_equal(args_read(&a, opts, 2, argv, &why, &which),
		    0);
		assert_int_equal(args_number(&a, "--max-size", -1),
		    good[i].want);
		args_free(&a);
	}
}

static void
test_say_url__withholds_what_is_secret(void **state)
{
	static const char *const pairs[][2] = {
		{ "http://a:b@h/p", "http://withheld@h/p" },
		{ "http://a@b@h/p", "http://withheld@h/p" },
		{ "http:\\\\a:b@h", "http:\\\\withheld@h" },
		{ "a:b@h", "withheld@h" },
		{ "http://h/@user", "http://h/@user" },
		{ "http://h/?m=a@b", "http://h/?m=a@b" },
		{ "http://h#a@b", "http://h#a@b" },
		{ "", "" },
	};
	size_t i;
	char *s;

	(void)state;
	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		s = say_url(pairs[i][0]);
		assert_non_null(s);
		assert_string_equal(s, pairs[i][1]);
		free(s);
	}
}

static void
test_say_error__has_words_for_every_code(void **state)
{
	int code;

	(void)state;
	for (code = ERR_NONE; code < ERR_CODES; code++)
		assert_string_not_equal(say_error_what((enum error_code)code),
		    say_error_what(ERR_CODES));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_args_read__takes_every_form),
		cmocka_unit_test(test_args_read__refuses),
		cmocka_unit_test(test_args_number__knows_units),
		cmocka_unit_test(test_say_url__withholds_what_is_secret),
		cmocka_unit_test(test_say_error__has_words_for_every_code),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
