#include <stdio.h>
#include <stdlib.h>

#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/catalog/catalog_attest.h"
#include "store/dossier/custody_internal.h"

/*
 * Stamped checkpoints between which each event was written: the oldest that
 * has it, and the youngest that does not have it yet.
 */
struct anchors {
	struct custody_selection *s;
	struct asic_out *a;
	struct merkle_hasher *hasher;
	struct merkle_source src;
	struct buf line;
};

int
custody_find_note(struct custody_selection *s, uint64_t size,
    struct buf *out, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_checkpoint k;
	int rc;

	if (catalog_checkpoints(s->c, size, &cur, e) != 0)
		return (-1);
	if ((rc = catalog_checkpoint_next(cur, &k, e)) == 1 &&
	    k.size == size) {
		buf_putspan(out, k.note);
		rc = buf_ok(out, e);
	} else if (rc >= 0)
		rc = error_set(e, ERR_CORRUPT,
		    "the checkpoint of %llu events is gone",
		    (unsigned long long)size);
	catalog_cursor_free(cur);
	return (rc);
}

static int
want(struct custody_selection *s, uint64_t size, struct error *e)
{
	uint64_t *v;

	if (size == 0 || size >= s->point.size ||
	    (s->n_anchors > 0 && s->anchors[s->n_anchors - 1] >= size))
		return (0);
	v = reallocarray(s->anchors, s->n_anchors + 1, sizeof(*v));
	if (v == NULL)
		return (error_nomem(e));
	s->anchors = v;
	v[s->n_anchors++] = size;
	return (0);
}

/* The stamps by size, against the events by seq. */
int
custody_find_anchors(struct custody_selection *s, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_stamping t;
	uint64_t before = 0;
	size_t i = 0;
	int rc;

	if (catalog_stampings(s->c, 1, &cur, e) != 0)
		return (-1);
	while ((rc = catalog_stamping_next(cur, &t, e)) == 1) {
		if (i < s->n && s->seq[i] <= t.size &&
		    ((rc = want(s, before, e)) != 0 ||
		    (rc = want(s, t.size, e)) != 0))
			break;
		while (i < s->n && s->seq[i] <= t.size)
			i++;
		before = t.size;
	}
	if (rc == 0 && i < s->n)
		rc = want(s, before, e);
	catalog_cursor_free(cur);
	return (rc);
}

/* The first time-stamp of the checkpoint of that size, base64. */
static int
stamp_of(struct anchors *w, uint64_t size, struct buf *out, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_stamping t;
	int rc;

	if (catalog_stampings(w->s->c, size, &cur, e) != 0)
		return (-1);
	if ((rc = catalog_stamping_next(cur, &t, e)) == 1) {
		codec_base64(out, t.response);
		rc = buf_ok(out, e);
	}
	catalog_cursor_free(cur);
	return (rc);
}

static int
write_anchor(struct anchors *w, uint64_t size, struct error *e)
{
	struct buf note = BUF_INIT(NOTE_MAX), tsr = BUF_INIT(2 * TOKEN_MAX);
	struct merkle_proof p;
	bool ok = true;
	json_t *j;
	int rc = -1;

	if (custody_find_note(w->s, size, &note, e) != 0 ||
	    stamp_of(w, size, &tsr, e) != 0 ||
	    merkle_prove_growth(w->hasher, &w->src, size, w->s->point.size,
	    &p, e) != 0)
		goto out;
	j = json_object();
	json_put_text(j, "checkpoint", buf_str(&note), &ok);
	json_put_text(j, "tsr", buf_str(&tsr), &ok);
	json_put(j, "path", custody_path_json(&p, &ok), &ok);
	if (custody_put_json(&w->line, j, ok, e) == 0)
		rc = custody_line(w->a, &w->line, e);
out:
	buf_free(&note);
	buf_free(&tsr);
	return (rc);
}

int
custody_anchors(struct custody_selection *s, struct asic_out *a,
    struct error *e)
{
	struct anchors w = { .s = s, .a = a, .src = catalog_log_source(s->c),
	    .line = BUF_INIT(4 * MIB) };
	char path[CUSTODY_FOLDER + 32];
	size_t i;
	int rc = -1;

	if (s->n_anchors == 0)
		return (0);
	(void)snprintf(path, sizeof(path), "%sanchors.jsonl", s->folder);
	if ((w.hasher = merkle_hasher_new(e)) == NULL)
		return (-1);
	if (asic_begin(a, path, e) == 0) {
		for (i = 0; i < s->n_anchors; i++)
			if (write_anchor(&w, s->anchors[i], e) != 0)
				break;
		if (i == s->n_anchors)
			rc = asic_end(a, e);
	}
	merkle_hasher_free(w.hasher);
	buf_free(&w.line);
	return (rc);
}
