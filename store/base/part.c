#include <errno.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/part.h"

int
part_whole(int fd, struct part *out, struct error *e)
{

	*out = (struct part){ .fd = fd };
	return (io_size(fd, &out->size, e));
}

bool
part_within(const struct part *p, int64_t at, int64_t size, struct part *out)
{

	if (at < 0 || size < 0 || at > p->size || size > p->size - at)
		return (false);
	*out = (struct part){ .fd = p->fd, .at = p->at + at, .size = size };
	return (true);
}

ssize_t
part_read_some(const struct part *p, void *to, size_t n, int64_t offset,
    struct error *e)
{
	ssize_t k;

	if (offset < 0 || offset >= p->size)
		return (0);
	if ((int64_t)n > p->size - offset)
		n = (size_t)(p->size - offset);
	do
		k = pread(p->fd, to, n, p->at + offset);
	while (k < 0 && errno == EINTR);
	return (k < 0 ? error_sys(e, "cannot read") : k);
}

int
part_read(const struct part *p, void *to, size_t n, int64_t offset,
    struct error *e)
{
	uint8_t *at = to;
	ssize_t k;

	for (; n > 0; at += k, n -= (size_t)k, offset += k) {
		if ((k = part_read_some(p, at, n, offset, e)) < 0)
			return (-1);
		if (k == 0) {
			(void)error_set(e, ERR_SYNTAX, "the file ends early");
			return (error_at(e, NULL, offset));
		}
	}
	return (0);
}
