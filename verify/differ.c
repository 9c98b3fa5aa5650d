#include <string.h>

#include "store/base/limits.h"
#include "verify/differ.h"

/* Two arrays or objects that are walked side by side. */
struct level {
	json_t *a, *b;
	void *ia, *ib;
	size_t i;
	size_t at;		/* length of the pointer to them */
};

static json_t *
loose(const json_t *j)
{

	/* jansson's iterators lack the const. */
	return ((json_t *)(uintptr_t)j);
}

static void
put_key(struct buf *at, const char *key)
{

	buf_putc(at, '/');
	for (; *key != '\0'; key++)
		if (*key == '~')
			buf_puts(at, "~0");
		else if (*key == '/')
			buf_puts(at, "~1");
		else
			buf_putc(at, (uint8_t)*key);
}

static bool
holds_others(const json_t *j)
{

	return (json_is_object(j) || json_is_array(j));
}

/* The next pair; false where both end.  One alone: the other is NULL. */
static bool
next_of_array(struct level *l, struct buf *at, const json_t **x,
    const json_t **y)
{

	*x = json_array_get(l->a, l->i);
	*y = json_array_get(l->b, l->i);
	if (*x == NULL && *y == NULL)
		return (false);
	buf_printf(at, "/%zu", l->i++);
	return (true);
}

static bool
next_of_object(struct level *l, struct buf *at, const json_t **x,
    const json_t **y)
{
	const char *ka, *kb;

	l->ia = l->i == 0 ? json_object_iter(l->a) :
	    json_object_iter_next(l->a, l->ia);
	l->ib = l->i == 0 ? json_object_iter(l->b) :
	    json_object_iter_next(l->b, l->ib);
	l->i++;
	if (l->ia == NULL && l->ib == NULL)
		return (false);
	ka = l->ia == NULL ? NULL : json_object_iter_key(l->ia);
	kb = l->ib == NULL ? NULL : json_object_iter_key(l->ib);
	*x = ka == NULL ? NULL : json_object_iter_value(l->ia);
	*y = kb == NULL ? NULL : json_object_iter_value(l->ib);
	/* Other keys: what the one has there the other has not. */
	if (ka != NULL && kb != NULL && strcmp(ka, kb) != 0)
		*y = NULL;
	put_key(at, ka != NULL ? ka : kb);
	return (true);
}

bool
json_differ(const json_t *a, const json_t *b, struct buf *at,
    const json_t **x, const json_t **y)
{
	struct level stack[JSON_DEPTH_MAX];
	size_t depth = 0;
	struct level *l;

	*x = a;
	*y = b;
	for (;;) {
		if (*x == NULL || *y == NULL || json_typeof(*x) !=
		    json_typeof(*y))
			return (true);
		if (holds_others(*x) && depth < JSON_DEPTH_MAX) {
			stack[depth++] = (struct level){ loose(*x), loose(*y),
			    NULL, NULL, 0, at->n };
		} else if (!json_equal(loose(*x), loose(*y)))
			return (true);
		for (;;) {
			if (depth == 0)
				return (false);
			l = &stack[depth - 1];
			at->n = l->at;
			if (json_is_array(l->a) ? next_of_array(l, at, x, y) :
			    next_of_object(l, at, x, y))
				break;
			depth--;
		}
	}
}
