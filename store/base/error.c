#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <openssl/err.h>

#include "store/base/alloc.h"
#include "store/base/error.h"

static int
set_text(struct error *e, enum error_code code, const char *fmt, va_list ap)
{

	if (e == NULL || e->code != ERR_NONE)
		return (-1);
	e->code = code;
	e->sys = 0;
	e->lib = 0;
	e->offset = -1;
	e->source[0] = '\0';
	if (vsnprintf(e->text, sizeof(e->text), fmt, ap) < 0)
		e->text[0] = '\0';
	return (-1);
}

static void
append_text(struct error *e, const char *why)
{
	size_t n = strlen(e->text);

	if (n < sizeof(e->text) - 1)
		(void)snprintf(e->text + n, sizeof(e->text) - n, ": %s", why);
}

static enum error_code
code_of_errno(int err)
{

	switch (err) {
	case ENOMEM:
		return (ERR_NOMEM);
	case ENOENT:
		return (ERR_NOTFOUND);
	case EACCES:
	case EPERM:
	case EROFS:
		return (ERR_DENIED);
	default:
		return (ERR_SYS);
	}
}

int
error_set(struct error *e, enum error_code code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)set_text(e, code, fmt, ap);
	va_end(ap);
	return (-1);
}

int
error_sys(struct error *e, const char *fmt, ...)
{
	int err = errno;
	char why[128];
	va_list ap;

	if (e == NULL || e->code != ERR_NONE)
		return (-1);
	va_start(ap, fmt);
	(void)set_text(e, code_of_errno(err), fmt, ap);
	va_end(ap);
	e->sys = err;
	append_text(e, strerror_r(err, why, sizeof(why)));
	return (-1);
}

int
error_nomem(struct error *e)
{

	alloc_note();
	return (error_set(e, ERR_NOMEM, "out of memory"));
}

int
error_crypto(struct error *e, const char *fmt, ...)
{
	unsigned long code, first = ERR_peek_error();
	bool nomem = alloc_failed();	/* OpenSSL does not always say so */
	char why[160];
	va_list ap;

	while ((code = ERR_get_error()) != 0)
		if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE)
			nomem = true;
	if (nomem)
		return (error_nomem(e));
	if (e == NULL || e->code != ERR_NONE)
		return (-1);
	va_start(ap, fmt);
	(void)set_text(e, ERR_CRYPTO, fmt, ap);
	va_end(ap);
	e->lib = first;
	if (first != 0) {
		ERR_error_string_n(first, why, sizeof(why));
		append_text(e, why);
	}
	return (-1);
}

int
error_at(struct error *e, const char *source, int64_t offset)
{

	if (e == NULL)
		return (-1);
	if (source != NULL && e->source[0] == '\0')
		(void)snprintf(e->source, sizeof(e->source), "%s", source);
	if (e->offset == -1)
		e->offset = offset;
	return (-1);
}

int
error_context(struct error *e, const char *fmt, ...)
{
	char old[sizeof(e->text)];
	int n;
	va_list ap;

	if (e == NULL)
		return (-1);
	memcpy(old, e->text, sizeof(old));
	va_start(ap, fmt);
	n = vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	if (n < 0)
		memcpy(e->text, old, sizeof(old));
	else
		append_text(e, old);
	return (-1);
}

void
error_clear(struct error *e)
{

	if (e != NULL)
		*e = (struct error)ERROR_INIT;
}

bool
error_ends(enum error_code code)
{

	return (code == ERR_NOMEM || code == ERR_CANCELED);
}

const char *
error_code_name(enum error_code code)
{
	static const char * const names[ERR_CODES] = {
		[ERR_NONE] = "none", [ERR_SYS] = "system",
		[ERR_NOMEM] = "nomem", [ERR_LIMIT] = "limit",
		[ERR_SYNTAX] = "syntax", [ERR_INPUT] = "input",
		[ERR_UNSUPPORTED] = "unsupported", [ERR_CRYPTO] = "crypto",
		[ERR_NOTFOUND] = "not-found", [ERR_EXISTS] = "exists",
		[ERR_BUSY] = "busy", [ERR_DENIED] = "denied",
		[ERR_DB] = "database", [ERR_CORRUPT] = "corrupt",
		[ERR_DNS] = "dns", [ERR_CONNECT] = "connect",
		[ERR_TLS] = "tls", [ERR_HTTP] = "http",
		[ERR_PRIVATE] = "private-address",
		[ERR_REDIRECT] = "redirect", [ERR_TIMEOUT] = "timeout",
		[ERR_BROWSER] = "browser", [ERR_TSA] = "tsa",
		[ERR_CANCELED] = "canceled",
	};

	if (code < ERR_NONE || code >= ERR_CODES)
		return ("unknown");
	return (names[code]);
}
