#include <stdlib.h>
#include <string.h>

#include "capture/net/net_internal.h"
#include "store/base/num.h"

bool
head_next(struct span *rest, struct span *name, struct span *value)
{
	struct span line;
	ptrdiff_t colon;

	while (span_line(rest, &line)) {
		colon = span_find(line, ':');
		if (colon <= 0 || span_starts(line, "HTTP/"))
			continue;
		*name = span_sub(line, 0, (size_t)colon);
		*value = span_trim(span_sub(line, (size_t)colon + 1, line.n));
		return (true);
	}
	return (false);
}

struct span
head_field(struct span head, const char *name, size_t nth)
{
	struct span absent = { NULL, 0 };
	struct span n, v;

	while (head_next(&head, &n, &v)) {
		if (span_is_nocase(n, name) && nth-- == 0)
			return (v);
	}
	return (absent);
}

int
head_status(struct span line)
{
	ptrdiff_t blank = span_find(line, ' ');
	int64_t status;

	if (!span_starts(line, "HTTP/") || blank < 0)
		return (0);
	line = span_sub(line, (size_t)blank + 1, 3);
	if (line.n != 3 || num_parse(line, 100, 999, &status, NULL) < 0)
		return (0);
	return ((int)status);
}

static char *
lower_copy(struct span s)
{
	char *p = span_str(s);
	char *c;

	for (c = p; c != NULL && *c != '\0'; c++) {
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	}
	return (p);
}

/* The value of the parameter charset in "type; a=b; charset=c". */
static struct span
charset_of(struct span params)
{
	struct span absent = { NULL, 0 };
	struct span one;
	ptrdiff_t end, eq;

	while (params.n > 0) {
		end = span_find(params, ';');
		one = end < 0 ? params : span_sub(params, 0, (size_t)end);
		params = end < 0 ? span_sub(params, params.n, 0) :
		    span_sub(params, (size_t)end + 1, params.n);
		eq = span_find(one, '=');
		if (eq < 0 || !span_is_nocase(
		    span_trim(span_sub(one, 0, (size_t)eq)), "charset"))
			continue;
		one = span_trim(span_sub(one, (size_t)eq + 1, one.n));
		if (one.n >= 2 && one.p[0] == '"' && one.p[one.n - 1] == '"')
			one = span_sub(one, 1, one.n - 2);
		return (one);
	}
	return (absent);
}

int
head_type(struct span head, char **mime, char **charset)
{
	struct span type = head_field(head, "Content-Type", 0);
	struct span params = { NULL, 0 };
	ptrdiff_t semi;

	*mime = NULL;
	*charset = NULL;
	if (type.p == NULL)
		return (0);
	semi = span_find(type, ';');
	if (semi >= 0) {
		params = span_sub(type, (size_t)semi + 1, type.n);
		type = span_trim(span_sub(type, 0, (size_t)semi));
	}
	if (type.n > 0 && (*mime = lower_copy(type)) == NULL)
		return (-1);
	params = charset_of(params);
	if (params.n > 0 && (*charset = lower_copy(params)) == NULL)
		return (-1);
	return (0);
}

int
hex_value(uint8_t c)
{

	if (c >= '0' && c <= '9')
		return (c - '0');
	c |= 0x20;
	return (c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1);
}
