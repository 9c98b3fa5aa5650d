#include <stdlib.h>
#include <string.h>

#include "capture/net/media/playlist_internal.h"
#include "store/base/json.h"

#define LOOKED	1024	/* bytes in which a DASH document begins */

int
playlist_open(struct playlist *l, struct error *e)
{

	memset(l, 0, sizeof(*l));
	if ((l->known = json_object()) == NULL)
		return (error_nomem(e));
	return (0);
}

bool
playlist_full(const struct playlist *l)
{

	return (l->n >= PLAYLIST_PARTS_MAX || l->tried >=
	    2 * PLAYLIST_PARTS_MAX);
}

int
playlist_base(struct playlist *l, const char *url, struct url **base,
    struct error *e)
{

	if (url_parse(span_of(url), NULL, base, e) != 0)
		return (-1);
	if (json_object_set_new(l->known, url_text(*base), json_true()) == 0)
		return (0);
	url_free(*base);
	*base = NULL;
	return (error_nomem(e));
}

static int
grow(struct playlist *l)
{
	size_t cap = l->cap == 0 ? 64 : 2 * l->cap;
	struct playlist_part *p;

	if (l->n < l->cap)
		return (0);
	if ((p = realloc(l->p, cap * sizeof(*p))) == NULL)
		return (-1);
	l->p = p;
	l->cap = cap;
	return (0);
}

int
playlist_add(struct playlist *l, const struct url *base, struct span ref,
    bool playlist, struct error *e)
{
	struct error why = ERROR_INIT;
	struct url *u = NULL;
	int rc = -1;

	if (playlist_full(l)) {
		l->over++;
		return (0);
	}
	l->tried++;
	if (url_parse(span_trim(ref), base, &u, &why) != 0) {
		if (why.code == ERR_NOMEM)
			return (error_nomem(e));
		l->unread++;
		return (0);
	}
	if (json_object_get(l->known, url_text(u)) != NULL) {
		rc = 0;
	} else if (grow(l) == 0 && (l->p[l->n].url = strdup(url_text(u))) !=
	    NULL) {
		l->p[l->n++].playlist = playlist;
		if (json_object_set_new(l->known, url_text(u), json_true()) ==
		    0)
			rc = 0;
	}
	url_free(u);
	return (rc == 0 ? 0 : error_nomem(e));
}

void
playlist_know(struct playlist *l, const struct url *base, struct span ref)
{
	struct url *u = NULL;

	if (url_parse(span_trim(ref), base, &u, NULL) != 0)
		return;
	if (json_object_get(l->known, url_text(u)) == NULL)
		(void)json_object_set_new(l->known, url_text(u), json_true());
	url_free(u);
}

static bool
is_better(const struct variant *a, const struct variant *b, bool bandwidth)
{
	int64_t x = a->width * a->height, y = b->width * b->height;

	return (x > y || (bandwidth && x == y && a->bandwidth >
	    b->bandwidth));
}

size_t
playlist_best(const struct variant *v, size_t n, size_t *first)
{
	size_t i, best = 0;

	*first = 0;
	for (i = 1; i < n; i++) {
		if (is_better(&v[i], &v[best], true))
			best = i;
		if (is_better(&v[i], &v[*first], false))
			*first = i;
	}
	return (best);
}

int64_t
playlist_number(struct span s)
{
	int64_t v = 0;
	size_t i;

	for (i = 0; i < s.n && i < 18 && s.p[i] >= '0' && s.p[i] <= '9'; i++)
		v = v * 10 + (s.p[i] - '0');
	return (v);
}

enum playlist_kind
playlist_look(struct span text)
{
	struct span head = span_sub(text, 0, LOOKED);

	if (span_starts(head, "\xef\xbb\xbf"))
		head = span_sub(head, 3, head.n);
	if (span_starts(head, "#EXTM3U"))
		return (PLAYLIST_HLS);
	if (head.n > 4 && span_starts(span_trim(head), "<") &&
	    (memmem(head.p, head.n, "<MPD", 4) != NULL ||
	    memmem(head.p, head.n, ":MPD", 4) != NULL))
		return (PLAYLIST_DASH);
	return (PLAYLIST_NONE);
}

void
playlist_free(struct playlist *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		free(l->p[i].url);
	free(l->p);
	json_decref(l->known);
	memset(l, 0, sizeof(*l));
}
