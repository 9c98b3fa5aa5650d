#ifndef CAPTURE_NET_H
#define CAPTURE_NET_H

#include <stdatomic.h>

#include "capture/login/cookies.h"
#include "capture/record/recorder.h"
#include "store/base/limits.h"

/*
 * net - HTTP exchanges as evidence, over libcurl (its only user).
 *
 * HTTP/1.1 (RFC 9112) and HTTP/2 (RFC 9113), TLS by OpenSSL.  Heads and
 * bodies are kept as they came: no content or transfer coding is taken off.
 * So an HTTP/1.1 body with "Transfer-Encoding: chunked" holds its chunks, as
 * its head says (ISO 28500 and its readers expect it so), and an HTTP/2 body
 * is the bytes of its DATA frames.  HTTP/2 heads are written as HTTP/1.1
 * text, with an empty reason phrase and without trailers.  Interim (1xx)
 * answers and a proxy's answer to CONNECT are dropped; repeated fields stay
 * separate lines.  libcurl takes no head line beyond 100 KiB and no head
 * beyond 300 KiB: what came before is kept, as cut.
 *
 * Only http and https; a URL with a user name or password is refused.
 *
 * Addresses: without allow_private a connection to an address that is not
 * public (loopback, private, link-local, carrier-grade NAT, unique local,
 * multicast, reserved, and IPv4 inside IPv6) is never opened.  That is decided
 * on the very address given to connect(2), for every hop and part, so no DNS
 * answer can get round it.  Through a proxy the site's address is the
 * proxy's choice: only literal addresses and "localhost" names are refused,
 * and the peer address on record is the proxy's.
 *
 * Certificates: a bad chain or name does not stop an exchange.  The chain as
 * the peer sent it in this connection's handshake (sessions are never
 * resumed) becomes the file tls/<host>_<port>.pem, its OCSP staple
 * tls/<host>_<port>.ocsp (DER), and what the system's roots and ca_file make
 * of it stands in struct net_tls.
 *
 * Threads: a struct net serves one thread at a time, except net_post, which
 * may run in another thread beside it.
 */
struct net;

#define NET_HOST_PARALLEL	6	/* connections to one host */
#define NET_PARALLEL		24	/* and in all */
#define NET_REDIRECTS_MAX	20
#define NET_PARTS_MAX		2000	/* parts of one page */
#define NET_PARTS_DEPTH		3	/* page -> sheet -> sheet -> font */
#define NET_BODY_MAX		(INT64_C(4) * 1024 * 1024 * 1024)
#define NET_TEXT_MAX		(16 * MIB)	/* of a page looked into */

/*
 * The User-Agent where no browser is at hand to say its own: the common form
 * of the day, so that a site learns nothing from it.  (Chromium's reduced
 * form, which names no more than the major version.)
 */
#define NET_USER_AGENT	"Mozilla/5.0 (X11; Linux x86_64) "		\
    "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"

struct net_opts {
	bool allow_private;
	const char *proxy;		/* URL; NULL: direct, whatever the
					 * environment says */
	const char *ca_file;		/* PEM: roots besides the system's */
	const char *user_agent;		/* NULL: NET_USER_AGENT */
	const char *accept_language;	/* NULL: not sent */
	const char *accept_encoding;	/* NULL: "gzip, br" */
	int64_t deadline;		/* a time_monotonic() moment; 0: none */
	int64_t connect_ms;		/* for address, TCP and TLS */
	int64_t idle_ms;		/* without a byte, until it is cut */
	int64_t body_max;		/* bytes of one body */
	int redirects_max;
	const atomic_bool *cancel;	/* NULL, or true once: stop now */
};

#define NET_OPTS_INIT {							\
	.connect_ms = 15000, .idle_ms = 30000, .body_max = NET_BODY_MAX, \
	.redirects_max = NET_REDIRECTS_MAX				\
}

/*
 * net_open(n, o, e):
 * All of ${o} is copied but the cancel flag, which must outlive ${n}.  Return
 * 0, or -1 with ${e}: ERR_NOTFOUND, ERR_DENIED, ERR_SYNTAX (ca_file),
 * ERR_INPUT (proxy), ERR_NOMEM, ERR_CRYPTO.
 */
int net_open(struct net **n, const struct net_opts *o, struct error *e);

/*
 * From the next call on: net_until, another deadline; net_agent, another
 * User-Agent; net_cookies, these cookies as well, to the hosts that they are
 * for (capture/login/cookies.h).  0, or -1 ERR_NOMEM.
 */
void net_until(struct net *n, int64_t deadline);
int net_agent(struct net *n, const char *agent, struct error *e);
int net_cookies(struct net *n, const struct cookies *c, struct error *e);

/* net_agent_text(n): the User-Agent that is sent; borrowed. */
const char *net_agent_text(const struct net *n);

/* What this connection's TLS handshake showed. */
struct net_tls {
	bool used;		/* false: plain HTTP, all else is empty */
	bool valid;		/* chain, dates and name hold now */
	long code;		/* X509_V_ERR_..., X509_V_OK; -1: could not be
				 * checked */
	char reason[160];	/* OpenSSL's words for code; "" when valid */
	char version[16];	/* "TLSv1.3" */
	char cipher[64];	/* "TLS_AES_256_GCM_SHA384" */
	char leaf[65];		/* SHA-256 of the first certificate, hex */
	size_t certs;		/* how many were presented */
	char file[160];		/* exhibit file with the chain, or "" */
	bool staple;		/* an OCSP answer was stapled and kept */
};

/* One recorded exchange on the way from the asked URL to the last one. */
struct net_hop {
	char *url;		/* WHATWG-normalized, no fragment */
	char *location;		/* where it redirects to, resolved, or NULL */
	int status;		/* 0: no response */
	int64_t start;
	int64_t end;
	char ip[64];		/* peer, "" when never connected */
	int port;
	char http[12];		/* "http/1.0", "http/1.1", "h2", or "" */
	struct net_tls tls;
};

/* What came of a URL.  Empty with NET_RESULT_INIT; net_result_free. */
struct net_result {
	struct net_hop *hops;	/* in order; the last is the final one */
	size_t n;
	int status;		/* of the last hop; 0: no response */
	char *mime;		/* lower case, without parameters, or NULL */
	char *charset;		/* as the Content-Type says it, or NULL */
	struct buf head;	/* response head of the last hop */
	struct body *body;	/* its body as received, or NULL */
	bool cut;		/* shorter than the peer meant it */
	struct error failure;	/* why it is not whole; ERR_NONE: it is */
};

#define NET_RESULT_INIT {						\
	.head = BUF_INIT(HTTP_HEADER_MAX), .failure = ERROR_INIT	\
}

struct net_want {
	const char *url;	/* a fragment is dropped */
	const char *type;	/* "document", "image" ...: resource type */
	const char *referrer;	/* Referer to send, or NULL */
	bool main;		/* a page itself, no part of one */
	const char *page;	/* struct exchange; NULL: the first page */
	const char *accept;	/* Accept to send; NULL: as a browser would */
	int64_t body_max;	/* bytes; 0: as the options say */
	bool fresh;		/* without cookies but those that such
				 * exchanges were given themselves */
};

/*
 * net_fetch(n, w, r, out, e):
 * GET ${w} and follow its redirects; every hop is recorded in ${r} (with the
 * events "connected" and "redirect") when its last byte is in.  ${out}, which
 * must be empty, is filled as far as it went, whatever is returned.  Any
 * status is a response.  Return 0 when there is one, even cut (see failure);
 * -1 with ${e} when there is none: those of url_parse, ERR_DNS, ERR_CONNECT,
 * ERR_TLS, ERR_HTTP, ERR_PRIVATE, ERR_TIMEOUT, ERR_CANCELED; ERR_REDIRECT
 * when redirects do not end; or when it could not be recorded: ERR_SYS,
 * ERR_LIMIT, ERR_NOMEM.  An exchange that failed is recorded too, with its
 * failure; its head stays empty where nothing was sent.  A redirect to a
 * place that may not be asked (another scheme, a password) ends there: the
 * redirect is the response, and failure says so.
 */
int net_fetch(struct net *n, const struct net_want *w, struct recorder *r,
    struct net_result *out, struct error *e);

/* How a lot of exchanges went. */
struct net_tally {
	size_t asked;
	size_t whole;		/* answered 2xx or 3xx, complete */
	size_t refused;		/* answered with another status */
	size_t failed;		/* no answer, or cut */
	int64_t bytes;		/* of bodies */
};

/*
 * net_fetch_many(n, w, count, r, each, ctx, tally, e):
 * net_fetch for ${count} URLs at once, at most NET_HOST_PARALLEL to a host
 * and NET_PARALLEL in all.  ${each}, where not NULL, is told of every one
 * (${i} is its place in ${w}) as it ends; what it is given dies afterwards,
 * but it may take the body by setting it to NULL.  One that fails does not
 * stop the others.  ${tally} may be NULL and is added to.  Return 0, or -1
 * with ${e}: ERR_CANCELED, ERR_TIMEOUT (the deadline; what was under way is
 * recorded as cut), or recording failed.
 */
int net_fetch_many(struct net *n, const struct net_want *w, size_t count,
    struct recorder *r,
    void (*each)(void *ctx, size_t i, struct net_result *result), void *ctx,
    struct net_tally *tally, struct error *e);

/*
 * net_fetch_parts(n, page, of, r, tally, e):
 * Fetch what the HTML page ${page} is made of, then what its style sheets
 * and frames are made of, NET_PARTS_DEPTH levels in all; for captures without
 * a browser.  ${of}: the page's name, as in struct net_want.
 * A part that cannot be had goes to recorder_missing.  A page that is no HTML
 * has no parts.  Return as net_fetch_many; ERR_UNSUPPORTED when the page's
 * content coding cannot be read here (zstd).
 */
int net_fetch_parts(struct net *n, const struct net_result *page,
    const char *of, struct recorder *r, struct net_tally *tally,
    struct error *e);

/* The films and recordings of a page. */
struct net_films {
	const char *page;	/* its URL, for Referer */
	const char *of;		/* the page's name, as in struct net_want */
	const char * const *urls;
	size_t count;
};
#define NET_FILMS_MAX		64	/* more are left out */

/*
 * net_fetch_films(n, films, r, tally, e):
 * Fetch them whole: a file as it is; of an HLS or DASH playlist all segments
 * of its best rendition, with its sound, subtitles, keys and initializations
 * (capture/net/media).  A live one is what is listed now.  Each is told as an
 * event "media", and what of it could not be had goes to recorder_missing, as
 * does what there was no time or room for.  Return 0, or -1 with ${e}:
 * ERR_CANCELED, or recording failed.
 */
int net_fetch_films(struct net *n, const struct net_films *films,
    struct recorder *r, struct net_tally *tally, struct error *e);

/* net_is_playlist(url, mime): what address and type (may be NULL) tell. */
bool net_is_playlist(const char *url, const char *mime);

/* A thing that a page or style sheet needs. */
struct net_part {
	char *url;		/* absolute, no fragment */
	const char *type;	/* "image", "stylesheet", "script", "font",
				 * "media", "document", "other" */
};

/* An ordered set: a URL stands in it once.  net_part_list_free. */
struct net_part_list {
	struct net_part *p;
	size_t n;
	size_t cap;
	size_t over;		/* not taken: beyond NET_PARTS_MAX */
};

/*
 * net_requisites(html, charset, base, out, e):
 * Append to ${out} the http(s) URLs that the HTML bytes ${html} need to look
 * like themselves: img, source, picture and imagesrcset, video, audio, track,
 * poster, stylesheet, icon, manifest and preload links, scripts, frames,
 * embed, object, image inputs, style elements and attributes, og:image, and
 * the data-src habits of lazy loaders.  ${charset} may be NULL; <base> is
 * honored.  Broken HTML gives what can be read.  Return 0, or -1 with ${e}:
 * those of url_parse, ERR_NOMEM.
 */
int net_requisites(struct span html, const char *charset, const char *base,
    struct net_part_list *out, struct error *e);

/* net_style_requisites(css, base, out, e): url() and @import of a sheet. */
int net_style_requisites(struct span css, const char *base,
    struct net_part_list *out, struct error *e);

void net_part_list_free(struct net_part_list *l);

/*
 * net_decode(head, body, out, e):
 * Append the body of a recorded exchange to ${out} without its transfer
 * coding (chunked) and content coding (gzip, deflate, br) as its response head
 * names them.  A cut body gives what can be read.  Return 0, or -1 with ${e}:
 * ERR_UNSUPPORTED (zstd and others), ERR_SYNTAX, ERR_LIMIT (out->max, or too
 * much of too little), ERR_SYS, ERR_NOMEM.
 */
int net_decode(struct span head, const struct body *body, struct buf *out,
    struct error *e);

/*
 * net_post(n, url, type, body, timeout_ms, answer, status, e):
 * POST ${body} as Content-Type ${type} and append the answer's body to
 * ${answer} (up to its ceiling).  For services that we chose (time-stamp
 * authorities): private addresses are allowed, certificates must be valid,
 * redirects are not followed, nothing is recorded.  Return 0 with ${status},
 * or -1 with ${e}: as net_fetch; ERR_LIMIT for an answer that is too large.
 */
int net_post(struct net *n, const char *url, const char *type,
    struct span body, int64_t timeout_ms, struct buf *answer, int *status,
    struct error *e);

/*
 * net_intermediaries(n):
 * Response fields that tell of a cache or proxy on the way (Via, X-Cache,
 * Age, X-Forwarded-..., Proxy-...), of all exchanges so far: a new reference
 * to an array of {"url","field","value"}, or NULL when memory ran out.
 */
json_t *net_intermediaries(struct net *n);

/*
 * net_version_text():
 * "libcurl/7.88.1 OpenSSL/3.0.22 nghttp2/1.52.0 ...": a constant of libcurl's.
 */
const char *net_version_text(void);

void net_result_free(struct net_result *r);
void net_close(struct net *n);

#endif
