#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/receipt/receipt.h"

static json_t *
party_json(const struct receipt_party *p, const char *log, bool *ok)
{
	json_t *j = json_object();

	if (j == NULL)
		*ok = false;
	json_put_text(j, "name", p->name, ok);
	json_put_text(j, "role", p->role, ok);
	json_put_text(j, "organization", p->organization, ok);
	json_put_text(j, "key", p->key, ok);
	json_put_text(j, "log", log, ok);
	return (j);
}

static json_t *
exhibits_json(const struct receipt *r, bool *ok)
{
	json_t *list = json_array();
	size_t i;

	if (list == NULL)
		*ok = false;
	for (i = 0; list != NULL && i < r->n_exhibits; i++)
		json_add(list, json_string(r->exhibits[i]), ok);
	return (list);
}

static json_t *
path_json(const struct merkle_proof *p, bool *ok)
{
	struct buf text = BUF_INIT(1 * KIB);
	json_t *list = json_array();
	size_t i;

	if (list == NULL)
		*ok = false;
	for (i = 0; list != NULL && i < p->n; i++) {
		buf_reset(&text);
		codec_base64(&text, (struct span){ p->node[i].b,
		    MERKLE_BYTES });
		if (buf_ok(&text, NULL) != 0)
			*ok = false;
		json_add(list, json_string(buf_str(&text)), ok);
	}
	buf_free(&text);
	return (list);
}

static json_t *
receipt_json(const struct receipt *r, bool *ok)
{
	json_t *j = json_object();

	if (j == NULL)
		*ok = false;
	json_put_text(j, "format", "constat-receipt", ok);
	json_put_int(j, "version", 1, ok);
	json_put_text(j, "result", r->received ? "received" : "rejected", ok);
	json_put_text(j, "package", r->package, ok);
	json_put_text(j, "sha256", r->sha256, ok);
	json_put_int(j, "bytes", r->bytes, ok);
	json_put(j, "exhibits", exhibits_json(r, ok), ok);
	json_put(j, "from", party_json(&r->from, r->from_log, ok), ok);
	json_put(j, "by", party_json(&r->by, NULL, ok), ok);
	json_put_text(j, "root", r->root, ok);
	json_put_text(j, "log", r->log, ok);
	json_put_text(j, "log_key", r->log_key, ok);
	json_put_span(j, "checkpoint", r->checkpoint, ok);
	json_put_span(j, "event", r->event, ok);
	json_put(j, "path", path_json(&r->path, ok), ok);
	json_put_time(j, "time", r->time, ok);
	json_put_text(j, "why", r->why, ok);
	return (j);
}

int
receipt_text(const struct receipt *r, struct buf *out, struct error *e)
{
	struct receipt_doc *back = NULL;
	struct buf text = BUF_INIT(RECEIPT_TEXT_MAX);
	bool ok = true;
	json_t *j = receipt_json(r, &ok);
	int rc = -1;

	if (!ok)
		(void)error_nomem(e);
	else if (json_write(&text, j, e) == 0 &&
	    receipt_read(buf_span(&text), &back, e) == 0) {
		buf_putspan(out, buf_span(&text));
		rc = buf_ok(out, e);
	}
	receipt_doc_free(back);
	json_decref(j);
	buf_free(&text);
	return (rc);
}
