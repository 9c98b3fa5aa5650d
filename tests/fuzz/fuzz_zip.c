#include <sys/mman.h>

#include <stdlib.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/wacz/zip.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Read an entry to its end: never more than it declares. */
static void
read_entry(const struct zip *z, size_t i)
{
	const struct zip_entry *en = zip_entry(z, i);
	struct zip_stream *s;
	uint8_t block[4096];
	int64_t total = 0;
	ssize_t n;

	if (zip_entry_open(z, i, &s, NULL) != 0) {
		if (en->readable)
			abort();
		return;
	}
	while ((n = zip_entry_read(s, block, sizeof(block), NULL)) > 0 &&
	    total < (int64_t)MIB)
		total += n;
	if (total > en->size || (zip_entry_close(s) == ZIP_CONTENT_WHOLE &&
	    total != en->size))
		abort();
}

/* Whatever the bytes are, what is said about them is consistent. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	const struct zip_entry *en;
	struct zip *z;
	size_t i;
	int fd = memfd_create("zip", MFD_CLOEXEC);

	if (fd < 0 || io_write(fd, p, n, NULL) != 0)
		abort();
	if (zip_open(fd, &z, NULL) != 0) {
		(void)close(fd);
		return (0);
	}
	for (i = 0; i < zip_count(z); i++) {
		en = zip_entry(z, i);
		if (zip_find(z, en->name) < 0 ||
		    (en->readable && (en->data < 0 || en->packed < 0 ||
		    en->data + en->packed > (int64_t)n)))
			abort();
		read_entry(z, i);
	}
	for (i = 0; i < zip_fault_count(z); i++)
		if (zip_fault(z, i)->text == NULL ||
		    zip_fault(z, i)->entry >= (ptrdiff_t)zip_count(z))
			abort();
	zip_free(z);
	(void)close(fd);
	return (0);
}
