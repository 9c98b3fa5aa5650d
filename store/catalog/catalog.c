#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/time.h"
#include "store/catalog/catalog_internal.h"

static enum error_code
code_of(int rc, int sys)
{

	switch (rc & 0xff) {
	case SQLITE_NOMEM:
		return (ERR_NOMEM);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return (ERR_BUSY);
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return (ERR_DENIED);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return (ERR_CORRUPT);
	case SQLITE_FULL:
		return (ERR_SYS);
	case SQLITE_IOERR:
		return (rc == SQLITE_IOERR_NOMEM ? ERR_NOMEM : ERR_SYS);
	case SQLITE_CANTOPEN:
		return (sys == ENOENT ? ERR_NOTFOUND :
		    sys == EACCES || sys == EPERM || sys == EROFS ?
		    ERR_DENIED : ERR_SYS);
	case SQLITE_TOOBIG:
		return (ERR_LIMIT);
	default:
		return (ERR_DB);
	}
}

int
catalog_fault(struct catalog *c, int rc, const char *what, struct error *e)
{
	int sys = 0, extended = rc;
	bool first = e != NULL && e->code == ERR_NONE;
	enum error_code code;

	if (c->db != NULL) {
		extended = sqlite3_extended_errcode(c->db);
		sys = sqlite3_system_errno(c->db);
	}
	if ((rc & 0xff) == SQLITE_FULL)
		sys = ENOSPC;
	code = code_of(extended, sys);
	if (code == ERR_NOMEM)
		return (error_nomem(e));
	(void)error_set(e, code, "catalogue: %s: %s%s", what,
	    c->db == NULL ? sqlite3_errstr(rc) : sqlite3_errmsg(c->db),
	    sys == ENOSPC ? " (no space left on device)" : "");
	if (first) {
		e->lib = (unsigned long)extended;
		e->sys = code == ERR_SYS ? sys : 0;
	}
	return (-1);
}

int
catalog_prepare(struct catalog *c, const char *sql, sqlite3_stmt **out,
    struct error *e)
{
	int rc;

	rc = sqlite3_prepare_v3(c->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out,
	    NULL);
	if (rc != SQLITE_OK)
		return (catalog_fault(c, rc, "cannot ask", e));
	return (0);
}

sqlite3_stmt *
catalog_statement(struct catalog *c, enum catalog_sql which, struct error *e)
{

	if (c->st[which] == NULL && catalog_prepare(c,
	    catalog_sql_text[which], &c->st[which], e) != 0)
		return (NULL);
	(void)sqlite3_reset(c->st[which]);
	return (c->st[which]);
}

int
catalog_run(struct catalog *c, sqlite3_stmt *st, const char *what,
    struct error *e)
{
	int rc;

	do
		rc = sqlite3_step(st);
	while (rc == SQLITE_ROW);
	if (rc != SQLITE_DONE) {
		(void)catalog_fault(c, rc, what, e);
		(void)sqlite3_reset(st);
		return (-1);
	}
	(void)sqlite3_reset(st);
	return (0);
}

int
catalog_row(struct catalog *c, sqlite3_stmt *st, const char *what,
    struct error *e)
{
	int rc = sqlite3_step(st);

	if (rc == SQLITE_ROW)
		return (1);
	if (rc == SQLITE_DONE)
		return (0);
	return (catalog_fault(c, rc, what, e));
}

void
catalog_bind_text(sqlite3_stmt *st, int i, const char *s)
{

	/* Static: whatever is bound lives until the statement has run. */
	(void)sqlite3_bind_text(st, i, s, -1, SQLITE_STATIC);
}

void
catalog_bind_time(sqlite3_stmt *st, int i, int64_t t)
{

	if (t == TIME_UNKNOWN)
		(void)sqlite3_bind_null(st, i);
	else
		(void)sqlite3_bind_int64(st, i, t);
}

void
catalog_bind_whole(sqlite3_stmt *st, int i, int64_t v)
{

	if (v < 0)
		(void)sqlite3_bind_null(st, i);
	else
		(void)sqlite3_bind_int64(st, i, v);
}

const char *
catalog_text(sqlite3_stmt *st, int i)
{

	return ((const char *)sqlite3_column_text(st, i));
}

int64_t
catalog_whole(sqlite3_stmt *st, int i, int64_t none)
{

	if (sqlite3_column_type(st, i) == SQLITE_NULL)
		return (none);
	return (sqlite3_column_int64(st, i));
}

struct span
catalog_span(sqlite3_stmt *st, int i)
{
	const uint8_t *p = sqlite3_column_blob(st, i);

	/* An empty blob is a NULL pointer: still there. */
	return ((struct span){ p == NULL ? (const uint8_t *)"" : p,
	    (size_t)sqlite3_column_bytes(st, i) });
}

int
catalog_columns(struct catalog *c, struct error *e)
{

	return (sqlite3_errcode(c->db) == SQLITE_NOMEM ? error_nomem(e) : 0);
}

int
catalog_bind_copy(struct catalog *c, sqlite3_stmt *st, int i, const char *s,
    struct error *e)
{
	int rc = sqlite3_bind_text(st, i, s, -1, SQLITE_TRANSIENT);

	return (rc == SQLITE_OK ? 0 : catalog_fault(c, rc, "cannot ask", e));
}

int
catalog_open_cursor(struct catalog *c, const char *sql,
    struct catalog_cursor **out, struct error *e)
{
	struct catalog_cursor *cur;

	*out = NULL;
	if ((cur = calloc(1, sizeof(*cur))) == NULL)
		return (error_nomem(e));
	cur->c = c;
	if (catalog_prepare(c, sql, &cur->st, e) != 0) {
		free(cur);
		return (-1);
	}
	*out = cur;
	return (0);
}

void
catalog_cursor_free(struct catalog_cursor *cur)
{

	if (cur == NULL)
		return;
	(void)sqlite3_finalize(cur->st);
	free(cur);
}

int
catalog_need_change(struct catalog *c, struct error *e)
{

	if (!c->in_change)
		return (error_set(e, ERR_INPUT,
		    "the catalogue is written within a change only"));
	return (0);
}

int
catalog_changed(struct catalog *c, sqlite3_stmt *st, const char *what,
    struct error *e)
{

	if (catalog_run(c, st, "cannot change a row", e) != 0)
		return (-1);
	if (sqlite3_changes(c->db) == 0)
		return (error_set(e, ERR_NOTFOUND, "no such %s", what));
	return (0);
}

int
catalog_begin(struct catalog *c, struct error *e)
{
	sqlite3_stmt *st;

	if (c->read_only)
		return (error_set(e, ERR_DENIED,
		    "the catalogue was opened for reading only"));
	if ((st = catalog_statement(c, SQL_BEGIN, e)) == NULL ||
	    catalog_run(c, st, "cannot begin a change", e) != 0)
		return (-1);
	c->in_change = true;
	return (0);
}

int
catalog_commit(struct catalog *c, struct error *e)
{
	sqlite3_stmt *st = catalog_statement(c, SQL_COMMIT, e);

	if (st == NULL ||
	    catalog_run(c, st, "cannot finish a change", e) != 0) {
		catalog_rollback(c);
		return (-1);
	}
	c->in_change = false;
	return (0);
}

void
catalog_rollback(struct catalog *c)
{
	sqlite3_stmt *st;

	if (c == NULL || !c->in_change)
		return;
	c->in_change = false;
	/* A full disk or a failed commit has rolled back by itself. */
	if (sqlite3_get_autocommit(c->db) == 0 &&
	    (st = catalog_statement(c, SQL_ROLLBACK, NULL)) != NULL)
		(void)catalog_run(c, st, "cannot undo a change", NULL);
}

int
catalog_look(struct catalog *c, struct error *e)
{
	sqlite3_stmt *st = catalog_statement(c, SQL_BEGIN_LOOK, e);
	uint64_t size;

	if (st == NULL || catalog_run(c, st, "cannot look", e) != 0)
		return (-1);
	c->in_look = true;
	/* The state is fixed by the first reading, not by BEGIN. */
	if (catalog_log_size(c, &size, e) != 0) {
		catalog_look_end(c);
		return (-1);
	}
	return (0);
}

void
catalog_look_end(struct catalog *c)
{
	sqlite3_stmt *st;

	if (!c->in_look)
		return;
	c->in_look = false;
	if (sqlite3_get_autocommit(c->db) == 0 &&
	    (st = catalog_statement(c, SQL_ROLLBACK, NULL)) != NULL)
		(void)catalog_run(c, st, "cannot end looking", NULL);
}

int
catalog_meta(struct catalog *c, const char *key, struct buf *out,
    struct error *e)
{
	sqlite3_stmt *st = catalog_statement(c, SQL_META_GET, e);
	int got;

	if (st == NULL)
		return (-1);
	catalog_bind_text(st, 1, key);
	if ((got = catalog_row(c, st, "cannot read", e)) == 1) {
		buf_puts(out, catalog_text(st, 0));
		if (catalog_columns(c, e) != 0 || buf_ok(out, e) != 0)
			got = -1;
	}
	(void)sqlite3_reset(st);
	return (got);
}

int
catalog_meta_set(struct catalog *c, const char *key, const char *value,
    struct error *e)
{
	sqlite3_stmt *st;

	if (catalog_need_change(c, e) != 0 ||
	    (st = catalog_statement(c, SQL_META_SET, e)) == NULL)
		return (-1);
	catalog_bind_text(st, 1, key);
	catalog_bind_text(st, 2, value);
	return (catalog_run(c, st, "cannot write", e));
}

int
catalog_sound(struct catalog *c, struct buf *out, struct error *e)
{
	static const char * const questions[2] = {
		"PRAGMA integrity_check(20)", "PRAGMA foreign_key_check"
	};
	sqlite3_stmt *st;
	const char *word;
	int i, got = 0, sound = 1;

	for (i = 0; i < 2; i++) {
		if (catalog_prepare(c, questions[i], &st, e) != 0)
			return (-1);
		while ((got = catalog_row(c, st, "cannot check", e)) == 1) {
			word = catalog_text(st, 0);
			if (catalog_columns(c, e) != 0) {
				got = -1;
				break;
			}
			if (i == 0 && word != NULL && strcmp(word, "ok") == 0)
				continue;
			sound = 0;
			buf_printf(out, "%s%s", i == 0 ? "" : "reference in ",
			    word == NULL ? "" : word);
			buf_putc(out, '\n');
		}
		(void)sqlite3_finalize(st);
		if (got < 0)
			return (-1);
	}
	return (buf_ok(out, e) != 0 ? -1 : sound);
}
