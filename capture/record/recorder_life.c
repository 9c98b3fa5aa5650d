#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/record/recorder_internal.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/warc/cdxj_write.h"
#include "store/warc/warc_write.h"

static int
copy_text(char **to, const char *s, struct error *e)
{

	if (s == NULL)
		return (0);
	return ((*to = strdup(s)) == NULL ? error_nomem(e) : 0);
}

static int
copy_pages(struct recorder *r, const struct recorder_opts *o,
    struct error *e)
{
	size_t i;

	if ((r->pages = calloc(o->npages, sizeof(*r->pages))) == NULL)
		return (error_nomem(e));
	r->npages = o->npages;
	for (i = 0; i < o->npages; i++) {
		if (copy_text(&r->pages[i].name, o->pages[i].name, e) != 0 ||
		    copy_text(&r->pages[i].id, o->pages[i].id, e) != 0)
			return (-1);
		r->pages[i].aside = o->pages[i].aside;
	}
	return (0);
}

static int
open_log(struct recorder *r, struct error *e)
{
	char *path = recorder_path(r, LOG_NAME, e);

	if (path == NULL)
		return (-1);
	r->log = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND |
	    O_CLOEXEC, 0600);
	if (r->log < 0)
		(void)error_sys(e, "cannot make %s", path);
	free(path);
	return (r->log < 0 ? -1 : digest_open(&r->log_digest, e));
}

static int
open_warc(struct recorder *r, struct error *e)
{
	char *path = recorder_path(r, WARC_NAME, e);
	int rc = -1;

	if (path != NULL && warc_writer_open(path, &r->warc, e) == 0)
		rc = cdxj_writer_open(r->folder, &r->index, e);
	free(path);
	return (rc);
}

/* The first record: who wrote this file, with what (section 6.2). */
static int
put_warcinfo(struct recorder *r, const struct recorder_opts *o,
    struct error *e)
{
	struct warc_new rec = { .type = "warcinfo", .date = time_now(),
	    .content_type = "application/warc-fields" };
	struct warc_written out;
	struct warc_content content;
	struct span bytes;
	struct buf text = BUF_INIT(64 * KIB);
	char host[256] = "";
	int rc = -1;

	if (gethostname(host, sizeof(host) - 1) != 0)
		host[0] = '\0';
	buf_printf(&text, "software: %s\r\n", o->software);
	buf_puts(&text, "format: WARC File Format 1.1\r\n"
	    "conformsTo: http://iipc.github.io/warc-specifications/"
	    "specifications/warc-format/warc-1.1/\r\n");
	if (o->operator_name != NULL)
		buf_printf(&text, "operator: %s\r\n", o->operator_name);
	if (o->organization != NULL)
		buf_printf(&text, "isPartOf: %s\r\n", o->organization);
	if (host[0] != '\0')
		buf_printf(&text, "hostname: %s\r\n", host);
	buf_puts(&text, "description: values of headers that carry secrets "
	    "are replaced by the word withheld\r\n");
	bytes = buf_span(&text);
	content = recorder_span_content(&bytes);
	rec.content = &content;
	if (buf_ok(&text, e) == 0 && warc_write(r->warc, &rec, &out, e) == 0) {
		r->records++;
		rc = copy_text(&r->warcinfo, out.id, e);
	}
	buf_free(&text);
	return (rc);
}

int
recorder_open(const struct recorder_opts *o, struct recorder **out,
    struct error *e)
{
	struct recorder *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return (error_nomem(e));
	r->log = -1;
	r->room = o->max_size;
	r->progress = o->progress;
	if (pthread_mutex_init(&r->lock, NULL) != 0) {
		free(r);
		return (error_nomem(e));
	}
	if (copy_text(&r->folder, o->folder, e) != 0 ||
	    copy_pages(r, o, e) != 0 || open_log(r, e) != 0 ||
	    open_warc(r, e) != 0 || put_warcinfo(r, o, e) != 0) {
		recorder_free(r);
		return (-1);
	}
	*out = r;
	return (0);
}

/* Each finished file with its digest, as the files before had theirs. */
static int
log_last(struct recorder *r, struct error *e)
{
	const struct recorder_kept *k = &r->kept[r->kept_n - 1];
	char hex[DIGEST_HEX];
	int64_t now = time_now();
	json_t *d = json_object();
	bool ok = d != NULL;

	json_put_text(d, "file", k->name, &ok);
	json_put_text(d, "sha256", digest_hex(k->sha256, hex), &ok);
	json_put_int(d, "bytes", k->size, &ok);
	if (!ok) {
		json_decref(d);
		return (error_nomem(e));
	}
	return (recorder_log(r, "file-written", now, now, d, e));
}

static int
close_warc(struct recorder *r, struct error *e)
{
	uint8_t sha256[BODY_DIGEST_LEN];
	struct warc_writer *w = r->warc;
	int64_t size;

	if (w == NULL)
		return (0);
	r->warc = NULL;
	if (warc_writer_close(w, sha256, &size, e) != 0 ||
	    recorder_keep(r, WARC_NAME, sha256, size, e) != 0)
		return (-1);
	return (log_last(r, e));
}

static int
close_index(struct recorder *r, struct error *e)
{
	uint8_t sha256[BODY_DIGEST_LEN];
	struct cdxj_writer *w = r->index;
	char *path;
	int64_t size;
	int rc = -1;

	if (w == NULL)
		return (0);
	r->index = NULL;
	if ((path = recorder_path(r, INDEX_NAME, e)) == NULL)
		cdxj_writer_free(w);
	else if (cdxj_writer_close(w, path, sha256, &size, e) == 0 &&
	    recorder_keep(r, INDEX_NAME, sha256, size, e) == 0)
		rc = log_last(r, e);
	free(path);
	return (rc);
}

static int
close_log(struct recorder *r, struct error *e)
{
	uint8_t sha256[BODY_DIGEST_LEN];
	int64_t now = time_now();

	if (recorder_log(r, "closed", now, now, NULL, e) != 0 ||
	    digest_peek(r->log_digest, sha256, e) != 0 ||
	    io_close(&r->log, e) != 0)
		return (-1);
	return (recorder_keep(r, LOG_NAME, sha256, r->log_size, e));
}

int
recorder_close_archive(struct recorder *r, struct error *e)
{
	int rc = -1;

	pthread_mutex_lock(&r->lock);
	if (close_warc(r, e) == 0)
		rc = close_index(r, e);
	pthread_mutex_unlock(&r->lock);
	return (rc);
}

int
recorder_finish(struct recorder *r, struct error *e)
{
	int rc = -1;

	pthread_mutex_lock(&r->lock);
	if (close_warc(r, e) == 0 && close_index(r, e) == 0)
		rc = close_log(r, e);
	pthread_mutex_unlock(&r->lock);
	return (rc);
}

static void
notes_free(struct notes *list)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		free(list->v[i].page);
		free(list->v[i].what);
		free(list->v[i].why);
	}
	free(list->v);
}

void
recorder_free(struct recorder *r)
{
	size_t i;

	if (r == NULL)
		return;
	warc_writer_free(r->warc);
	cdxj_writer_free(r->index);
	if (r->log >= 0)
		(void)close(r->log);
	digest_free(r->log_digest);
	for (i = 0; i < r->kept_n; i++) {
		free(r->kept[i].name);
		free(r->kept[i].path);
	}
	notes_free(&r->missing);
	notes_free(&r->warnings);
	secrets_free(&r->secrets);
	for (i = 0; i < r->seen_n; i++)
		free(r->seen[i].url);
	free(r->kept);
	free(r->seen);
	free(r->warcinfo);
	for (i = 0; i < r->npages; i++) {
		free(r->pages[i].name);
		free(r->pages[i].id);
	}
	free(r->pages);
	free(r->folder);
	(void)pthread_mutex_destroy(&r->lock);
	free(r);
}
