#include <string.h>

#include "store/facts/idtime.h"
#include "store/facts/platforms/linkedin.h"

static const char *const URNS[] = { "urn:li:activity:", "urn:li:share:",
    "urn:li:ugcPost:", NULL };
static const char *const PEOPLE[] = { "in", "company", "school", "showcase",
    NULL };
static const char *const WALLS[] = { "login", "authwall", "checkpoint",
    "uas", "signup", "start", "reg", "m", NULL };

/* How many digits ${s} begins with, where they can be a number of theirs. */
static struct span
number(struct span s)
{
	struct span none = { NULL, 0 };
	size_t n;

	for (n = 0; n < s.n && s.p[n] >= '0' && s.p[n] <= '9'; n++)
		continue;
	return (n == 19 ? span_sub(s, 0, n) : none);
}

struct span
linkedin_urn(struct span s)
{
	struct span none = { NULL, 0 };
	size_t i;

	for (i = 0; URNS[i] != NULL; i++)
		if (span_starts(s, URNS[i]))
			return (number(span_sub(s, strlen(URNS[i]), s.n)));
	return (none);
}

static bool
name_post(const char *kind, struct span id, struct span handle,
    struct identity *out)
{

	return (id.p != NULL && parts_identity(out, IDENTITY_POST,
	    "linkedin", id, handle,
	    "https://www.linkedin.com/feed/update/urn:li:%s:%.*s", kind,
	    SPAN_ARG(id)));
}

/* "handle_words-activity-7248246460041809920-pOe5" */
static bool
name_slug(struct span slug, struct identity *out)
{
	static const struct {
		const char *mark;
		const char *kind;
	} marks[] = { { "-activity-", "activity" }, { "-share-", "share" },
	    { "-ugcPost-", "ugcPost" } };
	struct span rest, id, handle, none = { NULL, 0 };
	ptrdiff_t at;
	size_t i;

	at = span_find(slug, '_');
	handle = at > 0 ? span_sub(slug, 0, (size_t)at) : none;
	for (i = 0; i < 3; i++) {
		/* The words of the post may hold the mark too. */
		rest = slug;
		while ((rest = parts_between(rest, marks[i].mark,
		    NULL)).p != NULL) {
			id = number(rest);
			if (id.p != NULL && (rest.n == id.n ||
			    rest.p[id.n] == '-'))
				return (name_post(marks[i].kind, id, handle,
				    out));
		}
	}
	return (false);
}

/* /feed/update/urn:li:activity:N, also percent-encoded or embedded. */
static bool
name_update(struct span s, struct identity *out)
{
	struct span id, none = { NULL, 0 };
	char urn[128];
	size_t i;

	parts_decode(s, urn, sizeof urn);
	for (i = 0; URNS[i] != NULL; i++) {
		if (!span_starts(span_of(urn), URNS[i]))
			continue;
		id = linkedin_urn(span_of(urn));
		return (name_post(i == 0 ? "activity" : i == 1 ? "share" :
		    "ugcPost", id, none, out));
	}
	return (false);
}

static bool
name_person(const struct parts *p, struct identity *out)
{
	struct span none = { NULL, 0 };
	char handle[256];

	parts_decode(p->seg[1], handle, sizeof handle);
	if (handle[0] == '\0' || !parts_identity(out, IDENTITY_AUTHOR,
	    "linkedin", none, span_of(handle),
	    "https://www.linkedin.com/%.*s/%.*s", SPAN_ARG(p->seg[0]),
	    SPAN_ARG(p->seg[1])))
		return (false);
	parts_lower(out->url);
	parts_lower(out->handle);
	return (true);
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct span none = { NULL, 0 };
	struct parts p;

	if (!parts_on(u, "linkedin.com"))
		return (false);
	p = parts_path(u);
	if (parts_is(&p, 0, "embed") && p.n >= 4 &&
	    name_update(p.seg[3], out))
		return (true);
	if (parts_is(&p, 0, "feed") && p.n >= 3 &&
	    name_update(p.seg[2], out))
		return (true);
	if (parts_is(&p, 0, "posts") && p.n >= 2 && name_slug(p.seg[1], out))
		return (true);
	if (p.n >= 2 && parts_in(p.seg[0], PEOPLE) && name_person(&p, out))
		return (true);
	if (parts_is(&p, 0, "pulse") && p.n >= 2)
		return (parts_identity(out, IDENTITY_POST, "linkedin", none,
		    none, "https://www.linkedin.com/pulse/%.*s",
		    SPAN_ARG(p.seg[1])));
	if (p.n > 0 && parts_in(p.seg[0], WALLS))
		return (parts_identity(out, IDENTITY_WALL, "linkedin", none,
		    none, "%s", url_text(u)));
	return (parts_identity(out, IDENTITY_NONE, "linkedin", none, none,
	    "%s", ""));
}

static bool
mine(struct doc *d)
{

	return (parts_on(d->url, "linkedin.com"));
}

struct item *
linkedin_author(struct doc *d, struct item *of, struct span id,
    struct span link, const char *at)
{
	struct identity who;
	struct item *i;

	i = parts_author(d, "linkedin", of, id);
	fact_put(d, i, FACT_ID, id, "%s", at);
	if (!parts_named(d, link, &who) || who.kind != IDENTITY_AUTHOR)
		return (i);
	fact_put(d, i, FACT_HANDLE, span_of(doc_printf(d, "%s",
	    who.handle)), "%s", at);
	fact_put(d, i, FACT_URL, span_of(doc_printf(d, "%s", who.url)), "%s",
	    at);
	return (i);
}

static void
read(struct doc *d)
{
	struct linkedin li;

	memset(&li, 0, sizeof li);
	if (d->html != NULL && identity(d->url, &li.page))
		linkedin_page(d, &li);
}

static void
documents(const struct identity *id, json_t *out, bool *ok)
{

	const char *feed = strstr(id->url, "/feed/update/urn:");

	/* The form for other sites, which asks nobody to log in. */
	if (id->kind == IDENTITY_POST && feed != NULL)
		json_add(out, json_pack("{s:s++,s:s,s:s}", "url",
		    "https://www.linkedin.com/embed", feed, "", "accept",
		    "text/html", "role", "post"), ok);
}

/* "Name on LinkedIn: text | 12 comments": made for others' previews. */
static const char *const MISLEADING[] = { "opengraph", "dom", "microformats",
    NULL };

const struct platform platform_linkedin = {
	.name = "linkedin",
	.identity = identity,
	.mine = mine,
	.read = read,
	.idtime = idtime_linkedin,
	.documents = documents,
	.misleading = MISLEADING,
};
