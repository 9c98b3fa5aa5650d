#include "capture/net/media/playlist.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Both readers on anything: bounded lists of addresses that can be asked. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char base[] = "https://film.example/a/b";
	struct span text = { p, n };
	struct playlist l;
	size_t i;
	int which;

	for (which = 0; which < 2; which++) {
		if (playlist_open(&l, NULL) != 0)
			__builtin_trap();
		if (which == 0)
			(void)playlist_read_hls(text, base, &l, NULL);
		else
			(void)playlist_read_dash(text, base, &l, NULL);
		if (l.n > PLAYLIST_PARTS_MAX)
			__builtin_trap();
		for (i = 0; i < l.n; i++)
			if (!span_starts(span_of(l.p[i].url), "http"))
				__builtin_trap();
		playlist_free(&l);
	}
	return (0);
}
