#include <inttypes.h>
#include <stdio.h>

#include "store/catalog/catalog_internal.h"

#define APPLICATION	0x636e7374	/* "cnst", so that file(1) can tell */

/*
 * One step for each version, never changed once it was released.  Moments are
 * milliseconds since 1970.  The tables of the log refuse changes to what was
 * written: that guards against us, not against others; others are found by
 * the log's hashes.
 */
static const char * const steps[] = {
	"CREATE TABLE meta ("
	"  key TEXT PRIMARY KEY,"
	"  value TEXT NOT NULL"
	") STRICT, WITHOUT ROWID;"

	"CREATE TABLE cases ("
	"  n INTEGER PRIMARY KEY,"
	"  name TEXT NOT NULL UNIQUE,"
	"  created INTEGER NOT NULL,"
	"  closed INTEGER NOT NULL DEFAULT 0,"
	"  data TEXT"
	") STRICT;"

	"CREATE TABLE exhibits ("
	"  n INTEGER PRIMARY KEY,"
	"  id TEXT NOT NULL UNIQUE CHECK (length(id) = 64),"
	"  sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),"
	"  bytes INTEGER NOT NULL,"
	"  records INTEGER,"
	"  url TEXT NOT NULL,"
	"  final_url TEXT,"
	"  status INTEGER,"
	"  title TEXT,"
	"  case_n INTEGER REFERENCES cases (n),"
	"  note TEXT,"
	"  started INTEGER,"
	"  sealed INTEGER NOT NULL,"
	"  kept INTEGER NOT NULL,"
	"  stamp INTEGER NOT NULL CHECK (stamp BETWEEN 0 AND 2),"
	"  stamp_time INTEGER,"
	"  stamp_tsa TEXT,"
	"  post TEXT,"
	"  author TEXT,"
	"  missing TEXT,"
	"  blob TEXT NOT NULL,"
	"  platform TEXT,"
	"  handle TEXT"
	") STRICT;"
	"CREATE INDEX exhibits_case ON exhibits (case_n, sealed);"
	"CREATE INDEX exhibits_sealed ON exhibits (sealed);"
	"CREATE INDEX exhibits_url ON exhibits (url);"
	"CREATE INDEX exhibits_final ON exhibits (final_url);"
	"CREATE INDEX exhibits_handle ON exhibits (handle, sealed);"
	"CREATE INDEX exhibits_pending ON exhibits (sealed) WHERE stamp = 1;"

	/*
	 * nodes: the hashes of the complete subtrees that end at this event,
	 * its leaf first.  The node (level, index) is then the one at level
	 * in the row with seq = (index + 1) << level.
	 */
	"CREATE TABLE log ("
	"  seq INTEGER PRIMARY KEY,"
	"  nodes BLOB NOT NULL,"
	"  bytes BLOB NOT NULL"
	") STRICT;"
	"CREATE TRIGGER log_kept BEFORE UPDATE ON log"
	"  BEGIN SELECT raise(ABORT, 'the log is append-only'); END;"
	"CREATE TRIGGER log_whole BEFORE DELETE ON log"
	"  BEGIN SELECT raise(ABORT, 'the log is append-only'); END;"

	"CREATE TABLE subjects ("
	"  n INTEGER PRIMARY KEY,"
	"  id TEXT NOT NULL UNIQUE"
	") STRICT;"
	"CREATE TABLE log_subjects ("
	"  seq INTEGER NOT NULL REFERENCES log (seq),"
	"  subject INTEGER NOT NULL REFERENCES subjects (n),"
	"  PRIMARY KEY (seq, subject)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX log_of_subject ON log_subjects (subject, seq);"

	"CREATE TABLE checkpoints ("
	"  size INTEGER PRIMARY KEY,"
	"  time INTEGER NOT NULL,"
	"  note BLOB NOT NULL"
	") STRICT;"

	"CREATE TABLE jobs ("
	"  uuid TEXT PRIMARY KEY,"
	"  url TEXT NOT NULL,"
	"  pid INTEGER NOT NULL,"
	"  started INTEGER NOT NULL,"
	"  record TEXT"
	") STRICT;",

	/* 2: cases, people, what was made from exhibits, search. */
	"ALTER TABLE cases ADD COLUMN hold INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE cases ADD COLUMN last INTEGER NOT NULL DEFAULT 0;"

	"ALTER TABLE exhibits ADD COLUMN number INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE exhibits ADD COLUMN own INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE exhibits ADD COLUMN hold INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE exhibits ADD COLUMN disposed INTEGER NOT NULL DEFAULT 0;"
	/* In the order in which they came in. */
	"UPDATE exhibits SET number = k.i FROM (SELECT n, row_number() OVER"
	"  (PARTITION BY case_n ORDER BY kept, n) AS i FROM exhibits"
	"  WHERE case_n IS NOT NULL) k WHERE k.n = exhibits.n;"
	"UPDATE cases SET last = (SELECT count(*) FROM exhibits x"
	"  WHERE x.case_n = cases.n);"
	"CREATE INDEX exhibits_disposed ON exhibits (n) WHERE disposed > 0;"
	"CREATE UNIQUE INDEX exhibits_number ON exhibits (case_n, number)"
	"  WHERE number > 0;"

	"CREATE TABLE derivatives ("
	"  n INTEGER PRIMARY KEY,"
	"  id TEXT NOT NULL UNIQUE CHECK (length(id) = 64),"
	"  parent TEXT NOT NULL CHECK (length(parent) = 64),"
	"  exhibit_n INTEGER NOT NULL REFERENCES exhibits (n),"
	"  bytes INTEGER NOT NULL,"
	"  name TEXT NOT NULL,"
	"  operation TEXT NOT NULL,"
	"  tool TEXT NOT NULL,"
	"  note TEXT,"
	"  made INTEGER NOT NULL,"
	"  blob TEXT NOT NULL"
	") STRICT;"
	"CREATE INDEX derivatives_exhibit ON derivatives (exhibit_n, n);"

	"CREATE TABLE operators ("
	"  n INTEGER PRIMARY KEY,"
	"  name TEXT NOT NULL,"
	"  key TEXT NOT NULL UNIQUE CHECK (length(key) = 64),"
	"  cert TEXT NOT NULL,"
	"  serial TEXT NOT NULL,"
	"  title TEXT,"
	"  roles INTEGER NOT NULL,"
	"  added INTEGER NOT NULL,"
	"  revoked INTEGER NOT NULL DEFAULT 0,"
	"  reason TEXT,"
	"  compromised INTEGER NOT NULL DEFAULT 0,"
	"  secret INTEGER NOT NULL"
	") STRICT;"
	"CREATE UNIQUE INDEX operators_name ON operators (name)"
	"  WHERE revoked = 0;"

	/* Which events name which case: an index, made from the events. */
	"CREATE TABLE log_cases ("
	"  name TEXT NOT NULL,"
	"  seq INTEGER NOT NULL REFERENCES log (seq),"
	"  PRIMARY KEY (name, seq)"
	") STRICT, WITHOUT ROWID;"
	"INSERT INTO log_cases (name, seq) SELECT j, seq FROM (SELECT seq,"
	"  CASE WHEN json_valid(CAST(bytes AS TEXT))"
	"  THEN json_extract(CAST(bytes AS TEXT), '$.case') END AS j FROM log)"
	"  WHERE typeof(j) = 'text';"

	/* What a search finds; the row is that of the exhibit. */
	"CREATE VIRTUAL TABLE words USING fts5(text, author, url, title, note,"
	"  tokenize = 'unicode61 remove_diacritics 2');"
	"INSERT INTO words (rowid, text, author, url, title, note)"
	"  SELECT n, json_extract(post, '$.text'),"
	"  coalesce(json_extract(post, '$.author'), '') || ' ' ||"
	"  coalesce(json_extract(author, '$.handle'), '') || ' ' ||"
	"  coalesce(json_extract(author, '$.name'), '') || ' ' ||"
	"  coalesce(json_extract(author, '$.id'), ''),"
	"  url || ' ' || coalesce(final_url, '') || ' ' ||"
	"  coalesce(json_extract(post, '$.url'), '') || ' ' ||"
	"  coalesce(json_extract(author, '$.url'), ''),"
	"  title, note FROM exhibits;",

	/*
	 * 3: what others say of the log (authorities, witnesses), and logs
	 * of others that we are a witness of.  No references to checkpoints:
	 * one that was taken away is a finding of the log's check.
	 */
	"CREATE TABLE log_stamps ("
	"  n INTEGER PRIMARY KEY,"
	"  size INTEGER NOT NULL,"
	"  time INTEGER NOT NULL,"
	"  authority TEXT NOT NULL,"
	"  response BLOB NOT NULL"
	") STRICT;"
	"CREATE INDEX log_stamps_size ON log_stamps (size, n);"
	"CREATE TABLE cosignatures ("
	"  size INTEGER NOT NULL,"
	"  name TEXT NOT NULL,"
	"  line TEXT NOT NULL,"
	"  time INTEGER NOT NULL,"
	"  PRIMARY KEY (size, name)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE witnesses ("
	"  name TEXT PRIMARY KEY,"
	"  key TEXT NOT NULL,"
	"  url TEXT,"
	"  added INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE witnessed ("
	"  origin TEXT PRIMARY KEY,"
	"  key TEXT NOT NULL,"
	"  size INTEGER NOT NULL,"
	"  note BLOB NOT NULL,"
	"  time INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID;"

	/*
	 * Files that went out and came in.  One that was refused takes no
	 * name: whoever sends rubbish under a UUID cannot keep the real
	 * package out.
	 */
	"CREATE TABLE packages ("
	"  n INTEGER PRIMARY KEY,"
	"  uuid TEXT,"
	"  direction INTEGER NOT NULL CHECK (direction BETWEEN 0 AND 3),"
	"  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),"
	"  sha256 TEXT,"
	"  bytes INTEGER,"
	"  organization TEXT,"
	"  person TEXT,"
	"  case_name TEXT,"
	"  moves INTEGER NOT NULL DEFAULT 0,"
	"  seq INTEGER NOT NULL,"
	"  time INTEGER NOT NULL,"
	"  closed_seq INTEGER,"
	"  closed INTEGER,"
	"  receipt BLOB,"
	"  blob TEXT"
	") STRICT;"
	"CREATE UNIQUE INDEX packages_uuid ON packages (direction, uuid)"
	"  WHERE direction IN (0, 3) OR state <> 2;"
	"CREATE INDEX packages_sha256 ON packages (sha256);"
	"CREATE TABLE package_exhibits ("
	"  package INTEGER NOT NULL REFERENCES packages (n),"
	"  id TEXT NOT NULL,"
	"  PRIMARY KEY (package, id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX package_of_exhibit ON package_exhibits (id, package);",

	/* 4: what a search finds is folded (catalog_fold.c); ids of posts. */
	"UPDATE words SET text = fold(text), author = fold(author),"
	"  url = fold(url || char(10) || coalesce((SELECT"
	"  json_extract(post, '$.id') FROM exhibits WHERE n = words.rowid),"
	"  '')), title = fold(title), note = fold(note);",
};

#define VERSION	((int)(sizeof(steps) / sizeof(steps[0])))

const char * const catalog_sql_text[SQL_STATEMENTS] = {
	[SQL_BEGIN] = "BEGIN IMMEDIATE",
	[SQL_BEGIN_LOOK] = "BEGIN",
	[SQL_COMMIT] = "COMMIT",
	[SQL_ROLLBACK] = "ROLLBACK",
	[SQL_META_GET] = "SELECT value FROM meta WHERE key = ?",
	[SQL_META_SET] = "INSERT INTO meta (key, value) VALUES (?, ?)"
	    " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
	[SQL_CASE_ADD] = "INSERT INTO cases (name, created, closed, data)"
	    " VALUES (?, ?, ?, ?)",
	[SQL_CASE_SET] = "UPDATE cases SET closed = ?, data = ?"
	    " WHERE name = ?",
	[SQL_CASE_ID] = "SELECT n FROM cases WHERE name = ?",
	[SQL_CASE_HOLD] = "UPDATE cases SET hold = ? WHERE name = ?",
	[SQL_CASE_NUMBER] = "UPDATE cases SET last = last + 1 WHERE n = ?"
	    " RETURNING last",
	[SQL_EXHIBIT_ADD] = "INSERT INTO exhibits (id, sha256, bytes, records,"
	    " url, final_url, status, title, case_n, note, started, sealed,"
	    " kept, stamp, stamp_time, stamp_tsa, post, author, missing, blob,"
	    " platform, handle, own, number) VALUES (?, ?, ?, ?, ?, ?, ?, ?,"
	    " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[SQL_EXHIBIT_STAMP] = "UPDATE exhibits SET stamp = ?, stamp_time = ?,"
	    " stamp_tsa = ? WHERE id = ?",
	[SQL_EXHIBIT_HOLD] = "UPDATE exhibits SET hold = ? WHERE id = ?",
	[SQL_EXHIBIT_DISPOSE] = "UPDATE exhibits SET disposed = ?"
	    " WHERE id = ?",
	[SQL_EXHIBIT_OWN] = "UPDATE exhibits SET own = ? WHERE id = ?",
	[SQL_EXHIBIT_CASE] = "UPDATE exhibits SET case_n = ?, number = ?"
	    " WHERE id = ? AND case_n IS NULL",
	[SQL_EXHIBIT_HAS] = "SELECT case_n FROM exhibits WHERE id = ?",
	[SQL_WORDS_ADD] = "INSERT INTO words (rowid, text, author, url,"
	    " title, note) VALUES (?, ?, ?, ?, ?, ?)",
	[SQL_WORDS_NOTE] = "UPDATE words SET note ="
	    " coalesce(note || char(10), '') || ?1 WHERE rowid ="
	    " (SELECT n FROM exhibits WHERE id = ?2)",
	[SQL_DERIVATIVE_ADD] = "INSERT INTO derivatives (id, parent,"
	    " exhibit_n, bytes, name, operation, tool, note, made, blob)"
	    " SELECT ?1, ?2, n, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM exhibits"
	    " WHERE id = ?3",
	[SQL_OPERATOR_ADD] = "INSERT INTO operators (name, key, cert, serial,"
	    " title, roles, added, secret) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	[SQL_OPERATOR_REVOKE] = "UPDATE operators SET revoked = ?, reason = ?,"
	    " compromised = ? WHERE key = ? AND revoked = 0",
	[SQL_LOG_CASE_ADD] = "INSERT INTO log_cases (name, seq)"
	    " VALUES (?, ?)",
	[SQL_LOG_CASE_HAS] = "SELECT 1 FROM log_cases WHERE name = ?"
	    " AND seq = ?",
	[SQL_LOG_CASE_COUNT] = "SELECT count(*) FROM log_cases",
	[SQL_LOG_SIZE] = "SELECT max(seq) FROM log",
	[SQL_LOG_NODES] = "SELECT nodes FROM log WHERE seq = ?",
	[SQL_LOG_ADD] = "INSERT INTO log (seq, nodes, bytes) VALUES (?, ?, ?)",
	[SQL_SUBJECT_ADD] = "INSERT INTO subjects (id) VALUES (?)",
	[SQL_SUBJECT_ID] = "SELECT n FROM subjects WHERE id = ?",
	/* An event may name an exhibit twice; the index has it once. */
	[SQL_SUBJECT_LOG] = "INSERT OR IGNORE INTO log_subjects (seq, subject)"
	    " VALUES (?, ?)",
	[SQL_CHECKPOINT_ADD] = "INSERT OR IGNORE INTO checkpoints"
	    " (size, time, note) VALUES (?, ?, ?)",
	[SQL_CHECKPOINT_LAST] = "SELECT note FROM checkpoints"
	    " ORDER BY size DESC LIMIT 1",
	[SQL_STAMPING_ADD] = "INSERT INTO log_stamps (size, time, authority,"
	    " response) VALUES (?, ?, ?, ?)",
	[SQL_STAMPING_LAST] = "SELECT size, time FROM log_stamps"
	    " ORDER BY size DESC, n DESC LIMIT 1",
	[SQL_COSIGNATURE_ADD] = "INSERT INTO cosignatures (size, name, line,"
	    " time) VALUES (?, ?, ?, ?) ON CONFLICT (size, name) DO UPDATE"
	    " SET line = excluded.line, time = excluded.time",
	[SQL_WITNESS_SET] = "INSERT INTO witnesses (name, key, url, added)"
	    " VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE"
	    " SET key = excluded.key, url = excluded.url",
	[SQL_WITNESSED_SET] = "INSERT INTO witnessed (origin, key, size,"
	    " note, time) VALUES (?, ?, ?, ?, ?) ON CONFLICT (origin)"
	    " DO UPDATE SET key = excluded.key, size = excluded.size,"
	    " note = excluded.note, time = excluded.time",
	[SQL_PACKAGE_ADD] = "INSERT INTO packages (uuid, direction, state,"
	    " sha256, bytes, organization, person, case_name, moves, seq,"
	    " time, blob) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[SQL_PACKAGE_EXHIBIT] = "INSERT OR IGNORE INTO package_exhibits"
	    " (package, id) VALUES (?, ?)",
	[SQL_PACKAGE_WRITTEN] = "UPDATE packages SET sha256 = ?, bytes = ?"
	    " WHERE n = ?",
	[SQL_PACKAGE_CLOSE] = "UPDATE packages SET state = ?, closed_seq = ?,"
	    " closed = ?, receipt = ? WHERE n = ? AND state = 0",
	[SQL_PACKAGE_RECEIPT] = "UPDATE packages SET receipt = ?"
	    " WHERE n = ? AND receipt IS NULL",
	[SQL_JOB_ADD] = "INSERT INTO jobs (uuid, url, pid, started, record)"
	    " VALUES (?, ?, ?, ?, ?)",
	[SQL_JOB_SET] = "UPDATE jobs SET record = ? WHERE uuid = ?",
	[SQL_JOB_REMOVE] = "DELETE FROM jobs WHERE uuid = ?",
};

/* The one number that ${sql} answers. */
static int
ask_number(struct catalog *c, const char *sql, int64_t *out, struct error *e)
{
	sqlite3_stmt *st;
	int rc = -1, got;

	if (catalog_prepare(c, sql, &st, e) != 0)
		return (-1);
	if ((got = catalog_row(c, st, "cannot read the catalogue", e)) == 1) {
		*out = sqlite3_column_int64(st, 0);
		rc = 0;
	} else if (got == 0)
		(void)error_set(e, ERR_CORRUPT, "no answer to %s", sql);
	(void)sqlite3_finalize(st);
	return (rc);
}

static int
take_steps(struct catalog *c, int from, struct error *e)
{
	char sql[80];
	int i, rc;

	for (i = from; i < VERSION; i++)
		if ((rc = sqlite3_exec(c->db, steps[i], NULL, NULL, NULL)) !=
		    SQLITE_OK)
			return (catalog_fault(c, rc, "cannot make the tables",
			    e));
	(void)snprintf(sql, sizeof(sql),
	    "PRAGMA user_version = %d; PRAGMA application_id = %d", VERSION,
	    APPLICATION);
	if ((rc = sqlite3_exec(c->db, sql, NULL, NULL, NULL)) != SQLITE_OK)
		return (catalog_fault(c, rc, "cannot make the tables", e));
	return (0);
}

static int
check_version(struct catalog *c, int64_t *version, struct error *e)
{
	int64_t application, tables;

	if (ask_number(c, "PRAGMA user_version", version, e) != 0 ||
	    ask_number(c, "PRAGMA application_id", &application, e) != 0 ||
	    ask_number(c, "SELECT count(*) FROM sqlite_schema", &tables,
	    e) != 0)
		return (-1);
	if (tables == 0 && *version == 0)
		return (0);
	if (application != APPLICATION || *version < 1)
		return (error_set(e, ERR_CORRUPT,
		    "the file is no catalogue of constat"));
	if (*version > VERSION)
		return (error_set(e, ERR_UNSUPPORTED, "catalogue of version "
		    "%" PRId64 "; this program knows %d and older", *version,
		    VERSION));
	return (0);
}

int
catalog_migrate(struct catalog *c, enum catalog_mode mode, struct error *e)
{
	int64_t version;

	if (check_version(c, &version, e) != 0)
		return (-1);
	if (version == VERSION)
		return (0);
	if (version == 0 && mode != CATALOG_MAKE)
		return (error_set(e, ERR_CORRUPT, "the catalogue is empty"));
	if (mode == CATALOG_READ)
		return (error_set(e, ERR_UNSUPPORTED, "catalogue of version "
		    "%" PRId64 ", which must be brought to %d first", version,
		    VERSION));
	if (catalog_begin(c, e) != 0)
		return (-1);
	/* Another process may have been faster. */
	if (check_version(c, &version, e) != 0 ||
	    take_steps(c, (int)version, e) != 0) {
		catalog_rollback(c);
		return (-1);
	}
	return (catalog_commit(c, e));
}
