#include "capture/net/net.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Links of a style sheet: what is found is an address that can be asked. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct net_part_list list = { NULL, 0, 0, 0 };
	struct span css = { p, n };
	size_t i;

	if (net_style_requisites(css, "http://agora.example/", &list, NULL) <
	    0)
		__builtin_trap();
	for (i = 0; i < list.n; i++) {
		if (!span_starts(span_of(list.p[i].url), "http"))
			__builtin_trap();
	}
	net_part_list_free(&list);
	return (0);
}
