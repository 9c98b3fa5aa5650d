#include <stdio.h>
#include <string.h>

#include "capture/browser/browser_internal.h"

#define QUIET		250	/* ms without traffic: the page has settled */
#define SETTLE_MAX	8000	/* most ms to wait for that after the end */

/*
 * Go down by windows, one picture frame for each, so that everything passes
 * through the window once and what loads lazily is asked for.  The page's own
 * scrolling box is used where the document itself does not scroll.
 */
static const char script[] =
    "(async (steps, limit) => {"
    "const d = document.scrollingElement || document.documentElement;"
    "let box = d;"
    "if (d && d.scrollHeight <= innerHeight + 1)"
    " for (let n = document.elementFromPoint(innerWidth / 2,"
    " innerHeight / 2); n; n = n.parentElement)"
    "  if (n.scrollHeight > n.clientHeight + 1 &&"
    "   n.clientHeight > innerHeight / 2 &&"
    "   /auto|scroll/.test(getComputedStyle(n).overflowY)) {"
    "   box = n; break; }"
    "if (!box) return JSON.stringify({y: 0, h: 0, n: 0, end: true});"
    "const view = box === d ? innerHeight : box.clientHeight;"
    "const frame = () => new Promise((r) => {"
    " const t = setTimeout(r, 100);"
    " requestAnimationFrame(() => { clearTimeout(t); r(); }); });"
    "const until = performance.now() + limit;"
    "const done = () => box.scrollTop + view >= box.scrollHeight - 1;"
    "let n = 0, end = done();"
    "while (!end && n < steps && performance.now() < until) {"
    " const y = box.scrollTop;"
    " box.scrollTo({top: y + view, behavior: 'instant'});"
    " await frame(); n++;"
    " end = done() || box.scrollTop <= y; }"
    "if (end) await frame();"
    "return JSON.stringify({y: Math.round(box.scrollTop),"
    " h: box.scrollHeight, n, end});"
    "})(%d, %d)";

static bool
is_quiet(const struct browser_tab *t, int64_t now)
{

	return (requests_quiet(t, now, browser_pace(t->browser, QUIET)));
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
	keep_start(t);
}

static void
on_step(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;
	struct span text = cdp_span(m, json_object_get(m->params, "result"),
	    "value");
	int64_t now = time_monotonic(), height = 0, n = 0;
	json_t *j = NULL;
	bool end, same;

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
	end = json_is_true(json_object_get(j, "end"));
	same = end && height == t->height;
	t->steps += (size_t)n;
	if (n > 0)
		visit_event(t, "scroll", t->step_wall, time_now(), j);
	else
		json_decref(j);
	if (same && t->at_end && is_quiet(t, now)) {
		leave(t, true);
		return;
	}
	t->height = height;
	t->at_end = end;
	t->end_since = now;
}

static void
step(struct browser_tab *t, int steps)
{
	char text[sizeof(script) + 32];

	(void)snprintf(text, sizeof(text), script, steps, 1000);
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
	if (was_busy)
		t->phase_began = t->end_since = time_monotonic();
}

void
scroll_tick(struct browser_tab *t, int64_t now)
{
	int64_t spent = now - t->phase_began;
	int64_t settle = browser_pace(t->browser, SETTLE_MAX);
	bool quiet = is_quiet(t, now);

	if (spent > t->opts.scroll + settle) {
		leave(t, quiet);
		return;
	}
	if (t->asked)
		return;
	if (t->world == 0) {
		/* Asked for after loading; again where it went away. */
		if (now - t->world_at > 200) {
			t->world_at = now;
			visit_world(t);
		}
		return;
	}
	if (t->opts.scroll == 0) {
		if (quiet || spent > settle)
			leave(t, quiet);
	} else if (spent > t->opts.scroll ||
	    (t->height > HEIGHT_MAX && !t->at_end)) {
		if (quiet || now - t->end_since > settle)
			leave(t, quiet);
	} else if (!t->at_end) {
		step(t, 8);
	} else if (quiet) {
		step(t, 1);		/* has it grown meanwhile? */
	} else if (now - t->end_since > settle) {
		leave(t, false);
	}
}
