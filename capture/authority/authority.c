#include <stdlib.h>

#include "capture/authority/authority.h"
#include "capture/environment/environment.h"
#include "store/base/time.h"

#define QUERY_TYPE	"application/timestamp-query"

static int
make_request(const struct authority_query *q, struct stamp_request *out,
    struct error *e)
{

	if (q->digest.p != NULL)
		return (stamp_request_digest(q->digest, out, e));
	return (stamp_request_make(q->data, out, e));
}

static int
ask_one(const struct authority_query *q, const char *url,
    const struct stamp_request *request, struct authority_answer *out,
    struct error *e)
{
	int status = 0;

	if (net_post(q->net, url, QUERY_TYPE, buf_span(&request->der),
	    q->wait_ms, &out->response, &status, e) != 0)
		return (-1);
	if (status != 200)
		return (error_set(e, ERR_TSA, "HTTP status %d", status));
	return (stamp_accept(request, &out->response, NULL, time_now(),
	    &out->stamp, e));
}

/* Its text is kept and shown: no password of a URL may stand in it. */
static int
note_why(const char *url, const struct error *one, struct buf *why,
    struct error *e)
{
	char *bare = withheld_url(url);

	if (bare == NULL)
		return (error_nomem(e));
	buf_printf(why, "%s%s: %s", why->n > 0 ? "; " : "", bare, one->text);
	free(bare);
	return (0);
}

int
authority_some(const char *const *list, struct error *e)
{

	if (list != NULL && *list != NULL)
		return (0);
	return (error_set(e, ERR_INPUT,
	    "no time-stamp authority is configured"));
}

int
authority_ask(const struct authority_query *q, struct authority_answer *out,
    struct error *e)
{
	struct stamp_request request;
	const char *const *url;
	struct error one;
	int rc;

	if (authority_some(q->list, e) != 0)
		return (-1);
	for (url = q->list; *url != NULL; url++) {
		one = (struct error)ERROR_INIT;
		request = (struct stamp_request)STAMP_REQUEST_INIT;
		stamp_result_free(&out->stamp);
		buf_reset(&out->response);
		out->start = time_now();
		/* Fresh for each, so that answers cannot be mixed. */
		rc = make_request(q, &request, e);
		if (rc == 0 && ask_one(q, *url, &request, out, &one) == 0) {
			out->by = *url;
			out->end = time_now();
			stamp_request_free(&request);
			return (0);
		}
		stamp_request_free(&request);
		if (rc != 0)
			return (-1);
		if (error_ends(one.code))
			return (error_set(e, one.code, "%s", one.text));
		if (note_why(*url, &one, &out->why, e) != 0)
			return (-1);
	}
	return (error_set(e, ERR_TSA, "%s", buf_str(&out->why)));
}

void
authority_answer_free(struct authority_answer *a)
{

	stamp_result_free(&a->stamp);
	buf_free(&a->response);
	buf_free(&a->why);
}
