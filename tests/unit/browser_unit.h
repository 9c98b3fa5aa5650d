#ifndef TESTS_UNIT_BROWSER_UNIT_H
#define TESTS_UNIT_BROWSER_UNIT_H

#include <signal.h>
#include <zlib.h>

#include "capture/browser/browser.h"
#include "store/base/json.h"
#include "store/base/time.h"
#include "tests/lib/site.h"
#include "tests/unit/unit.h"

/*
 * browser_unit - visits with a real Chromium to a real server, into a real
 * recorder, and what was written down read back as text.
 */
struct room {
	char folder[64];
	struct recorder *r;
	struct browser *b;
	struct browser_visit o;
	struct browser_result got;
	struct error e;
	struct buf warc;
	struct buf log;
	json_t *missing;
	unsigned visits;
};

static struct server *pages;
static char base[64];		/* http://127.0.0.1:PORT */
static char other[64];		/* http://localhost:PORT */

static inline int
pages_start(void **state)
{
	const char *words[] = { "python3", "tests/lib/pages.py", NULL };
	struct error e = ERROR_INIT;
	struct buf path = BUF_INIT(4096);

	(void)state;
	if (browser_find(NULL, &path, &e) != 0) {
		print_message("SKIP: %s\n", e.text);
		exit(0);
	}
	buf_free(&path);
	assert_ok(server_start(words, 1, &pages, &e), &e);
	snprintf(base, sizeof(base), "http://127.0.0.1:%s",
	    server_value(pages, "HTTP"));
	snprintf(other, sizeof(other), "http://localhost:%s",
	    server_value(pages, "HTTP"));
	return (0);
}

static inline int
pages_stop(void **state)
{

	(void)state;
	server_stop(pages);
	return (0);
}

/* A recorder in a folder of its own, and a browser with ${bo}. */
static inline void
room_open(struct room *w, const struct browser_opts *bo, int64_t max_size)
{
	static const char *const names[] = { "archive", "indexes", "pages",
	    "evidence", "tls" };
	const struct recorder_page page = { .name = "post", .id = "page" };
	struct recorder_opts ro = { .folder = w->folder, .max_size = max_size,
	    .pages = &page, .npages = 1, .software = "test" };
	char path[128];
	size_t i;

	memset(w, 0, sizeof(*w));
	w->e = (struct error)ERROR_INIT;
	w->o = (struct browser_visit)BROWSER_VISIT_INIT;
	w->o.allow_private = true;
	w->warc = (struct buf)BUF_INIT(64 * MIB);
	w->log = (struct buf)BUF_INIT(16 * MIB);
	unit_folder(w->folder);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", w->folder, names[i]);
		assert_ok(io_make_folders(path, 0700, &w->e), &w->e);
	}
	assert_ok(recorder_open(&ro, &w->r, &w->e), &w->e);
	assert_ok(browser_start(bo, &w->b, &w->e), &w->e);
}

static inline void
room_open_plain(struct room *w)
{
	struct browser_opts bo = BROWSER_OPTS_INIT;

	room_open(w, &bo, INT64_C(1) << 30);
}

static inline int
room_visit_url(struct room *w, const char *url)
{

	browser_result_free(&w->got);
	error_clear(&w->e);
	/* Files are written once: the second visit's have other names. */
	w->o.page = w->visits++ == 0 ? "post" : "author";
	return (browser_visit(w->b, url, &w->o, w->r, &w->got, &w->e));
}

static inline int
room_visit(struct room *w, const char *path)
{
	char url[256];

	snprintf(url, sizeof(url), "%s%s", base, path);
	return (room_visit_url(w, url));
}

static inline void
room_read(struct room *w, const char *name, struct buf *out)
{
	char path[256];
	uint8_t block[4096];
	gzFile f;
	int n;

	snprintf(path, sizeof(path), "%s/%s", w->folder, name);
	assert_non_null(f = gzopen(path, "rb"));
	while ((n = gzread(f, block, sizeof(block))) > 0)
		buf_put(out, block, (size_t)n);
	assert_int_equal(n, 0);
	gzclose(f);
	assert_ok(buf_ok(out, NULL), &w->e);
}

/* Close the record and read it: nothing can be recorded afterwards. */
static inline void
room_finish(struct room *w)
{
	struct error e = ERROR_INIT;

	w->missing = recorder_missing_list(w->r);
	assert_non_null(w->missing);
	assert_ok(recorder_finish(w->r, &e), &e);
	room_read(w, "archive/data.warc.gz", &w->warc);
	room_read(w, "evidence/acquisition.log", &w->log);
}

static inline void
room_close(struct room *w)
{

	browser_result_free(&w->got);
	browser_close(w->b);
	recorder_free(w->r);
	buf_free(&w->warc);
	buf_free(&w->log);
	json_decref(w->missing);
	unit_folder_remove(w->folder);
}

/*
 * How long a visit of a page without anything special takes here and now, in
 * ms: what a test wants cut off must first get under way.
 */
static inline int64_t
room_usual(void)
{
	int64_t began = time_monotonic();
	struct room w;

	room_open_plain(&w);
	assert_ok(room_visit(&w, "/plain"), &w.e);
	room_close(&w);
	return (time_monotonic() - began);
}

/* How often ${text} stands in ${b}. */
static inline size_t
count_of(const struct buf *b, const char *text)
{
	const uint8_t *p = b->p, *end = b->p + b->n, *hit;
	size_t n = 0, len = strlen(text);

	while (p < end && (hit = memmem(p, (size_t)(end - p), text, len)) !=
	    NULL) {
		n++;
		p = hit + len;
	}
	return (n);
}

/* How often ${path} (with what precedes it) is a record's target. */
static inline size_t
records_of(const struct room *w, const char *kind, const char *site,
    const char *path)
{
	const char *p = buf_str(&w->warc), *end = p + w->warc.n, *stop;
	char target[256], type[64];
	size_t n = 0;

	snprintf(target, sizeof(target), "\r\nWARC-Target-URI: %s%s\r\n", site,
	    path);
	snprintf(type, sizeof(type), "\r\nWARC-Type: %s\r\n", kind);
	while ((p = memmem(p, (size_t)(end - p), "WARC/1.1\r\n", 10)) !=
	    NULL) {
		if ((stop = memmem(p, (size_t)(end - p), "\r\n\r\n", 4)) ==
		    NULL)
			break;
		stop += 2;
		n += memmem(p, (size_t)(stop - p), target, strlen(target)) !=
		    NULL && memmem(p, (size_t)(stop - p), type,
		    strlen(type)) != NULL;
		p = stop;
	}
	return (n);
}

static inline bool
is_missing(const struct room *w, const char *what)
{
	const char *named;
	json_t *one;
	size_t i;

	json_array_foreach(w->missing, i, one)
		if ((named = json_text(one, "what")) != NULL &&
		    strcmp(named, what) == 0)
			return (true);
	return (false);
}

/* The size that a PNG file's header tells; the file must be there. */
static inline void
picture_size(struct room *w, const char *name, uint32_t *width,
    uint32_t *height)
{
	struct buf b = BUF_INIT(64 * MIB);
	size_t i;

	room_read(w, name, &b);
	assert_true(b.n > 33);
	assert_memory_equal(b.p, "\x89PNG\r\n\x1a\n", 8);
	*width = *height = 0;
	for (i = 0; i < 4; i++) {
		*width = *width << 8 | b.p[16 + i];
		*height = *height << 8 | b.p[20 + i];
	}
	buf_free(&b);
}

#endif
