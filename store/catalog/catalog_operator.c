#include "store/catalog/catalog_internal.h"

int
catalog_operator_add(struct catalog *c, const struct catalog_operator *o,
    struct error *e)
{
	sqlite3_stmt *st;
	int rc;

	if (catalog_need_change(c, e) != 0 ||
	    (st = catalog_statement(c, SQL_OPERATOR_ADD, e)) == NULL)
		return (-1);
	catalog_bind_text(st, 1, o->name);
	catalog_bind_text(st, 2, o->key);
	catalog_bind_text(st, 3, o->cert);
	catalog_bind_text(st, 4, o->serial);
	catalog_bind_text(st, 5, o->title);
	(void)sqlite3_bind_int64(st, 6, o->roles);
	(void)sqlite3_bind_int64(st, 7, o->added);
	(void)sqlite3_bind_int(st, 8, (int)o->secret);
	rc = sqlite3_step(st);
	if (rc == SQLITE_CONSTRAINT_UNIQUE)
		(void)error_set(e, ERR_EXISTS,
		    "there is an operator of that name");
	else if (rc != SQLITE_DONE)
		(void)catalog_fault(c, rc, "cannot add the operator", e);
	(void)sqlite3_reset(st);
	(void)sqlite3_clear_bindings(st);
	return (rc == SQLITE_DONE ? 0 : -1);
}

int
catalog_operator_revoke(struct catalog *c, const char *key, int64_t when,
    const char *reason, bool compromised, struct error *e)
{
	sqlite3_stmt *st;

	if (catalog_need_change(c, e) != 0 ||
	    (st = catalog_statement(c, SQL_OPERATOR_REVOKE, e)) == NULL)
		return (-1);
	(void)sqlite3_bind_int64(st, 1, when);
	catalog_bind_text(st, 2, reason);
	(void)sqlite3_bind_int(st, 3, compromised);
	catalog_bind_text(st, 4, key);
	return (catalog_changed(c, st, "operator", e));
}

int
catalog_operators(struct catalog *c, const char *name, const char *key,
    struct catalog_cursor **out, struct error *e)
{
	const char *sql = "SELECT name, key, cert, serial, title, roles,"
	    " added, revoked, reason, compromised, secret FROM operators"
	    " WHERE (?1 IS NULL OR name = ?1) AND (?2 IS NULL OR key = ?2)"
	    " ORDER BY n";

	if (catalog_open_cursor(c, sql, out, e) != 0)
		return (-1);
	if (catalog_bind_copy(c, (*out)->st, 1, name, e) != 0 ||
	    catalog_bind_copy(c, (*out)->st, 2, key, e) != 0) {
		catalog_cursor_free(*out);
		*out = NULL;
		return (-1);
	}
	return (0);
}

int
catalog_operator_next(struct catalog_cursor *cur, struct catalog_operator *o,
    struct error *e)
{
	sqlite3_stmt *st = cur->st;
	int got = catalog_row(cur->c, st, "cannot list operators", e);

	if (got != 1)
		return (got);
	o->name = catalog_text(st, 0);
	o->key = catalog_text(st, 1);
	o->cert = catalog_text(st, 2);
	o->serial = catalog_text(st, 3);
	o->title = catalog_text(st, 4);
	o->roles = (unsigned)sqlite3_column_int64(st, 5);
	o->added = sqlite3_column_int64(st, 6);
	o->revoked = sqlite3_column_int64(st, 7);
	o->reason = catalog_text(st, 8);
	o->compromised = sqlite3_column_int(st, 9) != 0;
	o->secret = (enum catalog_secret)sqlite3_column_int(st, 10);
	return (catalog_columns(cur->c, e) != 0 ? -1 : 1);
}
