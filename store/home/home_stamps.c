#include <inttypes.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/home/home_attest.h"
#include "store/home/home_internal.h"
#include "store/stamp/stamp.h"

#define MINUTE	INT64_C(60000)
#define TROUBLE	"stamp_trouble"	/* in the catalogue's meta */

/*
 * Whether anything happened since the last time-stamp: 1 with its time, or
 * TIME_UNKNOWN where there is none; 0; -1.
 */
static int
news(struct home *h, int64_t *since, struct error *e)
{
	uint64_t size = 0, stamped = 0;
	int got;

	*since = TIME_UNKNOWN;
	if (catalog_log_size(h->catalog, &size, e) != 0 ||
	    (got = catalog_stamping_last(h->catalog, &stamped, since, e)) < 0)
		return (-1);
	if (got == 0)
		*since = TIME_UNKNOWN;
	/*
	 * The event that tells of a time-stamp is in no checkpoint that has
	 * one.  It alone is no reason for the next: there would be no end.
	 */
	return (got == 0 ? size > 0 : size > stamped + 1);
}

int
home_point_new(struct home *h, struct error *e)
{
	int64_t since;

	return (news(h, &since, e));
}

int
home_point_due(struct home *h, struct error *e)
{
	int64_t minutes = h->settings.view.checkpoint_minutes, since;
	int64_t now = home_now(h);
	int got;

	if (minutes < 0)
		return (0);
	if ((got = news(h, &since, e)) != 1 || since == TIME_UNKNOWN)
		return (got);
	/* A clock that was set back is no reason to wait. */
	return (now < since || now - since >= minutes * MINUTE);
}

/* The row of the checkpoint of exactly ${size} events. */
static int
note_of(struct home *h, uint64_t size, struct buf *out, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_checkpoint row;
	int got, rc = -1;

	if (catalog_checkpoints(h->catalog, size, &cur, e) != 0)
		return (-1);
	got = catalog_checkpoint_next(cur, &row, e);
	if (got == 1 && row.size == size) {
		buf_putspan(out, row.note);
		rc = buf_ok(out, e);
	} else if (got >= 0)
		(void)error_set(e, ERR_NOTFOUND,
		    "no checkpoint of %" PRIu64 " events is kept", size);
	catalog_cursor_free(cur);
	return (rc);
}

int
home_point_kept(struct home *h, struct span note, uint64_t *size,
    struct error *e)
{
	struct buf kept = BUF_INIT(NOTE_MAX);
	struct checkpoint cp;
	enum note_state state;
	int rc = -1;

	if (checkpoint_open(note, &h->settings.vkey, &cp, &state, e) != 0 ||
	    note_of(h, cp.size, &kept, e) != 0)
		goto out;
	*size = cp.size;
	rc = state == NOTE_GOOD && span_eq(buf_span(&kept), note) ? 0 :
	    error_set(e, ERR_NOTFOUND, "that checkpoint is not kept here");
out:
	buf_free(&kept);
	return (rc);
}

/* genTime of a response that holds for ${note}. */
static int
judge(struct span note, struct span response, int64_t *time, struct error *e)
{
	struct stamp_input in = { .response = response, .data = note,
	    .now = TIME_UNKNOWN };
	struct stamp_result r;
	int rc = -1;

	memset(&r, 0, sizeof(r));
	if (stamp_check(&in, &r, e) == 0) {
		*time = r.gen_time;
		if (stamp_holds(&r) && stamp_plain(response))
			rc = 0;
		else
			(void)error_set(e, ERR_TSA, "%s", r.faults_n > 0 ?
			    r.faults[0].detail : "the time-stamp does not "
			    "hold for this checkpoint");
	}
	stamp_result_free(&r);
	return (rc);
}

static json_t *
detail_of(const struct catalog_stamping *s, struct error *e)
{
	json_t *j = json_object();
	uint8_t md[DIGEST_LEN];
	char hex[DIGEST_HEX];
	bool ok = true;

	if (digest_of(s->response, md, e) != 0) {
		json_decref(j);
		return (NULL);
	}
	json_put_int(j, "checkpoint", (int64_t)s->size, &ok);
	json_put_time(j, "time", s->time, &ok);
	json_put_text(j, "authority", s->authority, &ok);
	json_put_text(j, "sha256", digest_hex(md, hex), &ok);
	return (json_made(j, ok, e));
}

static int
keep(struct home *h, const struct catalog_stamping *s, struct error *e)
{
	struct event ev = EVENT_INIT;
	struct home_change c;
	json_t *detail;
	int rc = -1;

	if ((detail = detail_of(s, e)) == NULL)
		return (-1);
	ev.kind = EVENT_TIMESTAMPED;
	ev.detail = detail;
	if (change_begin(h, &c, e) != 0)
		goto out;
	if (catalog_stamping_add(h->catalog, s, e) != 0 ||
	    catalog_meta_set(h->catalog, TROUBLE, "", e) != 0 ||
	    change_event(&c, &ev, e) != 0)
		change_rollback(&c);
	else
		rc = change_commit(&c, e);
out:
	json_decref(detail);
	return (rc);
}

int
home_point_stamp(struct home *h, struct span note, struct span response,
    const char *authority, int64_t *time, struct error *e)
{
	struct catalog_stamping s = { .authority = authority,
	    .response = response };

	if (home_need_write(h, e) != 0 ||
	    home_point_kept(h, note, &s.size, e) != 0 ||
	    judge(note, response, &s.time, e) != 0)
		return (-1);
	if (time != NULL)
		*time = s.time;
	return (keep(h, &s, e));
}

int
home_point_stamped(struct home *h, struct buf *note, struct buf *response,
    struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_stamping s;
	uint64_t size;
	int64_t time;
	int got;

	if ((got = catalog_stamping_last(h->catalog, &size, &time, e)) == 0)
		return (error_set(e, ERR_NOTFOUND,
		    "no checkpoint is time-stamped yet"));
	if (got < 0 || note_of(h, size, note, e) != 0 ||
	    catalog_stampings(h->catalog, size, &cur, e) != 0)
		return (-1);
	/* Of several of one checkpoint the first is the earliest. */
	if ((got = catalog_stamping_next(cur, &s, e)) == 1)
		buf_putspan(response, s.response);
	catalog_cursor_free(cur);
	return (got == 1 ? buf_ok(response, e) : -1);
}

int
home_point_missed(struct home *h, const char *why, struct error *e)
{
	struct buf text = BUF_INIT(64 * KIB);
	char t[TIME_TEXT];
	int rc = -1;

	buf_printf(&text, "%s %s", time_text(home_now(h), t), why);
	if (buf_ok(&text, e) != 0 || home_need_write(h, e) != 0 ||
	    catalog_begin(h->catalog, e) != 0)
		goto out;
	if (catalog_meta_set(h->catalog, TROUBLE, buf_str(&text), e) != 0)
		catalog_rollback(h->catalog);
	else
		rc = catalog_commit(h->catalog, e);
out:
	buf_free(&text);
	return (rc);
}

int
home_point_trouble(struct home *h, struct buf *out, struct error *e)
{
	size_t before = out->n;
	int got = catalog_meta(h->catalog, TROUBLE, out, e);

	return (got == 1 ? out->n > before : got);
}
