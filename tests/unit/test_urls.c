#include "tests/unit/unit.h"

#include "cmd/urls.h"

static void
test_urls_read__takes_words_then_lines(void **state)
{
	static const char text[] = "# a list\n\n http://b/ \r\nhttp://c/";
	const char *const words[] = { "http://a/" };
	struct error e = ERROR_INIT;
	struct buf path = BUF_INIT(256);
	char folder[64];
	struct urls u;

	(void)state;
	unit_folder(folder);
	assert_ok(io_join(&path, folder, "list", &e), &e);
	assert_ok(io_write_file(buf_str(&path), span_of(text), 0600, &e), &e);
	assert_ok(urls_read(&u, words, 1, buf_str(&path), &e), &e);
	assert_int_equal(u.n, 3);
	assert_string_equal(u.v[0], "http://a/");
	assert_string_equal(u.v[1], "http://b/");
	assert_string_equal(u.v[2], "http://c/");
	urls_free(&u);
	buf_free(&path);
	unit_folder_remove(folder);
}

static void
test_urls_read__says_what_is_wrong(void **state)
{
	static const uint8_t bytes[] = { 'h', 0, 'x', '\n' };
	struct error e = ERROR_INIT;
	struct buf path = BUF_INIT(256);
	char folder[64];
	struct urls u;

	(void)state;
	unit_folder(folder);
	assert_ok(io_join(&path, folder, "list", &e), &e);
	assert_fails(urls_read(&u, NULL, 0, buf_str(&path), &e), &e,
	    ERR_NOTFOUND);
	urls_free(&u);
	assert_ok(io_write_file(buf_str(&path), (struct span){ bytes,
	    sizeof(bytes) }, 0600, &e), &e);
	assert_fails(urls_read(&u, NULL, 0, buf_str(&path), &e), &e,
	    ERR_SYNTAX);
	urls_free(&u);
	buf_free(&path);
	unit_folder_remove(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_urls_read__takes_words_then_lines),
		cmocka_unit_test(test_urls_read__says_what_is_wrong),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
