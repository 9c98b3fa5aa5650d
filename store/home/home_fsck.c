#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/home/home_leftovers.h"
#include "store/home/home_package.h"

struct fsck {
	struct home *h;
	struct home_findings *fs;
	const struct home_progress *p;
	int64_t done;			/* bytes of blobs */
	int64_t total;
	int64_t last_told;
};

static int
check_catalog(struct fsck *k, struct error *e)
{
	struct buf words = BUF_INIT(64 * KIB);
	struct span rest, line;
	int sound, rc = -1;

	if ((sound = catalog_sound(k->h->catalog, &words, e)) < 0)
		goto out;
	rc = 0;
	rest = buf_span(&words);
	while (sound == 0 && rc == 0 && span_line(&rest, &line))
		rc = home_note(k->fs, HOME_CATALOG, true, "catalog.db", e,
		    "%.*s", (int)(line.n < 180 ? line.n : 180),
		    (const char *)line.p);
out:
	buf_free(&words);
	return (rc);
}

/* ---- exhibits ---- */

static int
step(void *ctx, int64_t bytes)
{
	struct fsck *k = ctx;

	if (k->p == NULL || bytes - k->last_told < (int64_t)(4 * MIB))
		return (0);
	k->last_told = bytes;
	return (home_tell(k->p, "blobs", k->done + bytes, k->total, NULL));
}

/* A file that a row speaks of. */
struct kept {
	const char *id;			/* of the row */
	const char *sha256;
	const char *blob;
	int64_t bytes;
};

static int
check_blob(struct fsck *k, const struct kept *x, struct error *e)
{
	struct error why = ERROR_INIT;
	char found[BLOB_DIGEST];
	int64_t bytes;
	int got;

	k->last_told = 0;
	got = blob_check(k->h->blobs, x->sha256, &bytes, found, step, k,
	    &why);
	if (got < 0 && why.code == ERR_NOTFOUND)
		return (home_note(k->fs, HOME_BLOB_MISSING, true, x->id, e,
		    "%.100s is not there", x->blob));
	if (got < 0 && (why.code == ERR_SYS || why.code == ERR_DENIED ||
	    why.code == ERR_UNSUPPORTED))
		return (home_note(k->fs, HOME_BLOB_UNREADABLE, true, x->id, e,
		    "%.180s", why.text));
	if (got < 0)
		return (error_set(e, why.code, "%s", why.text));
	k->done += bytes;
	if (got == 0)
		return (home_note(k->fs, HOME_BLOB_CHANGED, true, x->id, e,
		    "found %s, want %s", found, x->sha256));
	if (bytes != x->bytes)
		return (home_note(k->fs, HOME_BLOB_SIZE, true, x->id, e,
		    "found %" PRId64 " bytes, the catalogue says %" PRId64,
		    bytes, x->bytes));
	return (0);
}

/* The file of an exhibit that was disposed of is not there. */
static int
check_gone(struct fsck *k, const struct catalog_exhibit *x, struct error *e)
{
	int fd;

	if (blob_open(k->h->blobs, x->sha256, &fd, NULL) != 0)
		return (0);
	(void)close(fd);
	return (home_note(k->fs, HOME_BLOB_DISPOSED, false, x->id, e,
	    "was disposed of, and its file is still there"));
}

static int
check_derivatives(struct fsck *k, struct error *e)
{
	struct catalog_cursor *cur;
	struct catalog_derivative d;
	struct kept file;
	int got;

	if (catalog_derivatives(k->h->catalog, NULL, NULL, &cur, e) != 0)
		return (-1);
	while ((got = catalog_derivative_next(cur, &d, e)) == 1) {
		file = (struct kept){ d.id, d.id, d.blob, d.bytes };
		if (check_blob(k, &file, e) != 0) {
			got = -1;
			break;
		}
	}
	catalog_cursor_free(cur);
	return (got);
}

/* The files of packages that came in, as long as an exhibit of them stays. */
static int
check_package(struct fsck *k, const struct catalog_package *p,
    struct error *e)
{
	struct kept file = { p->uuid, p->blob, "the file of a package",
	    p->bytes };
	int fd, gone;

	if (p->blob == NULL)
		return (0);
	if ((gone = package_disposed(k->h, p->n, e)) < 0)
		return (-1);
	if (gone == 0)
		return (check_blob(k, &file, e));
	if (blob_open(k->h->blobs, p->blob, &fd, NULL) != 0)
		return (0);
	(void)close(fd);
	return (home_note(k->fs, HOME_BLOB_DISPOSED, false, p->uuid, e,
	    "all of the package was disposed of, and its file is still "
	    "there"));
}

static int
check_packages(struct fsck *k, struct error *e)
{
	struct catalog_package_filter f = CATALOG_PACKAGE_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_package p;
	int got;

	if (catalog_packages(k->h->catalog, &f, &cur, e) != 0)
		return (-1);
	while ((got = catalog_package_next(cur, &p, e)) == 1)
		if (check_package(k, &p, e) != 0) {
			got = -1;
			break;
		}
	catalog_cursor_free(cur);
	return (got);
}

/* What the catalogue has of an exhibit that events name. */
enum row { ROW_NONE, ROW_KEPT, ROW_DISPOSED };

/*
 * An exhibit has come in by an event that says so, and is disposed of by one
 * or not at all.
 */
static int
check_custody(struct fsck *k, const char *id, enum row row, struct error *e)
{
	struct catalog_cursor *cur;
	struct catalog_event ev;
	struct event_head head;
	bool in = false, out = false, disposed = false;
	int got;

	if (catalog_log_events(k->h->catalog, id, 1, &cur, e) != 0)
		return (-1);
	while ((got = catalog_log_next(cur, &ev, e)) == 1) {
		struct error why = ERROR_INIT;

		if (event_scan(ev.bytes, &head, &why) != 0) {
			if (why.code == ERR_NOMEM) {
				got = error_nomem(e);
				break;
			}
			/* What is no event is the log check's to say. */
			continue;
		}
		if (head.kind == EVENT_STORED || head.kind == EVENT_ACQUIRED)
			in = true;
		if (head.kind == EVENT_DISPOSED)
			disposed = true;
		if (head.kind == EVENT_DISPOSED || head.kind == EVENT_MOVED)
			out = true;
		if (head.kind == EVENT_RECEIVED)
			in = true;
	}
	catalog_cursor_free(cur);
	if (got != 0)
		return (-1);
	if ((row == ROW_DISPOSED) != disposed && row != ROW_NONE)
		return (home_note(k->fs, HOME_EXHIBIT_EVENTS, true, id, e,
		    disposed ? "an event says that it was disposed of and "
		    "the catalogue does not" : "the catalogue says that it "
		    "was disposed of and no event does"));
	if (row != ROW_NONE && !in)
		return (home_note(k->fs, HOME_EXHIBIT_EVENTS, true, id, e,
		    "the catalogue has it and no event says how it came in"));
	if (row == ROW_NONE && in && !out)
		return (home_note(k->fs, HOME_EXHIBIT_EVENTS, true, id, e,
		    "events say that it came in and the catalogue has it "
		    "not"));
	return (0);
}

static int
sum_bytes(struct fsck *k, struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	int got;

	if (catalog_exhibits(k->h->catalog, &f, &cur, e) != 0)
		return (-1);
	while ((got = catalog_exhibit_next(cur, &x, e)) == 1)
		k->total += x.disposed == 0 ? x.bytes : 0;
	catalog_cursor_free(cur);
	return (got);
}

static int
check_exhibit(struct fsck *k, const struct catalog_exhibit *x,
    struct error *e)
{
	struct kept file = { x->id, x->sha256, x->blob, x->bytes };

	if (home_tell(k->p, "blobs", k->done, k->total, e) != 0)
		return (-1);
	if (x->disposed != 0)
		return (check_gone(k, x, e) != 0 ? -1 :
		    check_custody(k, x->id, ROW_DISPOSED, e));
	if (check_blob(k, &file, e) != 0)
		return (-1);
	return (check_custody(k, x->id, ROW_KEPT, e));
}

static int
check_exhibits(struct fsck *k, struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	int got;

	if (sum_bytes(k, e) != 0 ||
	    catalog_exhibits(k->h->catalog, &f, &cur, e) != 0)
		return (-1);
	while ((got = catalog_exhibit_next(cur, &x, e)) == 1)
		if (check_exhibit(k, &x, e) != 0) {
			got = -1;
			break;
		}
	catalog_cursor_free(cur);
	return (got);
}

static int
check_strangers(struct fsck *k, struct error *e)
{
	struct catalog_cursor *cur;
	const char *id;
	uint64_t seq;
	int got;

	if (catalog_log_strangers(k->h->catalog, &cur, e) != 0)
		return (-1);
	while ((got = catalog_log_index_next(cur, &seq, &id, e)) == 1)
		if (check_custody(k, id, ROW_NONE, e) != 0) {
			got = -1;
			break;
		}
	catalog_cursor_free(cur);
	return (got);
}

/* ---- blobs without a row ---- */

int
home_has_row(struct home *h, const char *digest, struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_derivative d;
	struct catalog_exhibit x;
	int got;

	if (catalog_derivatives(h->catalog, NULL, digest, &cur, e) != 0)
		return (-1);
	got = catalog_derivative_next(cur, &d, e);
	catalog_cursor_free(cur);
	if (got != 0 || (got = package_has(h, digest, e)) != 0)
		return (got);

	f.sha256 = digest;
	if (catalog_exhibits(h->catalog, &f, &cur, e) != 0)
		return (-1);
	got = catalog_exhibit_next(cur, &x, e);
	catalog_cursor_free(cur);
	return (got);
}

int
home_has_job(struct home *h, const char *digest, const char *but,
    struct error *e)
{
	struct catalog_cursor *cur;
	struct catalog_job j;
	int got;

	if (catalog_jobs(h->catalog, &cur, e) != 0)
		return (-1);
	while ((got = catalog_job_next(cur, &j, e)) == 1)
		if (j.record != NULL && strstr(j.record, digest) != NULL &&
		    (but == NULL || strcmp(j.uuid, but) != 0))
			break;
	catalog_cursor_free(cur);
	return (got);
}

static int
check_beside(struct fsck *k, const struct blob_entry *b, struct error *e)
{
	struct beside found;
	const char *suffix = strrchr(b->name, '.');
	int got, fd;

	if (blob_open(k->h->blobs, b->digest, &fd, NULL) != 0)
		return (home_note(k->fs, HOME_STAMP_ORPHAN, false, b->name, e,
		    "its file is not there"));
	(void)close(fd);
	if ((got = beside_untold(k->h, b, &found, e)) != 1)
		return (got);
	return (home_note(k->fs, strcmp(suffix, ".ers") == 0 ?
	    HOME_RECORD_UNTOLD : HOME_STAMP_UNTOLD, false, b->name, e,
	    "of exhibit %.16s; no event tells of it", found.exhibit));
}

static int
check_entry(void *ctx, const struct blob_entry *b, struct error *e)
{
	struct fsck *k = ctx;
	int got;

	if (b->kind == BLOB_STRANGER)
		return (home_note(k->fs, HOME_BLOB_STRANGER, false, b->name,
		    e, "no file of ours"));
	if (b->kind == BLOB_UNFINISHED)
		return (home_note(k->fs, HOME_FILE_UNFINISHED, false, b->name,
		    e, "a file that was being written"));
	if (b->kind == BLOB_STAMP)
		return (check_beside(k, b, e));
	/*
	 * Explained as its job.  Asked first: the row comes in the same
	 * moment in which the job stops to speak of the file.
	 */
	if ((got = home_has_job(k->h, b->digest, NULL, e)) != 0)
		return (got < 0 ? -1 : 0);
	if ((got = home_has_row(k->h, b->digest, e)) != 0)
		return (got < 0 ? -1 : 0);
	return (home_note(k->fs, HOME_BLOB_ORPHAN, false, b->digest, e,
	    "a sealed file that the catalogue does not have"));
}

/* ---- the rest ---- */

static int
check_file(struct fsck *k, struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT), file = BUF_INIT(NOTE_MAX);
	struct buf last = BUF_INIT(NOTE_MAX);
	struct error why = ERROR_INIT;
	int rc = -1;

	if (home_join(k->h, "log/checkpoint", &path, e) != 0 ||
	    catalog_checkpoint_last(k->h->catalog, &last, e) < 0)
		goto out;
	if (io_read_file(buf_str(&path), &file, &why) != 0 &&
	    why.code != ERR_NOTFOUND)
		(void)error_set(e, why.code, "%s", why.text);
	else if (!span_eq(buf_span(&file), buf_span(&last)))
		rc = home_note(k->fs, HOME_CHECKPOINT_FILE, false,
		    "log/checkpoint", e, "%s", file.n == 0 ?
		    "not there" : "not the latest of the catalogue");
	else
		rc = 0;
out:
	buf_free(&path);
	buf_free(&file);
	buf_free(&last);
	return (rc);
}

int
home_fsck(struct home *h, struct home_findings *fs, struct log_findings *log,
    const struct home_progress *p, struct error *e)
{
	struct fsck k = { .h = h, .fs = fs, .p = p };

	if (check_catalog(&k, e) != 0 ||
	    home_log_check(h, log, NULL, p, e) != 0 ||
	    home_index_check(h, log, e) != 0 ||
	    check_exhibits(&k, e) != 0 ||
	    check_derivatives(&k, e) != 0 || check_packages(&k, e) != 0 ||
	    check_strangers(&k, e) != 0 ||
	    blob_each(h->blobs, check_entry, &k, e) != 0 ||
	    home_keys_check(h, fs, e) != 0 ||
	    home_leftovers(h, fs, e) != 0 ||
	    home_unfinished(h, fs, e) != 0 || check_file(&k, e) != 0)
		return (-1);
	return (home_tell(p, "blobs", k.done, k.total, e));
}
