#include <stdlib.h>
#include <string.h>

#include "store/base/codec.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/custody/checkpoint.h"
#include "store/custody/cosign.h"
#include "store/custody/note.h"
#include "store/digest/digest.h"
#include "verify/token.h"

/*
 * A checkpoint of a custody log (C2SP signed-note, tlog-checkpoint): its
 * form, its signature by a key that the reader knows, those of witnesses, and
 * the time-stamps beside it, which are over what the log itself signed.
 */

/* A bare key gets the name that the signature gives it. */
static int
known_keys(const struct work *w, const struct note *n,
    struct note_vkey *keys, size_t *count, struct error *e)
{
	const struct policy_key *k;
	char name[NOTE_NAME_MAX + 1];
	struct note_vkey named;
	size_t i, j;

	*count = 0;
	for (i = 0; i < w->p->nkeys; i++) {
		k = &w->p->keys[i];
		if (k->vkey.name[0] != '\0') {
			keys[(*count)++] = k->vkey;
			continue;
		}
		for (j = 0; j < n->n; j++) {
			if (n->signature[j].name.n > NOTE_NAME_MAX)
				continue;
			memcpy(name, n->signature[j].name.p,
			    n->signature[j].name.n);
			name[n->signature[j].name.n] = '\0';
			if (note_vkey_make(name, k->pub, &named, e) != 0)
				return (-1);
			if (memcmp(named.id, n->signature[j].id,
			    sizeof(named.id)) != 0)
				continue;
			keys[(*count)++] = named;
			break;
		}
	}
	return (0);
}

static int
note_signer(struct work *w, const struct note_vkey *k, bool trusted,
    struct error *e)
{
	struct verify_signer *s = &w->r->signer;
	uint8_t d[DIGEST_LEN];

	s->form = SIGNER_NOTE;
	s->trusted = trusted;
	if ((s->subject = strdup(k->name)) == NULL)
		return (error_nomem(e));
	if (!trusted)
		return (0);
	if (digest_of((struct span){ k->pub, sizeof(k->pub) }, d, e) != 0)
		return (-1);
	(void)digest_hex(d, s->fingerprint);
	return (0);
}

/* The name on a note that no known key signed; nobody vouches for it. */
static int
note_stranger(struct work *w, const struct note *n, struct error *e)
{
	struct note_vkey k;

	memset(&k, 0, sizeof(k));
	if (n->n == 0 || n->signature[0].name.n > NOTE_NAME_MAX)
		return (0);
	memcpy(k.name, n->signature[0].name.p, n->signature[0].name.n);
	return (note_signer(w, &k, false, e));
}

static int
check_note(struct work *w, const struct note *n, struct error *e)
{
	struct findings *fs = &w->r->findings;
	struct note_vkey keys[POLICY_KEYS_MAX];
	enum note_state state;
	size_t count, who = 0;

	if (known_keys(w, n, keys, &count, e) != 0 ||
	    note_check(n, keys, count, &state, &who, e) != 0)
		return (-1);
	switch (state) {
	case NOTE_GOOD:
		finding_add(fs, CHECK_LOG_NOTE, FINDING_PASS, NULL, -1,
		    "signed by %s", keys[who].name);
		return (note_signer(w, &keys[who], true, e));
	case NOTE_BAD:
		finding_add(fs, CHECK_LOG_NOTE, FINDING_FAIL, NULL, -1,
		    "the signature of %s does not hold", keys[who].name);
		return (note_signer(w, &keys[who], false, e));
	case NOTE_UNKNOWN:
		break;
	}
	finding_add(fs, CHECK_LOG_NOTE, FINDING_WARN, NULL, -1,
	    "signed by none of the log keys you trust: its signature was not "
	    "checked");
	return (note_stranger(w, n, e));
}

static int
check_text(struct work *w, struct span text, struct error *e)
{
	struct findings *fs = &w->r->findings;
	struct error why = ERROR_INIT;
	struct checkpoint c;

	if (checkpoint_parse(text, &c, &why) != 0) {
		if (why.code != ERR_SYNTAX && why.code != ERR_LIMIT)
			return (error_set(e, why.code, "%s", why.text));
		finding_add(fs, CHECK_LOG_CHECKPOINT, FINDING_FAIL, NULL,
		    why.offset, "%s", why.text);
		return (0);
	}
	if (w->r->signer.subject != NULL &&
	    strcmp(c.origin, w->r->signer.subject) != 0)
		finding_add(fs, CHECK_LOG_CHECKPOINT, w->r->signer.trusted ?
		    FINDING_FAIL : FINDING_WARN, NULL, -1, "origin is %s, "
		    "want %s", c.origin, w->r->signer.subject);
	work_pass(w, CHECK_LOG_CHECKPOINT, "%s: %llu events", c.origin,
	    (unsigned long long)c.size);
	w->r->point.size = c.size;
	memcpy(w->r->point.root, c.root.b, sizeof(c.root.b));
	if ((w->r->point.origin = strdup(c.origin)) == NULL)
		return (error_nomem(e));
	return (0);
}

/* What the witnesses that the reader names have signed, and how many others. */
static int
check_witnesses(struct work *w, const struct note *n, struct error *e)
{
	struct findings *fs = &w->r->findings;
	const struct note_vkey *k;
	char t[TIME_TEXT];
	enum note_state state;
	int64_t time;
	size_t i;

	for (i = 0; i < w->p->nwitnesses; i++) {
		k = &w->p->witnesses[i];
		if (cosign_check(n, k, &state, &time, e) != 0)
			return (-1);
		if (state == NOTE_GOOD)
			finding_add(fs, CHECK_LOG_COSIGNATURE, FINDING_PASS,
			    NULL, -1, "%s has seen nothing that contradicts "
			    "it, as of %s", k->name, time_text(time, t));
		else if (state == NOTE_BAD)
			finding_add(fs, CHECK_LOG_COSIGNATURE, FINDING_FAIL,
			    NULL, -1, "the signature of the witness %s does "
			    "not hold", k->name);
	}
	return (0);
}

static bool
by_witness(const struct work *w, const struct note_signature *sig)
{
	size_t i;

	for (i = 0; i < w->p->nwitnesses; i++)
		if (note_signed_by(sig, &w->p->witnesses[i]))
			return (true);
	return (false);
}

/*
 * The checkpoint as the log made it, without what others signed later: that
 * is what time-stamps are over.  Whose the other lines are is said, too.
 */
static int
own_part(struct work *w, const struct note *n, struct buf *out,
    struct error *e)
{
	size_t i;

	buf_putspan(out, n->text);
	buf_putc(out, '\n');
	for (i = 0; i < n->n; i++)
		if (w->r->point.origin == NULL ||
		    span_is(n->signature[i].name, w->r->point.origin)) {
			buf_puts(out, "\xe2\x80\x94 ");
			buf_putspan(out, n->signature[i].name);
			buf_putc(out, ' ');
			buf_putspan(out, n->signature[i].base64);
			buf_putc(out, '\n');
		} else if (!by_witness(w, &n->signature[i]))
			finding_add(&w->r->findings, CHECK_LOG_COSIGNATURE,
			    FINDING_UNCHECKED, NULL, -1, "%.*s: not among the "
			    "witnesses that you name",
			    (int)n->signature[i].name.n,
			    (const char *)n->signature[i].name.p);
	return (buf_ok(out, e));
}

int
check_checkpoint(struct work *w, struct error *e)
{
	struct findings *fs = &w->r->findings;
	struct buf all = BUF_INIT(NOTE_MAX), own = BUF_INIT(2 * NOTE_MAX);
	struct error why = ERROR_INIT;
	struct note *n = NULL;
	size_t stamps;
	uint8_t *p;
	int rc = -1;

	if ((n = calloc(1, sizeof(*n))) == NULL ||
	    (p = buf_reserve(&all, (size_t)w->file.size)) == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	if (part_read(&w->file, p, (size_t)w->file.size, 0, e) != 0)
		goto out;
	all.n = (size_t)w->file.size;
	if (note_parse(buf_span(&all), n, &why) != 0) {
		if (why.code == ERR_SYNTAX || why.code == ERR_LIMIT) {
			finding_add(fs, CHECK_LOG_NOTE, FINDING_FAIL, NULL,
			    why.offset, "%s", why.text);
			rc = 0;
		} else
			(void)error_set(e, why.code, "%s", why.text);
		goto out;
	}
	if (check_note(w, n, e) != 0 || check_text(w, n->text, e) != 0 ||
	    check_witnesses(w, n, e) != 0 || own_part(w, n, &own, e) != 0 ||
	    token_later(w, buf_span(&own), NULL, &stamps, e) != 0)
		goto out;
	if (stamps == 0)
		finding_add(fs, CHECK_STAMP_TOKEN, FINDING_UNCHECKED, NULL, -1,
		    "no time-stamp");
	rc = 0;
out:
	free(n);
	buf_free(&own);
	buf_free(&all);
	return (rc);
}
