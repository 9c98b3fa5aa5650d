#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/dossier/custody_reader.h"
#include "store/dossier/take.h"

/* What a log signed: its key, its checkpoint, those that are time-stamped. */

int
custody_take_key(struct custody_reader *r, struct span folder,
    struct span key, bool *good, struct error *e)
{
	char want[CERT_FINGERPRINT + 32], name[NOTE_LOG_NAME];
	struct error why = ERROR_INIT;

	*good = false;
	if (key.n == 0 || key.p[key.n - 1] != '\n' ||
	    note_vkey_parse(span_sub(key, 0, key.n - 1), &r->key,
	    &why) != 0) {
		if (why.code != ERR_NONE && !custody_bad_bytes(&why))
			return (error_set(e, why.code, "%s", why.text));
		custody_tell_fault(r, CUSTODY_KEY, CUSTODY_FAIL, 0,
		    "no public key of a log: %s", why.text);
		return (0);
	}
	if (note_log_name(r->key.pub, name, e) != 0)
		return (-1);
	if (strcmp(name, r->key.name) != 0) {
		custody_tell_fault(r, CUSTODY_KEY, CUSTODY_FAIL, 0,
		    "the key calls itself %.100s, want %s", r->key.name,
		    name);
		return (0);
	}
	(void)snprintf(want, sizeof(want), "%s-",
	    name + strlen(NOTE_LOG_PREFIX));
	*good = span_starts(folder, want);
	if (!*good)
		custody_tell_fault(r, CUSTODY_KEY, CUSTODY_FAIL, 0,
		    "the key of %.100s, in the folder of another log",
		    r->key.name);
	return (0);
}

int
custody_take_point(struct custody_reader *r, struct span folder,
    struct span note, struct error *e)
{
	char size[32];
	struct error why = ERROR_INIT;
	enum note_state state;

	if (checkpoint_open(note, &r->key, &r->point, &state, &why) != 0) {
		if (!custody_bad_bytes(&why))
			return (error_set(e, why.code, "%s", why.text));
		custody_tell_fault(r, CUSTODY_CHECKPOINT, CUSTODY_FAIL, 0,
		    "no checkpoint: %s", why.text);
		return (0);
	}
	(void)snprintf(size, sizeof(size), "-%llu",
	    (unsigned long long)r->point.size);
	if (state != NOTE_GOOD)
		custody_tell_fault(r, CUSTODY_CHECKPOINT, CUSTODY_FAIL, 0,
		    state == NOTE_BAD ? "the signature of the log's key does "
		    "not hold" : "not signed by the log's key");
	else if (!span_ends(folder, size))
		custody_tell_fault(r, CUSTODY_CHECKPOINT, CUSTODY_FAIL, 0,
		    "of %llu events, in a folder that says otherwise",
		    (unsigned long long)r->point.size);
	else
		r->good = true;
	return (0);
}

/* Take the line apart; SYNTAX errors are the line's. */
static int
read_anchor(struct span line, struct buf *note, struct buf *tsr,
    struct merkle_proof *p, struct error *e)
{
	const char *text, *b64;
	json_t *j;
	int rc = -1;

	if ((j = json_read(line, e)) == NULL)
		return (-1);
	if (take_text(j, "checkpoint", TAKE_MUST, &text, e) == 0 &&
	    take_text(j, "tsr", TAKE_MUST, &b64, e) == 0 &&
	    take_proof(j, "path", p, e) == 0 &&
	    codec_unbase64(tsr, span_of(b64), e) == 0) {
		buf_puts(note, text);
		rc = buf_ok(note, e);
	}
	json_decref(j);
	return (rc);
}

int
custody_reader_anchor(struct custody_reader *r, struct span line,
    uint64_t *size, struct buf *note, struct buf *tsr, bool *good,
    struct error *e)
{
	struct error why = ERROR_INIT;
	enum note_state state = NOTE_UNKNOWN;
	struct merkle_proof p;
	struct checkpoint c;

	*good = false;
	if (read_anchor(line, note, tsr, &p, &why) != 0 ||
	    checkpoint_open(buf_span(note), &r->key, &c, &state, &why) != 0) {
		if (!custody_bad_bytes(&why))
			return (error_set(e, why.code, "%s", why.text));
		custody_tell_fault(r, CUSTODY_ANCHOR, CUSTODY_FAIL, 0,
		    "no stamped checkpoint: %s", why.text);
		return (0);
	}
	if (state == NOTE_GOOD && c.size > 0 && c.size < r->point.size &&
	    merkle_check_growth(r->hasher, c.size, &c.root, r->point.size,
	    &r->point.root, &p, good, e) != 0)
		return (-1);
	*size = c.size;
	if (!*good)
		custody_tell_fault(r, CUSTODY_ANCHOR, CUSTODY_FAIL, 0,
		    "a checkpoint of %llu events that %s",
		    (unsigned long long)c.size, state != NOTE_GOOD ?
		    "the log's key did not sign" :
		    "this one does not continue");
	return (0);
}

int
custody_reader_stamp(struct custody_reader *r, uint64_t size,
    struct span tsr, int64_t time, bool trusted, struct error *e)
{
	struct custody_stamped *v, one = { .size = size, .time = time,
	    .trusted = trusted };
	uint8_t md[DIGEST_LEN];

	if (r->n_stamps > 0 && size < r->stamps[r->n_stamps - 1].size) {
		custody_tell_fault(r, CUSTODY_ANCHOR, CUSTODY_FAIL, 0,
		    "the stamped checkpoint of %llu events is out of order",
		    (unsigned long long)size);
		return (0);
	}
	if (digest_of(tsr, md, e) != 0)
		return (-1);
	(void)digest_hex(md, one.sha256);
	v = reallocarray(r->stamps, r->n_stamps + 1, sizeof(*v));
	if (v == NULL)
		return (error_nomem(e));
	r->stamps = v;
	v[r->n_stamps++] = one;
	return (0);
}
