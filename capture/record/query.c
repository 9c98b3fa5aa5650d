#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "capture/record/query.h"
#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/base/limits.h"

#define DEPTH_MAX	JSON_DEPTH_MAX

/* A query under way: its keys, and how often each was met. */
struct query {
	struct buf *out;
	json_t *met;
	bool nomem;
};

/* As forms are encoded (WHATWG URL section 5.2). */
static void
encode(struct buf *out, const char *s, size_t n)
{
	static const char plain[] = "*-._";
	size_t i;

	for (i = 0; i < n; i++) {
		if (isalnum((unsigned char)s[i]) || (s[i] != '\0' &&
		    strchr(plain, s[i]) != NULL))
			buf_putc(out, (uint8_t)s[i]);
		else if (s[i] == ' ')
			buf_puts(out, "+");
		else
			buf_printf(out, "%%%02X", (unsigned char)s[i]);
	}
}

/* "key", then "key.2_", "key.3_" ... */
static void
put(struct query *q, const char *key, const char *value, size_t n)
{
	json_int_t times = json_integer_value(json_object_get(q->met, key));

	if (n == 0)
		return;
	if (q->out->n > 0)
		buf_puts(q->out, "&");
	encode(q->out, key, strlen(key));
	if (times > 0)
		buf_printf(q->out, ".%lld_", (long long)times + 1);
	buf_puts(q->out, "=");
	encode(q->out, value, n);
	if (json_object_set_new_nocheck(q->met, key,
	    json_integer(times + 1)) != 0)
		q->nomem = true;
}

/* The shortest text that is read as the same number, as scripts write it. */
static void
put_real(struct query *q, const char *key, double v)
{
	char text[40];
	int digits;
	bool same = false;
	json_t *j;

	for (digits = 1; digits <= 17 && !same; digits++) {
		(void)snprintf(text, sizeof(text), "%.*g", digits, v);
		j = json_loads(text, JSON_DECODE_ANY, NULL);
		same = json_number_value(j) == v;
		json_decref(j);
	}
	put(q, key, text, strlen(text));
}

static void
put_value(struct query *q, const char *key, const json_t *v)
{
	char text[32];

	switch (json_typeof(v)) {
	case JSON_STRING:
		put(q, key, json_string_value(v), json_string_length(v));
		break;
	case JSON_INTEGER:
		(void)snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT,
		    json_integer_value(v));
		put(q, key, text, strlen(text));
		break;
	case JSON_REAL:
		put_real(q, key, json_real_value(v));
		break;
	case JSON_TRUE:
		put(q, key, "true", 4);
		break;
	case JSON_FALSE:
		put(q, key, "false", 5);
		break;
	default:
		put(q, key, "null", 4);
		break;
	}
}

/* Where a walk through a value has come to. */
struct place {
	json_t *in;
	const char *key;	/* of an array: its own */
	void *next;		/* of an object: its next member */
	size_t i;		/* of an array */
};

/* The next value below ${p} with its key, or NULL. */
static json_t *
next_value(struct place *p, const char **key)
{
	json_t *v = NULL;

	if (json_is_array(p->in)) {
		*key = p->key;
		return (json_array_get(p->in, p->i++));
	}
	if (p->next != NULL) {
		*key = json_object_iter_key(p->next);
		v = json_object_iter_value(p->next);
		p->next = json_object_iter_next(p->in, p->next);
	}
	return (v);
}

static void
put_json(struct query *q, json_t *root)
{
	struct place stack[DEPTH_MAX];
	const char *key = "";
	size_t n = 1;
	json_t *v;

	stack[0] = (struct place){ root, "", json_object_iter(root), 0 };
	while (n > 0 && q->out->failed == ERR_NONE && !q->nomem) {
		if ((v = next_value(&stack[n - 1], &key)) == NULL) {
			n--;
		} else if (!json_is_object(v) && !json_is_array(v)) {
			put_value(q, key, v);
		} else if (n < DEPTH_MAX) {
			stack[n++] = (struct place){ v, key,
			    json_object_iter(v), 0 };
		}
	}
}

static int
of_json(struct buf *out, struct span body, struct error *e)
{
	struct query q = { .out = out, .met = json_object() };
	struct error why = ERROR_INIT;
	json_t *root;
	int rc = 0;

	if (q.met == NULL)
		return (error_nomem(e));
	root = json_read_flags(body, JSON_ALLOW_NUL, &why);
	if (root != NULL)
		put_json(&q, root);
	q.nomem |= why.code == ERR_NOMEM;
	if (q.nomem)
		rc = error_nomem(e);
	json_decref(root);
	json_decref(q.met);
	return (rc);
}

/* A parameter of a media type, without its quotes. */
static struct span
parameter(struct span type, const char *name)
{
	struct span rest = type, one;
	ptrdiff_t at;

	while ((at = span_find(rest, ';')) >= 0) {
		rest = span_sub(rest, (size_t)at + 1, rest.n);
		at = span_find(rest, ';');
		one = span_trim(at < 0 ? rest : span_sub(rest, 0, (size_t)at));
		at = span_find(one, '=');
		if (at < 0 || !span_is_nocase(span_sub(one, 0, (size_t)at),
		    name))
			continue;
		one = span_sub(one, (size_t)at + 1, one.n);
		if (one.n >= 2 && one.p[0] == '"')
			one = span_sub(one, 1, one.n - 2);
		return (one);
	}
	return ((struct span){ NULL, 0 });
}

/* The value of one part that has a name and no file (RFC 7578). */
static void
put_part(struct query *q, struct span part)
{
	static const char name[] = "name=\"";
	const uint8_t *at, *end, *value;
	char key[256];
	size_t n;

	at = memmem(part.p, part.n, name, sizeof(name) - 1);
	if (at == NULL)
		return;
	at += sizeof(name) - 1;
	n = part.n - (size_t)(at - part.p);
	end = memchr(at, '"', n);
	if (end == NULL || (size_t)(end - at) >= sizeof(key) ||
	    (size_t)(end - at) + 5 > n || memcmp(end, "\"\r\n\r\n", 5) != 0)
		return;
	memcpy(key, at, (size_t)(end - at));
	key[end - at] = '\0';
	value = end + 5;
	n = part.n - (size_t)(value - part.p);
	/* To the end of the line: so do the other tools. */
	if ((at = memchr(value, '\n', n)) != NULL)
		n = (size_t)(at - value);
	if (n > 0 && value[n - 1] == '\r')
		n--;
	if (json_object_get(q->met, key) == NULL)
		put(q, key, (const char *)value, n);
}

static int
of_parts(struct buf *out, struct span type, struct span body, struct error *e)
{
	struct query q = { .out = out, .met = json_object() };
	struct span bound = parameter(type, "boundary"), rest = body;
	const uint8_t *at;
	int rc = 0;

	if (q.met == NULL)
		return (error_nomem(e));
	while (bound.n > 0 && rest.n > 0) {
		at = memmem(rest.p, rest.n, bound.p, bound.n);
		put_part(&q, at == NULL ? rest : span_sub(rest, 0,
		    (size_t)(at - rest.p)));
		if (at == NULL)
			break;
		rest = span_sub(rest, (size_t)(at - rest.p) + bound.n,
		    rest.n);
	}
	if (q.nomem)
		rc = error_nomem(e);
	json_decref(q.met);
	return (rc);
}

int
query_of(struct buf *out, struct span type, struct span body, struct error *e)
{
	struct buf all = BUF_INIT(8 * MIB);
	ptrdiff_t at = span_find(type, ';');
	struct span bare = span_trim(at < 0 ? type : span_sub(type, 0,
	    (size_t)at));
	int rc = 0;

	if (span_is_nocase(bare, "application/x-www-form-urlencoded"))
		buf_putspan(&all, body);
	else if (span_is_nocase(bare, "application/json") ||
	    span_is_nocase(bare, "text/plain"))
		rc = of_json(&all, body, e);
	else if (span_is_nocase(bare, "multipart/form-data"))
		rc = of_parts(&all, type, body, e);
	else {
		buf_puts(&all, "__wb_post_data=");
		codec_base64(&all, body);
	}
	if (all.failed == ERR_NOMEM)
		rc = error_nomem(e);
	else if (rc == 0)
		buf_putspan(out, span_sub(buf_span(&all), 0, QUERY_MAX));
	buf_free(&all);
	return (rc == 0 ? buf_ok(out, e) : -1);
}
