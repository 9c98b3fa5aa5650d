#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/lang.h"

static bool
letters(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!((s[i] >= 'a' && s[i] <= 'z') ||
		    (s[i] >= 'A' && s[i] <= 'Z')))
			return (false);
	return (true);
}

/* "fr_FR.UTF-8", "fr-FR", "fr"; false where ${s} is none of them. */
static bool
take(const char *s, char out[static LANG_BYTES])
{
	size_t n = strcspn(s, "_-.@"), m = 0;

	if ((n != 2 && n != 3) || !letters(s, n))
		return (false);
	if (s[n] == '_' || s[n] == '-') {
		m = strcspn(s + n + 1, ".@");
		if (m != 2 || !letters(s + n + 1, m))
			return (false);
	}
	(void)snprintf(out, LANG_BYTES, "%.*s%s%.*s", (int)n, s,
	    m > 0 ? "-" : "", (int)m, s + n + 1);
	return (true);
}

int
lang_read(const char *wanted, char out[static LANG_BYTES])
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *s = NULL;
	size_t i;

	if (wanted != NULL)
		return (strpbrk(wanted, "._@") == NULL && take(wanted, out) ?
		    0 : -1);
	for (i = 0; i < 3 && (s == NULL || *s == '\0'); i++)
		s = getenv(names[i]);
	if (s == NULL || !take(s, out))
		(void)snprintf(out, LANG_BYTES, "en-US");
	return (0);
}
