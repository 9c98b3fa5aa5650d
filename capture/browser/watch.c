#include <string.h>

#include "capture/browser/browser_internal.h"

/*
 * Does the page answer?  A question that costs nothing waits in line behind
 * its scripts.  Where no answer comes for long, what runs there is stopped.
 *
 * Whether that was a script is told by the order of two answers: a script is
 * interrupted, and only then comes the question's turn.  Where Chromium itself
 * was at work (a large print), the order to stop waits behind the question, or
 * hits it, and nobody is blamed.
 */
#define AGAIN		250	/* ms between an answer and the next question */
#define KEEPING		5000	/* silence that goes with pictures and print */
#define CAUGHT		1000	/* silence of what had to be stopped before */
#define DIALOGS_MANY	50	/* more than a page has reason to open */
#define MUTE		500	/* silence that explains what is missing */
#define TOLD_MAX	20	/* events of one visit */

/* ms without an answer until scripts are stopped, at the usual pace. */
static const int64_t silence[] = { [PHASE_LOAD] = 10000,
	[PHASE_SCROLL] = 6000, [PHASE_KEEP] = 2000 };

static bool
is_main(const struct browser_tab *t, const struct session *s)
{

	return (strcmp(s->id, t->main) == 0);
}

/* A frame of another site hinders nothing but the print. */
static bool
watched(const struct browser_tab *t, const struct session *s)
{

	if (is_main(t, s))
		return (t->shown && t->phase >= PHASE_LOAD &&
		    t->phase <= PHASE_KEEP);
	return (t->phase == PHASE_KEEP && strcmp(s->type, "iframe") == 0);
}

static int64_t
patience(const struct browser_tab *t, const struct session *s)
{
	int64_t ms = silence[t->phase], left;

	if (t->phase == PHASE_KEEP && t->kept)
		ms = KEEPING;
	/* In a loop of dialogs the order takes some hundred of them. */
	if (s->watch.caught || (is_main(t, s) && t->dialogs > DIALOGS_MANY))
		ms = CAUGHT;
	ms = browser_pace(t->browser, ms);
	if (t->phase == PHASE_LOAD || t->opts.deadline == 0)
		return (ms);
	/* What is stopped late leaves no time for what waits behind it. */
	left = (visit_end(t) - s->watch.since) / 3;
	return (ms < left ? ms : left);
}

static void
blame(struct browser_tab *t, const char *why)
{

	if (!t->blamed)
		visit_missing(t, "script", "%s", why);
	t->blamed = true;
}

static void
caught(struct browser_tab *t, struct session *s)
{
	int64_t now = time_now();

	s->watch.caught = true;
	blame(t, is_main(t, s) ? "the page was too busy to be looked at; its "
	    "script was stopped" : "a frame of the page was too busy; its "
	    "script was stopped");
	if (t->catches++ < TOLD_MAX)
		visit_event(t, "script-stopped", now, now, NULL);
}

static void
on_stopped(void *ctx, void *arg, struct cdp_message *m)
{
	struct session *s = arg;

	(void)ctx;
	if (s->watch.ordered && m->params != NULL)
		s->watch.obeyed = true;
}

static void
on_answer(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;
	struct session *s = arg;
	struct watch *w = &s->watch;
	bool ordered = w->ordered;
	bool script = w->obeyed && m->params != NULL &&
	    json_object_get(m->params, "exceptionDetails") == NULL;

	if (script)
		caught(t, s);
	w->asked = 0;
	w->next = time_monotonic() + AGAIN;
	w->ordered = w->obeyed = false;
	/* What waited for a promise may have been stopped with the rest. */
	if (!ordered || !is_main(t, s))
		return;
	if (t->phase == PHASE_SCROLL)
		scroll_again(t, script);
	else if (t->phase == PHASE_KEEP)
		keep_again(t);
}

static void
ask(struct browser_tab *t, struct session *s, int64_t now)
{

	s->watch.asked = s->watch.since = now;
	cdp_send(t->browser->cdp, s->id, "Runtime.evaluate",
	    json_pack("{s:s}", "expression", "0"), on_answer, t, s);
}

/* What runs again after it was stopped may run no more at all. */
static void
stop(struct browser_tab *t, struct session *s, int64_t now)
{
	struct cdp *c = t->browser->cdp;
	struct watch *w = &s->watch;

	if (w->obeyed)
		caught(t, s);
	w->since = t->active = now;	/* what it held up may come now */
	w->ordered = true;
	w->obeyed = false;
	if (is_main(t, s))
		t->stops++;
	if (w->caught && !w->disabled) {
		w->disabled = true;
		cdp_send(c, s->id, "Emulation.setScriptExecutionDisabled",
		    json_pack("{s:b}", "value", 1), NULL, NULL, NULL);
	}
	cdp_send(c, s->id, "Runtime.terminateExecution", json_object(),
	    on_stopped, t, s);
}

void
watch_tick(struct browser_tab *t, int64_t now)
{
	struct session *s;

	for (s = t->sessions; s != NULL; s = s->next) {
		if (!watched(t, s))
			continue;
		if (s->watch.asked == 0 && now >= s->watch.next)
			ask(t, s, now);
		else if (s->watch.asked != 0 &&
		    now - s->watch.since >= patience(t, s))
			stop(t, s, now);
	}
}

bool
watch_waits(const struct browser_tab *t, int64_t now)
{
	const struct session *s;

	for (s = t->sessions; s != NULL; s = s->next)
		if (watched(t, s) && s->watch.ordered &&
		    now - s->watch.since < browser_pace(t->browser, CAUGHT))
			return (true);
	return (false);
}

void
watch_hit(struct browser_tab *t)
{
	struct session *s;

	for (s = t->sessions; s != NULL; s = s->next)
		if (is_main(t, s))
			s->watch.obeyed = false;
}

void
watch_anew(struct browser_tab *t, const char *session)
{
	struct session *s;

	for (s = t->sessions; s != NULL; s = s->next) {
		if (strcmp(s->id, session) != 0)
			continue;
		cdp_forget(t->browser->cdp, t, s);
		if (s->watch.disabled)
			cdp_send(t->browser->cdp, s->id,
			    "Emulation.setScriptExecutionDisabled",
			    json_pack("{s:b}", "value", 0), NULL, NULL, NULL);
		s->watch = (struct watch){ .asked = 0 };
	}
}

void
watch_blame(struct browser_tab *t, bool lacking)
{
	int64_t now = time_monotonic();
	struct session *s;

	for (s = t->sessions; s != NULL; s = s->next)
		if (watched(t, s) && s->watch.asked != 0 &&
		    (s->watch.obeyed || (lacking &&
		    now - s->watch.asked >= MUTE)))
			blame(t, "the page did not answer any more");
}
