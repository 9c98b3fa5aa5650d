#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/pending.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/stamp/stamp.h"
#include "store/wacz/manifest.h"

#define TSA_TYPE	"application/timestamp-query"

static int
read_digest(int fd, struct buf *out, struct error *e)
{
	enum zip_content content;
	struct zip *z = NULL;
	ptrdiff_t i;
	int rc = -1;

	if (zip_open(fd, &z, e) != 0)
		return (-1);
	if (!zip_sound(z) ||
	    (i = zip_find(z, span_of(MANIFEST_DIGEST_NAME))) < 0)
		(void)error_set(e, ERR_CORRUPT, "the archive is damaged");
	else if (zip_entry_whole(z, (size_t)i, out, &content, e) == 0)
		rc = content == ZIP_CONTENT_WHOLE ? 0 : error_set(e,
		    ERR_CORRUPT, "%s is damaged", MANIFEST_DIGEST_NAME);
	zip_free(z);
	return (rc);
}

int
pending_signature(const char *path, struct buf *out, struct error *e)
{
	struct buf text = BUF_INIT(JSON_FILE_MAX);
	struct manifest_digest *d = NULL;
	int fd = -1, rc = -1;

	if (io_open_read(path, &fd, e) != 0)
		return (-1);
	if (read_digest(fd, &text, e) != 0 ||
	    manifest_digest_read(buf_span(&text), &d, e) != 0)
		goto out;
	if (d->seal.signature == NULL) {
		(void)error_set(e, ERR_CORRUPT, "there is no signature");
		goto out;
	}
	buf_puts(out, d->seal.signature);
	rc = buf_ok(out, e);
out:
	if (rc != 0)
		(void)error_at(e, path, -1);
	manifest_digest_free(d);
	buf_free(&text);
	(void)close(fd);
	return (rc);
}

static int
ask(struct net *net, const char *url, const struct stamp_request *request,
    int64_t wait_ms, struct buf *answer, struct stamp_result *result,
    struct error *e)
{
	int status = 0;

	if (net_post(net, url, TSA_TYPE, buf_span(&request->der), wait_ms,
	    answer, &status, e) != 0)
		return (-1);
	if (status != 200)
		return (error_set(e, ERR_TSA, "HTTP status %d", status));
	return (stamp_accept(request, answer, NULL, time_now(), result, e));
}

int
pending_ask(struct net *net, const char *url, struct span data,
    int64_t wait_ms, struct buf *answer, struct stamp_result *result,
    struct error *e)
{
	struct stamp_request request = STAMP_REQUEST_INIT;
	int rc;

	memset(result, 0, sizeof(*result));
	buf_reset(answer);
	rc = stamp_request_make(data, &request, e);
	if (rc == 0)
		rc = ask(net, url, &request, wait_ms, answer, result, e);
	stamp_request_free(&request);
	return (rc);
}

int
pending_ask_digest(struct net *net, const char *url, struct span digest,
    int64_t wait_ms, struct buf *answer, struct stamp_result *result,
    struct error *e)
{
	struct stamp_request request = STAMP_REQUEST_INIT;
	int rc;

	memset(result, 0, sizeof(*result));
	buf_reset(answer);
	rc = stamp_request_digest(digest, &request, e);
	if (rc == 0)
		rc = ask(net, url, &request, wait_ms, answer, result, e);
	stamp_request_free(&request);
	return (rc);
}

/* Keep an accepted answer. */
static int
keep(struct home *h, const char *id, const char *tsa, struct span answer,
    int64_t start, const struct stamp_result *r, struct error *e)
{
	struct event ev = EVENT_INIT;

	ev.kind = EVENT_TIMESTAMPED;
	ev.start = start;
	ev.end = time_now();
	return (home_stamp(h, id, answer, r->gen_time, tsa, &ev, e));
}

bool
pending_ours(enum error_code code)
{

	return (code == ERR_NOMEM || code == ERR_CANCELED);
}

static int
ask_all(struct home *h, struct net *net, const char *const *tsa,
    const char *id, struct span signature, int64_t *time, const char **who,
    struct error *e)
{
	struct buf answer = BUF_INIT(TOKEN_MAX), why = BUF_INIT(64 * KIB);
	struct stamp_result r;
	struct error one;
	int64_t start;
	int rc = -1;

	for (; *tsa != NULL; tsa++) {
		one = (struct error)ERROR_INIT;
		start = time_now();
		rc = pending_ask(net, *tsa, signature, PENDING_WAIT_MS,
		    &answer, &r, &one);
		if (rc == 0) {
			*time = r.gen_time;
			*who = *tsa;
			rc = keep(h, id, *tsa, buf_span(&answer), start, &r,
			    e);
			stamp_result_free(&r);
			goto out;
		}
		stamp_result_free(&r);
		if (pending_ours(one.code)) {
			*e = one;
			goto out;
		}
		buf_printf(&why, "%s%s: %s", why.n > 0 ? "; " : "", *tsa,
		    one.text);
	}
	(void)error_set(e, ERR_TSA, "%s", buf_str(&why));
out:
	buf_free(&answer);
	buf_free(&why);
	return (rc);
}

int
pending_fetch(struct home *h, struct net *net, const char *const *tsa,
    const char *id, int64_t *time, const char **who, struct error *e)
{
	struct buf path = BUF_INIT(64 * KIB), signature = BUF_INIT(64 * KIB);
	struct catalog_cursor *cur = NULL;
	char found[BLOB_DIGEST];
	struct catalog_exhibit x;
	int rc = -1, sound;

	if (home_exhibit(h, id, &cur, &x, e) != 1) {
		(void)error_set(e, ERR_NOTFOUND, "no exhibit %s", id);
		goto out;
	}
	/* A damaged file must not get a time-stamp that looks like trust. */
	sound = blob_check(home_blobs(h), x.sha256, NULL, found, NULL, NULL,
	    e);
	if (sound == 0)
		(void)error_set(e, ERR_CORRUPT, "the file %s has the hash %s",
		    x.sha256, found);
	if (sound != 1 ||
	    blob_path(home_blobs(h), x.sha256, &path, e) != 0 ||
	    pending_signature(buf_str(&path), &signature, e) != 0)
		goto out;
	catalog_cursor_free(cur);
	cur = NULL;
	rc = ask_all(h, net, tsa, id, buf_span(&signature), time, who, e);
out:
	catalog_cursor_free(cur);
	buf_free(&signature);
	buf_free(&path);
	return (rc);
}
