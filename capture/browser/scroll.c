#include <stdio.h>
#include <string.h>

#include "capture/browser/browser_internal.h"

#define QUIET		250	/* ms without traffic: the page has settled */
#define SETTLE_MAX	8000	/* most ms to wait for that after the end */
#define ACTED		150	/* ms for a page to react to what was done */
#define WAIT		120	/* ms to wait in the page for what is loading */
#define LONGER		4	/* times opts.scroll, while the page grows */
#define GROWS		4000	/* ms: it has grown of late */
#define WORLD_EVERY	200	/* ms between asking for a world of ours */

/*
 * Down to the end of the page, again and again while it grows there (the
 * scripts are in page/see.js), then as long as the network is busy.
 */
static int64_t
paced(const struct browser_tab *t, int64_t ms)
{

	return (browser_pace(t->browser, ms));
}

static void
leave(struct browser_tab *t, bool settled)
{

	t->result.settled = settled;
	t->result.scrolled = t->at_end;
	if (!t->at_end && t->opts.scroll > 0 && !t->opts.endless)
		visit_missing(t, "scroll", t->height == 0 ?
		    "the page did not answer" : "the page goes on "
		    "beyond the %lld pixels reached in %lld ms",
		    (long long)t->height,
		    (long long)(time_monotonic() - t->phase_began));
	sight_end(t);
	keep_start(t);
}

/* A list that holds only what is seen changes, and does not grow. */
static void
on_step(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;
	struct span text = cdp_span(m, json_object_get(m->params, "result"),
	    "value");
	int64_t now = time_monotonic(), height = 0, n = 0;
	const char *wall;
	json_t *j = NULL;
	bool more;

	(void)arg;
	t->asked = false;
	if (text.p != NULL)
		j = json_read(text, NULL);
	if (j == NULL || !json_whole(j, "h", &height)) {
		json_decref(j);
		watch_hit(t);
		t->world = 0;		/* the document was replaced */
		return;
	}
	(void)json_whole(j, "n", &n);
	more = sight_answer(t, j) || height != t->height;
	t->at_end = json_is_true(json_object_get(j, "end"));
	t->height = height;
	t->steps += (size_t)n;
	if (more || n > 0 || !t->at_end)
		t->end_since = now;
	t->sight.done = t->sight.last && !more && t->at_end &&
	    requests_quiet(t, now, paced(t, QUIET));
	if ((wall = json_text(j, "wall")) != NULL)
		wall_found(t, wall);
	if (n > 0)
		visit_event(t, "scroll", t->step_wall, time_now(), j);
	else
		json_decref(j);
}

static void
step(struct browser_tab *t, bool last, int64_t wait)
{
	char text[SIGHT_STEP];

	sight_step(t, text, last, wait);
	t->sight.last = last;
	t->asked = true;
	t->step_wall = time_now();
	visit_evaluate(t, text, on_step, &t->asked);
}

/* Where a script kept the page busy, the time for scrolling begins now. */
void
scroll_again(struct browser_tab *t, bool was_busy)
{

	cdp_forget(t->browser->cdp, t, &t->asked);
	t->asked = false;
	t->sight.wall = WALL_NONE;
	if (was_busy)
		t->phase_began = t->end_since = time_monotonic();
}

/* How long all of this may take: longer while it brings more. */
static int64_t
limit(const struct browser_tab *t, int64_t now)
{

	if (!t->opts.endless && t->sight.grown != 0 &&
	    now - t->sight.grown < paced(t, GROWS))
		return (t->opts.scroll * LONGER);
	return (t->opts.scroll);
}

/* The next step, or none yet. */
static void
go_on(struct browser_tab *t, int64_t now)
{
	int64_t busy = requests_busy(t, now, paced(t, QUIET));

	if (t->sight.done) {
		if (sight_frames(t, now)) {
			t->sight.done = false;
			leave(t, true);
		} else if (t->sight.frames == FRAMES_NOT) {
			t->sight.done = false;	/* some was opened there */
		}
	} else if (!t->at_end) {
		step(t, false, busy == 0 ? 0 : WAIT);
	} else if (busy == 0 && now - t->sight.acted >= paced(t, ACTED)) {
		step(t, true, 0);	/* has it grown meanwhile? */
	} else if (now - t->end_since > paced(t, SETTLE_MAX)) {
		leave(t, false);
	} else {
		step(t, false, busy < 0 ? WAIT : busy > 0 ? busy :
		    paced(t, ACTED) - (now - t->sight.acted));
	}
}

void
scroll_tick(struct browser_tab *t, int64_t now)
{
	int64_t spent = now - t->phase_began, most = limit(t, now);
	int64_t settle = paced(t, SETTLE_MAX);
	bool quiet = requests_quiet(t, now, paced(t, QUIET));

	if (spent > most + settle) {
		t->sight.late = true;
		leave(t, quiet);
		return;
	}
	if (t->asked)
		return;
	if (t->world == 0) {
		/* Asked for after loading; again where it went away. */
		if (now - t->world_at > WORLD_EVERY) {
			t->world_at = now;
			visit_world(t);
		}
		return;
	}
	if (t->opts.scroll == 0) {
		if (quiet || spent > settle)
			leave(t, quiet);
	} else if (spent > most || (t->height > HEIGHT_MAX && !t->at_end)) {
		t->sight.late = spent > most;
		if (quiet || now - t->end_since > settle)
			leave(t, quiet);
	} else if (t->sight.wall != WALL_NONE) {
		wall_tick(t, now);
	} else {
		go_on(t, now);
	}
}
