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

/* Parameters whose very name says that whoever has them is logged in. */
static bool
secret_parameter(struct span name)
{
	static const char * const names[] = { "access_token", "auth_token",
	    "id_token", "refresh_token", "oauth_token", "oauth_token_secret",
	    "oauth_verifier", "oauth_signature", "client_secret",
	    "session_token", "session_key", "sessionid", "session_id",
	    "phpsessid", "jsessionid", "csrf_token", "csrftoken",
	    "xsrf_token", "authenticity_token", "api_key", "apikey",
	    "password", "passwd", "x-amz-security-token" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_is_nocase(name, names[i]))
			return (true);
	return (false);
}

static bool
in_name(uint8_t c)
{

	return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '-');
}

/* Whether a parameter's value ends before ${c}. */
static bool
ends_value(uint8_t c)
{

	return (c <= ' ' || c == '&' || c == '#' || c == '"' || c == '\'' ||
	    c == '<' || c == '>' || c == '\\' || c == ';');
}

/*
 * The parameter that begins at ${at}, behind '?', '&', '#' or ';': how long its
 * name with '=' is, and its value; 0 where it is none of the secret ones.
 */
static size_t
parameter(struct span text, size_t at, size_t *value)
{
	size_t n = 0;

	while (at + n < text.n && in_name(text.p[at + n]))
		n++;
	if (at + n >= text.n || text.p[at + n] != '=' ||
	    !secret_parameter(span_sub(text, at, n)))
		return (0);
	n++;
	for (*value = 0; at + n + *value < text.n &&
	    !ends_value(text.p[at + n + *value]);)
		++*value;
	return (*value > 0 ? n : 0);
}

/* The parameters of all URLs in ${text}. */
static size_t
withhold_parameters(struct buf *out, struct span text)
{
	size_t i, from = 0, name, value, n = 0;

	for (i = 0; i < text.n; i++) {
		if (text.p[i] != '?' && text.p[i] != '&' && text.p[i] != '#' &&
		    text.p[i] != ';')
			continue;
		if ((name = parameter(text, i + 1, &value)) == 0)
			continue;
		buf_put(out, text.p + from, i + 1 + name - from);
		buf_puts(out, withheld);
		from = i + 1 + name + value;
		i = from - 1;
		n++;
	}
	buf_putspan(out, span_sub(text, from, text.n));
	return (n);
}

size_t
withhold_text(struct buf *out, struct span text, const struct secrets *s)
{
	struct buf first = BUF_INIT(out->max);
	size_t n;

	if (s == NULL || s->n == 0)
		return (withhold_parameters(out, text));
	n = withhold_parameters(&first, text);
	if (first.failed != ERR_NONE)
		out->failed = first.failed;
	else
		n += secrets_clean(s, buf_span(&first), out);
	buf_free(&first);
	return (n);
}

/* Length of the header name at the start of ${line}, or 0 for no header. */
static size_t
name_length(struct span line)
{
	ptrdiff_t colon = span_find(line, ':');

	return (colon > 0 ? (size_t)colon : 0);
}

void
withhold_head(struct buf *out, struct span head, const struct secrets *s,
    size_t *count)
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
				n += withhold_text(out, whole, s);
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
			n += withhold_text(out, whole, s);
		first = false;
	}
	if (count != NULL)
		*count = n;
}
