#ifndef CAPTURE_NET_MEDIA_DASH_INTERNAL_H
#define CAPTURE_NET_MEDIA_DASH_INTERNAL_H

#include <libxml/tree.h>

#include "capture/net/media/playlist_internal.h"

/* dash_attribute(n, name): its value; absent where there is none, or n is
 * NULL.  dash_child: the first child element so named, or NULL; dash_next: the
 * next sibling. */
struct span dash_attribute(const xmlNode *n, const char *name);
const xmlNode *dash_child(const xmlNode *n, const char *name);
const xmlNode *dash_next(const xmlNode *n, const char *name);

/* dash_text(n): the text that is all its content, or absent. */
struct span dash_text(const xmlNode *n);

/* dash_duration(s): "PT1H2M3.4S" (ISO 8601) as milliseconds, or -1. */
int64_t dash_duration(struct span s);

/* A rendition with what stands around it. */
struct dash_track {
	const xmlNode *levels[3];	/* Representation, AdaptationSet,
					   Period */
	const struct url *base;		/* of its segments */
	int64_t duration;		/* of its period, ms; -1: not told */
	bool live;
};

/*
 * dash_segments(t, l, e): append what the rendition consists of; 0 or -1
 * ERR_NOMEM.
 */
int dash_segments(const struct dash_track *t, struct playlist *l,
    struct error *e);

#endif
