#ifndef CAPTURE_ENVIRONMENT_INTERNAL_H
#define CAPTURE_ENVIRONMENT_INTERNAL_H

#include "capture/environment/environment.h"
#include "store/base/buf.h"
#include "store/base/limits.h"

#define FILE_READ_MAX	(4 * MIB)	/* of a system file read whole */

/* task.c: questions asked side by side, answers taken as far as they came. */

struct task_set;

/* A question; returns a new object, or NULL when memory ran out. */
typedef json_t *task_ask(const char *about, int64_t timeout_ms);

/*
 * task_set_start(set, ask, key, about, n, timeout_ms, e):
 * Ask about each of ${about} in a detached thread of its own.  A thread that
 * hangs (a dead resolver) is left behind and frees what it holds when it
 * comes back.  ${key} names the subject in an answer that did not come.
 */
int task_set_start(struct task_set **set, task_ask *ask, const char *key,
    const char *const *about, size_t n, int64_t timeout_ms, struct error *e);

/*
 * task_set_take(set, until):
 * An array with one object for each question, in order, waiting for them
 * until the time_monotonic() moment ${until}; NULL when memory ran out.  May
 * be asked again.
 */
json_t *task_set_take(struct task_set *set, int64_t until);

/* task_set_free(set): give it up; threads still running keep it alive. */
void task_set_free(struct task_set *set);

/* read.c: small files of the system. */

/* read_text(path, out): whole file; false where it cannot be read. */
bool read_text(const char *path, struct buf *out);

/* put_file(j, key, path, ok): the file's first line, trimmed, if it has one. */
void put_file(json_t *j, const char *key, const char *path, bool *ok);

/* put_digest(j, key, path, ok): {"path","bytes","sha256"}; absent if not. */
void put_digest(json_t *j, const char *key, const char *path, bool *ok);

/* Parts of the record: new references, NULL when memory ran out. */
json_t *machine_record(void);
json_t *program_record(void);
json_t *network_record(const char *const *hosts, size_t n);
json_t *resolve_ask(const char *host, int64_t timeout_ms);
json_t *proxy_record(const char *proxy, const json_t *intermediaries);

/* withheld_json(j): a deep copy whose strings went through withheld_url. */
json_t *withheld_json(const json_t *j);

#endif
