#include <sys/stat.h>

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/home/home_internal.h"

static const char *
set_or_null(const char *name)
{
	const char *s = getenv(name);

	return (s != NULL && *s != '\0' ? s : NULL);
}

/* The person's own folder. */
static const char *
own_folder(void)
{
	const char *s = set_or_null("HOME");
	const struct passwd *pw;

	if (s != NULL)
		return (s);
	pw = getpwuid(getuid());
	return (pw != NULL && pw->pw_dir != NULL && *pw->pw_dir != '\0' ?
	    pw->pw_dir : NULL);
}

int
home_find(const char *option, struct buf *out, struct error *e)
{
	const char *s;
	size_t start = out->n;

	if ((s = option) != NULL || (s = set_or_null("CONSTAT_HOME")) != NULL) {
		if (*s == '\0')
			return (error_set(e, ERR_INPUT,
			    "the path of the store is empty"));
		buf_puts(out, s);
	} else if ((s = set_or_null("XDG_DATA_HOME")) != NULL && *s == '/') {
		/* The XDG specification: a relative path is to be ignored. */
		buf_printf(out, "%s/constat", s);
	} else if ((s = own_folder()) != NULL) {
		buf_printf(out, "%s/.local/share/constat", s);
	} else
		return (error_set(e, ERR_INPUT,
		    "no place for a store: HOME is not set"));
	/* A slash at the end would change what "beside it" means. */
	while (out->n > start + 1 && out->p[out->n - 1] == '/')
		out->p[--out->n] = '\0';
	return (buf_ok(out, e));
}

int
home_absolute(const char *given, struct buf *out, struct error *e)
{
	const char *slash = strrchr(given, '/');
	char *folder, *whole = NULL;

	folder = slash == NULL ? strdup(".") : slash == given ? strdup("/") :
	    span_str((struct span){ (const uint8_t *)given,
	    (size_t)(slash - given) });
	if (folder == NULL)
		return (error_nomem(e));
	if ((whole = realpath(folder, NULL)) == NULL)
		(void)error_sys(e, "cannot write in %s", folder);
	else {
		buf_reset(out);
		buf_printf(out, "%s/%s", whole, slash == NULL ? given :
		    slash + 1);
	}
	free(folder);
	if (whole == NULL)
		return (-1);
	free(whole);
	return (buf_ok(out, e));
}

bool
home_there(const char *path)
{
	struct buf b = BUF_INIT(PATH_TEXT);
	struct stat st;
	bool there;

	there = io_join(&b, path, "constat.json", NULL) == 0 &&
	    stat(buf_str(&b), &st) == 0;
	buf_free(&b);
	return (there);
}

/*
 * One authority whose time-stamps are qualified in the EU and one that is
 * independent of it; both answer without an account, state an accuracy and
 * allow professional use.
 */
const char * const *
home_default_tsa(void)
{
	static const char * const urls[] = {
		"http://timestamp.sectigo.com/qualified",
		"http://time.certum.pl",
		NULL
	};

	return (urls);
}

const char * const *
home_default_ntp(void)
{
	static const char * const hosts[] = {
		"ntp.obspm.fr", "ptbtime1.ptb.de", "pool.ntp.org", NULL
	};

	return (hosts);
}
