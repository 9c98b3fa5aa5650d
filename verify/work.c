#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "verify/contents.h"
#include "verify/page_set.h"
#include "verify/said.h"
#include "verify/trace.h"

void
work_pass(struct work *w, enum check c, const char *fmt, ...)
{
	struct findings *fs = &w->r->findings;
	char text[FINDING_DETAIL_MAX];
	va_list ap;

	if (fs->count[c][FINDING_FAIL] > 0 ||
	    fs->count[c][FINDING_UNCHECKED] > 0)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	finding_add(fs, c, FINDING_PASS, NULL, -1, "%s", text);
}

size_t
work_count(const struct work *w, enum check c, enum finding_level level)
{

	return (w->r->findings.count[c][level]);
}

void
work_free(struct work *w)
{

	records_free(w->records);
	wanted_free(w->pages);
	wanted_free(w->urls);
	trace_free(w->trace);
	page_set_free(w->set);
	said_free(w->said);
	free(w->wire);
	check_tls_free(w);
	seal_result_free(&w->seal);
	manifest_digest_free(w->d);
	manifest_free(w->m);
	zip_free(w->zip);
}
