#include "store/catalog/catalog_internal.h"

int
catalog_job_add(struct catalog *c, const struct catalog_job *j,
    struct error *e)
{
	sqlite3_stmt *st;

	if (catalog_need_change(c, e) != 0 ||
	    (st = catalog_statement(c, SQL_JOB_ADD, e)) == NULL)
		return (-1);
	catalog_bind_text(st, 1, j->uuid);
	catalog_bind_text(st, 2, j->url);
	(void)sqlite3_bind_int64(st, 3, j->pid);
	(void)sqlite3_bind_int64(st, 4, j->started);
	catalog_bind_text(st, 5, j->record);
	return (catalog_run(c, st, "cannot note the capture", e));
}

static int
one_changed(struct catalog *c, const char *uuid, struct error *e)
{

	if (sqlite3_changes(c->db) == 0)
		return (error_set(e, ERR_NOTFOUND, "no capture %s", uuid));
	return (0);
}

int
catalog_job_set(struct catalog *c, const char *uuid, const char *record,
    struct error *e)
{
	sqlite3_stmt *st;

	if (catalog_need_change(c, e) != 0 ||
	    (st = catalog_statement(c, SQL_JOB_SET, e)) == NULL)
		return (-1);
	catalog_bind_text(st, 1, record);
	catalog_bind_text(st, 2, uuid);
	if (catalog_run(c, st, "cannot note the capture", e) != 0)
		return (-1);
	return (one_changed(c, uuid, e));
}

int
catalog_job_remove(struct catalog *c, const char *uuid, struct error *e)
{
	sqlite3_stmt *st;

	if (catalog_need_change(c, e) != 0 ||
	    (st = catalog_statement(c, SQL_JOB_REMOVE, e)) == NULL)
		return (-1);
	catalog_bind_text(st, 1, uuid);
	if (catalog_run(c, st, "cannot forget the capture", e) != 0)
		return (-1);
	return (one_changed(c, uuid, e));
}

int
catalog_jobs(struct catalog *c, struct catalog_cursor **out, struct error *e)
{

	return (catalog_open_cursor(c, "SELECT uuid, url, pid, started, record"
	    " FROM jobs ORDER BY started, uuid", out, e));
}

int
catalog_job_next(struct catalog_cursor *cur, struct catalog_job *j,
    struct error *e)
{
	int got = catalog_row(cur->c, cur->st, "cannot list captures", e);

	if (got == 1) {
		j->uuid = catalog_text(cur->st, 0);
		j->url = catalog_text(cur->st, 1);
		j->pid = sqlite3_column_int64(cur->st, 2);
		j->started = sqlite3_column_int64(cur->st, 3);
		j->record = catalog_text(cur->st, 4);
		if (catalog_columns(cur->c, e) != 0)
			return (-1);
	}
	return (got);
}
