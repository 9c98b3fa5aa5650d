#ifndef STORE_ASIC_ASIC_READ_H
#define STORE_ASIC_ASIC_READ_H

#include "store/asic/asic_internal.h"

/* A signature with its bytes. */
struct asic_held {
	struct asic_signature seen;
	struct buf p7s;
};

struct asic {
	struct zip *zip;
	enum asic_form form;
	size_t files;		/* entries before the first of META-INF */
	struct asic_held held[ASIC_SIGNATURES_MAX];
	size_t signatures;
	uint8_t (*sum)[DIGEST_LEN];	/* for each entry, by ... */
	uint8_t *covered;	/* ... so many signatures alike */
	uint8_t *chunk;		/* IO_CHUNK */
	struct asic_fault *faults;	/* texts owned */
	size_t faults_n;
	size_t faults_total;
};

/* asic_note(a, code, entry, e, fmt, ...): a fault; 0, or -1 no memory. */
int asic_note(struct asic *a, enum asic_fault_code code, struct span entry,
    struct error *e, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* asic_check_shape(a, e): entries as our writer makes them; 0 or -1. */
int asic_check_shape(struct asic *a, struct error *e);

/* asic_read_meta(a, e): manifests and signatures, and what they cover. */
int asic_read_meta(struct asic *a, struct error *e);

#endif
