#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/url.h"
#include "store/warc/surt.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* A URL that was written by us reads back as itself. */
static void
same_again(const struct url *u)
{
	struct buf key = BUF_INIT((size_t)1 << 20);
	struct url *again = NULL;

	if (url_parse(span_of(url_text(u)), NULL, &again, NULL) != 0 ||
	    strcmp(url_text(u), url_text(again)) != 0)
		abort();
	url_free(again);
	if (surt_put(&key, span_of(url_text(u)), NULL) != 0)
		abort();
	buf_free(&key);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct span s = { p, n };
	struct url *base = NULL, *u = NULL;

	if (url_parse(s, NULL, &u, NULL) == 0)
		same_again(u);
	url_free(u);
	u = NULL;
	if (url_parse(span_of("https://e.org/a/b?c"), NULL, &base, NULL) != 0)
		abort();
	if (url_parse(s, base, &u, NULL) == 0)
		same_again(u);
	url_free(u);
	url_free(base);
	return (0);
}
