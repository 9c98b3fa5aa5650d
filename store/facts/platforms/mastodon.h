#ifndef STORE_FACTS_PLATFORMS_MASTODON_H
#define STORE_FACTS_PLATFORMS_MASTODON_H

#include "store/facts/platforms/parts.h"

/*
 * mastodon - Mastodon and what speaks its client interface (Pleroma, Akkoma,
 * Pixelfed, GoToSocial ...), on any site: pages of the server (to 4.0), of
 * the web client, their head, and the answers of /api/v1.
 */

/* mastodon_handle(d, acct): "name@host" without the host where it is the
 * document's own, without '@' in front; absent where it is none. */
struct span mastodon_handle(struct doc *d, struct span acct);

/* mastodon_id(url): the number of a post in its URL or URI, or absent. */
struct span mastodon_id(struct span url);

void mastodon_json_read(struct doc *d);
void mastodon_page_read(struct doc *d, struct span id);

/* mastodon_is_status(o), mastodon_is_account(o): whether an object of the
 * interface is one. */
bool mastodon_is_status(json_t *o);
bool mastodon_is_account(json_t *o);

#endif
