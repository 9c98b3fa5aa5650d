#ifndef CMD_PENDING_H
#define CMD_PENDING_H

#include "capture/net/net.h"
#include "store/home/home.h"

/*
 * pending - time-stamps that no authority gave while an exhibit was sealed.
 *
 * pending_fetch(h, net, tsa, id, time, who, e):
 * Read the seal of exhibit ${id} from its file, which is hashed first, ask
 * the authorities ${tsa} (NULL-ended) in turn, check the answer in full, and
 * keep it beside the file and in the log.  ${*time} is the token's, ${*who}
 * the authority (one of ${tsa}).  Return 0, or -1 with ${e}: ERR_TSA (none
 * answered well; the text says why, one after the other), ERR_CORRUPT (the
 * file is not what was sealed), ERR_CANCELED ...
 */
int pending_fetch(struct home *h, struct net *net, const char *const *tsa,
    const char *id, int64_t *time, const char **who, struct error *e);

/*
 * pending_signature(path, out, e):
 * Append the base64 text of the seal's signature in the exhibit ${path}.
 */
int pending_signature(const char *path, struct buf *out, struct error *e);

/*
 * pending_ask(net, url, data, wait_ms, answer, result, e):
 * Ask one authority for a time-stamp of ${data} (PENDING_WAIT_MS is patient);
 * its answer, fully checked, goes to ${answer}.  Free ${result} with
 * stamp_result_free() in any case.
 */
#define PENDING_WAIT_MS	15000
struct stamp_result;
int pending_ask(struct net *net, const char *url, struct span data,
    int64_t wait_ms, struct buf *answer, struct stamp_result *result,
    struct error *e);

/* pending_ask_digest(...): the same of data with this digest, told by length
 * (stamp_request_digest()). */
int pending_ask_digest(struct net *net, const char *url, struct span digest,
    int64_t wait_ms, struct buf *answer, struct stamp_result *result,
    struct error *e);

/* pending_ours(code): no reason to ask the next authority. */
bool pending_ours(enum error_code code);

#endif
