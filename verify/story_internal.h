#ifndef VERIFY_STORY_INTERNAL_H
#define VERIFY_STORY_INTERNAL_H

#include "store/base/buf.h"
#include "verify/story.h"

/* One telling. */
struct story {
	struct buf *out;
	enum tongue lang;
	bool inside;			/* the report inside a dossier: of no
					 * reader in particular */
	const struct dossier *d;
	const struct timeline *t;
};

/* story_say(s, text): ${text} in its language. */
const char *story_say(const struct story *s, const char *text)
    __attribute__((format_arg(2)));

/* A word that the format fixes, or ${word} itself where it is none. */
const char *story_word(const struct story *s, const char *word);

const char *story_event(const struct story *s,
    const struct timeline_entry *x);
const char *story_note_why(const struct story *s, enum timeline_why w);
const char *story_note_unknown(const struct story *s,
    const struct timeline_note *n);
const char *story_note_until_unknown(const struct story *s);

/* story_number(s, n, text): with the language's groups of digits. */
#define STORY_NUMBER	48
const char *story_number(const struct story *s, uint64_t n,
    char text[static STORY_NUMBER]);

/* story_seq(s, log, seq, text): "14"; "2.14" where there are several logs. */
const char *story_seq(const struct story *s, size_t log, uint64_t seq,
    char text[static STORY_NUMBER]);

/* story_detail(s, x): what an event adds, one thing a line (HTML). */
void story_detail(struct story *s, const struct timeline_entry *x);

void story_put_exhibits(struct story *s);	/* story_tables.c */
void story_put_missing(struct story *s);
void story_put_holders(struct story *s);
void story_put_gaps(struct story *s);
void story_put_events(struct story *s);		/* story_events.c */

#endif
