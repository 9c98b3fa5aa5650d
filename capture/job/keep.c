#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture/job/job_internal.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/newfile.h"
#include "store/base/time.h"

#define SEARCH_MAX	(64 * KIB)	/* of visible text to be searched */
#define EVENTS	4	/* acquired, sealed, timestamped, stored */

static json_t *
acquired_detail(const struct job *j)
{
	json_t *d = json_object();
	bool ok = d != NULL;

	json_put_text(d, "url", j->o->url, &ok);
	json_put_text(d, "final_url", j->o->final_url, &ok);
	if (j->o->status > 0)
		json_put_int(d, "status", j->o->status, &ok);
	json_put_int(d, "records", j->o->records, &ok);
	if (j->q->own)
		json_put_bool(d, "own", true, &ok);
	json_put(d, "missing", recorder_missing_list(j->rec), &ok);
	if (!ok) {
		json_decref(d);
		return (NULL);
	}
	return (d);
}

static json_t *
stamp_detail(const struct job *j)
{
	json_t *d = json_object();
	bool ok = d != NULL;

	json_put_text(d, "state", j->o->stamp_state, &ok);
	json_put_time(d, "time", j->o->stamp_time, &ok);
	json_put_text(d, "tsa", j->o->stamp_tsa, &ok);
	if (!ok) {
		json_decref(d);
		return (NULL);
	}
	return (d);
}

static json_t *
seal_detail(const struct job *j)
{
	json_t *d = json_object();
	bool ok = d != NULL;

	json_put_text(d, "certificate_sha256", j->seal_fingerprint, &ok);
	if (!ok) {
		json_decref(d);
		return (NULL);
	}
	return (d);
}

static void
fill(struct event *ev, enum event_kind kind, int64_t start, int64_t end)
{

	*ev = (struct event)EVENT_INIT;
	ev->kind = kind;
	ev->start = start;
	ev->end = end;
}

/*
 * The events of this capture, in the order in which they happened.  The
 * JSON objects of details[] are the caller's.
 */
static size_t
make_events(const struct job *j, json_t * const details[static EVENTS],
    struct event ev[static EVENTS])
{
	size_t n = 0;
	int64_t offset;

	fill(&ev[n], EVENT_ACQUIRED, j->o->started, j->seal_start);
	ev[n].how.parameters = j->q->parameters;
	ev[n].why = j->q->note;
	ev[n].result = j->o->missing_n > 0 ? EVENT_PARTIAL : EVENT_SUCCESS;
	ev[n].error = j->o->missing_n > 0 ? "something is missing" : NULL;
	ev[n].detail = details[n];
	if (environment_clock_offset(j->env, &offset)) {
		ev[n].has_clock_offset = true;
		ev[n].clock_offset_ms = -offset;
		ev[n].clock_source = "sntp";
	}
	n++;
	fill(&ev[n], EVENT_SEALED, j->seal_start, j->seal_end);
	ev[n].after.alg = "sha256";
	ev[n].after.value = j->o->file_sha256;
	ev[n].after.bytes = j->o->bytes;
	ev[n].detail = details[n];
	n++;
	if (j->q->timestamp) {
		fill(&ev[n], EVENT_TIMESTAMPED, j->stamp_start, j->stamp_end);
		ev[n].result = j->o->stamp_tsa != NULL ? EVENT_SUCCESS :
		    EVENT_FAIL;
		ev[n].error = j->stamp_why;
		ev[n].detail = details[n];
		n++;
	}
	fill(&ev[n], EVENT_STORED, time_now(), TIME_UNKNOWN);
	ev[n].before = ev[1].after;
	ev[n].after = ev[1].after;
	return (n + 1);
}

static int
describe_missing(struct job *j, struct buf *out, struct error *e)
{
	json_t *list = recorder_missing_list(j->rec);
	int rc;

	if (list == NULL)
		return (error_nomem(e));
	rc = json_write(out, list, e);
	json_decref(list);
	return (rc);
}

/* ${j} as text in ${room}; NULL where there is none. */
static int
put_json(const json_t *j, struct buf *room, const char **out,
    struct error *e)
{

	if (j != NULL && json_write(room, j, e) != 0)
		return (-1);
	*out = j != NULL ? buf_str(room) : NULL;
	return (0);
}

static enum catalog_stamp
stamp_state(const struct job *j)
{

	if (!j->q->timestamp)
		return (CATALOG_STAMP_OFF);
	return (j->o->stamp_tsa != NULL ? CATALOG_STAMP_GRANTED :
	    CATALOG_STAMP_PENDING);
}

/* Copy the kept file to where the person also wants it: whole, or not. */
static int
copy_out(const char *from, const char *to, struct error *e)
{
	struct buf chunk = BUF_INIT(IO_CHUNK);
	struct newfile f = { .fd = -1 };
	int in = -1, rc = -1;
	ssize_t n = 0;
	uint8_t *p;

	if (io_open_read(from, &in, e) != 0)
		return (-1);
	if ((p = buf_reserve(&chunk, IO_CHUNK)) == NULL)
		(void)buf_ok(&chunk, e);
	else if (newfile_open(&f, to, e) == 0) {
		while ((n = io_read(in, p, IO_CHUNK, e)) > 0)
			if (io_write(f.fd, p, (size_t)n, e) != 0)
				break;
		if (n == 0)
			rc = newfile_name(&f, e);
		if (rc != 0)
			(void)error_context(e, "%s", to);
	}
	newfile_drop(&f);
	(void)close(in);
	buf_free(&chunk);
	return (rc);
}

/*
 * It is sealed, but the catalogue would not take it: the next command will
 * enter it.  Until then it lies among the blobs or in the work folder.
 */
static int
leave(struct job *j, const struct error *why, struct error *e)
{
	struct buf path = BUF_INIT(64 * KIB);
	const char *file = j->archive_path;
	int rc;

	if (blob_path(home_blobs(j->home), j->o->file_sha256, &path,
	    NULL) == 0 && access(buf_str(&path), R_OK) == 0)
		file = buf_str(&path);
	recorder_missing(j->rec, "catalogue", "%s", why->text);
	rc = job_text(&j->o->file, file, e);
	j->leave = true;
	buf_free(&path);
	return (rc);
}

static int
keep_row(struct job *j, const struct event *ev, size_t n, struct error *e)
{
	struct catalog_exhibit x = CATALOG_EXHIBIT_INIT;
	struct buf missing = BUF_INIT(JSON_FILE_MAX);
	struct buf post = BUF_INIT(JSON_FILE_MAX);
	struct buf author = BUF_INIT(JSON_FILE_MAX);
	struct buf text = BUF_INIT(SEARCH_MAX);
	struct buf path = BUF_INIT(64 * KIB);
	const struct capture_outcome *o = j->o;
	struct error why = ERROR_INIT;
	int rc = -1;

	if (describe_missing(j, &missing, e) != 0 ||
	    put_json(o->post, &post, &x.post, e) != 0 ||
	    put_json(o->author, &author, &x.author, e) != 0 ||
	    job_visible(j, &text, e) != 0)
		goto out;
	x.id = o->exhibit;
	x.sha256 = o->file_sha256;
	x.bytes = o->bytes;
	x.records = o->records;
	x.url = o->url;
	x.final_url = o->final_url;
	x.status = o->status;
	x.title = o->title;
	x.case_name = j->q->case_name;
	x.note = j->q->note;
	x.own = j->q->own;
	x.text = text.n > 0 ? buf_str(&text) : NULL;
	x.started = o->started;
	x.sealed = o->sealed;
	x.stamp = stamp_state(j);
	x.stamp_time = o->stamp_time;
	x.stamp_tsa = o->stamp_tsa;
	x.missing = buf_str(&missing);
	if (home_keep(j->home, j->work, j->archive_path, &x, ev, n, &path,
	    &why) == 0)
		rc = job_text(&j->o->file, buf_str(&path), e);
	else if (home_job_waits(j->work))
		rc = leave(j, &why, e);
	else
		*e = why;
out:
	buf_free(&missing);
	buf_free(&post);
	buf_free(&author);
	buf_free(&text);
	buf_free(&path);
	return (rc);
}

int
job_keep(struct job *j, struct error *e)
{
	json_t *details[EVENTS] = { NULL };
	struct event ev[EVENTS];
	struct error copy = ERROR_INIT;
	size_t i, n;
	int rc = -1;

	recorder_step(j->rec, "keep", 0, 0);
	details[0] = acquired_detail(j);
	details[1] = seal_detail(j);
	details[2] = stamp_detail(j);
	for (i = 0; i < 3; i++)
		if (details[i] == NULL) {
			(void)error_nomem(e);
			goto out;
		}
	n = make_events(j, details, ev);
	if (keep_row(j, ev, n, e) != 0)
		goto out;
	/* From here on the exhibit is kept: a copy that fails is missing. */
	if (j->q->out_path != NULL &&
	    copy_out(j->o->file, j->q->out_path, &copy) != 0)
		recorder_missing(j->rec, "copy", "%s", copy.text);
	rc = 0;
out:
	for (i = 0; i < EVENTS; i++)
		json_decref(details[i]);
	return (rc);
}
