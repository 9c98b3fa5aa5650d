#ifndef VERIFY_TONGUE_H
#define VERIFY_TONGUE_H

/*
 * tongue - words in a language that the caller names, whatever the reader's
 * is and whatever catalogues stand beside the program: the French of verify/
 * is part of the program.  So both reports of a dossier can be written again
 * by anybody, at any time, in any thread, and come out the same.
 */
enum tongue { TONGUE_EN = 0, TONGUE_FR, TONGUES };

/* "en", "fr". */
const char *tongue_code(enum tongue t);

/* tongue_reader(): the language of words_begin(). */
enum tongue tongue_reader(void);

/* tongue_say(t, text): the English ${text} in the language ${t}; lives as the
 * program. */
const char *tongue_say(enum tongue t, const char *text)
    __attribute__((format_arg(2)));

#endif
