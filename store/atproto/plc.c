#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/atproto/data.h"
#include "store/atproto/plc.h"
#include "store/atproto/signed.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"

#define ROTATION_KEYS_MAX	10
#define DID_LEN			32	/* "did:plc:" and 24 digits */

/* An entry of the log while it is checked. */
struct entry {
	json_t *op;		/* borrowed */
	struct cid cid;
	int64_t at;
	bool nullified;		/* as found here */
	size_t signer;		/* which rotation key of the one before */
};

struct checker {
	struct entry *entries;
	size_t n;
	size_t tip;		/* last one that stands */
};

/* The rotation keys that ${op} names, highest first; how many. */
static size_t
rotation_keys(const json_t *op, const char *keys[static ROTATION_KEYS_MAX])
{
	const json_t *list = json_object_get(op, "rotationKeys");
	const char *type = json_text(op, "type");
	size_t n = 0, i;

	if (type != NULL && strcmp(type, "create") == 0) {
		keys[0] = json_text(op, "recoveryKey");
		keys[1] = json_text(op, "signingKey");
		return (keys[0] != NULL && keys[1] != NULL ? 2 : 0);
	}
	for (i = 0; i < json_array_size(list) && n < ROTATION_KEYS_MAX; i++)
		if ((keys[n] = json_string_value(json_array_get(list, i))) !=
		    NULL)
			n++;
	return (n);
}

/*
 * Which of ${op}'s own rotation keys signed ${by}: into ${*which}, or the
 * number of keys where none did.  0 or -1.
 */
static int
signer_of(const json_t *op, json_t *by, size_t *which, size_t *keys_n,
    struct error *e)
{
	const char *keys[ROTATION_KEYS_MAX], *text = json_text(by, "sig");
	struct buf sig = BUF_INIT(256);
	struct error why = ERROR_INIT;
	bool ok = false;
	int rc = 0;

	*keys_n = rotation_keys(op, keys);
	*which = *keys_n;
	if (text == NULL || !data_unbase64(span_of(text), &sig, &why))
		rc = why.code == ERR_NOMEM ? error_nomem(e) : 0;
	else
		for (*which = 0; *which < *keys_n; (*which)++) {
			rc = signed_check(by, buf_span(&sig),
			    span_of(keys[*which]), &ok, e);
			if (rc != 0 || ok)
				break;
		}
	buf_free(&sig);
	return (rc);
}

static void
fault(struct plc_log *out, size_t i, const char *why)
{

	if (out->holds) {
		out->holds = false;
		out->why = why;
		out->at = i;
	}
}

/* The identifier is the beginning of the first operation's hash. */
static void
check_did(struct plc_log *out, const struct cid *genesis)
{
	char text[CID_TEXT], did[DID_LEN + 1];
	struct cid bare = *genesis;

	/* base32 of the digest alone, which the CID's text begins behind:
	 * made again, since digits do not end where the prefix does. */
	memmove(bare.b, genesis->b + 4, DIGEST_LEN);
	memset(bare.b + DIGEST_LEN, 0, CID_LEN - DIGEST_LEN);
	(void)cid_text(&bare, text);
	(void)snprintf(did, sizeof(did), "did:plc:%.24s", text + 1);
	if (strcmp(did, out->did) != 0)
		fault(out, 0, "the first operation makes another identifier");
}

/* The entry that ${cid} names, or n. */
static size_t
find(const struct checker *c, const struct cid *cid)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (cid_same(&c->entries[i].cid, cid))
			break;
	return (i);
}

/*
 * A fork: what followed ${from} is undone, within 72 hours and by a higher
 * key only.
 */
static void
recover(struct checker *c, struct plc_log *out, size_t from,
    const struct entry *by)
{
	size_t i, first = c->n;

	for (i = from + 1; i < c->n; i++)
		if (!c->entries[i].nullified) {
			c->entries[i].nullified = true;
			if (first == c->n)
				first = i;
		}
	if (first == c->n)
		return;
	if (by->signer >= c->entries[first].signer)
		fault(out, c->n, "undone by a key that may not");
	if (by->at - c->entries[first].at > PLC_RECOVERY_MS)
		fault(out, c->n, "undone after more than 72 hours");
}

/* Whether ${e} follows the operations before it, and put it among them. */
static int
follow(struct checker *c, struct plc_log *out, struct entry *x,
    struct error *e)
{
	const json_t *prev = json_object_get(x->op, "prev");
	const json_t *before = x->op;
	struct cid cid;
	size_t from = 0, keys_n;

	if (c->n == 0) {
		if (!json_is_null(prev))
			fault(out, 0, "the first operation has one before it");
	} else {
		if (!json_is_string(prev) ||
		    !cid_parse(span_of(json_string_value(prev)), &cid) ||
		    (from = find(c, &cid)) == c->n ||
		    c->entries[from].nullified) {
			fault(out, c->n, "names no operation before it");
			return (0);
		}
		before = c->entries[from].op;
	}
	if (signer_of(before, x->op, &x->signer, &keys_n, e) != 0)
		return (-1);
	if (x->signer == keys_n)
		fault(out, c->n, "not signed by a rotation key");
	if (c->n > 0 && from != c->tip)
		recover(c, out, from, x);
	c->tip = c->n;
	c->entries[c->n++] = *x;
	return (0);
}

/* What ${op} says, for those who ask the log. */
static void
read_state(json_t *op, struct plc_state *s)
{
	const json_t *names = json_object_get(op, "alsoKnownAs");
	const json_t *pds = json_object_get(json_object_get(op, "services"),
	    "atproto_pds");
	const char *type = json_text(op, "type"), *name;
	size_t i;

	s->tombstone = type != NULL && strcmp(type, "plc_tombstone") == 0;
	if (type != NULL && strcmp(type, "create") == 0) {
		s->signing_key = json_text(op, "signingKey");
		s->handle = json_text(op, "handle");
		s->host = json_text(op, "service");
		return;
	}
	s->signing_key = json_text(json_object_get(op, "verificationMethods"),
	    "atproto");
	s->host = json_text(pds, "endpoint");
	for (i = 0; s->handle == NULL && i < json_array_size(names); i++) {
		name = json_string_value(json_array_get(names, i));
		if (name != NULL && strncmp(name, "at://", 5) == 0)
			s->handle = name + 5;
	}
}

/* One entry of the log: what the directory says of it, and the operation. */
static int
check_entry(struct checker *c, struct plc_log *out, const json_t *j,
    struct error *e)
{
	const char *did = json_text(j, "did"), *cid = json_text(j, "cid");
	const char *at = json_text(j, "createdAt");
	struct entry x = { .op = json_object_get(j, "operation") };
	struct cid said;
	bool ok;

	if (!json_is_object(x.op) || did == NULL || cid == NULL ||
	    at == NULL || time_parse(span_of(at), &x.at, NULL) != 0) {
		fault(out, c->n, "an entry without its parts");
		return (0);
	}
	if (c->n == 0)
		(void)snprintf(out->did, sizeof(out->did), "%s", did);
	if (strcmp(did, out->did) != 0)
		fault(out, c->n, "an entry of another identity");
	if (c->n > 0 && x.at < c->entries[c->n - 1].at)
		fault(out, c->n, "older than the entry before it");
	if (signed_cid(x.op, &x.cid, &ok, e) != 0)
		return (-1);
	if (!ok || !cid_parse(span_of(cid), &said) ||
	    !cid_same(&said, &x.cid))
		fault(out, c->n, "not what its hash says");
	if (c->n == 0 && ok)
		check_did(out, &x.cid);
	out->states[c->n].at = x.at;
	read_state(x.op, &out->states[c->n]);
	return (out->holds ? follow(c, out, &x, e) : 0);
}

/* The directory's own marks of what was undone must be what follows. */
static void
check_marks(struct checker *c, struct plc_log *out)
{
	size_t i;
	bool said;

	for (i = 0; i < c->n; i++) {
		said = json_is_true(json_object_get(json_array_get(out->json,
		    i), "nullified"));
		out->states[i].nullified = c->entries[i].nullified;
		if (said != c->entries[i].nullified)
			fault(out, i, "wrongly marked as undone or standing");
	}
	out->tip_cid = json_text(json_array_get(out->json, c->tip), "cid");
}

int
plc_read(json_t *log, struct plc_log *out, struct error *e)
{
	struct checker c = { .n = 0 };
	size_t n = json_array_size(log);
	int rc = 0;

	*out = (struct plc_log){ .holds = true, .json = json_incref(log) };
	if (n == 0 || n > PLC_OPERATIONS_MAX) {
		fault(out, 0, "no list of operations, or too long a one");
		return (0);
	}
	c.entries = calloc(n, sizeof(*c.entries));
	out->states = calloc(n, sizeof(*out->states));
	if (c.entries == NULL || out->states == NULL)
		rc = error_nomem(e);
	while (rc == 0 && out->holds && out->n < n)
		rc = check_entry(&c, out, json_array_get(log, out->n++), e);
	if (rc == 0 && out->holds)
		check_marks(&c, out);
	free(c.entries);
	if (rc != 0)
		plc_free(out);
	return (rc);
}

void
plc_free(struct plc_log *log)
{

	free(log->states);
	json_decref(log->json);
	*log = (struct plc_log){ .n = 0 };
}
