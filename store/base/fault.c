#include <stdarg.h>
#include <stdio.h>

#include "store/base/fault.h"

void
fault_note(struct fault *list, size_t *n, unsigned code, const char *fmt, ...)
{
	va_list ap;
	size_t i;

	for (i = 0; i < *n; i++)
		if (list[i].code == code)
			return;
	list[i].code = code;
	va_start(ap, fmt);
	(void)vsnprintf(list[i].detail, sizeof(list[i].detail), fmt, ap);
	va_end(ap);
	*n = i + 1;
}
