#include <limits.h>

#include "store/base/limits.h"
#include "store/catalog/catalog_attest.h"
#include "store/catalog/catalog_internal.h"

#define CANNOT_READ	"cannot read what others say of the log"
#define CANNOT_WRITE	"cannot keep what others say of the log"

/* A statement for a change of this part; NULL with ${e}. */
static sqlite3_stmt *
begin_row(struct catalog *c, enum catalog_sql which, struct error *e)
{

	return (catalog_need_change(c, e) != 0 ? NULL :
	    catalog_statement(c, which, e));
}

static void
bind_span(sqlite3_stmt *st, int i, struct span s)
{

	(void)sqlite3_bind_blob64(st, i, s.p, s.n, SQLITE_STATIC);
}

/* A cursor whose question has a number, or a text (not NULL), as ?1. */
static int
ask(struct catalog *c, const char *sql, uint64_t from, const char *text,
    struct catalog_cursor **out, struct error *e)
{

	if (catalog_open_cursor(c, sql, out, e) != 0)
		return (-1);
	if (text == NULL) {
		(void)sqlite3_bind_int64((*out)->st, 1, from > INT64_MAX ?
		    INT64_MAX : (sqlite3_int64)from);
		return (0);
	}
	if (catalog_bind_copy(c, (*out)->st, 1, text, e) == 0)
		return (0);
	catalog_cursor_free(*out);
	*out = NULL;
	return (-1);
}

/* The next row: 1, 0, -1. */
static int
next(struct catalog_cursor *cur, struct error *e)
{

	return (catalog_row(cur->c, cur->st, CANNOT_READ, e));
}

/* What a row was read into is all there: 1 or -1. */
static int
whole(struct catalog_cursor *cur, struct error *e)
{

	return (catalog_columns(cur->c, e) != 0 ? -1 : 1);
}

int
catalog_stamping_add(struct catalog *c, const struct catalog_stamping *s,
    struct error *e)
{
	sqlite3_stmt *st = begin_row(c, SQL_STAMPING_ADD, e);

	if (st == NULL)
		return (-1);
	(void)sqlite3_bind_int64(st, 1, (sqlite3_int64)s->size);
	(void)sqlite3_bind_int64(st, 2, s->time);
	catalog_bind_text(st, 3, s->authority);
	bind_span(st, 4, s->response);
	return (catalog_run(c, st, CANNOT_WRITE, e));
}

int
catalog_stampings(struct catalog *c, uint64_t from,
    struct catalog_cursor **out, struct error *e)
{

	return (ask(c, "SELECT size, time, authority, response"
	    " FROM log_stamps WHERE size >= ?1 ORDER BY size, n", from, NULL,
	    out, e));
}

int
catalog_stamping_next(struct catalog_cursor *cur, struct catalog_stamping *s,
    struct error *e)
{
	int got = next(cur, e);

	if (got != 1)
		return (got);
	s->size = (uint64_t)sqlite3_column_int64(cur->st, 0);
	s->time = sqlite3_column_int64(cur->st, 1);
	s->authority = catalog_text(cur->st, 2);
	s->response = catalog_span(cur->st, 3);
	return (whole(cur, e));
}

int
catalog_stamping_last(struct catalog *c, uint64_t *size, int64_t *time,
    struct error *e)
{
	sqlite3_stmt *st = catalog_statement(c, SQL_STAMPING_LAST, e);
	int got;

	if (st == NULL)
		return (-1);
	if ((got = catalog_row(c, st, CANNOT_READ, e)) == 1) {
		*size = (uint64_t)sqlite3_column_int64(st, 0);
		*time = sqlite3_column_int64(st, 1);
	}
	(void)sqlite3_reset(st);
	return (got);
}

int
catalog_cosignature_add(struct catalog *c,
    const struct catalog_cosignature *s, struct error *e)
{
	sqlite3_stmt *st = begin_row(c, SQL_COSIGNATURE_ADD, e);

	if (st == NULL)
		return (-1);
	(void)sqlite3_bind_int64(st, 1, (sqlite3_int64)s->size);
	catalog_bind_text(st, 2, s->name);
	catalog_bind_text(st, 3, s->line);
	(void)sqlite3_bind_int64(st, 4, s->time);
	return (catalog_run(c, st, CANNOT_WRITE, e));
}

int
catalog_cosignatures(struct catalog *c, uint64_t from,
    struct catalog_cursor **out, struct error *e)
{

	return (ask(c, "SELECT size, name, line, time FROM cosignatures"
	    " WHERE size >= ?1 ORDER BY size, name", from, NULL, out, e));
}

int
catalog_cosignature_next(struct catalog_cursor *cur,
    struct catalog_cosignature *s, struct error *e)
{
	int got = next(cur, e);

	if (got != 1)
		return (got);
	s->size = (uint64_t)sqlite3_column_int64(cur->st, 0);
	s->name = catalog_text(cur->st, 1);
	s->line = catalog_text(cur->st, 2);
	s->time = sqlite3_column_int64(cur->st, 3);
	return (whole(cur, e));
}

int
catalog_witness_set(struct catalog *c, const struct catalog_witness *w,
    struct error *e)
{
	sqlite3_stmt *st = begin_row(c, SQL_WITNESS_SET, e);

	if (st == NULL)
		return (-1);
	catalog_bind_text(st, 1, w->name);
	catalog_bind_text(st, 2, w->key);
	catalog_bind_text(st, 3, w->url);
	(void)sqlite3_bind_int64(st, 4, w->added);
	return (catalog_run(c, st, CANNOT_WRITE, e));
}

int
catalog_witnesses(struct catalog *c, const char *url,
    struct catalog_cursor **out, struct error *e)
{

	return (ask(c, url == NULL ?
	    "SELECT name, key, url, added FROM witnesses"
	    " WHERE ?1 = 0 ORDER BY name" :
	    "SELECT name, key, url, added FROM witnesses"
	    " WHERE url = ?1 ORDER BY name", 0, url, out, e));
}

int
catalog_witness_next(struct catalog_cursor *cur, struct catalog_witness *w,
    struct error *e)
{
	int got = next(cur, e);

	if (got != 1)
		return (got);
	w->name = catalog_text(cur->st, 0);
	w->key = catalog_text(cur->st, 1);
	w->url = catalog_text(cur->st, 2);
	w->added = sqlite3_column_int64(cur->st, 3);
	return (whole(cur, e));
}

int
catalog_witnessed_set(struct catalog *c, const struct catalog_witnessed *w,
    struct error *e)
{
	sqlite3_stmt *st = begin_row(c, SQL_WITNESSED_SET, e);

	if (st == NULL)
		return (-1);
	catalog_bind_text(st, 1, w->origin);
	catalog_bind_text(st, 2, w->key);
	(void)sqlite3_bind_int64(st, 3, (sqlite3_int64)w->size);
	bind_span(st, 4, w->note);
	(void)sqlite3_bind_int64(st, 5, w->time);
	return (catalog_run(c, st, CANNOT_WRITE, e));
}

int
catalog_witnessed(struct catalog *c, const char *origin,
    struct catalog_cursor **out, struct error *e)
{

	return (ask(c, origin == NULL ?
	    "SELECT origin, key, size, note, time FROM witnessed"
	    " WHERE ?1 = 0 ORDER BY origin" :
	    "SELECT origin, key, size, note, time FROM witnessed"
	    " WHERE origin = ?1", 0, origin, out, e));
}

int
catalog_witnessed_next(struct catalog_cursor *cur,
    struct catalog_witnessed *w, struct error *e)
{
	int got = next(cur, e);

	if (got != 1)
		return (got);
	w->origin = catalog_text(cur->st, 0);
	w->key = catalog_text(cur->st, 1);
	w->size = (uint64_t)sqlite3_column_int64(cur->st, 2);
	w->note = catalog_span(cur->st, 3);
	w->time = sqlite3_column_int64(cur->st, 4);
	return (whole(cur, e));
}
