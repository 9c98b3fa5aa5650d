#include <stdlib.h>
#include <string.h>

#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/receipt/receipt.h"

struct receipt_doc {
	struct receipt r;
	json_t *json;
	const char **exhibits;
};

static int
bad(const char *key, struct error *e)
{

	return (error_set(e, ERR_SYNTAX, "receipt: bad \"%s\"", key));
}

static int
take_text(const json_t *j, const char *key, bool must, const char **out,
    struct error *e)
{

	*out = json_text(j, key);
	if (*out == NULL)
		return (must || json_object_get(j, key) != NULL ?
		    bad(key, e) : 0);
	return ((*out)[0] == '\0' ? bad(key, e) : 0);
}

static bool
is_hex(const char *s)
{

	return (strlen(s) == 64 && strspn(s, "0123456789abcdef") == 64);
}

static int
take_digest(const json_t *j, const char *key, bool must, const char **out,
    struct error *e)
{

	if (take_text(j, key, must, out, e) != 0)
		return (-1);
	return (*out != NULL && !is_hex(*out) ? bad(key, e) : 0);
}

static int
take_party(const json_t *j, const char *key, bool must,
    struct receipt_party *p, struct error *e)
{
	const json_t *o = json_object_get(j, key);

	if (o == NULL && !must)
		return (0);
	if (!json_is_object(o))
		return (bad(key, e));
	if (take_text(o, "name", false, &p->name, e) != 0 ||
	    take_text(o, "role", false, &p->role, e) != 0 ||
	    take_text(o, "organization", false, &p->organization, e) != 0 ||
	    take_digest(o, "key", must, &p->key, e) != 0)
		return (-1);
	return (0);
}

static int
take_exhibits(struct receipt_doc *d, struct error *e)
{
	const json_t *list = json_object_get(d->json, "exhibits");
	size_t i, n = json_array_size(list);
	const char *s;

	if (!json_is_array(list))
		return (bad("exhibits", e));
	if (n > EVENT_EXHIBITS_MAX)
		return (error_set(e, ERR_LIMIT, "receipt: %zu exhibits", n));
	if ((d->exhibits = calloc(n + 1, sizeof(*d->exhibits))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < n; i++) {
		s = json_string_value(json_array_get(list, i));
		if (s == NULL || !is_hex(s))
			return (bad("exhibits", e));
		d->exhibits[i] = s;
	}
	d->r.exhibits = d->exhibits;
	d->r.n_exhibits = n;
	return (0);
}

static int
take_path(struct receipt_doc *d, struct error *e)
{
	const json_t *list = json_object_get(d->json, "path");
	struct buf raw = BUF_INIT(MERKLE_BYTES + 1);
	struct merkle_proof *p = &d->r.path;
	const char *s;
	int rc = -1;

	if (!json_is_array(list) || json_array_size(list) > MERKLE_PROOF_MAX)
		return (bad("path", e));
	for (p->n = 0; p->n < json_array_size(list); p->n++) {
		buf_reset(&raw);
		s = json_string_value(json_array_get(list, p->n));
		if (s == NULL || codec_unbase64(&raw, span_of(s), NULL) !=
		    0 || raw.n != MERKLE_BYTES) {
			(void)bad("path", e);
			goto out;
		}
		memcpy(p->node[p->n].b, raw.p, MERKLE_BYTES);
	}
	rc = 0;
out:
	buf_free(&raw);
	return (rc);
}

/* A text whose bytes count, NUL and all. */
static int
take_span(const json_t *j, const char *key, struct span *out, struct error *e)
{
	const json_t *v = json_object_get(j, key);

	if (!json_is_string(v) || json_string_length(v) == 0)
		return (bad(key, e));
	*out = (struct span){ (const uint8_t *)json_string_value(v),
	    json_string_length(v) };
	return (0);
}

static int
take_form(struct receipt_doc *d, struct error *e)
{
	const char *format, *result;
	int64_t version;

	if (take_text(d->json, "format", true, &format, e) != 0 ||
	    take_text(d->json, "result", true, &result, e) != 0)
		return (-1);
	if (strcmp(format, "constat-receipt") != 0 ||
	    !json_whole(d->json, "version", &version))
		return (bad("format", e));
	if (version != 1)
		return (error_set(e, ERR_SYNTAX, "receipt: version %lld, "
		    "want 1", (long long)version));
	d->r.received = strcmp(result, "received") == 0;
	if (!d->r.received && strcmp(result, "rejected") != 0)
		return (bad("result", e));
	return (0);
}

static int
take_package(struct receipt_doc *d, struct error *e)
{
	struct receipt *r = &d->r;

	if (take_text(d->json, "package", r->received, &r->package, e) != 0 ||
	    take_digest(d->json, "sha256", true, &r->sha256, e) != 0 ||
	    take_exhibits(d, e) != 0)
		return (-1);
	if (!json_whole(d->json, "bytes", &r->bytes) || r->bytes < 0)
		return (bad("bytes", e));
	return (0);
}

static int
take_all(struct receipt_doc *d, struct error *e)
{
	struct receipt *r = &d->r;
	const json_t *j = d->json;
	const char *time;

	if (take_form(d, e) != 0 || take_package(d, e) != 0 ||
	    take_party(j, "from", false, &r->from, e) != 0 ||
	    take_party(j, "by", true, &r->by, e) != 0 ||
	    take_text(json_object_get(j, "from"), "log", false, &r->from_log,
	    e) != 0 || take_digest(j, "root", true, &r->root, e) != 0 ||
	    take_text(j, "log", true, &r->log, e) != 0 ||
	    take_text(j, "log_key", true, &r->log_key, e) != 0 ||
	    take_span(j, "checkpoint", &r->checkpoint, e) != 0 ||
	    take_span(j, "event", &r->event, e) != 0 ||
	    take_path(d, e) != 0 ||
	    take_text(j, "time", true, &time, e) != 0 ||
	    take_text(j, "why", false, &r->why, e) != 0)
		return (-1);
	return (time_parse(span_of(time), &r->time, NULL) == 0 ? 0 :
	    bad("time", e));
}

int
receipt_read(struct span s, struct receipt_doc **out, struct error *e)
{
	struct receipt_doc *d;

	*out = NULL;
	if (s.n > RECEIPT_TEXT_MAX)
		return (error_set(e, ERR_LIMIT, "receipt of %zu bytes", s.n));
	if ((d = calloc(1, sizeof(*d))) == NULL)
		return (error_nomem(e));
	d->r = (struct receipt)RECEIPT_INIT;
	if ((d->json = json_read(s, e)) == NULL || take_all(d, e) != 0) {
		receipt_doc_free(d);
		return (-1);
	}
	*out = d;
	return (0);
}

const struct receipt *
receipt_of(const struct receipt_doc *d)
{

	return (&d->r);
}

void
receipt_doc_free(struct receipt_doc *d)
{

	if (d == NULL)
		return;
	free(d->exhibits);
	json_decref(d->json);
	free(d);
}
