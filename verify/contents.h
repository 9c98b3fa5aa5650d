#ifndef VERIFY_CONTENTS_H
#define VERIFY_CONTENTS_H

#include "verify/records.h"
#include "verify/content.h"
#include "verify/wanted.h"

/*
 * contents - what is inside the package: each file goes once through the one
 * of these that understands it; check_contents() sees to the order, and hashes
 * what is left unread.  0, or -1 with ${e}.
 */
typedef int content_check(struct work *w, struct content *c, struct error *e);

content_check check_warc;
content_check check_pages;
content_check check_tls;		/* tls...pem */
content_check check_acquisition;	/* evidence/acquisition.json */
content_check check_log;		/* evidence/acquisition.log */
content_check check_index;
content_check check_index_gzip;		/* ZipNum: index.cdx.gz */

/*
 * check_tls_leaf(w, name, leaf): the record says that the first certificate
 * in the file ${name} has this SHA-256 (hex).  check_tls_free(w): w->tls.
 */
void check_tls_leaf(struct work *w, const char *name, const char *leaf);
void check_tls_free(struct work *w);

/*
 * text_listed(w, ends, sha256): whether a file evidence/... that ${ends} so
 * (".txt") has that content; true as well, with a finding, after the first
 * hundred questions.
 */
bool text_listed(struct work *w, const char *ends,
    const uint8_t sha256[static DIGEST_LEN]);

/* After the last file: what only all of them together can tell. */
int check_warc_end(struct work *w, struct error *e);
int check_index_end(struct work *w, struct error *e);
int check_log_end(struct work *w, struct error *e);

#endif
