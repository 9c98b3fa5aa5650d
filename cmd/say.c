#include <sys/ioctl.h>

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "cmd/say.h"
#include "store/base/buf.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "verify/escape.h"

#define FIELD_COLUMN	16

int
say_columns(int fd)
{
	struct winsize w;

	if (isatty(fd) && ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col >= 40)
		return (w.ws_col);
	return (80);
}

/*
 * mbrtowc would do in a UTF-8 locale, but the locale may be another: code
 * points are counted, continuation bytes not.
 */
int
say_width(const char *s)
{
	int n = 0;

	for (; *s != '\0'; s++)
		if (((unsigned char)*s & 0xc0) != 0x80)
			n++;
	return (n);
}

/* Print ${text} from column ${at}, further lines indented by ${indent}. */
static void
wrap(const char *text, int at, int indent)
{
	int width = say_columns(STDOUT_FILENO), w;
	char word[512];
	bool first = true;
	size_t n;

	if (width > 100)
		width = 100;
	while (*(text += strspn(text, " ")) != '\0') {
		n = strcspn(text, " ");
		(void)snprintf(word, sizeof(word), "%.*s", (int)n, text);
		w = say_width(word);
		if (!first && at + 1 + w > width) {
			(void)printf("\n%*s", indent, "");
			at = indent;
		} else if (!first) {
			(void)putchar(' ');
			at++;
		}
		(void)fwrite(text, 1, n, stdout);
		at += w;
		first = false;
		text += n;
	}
	(void)putchar('\n');
}

void
say_row(const char *left, const char *text, int column)
{
	int n = 2 + say_width(left);

	(void)printf("  %s", left);
	if (n + 2 > column) {
		(void)putchar('\n');
		n = 0;
	}
	(void)printf("%*s", column - n, "");
	wrap(text, column, column);
}

void
say_text(const char *text)
{

	wrap(text, 0, 0);
}

void
say_textf(const char *fmt, ...)
{
	char text[4096];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	say_text(text);
}

char *
say_safe(const char *s)
{
	struct buf b = BUF_INIT(4 * MIB);
	char *safe;

	buf_puts(&b, "");
	escape_text(&b, s);
	safe = buf_take(&b);
	buf_free(&b);
	return (safe);
}

void
say_field(const char *name, const char *value)
{
	char *safe;
	int n = 2 + say_width(name);

	if (value == NULL)
		return;
	safe = say_safe(value);
	(void)printf("  %s%*s%s\n", name,
	    n < FIELD_COLUMN ? FIELD_COLUMN - n : 1, "",
	    safe != NULL ? safe : "?");
	free(safe);
}

/* What happened, and what a person can do about it. */
static const struct {
	const char *what;
	const char *advice;
} words[ERR_CODES] = {
	[ERR_NONE] = { N_("Nothing is wrong."), NULL },
	[ERR_SYS] = { N_("The system refused an operation."),
	    N_("Look at the free disk space and at the rights of the folder "
	    "named below, then try again.") },
	[ERR_NOMEM] = { N_("Memory ran out."),
	    N_("Close other programs, then try again.") },
	[ERR_LIMIT] = { N_("A limit was passed."),
	    N_("The detail names the limit; where it is one of the options, "
	    "a larger value can be given.") },
	[ERR_SYNTAX] = { N_("What was read breaks the rules of its format."),
	    N_("Nothing was believed of it. The detail says where.") },
	[ERR_INPUT] = { N_("What was asked for cannot be used as it is."),
	    N_("Correct the value that the detail names.") },
	[ERR_UNSUPPORTED] = { N_("This kind of input is not handled here."),
	    N_("The detail says which. A newer version may handle it.") },
	[ERR_CRYPTO] = { N_("The cryptographic library refused an "
	    "operation."),
	    N_("Keep the detail and report it; run \"constat doctor\".") },
	[ERR_NOTFOUND] = { N_("What was named is not there."),
	    N_("Check the name or the path.") },
	[ERR_EXISTS] = { N_("What was to be made is there already."),
	    N_("Choose another name, or use what is there.") },
	[ERR_BUSY] = { N_("Another process holds the store."),
	    N_("Wait until it has finished, then try again.") },
	[ERR_DENIED] = { N_("That is not allowed."),
	    N_("The detail says why: the rights of the file or folder, the "
	    "passphrase, the role of the operator (\"constat operator "
	    "list\"), a legal hold.") },
	[ERR_DB] = { N_("The catalogue of the store refused an operation."),
	    N_("Run \"constat fsck\"; the sealed files themselves are not "
	    "concerned.") },
	[ERR_CORRUPT] = { N_("What the store keeps is not what was written "
	    "there."),
	    N_("Stop using this store and run \"constat fsck\"; keep a copy "
	    "as it is.") },
	[ERR_DNS] = { N_("No address was found for this host."),
	    N_("Check the spelling of the address and this machine's "
	    "network.") },
	[ERR_CONNECT] = { N_("No connection to the host came about."),
	    N_("The host may be down, or a firewall may stand between.") },
	[ERR_TLS] = { N_("No secure connection to the host came about."),
	    N_("The host's TLS set-up may be broken, or something stands "
	    "between.") },
	[ERR_HTTP] = { N_("The server's answer breaks HTTP."),
	    N_("Try again; the detail says what came.") },
	[ERR_PRIVATE] = { N_("This is a private or loopback address, which "
	    "is refused."),
	    N_("Give --allow-private where that is really meant.") },
	[ERR_REDIRECT] = { N_("The redirects do not end."),
	    N_("Open the address in a browser and give the final "
	    "address.") },
	[ERR_TIMEOUT] = { N_("The time allowed has passed."),
	    N_("Try again, or give more with --timeout.") },
	[ERR_BROWSER] = { N_("The browser failed or went away."),
	    N_("Run \"constat doctor\"; --no-browser captures without "
	    "it.") },
	[ERR_TSA] = { N_("No time-stamp authority gave an answer that can be "
	    "accepted."),
	    N_("Try again later, or name another authority with --tsa.") },
	[ERR_CANCELED] = { N_("Stopped at your request; nothing was "
	    "sealed."), NULL },
};

const char *
say_error_what(enum error_code code)
{

	if (code >= ERR_CODES || words[code].what == NULL)
		return (_("Something went wrong."));
	return (_(words[code].what));
}

const char *
say_error_do(enum error_code code)
{

	if (code >= ERR_CODES || words[code].advice == NULL)
		return (NULL);
	return (_(words[code].advice));
}

/* A disk that is full is common enough to be called so. */
static bool
disk_full(const struct error *e)
{

	return (e->code == ERR_SYS && (e->sys == ENOSPC || e->sys == EDQUOT));
}

static const char *
what_happened(const struct error *e)
{

	return (disk_full(e) ? _("The disk is full.") :
	    say_error_what(e->code));
}

static const char *
what_to_do(const struct error *e)
{

	return (disk_full(e) ? _("Make room where the store is and where "
	    "the file was to go, then do it again; what was kept before is as "
	    "it was.") :
	    say_error_do(e->code));
}

static void
print_error(const char *who, const char *what, const char *happened,
    const char *advice, const struct error *e)
{
	char *safe = say_safe(what), *text = say_safe(e->text);
	char *source = say_safe(e->source);

	if (what != NULL)
		(void)fprintf(stderr, "%s: %s: %s\n", who,
		    safe != NULL ? safe : "?", happened);
	else
		(void)fprintf(stderr, "%s: %s\n", who, happened);
	if (advice != NULL)
		(void)fprintf(stderr, "  %s\n", advice);
	/* That it was stopped at the reader's request is all there is. */
	if (e->code != ERR_CANCELED && e->text[0] != '\0' && text != NULL) {
		(void)fprintf(stderr, _("  Detail (%s): %s"),
		    error_code_name(e->code), text);
		if (source != NULL && source[0] != '\0' &&
		    strstr(text, source) == NULL)
			(void)fprintf(stderr, " [%s]", source);
		if (e->offset >= 0)
			(void)fprintf(stderr, " @%lld", (long long)e->offset);
		(void)fputc('\n', stderr);
	}
	free(safe);
	free(text);
	free(source);
}

void
say_error(const char *who, const char *what, const struct error *e)
{

	print_error(who, what, what_happened(e), what_to_do(e), e);
}

char *
say_url(const char *url)
{
	struct buf b = BUF_INIT(URL_MAX + KIB);
	size_t scheme, host, at;
	char *copy;

	/* A scheme, if any, then any number of slashes of either kind. */
	scheme = strcspn(url, ":/\\?#@");
	if (url[scheme] != ':' || strchr("/\\", url[scheme + 1]) == NULL)
		scheme = 0;
	else
		scheme++;
	host = scheme + strspn(url + scheme, "/\\");
	at = host + strcspn(url + host, "/\\?#");
	while (at > host && url[at - 1] != '@')
		at--;
	if (at > host) {
		buf_put(&b, url, host);
		buf_puts(&b, "withheld@");
		buf_puts(&b, url + at);
	} else
		buf_puts(&b, url);
	copy = buf_take(&b);
	buf_free(&b);
	return (copy);
}

void
say_error_url(const char *who, const char *url, const struct error *e)
{
	char *bare = say_url(url);

	say_error(who, bare != NULL ? bare : "URL", e);
	free(bare);
}

void
say_error_address(const char *who, const char *url, const struct error *e)
{
	char *bare = say_url(url);

	print_error(who, bare != NULL ? bare : "URL",
	    _("This is not the address of a page."),
	    _("Copy it from the browser: it begins with https:// or http://."),
	    e);
	free(bare);
}

int
say_json(json_t *j)
{
	struct buf b = BUF_INIT(64 * MIB);
	struct error e = ERROR_INIT;
	int rc = -1;

	if (j != NULL && json_write(&b, j, &e) == 0) {
		buf_putc(&b, '\n');
		if (buf_ok(&b, &e) == 0 &&
		    fwrite(b.p, 1, b.n, stdout) == b.n &&
		    fflush(stdout) == 0)
			rc = 0;
	}
	buf_free(&b);
	json_decref(j);
	return (rc);
}

json_t *
say_error_json(const struct error *e)
{
	json_t *j = json_object();
	bool ok = j != NULL;

	json_put_text(j, "code", error_code_name(e->code), &ok);
	if (e->text[0] != '\0')
		json_put_text(j, "detail", e->text, &ok);
	if (e->source[0] != '\0')
		json_put_text(j, "source", e->source, &ok);
	if (e->offset >= 0)
		json_put_int(j, "offset", e->offset, &ok);
	return (json_made(j, ok, NULL));
}
