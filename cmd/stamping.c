#include "cmd/authorities.h"
#include "cmd/stamping.h"
#include "store/base/limits.h"
#include "store/home/home_attest.h"

#define AFTER_MS	5000	/* for one authority, at the end */

int
stamping_ask(struct home *h, const struct authority_query *q,
    struct authority_answer *out, struct error *e)
{
	struct buf note = BUF_INIT(NOTE_MAX);
	struct authority_query of = *q;
	struct error why = ERROR_INIT;
	int rc = -1;

	if (home_checkpoint(h, &note, e) != 0)
		goto out;
	of.data = buf_span(&note);
	if (authority_ask(&of, out, &why) == 0)
		rc = home_point_stamp(h, of.data, buf_span(&out->response),
		    out->by, NULL, e);
	else {
		(void)error_set(e, why.code, "%s", why.text);
		if (why.code == ERR_TSA)
			(void)home_point_missed(h, buf_str(&out->why), NULL);
	}
out:
	buf_free(&note);
	return (rc);
}

void
stamping_after(struct home *h, const char *const *tsa, const char *proxy)
{
	struct authority_answer answer = AUTHORITY_ANSWER_INIT;
	struct authority_query q = { .net = NULL };

	if (home_point_due(h, NULL) != 1)
		return;
	if (authorities_open(&q, tsa, proxy, h, NULL) == 0) {
		q.wait_ms = AFTER_MS;
		(void)stamping_ask(h, &q, &answer, NULL);
	}
	authorities_close(&q);
	authority_answer_free(&answer);
}
