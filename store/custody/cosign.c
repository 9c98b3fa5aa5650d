#include <inttypes.h>
#include <string.h>

#include "store/base/codec.h"
#include "store/base/limits.h"
#include "store/custody/cosign.h"
#include "store/seal/note_key.h"

#define TIME_BYTES	8
#define LINE_BYTES	(4 + TIME_BYTES + NOTE_KEY_SIGNATURE)
#define SECONDS_MAX	UINT64_C(253402300799)	/* the end of year 9999 */

int
cosign_vkey_parse(struct span s, struct note_vkey *out, struct error *e)
{

	return (note_vkey_parse_type(s, NOTE_KEY_COSIGNATURE, out, e));
}

void
cosign_message(struct span text, int64_t seconds, struct buf *out)
{

	buf_printf(out, "cosignature/v1\ntime %" PRId64 "\n", seconds);
	buf_putspan(out, text);
}

static int
check_one(const struct note *n, const struct note_signature *sig,
    const struct note_vkey *witness, bool *good, int64_t *time,
    struct error *e)
{
	struct buf raw = BUF_INIT(NOTE_MAX), message = BUF_INIT(2 * NOTE_MAX);
	uint64_t seconds = 0;
	size_t i;
	int rc = -1;

	*good = false;
	if (codec_unbase64(&raw, sig->base64, e) != 0)
		goto out;
	rc = 0;
	if (raw.n != LINE_BYTES)
		goto out;
	for (i = 0; i < TIME_BYTES; i++)
		seconds = seconds << 8 | raw.p[4 + i];
	if (seconds > SECONDS_MAX)
		goto out;
	*time = (int64_t)seconds * 1000;
	cosign_message(n->text, (int64_t)seconds, &message);
	rc = buf_ok(&message, e) != 0 ? -1 : note_key_check(witness->pub,
	    buf_span(&message), raw.p + 4 + TIME_BYTES, good, e);
out:
	buf_free(&message);
	buf_free(&raw);
	return (rc);
}

int
cosign_check(const struct note *n, const struct note_vkey *witness,
    enum note_state *state, int64_t *time, struct error *e)
{
	int64_t at = 0;
	size_t i;
	bool good;

	*state = NOTE_UNKNOWN;
	*time = TIME_UNKNOWN;
	for (i = 0; i < n->n; i++) {
		if (!note_signed_by(&n->signature[i], witness))
			continue;
		if (check_one(n, &n->signature[i], witness, &good, &at,
		    e) != 0)
			return (-1);
		if (!good) {
			*state = NOTE_BAD;
			return (0);
		}
		*state = NOTE_GOOD;
		if (*time == TIME_UNKNOWN || *time < at)
			*time = at;
	}
	return (0);
}

int
cosign_check_line(struct span text, struct span line,
    const struct note_vkey *witness, enum note_state *state, int64_t *time,
    struct error *e)
{
	struct buf whole = BUF_INIT(2 * NOTE_MAX);
	struct error why = ERROR_INIT;
	struct note n;
	int rc = -1;

	buf_putspan(&whole, text);
	buf_putc(&whole, '\n');
	buf_putspan(&whole, line);
	buf_putc(&whole, '\n');
	if (buf_ok(&whole, e) != 0)
		goto out;
	if (note_parse(buf_span(&whole), &n, &why) == 0 && n.n == 1) {
		rc = cosign_check(&n, witness, state, time, e);
	} else if (why.code == ERR_NOMEM) {
		(void)error_nomem(e);
	} else {
		*state = NOTE_BAD;
		*time = TIME_UNKNOWN;
		rc = 0;
	}
out:
	buf_free(&whole);
	return (rc);
}
