#include <stdio.h>
#include <string.h>

#include "capture/browser/browser_internal.h"
#include "capture/browser/page/page.h"

/*
 * Walls: first a picture that shows them, then away with them, by the button
 * that refuses or closes, else by hiding them.  Nothing is agreed to and
 * nobody logs in.
 */
#define WALLS_MAX	3
#define LOADING		2500	/* ms for the frame of a wall to come up */
#define AGAIN		100	/* ms between looks at it */

/* Send ${script} to the page; t->asked until its answer is there. */
static void
ask(struct browser_tab *t, const char *script, cdp_answer *answer)
{

	t->asked = true;
	t->step_wall = time_now();
	visit_evaluate(t, script, answer, &t->asked);
}

static json_t *
answer_of(const struct cdp_message *m)
{
	struct span text = cdp_span(m, json_object_get(m->params, "result"),
	    "value");

	return (text.p == NULL ? NULL : json_read(text, NULL));
}

/* Each thing done is an event. */
static void
tell(struct browser_tab *t, const json_t *answer)
{
	json_t *list = json_object_get(answer, "acts"), *one;
	const char *act;
	size_t i;

	json_array_foreach(list, i, one) {
		act = json_text(one, "act");
		visit_event(t, act != NULL && strcmp(act, "hide") == 0 ?
		    "wall-hidden" : "click", t->step_wall, time_now(),
		    json_incref(one));
	}
	if (json_is_true(json_object_get(answer, "unlocked")))
		visit_event(t, "scroll-unlocked", t->step_wall, time_now(),
		    NULL);
}

static void
on_cleared(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;
	json_t *j = answer_of(m);

	(void)arg;
	t->asked = false;
	t->sight.wall = WALL_NONE;
	t->sight.acted = time_monotonic();
	tell(t, j);
	if (json_is_true(json_object_get(j, "pressed"))) {
		t->sight.wall = WALL_PICTURED;
		ask(t, "constat.clearWall(true)", on_cleared);
	} else if (json_is_true(json_object_get(j, "frame"))) {
		t->sight.wall = WALL_FRAME;
		t->sight.wall_since = time_monotonic();
		frames_look(t);
	}
	json_decref(j);
}

static void
on_refused(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;
	json_t *j = answer_of(m);

	(void)arg;
	if (t->frames_asked > 0)
		t->frames_asked--;
	if (json_array_size(json_object_get(j, "acts")) > 0)
		t->sight.wall = WALL_REFUSED;
	tell(t, j);
	json_decref(j);
}

static void
ask_frames(struct browser_tab *t)
{
	struct buf b = BUF_INIT((size_t)256 * 1024);

	buf_printf(&b, "(() => { if (!globalThis.constat?.refuseHere) {%s} "
	    "return constat.refuseHere(); })()", page_see);
	frames_ask(t, &b, on_refused);
	buf_free(&b);
}

/* The frame of a wall may not be there yet. */
void
wall_tick(struct browser_tab *t, int64_t now)
{
	bool late = now - t->sight.wall_since >
	    browser_pace(t->browser, LOADING);

	if (t->frames_asked > 0 && !late && t->sight.wall != WALL_REFUSED)
		return;
	if (t->sight.wall == WALL_REFUSED || late) {
		frames_forget(t);
		t->sight.wall = WALL_PICTURED;
		ask(t, "constat.clearWall(true)", on_cleared);
	} else if (t->sight.wall == WALL_FRAME) {
		t->sight.wall = WALL_ASKED;
		ask_frames(t);
	} else if (now - t->frames_since > AGAIN) {
		t->sight.wall = WALL_FRAME;
		frames_look(t);
	}
}

static void
on_picture(void *ctx, void *arg, struct cdp_message *m)
{
	struct cut_value v = { .body = NULL };
	struct browser_tab *t = ctx;
	struct error e = ERROR_INIT;
	char name[64];

	(void)arg;
	t->asked = false;
	(void)snprintf(name, sizeof(name), t->sight.walls == 1 ?
	    "evidence/%s-wall.png" : "evidence/%s-wall-%u.png", t->page,
	    t->sight.walls);
	if (cdp_take(t->browser->cdp, m, m->params, "data", true, &v, &e) ==
	    0 && recorder_file(t->recorder, name, v.body, &e) == 0) {
		visit_event(t, "wall", t->step_wall, time_now(),
		    json_pack("{s:s, s:s}", "file", name, "kind",
		    t->sight.wall_kind));
		ask(t, "constat.clearWall()", on_cleared);
	} else {
		/* What was not pictured stays. */
		t->sight.no_walls = true;
		t->sight.wall = WALL_NONE;
		if (e.code != ERR_NOTFOUND && e.code != ERR_SYNTAX)
			visit_error(t, &e);
	}
	body_free(v.body);
}

void
wall_found(struct browser_tab *t, const char *kind)
{

	if (t->sight.walls == WALLS_MAX || t->opts.no_screenshot) {
		t->sight.no_walls = true;
		return;
	}
	t->sight.walls++;
	t->sight.wall = WALL_PICTURED;
	(void)snprintf(t->sight.wall_kind, sizeof(t->sight.wall_kind), "%s",
	    kind);
	t->asked = true;
	t->step_wall = time_now();
	cdp_send(t->browser->cdp, t->main, "Page.captureScreenshot",
	    json_pack("{s:s, s:b}", "format", "png", "optimizeForSpeed", 1),
	    on_picture, t, &t->asked);
}
