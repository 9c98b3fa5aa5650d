#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/digest/digest.h"
#include "store/dossier/dossier.h"
#include "store/home/home_package.h"
#include "store/wacz/zip.h"

#define MANIFEST_ENTRY	"META-INF/ASiCManifest.xml"

struct home_incoming {
	struct home *home;
	struct home_job *job;
	char *path;			/* of the copy */
	char sha256[DIGEST_HEX];
	int64_t bytes;
	bool unsettled;			/* the job is left to home_recover() */
};

/* What a job of a package is called; the name is the person's file's. */
static void
name_job(struct buf *out, const char *path)
{
	const char *name = strrchr(path, '/');

	name = name == NULL ? path : name + 1;
	buf_printf(out, JOB_PACKAGE "%.200s", span_utf8(span_of(name)) ?
	    name : "in");
}

int
home_incoming_begin(struct home *h, const char *path,
    struct home_incoming **out, struct error *e)
{
	struct home_incoming *g = calloc(1, sizeof(*g));
	struct buf b = BUF_INIT(PATH_TEXT), name = BUF_INIT(4 * KIB);
	int rc = -1;

	*out = NULL;
	if (g == NULL)
		return (error_nomem(e));
	g->home = h;
	name_job(&name, path);
	if (buf_ok(&name, e) != 0 ||
	    home_job_begin(h, buf_str(&name), &g->job, e) != 0 ||
	    io_join(&b, home_job_folder(g->job), PACKAGE_FILE, e) != 0)
		goto out;
	if ((g->path = buf_take(&b)) == NULL)
		(void)error_nomem(e);
	else
		rc = home_copy(path, g->path, g->sha256,
	    &g->bytes, e);
out:
	if (rc == 0)
		*out = g;
	else
		home_incoming_end(g);
	buf_free(&name);
	buf_free(&b);
	return (rc);
}

const char *
home_incoming_path(const struct home_incoming *g)
{

	return (g->path);
}

const char *
home_incoming_sha256(const struct home_incoming *g)
{

	return (g->sha256);
}

int64_t
home_incoming_bytes(const struct home_incoming *g)
{

	return (g->bytes);
}

/* ---- what the event says of it ---- */

/* What the package says of itself, as far as the event repeats it. */
struct told {
	struct dossier *d;
	char manifest[DIGEST_HEX];	/* of ASiCManifest.xml, or "" */
};

static int
read_entry(const struct zip *z, const char *name, struct buf *out,
    struct error *e)
{
	enum zip_content content;
	ptrdiff_t i = zip_find(z, span_of(name));

	if (i < 0)
		return (error_set(e, ERR_CORRUPT, "there is no %s", name));
	if (zip_entry_whole(z, (size_t)i, out, &content, e) != 0)
		return (-1);
	return (content == ZIP_CONTENT_WHOLE ? 0 : error_set(e, ERR_CORRUPT,
	    "%s is damaged", name));
}

static int
digest_entry(const struct zip *z, const char *name,
    char hex[static DIGEST_HEX], struct error *e)
{
	ptrdiff_t i = zip_find(z, span_of(name));
	struct zip_stream *s = NULL;
	struct digest *d = NULL;
	uint8_t md[DIGEST_LEN], *chunk = malloc(IO_CHUNK);
	ssize_t k = -1;
	int rc = -1;

	if (chunk == NULL)
		return (error_nomem(e));
	if (i < 0)
		(void)error_set(e, ERR_CORRUPT, "there is no %s", name);
	if (i < 0 || digest_open(&d, e) != 0 ||
	    zip_entry_open(z, (size_t)i, &s, e) != 0)
		goto out;
	while ((k = zip_entry_read(s, chunk, IO_CHUNK, e)) > 0)
		if (digest_put(d, chunk, (size_t)k, e) != 0)
			goto out;
	if (k == 0 && (rc = digest_peek(d, md, e)) == 0)
		(void)digest_hex(md, hex);
out:
	if (zip_entry_close(s) != ZIP_CONTENT_WHOLE && rc == 0)
		rc = error_set(e, ERR_CORRUPT, "%s is damaged", name);
	digest_free(d);
	free(chunk);
	return (rc);
}

static int
read_told(const char *path, struct told *t, struct error *e)
{
	struct buf text = BUF_INIT(DOSSIER_FILE_MAX);
	struct zip *z = NULL;
	int fd = -1, rc = -1;

	if (io_open_read(path, &fd, e) != 0)
		return (-1);
	if (zip_open(fd, &z, e) != 0 ||
	    digest_entry(z, MANIFEST_ENTRY, t->manifest, e) != 0)
		goto out;
	if (read_entry(z, DOSSIER_JSON, &text, e) == 0)
		rc = dossier_read(buf_span(&text), &t->d, e);
out:
	zip_free(z);
	(void)close(fd);
	buf_free(&text);
	return (rc);
}

int
home_incoming_dossier(const struct home_incoming *g, struct dossier **out,
    struct error *e)
{
	struct told t = { .d = NULL };
	int rc = read_told(g->path, &t, e);

	*out = t.d;
	return (rc);
}

/* The parts of an event that live as long as it. */
struct parts {
	json_t *detail;
	json_t *from;
};

static int
fill_event(const struct home_incoming *g, const struct home_incoming_opts *o,
    const struct told *t, const char *package, struct parts *p,
    struct event *ev, struct error *e)
{
	bool ok;

	p->detail = o->detail == NULL ? json_object() :
	    json_deep_copy(o->detail);
	ok = p->detail != NULL;
	json_put_text(p->detail, "package", package, &ok);
	if (t->manifest[0] != '\0')
		json_put_text(p->detail, "manifest", t->manifest, &ok);
	if (t->d != NULL)
		p->from = dossier_sender(t->d, &ok);
	ev->why = o->why;
	ev->detail = p->detail;
	ev->from = p->from;
	ev->after = (struct event_state){ "sha256", g->sha256, g->bytes };
	return (ok ? 0 : error_nomem(e));
}

static void
parts_free(struct parts *p)
{

	json_decref(p->detail);
	json_decref(p->from);
}

/* ---- keeping ---- */

/* ERR_EXISTS where it came in before, with the row in ${n}. */
static int
check_new(struct home *h, enum catalog_direction direction, const char *uuid,
    struct error *e)
{
	struct catalog_package_filter f = CATALOG_PACKAGE_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_package p;
	int got, rc = 0;

	f.uuid = uuid;
	f.direction = (int)direction;
	if (catalog_packages(h->catalog, &f, &cur, e) != 0)
		return (-1);
	while (rc == 0 && (got = catalog_package_next(cur, &p, e)) != 0)
		if (got < 0)
			rc = -1;
		else if (p.state != CATALOG_PACKAGE_REFUSED)
			rc = error_set(e, ERR_EXISTS,
			    "the package %s came in already", uuid);
	catalog_cursor_free(cur);
	return (rc);
}

/* Its exhibits' files, so that what a crash leaves of them is explained. */
static json_t *
files_json(const struct dossier *d, bool *ok)
{
	json_t *list = json_array();
	size_t i;

	if (list == NULL)
		*ok = false;
	for (i = 0; list != NULL && i < d->n; i++)
		json_add(list, json_string(d->exhibits[i].sha256), ok);
	return (list);
}

static int
record_json(struct home_incoming *g, const struct home_incoming_opts *o,
    const struct told *t, json_t **record, struct error *e)
{
	struct event ev = EVENT_INIT;
	struct parts p = { NULL, NULL };
	json_t *in = json_object(), *event = NULL;
	bool ok = in != NULL;
	int rc = -1;

	ev.kind = EVENT_RECEIVED;
	if (fill_event(g, o, t, t->d->uuid, &p, &ev, e) != 0 ||
	    record_event(g->home, &ev, &event, e) != 0)
		goto out;
	json_put_int(in, "direction", (int)o->direction, &ok);
	json_put_text(in, "package", t->d->uuid, &ok);
	json_put_text(in, "sha256", g->sha256, &ok);
	json_put_int(in, "bytes", g->bytes, &ok);
	json_put_text(in, "case", o->case_name != NULL ? o->case_name :
	    t->d->case_name, &ok);
	json_put(in, "event", event, &ok);
	json_put(in, "files", files_json(t->d, &ok), &ok);
	*record = json_object();
	json_put(*record, "incoming", in, &ok);
	in = NULL;
	rc = ok ? 0 : error_nomem(e);
out:
	parts_free(&p);
	json_decref(in);
	return (rc);
}

int
home_incoming_keep(struct home_incoming *g,
    const struct home_incoming_opts *o, struct home_taken *out,
    struct error *e)
{
	struct buf text = BUF_INIT(32 * MIB);
	struct told t = { .d = NULL };
	json_t *record = NULL;
	int rc = -1;

	catalog_spare(g->home->catalog);
	if (home_unlock(g->home, e) != 0 ||
	    read_told(g->path, &t, e) != 0 ||
	    check_new(g->home, o->direction, t.d->uuid, e) != 0 ||
	    record_json(g, o, &t, &record, e) != 0 ||
	    json_write(&text, record, e) != 0 ||
	    home_leave_record(g->home, g->job, &text, e) != 0)
		goto out;
	rc = package_take(g->home, home_job_uuid(g->job),
	    json_object_get(record, "incoming"), false, out, e);
	if (rc == 0)
		g->job->waits = false;
	else if (home_settle(g->home, NULL) != 0 ||
	    package_undo(g->home, home_job_uuid(g->job),
	    json_object_get(record, "incoming"), NULL) != 0)
		g->unsettled = true;
out:
	json_decref(record);
	dossier_free(t.d);
	buf_free(&text);
	return (rc);
}

/* ---- refusing ---- */

struct refusal {
	struct catalog_package p;
	struct home *h;
};

static int
refuse_row(void *ctx, struct catalog *c, int64_t now, struct error *e)
{
	struct refusal *r = ctx;
	uint64_t size;

	if (catalog_log_size(c, &size, e) != 0)
		return (-1);
	r->p.seq = size + 1;
	r->p.time = now;
	return (catalog_package_add(c, &r->p, NULL, 0, e));
}

int
home_incoming_refuse(struct home_incoming *g,
    const struct home_incoming_opts *o, const char *package, const char *why,
    int64_t *n, struct error *e)
{
	struct refusal r = { .p = CATALOG_PACKAGE_INIT, .h = g->home };
	struct event ev = EVENT_INIT;
	struct parts p = { NULL, NULL };
	struct told t = { .d = NULL };
	int rc = -1;

	/* Who sent it, where that much can be read; it may be a lie. */
	(void)read_told(g->path, &t, NULL);
	ev.kind = EVENT_REJECTED;
	if (fill_event(g, o, &t, package, &p, &ev, e) != 0)
		goto out;
	ev.why = why;
	ev.result = EVENT_SUCCESS;
	r.p.uuid = package;
	r.p.direction = o->direction;
	r.p.state = CATALOG_PACKAGE_REFUSED;
	r.p.sha256 = g->sha256;
	r.p.bytes = g->bytes;
	if (t.d != NULL) {
		r.p.organization = t.d->by.organization;
		r.p.person = t.d->by.name;
	}
	rc = home_record(g->home, &ev, refuse_row, &r, e);
	*n = r.p.n;
out:
	parts_free(&p);
	dossier_free(t.d);
	return (rc);
}

void
home_incoming_end(struct home_incoming *g)
{

	if (g == NULL)
		return;
	if (g->unsettled)
		home_job_leave(g->job);
	else
		home_job_end(g->job);
	free(g->path);
	free(g);
}
