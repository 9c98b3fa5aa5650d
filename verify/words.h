#ifndef VERIFY_WORDS_H
#define VERIFY_WORDS_H

#include <libintl.h>

/*
 * words - the reader's language (gettext, domain "constat"), for verify/ and
 * cmd/.  Message texts in the source are English.
 */
#define _(s)	gettext(s)
#define N_(s)	(s)		/* marked here, translated where it is shown */

/*
 * words_begin(lang):
 * Set the locale up from the environment.  ${lang} ("fr", "en") overrides the
 * language, NULL leaves it to LANGUAGE and LANG.  Numbers stay in the C
 * locale.  Call once, before the first message and before any thread.
 * Return 0, or -1 where ${lang} is not one that there is.
 */
int words_begin(const char *lang);

/* words_lang(): "fr" or "en", the language that messages are shown in. */
const char *words_lang(void);

#endif
