#include <string.h>

#include "capture/net/media/playlist_internal.h"

#define SIDE	100000		/* largest width or height believed */

/* A rendition of a multivariant playlist (RFC 8216 section 4.3.4.2). */
struct stream {
	struct span uri;
	struct span groups[3];		/* audio, video, subtitles */
};

/* An alternative track (section 4.3.4.1). */
struct track {
	struct span uri;
	struct span group;
};

struct hls {
	const struct url *base;
	struct playlist *l;
	struct stream streams[PLAYLIST_VARIANTS_MAX];
	struct variant v[PLAYLIST_VARIANTS_MAX];
	size_t n;
	struct track tracks[PLAYLIST_VARIANTS_MAX];
	size_t tracks_n;
	bool in_stream;		/* its URI is on the next line */
	bool in_segment;	/* the same of a segment */
	bool segments;		/* it is a playlist of segments */
	bool ended;
};

static const char *const group_names[] = { "AUDIO", "VIDEO", "SUBTITLES" };

/*
 * The value of the attribute ${name} (section 4.2), without its quotes;
 * absent where there is none.
 */
static struct span
attribute(struct span list, const char *name)
{
	struct span key, value;
	ptrdiff_t at;

	while (list.n > 0 && (at = span_find(list, '=')) >= 0) {
		key = span_trim(span_sub(list, 0, (size_t)at));
		list = span_sub(list, (size_t)at + 1, list.n);
		if (span_starts(list, "\"")) {
			list = span_sub(list, 1, list.n);
			if ((at = span_find(list, '"')) < 0)
				break;
			value = span_sub(list, 0, (size_t)at);
			list = span_sub(list, (size_t)at + 1, list.n);
			at = span_find(list, ',');
		} else {
			at = span_find(list, ',');
			value = span_trim(at < 0 ? list :
			    span_sub(list, 0, (size_t)at));
		}
		if (span_is(key, name))
			return (value);
		if (at < 0)
			break;
		list = span_sub(list, (size_t)at + 1, list.n);
	}
	return ((struct span){ NULL, 0 });
}

static int
add(struct hls *h, struct span ref, bool playlist, struct error *e)
{

	/* A variable (EXT-X-DEFINE) is not in the standard that we read. */
	if (ref.n > 1 && memmem(ref.p, ref.n, "{$", 2) != NULL) {
		h->l->unread++;
		return (0);
	}
	return (playlist_add(h->l, h->base, ref, playlist, e));
}

static void
on_stream(struct hls *h, struct span list)
{
	struct span size = attribute(list, "RESOLUTION");
	ptrdiff_t x = span_find(size, 'x');
	struct variant *v = &h->v[h->n];
	size_t i;

	h->in_stream = true;
	if (h->n == PLAYLIST_VARIANTS_MAX) {
		h->l->over++;
		return;
	}
	*v = (struct variant){
		.bandwidth = playlist_number(attribute(list, "BANDWIDTH"))
	};
	if (x > 0) {
		v->width = playlist_number(size);
		v->height = playlist_number(span_sub(size, (size_t)x + 1,
		    size.n));
	}
	if (v->width > SIDE || v->height > SIDE)
		v->width = v->height = 0;
	for (i = 0; i < 3; i++)
		h->streams[h->n].groups[i] = attribute(list, group_names[i]);
}

static void
on_track(struct hls *h, struct span list)
{
	struct track t = { attribute(list, "URI"),
	    attribute(list, "GROUP-ID") };

	if (t.uri.p == NULL || t.group.p == NULL)
		return;
	if (h->tracks_n == PLAYLIST_VARIANTS_MAX)
		h->l->over++;
	else
		h->tracks[h->tracks_n++] = t;
}

/* How the segments are encrypted (section 4.3.2.4). */
static int
on_key(struct hls *h, struct span list, struct error *e)
{
	struct span method = attribute(list, "METHOD");
	struct span format = attribute(list, "KEYFORMAT");
	struct span uri = attribute(list, "URI");

	if (span_is(method, "NONE") || uri.p == NULL)
		return (0);
	if (format.p != NULL && !span_is(format, "identity")) {
		h->l->locked = true;
		return (0);
	}
	return (add(h, uri, false, e));
}

static int
on_tag(struct hls *h, struct span tag, struct span value, struct error *e)
{
	struct span uri;

	if (span_is(tag, "#EXT-X-STREAM-INF")) {
		on_stream(h, value);
	} else if (span_is(tag, "#EXT-X-MEDIA")) {
		on_track(h, value);
	} else if (span_is(tag, "#EXTINF")) {
		h->segments = h->in_segment = true;
	} else if (span_is(tag, "#EXT-X-TARGETDURATION")) {
		h->segments = true;
	} else if (span_is(tag, "#EXT-X-ENDLIST")) {
		h->ended = true;
	} else if (span_is(tag, "#EXT-X-KEY") ||
	    span_is(tag, "#EXT-X-SESSION-KEY")) {
		return (on_key(h, value, e));
	} else if (span_is(tag, "#EXT-X-MAP")) {
		if ((uri = attribute(value, "URI")).p != NULL)
			return (add(h, uri, false, e));
	}
	return (0);
}

static int
on_line(struct hls *h, struct span line, struct error *e)
{
	ptrdiff_t at;

	if (line.n == 0)
		return (0);
	if (line.p[0] == '#') {
		at = span_find(line, ':');
		return (on_tag(h, at < 0 ? line : span_sub(line, 0,
		    (size_t)at), at < 0 ? (struct span){ line.p, 0 } :
		    span_sub(line, (size_t)at + 1, line.n), e));
	}
	if (h->in_stream && h->n < PLAYLIST_VARIANTS_MAX)
		h->streams[h->n++].uri = line;
	else if (h->in_segment && add(h, line, false, e) != 0)
		return (-1);
	h->in_stream = h->in_segment = false;
	return (0);
}

/* A rendition, and the tracks that belong to it. */
static int
take(struct hls *h, size_t which, struct error *e)
{
	const struct stream *s = &h->streams[which];
	size_t i, k;

	if (add(h, s->uri, true, e) != 0)
		return (-1);
	for (i = 0; i < h->tracks_n; i++)
		for (k = 0; k < 3; k++)
			if (s->groups[k].p != NULL &&
			    span_eq(s->groups[k], h->tracks[i].group) &&
			    add(h, h->tracks[i].uri, true, e) != 0)
				return (-1);
	return (0);
}

static int
choose(struct hls *h, struct error *e)
{
	size_t best, first, i;

	best = playlist_best(h->v, h->n, &first);
	h->l->width = h->v[best].width;
	h->l->height = h->v[best].height;
	h->l->bandwidth = h->v[best].bandwidth;
	if (take(h, best, e) != 0 || (first != best && take(h, first, e) != 0))
		return (-1);
	for (i = 0; i < h->n; i++)
		playlist_know(h->l, h->base, h->streams[i].uri);
	for (i = 0; i < h->tracks_n; i++)
		playlist_know(h->l, h->base, h->tracks[i].uri);
	return (0);
}

int
playlist_read_hls(struct span text, const char *base, struct playlist *l,
    struct error *e)
{
	struct hls h = { .l = l };
	struct url *own = NULL;
	struct span line;
	int rc = -1;

	if (playlist_look(text) != PLAYLIST_HLS)
		return (error_set(e, ERR_SYNTAX, "no HLS playlist"));
	if (playlist_base(l, base, &own, e) != 0)
		return (-1);
	h.base = own;
	while (span_line(&text, &line))
		if (on_line(&h, span_trim(line), e) != 0)
			goto out;
	if (h.n > 0 && !h.segments && choose(&h, e) != 0)
		goto out;
	l->live = l->live || (h.segments && !h.ended);
	rc = 0;
out:
	url_free(own);
	return (rc);
}
