#ifndef CMD_ASK_H
#define CMD_ASK_H

#include "store/home/home.h"

/*
 * ask - what only the person knows, from the terminal: the passphrase of the
 * keys, without echo, and words for the record.
 */

/* ask_there(): whether there is a terminal to ask at. */
bool ask_there(void);

/*
 * ask_passphrase(whose, new_one, out, e):
 * Of the keys (NULL) or of the operator ${whose}.  Append what the person
 * types.  A new one is asked for twice; it may be left empty, which the
 * caller takes for "make one".  Return 0, or -1 with ${e}: ERR_CANCELED (no
 * terminal, end of input), ERR_INPUT (the two differ, or longer than
 * PASSPHRASE_MAX).
 */
int ask_passphrase(const char *whose, bool new_one, struct buf *out,
    struct error *e);

/*
 * ask_text(prompt, out, e):
 * Append one line that the person types, seen while it is typed, without
 * blanks around it; it may be empty.  0, or -1 with ${e} ERR_CANCELED.
 */
int ask_text(const char *prompt, struct buf *out, struct error *e);

/* ask_for_home: the asker that home_open() takes. */
extern const struct home_asker ask_for_home;

#endif
