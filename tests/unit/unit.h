#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/base/buf.h"
#include "store/base/error.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/span.h"

/*
 * unit - what every unit test needs besides cmocka.
 *
 * Tests run in the project's root: data of ours is "tests/data/...".
 */

/* assert_ok(call, e): the call returned 0 (or more); else show the error. */
#define assert_ok(call, e)						\
	unit_assert_ok((int)((call) >= 0), (e), #call, __FILE__, __LINE__)

/* assert_fails(call, e, code): the call returned -1 with this error code. */
#define assert_fails(call, e, code)					\
	unit_assert_fails((int)((call) == -1), (e), (code), #call,	\
	    __FILE__, __LINE__)

/* assert_span(s, text): the span holds exactly the bytes of the string. */
#define assert_span(s, text)						\
	unit_assert_span((s), span_of(text), __FILE__, __LINE__)

static inline void
unit_assert_ok(int ok, struct error *e, const char *call, const char *file,
    int line)
{

	if (ok)
		return;
	print_error("%s failed: %s: %s [%s %lld]\n", call,
	    error_code_name(e->code), e->text, e->source,
	    (long long)e->offset);
	_fail(file, line);
}

static inline void
unit_assert_fails(int failed, struct error *e, enum error_code code,
    const char *call, const char *file, int line)
{

	if (failed && e->code == code) {
		error_clear(e);
		return;
	}
	print_error("%s: want error %s, have %s: %s\n", call,
	    error_code_name(code), failed ? error_code_name(e->code) :
	    "no failure", e->text);
	_fail(file, line);
}

static inline void
unit_assert_span(struct span have, struct span want, const char *file,
    int line)
{

	if (have.p != NULL && span_eq(have, want))
		return;
	print_error("have \"%.*s\", want \"%.*s\"\n", (int)have.n,
	    have.p == NULL ? "" : (const char *)have.p, (int)want.n,
	    (const char *)want.p);
	_fail(file, line);
}

/* unit_folder(path): make a fresh folder; unit_folder_remove() takes it. */
static inline void
unit_folder(char path[static 64])
{
	const char *tmp = getenv("TMPDIR");
	int n;

	if (tmp == NULL || strlen(tmp) > 40)
		tmp = "/tmp";
	n = snprintf(path, 64, "%s/constat-unit-XXXXXX", tmp);
	assert_in_range(n, 1, 63);
	assert_non_null(mkdtemp(path));
}

static inline void
unit_folder_remove(const char *path)
{

	io_remove_tree(path);
}

/* unit_read(path, out): the whole file, which must be there. */
static inline void
unit_read(const char *path, struct buf *out)
{
	struct error e = ERROR_INIT;

	assert_ok(io_read_file(path, out, &e), &e);
}

/*
 * unit_shared(path): skip the running test, saying so, where the file under
 * ../shared is not there.
 */
static inline void
unit_shared(const char *path)
{

	if (access(path, R_OK) == 0)
		return;
	print_message("SKIP: %s is not here\n", path);
	skip();
}

#endif
