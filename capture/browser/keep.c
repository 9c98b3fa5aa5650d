#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/browser/browser_internal.h"

#define EARLY		"constat.html()"
#define PASSED		"constat.passedTexts()"
#define READY		"constat.ready()"
#define WORLD_EVERY	200	/* ms between asking for a world of ours */
#define WIDTH_MAX	4096
#define THUMB_SCALE	0.25

static const char *const parts[KEEP_PARTS] = { [KEEP_READY] = "page",
	[KEEP_METRICS] = "size", [KEEP_TEXT] = "text", [KEEP_HTML] = "dom",
	[KEEP_PASSED] = "passed", [KEEP_THUMB] = "thumbnail",
	[KEEP_SHOT] = "screenshot", [KEEP_PDF] = "pdf" };

/* All is there, and nothing waits to be judged: on. */
static void
leave(struct browser_tab *t, int64_t now)
{

	if (t->keeping > 0 || !t->kept || t->phase != PHASE_KEEP ||
	    watch_waits(t, now))
		return;
	watch_blame(t, false);
	visit_phase(t, PHASE_DRAIN);
}

static void
done(struct browser_tab *t, struct keep *k)
{

	k->pending = false;
	t->phase_began = time_monotonic();
	if (t->keeping > 0)
		t->keeping--;
	leave(t, t->phase_began);
}

static struct keep *
begin(struct browser_tab *t, enum keep_part part)
{
	struct keep *k;

	if (t->keeps == KEEPS_MAX)
		return (NULL);
	k = &t->keep[t->keeps++];
	*k = (struct keep){ .part = part, .pending = true,
		.stops = t->stops, .began = time_now() };
	t->keeping++;
	return (k);
}

/* Whether our own script was stopped instead of the page's. */
static bool
hit(struct browser_tab *t, struct keep *k, const struct cdp_message *m)
{

	if (k->stops == t->stops || json_object_get(json_object_get(m->params,
	    "result"), "value") != NULL)
		return (false);
	k->stops = t->stops;
	watch_hit(t);
	return (true);
}

/* Take the answer's string ${key} of ${object}. */
static bool
take(struct browser_tab *t, struct keep *k, struct cdp_message *m,
    const json_t *object, const char *key, bool base64, struct cut_value *v)
{
	struct error e = ERROR_INIT;

	if (cdp_take(t->browser->cdp, m, object, key, base64, v, &e) == -1) {
		if (e.code != ERR_NOTFOUND && e.code != ERR_SYNTAX)
			visit_error(t, &e);
		else
			visit_missing(t, parts[k->part], "%s",
			    m->failure != NULL ? m->failure : e.text);
		return (false);
	}
	if (v->over)
		visit_missing(t, parts[k->part], "too large");
	return (true);
}

/* Make it the file ${suffix}. */
static bool
file(struct browser_tab *t, struct keep *k, struct body **content,
    const char *suffix)
{
	struct error e = ERROR_INIT;
	char name[64];
	json_t *detail;

	(void)snprintf(name, sizeof(name), "evidence/%s%s", t->page, suffix);
	/* A log-in's secrets may have been written into the page. */
	if (((k->part == KEEP_TEXT || k->part == KEEP_HTML ||
	    k->part == KEEP_PASSED) &&
	    recorder_clean_body(t->recorder, content, &e) == -1) ||
	    recorder_file(t->recorder, name, *content, &e) == -1) {
		t->recorder_failed = true;
		visit_error(t, &e);
		return (false);
	}
	detail = json_pack("{s:s, s:I}", "file", name, "bytes",
	    (json_int_t)body_size(*content));
	if (k->part == KEEP_SHOT && detail != NULL)
		(void)json_object_update_new(detail, json_pack(
		    "{s:I, s:I, s:I}", "y", (json_int_t)k->y, "width",
		    (json_int_t)k->width, "height", (json_int_t)k->height));
	visit_event(t, parts[k->part], k->began, time_now(), detail);
	recorder_step(t->recorder, parts[k->part], 1, 1);
	return (true);
}

static void
on_pdf(void *ctx, void *arg, struct cdp_message *m)
{
	struct cut_value v = { .body = NULL };
	struct browser_tab *t = ctx;

	t->result.pdf = take(t, arg, m, m->params, "data", true, &v) &&
	    file(t, arg, &v.body, ".pdf");
	body_free(v.body);
	done(t, arg);
}

static void
tell_dom(struct browser_tab *t, const struct body *html, bool kept)
{
	struct browser_dom d = { .page = t->page, .html = html,
	    .url = t->result.final_url != NULL ? t->result.final_url : t->url,
	    .kept = kept };

	if (t->opts.dom != NULL && html != NULL)
		t->opts.dom(t->opts.ctx, &d);
}

static void
on_html(void *ctx, void *arg, struct cdp_message *m)
{
	struct cut_value v = { .body = NULL };
	struct browser_tab *t = ctx;
	struct error e = ERROR_INIT;

	if (hit(t, arg, m)) {
		inside_ask(t, INSIDE_HTML, on_html, arg);
		return;
	}
	t->result.html = take(t, arg, m, json_object_get(m->params, "result"),
	    "value", false, &v) && file(t, arg, &v.body, ".html");
	body_free(t->result.dom);
	t->result.dom = v.body;
	if (t->result.html && inside_html(t, &e) != 0)
		visit_error(t, &e);
	if (t->result.html)
		tell_dom(t, t->result.dom, true);
	done(t, arg);
}

static void
on_early(void *ctx, void *arg, struct cdp_message *m)
{
	struct cut_value v = { .body = NULL };
	struct browser_tab *t = ctx;

	(void)arg;
	if (cdp_take(t->browser->cdp, m, json_object_get(m->params, "result"),
	    "value", false, &v, NULL) == 0 && !v.over)
		tell_dom(t, v.body, false);
	body_free(v.body);
}

void
keep_early(struct browser_tab *t)
{

	if (!t->opts.early || t->early || t->phase != PHASE_SCROLL)
		return;
	t->early = true;
	visit_evaluate(t, EARLY, on_early, &t->early);
}

static void
on_text(void *ctx, void *arg, struct cdp_message *m)
{
	struct cut_value v = { .body = NULL };
	struct browser_tab *t = ctx;
	struct error e = ERROR_INIT;

	if (hit(t, arg, m)) {
		inside_ask(t, INSIDE_TEXT, on_text, arg);
		return;
	}
	t->result.text = take(t, arg, m, json_object_get(m->params, "result"),
	    "value", false, &v);
	if (t->result.text && inside_text(t, &v.body, &e) != 0)
		visit_error(t, &e);
	else if (t->result.text)
		t->result.text = file(t, arg, &v.body, ".txt");
	body_free(t->result.visible);
	t->result.visible = v.body;
	done(t, arg);
}

/* What a list has shown while it was scrolled, and holds no more. */
static void
on_passed(void *ctx, void *arg, struct cdp_message *m)
{
	struct cut_value v = { .body = NULL };
	struct browser_tab *t = ctx;

	if (cdp_take(t->browser->cdp, m, json_object_get(m->params, "result"),
	    "value", false, &v, NULL) == 0 && body_size(v.body) > 0)
		(void)file(t, arg, &v.body, "-passed.txt");
	body_free(v.body);
	done(t, arg);
}

/*
 * One picture at a time: each sets the size of the window for itself, and two
 * under way would draw each other's part of the page.  First the small one of
 * the window, then the whole page in tiles.
 */
static void shoot_next(struct browser_tab *t);

static void
on_shot(void *ctx, void *arg, struct cdp_message *m)
{
	struct cut_value v = { .body = NULL };
	struct browser_tab *t = ctx;
	struct keep *k = arg;
	char suffix[32] = ".png";

	if (k->index > 0)
		(void)snprintf(suffix, sizeof(suffix), "-%u.png",
		    k->index + 1);
	if (take(t, k, m, m->params, "data", true, &v) &&
	    file(t, k, &v.body, suffix))
		t->result.tiles++;
	body_free(v.body);
	shoot_next(t);
	done(t, k);
}

static void
on_thumb(void *ctx, void *arg, struct cdp_message *m)
{
	struct cut_value v = { .body = NULL };
	struct browser_tab *t = ctx;
	struct error e = ERROR_INIT;

	if (cdp_take(t->browser->cdp, m, m->params, "data", true, &v, &e) ==
	    0) {
		body_free(t->result.thumbnail);
		t->result.thumbnail = v.body;
		t->result.thumbnail_mime = "image/jpeg";
	} else if (e.code != ERR_NOTFOUND && e.code != ERR_SYNTAX) {
		visit_error(t, &e);
	}
	shoot_next(t);
	done(t, arg);
}

static void
shoot_thumb(struct browser_tab *t)
{
	struct keep *k;

	if ((k = begin(t, KEEP_THUMB)) == NULL)
		return;
	cdp_send(t->browser->cdp, t->main, "Page.captureScreenshot",
	    json_pack("{s:s, s:i, s:b, s:{s:i, s:i, s:i, s:i, s:f}}",
	    "format", "jpeg", "quality", 70, "optimizeForSpeed", 1,
	    "clip", "x", 0, "y", 0,
	    "width", t->opts.width, "height", t->opts.height,
	    "scale", THUMB_SCALE), on_thumb, t, k);
}

static void
shoot_next(struct browser_tab *t)
{
	int64_t y = (int64_t)t->shots * TILE_HEIGHT, width = t->result.width;
	int64_t left = t->result.height - y;
	struct keep *k;

	if (left <= 0 || t->shots == TILES_MAX ||
	    (k = begin(t, KEEP_SHOT)) == NULL) {
		if (left > 0)
			visit_missing(t, "screenshot", "the page "
			    "is %lld pixels high, the pictures end at %lld",
			    (long long)t->result.height, (long long)y);
		return;
	}
	k->index = t->shots++;
	k->y = y;
	k->width = width > WIDTH_MAX ? WIDTH_MAX : width;
	k->height = left > TILE_HEIGHT ? TILE_HEIGHT : left;
	cdp_send(t->browser->cdp, t->main, "Page.captureScreenshot",
	    json_pack("{s:s, s:b, s:b, s:{s:i, s:I, s:I, s:I, s:i}}",
	    "format", "png", "optimizeForSpeed", 1,
	    "captureBeyondViewport", 1, "clip", "x", 0,
	    "y", (json_int_t)y, "width", (json_int_t)k->width,
	    "height", (json_int_t)k->height, "scale", 1), on_shot, t, k);
}

/* All at once: the browser works on them side by side. */
static void
keep_all(struct browser_tab *t)
{
	struct cdp *c = t->browser->cdp;
	struct keep *k;

	t->pictured = true;
	if (!t->opts.no_screenshot) {
		if (t->result.width > WIDTH_MAX)
			visit_missing(t, "screenshot", "the page "
			    "is %lld pixels wide, the picture %d",
			    (long long)t->result.width, WIDTH_MAX);
		shoot_thumb(t);
	}
	if (!t->opts.no_pdf && (k = begin(t, KEEP_PDF)) != NULL)
		cdp_send(c, t->main, "Page.printToPDF",
		    json_pack("{s:b}", "printBackground", 1), on_pdf, t, k);
}

/* What was found inside the page is there: text and document of all of it. */
static void
keep_texts(struct browser_tab *t)
{
	struct keep *k;

	t->kept = true;
	if ((k = begin(t, KEEP_TEXT)) != NULL)
		inside_ask(t, INSIDE_TEXT, on_text, k);
	if ((k = begin(t, KEEP_HTML)) != NULL)
		inside_ask(t, INSIDE_HTML, on_html, k);
	if (t->opts.scroll > 0 && (k = begin(t, KEEP_PASSED)) != NULL)
		visit_evaluate(t, PASSED, on_passed, k);
}

static char *
copy(struct browser_tab *t, const char *s)
{
	char *to = NULL;

	if (s != NULL && (to = strdup(s)) == NULL)
		visit_fail(t, ERR_NOMEM, "out of memory");
	return (to);
}

static void
on_ready(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;
	struct span text = cdp_span(m, json_object_get(m->params, "result"),
	    "value");
	json_t *j;

	if (hit(t, arg, m) || t->world == 0) {
		t->ready = arg;
		return;
	}
	j = text.p == NULL ? NULL : json_read(text, NULL);
	if (j != NULL) {
		free(t->result.title);
		free(t->result.favicon);
		t->result.title = copy(t, json_text(j, "title"));
		t->result.favicon = copy(t, json_text(j, "icon"));
		visit_event(t, "page", t->phase_wall, time_now(), j);
	} else {
		visit_missing(t, "title", "%s",
		    m->failure == NULL ? "no answer" : m->failure);
	}
	if (t->keeping == 1)
		keep_all(t);
	done(t, arg);
}

static void
on_metrics(void *ctx, void *arg, struct cdp_message *m)
{
	struct browser_tab *t = ctx;
	const json_t *size = json_object_get(m->params, "cssContentSize");
	double w = cdp_number(size, "width", t->opts.width);
	double h = cdp_number(size, "height", t->opts.height);

	/* Half a pixel more than nothing, and no size out of all bounds. */
	t->result.width = w >= 1 && w < 1e6 ? (int64_t)(w + 0.99) :
	    t->opts.width;
	t->result.height = h >= 1 && h < 1e9 ? (int64_t)(h + 0.99) :
	    t->opts.height;
	if (t->keeping == 1)
		keep_all(t);
	done(t, arg);
}

void
keep_start(struct browser_tab *t)
{
	struct keep *k;

	cdp_forget(t->browser->cdp, t, &t->asked);
	if (t->result.mime != NULL &&
	    strcmp(t->result.mime, "application/pdf") == 0) {
		/* Shown by a viewer whose inside no picture reaches. */
		visit_missing(t, "screenshot",
		    "a PDF file is no page; it is kept as it came");
		visit_phase(t, PHASE_DRAIN);
		return;
	}
	/* Pictures, print and text are to be of the same document. */
	guard_freeze(t);
	visit_phase(t, PHASE_KEEP);
	t->ready = begin(t, KEEP_READY);
	inside_start(t);
	if ((k = begin(t, KEEP_METRICS)) != NULL)
		cdp_send(t->browser->cdp, t->main, "Page.getLayoutMetrics",
		    json_object(), on_metrics, t, k);
	keep_tick(t, t->phase_began);
}

/* Never in the page's own world, where it could answer for itself. */
void
keep_tick(struct browser_tab *t, int64_t now)
{
	struct keep *k = t->ready;

	if (inside_tick(t, now) && t->pictured && !t->kept)
		keep_texts(t);
	leave(t, now);
	if (k == NULL || t->phase != PHASE_KEEP)
		return;
	if (t->world != 0) {
		t->ready = NULL;
		visit_evaluate(t, READY, on_ready, k);
	} else if (now - t->world_at > WORLD_EVERY) {
		t->world_at = now;
		visit_world(t);
	}
}

void
keep_again(struct browser_tab *t)
{
	size_t i;

	for (i = 0; i < t->keeps; i++) {
		if (t->keep[i].part != KEEP_READY || !t->keep[i].pending)
			continue;
		cdp_forget(t->browser->cdp, t, &t->keep[i]);
		t->ready = &t->keep[i];
	}
}

static bool
begun(const struct browser_tab *t, enum keep_part part)
{
	size_t i;

	for (i = 0; i < t->keeps; i++)
		if (t->keep[i].part == part)
			return (true);
	return (false);
}

/* What was asked for in vain, and what was not even asked for. */
void
keep_give_up(struct browser_tab *t)
{
	const bool wanted[KEEP_PARTS] = { [KEEP_TEXT] = true,
		[KEEP_HTML] = true, [KEEP_SHOT] = !t->opts.no_screenshot,
		[KEEP_PDF] = !t->opts.no_pdf };
	size_t i;

	watch_blame(t, true);
	for (i = 0; i < t->keeps; i++) {
		if (!t->keep[i].pending)
			continue;
		t->keep[i].pending = false;
		cdp_forget(t->browser->cdp, t, &t->keep[i]);
		visit_missing(t, parts[t->keep[i].part],
		    "the browser did not make it in time");
	}
	for (i = 0; i < KEEP_PARTS; i++)
		if (wanted[i] && !begun(t, (enum keep_part)i))
			visit_missing(t, parts[i],
			    "the browser had no time left for it");
	t->keeping = 0;
	visit_phase(t, PHASE_DRAIN);
}
