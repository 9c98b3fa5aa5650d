#include <string.h>

#include <openssl/evp.h>

#include "store/base/codec.h"
#include "store/base/num.h"
#include "store/custody/note.h"

/* SHA-256(name || 0x0A || type || public key)[:4] */
static int
key_id(const char *name, uint8_t type, const uint8_t *pub,
    uint8_t id[static 4], struct error *e)
{
	struct buf b = BUF_INIT(NOTE_NAME_MAX + 2 + NOTE_KEY_BYTES);
	uint8_t md[EVP_MAX_MD_SIZE];
	int rc = -1;

	buf_puts(&b, name);
	buf_putc(&b, '\n');
	buf_putc(&b, type);
	buf_put(&b, pub, NOTE_KEY_BYTES);
	if (buf_ok(&b, e) != 0)
		goto out;
	if (EVP_Digest(b.p, b.n, md, NULL, EVP_sha256(), NULL) != 1) {
		(void)error_crypto(e, "SHA-256 failed");
		goto out;
	}
	memcpy(id, md, 4);
	rc = 0;
out:
	buf_free(&b);
	return (rc);
}

int
note_vkey_make_type(const char *name, uint8_t type,
    const uint8_t pub[static NOTE_KEY_BYTES], struct note_vkey *out,
    struct error *e)
{
	struct span s = span_of(name);

	memset(out, 0, sizeof(*out));
	if (!note_name_ok(s))
		return (error_set(e, ERR_INPUT, "bad name of a note key"));
	memcpy(out->name, name, s.n);
	memcpy(out->pub, pub, NOTE_KEY_BYTES);
	out->type = type;
	return (key_id(name, type, pub, out->id, e));
}

int
note_vkey_make(const char *name, const uint8_t pub[static NOTE_KEY_BYTES],
    struct note_vkey *out, struct error *e)
{

	return (note_vkey_make_type(name, NOTE_KEY_ED25519, pub, out, e));
}

int
note_log_name(const uint8_t pub[static NOTE_KEY_BYTES],
    char out[static NOTE_LOG_NAME], struct error *e)
{
	size_t prefix = sizeof(NOTE_LOG_PREFIX) - 1;
	uint8_t md[EVP_MAX_MD_SIZE];

	if (EVP_Digest(pub, NOTE_KEY_BYTES, md, NULL, EVP_sha256(), NULL) != 1)
		return (error_crypto(e, "SHA-256 failed"));
	memcpy(out, NOTE_LOG_PREFIX, prefix);
	(void)hex_text(md, (NOTE_LOG_NAME - 1 - prefix) / 2, out + prefix);
	return (0);
}

/* Cut ${s} at its first '+'. */
static int
cut(struct span *s, struct span *head, struct error *e)
{
	ptrdiff_t plus = span_find(*s, '+');

	if (plus < 0)
		return (error_set(e, ERR_SYNTAX, "note key: no '+'"));
	*head = span_sub(*s, 0, (size_t)plus);
	*s = span_sub(*s, (size_t)plus + 1, s->n);
	return (0);
}

static int
read_key(struct span name, struct span hex, struct span base64, uint8_t type,
    struct buf *raw, struct note_vkey *out, struct error *e)
{
	char text[NOTE_NAME_MAX + 1];
	uint8_t id[4];
	uint64_t v;
	int i;

	if (!note_name_ok(name))
		return (error_set(e, ERR_SYNTAX, "note key: bad name"));
	memcpy(text, name.p, name.n);
	text[name.n] = '\0';
	if (hex.n != 8 || num_parse_hex(hex, UINT32_MAX, &v, e) != 0)
		return (error_set(e, ERR_SYNTAX, "note key: bad id"));
	for (i = 0; i < 4; i++)
		id[i] = (uint8_t)(v >> (24 - 8 * i));
	if (codec_unbase64(raw, base64, e) != 0)
		return (-1);
	if (raw->n == 0)
		return (error_set(e, ERR_SYNTAX, "note key: no key"));
	if (raw->p[0] != type)
		return (error_set(e, ERR_UNSUPPORTED, "note key: type 0x%02x",
		    raw->p[0]));
	if (raw->n != 1 + NOTE_KEY_BYTES)
		return (error_set(e, ERR_SYNTAX, "note key: %zu bytes",
		    raw->n - 1));
	if (note_vkey_make_type(text, type, raw->p + 1, out, e) != 0)
		return (-1);
	if (memcmp(out->id, id, sizeof(id)) != 0)
		return (error_set(e, ERR_SYNTAX,
		    "note key: the id is not that of the key"));
	return (0);
}

int
note_vkey_parse_type(struct span s, uint8_t type, struct note_vkey *out,
    struct error *e)
{
	struct buf raw = BUF_INIT(8192);
	struct span name, hex;
	int rc = -1;

	memset(out, 0, sizeof(*out));
	if (cut(&s, &name, e) == 0 && cut(&s, &hex, e) == 0)
		rc = read_key(name, hex, s, type, &raw, out, e);
	buf_free(&raw);
	return (rc);
}

int
note_vkey_parse(struct span s, struct note_vkey *out, struct error *e)
{

	return (note_vkey_parse_type(s, NOTE_KEY_ED25519, out, e));
}

void
note_vkey_text(const struct note_vkey *k, struct buf *out)
{
	uint8_t raw[1 + NOTE_KEY_BYTES];

	raw[0] = k->type;
	memcpy(raw + 1, k->pub, NOTE_KEY_BYTES);
	buf_puts(out, k->name);
	buf_putc(out, '+');
	codec_hex(out, (struct span){ k->id, sizeof(k->id) });
	buf_putc(out, '+');
	codec_base64(out, (struct span){ raw, sizeof(raw) });
}
