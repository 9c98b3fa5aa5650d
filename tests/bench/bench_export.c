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

/*
 * bench_export HOME EXHIBITS BYTES EVENTS: a store with one case of so many
 * exhibits of so many bytes (random, standing for sealed files) and so many
 * further events about them.  The store must not be there.
 */
#define BATCH	1000

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

static void
keep(struct home *h, int64_t i, int64_t bytes, char id[static 65])
{
	struct catalog_exhibit x = CATALOG_EXHIBIT_INIT;
	struct event ev[2] = { EVENT_INIT, EVENT_INIT };
	char path[512], sha256[DIGEST_HEX];
	struct home_job *j;

	(void)snprintf(id, 65, "%064llx", (unsigned long long)i + 1);
	must(home_job_begin(h, "https://example.org/", &j, &e));
	(void)snprintf(path, sizeof(path), "%s/x", home_job_folder(j));
	make_file(path, bytes, sha256);
	x.id = id;
	x.sha256 = sha256;
	x.bytes = bytes;
	x.url = "https://example.org/a/page/that/is/captured";
	x.title = "A title of the usual length, as pages have them";
	x.sealed = time_now();
	x.case_name = "bench";
	ev[0].kind = EVENT_ACQUIRED;
	ev[1].kind = EVENT_STORED;
	must(home_keep(h, j, path, &x, ev, 2, NULL, &e));
	home_job_end(j);
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
	char id[65] = "";
	int64_t i;

	if (argc != 5)
		return (64);
	o.settings.organization = "Bench";
	o.settings.operator_name = "Bench";
	o.tool = open.tool;
	must(home_init(argv[1], &o, &e));
	must(home_open(argv[1], &open, &h, &e));
	for (i = 0; i < number(argv[2]); i++)
		keep(h, i, number(argv[3]), id);
	append(h, id, number(argv[4]));
	home_close(h);
	return (0);
}
