#include <unistd.h>

#include "cmd/pending.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/wacz/manifest.h"

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

/* Append the base64 text of the seal's signature in the exhibit ${path}. */
static int
read_signature(const char *path, struct buf *out, struct error *e)
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

/* Have it time-stamped, and keep the answer. */
static int
stamp(struct home *h, const struct authority_query *q, const char *id,
    struct span signature, struct authority_answer *out, struct error *e)
{
	struct authority_query of = *q;
	struct event ev = EVENT_INIT;

	of.data = signature;
	if (authority_ask(&of, out, e) != 0)
		return (-1);
	ev.kind = EVENT_TIMESTAMPED;
	ev.start = out->start;
	ev.end = out->end;
	return (home_stamp(h, id, buf_span(&out->response),
	    out->stamp.gen_time, out->by, &ev, e));
}

int
pending_fetch(struct home *h, const struct authority_query *q,
    const char *id, struct authority_answer *out, struct error *e)
{
	struct buf path = BUF_INIT(64 * KIB), signature = BUF_INIT(64 * KIB);
	char found[BLOB_DIGEST];
	struct home_found x;
	int rc = -1, sound;

	if (home_found(h, id, &x, e) != 0)
		return (-1);
	/* A damaged file must not get a time-stamp that looks like trust. */
	sound = blob_check(home_blobs(h), x.sha256, NULL, found, NULL, NULL,
	    e);
	if (sound == 0)
		(void)error_set(e, ERR_CORRUPT, "the file %s has the hash %s",
		    x.sha256, found);
	if (sound == 1 &&
	    blob_path(home_blobs(h), x.sha256, &path, e) == 0 &&
	    read_signature(buf_str(&path), &signature, e) == 0)
		rc = stamp(h, q, id, buf_span(&signature), out, e);
	home_found_free(&x);
	buf_free(&signature);
	buf_free(&path);
	return (rc);
}
