#include <stdio.h>
#include <string.h>

#include "store/facts/idtime.h"
#include "store/facts/platforms/lead.h"
#include "store/facts/platforms/mastodon.h"

#define SNOWFLAKE_MIN	15	/* digits: shorter ones repeat between sites */
#define CLIENT_JSON	"application/json"
#define ACTIVITY_JSON	"application/activity+json"

/* Sites where "/@name" is known to be an account of Mastodon; elsewhere it
 * may be one of many other things. */
static const char *const sites[] = { "c.im", "chaos.social",
	"eldritch.cafe", "floss.social", "fosstodon.org", "framapiaf.org",
	"hachyderm.io", "indieweb.social", "infosec.exchange",
	"journa.host", "mamot.fr", "mas.to", "masto.ai", "masto.es",
	"mathstodon.xyz", "mstdn.ca", "mstdn.jp", "mstdn.party",
	"mstdn.social", "newsie.social", "norden.social", "octodon.social",
	"oc.todon.fr", "pawoo.net", "piaille.fr", "social.vivaldi.net",
	"techhub.social", "toot.community", "toot.io", "troet.cafe",
	"universeodon.com", "wandering.shop", NULL };

static bool
known(const struct url *u)
{
	struct span host = span_of(url_host(u));

	return (parts_in(host, sites) || parts_find(host, "mastodon") >= 0);
}

/* "@name" or "@name@other.site", without the first '@'. */
static bool
at_name(struct span s, struct span *name)
{
	ptrdiff_t at;

	if (!span_starts(s, "@"))
		return (false);
	*name = span_sub(s, 1, s.n);
	at = span_find(*name, '@');
	return (parts_name(span_sub(*name, 0, at < 0 ? name->n : (size_t)at),
	    "_.-", 100) && (at < 0 || parts_name(span_sub(*name,
	    (size_t)at + 1, name->n), ".-:", 200)));
}

struct span
mastodon_handle(struct doc *d, struct span acct)
{
	struct span host, name, none = { NULL, 0 };
	ptrdiff_t at;

	acct = span_trim(acct);
	if (span_starts(acct, "@"))
		acct = span_sub(acct, 1, acct.n);
	at = span_find(acct, '@');
	if (at < 0)
		return (parts_name(acct, "_.-", 100) ? acct : none);
	name = span_sub(acct, 0, (size_t)at);
	host = span_sub(acct, (size_t)at + 1, acct.n);
	if (!parts_name(name, "_.-", 100) || host.n == 0)
		return (none);
	return (span_is_nocase(host, url_host(d->url)) ? name : acct);
}

struct span
mastodon_id(struct span url)
{
	struct span none = { NULL, 0 }, id;
	size_t n = url.n;

	while (n > 0 && url.p[n - 1] >= '0' && url.p[n - 1] <= '9')
		n--;
	id = span_sub(url, n, url.n);
	url = span_sub(url, 0, n);
	if (!parts_digits(id, 1, 20) || (!span_ends(url, "/statuses/") &&
	    !(span_ends(url, "/") && parts_find(url, "/@") > 0)))
		return (none);
	return (id);
}

/* --- URLs --- */

static bool
post(const struct url *u, struct identity *out, struct span name,
    struct span id)
{
	struct span none = { NULL, 0 };

	if (!parts_digits(id, 1, 20))
		return (false);
	if (name.n == 0)
		return (parts_identity(out, IDENTITY_POST, "mastodon",
		    id.n < SNOWFLAKE_MIN ? none : id, none,
		    "https://%s/web/statuses/%.*s", url_host(u),
		    SPAN_ARG(id)));
	return (parts_identity(out, IDENTITY_POST, "mastodon",
	    id.n < SNOWFLAKE_MIN ? none : id, name,
	    "https://%s/@%.*s/%.*s", url_host(u), SPAN_ARG(name),
	    SPAN_ARG(id)));
}

static bool
account(const struct url *u, struct identity *out, struct span name)
{
	struct span none = { NULL, 0 };

	return (known(u) && parts_identity(out, IDENTITY_AUTHOR, "mastodon",
	    none, name, "https://%s/@%.*s", url_host(u), SPAN_ARG(name)));
}

/* "/api/v1/statuses/1", and what stands below it. */
static bool
is_data(const struct parts *p)
{

	return (parts_is(p, 0, "api") && (parts_is(p, 1, "v1") ||
	    parts_is(p, 1, "v2")) && (parts_is(p, 2, "statuses") ||
	    parts_is(p, 2, "accounts")));
}

static bool
data_identity(const struct url *u, const struct parts *p,
    struct identity *out)
{
	struct span none = { NULL, 0 };

	if (parts_is(p, 2, "statuses") && p->n >= 4)
		return (post(u, out, none, p->seg[3]));
	if (parts_is(p, 2, "accounts") && parts_is(p, 3, "lookup"))
		return (account(u, out, parts_query(u, "acct")));
	if (parts_is(p, 2, "accounts") && p->n == 4 &&
	    parts_digits(p->seg[3], 1, 20))
		return (parts_identity(out, IDENTITY_AUTHOR, "mastodon",
		    p->seg[3], none, "https://%s/web/accounts/%.*s",
		    url_host(u), SPAN_ARG(p->seg[3])));
	return (false);
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct parts p = parts_path(u);
	struct span name, none = { NULL, 0 };
	size_t i = parts_is(&p, 0, "web") || parts_is(&p, 0, "deck");

	if (is_data(&p))
		return (data_identity(u, &p, out));
	if (p.n > i && at_name(p.seg[i], &name)) {
		if (p.n == i + 2 || (p.n == i + 3 &&
		    parts_is(&p, i + 2, "embed")))
			return (post(u, out, name, p.seg[i + 1]));
		return (p.n == i + 1 && account(u, out, name));
	}
	if (p.n == i + 2 && i == 1 && parts_is(&p, 1, "statuses"))
		return (post(u, out, none, p.seg[2]));
	if (p.n >= 4 && parts_is(&p, 0, "users") &&
	    parts_is(&p, 2, "statuses"))
		return (post(u, out, p.seg[1], p.seg[3]));
	if (p.n >= 5 && parts_is(&p, 0, "ap") && parts_is(&p, 1, "users") &&
	    parts_is(&p, 3, "statuses"))
		return (post(u, out, none, p.seg[4]));
	if (p.n == 2 && parts_is(&p, 0, "users"))
		return (account(u, out, p.seg[1]));
	if (known(u) && parts_is(&p, 0, "auth") && parts_is(&p, 1, "sign_in"))
		return (parts_identity(out, IDENTITY_WALL, "mastodon", none,
		    none, "%s", ""));
	return (false);
}

/* --- Sources --- */

bool
mastodon_is_account(json_t *o)
{

	return (parts_text(o, "/acct").p != NULL &&
	    parts_text(o, "/username").p != NULL &&
	    json_object_get(o, "id") != NULL);
}

bool
mastodon_is_status(json_t *o)
{

	return ((json_is_string(json_object_get(o, "content")) ||
	    json_is_object(json_object_get(o, "reblog"))) &&
	    parts_text(o, "/created_at").p != NULL &&
	    mastodon_is_account(json_object_get(o, "account")));
}

static bool
mine(struct doc *d)
{
	struct parts p = parts_path(d->url);
	json_t *first = json_is_array(d->json) ? json_array_get(d->json, 0) :
	    d->json;

	if (d->json != NULL)
		return (is_data(&p) || mastodon_is_status(first) ||
		    mastodon_is_account(first));
	return (d->html != NULL && (parts_find(doc_meta(d, "generator", 0),
	    "Mastodon") == 0 || doc_find(d, NULL, "//div[@id='mastodon']"
	    "[contains(@class,'app-holder') or @data-props] |"
	    " //*[contains(@class,'detailed-status__')]") != NULL));
}

static void
read_source(struct doc *d)
{
	struct span id = { NULL, 0 };

	if (d->json != NULL)
		mastodon_json_read(d);
	if (d->html == NULL)
		return;
	id = mastodon_id(span_of(url_text(d->url)));
	mastodon_page_read(d, id);
}

static bool
wants(const struct url *u, const char *mime)
{
	struct parts p = parts_path(u);

	(void)mime;
	return (is_data(&p));
}

static void
add(const struct url *u, const char *path, const char *id, const char *tail,
    const char *accept, const char *role, json_t *out, bool *ok)
{
	char text[1024];
	int n = snprintf(text, sizeof(text), "https://%s%s%s%s", url_host(u),
	    path, id, tail);

	if (n > 0 && (size_t)n < sizeof(text))
		lead_add(out, text, accept, role, ok);
}

static void
documents(const struct identity *id, json_t *out, bool *ok)
{
	struct url *u = NULL;

	if (url_parse(span_of(id->url), NULL, &u, NULL) != 0)
		return;
	if (id->kind == IDENTITY_POST && id->id[0] != '\0') {
		add(u, "/api/v1/statuses/", id->id, "", CLIENT_JSON, "post",
		    out, ok);
		add(u, "/api/v1/statuses/", id->id, "/context", CLIENT_JSON,
		    "post", out, ok);
		add(u, "/api/v1/statuses/", id->id, "/history", CLIENT_JSON,
		    "history", out, ok);
	}
	if (id->kind == IDENTITY_POST)
		lead_add(out, id->url, ACTIVITY_JSON, "post", ok);
	else if (id->handle[0] != '\0') {
		add(u, "/api/v1/accounts/lookup?acct=", id->handle, "",
		    CLIENT_JSON, "author", out, ok);
		if (strchr(id->handle, '@') == NULL)
			add(u, "/users/", id->handle, "", ACTIVITY_JSON,
			    "author", out, ok);
	}
	url_free(u);
}

/* The head of a page names what is attached before the words of the post. */
static const char *const misleading[] = { "opengraph", "json-ld",
	"microformats", "oembed", "dom", NULL };

const struct platform platform_mastodon = { "mastodon", identity, mine,
	read_source, wants, idtime_mastodon, documents, misleading,
	true };
