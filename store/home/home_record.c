#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/custody/event_write.h"
#include "store/home/home_internal.h"

#define FORMAT		1
#define RECORD_MAX	(16 * MIB)

/*
 * Events wait in their own form, under a place that says nothing yet: seq 1,
 * a UUID of zeros.  When they are appended they get their real one.
 */
int
record_event(struct home *h, const struct event *given, json_t **out,
    struct error *e)
{
	struct buf text = BUF_INIT(2 * EVENT_MAX);
	struct event ev = *given;
	int rc = -1;

	*out = NULL;
	home_fill_event(h, &ev);
	ev.seq = 1;
	ev.prev = *merkle_empty();
	ev.time = home_now(h);
	memcpy(ev.uuid, "00000000-0000-4000-8000-000000000000", UUID_TEXT);
	if (event_write(&ev, &text, e) == 0)
		rc = (*out = json_stringn(buf_str(&text), text.n)) != NULL ?
		    0 : error_nomem(e);
	buf_free(&text);
	return (rc);
}

json_t *
record_exhibit(const struct catalog_exhibit *x, bool *ok)
{
	json_t *j = json_object();

	json_put_text(j, "id", x->id, ok);
	json_put_text(j, "sha256", x->sha256, ok);
	json_put_int(j, "bytes", x->bytes, ok);
	json_put_int(j, "records", x->records, ok);
	json_put_text(j, "url", x->url, ok);
	json_put_text(j, "final_url", x->final_url, ok);
	json_put_int(j, "status", x->status, ok);
	json_put_text(j, "title", x->title, ok);
	json_put_text(j, "case", x->case_name, ok);
	json_put_text(j, "note", x->note, ok);
	json_put_text(j, "text", x->text, ok);
	json_put_bool(j, "own", x->own, ok);
	/* As numbers: TIME_UNKNOWN survives. */
	json_put_int(j, "started", x->started, ok);
	json_put_int(j, "sealed", x->sealed, ok);
	json_put_int(j, "stamp", (int)x->stamp, ok);
	json_put_int(j, "stamp_time", x->stamp_time, ok);
	json_put_text(j, "stamp_tsa", x->stamp_tsa, ok);
	json_put_text(j, "post", x->post, ok);
	json_put_text(j, "author", x->author, ok);
	json_put_text(j, "missing", x->missing, ok);
	return (j);
}

int
record_write(struct home *h, const struct catalog_exhibit *x,
    const char *sealed, const struct event *events, size_t n,
    struct buf *out, struct error *e)
{
	json_t *j = json_object(), *list = json_array();
	json_t *one;
	bool ok = true;
	size_t i;
	int rc = -1;

	for (i = 0; i < n; i++) {
		if (record_event(h, &events[i], &one, e) != 0)
			goto out;
		json_add(list, one, &ok);
	}
	json_put_int(j, "format", FORMAT, &ok);
	json_put_text(j, "sealed", sealed, &ok);
	json_put(j, "exhibit", record_exhibit(x, &ok), &ok);
	json_put(j, "events", json_incref(list), &ok);
	if (!ok)
		(void)error_nomem(e);
	else
		rc = json_write(out, j, e);
out:
	json_decref(list);
	json_decref(j);
	return (rc);
}

int
record_exhibit_read(const json_t *j, struct catalog_exhibit *x,
    struct error *e)
{
	int64_t status, stamp;

	x->id = json_text(j, "id");
	x->sha256 = json_text(j, "sha256");
	x->url = json_text(j, "url");
	x->final_url = json_text(j, "final_url");
	x->title = json_text(j, "title");
	x->case_name = json_text(j, "case");
	x->note = json_text(j, "note");
	x->text = json_text(j, "text");
	x->own = json_is_true(json_object_get(j, "own"));
	x->stamp_tsa = json_text(j, "stamp_tsa");
	x->post = json_text(j, "post");
	x->author = json_text(j, "author");
	x->missing = json_text(j, "missing");
	if (x->id == NULL || x->sha256 == NULL || x->url == NULL ||
	    !json_whole(j, "bytes", &x->bytes) ||
	    !json_whole(j, "records", &x->records) ||
	    !json_whole(j, "status", &status) ||
	    !json_whole(j, "started", &x->started) ||
	    !json_whole(j, "sealed", &x->sealed) ||
	    !json_whole(j, "stamp", &stamp) || stamp < 0 ||
	    stamp > CATALOG_STAMP_GRANTED ||
	    !json_whole(j, "stamp_time", &x->stamp_time))
		return (error_set(e, ERR_CORRUPT, "bad record of a capture"));
	x->status = (int)status;
	x->stamp = (enum catalog_stamp)stamp;
	return (0);
}

static int
take_events(struct record *r, struct error *e)
{
	const json_t *list = json_object_get(r->json, "events"), *v;
	size_t i, n = json_array_size(list);

	if ((r->events = calloc(n + 1, sizeof(*r->events))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < n; i++) {
		v = json_array_get(list, i);
		if (!json_is_string(v))
			return (error_set(e, ERR_CORRUPT, "bad event"));
		if (event_read((struct span){
		    (const uint8_t *)json_string_value(v),
		    json_string_length(v) }, &r->events[i], e) != 0)
			return (-1);
		r->n++;
	}
	return (0);
}

int
record_read(struct span s, struct record *out, struct error *e)
{
	int64_t format;

	*out = (struct record){ .exhibit = CATALOG_EXHIBIT_INIT };
	if ((out->json = json_read(s, e)) == NULL)
		return (-1);
	if ((out->kept = json_text(out->json, "kept")) != NULL)
		return (0);
	out->sealed = json_text(out->json, "sealed");
	if (!json_whole(out->json, "format", &format) || format != FORMAT ||
	    out->sealed == NULL) {
		(void)error_set(e, ERR_CORRUPT, "bad record of a capture");
		goto fail;
	}
	if (record_exhibit_read(json_object_get(out->json, "exhibit"),
	    &out->exhibit, e) != 0 || take_events(out, e) != 0)
		goto fail;
	return (0);
fail:
	record_free(out);
	return (-1);
}

void
record_free(struct record *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		event_free(r->events[i]);
	free(r->events);
	json_decref(r->json);
	*r = (struct record){ .json = NULL };
}
