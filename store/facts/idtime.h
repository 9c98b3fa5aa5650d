#ifndef STORE_FACTS_IDTIME_H
#define STORE_FACTS_IDTIME_H

#include "store/facts/facts.h"

/*
 * The schemes, for struct platform: as idtime_of.  All arithmetic is that of
 * unsigned 64-bit numbers and truncates; an id outside its scheme's range is
 * refused.
 */
int idtime_x(struct span id, struct idtime *out, struct error *e);
int idtime_tiktok(struct span id, struct idtime *out, struct error *e);
int idtime_instagram(struct span id, struct idtime *out, struct error *e);
int idtime_threads(struct span id, struct idtime *out, struct error *e);
int idtime_linkedin(struct span id, struct idtime *out, struct error *e);
int idtime_bluesky(struct span id, struct idtime *out, struct error *e);
int idtime_mastodon(struct span id, struct idtime *out, struct error *e);
int idtime_discord(struct span id, struct idtime *out, struct error *e);
int idtime_trustpilot(struct span id, struct idtime *out, struct error *e);

/* Clocks that servers leave in pages, under names of their own. */
int idtime_brsid(struct span id, struct idtime *out, struct error *e);
int idtime_wid(struct span id, struct idtime *out, struct error *e);
int idtime_event_id(struct span id, struct idtime *out, struct error *e);
int idtime_gt(struct span id, struct idtime *out, struct error *e);
int idtime_data_view(struct span id, struct idtime *out, struct error *e);

#endif
