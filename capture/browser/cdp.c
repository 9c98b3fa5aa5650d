#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capture/browser/cdp.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"

#define PIPE_SIZE	(1024 * 1024)	/* fewer switches than with 64 KiB */
#define ROUNDS		64	/* reads in one poll, so that others get on */

struct waiting {
	int64_t id;
	char session[CDP_SESSION];
	cdp_answer *answer;
	void *ctx;
	void *arg;
};

struct cdp {
	int to;
	int from;
	char *folder;
	int64_t max;
	cdp_event *event;
	void *ctx;
	struct cut *cut;
	struct buf out;
	int64_t last_id;
	struct waiting *waiting;
	size_t n;
	size_t cap;
	struct error failed;
	uint8_t in[256 * 1024];
};

static void
fail_nomem(struct cdp *c)
{

	(void)error_nomem(&c->failed);
}

static bool
take_waiting(struct cdp *c, int64_t id, struct waiting *w)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		if (c->waiting[i].id != id)
			continue;
		*w = c->waiting[i];
		memmove(&c->waiting[i], &c->waiting[i + 1],
		    (c->n - i - 1) * sizeof(*c->waiting));
		c->n--;
		return (true);
	}
	return (false);
}

static void
answer(struct cdp *c, int64_t id, struct cdp_message *m)
{
	struct waiting w;

	if (take_waiting(c, id, &w) && w.answer != NULL)
		w.answer(w.ctx, w.arg, m);
}

/* The id of an answer that could not be parsed, from its first bytes. */
static bool
id_of(struct span json, int64_t *id)
{
	size_t i;

	if (!span_starts(json, "{\"id\":"))
		return (false);
	*id = 0;
	for (i = 6; i < json.n && i < 24; i++) {
		if (json.p[i] < '0' || json.p[i] > '9')
			break;
		*id = *id * 10 + (json.p[i] - '0');
	}
	return (i > 6);
}

static int
on_text(void *ctx, struct span json, struct cut_value *v, size_t n,
    struct error *e)
{
	struct cdp *c = ctx;
	struct cdp_message m = { .session = "", .v = v, .n = n };
	struct error err = ERROR_INIT;
	json_t *j, *fault;
	int64_t id;

	if ((j = json_read(json, &err)) == NULL) {
		if (err.code == ERR_NOMEM)
			return (error_nomem(e));
		m.failure = "the browser's answer is no JSON";
		if (id_of(json, &id))
			answer(c, id, &m);
		return (0);
	}
	if ((m.session = json_text(j, "sessionId")) == NULL)
		m.session = "";
	m.method = json_text(j, "method");
	if (m.method != NULL) {
		m.params = json_object_get(j, "params");
		c->event(c->ctx, &m);
	} else if (json_whole(j, "id", &id)) {
		m.params = json_object_get(j, "result");
		fault = json_object_get(j, "error");
		if (fault != NULL || m.params == NULL) {
			m.params = NULL;
			m.failure = json_text(fault, "message");
			if (m.failure == NULL)
				m.failure = "refused";
		}
		answer(c, id, &m);
	}
	json_decref(j);
	return (0);
}

int
cdp_open(struct cdp **out, int to, int from, const char *folder, int64_t max,
    cdp_event *event, void *ctx, struct error *e)
{
	struct cdp *c;

	if ((c = calloc(1, sizeof(*c))) == NULL)
		return (error_nomem(e));
	c->to = to;
	c->from = from;
	c->max = max;
	c->event = event;
	c->ctx = ctx;
	c->out = (struct buf)BUF_INIT(CDP_QUEUE_MAX);
	c->failed = (struct error)ERROR_INIT;
	if ((c->folder = strdup(folder)) == NULL) {
		(void)error_nomem(e);
		goto fail;
	}
	if (cut_open(&c->cut, folder, max, on_text, c, e) == -1)
		goto fail;
	/* A refusal only costs speed. */
	(void)fcntl(from, F_SETPIPE_SZ, PIPE_SIZE);
	if (fcntl(from, F_SETFL, O_NONBLOCK) == -1 ||
	    fcntl(to, F_SETFL, O_NONBLOCK) == -1) {
		(void)error_sys(e, "DevTools pipe");
		goto fail;
	}
	*out = c;
	return (0);
fail:
	free(c->folder);
	cut_close(c->cut);
	free(c);
	return (-1);
}

static bool
remember(struct cdp *c, const char *session, cdp_answer *fn, void *ctx,
    void *arg)
{
	struct waiting *w;
	size_t cap;

	if (c->n == c->cap) {
		cap = c->cap == 0 ? 64 : 2 * c->cap;
		w = realloc(c->waiting, cap * sizeof(*w));
		if (w == NULL)
			return (false);
		c->waiting = w;
		c->cap = cap;
	}
	w = &c->waiting[c->n++];
	*w = (struct waiting){
		.id = c->last_id, .answer = fn, .ctx = ctx, .arg = arg
	};
	memcpy(w->session, session, strlen(session) + 1);
	return (true);
}

void
cdp_send(struct cdp *c, const char *session, const char *method,
    json_t *params, cdp_answer *fn, void *ctx, void *arg)
{
	json_t *j;
	bool ok = true;

	if (c->failed.code != ERR_NONE || params == NULL ||
	    strlen(session) >= CDP_SESSION) {
		if (params == NULL)
			fail_nomem(c);
		json_decref(params);
		return;
	}
	if ((j = json_object()) == NULL) {
		json_decref(params);
		fail_nomem(c);
		return;
	}
	json_put_int(j, "id", ++c->last_id, &ok);
	json_put_text(j, "method", method, &ok);
	if (session[0] != '\0')
		json_put_text(j, "sessionId", session, &ok);
	json_put(j, "params", params, &ok);
	if (!ok || (fn != NULL && !remember(c, session, fn, ctx, arg)))
		fail_nomem(c);
	else if (json_write(&c->out, j, &c->failed) == 0)
		buf_putc(&c->out, '\0');
	json_decref(j);
}

void
cdp_forget(struct cdp *c, const void *ctx, const void *arg)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (c->waiting[i].ctx == ctx &&
		    (arg == NULL || c->waiting[i].arg == arg))
			c->waiting[i].answer = NULL;
}

void
cdp_gone(struct cdp *c, const char *session)
{
	struct cdp_message m = { .session = session,
		.failure = "the target is gone" };
	size_t i = 0;

	/* A callback may send, so start again after each. */
	while (i < c->n) {
		if (strcmp(c->waiting[i].session, session) != 0) {
			i++;
			continue;
		}
		answer(c, c->waiting[i].id, &m);
		i = 0;
	}
}

static int
flush(struct cdp *c)
{
	ssize_t n;
	size_t done = 0;

	while (done < c->out.n) {
		n = send(c->to, c->out.p + done, c->out.n - done,
		    MSG_NOSIGNAL);
		if (n > 0) {
			done += (size_t)n;
		} else if (n == -1 && errno == EINTR) {
			continue;
		} else if (n == -1 && errno == EAGAIN) {
			break;
		} else {
			(void)error_set(&c->failed, ERR_BROWSER,
			    "the browser went away");
			return (-1);
		}
	}
	buf_drop(&c->out, done);
	return (0);
}

static int
receive(struct cdp *c)
{
	ssize_t n;
	int i;

	for (i = 0; i < ROUNDS && c->failed.code == ERR_NONE; i++) {
		n = read(c->from, c->in, sizeof(c->in));
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && errno == EAGAIN)
			break;
		if (n == -1)
			return (error_sys(&c->failed, "DevTools pipe"));
		if (n == 0)
			return (error_set(&c->failed, ERR_BROWSER,
			    "the browser went away"));
		if (cut_feed(c->cut, c->in, (size_t)n, &c->failed) == -1)
			return (-1);
		/* Answers may have made new commands. */
		if (c->out.n > 0 && flush(c) == -1)
			return (-1);
	}
	return (0);
}

int
cdp_poll(struct cdp *c, int ms, struct error *e)
{
	struct pollfd p[2];
	int n = -1;

	if (c->failed.code == ERR_NONE && flush(c) == 0) {
		p[0] = (struct pollfd){ .fd = c->from, .events = POLLIN };
		p[1] = (struct pollfd){ .fd = c->to, .events = POLLOUT };
		n = poll(p, c->out.n > 0 ? 2 : 1, ms);
		if (n == -1 && errno != EINTR)
			(void)error_sys(&c->failed, "poll");
	}
	if (n > 0 && p[0].revents != 0)
		(void)receive(c);
	if (c->failed.code == ERR_NONE)
		return (0);
	return (error_set(e, c->failed.code, "%s", c->failed.text));
}

/* Which cut-out value ${j} stands for, or NULL. */
static struct cut_value *
value_at(const struct cdp_message *m, const json_t *j)
{
	json_int_t k;

	if (json_array_size(j) != 1)
		return (NULL);
	k = json_integer_value(json_array_get(j, 0));
	if (k < 0 || (size_t)k >= m->n)
		return (NULL);
	return (&m->v[k]);
}

int
cdp_take(struct cdp *c, struct cdp_message *m, const json_t *object,
    const char *key, bool base64, struct cut_value *v, struct error *e)
{
	const json_t *j = json_object_get(object, key);
	struct cut_value *long_one = value_at(m, j);
	struct span s;

	if (long_one != NULL && long_one->body != NULL) {
		if (cut_value_as(long_one, base64, c->folder, c->max, e) == -1)
			return (-1);
		*v = *long_one;
		long_one->body = NULL;
		return (0);
	}
	if (!json_is_string(j))
		return (error_set(e, ERR_NOTFOUND, "no %s in the answer", key));
	s.p = (const uint8_t *)json_string_value(j);
	s.n = json_string_length(j);
	return (cut_value_of(s, base64, c->folder, c->max, v, e));
}

struct span
cdp_span(const struct cdp_message *m, const json_t *object, const char *key)
{
	const json_t *j = json_object_get(object, key);
	struct cut_value *v = value_at(m, j);

	if (v != NULL && v->body != NULL && !v->base64)
		return (body_span(v->body));
	if (!json_is_string(j))
		return ((struct span){ NULL, 0 });
	return ((struct span){ (const uint8_t *)json_string_value(j),
	    json_string_length(j) });
}

double
cdp_number(const json_t *object, const char *key, double otherwise)
{
	const json_t *j = json_object_get(object, key);

	return (json_is_number(j) ? json_number_value(j) : otherwise);
}

void
cdp_close(struct cdp *c)
{

	if (c == NULL)
		return;
	(void)close(c->to);
	(void)close(c->from);
	cut_close(c->cut);
	buf_free(&c->out);
	free(c->waiting);
	free(c->folder);
	free(c);
}
