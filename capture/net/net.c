#include <stdlib.h>
#include <string.h>

#include "capture/net/net_internal.h"

/* Copy a string of the options, which then points to the copy. */
static int
keep_string(struct net *n, size_t slot, const char **s)
{

	if (*s == NULL)
		return (0);
	if ((n->strings[slot] = strdup(*s)) == NULL)
		return (-1);
	*s = n->strings[slot];
	return (0);
}

static int
keep_options(struct net *n, const struct net_opts *o, struct error *e)
{

	n->o = *o;
	if (n->o.user_agent == NULL)
		n->o.user_agent = NET_USER_AGENT;
	if (n->o.accept_encoding == NULL)
		n->o.accept_encoding = "gzip, br";
	if (keep_string(n, 0, &n->o.proxy) < 0 ||
	    keep_string(n, 1, &n->o.ca_file) < 0 ||
	    keep_string(n, 2, &n->o.user_agent) < 0 ||
	    keep_string(n, 3, &n->o.accept_language) < 0 ||
	    keep_string(n, 4, &n->o.accept_encoding) < 0)
		return (error_nomem(e));
	return (0);
}

static int
check_proxy(const char *proxy, struct error *e)
{
	CURLU *u = curl_url();
	CURLUcode rc;

	if (u == NULL)
		return (error_nomem(e));
	rc = curl_url_set(u, CURLUPART_URL, proxy, CURLU_NON_SUPPORT_SCHEME |
	    CURLU_DEFAULT_SCHEME);
	curl_url_cleanup(u);
	/* The text may hold a password, so it is not repeated. */
	if (rc != CURLUE_OK)
		return (error_set(e, ERR_INPUT, "the proxy is no URL"));
	return (0);
}

int
net_open(struct net **out, const struct net_opts *o, struct error *e)
{
	struct net *n;

	*out = NULL;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return (error_nomem(e));
	if ((n = calloc(1, sizeof(*n))) == NULL) {
		curl_global_cleanup();
		return (error_nomem(e));
	}
	pthread_mutex_init(&n->post_lock, NULL);
	if (keep_options(n, o, e) < 0)
		goto fail;
	n->multi = curl_multi_init();
	n->cookies = curl_share_init();
	n->fresh = curl_share_init();
	n->intermediaries = json_array();
	if (n->multi == NULL || n->cookies == NULL || n->fresh == NULL ||
	    n->intermediaries == NULL) {
		error_nomem(e);
		goto fail;
	}
	curl_share_setopt(n->cookies, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
	curl_share_setopt(n->fresh, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
	curl_multi_setopt(n->multi, CURLMOPT_MAX_HOST_CONNECTIONS,
	    (long)NET_HOST_PARALLEL);
	curl_multi_setopt(n->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS,
	    (long)NET_PARALLEL);
	/* Without a file of ours the roots wait until TLS is met. */
	if ((n->o.ca_file != NULL && chain_open_roots(n, e) < 0) ||
	    (n->o.proxy != NULL && check_proxy(n->o.proxy, e) < 0))
		goto fail;
	*out = n;
	return (0);
fail:
	net_close(n);
	return (-1);
}

int
net_cookies(struct net *n, const struct cookies *c, struct error *e)
{
	struct buf line = BUF_INIT(64 * KIB);
	CURL *curl = curl_easy_init();
	bool ok = curl != NULL;
	size_t i;

	if (ok)
		ok = curl_easy_setopt(curl, CURLOPT_SHARE, n->cookies) ==
		    CURLE_OK;
	for (i = 0; ok && i < c->n; i++) {
		buf_reset(&line);
		cookie_line(&c->v[i], &line);
		/* One that libcurl finds wrong is left out by it. */
		ok = buf_ok(&line, NULL) != 0 || curl_easy_setopt(curl,
		    CURLOPT_COOKIELIST, buf_str(&line)) == CURLE_OK;
	}
	curl_easy_cleanup(curl);
	buf_free(&line);
	return (ok ? 0 : error_nomem(e));
}

int
net_agent(struct net *n, const char *agent, struct error *e)
{

	free(n->strings[2]);
	n->strings[2] = strdup(agent);
	n->o.user_agent = n->strings[2] != NULL ? n->strings[2] :
	    NET_USER_AGENT;
	return (n->strings[2] != NULL ? 0 : error_nomem(e));
}

const char *
net_agent_text(const struct net *n)
{

	return (n->o.user_agent);
}

void
net_until(struct net *n, int64_t deadline)
{

	n->o.deadline = deadline;
}

json_t *
net_intermediaries(struct net *n)
{

	return (json_deep_copy(n->intermediaries));
}

const char *
net_version_text(void)
{

	return (curl_version());
}

void
net_result_free(struct net_result *r)
{
	size_t i;

	if (r == NULL)
		return;
	for (i = 0; i < r->n; i++) {
		free(r->hops[i].url);
		free(r->hops[i].location);
	}
	free(r->hops);
	free(r->mime);
	free(r->charset);
	buf_free(&r->head);
	body_free(r->body);
	*r = (struct net_result)NET_RESULT_INIT;
}

void
net_close(struct net *n)
{
	size_t i;

	if (n == NULL)
		return;
	curl_easy_cleanup(n->post);
	curl_multi_cleanup(n->multi);
	curl_share_cleanup(n->cookies);
	curl_share_cleanup(n->fresh);
	X509_STORE_free(n->roots);
	for (i = 0; i < n->chain_count; i++)
		free(n->chains[i].host);
	free(n->chains);
	json_decref(n->intermediaries);
	for (i = 0; i < NET_STRINGS; i++)
		free(n->strings[i]);
	pthread_mutex_destroy(&n->post_lock);
	free(n);
	curl_global_cleanup();
}
