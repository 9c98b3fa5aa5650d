#include <stdlib.h>
#include <string.h>

#include "store/base/limits.h"
#include "store/seal/trust.h"
#include "verify/bundle.h"

/* Certificates of whoever is named: each under its own name and its root's. */
#define PEOPLE_MAX	4096

static int
keep(struct bundle *b, const struct bundle_person *p, struct error *e)
{
	struct bundle_person *v;

	if (b->n_people == PEOPLE_MAX)
		return (error_set(e, ERR_LIMIT, "more than %d certificates",
		    PEOPLE_MAX));
	v = reallocarray(b->people, b->n_people + 1, sizeof(*v));
	if (v == NULL)
		return (error_nomem(e));
	b->people = v;
	v[b->n_people++] = *p;
	return (0);
}

/* Who is named in the first certificate, under which root; since when. */
static int
read_names(const struct certs *c, struct bundle_person *p, int64_t *from,
    struct error *e)
{
	struct cert_info who, root;
	int rc = -1;

	memset(&who, 0, sizeof(who));
	memset(&root, 0, sizeof(root));
	if (certs_info(c, 0, &who, e) != 0 ||
	    certs_info(c, certs_count(c) - 1, &root, e) != 0)
		goto out;
	memcpy(p->key, who.fingerprint, CERT_FINGERPRINT);
	memcpy(p->root, root.fingerprint, CERT_FINGERPRINT);
	*from = who.not_before;
	if ((who.name != NULL && (p->name = strdup(who.name)) == NULL) ||
	    (who.organization != NULL &&
	    (p->organization = strdup(who.organization)) == NULL))
		(void)error_nomem(e);
	else
		rc = 0;
out:
	cert_info_free(&who);
	cert_info_free(&root);
	return (rc);
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

/* Whether the reader believes its root. */
static int
knows(struct work *w, const struct certs *c, int64_t at, bool *yes,
    struct error *e)
{
	struct trust_verdict v;

	memset(&v, 0, sizeof(v));
	if (trust_judge(w->p->signers, c, NULL, TRUST_SEAL, at, &v, e) != 0)
		return (-1);
	*yes = v.state == TRUST_OK;
	return (0);
}

/* ${*use}: it says who somebody is. */
static int
judge_person(struct work *w, struct bundle_person *p, const char *name,
    const struct certs *c, bool *use, struct error *e)
{
	struct findings *fs = &w->r->findings;
	int64_t from;
	size_t n = certs_count(c);
	bool yes = false;

	if (read_names(c, p, &from, e) != 0 || (n > 1 &&
	    sound(c, from, &yes, e) != 0))
		return (-1);
	if (knows(w, c, from, &p->known, e) != 0)
		return (-1);
	*use = false;
	if (strncmp(name + strlen("people/"), p->key, 64) != 0)
		finding_add(fs, CHECK_CUSTODY_PEOPLE, FINDING_FAIL, name, -1,
		    "it is the certificate %s", p->key);
	else if (n > 1 && !yes)
		finding_add(fs, CHECK_CUSTODY_PEOPLE, FINDING_FAIL, name, -1,
		    "no root in it issued it");
	else
		*use = true;
	if (*use && n == 1)
		finding_add(fs, CHECK_CUSTODY_PEOPLE, FINDING_WARN, name, -1,
		    "its root is not there");
	return (0);
}

static int
check_person(struct work *w, struct bundle *b, const char *name,
    const struct certs *c, struct error *e)
{
	struct bundle_person p;
	bool use = false;
	int rc;

	memset(&p, 0, sizeof(p));
	rc = judge_person(w, &p, name, c, &use, e);
	if (rc == 0 && use && (rc = keep(b, &p, e)) == 0)
		return (0);
	free(p.name);
	free(p.organization);
	return (rc);
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
