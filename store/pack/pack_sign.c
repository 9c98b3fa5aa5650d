#include <string.h>

#include "store/cades/cades.h"
#include "store/pack/pack_internal.h"

/* Signatures over everything that is in it: the seal's, then the person's. */

/* The list belongs into it where the chain leads to its root. */
static int
has_root(const struct pack *p, const struct sealer *s, bool *yes,
    struct error *e)
{
	const struct certs *chain = sealer_chain(s);
	struct cert_info info;
	size_t n = certs_count(chain);

	*yes = false;
	memset(&info, 0, sizeof(info));
	if (n < 2)
		return (0);
	if (certs_info(chain, n - 1, &info, e) != 0)
		return (-1);
	*yes = strcmp(info.fingerprint, p->root) == 0;
	cert_info_free(&info);
	return (0);
}

/* 0 where it is stamped, or where nobody answered: ${*done} tells. */
static int
stamp(struct pack *p, struct buf *der, bool *done, struct error *e)
{
	struct buf value = BUF_INIT(64 * KIB), answer = BUF_INIT(TOKEN_MAX);
	struct error why = ERROR_INIT;
	int rc = -1;

	*done = false;
	if (p->o->calls.stamp == NULL || p->o->no_stamp != NULL)
		return (0);
	if (cades_value(buf_span(der), &value, e) != 0)
		goto out;
	if (p->o->calls.stamp(p->o->calls.ctx, buf_span(&value), &answer,
	    &why) != 0) {
		rc = error_ends(why.code) ?
		    error_set(e, why.code, "%s", why.text) :
		    pack_missing(p, "time-stamp of a signature", why.text, e);
		goto out;
	}
	if ((rc = cades_stamp(der, buf_span(&answer), e)) == 0)
		*done = true;
out:
	buf_free(&value);
	buf_free(&answer);
	return (rc);
}

static int
sign(struct pack *p, const struct sealer *s, bool *stamped, struct error *e)
{
	uint8_t manifest[DIGEST_LEN];
	struct buf der = BUF_INIT(CADES_MAX);
	struct cades_make m = { .sealer = s, .now = p->o->now };
	bool root;
	int rc = -1;

	if (has_root(p, s, &root, e) != 0 ||
	    asic_manifest(p->out, manifest, e) != 0)
		goto out;
	m.sha256 = manifest;
	if (root)
		m.crl = buf_span(&p->crl);
	if (cades_make(&m, &der, e) == 0 && stamp(p, &der, stamped, e) == 0)
		rc = asic_sign(p->out, buf_span(&der), e);
out:
	buf_free(&der);
	return (rc);
}

int
pack_sign(struct pack *p, struct error *e)
{
	const struct sealer *seal, *person;

	if (home_sealer(p->o->home, &seal, e) != 0 ||
	    home_operator_sealer(p->o->home, &person, e) != 0 ||
	    sign(p, seal, &p->r->stamped[0], e) != 0)
		return (-1);
	return (sign(p, person, &p->r->stamped[1], e));
}
