#ifndef VERIFY_TITLE_H
#define VERIFY_TITLE_H

#include "store/custody/event.h"
#include "verify/verify.h"

/*
 * title - the words for a person: translated at the call, constant strings.
 */
const char *title_check(enum check c);		/* what is checked */
const char *title_level(enum finding_level level);
const char *title_verdict(enum verdict v);	/* one or two words */
const char *title_meaning(const struct verify_report *r); /* one sentence */
const char *title_kind(enum verify_kind kind);
const char *title_form(enum signer_form form);
const char *title_event(enum event_kind k);	/* one or two words */
const char *title_event_text(enum event_kind k);	/* ... in English */

#endif
