#include "store/base/time.h"
#include "store/catalog/catalog_internal.h"
#include "store/catalog/catalog_package.h"

#define CANNOT_WRITE	"cannot note the package"

/* A statement for a change of this part; NULL with ${e}. */
static sqlite3_stmt *
begin_row(struct catalog *c, enum catalog_sql which, struct error *e)
{

	return (catalog_need_change(c, e) != 0 ? NULL :
	    catalog_statement(c, which, e));
}

static int
add_row(struct catalog *c, const struct catalog_package *p, struct error *e)
{
	sqlite3_stmt *st = begin_row(c, SQL_PACKAGE_ADD, e);
	int rc;

	if (st == NULL)
		return (-1);
	catalog_bind_text(st, 1, p->uuid);
	(void)sqlite3_bind_int(st, 2, (int)p->direction);
	(void)sqlite3_bind_int(st, 3, (int)p->state);
	catalog_bind_text(st, 4, p->sha256);
	catalog_bind_whole(st, 5, p->bytes);
	catalog_bind_text(st, 6, p->organization);
	catalog_bind_text(st, 7, p->person);
	catalog_bind_text(st, 8, p->case_name);
	(void)sqlite3_bind_int(st, 9, p->moves);
	(void)sqlite3_bind_int64(st, 10, (sqlite3_int64)p->seq);
	(void)sqlite3_bind_int64(st, 11, p->time);
	catalog_bind_text(st, 12, p->blob);
	rc = sqlite3_step(st);
	if (rc == SQLITE_CONSTRAINT_UNIQUE)
		(void)error_set(e, ERR_EXISTS, "there is a package %s already",
		    p->uuid);
	else if (rc != SQLITE_DONE)
		(void)catalog_fault(c, rc, CANNOT_WRITE, e);
	(void)sqlite3_reset(st);
	(void)sqlite3_clear_bindings(st);
	return (rc == SQLITE_DONE ? 0 : -1);
}

int
catalog_package_add(struct catalog *c, struct catalog_package *p,
    const char * const *exhibits, size_t n, struct error *e)
{
	sqlite3_stmt *st;
	size_t i;

	if (add_row(c, p, e) != 0)
		return (-1);
	p->n = sqlite3_last_insert_rowid(c->db);
	for (i = 0; i < n; i++) {
		if ((st = begin_row(c, SQL_PACKAGE_EXHIBIT, e)) == NULL)
			return (-1);
		(void)sqlite3_bind_int64(st, 1, p->n);
		catalog_bind_text(st, 2, exhibits[i]);
		if (catalog_run(c, st, CANNOT_WRITE, e) != 0)
			return (-1);
	}
	return (0);
}

int
catalog_package_written(struct catalog *c, int64_t n, const char *sha256,
    int64_t bytes, struct error *e)
{
	sqlite3_stmt *st = begin_row(c, SQL_PACKAGE_WRITTEN, e);

	if (st == NULL)
		return (-1);
	catalog_bind_text(st, 1, sha256);
	catalog_bind_whole(st, 2, bytes);
	(void)sqlite3_bind_int64(st, 3, n);
	return (catalog_changed(c, st, "package", e));
}

int
catalog_package_close(struct catalog *c, const struct catalog_package *p,
    struct error *e)
{
	sqlite3_stmt *st = begin_row(c, SQL_PACKAGE_CLOSE, e);

	if (st == NULL)
		return (-1);
	(void)sqlite3_bind_int(st, 1, (int)p->state);
	(void)sqlite3_bind_int64(st, 2, (sqlite3_int64)p->closed_seq);
	catalog_bind_time(st, 3, p->closed);
	if (p->receipt.p != NULL)
		(void)sqlite3_bind_blob64(st, 4, p->receipt.p, p->receipt.n,
		    SQLITE_STATIC);
	(void)sqlite3_bind_int64(st, 5, p->n);
	return (catalog_changed(c, st, "open package", e));
}

int
catalog_package_receipt(struct catalog *c, int64_t n, struct span receipt,
    struct error *e)
{
	sqlite3_stmt *st = begin_row(c, SQL_PACKAGE_RECEIPT, e);

	if (st == NULL)
		return (-1);
	(void)sqlite3_bind_blob64(st, 1, receipt.p, receipt.n,
	    SQLITE_STATIC);
	(void)sqlite3_bind_int64(st, 2, n);
	return (catalog_changed(c, st, "package without receipt", e));
}

int
catalog_packages(struct catalog *c, const struct catalog_package_filter *f,
    struct catalog_cursor **out, struct error *e)
{
	const char *sql = "SELECT n, uuid, direction, state, sha256, bytes,"
	    " organization, person, case_name, moves, seq, time, closed_seq,"
	    " closed, receipt, blob FROM packages"
	    " WHERE (?1 IS NULL OR uuid = ?1) AND (?2 IS NULL OR sha256 = ?2)"
	    " AND (?3 IS NULL OR n IN"
	    " (SELECT package FROM package_exhibits WHERE id = ?3))"
	    " AND (?4 < 0 OR direction = ?4) AND (?5 < 0 OR state = ?5)"
	    " AND (?6 = 0 OR n = ?6) ORDER BY n";
	sqlite3_stmt *st;

	if (catalog_open_cursor(c, sql, out, e) != 0)
		return (-1);
	st = (*out)->st;
	(void)sqlite3_bind_int(st, 4, f->direction);
	(void)sqlite3_bind_int(st, 5, f->state);
	(void)sqlite3_bind_int64(st, 6, f->n);
	if (catalog_bind_copy(c, st, 1, f->uuid, e) != 0 ||
	    catalog_bind_copy(c, st, 2, f->sha256, e) != 0 ||
	    catalog_bind_copy(c, st, 3, f->exhibit, e) != 0) {
		catalog_cursor_free(*out);
		*out = NULL;
		return (-1);
	}
	return (0);
}

int
catalog_package_next(struct catalog_cursor *cur, struct catalog_package *p,
    struct error *e)
{
	sqlite3_stmt *st = cur->st;
	int got = catalog_row(cur->c, st, "cannot list packages", e);

	if (got != 1)
		return (got);
	p->n = sqlite3_column_int64(st, 0);
	p->uuid = catalog_text(st, 1);
	p->direction = (enum catalog_direction)sqlite3_column_int(st, 2);
	p->state = (enum catalog_package_state)sqlite3_column_int(st, 3);
	p->sha256 = catalog_text(st, 4);
	p->bytes = catalog_whole(st, 5, -1);
	p->organization = catalog_text(st, 6);
	p->person = catalog_text(st, 7);
	p->case_name = catalog_text(st, 8);
	p->moves = sqlite3_column_int(st, 9) != 0;
	p->seq = (uint64_t)sqlite3_column_int64(st, 10);
	p->time = sqlite3_column_int64(st, 11);
	p->closed_seq = (uint64_t)catalog_whole(st, 12, 0);
	p->closed = catalog_whole(st, 13, TIME_UNKNOWN);
	p->receipt = (struct span){ .p = NULL };
	if (sqlite3_column_type(st, 14) != SQLITE_NULL)
		p->receipt = catalog_span(st, 14);
	p->blob = catalog_text(st, 15);
	return (catalog_columns(cur->c, e) != 0 ? -1 : 1);
}

int
catalog_package_exhibits(struct catalog *c, int64_t n,
    struct catalog_cursor **out, struct error *e)
{

	if (catalog_open_cursor(c, "SELECT id FROM package_exhibits"
	    " WHERE package = ? ORDER BY id", out, e) != 0)
		return (-1);
	(void)sqlite3_bind_int64((*out)->st, 1, n);
	return (0);
}

int
catalog_package_exhibit_next(struct catalog_cursor *cur, const char **id,
    struct error *e)
{
	int got = catalog_row(cur->c, cur->st, "cannot list exhibits", e);

	if (got != 1)
		return (got);
	*id = catalog_text(cur->st, 0);
	return (catalog_columns(cur->c, e) != 0 ? -1 : 1);
}
