#ifndef CMD_CMS_STAMP_H
#define CMD_CMS_STAMP_H

#include "capture/authority/authority.h"

/*
 * cms_stamp - the signature-time-stamp of a signature just made
 * (store/cades).
 *
 * cms_stamp(der, q, out, e):
 * Have the signature ${der} time-stamped by an authority of ${q}, and put the
 * time-stamp into it; ${out} as of authority_ask().  Return 0, or -1 with
 * ${e} and ${der} as it was: as authority_ask() and cades_stamp().
 */
int cms_stamp(struct buf *der, const struct authority_query *q,
    struct authority_answer *out, struct error *e);

#endif
