#include "store/base/json.h"
#include "store/dossier/dossier.h"

static json_t *
exhibit_json(const struct dossier_exhibit *x, size_t place, bool *ok)
{
	json_t *j = json_object(), *list;
	char name[DOSSIER_NAME];
	size_t i;

	json_put_text(j, "file", dossier_name(place, x->id, ".wacz", name),
	    ok);
	json_put_text(j, "id", x->id, ok);
	json_put_text(j, "sha256", x->sha256, ok);
	json_put_int(j, "bytes", x->bytes, ok);
	if (x->number > 0)
		json_put_int(j, "number", x->number, ok);
	json_put_text(j, "url", x->url, ok);
	json_put_text(j, "title", x->title, ok);
	json_put_time(j, "sealed", x->sealed, ok);
	if (x->own)
		json_put_bool(j, "own", true, ok);
	if (x->stamps > 0) {
		list = json_array();
		for (i = 1; i <= x->stamps; i++)
			json_add(list, json_string(dossier_stamp_name(place,
			    x->id, i, name)), ok);
		json_put(j, "stamps", list, ok);
	}
	if (x->record)
		json_put_text(j, "record", dossier_name(place, x->id, ".ers",
		    name), ok);
	json_put_text(j, "note", x->note, ok);
	return (j);
}

static json_t *
who_json(const struct event_who *w, bool *ok)
{
	json_t *j = json_object();

	json_put_text(j, "name", w->name, ok);
	json_put_text(j, "role", w->role, ok);
	json_put_text(j, "organization", w->organization, ok);
	json_put_text(j, "key", w->key, ok);
	return (j);
}

static void
put_case(json_t *j, const struct dossier *d, bool *ok)
{
	json_t *o;

	if (d->case_name == NULL)
		return;
	o = json_object();
	json_put_text(o, "name", d->case_name, ok);
	if (d->case_data != NULL)
		*ok = *ok && json_object_update_missing_new(o,
		    json_deep_copy(d->case_data)) == 0;
	json_put(j, "case", o, ok);
}

static void
put_lists(json_t *j, const struct dossier *d, bool *ok)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < d->n; i++)
		json_add(list, exhibit_json(&d->exhibits[i], i + 1, ok), ok);
	json_put(j, "exhibits", list, ok);
	if (d->n_missing == 0)
		return;
	list = json_array();
	for (i = 0; i < d->n_missing; i++) {
		o = json_object();
		json_put_text(o, "what", d->missing[i].what, ok);
		json_put_text(o, "why", d->missing[i].why, ok);
		json_add(list, o, ok);
	}
	json_put(j, "missing", list, ok);
}

static json_t *
dossier_object(const struct dossier *d, bool *ok)
{
	json_t *j = json_object(), *o;

	json_put_text(j, "format", "constat-dossier", ok);
	json_put_int(j, "version", 1, ok);
	json_put_text(j, "uuid", d->uuid, ok);
	json_put_text(j, "kind", dossier_kind_name(d->kind), ok);
	json_put_time(j, "created", d->created, ok);
	put_case(j, d, ok);
	json_put_text(j, "log", d->log, ok);
	json_put_int(j, "event", (int64_t)d->event, ok);
	json_put(j, "by", who_json(&d->by, ok), ok);
	if (d->to_name != NULL || d->to_organization != NULL) {
		o = json_object();
		json_put_text(o, "name", d->to_name, ok);
		json_put_text(o, "organization", d->to_organization, ok);
		json_put(j, "to", o, ok);
	}
	json_put_text(j, "why", d->why, ok);
	put_lists(j, d, ok);
	o = json_object();
	json_put_text(o, "name", d->tool, ok);
	json_put_text(o, "version", d->version, ok);
	json_put(j, "tool", o, ok);
	return (j);
}

int
dossier_write(const struct dossier *d, struct buf *out, struct error *e)
{
	struct buf text = BUF_INIT(DOSSIER_FILE_MAX);
	struct error why = ERROR_INIT;
	struct dossier *back = NULL;
	bool ok = true;
	json_t *j = dossier_object(d, &ok);
	int rc = -1;

	if (!ok || j == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	if (json_write_pretty(&text, j, e) != 0)
		goto out;
	buf_putc(&text, '\n');
	if (buf_ok(&text, e) != 0)
		goto out;
	json_decref(j);
	j = NULL;
	if (dossier_read(buf_span(&text), &back, &why) != 0) {
		(void)error_set(e, why.code == ERR_SYNTAX ? ERR_INPUT :
		    why.code, "%s", why.text);
		goto out;
	}
	buf_putspan(out, buf_span(&text));
	rc = buf_ok(out, e);
out:
	dossier_free(back);
	json_decref(j);
	buf_free(&text);
	return (rc);
}
