#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/newfile.h"
#include "store/home/home_package.h"

#define PART	".part"

struct home_outgoing {
	struct home *home;
	struct home_job *job;
	const struct home_outgoing_opts *o;
	char uuid[UUID_TEXT];
	char *path;			/* absolute */
	char *part;			/* what it is called until it is done */
	int64_t n;			/* its row */
	uint64_t seq;
	json_t *detail;
	json_t *to;
};

/* ---- names ---- */

static int
name_files(struct home_outgoing *g, struct error *e)
{
	struct buf b = BUF_INIT(PATH_TEXT), p = BUF_INIT(PATH_TEXT);
	int rc = -1;

	if (home_absolute(g->o->path, &b, e) != 0)
		goto out;
	buf_printf(&p, "%s.%.8s" PART, buf_str(&b), g->uuid);
	if (access(buf_str(&b), F_OK) == 0)
		(void)error_set(e, ERR_EXISTS, "%s is there already",
		    g->o->path);
	else if ((g->path = buf_take(&b)) == NULL ||
	    (g->part = buf_take(&p)) == NULL)
		(void)error_nomem(e);
	else
		rc = 0;
out:
	buf_free(&b);
	buf_free(&p);
	return (rc);
}

static void
remove_part(const char *part)
{

	(void)unlink(part);
	newfile_leftovers(part);
}

/* ---- the beginning ---- */

/*
 * Whether the exhibit can go as it is now.  An export says itself what was
 * disposed of.
 */
static int
check_exhibit(struct home *h, const struct home_outgoing_opts *o,
    const char *id, struct error *e)
{
	struct home_found x;
	int rc;

	if (home_found(h, id, &x, e) != 0)
		return (-1);
	if (o->transfer && x.disposed)
		rc = error_set(e, ERR_NOTFOUND,
		    "the exhibit %.16s was disposed of", id);
	else if (o->moves && (x.held || x.case_held))
		rc = error_set(e, ERR_DENIED, "the exhibit %.16s is under "
		    "legal hold: a copy can be handed over, it cannot be "
		    "given away", id);
	else
		rc = 0;
	home_found_free(&x);
	return (rc);
}

static json_t *
record_json(const struct home_outgoing *g, bool *ok)
{
	json_t *j = json_object(), *out = json_object();

	if (j == NULL || out == NULL)
		*ok = false;
	json_put_text(out, "package", g->uuid, ok);
	json_put_int(out, "n", g->n, ok);
	json_put_text(out, "path", g->path, ok);
	json_put_text(out, "part", g->part, ok);
	json_put(j, "outgoing", out, ok);
	return (j);
}

static int
note_record(const struct home_outgoing *g, struct catalog *c,
    struct error *e)
{
	struct buf text = BUF_INIT(1 * MIB);
	bool ok = true;
	json_t *j = record_json(g, &ok);
	int rc = -1;

	if (!ok)
		(void)error_nomem(e);
	else if (json_write(&text, j, e) == 0)
		rc = catalog_job_set(c, home_job_uuid(g->job), buf_str(&text),
		    e);
	json_decref(j);
	buf_free(&text);
	return (rc);
}

static int
begin_row(void *ctx, struct catalog *c, int64_t now, struct error *e)
{
	struct home_outgoing *g = ctx;
	const struct home_outgoing_opts *o = g->o;
	struct catalog_package p = CATALOG_PACKAGE_INIT;
	size_t i;

	/* A hold may have been set, a file disposed of meanwhile. */
	for (i = 0; i < o->n; i++)
		if (check_exhibit(g->home, o, o->exhibits[i], e) != 0)
			return (-1);
	if (catalog_log_size(c, &g->seq, e) != 0)
		return (-1);
	p.seq = ++g->seq;
	p.time = now;
	p.uuid = g->uuid;
	p.direction = o->transfer ? CATALOG_SENT : CATALOG_EXPORTED;
	p.organization = o->to_organization;
	p.person = o->to_name;
	p.case_name = o->case_name;
	p.moves = o->moves;
	if (catalog_package_add(c, &p, o->exhibits, o->n, e) != 0)
		return (-1);
	g->n = p.n;
	return (note_record(g, c, e));
}

static int
fill_parts(struct home_outgoing *g, struct error *e)
{
	const struct home_outgoing_opts *o = g->o;
	bool ok = (g->detail = json_object()) != NULL;

	json_put_text(g->detail, "package", g->uuid, &ok);
	if (o->moves)
		json_put_bool(g->detail, "move", true, &ok);
	if (o->to_name != NULL || o->to_organization != NULL) {
		ok = (g->to = json_object()) != NULL && ok;
		json_put_text(g->to, "name", o->to_name, &ok);
		json_put_text(g->to, "organization", o->to_organization, &ok);
	}
	return (ok ? 0 : error_nomem(e));
}

static void
fill_event(const struct home_outgoing *g, enum event_kind kind,
    struct event *ev)
{

	*ev = (struct event)EVENT_INIT;
	ev->kind = kind;
	ev->exhibits = g->o->exhibits;
	ev->n_exhibits = g->o->n;
	ev->case_name = g->o->case_name;
	ev->why = g->o->why;
	ev->to = g->to;
	ev->detail = g->detail;
}

static void
outgoing_free(struct home_outgoing *g)
{

	free(g->path);
	free(g->part);
	json_decref(g->detail);
	json_decref(g->to);
	free(g);
}

int
home_outgoing_begin(struct home *h, const struct home_outgoing_opts *o,
    struct home_outgoing **out, struct error *e)
{
	struct home_outgoing *g = calloc(1, sizeof(*g));
	struct event ev;

	*out = NULL;
	if (g == NULL)
		return (error_nomem(e));
	g->home = h;
	g->o = o;
	if (home_need_write(h, e) != 0 || random_uuid(g->uuid, e) != 0 ||
	    name_files(g, e) != 0 || fill_parts(g, e) != 0 ||
	    home_unlock(h, e) != 0 ||
	    home_job_begin(h, JOB_PACKAGE "out", &g->job, e) != 0)
		goto fail;
	fill_event(g, o->transfer ? EVENT_TRANSFERRED : EVENT_EXPORTED, &ev);
	if (home_record(h, &ev, begin_row, g, e) != 0) {
		home_job_end(g->job);
		goto fail;
	}
	*out = g;
	return (0);
fail:
	outgoing_free(g);
	return (-1);
}

const char *
home_outgoing_uuid(const struct home_outgoing *g)
{

	return (g->uuid);
}

uint64_t
home_outgoing_seq(const struct home_outgoing *g)
{

	return (g->seq);
}

const char *
home_outgoing_part(const struct home_outgoing *g)
{

	return (g->part);
}

/* ---- the end ---- */

static int
note_written(struct home_outgoing *g, const char *sha256, int64_t bytes,
    struct home_change *c, struct error *e)
{
	struct catalog *cat = g->home->catalog;
	struct catalog_package p = CATALOG_PACKAGE_INIT;
	struct event ev;

	if (catalog_package_written(cat, g->n, sha256, bytes, e) != 0)
		return (-1);
	if (g->o->transfer) {
		/* That the file is there, and which one; a receipt closes. */
		fill_event(g, EVENT_EXPORTED, &ev);
		ev.after = (struct event_state){ "sha256", sha256, bytes };
		return (change_event(c, &ev, e));
	}
	p.n = g->n;
	p.state = CATALOG_PACKAGE_CLOSED;
	p.closed_seq = g->seq;
	p.closed = c->now;
	return (catalog_package_close(cat, &p, e));
}

int
home_outgoing_end(struct home_outgoing *g, const char *sha256, int64_t bytes,
    struct error *e)
{
	struct home_change c;
	int rc;

	if (change_begin(g->home, &c, e) != 0)
		goto fail;
	if (note_written(g, sha256, bytes, &c, e) != 0) {
		change_rollback(&c);
		goto fail;
	}
	if (change_commit(&c, e) != 0)
		goto fail;
	if ((rc = newfile_rename(g->part, g->path, e)) == 0)
		home_job_end(g->job);
	else {
		/* It is whole: home_recover() gives it its name. */
		(void)error_context(e, "%s is whole and has not its name yet",
		    g->part);
		home_job_leave(g->job);
	}
	outgoing_free(g);
	return (rc);
fail:
	home_outgoing_give_up(g, "it could not be entered");
	return (-1);
}

/* The incident that ends a package without a file. */
static int
give_up(struct home *h, int64_t n, const char *uuid, uint64_t seq,
    const char *why, struct error *e)
{
	struct catalog_package p = CATALOG_PACKAGE_INIT;
	struct event ev = EVENT_INIT;
	json_t *detail = json_object();
	struct home_change c;
	bool ok = detail != NULL;
	int rc = -1;

	json_put_text(detail, "incident", "package-interrupted", &ok);
	json_put_text(detail, "package", uuid, &ok);
	json_put_int(detail, "closes", (json_int_t)seq, &ok);
	ev.kind = EVENT_INCIDENT;
	ev.detail = detail;
	ev.result = EVENT_FAIL;
	ev.error = why;
	if (!ok)
		(void)error_nomem(e);
	if (!ok || change_begin(h, &c, e) != 0)
		goto out;
	p.n = n;
	p.state = CATALOG_PACKAGE_GIVEN_UP;
	p.closed_seq = c.tree.size + 1;
	p.closed = c.now;
	if (catalog_package_close(h->catalog, &p, e) != 0 ||
	    change_event(&c, &ev, e) != 0)
		change_rollback(&c);
	else
		rc = change_commit(&c, e);
out:
	json_decref(detail);
	return (rc);
}

void
home_outgoing_give_up(struct home_outgoing *g, const char *why)
{

	if (g == NULL)
		return;
	/*
	 * Where this fails too, the next recovery says it; until then the log
	 * may say that it was written: see home_settle().
	 */
	if (give_up(g->home, g->n, g->uuid, g->seq, why, NULL) == 0) {
		remove_part(g->part);
		home_job_end(g->job);
	} else
		home_job_leave(g->job);
	outgoing_free(g);
}

/*
 * A package that the log calls written gets its name or, where that was taken
 * meanwhile, one that says which it is.  1: it has a name, 2: it cannot have
 * one now, -1.
 */
static int
name_written(const char *part, const char *path, struct error *e)
{
	struct buf other = BUF_INIT(PATH_TEXT);
	struct error why = ERROR_INIT;
	size_t n = strlen(part);
	int rc = 2;

	/* Where the part is not there it has its name already. */
	if (access(part, F_OK) != 0 || newfile_rename(part, path, &why) == 0)
		return (1);
	if (why.code != ERR_EXISTS || n < strlen(PART))
		return (2);
	buf_printf(&other, "%.*s.asice", (int)(n - strlen(PART)), part);
	if (buf_ok(&other, e) != 0)
		rc = -1;
	else if (newfile_rename(part, buf_str(&other), NULL) == 0)
		rc = 1;
	buf_free(&other);
	return (rc);
}

int
outgoing_recover(struct home *h, const json_t *out, struct error *e)
{
	const char *path = json_text(out, "path"),
	    *part = json_text(out, "part"), *uuid;
	struct catalog_cursor *cur = NULL;
	struct catalog_package p;
	char name[UUID_TEXT] = "";
	bool written, open;
	uint64_t seq;
	int64_t n;
	int got;

	if (path == NULL || part == NULL || !json_whole(out, "n", &n))
		return (error_set(e, ERR_CORRUPT, "bad record of a package"));
	if ((got = package_row(h, n, &cur, &p, e)) == 1) {
		uuid = p.uuid != NULL ? p.uuid : "";
		(void)snprintf(name, sizeof(name), "%s", uuid);
		written = p.sha256 != NULL;
		open = p.state == CATALOG_PACKAGE_OPEN;
		seq = p.seq;
	}
	catalog_cursor_free(cur);
	if (got != 1)
		return (got);
	if (written)
		return (name_written(part, path, e));
	remove_part(part);
	return (!open ? 0 : give_up(h, n, name, seq,
	    "the program ended in the middle", e));
}
