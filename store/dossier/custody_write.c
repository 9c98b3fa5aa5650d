#include <stdio.h>

#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/catalog/catalog_attest.h"
#include "store/dossier/custody_internal.h"

/* Rows that lie between two wanted ones are read over, up to so many. */
#define NEAR	64

/* Walk the chosen events in order, with few questions to the catalogue. */
static int
each(struct custody_selection *s, int (*fn)(void *ctx,
    const struct catalog_event *ev, struct error *e), void *ctx,
    struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_event ev = { .seq = 0 };
	int rc = 0;
	size_t i;

	for (i = 0; i < s->n && rc == 0; i++) {
		if (cur == NULL || s->seq[i] > ev.seq + NEAR) {
			catalog_cursor_free(cur);
			cur = NULL;
			if (catalog_log_events(s->c, NULL, s->seq[i], &cur,
			    e) != 0)
				return (-1);
		}
		do
			rc = catalog_log_next(cur, &ev, e);
		while (rc == 1 && ev.seq < s->seq[i]);
		if (rc == 1)
			rc = ev.seq == s->seq[i] ? fn(ctx, &ev, e) :
			    error_set(e, ERR_CORRUPT, "event %llu is gone",
			    (unsigned long long)s->seq[i]);
		else if (rc == 0)
			rc = error_set(e, ERR_CORRUPT, "event %llu is gone",
			    (unsigned long long)s->seq[i]);
	}
	catalog_cursor_free(cur);
	return (rc);
}

static int
tell_one(void *ctx, const struct catalog_event *row, struct error *e)
{
	const struct custody_told *told = ctx;
	struct event *ev;
	int rc;

	if (event_read(row->bytes, &ev, e) != 0)
		return (-1);
	rc = told->event(told->ctx, ev, e);
	event_free(ev);
	return (rc);
}

int
custody_tell(struct custody_selection *s, const struct custody_told *told,
    struct error *e)
{
	struct custody_told copy = *told;

	return (each(s, tell_one, &copy, e));
}

int
custody_line(struct asic_out *a, struct buf *line, struct error *e)
{
	int rc;

	buf_putc(line, '\n');
	if ((rc = buf_ok(line, e)) == 0)
		rc = asic_put(a, buf_span(line), e);
	buf_reset(line);
	return (rc);
}

int
custody_put_json(struct buf *out, json_t *j, bool ok, struct error *e)
{
	int rc = -1;

	if (!ok || j == NULL)
		(void)error_nomem(e);
	else
		rc = json_write(out, j, e);
	json_decref(j);
	return (rc);
}

json_t *
custody_path_json(const struct merkle_proof *p, bool *ok)
{
	json_t *list = json_array();
	struct buf b64 = BUF_INIT(128);
	size_t i;

	for (i = 0; i < p->n; i++) {
		buf_reset(&b64);
		codec_base64(&b64, (struct span){ p->node[i].b,
		    MERKLE_BYTES });
		json_add(list, json_string(buf_str(&b64)), ok);
	}
	*ok = *ok && b64.failed == ERR_NONE;
	buf_free(&b64);
	return (list);
}

/* What writing the lines of one file needs. */
struct lines {
	struct custody_selection *s;
	struct asic_out *a;
	struct merkle_hasher *hasher;
	struct merkle_source src;
	struct buf line;
};

static int
write_event(void *ctx, const struct catalog_event *ev, struct error *e)
{
	struct lines *l = ctx;

	buf_putspan(&l->line, ev->bytes);
	return (custody_line(l->a, &l->line, e));
}

static int
write_proof(struct lines *l, uint64_t seq, struct error *e)
{
	struct merkle_proof p;
	bool ok = true;
	json_t *j;

	if (merkle_prove(l->hasher, &l->src, seq - 1, l->s->point.size, &p,
	    e) != 0)
		return (-1);
	j = json_object();
	json_put_int(j, "seq", (int64_t)seq, &ok);
	json_put(j, "path", custody_path_json(&p, &ok), &ok);
	if (custody_put_json(&l->line, j, ok, e) != 0)
		return (-1);
	return (custody_line(l->a, &l->line, e));
}

static int
begin(struct lines *l, const char *name, struct error *e)
{
	char path[CUSTODY_FOLDER + 32];

	(void)snprintf(path, sizeof(path), "%s%s", l->s->folder, name);
	return (asic_begin(l->a, path, e));
}

static int
add(struct lines *l, const char *name, struct span bytes, struct error *e)
{
	char path[CUSTODY_FOLDER + 32];

	(void)snprintf(path, sizeof(path), "%s%s", l->s->folder, name);
	return (asic_add_bytes(l->a, path, bytes, e));
}

int
custody_find_stamp(struct custody_selection *s, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_stamping t;
	int rc;

	if (catalog_stampings(s->c, s->point.size, &cur, e) != 0)
		return (-1);
	if ((rc = catalog_stamping_next(cur, &t, e)) == 1 &&
	    t.size == s->point.size) {
		buf_putspan(&s->tsr, t.response);
		rc = buf_ok(&s->tsr, e);
	}
	catalog_cursor_free(cur);
	return (rc < 0 ? -1 : 0);
}

static int
write_cosignatures(struct lines *l, struct error *e)
{
	struct buf all = BUF_INIT(NOTE_MAX);
	struct catalog_cursor *cur = NULL;
	struct catalog_cosignature k;
	int rc;

	if (catalog_cosignatures(l->s->c, l->s->point.size, &cur, e) != 0)
		return (-1);
	while ((rc = catalog_cosignature_next(cur, &k, e)) == 1)
		if (k.size == l->s->point.size)
			buf_printf(&all, "%s\n", k.line);
	if (rc == 0 && (rc = buf_ok(&all, e)) == 0 && all.n > 0)
		rc = add(l, "cosignatures", buf_span(&all), e);
	catalog_cursor_free(cur);
	buf_free(&all);
	return (rc);
}

static int
write_head(struct lines *l, struct error *e)
{

	note_vkey_text(&l->s->key, &l->line);
	buf_putc(&l->line, '\n');
	if (buf_ok(&l->line, e) != 0 ||
	    add(l, "key", buf_span(&l->line), e) != 0 ||
	    add(l, "checkpoint", buf_span(&l->s->note), e) != 0)
		return (-1);
	buf_reset(&l->line);
	if (l->s->tsr.n > 0 &&
	    add(l, "checkpoint.tsr", buf_span(&l->s->tsr), e) != 0)
		return (-1);
	return (write_cosignatures(l, e));
}

static int
write_lines(struct lines *l, struct error *e)
{
	size_t i;

	if (begin(l, "events.jsonl", e) != 0 ||
	    each(l->s, write_event, l, e) != 0 || asic_end(l->a, e) != 0 ||
	    begin(l, "proofs.jsonl", e) != 0)
		return (-1);
	for (i = 0; i < l->s->n; i++)
		if (write_proof(l, l->s->seq[i], e) != 0)
			return (-1);
	return (asic_end(l->a, e));
}

int
custody_write(struct custody_selection *s, struct asic_out *a,
    struct error *e)
{
	struct lines l = { .s = s, .a = a,
	    .src = catalog_log_source(s->c), .line = BUF_INIT(2 * EVENT_MAX) };
	int rc = -1;

	if ((l.hasher = merkle_hasher_new(e)) == NULL)
		return (-1);
	if (write_head(&l, e) == 0 && write_lines(&l, e) == 0)
		rc = custody_anchors(s, a, e);
	merkle_hasher_free(l.hasher);
	buf_free(&l.line);
	return (rc);
}
