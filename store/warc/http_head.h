#ifndef STORE_WARC_HTTP_HEAD_H
#define STORE_WARC_HTTP_HEAD_H

#include <stdbool.h>

#include "store/base/span.h"

/*
 * http_head - the start line and fields of an HTTP/1.x message (RFC 9112
 * sections 2 to 5), as an archive holds it.  Nothing is allocated: all spans
 * point into the head.  Lines may end in LF alone; a field's value is trimmed;
 * bytes are not judged.
 */
struct http_head {
	struct span line;	/* start line */
	struct span fields;	/* field lines, without the empty line */
	bool request;		/* else a response */
	int status;		/* response: 100 to 999 */
	struct span reason;	/* response: may be empty */
	struct span method;	/* request */
	struct span target;	/* request */
};

/*
 * http_head_end(s):
 * Length of the head that ${s} begins with, its empty line included; 0 where
 * its end is not in ${s}.
 */
size_t http_head_end(struct span s);

/*
 * http_head_parse(s, out):
 * Take apart the head ${s}; what follows its empty line is left alone.
 * Return true, or false when the start line is neither a status line nor a
 * request line of HTTP.
 */
bool http_head_parse(struct span s, struct http_head *out);

/*
 * http_head_next(rest, name, value):
 * Cut the next field off ${rest} (begin with h.fields).  Lines that are no
 * field are skipped; continuation lines belong to the value as they are.
 * False when there is none.
 */
bool http_head_next(struct span *rest, struct span *name,
    struct span *value);

/* http_head_field(h, name, nth): the ${nth} (from 0) so named, or absent. */
struct span http_head_field(const struct http_head *h, const char *name,
    size_t nth);

/*
 * http_head_mime(h):
 * Media type of the content, without parameters, as written; absent where
 * there is none.
 */
struct span http_head_mime(const struct http_head *h);

/*
 * http_part(status, range, size):
 * Whether an answer of ${size} bytes with this Content-Range is only a part of
 * the file: status 206, and not all of its bytes (RFC 9110 section 14.4).
 */
bool http_part(int status, struct span range, int64_t size);

/* http_mime(value): the same of a Content-Type value. */
struct span http_mime(struct span value);

#endif
