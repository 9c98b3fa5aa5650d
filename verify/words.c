#include <sys/stat.h>

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "verify/words.h"

#ifndef CONSTAT_LOCALEDIR
#define CONSTAT_LOCALEDIR	"/usr/local/share/locale"
#endif

#define CATALOGUE	"fr/LC_MESSAGES/constat.mo"

/* The language that the environment asks for, or NULL. */
static const char *
asked(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *v;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((v = getenv(names[i])) != NULL && v[0] != '\0')
			return (v);
	return (NULL);
}

/*
 * Catalogues stand beside the program: in share/locale once installed, in
 * locale/ of the build folder before.
 */
static void
bind(void)
{
	static const char *const places[] = { "../share/locale", "../locale",
		"../../locale", "locale" };
	char exe[PATH_MAX], folder[PATH_MAX], test[PATH_MAX];
	struct stat st;
	ssize_t n;
	size_t i;
	char *slash;

	n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	if (n > 0) {
		exe[n] = '\0';
		if ((slash = strrchr(exe, '/')) != NULL)
			*slash = '\0';
		for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
			if (snprintf(folder, sizeof(folder), "%s/%s", exe,
			    places[i]) >= (int)sizeof(folder) ||
			    snprintf(test, sizeof(test), "%s/%s", folder,
			    CATALOGUE) >= (int)sizeof(test))
				continue;
			if (stat(test, &st) == 0) {
				(void)bindtextdomain("constat", folder);
				return;
			}
		}
	}
	(void)bindtextdomain("constat", CONSTAT_LOCALEDIR);
}

int
words_begin(const char *lang)
{
	const char *have, *want;

	if (lang != NULL && strcmp(lang, "fr") != 0 && strcmp(lang, "en") != 0)
		return (-1);
	if (lang != NULL)
		(void)setenv("LANGUAGE", lang, 1);
	(void)setlocale(LC_CTYPE, "");
	have = setlocale(LC_MESSAGES, "");
	/*
	 * In the C locale glibc does not look at LANGUAGE; and where the
	 * locale that LANG names is not installed, we are in C.  C.UTF-8 is
	 * always there and translates.
	 */
	if (have == NULL || strcmp(have, "C") == 0 ||
	    strcmp(have, "POSIX") == 0) {
		want = getenv("LANGUAGE");
		if ((want == NULL || want[0] == '\0') &&
		    (want = asked()) != NULL)
			(void)setenv("LANGUAGE", want, 1);
		(void)setlocale(LC_MESSAGES, "C.UTF-8");
	}
	bind();
	/*
	 * What the C library says of errors goes into records and JSON, which
	 * follow no language: without its catalogue it says it in English.
	 */
	(void)bindtextdomain("libc", "/nonexistent");
	(void)bind_textdomain_codeset("constat", "UTF-8");
	(void)textdomain("constat");
	return (0);
}

const char *
words_lang(void)
{
	/* TRANSLATORS: the code of your language after "lang:". */
	const char *s = _("lang:en");

	return (strncmp(s, "lang:", 5) == 0 ? s + 5 : "en");
}
