#include "cmd/cms_stamp.h"
#include "cmd/pending.h"
#include "cmd/stop.h"
#include "store/base/limits.h"
#include "store/cades/cades.h"

static int
ask_all(struct net *net, struct buf *der, struct span value,
    const char *const *tsa, int64_t *time, const char **who, struct error *e)
{
	struct buf answer = BUF_INIT(TOKEN_MAX), why = BUF_INIT(64 * KIB);
	struct stamp_result r;
	struct error one;
	int rc = -1;

	for (; rc != 0 && *tsa != NULL; tsa++) {
		one = (struct error)ERROR_INIT;
		rc = pending_ask(net, *tsa, value, PENDING_WAIT_MS, &answer,
		    &r, &one);
		if (rc == 0)
			rc = cades_stamp(der, buf_span(&answer), &one);
		if (rc == 0) {
			*time = r.gen_time;
			*who = *tsa;
		}
		stamp_result_free(&r);
		if (rc != 0 && pending_ours(one.code)) {
			*e = one;
			goto out;
		}
		if (rc != 0)
			buf_printf(&why, "%s%s: %s", why.n > 0 ? "; " : "",
			    *tsa, one.text);
	}
	if (rc != 0)
		(void)error_set(e, ERR_TSA, "%s", why.n > 0 ? buf_str(&why) :
		    "no time-stamp authority is configured");
out:
	buf_free(&answer);
	buf_free(&why);
	return (rc);
}

int
cms_stamp(struct buf *der, const char *const *tsa, const char *proxy,
    int64_t *time, const char **who, struct error *e)
{
	static const char *const none[] = { NULL };
	struct buf value = BUF_INIT(64 * KIB);
	struct net_opts o = NET_OPTS_INIT;
	struct net *net = NULL;
	int rc = -1;

	o.proxy = proxy;
	o.cancel = stop_begin();
	if (cades_value(buf_span(der), &value, e) == 0 &&
	    net_open(&net, &o, e) == 0)
		rc = ask_all(net, der, buf_span(&value), tsa != NULL ? tsa :
		    none, time, who, e);
	net_close(net);
	buf_free(&value);
	return (rc);
}
