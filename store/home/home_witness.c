#include <inttypes.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/custody/cosign.h"
#include "store/custody/witness.h"
#include "store/home/home_attest.h"
#include "store/home/home_internal.h"

#define FUTURE_MS	INT64_C(86400000)	/* clocks that differ */

int
home_witness_request(struct home *h, uint64_t old, struct buf *out,
    uint64_t *size, struct error *e)
{
	struct merkle_source src = catalog_log_source(h->catalog);
	struct witness_request r = { .old = old };
	struct buf note = BUF_INIT(NOTE_MAX);
	struct checkpoint cp;
	enum note_state state;
	int rc = -1;

	if (home_checkpoint(h, &note, e) != 0 ||
	    checkpoint_open(buf_span(&note), &h->settings.vkey, &cp, &state,
	    e) != 0)
		goto out;
	*size = cp.size;
	if (old > cp.size) {
		(void)error_set(e, ERR_INPUT, "the log has %" PRIu64
		    " events, not %" PRIu64, cp.size, old);
		goto out;
	}
	if (old > 0 && merkle_prove_growth(h->hasher, &src, old, cp.size,
	    &r.proof, e) != 0)
		goto out;
	r.note = buf_span(&note);
	witness_request_text(&r, out);
	rc = buf_ok(out, e);
out:
	buf_free(&note);
	return (rc);
}

int
home_witness_seen(struct home *h, const char *name, uint64_t *size,
    struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_cosignature s;
	int got;

	*size = 0;
	if (catalog_cosignatures(h->catalog, 0, &cur, e) != 0)
		return (-1);
	while ((got = catalog_cosignature_next(cur, &s, e)) == 1)
		if (s.name != NULL && strcmp(s.name, name) == 0)
			*size = s.size;
	catalog_cursor_free(cur);
	return (got);
}

int
home_witness_at(struct home *h, const char *url, struct note_vkey *key,
    struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_witness w;
	int got;

	if (catalog_witnesses(h->catalog, url, &cur, e) != 0)
		return (-1);
	if ((got = catalog_witness_next(cur, &w, e)) == 1 &&
	    cosign_vkey_parse(span_of(w.key), key, e) != 0)
		got = -1;
	catalog_cursor_free(cur);
	return (got);
}

int
home_witness_of(struct home *h, const struct note *n, struct note_vkey *key,
    struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_witness w;
	size_t i;
	int got;

	if (catalog_witnesses(h->catalog, NULL, &cur, e) != 0)
		return (-1);
	while ((got = catalog_witness_next(cur, &w, e)) == 1) {
		if (cosign_vkey_parse(span_of(w.key), key, NULL) != 0)
			continue;
		for (i = 0; i < n->n; i++)
			if (note_signed_by(&n->signature[i], key))
				goto out;
	}
out:
	catalog_cursor_free(cur);
	return (got);
}

/* What ${key} signed: its line, and when; checked. */
static int
find_line(const struct note *n, const struct note_vkey *key,
    struct buf *line, int64_t *time, struct error *e)
{
	enum note_state state;
	size_t i;

	if (cosign_check(n, key, &state, time, e) != 0)
		return (-1);
	if (state == NOTE_BAD)
		return (error_set(e, ERR_CORRUPT, "the signature of the "
		    "witness %s does not hold", key->name));
	if (state == NOTE_UNKNOWN)
		return (error_set(e, ERR_INPUT, "no signature of the witness "
		    "%s", key->name));
	for (i = 0; i < n->n; i++)
		if (note_signed_by(&n->signature[i], key)) {
			buf_reset(line);
			buf_printf(line, "\xe2\x80\x94 %s ", key->name);
			buf_putspan(line, n->signature[i].base64);
			/* Of several the one that was found to be last. */
			if (cosign_check_line(n->text, buf_span(line), key,
			    &state, time, e) != 0)
				return (-1);
		}
	return (buf_ok(line, e));
}

/* A witness keeps its key; -1 with ERR_DENIED where it has another. */
static int
keep_witness(struct home *h, const struct note_vkey *key, const char *url,
    int64_t now, struct error *e)
{
	struct buf line = BUF_INIT(4 * KIB), kept = BUF_INIT(64 * KIB);
	struct catalog_witness w = { .name = key->name, .url = url,
	    .added = now }, row;
	struct catalog_cursor *cur = NULL;
	int got, rc = -1;

	note_vkey_text(key, &line);
	if (buf_ok(&line, e) != 0 ||
	    catalog_witnesses(h->catalog, NULL, &cur, e) != 0)
		goto out;
	while ((got = catalog_witness_next(cur, &row, e)) == 1) {
		if (strcmp(row.name, key->name) != 0)
			continue;
		if (!span_is(buf_span(&line), row.key)) {
			(void)error_set(e, ERR_DENIED, "the witness %s had "
			    "another key before", key->name);
			goto out;
		}
		if (url == NULL && row.url != NULL) {
			buf_puts(&kept, row.url);
			w.url = buf_str(&kept);
		}
	}
	w.key = buf_str(&line);
	if (got == 0 && buf_ok(&kept, e) == 0)
		rc = catalog_witness_set(h->catalog, &w, e);
out:
	catalog_cursor_free(cur);
	buf_free(&kept);
	buf_free(&line);
	return (rc);
}

static int
keep(struct home *h, const struct note_vkey *key, const char *url,
    const struct catalog_cosignature *s, struct error *e)
{
	struct event ev = EVENT_INIT;
	struct home_change c;
	json_t *detail = json_object();
	bool ok = true;
	int rc = -1;

	json_put_text(detail, "witness", key->name, &ok);
	json_put_int(detail, "checkpoint", (int64_t)s->size, &ok);
	json_put_time(detail, "time", s->time, &ok);
	ev.kind = EVENT_VERIFIED;
	ev.detail = detail;
	if (!ok)
		(void)error_nomem(e);
	else if (change_begin(h, &c, e) == 0) {
		if (keep_witness(h, key, url, c.now, e) != 0 ||
		    catalog_cosignature_add(h->catalog, s, e) != 0 ||
		    change_event(&c, &ev, e) != 0)
			change_rollback(&c);
		else
			rc = change_commit(&c, e);
	}
	json_decref(detail);
	return (rc);
}

/* The checkpoint ${n} with the log's own signature alone, as it is kept. */
static int
own_part(struct home *h, const struct note *n, uint64_t *size,
    struct error *e)
{
	struct buf own = BUF_INIT(2 * NOTE_MAX);
	int rc = -1;

	if (note_part(n, &h->settings.vkey, &own) == 0)
		(void)error_set(e, ERR_NOTFOUND,
		    "no checkpoint of this log");
	else if (buf_ok(&own, e) == 0)
		rc = home_point_kept(h, buf_span(&own), size, e);
	buf_free(&own);
	return (rc);
}

int
home_witness_take(struct home *h, const struct note_vkey *key,
    const char *url, struct span note, int64_t *time, struct error *e)
{
	struct catalog_cosignature s = { .name = key->name };
	struct buf line = BUF_INIT(4 * KIB);
	struct note n;
	int rc = -1;

	if (home_need_write(h, e) != 0 || note_parse(note, &n, e) != 0 ||
	    own_part(h, &n, &s.size, e) != 0 ||
	    find_line(&n, key, &line, &s.time, e) != 0)
		goto out;
	if (s.time > home_now(h) + FUTURE_MS) {
		(void)error_set(e, ERR_INPUT, "the witness %s signs with a "
		    "time in the future", key->name);
		goto out;
	}
	s.line = buf_str(&line);
	*time = s.time;
	rc = keep(h, key, url, &s, e);
out:
	buf_free(&line);
	return (rc);
}

int
home_witness_conflict(struct home *h, const char *name, const char *url,
    uint64_t seen, struct error *e)
{
	struct event ev = EVENT_INIT;
	json_t *detail = json_object();
	uint64_t size = 0;
	bool ok = true;
	int rc = -1;

	if (catalog_log_size(h->catalog, &size, e) != 0)
		goto out;
	json_put_text(detail, "incident", "witness-conflict", &ok);
	json_put_text(detail, "witness", name, &ok);
	json_put_text(detail, "url", url, &ok);
	json_put_int(detail, "size", (int64_t)size, &ok);
	if (seen > 0)
		json_put_int(detail, "seen", (int64_t)seen, &ok);
	ev.kind = EVENT_INCIDENT;
	ev.detail = detail;
	rc = ok ? home_append(h, &ev, 1, e) : error_nomem(e);
out:
	json_decref(detail);
	return (rc);
}
