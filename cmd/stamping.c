#include "cmd/pending.h"
#include "cmd/stamping.h"
#include "cmd/stop.h"
#include "store/base/limits.h"
#include "store/home/home_attest.h"
#include "store/stamp/stamp.h"

#define AFTER_MS	5000	/* for one authority, at the end */

static int
ask_all(struct home *h, struct net *net, const char *const *tsa,
    int64_t wait_ms, struct span note, int64_t *time, const char **who,
    struct error *e)
{
	struct buf answer = BUF_INIT(TOKEN_MAX), why = BUF_INIT(64 * KIB);
	struct stamp_result r;
	struct error one;
	int rc = -1;

	for (; *tsa != NULL; tsa++) {
		one = (struct error)ERROR_INIT;
		rc = pending_ask(net, *tsa, note, wait_ms, &answer, &r, &one);
		stamp_result_free(&r);
		if (rc == 0) {
			*who = *tsa;
			rc = home_point_stamp(h, note, buf_span(&answer),
			    *tsa, time, e);
			goto out;
		}
		if (pending_ours(one.code)) {
			*e = one;
			goto out;
		}
		buf_printf(&why, "%s%s: %s", why.n > 0 ? "; " : "", *tsa,
		    one.text);
	}
	(void)error_set(e, ERR_TSA, "%s", buf_str(&why));
	(void)home_point_missed(h, buf_str(&why), NULL);
out:
	buf_free(&answer);
	buf_free(&why);
	return (rc);
}

int
stamping_ask(struct home *h, struct net *net, const char *const *tsa,
    int64_t wait_ms, int64_t *time, const char **who, struct error *e)
{
	struct buf note = BUF_INIT(NOTE_MAX);
	int rc = -1;

	if (tsa == NULL || *tsa == NULL)
		return (error_set(e, ERR_INPUT,
		    "no time-stamp authority is configured"));
	if (home_checkpoint(h, &note, e) == 0)
		rc = ask_all(h, net, tsa, wait_ms, buf_span(&note), time, who,
		    e);
	buf_free(&note);
	return (rc);
}

void
stamping_after(struct home *h, const char *const *tsa, const char *proxy)
{
	struct net_opts o = NET_OPTS_INIT;
	struct error e = ERROR_INIT;
	struct net *net = NULL;
	const char *who;
	int64_t time;

	if (tsa == NULL)
		tsa = home_settings(h)->tsa;
	if (tsa == NULL || *tsa == NULL || home_point_due(h, NULL) != 1)
		return;
	o.proxy = proxy;
	o.cancel = stop_begin();
	if (net_open(&net, &o, &e) == 0)
		(void)stamping_ask(h, net, tsa, AFTER_MS, &time, &who, &e);
	net_close(net);
}
