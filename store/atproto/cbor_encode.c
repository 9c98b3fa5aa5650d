#include <stdlib.h>
#include <string.h>

#include "store/atproto/cbor.h"
#include "store/atproto/cid.h"
#include "store/base/codec.h"
#include "store/base/limits.h"

enum major { UINT, NINT, BYTES, TEXT, LIST, MAP, TAG, SIMPLE };

/* A list or map that is being written. */
struct frame {
	json_t *j;
	const char **keys;	/* of a map, in order; owned */
	size_t i, n;
};

static void
put_head(struct buf *out, enum major major, uint64_t n)
{
	unsigned info = n < 24 ? (unsigned)n : n <= UINT8_MAX ? 24 :
	    n <= UINT16_MAX ? 25 : n <= UINT32_MAX ? 26 : 27;
	int size = info < 24 ? 0 : 1 << (info - 24);

	buf_putc(out, (uint8_t)((unsigned)major << 5 | info));
	while (size-- > 0)
		buf_putc(out, (uint8_t)(n >> (8 * size)));
}

static void
put_text(struct buf *out, const char *s, size_t n)
{

	put_head(out, TEXT, n);
	buf_put(out, s, n);
}

static int
compare_keys(const void *a, const void *b)
{
	const char *x = *(const char * const *)a, *y = *(const char * const *)b;
	size_t m = strlen(x), n = strlen(y);

	if (m != n)
		return (m < n ? -1 : 1);
	return (strcmp(x, y));
}

/* Begin the list or map ${j}. */
static int
enter(struct buf *out, struct frame *f, json_t *j, struct error *e)
{
	const char *key;
	json_t *member;
	size_t n = 0;

	*f = (struct frame){ .j = j };
	if (json_is_array(j)) {
		f->n = json_array_size(j);
		put_head(out, LIST, f->n);
		return (0);
	}
	f->n = json_object_size(j);
	put_head(out, MAP, f->n);
	if ((f->keys = calloc(f->n + 1, sizeof(*f->keys))) == NULL)
		return (error_nomem(e));
	json_object_foreach(j, key, member)
		f->keys[n++] = key;
	qsort(f->keys, n, sizeof(*f->keys), compare_keys);
	return (0);
}

static int
put_link(struct buf *out, struct span text, struct error *e)
{
	struct cid c;

	if (!cid_parse(text, &c))
		return (error_set(e, ERR_INPUT, "a link that is no CID"));
	put_head(out, TAG, 42);
	put_head(out, BYTES, CID_LEN + 1);
	buf_putc(out, 0);
	buf_put(out, c.b, CID_LEN);
	return (0);
}

static int
put_bytes(struct buf *out, struct span text, struct error *e)
{
	struct buf padded = BUF_INIT(2 * MIB), raw = BUF_INIT(2 * MIB);
	int rc = -1;

	buf_putspan(&padded, text);
	while (padded.failed == ERR_NONE && padded.n % 4 != 0)
		buf_putc(&padded, '=');
	if (buf_ok(&padded, e) == 0 &&
	    codec_unbase64(&raw, buf_span(&padded), e) == 0) {
		put_head(out, BYTES, raw.n);
		buf_putspan(out, buf_span(&raw));
		rc = 0;
	}
	buf_free(&padded);
	buf_free(&raw);
	return (rc);
}

/* The one string member ${key} of an object that has no other. */
static bool
lone(const json_t *j, const char *key, struct span *out)
{
	const json_t *v = json_object_get(j, key);

	if (json_object_size(j) != 1 || !json_is_string(v))
		return (false);
	*out = (struct span){ (const uint8_t *)json_string_value(v),
	    json_string_length(v) };
	return (true);
}

/* Write a value that stands alone; false for a list or a map. */
static bool
put_scalar(struct buf *out, const json_t *j, int *rc, struct error *e)
{
	struct span text;
	json_int_t n;

	*rc = 0;
	switch (json_typeof(j)) {
	case JSON_STRING:
		put_text(out, json_string_value(j), json_string_length(j));
		return (true);
	case JSON_INTEGER:
		n = json_integer_value(j);
		put_head(out, n < 0 ? NINT : UINT,
		    (uint64_t)(n < 0 ? -1 - n : n));
		return (true);
	case JSON_REAL:
		*rc = error_set(e, ERR_INPUT, "a number with a fraction");
		return (true);
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_NULL:
		put_head(out, SIMPLE, json_is_null(j) ? 22 :
		    json_is_true(j) ? 21 : 20);
		return (true);
	case JSON_OBJECT:
		if (lone(j, "$link", &text))
			*rc = put_link(out, text, e);
		else if (lone(j, "$bytes", &text))
			*rc = put_bytes(out, text, e);
		else
			return (false);
		return (true);
	default:
		return (false);
	}
}

/* The next member of ${f}, its key written; NULL at the end. */
static json_t *
next(struct buf *out, struct frame *f)
{
	const char *key;

	if (f->i == f->n)
		return (NULL);
	if (f->keys == NULL)
		return (json_array_get(f->j, f->i++));
	key = f->keys[f->i++];
	put_text(out, key, strlen(key));
	return (json_object_get(f->j, key));
}

int
cbor_write(struct buf *out, json_t *j, struct error *e)
{
	struct frame stack[JSON_DEPTH_MAX];
	size_t depth = 0;
	int rc = 0;

	for (;;) {
		if (!put_scalar(out, j, &rc, e)) {
			if (depth == JSON_DEPTH_MAX)
				rc = error_set(e, ERR_LIMIT, "nested too deep");
			else
				rc = enter(out, &stack[depth++], j, e);
		}
		if (rc != 0)
			break;
		while (depth > 0 && (j = next(out, &stack[depth - 1])) == NULL)
			free(stack[--depth].keys);
		if (depth == 0)
			return (buf_ok(out, e));
	}
	while (depth > 0)
		free(stack[--depth].keys);
	return (-1);
}
