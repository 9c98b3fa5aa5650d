/*
 * Any bytes as the file to be verified: an answer, and never "holds", since
 * nobody is trusted here.
 */
#include <sys/mman.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "verify/verify.h"

#define NOW	INT64_C(1795219200000)		/* 2026-11-21T00:00:00Z */

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct policy *policy;
	struct buf out = BUF_INIT(64 * MIB);
	struct verify_report r;
	const struct verify_report *list[] = { &r };
	char path[64];
	int fd;

	if (policy == NULL && (policy = policy_new(NOW, NULL)) == NULL)
		abort();
	if ((fd = memfd_create("verify", MFD_CLOEXEC)) < 0 ||
	    io_write(fd, p, n, NULL) != 0)
		abort();
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (verify_file(policy, path, &r, NULL) == 0) {
		if (r.verdict == VERDICT_HOLDS ||
		    report_json(&out, &r, NULL) != 0 ||
		    report_text(&out, &r, NULL) != 0 ||
		    report_html(&out, list, 1, NULL) != 0)
			abort();
		verify_report_free(&r);
	}
	buf_free(&out);
	(void)close(fd);
	return (0);
}
