#include <stdlib.h>
#include <string.h>

#include "capture/net/media/playlist.h"
#include "capture/net/net_internal.h"
#include "store/base/json.h"
#include "store/base/time.h"

#define ROUNDS	3	/* list of renditions, list of segments, segments */

/* One film or recording, and how it went. */
struct film {
	const char *url;
	const char *kind;		/* "file", "hls" or "dash" */
	struct playlist all;		/* what it consists of */
	size_t next;			/* first part that was not asked for */
	size_t whole, failed;
	char why[200];			/* of the first that failed */
	int64_t bytes;
	bool over;			/* no room or time for the rest */
	bool aside;			/* a part of another film */
};

/* A thing to fetch, and the film that it belongs to. */
struct job {
	struct film *film;
	const char *url;
	bool playlist;
};

struct media {
	struct recorder *r;
	struct film *films;
	size_t n;
	struct job *jobs;		/* of this round */
	size_t jobs_n;
	struct error trouble;
};

bool
net_is_playlist(const char *url, const char *mime)
{
	static const char *const types[] = { "application/vnd.apple.mpegurl",
	    "application/x-mpegurl", "audio/mpegurl", "audio/x-mpegurl",
	    "application/dash+xml" };
	static const char *const ends[] = { ".m3u8", ".mpd" };
	struct span path = span_of(url);
	size_t i;

	for (i = 0; mime != NULL && i < sizeof(types) / sizeof(types[0]); i++)
		if (span_is_nocase(span_of(mime), types[i]))
			return (true);
	path.n = strcspn(url, "?#");
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (span_ends(path, ends[i]))
			return (true);
	return (false);
}

/* Servers call them text at times: the beginning of the bytes tells too. */
static bool
is_playlist(const struct job *j, const struct net_result *r)
{
	uint8_t head[1024];
	ssize_t n;

	if (j->playlist || net_is_playlist(j->url, r->mime))
		return (true);
	n = body_size(r->body) == 0 ? 0 : body_read(r->body, 0, head,
	    sizeof(head), NULL);
	return (n > 0 && playlist_look((struct span){ head, (size_t)n }) !=
	    PLAYLIST_NONE);
}

/* Read a playlist that has come: its parts are for the next round. */
static int
read_playlist(struct film *f, const struct net_result *r, struct error *e)
{
	struct buf text = BUF_INIT(NET_TEXT_MAX);
	const char *url = r->hops[r->n - 1].url;
	enum playlist_kind kind;
	int rc;

	rc = net_decode(buf_span(&r->head), r->body, &text, e);
	if (rc == 0) {
		kind = playlist_look(buf_span(&text));
		if (kind == PLAYLIST_HLS)
			rc = playlist_read_hls(buf_span(&text), url, &f->all,
			    e);
		else if (kind == PLAYLIST_DASH)
			rc = playlist_read_dash(buf_span(&text), url, &f->all,
			    e);
		else
			rc = error_set(e, ERR_SYNTAX, "no playlist");
		if (rc == 0)
			f->kind = kind == PLAYLIST_HLS ? "hls" : "dash";
	}
	buf_free(&text);
	return (rc);
}

static void
fail(struct film *f, const char *url, const struct error *why, int status)
{
	struct buf b = BUF_INIT(sizeof(f->why));

	if (f->failed++ > 0)
		return;
	if (why->code != ERR_NONE)
		buf_printf(&b, "%.100s: %.80s", url, why->text);
	else
		buf_printf(&b, "%.100s: status %d", url, status);
	if (b.failed == ERR_NONE)
		memcpy(f->why, buf_str(&b), b.n + 1);
	buf_free(&b);
}

static void
on_part(void *ctx, size_t i, struct net_result *r)
{
	struct media *m = ctx;
	struct job *j = &m->jobs[i];
	struct error why = ERROR_INIT;

	j->film->bytes += body_size(r->body);
	if (r->status == 0 || r->cut || r->status >= 400) {
		fail(j->film, j->url, &r->failure, r->status);
		return;
	}
	if (is_playlist(j, r) && read_playlist(j->film, r, &why) != 0) {
		if (why.code == ERR_NOMEM)
			m->trouble = why;
		fail(j->film, j->url, &why, 0);
		return;
	}
	j->film->whole++;
}

/*
 * A player asks for all lists of its film: those that another one names are
 * not followed by themselves.
 */
static void
set_aside(struct media *m)
{
	size_t i, k;

	for (i = 0; i < m->n; i++)
		for (k = 0; k < m->n; k++)
			if (k != i && !m->films[k].aside && json_object_get(
			    m->films[k].all.known, m->films[i].url) != NULL)
				m->films[i].aside = true;
}

/* What is to be fetched now, of all films. */
static int
collect(struct media *m, struct error *e)
{
	struct playlist *l;
	size_t i, k, count = 0;

	set_aside(m);
	for (i = 0; i < m->n; i++)
		count += m->films[i].all.n - m->films[i].next;
	free(m->jobs);
	m->jobs_n = 0;
	if ((m->jobs = calloc(count + 1, sizeof(*m->jobs))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < m->n; i++) {
		l = &m->films[i].all;
		if (m->films[i].aside)
			continue;
		for (k = m->films[i].next; k < l->n; k++)
			m->jobs[m->jobs_n++] = (struct job){ &m->films[i],
			    l->p[k].url, l->p[k].playlist };
		m->films[i].next = l->n;
	}
	return (0);
}

/* No time or room for more: what there is, is evidence. */
static int
stop(struct media *m, const struct error *why, struct error *e)
{
	size_t i;

	if (why->code != ERR_TIMEOUT && why->code != ERR_LIMIT) {
		if (e != NULL && e->code == ERR_NONE)
			*e = *why;
		return (-1);
	}
	for (i = 0; i < m->jobs_n; i++)
		if (m->jobs[i].film->whole + m->jobs[i].film->failed <
		    m->jobs[i].film->next) {
			m->jobs[i].film->over = true;
			if (m->jobs[i].film->why[0] == '\0')
				memcpy(m->jobs[i].film->why, why->text,
				    strnlen(why->text, 199));
		}
	return (1);
}

/* One round; 1: no more can follow. */
static int
fetch_round(struct media *m, struct net *n, const struct net_films *films,
    struct net_tally *tally, struct error *e)
{
	struct error why = ERROR_INIT;
	struct net_want *wants;
	char *origin;
	size_t i;
	int rc;

	wants = calloc(m->jobs_n, sizeof(*wants));
	if (wants == NULL || (origin = link_origin(films->page)) == NULL) {
		free(wants);
		return (error_nomem(e));
	}
	for (i = 0; i < m->jobs_n; i++) {
		wants[i].url = m->jobs[i].url;
		wants[i].type = "media";
		wants[i].page = films->of;
		wants[i].referrer = link_referrer(wants[i].url, films->page,
		    origin);
	}
	rc = net_fetch_many(n, wants, m->jobs_n, m->r, on_part, m, tally,
	    &why);
	free(origin);
	free(wants);
	if (rc == 0 && m->trouble.code != ERR_NONE)
		why = m->trouble;
	return (why.code == ERR_NONE ? 0 : stop(m, &why, e));
}

/* What could not be had of a film, for the person. */
static void
note_missing(struct media *m, const struct film *f)
{
	const struct playlist *l = &f->all;
	size_t over = l->over + (f->over ? 0 : l->n - f->next);

	if (f->over)
		recorder_missing(m->r, "media", "%.200s: %zu of %zu parts: "
		    "%s", f->url, f->whole, l->n, f->why);
	else if (f->failed > 0)
		recorder_missing(m->r, "media", "%.200s: %zu of %zu parts "
		    "could not be had; %s", f->url, f->failed, f->next,
		    f->why);
	if (over + l->unread > 0)
		recorder_missing(m->r, "media", "%.200s: %zu parts too many, "
		    "%zu not understood", f->url, over, l->unread);
	if (l->locked)
		recorder_missing(m->r, "media",
		    "%.200s: protected against copies", f->url);
}

static json_t *
describe(const struct film *f)
{
	const struct playlist *l = &f->all;
	json_t *d = json_object();
	bool ok = d != NULL;

	json_put_text(d, "url", f->url, &ok);
	json_put_text(d, "kind", f->kind, &ok);
	json_put_int(d, "parts", (json_int_t)l->n, &ok);
	json_put_int(d, "whole", (json_int_t)f->whole, &ok);
	json_put_int(d, "bytes", f->bytes, &ok);
	if (l->width > 0) {
		json_put_int(d, "width", l->width, &ok);
		json_put_int(d, "height", l->height, &ok);
	}
	if (l->bandwidth > 0)
		json_put_int(d, "bandwidth", l->bandwidth, &ok);
	if (l->live)
		json_put_bool(d, "live", true, &ok);
	if (l->locked)
		json_put_bool(d, "protected", true, &ok);
	return (json_made(d, ok, NULL));
}

static int
tell_all(struct media *m, int64_t start, struct error *e)
{
	json_t *d;
	size_t i;

	for (i = 0; i < m->n; i++) {
		if (m->films[i].aside)
			continue;
		if ((d = describe(&m->films[i])) == NULL)
			return (error_nomem(e));
		note_missing(m, &m->films[i]);
		if (recorder_event(m->r, "media", start, time_now(), d, e) !=
		    0)
			return (-1);
	}
	return (0);
}

/* A film is at first a list of the one address that is known. */
static int
begin(struct film *f, const char *url, struct error *e)
{
	struct playlist_part *p;

	f->kind = "file";
	if (playlist_open(&f->all, e) != 0)
		return (-1);
	p = calloc(1, sizeof(*p));
	if (p == NULL || (p->url = strdup(url)) == NULL) {
		free(p);
		return (error_nomem(e));
	}
	f->url = url;
	f->all.p = p;
	f->all.n = f->all.cap = 1;
	return (0);
}

int
net_fetch_films(struct net *n, const struct net_films *films,
    struct recorder *r, struct net_tally *tally, struct error *e)
{
	size_t count = films->count < NET_FILMS_MAX ? films->count :
	    NET_FILMS_MAX;
	struct media m = { .r = r, .trouble = ERROR_INIT };
	int64_t start = time_now();
	int round, rc = -1, over = 0;

	if ((m.films = calloc(count + 1, sizeof(*m.films))) == NULL)
		return (error_nomem(e));
	for (; m.n < count; m.n++)
		if (begin(&m.films[m.n], films->urls[m.n], e) != 0)
			goto out;
	if (films->count > count)
		recorder_missing(r, "media", "%zu of %zu left out",
		    films->count - count, films->count);
	for (round = 0; over == 0 && round < ROUNDS; round++) {
		if (collect(&m, e) != 0)
			goto out;
		if (m.jobs_n == 0)
			break;
		if ((over = fetch_round(&m, n, films, tally, e)) < 0)
			goto out;
	}
	rc = tell_all(&m, start, e);
out:
	while (count > 0)
		playlist_free(&m.films[--count].all);
	free(m.films);
	free(m.jobs);
	return (rc);
}
