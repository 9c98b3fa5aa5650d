#include <inttypes.h>
#include <string.h>

#include "store/base/limits.h"
#include "store/catalog/catalog_internal.h"

int
catalog_log_size(struct catalog *c, uint64_t *size, struct error *e)
{
	sqlite3_stmt *st = catalog_statement(c, SQL_LOG_SIZE, e);
	int got;

	if (st == NULL)
		return (-1);
	/* Without events max() answers a row with NULL in it. */
	if ((got = catalog_row(c, st, "cannot read the log", e)) == 1)
		*size = (uint64_t)catalog_whole(st, 0, 0);
	(void)sqlite3_reset(st);
	return (got == 1 ? 0 : -1);
}

static int
read_node(void *ctx, unsigned level, uint64_t index, struct merkle_node *out,
    struct error *e)
{
	struct catalog *c = ctx;
	sqlite3_stmt *st = catalog_statement(c, SQL_LOG_NODES, e);
	uint64_t seq = (index + 1) << level;
	const uint8_t *p;
	int got;

	if (st == NULL)
		return (-1);
	(void)sqlite3_bind_int64(st, 1, (sqlite3_int64)seq);
	got = catalog_row(c, st, "cannot read the log", e);
	if (got == 1) {
		p = sqlite3_column_blob(st, 0);
		if (p != NULL && (size_t)sqlite3_column_bytes(st, 0) >=
		    (level + 1) * sizeof(out->b))
			memcpy(out->b, p + level * sizeof(out->b),
			    sizeof(out->b));
		else
			got = catalog_columns(c, e);
	}
	(void)sqlite3_reset(st);
	if (got == 0)
		return (error_set(e, ERR_CORRUPT, "the log lacks the hash at "
		    "level %u of event %" PRIu64, level, seq));
	return (got < 0 ? -1 : 0);
}

struct merkle_source
catalog_log_source(struct catalog *c)
{

	return ((struct merkle_source){ read_node, c });
}

int
catalog_log_head(struct catalog *c, struct merkle_tree *tree,
    struct merkle_node *prev, struct error *e)
{
	struct merkle_source src = catalog_log_source(c);
	uint64_t size;

	if (catalog_log_size(c, &size, e) != 0 ||
	    merkle_load(&src, size, tree, e) != 0)
		return (-1);
	if (size == 0) {
		*prev = *merkle_empty();
		return (0);
	}
	return (read_node(c, 0, size - 1, prev, e));
}

/* The number of an exhibit in the index, made if need be. */
static int
subject_number(struct catalog *c, const char *id, int64_t *n, struct error *e)
{
	sqlite3_stmt *st;
	int got;

	if ((st = catalog_statement(c, SQL_SUBJECT_ID, e)) == NULL)
		return (-1);
	catalog_bind_text(st, 1, id);
	if ((got = catalog_row(c, st, "cannot read the log", e)) == 1)
		*n = sqlite3_column_int64(st, 0);
	(void)sqlite3_reset(st);
	if (got != 0)
		return (got < 0 ? -1 : 0);
	if ((st = catalog_statement(c, SQL_SUBJECT_ADD, e)) == NULL)
		return (-1);
	catalog_bind_text(st, 1, id);
	if (catalog_run(c, st, "cannot write the log", e) != 0)
		return (-1);
	*n = sqlite3_last_insert_rowid(c->db);
	return (0);
}

static int
index_event(struct catalog *c, uint64_t seq, const char *exhibit,
    struct error *e)
{
	sqlite3_stmt *st;
	int64_t n = 0;

	if (subject_number(c, exhibit, &n, e) != 0 ||
	    (st = catalog_statement(c, SQL_SUBJECT_LOG, e)) == NULL)
		return (-1);
	(void)sqlite3_bind_int64(st, 1, (sqlite3_int64)seq);
	(void)sqlite3_bind_int64(st, 2, n);
	return (catalog_run(c, st, "cannot write the log", e));
}

static int
index_case(struct catalog *c, uint64_t seq, const char *name,
    struct error *e)
{
	sqlite3_stmt *st = catalog_statement(c, SQL_LOG_CASE_ADD, e);

	if (st == NULL)
		return (-1);
	catalog_bind_text(st, 1, name);
	(void)sqlite3_bind_int64(st, 2, (sqlite3_int64)seq);
	return (catalog_run(c, st, "cannot write the log", e));
}

int
catalog_log_add(struct catalog *c, const struct catalog_event *ev,
    const char * const *exhibits, size_t n, struct error *e)
{
	sqlite3_stmt *st;
	uint64_t size;
	size_t i;

	if (catalog_need_change(c, e) != 0 ||
	    catalog_log_size(c, &size, e) != 0)
		return (-1);
	if (ev->seq != size + 1)
		return (error_set(e, ERR_CORRUPT, "event %" PRIu64 " after %"
		    PRIu64, ev->seq, size));
	if (ev->bytes.n > EVENT_MAX || ev->n_nodes > MERKLE_LEVELS + 1)
		return (error_set(e, ERR_LIMIT, "an event of %zu bytes",
		    ev->bytes.n));
	if ((st = catalog_statement(c, SQL_LOG_ADD, e)) == NULL)
		return (-1);
	(void)sqlite3_bind_int64(st, 1, (sqlite3_int64)ev->seq);
	(void)sqlite3_bind_blob(st, 2, ev->node,
	    (int)(ev->n_nodes * sizeof(ev->node[0])), SQLITE_STATIC);
	(void)sqlite3_bind_blob(st, 3, ev->bytes.p, (int)ev->bytes.n,
	    SQLITE_STATIC);
	if (catalog_run(c, st, "cannot write the log", e) != 0)
		return (-1);
	if (ev->case_name != NULL && *ev->case_name != '\0' &&
	    index_case(c, ev->seq, ev->case_name, e) != 0)
		return (-1);
	for (i = 0; i < n; i++)
		if (index_event(c, ev->seq, exhibits[i], e) != 0)
			return (-1);
	return (0);
}

int
catalog_log_events(struct catalog *c, const char *exhibit, uint64_t from,
    struct catalog_cursor **out, struct error *e)
{
	const char *sql = exhibit == NULL ?
	    "SELECT seq, nodes, bytes FROM log WHERE seq >= ?1 ORDER BY seq" :
	    "SELECT l.seq, l.nodes, l.bytes FROM log_subjects s"
	    " JOIN log l ON l.seq = s.seq"
	    " WHERE s.subject = (SELECT n FROM subjects WHERE id = ?2)"
	    " AND s.seq >= ?1 ORDER BY s.seq";

	if (catalog_open_cursor(c, sql, out, e) != 0)
		return (-1);
	(void)sqlite3_bind_int64((*out)->st, 1, (sqlite3_int64)from);
	if (exhibit != NULL && catalog_bind_copy(c, (*out)->st, 2, exhibit,
	    e) != 0) {
		catalog_cursor_free(*out);
		*out = NULL;
		return (-1);
	}
	return (0);
}

int
catalog_log_case(struct catalog *c, const char *name, uint64_t from,
    struct catalog_cursor **out, struct error *e)
{

	if (catalog_open_cursor(c, "SELECT l.seq, l.nodes, l.bytes"
	    " FROM log_cases k JOIN log l ON l.seq = k.seq"
	    " WHERE k.name = ?2 AND k.seq >= ?1 ORDER BY k.seq", out, e) != 0)
		return (-1);
	(void)sqlite3_bind_int64((*out)->st, 1, (sqlite3_int64)from);
	if (catalog_bind_copy(c, (*out)->st, 2, name, e) != 0) {
		catalog_cursor_free(*out);
		*out = NULL;
		return (-1);
	}
	return (0);
}

int
catalog_log_case_has(struct catalog *c, const char *name, uint64_t seq,
    struct error *e)
{
	sqlite3_stmt *st = catalog_statement(c, SQL_LOG_CASE_HAS, e);
	int got;

	if (st == NULL)
		return (-1);
	catalog_bind_text(st, 1, name);
	(void)sqlite3_bind_int64(st, 2, (sqlite3_int64)seq);
	got = catalog_row(c, st, "cannot read the log", e);
	(void)sqlite3_reset(st);
	return (got);
}

int
catalog_log_case_count(struct catalog *c, uint64_t *n, struct error *e)
{
	sqlite3_stmt *st = catalog_statement(c, SQL_LOG_CASE_COUNT, e);
	int got;

	if (st == NULL)
		return (-1);
	if ((got = catalog_row(c, st, "cannot read the log", e)) == 1)
		*n = (uint64_t)sqlite3_column_int64(st, 0);
	(void)sqlite3_reset(st);
	return (got == 1 ? 0 : -1);
}

int
catalog_log_next(struct catalog_cursor *cur, struct catalog_event *ev,
    struct error *e)
{
	int got = catalog_row(cur->c, cur->st, "cannot read the log", e);
	struct span nodes;

	if (got != 1)
		return (got);
	ev->seq = (uint64_t)sqlite3_column_int64(cur->st, 0);
	nodes = catalog_span(cur->st, 1);
	ev->node = (const struct merkle_node *)(const void *)nodes.p;
	ev->n_nodes = nodes.n / MERKLE_BYTES;
	ev->bytes = catalog_span(cur->st, 2);
	ev->case_name = NULL;
	return (catalog_columns(cur->c, e) != 0 ? -1 : 1);
}

int
catalog_log_index(struct catalog *c, uint64_t from,
    struct catalog_cursor **out, struct error *e)
{

	if (catalog_open_cursor(c, "SELECT s.seq, x.id FROM log_subjects s"
	    " JOIN subjects x ON x.n = s.subject WHERE s.seq >= ?1"
	    " ORDER BY s.seq", out, e) != 0)
		return (-1);
	(void)sqlite3_bind_int64((*out)->st, 1, (sqlite3_int64)from);
	return (0);
}

int
catalog_log_places(struct catalog *c, const char *exhibit,
    struct catalog_cursor **out, struct error *e)
{

	if (catalog_open_cursor(c, "SELECT s.seq, x.id FROM subjects x"
	    " JOIN log_subjects s ON s.subject = x.n WHERE x.id = ?1"
	    " ORDER BY s.seq", out, e) != 0)
		return (-1);
	if (catalog_bind_copy(c, (*out)->st, 1, exhibit, e) == 0)
		return (0);
	catalog_cursor_free(*out);
	*out = NULL;
	return (-1);
}

int
catalog_log_strangers(struct catalog *c, struct catalog_cursor **out,
    struct error *e)
{

	return (catalog_open_cursor(c, "SELECT 0, s.id FROM subjects s"
	    " LEFT JOIN exhibits x ON x.id = s.id WHERE x.id IS NULL"
	    " ORDER BY s.id", out, e));
}

int
catalog_log_index_next(struct catalog_cursor *cur, uint64_t *seq,
    const char **exhibit, struct error *e)
{
	int got = catalog_row(cur->c, cur->st, "cannot read the log", e);

	if (got == 1) {
		*seq = (uint64_t)sqlite3_column_int64(cur->st, 0);
		*exhibit = catalog_text(cur->st, 1);
		if (catalog_columns(cur->c, e) != 0)
			return (-1);
	}
	return (got);
}

int
catalog_checkpoint_add(struct catalog *c, const struct catalog_checkpoint *k,
    struct error *e)
{
	sqlite3_stmt *st;

	if (catalog_need_change(c, e) != 0 ||
	    (st = catalog_statement(c, SQL_CHECKPOINT_ADD, e)) == NULL)
		return (-1);
	if (k->note.n > NOTE_MAX)
		return (error_set(e, ERR_LIMIT, "a checkpoint of %zu bytes",
		    k->note.n));
	(void)sqlite3_bind_int64(st, 1, (sqlite3_int64)k->size);
	(void)sqlite3_bind_int64(st, 2, k->time);
	(void)sqlite3_bind_blob(st, 3, k->note.p, (int)k->note.n,
	    SQLITE_STATIC);
	return (catalog_run(c, st, "cannot write the checkpoint", e));
}

int
catalog_checkpoints(struct catalog *c, uint64_t from,
    struct catalog_cursor **out, struct error *e)
{

	if (catalog_open_cursor(c, "SELECT size, time, note FROM checkpoints"
	    " WHERE size >= ?1 ORDER BY size", out, e) != 0)
		return (-1);
	(void)sqlite3_bind_int64((*out)->st, 1, (sqlite3_int64)from);
	return (0);
}

int
catalog_checkpoint_next(struct catalog_cursor *cur,
    struct catalog_checkpoint *k, struct error *e)
{
	int got = catalog_row(cur->c, cur->st, "cannot read checkpoints", e);

	if (got == 1) {
		k->size = (uint64_t)sqlite3_column_int64(cur->st, 0);
		k->time = sqlite3_column_int64(cur->st, 1);
		k->note = catalog_span(cur->st, 2);
		if (catalog_columns(cur->c, e) != 0)
			return (-1);
	}
	return (got);
}

int
catalog_checkpoint_last(struct catalog *c, struct buf *out, struct error *e)
{
	sqlite3_stmt *st = catalog_statement(c, SQL_CHECKPOINT_LAST, e);
	int got;

	if (st == NULL)
		return (-1);
	got = catalog_row(c, st, "cannot read checkpoints", e);
	if (got == 1) {
		buf_putspan(out, catalog_span(st, 0));
		if (catalog_columns(c, e) != 0 || buf_ok(out, e) != 0)
			got = -1;
	}
	(void)sqlite3_reset(st);
	return (got);
}
