#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/net/net_internal.h"
#include "store/base/json.h"
#include "store/base/time.h"

#define SAME_URL_MAX	2	/* once more may be a cookie's round trip */

static const struct {
	CURLcode rc;
	enum error_code code;
} faults[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, ERR_DNS },
	{ CURLE_COULDNT_RESOLVE_PROXY, ERR_DNS },
	{ CURLE_COULDNT_CONNECT, ERR_CONNECT },
	{ CURLE_RECV_ERROR, ERR_CONNECT },
	{ CURLE_SEND_ERROR, ERR_CONNECT },
	{ CURLE_PROXY, ERR_CONNECT },
	{ CURLE_SSL_CONNECT_ERROR, ERR_TLS },
	{ CURLE_SSL_CIPHER, ERR_TLS },
	{ CURLE_SSL_ENGINE_NOTFOUND, ERR_TLS },
	{ CURLE_SSL_CERTPROBLEM, ERR_TLS },
	{ CURLE_SSL_CACERT_BADFILE, ERR_TLS },
	{ CURLE_SSL_INVALIDCERTSTATUS, ERR_TLS },
	{ CURLE_PEER_FAILED_VERIFICATION, ERR_TLS },
	{ CURLE_OPERATION_TIMEDOUT, ERR_TIMEOUT },
	{ CURLE_OUT_OF_MEMORY, ERR_NOMEM },
	{ CURLE_URL_MALFORMAT, ERR_INPUT },
	{ CURLE_ABORTED_BY_CALLBACK, ERR_CANCELED }
};

int
net_fault(CURLcode rc, const char *text, struct error *e)
{
	enum error_code code = ERR_HTTP;
	size_t i;

	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		if (faults[i].rc == rc)
			code = faults[i].code;
	}
	if (text == NULL || text[0] == '\0')
		text = curl_easy_strerror(rc);
	return (error_set(e, code, "%s", text));
}

int
transfer_fault(struct transfer *t, CURLcode rc, struct error *e)
{
	curl_off_t resolved = 0;

	if (t->fault.code != ERR_NONE) {
		if (e != NULL && e->code == ERR_NONE)
			*e = t->fault;
		return (-1);
	}
	curl_easy_getinfo(t->curl, CURLINFO_NAMELOOKUP_TIME_T, &resolved);
	if (rc == CURLE_OPERATION_TIMEDOUT && resolved == 0 &&
	    t->hop.ip[0] == '\0')
		return (error_set(e, ERR_DNS, "no answer about the host name"));
	/*
	 * libcurl takes lines of 100 KiB and heads of 300 KiB, and says of
	 * longer lines that memory ran out: nothing tells the two apart.
	 */
	if (rc == CURLE_OUT_OF_MEMORY && t->head.n > 0 && !t->head_whole)
		return (error_set(e, ERR_HTTP,
		    "a header line longer than libcurl takes, or no memory"));
	if (rc == CURLE_RECV_ERROR && t->head.n > 0 && !t->head_whole &&
	    strncmp(t->curl_text, "Too large", 9) == 0)
		return (error_set(e, ERR_HTTP, "%s", t->curl_text));
	return (net_fault(rc, t->curl_text, e));
}

/* Trouble of ours (disk, memory) is never told as the peer's. */
static bool
own_trouble(const struct error *e)
{

	return (e->code == ERR_SYS || e->code == ERR_NOMEM ||
	    e->code == ERR_DENIED || e->code == ERR_CRYPTO);
}

/*
 * A head as HTTP/1.1 text: "HTTP/2" becomes "HTTP/1.1", and a head that broke
 * off gets the end that a reader needs.
 */
static int
head_as_text(struct buf *head, bool whole, struct error *e)
{
	struct buf text = BUF_INIT(head->max + 16);
	struct span s = buf_span(head);
	ptrdiff_t eol = span_find(s, '\n');
	struct span first = span_sub(s, 0, eol < 0 ? s.n : (size_t)eol);
	size_t i;

	for (i = 0; i + 6 <= first.n; i++) {
		if (memcmp(first.p + i, "HTTP/2", 6) == 0)
			break;
	}
	if (i + 6 <= first.n) {
		buf_putspan(&text, span_sub(s, 0, i));
		buf_puts(&text, "HTTP/1.1");
		buf_putspan(&text, span_sub(s, i + 6, s.n));
	} else
		buf_putspan(&text, s);
	if (!whole) {
		if (!span_ends(buf_span(&text), "\n"))
			buf_puts(&text, "\r\n");
		buf_puts(&text, "\r\n");
	}
	buf_free(head);
	*head = text;
	return (buf_ok(head, e));
}

static void
note_connection(struct transfer *t)
{
	long version = 0;

	curl_easy_getinfo(t->curl, CURLINFO_HTTP_VERSION, &version);
	snprintf(t->hop.http, sizeof(t->hop.http), "%s",
	    version == CURL_HTTP_VERSION_1_0 ? "http/1.0" :
	    version == CURL_HTTP_VERSION_1_1 ? "http/1.1" :
	    version == CURL_HTTP_VERSION_2_0 ? "h2" : "");
}

/* "TLSv1.3" as WARC-Protocol writes it: "tls/1.3". */
static void
tls_protocol(const char *version, char *s, size_t size)
{

	s[0] = '\0';
	if (strncmp(version, "TLSv", 4) == 0)
		snprintf(s, size, "tls/%s%s", version + 4,
		    strchr(version, '.') == NULL ? ".0" : "");
}

static int
event_connected(struct transfer *t, struct error *e)
{
	const struct net_tls *tls = &t->hop.tls;
	json_t *j = json_object();
	bool ok = j != NULL;

	json_put_text(j, "url", t->hop.url, &ok);
	json_put_text(j, "ip", t->hop.ip, &ok);
	json_put_int(j, "port", t->hop.port, &ok);
	json_put_text(j, "http", t->hop.http[0] != '\0' ? t->hop.http : NULL,
	    &ok);
	if (tls->used) {
		json_put_text(j, "tls", tls->version, &ok);
		json_put_text(j, "cipher", tls->cipher, &ok);
		json_put_text(j, "chain", tls->file, &ok);
		json_put_bool(j, "chain_valid", tls->valid, &ok);
		json_put_text(j, "chain_fault", tls->valid ? NULL :
		    tls->reason, &ok);
	}
	if (!ok) {
		json_decref(j);
		return (error_nomem(e));
	}
	return (recorder_event(t->r, "connected", t->hop.start, t->hop.start,
	    j, e));
}

static int
event_redirect(struct transfer *t, struct error *e)
{
	json_t *j = json_object();
	bool ok = j != NULL;

	json_put_text(j, "from", t->hop.url, &ok);
	json_put_text(j, "to", t->hop.location, &ok);
	json_put_int(j, "status", t->hop.status, &ok);
	if (!ok) {
		json_decref(j);
		return (error_nomem(e));
	}
	return (recorder_event(t->r, "redirect", t->hop.start, t->hop.end, j,
	    e));
}

/* Fields that a cache or proxy on the way leaves. */
static bool
tells_intermediary(struct span name)
{
	static const char *const names[] = { "Via", "Age", "X-Cache",
	    "X-Cache-Hits", "X-Cache-Lookup", "X-Served-By", "X-Varnish",
	    "CF-Cache-Status", "Forwarded", "X-Proxy-Id" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (span_is_nocase(name, names[i]))
			return (true);
	}
	return (span_is_nocase(span_sub(name, 0, 12), "X-Forwarded-") ||
	    span_is_nocase(span_sub(name, 0, 6), "Proxy-"));
}

static int
note_intermediaries(struct transfer *t, struct error *e)
{
	struct span rest = buf_span(&t->head);
	struct span name, value;
	json_t *j;
	bool ok = true;

	while (head_next(&rest, &name, &value)) {
		if (!tells_intermediary(name) || json_array_size(
		    t->n->intermediaries) >= NET_INTERMEDIARIES_MAX)
			continue;
		ok = (j = json_object()) != NULL && ok;
		json_put_text(j, "url", t->hop.url, &ok);
		json_put_span(j, "field", name, &ok);
		json_put_span(j, "value", value, &ok);
		json_add(t->n->intermediaries, j, &ok);
	}
	return (ok ? 0 : error_nomem(e));
}

static int
write_exchange(struct transfer *t, const struct error *fault, struct error *e)
{
	struct exchange x;
	char tls[16];
	size_t i = 0;

	memset(&x, 0, sizeof(x));
	tls_protocol(t->hop.tls.version, tls, sizeof(tls));
	x.origin = EXCHANGE_WIRE;
	x.page = t->want->page;
	x.url = t->hop.url;
	x.start = t->hop.start;
	x.end = t->hop.end;
	if (t->request.n > 0)
		x.request = buf_span(&t->request);
	if (t->hop.status != 0) {
		x.response = buf_span(&t->head);
		x.response_body = t->body;
	}
	x.status = t->hop.status;
	x.mime = t->out->mime;
	x.ip = t->hop.ip[0] != '\0' ? t->hop.ip : NULL;
	if (t->hop.http[0] != '\0')
		x.protocols[i++] = t->hop.http;
	if (tls[0] != '\0')
		x.protocols[i++] = tls;
	x.cipher = t->hop.tls.used ? t->hop.tls.cipher : NULL;
	x.resource_type = t->want->type;
	x.failure = fault->code != ERR_NONE ? fault->text : NULL;
	x.cut = fault->code != ERR_NONE && t->hop.status != 0;
	x.main = t->want->main;
	return (recorder_exchange(t->r, &x, e));
}

/* The result tells of the last hop: forget the one before. */
static int
result_renew(struct transfer *t, const struct error *fault, struct error *e)
{
	struct net_result *out = t->out;

	free(out->mime);
	free(out->charset);
	out->mime = out->charset = NULL;
	out->status = t->hop.status;
	out->cut = fault->code != ERR_NONE && t->hop.status != 0;
	out->failure = *fault;
	if (head_type(buf_span(&t->head), &out->mime, &out->charset) < 0)
		return (error_nomem(e));
	return (0);
}

/* Heads, body and hop go over to the result. */
static int
result_take(struct transfer *t, struct error *e)
{
	struct net_result *out = t->out;
	struct net_hop *hops;

	hops = realloc(out->hops, (out->n + 1) * sizeof(*hops));
	if (hops == NULL)
		return (error_nomem(e));
	out->hops = hops;
	out->hops[out->n++] = t->hop;
	t->hop.url = t->hop.location = NULL;
	buf_free(&out->head);
	out->head = t->head;
	t->head = (struct buf)BUF_INIT(HTTP_HEADER_MAX);
	body_free(out->body);
	out->body = NULL;
	if (out->status != 0) {
		out->body = t->body;
		t->body = NULL;
	}
	return (0);
}

/* Where the response redirects to; a place that cannot be asked is told. */
static int
find_location(struct transfer *t, struct error *fault, struct error *e)
{
	struct span to = head_field(buf_span(&t->head), "Location", 0);
	struct error why = ERROR_INIT;
	int s = t->hop.status;

	if (to.p == NULL || (s != 301 && s != 302 && s != 303 && s != 307 &&
	    s != 308))
		return (0);
	if (link_resolve(t->hop.url, to, &t->hop.location, &why) == 0)
		return (0);
	if (why.code == ERR_NOMEM)
		return (error_nomem(e));
	error_context(&why, "redirects to a place that is not followed");
	error_set(fault, why.code, "%s", why.text);
	return (0);
}

int
transfer_record(struct transfer *t, CURLcode rc, struct error *e)
{
	struct error fault = ERROR_INIT;

	t->hop.end = time_now();
	if (own_trouble(&t->fault)) {
		if (e != NULL)
			*e = t->fault;
		return (-1);
	}
	if (rc != CURLE_OK || t->fault.code != ERR_NONE)
		transfer_fault(t, rc, &fault);
	note_connection(t);
	if ((t->head.n > 0 && head_as_text(&t->head, t->head_whole, e) < 0) ||
	    (t->request.n > 0 && head_as_text(&t->request, true, e) < 0) ||
	    result_renew(t, &fault, e) < 0)
		return (-1);
	if (t->want->main && t->fresh && t->hop.ip[0] != '\0' &&
	    event_connected(t, e) < 0)
		return (-1);
	if (write_exchange(t, &fault, e) < 0 || note_intermediaries(t, e) < 0 ||
	    find_location(t, &t->out->failure, e) < 0)
		return (-1);
	if (t->want->main && t->hop.location != NULL &&
	    event_redirect(t, e) < 0)
		return (-1);
	return (result_take(t, e));
}

int
transfer_next(struct transfer *t, char **url, struct error *e)
{
	const struct net_result *out = t->out;
	const char *to = out->hops[out->n - 1].location;
	size_t i, same = 0;

	*url = NULL;
	if (to == NULL)
		return (0);
	for (i = 0; i < out->n; i++)
		same += strcmp(out->hops[i].url, to) == 0;
	if (same >= SAME_URL_MAX)
		return (error_set(e, ERR_REDIRECT, "redirects in a circle"));
	if (out->n > (size_t)t->n->o.redirects_max)
		return (error_set(e, ERR_REDIRECT, "more than %d redirects",
		    t->n->o.redirects_max));
	if ((*url = strdup(to)) == NULL)
		return (error_nomem(e));
	return (0);
}
