#ifndef CMD_CMS_STAMP_H
#define CMD_CMS_STAMP_H

#include <stdatomic.h>

#include "store/base/buf.h"

/*
 * cms_stamp - the signature-time-stamp of a signature just made
 * (store/cades).
 *
 * cms_stamp(der, tsa, proxy, time, who, e):
 * Ask the authorities ${tsa} (NULL-ended) in turn and put the first good
 * answer into ${der}.  ${*time} is its time, ${*who} the authority (one of
 * ${tsa}).  Return 0, or -1 with ${e} and ${der} as it was: ERR_TSA (none
 * answered well, or there is none), ERR_CANCELED, ERR_NOMEM.
 */
int cms_stamp(struct buf *der, const char *const *tsa, const char *proxy,
    int64_t *time, const char **who, struct error *e);

#endif
