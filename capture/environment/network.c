#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <netpacket/packet.h>

#include "capture/environment/environment_internal.h"
#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/base/num.h"

#define ROUTE_UP_GATEWAY	3	/* RTF_UP | RTF_GATEWAY */

/* The object of the interface ${name} in ${all}, made when new. */
static json_t *
interface_of(json_t *all, const char *name, bool *ok)
{
	const char *known;
	json_t *j;
	size_t i;

	for (i = 0; i < json_array_size(all); i++) {
		j = json_array_get(all, i);
		known = json_text(j, "name");
		if (known != NULL && strcmp(known, name) == 0)
			return (j);
	}
	j = json_object();
	*ok = j != NULL && *ok;
	json_put_text(j, "name", name, ok);
	json_put(j, "addresses", json_array(), ok);
	json_add(all, j, ok);
	return (*ok ? j : NULL);
}

static void
put_mac(json_t *j, const struct sockaddr *sa, bool *ok)
{
	struct sockaddr_ll ll;
	char text[3 * sizeof(ll.sll_addr) + 1] = "";
	size_t i;

	memcpy(&ll, sa, sizeof(ll));
	for (i = 0; i < ll.sll_halen && i < sizeof(ll.sll_addr); i++) {
		snprintf(text + (i > 0 ? 3 * i - 1 : 0), 4, "%s%02x",
		    i > 0 ? ":" : "", ll.sll_addr[i]);
	}
	json_put_text(j, "mac", text[0] != '\0' ? text : NULL, ok);
}

static void
put_address(json_t *j, const struct sockaddr *sa, bool *ok)
{
	char text[NI_MAXHOST];
	socklen_t n = sa->sa_family == AF_INET ? sizeof(struct sockaddr_in) :
	    sizeof(struct sockaddr_in6);

	if (getnameinfo(sa, n, text, sizeof(text), NULL, 0, NI_NUMERICHOST) ==
	    0)
		json_add(json_object_get(j, "addresses"), json_string(text),
		    ok);
}

static json_t *
interfaces(bool *ok)
{
	struct ifaddrs *list = NULL;
	const struct ifaddrs *i;
	json_t *all = json_array();
	json_t *j;

	*ok = all != NULL && *ok;
	if (!*ok || getifaddrs(&list) != 0)
		return (all);
	for (i = list; i != NULL && *ok; i = i->ifa_next) {
		/* What is down carries nothing. */
		if (i->ifa_addr == NULL || (i->ifa_flags & IFF_UP) == 0)
			continue;
		if ((j = interface_of(all, i->ifa_name, ok)) == NULL)
			break;
		if (i->ifa_addr->sa_family == AF_PACKET)
			put_mac(j, i->ifa_addr, ok);
		else if (i->ifa_addr->sa_family == AF_INET ||
		    i->ifa_addr->sa_family == AF_INET6)
			put_address(j, i->ifa_addr, ok);
	}
	freeifaddrs(list);
	return (all);
}

/* The nth blank-separated word of a line. */
static struct span
word(struct span line, size_t nth)
{
	size_t i = 0, from;

	for (;;) {
		while (i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'))
			i++;
		from = i;
		while (i < line.n && line.p[i] != ' ' && line.p[i] != '\t')
			i++;
		if (nth-- == 0 || i == line.n)
			return (span_sub(line, from, i - from));
	}
}

/* /proc/net/route: hexadecimal words in the machine's byte order. */
static void
add_route4(json_t *all, struct span line, bool *ok)
{
	struct in_addr a;
	uint64_t to, by, flags;
	char text[INET_ADDRSTRLEN];
	json_t *j;

	if (num_parse_hex(word(line, 1), UINT32_MAX, &to, NULL) < 0 ||
	    num_parse_hex(word(line, 2), UINT32_MAX, &by, NULL) < 0 ||
	    num_parse_hex(word(line, 3), UINT32_MAX, &flags, NULL) < 0 ||
	    to != 0 || (flags & ROUTE_UP_GATEWAY) != ROUTE_UP_GATEWAY)
		return;
	a.s_addr = (in_addr_t)by;
	inet_ntop(AF_INET, &a, text, sizeof(text));
	j = json_object();
	*ok = j != NULL && *ok;
	json_put_text(j, "gateway", text, ok);
	json_put_span(j, "interface", word(line, 0), ok);
	json_add(all, j, ok);
}

/* /proc/net/ipv6_route: destination, its bits, ..., gateway is the fifth. */
static void
add_route6(json_t *all, struct span line, bool *ok)
{
	struct buf raw = BUF_INIT(16);
	char text[INET6_ADDRSTRLEN];
	struct span gateway = word(line, 4);
	json_t *j;

	if (!span_is(word(line, 1), "00") || gateway.n != 32 ||
	    span_is(gateway, "00000000000000000000000000000000") ||
	    codec_unhex(&raw, gateway, NULL) < 0 || raw.n != 16)
		goto out;
	inet_ntop(AF_INET6, raw.p, text, sizeof(text));
	j = json_object();
	*ok = j != NULL && *ok;
	json_put_text(j, "gateway", text, ok);
	json_put_span(j, "interface", word(line, 9), ok);
	json_add(all, j, ok);
out:
	buf_free(&raw);
}

static json_t *
routes(bool *ok)
{
	static const struct {
		const char *path;
		void (*add)(json_t *all, struct span line, bool *ok);
	} tables[] = {
		{ "/proc/net/route", add_route4 },
		{ "/proc/net/ipv6_route", add_route6 }
	};
	json_t *all = json_array();
	struct span rest, line;
	size_t i;

	*ok = all != NULL && *ok;
	for (i = 0; i < 2; i++) {
		struct buf text = BUF_INIT(FILE_READ_MAX);

		read_text(tables[i].path, &text);
		rest = buf_span(&text);
		while (*ok && span_line(&rest, &line))
			tables[i].add(all, line, ok);
		buf_free(&text);
	}
	return (all);
}

static json_t *
resolver(bool *ok)
{
	struct buf text = BUF_INIT(FILE_READ_MAX);
	json_t *j = json_object();
	json_t *servers = json_array();
	json_t *search = json_array();
	struct span rest, line, w;
	size_t i;

	*ok = j != NULL && servers != NULL && search != NULL && *ok;
	read_text("/etc/resolv.conf", &text);
	rest = buf_span(&text);
	while (*ok && span_line(&rest, &line)) {
		if (span_is(word(line, 0), "nameserver") &&
		    (w = word(line, 1)).n > 0)
			json_add(servers, json_stringn((const char *)w.p, w.n),
			    ok);
		for (i = 1; span_is(word(line, 0), "search") &&
		    (w = word(line, i)).n > 0 && i < 8; i++) {
			json_add(search, json_stringn((const char *)w.p, w.n),
			    ok);
			if (w.p + w.n == line.p + line.n)
				break;
		}
	}
	json_put(j, "servers", servers, ok);
	json_put(j, "search", search, ok);
	put_digest(j, "file", "/etc/resolv.conf", ok);
	buf_free(&text);
	return (j);
}

static bool
names_host(struct span line, const char *host)
{
	struct span w;
	size_t i;

	for (i = 1; (w = word(line, i)).n > 0; i++) {
		if (span_is_nocase(w, host))
			return (true);
		if (w.p + w.n == line.p + line.n)
			break;
	}
	return (false);
}

/* The hosts file can send a name anywhere: does it name what we capture? */
static json_t *
hosts_file(const char *const *hosts, size_t n, bool *ok)
{
	struct buf text = BUF_INIT(FILE_READ_MAX);
	json_t *j = json_object();
	json_t *lines = json_array();
	struct span rest, line;
	size_t i;
	bool named = false;

	*ok = j != NULL && lines != NULL && *ok;
	read_text("/etc/hosts", &text);
	rest = buf_span(&text);
	while (*ok && span_line(&rest, &line)) {
		ptrdiff_t mark = span_find(line, '#');

		line = span_trim(mark < 0 ? line :
		    span_sub(line, 0, (size_t)mark));
		for (i = 0; i < n; i++) {
			if (!names_host(line, hosts[i]))
				continue;
			named = true;
			json_add(lines, json_stringn((const char *)line.p,
			    line.n), ok);
			break;
		}
	}
	put_digest(j, "file", "/etc/hosts", ok);
	json_put_bool(j, "names_captured_host", named, ok);
	json_put(j, "lines", lines, ok);
	buf_free(&text);
	return (j);
}

json_t *
network_record(const char *const *hosts, size_t n)
{
	json_t *j = json_object();
	bool ok = j != NULL;

	json_put(j, "interfaces", interfaces(&ok), &ok);
	json_put(j, "default_routes", routes(&ok), &ok);
	json_put(j, "dns", resolver(&ok), &ok);
	json_put(j, "hosts_file", hosts_file(hosts, n, &ok), &ok);
	return (json_made(j, ok, NULL));
}

json_t *
resolve_ask(const char *host, int64_t timeout_ms)
{
	struct addrinfo hints, *list = NULL;
	const struct addrinfo *a;
	char text[NI_MAXHOST];
	json_t *j = json_object();
	json_t *answers = json_array();
	bool ok = j != NULL && answers != NULL;
	int rc;

	/* The caller waits no longer than it wants; see task.c. */
	(void)timeout_ms;
	memset(&hints, 0, sizeof(hints));
	hints.ai_socktype = SOCK_STREAM;
	rc = ok ? getaddrinfo(host, NULL, &hints, &list) : EAI_MEMORY;
	for (a = list; a != NULL; a = a->ai_next) {
		if (getnameinfo(a->ai_addr, a->ai_addrlen, text, sizeof(text),
		    NULL, 0, NI_NUMERICHOST) == 0)
			json_add(answers, json_string(text), &ok);
	}
	if (list != NULL)
		freeaddrinfo(list);
	json_put_text(j, "host", host, &ok);
	json_put_bool(j, "reachable", rc == 0, &ok);
	json_put_text(j, "why", rc == 0 ? NULL : gai_strerror(rc), &ok);
	json_put(j, "answers", answers, &ok);
	return (json_made(j, ok, NULL));
}
