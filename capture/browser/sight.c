#include <stdio.h>
#include <string.h>

#include "capture/browser/browser_internal.h"
#include "capture/browser/page/page.h"

/*
 * Opening what is closed: what the scripts in the page have found and pressed,
 * its limits, and the frames of other documents, where comments often stand.
 */
#define PRESSES_MAX	500	/* of one visit */
#define PRESSES_ENDLESS	60	/* where not to see all is no lack */
#define BYTES_MAX	(INT64_C(512) << 20)	/* received while opening */
#define ROUNDS_MAX	30	/* through the frames */

/* How many more may be pressed now. */
static unsigned
may_press(const struct browser_tab *t)
{
	const struct sight *s = &t->sight;
	unsigned most = t->opts.endless ? PRESSES_ENDLESS : PRESSES_MAX;

	if (s->hold != HOLD_THERE || s->pressed >= most || s->late ||
	    t->received - s->received > BYTES_MAX)
		return (0);
	return (most - s->pressed);
}

void
sight_step(const struct browser_tab *t, char text[static SIGHT_STEP],
    bool last, int64_t wait)
{

	(void)snprintf(text, SIGHT_STEP, "constat.step({steps: 8, ms: 1000, "
	    "wait: %d, open: %u, all: %d, wall: %d, last: %d})", (int)wait,
	    may_press(t), last, !t->sight.no_walls, last);
}

/* Each press is an event of its own; ${frame}: in which it stands, or NULL. */
static size_t
tell_presses(struct browser_tab *t, const json_t *answer,
    const struct frame *frame)
{
	json_t *list = json_object_get(answer, "clicks"), *one;
	size_t i;

	json_array_foreach(list, i, one) {
		t->sight.pressed++;
		if (frame != NULL)
			(void)json_object_set_new(one, "frame",
			    json_string(frame->url));
		visit_event(t, "click", t->step_wall, time_now(),
		    json_incref(one));
	}
	return (json_array_size(list));
}

bool
sight_answer(struct browser_tab *t, json_t *answer)
{
	int64_t found = 0, grew = 0, n = 0, now = time_monotonic();
	size_t pressed = tell_presses(t, answer, NULL);

	(void)json_whole(answer, "waiting", &found);
	(void)json_whole(answer, "grew", &grew);
	(void)json_whole(answer, "n", &n);
	(void)json_object_del(answer, "clicks");
	t->sight.left = found;
	if (n > 0 || pressed > 0)
		t->sight.acted = now;
	if (grew > 0 || pressed > 0)
		t->sight.grown = now;
	if (found > 0 && t->sight.hold == HOLD_NOT) {
		t->sight.received = t->received;
		guard_hold(t);
	}
	return (grew > 0 || pressed > 0 || (found > 0 &&
	    (t->sight.hold == HOLD_ASKED || may_press(t) > 0)));
}

/* What was left closed, and why. */
void
sight_end(struct browser_tab *t)
{
	const struct sight *s = &t->sight;

	if (s->left > 0 && s->hold != HOLD_NOT && !t->opts.endless)
		visit_missing(t, "open", "%lld buttons that promise more were "
		    "not pressed: after %u of them %s", (long long)s->left,
		    s->pressed, s->late ? "there was no time left" :
		    "a limit was reached");
}

/* --- Frames --- */

static void
on_frame(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;
	struct frame *f = arg;
	struct span text = cdp_span(m, json_object_get(m->params, "result"),
	    "value");
	json_t *j = text.p == NULL ? NULL : json_read(text, NULL);
	int64_t found = 0;

	if (t->frames_asked > 0)
		t->frames_asked--;
	if (j == NULL)
		return;
	(void)json_whole(j, "waiting", &found);
	if (tell_presses(t, j, f) > 0) {
		t->sight.acted = t->sight.grown = time_monotonic();
		t->sight.frames_again = true;
	}
	if (found > 0) {
		guard_hold(t);
		if (may_press(t) > 0 || t->sight.hold == HOLD_ASKED)
			t->sight.frames_again = true;
	}
	json_decref(j);
}

static void
ask_frames(struct browser_tab *t)
{
	struct buf b = BUF_INIT((size_t)256 * 1024);

	/* Small ones are pixels and advertisements. */
	buf_puts(&b, "(() => { if (innerWidth < 200 || innerHeight < 100)"
	    " return ''; if (!globalThis.constat?.step) {");
	buf_puts(&b, page_see);
	buf_printf(&b, "} return constat.step({steps: 0, ms: 400, wait: 0, "
	    "open: %u, all: true, wall: false, last: %d}); })()",
	    may_press(t), t->sight.frame_rounds > 1);
	frames_ask(t, &b, on_frame);
	buf_free(&b);
}

bool
sight_frames(struct browser_tab *t, int64_t now)
{
	struct sight *s = &t->sight;

	if (!t->framed || s->frame_rounds > ROUNDS_MAX)
		return (true);
	switch (s->frames) {
	case FRAMES_NOT:
		s->frames = FRAMES_LOOKED;
		s->frames_again = false;
		frames_look(t);
		return (false);
	case FRAMES_LOOKED:
	case FRAMES_ASKED:
		break;
	}
	if (t->frames_asked > 0 && now - t->frames_since <
	    browser_pace(t->browser, 3000))
		return (false);
	if (s->frames == FRAMES_LOOKED) {
		s->frames = FRAMES_ASKED;
		s->frame_rounds++;
		ask_frames(t);
		return (t->frames_n < 2);
	}
	frames_forget(t);
	s->frames = FRAMES_NOT;
	return (!s->frames_again);
}
