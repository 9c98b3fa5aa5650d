#ifndef VERIFY_STORY_H
#define VERIFY_STORY_H

#include <jansson.h>

#include "store/dossier/dossier.h"
#include "store/dossier/timeline.h"

/*
 * story - a dossier's custody for people and for programs: what is in it, who
 * did what when, who holds what, and what is not established.  The report
 * inside a dossier and the verifier's are made by the same code.
 */

/* story_report(out, d, t, e): the custody report, a whole HTML file in the
 * language of words_begin().  0, or -1 with ${e}. */
int story_report(struct buf *out, const struct dossier *d,
    const struct timeline *t, struct error *e);

/* story_sections(out, d, t): its parts about exhibits and custody. */
void story_sections(struct buf *out, const struct dossier *d,
    const struct timeline *t);

/* story_detail(out, x): what an event adds, for people (plain text). */
void story_detail(struct buf *out, const struct timeline_entry *x);

/*
 * story_json(out, d, t, e): the list "custody" of cli.md: events, and what
 * they add up to ("holder", "copy", "gap", "overlap"); never translated.  One
 * after the other: no tree of all is made.  0, or -1 with ${e}.
 */
int story_json(struct buf *out, const struct dossier *d,
    const struct timeline *t, struct error *e);

/* story_moment(t, s): "2026-11-21 14:03:22 UTC", or nothing. */
#define STORY_MOMENT	32
const char *story_moment(int64_t t, char s[static STORY_MOMENT]);

/* What a note means, in words: "Gap"; "handed over, and no receipt". */
const char *story_what(enum timeline_what w);
const char *story_why(enum timeline_why w);

#endif
