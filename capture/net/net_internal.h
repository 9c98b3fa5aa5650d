#ifndef CAPTURE_NET_INTERNAL_H
#define CAPTURE_NET_INTERNAL_H

#include <pthread.h>
#include <sys/socket.h>

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "capture/address/address.h"
#include "capture/net/net.h"

#define NET_STRINGS		5
#define NET_INTERMEDIARIES_MAX	200

/* A chain that was met, kept and judged in this capture. */
struct chain_seen {
	char stem[160];			/* file name without suffix */
	uint8_t digest[32];		/* of the certificates in order */
	char *host;			/* the name it was judged for */
	struct net_tls tls;
};

struct net {
	struct net_opts o;
	char *strings[NET_STRINGS];	/* what o points to */
	CURLM *multi;
	CURLSH *cookies;
	CURLSH *fresh;			/* of exchanges without the others */
	X509_STORE *roots;
	struct chain_seen *chains;
	size_t chain_count;
	json_t *intermediaries;
	pthread_mutex_t post_lock;	/* guards post */
	CURL *post;
};

/* One exchange under way. */
struct transfer {
	struct net *n;
	struct recorder *r;
	const struct net_want *want;
	size_t index;			/* place of want */
	CURL *curl;
	struct curl_slist *fields;
	char curl_text[CURL_ERROR_SIZE];
	struct buf request;		/* head, as sent */
	struct buf head;		/* of the last answer, as received */
	bool head_whole;
	struct body *body;
	int64_t touched;		/* monotonic: last byte; 0: none sent */
	bool fresh;			/* a connection was opened for it */
	struct error fault;		/* what a callback ran into */
	struct net_hop hop;
	struct net_result *out;
};

/* link.c */

/*
 * link_resolve(base, ref, out, e):
 * ${ref} against ${base} (NULL: ${ref} is absolute) as a normalized http or
 * https URL without fragment, for free().  Errors are those of url_parse.
 */
int link_resolve(const char *base, struct span ref, char **out,
    struct error *e);

/* link_host(url, host, port, e): the parts; ${host} for free(), in lower
 * case, IPv6 without brackets. */
int link_host(const char *url, char **host, int *port, struct error *e);

/* link_origin(url): "https://host:port/" of a normalized URL, for free(). */
char *link_origin(const char *url);

/*
 * link_referrer(url, page, origin):
 * Referer as browsers send it by default (strict-origin-when-cross-origin):
 * the whole page to its own site, its origin to others, nothing from https to
 * http (NULL).
 */
const char *link_referrer(const char *url, const char *page,
    const char *origin);

/* head.c */

/* head_field(head, name, nth): the value of the nth (from 0) field line of
 * that name, trimmed; absent: p NULL. */
struct span head_field(struct span head, const char *name, size_t nth);

/* head_next(rest, name, value): cut the next field line; false at the end.
 * Start with the whole head: the first line is passed over. */
bool head_next(struct span *rest, struct span *name, struct span *value);

/* head_status(line): the status code of a status line, or 0. */
int head_status(struct span line);

/* head_type(head, mime, charset): from Content-Type, for free() or NULL;
 * return 0 or -1 (memory). */
int head_type(struct span head, char **mime, char **charset);

/* hex_value(c): of a hexadecimal digit, or -1. */
int hex_value(uint8_t c);

/* chain.c */

/* chain_open_roots(n, e): n->roots from the system and the options, once. */
int chain_open_roots(struct net *n, struct error *e);

/*
 * chain_take(t, ssl, host, port, e):
 * Keep and judge the chain presented on ${ssl} as that of ${host}; fill
 * t->hop.tls.  0, or -1 when it could not be recorded.
 */
int chain_take(struct transfer *t, SSL *ssl, const char *host, int port,
    struct error *e);

/* transfer.c */

int transfer_start(struct transfer **t, struct net *n, struct recorder *r,
    const struct net_want *w, size_t index, struct net_result *out,
    char *url, struct error *e);
void transfer_free(struct transfer *t);

/* transfer_fault(t, rc, e): what libcurl's ${rc} means for ${t}. */
int transfer_fault(struct transfer *t, CURLcode rc, struct error *e);

/* record.c */

/*
 * transfer_record(t, rc, e):
 * The exchange is over with ${rc}, or with t->fault: record it and put it at
 * the end of t->out.  0, or -1 when it could not be recorded.
 */
int transfer_record(struct transfer *t, CURLcode rc, struct error *e);

/*
 * transfer_next(t, url, e):
 * Where the recorded ${t} leads: ${url} for free(), or NULL when it ends
 * there.  -1 with ${e} ERR_REDIRECT, ERR_NOMEM.
 */
int transfer_next(struct transfer *t, char **url, struct error *e);

/* net_fault(rc, text, e): libcurl's code as ours. */
int net_fault(CURLcode rc, const char *text, struct error *e);

/* net_common(n, curl): options that every handle has; 0 or -1. */
int net_common(const struct net *n, CURL *curl);

/* style.c */
int style_links(struct span css,
    int (*each)(void *ctx, struct span ref, bool sheet), void *ctx);

/* part_list_add(l, url, type): takes ${url}; 0, or -1 (memory). */
int part_list_add(struct net_part_list *l, char *url, const char *type);

#endif
