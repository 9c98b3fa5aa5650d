#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/browser/browser_internal.h"

#define BUFFER_ALL	(256 * 1024 * 1024)	/* kept by the renderer */
#define BUFFER_ONE	(64 * 1024 * 1024)
#define DURABLE		(512 * 1024 * 1024)	/* kept as received */
#define POST_MAX	(64 * 1024)	/* request bodies told with the event */

static struct browser_tab *
tab_of(struct browser *b, const char *session)
{
	struct browser_tab *t;
	struct session *s;

	for (t = b->tabs; t != NULL; t = t->next)
		for (s = t->sessions; s != NULL; s = s->next)
			if (strcmp(s->id, session) == 0)
				return (t);
	return (NULL);
}

/* "HeadlessChrome" would have sites show another page than people see. */
static char *
plain_agent(const char *agent)
{
	static const char mark[] = "HeadlessChrome";
	struct buf b = BUF_INIT((size_t)4096);
	const char *at = strstr(agent, mark);

	if (at == NULL)
		return (strdup(agent));
	buf_put(&b, agent, (size_t)(at - agent));
	buf_puts(&b, at + strlen("Headless"));
	return (buf_take(&b));
}

/* The same for the client hints (UA-CH), which carry the brand as well. */
static json_t *
agent_params(const char *agent, const char *product, const char *languages)
{
	const char *full = strchr(product, '/');
	char major[16];
	size_t n;

	full = full == NULL ? "0" : full + 1;
	n = strcspn(full, ".");
	(void)snprintf(major, sizeof(major), "%.*s", (int)(n > 8 ? 8 : n),
	    full);
	return (json_pack("{s:s, s:s*, s:{s:[{s:s,s:s},{s:s,s:s}],"
	    "s:[{s:s,s:s},{s:s,s:s}],"
	    "s:s, s:s, s:s, s:s, s:b, s:s, s:b}}",
	    "userAgent", agent, "acceptLanguage", languages,
	    "userAgentMetadata",
	    "brands", "brand", "Chromium", "version", major,
	    "brand", "Not_A Brand", "version", "99",
	    "fullVersionList", "brand", "Chromium", "version", full,
	    "brand", "Not_A Brand", "version", "99.0.0.0",
	    "platform", "Linux", "platformVersion", "", "architecture", "x86",
	    "model", "", "mobile", 0, "bitness", "64", "wow64", 0));
}

static void
on_version(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser *b = ctx;
	const char *agent = json_text(m->params, "userAgent");
	const char *product = json_text(m->params, "product");

	(void)arg;
	if (agent == NULL || product == NULL) {
		(void)error_set(&b->failed, ERR_BROWSER,
		    "the browser does not tell its version");
		return;
	}
	free(b->product);
	free(b->agent);
	json_decref(b->agent_params);
	b->product = strdup(product);
	b->agent = plain_agent(agent);
	b->agent_params = b->agent == NULL ? NULL :
	    agent_params(b->agent, product, b->languages);
	if (b->product == NULL || b->agent_params == NULL)
		(void)error_nomem(&b->failed);
}

static json_t *
attach_params(void)
{

	return (json_pack("{s:b, s:b, s:b, s:[{s:s},{s:s},{s:s},{s:s},{s:s},"
	    "{s:b}]}", "autoAttach", 1, "waitForDebuggerOnStart", 1,
	    "flatten", 1, "filter", "type", "page", "type", "iframe",
	    "type", "worker", "type", "shared_worker",
	    "type", "service_worker", "exclude", 1));
}

void
session_begin(struct browser *b)
{

	cdp_send(b->cdp, "", "Browser.getVersion", json_object(), on_version,
	    b, NULL);
	cdp_send(b->cdp, "", "Browser.setDownloadBehavior",
	    json_pack("{s:s, s:b}", "behavior", "deny", "eventsEnabled", 1),
	    NULL, NULL, NULL);
	cdp_send(b->cdp, "", "Target.setAutoAttach", attach_params(), NULL,
	    NULL, NULL);
}

static void
on_created(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;

	(void)arg;
	if (m->params == NULL)
		visit_fail(t, ERR_BROWSER, "no tab: %s", m->failure);
}

static void
create_target(struct browser_tab *t)
{

	cdp_send(t->browser->cdp, "", "Target.createTarget",
	    json_pack("{s:s, s:s*}", "url", "about:blank",
	    "browserContextId", t->context), on_created, t, NULL);
}

/* Nothing of it is shared with other tabs: cookies, cache, storage. */
static void
on_context(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;
	const char *id = json_text(m->params, "browserContextId");

	(void)arg;
	if (id == NULL) {
		visit_fail(t, ERR_BROWSER, "no context for a fresh visit: %s",
		    m->failure != NULL ? m->failure : "no answer");
		return;
	}
	if ((t->context = strdup(id)) == NULL) {
		visit_fail(t, ERR_NOMEM, "out of memory");
		return;
	}
	cdp_send(t->browser->cdp, "", "Browser.setDownloadBehavior",
	    json_pack("{s:s, s:b, s:s}", "behavior", "deny", "eventsEnabled",
	    1, "browserContextId", id), NULL, NULL, NULL);
	create_target(t);
}

struct browser_tab *
session_new_tab(struct browser *b, bool fresh, struct error *e)
{
	struct browser_tab *t, **at;

	if ((t = calloc(1, sizeof(*t))) == NULL ||
	    (t->seen = json_object()) == NULL) {
		free(t);
		(void)error_nomem(e);
		return (NULL);
	}
	t->browser = b;
	t->failed = (struct error)ERROR_INIT;
	t->gone = (struct error)ERROR_INIT;
	for (at = &b->tabs; *at != NULL; at = &(*at)->next)
		continue;
	*at = t;
	t->fresh = fresh;
	if (fresh)
		cdp_send(b->cdp, "", "Target.createBrowserContext",
		    json_object(), on_context, t, NULL);
	else
		create_target(t);
	return (t);
}

static void
on_setup(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;

	(void)arg;
	(void)m;
	if (t->setup == 0 || --t->setup > 0 || t->phase != PHASE_BLANK)
		return;
	visit_phase(t, PHASE_READY);
	if (t->browser->up == 0)
		t->browser->up = t->phase_began - t->browser->started_mono;
}

static void
on_durable(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;

	t->durable = m->params != NULL;
	on_setup(ctx, arg, m);
}

static void
ask(struct browser_tab *t, const char *session, const char *method,
    json_t *params)
{

	t->setup++;
	cdp_send(t->browser->cdp, session, method, params, on_setup, t, NULL);
}

/*
 * Commands that every target gets before it runs.  Durable messages are the
 * bodies as the network service received them, after content decoding; a
 * renderer would give text already turned from its charset into Unicode.
 */
static void
set_up(struct browser_tab *t, const struct session *s)
{
	struct browser *b = t->browser;
	bool page = strcmp(s->type, "page") == 0;

	ask(t, s->id, "Network.enable", json_pack("{s:i, s:i, s:i}",
	    "maxTotalBufferSize", BUFFER_ALL, "maxResourceBufferSize",
	    BUFFER_ONE, "maxPostDataSize", POST_MAX));
	t->setup++;
	cdp_send(b->cdp, s->id, "Network.configureDurableMessages",
	    json_pack("{s:i, s:i}", "maxTotalBufferSize", DURABLE,
	    "maxResourceBufferSize", DURABLE), on_durable, t, NULL);
	if (b->agent_params != NULL)
		ask(t, s->id, "Network.setUserAgentOverride",
		    json_incref(b->agent_params));
	if (b->ignore_tls && page)
		ask(t, s->id, "Security.setIgnoreCertificateErrors",
		    json_pack("{s:b}", "ignore", 1));
	if (page || strcmp(s->type, "iframe") == 0) {
		ask(t, s->id, "Page.enable", json_object());
		ask(t, s->id, "Inspector.enable", json_object());
	}
	if (!page && !t->opts.allow_private)
		guard_session(t, s->id);
	ask(t, s->id, "Target.setAutoAttach", attach_params());
	ask(t, s->id, "Runtime.runIfWaitingForDebugger", json_object());
}

static struct session *
add_session(struct browser_tab *t, const char *id, const char *target,
    const char *type)
{
	struct session *s;

	if (strlen(id) >= CDP_SESSION || strlen(target) >= CDP_SESSION)
		return (NULL);
	if ((s = calloc(1, sizeof(*s))) == NULL ||
	    (s->type = strdup(type)) == NULL) {
		free(s);
		visit_fail(t, ERR_NOMEM, "out of memory");
		return (NULL);
	}
	memcpy(s->id, id, strlen(id));
	memcpy(s->target, target, strlen(target));
	s->next = t->sessions;
	t->sessions = s;
	return (s);
}

/* A window that the page opened: noted and closed. */
static void
refuse_window(struct browser *b, const char *target, const json_t *info)
{
	const char *opener = json_text(info, "openerId");
	struct browser_tab *t;
	int64_t now = time_now();

	cdp_send(b->cdp, "", "Target.closeTarget", json_pack("{s:s}",
	    "targetId", target), NULL, NULL, NULL);
	for (t = b->tabs; t != NULL; t = t->next)
		if (opener != NULL && strcmp(t->frame, opener) == 0)
			visit_event(t, "window-refused", now, now, NULL);
}

/* Whether ${t} is in the context of that id. */
static bool
in_context(const struct browser_tab *t, const char *id)
{
	const struct browser_tab *o;

	if (t->fresh)
		return (t->context != NULL && id != NULL &&
		    strcmp(t->context, id) == 0);
	for (o = t->browser->tabs; o != NULL; o = o->next)
		if (o->fresh && in_context(o, id))
			return (false);
	return (true);
}

static struct browser_tab *
empty_tab(struct browser *b, const char *context)
{
	struct browser_tab *t;

	for (t = b->tabs; t != NULL; t = t->next)
		if (t->main[0] == '\0' && t->phase == PHASE_BLANK &&
		    in_context(t, context))
			return (t);
	return (NULL);
}

/* A worker that serves several tabs goes to the first that is busy. */
static struct browser_tab *
busy_tab(struct browser *b, const char *context)
{
	struct browser_tab *t;

	for (t = b->tabs; t != NULL; t = t->next)
		if (t->recorder != NULL && t->phase != PHASE_DONE &&
		    in_context(t, context))
			return (t);
	return (NULL);
}

/* Service workers are announced by the browser and by their page. */
static bool
known_target(struct browser *b, const char *target)
{
	const struct browser_tab *t;
	const struct session *s;

	for (t = b->tabs; t != NULL; t = t->next)
		for (s = t->sessions; s != NULL; s = s->next)
			if (strcmp(s->target, target) == 0)
				return (true);
	return (false);
}

/*
 * What a service worker answers to its page never passes the network service,
 * where durable messages are taken: only the renderer holds it, and tells it
 * to sessions without them.  So a page that has such a worker gets a second
 * session, for these bodies alone; its events are dropped.
 */
static void
ask_second(struct browser_tab *t)
{

	if (t->second_asked)
		return;
	t->second_asked = true;
	cdp_send(t->browser->cdp, "", "Target.attachToTarget",
	    json_pack("{s:s, s:b}", "targetId", t->frame, "flatten", 1), NULL,
	    NULL, NULL);
}

static bool
take_second(struct browser *b, const char *id, const char *target)
{
	struct browser_tab *t;

	for (t = b->tabs; t != NULL; t = t->next)
		if (t->second_asked && strcmp(t->frame, target) == 0)
			break;
	if (t == NULL)
		return (false);
	if (strlen(id) < CDP_SESSION)
		memcpy(t->second, id, strlen(id) + 1);
	cdp_send(b->cdp, id, "Network.enable", json_pack("{s:i, s:i}",
	    "maxTotalBufferSize", BUFFER_ALL, "maxResourceBufferSize",
	    BUFFER_ONE), NULL, NULL, NULL);
	return (true);
}

static void
on_attached(struct browser *b, struct cdp_message *m)
{
	const json_t *info = json_object_get(m->params, "targetInfo");
	const char *id = json_text(m->params, "sessionId");
	const char *target = json_text(info, "targetId");
	const char *type = json_text(info, "type");
	const char *context = json_text(info, "browserContextId");
	struct browser_tab *t = tab_of(b, m->session);
	struct session *s;

	if (id == NULL || target == NULL || type == NULL)
		return;
	if (strcmp(type, "page") == 0) {
		if (take_second(b, id, target))
			return;
		if (t != NULL || json_text(info, "openerId") != NULL ||
		    (t = empty_tab(b, context)) == NULL) {
			refuse_window(b, target, info);
			return;
		}
	} else if (t == NULL) {
		t = busy_tab(b, context);
	}
	if (t == NULL || known_target(b, target) ||
	    (s = add_session(t, id, target, type)) == NULL) {
		cdp_send(b->cdp, id, "Runtime.runIfWaitingForDebugger",
		    json_object(), NULL, NULL, NULL);
		return;
	}
	if (strcmp(type, "page") == 0) {
		memcpy(t->main, s->id, sizeof(t->main));
		memcpy(t->frame, s->target, sizeof(t->frame));
	} else if (strcmp(type, "service_worker") == 0) {
		ask_second(t);
	}
	set_up(t, s);
}

static void
free_session(struct session *s)
{

	free(s->type);
	free(s);
}

static void
on_detached(struct browser *b, struct cdp_message *m)
{
	const char *id = json_text(m->params, "sessionId");
	struct browser_tab *t;
	struct session **at, *s;

	if (id == NULL || (t = tab_of(b, id)) == NULL)
		return;
	for (at = &t->sessions; strcmp((*at)->id, id) != 0; at = &(*at)->next)
		continue;
	s = *at;
	*at = s->next;
	cdp_gone(b->cdp, s->id);
	requests_gone(t, s->id);
	if (strcmp(s->id, t->main) == 0 && TAB_CONTINUES(t)) {
		t->result.crashed = true;
		visit_fail(t, ERR_BROWSER, "the tab went away");
	}
	free_session(s);
}

static void
on_download(struct browser *b, struct cdp_message *m)
{
	const char *frame = json_text(m->params, "frameId");
	struct browser_tab *t;

	for (t = b->tabs; t != NULL; t = t->next) {
		if (frame == NULL || strcmp(t->frame, frame) != 0)
			continue;
		if (t->phase == PHASE_LOAD && !t->shown)
			t->result.is_download = true;
		visit_download(t, json_text(m->params, "url"));
	}
}

void
session_on_event(void *ctx, struct cdp_message *m)
{
	struct browser *b = ctx;
	struct browser_tab *t;

	if (strcmp(m->method, "Target.attachedToTarget") == 0) {
		on_attached(b, m);
	} else if (strcmp(m->method, "Target.detachedFromTarget") == 0) {
		on_detached(b, m);
	} else if (strcmp(m->method, "Browser.downloadWillBegin") == 0) {
		on_download(b, m);
	} else if ((t = tab_of(b, m->session)) != NULL && TAB_CONTINUES(t) &&
	    t->recorder != NULL) {
		t->touched = true;
		if (!requests_on_event(t, m) && !socket_on_event(t, m))
			(void)visit_on_event(t, m);
	}
}

void
session_free_all(struct browser_tab *t)
{
	struct session *s;

	while ((s = t->sessions) != NULL) {
		t->sessions = s->next;
		free_session(s);
	}
}
