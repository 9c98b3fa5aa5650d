#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/num.h"
#include "store/base/random.h"
#include "store/base/time.h"
#include "store/digest/digest.h"
#include "store/home/home.h"
#include "tests/lib/exhibit.h"

/*
 * bench_export HOME EXHIBITS BYTES EVENTS STAMPS ALL: a store with one case of
 * so many exhibits of so many bytes (random, standing for sealed files; 0:
 * real ones, sealed by the store), so many further events about the last of
 * them, so many later time-stamps beside each (random as well), and so many
 * events that name all of them and make a copy.  The store must not be there.
 */
#define BATCH	1000
#define PAGE	"http://example.org/post/1"	/* of tests/lib/exhibit.c */
#define TITLE	"Billet"

static struct error e = ERROR_INIT;

static void
must(int rc)
{

	if (rc >= 0)
		return;
	(void)fprintf(stderr, "bench_export: %s\n", e.text);
	exit(1);
}

static int64_t
number(const char *s)
{
	int64_t v = 0;

	must(num_parse(span_of(s), 0, INT64_C(1) << 40, &v, &e));
	return (v);
}

/* A file of random bytes with its digest. */
static void
make_file(const char *path, int64_t bytes, char sha256[static DIGEST_HEX])
{
	uint8_t *p = malloc(MIB), md[DIGEST_LEN];
	struct digest *d;
	size_t n;
	FILE *f = fopen(path, "w");

	if (p == NULL || f == NULL)
		exit(1);
	must(random_bytes(p, MIB, &e));
	must(digest_open(&d, &e));
	while (bytes > 0) {
		must(random_bytes(p, 64, &e));
		n = bytes < (int64_t)MIB ? (size_t)bytes : MIB;
		if (fwrite(p, 1, n, f) != n)
			exit(1);
		must(digest_put(d, p, n, &e));
		bytes -= (int64_t)n;
	}
	if (fclose(f) != 0)
		exit(1);
	must(digest_peek(d, md, &e));
	digest_free(d);
	(void)digest_hex(md, sha256);
	free(p);
}

/* A small real exhibit, sealed now. */
static void
make_real(struct home *h, char path[static 512],
    char sha256[static DIGEST_HEX], struct catalog_exhibit *x,
    char id[static 65])
{
	struct exhibit_opts o = { .name = "x.wacz", .created = time_now() };
	struct buf all = BUF_INIT(64 * MIB);
	uint8_t md[DIGEST_LEN];
	struct exhibit made;

	o.folder = path;
	must(home_sealer(h, &o.sealer, &e));
	must(exhibit_make(&o, &made, &e));
	must(io_read_file(made.path, &all, &e));
	must(digest_of(buf_span(&all), md, &e));
	(void)digest_hex(md, sha256);
	(void)snprintf(path, 512, "%s", made.path);
	(void)snprintf(id, 65, "%s", made.manifest_sha256);
	x->bytes = (int64_t)all.n;
	x->url = PAGE;
	x->title = TITLE;
	x->sealed = o.created;
	buf_free(&all);
}

static void
put_stamps(struct home *h, const char *sha256, int64_t n)
{
	struct buf name = BUF_INIT(64 * KIB);
	uint8_t token[64];

	while (n-- > 0) {
		buf_reset(&name);
		must(random_bytes(token, sizeof(token), &e));
		must(blob_put_stamp(home_blobs(h), sha256,
		    (struct span){ token, sizeof(token) }, &name, &e));
	}
	buf_free(&name);
}

static void
keep(struct home *h, int64_t i, int64_t bytes, int64_t stamps,
    char id[static 65])
{
	struct catalog_exhibit x = CATALOG_EXHIBIT_INIT;
	struct event ev[2] = { EVENT_INIT, EVENT_INIT };
	char path[512], sha256[DIGEST_HEX];
	struct home_job *j;

	(void)snprintf(id, 65, "%064llx", (unsigned long long)i + 1);
	must(home_job_begin(h, "https://example.org/", &j, &e));
	(void)snprintf(path, sizeof(path), "%s%s", home_job_folder(j),
	    bytes > 0 ? "/x" : "");
	x.bytes = bytes;
	x.url = "https://example.org/a/page/that/is/captured";
	x.title = "A title of the usual length, as pages have them";
	x.sealed = time_now();
	if (bytes > 0)
		make_file(path, bytes, sha256);
	else
		make_real(h, path, sha256, &x, id);
	x.id = id;
	x.sha256 = sha256;
	x.case_name = "bench";
	ev[0].kind = EVENT_ACQUIRED;
	ev[1].kind = EVENT_STORED;
	must(home_keep(h, j, path, &x, ev, 2, NULL, &e));
	home_job_end(j);
	put_stamps(h, sha256, stamps);
}

/* Copies of all, again and again, as a long case has them. */
static void
copy_all(struct home *h, const char *const *ids, size_t n, int64_t times)
{
	struct event ev = EVENT_INIT;

	ev.kind = EVENT_COPIED;
	ev.case_name = "bench";
	ev.exhibits = ids;
	ev.n_exhibits = n;
	while (times-- > 0)
		must(home_append(h, &ev, 1, &e));
}

static void
append(struct home *h, const char *id, int64_t n)
{
	static struct event ev[BATCH];
	int64_t i, k;

	while (n > 0) {
		k = n < BATCH ? n : BATCH;
		for (i = 0; i < k; i++) {
			ev[i] = (struct event)EVENT_INIT;
			ev[i].kind = EVENT_VERIFIED;
			ev[i].case_name = "bench";
			ev[i].exhibits = &id;
			ev[i].n_exhibits = 1;
		}
		must(home_append(h, ev, (size_t)k, &e));
		n -= k;
	}
}

int
main(int argc, char *argv[])
{
	struct home_init_opts o = { .now = time_now() };
	struct home_open_opts open = { .tool = { "bench", "1", NULL, NULL } };
	struct home *h;
	const char **ids;
	char (*id)[65];
	int64_t i, n;

	if (argc != 7)
		return (64);
	o.settings.organization = "Bench";
	o.settings.operator_name = "Bench";
	o.tool = open.tool;
	must(home_init(argv[1], &o, &e));
	must(home_open(argv[1], &open, &h, &e));
	n = number(argv[2]);
	ids = calloc((size_t)n + 1, sizeof(*ids));
	id = calloc((size_t)n + 1, sizeof(*id));
	if (ids == NULL || id == NULL)
		return (1);
	for (i = 0; i < n; i++) {
		keep(h, i, number(argv[3]), number(argv[5]), id[i]);
		ids[i] = id[i];
	}
	append(h, id[n > 0 ? n - 1 : 0], number(argv[4]));
	copy_all(h, ids, (size_t)n, number(argv[6]));
	free(ids);
	free(id);
	home_close(h);
	return (0);
}
