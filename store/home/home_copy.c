#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/digest/digest.h"
#include "store/home/home_internal.h"

static int
copy_bytes(int in, int out, char sha256[static DIGEST_HEX], int64_t *bytes,
    struct error *e)
{
	struct digest *d = NULL;
	uint8_t md[DIGEST_LEN], *chunk = malloc(IO_CHUNK);
	ssize_t k = -1;
	int rc = -1;

	if (chunk == NULL)
		return (error_nomem(e));
	if (digest_open(&d, e) != 0)
		goto out;
	*bytes = 0;
	while ((k = io_read(in, chunk, IO_CHUNK, e)) > 0) {
		*bytes += k;
		if (digest_put(d, chunk, (size_t)k, e) != 0 ||
		    io_write(out, chunk, (size_t)k, e) != 0)
			goto out;
	}
	if (k == 0 && digest_peek(d, md, e) == 0) {
		(void)digest_hex(md, sha256);
		rc = 0;
	}
out:
	digest_free(d);
	free(chunk);
	return (rc);
}

int
home_copy(const char *from, const char *to, char sha256[static DIGEST_HEX],
    int64_t *bytes, struct error *e)
{
	int in = -1, out = -1, rc = -1;
	int64_t size;

	/* Not a FIFO or a terminal: its end would never come. */
	if (io_open_read(from, &in, e) != 0)
		return (-1);
	if (io_size(in, &size, e) != 0)
		goto out;
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out < 0)
		(void)error_sys(e, "cannot make %s", to);
	else
		rc = copy_bytes(in, out, sha256, bytes, e);
	if (io_close(&out, e) != 0)
		rc = -1;
out:
	(void)close(in);
	return (rc);
}
