#include <string.h>

#include "capture/browser/browser_internal.h"

/*
 * What stops before it is asked for: private addresses; another document in
 * place of the page that is kept; and, while buttons are pressed, whatever
 * would change something.  Reading by POST is common and goes through.
 */
#define TOLD_MAX	20	/* refusals told one by one */

static void
add_type(json_t *list, const char *type, bool *ok)
{

	json_add(list, json_pack("{s:s, s:s}", "urlPattern", "*",
	    "resourceType", type), ok);
}

static json_t *
patterns_for(const struct browser_tab *t)
{
	static const char *const special[] = { "*://0.*", "*://10.*",
		"*://100.*", "*://127.*", "*://169.254.*", "*://172.*",
		"*://192.*", "*://198.*", "*://203.0.*", "*://22*",
		"*://23*", "*://24*", "*://25*", "*://[*", "*://localhost*",
		"*.localhost*" };
	json_t *list = json_array();
	bool ok = list != NULL;
	size_t i;

	for (i = 0; !t->opts.allow_private && ok &&
	    i < sizeof(special) / sizeof(special[0]); i++)
		json_add(list, json_pack("{s:s}", "urlPattern", special[i]),
		    &ok);
	if (ok)
		add_type(list, "Document", &ok);
	if (ok && t->sight.hold != HOLD_NOT) {
		add_type(list, "XHR", &ok);
		add_type(list, "Fetch", &ok);
	}
	return (json_made(list, ok, NULL));
}

static void
guard(struct browser_tab *t, const char *session, cdp_answer *answer)
{
	json_t *list = patterns_for(t);

	cdp_send(t->browser->cdp, session, "Fetch.enable", list == NULL ?
	    NULL : json_pack("{s:o}", "patterns", list), answer, t, NULL);
}

void
guard_session(struct browser_tab *t, const char *session)
{

	guard(t, session, NULL);
}

void
guard_freeze(struct browser_tab *t)
{

	if (t->frozen)
		return;
	t->frozen = true;
	if (t->opts.allow_private && t->sight.hold == HOLD_NOT)
		guard(t, t->main, NULL);	/* else they stop already */
}

static void
on_held(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;

	(void)arg;
	t->sight.hold = m->params != NULL ? HOLD_THERE : HOLD_DENIED;
}

void
guard_hold(struct browser_tab *t)
{
	const struct session *s;

	if (t->sight.hold != HOLD_NOT)
		return;
	t->sight.hold = HOLD_ASKED;
	for (s = t->sessions; s != NULL; s = s->next)
		if (strcmp(s->type, "iframe") == 0)
			guard(t, s->id, NULL);
	guard(t, t->main, on_held);
}

static void
let_fail(struct browser_tab *t, const struct cdp_message *m, const char *id,
    const char *reason)
{

	cdp_send(t->browser->cdp, m->session, "Fetch.failRequest",
	    json_pack("{s:s, s:s}", "requestId", id, "errorReason", reason),
	    NULL, NULL, NULL);
}

static void
tell(struct browser_tab *t, const char *event, const char *method,
    const char *url)
{
	int64_t now = time_now();

	if (t->sight.refusals++ < TOLD_MAX)
		visit_event(t, event, now, now, json_pack("{s:s*, s:s*}",
		    "method", method, "url", url));
}

/* Methods that change something on the server (RFC 9110 section 9.2). */
static bool
changes(const char *method)
{

	return (method != NULL && (strcmp(method, "PUT") == 0 ||
	    strcmp(method, "PATCH") == 0 || strcmp(method, "DELETE") == 0));
}

void
guard_on_paused(struct browser_tab *t, struct cdp_message *m)
{
	const json_t *request = json_object_get(m->params, "request");
	const char *id = json_text(m->params, "requestId");
	const char *frame = json_text(m->params, "frameId");
	const char *type = json_text(m->params, "resourceType");
	const char *url = json_text(request, "url");
	const char *method = json_text(request, "method");
	bool page = frame != NULL && strcmp(frame, t->frame) == 0 &&
	    type != NULL && strcmp(type, "Document") == 0;

	if (id == NULL)
		return;
	if (url != NULL && !t->opts.allow_private && site_private(url)) {
		requests_refuse(t, json_text(m->params, "networkId"));
		let_fail(t, m, id, "AddressUnreachable");
		if (page && !t->shown)
			(void)error_set(&t->gone, ERR_PRIVATE,
			    "%.*s is a private address", URL_SHOWN, url);
	} else if (page && (t->frozen || t->sight.hold != HOLD_NOT)) {
		let_fail(t, m, id, "Aborted");
		if (!t->frozen)
			tell(t, "navigation-refused", method, url);
	} else if (t->sight.hold != HOLD_NOT && changes(method)) {
		let_fail(t, m, id, "BlockedByClient");
		tell(t, "request-refused", method, url);
	} else {
		cdp_send(t->browser->cdp, m->session, "Fetch.continueRequest",
		    json_pack("{s:s}", "requestId", id), NULL, NULL, NULL);
	}
}
