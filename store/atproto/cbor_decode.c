#include <string.h>

#include "store/atproto/cbor.h"
#include "store/atproto/cid.h"
#include "store/base/codec.h"
#include "store/base/limits.h"

enum major { UINT, NINT, BYTES, TEXT, LIST, MAP, TAG, SIMPLE };

/* A list or map that is being filled; of a map, the key that waits. */
struct frame {
	json_t *j;		/* borrowed from the one around it */
	uint64_t left;		/* members still to come */
	bool map;
	struct span key;	/* the last one; p NULL: none yet */
	bool have_key;		/* its value is next */
};

struct reader {
	struct span s;
	size_t at;
	struct frame stack[JSON_DEPTH_MAX];
	size_t depth;
	json_t *root;
};

static int
bad(const struct reader *r, const char *what, struct error *e)
{

	(void)error_set(e, ERR_SYNTAX, "DAG-CBOR: %s", what);
	if (e != NULL && e->code == ERR_SYNTAX)
		e->offset = (int64_t)r->at;
	return (-1);
}

/* The head of an item: its major type and its number, shortest form only. */
static int
head(struct reader *r, enum major *major, uint64_t *n, struct error *e)
{
	static const uint64_t least[] = { 24, 1 << 8, 1 << 16,
	    UINT64_C(1) << 32 };
	unsigned info, size, i;

	if (r->at >= r->s.n)
		return (bad(r, "it ends early", e));
	*major = (enum major)(r->s.p[r->at] >> 5);
	info = r->s.p[r->at] & 31;
	if (info < 24) {
		*n = info;
		r->at++;
		return (0);
	}
	if (info > 27)
		return (bad(r, "a length that is not said", e));
	size = 1U << (info - 24);
	if (r->s.n - r->at <= size)
		return (bad(r, "it ends early", e));
	*n = 0;
	for (i = 1; i <= size; i++)
		*n = *n << 8 | r->s.p[r->at + i];
	if (*major == SIMPLE)
		return (error_set(e, ERR_UNSUPPORTED,
		    "DAG-CBOR: a floating or unknown simple value"));
	if (*n < least[info - 24])
		return (bad(r, "a number that is not the shortest", e));
	r->at += 1 + size;
	return (0);
}

static int
take(struct reader *r, uint64_t n, struct span *out, struct error *e)
{

	if (n > r->s.n - r->at)
		return (bad(r, "it ends early", e));
	*out = span_sub(r->s, r->at, (size_t)n);
	r->at += (size_t)n;
	return (0);
}

/* {"$bytes": ...} */
static json_t *
bytes(struct span s, struct error *e)
{
	struct buf text = BUF_INIT(2 * MIB);
	json_t *j = NULL;

	codec_base64(&text, s);
	if (buf_ok(&text, e) == 0) {
		while (text.n > 0 && text.p[text.n - 1] == '=')
			text.n--;
		j = json_pack("{s:s%}", "$bytes", text.n > 0 ? text.p :
		    (const uint8_t *)"", text.n);
		if (j == NULL)
			(void)error_nomem(e);
	}
	buf_free(&text);
	return (j);
}

/* Tag 42: a link, as bytes behind a zero. */
static json_t *
tagged(struct reader *r, uint64_t tag, struct error *e)
{
	char text[CID_TEXT];
	enum major major;
	struct span s;
	struct cid c;
	uint64_t n;
	json_t *j;

	if (tag != 42) {
		(void)bad(r, "a tag that is not 42", e);
		return (NULL);
	}
	if (head(r, &major, &n, e) != 0)
		return (NULL);
	if (major != BYTES) {
		(void)bad(r, "a link that is not made of bytes", e);
		return (NULL);
	}
	if (take(r, n, &s, e) != 0)
		return (NULL);
	if (s.n == 0 || s.p[0] != 0 ||
	    !cid_read(span_sub(s, 1, s.n - 1), &c)) {
		(void)bad(r, "a link that is no known CID", e);
		return (NULL);
	}
	if ((j = json_pack("{s:s}", "$link", cid_text(&c, text))) == NULL)
		(void)error_nomem(e);
	return (j);
}

/* One of the values that stand alone; NULL with ${e}. */
static json_t *
scalar(struct reader *r, enum major major, uint64_t n, struct error *e)
{
	struct span s;
	json_t *j = NULL;

	if (major == TAG)
		return (tagged(r, n, e));
	if (major == BYTES || major == TEXT) {
		if (take(r, n, &s, e) != 0)
			return (NULL);
		if (major == BYTES)
			return (bytes(s, e));
		if (!span_utf8(s)) {
			(void)bad(r, "text that is not UTF-8", e);
			return (NULL);
		}
		j = json_stringn((const char *)s.p, s.n);
	} else if (major == SIMPLE) {
		if (n < 20 || n > 22) {
			(void)bad(r, "an unknown simple value", e);
			return (NULL);
		}
		j = n == 22 ? json_null() : json_boolean(n == 21);
	} else if (n > INT64_MAX) {
		(void)error_set(e, ERR_UNSUPPORTED,
		    "DAG-CBOR: a number beyond 63 bits");
		return (NULL);
	} else
		j = json_integer(major == UINT ? (json_int_t)n :
		    -1 - (json_int_t)n);
	if (j == NULL)
		(void)error_nomem(e);
	return (j);
}

/* Whether ${b} may follow ${a}: shorter first, then bytewise. */
static bool
in_order(struct span a, struct span b)
{

	if (a.n != b.n)
		return (a.n < b.n);
	return (a.n > 0 && memcmp(a.p, b.p, a.n) < 0);
}

static int
map_key(struct reader *r, struct frame *f, struct error *e)
{
	enum major major;
	struct span key;
	uint64_t n;

	if (head(r, &major, &n, e) != 0)
		return (-1);
	if (major != TEXT)
		return (bad(r, "a key that is not text", e));
	if (take(r, n, &key, e) != 0)
		return (-1);
	if (!span_utf8(key) || span_find(key, 0) >= 0)
		return (bad(r, "a key that is not UTF-8", e));
	if (f->key.p != NULL && !in_order(f->key, key))
		return (bad(r, "keys out of order, or one twice", e));
	f->key = key;
	f->have_key = true;
	return (0);
}

/* Put ${j} (whose reference is taken) where it belongs. */
static int
place(struct reader *r, json_t *j, struct error *e)
{
	struct frame *f;
	int rc;

	if (r->depth == 0) {
		r->root = j;
		return (0);
	}
	f = &r->stack[r->depth - 1];
	f->left--;
	if (f->map) {
		f->have_key = false;
		rc = json_object_setn_new(f->j, (const char *)f->key.p,
		    f->key.n, j);
	} else
		rc = json_array_append_new(f->j, j);
	return (rc == 0 ? 0 : error_nomem(e));
}

static int
enter(struct reader *r, bool map, uint64_t n, struct error *e)
{
	json_t *j;

	if (r->depth == JSON_DEPTH_MAX)
		return (error_set(e, ERR_LIMIT, "DAG-CBOR: nested too deep"));
	/* Each member takes a byte at least. */
	if (n > r->s.n - r->at)
		return (bad(r, "it ends early", e));
	if ((j = map ? json_object() : json_array()) == NULL)
		return (error_nomem(e));
	if (place(r, j, e) != 0)
		return (-1);
	r->stack[r->depth++] = (struct frame){ .j = j, .left = n,
	    .map = map };
	return (0);
}

static int
step(struct reader *r, struct error *e)
{
	struct frame *f = r->depth == 0 ? NULL : &r->stack[r->depth - 1];
	enum major major;
	uint64_t n;
	json_t *j;

	if (f != NULL && f->map && !f->have_key)
		return (map_key(r, f, e));
	if (head(r, &major, &n, e) != 0)
		return (-1);
	if (major == LIST || major == MAP)
		return (enter(r, major == MAP, n, e));
	if ((j = scalar(r, major, n, e)) == NULL)
		return (-1);
	return (place(r, j, e));
}

int
cbor_read(struct span s, json_t **out, struct error *e)
{
	struct reader r = { .s = s };

	do {
		if (step(&r, e) != 0) {
			json_decref(r.root);
			return (-1);
		}
		while (r.depth > 0 && r.stack[r.depth - 1].left == 0)
			r.depth--;
	} while (r.depth > 0);
	if (r.at != s.n) {
		json_decref(r.root);
		return (bad(&r, "bytes behind the value", e));
	}
	*out = r.root;
	return (0);
}
