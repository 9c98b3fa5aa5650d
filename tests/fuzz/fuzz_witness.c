#include <stdlib.h>
#include <string.h>

#include "store/base/limits.h"
#include "store/custody/cosign.h"
#include "store/custody/witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/*
 * Requests to a witness, and cosignatures.  A request that was read is written
 * as it was; no line of unknown bytes is ever a good signature of a key that
 * was drawn at random.
 */
static void
check_request(struct span s)
{
	struct witness_request r;
	struct buf b = BUF_INIT(2 * WITNESS_REQUEST_MAX);

	if (witness_request_read(s, &r, NULL) != 0)
		return;
	witness_request_text(&r, &b);
	if (!span_eq(buf_span(&b), s))
		abort();
	buf_free(&b);
}

static void
check_note(struct span s)
{
	static const uint8_t pub[NOTE_KEY_BYTES] = { 0x5b, 0x8d, 0x1c, 7 };
	struct note_vkey w;
	struct note note;
	enum note_state state;
	int64_t time;

	if (note_parse(s, &note, NULL) != 0 || note_vkey_make_type(
	    "w.example/1", NOTE_KEY_COSIGNATURE, pub, &w, NULL) != 0 ||
	    cosign_check(&note, &w, &state, &time, NULL) != 0)
		return;
	if (state == NOTE_GOOD)
		abort();
}

static void
check_key(struct span s)
{
	struct note_vkey key, again;
	struct buf line = BUF_INIT(4096);

	if (cosign_vkey_parse(s, &key, NULL) != 0)
		return;
	note_vkey_text(&key, &line);
	if (key.type != NOTE_KEY_COSIGNATURE ||
	    cosign_vkey_parse(buf_span(&line), &again, NULL) != 0 ||
	    memcmp(&key, &again, sizeof(key)) != 0)
		abort();
	buf_free(&line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct span s = { p, n };

	check_request(s);
	check_note(s);
	check_key(s);
	return (0);
}
