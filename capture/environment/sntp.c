#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <arpa/inet.h>

#include "capture/environment/environment_internal.h"
#include "store/base/json.h"
#include "store/base/random.h"
#include "store/base/time.h"

#define SNTP_PACKET	48		/* RFC 5905 section 7.3, no extension */
#define SNTP_PORT	"123"
#define SNTP_AGAIN_MS	600		/* a lost datagram is asked again */
#define SNTP_TRIES	2
#define ERA		INT64_C(4294967296)	/* seconds of an NTP era */
#define UNIX_EPOCH	INT64_C(2208988800)	/* 1970 in NTP seconds */

/* What a question to a server has led to. */
struct sntp {
	struct addrinfo *places;
	int fd;
	char address[64];
	uint8_t cookie[SNTP_TRIES][8];	/* sent as our transmit time */
	int64_t t1[SNTP_TRIES];		/* microseconds since 1970 */
	int tries;
	uint8_t packet[SNTP_PACKET];
	int64_t t2, t3, t4, asked;
	char why[160];
};

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return ((int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000);
}

static uint32_t
get32(const uint8_t *p)
{

	return ((uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3]);
}

/* NTP time stamp (section 6) in microseconds since 1970. */
static int64_t
get_time(const uint8_t *p)
{
	int64_t s = get32(p);
	int64_t fraction = get32(p + 4);

	/* Era 1 begins in 2036; era 0 has its top bit set since 1968. */
	if (s < INT64_C(0x80000000))
		s += ERA;
	return ((s - UNIX_EPOCH) * 1000000 + ((fraction * 1000000) >> 32));
}

/* "host", "host:port", "[v6]:port" or "v6" in two texts. */
static int
split(const char *server, char *host, size_t size, char *port, size_t psize)
{
	struct span s = span_of(server);
	const char *colon = strrchr(server, ':');
	const char *end = strchr(server, ']');

	snprintf(port, psize, "%s", SNTP_PORT);
	if (span_starts(s, "[") && end != NULL) {
		if (end[1] == ':')
			snprintf(port, psize, "%s", end + 2);
		s = span_sub(s, 1, (size_t)(end - server) - 1);
	} else if (colon != NULL && strchr(server, ':') == colon) {
		snprintf(port, psize, "%s", colon + 1);
		s = span_sub(s, 0, (size_t)(colon - server));
	}
	if (s.n == 0 || s.n >= size)
		return (-1);
	memcpy(host, s.p, s.n);
	host[s.n] = '\0';
	return (0);
}

static int
sntp_send(struct sntp *x)
{
	uint8_t p[SNTP_PACKET] = { 4 << 3 | 3 };	/* version 4, client */
	int i = x->tries;

	/* A random transmit time tells nothing and cannot be guessed. */
	if (random_bytes(x->cookie[i], sizeof(x->cookie[i]), NULL) < 0) {
		snprintf(x->why, sizeof(x->why), "no random bytes");
		return (-1);
	}
	memcpy(p + 40, x->cookie[i], sizeof(x->cookie[i]));
	x->t1[i] = now_us();
	if (send(x->fd, p, sizeof(p), 0) != (ssize_t)sizeof(p)) {
		snprintf(x->why, sizeof(x->why), "send: %s", strerror(errno));
		return (-1);
	}
	x->tries++;
	return (0);
}

/* A socket on which only this server can be heard. */
static int
sntp_connect(struct sntp *x)
{
	const struct addrinfo *a;

	for (a = x->places; a != NULL; a = a->ai_next) {
		x->fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC,
		    a->ai_protocol);
		if (x->fd < 0)
			continue;
		getnameinfo(a->ai_addr, a->ai_addrlen, x->address,
		    sizeof(x->address), NULL, 0, NI_NUMERICHOST);
		if (connect(x->fd, a->ai_addr, a->ai_addrlen) == 0 &&
		    sntp_send(x) == 0)
			return (0);
		if (x->why[0] == '\0')
			snprintf(x->why, sizeof(x->why), "%s",
			    strerror(errno));
		close(x->fd);
		x->fd = -1;
	}
	return (-1);
}

/* Whether the answer may be used (RFC 5905 section 14, sanity checks). */
static int
sntp_judge(struct sntp *x, ssize_t n)
{
	const uint8_t *p = x->packet;
	int i;

	if (n < SNTP_PACKET || (p[0] & 7) != 4) {
		snprintf(x->why, sizeof(x->why), "no answer of a server");
		return (-1);
	}
	for (i = 0; i < x->tries; i++) {
		if (memcmp(p + 24, x->cookie[i], 8) == 0)
			break;
	}
	if (i == x->tries) {
		snprintf(x->why, sizeof(x->why),
		    "the answer does not echo our time stamp");
		return (-1);
	}
	if (p[1] == 0) {
		snprintf(x->why, sizeof(x->why), "kiss of death %.4s",
		    (const char *)p + 12);
		return (-1);
	}
	x->asked = x->t1[i];
	x->t2 = get_time(p + 32);
	x->t3 = get_time(p + 40);
	if (p[0] >> 6 == 3 || p[1] > 15 || get32(p + 40) == 0 ||
	    x->t3 < x->t2) {
		snprintf(x->why, sizeof(x->why), "not synchronized");
		return (-1);
	}
	return (0);
}

static int
sntp_wait(struct sntp *x, int64_t timeout_ms)
{
	struct pollfd pfd = { .fd = x->fd, .events = POLLIN };
	int64_t start = time_monotonic();
	int64_t spent, wait;
	ssize_t n;

	for (;;) {
		spent = time_monotonic() - start;
		wait = timeout_ms - spent;
		if (wait <= 0)
			break;
		if (x->tries < SNTP_TRIES && wait > SNTP_AGAIN_MS)
			wait = SNTP_AGAIN_MS - spent > 0 ?
			    SNTP_AGAIN_MS - spent : 1;
		n = poll(&pfd, 1, (int)wait);
		if (n == 0 && x->tries < SNTP_TRIES && sntp_send(x) < 0)
			return (-1);
		if (n <= 0)
			continue;
		n = recv(x->fd, x->packet, sizeof(x->packet), 0);
		x->t4 = now_us();
		if (n < 0) {
			snprintf(x->why, sizeof(x->why), "%s",
			    strerror(errno));
			return (-1);
		}
		if (sntp_judge(x, n) == 0)
			return (0);
		/* Refused is final; garbage may be followed by the truth. */
		if (n >= SNTP_PACKET && x->packet[1] == 0)
			return (-1);
	}
	if (x->why[0] == '\0')
		snprintf(x->why, sizeof(x->why), "no answer in %lld ms",
		    (long long)timeout_ms);
	return (-1);
}

static void
put_us(json_t *j, const char *key, int64_t us, bool *ok)
{
	char text[TIME_TEXT];
	char fine[TIME_TEXT + 8];

	time_text(us / 1000, text);
	snprintf(fine, sizeof(fine), "%.19s.%06lldZ", text,
	    (long long)(us % 1000000));
	json_put_text(j, key, fine, ok);
}

/* 16.16 seconds, as root delay and dispersion are, in microseconds. */
static int64_t
short_us(const uint8_t *p)
{

	return (((int64_t)get32(p) * 1000000) >> 16);
}

static void
put_reference(json_t *j, const uint8_t *p, bool *ok)
{
	char text[32];
	int i;

	/* Stratum 1 names its clock, others the server above (a hash of its
	 * address where that is IPv6). */
	snprintf(text, sizeof(text), "%u.%u.%u.%u", p[12], p[13], p[14],
	    p[15]);
	if (p[1] == 1) {
		for (i = 0; i < 4; i++)
			text[i] = p[12 + i] >= 0x20 && p[12 + i] < 0x7f ?
			    (char)p[12 + i] : '\0';
		text[4] = '\0';
	}
	json_put_text(j, "reference", text, ok);
}

static void
put_answer(json_t *j, const struct sntp *x, bool *ok)
{
	const uint8_t *p = x->packet;

	put_us(j, "t1", x->asked, ok);
	put_us(j, "t2", x->t2, ok);
	put_us(j, "t3", x->t3, ok);
	put_us(j, "t4", x->t4, ok);
	json_put_int(j, "delay_us", (x->t4 - x->asked) - (x->t3 - x->t2), ok);
	json_put_int(j, "offset_us", ((x->t2 - x->asked) + (x->t3 - x->t4)) /
	    2, ok);
	json_put_int(j, "leap", p[0] >> 6, ok);
	json_put_int(j, "version", p[0] >> 3 & 7, ok);
	json_put_int(j, "stratum", p[1], ok);
	json_put_int(j, "precision", (int8_t)p[3], ok);
	json_put_int(j, "root_delay_us", short_us(p + 4), ok);
	json_put_int(j, "root_dispersion_us", short_us(p + 8), ok);
	put_reference(j, p, ok);
}

static int
sntp_run(struct sntp *x, const char *server, int64_t timeout_ms)
{
	struct addrinfo hints;
	char host[256], port[16];
	int64_t start = time_monotonic();
	int rc;

	if (split(server, host, sizeof(host), port, sizeof(port)) < 0) {
		snprintf(x->why, sizeof(x->why), "no host name");
		return (-1);
	}
	memset(&hints, 0, sizeof(hints));
	hints.ai_socktype = SOCK_DGRAM;
	hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV;
	if ((rc = getaddrinfo(host, port, &hints, &x->places)) != 0) {
		snprintf(x->why, sizeof(x->why), "%s", gai_strerror(rc));
		return (-1);
	}
	if (sntp_connect(x) < 0)
		return (-1);
	x->why[0] = '\0';
	return (sntp_wait(x, timeout_ms - (time_monotonic() - start)));
}

json_t *
sntp_ask(const char *server, int64_t timeout_ms)
{
	struct sntp *x = calloc(1, sizeof(*x));
	json_t *j = json_object();
	bool ok = x != NULL && j != NULL;
	int rc;

	if (!ok)
		goto out;
	x->fd = -1;
	rc = sntp_run(x, server, timeout_ms);
	json_put_text(j, "server", server, &ok);
	json_put_text(j, "address", x->address[0] != '\0' ? x->address : NULL,
	    &ok);
	json_put_bool(j, "reachable", rc == 0, &ok);
	if (rc == 0)
		put_answer(j, x, &ok);
	else
		json_put_text(j, "why", x->why, &ok);
	if (x->fd >= 0)
		close(x->fd);
	if (x->places != NULL)
		freeaddrinfo(x->places);
out:
	free(x);
	return (json_made(j, ok, NULL));
}
