#include <stdlib.h>
#include <string.h>

#include "capture/browser/browser_internal.h"
#include "capture/browser/page/page.h"

/*
 * The frames of a page, those of other sites too (which are targets of their
 * own), and a world of ours in each.
 */
static void
frame_free(struct frame *f)
{

	free(f->url);
	body_free(f->text);
	body_free(f->html);
	json_decref(f->closed);
	memset(f, 0, sizeof(*f));
}

void
frames_free(struct browser_tab *t)
{

	while (t->frames_n > 0)
		frame_free(&t->frames[--t->frames_n]);
}

void
frames_forget(struct browser_tab *t)
{
	size_t i;

	for (i = 0; i < FRAMES_MAX; i++)
		cdp_forget(t->browser->cdp, t, &t->frames[i]);
	t->frames_asked = 0;
}

static struct frame *
add(struct browser_tab *t, const char *id, const char *session,
    const char *url)
{
	struct frame *f;
	size_t i;

	if (id == NULL || strlen(id) >= CDP_SESSION || url == NULL)
		return (NULL);
	for (i = 0; i < t->frames_n; i++)
		if (strcmp(t->frames[i].id, id) == 0)
			return (NULL);
	if (t->frames_n == FRAMES_MAX) {
		t->frames_over = true;
		return (NULL);
	}
	f = &t->frames[t->frames_n];
	memset(f, 0, sizeof(*f));
	if ((f->url = strdup(url)) == NULL) {
		visit_fail(t, ERR_NOMEM, "out of memory");
		return (NULL);
	}
	memcpy(f->id, id, strlen(id) + 1);
	memcpy(f->session, session, strlen(session) + 1);
	t->frames_n++;
	return (f);
}

void
frames_ask(struct browser_tab *t, const struct buf *expression,
    cdp_answer *answer)
{
	struct frame *f;
	json_t *params;
	size_t i;

	for (i = 1; i < t->frames_n; i++) {
		f = &t->frames[i];
		if (f->world == 0)
			continue;
		params = expression->failed != ERR_NONE ? NULL :
		    json_pack("{s:s, s:b, s:b, s:I}", "expression",
		    buf_str(expression), "returnByValue", 1, "awaitPromise", 1,
		    "contextId", (json_int_t)f->world);
		t->frames_asked++;
		cdp_send(t->browser->cdp, f->session, "Runtime.evaluate",
		    params, answer, t, f);
	}
}

struct frame *
frames_find(struct browser_tab *t, const char *id)
{
	size_t i;

	for (i = 0; id != NULL && i < t->frames_n; i++)
		if (strcmp(t->frames[i].id, id) == 0)
			return (&t->frames[i]);
	return (NULL);
}

/* One answer less to wait for. */
static void
settle(struct browser_tab *t)
{

	if (t->frames_asked > 0)
		t->frames_asked--;
}

void
frames_install(struct browser_tab *t, const char *session, int64_t world,
    const char *script)
{
	struct buf b = BUF_INIT((size_t)256 * 1024);
	json_t *params = NULL;

	/* Once: it may be there already. */
	buf_printf(&b, "if (!globalThis.constat?.%s) {%s}", script ==
	    page_see ? "step" : "text", script);
	if (b.failed == ERR_NONE)
		params = json_pack("{s:s, s:I}", "expression", buf_str(&b),
		    "contextId", (json_int_t)world);
	buf_free(&b);
	cdp_send(t->browser->cdp, session, "Runtime.evaluate", params, NULL,
	    NULL, NULL);
}

static void
on_world(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;
	struct frame *f = arg;

	settle(t);
	if (!json_whole(m->params, "executionContextId", &f->world))
		f->world = 0;
	else
		frames_install(t, f->session, f->world, page_keep);
}

/* The frames of one target, the outer ones first. */
static void
take_tree(struct browser_tab *t, const json_t *tree, const char *session)
{
	const json_t *todo[FRAMES_MAX] = { tree }, *frame, *child;
	size_t n = 1, i, k;

	for (i = 0; i < n; i++) {
		frame = json_object_get(todo[i], "frame");
		(void)add(t, json_text(frame, "id"), session,
		    json_text(frame, "url"));
		json_array_foreach(json_object_get(todo[i], "childFrames"), k,
		    child)
			if (n < FRAMES_MAX)
				todo[n++] = child;
	}
}

static void
on_tree(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;
	size_t from = t->frames_n;
	struct frame *f;

	(void)arg;
	settle(t);
	take_tree(t, json_object_get(m->params, "frameTree"), m->session);
	for (; from < t->frames_n; from++) {
		f = &t->frames[from];
		t->frames_asked++;
		cdp_send(t->browser->cdp, f->session,
		    "Page.createIsolatedWorld", json_pack("{s:s, s:s}",
		    "frameId", f->id, "worldName", "constat"), on_world, t,
		    f);
	}
}

void
frames_look(struct browser_tab *t)
{
	const struct session *s;
	struct frame *f;

	frames_forget(t);
	frames_free(t);
	t->frames_since = time_monotonic();
	f = add(t, t->frame, t->main, t->result.final_url == NULL ? t->url :
	    t->result.final_url);
	if (f == NULL)
		return;
	f->world = t->world;
	if (!t->framed)
		return;
	for (s = t->sessions; s != NULL; s = s->next) {
		if (strcmp(s->type, "page") != 0 &&
		    strcmp(s->type, "iframe") != 0)
			continue;
		t->frames_asked++;
		cdp_send(t->browser->cdp, s->id, "Page.getFrameTree",
		    json_object(), on_tree, t, t->frames);
	}
}
