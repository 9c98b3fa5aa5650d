#include <stdarg.h>
#include <stdio.h>

#include "store/record/record_internal.h"

static const struct {
	const char *name;
	const char *standard;
} faults[RECORD_FAULTS] = {
	[RECORD_FAULT_FORM] = { "form", "RFC 4998 section 3.1" },
	[RECORD_FAULT_DATA] = { "data", "RFC 4998 section 4.3" },
	[RECORD_FAULT_CHAIN] = { "chain", "RFC 4998 section 5.3" },
	[RECORD_FAULT_STAMP] = { "stamp", "RFC 4998 section 4.3; RFC 3161" },
	[RECORD_FAULT_ORDER] = { "order", "RFC 4998 section 5.1" },
	[RECORD_FAULT_LATE] = { "late", "RFC 4998 section 5.3" },
};

void
record_fault_add(struct record_result *r, enum record_fault_code code,
    size_t stamp, const char *fmt, ...)
{
	struct record_fault *f;
	va_list ap;
	size_t i;

	for (i = 0; i < r->faults_n; i++)
		if (r->faults[i].code == code)
			return;
	f = &r->faults[r->faults_n++];
	f->code = code;
	f->stamp = stamp;
	va_start(ap, fmt);
	(void)vsnprintf(f->detail, sizeof(f->detail), fmt, ap);
	va_end(ap);
}

const char *
record_fault_name(enum record_fault_code c)
{

	return (c < RECORD_FAULTS ? faults[c].name : "unknown");
}

const char *
record_fault_standard(enum record_fault_code c)
{

	return (c < RECORD_FAULTS ? faults[c].standard : "unknown");
}
