#include <stdio.h>
#include <string.h>

#include "store/facts/platforms/lead.h"
#include "store/facts/platforms/telegram.h"

static const char *const hosts[] = { "t.me", "www.t.me", "telegram.me",
	"www.telegram.me", "telegram.dog", "www.telegram.dog", NULL };

/* First segments that are no channels. */
static const char *const reserved[] = { "addemoji", "addlist", "addstickers",
	"addtheme", "boost", "confirmphone", "contact", "giftcode",
	"invoice", "joinchat", "login", "proxy", "setlanguage", "share",
	"socks", NULL };

bool
telegram_channel(struct span s)
{

	return (s.n >= 4 && parts_name(s, "_", 32) && s.p[0] >= 'A' &&
	    !parts_in(s, reserved));
}

bool
telegram_post(struct span s, struct span *channel, struct span *number)
{
	ptrdiff_t at = span_find(s, '/');

	if (at <= 0)
		return (false);
	*channel = span_sub(s, 0, (size_t)at);
	*number = span_sub(s, (size_t)at + 1, s.n);
	return (telegram_channel(*channel) && parts_digits(*number, 1, 10));
}

/* --- URLs --- */

static bool
post(struct identity *out, struct span channel, struct span number)
{
	char id[64], handle[40];

	if (!telegram_channel(channel) || !parts_digits(number, 1, 10))
		return (false);
	/* The case of a channel's name means nothing. */
	(void)snprintf(handle, sizeof(handle), "%.*s", SPAN_ARG(channel));
	parts_lower(handle);
	(void)snprintf(id, sizeof(id), "%s/%.*s", handle, SPAN_ARG(number));
	return (parts_identity(out, IDENTITY_POST, "telegram", span_of(id),
	    span_of(handle), "https://t.me/%s", id));
}

static bool
channel_identity(struct identity *out, struct span channel)
{
	struct span none = { NULL, 0 };

	return (telegram_channel(channel) && parts_identity(out,
	    IDENTITY_AUTHOR, "telegram", none, channel, "https://t.me/%.*s",
	    SPAN_ARG(channel)));
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct span host = span_of(url_host(u)), name;
	struct parts p = parts_path(u);
	size_t i = parts_is(&p, 0, "s") ? 1 : 0;

	if (span_ends(host, ".t.me") && !span_is(host, "www.t.me")) {
		name = span_sub(host, 0, host.n - strlen(".t.me"));
		if (p.n == 1)
			return (post(out, name, p.seg[0]));
		return (p.n == 0 && channel_identity(out, name));
	}
	if (!parts_in(host, hosts) || p.n <= i)
		return (false);
	/* "/channel/topic/post" names the post too. */
	if (p.n == i + 3 && parts_digits(p.seg[i + 1], 1, 10))
		return (post(out, p.seg[i], p.seg[i + 2]));
	if (p.n == i + 2)
		return (post(out, p.seg[i], p.seg[i + 1]));
	return (p.n == i + 1 && channel_identity(out, p.seg[i]));
}

/* --- Sources --- */

static bool
mine(struct doc *d)
{
	struct span host = span_of(url_host(d->url));

	return (d->html != NULL && (parts_in(host, hosts) ||
	    span_ends(host, ".t.me")));
}

static void
documents(const struct identity *id, json_t *out, bool *ok)
{
	char url[512];

	if (id->kind == IDENTITY_POST) {
		(void)snprintf(url, sizeof(url),
		    "https://t.me/%s?embed=1&mode=tme", id->id);
		lead_add(out, url, "text/html", "post", ok);
		return;
	}
	if (id->handle[0] == '\0')
		return;
	(void)snprintf(url, sizeof(url), "https://t.me/s/%s", id->handle);
	lead_add(out, url, "text/html", "author", ok);
}

/* The head speaks of the channel where it has no words of the post. */
static const char *const misleading[] = { "opengraph", "json-ld",
	"microformats", "dom", NULL };

const struct platform platform_telegram = { "telegram", identity, mine,
	telegram_read, NULL, NULL, documents, misleading, false };
