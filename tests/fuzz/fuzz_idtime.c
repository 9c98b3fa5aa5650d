#include <stdlib.h>
#include <string.h>

#include "store/facts/facts.h"
#include "store/facts/when.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* What was read is written so that it reads as the same. */
static void
time_again(struct span s)
{
	struct when w, again;
	char text[WHEN_TEXT];

	if (!when_read(s, &w))
		return;
	(void)when_text(&w, text);
	if (text[0] != '\0' && (!when_read(span_of(text), &again) ||
	    !when_same(&w, &again) || again.precision != w.precision))
		abort();
}

/* A platform's name, a blank, an id; and the whole as a time. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct span in = { p, n };
	ptrdiff_t end = span_find(in, ' ');
	struct idtime t;
	char *name;

	time_again(in);
	if (end < 0)
		return (0);
	if ((name = span_str(span_sub(in, 0, (size_t)end))) == NULL)
		abort();
	if (idtime_of(name, span_sub(in, (size_t)end + 1, n), &t, NULL) == 0 &&
	    (t.us <= 0 || t.tolerance_s <= 0))
		abort();
	free(name);
	return (0);
}
