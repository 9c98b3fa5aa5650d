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

static json_t *
missing_json(const struct dossier_missing *m, bool *ok)
{
	json_t *j = json_object();

	json_put_text(j, "what", m->what, ok);
	json_put_text(j, "why", m->why, ok);
	return (j);
}

/* What stands before the lists. */
static json_t *
head_json(const struct dossier *d, bool *ok)
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
	if (d->report > 0)
		json_put_int(j, "report", d->report, ok);
	return (j);
}

/* ... and behind them. */
static json_t *
tail_json(const struct dossier *d, bool *ok)
{
	json_t *j = json_object(), *o = json_object();

	json_put_text(o, "name", d->tool, ok);
	json_put_text(o, "version", d->version, ok);
	json_put(j, "tool", o, ok);
	return (j);
}

/* ---- the text: as jansson would indent the whole by two ---- */

/* ${j}, which is taken, from its byte ${from} on to ${less} before its end,
 * every further line ${indent} deeper. */
static int
put_text(struct buf *out, json_t *j, size_t from, size_t less,
    const char *indent, bool ok, struct error *e)
{
	struct buf one = BUF_INIT(DOSSIER_FILE_MAX);
	size_t i;
	int rc = -1;

	if (!ok || j == NULL)
		(void)error_nomem(e);
	else if (json_write_pretty(&one, j, e) == 0) {
		for (i = from; i < one.n - less; i++) {
			buf_putc(out, one.p[i]);
			if (one.p[i] == '\n')
				buf_puts(out, indent);
		}
		rc = buf_ok(out, e);
	}
	json_decref(j);
	buf_free(&one);
	return (rc);
}

static int
put_exhibits(const struct dossier *d, struct buf *out, struct error *e)
{
	bool ok = true;
	size_t i;

	buf_puts(out, ",\n  \"exhibits\": [");
	for (i = 0; i < d->n; i++) {
		buf_puts(out, i > 0 ? ",\n    " : "\n    ");
		if (put_text(out, exhibit_json(&d->exhibits[i], i + 1, &ok),
		    0, 0, "    ", ok, e) != 0)
			return (-1);
	}
	buf_puts(out, d->n > 0 ? "\n  ]" : "]");
	return (buf_ok(out, e));
}

static int
put_missing(const struct dossier *d, struct buf *out, struct error *e)
{
	bool ok = true;
	size_t i;

	if (d->n_missing == 0)
		return (0);
	buf_puts(out, ",\n  \"missing\": [");
	for (i = 0; i < d->n_missing; i++) {
		buf_puts(out, i > 0 ? ",\n    " : "\n    ");
		if (put_text(out, missing_json(&d->missing[i], &ok), 0, 0,
		    "    ", ok, e) != 0)
			return (-1);
	}
	buf_puts(out, "\n  ]");
	return (buf_ok(out, e));
}

static int
put_all(const struct dossier *d, struct buf *out, struct error *e)
{
	bool ok = true;

	/* Without the bracket that ends it, and with that which begins it. */
	if (put_text(out, head_json(d, &ok), 0, 2, "", ok, e) != 0 ||
	    put_exhibits(d, out, e) != 0 || put_missing(d, out, e) != 0)
		return (-1);
	buf_putc(out, ',');
	if (put_text(out, tail_json(d, &ok), 1, 0, "", ok, e) != 0)
		return (-1);
	buf_putc(out, '\n');
	return (buf_ok(out, e));
}

int
dossier_write(const struct dossier *d, struct buf *out, struct error *e)
{
	struct error why = ERROR_INIT;
	struct dossier *back = NULL;
	size_t from = out->n;

	if (put_all(d, out, e) != 0)
		return (-1);
	if (dossier_read(span_sub(buf_span(out), from, out->n), &back,
	    &why) != 0)
		return (error_set(e, why.code == ERR_SYNTAX ? ERR_INPUT :
		    why.code, "%s", why.text));
	dossier_free(back);
	return (0);
}
