#ifndef CAPTURE_RECORD_RECORDER_INTERNAL_H
#define CAPTURE_RECORD_RECORDER_INTERNAL_H

#include <pthread.h>

#include "capture/record/recorder.h"
#include "capture/record/secret.h"
#include "store/digest/digest.h"
#include "store/warc/warc_write.h"

#define WARC_BASENAME	"data.warc.gz"
#define WARC_NAME	"archive/" WARC_BASENAME
#define INDEX_NAME	"indexes/index.cdxj"
#define LOG_NAME	"evidence/acquisition.log"

struct note {
	char *page;			/* NULL: of the first, or of all */
	char *what;
	char *why;
};

struct notes {
	struct note *v;
	size_t n;
};

struct recorder_page_kept {
	char *name;
	char *id;
	bool aside;
};

/* A URL that has a response in the WARC. */
struct seen {
	char *url;
	int64_t at;
	enum exchange_origin origin;
	const struct recorder_page_kept *page;
};

struct recorder {
	pthread_mutex_t lock;		/* over all below */
	char *folder;
	struct recorder_page_kept *pages;
	size_t npages;
	char *warcinfo;			/* record id of the warcinfo record */
	struct progress progress;
	int64_t room;			/* bytes still allowed */

	struct warc_writer *warc;
	struct cdxj_writer *index;
	int64_t records;
	struct seen *seen;
	size_t seen_n;

	int log;			/* evidence/acquisition.log, or -1 */
	struct digest *log_digest;
	int64_t log_size;
	int64_t log_seq;

	struct recorder_kept *kept;
	size_t kept_n;
	struct notes missing;
	struct notes warnings;
	bool missing_lost;
	struct secrets secrets;
};

/* All of these want the lock held. */

/* Append one event line. */
int recorder_log(struct recorder *r, const char *event, int64_t start,
    int64_t end, json_t *detail, struct error *e);

/* Note a finished file of the exhibit; ${name} is copied. */
int recorder_keep(struct recorder *r, const char *name,
    const uint8_t sha256[static BODY_DIGEST_LEN], int64_t size,
    struct error *e);

/* Take ${n} bytes from the room; ERR_LIMIT when there is not enough. */
int recorder_take_room(struct recorder *r, int64_t n, struct error *e);

/* The same for what tells of the capture, which is kept in any case. */
void recorder_use_room(struct recorder *r, int64_t n);

/* The content of a record from bytes in memory, which must stay with ${s}. */
struct warc_content recorder_span_content(struct span *s);

/* Warn where a secret stands in ${b}, the body of ${url}. */
int recorder_look_for_secrets(struct recorder *r, const char *page,
    const char *url, const struct body *b, struct error *e);

/* ${*out}: ${b} without the secrets in it; NULL where there are none. */
int recorder_safe_body(struct recorder *r, const struct body *b,
    struct body **out, struct error *e);

/* Add a note; false when memory ran out.  The same one twice is kept once. */
bool recorder_note(struct notes *list, const char *page, const char *what,
    const char *why);

/* The page of that name, the first where there is none such; no lock. */
const struct recorder_page_kept *recorder_page(const struct recorder *r,
    const char *name);

/* Path of ${name} in the folder, for free(); NULL with ${e}. */
char *recorder_path(const struct recorder *r, const char *name,
    struct error *e);

#endif
