#include "store/catalog/catalog_internal.h"

static void
bind_all(sqlite3_stmt *st, const struct catalog_derivative *d)
{

	catalog_bind_text(st, 1, d->id);
	catalog_bind_text(st, 2, d->parent);
	catalog_bind_text(st, 3, d->exhibit);
	(void)sqlite3_bind_int64(st, 4, d->bytes);
	catalog_bind_text(st, 5, d->name);
	catalog_bind_text(st, 6, d->operation);
	catalog_bind_text(st, 7, d->tool);
	catalog_bind_text(st, 8, d->note);
	(void)sqlite3_bind_int64(st, 9, d->made);
	catalog_bind_text(st, 10, d->blob);
}

int
catalog_derivative_add(struct catalog *c, const struct catalog_derivative *d,
    struct error *e)
{
	sqlite3_stmt *st;
	int rc;

	if (catalog_need_change(c, e) != 0 ||
	    (st = catalog_statement(c, SQL_DERIVATIVE_ADD, e)) == NULL)
		return (-1);
	bind_all(st, d);
	rc = sqlite3_step(st);
	if (rc == SQLITE_CONSTRAINT_UNIQUE)
		(void)error_set(e, ERR_EXISTS,
		    "a file with these bytes is kept already");
	else if (rc != SQLITE_DONE)
		(void)catalog_fault(c, rc, "cannot add the derivative", e);
	(void)sqlite3_reset(st);
	(void)sqlite3_clear_bindings(st);
	if (rc != SQLITE_DONE)
		return (-1);
	if (sqlite3_changes(c->db) == 0)
		return (error_set(e, ERR_NOTFOUND, "no such exhibit"));
	return (0);
}

int
catalog_derivatives(struct catalog *c, const char *exhibit, const char *id,
    struct catalog_cursor **out, struct error *e)
{
	const char *sql = "SELECT d.id, d.parent, x.id, d.bytes, d.name,"
	    " d.operation, d.tool, d.note, d.made, d.blob FROM derivatives d"
	    " JOIN exhibits x ON x.n = d.exhibit_n"
	    " WHERE (?1 IS NULL OR d.exhibit_n ="
	    " (SELECT n FROM exhibits WHERE id = ?1))"
	    " AND (?2 IS NULL OR d.id = ?2) ORDER BY d.n";

	if (catalog_open_cursor(c, sql, out, e) != 0)
		return (-1);
	if (catalog_bind_copy(c, (*out)->st, 1, exhibit, e) != 0 ||
	    catalog_bind_copy(c, (*out)->st, 2, id, e) != 0) {
		catalog_cursor_free(*out);
		*out = NULL;
		return (-1);
	}
	return (0);
}

int
catalog_derivative_next(struct catalog_cursor *cur,
    struct catalog_derivative *d, struct error *e)
{
	sqlite3_stmt *st = cur->st;
	int got = catalog_row(cur->c, st, "cannot list derivatives", e);

	if (got != 1)
		return (got);
	d->id = catalog_text(st, 0);
	d->parent = catalog_text(st, 1);
	d->exhibit = catalog_text(st, 2);
	d->bytes = sqlite3_column_int64(st, 3);
	d->name = catalog_text(st, 4);
	d->operation = catalog_text(st, 5);
	d->tool = catalog_text(st, 6);
	d->note = catalog_text(st, 7);
	d->made = sqlite3_column_int64(st, 8);
	d->blob = catalog_text(st, 9);
	return (catalog_columns(cur->c, e) != 0 ? -1 : 1);
}
