#include <string.h>

#include <openssl/rand.h>

#include "store/base/codec.h"
#include "store/base/random.h"

int
random_bytes(uint8_t *p, size_t n, struct error *e)
{

	if (n > INT32_MAX || RAND_bytes(p, (int)n) != 1)
		return (error_crypto(e, "no random bytes"));
	return (0);
}

int
random_uuid(char s[static UUID_TEXT], struct error *e)
{
	static const size_t groups[] = { 8, 4, 4, 4, 12 };
	uint8_t raw[16];
	char hex[33];
	const char *from = hex;
	size_t i;

	if (random_bytes(raw, sizeof(raw), e) != 0)
		return (-1);
	raw[6] = (uint8_t)((raw[6] & 0x0f) | 0x40);
	raw[8] = (uint8_t)((raw[8] & 0x3f) | 0x80);
	(void)hex_text(raw, sizeof(raw), hex);
	for (i = 0; i < 5; i++) {
		if (i > 0)
			*s++ = '-';
		memcpy(s, from, groups[i]);
		s += groups[i];
		from += groups[i];
	}
	*s = '\0';
	return (0);
}
