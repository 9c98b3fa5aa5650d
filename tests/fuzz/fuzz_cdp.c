#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capture/browser/browser_internal.h"

/*
 * What the browser writes into its pipe.  The first byte says in what pieces
 * it arrives, the rest is the stream itself: texts that each end in a NUL.
 * Two commands wait for answers.
 */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct seen {
	struct cdp *c;
	size_t answers;
};

static void
take(struct seen *s, struct cdp_message *m, const char *key, bool base64)
{
	struct cut_value v = { .body = NULL };
	struct error e = ERROR_INIT;

	(void)cdp_span(m, m->params, key);
	(void)cdp_number(m->params, key, 0);
	if (cdp_take(s->c, m, m->params, key, base64, &v, &e) == 0)
		body_free(v.body);
}

static void
on_event(void *ctx, struct cdp_message *m)
{

	take(ctx, m, "data", true);
	take(ctx, m, "url", false);
}

static void
on_answer(void *ctx, void *arg, struct cdp_message *m)
{
	struct seen *s = ctx;

	(void)arg;
	s->answers++;
	take(s, m, "body", json_is_true(json_object_get(m->params,
	    "base64Encoded")));
}

static int
nothing(void *ctx, struct span json, struct cut_value *v, size_t n,
    struct error *e)
{
	size_t i;

	(void)ctx;
	(void)e;
	if (json.n > CUT_TEXT_MAX)
		abort();
	for (i = 0; i < n; i++)
		if (v[i].body == NULL)
			abort();
	return (0);
}

/* The stream, cut at every so many bytes. */
static void
in_pieces(const uint8_t *p, size_t n, size_t step)
{
	struct error e = ERROR_INIT;
	struct cut *c;
	size_t i, k;

	if (cut_open(&c, "/tmp", 1 << 20, nothing, NULL, &e) == -1)
		return;
	for (i = 0; i < n; i += k) {
		k = n - i < step ? n - i : step;
		if (cut_feed(c, p + i, k, &e) == -1)
			break;
	}
	cut_close(c);
}

static void
through_pipes(const uint8_t *p, size_t n)
{
	struct error e = ERROR_INIT;
	struct seen s = { .c = NULL };
	int to[2], from[2], i;

	if (n > 60000 || socketpair(AF_UNIX, SOCK_STREAM, 0, to) == -1)
		return;
	if (pipe(from) == -1) {
		(void)close(to[0]);
		(void)close(to[1]);
		return;
	}
	if (write(from[1], p, n) != (ssize_t)n)
		abort();
	(void)close(from[1]);
	if (cdp_open(&s.c, to[0], from[0], "/tmp", 1 << 20, on_event, &s,
	    &e) == -1)
		abort();
	cdp_send(s.c, "", "A.b", json_object(), on_answer, &s, NULL);
	cdp_send(s.c, "S", "A.c", json_object(), on_answer, &s, NULL);
	for (i = 0; i < 4 && cdp_poll(s.c, 0, &e) == 0; i++)
		continue;
	cdp_gone(s.c, "S");
	if (s.answers > 2)
		abort();
	cdp_close(s.c);
	(void)close(to[1]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{

	if (n == 0)
		return (0);
	in_pieces(p + 1, n - 1, (size_t)p[0] + 1);
	through_pipes(p + 1, n - 1);
	return (0);
}
