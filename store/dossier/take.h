#ifndef STORE_DOSSIER_TAKE_H
#define STORE_DOSSIER_TAKE_H

#include <jansson.h>

#include "store/base/error.h"
#include "store/base/span.h"
#include "store/base/time.h"
#include "store/custody/merkle.h"

/*
 * take - members of a JSON object that was read strictly, by type and form.
 * Each returns 0, or -1 with ${e} ERR_SYNTAX that names the member.  Texts are
 * never empty; they are borrowed from ${j}.
 */
enum take_need { TAKE_MAY, TAKE_MUST };

int take_text(const json_t *j, const char *key, enum take_need need,
    const char **out, struct error *e);

/* 64 lower-case hex digits. */
int take_hex(const json_t *j, const char *key, enum take_need need,
    const char **out, struct error *e);

/* "2026-11-21T12:00:00.000Z", exactly; absent: TIME_UNKNOWN. */
int take_time(const json_t *j, const char *key, enum take_need need,
    int64_t *out, struct error *e);

/* An integer from ${min} on; absent: ${*out} stays. */
int take_whole(const json_t *j, const char *key, enum take_need need,
    int64_t min, int64_t *out, struct error *e);

/* An object, or a list; absent: NULL. */
int take_object(const json_t *j, const char *key, enum take_need need,
    const json_t **out, struct error *e);
int take_list(const json_t *j, const char *key, enum take_need need,
    const json_t **out, struct error *e);

/* "true", or absent. */
int take_true(const json_t *j, const char *key, bool *out, struct error *e);

/* The list of base64 hashes of a Merkle proof. */
int take_proof(const json_t *j, const char *key, struct merkle_proof *out,
    struct error *e);

/* take_bad(key, e): that error itself. */
int take_bad(const char *key, struct error *e);

#endif
