#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/net/net_internal.h"
#include "store/base/time.h"

/* What Chromium sends for a page that somebody asked for. */
#define ACCEPT_PAGE	"text/html,application/xhtml+xml,"		\
    "application/xml;q=0.9,image/jxl,image/avif,image/webp,image/apng,"	\
    "*/*;q=0.8,"							\
    "application/signed-exchange;v=b3;q=0.7"

/* The request as libcurl sent it; a CONNECT to a proxy is not part of it. */
static int
on_debug(CURL *curl, curl_infotype type, char *p, size_t n, void *ctx)
{
	struct transfer *t = ctx;
	struct span s = { (const uint8_t *)p, n };

	(void)curl;
	if (type != CURLINFO_HEADER_OUT || span_starts(s, "CONNECT "))
		return (0);
	if (span_starts(s, "GET ")) {
		/* Sent again: the first connection was dead. */
		buf_reset(&t->request);
		t->hop.start = time_now();
	}
	buf_putspan(&t->request, s);
	t->touched = time_monotonic();
	return (0);
}

/*
 * One line of a head.  A status line begins an answer: what stood before was
 * an interim one (RFC 9110 section 15.2).  Lines after the empty line are
 * trailers of HTTP/2, for which HTTP/1.1 text has no place.
 */
static size_t
on_head(char *p, size_t size, size_t n, void *ctx)
{
	struct transfer *t = ctx;
	struct span s = { (const uint8_t *)p, size * n };
	int status;

	t->touched = time_monotonic();
	if (span_starts(s, "HTTP/") && (status = head_status(s)) != 0) {
		buf_reset(&t->head);
		t->head_whole = false;
		t->hop.status = status;
	} else if (t->head_whole)
		return (s.n);
	buf_putspan(&t->head, s);
	if (buf_ok(&t->head, &t->fault) < 0)
		return (0);
	if (span_trim(s).n == 0)
		t->head_whole = true;
	return (s.n);
}

static size_t
on_body(char *p, size_t size, size_t n, void *ctx)
{
	struct transfer *t = ctx;

	t->touched = time_monotonic();
	if (body_put(t->body, p, size * n, &t->fault) < 0)
		return (0);
	return (size * n);
}

static curl_socket_t
on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct transfer *t = ctx;
	char text[ADDRESS_TEXT];

	(void)purpose;
	t->fresh = true;
	/* With a proxy this is the proxy's address, which a person chose. */
	if (!t->n->o.allow_private && t->n->o.proxy == NULL &&
	    !address_public(&a->addr)) {
		error_set(&t->fault, ERR_PRIVATE,
		    "%s is not a public address",
		    address_text(&a->addr, text));
		return (CURL_SOCKET_BAD);
	}
	return (socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol));
}

/*
 * The connection stands, nothing is sent: who is at the other end, and with
 * which certificates?  Also for a connection that is used again.
 */
static int
on_connected(void *ctx, char *peer, char *local, int peer_port, int local_port)
{
	struct transfer *t = ctx;
	struct curl_tlssessioninfo *info = NULL;
	char *host = NULL;
	int port;
	int rc = CURL_PREREQFUNC_ABORT;

	(void)local;
	(void)local_port;
	/* An earlier address of this host may have been refused: forget it. */
	if (t->fault.code == ERR_PRIVATE)
		error_clear(&t->fault);
	snprintf(t->hop.ip, sizeof(t->hop.ip), "%s", peer);
	t->hop.port = peer_port;
	t->hop.start = time_now();
	t->touched = time_monotonic();
	if (!t->n->o.allow_private && t->n->o.proxy == NULL &&
	    address_host_private(span_of(peer))) {
		error_set(&t->fault, ERR_PRIVATE,
		    "%s is not a public address", peer);
		return (rc);
	}
	if (curl_easy_getinfo(t->curl, CURLINFO_TLS_SSL_PTR, &info) !=
	    CURLE_OK || info == NULL || info->backend != CURLSSLBACKEND_OPENSSL
	    || info->internals == NULL || strncmp(t->hop.url, "https:", 6) != 0)
		return (CURL_PREREQFUNC_OK);
	if (link_host(t->hop.url, &host, &port, &t->fault) == 0 &&
	    chain_take(t, info->internals, host, port, &t->fault) == 0)
		rc = CURL_PREREQFUNC_OK;
	free(host);
	return (rc);
}

/* Ask for an OCSP staple without making it a condition. */
static CURLcode
on_context(CURL *curl, void *context, void *ctx)
{

	(void)curl;
	(void)ctx;
	SSL_CTX_set_tlsext_status_type(context, TLSEXT_STATUSTYPE_ocsp);
	return (CURLE_OK);
}

int
net_common(const struct net *n, CURL *c)
{
	bool ok = true;

#define SET(option, value) \
	(ok = curl_easy_setopt(c, option, value) == CURLE_OK && ok)
	SET(CURLOPT_NOSIGNAL, 1L);
	/* A dead resolver must not hold up the end (its thread goes on). */
	SET(CURLOPT_QUICK_EXIT, 1L);
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	/* "" also keeps the proxies of the environment out. */
	SET(CURLOPT_PROXY, n->o.proxy != NULL ? n->o.proxy : "");
	SET(CURLOPT_NOPROXY, "");
	SET(CURLOPT_USERAGENT, n->o.user_agent);
#undef SET
	return (ok ? 0 : -1);
}

static int
add_field(struct transfer *t, const char *name, const char *value)
{
	struct buf line = BUF_INIT(URL_MAX);
	struct curl_slist *l = NULL;

	buf_printf(&line, "%s: %s", name, value);
	if (buf_ok(&line, NULL) == 0)
		l = curl_slist_append(t->fields, buf_str(&line));
	buf_free(&line);
	if (l == NULL)
		return (-1);
	t->fields = l;
	return (0);
}

/* What a browser sends with such a request, as far as a site looks at it. */
static int
set_fields(struct transfer *t)
{
	const struct net_opts *o = &t->n->o;
	bool page = strcmp(t->want->type, "document") == 0 &&
	    t->want->accept == NULL;

	if (page && add_field(t, "Upgrade-Insecure-Requests", "1") < 0)
		return (-1);
	if (add_field(t, "Accept", t->want->accept != NULL ?
	    t->want->accept : page ? ACCEPT_PAGE : "*/*") < 0 ||
	    add_field(t, "Accept-Encoding", o->accept_encoding) < 0)
		return (-1);
	return (o->accept_language == NULL ? 0 :
	    add_field(t, "Accept-Language", o->accept_language));
}

/* Nothing is decoded, followed, verified or resumed by libcurl itself. */
static int
set_options(struct transfer *t)
{
	CURL *c = t->curl;
	bool ok = net_common(t->n, c) == 0 && set_fields(t) == 0;

#define SET(option, value) \
	(ok = curl_easy_setopt(c, option, value) == CURLE_OK && ok)
	SET(CURLOPT_PRIVATE, t);
	SET(CURLOPT_ERRORBUFFER, t->curl_text);
	SET(CURLOPT_URL, t->hop.url);
	SET(CURLOPT_PATH_AS_IS, 1L);
	SET(CURLOPT_HTTPGET, 1L);
	SET(CURLOPT_HTTPHEADER, t->fields);
	SET(CURLOPT_REFERER, t->want->referrer);
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_HTTP_CONTENT_DECODING, 0L);
	SET(CURLOPT_HTTP_TRANSFER_DECODING, 0L);
	SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	SET(CURLOPT_PIPEWAIT, 1L);
	SET(CURLOPT_SHARE, t->want->fresh ? t->n->fresh : t->n->cookies);
	SET(CURLOPT_COOKIEFILE, "");
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)t->n->o.connect_ms);
	/* chain.c judges the chain; a bad one is evidence, not an end. */
	SET(CURLOPT_SSL_VERIFYPEER, 0L);
	SET(CURLOPT_SSL_VERIFYHOST, 0L);
	SET(CURLOPT_CAINFO, NULL);
	SET(CURLOPT_CAPATH, NULL);
	SET(CURLOPT_SSL_SESSIONID_CACHE, 0L);
	SET(CURLOPT_SSL_CTX_FUNCTION, on_context);
	SET(CURLOPT_OPENSOCKETFUNCTION, on_socket);
	SET(CURLOPT_OPENSOCKETDATA, t);
	SET(CURLOPT_PREREQFUNCTION, on_connected);
	SET(CURLOPT_PREREQDATA, t);
	SET(CURLOPT_VERBOSE, 1L);
	SET(CURLOPT_DEBUGFUNCTION, on_debug);
	SET(CURLOPT_DEBUGDATA, t);
	SET(CURLOPT_HEADERFUNCTION, on_head);
	SET(CURLOPT_HEADERDATA, t);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, t);
#undef SET
	return (ok ? 0 : -1);
}

int
transfer_start(struct transfer **out, struct net *n, struct recorder *r,
    const struct net_want *w, size_t index, struct net_result *result,
    char *url, struct error *e)
{
	struct transfer *t = calloc(1, sizeof(*t));
	/* Half of it, so that its record and what follows find room too. */
	int64_t max = recorder_room(r) / 2;

	if (t == NULL) {
		free(url);
		return (error_nomem(e));
	}
	t->n = n;
	t->r = r;
	t->want = w;
	t->index = index;
	t->out = result;
	t->hop.url = url;
	t->hop.start = time_now();
	t->request.max = t->head.max = HTTP_HEADER_MAX;
	t->fault = (struct error)ERROR_INIT;
	if (max > n->o.body_max)
		max = n->o.body_max;
	if (w->body_max > 0 && max > w->body_max)
		max = w->body_max;
	if (body_open(&t->body, recorder_folder(r), max, e) < 0)
		goto fail;
	if ((t->curl = curl_easy_init()) == NULL || set_options(t) < 0 ||
	    curl_multi_add_handle(n->multi, t->curl) != CURLM_OK) {
		error_nomem(e);
		goto fail;
	}
	*out = t;
	return (0);
fail:
	transfer_free(t);
	return (-1);
}

void
transfer_free(struct transfer *t)
{

	if (t == NULL)
		return;
	if (t->curl != NULL)
		curl_multi_remove_handle(t->n->multi, t->curl);
	curl_easy_cleanup(t->curl);
	curl_slist_free_all(t->fields);
	free(t->hop.url);
	free(t->hop.location);
	buf_free(&t->request);
	buf_free(&t->head);
	body_free(t->body);
	free(t);
}
