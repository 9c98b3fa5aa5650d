#include <string.h>

#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/facts/idtime.h"

#define S_US		UINT64_C(1000000)
#define MS_US		UINT64_C(1000)
#define ID_MAX		256	/* bytes */

/* First moments that ids of a scheme can mean. */
#define Y2000_S		UINT64_C(946684800)
#define Y2005_S		UINT64_C(1104537600)
#define Y2010_S		UINT64_C(1262304000)
#define Y2014_S		UINT64_C(1388534400)

static int
refuse(struct error *e, const char *why)
{

	return (error_set(e, ERR_INPUT, "%s", why));
}

/* The whole of ${id} as a decimal number that fits 63 bits. */
static int
decimal(struct span id, uint64_t *out, struct error *e)
{
	uint64_t v = 0;

	if (id.p == NULL || id.n == 0 || id.n > 19)
		return (refuse(e, "not an id of this scheme"));
	for (size_t i = 0; i < id.n; i++) {
		if (id.p[i] < '0' || id.p[i] > '9')
			return (refuse(e, "not an id of this scheme"));
		v = v * 10 + (uint64_t)(id.p[i] - '0');
	}
	if (v > INT64_MAX)
		return (refuse(e, "the id does not fit 63 bits"));
	*out = v;
	return (0);
}

static int
set(struct idtime *out, uint64_t us, int digits, enum idtime_trust trust,
    int tolerance_s)
{

	out->us = (int64_t)us;
	out->digits = digits;
	out->trust = trust;
	out->tolerance_s = tolerance_s;
	return (0);
}

/*
 * X: snowflakes since 4 November 2010; before it, and for accounts until
 * 2016, plain sequences, all of them below the first snowflake.
 */
int
idtime_x(struct span id, struct idtime *out, struct error *e)
{
	uint64_t v = 0;

	if (decimal(id, &v, e) != 0)
		return (-1);
	if (v < UINT64_C(29700859247))
		return (refuse(e, "a number of a sequence, without a time"));
	return (set(out, ((v >> 22) + UINT64_C(1288834974657)) * MS_US, 3,
	    IDTIME_SERVER, 1));
}

static int
seconds_above(struct span id, uint64_t first, int tolerance_s,
    struct idtime *out, struct error *e)
{
	uint64_t v = 0;

	if (decimal(id, &v, e) != 0)
		return (-1);
	if (v >> 32 < first)
		return (refuse(e, "the id is too small to hold a time"));
	return (set(out, (v >> 32) * S_US, 0, IDTIME_SERVER, tolerance_s));
}

int
idtime_tiktok(struct span id, struct idtime *out, struct error *e)
{

	return (seconds_above(id, Y2014_S, 60, out, e));
}

/* The value of a digit of base64url, or -1. */
static int
digit64(uint8_t c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *p = c == '\0' ? NULL : strchr(digits, c);

	return (p == NULL ? -1 : (int)(p - digits));
}

/* The number that the first 11 letters of a shortcode write. */
static int
shortcode(struct span id, uint64_t *out, struct error *e)
{
	uint64_t v = 0;
	int digit;

	if (id.n < 10 || id.n > 64)
		return (refuse(e, "not a shortcode"));
	for (size_t i = 0; i < id.n; i++) {
		if ((digit = digit64(id.p[i])) < 0)
			return (refuse(e, "not a shortcode"));
		if (i >= 11)
			continue;
		if (v >> 57 != 0)
			return (refuse(e, "the id does not fit 63 bits"));
		v = v << 6 | (uint64_t)digit;
	}
	*out = v;
	return (0);
}

static bool
all_digits(struct span s)
{

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return (false);
	return (s.n > 0);
}

/*
 * Instagram: a shortcode, the number that it writes, or that number with '_'
 * and the account's.  Comments (17..., 18... of 17 digits) and accounts are
 * numbered otherwise.
 */
int
idtime_instagram(struct span id, struct idtime *out, struct error *e)
{
	ptrdiff_t bar = span_find(id, '_');
	uint64_t v = 0;
	int rc;

	if (bar > 0 && all_digits(span_sub(id, 0, (size_t)bar)) &&
	    all_digits(span_sub(id, (size_t)bar + 1, id.n)))
		id = span_sub(id, 0, (size_t)bar);
	rc = all_digits(id) ? decimal(id, &v, e) : shortcode(id, &v, e);
	if (rc != 0)
		return (-1);
	if (v < UINT64_C(20000000000000000))
		return (refuse(e, "not the id of a post: it holds no time"));
	return (set(out, ((v >> 23) + UINT64_C(1314220021721)) * MS_US, 3,
	    IDTIME_SERVER, 900));
}

int
idtime_threads(struct span id, struct idtime *out, struct error *e)
{

	return (idtime_instagram(id, out, e));
}

/* LinkedIn: a number, alone or as the end of its URN. */
int
idtime_linkedin(struct span id, struct idtime *out, struct error *e)
{
	uint64_t v = 0;

	if (span_starts(id, "urn:li:"))
		for (size_t i = id.n; i > 0; i--)
			if (id.p[i - 1] == ':') {
				id = span_sub(id, i, id.n);
				break;
			}
	if (decimal(id, &v, e) != 0)
		return (-1);
	if ((v >> 22) / 1000 < Y2010_S)
		return (refuse(e, "the id is too small to hold a time"));
	return (set(out, (v >> 22) * MS_US, 3, IDTIME_SERVER, 60));
}

/* Bluesky: a TID (atproto.com/specs/tid), made by the writer's program. */
int
idtime_bluesky(struct span id, struct idtime *out, struct error *e)
{
	static const char digits[] = "234567abcdefghijklmnopqrstuvwxyz";
	const char *p;
	uint64_t v = 0;

	if (span_starts(id, "at://"))
		for (size_t i = id.n; i > 0; i--)
			if (id.p[i - 1] == '/') {
				id = span_sub(id, i, id.n);
				break;
			}
	if (id.n != 13)
		return (refuse(e, "not a TID"));
	for (size_t i = 0; i < id.n; i++) {
		p = id.p[i] == '\0' ? NULL : strchr(digits, id.p[i]);
		if (p == NULL || (i == 0 && p - digits > 15))
			return (refuse(e, "not a TID"));
		v = v << 5 | (uint64_t)(p - digits);
	}
	if (v >> 10 == 0)
		return (refuse(e, "the id is too small to hold a time"));
	return (set(out, v >> 10, 6, IDTIME_CLAIM, 60));
}

/* Mastodon: since its version 2.0; earlier ids are a short sequence. */
int
idtime_mastodon(struct span id, struct idtime *out, struct error *e)
{
	uint64_t v = 0;

	if (decimal(id, &v, e) != 0)
		return (-1);
	if ((v >> 16) / 1000 < Y2000_S)
		return (refuse(e, "the id is too small to hold a time"));
	return (set(out, (v >> 16) * MS_US, 3, IDTIME_SERVER, 120));
}

int
idtime_discord(struct span id, struct idtime *out, struct error *e)
{
	uint64_t v = 0;

	if (decimal(id, &v, e) != 0)
		return (-1);
	if (v >> 50 == 0)
		return (refuse(e, "the id is too small to hold a time"));
	return (set(out, ((v >> 22) + UINT64_C(1420070400000)) * MS_US, 3,
	    IDTIME_SERVER, 1));
}

/* Trustpilot: an ObjectId of MongoDB; two hours before the time shown. */
int
idtime_trustpilot(struct span id, struct idtime *out, struct error *e)
{
	struct buf raw = BUF_INIT(16);
	uint64_t s = 0;
	int rc;

	rc = id.n == 24 ? codec_unhex(&raw, id, NULL) : -1;
	for (size_t i = 0; rc == 0 && i < 4; i++)
		s = s << 8 | raw.p[i];
	buf_free(&raw);
	if (rc != 0)
		return (refuse(e, "not an ObjectId"));
	if (s < Y2005_S)
		return (refuse(e, "the id is too small to hold a time"));
	return (set(out, s * S_US, 0, IDTIME_CORROBORATIVE, 7260));
}

int
idtime_brsid(struct span id, struct idtime *out, struct error *e)
{

	return (seconds_above(id, Y2014_S, 60, out, e));
}

int
idtime_wid(struct span id, struct idtime *out, struct error *e)
{

	return (seconds_above(id, Y2014_S, 60, out, e));
}

/* YouTube: the first four bytes, the lowest first. */
int
idtime_event_id(struct span id, struct idtime *out, struct error *e)
{
	uint64_t v = 0, s;
	int digit;

	if (id.n < 16 || id.n > 64)
		return (refuse(e, "not an event id"));
	for (size_t i = 0; i < id.n; i++) {
		if ((digit = digit64(id.p[i])) < 0)
			return (refuse(e, "not an event id"));
		if (i < 6)
			v = v << 6 | (uint64_t)digit;
	}
	v >>= 4;		/* 36 bits, the first 32 of them */
	s = (v & 0xff) << 24 | (v >> 8 & 0xff) << 16 | (v >> 16 & 0xff) << 8 |
	    v >> 24;
	if (s < Y2005_S)
		return (refuse(e, "the id is too small to hold a time"));
	return (set(out, s * S_US, 0, IDTIME_SERVER, 60));
}

int
idtime_gt(struct span id, struct idtime *out, struct error *e)
{

	return (idtime_x(id, out, e));
}

/* Telegram: JSON as base64url, whose "t" is the second of the rendering. */
int
idtime_data_view(struct span id, struct idtime *out, struct error *e)
{
	struct buf text = BUF_INIT(ID_MAX + 8), raw = BUF_INIT(ID_MAX);
	json_t *j = NULL;
	int64_t t = 0;

	if (id.n > 0 && id.n <= ID_MAX) {
		for (size_t i = 0; i < id.n; i++)
			buf_putc(&text, id.p[i] == '-' ? '+' :
			    id.p[i] == '_' ? '/' : id.p[i]);
		while (text.n % 4 != 0)
			buf_putc(&text, '=');
		if (text.failed == ERR_NONE &&
		    codec_unbase64(&raw, buf_span(&text), NULL) == 0)
			j = json_read(buf_span(&raw), NULL);
	}
	if (!json_whole(j, "t", &t))
		t = 0;
	json_decref(j);
	buf_free(&text);
	buf_free(&raw);
	if (t < (int64_t)Y2010_S || t > UINT32_MAX)
		return (refuse(e, "not a data-view"));
	return (set(out, (uint64_t)t * S_US, 0, IDTIME_SERVER, 60));
}

static const struct {
	const char *name;
	int (*idtime)(struct span, struct idtime *, struct error *);
} schemes[] = {
	{ "x", idtime_x }, { "twitter", idtime_x },
	{ "tiktok", idtime_tiktok },
	{ "instagram", idtime_instagram }, { "threads", idtime_threads },
	{ "linkedin", idtime_linkedin }, { "bluesky", idtime_bluesky },
	{ "mastodon", idtime_mastodon }, { "discord", idtime_discord },
	{ "trustpilot", idtime_trustpilot },
	{ "meta-brsid", idtime_brsid }, { "tiktok-wid", idtime_wid },
	{ "youtube-event-id", idtime_event_id }, { "x-gt", idtime_gt },
	{ "telegram-data-view", idtime_data_view }
};

/* A permalink or share link stands for the id that it carries. */
static int
of_url(const char *platform, struct span url, struct identity *out,
    struct error *e)
{
	char text[1024];

	if (url.n >= sizeof(text) || span_find(url, '\0') >= 0)
		return (refuse(e, "not an id of this scheme"));
	memcpy(text, url.p, url.n);
	text[url.n] = '\0';
	if (!identity_of(text, out) || out->id[0] == '\0' ||
	    strcmp(out->platform, platform) != 0)
		return (refuse(e, "the URL carries no id of this platform"));
	return (0);
}

int
idtime_of(const char *platform, struct span id, struct idtime *out,
    struct error *e)
{
	struct identity found;

	if (strcmp(platform, "twitter") == 0)
		platform = "x";
	id = span_trim(id);
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		if (strcmp(platform, schemes[i].name) != 0)
			continue;
		if (id.p == NULL || id.n == 0)
			return (refuse(e, "not an id of this scheme"));
		if (span_starts(id, "http://") || span_starts(id,
		    "https://")) {
			if (of_url(platform, id, &found, e) != 0)
				return (-1);
			id = span_of(found.id);
		}
		return (schemes[i].idtime(id, out, e));
	}
	return (error_set(e, ERR_UNSUPPORTED, "ids of %s carry no time",
	    platform));
}
