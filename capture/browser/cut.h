#ifndef CAPTURE_BROWSER_CUT_H
#define CAPTURE_BROWSER_CUT_H

#include <sys/types.h>

#include "capture/record/body.h"
#include "store/base/buf.h"
#include "store/base/error.h"

/*
 * cut - the DevTools pipe's stream of JSON texts, each ended by a NUL, taken
 * apart while it arrives, so that memory does not grow with what it carries.
 *
 * A string value beyond CUT_STRING bytes is cut out of its text: its content
 * goes to a struct body, base64 decoded or JSON escapes undone on the way,
 * and the array [k] stands in its place, k counting from 0 in this text.  No
 * field of the protocol that we read as a string is ever an array, so that a
 * page cannot forge one.  What is left is small and parsed by jansson.
 *
 * Bodies, pictures and what our scripts return stand at the beginning of an
 * answer, within CUT_HEAD bytes; there CUT_ANSWER is long enough, since to
 * read them with jansson costs more than to cut them out.
 *
 * Surrogates without a partner (RFC 8259 section 8.2), which pages can put
 * into any string, become U+FFFD, since jansson refuses the whole text.
 */
#define CUT_STRING	((size_t)128 * 1024)
#define CUT_HEAD	((size_t)64)
#define CUT_ANSWER	((size_t)8 * 1024)
#define CUT_TEXT_MAX	((size_t)4 * 1024 * 1024)	/* text without them */
#define CUT_VALUES	64	/* in one text; more become null */

struct cut_value {
	struct body *body;	/* NULL once taken */
	bool base64;		/* it was base64 and is decoded */
	bool over;		/* longer than the ceiling: the rest is lost */
};

/*
 * What is told of each text; a value's body may be taken by setting it to
 * NULL.  Return 0, or -1 with ${e} to stop.
 */
typedef int cut_text(void *ctx, struct span json, struct cut_value *v,
    size_t n, struct error *e);

struct cut;

/*
 * cut_open(c, folder, max, text, ctx, e):
 * ${folder} (copied) is for temporary files; values longer than ${max} bytes
 * are cut off there.  Return 0, or -1 with ${e} ERR_NOMEM.
 */
int cut_open(struct cut **c, const char *folder, int64_t max, cut_text *text,
    void *ctx, struct error *e);

/*
 * cut_feed(c, p, n, e):
 * Take ${n} more bytes of the stream.  Texts longer than CUT_TEXT_MAX and
 * texts that end inside a string are dropped.  Return 0, or -1 with ${e}:
 * ERR_SYS (disk), ERR_NOMEM, or what the callback returned.
 */
int cut_feed(struct cut *c, const uint8_t *p, size_t n, struct error *e);


/*
 * cut_value_as(v, base64, folder, max, e):
 * Make ${v} hold what it means: decoded when ${base64}, the very text when
 * not, whatever the cutter took it for.  Return 0, or -1 with ${e}:
 * ERR_SYNTAX (no base64), ERR_SYS, ERR_NOMEM.
 */
int cut_value_as(struct cut_value *v, bool base64, const char *folder,
    int64_t max, struct error *e);

/*
 * cut_value_of(text, base64, folder, max, v, e):
 * The same from a string that was short enough to stay in its text.
 */
int cut_value_of(struct span text, bool base64, const char *folder,
    int64_t max, struct cut_value *v, struct error *e);

void cut_close(struct cut *c);

#endif
