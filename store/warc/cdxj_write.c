#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/warc/cdxj_internal.h"
#include "store/warc/surt.h"

/*
 * Line i begins at starts[i] of lines and ends with an LF; starts grows by
 * doubling.  A line is far longer than a start, so both stay small.
 */
struct cdxj_writer {
	char *folder;
	struct buf lines;
	size_t *starts;
	size_t n;
	size_t cap;
	struct cdxj_runs runs;
};

/* The file being written. */
struct output {
	int fd;
	int64_t size;
	struct digest *digest;
	struct buf buf;
};

int
cdxj_writer_open(const char *folder, struct cdxj_writer **out,
    struct error *e)
{
	struct cdxj_writer *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return (error_nomem(e));
	w->runs.fd = -1;
	w->lines = (struct buf)BUF_INIT(CDXJ_RUN_MAX + CDXJ_LINE_MAX);
	if ((w->folder = strdup(folder)) == NULL) {
		cdxj_writer_free(w);
		return (error_nomem(e));
	}
	*out = w;
	return (0);
}

static int
put_json(struct buf *out, const struct cdxj_new *line, struct error *e)
{
	char label[DIGEST_LABEL];
	json_t *j = json_object();
	bool ok = j != NULL;
	int rc;

	json_put_text(j, "url", line->url, &ok);
	if (line->mime != NULL && strlen(line->mime) <= CDXJ_MIME_MAX)
		json_put_text(j, "mime", line->mime, &ok);
	if (line->status != 0)
		json_put_int(j, "status", line->status, &ok);
	json_put_text(j, "digest", digest_label(line->digest, label), &ok);
	json_put_int(j, "length", line->length, &ok);
	json_put_int(j, "offset", line->offset, &ok);
	json_put_text(j, "filename", line->filename, &ok);
	json_put_text(j, "recordDigest",
	    digest_label(line->record_digest, label), &ok);
	json_put_text(j, "method", line->method, &ok);
	json_put_text(j, "requestBody", line->sent, &ok);
	rc = ok ? json_write(out, j, e) : error_nomem(e);
	json_decref(j);
	return (rc);
}

static int
make_line(struct buf *out, const struct cdxj_new *line, struct error *e)
{
	struct error why = ERROR_INIT;
	char digits[TIME_DIGITS];

	if (surt_put(out, span_of(line->url), &why) != 0)
		return (error_set(e, why.code == ERR_SYNTAX ? ERR_INPUT :
		    why.code, "%s", why.text));
	buf_printf(out, " %s ", time_digits(line->date, digits));
	if (put_json(out, line, e) != 0)
		return (-1);
	buf_putc(out, '\n');
	return (buf_ok(out, e));
}

static int
compare(const void *va, const void *vb, void *ctx)
{
	const size_t *a = va, *b = vb;
	const uint8_t *base = ctx;
	const char *s = (const char *)base + *a;
	const char *t = (const char *)base + *b;
	size_t i;

	/* No line holds an LF before its end, so one of them differs first. */
	for (i = 0; s[i] == t[i]; i++)
		if (s[i] == '\n')
			return (*a < *b ? -1 : *a > *b);
	if (s[i] == '\n')
		return (-1);
	if (t[i] == '\n')
		return (1);
	return ((uint8_t)s[i] < (uint8_t)t[i] ? -1 : 1);
}

static struct span
line_at(const struct cdxj_writer *w, size_t i)
{
	struct span rest = span_sub(buf_span(&w->lines), w->starts[i],
	    w->lines.n);

	return (span_sub(rest, 0, (size_t)span_find(rest, '\n') + 1));
}

static void
sort(struct cdxj_writer *w)
{

	if (w->n > 1)
		qsort_r(w->starts, w->n, sizeof(*w->starts), compare,
		    w->lines.p);
}

static int
flush(struct output *o, struct error *e)
{

	if (digest_put(o->digest, o->buf.p, o->buf.n, e) != 0 ||
	    io_write(o->fd, o->buf.p, o->buf.n, e) != 0)
		return (-1);
	o->size += (int64_t)o->buf.n;
	buf_reset(&o->buf);
	return (0);
}

static int
put_line(void *ctx, struct span line, struct error *e)
{
	struct output *o = ctx;

	buf_putspan(&o->buf, line);
	if (buf_ok(&o->buf, e) != 0)
		return (-1);
	return (o->buf.n < IO_CHUNK ? 0 : flush(o, e));
}

static int
put_sorted(struct cdxj_writer *w, struct output *o, struct error *e)
{
	size_t i;

	sort(w);
	for (i = 0; i < w->n; i++)
		if (put_line(o, line_at(w, i), e) != 0)
			return (-1);
	return (flush(o, e));
}

static int
output_open(struct output *o, int fd, struct error *e)
{

	memset(o, 0, sizeof(*o));
	o->fd = fd;
	o->buf = (struct buf)BUF_INIT(IO_CHUNK + CDXJ_LINE_MAX);
	return (digest_open(&o->digest, e));
}

static void
output_free(struct output *o)
{

	buf_free(&o->buf);
	digest_free(o->digest);
}

/* A file without a name, so that nothing is left over after a crash. */
static int
temporary(const char *folder, struct error *e)
{
	struct buf path = BUF_INIT(URL_MAX);
	int fd = -1;

	if (io_join(&path, folder, ".index.XXXXXX", e) == 0) {
		fd = mkostemp((char *)path.p, O_CLOEXEC);
		if (fd < 0)
			(void)error_sys(e, "cannot keep index lines in %s",
			    folder);
		else
			(void)unlink((char *)path.p);
	}
	buf_free(&path);
	return (fd);
}

/* Move the lines in memory to the temporary file as one more run. */
static int
spill(struct cdxj_writer *w, struct error *e)
{
	struct cdxj_runs *runs = &w->runs;
	struct output o;
	int rc = -1;

	if (runs->n == CDXJ_RUNS_MAX)
		return (error_set(e, ERR_LIMIT, "too many index lines"));
	if (runs->fd < 0 && (runs->fd = temporary(w->folder, e)) < 0)
		return (-1);
	/* A spill that failed before may have left bytes behind the runs. */
	if (lseek(runs->fd, runs->start[runs->n], SEEK_SET) < 0)
		return (error_sys(e, "cannot keep index lines"));
	if (output_open(&o, runs->fd, e) == 0 && put_sorted(w, &o, e) == 0) {
		runs->start[runs->n + 1] = runs->start[runs->n] + o.size;
		runs->n++;
		w->n = 0;
		buf_reset(&w->lines);
		rc = 0;
	}
	output_free(&o);
	return (rc);
}

static int
grow(struct cdxj_writer *w, struct error *e)
{
	size_t cap = w->cap == 0 ? 256 : 2 * w->cap;
	size_t *p;

	if (w->n < w->cap)
		return (0);
	if ((p = reallocarray(w->starts, cap, sizeof(*p))) == NULL)
		return (error_nomem(e));
	w->starts = p;
	w->cap = cap;
	return (0);
}

int
cdxj_put(struct cdxj_writer *w, const struct cdxj_new *line, struct error *e)
{
	struct buf text = BUF_INIT(CDXJ_LINE_MAX);
	int rc = -1;

	if (make_line(&text, line, e) != 0 || grow(w, e) != 0)
		goto out;
	if (w->lines.n + text.n > CDXJ_RUN_MAX && spill(w, e) != 0)
		goto out;
	w->starts[w->n] = w->lines.n;
	buf_putspan(&w->lines, buf_span(&text));
	if (buf_ok(&w->lines, e) != 0) {
		w->lines.failed = ERR_NONE;	/* nothing of it was put */
		goto out;
	}
	w->n++;
	rc = 0;
out:
	buf_free(&text);
	return (rc);
}

static int
write_all(struct cdxj_writer *w, struct output *o, struct error *e)
{

	if (w->runs.n == 0)
		return (put_sorted(w, o, e));
	if (w->n > 0 && spill(w, e) != 0)
		return (-1);
	if (cdxj_merge(&w->runs, put_line, o, e) != 0)
		return (-1);
	return (flush(o, e));
}

int
cdxj_writer_close(struct cdxj_writer *w, const char *path,
    uint8_t sha256[static DIGEST_LEN], int64_t *size, struct error *e)
{
	struct output o;
	int fd, rc = -1;

	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		(void)error_sys(e, "cannot make %s", path);
		cdxj_writer_free(w);
		return (-1);
	}
	if (output_open(&o, fd, e) != 0 || write_all(w, &o, e) != 0 ||
	    digest_peek(o.digest, sha256, e) != 0)
		goto out;
	if (fsync(fd) != 0) {
		(void)error_sys(e, "cannot finish the index");
		goto out;
	}
	*size = o.size;
	rc = io_close(&fd, e);
out:
	if (fd >= 0)
		(void)close(fd);
	if (rc != 0)
		(void)unlink(path);
	output_free(&o);
	cdxj_writer_free(w);
	return (rc);
}

void
cdxj_writer_free(struct cdxj_writer *w)
{

	if (w == NULL)
		return;
	if (w->runs.fd >= 0)
		(void)close(w->runs.fd);
	buf_free(&w->lines);
	free(w->starts);
	free(w->folder);
	free(w);
}
