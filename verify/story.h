#ifndef VERIFY_STORY_H
#define VERIFY_STORY_H

#include <jansson.h>

#include "store/dossier/dossier.h"
#include "store/dossier/timeline.h"
#include "verify/tongue.h"

/*
 * story - a dossier's custody for people and for programs: what is in it, who
 * did what when, who holds what, and what is not established.
 *
 * The report inside a dossier is of one form: the same list and the same
 * timeline give the same bytes, in whatever place, language and version.  So
 * a verifier writes it again and compares.  Who changes one byte of what
 * comes out, words included, gives the form the next number
 * (tests/unit/test_story.c holds it still).
 */
#define STORY_FORM	1

/*
 * story_report(out, d, t, lang, e): the report inside, a whole HTML file.  It
 * says of no receipt and no log that somebody knows who signed it: readers
 * differ.  0, or -1 with ${e} as buf_ok(): ${out} may have a drain.
 */
int story_report(struct buf *out, const struct dossier *d,
    const struct timeline *t, enum tongue lang, struct error *e);

/* story_sections(out, d, t): its parts about exhibits and custody, for the
 * reader and in the reader's language. */
void story_sections(struct buf *out, const struct dossier *d,
    const struct timeline *t);

/*
 * story_json(out, d, t, e): the list "custody" of cli.md: events, and what
 * they add up to ("holder", "copy", "gap", "overlap"); never translated.  One
 * after the other: no tree of all is made.  0, or -1 with ${e}.
 */
int story_json(struct buf *out, const struct dossier *d,
    const struct timeline *t, struct error *e);

/* story_moment(lang, t, s): "21 Nov 2026, 14:03:22 UTC", or nothing. */
#define STORY_MOMENT	48
const char *story_moment(enum tongue lang, int64_t t,
    char s[static STORY_MOMENT]);

/*
 * What people enter about cases, in a language; the same in the reports and
 * on the screen.
 * story_value(lang, word): what a format names by a stable word.
 * story_case_label(lang, member): the name of a member of a case, sheet or
 * triage.
 * story_case_value(lang, member, s): a value that the format fixes, in words;
 * what people wrote is as they wrote it.
 * story_case_put(out, lang, member, v): the same of a text, number or list.
 * story_case_reach(out, lang, one): the figures of one exhibit, or that there
 * are none.
 * story_case_where(out, lang, one): the exhibit in which words stand, and how.
 */
const char *story_value(enum tongue lang, const char *word);
const char *story_case_label(enum tongue lang, const char *member);
const char *story_case_value(enum tongue lang, const char *member,
    const char *s);
void story_case_put(struct buf *out, enum tongue lang, const char *member,
    const json_t *v);
void story_case_reach(struct buf *out, enum tongue lang, const json_t *one);
void story_case_where(struct buf *out, enum tongue lang, const json_t *one);

/*
 * story_case_members(k, o): each member of a sheet or a triage.
 * story_case(k, d): what the detail of an event says of a case besides:
 * figures captured, what changed and what was before, words and where they
 * stand, roles, when it happened.
 */
struct story_sink {
	void (*put)(void *ctx, const char *label, const char *value);
	void *ctx;
	enum tongue lang;
};
void story_case_members(const struct story_sink *k, const json_t *o);
void story_case(const struct story_sink *k, const json_t *d);

/*
 * What a note means, in the reader's words: "Gap"; "handed over, and no
 * receipt"; and by whose word, where that is somebody unknown, else NULL.
 */
const char *story_what(enum timeline_what w);
const char *story_why(enum timeline_why w);
const char *story_unknown(const struct timeline_note *n);
const char *story_until_unknown(void);

#endif
