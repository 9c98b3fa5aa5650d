#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/digest/digest.h"
#include "store/home/home_leftovers.h"
#include "store/record/record.h"

/*
 * Time-stamps and evidence records lie beside their exhibit's file before the
 * log tells of them; what a crash leaves between is found by its SHA-256.
 */

/* SHA-256 of the file ${name} among the blobs: 1, 0 where it is gone, -1. */
static int
hash_beside(struct home *h, const char *name, char hex[static DIGEST_HEX],
    int64_t *bytes, struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT), file = BUF_INIT(RECORD_MAX);
	struct error why = ERROR_INIT;
	uint8_t md[DIGEST_LEN];
	int rc = -1;

	buf_printf(&path, "%s/blobs/%s", h->path, name);
	if (buf_ok(&path, e) != 0)
		goto out;
	if (io_read_file(buf_str(&path), &file, &why) != 0) {
		/* Too long for either: never of ours, nor of any event. */
		if (why.code == ERR_LIMIT || why.code == ERR_NOTFOUND)
			rc = 0;
		else
			(void)error_set(e, why.code, "%s", why.text);
		goto out;
	}
	*bytes = (int64_t)file.n;
	if (digest_of(buf_span(&file), md, e) == 0) {
		(void)digest_hex(md, hex);
		rc = 1;
	}
out:
	buf_free(&path);
	buf_free(&file);
	return (rc);
}

/* What events say of one file beside an exhibit. */
struct said {
	const char *hex;		/* of the file */
	bool told;			/* an event names it */
	bool came;			/* the exhibit came from elsewhere, with
					 * whatever lay beside it */
};

static int
take_event(struct said *s, struct span bytes, struct error *e)
{
	struct error why = ERROR_INIT;
	struct event *ev;

	if (event_read(bytes, &ev, &why) != 0)
		/* What is no event is the log check's to say. */
		return (why.code == ERR_NOMEM ? error_nomem(e) : 0);
	if (ev->kind == EVENT_RECEIVED)
		s->came = true;
	if (ev->after.value != NULL && strcmp(ev->after.value, s->hex) == 0)
		s->told = true;
	event_free(ev);
	return (0);
}

/* Whether any event about exhibit ${id} names it: 1, 0, -1. */
static int
told_of(struct home *h, const char *id, const char *hex, struct error *e)
{
	struct said s = { .hex = hex };
	struct catalog_cursor *cur;
	struct catalog_event row;
	int got;

	if (catalog_log_events(h->catalog, id, 1, &cur, e) != 0)
		return (-1);
	while (!s.told && (got = catalog_log_next(cur, &row, e)) == 1)
		if (take_event(&s, row.bytes, e) != 0) {
			got = -1;
			break;
		}
	catalog_cursor_free(cur);
	if (!s.told && got < 0)
		return (-1);
	return (s.told || s.came);
}

int
beside_untold(struct home *h, const struct blob_entry *b,
    struct beside *out, struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur = NULL;
	struct catalog_exhibit x;
	int got;

	f.sha256 = b->digest;
	if (catalog_exhibits(h->catalog, &f, &cur, e) != 0)
		return (-1);
	if ((got = catalog_exhibit_next(cur, &x, e)) == 1)
		(void)snprintf(out->exhibit, sizeof(out->exhibit), "%s", x.id);
	catalog_cursor_free(cur);
	if (got != 1 || (got = hash_beside(h, b->name, out->sha256,
	    &out->bytes, e)) != 1 ||
	    (got = told_of(h, out->exhibit, out->sha256, e)) < 0)
		return (got);
	return (!got);
}

/* ---- entering what was found ---- */

struct found {
	struct beside *list;
	char (*names)[BLOB_DIGEST + 32];
	size_t n;
	struct home *h;
};

static int
add(void *ctx, const struct blob_entry *b, struct error *e)
{
	struct found *f = ctx;
	struct beside one, *list;
	void *names;
	int got;

	if (b->kind != BLOB_STAMP ||
	    (got = beside_untold(f->h, b, &one, e)) == 0)
		return (0);
	if (got < 0)
		return (-1);
	list = realloc(f->list, (f->n + 1) * sizeof(*list));
	if (list == NULL)
		return (error_nomem(e));
	f->list = list;
	names = realloc(f->names, (f->n + 1) * sizeof(*f->names));
	if (names == NULL)
		return (error_nomem(e));
	f->names = names;
	f->list[f->n] = one;
	(void)snprintf(f->names[f->n], sizeof(*f->names), "%s", b->name);
	f->n++;
	return (0);
}

static int
enter(struct home *h, const struct beside *b, const char *name,
    struct error *e)
{
	struct event ev = EVENT_INIT;
	json_t *detail = json_object();
	const char *id = b->exhibit;
	bool ok = detail != NULL;
	int rc;

	json_put_text(detail, "incident", "found-beside", &ok);
	json_put_text(detail, "file", name, &ok);
	ev.kind = EVENT_INCIDENT;
	ev.late = true;
	ev.exhibits = &id;
	ev.n_exhibits = 1;
	ev.after = (struct event_state){ "sha256", b->sha256, b->bytes };
	ev.detail = detail;
	rc = ok ? home_append(h, &ev, 1, e) : error_nomem(e);
	json_decref(detail);
	return (rc);
}

int
home_enter_found(struct home *h, struct error *e)
{
	struct found f = { .h = h };
	size_t i;
	int rc = blob_each(h->blobs, add, &f, e);

	for (i = 0; rc == 0 && i < f.n; i++)
		rc = enter(h, &f.list[i], f.names[i], e);
	free(f.list);
	free(f.names);
	return (rc);
}
