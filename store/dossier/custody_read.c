#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/dossier/custody_reader.h"
#include "store/dossier/take.h"

static const char *const names[] = {
	[CUSTODY_KEY] = "key",
	[CUSTODY_CHECKPOINT] = "checkpoint",
	[CUSTODY_ANCHOR] = "anchor",
	[CUSTODY_EVENT] = "event",
	[CUSTODY_ORDER] = "order",
	[CUSTODY_PREV] = "prev",
	[CUSTODY_PROOF] = "proof",
	[CUSTODY_TIME] = "time",
	[CUSTODY_PEOPLE] = "people",
	[CUSTODY_FIRST] = "first",
};

const char *
custody_fault_name(enum custody_fault f)
{

	return (names[f]);
}

void
custody_tell_fault(struct custody_reader *r, enum custody_fault f,
    enum custody_level level, uint64_t seq, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	r->say.say(r->say.ctx, f, level, seq, text);
}

bool
custody_bad_bytes(const struct error *why)
{

	return (why->code == ERR_SYNTAX || why->code == ERR_LIMIT ||
	    why->code == ERR_UNSUPPORTED);
}

int
custody_reader_new(struct span folder, struct span key, struct span note,
    const struct custody_say *say, struct custody_reader **out,
    struct error *e)
{
	struct custody_reader *r;
	bool good;

	if ((r = calloc(1, sizeof(*r))) == NULL)
		return (error_nomem(e));
	r->say = *say;
	r->lower = TIME_UNKNOWN;
	if ((r->hasher = merkle_hasher_new(e)) == NULL ||
	    custody_take_key(r, folder, key, &good, e) != 0 ||
	    (good && custody_take_point(r, folder, note, e) != 0)) {
		custody_reader_free(r);
		return (-1);
	}
	*out = r;
	return (0);
}

bool
custody_reader_good(const struct custody_reader *r)
{

	return (r->good);
}

const struct checkpoint *
custody_reader_point(const struct custody_reader *r)
{

	return (&r->point);
}

const struct note_vkey *
custody_reader_key(const struct custody_reader *r)
{

	return (&r->key);
}

const struct merkle_node *
custody_reader_leaf(const struct custody_reader *r)
{

	return (&r->leaf);
}

const struct custody_first *
custody_reader_first(const struct custody_reader *r)
{

	return (&r->first);
}

int
custody_reader_cert(struct custody_reader *r, const struct custody_cert *c,
    struct error *e)
{
	struct custody_known *k = custody_known_of(r, c->key, e);

	if (k == NULL)
		return (-1);
	memcpy(k->root, c->root, strnlen(c->root, CERT_FINGERPRINT - 1));
	k->name = c->name;
	k->organization = c->organization;
	return (0);
}

/* The proof of the event ${leaf}; ${*holds} is the answer. */
static int
check_proof(struct custody_reader *r, struct span line, uint64_t seq,
    const struct merkle_node *leaf, bool *holds, struct error *e)
{
	struct error why = ERROR_INIT;
	struct merkle_proof p;
	int64_t said = 0;
	json_t *j;
	int rc = -1;

	*holds = false;
	j = json_read(line, &why);
	if (j == NULL || take_whole(j, "seq", TAKE_MUST, 1, &said,
	    &why) != 0 || take_proof(j, "path", &p, &why) != 0) {
		if (!custody_bad_bytes(&why)) {
			(void)error_set(e, why.code, "%s", why.text);
			goto out;
		}
		custody_tell_fault(r, CUSTODY_PROOF, CUSTODY_FAIL, seq,
		    "no proof: %s", why.text);
		rc = 0;
		goto out;
	}
	if ((uint64_t)said == seq && seq <= r->point.size &&
	    merkle_check(r->hasher, leaf, seq - 1, r->point.size, &p,
	    &r->point.root, holds, e) != 0)
		goto out;
	if (!*holds)
		custody_tell_fault(r, CUSTODY_PROOF, CUSTODY_FAIL, seq,
		    (uint64_t)said != seq ? "its proof is of event %lld" :
		    "it is not what the checkpoint was signed over "
		    "(proof of event %lld)", (long long)said);
	rc = 0;
out:
	json_decref(j);
	return (rc);
}

static void
take_first(struct custody_reader *r, const struct event *ev)
{
	struct buf line = BUF_INIT(4 * KIB);
	const char *key = json_text(ev->detail, "log_key");
	const char *root = json_text(ev->detail, "root");
	const char *seal = json_text(ev->detail, "seal");

	note_vkey_text(&r->key, &line);
	if (key == NULL || !span_is(buf_span(&line), key))
		custody_tell_fault(r, CUSTODY_FIRST, CUSTODY_FAIL, 1,
		    "the first event does not name the log's key");
	buf_free(&line);
	if (root == NULL || seal == NULL || strlen(root) != 64 ||
	    strlen(seal) != 64) {
		custody_tell_fault(r, CUSTODY_FIRST, CUSTODY_FAIL, 1,
		    "the first event names no root and no seal");
		return;
	}
	memcpy(r->first.root, root, CERT_FINGERPRINT);
	memcpy(r->first.seal, seal, CERT_FINGERPRINT);
}

/* Its place among those that came before it. */
static void
check_place(struct custody_reader *r, const struct event *ev)
{

	if (r->seq == 0 && ev->seq != 1)
		custody_tell_fault(r, CUSTODY_FIRST, CUSTODY_FAIL, ev->seq,
		    "the first event of the log is not shown");
	if (ev->seq == 1)
		take_first(r, ev);
	if (ev->seq == r->seq + 1 && !merkle_same(&ev->prev,
	    r->seq == 0 ? merkle_empty() : &r->leaf))
		custody_tell_fault(r, CUSTODY_PREV, CUSTODY_FAIL, ev->seq,
		    "it does not follow event %llu",
		    (unsigned long long)r->seq);
}

int
custody_reader_event(struct custody_reader *r, struct span line,
    struct span proof, struct event **out, struct error *e)
{
	struct error why = ERROR_INIT;
	struct merkle_node leaf;
	struct event *ev;
	bool holds;

	*out = NULL;
	if (event_read(line, &ev, &why) != 0) {
		if (!custody_bad_bytes(&why))
			return (error_set(e, why.code, "%s", why.text));
		custody_tell_fault(r, CUSTODY_EVENT, CUSTODY_FAIL, 0,
		    "after event %llu: %s", (unsigned long long)r->seq,
		    why.text);
		return (0);
	}
	if (merkle_leaf(r->hasher, line, &leaf, e) != 0 ||
	    check_proof(r, proof, ev->seq, &leaf, &holds, e) != 0)
		goto bad;
	if (ev->seq <= r->seq) {
		custody_tell_fault(r, CUSTODY_ORDER, CUSTODY_FAIL, ev->seq,
		    "it stands behind event %llu",
		    (unsigned long long)r->seq);
		holds = false;
	}
	if (!holds) {
		event_free(ev);
		return (0);
	}
	check_place(r, ev);
	if (custody_judge(r, ev, e) != 0)
		goto bad;
	r->seq = ev->seq;
	r->time = ev->time;
	r->leaf = leaf;
	r->shown++;
	*out = ev;
	return (0);
bad:
	event_free(ev);
	return (-1);
}

void
custody_reader_end(struct custody_reader *r, uint64_t *shown)
{

	*shown = r->shown;
	custody_judge_end(r);
	if (r->seq == 0)
		custody_tell_fault(r, CUSTODY_FIRST, CUSTODY_FAIL, 0,
		    "there is no event");
}

void
custody_reader_free(struct custody_reader *r)
{

	if (r == NULL)
		return;
	merkle_hasher_free(r->hasher);
	free(r->stamps);
	free(r->known);
	free(r);
}
