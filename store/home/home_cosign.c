#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/custody/cosign_write.h"
#include "store/custody/witness.h"
#include "store/home/home_attest.h"
#include "store/home/home_internal.h"

#define KEY_FILE	"keys/witness.key"
#define TEXT_MAX	(64 * KIB)	/* of a checkpoint to be cosigned */

/* What a request is about, and what is known of that log. */
struct asked {
	struct home *h;
	struct home_change change;
	struct witness_request request;
	struct note_vkey key;		/* of the log */
	bool known;			/* it was cosigned before */
	struct checkpoint last;		/* then so */
	struct buf last_note;
	struct buf note;		/* with the log's signature alone */
	struct home_cosigned *r;
};

static int
name_key(const struct note_key *key, struct note_vkey *out, struct error *e)
{
	uint8_t pub[NOTE_KEY_PUBLIC], md[DIGEST_LEN];
	char name[40] = "constat-witness/";

	if (note_key_public(key, pub, e) != 0 ||
	    digest_of((struct span){ pub, sizeof(pub) }, md, e) != 0)
		return (-1);
	(void)hex_text(md, 8, name + strlen("constat-witness/"));
	return (cosign_vkey_of(name, key, out, e));
}

/* Our key as a witness; made while no other process can make one too. */
static int
open_key(struct home *h, struct note_key **key, struct note_vkey *vkey,
    struct error *e)
{
	struct buf pem = BUF_INIT(PEM_MAX), path = BUF_INIT(PATH_TEXT);
	int rc = -1;

	*key = NULL;
	if (home_need_secret(h, e) != 0 ||
	    home_join(h, KEY_FILE, &path, e) != 0)
		goto out;
	if (access(buf_str(&path), F_OK) != 0 &&
	    (note_key_make(buf_span(&h->secret), &pem, e) != 0 ||
	    home_write(h, KEY_FILE, buf_span(&pem), 0600, e) != 0))
		goto out;
	buf_reset(&pem);
	if (home_read(h, KEY_FILE, &pem, e) == 0 &&
	    note_key_open(buf_span(&pem), buf_span(&h->secret), key, e) == 0)
		rc = name_key(*key, vkey, e);
	if (rc != 0) {
		note_key_free(*key);
		*key = NULL;
	}
out:
	buf_free(&path);
	buf_free(&pem);
	return (rc);
}

int
home_witness_key(struct home *h, struct note_vkey *out, struct error *e)
{
	struct note_key *key = NULL;
	int rc;

	if (home_need_write(h, e) != 0 || home_need_secret(h, e) != 0 ||
	    catalog_begin(h->catalog, e) != 0)
		return (-1);
	rc = open_key(h, &key, out, e);
	catalog_rollback(h->catalog);
	note_key_free(key);
	return (rc);
}

/* The row of the log in question; the key that is known is the one to use. */
static int
find_log(struct asked *a, const struct note_vkey *given, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_witnessed row;
	struct note n;
	int got;

	if (catalog_witnessed(a->h->catalog, a->r->point.origin, &cur,
	    e) != 0)
		return (-1);
	if ((got = catalog_witnessed_next(cur, &row, e)) == 1) {
		buf_putspan(&a->last_note, row.note);
		if (note_vkey_parse(span_of(row.key), &a->key, e) != 0 ||
		    buf_ok(&a->last_note, e) != 0 ||
		    note_parse(buf_span(&a->last_note), &n, e) != 0 ||
		    checkpoint_parse(n.text, &a->last, e) != 0)
			got = -1;
		a->known = true;
		a->r->seen = a->last.size;
	}
	catalog_cursor_free(cur);
	if (got == 0 && given == NULL)
		a->r->verdict = HOME_LOG_UNKNOWN;
	else if (got == 0)
		a->key = *given;
	else if (got == 1 && given != NULL &&
	    memcmp(given->pub, a->key.pub, sizeof(given->pub)) != 0)
		a->r->verdict = HOME_LOG_SIGNATURE;
	return (got < 0 ? -1 : 0);
}

/* Whether it continues what was cosigned last. */
static int
judge(struct asked *a, struct error *e)
{
	const struct checkpoint *new = &a->r->point;
	struct checkpoint cp;
	enum note_state state;
	struct note n;
	bool holds = false;

	if (a->r->verdict != HOME_COSIGNED)
		return (0);
	if (checkpoint_open(a->request.note, &a->key, &cp, &state, e) != 0 ||
	    note_parse(a->request.note, &n, e) != 0)
		return (-1);
	(void)note_part(&n, &a->key, &a->note);
	if (buf_ok(&a->note, e) != 0)
		return (-1);
	if (state != NOTE_GOOD)
		a->r->verdict = HOME_LOG_SIGNATURE;
	else if (a->known && new->size < a->last.size)
		a->r->verdict = HOME_LOG_BACK;
	else if (a->known && new->size == a->last.size)
		a->r->verdict = merkle_same(&new->root, &a->last.root) ?
		    HOME_COSIGNED : HOME_LOG_FORKED;
	else if (a->request.old != a->r->seen)
		a->r->verdict = HOME_LOG_SIZE;
	else if (a->known && a->last.size > 0) {
		if (merkle_check_growth(a->h->hasher, a->last.size,
		    &a->last.root, new->size, &new->root, &a->request.proof,
		    &holds, e) != 0)
			return (-1);
		if (!holds)
			a->r->verdict = HOME_LOG_UNPROVED;
	}
	return (0);
}

static json_t *
cosigned_detail(const struct asked *a, bool *ok)
{
	struct buf root = BUF_INIT(KIB);
	json_t *j = json_object();

	codec_base64(&root, (struct span){ a->r->point.root.b,
	    MERKLE_BYTES });
	json_put_text(j, "cosigned", a->r->point.origin, ok);
	json_put_int(j, "size", (int64_t)a->r->point.size, ok);
	json_put_text(j, "root", buf_str(&root), ok);
	if (a->known)
		json_put_int(j, "seen", (int64_t)a->r->seen, ok);
	*ok = *ok && root.failed == ERR_NONE;
	buf_free(&root);
	return (j);
}

/* Both checkpoints: signed as they are, they are the proof. */
static json_t *
refused_detail(const struct asked *a, bool *ok)
{
	json_t *j = json_object();

	json_put_text(j, "incident", a->r->verdict == HOME_LOG_BACK ?
	    "log-rolled-back" : a->r->verdict == HOME_LOG_FORKED ?
	    "log-forked" : "log-unproved", ok);
	json_put_text(j, "log", a->r->point.origin, ok);
	json_put_span(j, "seen", buf_span(&a->last_note), ok);
	json_put_span(j, "offered", buf_span(&a->note), ok);
	return (j);
}

/* The event that tells of what was done or refused. */
static int
tell(struct asked *a, struct error *e)
{
	struct event ev = EVENT_INIT;
	bool ok = true;
	json_t *detail;
	int rc;

	if (a->r->verdict == HOME_COSIGNED) {
		ev.kind = EVENT_VERIFIED;
		detail = cosigned_detail(a, &ok);
	} else {
		ev.kind = EVENT_INCIDENT;
		detail = refused_detail(a, &ok);
	}
	ev.detail = detail;
	rc = ok ? change_event(&a->change, &ev, e) : error_nomem(e);
	json_decref(detail);
	return (rc);
}

static int
remember(struct asked *a, struct error *e)
{
	struct buf line = BUF_INIT(4 * KIB);
	struct catalog_witnessed w = { .origin = a->r->point.origin,
	    .size = a->r->point.size, .note = buf_span(&a->note),
	    .time = a->change.now };
	int rc = -1;

	note_vkey_text(&a->key, &line);
	if (buf_ok(&line, e) == 0) {
		w.key = buf_str(&line);
		rc = catalog_witnessed_set(a->h->catalog, &w, e);
	}
	buf_free(&line);
	return (rc);
}

static int
sign(struct asked *a, struct buf *line, struct error *e)
{
	struct note_key *key = NULL;
	struct note_vkey vkey;
	struct note n;
	int rc = -1;

	if (note_parse(a->request.note, &n, e) == 0 &&
	    open_key(a->h, &key, &vkey, e) == 0)
		rc = cosign_sign(n.text, vkey.name, key, a->change.now, line,
		    e);
	note_key_free(key);
	return (rc);
}

/* In the transaction: 1 where there is something to be kept. */
static int
decide(struct asked *a, const struct note_vkey *given, struct buf *line,
    struct error *e)
{

	if (find_log(a, given, e) != 0 || judge(a, e) != 0)
		return (-1);
	switch (a->r->verdict) {
	case HOME_COSIGNED:
		if (sign(a, line, e) != 0 || remember(a, e) != 0 ||
		    tell(a, e) != 0)
			return (-1);
		return (1);
	case HOME_LOG_BACK:
	case HOME_LOG_FORKED:
	case HOME_LOG_UNPROVED:
		return (tell(a, e) != 0 ? -1 : 1);
	case HOME_LOG_UNKNOWN:
	case HOME_LOG_SIGNATURE:
	case HOME_LOG_SIZE:
		break;
	}
	return (0);
}

static int
read_request(struct asked *a, struct span request, struct error *e)
{
	struct note n;

	if (witness_request_read(request, &a->request, e) != 0 ||
	    note_parse(a->request.note, &n, e) != 0 ||
	    checkpoint_parse(n.text, &a->r->point, e) != 0)
		return (-1);
	if (n.text.n > TEXT_MAX)
		return (error_set(e, ERR_LIMIT, "a checkpoint of %zu bytes",
		    n.text.n));
	if (a->request.old > a->r->point.size)
		return (error_set(e, ERR_SYNTAX, "request to a witness: the "
		    "old size is above the checkpoint's"));
	if (strcmp(a->r->point.origin, a->h->settings.vkey.name) == 0)
		return (error_set(e, ERR_INPUT,
		    "a log is no witness of itself"));
	return (0);
}

int
home_cosign(struct home *h, struct span request, const struct note_vkey *key,
    struct buf *out, struct home_cosigned *r, struct error *e)
{
	struct asked a = { .h = h, .r = r, .last_note = BUF_INIT(NOTE_MAX),
	    .note = BUF_INIT(2 * NOTE_MAX) };
	struct buf line = BUF_INIT(4 * KIB);
	int rc = -1, got;

	*r = (struct home_cosigned){ .verdict = HOME_COSIGNED };
	if (read_request(&a, request, e) != 0 ||
	    change_begin(h, &a.change, e) != 0)
		goto out;
	if ((got = decide(&a, key, &line, e)) == 1)
		rc = change_commit(&a.change, e);
	else {
		change_rollback(&a.change);
		rc = got;
	}
	if (rc == 0 && r->verdict == HOME_COSIGNED) {
		buf_putspan(out, a.request.note);
		buf_putspan(out, buf_span(&line));
		rc = buf_ok(out, e);
	}
out:
	buf_free(&line);
	buf_free(&a.last_note);
	buf_free(&a.note);
	return (rc);
}
