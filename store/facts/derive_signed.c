#include <string.h>

#include "store/atproto/plc.h"
#include "store/atproto/proof.h"
#include "store/base/json.h"
#include "store/facts/derive.h"

void
signed_keep(struct doc *d, enum signed_kind kind, const char *key)
{
	struct facts *f = d->core->f;
	struct signed_source *s;

	if (d->s->body.n > SIGNED_SOURCE_MAX ||
	    f->n_signed == SIGNED_SOURCES_MAX) {
		f->not_kept++;
		return;
	}
	s = arena_get(&f->arena, sizeof(*s));
	if (s == NULL)
		return;
	s->kind = kind;
	s->source = d->core->source;
	s->body = arena_span(&f->arena, d->s->body);
	s->key = arena_str(&f->arena, key);
	if (s->body.p == NULL || (key != NULL && s->key == NULL))
		return;
	*f->signed_last = s;
	f->signed_last = &s->next;
	f->n_signed++;
}

/* An audit log as read; ${log->json} NULL: it is no JSON. */
static void
open_log(struct derive *v, const struct signed_source *s,
    struct plc_log *log)
{
	struct error why = ERROR_INIT;
	json_t *j = json_read(s->body, &why);

	*log = (struct plc_log){ .why = "it is no JSON" };
	if (j == NULL) {
		v->ok &= why.code != ERR_NOMEM;
		return;
	}
	v->ok &= plc_read(j, log, &why) == 0;
	json_decref(j);
}

/* Who the account was, each time that changed. */
static json_t *
history(struct derive *v, const struct plc_log *log)
{
	const struct plc_state *s, *last = NULL;
	json_t *list = json_array(), *j;
	size_t i;

	for (i = 0; i < log->n; i++) {
		s = &log->states[i];
		if (s->nullified || (last != NULL && !s->tombstone &&
		    s->handle != NULL && last->handle != NULL &&
		    strcmp(s->handle, last->handle) == 0))
			continue;
		j = json_object();
		json_put_time(j, "since", s->at, &v->ok);
		json_put_text(j, "handle", s->handle, &v->ok);
		if (s->tombstone)
			json_put_bool(j, "given_up", true, &v->ok);
		json_add(list, j, &v->ok);
		last = s;
	}
	return (list);
}

static json_t *
keys_object(struct derive *v, const struct signed_source *s)
{
	json_t *j = json_object();
	struct plc_log log;

	open_log(v, s, &log);
	json_put_text(j, "kind", "plc-log", &v->ok);
	json_put_text(j, "record", s->source->record, &v->ok);
	json_put_text(j, "did", log.did[0] != '\0' ? log.did : NULL, &v->ok);
	json_put_text(j, "state", log.holds ? "holds" : "broken", &v->ok);
	json_put_text(j, "why", log.why, &v->ok);
	if (log.holds) {
		json_put_int(j, "operations", (int64_t)log.n, &v->ok);
		json_put_text(j, "tip", log.tip_cid, &v->ok);
		json_put(j, "handles", history(v, &log), &v->ok);
	}
	plc_free(&log);
	return (j);
}

/*
 * Which key of ${log} signed ${p}, the newest first; false: none.  What was
 * undone never counts.
 */
static bool
find_key(struct derive *v, const struct proof *p, const struct plc_log *log,
    json_t *out)
{
	struct error why = ERROR_INIT;
	bool ok = false;
	size_t i;

	for (i = log->n; i-- > 0 && !ok;) {
		if (log->states[i].nullified ||
		    log->states[i].signing_key == NULL)
			continue;
		v->ok &= proof_signed_by(p, span_of(log->states[i].signing_key),
		    &ok, &why) == 0;
		if (ok) {
			json_put_text(out, "signing_key",
			    log->states[i].signing_key, &v->ok);
			json_put_time(out, "key_since", log->states[i].at,
			    &v->ok);
		}
	}
	return (ok);
}

/* What the logs among the sources say of ${p}'s signature. */
static void
judge(struct derive *v, const struct proof *p, json_t *out)
{
	const char *verdict = "no-key";
	const struct signed_source *s;
	struct plc_log log;

	for (s = v->f->signed_; s != NULL; s = s->next) {
		if (s->kind != SIGNED_KEYS)
			continue;
		open_log(v, s, &log);
		if (log.holds && strcmp(log.did, p->did) == 0) {
			verdict = find_key(v, p, &log, out) ? "valid" :
			    "invalid";
			json_put_text(out, "log", s->source->record, &v->ok);
		}
		plc_free(&log);
		if (strcmp(verdict, "no-key") != 0)
			break;
	}
	json_put_text(out, "signature", verdict, &v->ok);
}

static json_t *
repository_object(struct derive *v, const struct signed_source *s)
{
	static const char *const states[] = { [PROOF_RECORD] = "record",
		[PROOF_ABSENT] = "absent", [PROOF_NONE] = "unproved" };
	json_t *j = json_object();
	struct error why = ERROR_INIT;
	char text[CID_TEXT];
	struct proof p;

	json_put_text(j, "kind", "atproto-record", &v->ok);
	json_put_text(j, "record", s->source->record, &v->ok);
	json_put_text(j, "key", s->key, &v->ok);
	if (proof_read(s->body, span_of(s->key), &p, &why) != 0) {
		v->ok = false;
		return (j);
	}
	json_put_text(j, "did", p.did[0] != '\0' ? p.did : NULL, &v->ok);
	json_put_text(j, "revision", p.rev[0] != '\0' ? p.rev : NULL, &v->ok);
	json_put_text(j, "state", states[p.state], &v->ok);
	json_put_text(j, "why", p.why, &v->ok);
	if (p.state != PROOF_NONE) {
		json_put_text(j, "commit", cid_text(&p.commit, text), &v->ok);
		if (p.state == PROOF_RECORD)
			json_put_text(j, "cid", cid_text(&p.record_cid, text),
			    &v->ok);
		judge(v, &p, j);
	}
	proof_free(&p);
	return (j);
}

/*
 * Where the signed record of the post ${rkey} can be had: the server that the
 * last standing operation of an account's log names.
 */
static void
proof_lead(struct derive *v, const struct plc_log *log, const char *rkey,
    json_t *list)
{
	const char *host = NULL;
	struct buf url = BUF_INIT(4 * KIB);
	json_t *j;
	size_t i;

	for (i = 0; i < log->n; i++)
		if (!log->states[i].nullified)
			host = log->states[i].host;
	if (host == NULL || strncmp(host, "https://", 8) != 0)
		return;
	buf_printf(&url, "%s/xrpc/com.atproto.sync.getRecord?did=%s"
	    "&collection=app.bsky.feed.post&rkey=%s", host, log->did, rkey);
	j = json_object();
	json_put_text(j, "url", buf_str(&url), &v->ok);
	json_put_text(j, "accept", "application/vnd.ipld.car", &v->ok);
	json_put_text(j, "role", "proof", &v->ok);
	json_add(list, j, &v->ok);
	v->ok &= url.failed != ERR_NOMEM;
	buf_free(&url);
}

void
derive_signed_leads(struct derive *v, const char *rkey, json_t *list)
{
	const struct signed_source *s;
	struct plc_log log;

	for (s = v->f->signed_; s != NULL && v->ok; s = s->next) {
		if (s->kind != SIGNED_KEYS)
			continue;
		open_log(v, s, &log);
		if (log.holds)
			proof_lead(v, &log, rkey, list);
		plc_free(&log);
	}
}

void
derive_signed(struct derive *v, json_t *out)
{
	const struct signed_source *s;
	json_t *list = json_array();

	for (s = v->f->signed_; s != NULL && v->ok; s = s->next)
		if (s->source->used)
			json_add(list, s->kind == SIGNED_KEYS ?
			    keys_object(v, s) : repository_object(v, s),
			    &v->ok);
	if (json_array_size(list) > 0)
		json_put(out, "signatures", list, &v->ok);
	else
		json_decref(list);
}
