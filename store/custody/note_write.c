#include <string.h>

#include "store/base/codec.h"
#include "store/base/limits.h"
#include "store/custody/note_write.h"

int
note_vkey_of(const char *name, const struct note_key *key,
    struct note_vkey *out, struct error *e)
{
	uint8_t pub[NOTE_KEY_PUBLIC];

	if (note_key_public(key, pub, e) != 0)
		return (-1);
	return (note_vkey_make(name, pub, out, e));
}

static int
check_text(struct span text, struct error *e)
{
	size_t i;

	if (text.n == 0 || text.p[text.n - 1] != '\n' || !span_utf8(text))
		return (error_set(e, ERR_INPUT, "no text for a signed note"));
	for (i = 0; i < text.n; i++)
		if (text.p[i] < 0x20 && text.p[i] != '\n')
			return (error_set(e, ERR_INPUT,
			    "a control character in a signed note"));
	if (text.n > NOTE_MAX / 2)
		return (error_set(e, ERR_LIMIT, "text of %zu bytes", text.n));
	return (0);
}

int
note_sign(struct span text, const char *name, const struct note_key *key,
    struct buf *out, struct error *e)
{
	uint8_t raw[4 + NOTE_KEY_SIGNATURE];
	struct note_vkey vkey;

	if (check_text(text, e) != 0 ||
	    note_vkey_of(name, key, &vkey, e) != 0 ||
	    note_key_sign(key, text, raw + 4, e) != 0)
		return (-1);
	memcpy(raw, vkey.id, sizeof(vkey.id));
	buf_putspan(out, text);
	buf_puts(out, "\n\xe2\x80\x94 ");
	buf_puts(out, name);
	buf_putc(out, ' ');
	codec_base64(out, (struct span){ raw, sizeof(raw) });
	buf_putc(out, '\n');
	return (buf_ok(out, e));
}
