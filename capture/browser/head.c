#include <stdio.h>
#include <string.h>

#include "capture/browser/browser_internal.h"

/*
 * Message heads as HTTP/1.1 text (RFC 9112), from what the protocol tells of
 * them.  h2 and h3 have no other text form that archives' readers know.
 */

/* A field line, in pieces where the value has lines (repeated fields). */
static void
put_field(struct buf *out, const char *name, struct span value)
{
	struct span line;

	if (value.n == 0) {
		buf_printf(out, "%s: \r\n", name);
		return;
	}
	while (span_line(&value, &line)) {
		buf_puts(out, name);
		buf_puts(out, ": ");
		buf_putspan(out, line);
		buf_puts(out, "\r\n");
	}
}

static struct span
string_of(const json_t *j)
{

	if (!json_is_string(j))
		return ((struct span){ NULL, 0 });
	return ((struct span){ (const uint8_t *)json_string_value(j),
	    json_string_length(j) });
}

/* Path and query of ${url}, and its host with the port. */
static void
split_url(const char *url, struct span *host, struct span *target)
{
	const char *at = strstr(url, "://");
	const char *begin = at == NULL ? url : at + 3;
	const char *end = begin + strcspn(begin, "/?#");
	const char *user = memchr(begin, '@', (size_t)(end - begin));

	if (user != NULL)
		begin = user + 1;
	*host = (struct span){ (const uint8_t *)begin, (size_t)(end - begin) };
	*target = (struct span){ (const uint8_t *)end, strcspn(end, "#") };
}

int
head_request(struct buf *out, const struct request *r, struct error *e)
{
	json_t *fields = json_object_get(r->sent_extra, "headers");
	const char *method = json_text(r->sent, "method"), *name;
	struct span host, target;
	bool has_host = false;
	json_t *value;

	split_url(r->url, &host, &target);
	buf_puts(out, method == NULL ? "GET" : method);
	buf_puts(out, " ");
	if (target.n == 0 || target.p[0] != '/')
		buf_puts(out, "/");
	buf_putspan(out, target);
	buf_puts(out, " HTTP/1.1\r\n");
	if (fields == NULL)
		fields = json_object_get(r->sent, "headers");
	json_object_foreach(fields, name, value)
		if (span_is_nocase(span_of(name), "host"))
			has_host = true;
	if (!has_host)
		put_field(out, "Host", host);
	json_object_foreach(fields, name, value)
		if (name[0] != ':')	/* HTTP/2 pseudo-fields */
			put_field(out, name, string_of(value));
	buf_puts(out, "\r\n");
	return (buf_ok(out, e));
}

/* Whether a response to this request has no body by rule (RFC 9110). */
static bool
no_body(const struct request *r, int64_t status)
{
	const char *method = json_text(r->sent, "method");

	return (status == 204 || status == 304 || status < 200 ||
	    (method != NULL && strcmp(method, "HEAD") == 0));
}

/*
 * One field of the response.  The body is decoded, so what described it on
 * the wire is kept under another name.
 */
static void
put_response_field(struct buf *out, const struct request *r, bool bodiless,
    struct span name, struct span value, bool *has_length)
{
	static const char *const moved[] = { "content-encoding",
		"transfer-encoding", "content-length" };
	char size[32];
	struct span line;
	size_t i;

	for (i = 0; i < 3 && !span_is_nocase(name, moved[i]); i++)
		;
	if (i == 2 && !bodiless) {
		(void)snprintf(size, sizeof(size), "%lld",
		    (long long)body_size(r->body.body));
		if (span_is(span_trim(value), size)) {
			*has_length = true;
			i = 3;
		}
	}
	do {
		if (!span_line(&value, &line))
			line = (struct span){ NULL, 0 };
		if (i < 3 && !bodiless)
			buf_printf(out, "x-orig-%s", moved[i]);
		else
			buf_putspan(out, name);
		buf_puts(out, ": ");
		buf_putspan(out, line);
		buf_puts(out, "\r\n");
	} while (value.n > 0);
}

/* The head as the browser received it (HTTP/1 only). */
static void
put_raw(struct buf *out, const struct request *r, bool bodiless,
    struct span raw, bool *has_length)
{
	struct span line, name, value;
	ptrdiff_t at;

	if (!span_line(&raw, &line))
		return;
	buf_putspan(out, line);
	buf_puts(out, "\r\n");
	while (span_line(&raw, &line) && line.n > 0) {
		if ((at = span_find(line, ':')) <= 0)
			continue;
		name = span_trim(span_sub(line, 0, (size_t)at));
		value = span_trim(span_sub(line, (size_t)at + 1, line.n));
		put_response_field(out, r, bodiless, name, value, has_length);
	}
}

/* Raw text, but only where it tells of the same answer. */
static struct span
raw_head(const struct request *r, int64_t status)
{
	struct span raw = string_of(json_object_get(r->response_extra,
	    "headersText"));
	int64_t told = status;

	if (r->response_extra != NULL)
		(void)json_whole(r->response_extra, "statusCode", &told);
	if (!span_starts(raw, "HTTP/1.") || told != status ||
	    memchr(raw.p, '\0', raw.n) != NULL)
		return ((struct span){ NULL, 0 });
	return (raw);
}

int
head_response(struct buf *out, const struct request *r, struct error *e)
{
	json_t *fields = json_object_get(r->response_extra, "headers"), *value;
	const char *reason = json_text(r->response, "statusText"), *name;
	int64_t status = 0, told;
	bool has_length = false, bodiless;
	struct span raw;

	(void)json_whole(r->response, "status", &status);
	bodiless = no_body(r, status);
	raw = raw_head(r, status);
	if (raw.p != NULL) {
		put_raw(out, r, bodiless, raw, &has_length);
	} else {
		/* A 304 stands for what the cache had: not the same fields. */
		if (fields == NULL || (json_whole(r->response_extra,
		    "statusCode", &told) && told != status))
			fields = json_object_get(r->response, "headers");
		buf_printf(out, "HTTP/1.1 %d %s\r\n", (int)status,
		    reason == NULL ? "" : reason);
		json_object_foreach(fields, name, value)
			if (name[0] != ':')
				put_response_field(out, r, bodiless,
				    span_of(name), string_of(value),
				    &has_length);
	}
	if (!has_length && !bodiless)
		buf_printf(out, "content-length: %lld\r\n",
		    (long long)body_size(r->body.body));
	buf_puts(out, "\r\n");
	return (buf_ok(out, e));
}
