#ifndef TESTS_UNIT_NET_UNIT_H
#define TESTS_UNIT_NET_UNIT_H

#include <zlib.h>

#include "capture/net/net.h"
#include "store/base/json.h"
#include "store/base/time.h"
#include "tests/lib/site.h"
#include "tests/unit/unit.h"

/*
 * net_unit - one capture's wire for tests: a real recorder in a folder of its
 * own, a real net, and what was written down read back as text.
 */
struct wire {
	char folder[64];
	struct recorder *r;
	struct net *n;
	struct net_result got;
	struct error e;
};

static inline void
wire_open(struct wire *w, const struct net_opts *o, int64_t max_size)
{
	static const char *const names[] = { "archive", "indexes", "pages",
	    "evidence", "tls" };
	const struct recorder_page page = { .name = "post", .id = "page" };
	struct recorder_opts ro = { .folder = w->folder, .max_size = max_size,
	    .pages = &page, .npages = 1, .software = "test" };
	char path[128];
	size_t i;

	w->e = (struct error)ERROR_INIT;
	w->got = (struct net_result)NET_RESULT_INIT;
	unit_folder(w->folder);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", w->folder, names[i]);
		assert_ok(io_make_folders(path, 0700, &w->e), &w->e);
	}
	assert_ok(recorder_open(&ro, &w->r, &w->e), &w->e);
	assert_ok(net_open(&w->n, o, &w->e), &w->e);
}

/* Fetch one page as the asked one; the error stays in w->e. */
static inline int
wire_get(struct wire *w, const char *url)
{
	struct net_want want = { .url = url, .type = "document",
	    .main = true };

	net_result_free(&w->got);
	error_clear(&w->e);
	return (net_fetch(w->n, &want, w->r, &w->got, &w->e));
}

/* What the recorder wrote into ${name}, unpacked, up to now. */
static inline void
wire_read(struct wire *w, const char *name, struct buf *out)
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

/* The whole WARC; nothing can be recorded afterwards. */
static inline void
wire_warc(struct wire *w, struct buf *out)
{

	assert_ok(recorder_finish(w->r, &w->e), &w->e);
	wire_read(w, "archive/data.warc.gz", out);
}

static inline void
wire_close(struct wire *w)
{

	net_result_free(&w->got);
	net_close(w->n);
	recorder_free(w->r);
	unit_folder_remove(w->folder);
}

/* How often ${text} stands in ${b}. */
static inline size_t
times(const struct buf *b, const char *text)
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

#endif
