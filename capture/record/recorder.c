#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/record/recorder_internal.h"
#include "capture/record/withhold.h"
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
	struct buf line = BUF_INIT(EVENT_MAX), safe = BUF_INIT(EVENT_MAX);
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
	(void)withhold_text(&safe, buf_span(&line), &r->secrets);
	buf_putc(&safe, '\n');
	if (buf_ok(&safe, e) != 0 ||
	    digest_put(r->log_digest, safe.p, safe.n, e) != 0 ||
	    io_write(r->log, safe.p, safe.n, e) != 0)
		goto out;
	r->log_size += (int64_t)safe.n;
	r->log_seq++;
	rc = 0;
out:
	json_decref(j);
	buf_free(&line);
	buf_free(&safe);
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

const struct recorder_page_kept *
recorder_page(const struct recorder *r, const char *name)
{
	size_t i;

	for (i = 0; name != NULL && i < r->npages; i++)
		if (strcmp(r->pages[i].name, name) == 0)
			return (&r->pages[i]);
	return (&r->pages[0]);
}

static bool
same(const char *a, const char *b)
{

	return (a == b || (a != NULL && b != NULL && strcmp(a, b) == 0));
}

bool
recorder_note(struct notes *list, const char *page, const char *what,
    const char *why)
{
	struct note *v, *m;
	size_t i;

	for (i = 0; i < list->n; i++)
		if (same(list->v[i].page, page) &&
		    strcmp(list->v[i].what, what) == 0 &&
		    strcmp(list->v[i].why, why) == 0)
			return (true);
	v = reallocarray(list->v, list->n + 1, sizeof(*v));
	if (v == NULL)
		return (false);
	list->v = v;
	m = &v[list->n];
	m->page = page == NULL ? NULL : strdup(page);
	m->what = strdup(what);
	m->why = strdup(why);
	if (m->what == NULL || m->why == NULL ||
	    (page != NULL && m->page == NULL)) {
		free(m->page);
		free(m->what);
		free(m->why);
		return (false);
	}
	list->n++;
	return (true);
}

/* Of a page that nobody asked for: a step of the capture, no lack. */
static bool
log_not_had(struct recorder *r, const char *page, const char *what,
    const char *why)
{
	json_t *d = json_object();
	int64_t now = time_now();
	bool ok = d != NULL;

	json_put_text(d, "page", page, &ok);
	json_put_text(d, "what", what, &ok);
	json_put_text(d, "why", why, &ok);
	if (!ok) {
		json_decref(d);
		return (false);
	}
	return (recorder_log(r, "not-had", now, now, d, NULL) == 0);
}

/* With the lock held. */
static bool
put_note(struct recorder *r, struct notes *list,
    const struct recorder_page_kept *of, const char *what, const char *why)
{
	struct buf safe = BUF_INIT(URL_MAX);
	bool ok;

	(void)withhold_text(&safe, span_of(why), &r->secrets);
	if (buf_ok(&safe, NULL) != 0)
		ok = false;
	else if (of->aside)
		ok = log_not_had(r, of->name, what, buf_str(&safe));
	else
		ok = recorder_note(list, of == r->pages ? NULL : of->name,
		    what, buf_str(&safe));
	buf_free(&safe);
	return (ok);
}

static void
note(struct recorder *r, struct notes *list, const char *page,
    const char *what, const char *why_fmt, va_list ap)
{
	const struct recorder_page_kept *of = recorder_page(r, page);
	char why[ERROR_TEXT_MAX + URL_MAX / 8];

	(void)vsnprintf(why, sizeof(why), why_fmt, ap);
	pthread_mutex_lock(&r->lock);
	if (!put_note(r, list, of, what, why))
		r->missing_lost = true;
	pthread_mutex_unlock(&r->lock);
}

void
recorder_missing(struct recorder *r, const char *what, const char *why_fmt,
    ...)
{
	va_list ap;

	va_start(ap, why_fmt);
	note(r, &r->missing, NULL, what, why_fmt, ap);
	va_end(ap);
}

void
recorder_missing_of(struct recorder *r, const char *page, const char *what,
    const char *why_fmt, ...)
{
	va_list ap;

	va_start(ap, why_fmt);
	note(r, &r->missing, page, what, why_fmt, ap);
	va_end(ap);
}

static json_t *
list_notes(struct recorder *r, const struct notes *notes)
{
	json_t *list = json_array(), *one;
	bool ok = list != NULL;
	size_t i;

	pthread_mutex_lock(&r->lock);
	for (i = 0; ok && i < notes->n; i++) {
		one = json_object();
		json_put_text(one, "what", notes->v[i].what, &ok);
		json_put_text(one, "why", notes->v[i].why, &ok);
		json_put_text(one, "page", notes->v[i].page, &ok);
		json_add(list, one, &ok);
	}
	pthread_mutex_unlock(&r->lock);
	return (json_made(list, ok, NULL));
}

json_t *
recorder_missing_list(struct recorder *r)
{

	return (list_notes(r, &r->missing));
}

json_t *
recorder_warnings_list(struct recorder *r)
{

	return (list_notes(r, &r->warnings));
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
