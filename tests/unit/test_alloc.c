#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/resource.h>

#include <cmocka.h>

#include <libxml/xmlmemory.h>
#include <openssl/crypto.h>

#include "store/base/alloc.h"
#include "store/base/json.h"
#include "store/base/limits.h"

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__	1
#endif
#endif

/* AddressSanitizer and valgrind die themselves where there is no room. */
static bool
takes_all_space(void)
{
#ifdef __SANITIZE_ADDRESS__
	return (true);
#else
	const char *preload = getenv("LD_PRELOAD");

	return (preload != NULL && strstr(preload, "vgpreload") != NULL);
#endif
}

/*
 * The address space is limited to ${room} bytes more than is in use, so that
 * allocations fail for real somewhere while a long text is read.
 */
static void
limit(size_t room)
{
	struct rlimit l;
	char line[64] = "";
	long pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	(void)fclose(f);
	assert_int_equal(sscanf(line, "%ld", &pages), 1);
	assert_int_equal(getrlimit(RLIMIT_AS, &l), 0);
	l.rlim_cur = room == 0 ? l.rlim_max : (rlim_t)pages * 4096 + room;
	assert_int_equal(setrlimit(RLIMIT_AS, &l), 0);
}

static void
test_alloc__json_long_text(void **state)
{
	struct buf b = BUF_INIT(16 * MIB);
	struct error e = ERROR_INIT;
	size_t room, failures = 0;
	json_t *j;

	(void)state;
	if (takes_all_space()) {
		print_message("the checker takes all address space: "
		    "skipped\n");
		skip();
	}
	buf_putc(&b, '"');
	while (b.n < 6 * MIB)
		buf_putc(&b, 'x');
	buf_putc(&b, '"');
	assert_int_equal(buf_ok(&b, NULL), 0);
	for (room = 256 * KIB; room < 40 * MIB; room += 512 * KIB) {
		error_clear(&e);
		alloc_forget();
		limit(room);
		j = json_read(buf_span(&b), &e);
		limit(0);
		if (j == NULL) {
			assert_int_equal(e.code, ERR_NOMEM);
			assert_true(alloc_failed());
			failures++;
		} else
			assert_int_equal(json_string_length(j), 6 * MIB - 1);
		json_decref(j);
	}
	assert_true(failures > 0);
	buf_free(&b);
}

static void
test_alloc__json_outlives_reading(void **state)
{
	json_t *a, *b;

	(void)state;
	a = json_read(span_of("{\"a\":[1,2,{\"b\":\"c\"}]}"), NULL);
	b = json_read(span_of("[\"d\"]"), NULL);
	assert_non_null(a);
	assert_non_null(b);
	assert_int_equal(json_object_set_new(a, "more", b), 0);
	assert_int_equal(json_object_del(a, "a"), 0);
	json_decref(a);
}

/* More than there can be, through OpenSSL, which goes through alloc_watch. */
static void
fail_once(void)
{
	volatile size_t much = SIZE_MAX / 2;

	assert_null(OPENSSL_malloc(much));
}

static void *
fails_unnoticed(void *ctx)
{
	unsigned long *before = ctx;

	*before = alloc_failures();
	fail_once();
	alloc_forget();
	return (ctx);
}

/* What one thread forgets, another has not forgotten. */
static void
test_alloc__forget(void **state)
{
	pthread_t thread;
	unsigned long before = 0;

	(void)state;
	if (takes_all_space()) {
		print_message("the checker takes all address space: "
		    "skipped\n");
		skip();
	}
	alloc_forget();
	assert_false(alloc_failed());
	fail_once();
	assert_true(alloc_failed());
	assert_true(alloc_failed());
	alloc_forget();
	assert_false(alloc_failed());
	assert_int_equal(pthread_create(&thread, NULL, fails_unnoticed,
	    &before), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(alloc_failures(), before + 1);
	assert_true(alloc_failed());
	alloc_forget();
	assert_false(alloc_failed());
}

/* What libxml2 and we ourselves could not have is noted as well. */
static void
test_alloc__all_are_noted(void **state)
{
	volatile size_t much = SIZE_MAX / 2;
	struct buf b = BUF_INIT(SIZE_MAX / 4);
	struct error e = ERROR_INIT;

	(void)state;
	if (takes_all_space()) {
		print_message("the checker takes all address space: "
		    "skipped\n");
		skip();
	}
	alloc_forget();
	assert_null(xmlMalloc(much));
	assert_true(alloc_failed());
	alloc_forget();
	assert_null(buf_reserve(&b, SIZE_MAX / 8));
	assert_true(alloc_failed());
	alloc_forget();
	assert_int_equal(error_nomem(&e), -1);
	assert_true(alloc_failed());
	alloc_forget();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alloc__json_long_text),
		cmocka_unit_test(test_alloc__json_outlives_reading),
		cmocka_unit_test(test_alloc__forget),
		cmocka_unit_test(test_alloc__all_are_noted),
	};

	if (alloc_watch() != 0)
		return (1);
	return (cmocka_run_group_tests(tests, NULL, NULL));
}
