/*
 * Every allocation of making and checking seals, keys and time-stamps fails
 * once in turn: whatever is not done is ERR_NOMEM, never a verdict, and never
 * a thing half made.
 * usage: oom_seal [TRIES]   about so many allocations of each (default 120)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/alloc.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/seal/identity.h"
#include "store/seal/note_key.h"
#include "store/seal/seal.h"
#include "store/seal/trust.h"
#include "store/stamp/stamp.h"
#include "tests/lib/tsa.h"
#include "tests/oom/fail.h"

static const char text[] =
    "sha256:676649fda732df4088d154f7e2dbe40515900134cf06eb1066a1d085f7bd29c4";
static const struct identity_opts opts = { .organization = "\303\211tude",
    .domain = "a.example", .now = INT64_C(1795000000000) };

/* Made once, while memory lasts. */
static struct seal_identity own = IDENTITY_INIT;
static struct buf note_pem = BUF_INIT(PEM_MAX);
static struct buf signature = BUF_INIT(PEM_MAX);
static struct stamp_request request = STAMP_REQUEST_INIT;
static struct buf answer = BUF_INIT(TOKEN_MAX);
static char root[128];

/* Each returns 1 for the right result, 0 for a wrong one, -1 with ${e}. */

static int
check_seal(struct error *e)
{
	struct seal_input in = { .text = span_of(text),
	    .signature = buf_span(&signature),
	    .domain = span_of("a.example"),
	    .domain_cert = buf_span(&own.seal_chain) };
	struct seal_result r = { .chain = NULL };
	struct trust *t = NULL;
	struct trust_verdict v;
	int rc = -1;

	if (trust_new(&t, e) == 0 && trust_add_system(t, e) == 0 &&
	    trust_add_pem(t, buf_span(&own.root_cert), "own", e) == 0 &&
	    seal_check(&in, &r, e) == 0 && (r.chain == NULL ||
	    trust_judge(t, r.chain, NULL, TRUST_SEAL, opts.now, &v, e) == 0))
		rc = r.chain != NULL && r.signature == SEAL_VALID &&
		    r.faults_n == 0 && r.standard && v.state == TRUST_OK;
	seal_result_free(&r);
	trust_free(t);
	return (rc);
}

static int
check_stamp(struct error *e)
{
	struct stamp_result r = { .certs = NULL };
	struct buf der = BUF_INIT(TOKEN_MAX);
	struct trust *t = NULL;
	int rc = -1;

	buf_putspan(&der, buf_span(&answer));
	if (buf_ok(&der, e) != 0)
		return (-1);

	if (trust_new(&t, e) == 0 && trust_add_file(t, root, e) == 0 &&
	    stamp_accept(&request, &der, t, time_now(), &r, e) == 0)
		rc = stamp_holds(&r) && r.trust.state == TRUST_OK &&
		    span_eq(buf_span(&der), buf_span(&answer));
	stamp_result_free(&r);
	buf_free(&der);
	trust_free(t);
	return (rc);
}

static int
make_identity(struct error *e)
{
	struct seal_identity id = IDENTITY_INIT;
	int rc = identity_make(&opts, span_of("p"), &id, e);

	identity_free(&id);
	return (rc == 0 ? 1 : -1);
}

static int
make_seal(struct error *e)
{
	struct sealer *s = NULL;
	struct buf out = BUF_INIT(PEM_MAX);
	int rc = -1;

	if (sealer_open(buf_span(&own.seal_chain), buf_span(&own.seal_key),
	    span_of("p"), &s, e) == 0 &&
	    sealer_sign(s, span_of(text), &out, e) == 0)
		rc = out.n > 90;
	sealer_free(s);
	buf_free(&out);
	return (rc);
}

static int
make_note(struct error *e)
{
	struct note_key *k = NULL;
	uint8_t public[NOTE_KEY_PUBLIC], sig[NOTE_KEY_SIGNATURE];
	bool valid = false;
	int rc = -1;

	if (note_key_open(buf_span(&note_pem), span_of("p"), &k, e) == 0 &&
	    note_key_public(k, public, e) == 0 &&
	    note_key_sign(k, span_of("note"), sig, e) == 0 &&
	    note_key_check(public, span_of("note"), sig, &valid, e) == 0)
		rc = valid;
	note_key_free(k);
	return (rc);
}

static int
make_request(struct error *e)
{
	struct stamp_request q = STAMP_REQUEST_INIT;
	int rc = stamp_request_make(span_of("x"), &q, e);

	stamp_request_free(&q);
	return (rc == 0 ? 1 : -1);
}

static const struct {
	const char *name;
	int (*run)(struct error *e);
} works[] = {
	{ "check a seal", check_seal },
	{ "check a time-stamp", check_stamp },
	{ "make an identity", make_identity },
	{ "seal", make_seal },
	{ "sign a note", make_note },
	{ "ask for a time-stamp", make_request },
};

static int
prepare(const char *folder, struct error *e)
{
	struct sealer *s = NULL;
	int rc = -1;

	(void)snprintf(root, sizeof(root), "%s/ca/root.pem", folder);
	if (identity_make(&opts, span_of("p"), &own, e) == 0 &&
	    sealer_open(buf_span(&own.seal_chain), buf_span(&own.seal_key),
	    span_of("p"), &s, e) == 0 &&
	    sealer_sign(s, span_of(text), &signature, e) == 0 &&
	    note_key_make(span_of("p"), &note_pem, e) == 0 &&
	    stamp_request_make(buf_span(&signature), &request, e) == 0 &&
	    tsa_make(folder, e) == 0)
		rc = tsa_ask(folder, "good", buf_span(&request.der), &answer,
		    e);
	sealer_free(s);
	return (rc);
}

int
main(int argc, char **argv)
{
	struct error e = ERROR_INIT;
	char folder[] = "/tmp/constat-oom-XXXXXX";
	long tries = argc > 1 ? strtol(argv[1], NULL, 10) : 120;
	size_t i;
	int wrong = 1;

	if (fail_watch() != 0 || tries < 1 || mkdtemp(folder) == NULL)
		return (2);
	if (prepare(folder, &e) != 0)
		(void)fprintf(stderr, "%s\n", e.text);
	else
		for (wrong = 0, i = 0; i < sizeof(works) / sizeof(works[0]);
		    i++)
			wrong += fail_try(works[i].name, works[i].run, tries);
	io_remove_tree(folder);
	identity_free(&own);
	buf_free(&note_pem);
	buf_free(&signature);
	buf_free(&answer);
	stamp_request_free(&request);
	return (wrong == 0 ? 0 : 1);
}
