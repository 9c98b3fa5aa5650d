#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "verify/tongue.h"
#include "verify/words.h"

/* The catalogue in the form of msgfmt (GNU gettext manual, "The Format of GNU
 * MO Files"), little-endian; made by verify/CMakeLists.txt from our own. */
extern const unsigned char tongue_fr[];

#define MO_COUNT	8	/* where the number of texts stands, */
#define MO_TEXTS	12	/* the table of texts, sorted, and */
#define MO_WORDS	16	/* that of their translations */

static uint32_t
number(size_t at)
{
	const unsigned char *p = tongue_fr + at;

	return ((uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24);
}

/* The ${i}-th text of the table that stands at ${table}. */
static const char *
text_at(uint32_t table, uint32_t i)
{

	return ((const char *)tongue_fr + number(table + (size_t)i * 8 + 4));
}

static const char *
french(const char *text)
{
	uint32_t lo = 0, hi = number(MO_COUNT), mid;
	int order;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		order = strcmp(text, text_at(number(MO_TEXTS), mid));
		if (order == 0)
			return (text_at(number(MO_WORDS), mid));
		if (order < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return (text);
}

const char *
tongue_code(enum tongue t)
{

	return (t == TONGUE_FR ? "fr" : "en");
}

enum tongue
tongue_reader(void)
{

	return (strcmp(words_lang(), "fr") == 0 ? TONGUE_FR : TONGUE_EN);
}

const char *
tongue_say(enum tongue t, const char *text)
{

	return (t == TONGUE_FR && *text != '\0' ? french(text) : text);
}
