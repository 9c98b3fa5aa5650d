#include "store/catalog/catalog_internal.h"

int
catalog_case_add(struct catalog *c, const struct catalog_case *k,
    struct error *e)
{
	sqlite3_stmt *st;
	int has;

	if (catalog_need_change(c, e) != 0 ||
	    (has = catalog_case_has(c, k->name, e)) < 0)
		return (-1);
	if (has == 1)
		return (error_set(e, ERR_EXISTS, "the case is there already"));
	if ((st = catalog_statement(c, SQL_CASE_ADD, e)) == NULL)
		return (-1);
	catalog_bind_text(st, 1, k->name);
	(void)sqlite3_bind_int64(st, 2, k->created);
	(void)sqlite3_bind_int(st, 3, k->closed);
	catalog_bind_text(st, 4, k->data);
	return (catalog_run(c, st, "cannot add the case", e));
}

int
catalog_case_set(struct catalog *c, const struct catalog_case *k,
    struct error *e)
{
	sqlite3_stmt *st;

	if (catalog_need_change(c, e) != 0 ||
	    (st = catalog_statement(c, SQL_CASE_SET, e)) == NULL)
		return (-1);
	(void)sqlite3_bind_int(st, 1, k->closed);
	catalog_bind_text(st, 2, k->data);
	catalog_bind_text(st, 3, k->name);
	return (catalog_changed(c, st, "case", e));
}

int
catalog_case_hold(struct catalog *c, const char *name, int64_t since,
    struct error *e)
{
	sqlite3_stmt *st;

	if (catalog_need_change(c, e) != 0 ||
	    (st = catalog_statement(c, SQL_CASE_HOLD, e)) == NULL)
		return (-1);
	(void)sqlite3_bind_int64(st, 1, since);
	catalog_bind_text(st, 2, name);
	return (catalog_changed(c, st, "case", e));
}

/* 1 and the row of the case, 0, or -1. */
static int
find_case(struct catalog *c, const char *name, int64_t *id, struct error *e)
{
	sqlite3_stmt *st = catalog_statement(c, SQL_CASE_ID, e);
	int got;

	if (st == NULL)
		return (-1);
	catalog_bind_text(st, 1, name);
	if ((got = catalog_row(c, st, "cannot look for the case", e)) == 1)
		*id = sqlite3_column_int64(st, 0);
	(void)sqlite3_reset(st);
	return (got);
}

int
catalog_case_has(struct catalog *c, const char *name, struct error *e)
{
	int64_t id;

	return (find_case(c, name, &id, e));
}

int
catalog_case_id(struct catalog *c, const char *name, int64_t now, int64_t *id,
    struct error *e)
{
	struct catalog_case k = { .name = name, .created = now };
	int got = find_case(c, name, id, e);

	if (got != 0)
		return (got < 0 ? -1 : 0);
	if (catalog_case_add(c, &k, e) != 0)
		return (-1);
	*id = sqlite3_last_insert_rowid(c->db);
	return (0);
}

int
catalog_case_number(struct catalog *c, int64_t id, int64_t *number,
    struct error *e)
{
	sqlite3_stmt *st = catalog_statement(c, SQL_CASE_NUMBER, e);
	int got;

	if (st == NULL)
		return (-1);
	(void)sqlite3_bind_int64(st, 1, id);
	if ((got = catalog_row(c, st, "cannot number the exhibit", e)) == 1) {
		*number = sqlite3_column_int64(st, 0);
		return (catalog_run(c, st, "cannot number the exhibit", e));
	}
	(void)sqlite3_reset(st);
	return (got < 0 ? -1 : error_set(e, ERR_CORRUPT, "no such case"));
}

#define COLUMNS	"SELECT name, created, closed, data, hold, last FROM cases"

int
catalog_cases(struct catalog *c, struct catalog_cursor **out,
    struct error *e)
{

	return (catalog_open_cursor(c, COLUMNS " ORDER BY name", out, e));
}

int
catalog_case_next(struct catalog_cursor *cur, struct catalog_case *k,
    struct error *e)
{
	int got = catalog_row(cur->c, cur->st, "cannot list cases", e);

	if (got == 1) {
		k->name = catalog_text(cur->st, 0);
		k->created = sqlite3_column_int64(cur->st, 1);
		k->closed = sqlite3_column_int(cur->st, 2) != 0;
		k->data = catalog_text(cur->st, 3);
		k->hold = sqlite3_column_int64(cur->st, 4);
		k->last = sqlite3_column_int64(cur->st, 5);
		if (catalog_columns(cur->c, e) != 0)
			return (-1);
	}
	return (got);
}

int
catalog_case_find(struct catalog *c, const char *name,
    struct catalog_cursor **cur, struct catalog_case *k, struct error *e)
{

	*cur = NULL;
	if (catalog_open_cursor(c, COLUMNS " WHERE name = ?", cur, e) != 0 ||
	    catalog_bind_copy(c, (*cur)->st, 1, name, e) != 0)
		return (-1);
	return (catalog_case_next(*cur, k, e));
}
