#include <stdlib.h>

#include "capture/record/recorder_internal.h"
#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/base/time.h"

static json_t *
describe(const char *name, const uint8_t sha256[static BODY_DIGEST_LEN],
    int64_t size)
{
	char hex[2 * BODY_DIGEST_LEN + 1];
	json_t *j = json_object();
	bool ok = j != NULL;

	json_put_text(j, "file", name, &ok);
	json_put_text(j, "sha256", hex_text(sha256, BODY_DIGEST_LEN, hex), &ok);
	json_put_int(j, "bytes", size, &ok);
	return (json_made(j, ok, NULL));
}

int
recorder_file(struct recorder *r, const char *name,
    struct body *content, struct error *e)
{
	uint8_t sha256[BODY_DIGEST_LEN];
	int64_t start = time_now(), size = body_size(content);
	json_t *detail = NULL;
	char *path = NULL;
	int rc = -1;

	pthread_mutex_lock(&r->lock);
	recorder_use_room(r, size);
	if (body_digest(content, sha256, e) != 0 ||
	    (path = recorder_path(r, name, e)) == NULL)
		goto out;
	if ((detail = describe(name, sha256, size)) == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	if (body_save(content, path, e) != 0 ||
	    recorder_keep(r, name, sha256, size, e) != 0)
		goto out;
	rc = recorder_log(r, "file-written", start, time_now(), detail, e);
	detail = NULL;
out:
	pthread_mutex_unlock(&r->lock);
	if (rc != 0)
		(void)error_at(e, name, -1);
	json_decref(detail);
	free(path);
	return (rc);
}

int
recorder_file_span(struct recorder *r, const char *name, struct span content,
    struct error *e)
{
	struct body *b = NULL;
	int rc = -1;

	if (body_open(&b, r->folder, INT64_MAX, e) != 0)
		return (-1);
	if (body_put(b, content.p, content.n, e) == 0)
		rc = recorder_file(r, name, b, e);
	body_free(b);
	return (rc);
}
