#include <string.h>

#include "store/base/codec.h"
#include "store/base/limits.h"
#include "store/custody/cosign_write.h"

int
cosign_vkey_of(const char *name, const struct note_key *key,
    struct note_vkey *out, struct error *e)
{
	uint8_t pub[NOTE_KEY_PUBLIC];

	if (note_key_public(key, pub, e) != 0)
		return (-1);
	return (note_vkey_make_type(name, NOTE_KEY_COSIGNATURE, pub, out, e));
}

int
cosign_sign(struct span text, const char *name, const struct note_key *key,
    int64_t time, struct buf *out, struct error *e)
{
	struct buf message = BUF_INIT(2 * NOTE_MAX);
	uint8_t raw[4 + 8 + NOTE_KEY_SIGNATURE];
	int64_t seconds = time / 1000;
	struct note_vkey vkey;
	int i, rc = -1;

	if (time < 0)
		return (error_set(e, ERR_INPUT, "a time before 1970"));
	cosign_message(text, seconds, &message);
	if (cosign_vkey_of(name, key, &vkey, e) != 0 ||
	    buf_ok(&message, e) != 0 ||
	    note_key_sign(key, buf_span(&message), raw + 12, e) != 0)
		goto out;
	memcpy(raw, vkey.id, sizeof(vkey.id));
	for (i = 0; i < 8; i++)
		raw[4 + i] = (uint8_t)((uint64_t)seconds >> (56 - 8 * i));
	buf_puts(out, "\xe2\x80\x94 ");
	buf_puts(out, name);
	buf_putc(out, ' ');
	codec_base64(out, (struct span){ raw, sizeof(raw) });
	buf_putc(out, '\n');
	rc = buf_ok(out, e);
out:
	buf_free(&message);
	return (rc);
}
