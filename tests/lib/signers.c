#include <stdio.h>
#include <string.h>

#include "store/base/time.h"
#include "store/stamp/stamp.h"
#include "tests/lib/signers.h"
#include "tests/lib/tsa.h"

static const struct seal_identity nobody = IDENTITY_INIT;

int
signers_make(struct signers *s, const char *folder, struct error *e)
{
	const struct identity_opts own = { .organization = "Essai & Fils",
	    .domain = "sceau.example.org", .now = time_now() };
	const struct identity_operator one = { .name = "Zo\303\251 Essai",
	    .now = own.now };
	struct span pass = span_of(SIGNERS_PASS);
	char path[128];

	memset(s, 0, sizeof(*s));
	s->own = s->operator = nobody;
	s->now = own.now;
	(void)snprintf(s->folder, sizeof(s->folder), "%s", folder);
	(void)snprintf(path, sizeof(path), "%s/ca/root.pem", folder);
	if (tsa_make(folder, e) != 0 ||
	    identity_make(&own, pass, &s->own, e) != 0 ||
	    identity_operator(&one, buf_span(&s->own.root_cert),
	    buf_span(&s->own.root_key), pass, pass, &s->operator, e) != 0 ||
	    sealer_open(buf_span(&s->own.seal_chain),
	    buf_span(&s->own.seal_key), pass, &s->seal, e) != 0 ||
	    sealer_open(buf_span(&s->operator.seal_chain),
	    buf_span(&s->operator.seal_key), pass, &s->person, e) != 0 ||
	    trust_new(&s->roots, e) != 0 ||
	    trust_add_pem(s->roots, buf_span(&s->own.root_cert), "own",
	    e) != 0 || trust_new(&s->authorities, e) != 0)
		return (-1);
	return (trust_add_file(s->authorities, path, e));
}

void
signers_free(struct signers *s)
{

	sealer_free(s->seal);
	sealer_free(s->person);
	identity_free(&s->own);
	identity_free(&s->operator);
	trust_free(s->roots);
	trust_free(s->authorities);
}

int
signers_crl(const struct signers *s, const char *serial, int64_t when,
    bool compromised, struct buf *pem, struct error *e)
{
	const struct identity_revoked one = { .serial = serial, .when = when,
	    .compromised = compromised };

	return (identity_crl(buf_span(&s->own.root_cert),
	    buf_span(&s->own.root_key), span_of(SIGNERS_PASS), &one,
	    serial == NULL ? 0 : 1, s->now, pem, e));
}

int
signers_stamp(const struct signers *s, const char *mode, struct span data,
    struct buf *response, struct error *e)
{
	struct stamp_request q = STAMP_REQUEST_INIT;
	struct stamp_result r;
	int rc = -1;

	memset(&r, 0, sizeof(r));
	if (stamp_request_make(data, &q, e) == 0 &&
	    tsa_ask(s->folder, mode, buf_span(&q.der), response, e) == 0)
		rc = stamp_accept(&q, response, s->authorities, time_now(),
		    &r, e);
	stamp_result_free(&r);
	stamp_request_free(&q);
	return (rc);
}
