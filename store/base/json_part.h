#ifndef STORE_BASE_JSON_PART_H
#define STORE_BASE_JSON_PART_H

#include "store/base/error.h"
#include "store/base/span.h"

/*
 * json_part - the members of a JSON object, or the elements of an array, one
 * after the other as bytes: a tree of a long list takes ten times as much as
 * its text.
 *
 * What stands between them is checked here (RFC 8259 sections 2, 4, 5); names
 * and values are cut where they end, and are the caller's to read, strictly,
 * each of them: then the whole is what json_read() would have taken, but for
 * names that repeat and nesting, which are the caller's to mind.
 */
struct json_part {
	struct span all;
	size_t at;
	uint8_t end;			/* '}' or ']' */
	bool begun;
};

/*
 * json_part_open(p, s, kind, e): ${s}, with blanks around it, is to be what
 * begins with ${kind}, '{' or '['.  0, or -1 with ${e} ERR_SYNTAX.
 */
int json_part_open(struct json_part *p, struct span s, char kind,
    struct error *e);

/*
 * json_part_next(p, name, value, e): the next ${*value}; of an object ${*name}
 * with its quotes, of an array empty.  1, 0 at the end of the text, -1 with
 * ${e} ERR_SYNTAX (offset set).
 */
int json_part_next(struct json_part *p, struct span *name,
    struct span *value, struct error *e);

/*
 * json_part_values(s): as many values as ${s} can have at most, by what stands
 * outside of its strings: a tree takes some 100 bytes for each, which is many
 * times their text where they are empty.
 */
size_t json_part_values(struct span s);

#endif
