#ifndef CMD_LANG_H
#define CMD_LANG_H

#define LANG_BYTES	8	/* "fil-PH" and its NUL */

/*
 * lang_read(wanted, out):
 * The language that pages are asked in, "fr-FR" or "fr": ${wanted} (--lang)
 * where not NULL, else that of LC_ALL, LC_MESSAGES or LANG, as the person's
 * own browser would have it; "en-US" where they name none.  Return 0, or -1
 * where ${wanted} is no language.
 */
int lang_read(const char *wanted, char out[static LANG_BYTES]);

#endif
