#include <stdio.h>
#include <stdlib.h>

#include "store/base/num.h"
#include "store/base/time.h"
#include "store/home/home.h"

#define BATCH	100

/*
 * make_log HOME COUNT: a store of its own with so many events in its log,
 * quickly, for tests of what a long log needs.
 */
static int
fill(struct home *h, int64_t count, struct error *e)
{
	struct event ev[BATCH];
	size_t k;

	/* The store has begun with one. */
	for (count--; count > 0; count -= (int64_t)k) {
		for (k = 0; k < BATCH && (int64_t)k < count; k++) {
			ev[k] = (struct event)EVENT_INIT;
			ev[k].kind = EVENT_VIEWED;
			ev[k].why = "to be sure";
		}
		if (home_append(h, ev, k, e) != 0)
			return (-1);
	}
	return (0);
}

int
main(int argc, char **argv)
{
	struct home_init_opts init = { .tool = { "make_log", "1", NULL } };
	struct home_open_opts opts = { .tool = init.tool };
	struct home *h = NULL;
	struct error e = ERROR_INIT;
	int64_t count;
	int rc = 1;

	if (argc != 3 || num_parse(span_of(argv[2]), 1, INT32_MAX, &count,
	    &e) != 0) {
		(void)fprintf(stderr, "usage: make_log HOME COUNT\n");
		return (64);
	}
	init.now = time_now();
	if (home_init(argv[1], &init, &e) == 0 &&
	    home_open(argv[1], &opts, &h, &e) == 0 && fill(h, count, &e) == 0)
		rc = 0;
	else
		(void)fprintf(stderr, "make_log: %s\n", e.text);
	home_close(h);
	return (rc);
}
