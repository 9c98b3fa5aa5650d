#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/record/recorder_internal.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"

int
recorder_take_room(struct recorder *r, int64_t n, struct error *e)
{

	if (n > r->room)
		return (error_set(e, ERR_LIMIT,
		    "the capture is larger than was allowed"));
	r->room -= n;
	return (0);
}

void
recorder_use_room(struct recorder *r, int64_t n)
{

	r->room = n < r->room ? r->room - n : 0;
}

char *
recorder_path(const struct recorder *r, const char *name, struct error *e)
{
	struct buf path = BUF_INIT(64 * KIB);
	char *s;

	buf_printf(&path, "%s/%s", r->folder, name);
	if ((s = buf_take(&path)) == NULL) {
		(void)buf_ok(&path, e);
		buf_free(&path);
	}
	return (s);
}

int
recorder_keep(struct recorder *r, const char *name,
    const uint8_t sha256[static BODY_DIGEST_LEN], int64_t size,
    struct error *e)
{
	struct recorder_kept *list, *k;

	list = reallocarray(r->kept, r->kept_n + 1, sizeof(*list));
	if (list == NULL)
		return (error_nomem(e));
	r->kept = list;
	k = &list[r->kept_n];
	memcpy(k->sha256, sha256, BODY_DIGEST_LEN);
	k->size = size;
	k->path = NULL;
	if ((k->name = strdup(name)) == NULL)
		return (error_nomem(e));
	r->kept_n++;
	if ((k->path = recorder_path(r, name, e)) == NULL)
		return (-1);
	return (0);
}

int
recorder_log(struct recorder *r, const char *event, int64_t start,
    int64_t end, json_t *detail, struct error *e)
{
	struct buf line = BUF_INIT(EVENT_MAX);
	json_t *j = json_object();
	bool ok = j != NULL;
	int rc = -1;

	json_put_int(j, "seq", r->log_seq + 1, &ok);
	json_put_text(j, "event", event, &ok);
	json_put_time(j, "start", start, &ok);
	json_put_time(j, "end", end, &ok);
	if (detail != NULL)
		json_put(j, "detail", detail, &ok);
	if (!ok) {
		(void)error_nomem(e);
		goto out;
	}
	if (json_write(&line, j, e) != 0)
		goto out;
	buf_putc(&line, '\n');
	if (buf_ok(&line, e) != 0 ||
	    digest_put(r->log_digest, line.p, line.n, e) != 0 ||
	    io_write(r->log, line.p, line.n, e) != 0)
		goto out;
	r->log_size += (int64_t)line.n;
	r->log_seq++;
	rc = 0;
out:
	json_decref(j);
	buf_free(&line);
	return (rc);
}

int
recorder_event(struct recorder *r, const char *event, int64_t start,
    int64_t end, json_t *detail, struct error *e)
{
	int rc;

	pthread_mutex_lock(&r->lock);
	rc = recorder_log(r, event, start, end, detail, e);
	pthread_mutex_unlock(&r->lock);
	return (rc);
}

/* Add an entry, or false; the same one twice is kept once. */
static bool
add_missing(struct recorder *r, const char *what, const char *why)
{
	struct missing *list;
	size_t i;

	for (i = 0; i < r->missing_n; i++)
		if (strcmp(r->missing[i].what, what) == 0 &&
		    strcmp(r->missing[i].why, why) == 0)
			return (true);
	list = reallocarray(r->missing, r->missing_n + 1, sizeof(*list));
	if (list == NULL)
		return (false);
	r->missing = list;
	list += r->missing_n;
	list->what = strdup(what);
	list->why = strdup(why);
	if (list->what == NULL || list->why == NULL) {
		free(list->what);
		free(list->why);
		return (false);
	}
	r->missing_n++;
	return (true);
}

void
recorder_missing(struct recorder *r, const char *what, const char *why_fmt,
    ...)
{
	char why[ERROR_TEXT_MAX + URL_MAX / 8];
	va_list ap;

	va_start(ap, why_fmt);
	(void)vsnprintf(why, sizeof(why), why_fmt, ap);
	va_end(ap);
	pthread_mutex_lock(&r->lock);
	if (!add_missing(r, what, why))
		r->missing_lost = true;
	pthread_mutex_unlock(&r->lock);
}

json_t *
recorder_missing_list(struct recorder *r)
{
	json_t *list = json_array(), *one;
	bool ok = list != NULL;
	size_t i;

	pthread_mutex_lock(&r->lock);
	for (i = 0; ok && i < r->missing_n; i++) {
		one = json_object();
		json_put_text(one, "what", r->missing[i].what, &ok);
		json_put_text(one, "why", r->missing[i].why, &ok);
		json_add(list, one, &ok);
	}
	pthread_mutex_unlock(&r->lock);
	if (!ok) {
		json_decref(list);
		return (NULL);
	}
	return (list);
}

bool
recorder_missing_lost(struct recorder *r)
{
	bool lost;

	pthread_mutex_lock(&r->lock);
	lost = r->missing_lost;
	pthread_mutex_unlock(&r->lock);
	return (lost);
}

const char *
recorder_folder(const struct recorder *r)
{

	return (r->folder);
}

int64_t
recorder_room(struct recorder *r)
{
	int64_t room;

	pthread_mutex_lock(&r->lock);
	room = r->room;
	pthread_mutex_unlock(&r->lock);
	return (room);
}

const struct recorder_kept *
recorder_kept(const struct recorder *r, size_t *n)
{

	*n = r->kept_n;
	return (r->kept);
}

int64_t
recorder_records(const struct recorder *r)
{

	return (r->records);
}

void
recorder_step(struct recorder *r, const char *what, int64_t done,
    int64_t total)
{

	if (r->progress.step != NULL)
		r->progress.step(r->progress.ctx, what, done, total);
}
