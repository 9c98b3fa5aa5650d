#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/digest/digest.h"
#include "store/home/home_leftovers.h"

static int
set_job(struct home *h, const char *uuid, const char *record,
    struct error *e)
{

	if (catalog_begin(h->catalog, e) != 0)
		return (-1);
	if (catalog_job_set(h->catalog, uuid, record, e) != 0) {
		catalog_rollback(h->catalog);
		return (-1);
	}
	return (catalog_commit(h->catalog, e));
}

int
home_leave_record(struct home *h, struct home_job *j,
    const struct buf *record, struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	int rc = set_job(h, j->uuid, buf_str(record), e);

	j->waits = rc == 0 || (io_join(&path, j->folder, LEFTOVER_RECORD,
	    NULL) == 0 && io_write_file(buf_str(&path), buf_span(record),
	    0600, NULL) == 0);
	buf_free(&path);
	return (rc);
}

int
home_blob_name(struct home *h, const char *digest, struct buf *name,
    struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	size_t root = strlen(h->path) + strlen("/blobs/");
	int rc = -1;

	if (blob_path(h->blobs, digest, &path, e) == 0) {
		if (path.n <= root)
			(void)error_set(e, ERR_CORRUPT, "bad path of a blob");
		else {
			buf_puts(name, buf_str(&path) + root);
			rc = buf_ok(name, e);
		}
	}
	buf_free(&path);
	return (rc);
}

/* Row and events; the change is open. */
static int
write_rows(struct home_change *c, const char *uuid,
    const struct catalog_exhibit *row, const struct event *events, size_t n,
    bool late, struct error *e)
{
	char kept[128];
	const char *id = row->id;
	struct event ev;
	size_t i;

	if (catalog_exhibit_add(c->h->catalog, row, e) != 0)
		return (-1);
	for (i = 0; i < n; i++) {
		ev = events[i];
		ev.exhibits = &id;
		ev.n_exhibits = 1;
		ev.case_name = row->case_name;
		if (late)
			ev.late = true;
		if (change_event(c, &ev, e) != 0)
			return (-1);
	}
	/* From here on the work folder is only something to be removed. */
	(void)snprintf(kept, sizeof(kept), "{\"kept\":\"%s\"}", row->id);
	return (catalog_job_set(c->h->catalog, uuid, kept, e));
}

int
home_keep_rows(struct home *h, const char *uuid,
    const struct catalog_exhibit *x, const struct event *events, size_t n,
    bool late, struct error *e)
{
	struct buf name = BUF_INIT(PATH_TEXT);
	struct catalog_exhibit row = *x;
	struct home_change c;
	int rc = -1;

	if (home_blob_name(h, x->sha256, &name, e) != 0 ||
	    change_begin(h, &c, e) != 0)
		goto out;
	row.blob = buf_str(&name);
	row.kept = c.now;
	if (write_rows(&c, uuid, &row, events, n, late, e) != 0)
		change_rollback(&c);
	else
		rc = change_commit(&c, e);
out:
	buf_free(&name);
	return (rc);
}

/* What must hold before anything is written. */
static int
check_request(struct home *h, const struct catalog_exhibit *x,
    struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_exhibit there;
	struct catalog_cursor *cur;
	int got;

	if (!blob_digest_ok(x->id) || !blob_digest_ok(x->sha256) ||
	    x->url == NULL || x->bytes < 0 || x->sealed == TIME_UNKNOWN)
		return (error_set(e, ERR_INPUT, "an exhibit without identity"));
	f.id_prefix = x->id;
	if (catalog_exhibits(h->catalog, &f, &cur, e) != 0)
		return (-1);
	got = catalog_exhibit_next(cur, &there, e);
	catalog_cursor_free(cur);
	if (got == 1)
		return (error_set(e, ERR_EXISTS, "exhibit %s is kept already",
		    x->id));
	return (got);
}

int
home_keep(struct home *h, struct home_job *j, const char *sealed,
    const struct catalog_exhibit *x, const struct event *events, size_t n,
    struct buf *blob, struct error *e)
{
	struct buf record = BUF_INIT(32 * MIB);
	size_t folder = strlen(j->folder);
	const char *below = sealed;
	int rc = -1;

	if (home_need_write(h, e) != 0 || check_request(h, x, e) != 0 ||
	    home_unlock(h, e) != 0)
		return (-1);
	/* Relative to the work folder, so that the store can be moved. */
	if (strncmp(sealed, j->folder, folder) == 0 && sealed[folder] == '/')
		below = sealed + folder + 1;
	if (record_write(h, x, below, events, n, &record, e) != 0 ||
	    home_leave_record(h, j, &record, e) != 0 ||
	    blob_put(h->blobs, sealed, x->bytes, x->sha256, e) != 0 ||
	    home_keep_rows(h, j->uuid, x, events, n, false, e) != 0)
		goto out;
	j->waits = false;
	rc = blob == NULL ? 0 : blob_path(h->blobs, x->sha256, blob, e);
out:
	buf_free(&record);
	return (rc);
}

static int
stamp_rows(struct home *h, const struct home_found *x, int64_t time,
    const char *tsa, const struct event *given, struct error *e)
{
	struct home_change c;
	struct event ev = *given;
	const char *id = x->id;

	ev.exhibits = &id;
	ev.n_exhibits = 1;
	ev.case_name = x->case_name;
	if (change_begin(h, &c, e) != 0)
		return (-1);
	/* The row tells of the first time-stamp, the log of all. */
	if ((x->stamp != CATALOG_STAMP_GRANTED && catalog_exhibit_stamp(
	    h->catalog, x->id, CATALOG_STAMP_GRANTED, time, tsa, e) != 0) ||
	    change_event(&c, &ev, e) != 0) {
		change_rollback(&c);
		return (-1);
	}
	return (change_commit(&c, e));
}

int
home_stamp(struct home *h, const char *id, struct span token, int64_t time,
    const char *tsa, const struct event *ev, struct error *e)
{
	struct buf name = BUF_INIT(PATH_TEXT);
	struct event said = *ev;
	struct home_found x;
	char hex[DIGEST_HEX];
	uint8_t md[DIGEST_LEN];
	int rc = -1;

	if (home_need_write(h, e) != 0 || home_unlock(h, e) != 0 ||
	    digest_of(token, md, e) != 0)
		return (-1);
	said.after = (struct event_state){ "sha256", digest_hex(md, hex),
	    (int64_t)token.n };
	if (home_found(h, id, &x, e) != 0)
		return (-1);
	if (blob_put_stamp(h->blobs, x.sha256, token, &name, e) == 0)
		rc = stamp_rows(h, &x, time, tsa, &said, e);
	home_found_free(&x);
	buf_free(&name);
	return (rc);
}
