#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/xmlmemory.h>

#include "store/base/alloc.h"
#include "tests/oom/fail.h"

/* The names are the linker's. */
void *__real_malloc(size_t n);
void *__real_calloc(size_t k, size_t n);
void *__real_realloc(void *p, size_t n);
void *__real_reallocarray(void *p, size_t k, size_t n);
char *__real_strdup(const char *s);
char *__real_strndup(const char *s, size_t n);
int __real_vasprintf(char **out, const char *fmt, va_list ap);

void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t k, size_t n);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_reallocarray(void *p, size_t k, size_t n);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t n);
int __wrap_asprintf(char **out, const char *fmt, ...);
int __wrap_vasprintf(char **out, const char *fmt, va_list ap);

static long count, failing;
static bool happened;

int
fail_watch(void)
{
	xmlFreeFunc f;
	xmlMallocFunc m;
	xmlReallocFunc r;
	xmlStrdupFunc d;

	/* Those that it was built with are not sent here. */
	if (xmlMemGet(&f, &m, &r, &d) != 0 || alloc_watch() != 0)
		return (-1);
	return (xmlMemSetup(f, m, r, d));
}

void
fail_at(long n)
{

	count = 0;
	failing = n;
	happened = false;
}

bool
fail_happened(void)
{

	return (happened);
}

long
fail_count(void)
{

	return (count);
}

static bool
fails(void)
{

	if (++count != failing)
		return (false);
	happened = true;
	errno = ENOMEM;
	return (true);
}

void *
__wrap_malloc(size_t n)
{

	return (fails() ? NULL : __real_malloc(n));
}

void *
__wrap_calloc(size_t k, size_t n)
{

	return (fails() ? NULL : __real_calloc(k, n));
}

void *
__wrap_realloc(void *p, size_t n)
{

	return (fails() ? NULL : __real_realloc(p, n));
}

void *
__wrap_reallocarray(void *p, size_t k, size_t n)
{

	return (fails() ? NULL : __real_reallocarray(p, k, n));
}

char *
__wrap_strdup(const char *s)
{

	return (fails() ? NULL : __real_strdup(s));
}

char *
__wrap_strndup(const char *s, size_t n)
{

	return (fails() ? NULL : __real_strndup(s, n));
}

int
__wrap_vasprintf(char **out, const char *fmt, va_list ap)
{

	*out = NULL;
	return (fails() ? -1 : __real_vasprintf(out, fmt, ap));
}

int
__wrap_asprintf(char **out, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = __wrap_vasprintf(out, fmt, ap);
	va_end(ap);
	return (n);
}

int
fail_try(const char *name, int (*run)(struct error *e), long tries)
{
	struct error e = ERROR_INIT;
	long n, step, total, nomem = 0;
	int wrong = 0, got;

	fail_at(0);
	if (run(&e) != 1) {
		(void)fprintf(stderr, "%s: %s\n", name, e.text);
		return (1);
	}
	total = fail_count();
	step = total / tries + 1;
	for (n = 1; n <= total; n += step) {
		error_clear(&e);
		alloc_forget();
		fail_at(n);
		got = run(&e);
		if (got == -1 && e.code == ERR_NOMEM)
			nomem++;
		else if (got != 1) {
			wrong++;
			(void)fprintf(stderr, "%s: allocation %ld: %d %s %s\n",
			    name, n, got, error_code_name(e.code), e.text);
		}
	}
	fail_at(0);
	alloc_forget();
	(void)printf("%s: %ld allocations, every %ld: %ld told, %d wrong\n",
	    name, total, step, nomem, wrong);
	/* Some would pass where the rest of OpenSSL does without: not all. */
	return (wrong + (nomem == 0));
}
