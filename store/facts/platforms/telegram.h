#ifndef STORE_FACTS_PLATFORMS_TELEGRAM_H
#define STORE_FACTS_PLATFORMS_TELEGRAM_H

#include "store/facts/platforms/parts.h"

/*
 * telegram - public channels and groups of Telegram on t.me: the page around
 * a post, the post itself (?embed=1), and lists (t.me/s/...).
 *
 * A post's id is "channel/number" in lower case; the number alone counts
 * from 1 in every channel.
 */

/* telegram_channel(s): a channel's name in URLs. */
bool telegram_channel(struct span s);

/* telegram_post(s, channel, number): the two parts of "channel/number". */
bool telegram_post(struct span s, struct span *channel, struct span *number);

/* telegram_put_channel(d, author, channel, at): its name, and its URL. */
void telegram_put_channel(struct doc *d, struct item *author,
    struct span channel, const char *at);

/* telegram_channel_read(d, id, alone): the channel that a page tells of;
 * ${id} is its number, ${alone}: the page is about nothing else. */
void telegram_channel_read(struct doc *d, struct span id, bool alone);

void telegram_read(struct doc *d);

#endif
