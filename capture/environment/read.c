#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/environment/environment_internal.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/digest/digest.h"

bool
read_text(const char *path, struct buf *out)
{

	return (io_read_file(path, out, NULL) == 0);
}

void
put_file(json_t *j, const char *key, const char *path, bool *ok)
{
	struct buf text = BUF_INIT(64 * KIB);
	struct span rest, line;

	if (read_text(path, &text)) {
		rest = buf_span(&text);
		if (span_line(&rest, &line) && span_trim(line).n > 0)
			json_put_span(j, key, span_trim(line), ok);
	}
	buf_free(&text);
}

static int
file_digest(const char *path, int64_t *size, uint8_t out[static DIGEST_LEN])
{
	struct digest *d = NULL;
	uint8_t *block = malloc(IO_CHUNK);
	int fd = -1;
	ssize_t n = -1;
	int rc = -1;

	*size = 0;
	if (block == NULL || io_open_read(path, &fd, NULL) < 0 ||
	    digest_open(&d, NULL) < 0)
		goto out;
	while ((n = io_read(fd, block, IO_CHUNK, NULL)) > 0) {
		*size += n;
		if (digest_put(d, block, (size_t)n, NULL) < 0)
			goto out;
	}
	if (n == 0)
		rc = digest_peek(d, out, NULL);
out:
	if (fd >= 0)
		close(fd);
	digest_free(d);
	free(block);
	return (rc);
}

void
put_digest(json_t *j, const char *key, const char *path, bool *ok)
{
	uint8_t value[DIGEST_LEN];
	char hex[DIGEST_HEX];
	int64_t size;
	json_t *one;

	if (file_digest(path, &size, value) < 0)
		return;
	one = json_object();
	*ok = one != NULL && *ok;
	json_put_text(one, "path", path, ok);
	json_put_int(one, "bytes", size, ok);
	json_put_text(one, "sha256", digest_hex(value, hex), ok);
	json_put(j, key, one, ok);
}
