#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/demo_alter.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/wacz/zip.h"

/* Which byte of the archive to change: the middle of the text as shown. */
static int
choose(int fd, struct altered *what, int64_t *at, struct error *e)
{
	static const char *const names[] = { "evidence/post.txt",
		"archive/data.warc.gz" };
	const struct zip_entry *entry;
	struct zip *z = NULL;
	ptrdiff_t found = -1;
	size_t i;

	if (zip_open(fd, &z, e) != 0)
		return (-1);
	for (i = 0; found < 0 && i < sizeof(names) / sizeof(names[0]); i++)
		found = zip_find(z, span_of(names[i]));
	if (found < 0) {
		zip_free(z);
		return (error_set(e, ERR_CORRUPT, "no text in the exhibit"));
	}
	entry = zip_entry(z, (size_t)found);
	(void)snprintf(what->name, sizeof(what->name), "%.*s",
	    (int)entry->name.n, (const char *)entry->name.p);
	what->offset = entry->packed / 2;
	*at = entry->data + what->offset;
	zip_free(z);
	return (0);
}

static int
copy_changed(int from, int to, int64_t at, struct error *e)
{
	uint8_t chunk[64 * 1024];
	int64_t done = 0;
	ssize_t n;

	while ((n = io_read(from, chunk, sizeof(chunk), e)) > 0) {
		if (at >= done && at < done + n)
			chunk[at - done] ^= 0x01;
		if (io_write(to, chunk, (size_t)n, e) != 0)
			return (-1);
		done += n;
	}
	return (n < 0 ? -1 : 0);
}

int
alter(const char *from, const char *to, struct altered *what, struct error *e)
{
	int in = -1, out = -1, rc = -1;
	int64_t at = 0;

	if (io_open_read(from, &in, e) != 0 || choose(in, what, &at, e) != 0)
		goto out;
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (out < 0) {
		(void)error_sys(e, "cannot write %s", to);
		goto out;
	}
	if (lseek(in, 0, SEEK_SET) != 0)
		(void)error_sys(e, "cannot read %s", from);
	else
		rc = copy_changed(in, out, at, e);
	if (io_close(&out, e) != 0)
		rc = -1;
out:
	if (in >= 0)
		(void)close(in);
	return (rc);
}
