#ifndef STORE_CATALOG_CATALOG_INTERNAL_H
#define STORE_CATALOG_CATALOG_INTERNAL_H

#include <jansson.h>
#include <sqlite3.h>

#include "store/base/limits.h"
#include "store/catalog/catalog.h"

/* Questions and changes that are asked again and again: prepared once. */
enum catalog_sql {
	SQL_BEGIN, SQL_BEGIN_LOOK, SQL_COMMIT, SQL_ROLLBACK,
	SQL_META_GET, SQL_META_SET,
	SQL_CASE_ADD, SQL_CASE_SET, SQL_CASE_ID, SQL_CASE_HOLD,
	SQL_CASE_NUMBER,
	SQL_EXHIBIT_ADD, SQL_EXHIBIT_STAMP, SQL_EXHIBIT_HOLD,
	SQL_EXHIBIT_DISPOSE, SQL_EXHIBIT_OWN, SQL_EXHIBIT_CASE,
	SQL_EXHIBIT_HAS,
	SQL_WORDS_ADD, SQL_WORDS_NOTE,
	SQL_DERIVATIVE_ADD, SQL_OPERATOR_ADD, SQL_OPERATOR_REVOKE,
	SQL_LOG_CASE_ADD, SQL_LOG_CASE_HAS, SQL_LOG_CASE_COUNT,
	SQL_LOG_SIZE, SQL_LOG_NODES, SQL_LOG_ADD,
	SQL_SUBJECT_ADD, SQL_SUBJECT_ID, SQL_SUBJECT_LOG,
	SQL_CHECKPOINT_ADD, SQL_CHECKPOINT_LAST,
	SQL_STAMPING_ADD, SQL_STAMPING_LAST, SQL_COSIGNATURE_ADD,
	SQL_WITNESS_SET, SQL_WITNESSED_SET,
	SQL_PACKAGE_ADD, SQL_PACKAGE_EXHIBIT, SQL_PACKAGE_WRITTEN,
	SQL_PACKAGE_CLOSE, SQL_PACKAGE_RECEIPT,
	SQL_JOB_ADD, SQL_JOB_SET, SQL_JOB_REMOVE,
	SQL_STATEMENTS
};

struct catalog {
	sqlite3 *db;
	sqlite3_stmt *st[SQL_STATEMENTS];
	bool read_only;
	bool in_change;
	bool in_look;
};

struct catalog_cursor {
	struct catalog *c;
	sqlite3_stmt *st;
};

extern const char * const catalog_sql_text[SQL_STATEMENTS];

/* catalog_fault(c, rc, what, e): say in our words what SQLite says; -1. */
int catalog_fault(struct catalog *c, int rc, const char *what,
    struct error *e);

/* catalog_prepare(c, sql, out, e): a statement of its own, to finalize. */
int catalog_prepare(struct catalog *c, const char *sql, sqlite3_stmt **out,
    struct error *e);

/* catalog_statement(c, which, e): the shared one, reset; NULL with ${e}. */
sqlite3_stmt *catalog_statement(struct catalog *c, enum catalog_sql which,
    struct error *e);

/* catalog_run(c, st, what, e): step to the end and reset; 0 or -1. */
int catalog_run(struct catalog *c, sqlite3_stmt *st, const char *what,
    struct error *e);

/* catalog_row(c, st, what, e): 1 with a row, 0 without, -1; no reset. */
int catalog_row(struct catalog *c, sqlite3_stmt *st, const char *what,
    struct error *e);

/* catalog_need_change(c, e): refuse to write outside a change. */
int catalog_need_change(struct catalog *c, struct error *e);

/* Binding; NULL, TIME_UNKNOWN and -1 (for whole) become NULL. */
void catalog_bind_text(sqlite3_stmt *st, int i, const char *s);
void catalog_bind_time(sqlite3_stmt *st, int i, int64_t t);
void catalog_bind_whole(sqlite3_stmt *st, int i, int64_t v);

/* Columns; NULL becomes NULL, ${none}. */
const char *catalog_text(sqlite3_stmt *st, int i);
int64_t catalog_whole(sqlite3_stmt *st, int i, int64_t none);
/* Of a blob; an empty one is still there.  Lives until the next step. */
struct span catalog_span(sqlite3_stmt *st, int i);

/*
 * catalog_columns(c, e):
 * Whether the columns just read are what the row holds: fetching one may run
 * out of memory, which looks like NULL.  0 or -1.
 */
int catalog_columns(struct catalog *c, struct error *e);

/* catalog_bind_copy(c, st, i, s, e): text that may be gone at the step. */
int catalog_bind_copy(struct catalog *c, sqlite3_stmt *st, int i,
    const char *s, struct error *e);

/* catalog_open_cursor(c, sql, out, e): then bind, then step. */
int catalog_open_cursor(struct catalog *c, const char *sql,
    struct catalog_cursor **out, struct error *e);

/* catalog_migrate(c, mode, e): bring the tables up to date. */
int catalog_migrate(struct catalog *c, enum catalog_mode mode,
    struct error *e);

/* catalog_case_id(c, name, now, id, e): of the case, made if need be. */
int catalog_case_id(struct catalog *c, const char *name, int64_t now,
    int64_t *id, struct error *e);

/* catalog_case_number(c, id, number, e): the next number of its exhibits. */
int catalog_case_number(struct catalog *c, int64_t id, int64_t *number,
    struct error *e);

/*
 * catalog_changed(c, st, what, e):
 * Run ${st}, which must change a row; ERR_NOTFOUND "no such ${what}" where it
 * changes none.
 */
int catalog_changed(struct catalog *c, sqlite3_stmt *st, const char *what,
    struct error *e);

/* ---- search: catalog_words.c ---- */

/*
 * catalog_words_add(c, row, x, post, author, e):
 * Make the exhibit of row ${row} to be found.
 */
int catalog_words_add(struct catalog *c, int64_t row,
    const struct catalog_exhibit *x, const json_t *post,
    const json_t *author, struct error *e);

/*
 * catalog_fold(out, s):
 * Append ${s} as the index has it: ligatures and letters in another dress as
 * people type them, what cannot be seen left out, and characters of scripts
 * without blanks, emoji too, each a word.  FTS5 folds capitals and accents.
 */
#define CATALOG_FOLDED_MAX	(16 * MIB)
void catalog_fold(struct buf *out, struct span s);

/* catalog_fold_sql(c, e): make it known to SQL as fold(text). */
int catalog_fold_sql(struct catalog *c, struct error *e);

/*
 * catalog_words_query(words, out):
 * The FTS5 question for all ${words}; what stands between quotation marks is
 * one phrase, and of an address what tells where it was found is left out.
 */
void catalog_words_query(const char *words, struct buf *out);

#endif
