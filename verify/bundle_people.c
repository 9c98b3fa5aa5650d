#include <stdlib.h>
#include <string.h>

#include "store/base/limits.h"
#include "store/seal/trust.h"
#include "verify/bundle.h"

/* Certificates of whoever is named: each under its own name and its root's. */

static int
keep(struct bundle *b, const struct bundle_person *p, struct error *e)
{
	struct bundle_person *v;

	v = reallocarray(b->people, b->n_people + 1, sizeof(*v));
	if (v == NULL)
		return (error_nomem(e));
	b->people = v;
	v[b->n_people++] = *p;
	return (0);
}

static int
fingerprint(const struct certs *c, size_t i, char out[static
    CERT_FINGERPRINT], int64_t *from, struct error *e)
{
	struct cert_info info;

	memset(&info, 0, sizeof(info));
	if (certs_info(c, i, &info, e) != 0)
		return (-1);
	memcpy(out, info.fingerprint, CERT_FINGERPRINT);
	*from = info.not_before;
	cert_info_free(&info);
	return (0);
}

/*
 * Whether the last certificate vouches for the first, at a moment when it
 * did; whom the reader believes is another question.
 */
static int
sound(const struct certs *c, int64_t at, bool *yes, struct error *e)
{
	struct buf pem = BUF_INIT(PEM_MAX);
	struct trust *t = NULL;
	struct trust_verdict v;
	ptrdiff_t from;
	int rc = -1;

	*yes = false;
	memset(&v, 0, sizeof(v));
	if (certs_write_pem(&pem, c, e) != 0 || trust_new(&t, e) != 0)
		goto out;
	/* The last block of the text. */
	from = (ptrdiff_t)pem.n;
	while (from > 0 && !span_starts(span_sub(buf_span(&pem),
	    (size_t)from, pem.n), "-----BEGIN"))
		from--;
	if (trust_add_pem(t, span_sub(buf_span(&pem), (size_t)from, pem.n),
	    "root", e) != 0 ||
	    trust_judge(t, c, NULL, TRUST_SEAL, at, &v, e) != 0)
		goto out;
	*yes = v.state == TRUST_OK;
	rc = 0;
out:
	trust_free(t);
	buf_free(&pem);
	return (rc);
}

static int
check_person(struct work *w, struct bundle *b, const char *name,
    const struct certs *c, struct error *e)
{
	struct bundle_person p;
	int64_t from, unused;
	size_t n = certs_count(c);
	bool yes = false;

	memset(&p, 0, sizeof(p));
	if (fingerprint(c, 0, p.key, &from, e) != 0 ||
	    fingerprint(c, n - 1, p.root, &unused, e) != 0 ||
	    (n > 1 && sound(c, from, &yes, e) != 0))
		return (-1);
	if (strncmp(name + strlen("people/"), p.key, 64) != 0) {
		finding_add(&w->r->findings, CHECK_CUSTODY_PEOPLE,
		    FINDING_FAIL, name, -1, "it is the certificate %s",
		    p.key);
		return (0);
	}
	if (n == 1)
		finding_add(&w->r->findings, CHECK_CUSTODY_PEOPLE,
		    FINDING_WARN, name, -1, "its root is not there");
	else if (!yes) {
		finding_add(&w->r->findings, CHECK_CUSTODY_PEOPLE,
		    FINDING_FAIL, name, -1, "no root in it issued it");
		return (0);
	}
	return (keep(b, &p, e));
}

static int
read_person(struct work *w, struct bundle *b, const char *name,
    struct error *e)
{
	struct buf pem = BUF_INIT(PEM_MAX);
	struct error why = ERROR_INIT;
	struct certs *c = NULL;
	bool there;
	int rc = -1;

	if (bundle_read(b, name, &pem, &there, e) != 0)
		goto out;
	if (!there || certs_read_pem(buf_span(&pem), &c, &why) != 0) {
		if (there && bundle_ours(&why))
			(void)error_set(e, why.code, "%s", why.text);
		else {
			finding_add(&w->r->findings, CHECK_CUSTODY_PEOPLE,
			    FINDING_FAIL, name, -1, "no certificates: %s",
			    why.text);
			rc = 0;
		}
		goto out;
	}
	rc = check_person(w, b, name, c, e);
out:
	certs_free(c);
	buf_free(&pem);
	return (rc);
}

int
bundle_people(struct work *w, struct bundle *b, struct error *e)
{
	struct span s;
	char *name;
	size_t i;
	int rc = 0;

	for (i = 0; i < zip_count(b->zip) && rc == 0; i++) {
		s = zip_entry(b->zip, i)->name;
		if (!span_starts(s, "people/") || !span_ends(s, ".pem"))
			continue;
		if ((name = span_str(s)) == NULL)
			return (error_nomem(e));
		rc = read_person(w, b, name, e);
		free(name);
	}
	return (rc);
}
