#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/home/home_errand.h"
#include "store/home/home_package.h"

/* A job as listed, outliving the question. */
struct dead {
	char uuid[UUID_TEXT];
	char *url;
	char *record;
	int64_t started;
	int64_t pid;
	int lock;		/* held while it is cleared */
};

struct deads {
	struct dead *list;
	size_t n;
};

static void
deads_free(struct deads *d)
{
	size_t i;

	for (i = 0; i < d->n; i++) {
		if (d->list[i].lock >= 0)
			(void)close(d->list[i].lock);
		free(d->list[i].url);
		free(d->list[i].record);
	}
	free(d->list);
}

static int
add_dead(struct deads *d, const struct catalog_job *j, int lock,
    struct error *e)
{
	struct dead *more, *x;

	more = realloc(d->list, (d->n + 1) * sizeof(*more));
	if (more == NULL) {
		if (lock >= 0)
			(void)close(lock);
		return (error_nomem(e));
	}
	d->list = more;
	x = &d->list[d->n++];
	*x = (struct dead){ .started = j->started, .pid = j->pid,
	    .lock = lock };
	(void)snprintf(x->uuid, sizeof(x->uuid), "%s", j->uuid);
	if ((x->url = strdup(j->url)) == NULL || (j->record != NULL &&
	    (x->record = strdup(j->record)) == NULL))
		return (error_nomem(e));
	return (0);
}

/* Jobs whose process is gone, each held by us from here on. */
static int
find_dead(struct home *h, struct deads *d, struct error *e)
{
	struct catalog_cursor *cur;
	struct catalog_job j;
	int fd, got, dead;

	if (catalog_jobs(h->catalog, &cur, e) != 0)
		return (-1);
	while ((got = catalog_job_next(cur, &j, e)) == 1) {
		if ((dead = home_lock_dead(h, j.uuid, &fd, e)) == 0)
			continue;
		if (dead < 0 || add_dead(d, &j, fd, e) != 0) {
			got = -1;
			break;
		}
	}
	catalog_cursor_free(cur);
	return (got);
}

int
home_drop_job(struct home *h, const struct catalog_job *x, const char *why,
    struct error *e)
{
	struct home_change c;
	struct event ev = EVENT_INIT;
	json_t *detail = json_object();
	bool ok = true;
	int rc = -1;

	json_put_text(detail, "incident", home_job_package(x->url) ?
	    "package-interrupted" : errand_is(x->url) ?
	    "command-interrupted" : "capture-interrupted", &ok);
	json_put_text(detail, "job", x->uuid, &ok);
	json_put_text(detail, "url", x->url, &ok);
	json_put_int(detail, "pid", x->pid, &ok);
	ev.kind = EVENT_INCIDENT;
	ev.start = x->started;
	ev.late = true;
	ev.detail = detail;
	ev.result = EVENT_FAIL;
	ev.error = why;
	if (!ok) {
		(void)error_nomem(e);
		goto out;
	}
	if (change_begin(h, &c, e) != 0)
		goto out;
	if (change_event(&c, &ev, e) != 0 ||
	    catalog_job_remove(h->catalog, x->uuid, e) != 0)
		change_rollback(&c);
	else
		rc = change_commit(&c, e);
out:
	json_decref(detail);
	return (rc);
}

int
home_forget_job(struct home *h, const char *uuid, struct error *e)
{

	if (catalog_begin(h->catalog, e) != 0)
		return (-1);
	if (catalog_job_remove(h->catalog, uuid, e) != 0) {
		catalog_rollback(h->catalog);
		return (-1);
	}
	return (catalog_commit(h->catalog, e));
}

/*
 * 1: the blob of ${r} is in its place; 0: the file is lost or not what the
 * record says; -1.
 */
static int
place_blob(struct home *h, const char *uuid, const struct record *r,
    struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	struct error why = ERROR_INIT;
	char found[BLOB_DIGEST];
	int rc;

	rc = blob_check(h->blobs, r->exhibit.sha256, NULL, found, NULL, NULL,
	    &why);
	if (rc < 0 && why.code == ERR_NOTFOUND) {
		error_clear(&why);
		if (leftover_sealed(h, uuid, r, &path, e) != 0)
			goto out;
		rc = blob_put(h->blobs, buf_str(&path), r->exhibit.bytes,
		    r->exhibit.sha256, &why) == 0 ? 1 : -1;
		if (rc < 0 && (why.code == ERR_NOTFOUND ||
		    why.code == ERR_CORRUPT))
			rc = 0;
	}
	if (rc < 0)
		(void)error_set(e, why.code, "%s", why.text);
out:
	buf_free(&path);
	return (rc);
}

/* The events of the record, as their array of pointers holds them. */
static int
keep_rows(struct home *h, const char *uuid, const struct record *r,
    struct error *e)
{
	struct error why = ERROR_INIT;
	struct event *flat;
	size_t i;
	int rc;

	if ((flat = calloc(r->n + 1, sizeof(*flat))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < r->n; i++)
		flat[i] = *r->events[i];
	rc = home_keep_rows(h, uuid, &r->exhibit, flat, r->n, true, &why);
	free(flat);
	/* Kept meanwhile in another way: nothing is left to do. */
	if (rc != 0 && why.code != ERR_EXISTS)
		return (error_set(e, why.code, "%s", why.text));
	return (0);
}

/* A record that had to be left as a file is as good as one in the row. */
static int
find_record(struct home *h, struct dead *x, struct error *e)
{
	struct buf left = BUF_INIT(32 * MIB);
	int got, rc = 0;

	if (x->record != NULL)
		return (0);
	if ((got = leftover_record(h, x->uuid, &left, e)) < 0)
		rc = -1;
	else if (got == 1 && (x->record = buf_take(&left)) == NULL)
		rc = error_nomem(e);
	buf_free(&left);
	return (rc);
}

/* The incident that ends a capture without an exhibit, and its row. */
static int
drop(struct home *h, const struct dead *x, const char *why, struct error *e)
{
	struct catalog_job j = { x->uuid, x->url, x->pid, x->started, NULL };

	return (home_drop_job(h, &j, why, e));
}

/* What was not done is undone. */
static int
finish_errand(struct home *h, const struct dead *x, struct error *e)
{
	int left = errand_left(h, x->record, e);

	if (left < 0)
		return (-1);
	if (left == 0 && x->record != NULL)
		return (home_forget_job(h, x->uuid, e));
	if (errand_undo(h, x->uuid, x->record, e) != 0)
		return (-1);
	return (drop(h, x, "the program ended in the middle", e));
}

/* 1: kept, 0: dropped, 2: it stays for another time, -1. */
static int
finish(struct home *h, struct dead *x, struct error *e)
{
	struct error why = ERROR_INIT;
	struct record r;
	bool done = false;
	int rc;

	if (find_record(h, x, e) != 0)
		return (-1);
	if (errand_is(x->url))
		return (finish_errand(h, x, e));
	if (x->record == NULL)
		return (drop(h, x, "the program ended in the middle", e));
	if ((rc = package_recover(h, x->uuid, x->record, &done, e)) < 0)
		return (-1);
	if (done)
		return (rc);
	if (record_read(span_of(x->record), &r, &why) != 0) {
		if (why.code == ERR_NOMEM)
			return (error_nomem(e));
		return (drop(h, x, "its record cannot be read", e));
	}
	if (r.kept != NULL)
		rc = home_forget_job(h, x->uuid, e);
	else if ((rc = place_blob(h, x->uuid, &r, e)) == 1)
		rc = keep_rows(h, x->uuid, &r, e) != 0 ||
		    home_forget_job(h, x->uuid, e) != 0 ? -1 : 1;
	else if (rc == 0)
		rc = drop(h, x, "the sealed file was lost before it was kept",
		    e);
	record_free(&r);
	return (rc);
}

/* A name in work/ that no row speaks of and nobody holds. */
static int
clear_name(struct home *h, void *ctx, const char *name, struct error *e)
{
	struct catalog_cursor *cur;
	struct catalog_job j;
	char uuid[UUID_TEXT];
	unsigned *dropped = ctx;
	int fd, got;

	if (!leftover_uuid(name, uuid))
		return (0);
	if ((got = home_lock_dead(h, uuid, &fd, e)) != 1)
		return (got);
	if (catalog_jobs(h->catalog, &cur, e) != 0) {
		got = -1;
		goto out;
	}
	while ((got = catalog_job_next(cur, &j, e)) == 1)
		if (strcmp(j.uuid, uuid) == 0)
			break;
	catalog_cursor_free(cur);
	if (got == 0) {
		home_job_clean(h, uuid);
		(*dropped)++;
	}
out:
	if (fd >= 0)
		(void)close(fd);
	return (got < 0 ? -1 : 0);
}

int
home_recover(struct home *h, unsigned *kept, unsigned *dropped,
    struct error *e)
{
	struct deads d = { NULL, 0 };
	unsigned n_kept = 0, n_dropped = 0;
	size_t i;
	int got, rc = -1;

	if (home_need_write(h, e) != 0)
		return (-1);
	if (find_dead(h, &d, e) != 0)
		goto out;
	for (i = 0; i < d.n; i++) {
		if ((got = finish(h, &d.list[i], e)) < 0)
			goto out;
		home_job_clean(h, d.list[i].uuid);
		if (got == 1)
			n_kept++;
		else if (got == 0)
			n_dropped++;
	}
	if (leftover_each(h, "work", clear_name, &n_dropped, e) != 0)
		goto out;
	if (home_remove_disposed(h, e) != 0)
		goto out;
	rc = home_publish(h, e);
out:
	if (kept != NULL)
		*kept = n_kept;
	if (dropped != NULL)
		*dropped = n_dropped;
	deads_free(&d);
	return (rc);
}
