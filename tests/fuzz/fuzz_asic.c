#include <sys/mman.h>

#include <stdlib.h>
#include <unistd.h>

#include "store/asic/asic.h"
#include "store/base/io.h"

/*
 * Bytes of a stranger as a container: never a crash; in what is sound every
 * file is covered by every signature and was read whole.
 */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Not assert: it is gone from a Release build. */
static void
require(bool ok)
{

	if (!ok)
		abort();
}

static void
look(struct asic *a)
{
	bool sound, good;
	size_t i;

	require(asic_check_files(a, NULL) == 0);
	sound = asic_sound(a);
	require(!sound || asic_signature_count(a) > 0);
	for (i = 0; i < zip_count(asic_zip(a)); i++)
		if (asic_is_file(a, i)) {
			require(!sound || asic_sha256(a, i) != NULL);
			require(asic_check_file(a, i, &good, NULL) == 0);
			require(!sound || good);
		}
	for (i = 0; i < asic_signature_count(a); i++)
		require(!sound || asic_signature(a, i)->p7s.p != NULL);
	for (i = 0; i < asic_fault_count(a); i++)
		require(asic_fault(a, i)->text != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct asic *a;
	int fd = memfd_create("asic", MFD_CLOEXEC);

	if (fd < 0 || io_write(fd, p, n, NULL) != 0)
		abort();
	if (asic_open(fd, &a, NULL) == 0) {
		look(a);
		asic_free(a);
	}
	(void)close(fd);
	return (0);
}
