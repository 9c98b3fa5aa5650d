#ifndef TESTS_UNIT_HOME_PLACE_H
#define TESTS_UNIT_HOME_PLACE_H

#include <sys/stat.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "store/base/codec.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/random.h"
#include "store/digest/digest.h"
#include "store/home/home.h"

/* A store in a folder of its own, for the tests of store/home. */
struct place {
	char folder[64];
	char home[96];
	struct home_open_opts opts;
};

static inline void
must(int rc, const struct error *e)
{

	if (rc < 0)
		fail_msg("%s: %s", error_code_name(e->code), e->text);
}

static inline struct home_init_opts
place_init_opts(void)
{
	struct home_init_opts o = { .now = time_now() };

	o.settings.organization = "Cabinet \xc3\x89tude";
	o.settings.operator_name = "Ana";
	o.settings.operator_role = "capture";
	o.settings.domain = "cabinet.example";
	o.tool.name = "constat";
	o.tool.version = "0.1.0";
	return (o);
}

static inline void
place_folder(struct place *p)
{

	(void)snprintf(p->folder, sizeof(p->folder),
	    "/tmp/constat-home.XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	(void)snprintf(p->home, sizeof(p->home), "%s/store", p->folder);
	p->opts.tool.name = "constat";
	p->opts.tool.version = "0.1.0";
}

static inline struct place *
place_new(void)
{
	struct place *p = calloc(1, sizeof(*p));
	struct home_init_opts o = place_init_opts();
	struct error e = ERROR_INIT;

	assert_non_null(p);
	assert_int_equal(unsetenv("CONSTAT_PASSPHRASE_FILE"), 0);
	place_folder(p);
	must(home_init(p->home, &o, &e), &e);
	return (p);
}

static inline void
place_free(struct place *p)
{

	io_remove_tree(p->folder);
	free(p);
}

static inline struct home *
place_open(const struct place *p)
{
	struct home *h;
	struct error e = ERROR_INIT;

	must(home_open(p->home, &p->opts, &h, &e), &e);
	return (h);
}

static inline const char *
place_path(const struct place *p, const char *name)
{
	static char path[512];

	(void)snprintf(path, sizeof(path), "%s/%s", p->home, name);
	return (path);
}

/* Statements straight to the catalogue, as somebody with the file could. */
static inline void
place_edit(const struct place *p, const char *sql)
{
	sqlite3 *db;
	char *why = NULL;

	assert_int_equal(sqlite3_open(place_path(p, "catalog.db"), &db),
	    SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* An exhibit to be kept: random bytes standing for a sealed file. */
struct sample {
	char id[65];
	char sha256[65];
	char path[600];
	struct catalog_exhibit row;
	struct event events[4];
	size_t n;
};

static inline void
sample_new(struct sample *s, const char *folder)
{
	static const enum event_kind kinds[4] = { EVENT_ACQUIRED,
	    EVENT_SEALED, EVENT_TIMESTAMPED, EVENT_STORED };
	uint8_t bytes[3000], md[DIGEST_LEN];
	struct error e = ERROR_INIT;
	size_t i;

	must(random_bytes(bytes, sizeof(bytes), &e), &e);
	(void)hex_text(bytes, 32, s->id);
	must(digest_of((struct span){ bytes, sizeof(bytes) }, md, &e), &e);
	(void)digest_hex(md, s->sha256);
	(void)snprintf(s->path, sizeof(s->path), "%s/sealed.wacz", folder);
	must(io_write_file(s->path, (struct span){ bytes, sizeof(bytes) },
	    0600, &e), &e);
	s->row = (struct catalog_exhibit)CATALOG_EXHIBIT_INIT;
	s->row.id = s->id;
	s->row.sha256 = s->sha256;
	s->row.bytes = sizeof(bytes);
	s->row.records = 12;
	s->row.url = "https://example.org/p/1";
	s->row.status = 200;
	s->row.case_name = "Dupont c/ X";
	s->row.started = time_now() - 2000;
	s->row.sealed = time_now();
	s->row.stamp = CATALOG_STAMP_PENDING;
	s->row.post = "{\"platform\":\"mastodon\",\"id\":\"5\"}";
	for (i = 0; i < 4; i++) {
		s->events[i] = (struct event)EVENT_INIT;
		s->events[i].kind = kinds[i];
		s->events[i].start = s->row.started;
		s->events[i].end = s->row.sealed;
	}
	s->n = 4;
}

/* One whole capture, as far as the store is concerned. */
static inline void
place_keep(struct home *h, char id[static 65])
{
	struct home_job *j;
	struct sample s;
	struct error e = ERROR_INIT;

	must(home_job_begin(h, "https://example.org/p/1", &j, &e), &e);
	sample_new(&s, home_job_folder(j));
	must(home_keep(h, j, s.path, &s.row, s.events, s.n, NULL, &e), &e);
	home_job_end(j);
	memcpy(id, s.id, sizeof(s.id));
}

/* All findings in words, so that a failing test says what it saw. */
static inline void
print_findings(const struct home_findings *fs, const struct log_findings *log)
{
	size_t i;

	for (i = 0; i < fs->n; i++)
		print_message("  %s %s %s: %s\n", fs->list[i].failed ?
		    "FAIL" : "note", home_fault_name(fs->list[i].fault),
		    fs->list[i].subject, fs->list[i].detail);
	for (i = 0; i < log->n; i++)
		print_message("  %s %s %llu: %s\n", log->list[i].level ==
		    LOG_FAIL ? "FAIL" : "warn",
		    log_fault_name(log->list[i].fault),
		    (unsigned long long)log->list[i].seq,
		    log->list[i].detail);
}

#endif
