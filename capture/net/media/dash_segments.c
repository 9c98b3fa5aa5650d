#include <stdio.h>
#include <string.h>

#include "capture/net/media/dash_internal.h"
#include "store/base/buf.h"
#include "store/base/limits.h"

#define DIGITS_MAX	20	/* width of a number in a template */

/* What a template is filled with (ISO/IEC 23009-1 section 5.3.9.4.4). */
struct filling {
	struct span id;
	int64_t bandwidth, number, time;
};

/* The first of the rendition's levels that has such an element. */
static const xmlNode *
inherited(const struct dash_track *t, const char *element, const char *child)
{
	const xmlNode *n;
	size_t i;

	for (i = 0; i < 3; i++) {
		n = dash_child(t->levels[i], element);
		if (n != NULL && child != NULL)
			n = dash_child(n, child);
		if (n != NULL)
			return (n);
	}
	return (NULL);
}

/* An attribute of SegmentTemplate or SegmentList, innermost first. */
static struct span
setting(const struct dash_track *t, const char *element, const char *name)
{
	struct span s = { NULL, 0 };
	size_t i;

	for (i = 0; i < 3 && s.p == NULL; i++)
		s = dash_attribute(dash_child(t->levels[i], element), name);
	return (s);
}

static int64_t
number(const struct dash_track *t, const char *element, const char *name,
    int64_t otherwise)
{
	struct span s = setting(t, element, name);

	return (s.p == NULL ? otherwise : playlist_number(s));
}

/* "$Number%05d$" without its dollars; false where it is not understood. */
static bool
put_value(struct buf *out, struct span name, const struct filling *f)
{
	ptrdiff_t at = span_find(name, '%');
	struct span width = { NULL, 0 };
	int64_t v, digits = 1;

	if (span_is(name, "RepresentationID")) {
		buf_putspan(out, f->id);
		return (true);
	}
	if (at >= 0) {
		width = span_sub(name, (size_t)at + 1, name.n);
		name = span_sub(name, 0, (size_t)at);
		if (!span_ends(width, "d") || (digits =
		    playlist_number(width)) > DIGITS_MAX)
			return (false);
	}
	if (span_is(name, "Number"))
		v = f->number;
	else if (span_is(name, "Time"))
		v = f->time;
	else if (span_is(name, "Bandwidth"))
		v = f->bandwidth;
	else
		return (false);
	buf_printf(out, "%0*lld", (int)digits, (long long)v);
	return (true);
}

static bool
fill(struct buf *out, struct span template, const struct filling *f)
{
	struct span name;
	ptrdiff_t at, end;

	while ((at = span_find(template, '$')) >= 0) {
		buf_putspan(out, span_sub(template, 0, (size_t)at));
		template = span_sub(template, (size_t)at + 1, template.n);
		if ((end = span_find(template, '$')) < 0)
			return (false);
		name = span_sub(template, 0, (size_t)end);
		template = span_sub(template, (size_t)end + 1, template.n);
		if (name.n == 0)
			buf_puts(out, "$");
		else if (!put_value(out, name, f))
			return (false);
	}
	buf_putspan(out, template);
	return (out->failed == ERR_NONE);
}

static int
add_filled(const struct dash_track *t, struct span template,
    const struct filling *f, struct playlist *l, struct error *e)
{
	struct buf ref = BUF_INIT(URL_MAX);
	int rc = 0;

	if (fill(&ref, template, f))
		rc = playlist_add(l, t->base, buf_span(&ref), false, e);
	else if (ref.failed == ERR_NOMEM)
		rc = error_nomem(e);
	else
		l->unread++;
	buf_free(&ref);
	return (rc);
}

/* How many times the entry ${s} of a time line stands for (section 5.3.9.6). */
static int64_t
repeats(const struct dash_track *t, const xmlNode *s, int64_t from, int64_t d,
    int64_t scale)
{
	struct span r = dash_attribute(s, "r");
	const xmlNode *next = dash_next(s, "S");
	int64_t end;

	if (!span_starts(r, "-"))
		return (playlist_number(r) + 1);
	/* To the next entry, or to the end of the period. */
	if (next != NULL)
		end = playlist_number(dash_attribute(next, "t"));
	else if (t->duration < 0 || t->duration > INT64_MAX / scale)
		return (1);
	else
		end = t->duration * scale / 1000;
	return (end > from ? (end - from + d - 1) / d : 1);
}

/* Segments one by one, as the time line tells their lengths. */
static int
by_timeline(const struct dash_track *t, const xmlNode *line,
    struct span media, struct filling *f, int64_t scale, struct playlist *l,
    struct error *e)
{
	const xmlNode *s;
	struct span at;
	int64_t d, k, n;

	for (s = dash_child(line, "S"); s != NULL; s = dash_next(s, "S")) {
		if ((at = dash_attribute(s, "t")).p != NULL)
			f->time = playlist_number(at);
		if ((d = playlist_number(dash_attribute(s, "d"))) == 0) {
			l->unread++;
			continue;
		}
		n = repeats(t, s, f->time, d, scale);
		for (k = 0; k < n; k++, f->number++) {
			if (playlist_full(l)) {
				l->over += (size_t)(n - k);
				break;
			}
			if (add_filled(t, media, f, l, e) != 0)
				return (-1);
			if (__builtin_add_overflow(f->time, d, &f->time))
				return (0);
		}
	}
	return (0);
}

/* All of the same length, as many as fit into the period. */
static int
by_number(const struct dash_track *t, struct span media, struct filling *f,
    int64_t scale, struct playlist *l, struct error *e)
{
	int64_t d = number(t, "SegmentTemplate", "duration", 0), n, k, ms;

	/* What a live stream has by now is told by a clock, not by it. */
	if (d == 0 || t->duration < 0 || t->live || d > INT64_MAX / 1000 ||
	    t->duration > INT64_MAX / scale) {
		l->unread++;
		return (0);
	}
	ms = t->duration * scale;
	n = ms / (d * 1000) + (ms % (d * 1000) != 0);
	for (k = 0; k < n; k++, f->number++, f->time += d) {
		if (playlist_full(l)) {
			l->over += (size_t)(n - k);
			break;
		}
		if (add_filled(t, media, f, l, e) != 0)
			return (-1);
	}
	return (0);
}

static int
by_template(const struct dash_track *t, struct playlist *l, struct error *e)
{
	static const char name[] = "SegmentTemplate";
	struct span media = setting(t, name, "media");
	struct span first = setting(t, name, "initialization");
	const xmlNode *line = inherited(t, name, "SegmentTimeline");
	int64_t scale = number(t, name, "timescale", 1);
	struct filling f = { .id = dash_attribute(t->levels[0], "id"),
	    .bandwidth = playlist_number(dash_attribute(t->levels[0],
	    "bandwidth")), .number = number(t, name, "startNumber", 1) };

	if (first.p != NULL && add_filled(t, first, &f, l, e) != 0)
		return (-1);
	if (media.p == NULL || scale == 0) {
		l->unread++;
		return (0);
	}
	if (line != NULL)
		return (by_timeline(t, line, media, &f, scale, l, e));
	return (by_number(t, media, &f, scale, l, e));
}

/* What names no file of its own is a piece of the rendition's one file. */
static int
add_named(const struct dash_track *t, const xmlNode *n, const char *name,
    struct playlist *l, struct error *e)
{
	struct span ref = dash_attribute(n, name);

	return (playlist_add(l, t->base, ref.p != NULL ? ref :
	    span_of(url_text(t->base)), false, e));
}

static int
by_list(const struct dash_track *t, struct playlist *l, struct error *e)
{
	const xmlNode *list = inherited(t, "SegmentList", NULL);
	const xmlNode *first = inherited(t, "SegmentList", "Initialization");
	const xmlNode *s;

	if (first != NULL && add_named(t, first, "sourceURL", l, e) != 0)
		return (-1);
	for (s = dash_child(list, "SegmentURL"); s != NULL;
	    s = dash_next(s, "SegmentURL"))
		if (add_named(t, s, "media", l, e) != 0)
			return (-1);
	return (0);
}

int
dash_segments(const struct dash_track *t, struct playlist *l, struct error *e)
{
	const xmlNode *first;

	if (inherited(t, "SegmentTemplate", NULL) != NULL)
		return (by_template(t, l, e));
	if (inherited(t, "SegmentList", NULL) != NULL)
		return (by_list(t, l, e));
	/* SegmentBase, or nothing at all: one file. */
	first = inherited(t, "SegmentBase", "Initialization");
	if (dash_attribute(first, "sourceURL").p != NULL &&
	    add_named(t, first, "sourceURL", l, e) != 0)
		return (-1);
	return (playlist_add(l, t->base, span_of(url_text(t->base)), false,
	    e));
}
