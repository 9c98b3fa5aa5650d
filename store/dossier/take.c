#include <string.h>

#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/dossier/take.h"

int
take_bad(const char *key, struct error *e)
{

	return (error_set(e, ERR_SYNTAX, "bad or missing \"%s\"", key));
}

/* 1: it is there; 0: it may be absent, and is; -1. */
static int
there(const json_t *j, const char *key, enum take_need need, struct error *e)
{

	if (json_object_get(j, key) != NULL)
		return (1);
	return (need == TAKE_MUST ? take_bad(key, e) : 0);
}

int
take_text(const json_t *j, const char *key, enum take_need need,
    const char **out, struct error *e)
{
	int got = there(j, key, need, e);

	*out = NULL;
	if (got != 1)
		return (got);
	*out = json_text(j, key);
	return (*out == NULL || **out == '\0' ? take_bad(key, e) : 0);
}

int
take_hex(const json_t *j, const char *key, enum take_need need,
    const char **out, struct error *e)
{
	const char *s;

	if (take_text(j, key, need, out, e) != 0)
		return (-1);
	if ((s = *out) == NULL)
		return (0);
	return (strlen(s) != 64 || strspn(s, "0123456789abcdef") != 64 ?
	    take_bad(key, e) : 0);
}

int
take_time(const json_t *j, const char *key, enum take_need need,
    int64_t *out, struct error *e)
{
	const char *s;

	*out = TIME_UNKNOWN;
	if (take_text(j, key, need, &s, e) != 0)
		return (-1);
	if (s != NULL && (strlen(s) != TIME_TEXT - 1 ||
	    s[TIME_TEXT - 2] != 'Z' || time_parse(span_of(s), out, NULL) != 0))
		return (take_bad(key, e));
	return (0);
}

int
take_whole(const json_t *j, const char *key, enum take_need need,
    int64_t min, int64_t *out, struct error *e)
{
	int got = there(j, key, need, e);

	if (got != 1)
		return (got);
	return (!json_whole(j, key, out) || *out < min ? take_bad(key, e) : 0);
}

int
take_object(const json_t *j, const char *key, enum take_need need,
    const json_t **out, struct error *e)
{
	int got = there(j, key, need, e);

	*out = got == 1 ? json_object_get(j, key) : NULL;
	if (got == 1 && !json_is_object(*out))
		return (take_bad(key, e));
	return (got < 0 ? -1 : 0);
}

int
take_list(const json_t *j, const char *key, enum take_need need,
    const json_t **out, struct error *e)
{
	int got = there(j, key, need, e);

	*out = got == 1 ? json_object_get(j, key) : NULL;
	if (got == 1 && !json_is_array(*out))
		return (take_bad(key, e));
	return (got < 0 ? -1 : 0);
}

int
take_true(const json_t *j, const char *key, bool *out, struct error *e)
{
	const json_t *v = json_object_get(j, key);

	*out = v != NULL;
	return (v != NULL && !json_is_true(v) ? take_bad(key, e) : 0);
}

static int
take_node(const json_t *v, struct merkle_node *out)
{
	struct buf raw = BUF_INIT(MERKLE_BYTES + 1);
	int rc = -1;

	if (json_is_string(v) && codec_unbase64(&raw, (struct span){
	    (const uint8_t *)json_string_value(v), json_string_length(v) },
	    NULL) == 0 && raw.n == MERKLE_BYTES) {
		memcpy(out->b, raw.p, MERKLE_BYTES);
		rc = 0;
	}
	buf_free(&raw);
	return (rc);
}

int
take_proof(const json_t *j, const char *key, struct merkle_proof *out,
    struct error *e)
{
	const json_t *list;
	size_t i;

	if (take_list(j, key, TAKE_MUST, &list, e) != 0)
		return (-1);
	if ((out->n = json_array_size(list)) > MERKLE_PROOF_MAX)
		return (take_bad(key, e));
	for (i = 0; i < out->n; i++)
		if (take_node(json_array_get(list, i), &out->node[i]) != 0)
			return (take_bad(key, e));
	return (0);
}
