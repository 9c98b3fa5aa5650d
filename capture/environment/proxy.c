#include <ifaddrs.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/environment/environment_internal.h"
#include "store/base/json.h"
#include "store/base/num.h"

#define STATEMENT "These are checks on this machine and of what the servers " \
    "answered. A proxy that intercepts on the way is not excluded by them."

static const char *const variables[] = { "http_proxy", "HTTP_PROXY",
    "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "ftp_proxy",
    "no_proxy", "NO_PROXY", "auto_proxy" };

char *
withheld_url(const char *url)
{
	struct buf out = BUF_INIT(4 * URL_MAX);
	const char *scheme = strstr(url, "://");
	const char *start = scheme != NULL ? scheme + 3 : url;
	const char *end = start + strcspn(start, "/?#");
	const char *at = NULL;
	const char *p;

	for (p = start; p < end; p++) {
		if (*p == '@')
			at = p;
	}
	/* Without a scheme "user@host" may be a mail address: leave it. */
	if (at == NULL || (scheme == NULL && memchr(start, ':',
	    (size_t)(at - start)) == NULL))
		return (strdup(url));
	buf_put(&out, url, (size_t)(start - url));
	buf_puts(&out, "withheld");
	buf_puts(&out, at);
	return (buf_take(&out));
}

static json_t *
withheld_text(const char *s)
{
	char *clean = strstr(s, "://") != NULL ? withheld_url(s) : strdup(s);
	json_t *j = clean != NULL ? json_string(clean) : NULL;

	free(clean);
	return (j);
}

/* Parameters are an object of texts, numbers and lists of texts. */
json_t *
withheld_json(const json_t *j)
{
	json_t *copy = json_deep_copy(j);
	json_t *value, *one;
	const char *key;
	bool ok = copy != NULL;
	void *next;
	size_t i;

	json_object_foreach_safe(copy, next, key, value) {
		if (json_is_string(value)) {
			json_put(copy, key, withheld_text(
			    json_string_value(value)), &ok);
			continue;	/* value is gone */
		}
		for (i = 0; json_is_array(value) && i <
		    json_array_size(value); i++) {
			one = json_array_get(value, i);
			if (json_is_string(one) && json_array_set_new(value, i,
			    withheld_text(json_string_value(one))) < 0)
				ok = false;
		}
	}
	return (json_made(copy, ok, NULL));
}

static json_t *
set_variables(bool *ok)
{
	json_t *all = json_object();
	const char *value;
	char *clean;
	size_t i;

	*ok = all != NULL && *ok;
	for (i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		if ((value = getenv(variables[i])) == NULL)
			continue;
		clean = withheld_url(value);
		*ok = clean != NULL && *ok;
		json_put_text(all, variables[i], clean, ok);
		free(clean);
	}
	return (all);
}

/* Interfaces that are no network card: the kernel says tunnel, or the name
 * is one that VPN programs use. */
static bool
is_tunnel(const char *name)
{
	static const char *const starts[] = { "tun", "tap", "wg", "ppp",
	    "ipsec", "vti", "gre", "tailscale", "zt", "nordlynx", "proton",
	    "utun" };
	struct buf text = BUF_INIT(64);
	char path[128];
	int64_t type = 0;
	size_t i;

	snprintf(path, sizeof(path), "/sys/class/net/%s/tun_flags", name);
	if (access(path, F_OK) == 0)
		return (true);
	for (i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		if (strncmp(name, starts[i], strlen(starts[i])) == 0)
			return (true);
	}
	snprintf(path, sizeof(path), "/sys/class/net/%s/type", name);
	if (read_text(path, &text))
		num_parse(span_trim(buf_span(&text)), 0, UINT16_MAX, &type,
		    NULL);
	buf_free(&text);
	return (type == ARPHRD_NONE || type == ARPHRD_PPP ||
	    type == ARPHRD_TUNNEL || type == ARPHRD_TUNNEL6 ||
	    type == ARPHRD_SIT || type == ARPHRD_IPGRE);
}

static json_t *
tunnels(bool *ok)
{
	struct if_nameindex *all = if_nameindex();
	struct ifaddrs *list = NULL;
	const struct ifaddrs *a;
	json_t *found = json_array();
	size_t i;

	*ok = found != NULL && *ok;
	if (all == NULL || getifaddrs(&list) != 0)
		goto out;
	for (i = 0; all[i].if_index != 0 && *ok; i++) {
		for (a = list; a != NULL; a = a->ifa_next) {
			if (strcmp(a->ifa_name, all[i].if_name) == 0)
				break;
		}
		if (a != NULL && (a->ifa_flags & IFF_UP) != 0 &&
		    is_tunnel(all[i].if_name))
			json_add(found, json_string(all[i].if_name), ok);
	}
out:
	if (list != NULL)
		freeifaddrs(list);
	if (all != NULL)
		if_freenameindex(all);
	return (found);
}

json_t *
proxy_record(const char *proxy, const json_t *intermediaries)
{
	json_t *j = json_object();
	json_t *signs = json_array();
	json_t *set, *ways;
	char *clean = NULL;
	bool ok = j != NULL && signs != NULL;

	json_put_bool(j, "direct", proxy == NULL, &ok);
	if (proxy != NULL) {
		clean = withheld_url(proxy);
		ok = clean != NULL && ok;
		json_put_text(j, "proxy", clean, &ok);
		json_put_text(j, "deviation", "not the direct route: through "
		    "the proxy that was asked for", &ok);
		json_add(signs, json_string("settings"), &ok);
	}
	set = set_variables(&ok);
	ways = tunnels(&ok);
	/* libcurl and the browser are told not to heed them. */
	if (json_object_size(set) > 0)
		json_add(signs, json_string("environment"), &ok);
	if (json_array_size(ways) > 0)
		json_add(signs, json_string("tunnel"), &ok);
	if (json_array_size(intermediaries) > 0)
		json_add(signs, json_string("response-fields"), &ok);
	json_put(j, "environment", set, &ok);
	json_put(j, "tunnels", ways, &ok);
	if (intermediaries != NULL)
		json_put(j, "response_fields", json_deep_copy(intermediaries),
		    &ok);
	json_put(j, "signs", signs, &ok);
	json_put_text(j, "statement", STATEMENT, &ok);
	free(clean);
	return (json_made(j, ok, NULL));
}
