#include "capture/record/withhold.h"

static const char withheld[] = "withheld";

static bool
contains_nocase(struct span s, const char *word)
{
	struct span w = span_of(word);
	size_t i;

	for (i = 0; i + w.n <= s.n; i++)
		if (span_is_nocase(span_sub(s, i, w.n), word))
			return (true);
	return (false);
}

bool
withhold_header(struct span name)
{
	static const char * const exact[] = { "cookie", "cookie2",
	    "set-cookie", "set-cookie2", "authorization",
	    "proxy-authorization", "authentication-info",
	    "proxy-authentication-info", "x-api-key", "api-key",
	    "x-amz-security-token" };
	static const char * const parts[] = { "csrf", "xsrf", "-token",
	    "auth-token", "session-id", "x-auth" };
	size_t i;

	for (i = 0; i < sizeof(exact) / sizeof(exact[0]); i++)
		if (span_is_nocase(name, exact[i]))
			return (true);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (contains_nocase(name, parts[i]))
			return (true);
	return (false);
}

/* Length of the header name at the start of ${line}, or 0 for no header. */
static size_t
name_length(struct span line)
{
	ptrdiff_t colon = span_find(line, ':');

	return (colon > 0 ? (size_t)colon : 0);
}

void
withhold_head(struct buf *out, struct span head, size_t *count)
{
	struct span line, whole, rest = head;
	bool first = true, hidden = false;
	size_t name, n = 0;

	while (whole = rest, span_line(&rest, &line)) {
		whole.n -= rest.n;
		/* A folded line (RFC 9112, 5.2) belongs to its header. */
		if (!first && line.n > 0 &&
		    (line.p[0] == ' ' || line.p[0] == '\t')) {
			if (!hidden)
				buf_putspan(out, whole);
			continue;
		}
		name = first ? 0 : name_length(line);
		hidden = name > 0 &&
		    withhold_header(span_trim(span_sub(line, 0, name)));
		if (hidden) {
			buf_put(out, line.p, name);
			buf_printf(out, ": %s\r\n", withheld);
			n++;
		} else
			buf_putspan(out, whole);
		first = false;
	}
	if (count != NULL)
		*count = n;
}
