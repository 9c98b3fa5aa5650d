#include <stdlib.h>

#include "cmd/exhibit.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"

/* An object that is complete, or nothing. */
static json_t *
whole(json_t *j, bool ok)
{

	if (ok)
		return (j);
	json_decref(j);
	return (NULL);
}

static json_t *
timestamp(const char *state, int64_t time, const char *tsa, bool *ok)
{
	json_t *j = json_object();
	char s[TIME_TEXT];

	if (j == NULL)
		*ok = false;
	json_put_text(j, "state", state, ok);
	/* A token's time has the precision of a second, mostly. */
	if (time != TIME_UNKNOWN)
		json_put_text(j, "time", time % 1000 == 0 ?
		    time_text(time, s) : time_text_ms(time, s), ok);
	json_put_text(j, "tsa", tsa, ok);
	return (j);
}

static json_t *
notes(const struct capture_missing *v, size_t n, bool *ok)
{
	json_t *list = json_array(), *one;
	size_t i;

	if (list == NULL)
		*ok = false;
	for (i = 0; list != NULL && i < n; i++) {
		if ((one = json_object()) == NULL)
			*ok = false;
		json_put_text(one, "what", v[i].what, ok);
		json_put_text(one, "why", v[i].why, ok);
		json_put_text(one, "page", v[i].page, ok);
		json_add(list, one, ok);
	}
	return (list);
}

static json_t *
public(const struct capture_outcome *o, bool *ok)
{
	json_t *j = json_object();

	if (j == NULL)
		*ok = false;
	json_put_bool(j, "visible", o->seen == CAPTURE_SEEN, ok);
	json_put_text(j, "by", o->seen_here ? "this capture" :
	    "a second visit, without log-in", ok);
	return (j);
}

static json_t *
tls(const struct capture_outcome *o, bool *ok)
{
	json_t *j = json_object();

	if (j == NULL)
		*ok = false;
	json_put_bool(j, "valid", o->tls_valid, ok);
	json_put_text(j, "problem", o->tls_problem, ok);
	return (j);
}

json_t *
exhibit_of_outcome(const struct capture_outcome *o)
{
	json_t *j = json_object();
	bool ok = j != NULL;

	json_put_text(j, "exhibit", o->exhibit, &ok);
	json_put_text(j, "file", o->file, &ok);
	json_put_text(j, "sha256", o->file_sha256, &ok);
	json_put_text(j, "manifest_sha256", o->exhibit, &ok);
	json_put_text(j, "url", o->url, &ok);
	json_put_text(j, "final_url", o->final_url, &ok);
	if (o->status > 0)
		json_put_int(j, "status", o->status, &ok);
	json_put_text(j, "title", o->title, &ok);
	json_put_text(j, "case", o->case_name, &ok);
	json_put_time(j, "started", o->started, &ok);
	json_put_time(j, "sealed", o->sealed, &ok);
	json_put(j, "timestamp", timestamp(o->stamp_state, o->stamp_time,
	    o->stamp_tsa, &ok), &ok);
	json_put_int(j, "records", o->records, &ok);
	json_put_int(j, "bytes", o->bytes, &ok);
	if (o->tls_checked)
		json_put(j, "tls", tls(o, &ok), &ok);
	json_put_text(j, "page", o->page, &ok);
	if (o->post != NULL)
		json_put(j, "post", json_incref(o->post), &ok);
	if (o->author != NULL)
		json_put(j, "author", json_incref(o->author), &ok);
	if (o->thread != NULL)
		json_put(j, "thread", json_incref(o->thread), &ok);
	if (o->seen != CAPTURE_SEEN_UNKNOWN)
		json_put(j, "public", public(o, &ok), &ok);
	json_put(j, "missing", notes(o->missing, o->missing_n, &ok), &ok);
	if (o->warnings_n > 0)
		json_put(j, "warnings", notes(o->warnings, o->warnings_n,
		    &ok), &ok);
	return (whole(j, ok));
}

char *
exhibit_path(struct home *h, const struct catalog_exhibit *x)
{
	struct buf path = BUF_INIT(64 * KIB);
	char *s = NULL;

	if (x->sha256 != NULL && x->disposed == 0 &&
	    blob_path(home_blobs(h), x->sha256, &path, NULL) == 0)
		s = buf_take(&path);
	buf_free(&path);
	return (s);
}

/* JSON that stands in the catalogue as text. */
static void
put_kept(json_t *j, const char *key, const char *text, bool *ok)
{
	json_t *v;

	if (text != NULL && (v = json_read(span_of(text), NULL)) != NULL)
		json_put(j, key, v, ok);
}

json_t *
exhibit_of_row(struct home *h, const struct catalog_exhibit *x)
{
	static const char *const states[] = { "off", "pending", "granted" };
	json_t *j = json_object();
	bool ok = j != NULL;
	char *path = exhibit_path(h, x);

	json_put_text(j, "exhibit", x->id, &ok);
	json_put_text(j, "file", path, &ok);
	json_put_text(j, "sha256", x->sha256, &ok);
	json_put_text(j, "manifest_sha256", x->id, &ok);
	json_put_text(j, "url", x->url, &ok);
	json_put_text(j, "final_url", x->final_url, &ok);
	if (x->status > 0)
		json_put_int(j, "status", x->status, &ok);
	json_put_text(j, "title", x->title, &ok);
	json_put_text(j, "case", x->case_name, &ok);
	if (x->number > 0)
		json_put_int(j, "number", x->number, &ok);
	if (x->own)
		json_put_bool(j, "own", true, &ok);
	if (x->hold != 0)
		json_put_time(j, "hold", x->hold, &ok);
	if (x->case_hold != 0)
		json_put_time(j, "case_hold", x->case_hold, &ok);
	json_put_text(j, "state", x->disposed != 0 ? "disposed" : "kept",
	    &ok);
	if (x->disposed != 0)
		json_put_time(j, "disposed", x->disposed, &ok);
	json_put_text(j, "note", x->note, &ok);
	json_put_time(j, "started", x->started, &ok);
	json_put_time(j, "sealed", x->sealed, &ok);
	json_put_time(j, "kept", x->kept, &ok);
	json_put(j, "timestamp", timestamp(states[x->stamp], x->stamp_time,
	    x->stamp_tsa, &ok), &ok);
	if (x->records >= 0)
		json_put_int(j, "records", x->records, &ok);
	if (x->bytes >= 0)
		json_put_int(j, "bytes", x->bytes, &ok);
	put_kept(j, "post", x->post, &ok);
	put_kept(j, "author", x->author, &ok);
	put_kept(j, "missing", x->missing, &ok);
	free(path);
	return (whole(j, ok));
}
