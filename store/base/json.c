#include <stdlib.h>

#include "store/base/alloc.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"

/* Jansson's own limit on nesting is far deeper than ours. */
static bool
too_deep(struct span s)
{
	size_t i, depth = 0;
	bool in_string = false;

	for (i = 0; i < s.n; i++) {
		if (in_string) {
			if (s.p[i] == '\\')
				i++;
			else if (s.p[i] == '"')
				in_string = false;
		} else if (s.p[i] == '"') {
			in_string = true;
		} else if (s.p[i] == '{' || s.p[i] == '[') {
			if (++depth > JSON_DEPTH_MAX)
				return (true);
		} else if (s.p[i] == '}' || s.p[i] == ']') {
			if (depth > 0)
				depth--;
		}
	}
	return (false);
}

struct reading {
	struct span s;
	size_t flags;
	json_t *j;
	json_error_t error;
};

static void
load(void *ctx)
{
	struct reading *r = ctx;

	r->j = json_loadb((const char *)r->s.p, r->s.n, r->flags, &r->error);
}

json_t *
json_read_flags(struct span s, size_t flags, struct error *e)
{
	struct reading r = { .s = s, .flags = flags };

	if (!alloc_guard(load, &r)) {
		(void)error_nomem(e);
		return (NULL);
	}
	if (r.j != NULL)
		return (r.j);
	if (json_error_code(&r.error) == json_error_out_of_memory)
		(void)error_nomem(e);
	else {
		(void)error_set(e, ERR_SYNTAX, "JSON: %s", r.error.text);
		(void)error_at(e, NULL, r.error.position);
	}
	return (NULL);
}

json_t *
json_read(struct span s, struct error *e)
{

	if (too_deep(s)) {
		(void)error_set(e, ERR_LIMIT, "JSON nested deeper than %d",
		    JSON_DEPTH_MAX);
		return (NULL);
	}
	return (json_read_flags(s, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY |
	    JSON_ALLOW_NUL, e));
}

static int
sink(const char *p, size_t n, void *to)
{
	struct buf *out = to;

	buf_put(out, p, n);
	return (out->failed == ERR_NONE ? 0 : -1);
}

static int
write_flags(struct buf *out, const json_t *j, size_t flags, struct error *e)
{

	if (json_dump_callback(j, sink, out, flags | JSON_ENCODE_ANY) != 0) {
		if (out->failed == ERR_NONE)
			return (error_nomem(e));
		return (buf_ok(out, e));
	}
	return (buf_ok(out, e));
}

int
json_write(struct buf *out, const json_t *j, struct error *e)
{

	return (write_flags(out, j, JSON_COMPACT, e));
}

int
json_write_pretty(struct buf *out, const json_t *j, struct error *e)
{

	return (write_flags(out, j, JSON_INDENT(2), e));
}

const char *
json_text(const json_t *j, const char *key)
{
	const json_t *v = json_object_get(j, key);
	struct span s;

	if (!json_is_string(v))
		return (NULL);
	s = (struct span){ (const uint8_t *)json_string_value(v),
	    json_string_length(v) };
	return (span_find(s, '\0') >= 0 ? NULL : json_string_value(v));
}

bool
json_whole(const json_t *j, const char *key, int64_t *out)
{
	const json_t *v = json_object_get(j, key);

	if (!json_is_integer(v))
		return (false);
	*out = json_integer_value(v);
	return (true);
}

void
json_put(json_t *j, const char *key, json_t *value, bool *ok)
{

	/* Takes the reference even when it fails; NULL fails. */
	if (json_object_set_new(j, key, value) != 0)
		*ok = false;
}

void
json_put_span(json_t *j, const char *key, struct span s, bool *ok)
{
	struct buf fixed = BUF_INIT(SIZE_MAX / 8);
	size_t i;

	if (s.p == NULL)
		return;
	if (span_utf8(s)) {
		json_put(j, key, json_stringn((const char *)s.p, s.n), ok);
		return;
	}
	/* Keep each longest well-formed piece; replace single bytes. */
	while (s.n > 0) {
		for (i = 1; i <= 4 && i <= s.n; i++)
			if (span_utf8(span_sub(s, 0, i)))
				break;
		if (i <= 4 && i <= s.n) {
			buf_put(&fixed, s.p, i);
			s = span_sub(s, i, s.n);
		} else {
			buf_puts(&fixed, "\xef\xbf\xbd");
			s = span_sub(s, 1, s.n);
		}
	}
	if (fixed.failed != ERR_NONE)
		*ok = false;
	else
		json_put(j, key, json_stringn(buf_str(&fixed), fixed.n), ok);
	buf_free(&fixed);
}

void
json_put_text(json_t *j, const char *key, const char *s, bool *ok)
{

	json_put_span(j, key, span_of(s), ok);
}

void
json_put_int(json_t *j, const char *key, int64_t v, bool *ok)
{

	json_put(j, key, json_integer(v), ok);
}

void
json_put_bool(json_t *j, const char *key, bool v, bool *ok)
{

	json_put(j, key, json_boolean(v), ok);
}

void
json_put_time(json_t *j, const char *key, int64_t ms, bool *ok)
{
	char s[TIME_TEXT];

	if (ms != TIME_UNKNOWN)
		json_put_text(j, key, time_text_ms(ms, s), ok);
}

void
json_add(json_t *array, json_t *value, bool *ok)
{

	if (json_array_append_new(array, value) != 0)
		*ok = false;
}

json_t *
json_made(json_t *j, bool ok, struct error *e)
{

	if (ok)
		return (j);
	json_decref(j);
	(void)error_nomem(e);
	return (NULL);
}
