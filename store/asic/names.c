#include <stdio.h>

#include "store/asic/asic_internal.h"

/* The rest is looked at when the whole is read back. */
bool
asic_name_ok(struct span name)
{

	return (name.n > 0 && name.n <= ZIP_NAME_MAX && span_utf8(name) &&
	    span_find(name, '\0') < 0 && name.p[0] != '/' &&
	    name.p[name.n - 1] != '/' &&
	    !span_is_nocase(span_sub(name, 0, sizeof(ASIC_META) - 1),
	    ASIC_META) && !span_is_nocase(name, ASIC_MIMETYPE_NAME));
}

uint16_t
asic_flags(struct span name)
{
	size_t i;

	for (i = 0; i < name.n; i++)
		if (name.p[i] >= 0x80)
			return (ASIC_UTF8);
	return (0);
}

void
asic_meta_names(size_t number, char manifest[static ASIC_NAME],
    char p7s[static ASIC_NAME])
{
	char digits[8] = "";

	if (number > 1)
		(void)snprintf(digits, sizeof(digits), "%03u",
		    (unsigned)(number % 1000));
	(void)snprintf(manifest, ASIC_NAME, ASIC_META "ASiCManifest%s.xml",
	    digits);
	(void)snprintf(p7s, ASIC_NAME, ASIC_META "signature%s.p7s", digits);
}
