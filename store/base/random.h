#ifndef STORE_BASE_RANDOM_H
#define STORE_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#include "store/base/error.h"

#define UUID_TEXT	37	/* "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx\0" */

/* random_bytes(p, n, e): unpredictable bytes from OpenSSL; 0 or -1. */
int random_bytes(uint8_t *p, size_t n, struct error *e);

/* random_uuid(s, e): a version 4 UUID (RFC 9562 section 5.4); 0 or -1. */
int random_uuid(char s[static UUID_TEXT], struct error *e);

#endif
