#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/catalog/catalog_internal.h"

#define COLUMNS	"x.id, x.sha256, x.bytes, x.records, x.url, x.final_url,"  \
		" x.status, x.title, k.name, x.note, x.started, x.sealed,"  \
		" x.kept, x.stamp, x.stamp_time, x.stamp_tsa, x.post,"	    \
		" x.author, x.missing, x.blob, x.own, x.number, x.hold,"    \
		" k.hold, x.disposed"

/* The JSON of an exhibit, parsed: it must be what it says before it is kept. */
struct parsed {
	json_t *post;
	json_t *author;
	json_t *missing;
};

static int
parse_one(const char *text, const char *what, json_type type, json_t **out,
    struct error *e)
{
	struct error why = ERROR_INIT;

	*out = NULL;
	if (text == NULL)
		return (0);
	*out = json_read(span_of(text), &why);
	if (*out == NULL && why.code == ERR_NOMEM)
		return (error_nomem(e));
	if (*out == NULL || json_typeof(*out) != type)
		return (error_set(e, ERR_INPUT, "exhibit: bad JSON of %s",
		    what));
	return (0);
}

static int
parse_all(const struct catalog_exhibit *x, struct parsed *j, struct error *e)
{

	if (parse_one(x->post, "post", JSON_OBJECT, &j->post, e) != 0 ||
	    parse_one(x->author, "author", JSON_OBJECT, &j->author, e) != 0 ||
	    parse_one(x->missing, "missing", JSON_ARRAY, &j->missing, e) != 0)
		return (-1);
	return (0);
}

static const char *
either(const json_t *a, const char *key_a, const json_t *b, const char *key_b)
{
	const char *s = json_text(a, key_a);

	return (s != NULL ? s : json_text(b, key_b));
}

/* The case of an exhibit and its number in it. */
struct place {
	int64_t case_n;			/* -1: none */
	int64_t number;
};

static void
bind_exhibit(sqlite3_stmt *st, const struct catalog_exhibit *x,
    const struct parsed *j, const struct place *p)
{

	catalog_bind_text(st, 1, x->id);
	catalog_bind_text(st, 2, x->sha256);
	catalog_bind_whole(st, 3, x->bytes);
	catalog_bind_whole(st, 4, x->records);
	catalog_bind_text(st, 5, x->url);
	catalog_bind_text(st, 6, x->final_url);
	catalog_bind_whole(st, 7, x->status == 0 ? -1 : x->status);
	catalog_bind_text(st, 8, x->title);
	catalog_bind_whole(st, 9, p->case_n);
	catalog_bind_text(st, 10, x->note);
	catalog_bind_time(st, 11, x->started);
	catalog_bind_time(st, 12, x->sealed);
	catalog_bind_time(st, 13, x->kept);
	(void)sqlite3_bind_int(st, 14, (int)x->stamp);
	catalog_bind_time(st, 15, x->stamp_time);
	catalog_bind_text(st, 16, x->stamp_tsa);
	catalog_bind_text(st, 17, x->post);
	catalog_bind_text(st, 18, x->author);
	catalog_bind_text(st, 19, x->missing);
	catalog_bind_text(st, 20, x->blob);
	/* By these two exhibits are looked for. */
	catalog_bind_text(st, 21, either(j->post, "platform", j->author,
	    "platform"));
	catalog_bind_text(st, 22, either(j->author, "handle", j->post,
	    "author"));
	(void)sqlite3_bind_int(st, 23, x->own);
	(void)sqlite3_bind_int64(st, 24, p->number);
}

static int
insert_exhibit(struct catalog *c, const struct catalog_exhibit *x,
    const struct parsed *j, const struct place *p, struct error *e)
{
	sqlite3_stmt *st = catalog_statement(c, SQL_EXHIBIT_ADD, e);
	int rc;

	if (st == NULL)
		return (-1);
	bind_exhibit(st, x, j, p);
	rc = sqlite3_step(st);
	if (rc == SQLITE_CONSTRAINT_UNIQUE)
		(void)error_set(e, ERR_EXISTS, "exhibit %s is kept already",
		    x->id);
	else if (rc != SQLITE_DONE)
		(void)catalog_fault(c, rc, "cannot add the exhibit", e);
	(void)sqlite3_reset(st);
	/* What is bound dies with ${j}. */
	(void)sqlite3_clear_bindings(st);
	return (rc == SQLITE_DONE ? 0 : -1);
}

static int
find_place(struct catalog *c, const struct catalog_exhibit *x,
    struct place *p, struct error *e)
{

	*p = (struct place){ .case_n = -1 };
	if (x->case_name == NULL)
		return (0);
	if (catalog_case_id(c, x->case_name, x->kept, &p->case_n, e) != 0)
		return (-1);
	return (catalog_case_number(c, p->case_n, &p->number, e));
}

static int
add_placed(struct catalog *c, const struct catalog_exhibit *x,
    const struct parsed *j, struct error *e)
{
	struct place p;

	if (find_place(c, x, &p, e) != 0 ||
	    insert_exhibit(c, x, j, &p, e) != 0)
		return (-1);
	return (catalog_words_add(c, sqlite3_last_insert_rowid(c->db), x,
	    j->post, j->author, e));
}

int
catalog_exhibit_add(struct catalog *c, const struct catalog_exhibit *x,
    struct error *e)
{
	struct parsed j = { NULL, NULL, NULL };
	int rc = -1;

	if (catalog_need_change(c, e) == 0 && parse_all(x, &j, e) == 0)
		rc = add_placed(c, x, &j, e);
	json_decref(j.post);
	json_decref(j.author);
	json_decref(j.missing);
	return (rc);
}

int
catalog_exhibit_stamp(struct catalog *c, const char *id,
    enum catalog_stamp stamp, int64_t time, const char *tsa, struct error *e)
{
	sqlite3_stmt *st;

	if (catalog_need_change(c, e) != 0 ||
	    (st = catalog_statement(c, SQL_EXHIBIT_STAMP, e)) == NULL)
		return (-1);
	(void)sqlite3_bind_int(st, 1, (int)stamp);
	catalog_bind_time(st, 2, time);
	catalog_bind_text(st, 3, tsa);
	catalog_bind_text(st, 4, id);
	return (catalog_changed(c, st, "exhibit", e));
}

/* One number of one row. */
static int
set_number(struct catalog *c, enum catalog_sql which, const char *id,
    int64_t v, struct error *e)
{
	sqlite3_stmt *st;

	if (catalog_need_change(c, e) != 0 ||
	    (st = catalog_statement(c, which, e)) == NULL)
		return (-1);
	(void)sqlite3_bind_int64(st, 1, v);
	catalog_bind_text(st, 2, id);
	return (catalog_changed(c, st, "exhibit", e));
}

int
catalog_exhibit_hold(struct catalog *c, const char *id, int64_t since,
    struct error *e)
{

	return (set_number(c, SQL_EXHIBIT_HOLD, id, since, e));
}

int
catalog_exhibit_dispose(struct catalog *c, const char *id, int64_t when,
    struct error *e)
{

	return (set_number(c, SQL_EXHIBIT_DISPOSE, id, when, e));
}

int
catalog_exhibit_own(struct catalog *c, const char *id, bool own,
    struct error *e)
{

	return (set_number(c, SQL_EXHIBIT_OWN, id, own, e));
}

/* 1: in no case yet; 0: no such exhibit; -1, ERR_EXISTS in a case. */
static int
is_free(struct catalog *c, const char *id, struct error *e)
{
	sqlite3_stmt *st = catalog_statement(c, SQL_EXHIBIT_HAS, e);
	bool placed;
	int got;

	if (st == NULL)
		return (-1);
	catalog_bind_text(st, 1, id);
	got = catalog_row(c, st, "cannot look for the exhibit", e);
	placed = got == 1 && sqlite3_column_type(st, 0) != SQLITE_NULL;
	(void)sqlite3_reset(st);
	if (placed)
		return (error_set(e, ERR_EXISTS,
		    "the exhibit is in a case already"));
	return (got);
}

int
catalog_exhibit_case(struct catalog *c, const char *id, const char *name,
    int64_t now, int64_t *number, struct error *e)
{
	sqlite3_stmt *st;
	int64_t case_n;
	int got;

	if (catalog_need_change(c, e) != 0 || (got = is_free(c, id, e)) < 0)
		return (-1);
	if (got == 0)
		return (error_set(e, ERR_NOTFOUND, "no such exhibit"));
	if (catalog_case_id(c, name, now, &case_n, e) != 0 ||
	    catalog_case_number(c, case_n, number, e) != 0 ||
	    (st = catalog_statement(c, SQL_EXHIBIT_CASE, e)) == NULL)
		return (-1);
	(void)sqlite3_bind_int64(st, 1, case_n);
	(void)sqlite3_bind_int64(st, 2, *number);
	catalog_bind_text(st, 3, id);
	return (catalog_changed(c, st, "exhibit", e));
}

/* The question for ${f}; its values are bound by bind_filter(). */
static void
write_question(struct buf *sql, const struct catalog_filter *f)
{

	/*
	 * First which rows and in which order, from the indexes alone; then
	 * the rows themselves, which are large, in that order.
	 */
	buf_puts(sql, "SELECT " COLUMNS " FROM (SELECT x.n AS n"
	    " FROM exhibits x WHERE 1");
	if (f->words != NULL)
		buf_puts(sql, " AND x.n IN (SELECT rowid FROM words"
		    " WHERE words MATCH :words)");
	if (f->id_prefix != NULL)
		buf_puts(sql, " AND x.id >= :id AND x.id < :id || 'g'");
	if (f->sha256 != NULL)
		buf_puts(sql, " AND x.sha256 = :sha256");
	if (f->case_name != NULL)
		buf_puts(sql, " AND x.case_n ="
		    " (SELECT n FROM cases WHERE name = :case)");
	if (f->url != NULL)
		buf_puts(sql, " AND (x.url = :url OR x.final_url = :url)");
	if (f->platform != NULL)
		buf_puts(sql, " AND x.platform = :platform");
	if (f->author != NULL)
		buf_puts(sql, " AND x.handle = :author");
	if (f->since != TIME_UNKNOWN)
		buf_puts(sql, " AND x.sealed >= :since");
	if (f->until != TIME_UNKNOWN)
		buf_puts(sql, " AND x.sealed < :until");
	if (f->stamp >= 0)
		/* Written out, so that the partial index can be used. */
		buf_printf(sql, " AND x.stamp = %d", f->stamp);
	if (f->disposed >= 0)
		buf_printf(sql, " AND x.disposed %s 0",
		    f->disposed ? ">" : "=");
	buf_puts(sql, " ORDER BY x.sealed DESC, x.n DESC"
	    " LIMIT :limit OFFSET :skip) s CROSS JOIN exhibits x ON x.n = s.n"
	    " LEFT JOIN cases k ON k.n = x.case_n");
}

static int
bind_named(struct catalog_cursor *cur, const char *name, const char *s,
    struct error *e)
{
	int i = sqlite3_bind_parameter_index(cur->st, name);

	/* Copied: the filter may be gone when the rows are read. */
	return (i > 0 ? catalog_bind_copy(cur->c, cur->st, i, s, e) : 0);
}

static void
bind_number(sqlite3_stmt *st, const char *name, int64_t v)
{
	int i = sqlite3_bind_parameter_index(st, name);

	if (i > 0)
		(void)sqlite3_bind_int64(st, i, v);
}

static int
bind_words(struct catalog_cursor *cur, const char *words, struct error *e)
{
	struct buf b = BUF_INIT(64 * KIB);
	int rc = -1;

	if (words == NULL)
		return (0);
	catalog_words_query(words, &b);
	if (buf_ok(&b, e) == 0)
		rc = bind_named(cur, ":words", buf_str(&b), e);
	buf_free(&b);
	return (rc);
}

static int
bind_filter(struct catalog_cursor *cur, const struct catalog_filter *f,
    struct error *e)
{

	bind_number(cur->st, ":since", f->since);
	bind_number(cur->st, ":until", f->until);
	bind_number(cur->st, ":limit", f->limit);
	bind_number(cur->st, ":skip", f->skip);
	if (bind_words(cur, f->words, e) != 0 ||
	    bind_named(cur, ":id", f->id_prefix, e) != 0 ||
	    bind_named(cur, ":sha256", f->sha256, e) != 0 ||
	    bind_named(cur, ":case", f->case_name, e) != 0 ||
	    bind_named(cur, ":url", f->url, e) != 0 ||
	    bind_named(cur, ":platform", f->platform, e) != 0 ||
	    bind_named(cur, ":author", f->author, e) != 0)
		return (-1);
	return (0);
}

int
catalog_exhibits(struct catalog *c, const struct catalog_filter *f,
    struct catalog_cursor **out, struct error *e)
{
	struct buf sql = BUF_INIT(16 * KIB);
	int rc = -1;

	*out = NULL;
	write_question(&sql, f);
	if (buf_ok(&sql, e) == 0 &&
	    catalog_open_cursor(c, buf_str(&sql), out, e) == 0)
		rc = bind_filter(*out, f, e);
	if (rc != 0) {
		catalog_cursor_free(*out);
		*out = NULL;
	}
	buf_free(&sql);
	return (rc);
}

static void
take_row(sqlite3_stmt *st, struct catalog_exhibit *x)
{

	x->id = catalog_text(st, 0);
	x->sha256 = catalog_text(st, 1);
	x->bytes = catalog_whole(st, 2, -1);
	x->records = catalog_whole(st, 3, -1);
	x->url = catalog_text(st, 4);
	x->final_url = catalog_text(st, 5);
	x->status = (int)catalog_whole(st, 6, 0);
	x->title = catalog_text(st, 7);
	x->case_name = catalog_text(st, 8);
	x->note = catalog_text(st, 9);
	x->started = catalog_whole(st, 10, TIME_UNKNOWN);
	x->sealed = catalog_whole(st, 11, TIME_UNKNOWN);
	x->kept = catalog_whole(st, 12, TIME_UNKNOWN);
	x->stamp = (enum catalog_stamp)catalog_whole(st, 13, 0);
	x->stamp_time = catalog_whole(st, 14, TIME_UNKNOWN);
	x->stamp_tsa = catalog_text(st, 15);
	x->post = catalog_text(st, 16);
	x->author = catalog_text(st, 17);
	x->missing = catalog_text(st, 18);
	x->blob = catalog_text(st, 19);
	x->text = NULL;
	x->own = sqlite3_column_int(st, 20) != 0;
	x->number = sqlite3_column_int64(st, 21);
	x->hold = sqlite3_column_int64(st, 22);
	x->case_hold = catalog_whole(st, 23, 0);
	x->disposed = sqlite3_column_int64(st, 24);
}

int
catalog_exhibit_next(struct catalog_cursor *cur, struct catalog_exhibit *x,
    struct error *e)
{
	sqlite3_stmt *st = cur->st;
	int got = catalog_row(cur->c, st, "cannot list exhibits", e);

	if (got != 1)
		return (got);
	take_row(st, x);
	return (catalog_columns(cur->c, e) != 0 ? -1 : 1);
}
