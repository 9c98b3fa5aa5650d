#include <sys/stat.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/catalog/catalog_internal.h"

/* The file with rights for its owner only; SQLite's own follow it. */
static int
make_file(const char *path, struct error *e)
{
	int fd;

	if ((fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) < 0)
		return (error_sys(e, "cannot make %s", path));
	return (io_close(&fd, e));
}

/* "file:" URI, in which ?, # and % mean something. */
static void
put_uri(struct buf *out, const char *path)
{

	buf_puts(out, "file:");
	for (; *path != '\0'; path++)
		if (strchr("?#%", *path) != NULL)
			buf_printf(out, "%%%02x", (unsigned char)*path);
		else
			buf_putc(out, (uint8_t)*path);
	buf_puts(out, "?immutable=1");
}

/* Whether changes lie beside the file that only a writer could take in. */
static bool
has_wal(const char *path)
{
	struct buf name = BUF_INIT(64 * KIB);
	struct stat st;
	bool there;

	buf_printf(&name, "%s-wal", path);
	there = name.failed != ERR_NONE ||
	    (stat(buf_str(&name), &st) == 0 && st.st_size > 0);
	buf_free(&name);
	return (there);
}

static int
set_up(struct catalog *c, enum catalog_mode mode, struct error *e)
{
	const char *sql = "PRAGMA foreign_keys = ON;"
	    "PRAGMA synchronous = FULL;"
	    "PRAGMA trusted_schema = OFF;"
	    /* KiB: a case of 10,000 exhibits is sorted within it. */
	    "PRAGMA cache_size = -65536;"
	    "PRAGMA cell_size_check = ON";
	int rc;

	(void)sqlite3_busy_timeout(c->db, CATALOG_BUSY_MS);
	(void)sqlite3_extended_result_codes(c->db, 1);
	(void)sqlite3_db_config(c->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if (catalog_fold_sql(c, e) != 0)
		return (-1);
	if ((rc = sqlite3_exec(c->db, sql, NULL, NULL, NULL)) != SQLITE_OK)
		return (catalog_fault(c, rc, "cannot set up", e));
	if (mode != CATALOG_READ && (rc = sqlite3_exec(c->db,
	    "PRAGMA journal_mode = WAL", NULL, NULL, NULL)) != SQLITE_OK)
		return (catalog_fault(c, rc, "cannot set up", e));
	return (catalog_migrate(c, mode, e));
}

static int
open_with(struct catalog *c, const char *name, enum catalog_mode mode,
    struct error *e)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, rc;

	flags |= mode == CATALOG_READ ? SQLITE_OPEN_READONLY :
	    SQLITE_OPEN_READWRITE;
	rc = sqlite3_open_v2(name, &c->db, flags, NULL);
	if (rc != SQLITE_OK)
		return (catalog_fault(c, rc, "cannot open", e));
	return (set_up(c, mode, e));
}

static void
close_db(struct catalog *c)
{
	int i;

	for (i = 0; i < SQL_STATEMENTS; i++) {
		(void)sqlite3_finalize(c->st[i]);
		c->st[i] = NULL;
	}
	(void)sqlite3_close(c->db);
	c->db = NULL;
}

/*
 * In a folder that cannot be written SQLite cannot keep its index of the WAL.
 * Nobody else can write there either, so the file can be read as it is.
 */
static int
open_frozen(struct catalog *c, const char *path, struct error *e)
{
	struct buf uri = BUF_INIT(64 * KIB);
	int rc = -1;

	put_uri(&uri, path);
	if (buf_ok(&uri, e) == 0)
		rc = open_with(c, buf_str(&uri), CATALOG_READ, e);
	buf_free(&uri);
	return (rc);
}

static int
open_any(struct catalog *c, const char *path, enum catalog_mode mode,
    struct error *e)
{
	struct error first = ERROR_INIT;

	if (mode == CATALOG_MAKE && make_file(path, e) != 0)
		return (-1);
	if (open_with(c, path, mode, &first) == 0)
		return (0);
	close_db(c);
	if (mode == CATALOG_READ &&
	    ((first.lib & 0xff) == SQLITE_CANTOPEN ||
	    (first.lib & 0xff) == SQLITE_READONLY) &&
	    access(path, R_OK) == 0 && !has_wal(path))
		return (open_frozen(c, path, e));
	if (e != NULL && e->code == ERR_NONE)
		*e = first;
	return (-1);
}

int
catalog_open(const char *path, enum catalog_mode mode, struct catalog **out,
    struct error *e)
{
	struct catalog *c;

	*out = NULL;
	if ((c = calloc(1, sizeof(*c))) == NULL)
		return (error_nomem(e));
	c->read_only = mode == CATALOG_READ;
	if (open_any(c, path, mode, e) != 0) {
		/* It is there: what cannot be made is what lies beside it. */
		if (e != NULL && e->code == ERR_NOTFOUND &&
		    access(path, F_OK) == 0)
			e->code = ERR_SYS;
		(void)error_at(e, path, -1);
		catalog_close(c);
		return (-1);
	}
	*out = c;
	return (0);
}

void
catalog_spare(struct catalog *c)
{

	(void)sqlite3_exec(c->db, "PRAGMA cache_size = -8192", NULL, NULL,
	    NULL);
}

void
catalog_patience(struct catalog *c, int ms)
{

	(void)sqlite3_busy_timeout(c->db, ms);
}

void
catalog_close(struct catalog *c)
{

	if (c == NULL)
		return;
	catalog_look_end(c);
	catalog_rollback(c);
	close_db(c);
	free(c);
}
