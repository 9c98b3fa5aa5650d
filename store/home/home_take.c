#include <fcntl.h>
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
#include "store/record/record.h"
#include "store/wacz/zip.h"

/* A package from the file to the rows. */
struct taking {
	struct home *h;
	const char *uuid;		/* of the job */
	const json_t *in;		/* what was noted before */
	const char *sha256;		/* of the file */
	int64_t bytes;
	const char *case_name;		/* or NULL */
	struct buf folder;		/* of the job */
	int fd;
	struct zip *z;
	struct dossier *d;
	const char **ids;
	FILE *rows;
	struct home_taken *out;
};

static int
work_path(const struct taking *t, const char *name, struct buf *out,
    struct error *e)
{

	return (io_join(out, buf_str(&t->folder), name, e));
}

/* The file, from the blobs where it is there already. */
static int
open_file(struct taking *t, struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	struct error why = ERROR_INIT;
	int rc = -1;

	if (blob_open(t->h->blobs, t->sha256, &t->fd, &why) == 0)
		rc = 0;
	else if (work_path(t, PACKAGE_FILE, &path, e) == 0)
		rc = io_open_read(buf_str(&path), &t->fd, e);
	buf_free(&path);
	return (rc);
}

static int
open_package(struct taking *t, struct error *e)
{
	struct buf text = BUF_INIT(DOSSIER_FILE_MAX);
	enum zip_content content;
	ptrdiff_t i;
	int rc = -1;

	if (open_file(t, e) != 0 || zip_open(t->fd, &t->z, e) != 0)
		return (-1);
	if (!zip_sound(t->z) ||
	    (i = zip_find(t->z, span_of(DOSSIER_JSON))) < 0) {
		(void)error_set(e, ERR_CORRUPT, "the package is damaged");
		goto out;
	}
	if (zip_entry_whole(t->z, (size_t)i, &text, &content, e) != 0)
		goto out;
	if (content != ZIP_CONTENT_WHOLE)
		(void)error_set(e, ERR_CORRUPT, "%s is damaged", DOSSIER_JSON);
	else
		rc = dossier_read(buf_span(&text), &t->d, e);
out:
	buf_free(&text);
	return (rc);
}

/* ---- one exhibit ---- */

/* 1: the catalogue has it, 0, -1. */
static int
is_here(struct home *h, const char *id, struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	int got;

	f.id_prefix = id;
	if (catalog_exhibits(h->catalog, &f, &cur, e) != 0)
		return (-1);
	got = catalog_exhibit_next(cur, &x, e);
	catalog_cursor_free(cur);
	return (got);
}

/* The entry ${i}, hashed on the way, into the file ${out}. */
static int
copy_entry(struct taking *t, size_t i, int out, char hex[static DIGEST_HEX],
    int64_t *bytes, struct error *e)
{
	struct zip_stream *s = NULL;
	struct digest *d = NULL;
	uint8_t md[DIGEST_LEN], *chunk = malloc(IO_CHUNK);
	ssize_t k = -1;
	int rc = -1;

	*bytes = 0;
	if (chunk == NULL)
		return (error_nomem(e));
	if (digest_open(&d, e) != 0 || zip_entry_open(t->z, i, &s, e) != 0)
		goto out;
	while ((k = zip_entry_read(s, chunk, IO_CHUNK, e)) > 0) {
		*bytes += k;
		if (digest_put(d, chunk, (size_t)k, e) != 0 ||
		    io_write(out, chunk, (size_t)k, e) != 0)
			goto out;
	}
	if (k != 0 || digest_peek(d, md, e) != 0)
		goto out;
	(void)digest_hex(md, hex);
	rc = 0;
out:
	if (zip_entry_close(s) != ZIP_CONTENT_WHOLE && rc == 0)
		rc = error_set(e, ERR_CORRUPT, "an exhibit is damaged");
	digest_free(d);
	free(chunk);
	return (rc);
}

static int
copy_exhibit(struct taking *t, const struct dossier_exhibit *x,
    const char *path, struct error *e)
{
	ptrdiff_t i = zip_find(t->z, span_of(x->file));
	char hex[DIGEST_HEX];
	int64_t bytes;
	int out, rc;

	if (i < 0)
		return (error_set(e, ERR_CORRUPT, "%s is not in the package",
		    x->file));
	(void)unlink(path);
	out = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out < 0)
		return (error_sys(e, "cannot make %s", path));
	rc = copy_entry(t, (size_t)i, out, hex, &bytes, e);
	if (io_close(&out, rc == 0 ? e : NULL) != 0)
		rc = -1;
	if (rc == 0 && (strcmp(hex, x->sha256) != 0 || bytes != x->bytes))
		rc = error_set(e, ERR_CORRUPT, "%s has the hash %s, want %s",
		    x->file, hex, x->sha256);
	return (rc);
}

/* Its row waits in a file: all of them may be more than memory holds. */
static int
add_row(struct taking *t, const struct dossier_exhibit *x, const char *path,
    struct error *e)
{
	struct catalog_exhibit known = CATALOG_EXHIBIT_INIT;
	struct buf line = BUF_INIT(64 * MIB), unknown = BUF_INIT(1 * KIB);
	json_t *row = NULL;
	int fd = -1, rc = -1;

	buf_printf(&unknown, "urn:sha256:%s", x->id);
	known.id = x->id;
	known.sha256 = x->sha256;
	known.bytes = x->bytes;
	known.url = x->url != NULL ? x->url : buf_str(&unknown);
	known.title = x->title;
	known.sealed = x->sealed != TIME_UNKNOWN ? x->sealed : t->d->created;
	known.own = x->own;
	known.case_name = t->case_name;
	if (io_open_read(path, &fd, e) != 0 ||
	    home_describe(fd, &known, &row, e) != 0 ||
	    json_write(&line, row, e) != 0)
		goto out;
	buf_putc(&line, '\n');
	if (buf_ok(&line, e) != 0)
		goto out;
	rc = fwrite(line.p, 1, line.n, t->rows) == line.n ? 0 :
	    error_sys(e, "cannot write %s", PACKAGE_ROWS);
out:
	if (fd >= 0)
		(void)close(fd);
	json_decref(row);
	buf_free(&unknown);
	buf_free(&line);
	return (rc);
}

/* The later time-stamps that came with it, beside its file. */
static int
put_stamps(struct taking *t, size_t place, const struct dossier_exhibit *x,
    struct error *e)
{
	struct buf token = BUF_INIT(TOKEN_MAX), name = BUF_INIT(PATH_TEXT);
	char entry[DOSSIER_NAME];
	enum zip_content content;
	ptrdiff_t i;
	size_t k;
	int rc = -1;

	for (k = 1; k <= x->stamps; k++) {
		buf_reset(&token);
		buf_reset(&name);
		i = zip_find(t->z, span_of(dossier_stamp_name(place, x->id, k,
		    entry)));
		if (i < 0) {
			(void)error_set(e, ERR_CORRUPT, "%s is not in the "
			    "package", entry);
			goto out;
		}
		if (zip_entry_whole(t->z, (size_t)i, &token, &content,
		    e) != 0 || blob_put_stamp(t->h->blobs, x->sha256,
		    buf_span(&token), &name, e) != 0)
			goto out;
	}
	rc = 0;
out:
	buf_free(&token);
	buf_free(&name);
	return (rc);
}

/* The evidence record that came with it. */
static int
put_record(struct taking *t, size_t place, const struct dossier_exhibit *x,
    struct error *e)
{
	struct buf der = BUF_INIT(RECORD_MAX);
	char entry[DOSSIER_NAME];
	enum zip_content content;
	ptrdiff_t i;
	int rc = 0;

	if (!x->record)
		return (0);
	i = zip_find(t->z, span_of(dossier_name(place, x->id, ".ers",
	    entry)));
	if (i < 0)
		return (error_set(e, ERR_CORRUPT, "%s is not in the package",
		    entry));
	rc = zip_entry_whole(t->z, (size_t)i, &der, &content, e);
	if (rc == 0)
		rc = blob_put_record(t->h->blobs, x->sha256, buf_span(&der),
		    e);
	buf_free(&der);
	return (rc);
}

static int
take_exhibit(struct taking *t, size_t i, struct error *e)
{
	const struct dossier_exhibit *x = &t->d->exhibits[i];
	struct buf path = BUF_INIT(PATH_TEXT);
	int got, rc = -1;

	t->ids[i] = x->id;
	if ((got = is_here(t->h, x->id, e)) != 0)
		return (got < 0 ? -1 : 0);
	if (work_path(t, PACKAGE_EXHIBIT, &path, e) == 0 &&
	    copy_exhibit(t, x, buf_str(&path), e) == 0 &&
	    add_row(t, x, buf_str(&path), e) == 0 &&
	    blob_put(t->h->blobs, buf_str(&path), x->bytes, x->sha256,
	    e) == 0)
		rc = put_stamps(t, i + 1, x, e) != 0 ? -1 :
		    put_record(t, i + 1, x, e);
	(void)unlink(buf_str(&path));
	buf_free(&path);
	return (rc);
}

/* The blobs, and a row for each in the file of rows. */
static int
take_exhibits(struct taking *t, struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	size_t i;
	int rc = -1;

	if ((t->ids = calloc(t->d->n + 1, sizeof(*t->ids))) == NULL)
		return (error_nomem(e));
	if (work_path(t, PACKAGE_ROWS, &path, e) != 0)
		goto out;
	if ((t->rows = fopen(buf_str(&path), "w+e")) == NULL) {
		(void)error_sys(e, "cannot make %s", buf_str(&path));
		goto out;
	}
	for (i = 0; i < t->d->n; i++)
		if (take_exhibit(t, i, e) != 0)
			goto out;
	rc = fflush(t->rows) == 0 && fseek(t->rows, 0, SEEK_SET) == 0 ? 0 :
	    error_sys(e, "cannot write %s", buf_str(&path));
out:
	buf_free(&path);
	return (rc);
}

static int
put_package(struct taking *t, struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	char found[BLOB_DIGEST];
	int got, rc = -1;

	got = blob_check(t->h->blobs, t->sha256, NULL, found, NULL, NULL,
	    NULL);
	if (got == 1)
		return (0);
	if (work_path(t, PACKAGE_FILE, &path, e) == 0)
		rc = blob_put(t->h->blobs, buf_str(&path), t->bytes,
		    t->sha256, e);
	buf_free(&path);
	return (rc);
}

/* ---- the transaction ---- */

static int
write_row(struct taking *t, struct home_change *c, const char *line,
    struct error *e)
{
	struct catalog_exhibit x = CATALOG_EXHIBIT_INIT;
	struct buf name = BUF_INIT(PATH_TEXT);
	json_t *j = json_read(span_of(line), e);
	int got, rc = -1;

	if (j == NULL || record_exhibit_read(j, &x, e) != 0 ||
	    home_blob_name(t->h, x.sha256, &name, e) != 0)
		goto out;
	x.blob = buf_str(&name);
	x.kept = c->now;
	/* Another process may have brought it in meanwhile. */
	if ((got = is_here(t->h, x.id, e)) == 1)
		rc = 0;
	else if (got == 0 &&
	    (rc = catalog_exhibit_add(t->h->catalog, &x, e)) == 0)
		t->out->here--;
out:
	json_decref(j);
	buf_free(&name);
	return (rc);
}

static int
write_rows(struct taking *t, struct home_change *c, struct error *e)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	int rc = 0;

	t->out->exhibits = t->out->here = t->d->n;
	while (rc == 0 && (n = getline(&line, &room, t->rows)) > 0) {
		line[n - 1] = '\0';
		rc = write_row(t, c, line, e);
	}
	if (rc == 0 && ferror(t->rows))
		rc = error_sys(e, "cannot read %s", PACKAGE_ROWS);
	free(line);
	return (rc);
}

static int
write_package(struct taking *t, struct home_change *c, struct error *e)
{
	const json_t *in = t->in;
	struct catalog_package p = CATALOG_PACKAGE_INIT;
	int64_t direction = -1;

	if (!json_whole(in, "direction", &direction) ||
	    (direction != CATALOG_RECEIVED && direction != CATALOG_IMPORTED))
		return (error_set(e, ERR_CORRUPT, "bad record of a package"));
	p.uuid = t->d->uuid;
	p.direction = (enum catalog_direction)direction;
	p.state = CATALOG_PACKAGE_CLOSED;
	p.sha256 = p.blob = t->sha256;
	p.bytes = t->bytes;
	p.organization = t->d->by.organization;
	p.person = t->d->by.name;
	p.case_name = t->case_name;
	p.seq = c->tree.size + 1;
	p.time = c->now;
	if (catalog_package_add(t->h->catalog, &p, t->ids, t->d->n, e) != 0)
		return (-1);
	t->out->n = p.n;
	return (0);
}

/* The event as it was noted, about these exhibits. */
static int
write_event(struct taking *t, struct home_change *c, bool late,
    struct error *e)
{
	const char *text = json_text(t->in, "event");
	struct event *noted = NULL, ev;
	json_t *detail = NULL;
	bool ok;
	int rc = -1;

	if (text == NULL || event_read(span_of(text), &noted, e) != 0)
		return (error_set(e, ERR_CORRUPT, "bad record of a package"));
	ev = *noted;
	ok = (detail = json_deep_copy(noted->detail)) != NULL;
	if (t->out->here > 0)
		json_put_int(detail, "here", (json_int_t)t->out->here, &ok);
	ev.exhibits = t->ids;
	ev.n_exhibits = t->d->n;
	ev.case_name = t->case_name;
	ev.detail = detail;
	ev.late = late;
	rc = ok ? change_event(c, &ev, e) : error_nomem(e);
	json_decref(detail);
	event_free(noted);
	return (rc);
}

static int
write_all(struct taking *t, bool late, struct error *e)
{
	struct home_change c;
	char kept[128];

	(void)snprintf(kept, sizeof(kept), "{\"kept\":\"%s\"}", t->sha256);
	if (change_begin(t->h, &c, e) != 0)
		return (-1);
	if (write_rows(t, &c, e) != 0 || write_package(t, &c, e) != 0 ||
	    write_event(t, &c, late, e) != 0 ||
	    catalog_job_set(t->h->catalog, t->uuid, kept, e) != 0) {
		change_rollback(&c);
		return (-1);
	}
	return (change_commit(&c, e));
}

int
package_take(struct home *h, const char *uuid, const json_t *in, bool late,
    struct home_taken *out, struct error *e)
{
	struct taking t = { .h = h, .uuid = uuid, .in = in, .fd = -1,
	    .folder = BUF_INIT(PATH_TEXT), .out = out };
	int rc = -1;

	t.sha256 = json_text(in, "sha256");
	t.case_name = json_text(in, "case");
	if (t.sha256 == NULL || !json_whole(in, "bytes", &t.bytes))
		return (error_set(e, ERR_CORRUPT, "bad record of a package"));
	buf_printf(&t.folder, "%s/work/%s", h->path, uuid);
	if (buf_ok(&t.folder, e) == 0 && open_package(&t, e) == 0 &&
	    take_exhibits(&t, e) == 0 && put_package(&t, e) == 0)
		rc = write_all(&t, late, e);
	if (t.rows != NULL)
		(void)fclose(t.rows);
	free(t.ids);
	dossier_free(t.d);
	zip_free(t.z);
	if (t.fd >= 0)
		(void)close(t.fd);
	buf_free(&t.folder);
	return (rc);
}
