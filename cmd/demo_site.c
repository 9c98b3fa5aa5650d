#include <arpa/inet.h>
#include <netinet/in.h>

#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "cmd/demo.h"
#include "store/base/buf.h"
#include "store/base/limits.h"

struct demo_site {
	struct MHD_Daemon *daemon;
	struct demo_tsa *tsa;
	unsigned port;
};

static enum MHD_Result
reply(struct MHD_Connection *c, unsigned status, const char *type,
    struct MHD_Response *r)
{
	enum MHD_Result rc;

	if (r == NULL)
		return (MHD_NO);
	(void)MHD_add_response_header(r, "Content-Type", type);
	rc = MHD_queue_response(c, status, r);
	MHD_destroy_response(r);
	return (rc);
}

static enum MHD_Result
reply_text(struct MHD_Connection *c, unsigned status, const char *type,
    const char *text)
{
	struct MHD_IoVec iov = { .iov_base = text, .iov_len = strlen(text) };

	return (reply(c, status, type,
	    MHD_create_response_from_iovec(&iov, 1, NULL, NULL)));
}

static enum MHD_Result
answer_query(struct demo_site *s, struct MHD_Connection *c, struct buf *query)
{
	uint8_t *p = NULL;
	size_t n = 0;

	if (query->failed != ERR_NONE ||
	    demo_tsa_answer(s->tsa, buf_span(query), &p, &n) != 0)
		return (reply_text(c, MHD_HTTP_BAD_REQUEST, "text/plain",
		    "no time-stamp\n"));
	return (reply(c, MHD_HTTP_OK, "application/timestamp-reply",
	    MHD_create_response_from_buffer(n, p, MHD_RESPMEM_MUST_FREE)));
}

static enum MHD_Result
get_page(struct MHD_Connection *c, const char *url)
{
	const struct demo_page *p;

	for (p = demo_pages; p->path != NULL; p++)
		if (strcmp(p->path, url) == 0)
			return (reply_text(c, MHD_HTTP_OK, p->type, p->text));
	return (reply_text(c, MHD_HTTP_NOT_FOUND, "text/plain",
	    "not here\n"));
}

/* A body comes in parts; it is gathered in a buf that lives as the request. */
static enum MHD_Result
handle(void *ctx, struct MHD_Connection *c, const char *url,
    const char *method, const char *version, const char *data, size_t *n,
    void **request)
{
	struct demo_site *s = ctx;
	struct buf *body = *request;

	(void)version;
	if (body == NULL) {
		if ((body = calloc(1, sizeof(*body))) == NULL)
			return (MHD_NO);
		body->max = TOKEN_MAX;
		*request = body;
		return (MHD_YES);
	}
	if (*n > 0) {
		buf_put(body, data, *n);
		*n = 0;
		return (MHD_YES);
	}
	if (strcmp(method, "POST") == 0 && strcmp(url, DEMO_TSA) == 0)
		return (answer_query(s, c, body));
	if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0)
		return (get_page(c, url));
	return (reply_text(c, MHD_HTTP_METHOD_NOT_ALLOWED, "text/plain",
	    "GET\n"));
}

static void
done(void *ctx, struct MHD_Connection *c, void **request,
    enum MHD_RequestTerminationCode why)
{
	struct buf *body = *request;

	(void)ctx;
	(void)c;
	(void)why;
	if (body != NULL)
		buf_free(body);
	free(body);
	*request = NULL;
}

int
demo_site_start(struct demo_tsa *t, struct demo_site **out, struct error *e)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const union MHD_DaemonInfo *info;
	struct demo_site *s;

	if ((s = calloc(1, sizeof(*s))) == NULL)
		return (error_nomem(e));
	s->tsa = t;
	s->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL,
	    NULL, handle, s, MHD_OPTION_SOCK_ADDR, &at,
	    MHD_OPTION_NOTIFY_COMPLETED, done, NULL, MHD_OPTION_END);
	if (s->daemon == NULL || (info = MHD_get_daemon_info(s->daemon,
	    MHD_DAEMON_INFO_BIND_PORT)) == NULL) {
		demo_site_stop(s);
		return (error_sys(e, "cannot serve on 127.0.0.1"));
	}
	s->port = info->port;
	*out = s;
	return (0);
}

unsigned
demo_site_port(const struct demo_site *s)
{

	return (s->port);
}

void
demo_site_stop(struct demo_site *s)
{

	if (s == NULL)
		return;
	if (s->daemon != NULL)
		MHD_stop_daemon(s->daemon);
	free(s);
}
