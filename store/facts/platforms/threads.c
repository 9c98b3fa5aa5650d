#include <string.h>

#include "store/facts/idtime.h"
#include "store/facts/platforms/threads.h"

#define CODE_KEY	28

static const char *const hosts[] = { "threads.net", "www.threads.net",
	"threads.com", "www.threads.com", NULL };

bool
threads_handle(struct span s)
{

	return (parts_name(s, "_.", 30));
}

bool
threads_code(struct span s)
{

	return (s.n >= 5 && parts_name(s, "-_", 64));
}

static bool
post(struct identity *out, struct span handle, struct span code)
{
	struct span none = { NULL, 0 };

	if (!threads_code(code))
		return (false);
	/* The last 28 letters of a long code are a key to a private post, and
	 * name nothing. */
	if (code.n > CODE_KEY)
		code.n -= CODE_KEY;
	if (handle.n == 0)
		return (parts_identity(out, IDENTITY_POST, "threads", code,
		    none, "https://www.threads.com/t/%.*s",
		    SPAN_ARG(code)));
	return (parts_identity(out, IDENTITY_POST, "threads", code, handle,
	    "https://www.threads.com/@%.*s/post/%.*s", SPAN_ARG(handle),
	    SPAN_ARG(code)));
}

static bool
identity(const struct url *u, struct identity *out)
{
	struct span none = { NULL, 0 }, handle;
	struct parts p = parts_path(u);

	if (!parts_in(span_of(url_host(u)), hosts))
		return (false);
	if (parts_is(&p, 0, "login") || (parts_is(&p, 0, "accounts") &&
	    parts_is(&p, 1, "login")))
		return (parts_identity(out, IDENTITY_WALL, "threads", none,
		    none, "%s", ""));
	if (p.n >= 2 && parts_is(&p, 0, "t"))
		return (post(out, none, p.seg[1]));
	if (p.n == 0 || !span_starts(p.seg[0], "@"))
		return (false);
	handle = span_sub(p.seg[0], 1, p.seg[0].n);
	if (!threads_handle(handle))
		return (false);
	if (p.n >= 3 && parts_is(&p, 1, "post"))
		return (post(out, handle, p.seg[2]));
	return (p.n <= 2 && parts_identity(out, IDENTITY_AUTHOR, "threads",
	    none, handle, "https://www.threads.com/@%.*s",
	    SPAN_ARG(handle)));
}

static bool
mine(struct doc *d)
{

	return (parts_in(span_of(url_host(d->url)), hosts));
}

static void
read_source(struct doc *d)
{
	struct threads_page page = { 0 };
	struct identity id;

	if (identity(d->url, &id)) {
		if (id.kind == IDENTITY_POST)
			page.code = span_of(doc_printf(d, "%s", id.id));
		if (id.kind == IDENTITY_AUTHOR)
			page.handle = span_of(doc_printf(d, "%s", id.handle));
	}
	threads_json_read(d, &page);
	if (d->html != NULL)
		threads_head_read(d, &page);
	/* Where the site sends those who ask for a post that is no more. */
	if (span_is(parts_query(d->url, "error"), "invalid_post"))
		doc_class(d, PAGE_GONE, "url");
}

static bool
wants(const struct url *u, const char *mime)
{

	(void)mime;
	return (parts_in(span_of(url_host(u)), hosts) &&
	    (strcmp(url_path(u), "/api/graphql") == 0 ||
	    strcmp(url_path(u), "/graphql/query") == 0));
}

/* The description counts likes in front of the words. */
static const char *const misleading[] = { "opengraph", "json-ld", "dom",
	NULL };

const struct platform platform_threads = { "threads", identity, mine,
	read_source, wants, idtime_threads, NULL, misleading, false };
