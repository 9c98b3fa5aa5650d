#include <stdlib.h>
#include <string.h>

#include "store/base/limits.h"
#include "store/seal/cert.h"
#include "verify/contents.h"
#include "verify/read_all.h"

/*
 * tls/<host>_<port>.pem of our own exhibits: certificates, the first of which
 * is the one that the acquisition record names by its hash.
 */
struct tls_file {
	char *name;
	char leaf[CERT_FINGERPRINT];	/* "" where it holds none */
};

static int
keep(struct work *w, const char *name, struct error *e)
{
	struct tls_file *v;

	v = reallocarray(w->tls, w->ntls + 1, sizeof(*v));
	if (v == NULL)
		return (error_nomem(e));
	w->tls = v;
	v += w->ntls;
	v->leaf[0] = '\0';
	if ((v->name = strdup(name)) == NULL)
		return (error_nomem(e));
	w->ntls++;
	return (0);
}

static int
read_leaf(struct tls_file *f, struct span pem, struct error *e)
{
	struct certs *c = NULL;
	struct cert_info info;
	int rc = -1;

	memset(&info, 0, sizeof(info));
	if (certs_read_pem(pem, &c, e) == 0 &&
	    certs_info(c, 0, &info, e) == 0) {
		memcpy(f->leaf, info.fingerprint, sizeof(f->leaf));
		rc = 0;
	}
	cert_info_free(&info);
	certs_free(c);
	return (rc);
}

int
check_tls(struct work *w, struct content *c, struct error *e)
{
	struct buf all = BUF_INIT(PEM_MAX);
	struct error why = ERROR_INIT;
	int rc = -1;

	if (keep(w, content_name(c), e) != 0)
		return (-1);
	if (read_all(c, &all, &why) != 0 || read_leaf(&w->tls[w->ntls - 1],
	    buf_span(&all), &why) != 0) {
		if (why.code != ERR_SYNTAX && why.code != ERR_LIMIT) {
			(void)error_set(e, why.code, "%s", why.text);
			goto out;
		}
		finding_add(&w->r->findings, CHECK_ACQUISITION_RECORD,
		    FINDING_FAIL, content_name(c), -1, "no certificates: %s",
		    why.text);
	}
	rc = 0;
out:
	buf_free(&all);
	return (rc);
}

void
check_tls_leaf(struct work *w, const char *name, const char *leaf)
{
	size_t i;

	for (i = 0; i < w->ntls; i++)
		if (strcmp(w->tls[i].name, name) == 0)
			break;
	if (i < w->ntls && w->tls[i].leaf[0] != '\0' &&
	    strcmp(w->tls[i].leaf, leaf) != 0)
		finding_add(&w->r->findings, CHECK_ACQUISITION_RECORD,
		    FINDING_FAIL, name, -1, "its first certificate has the "
		    "SHA-256 %s, the acquisition record says %.64s",
		    w->tls[i].leaf, leaf);
}

void
check_tls_free(struct work *w)
{
	size_t i;

	for (i = 0; i < w->ntls; i++)
		free(w->tls[i].name);
	free(w->tls);
}
