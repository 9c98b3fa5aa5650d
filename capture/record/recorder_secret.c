#include <stdio.h>
#include <string.h>

#include "capture/record/recorder_internal.h"
#include "capture/record/withhold.h"
#include "store/base/limits.h"

#define LOOK	((size_t)64 * 1024)	/* bytes looked at at a time */

int
recorder_secret(struct recorder *r, const char *name, struct span value,
    struct error *e)
{
	int rc;

	pthread_mutex_lock(&r->lock);
	rc = secrets_add(&r->secrets, name, value, e);
	pthread_mutex_unlock(&r->lock);
	return (rc);
}

void
recorder_clean(struct recorder *r, struct span text, struct buf *out)
{

	pthread_mutex_lock(&r->lock);
	(void)withhold_text(out, text, &r->secrets);
	pthread_mutex_unlock(&r->lock);
}

/*
 * Call ${each} with pieces of ${b} that overlap by ${overlap} bytes, so that
 * whatever is not longer stands whole in one of them; stop when it gives
 * other than 0.
 */
static int
each_piece(const struct body *b, size_t overlap,
    int (*each)(void *ctx, struct span piece), void *ctx, struct error *e)
{
	struct buf room = BUF_INIT(LOOK + overlap);
	int64_t at = 0;
	uint8_t *p;
	ssize_t n;
	int rc = 0;

	while (rc == 0) {
		if ((p = buf_reserve(&room, LOOK)) == NULL) {
			rc = buf_ok(&room, e);
			break;
		}
		if ((n = body_read(b, at, p, LOOK, e)) <= 0) {
			rc = n < 0 ? -1 : 0;
			break;
		}
		room.n += (size_t)n;
		at += n;
		rc = each(ctx, buf_span(&room));
		if (room.n > overlap)
			buf_drop(&room, room.n - overlap);
	}
	buf_free(&room);
	return (rc);
}

struct look {
	const struct secrets *s;
	const char *found;
};

static int
look(void *ctx, struct span piece)
{
	struct look *l = ctx;

	l->found = secrets_in(l->s, piece);
	return (l->found != NULL ? 1 : 0);
}

int
recorder_look_for_secrets(struct recorder *r, const char *page,
    const char *url, const struct body *b, struct error *e)
{
	struct look l = { .s = &r->secrets };
	const struct recorder_page_kept *of = recorder_page(r, page);
	char why[ERROR_TEXT_MAX];

	if (b == NULL || r->secrets.n == 0)
		return (0);
	if (each_piece(b, secrets_longest(&r->secrets) - 1, look, &l, e) == -1)
		return (-1);
	if (l.found == NULL)
		return (0);
	(void)snprintf(why, sizeof(why), "the value of the cookie %.60s "
	    "stands in the body of %.200s, which is kept as it came", l.found,
	    url);
	if (!recorder_note(&r->warnings, of == r->pages ? NULL : of->name,
	    "secret", why))
		r->missing_lost = true;
	return (0);
}

/* A text of up to this size is made anew in memory where it must be. */
#define CLEAN_MAX	(64 * MIB)

static int
gather(const struct body *b, struct buf *text, struct error *e)
{
	uint8_t *p;
	ssize_t n;

	while ((p = buf_reserve(text, LOOK)) != NULL) {
		n = body_read(b, (int64_t)text->n, p, LOOK, e);
		if (n <= 0)
			return (n < 0 ? -1 : 0);
		text->n += (size_t)n;
	}
	return (buf_ok(text, e));
}

static int
clean(struct recorder *r, const struct body *b, struct body **out,
    struct error *e)
{
	struct buf text = BUF_INIT(CLEAN_MAX), safe = BUF_INIT(CLEAN_MAX);
	int rc = -1;

	if (gather(b, &text, e) != 0)
		goto out;
	(void)secrets_clean(&r->secrets, buf_span(&text), &safe);
	if (buf_ok(&safe, e) == 0 &&
	    body_open(out, r->folder, INT64_MAX, e) == 0)
		rc = body_put(*out, safe.p, safe.n, e);
out:
	if (rc != 0) {
		body_free(*out);
		*out = NULL;
	}
	buf_free(&text);
	buf_free(&safe);
	return (rc);
}

int
recorder_safe_body(struct recorder *r, const struct body *b,
    struct body **out, struct error *e)
{
	struct look l = { .s = &r->secrets };

	*out = NULL;
	if (b == NULL || r->secrets.n == 0)
		return (0);
	if (each_piece(b, secrets_longest(&r->secrets) - 1, look, &l, e) == -1)
		return (-1);
	return (l.found == NULL ? 0 : clean(r, b, out, e));
}

int
recorder_clean_body(struct recorder *r, struct body **b, struct error *e)
{
	struct body *safe;
	int rc;

	pthread_mutex_lock(&r->lock);
	rc = recorder_safe_body(r, *b, &safe, e);
	pthread_mutex_unlock(&r->lock);
	if (safe != NULL) {
		body_free(*b);
		*b = safe;
	}
	return (rc);
}
