#include <stdint.h>
#include <stdlib.h>

#include "store/warc/cdxj.h"
#include "store/warc/surt.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct span s = { p, n };
	struct cdxj_reader *r = NULL;
	struct cdxj_line l;
	bool fits;
	int kind;

	if (cdxj_open(warc_from_span(&s), &r, NULL) != 0)
		return (0);
	while ((kind = cdxj_next(r, &l, NULL)) > 0) {
		if (kind == CDXJ_FAULT && cdxj_fault(r)->text[0] == '\0')
			abort();
		if (kind != CDXJ_LINE)
			continue;
		if (l.length < 0 || l.record_offset < 0 || l.url == NULL)
			abort();
		(void)surt_fits(l.key, span_of(l.url), &fits, NULL);
	}
	cdxj_free(r);
	return (0);
}
