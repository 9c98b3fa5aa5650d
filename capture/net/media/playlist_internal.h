#ifndef CAPTURE_NET_MEDIA_PLAYLIST_INTERNAL_H
#define CAPTURE_NET_MEDIA_PLAYLIST_INTERNAL_H

#include "capture/net/media/playlist.h"
#include "store/base/url.h"

/*
 * playlist_add(l, base, ref, playlist, e):
 * Append ${ref}, relative to ${base}.  What is no http(s) URL counts as
 * unread.  0, or -1 ERR_NOMEM.
 */
int playlist_add(struct playlist *l, const struct url *base, struct span ref,
    bool playlist, struct error *e);

/* playlist_know(l, base, ref): it is named there, though it is not taken. */
void playlist_know(struct playlist *l, const struct url *base,
    struct span ref);

/* playlist_full(l): whether no more parts are looked at. */
bool playlist_full(const struct playlist *l);

/* playlist_base(l, url, base, e): the playlist's own URL, which is no part of
 * it; 0, or -1 with ${e}. */
int playlist_base(struct playlist *l, const char *url, struct url **base,
    struct error *e);

/* One rendition among several. */
struct variant {
	int64_t width, height, bandwidth;
};

/*
 * playlist_best(v, n, first):
 * Of ${n} > 0 renditions, the best; ${*first} is the one that readers of web
 * archives choose.
 */
size_t playlist_best(const struct variant *v, size_t n, size_t *first);

/* A number at the beginning of ${s}, or 0; at most 18 digits. */
int64_t playlist_number(struct span s);

#endif
