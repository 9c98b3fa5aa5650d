#include <stdio.h>
#include <string.h>

#include "capture/browser/browser_internal.h"

/*
 * What is inside the page and not in its own document: frames, those of other
 * sites too, and closed shadow roots.  Looked for while the pictures are made,
 * in steps that each wait for the answers of the one before.
 */
#define PATIENCE	3000	/* ms in all: a frame may not answer */

static const char *const asked_of[INSIDE_WHATS] = { [INSIDE_TEXT] = "text",
	[INSIDE_HTML] = "html", [INSIDE_FILMS] = "films" };

/* Ask one frame for what constat.<what> gives; shadow roots go along. */
static void
call(struct browser_tab *t, const struct frame *f, enum inside_what what,
    cdp_answer *answer, void *arg)
{
	char script[160];
	json_t *params;

	(void)snprintf(script, sizeof(script), "function (...inside) {"
	    "return constat.unseen() ? '' : constat.%s(...inside); }",
	    asked_of[what]);
	params = json_pack("{s:s, s:I, s:O*, s:b}", "functionDeclaration",
	    script, "executionContextId", (json_int_t)f->world,
	    "arguments", f->closed, "returnByValue", 1);
	cdp_send(t->browser->cdp, f->session, "Runtime.callFunctionOn", params,
	    answer, t, arg);
}

void
inside_ask(struct browser_tab *t, enum inside_what what, cdp_answer *answer,
    void *arg)
{
	struct frame page = { .world = t->world };

	memcpy(page.session, t->main, sizeof(page.session));
	if (t->frames_n > 0)
		page.closed = t->frames[0].closed;
	call(t, &page, what, answer, arg);
}

static void
take(struct browser_tab *t, struct cdp_message *m, struct body **to)
{
	struct cut_value v = { .body = NULL };
	struct error e = ERROR_INIT;

	if (t->frames_asked > 0)
		t->frames_asked--;
	if (cdp_take(t->browser->cdp, m, json_object_get(m->params, "result"),
	    "value", false, &v, &e) == 0) {
		body_free(*to);
		*to = v.body;
	} else if (e.code != ERR_NOTFOUND && e.code != ERR_SYNTAX) {
		visit_error(t, &e);
	}
}

static void
on_text(void *ctx, void *arg, struct cdp_message *m)
{

	take(ctx, m, &((struct frame *)arg)->text);
}

static void
on_html(void *ctx, void *arg, struct cdp_message *m)
{

	take(ctx, m, &((struct frame *)arg)->html);
}

static void
on_films(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;

	(void)arg;
	if (t->frames_asked > 0)
		t->frames_asked--;
	films_shown(t, json_object_get(json_object_get(m->params, "result"),
	    "value"));
}

static void
ask_frames(struct browser_tab *t)
{
	struct frame *f;
	size_t i;

	for (i = 0; i < t->frames_n; i++) {
		f = &t->frames[i];
		if (f->world == 0)
			continue;
		t->frames_asked++;
		call(t, f, INSIDE_FILMS, on_films, f);
		if (i == 0)
			continue;	/* the page itself: keep.c */
		t->frames_asked += 2;
		call(t, f, INSIDE_TEXT, on_text, f);
		call(t, f, INSIDE_HTML, on_html, f);
	}
}

void
inside_start(struct browser_tab *t)
{

	t->inside = INSIDE_TREES;
	t->inside_since = time_monotonic();
	frames_look(t);
}

bool
inside_tick(struct browser_tab *t, int64_t now)
{

	if (t->inside == INSIDE_DONE)
		return (true);
	if (now - t->inside_since > browser_pace(t->browser, PATIENCE)) {
		frames_forget(t);
		t->inside = INSIDE_DONE;
		return (true);
	}
	if (t->frames_asked > 0)
		return (false);
	t->inside++;
	if (t->inside == INSIDE_SHADOWS)
		shadow_look(t);
	else if (t->inside == INSIDE_TEXTS)
		ask_frames(t);
	return (inside_tick(t, now));
}

static int
put(struct body *to, const char *s, struct error *e)
{

	return (body_put(to, s, strlen(s), e));
}

/* The text of a frame under a line that says whose it is. */
static int
append(struct body *all, const struct frame *f, struct error *e)
{

	if (put(all, "\n\n==== ", e) != 0 || put(all, f->url, e) != 0 ||
	    put(all, " ====\n", e) != 0)
		return (-1);
	return (body_append(all, f->text, e));
}

int
inside_text(struct browser_tab *t, struct body **text, struct error *e)
{
	struct body *all = NULL;
	size_t i;

	for (i = 1; i < t->frames_n; i++) {
		if (body_size(t->frames[i].text) == 0)
			continue;
		if (all == NULL && (body_open(&all,
		    recorder_folder(t->recorder), BROWSER_VALUE_MAX, e) != 0 ||
		    body_append(all, *text, e) != 0))
			goto fail;
		if (append(all, &t->frames[i], e) != 0)
			goto fail;
	}
	if (all != NULL) {
		body_free(*text);
		*text = all;
	}
	return (0);
fail:
	body_free(all);
	return (-1);
}

int
inside_html(struct browser_tab *t, struct error *e)
{
	int64_t now = time_now();
	unsigned number = 0;
	struct frame *f;
	char name[64];
	size_t i;

	for (i = 1; i < t->frames_n; i++) {
		f = &t->frames[i];
		if (body_size(f->html) == 0)
			continue;
		(void)snprintf(name, sizeof(name), "evidence/%s-frame-%u.html",
		    t->page, ++number);
		if (recorder_clean_body(t->recorder, &f->html, e) != 0 ||
		    recorder_file(t->recorder, name, f->html, e) != 0)
			return (-1);
		visit_event(t, "dom", now, now, json_pack("{s:s, s:I, s:s}",
		    "file", name, "bytes", (json_int_t)body_size(f->html),
		    "frame", f->url));
	}
	if (t->frames_over)
		visit_missing(t, "frames", "more than %d", FRAMES_MAX - 1);
	return (0);
}
