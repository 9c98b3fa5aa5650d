#ifndef VERIFY_POLICY_INTERNAL_H
#define VERIFY_POLICY_INTERNAL_H

#include <pthread.h>

#include "store/custody/note.h"
#include "store/seal/trust.h"
#include "verify/policy.h"

#define POLICY_KEYS_MAX		64
#define POLICY_OWN		"own store"	/* source of the own root */

/* A log key: with a name where it came as a vkey, bare where as PEM. */
struct policy_key {
	struct note_vkey vkey;		/* name "" where bare */
	uint8_t pub[NOTE_KEY_BYTES];
};

/* The system's roots, hundreds of them, are read when first needed. */
struct policy_system {
	struct trust *trust;
	bool loaded;
	pthread_mutex_t lock;
};

struct policy {
	int64_t now;
	int jobs;
	struct trust *signers;
	struct trust *tsas;		/* named by the reader */
	struct policy_system *system;	/* used while tsas are none */
	bool tsas_given;
	struct policy_key keys[POLICY_KEYS_MAX];
	size_t nkeys;
	struct note_vkey witnesses[POLICY_KEYS_MAX];
	size_t nwitnesses;

	/* anchors.h: who uses it, and alloc_failures() when it was made. */
	unsigned users;
	unsigned long failures;
};

/* policy_tsas(p, out, e): whom to believe for time-stamps; 0 or -1. */
int policy_tsas(const struct policy *p, const struct trust **out,
    struct error *e);

#endif
