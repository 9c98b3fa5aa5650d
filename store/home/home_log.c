#include <sys/file.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/temp.h"
#include "store/custody/event_write.h"
#include "store/home/home_leftovers.h"

void
home_fill_event(const struct home *h, struct event *ev)
{
	const struct home_person *p = &h->acting.view;

	if (ev->who.name == NULL)
		ev->who.name = p->name;
	if (ev->who.role == NULL)
		ev->who.role = p->title;
	if (ev->who.organization == NULL)
		ev->who.organization = h->settings.view.organization;
	if (ev->who.key == NULL)
		ev->who.key = p->key;
	if (ev->where.host == NULL)
		ev->where.host = h->host;
	if (ev->how.tool == NULL)
		ev->how.tool = h->opts.tool.name;
	if (ev->how.version == NULL)
		ev->how.version = h->opts.tool.version;
	if (ev->how.binary_sha256 == NULL)
		ev->how.binary_sha256 = h->opts.tool.binary_sha256;
	if (ev->how.parameters == NULL)
		ev->how.parameters = h->opts.tool.parameters;
}

/*
 * The name of a case as it stands in the event, by which it is indexed: bytes
 * that are no UTF-8 are not written as they are.  ${*copy} is the caller's.
 */
static const char *
case_as_written(const char *name, json_t **copy)
{
	bool ok = true;

	*copy = NULL;
	if (name == NULL || span_utf8(span_of(name)))
		return (name);
	*copy = json_object();
	json_put_text(*copy, "case", name, &ok);
	return (json_text(*copy, "case"));
}

int
change_event(struct home_change *c, const struct event *given,
    struct error *e)
{
	json_t *copy = NULL;
	struct buf bytes = BUF_INIT(2 * EVENT_MAX);
	struct event ev = *given;
	struct merkle_node leaf;
	struct merkle_made made;
	struct catalog_event row;
	int rc = -1;

	home_fill_event(c->h, &ev);
	ev.seq = c->tree.size + 1;
	ev.prev = c->prev;
	ev.time = c->now;
	if (random_uuid(ev.uuid, e) != 0 ||
	    event_write(&ev, &bytes, e) != 0 ||
	    merkle_leaf(c->h->hasher, buf_span(&bytes), &leaf, e) != 0 ||
	    merkle_add(c->h->hasher, &c->tree, &leaf, &made, e) != 0)
		goto out;
	row = (struct catalog_event){ ev.seq, buf_span(&bytes), made.node,
	    made.n, case_as_written(ev.case_name, &copy) };
	if (catalog_log_add(c->h->catalog, &row, ev.exhibits, ev.n_exhibits,
	    e) != 0)
		goto out;
	c->prev = leaf;
	rc = 0;
out:
	json_decref(copy);
	buf_free(&bytes);
	return (rc);
}

/* When the last event was written; TIME_UNKNOWN without one. */
static int
last_time(struct home *h, uint64_t size, int64_t *out, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_event ev;
	struct event_head head;
	int rc = -1, got;

	*out = TIME_UNKNOWN;
	if (size == 0)
		return (0);
	if (catalog_log_events(h->catalog, NULL, size, &cur, e) != 0)
		return (-1);
	if ((got = catalog_log_next(cur, &ev, e)) == 0)
		(void)error_set(e, ERR_CORRUPT, "the last event is gone");
	else if (got == 1 && event_scan(ev.bytes, &head, e) == 0) {
		*out = head.time;
		rc = 0;
	}
	catalog_cursor_free(cur);
	return (rc);
}

/* Events are never silently out of order: a clock set back is told. */
static int
tell_clock(struct home_change *c, int64_t last, struct error *e)
{
	struct event ev = EVENT_INIT;
	json_t *detail = json_object();
	bool ok = true;
	int rc = -1;

	json_put_text(detail, "incident", "clock-set-back", &ok);
	json_put_time(detail, "last", last, &ok);
	json_put_int(detail, "by_ms", last - c->now, &ok);
	ev.kind = EVENT_INCIDENT;
	ev.detail = detail;
	if (!ok)
		(void)error_nomem(e);
	else
		rc = change_event(c, &ev, e);
	json_decref(detail);
	return (rc);
}

int
change_begin(struct home *h, struct home_change *c, struct error *e)
{
	int64_t last;

	c->h = h;
	if (home_need_write(h, e) != 0 || home_unlock(h, e) != 0 ||
	    catalog_begin(h->catalog, e) != 0)
		return (-1);
	/* Asked for while nobody else can write, so that time is in order. */
	c->now = home_now(h);
	if (catalog_log_head(h->catalog, &c->tree, &c->prev, e) != 0 ||
	    last_time(h, c->tree.size, &last, e) != 0 ||
	    (last != TIME_UNKNOWN && c->now < last &&
	    tell_clock(c, last, e) != 0)) {
		change_rollback(c);
		return (-1);
	}
	return (0);
}

void
change_rollback(struct home_change *c)
{

	catalog_rollback(c->h->catalog);
}

/* Sign the tree as it stands and keep the note. */
static int
sign_checkpoint(struct home_change *c, struct error *e)
{
	struct buf text = BUF_INIT(NOTE_MAX), note = BUF_INIT(NOTE_MAX);
	struct home *h = c->h;
	struct checkpoint cp = { .size = c->tree.size };
	struct catalog_checkpoint row;
	int rc = -1;

	memcpy(cp.origin, h->settings.vkey.name, sizeof(cp.origin));
	if (merkle_root(h->hasher, &c->tree, &cp.root, e) != 0)
		goto out;
	checkpoint_text(&cp, &text);
	if (buf_ok(&text, e) != 0 || note_sign(buf_span(&text), cp.origin,
	    h->log_key, &note, e) != 0)
		goto out;
	row = (struct catalog_checkpoint){ cp.size, c->now,
	    buf_span(&note) };
	rc = catalog_checkpoint_add(h->catalog, &row, e);
out:
	buf_free(&text);
	buf_free(&note);
	return (rc);
}

int
change_commit(struct home_change *c, struct error *e)
{

	if (sign_checkpoint(c, e) != 0) {
		change_rollback(c);
		return (-1);
	}
	if (catalog_commit(c->h->catalog, e) != 0)
		return (-1);
	/* It is done; a file that stays behind is found and mended later. */
	(void)home_publish(c->h, NULL);
	return (0);
}

/* Of the dead: with the lock held no other is being written. */
static int
clear_unfinished(struct home *h, void *ctx, const char *name, struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);

	(void)ctx;
	(void)e;
	if (leftover_log(name)) {
		buf_printf(&path, "%s/log/%s", h->path, name);
		(void)temp_clear(buf_str(&path), NULL);
	}
	buf_free(&path);
	return (0);
}

static int
publish_locked(struct home *h, struct error *e)
{
	struct buf note = BUF_INIT(NOTE_MAX), path = BUF_INIT(PATH_TEXT);
	int got, rc = -1;

	if (home_join(h, "log/checkpoint", &path, e) != 0 ||
	    (got = catalog_checkpoint_last(h->catalog, &note, e)) < 0)
		goto out;
	rc = got == 0 ? 0 : io_write_file(buf_str(&path), buf_span(&note),
	    0644, e);
out:
	buf_free(&note);
	buf_free(&path);
	return (rc);
}

int
home_publish(struct home *h, struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	int fd = -1, rc = -1;

	/* Two writers: the one that comes last must not bring an older one. */
	if (home_join(h, "log/lock", &path, e) != 0)
		goto out;
	fd = open(buf_str(&path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || flock(fd, LOCK_EX) != 0) {
		(void)error_sys(e, "cannot lock %s", buf_str(&path));
		goto out;
	}
	if (leftover_each(h, "log", clear_unfinished, NULL, e) == 0)
		rc = publish_locked(h, e);
out:
	if (fd >= 0)
		(void)close(fd);
	buf_free(&path);
	return (rc);
}

int
home_settle(struct home *h, struct error *e)
{

	if (catalog_begin(h->catalog, e) != 0)
		return (-1);
	if (catalog_meta_set(h->catalog, "settled", "", e) != 0) {
		catalog_rollback(h->catalog);
		return (-1);
	}
	return (catalog_commit(h->catalog, e));
}

int
home_append(struct home *h, const struct event *events, size_t n,
    struct error *e)
{
	struct home_change c;
	size_t i;

	if (change_begin(h, &c, e) != 0)
		return (-1);
	for (i = 0; i < n; i++)
		if (change_event(&c, &events[i], e) != 0) {
			change_rollback(&c);
			return (-1);
		}
	return (change_commit(&c, e));
}

int
home_record(struct home *h, struct event *ev,
    int (*fn)(void *ctx, struct catalog *c, int64_t now, struct error *e),
    void *ctx, struct error *e)
{
	struct home_change c;

	if (change_begin(h, &c, e) != 0)
		return (-1);
	if (fn(ctx, h->catalog, c.now, e) != 0 ||
	    change_event(&c, ev, e) != 0) {
		change_rollback(&c);
		return (-1);
	}
	return (change_commit(&c, e));
}

int
home_checkpoint(struct home *h, struct buf *out, struct error *e)
{
	int got = catalog_checkpoint_last(h->catalog, out, e);

	if (got == 0)
		return (error_set(e, ERR_NOTFOUND, "no checkpoint yet"));
	return (got < 0 ? -1 : 0);
}
