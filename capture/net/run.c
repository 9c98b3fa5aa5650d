#include <stdlib.h>
#include <string.h>

#include "capture/net/net_internal.h"
#include "store/base/time.h"

#define POLL_MS		100	/* how late a cancel may be seen */
#define STEP_MS		200	/* between two words of progress */

/* A URL on its way through its redirects. */
struct lane {
	struct transfer *t;		/* NULL: free */
	struct net_result own;
	struct net_result *result;	/* own, or the caller's */
};

/* One call of net_fetch or net_fetch_many. */
struct run {
	struct net *n;
	struct recorder *r;
	const struct net_want *wants;
	size_t count;
	size_t next;			/* first that has not begun */
	size_t ended;
	struct lane lanes[NET_PARALLEL];
	size_t busy;
	struct net_result *single;	/* net_fetch: the caller's result */
	void (*each)(void *ctx, size_t i, struct net_result *result);
	void *ctx;
	struct net_tally tally;
	int64_t stepped;
	bool late;			/* the deadline has passed */
};

static void
count_result(struct net_tally *y, const struct net_result *r)
{

	if (r->status == 0 || r->cut)
		y->failed++;
	else if (r->status >= 200 && r->status < 400)
		y->whole++;
	else
		y->refused++;
	y->bytes += body_size(r->body);
}

/* A URL has come to its end, one way or another. */
static void
lane_end(struct run *u, struct lane *l, size_t index)
{

	count_result(&u->tally, l->result);
	u->ended++;
	if (u->each != NULL)
		u->each(u->ctx, index, l->result);
	if (l->result == &l->own)
		net_result_free(&l->own);
}

/* Behind a proxy an address cannot be judged when connecting, only by name. */
static int
host_allowed(const struct net *n, const char *url, struct error *e)
{
	char *host = NULL;
	int port;
	int rc = 0;

	if (n->o.allow_private || n->o.proxy == NULL)
		return (0);
	if (link_host(url, &host, &port, e) < 0)
		return (-1);
	if (address_host_private(span_of(host)))
		rc = error_set(e, ERR_PRIVATE, "%s is not a public address",
		    host);
	free(host);
	return (rc);
}

/*
 * Send the lane to ${url}, which is taken.  What is wrong with the URL ends
 * the lane; only trouble of ours is -1.
 */
static int
lane_go(struct run *u, struct lane *l, size_t index, char *url,
    struct error *e)
{

	if (host_allowed(u->n, url, &l->result->failure) < 0) {
		free(url);
		lane_end(u, l, index);
		return (0);
	}
	if (transfer_start(&l->t, u->n, u->r, &u->wants[index], index,
	    l->result, url, e) < 0) {
		if (l->result == &l->own)
			net_result_free(&l->own);
		return (-1);
	}
	u->busy++;
	return (0);
}

static int
start_more(struct run *u, struct error *e)
{
	struct lane *l;
	size_t i, index;
	char *url;

	for (i = 0; i < NET_PARALLEL && u->next < u->count; i++) {
		l = &u->lanes[i];
		if (l->t != NULL)
			continue;
		index = u->next++;
		l->own = (struct net_result)NET_RESULT_INIT;
		l->result = u->single != NULL ? u->single : &l->own;
		if (link_resolve(NULL, span_of(u->wants[index].url), &url,
		    &l->result->failure) < 0) {
			lane_end(u, l, index);
			continue;
		}
		if (lane_go(u, l, index, url, e) < 0)
			return (-1);
	}
	return (0);
}

/* The exchange of ${l} is over: record it, then go where it redirects to. */
static int
lane_step(struct run *u, struct lane *l, CURLcode rc, struct error *e)
{
	struct transfer *t = l->t;
	struct error stop = ERROR_INIT;
	size_t index = t->index;
	char *url = NULL;
	int result = -1;

	l->t = NULL;
	u->busy--;
	if (transfer_record(t, rc, e) < 0) {
		if (l->result == &l->own)
			net_result_free(&l->own);
		goto out;
	}
	/* Also from a cut answer: where it leads stands in its head. */
	if (!u->late && transfer_next(t, &url, &stop) < 0 &&
	    l->result->failure.code == ERR_NONE)
		l->result->failure = stop;
	if (url == NULL) {
		lane_end(u, l, index);
		result = 0;
	} else
		result = lane_go(u, l, index, url, e);
out:
	transfer_free(t);
	return (result);
}

static struct lane *
lane_of(struct run *u, CURL *curl)
{
	size_t i;

	for (i = 0; i < NET_PARALLEL; i++) {
		if (u->lanes[i].t != NULL && u->lanes[i].t->curl == curl)
			return (&u->lanes[i]);
	}
	return (NULL);
}

/* What libcurl has finished: how many, or -1. */
static int
collect(struct run *u, struct error *e)
{
	struct lane *l;
	CURLMsg *m;
	CURLcode rc;
	int left, got = 0;

	while ((m = curl_multi_info_read(u->n->multi, &left)) != NULL) {
		if (m->msg != CURLMSG_DONE)
			continue;
		/* The message dies with the handle. */
		rc = m->data.result;
		if ((l = lane_of(u, m->easy_handle)) == NULL)
			continue;
		if (lane_step(u, l, rc, e) < 0)
			return (-1);
		got++;
	}
	return (got);
}

/* End what has been silent for too long, or everything at the deadline. */
static int
check_clocks(struct run *u, struct error *e)
{
	int64_t now = time_monotonic();
	const struct net_opts *o = &u->n->o;
	struct transfer *t;
	size_t i;

	if (o->cancel != NULL && atomic_load(o->cancel))
		return (error_set(e, ERR_CANCELED, "stopped"));
	u->late = o->deadline != 0 && now >= o->deadline;
	for (i = 0; i < NET_PARALLEL; i++) {
		if ((t = u->lanes[i].t) == NULL)
			continue;
		if (u->late)
			error_set(&t->fault, ERR_TIMEOUT,
			    "the time for the whole capture is over");
		else if (t->touched != 0 && now - t->touched >= o->idle_ms)
			error_set(&t->fault, ERR_TIMEOUT,
			    "nothing came for %lld ms", (long long)o->idle_ms);
		else
			continue;
		if (lane_step(u, &u->lanes[i], CURLE_OPERATION_TIMEDOUT, e) < 0)
			return (-1);
	}
	return (0);
}

static void
tell_progress(struct run *u)
{
	int64_t now = time_monotonic();
	size_t i;

	if (now - u->stepped < STEP_MS)
		return;
	u->stepped = now;
	if (u->single == NULL) {
		recorder_step(u->r, "wire", (int64_t)u->ended,
		    (int64_t)u->count);
		return;
	}
	for (i = 0; i < NET_PARALLEL; i++) {
		if (u->lanes[i].t != NULL)
			recorder_step(u->r, "wire",
			    body_size(u->lanes[i].t->body), 0);
	}
}

static int
run_turn(struct run *u, struct error *e)
{
	int alive, got;

	if (!u->late && start_more(u, e) < 0)
		return (-1);
	if (curl_multi_perform(u->n->multi, &alive) != CURLM_OK)
		return (error_set(e, ERR_SYS, "libcurl's multi interface"));
	if ((got = collect(u, e)) < 0 || check_clocks(u, e) < 0)
		return (-1);
	tell_progress(u);
	if (got == 0 && u->busy > 0)
		curl_multi_poll(u->n->multi, NULL, 0, POLL_MS, NULL);
	return (0);
}

static int
run_all(struct run *u, struct error *e)
{
	struct error own = ERROR_INIT;
	size_t i;
	int rc = -1;

	while (u->busy > 0 || (u->next < u->count && !u->late)) {
		if (run_turn(u, &own) < 0)
			goto out;
	}
	if (u->next < u->count || u->late) {
		error_set(&own, ERR_TIMEOUT,
		    "the time for the whole capture is over");
		goto out;
	}
	rc = 0;
out:
	for (i = 0; i < NET_PARALLEL; i++) {
		if (u->lanes[i].t == NULL)
			continue;
		transfer_free(u->lanes[i].t);
		if (u->lanes[i].result == &u->lanes[i].own)
			net_result_free(&u->lanes[i].own);
	}
	if (rc < 0 && e != NULL && e->code == ERR_NONE)
		*e = own;
	return (rc);
}

int
net_fetch(struct net *n, const struct net_want *w, struct recorder *r,
    struct net_result *out, struct error *e)
{
	struct error own = ERROR_INIT;
	struct run *u = calloc(1, sizeof(*u));
	int rc;

	if (u == NULL)
		return (error_nomem(e));
	u->n = n;
	u->r = r;
	u->wants = w;
	u->count = 1;
	u->single = out;
	u->stepped = time_monotonic();
	rc = run_all(u, &own);
	free(u);
	/* The deadline that cut a response has still given a response. */
	if (rc < 0 && (own.code != ERR_TIMEOUT || out->n == 0))
		goto fail;
	own = out->failure;
	if (out->status != 0 && own.code != ERR_REDIRECT &&
	    own.code != ERR_PRIVATE)
		return (0);
	if (own.code == ERR_NONE)
		error_set(&own, ERR_HTTP, "no response");
fail:
	if (e != NULL && e->code == ERR_NONE)
		*e = own;
	return (-1);
}

int
net_fetch_many(struct net *n, const struct net_want *w, size_t count,
    struct recorder *r,
    void (*each)(void *ctx, size_t i, struct net_result *result), void *ctx,
    struct net_tally *tally, struct error *e)
{
	struct run *u = calloc(1, sizeof(*u));
	int rc;

	if (u == NULL)
		return (error_nomem(e));
	u->n = n;
	u->r = r;
	u->wants = w;
	u->count = count;
	u->each = each;
	u->ctx = ctx;
	u->stepped = time_monotonic();
	rc = run_all(u, e);
	if (tally != NULL) {
		tally->asked += count;
		tally->whole += u->tally.whole;
		tally->refused += u->tally.refused;
		tally->failed += u->tally.failed + (count - u->ended);
		tally->bytes += u->tally.bytes;
	}
	free(u);
	return (rc);
}
