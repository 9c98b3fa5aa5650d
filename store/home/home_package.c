#include <string.h>

#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/home/home_package.h"

int
package_row(struct home *h, int64_t n, struct catalog_cursor **cur,
    struct catalog_package *p, struct error *e)
{
	struct catalog_package_filter f = CATALOG_PACKAGE_FILTER_INIT;

	f.n = n;
	*cur = NULL;
	if (catalog_packages(h->catalog, &f, cur, e) != 0)
		return (-1);
	return (catalog_package_next(*cur, p, e));
}

json_t *
package_record(const char *record, const char *key)
{
	json_t *j = json_read(span_of(record), NULL);
	json_t *part = json_incref(json_object_get(j, key));

	json_decref(j);
	return (part);
}

/* Whether the trouble is the file's, so that trying again is no use. */
static bool
hopeless(enum error_code code)
{

	return (code == ERR_CORRUPT || code == ERR_SYNTAX ||
	    code == ERR_NOTFOUND || code == ERR_LIMIT ||
	    code == ERR_UNSUPPORTED);
}

static int
give_up(struct home *h, const char *uuid, const char *why, struct error *e)
{
	struct catalog_job j = { uuid, JOB_PACKAGE "in", 0, home_now(h),
	    NULL };

	return (home_drop_job(h, &j, why, e));
}

/* The change is open: nobody else can begin to keep it meanwhile. */
static int
undo_one(struct home *h, const char *uuid, const char *digest,
    struct error *e)
{
	int got;

	if (digest == NULL || !blob_digest_ok(digest))
		return (0);
	if ((got = home_has_row(h, digest, e)) == 0)
		got = home_has_job(h, digest, uuid, e);
	if (got != 0)
		return (got < 0 ? -1 : 0);
	return (blob_remove(h->blobs, digest, e));
}

int
package_undo_blob(struct home *h, const char *uuid, const char *digest,
    struct error *e)
{
	int rc;

	if (catalog_begin(h->catalog, e) != 0)
		return (-1);
	rc = undo_one(h, uuid, digest, e);
	catalog_rollback(h->catalog);
	return (rc);
}

int
package_undo(struct home *h, const char *uuid, const json_t *in,
    struct error *e)
{
	const json_t *list = json_object_get(in, "files");
	size_t i;
	int rc;

	if (catalog_begin(h->catalog, e) != 0)
		return (-1);
	rc = undo_one(h, uuid, json_text(in, "sha256"), e);
	for (i = 0; rc == 0 && i < json_array_size(list); i++)
		rc = undo_one(h, uuid, json_string_value(json_array_get(list,
		    i)), e);
	catalog_rollback(h->catalog);
	return (rc);
}

static int
recover_incoming(struct home *h, const char *uuid, const json_t *in,
    struct error *e)
{
	struct error why = ERROR_INIT;
	struct home_taken taken;

	if (package_take(h, uuid, in, true, &taken, &why) == 0)
		return (home_forget_job(h, uuid, e) != 0 ? -1 : 1);
	/* It came in meanwhile in another way. */
	if (why.code == ERR_EXISTS)
		return (home_forget_job(h, uuid, e));
	if (hopeless(why.code))
		return (package_undo(h, uuid, in, e) != 0 ? -1 :
		    give_up(h, uuid, why.text, e));
	return (error_set(e, why.code, "%s", why.text));
}

int
package_recover(struct home *h, const char *uuid, const char *record,
    bool *done, struct error *e)
{
	json_t *in = package_record(record, "incoming");
	json_t *out = package_record(record, "outgoing");
	int rc = 0;

	*done = in != NULL || out != NULL;
	if (in != NULL)
		rc = recover_incoming(h, uuid, in, e);
	else if (out != NULL && (rc = outgoing_recover(h, out, e)) >= 0 &&
	    rc != 2 && home_forget_job(h, uuid, e) != 0)
		rc = -1;
	json_decref(in);
	json_decref(out);
	return (rc);
}

int
package_note(struct home *h, struct home_findings *fs, const char *uuid,
    const char *record, bool *mine, struct error *e)
{
	json_t *in = package_record(record, "incoming");
	json_t *out = package_record(record, "outgoing");
	const json_t *p = in != NULL ? in : out;
	const char *name = json_text(p, "package");
	int rc = 0;

	(void)h;
	*mine = p != NULL;
	if (p != NULL)
		rc = home_note(fs, HOME_JOB_KEEPING, false, uuid, e,
		    in != NULL ? "package %.36s was checked and not kept yet" :
		    "package %.36s was begun and its file not finished",
		    name == NULL ? "?" : name);
	json_decref(in);
	json_decref(out);
	return (rc);
}

int
package_has(struct home *h, const char *digest, struct error *e)
{
	struct catalog_package_filter f = CATALOG_PACKAGE_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_package p;
	int got;

	f.sha256 = digest;
	if (catalog_packages(h->catalog, &f, &cur, e) != 0)
		return (-1);
	while ((got = catalog_package_next(cur, &p, e)) == 1)
		if (p.blob != NULL)
			break;
	catalog_cursor_free(cur);
	return (got);
}

/* Whether exhibit ${id} was disposed of: 1, 0, -1. */
static int
exhibit_disposed(struct home *h, const char *id, struct error *e)
{
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	int got = home_exhibit(h, id, &cur, &x, e);

	if (got == 1)
		got = x.disposed != 0;
	catalog_cursor_free(cur);
	return (got);
}

int
package_disposed(struct home *h, int64_t n, struct error *e)
{
	struct catalog_cursor *cur;
	const char *id;
	int got, all = 0;

	if (catalog_package_exhibits(h->catalog, n, &cur, e) != 0)
		return (-1);
	/* One without exhibits has nothing to dispose of. */
	while ((got = catalog_package_exhibit_next(cur, &id, e)) == 1)
		if ((all = exhibit_disposed(h, id, e)) != 1)
			break;
	catalog_cursor_free(cur);
	return (got < 0 ? -1 : all);
}

int
package_remove_disposed(struct home *h, struct error *e)
{
	struct catalog_package_filter f = CATALOG_PACKAGE_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_package p;
	int got, gone;

	if (catalog_packages(h->catalog, &f, &cur, e) != 0)
		return (-1);
	while ((got = catalog_package_next(cur, &p, e)) == 1) {
		if (p.blob == NULL)
			continue;
		if ((gone = package_disposed(h, p.n, e)) < 0 || (gone == 1 &&
		    blob_remove(h->blobs, p.blob, e) != 0)) {
			got = -1;
			break;
		}
	}
	catalog_cursor_free(cur);
	return (got);
}
