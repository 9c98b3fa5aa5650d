#include <stdlib.h>

#include "capture/net/net_internal.h"

struct post {
	const struct net *n;
	struct buf *answer;
};

static size_t
on_answer(char *p, size_t size, size_t n, void *ctx)
{
	struct post *x = ctx;

	buf_put(x->answer, p, size * n);
	return (x->answer->failed == ERR_NONE ? size * n : 0);
}

static bool
stopped(const struct net *n)
{

	return (n->o.cancel != NULL && atomic_load(n->o.cancel));
}

static int
on_progress(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct post *x = ctx;

	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return (stopped(x->n));
}

static curl_socket_t
on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *a)
{

	(void)ctx;
	(void)purpose;
	return (socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol));
}

/*
 * One request on the handle kept for services, whose connection, name cache
 * and TLS sessions live from one call to the next.
 */
static int
post_perform(struct post *x, const char *url, struct curl_slist *fields,
    struct span body, int64_t timeout_ms, long *status, struct error *e)
{
	CURL *c = x->n->post;
	char text[CURL_ERROR_SIZE] = "";
	bool ok = net_common(x->n, c) == 0;
	CURLcode rc;

#define SET(option, value) \
	(ok = curl_easy_setopt(c, option, value) == CURLE_OK && ok)
	SET(CURLOPT_ERRORBUFFER, text);
	SET(CURLOPT_URL, url);
	SET(CURLOPT_HTTPHEADER, fields);
	SET(CURLOPT_TIMEOUT_MS, (long)timeout_ms);
	SET(CURLOPT_OPENSOCKETFUNCTION, on_socket);
	SET(CURLOPT_WRITEFUNCTION, on_answer);
	SET(CURLOPT_WRITEDATA, x);
	SET(CURLOPT_NOPROGRESS, 0L);
	SET(CURLOPT_XFERINFOFUNCTION, on_progress);
	SET(CURLOPT_XFERINFODATA, x);
	if (body.p == NULL)
		SET(CURLOPT_NOBODY, 1L);
	else {
		SET(CURLOPT_POST, 1L);
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
		SET(CURLOPT_POSTFIELDS, body.p);
	}
#undef SET
	rc = ok ? curl_easy_perform(c) : CURLE_OUT_OF_MEMORY;
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, status);
	/* Forgets the options above, keeps the connection. */
	curl_easy_reset(c);
	if (rc == CURLE_OK)
		return (0);
	if (buf_ok(x->answer, e) < 0)
		return (-1);
	/* As in record.c: a line too long is told as memory that ran out. */
	if (rc == CURLE_OUT_OF_MEMORY && *status != 0)
		return (error_set(e, ERR_HTTP,
		    "a header line longer than libcurl takes, or no memory"));
	return (net_fault(rc, text, e));
}

static int
post_locked(struct net *n, const char *url, const char *type,
    struct span body, int64_t timeout_ms, struct buf *answer, int *status,
    struct error *e)
{
	struct post x = { n, answer };
	struct buf line = BUF_INIT(4 * KIB);
	struct curl_slist *fields = NULL, *l;
	long code = 0;
	int rc = -1;

	if (stopped(n))
		return (error_set(e, ERR_CANCELED, "stopped"));
	if (n->post == NULL && (n->post = curl_easy_init()) == NULL)
		return (error_nomem(e));
	if (type != NULL) {
		buf_printf(&line, "Content-Type: %s", type);
		/* Without it curl waits a second for "100 Continue". */
		if (buf_ok(&line, e) < 0 || (fields = curl_slist_append(NULL,
		    buf_str(&line))) == NULL || (l = curl_slist_append(fields,
		    "Expect:")) == NULL) {
			error_nomem(e);
			goto out;
		}
	}
	rc = post_perform(&x, url, fields, body, timeout_ms, &code, e);
	*status = (int)code;
out:
	curl_slist_free_all(fields);
	buf_free(&line);
	return (rc);
}

int
net_post(struct net *n, const char *url, const char *type, struct span body,
    int64_t timeout_ms, struct buf *answer, int *status, struct error *e)
{
	char *clean;
	int rc;

	*status = 0;
	if (link_resolve(NULL, span_of(url), &clean, e) < 0)
		return (-1);
	pthread_mutex_lock(&n->post_lock);
	rc = post_locked(n, clean, type, body, timeout_ms, answer, status, e);
	pthread_mutex_unlock(&n->post_lock);
	free(clean);
	return (rc);
}
