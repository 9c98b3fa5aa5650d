#ifndef CAPTURE_NET_MEDIA_PLAYLIST_H
#define CAPTURE_NET_MEDIA_PLAYLIST_H

#include <stdbool.h>

#include <jansson.h>

#include "store/base/error.h"
#include "store/base/span.h"

/*
 * playlist - what a film is made of: HTTP Live Streaming (RFC 8216) and
 * MPEG-DASH (ISO/IEC 23009-1, sections 5.2 and 5.3).
 *
 * Of several renditions the best is taken, by the size of its picture, then
 * by its bandwidth.  Readers of web archives hide all but one rendition from
 * the player, by rules of their own: the first that is listed with the largest
 * picture.  Where that is another one, it is taken too, so that the film plays.
 *
 * Input is hostile: what cannot be read is counted, what is too much is left
 * out and counted, and nothing is followed here.
 */
#define PLAYLIST_PARTS_MAX	10000	/* parts of one playlist */
#define PLAYLIST_VARIANTS_MAX	256	/* renditions looked at */
#define PLAYLIST_SETS_MAX	64	/* tracks and periods */

/* One thing to fetch. */
struct playlist_part {
	char *url;		/* absolute, normalized, no fragment */
	bool playlist;		/* to be read in its turn */
};

struct playlist {
	struct playlist_part *p;	/* in order, each URL once */
	size_t n;
	size_t cap;
	json_t *known;		/* URLs in it, and its own, as keys */
	size_t tried;		/* parts named, the same ones too */
	size_t over;		/* left out, beyond PLAYLIST_PARTS_MAX */
	size_t unread;		/* left out, not understood */
	bool live;		/* it goes on: more will be listed later */
	bool locked;		/* keys that only licensed players get; such
				   tracks are left out */
	int64_t width, height;	/* of the best rendition; 0: not told */
	int64_t bandwidth;	/* bits per second; 0: not told */
};

/* playlist_open(l, e): empty, for playlist_free; 0, or -1 ERR_NOMEM. */
int playlist_open(struct playlist *l, struct error *e);
void playlist_free(struct playlist *l);

/* Which kind the bytes are of, by their beginning. */
enum playlist_kind { PLAYLIST_NONE, PLAYLIST_HLS, PLAYLIST_DASH };
enum playlist_kind playlist_look(struct span text);

/*
 * playlist_read_hls(text, base, l, e), playlist_read_dash(text, base, l, e):
 * Append to ${l} what the playlist ${text}, received from ${base}, consists
 * of: from an HLS multivariant playlist the playlists of the best rendition
 * with its audio and subtitles, else segments, keys and initializations.
 * Return 0, or -1 with ${e}: ERR_SYNTAX (it is none), ERR_NOMEM, or what
 * url_parse says of ${base}.
 */
int playlist_read_hls(struct span text, const char *base, struct playlist *l,
    struct error *e);
int playlist_read_dash(struct span text, const char *base, struct playlist *l,
    struct error *e);

#endif
