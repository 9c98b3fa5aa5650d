#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/digest/digest.h"
#include "store/home/home_errand.h"

static const struct {
	const char *name;
	enum event_kind kind;
} operations[] = {
	{ "redact", EVENT_REDACTED },
	{ "excerpt", EVENT_COPIED },
	{ "convert", EVENT_COPIED },
};
#define OPERATIONS	(sizeof(operations) / sizeof(operations[0]))

/* One derivative from the file to the row. */
struct making {
	struct home *h;
	const struct home_derive_opts *o;
	char parent[BLOB_DIGEST];
	char parent_sha256[BLOB_DIGEST];
	int64_t parent_bytes;
	char exhibit[BLOB_DIGEST];
	char *case_name;
	char id[BLOB_DIGEST];
	int64_t bytes;
	char name[256];			/* of the file, without folders */
	struct buf blob;		/* name in the blob store */
};

static int
take_parent(struct making *m, const char *parent, const char *sha256,
    int64_t bytes, const struct catalog_exhibit *x, struct error *e)
{

	(void)snprintf(m->parent, sizeof(m->parent), "%s", parent);
	(void)snprintf(m->parent_sha256, sizeof(m->parent_sha256), "%s",
	    sha256);
	m->parent_bytes = bytes;
	(void)snprintf(m->exhibit, sizeof(m->exhibit), "%s", x->id);
	if (x->case_name != NULL &&
	    (m->case_name = strdup(x->case_name)) == NULL)
		return (error_nomem(e));
	return (0);
}

/* 1: ${from} is an exhibit; 0: it is none; -1. */
static int
from_exhibit(struct making *m, const char *from, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_exhibit x;
	int got = home_exhibit(m->h, from, &cur, &x, e);

	if (got == 1 && take_parent(m, x.id, x.sha256, x.bytes, &x, e) != 0)
		got = -1;
	catalog_cursor_free(cur);
	return (got);
}

/* The same for a derivative, whose exhibit gives the case. */
static int
from_derivative(struct making *m, const char *from, struct error *e)
{
	struct catalog_cursor *cur = NULL, *of = NULL;
	struct catalog_derivative d;
	struct catalog_exhibit x;
	int got;

	if (catalog_derivatives(m->h->catalog, NULL, NULL, &cur, e) != 0)
		return (-1);
	while ((got = catalog_derivative_next(cur, &d, e)) == 1)
		if (strncmp(d.id, from, strlen(from)) == 0)
			break;
	if (got == 1 && (got = home_exhibit(m->h, d.exhibit, &of, &x, e)) ==
	    1 && take_parent(m, d.id, d.id, d.bytes, &x, e) != 0)
		got = -1;
	catalog_cursor_free(of);
	catalog_cursor_free(cur);
	return (got);
}

static int
find_parent(struct making *m, struct error *e)
{
	int got = from_exhibit(m, m->o->from, e);

	if (got == 0)
		got = from_derivative(m, m->o->from, e);
	if (got == 0)
		return (error_set(e, ERR_NOTFOUND, "no exhibit %.64s",
		    m->o->from));
	return (got < 0 ? -1 : 0);
}

static int
keep_file(struct making *m, const char *copy, struct error *e)
{

	if (blob_put(m->h->blobs, copy, m->bytes, m->id, e) != 0)
		return (-1);
	return (home_blob_name(m->h, m->id, &m->blob, e));
}

static int
note_row(void *ctx, struct catalog *c, int64_t now, struct error *e)
{
	struct making *m = ctx;
	struct catalog_derivative d = { .id = m->id, .parent = m->parent,
	    .exhibit = m->exhibit, .bytes = m->bytes, .name = m->name,
	    .operation = m->o->operation, .tool = m->o->tool,
	    .note = m->o->note, .made = now, .blob = buf_str(&m->blob) };

	return (catalog_derivative_add(c, &d, e));
}

/* What the event says of the derivative, besides what the caller said. */
static json_t *
detail_of(const struct making *m, const json_t *given, struct error *e)
{
	json_t *j = given == NULL ? json_object() : json_deep_copy(given);
	bool ok = j != NULL;

	json_put_text(j, "derivative", m->id, &ok);
	json_put_text(j, "parent", m->parent, &ok);
	json_put_text(j, "operation", m->o->operation, &ok);
	json_put_text(j, "tool", m->o->tool, &ok);
	json_put_text(j, "file", m->name, &ok);
	json_put_text(j, "note", m->o->note, &ok);
	return (json_made(j, ok, e));
}

static int
record(struct making *m, struct event *ev, struct error *e)
{
	const char *id = m->exhibit;
	json_t *detail = detail_of(m, ev->detail, e);
	int rc;

	if (detail == NULL)
		return (-1);
	ev->exhibits = &id;
	ev->n_exhibits = 1;
	ev->case_name = m->case_name;
	ev->before = (struct event_state){ "sha256", m->parent_sha256,
	    m->parent_bytes };
	ev->after = (struct event_state){ "sha256", m->id, m->bytes };
	ev->detail = detail;
	rc = home_record(m->h, ev, note_row, m, e);
	json_decref(detail);
	return (rc);
}

/* In a work folder, so that what a crash leaves is found. */
static int
make(struct making *m, struct event *ev, struct error *e)
{
	struct buf copy = BUF_INIT(PATH_TEXT);
	struct home_job *j = NULL;
	int rc = -1;

	if (errand_begin(m->h, ERRAND_DERIVE, m->parent, &j, e) == 0 &&
	    io_join(&copy, home_job_folder(j), "derivative", e) == 0 &&
	    home_copy(m->o->file, buf_str(&copy), m->id, &m->bytes, e) == 0 &&
	    errand_will(j, ERRAND_DERIVE, m->id, e) == 0 &&
	    keep_file(m, buf_str(&copy), e) == 0)
		rc = record(m, ev, e);
	if (rc == 0)
		home_job_end(j);
	else
		errand_fail(j, ERRAND_DERIVE, m->id);
	buf_free(&copy);
	return (rc);
}

static int
check_options(struct making *m, struct event *ev, struct error *e)
{
	char copy[4096];
	size_t i;

	for (i = 0; i < OPERATIONS; i++)
		if (strcmp(operations[i].name, m->o->operation) == 0)
			break;
	if (i == OPERATIONS)
		return (error_set(e, ERR_INPUT, "no operation %.64s",
		    m->o->operation));
	ev->kind = operations[i].kind;
	if (strlen(m->o->file) >= sizeof(copy))
		return (error_set(e, ERR_INPUT, "path too long"));
	(void)snprintf(copy, sizeof(copy), "%s", m->o->file);
	(void)snprintf(m->name, sizeof(m->name), "%s", basename(copy));
	return (0);
}

int
home_derive(struct home *h, const struct home_derive_opts *o,
    struct event *ev, char id[static BLOB_DIGEST], struct error *e)
{
	struct making m = { .h = h, .o = o, .blob = BUF_INIT(PATH_TEXT) };
	int rc = -1;

	if (home_need_write(h, e) == 0 && check_options(&m, ev, e) == 0 &&
	    home_unlock(h, e) == 0 && find_parent(&m, e) == 0)
		rc = make(&m, ev, e);
	memcpy(id, m.id, BLOB_DIGEST);
	free(m.case_name);
	buf_free(&m.blob);
	return (rc);
}
