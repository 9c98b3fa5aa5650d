#include <stdio.h>
#include <string.h>

#include "store/base/num.h"
#include "store/warc/http_head.h"

static const struct span absent = { NULL, 0 };

size_t
http_head_end(struct span s)
{
	const uint8_t *lf;
	size_t at = 0, n;

	while (at < s.n && (lf = memchr(s.p + at, '\n', s.n - at)) != NULL) {
		n = (size_t)(lf - (s.p + at));
		if (n == 0 || (n == 1 && s.p[at] == '\r'))
			return (at + n + 1);
		at += n + 1;
	}
	return (0);
}

/* Up to the first blank of ${rest}, which then begins behind it. */
static struct span
word(struct span *rest)
{
	ptrdiff_t blank = span_find(*rest, ' ');
	struct span w = *rest;

	if (blank < 0) {
		*rest = span_sub(*rest, rest->n, 0);
		return (w);
	}
	*rest = span_sub(w, (size_t)blank + 1, w.n);
	return (span_sub(w, 0, (size_t)blank));
}

static bool
parse_response(struct span line, struct http_head *out)
{
	struct span code;
	int64_t status;

	(void)word(&line);
	code = word(&line);
	if (code.n != 3 || num_parse(code, 100, 999, &status, NULL) != 0)
		return (false);
	out->status = (int)status;
	out->reason = span_trim(line);
	return (true);
}

static bool
parse_request(struct span line, struct http_head *out)
{

	out->request = true;
	out->method = word(&line);
	out->target = word(&line);
	return (out->method.n > 0 && out->target.n > 0 &&
	    span_starts(line, "HTTP/"));
}

bool
http_head_parse(struct span s, struct http_head *out)
{
	struct span rest = s, line;
	size_t end = http_head_end(s);

	memset(out, 0, sizeof(*out));
	if (end > 0)
		rest = span_sub(s, 0, end);
	if (!span_line(&rest, &line))
		return (false);
	out->line = line;
	out->fields = rest;
	if (span_starts(line, "HTTP/"))
		return (parse_response(line, out));
	return (parse_request(line, out));
}

static bool
is_folded(struct span rest)
{

	return (rest.n > 0 && (rest.p[0] == ' ' || rest.p[0] == '\t'));
}

bool
http_head_next(struct span *rest, struct span *name, struct span *value)
{
	struct span line, more;
	ptrdiff_t colon;

	while (span_line(rest, &line)) {
		if (line.n == 0) {
			*rest = span_sub(*rest, rest->n, 0);
			return (false);
		}
		while (is_folded(*rest) && span_line(rest, &more))
			line.n = (size_t)(more.p + more.n - line.p);
		if ((colon = span_find(line, ':')) <= 0 || is_folded(line))
			continue;
		*name = span_sub(line, 0, (size_t)colon);
		*value = span_trim(span_sub(line, (size_t)colon + 1, line.n));
		return (true);
	}
	return (false);
}

struct span
http_head_field(const struct http_head *h, const char *name, size_t nth)
{
	struct span rest = h->fields, n, value;

	while (http_head_next(&rest, &n, &value))
		if (span_is_nocase(n, name) && nth-- == 0)
			return (value);
	return (absent);
}

struct span
http_mime(struct span value)
{
	ptrdiff_t end = span_find(value, ';');

	if (end >= 0)
		value = span_sub(value, 0, (size_t)end);
	value = span_trim(value);
	return (value.n > 0 ? value : absent);
}

struct span
http_head_mime(const struct http_head *h)
{

	return (http_mime(http_head_field(h, "content-type", 0)));
}

bool
http_part(int status, struct span range, int64_t size)
{
	char whole[64];

	(void)snprintf(whole, sizeof(whole), "bytes 0-%lld/%lld",
	    (long long)size - 1, (long long)size);
	return (status == 206 && !span_is_nocase(range, whole));
}
