#include <stdlib.h>
#include <string.h>

#include "store/atproto/car.h"
#include "store/atproto/cbor.h"

static int
bad(size_t at, const char *what, struct error *e)
{

	(void)error_set(e, ERR_SYNTAX, "CAR: %s", what);
	if (e != NULL && e->code == ERR_SYNTAX)
		e->offset = (int64_t)at;
	return (-1);
}

/* A length and so many bytes behind it. */
static int
section(struct span s, size_t *at, struct span *out, struct error *e)
{
	uint64_t n = 0;
	unsigned shift = 0;
	uint8_t c;

	do {
		if (*at == s.n || shift > 28)
			return (bad(*at, "a malformed length", e));
		c = s.p[(*at)++];
		n |= (uint64_t)(c & 0x7f) << shift;
		shift += 7;
	} while ((c & 0x80) != 0);
	if (shift > 7 && c == 0)
		return (bad(*at, "a length that is not the shortest", e));
	if (n > s.n - *at)
		return (bad(*at, "it ends early", e));
	*out = span_sub(s, *at, (size_t)n);
	*at += (size_t)n;
	return (0);
}

static int
header(struct span s, struct cid *root, struct error *e)
{
	const json_t *roots, *version;
	const char *link = NULL;
	json_t *j = NULL;
	int rc = 0;

	if (cbor_read(s, &j, e) != 0)
		return (-1);
	roots = json_object_get(j, "roots");
	version = json_object_get(j, "version");
	if (json_array_size(roots) == 1)
		link = json_string_value(json_object_get(
		    json_array_get(roots, 0), "$link"));
	if (json_integer_value(version) != 1 || link == NULL ||
	    !cid_parse(span_of(link), root))
		rc = bad(0, "not version 1 with one root", e);
	json_decref(j);
	return (rc);
}

static int
add_block(struct car *car, struct span s, size_t at, struct error *e)
{
	struct car_block *b = &car->blocks[car->n];
	struct cid real;

	if (s.n < CID_LEN || !cid_read(span_sub(s, 0, CID_LEN), &b->cid))
		return (bad(at, "a block without a known CID", e));
	b->data = span_sub(s, CID_LEN, s.n - CID_LEN);
	if (cid_of(b->cid.b[1], b->data, &real, e) != 0)
		return (-1);
	if (!cid_same(&real, &b->cid))
		return (bad(at, "a block that is not what its CID says", e));
	car->n++;
	return (0);
}

int
car_open(struct span s, struct car *car, struct error *e)
{
	size_t at = 0, before;
	struct span part;
	int rc = 0;

	*car = (struct car){ .n = 0 };
	if (section(s, &at, &part, e) != 0 || header(part, &car->root, e) != 0)
		return (-1);
	car->blocks = calloc(CAR_BLOCKS_MAX, sizeof(*car->blocks));
	if (car->blocks == NULL)
		return (error_nomem(e));
	while (rc == 0 && at < s.n) {
		before = at;
		if (car->n == CAR_BLOCKS_MAX)
			rc = error_set(e, ERR_LIMIT, "CAR: too many blocks");
		else if ((rc = section(s, &at, &part, e)) == 0)
			rc = add_block(car, part, before, e);
	}
	if (rc != 0)
		car_free(car);
	return (rc);
}

struct span
car_block(const struct car *car, const struct cid *c)
{
	size_t i;

	for (i = 0; i < car->n; i++)
		if (cid_same(&car->blocks[i].cid, c))
			return (car->blocks[i].data);
	return ((struct span){ .p = NULL });
}

void
car_free(struct car *car)
{

	free(car->blocks);
	*car = (struct car){ .n = 0 };
}
