#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "capture/net/net_internal.h"
#include "store/base/codec.h"
#include "store/wacz/wacz.h"

#define AUTH_LEVEL	2	/* 112 bits, as Debian's TLS asks */
#define STEM_HOST_MAX	100	/* of a host name in a file name */

/* What is wrong with a chain: the first code, and all reasons once. */
struct verdict {
	long code;
	struct buf reasons;
};

int
chain_open_roots(struct net *n, struct error *e)
{

	if (n->roots != NULL)
		return (0);
	if ((n->roots = X509_STORE_new()) == NULL)
		return (error_nomem(e));
	/* Looks certificates up by name in the system's folder; a bundle is
	 * read whole only where SSL_CERT_FILE names one. */
	if (X509_STORE_set_default_paths(n->roots) != 1)
		return (error_crypto(e, "system roots"));
	if (n->o.ca_file != NULL &&
	    X509_STORE_load_file(n->roots, n->o.ca_file) != 1) {
		error_crypto(e, "no certificates could be read");
		return (error_at(e, n->o.ca_file, -1));
	}
	return (0);
}

/* Go on after every fault, so that all of them are told. */
static int
note_fault(int ok, X509_STORE_CTX *ctx)
{
	struct verdict *v = X509_STORE_CTX_get_app_data(ctx);
	int code = X509_STORE_CTX_get_error(ctx);
	const char *text = X509_verify_cert_error_string(code);

	if (ok)
		return (1);
	if (v->code == X509_V_OK)
		v->code = code;
	if (strstr(buf_str(&v->reasons), text) == NULL) {
		if (v->reasons.n > 0)
			buf_puts(&v->reasons, "; ");
		buf_puts(&v->reasons, text);
	}
	return (1);
}

static int
name_to_check(X509_VERIFY_PARAM *p, const char *host)
{

	if (X509_VERIFY_PARAM_set1_ip_asc(p, host) == 1)
		return (1);
	X509_VERIFY_PARAM_set_hostflags(p,
	    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	return (X509_VERIFY_PARAM_set1_host(p, host, 0));
}

static void
chain_judge(struct net *n, STACK_OF(X509) *chain, const char *host,
    struct net_tls *tls)
{
	struct verdict v = { X509_V_OK, BUF_INIT(sizeof(tls->reason) - 1) };
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	X509_VERIFY_PARAM *p;
	int done = -1;

	if (ctx == NULL || X509_STORE_CTX_init(ctx, n->roots,
	    sk_X509_value(chain, 0), chain) != 1)
		goto out;
	X509_STORE_CTX_set_app_data(ctx, &v);
	X509_STORE_CTX_set_verify_cb(ctx, note_fault);
	X509_STORE_CTX_set_default(ctx, "ssl_server");
	p = X509_STORE_CTX_get0_param(ctx);
	X509_VERIFY_PARAM_set_auth_level(p, AUTH_LEVEL);
	/* A root given by --ca may be an intermediate certificate. */
	X509_VERIFY_PARAM_set_flags(p, X509_V_FLAG_TRUSTED_FIRST |
	    X509_V_FLAG_PARTIAL_CHAIN);
	if (name_to_check(p, host) != 1)
		goto out;
	done = X509_verify_cert(ctx);
out:
	tls->code = done < 0 || (done == 0 && v.code == X509_V_OK) ? -1 :
	    v.code;
	tls->valid = tls->code == X509_V_OK;
	snprintf(tls->reason, sizeof(tls->reason), "%s", tls->code == -1 ?
	    "could not be checked" : buf_str(&v.reasons));
	buf_free(&v.reasons);
	X509_STORE_CTX_free(ctx);
}

static int
chain_digest(STACK_OF(X509) *chain, uint8_t digest[static 32],
    struct net_tls *tls, struct error *e)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	uint8_t *der, leaf[32];
	int i, len;
	int rc = -1;

	if (md == NULL || EVP_DigestInit_ex(md, EVP_sha256(), NULL) != 1)
		goto out;
	for (i = 0; i < sk_X509_num(chain); i++) {
		der = NULL;
		len = i2d_X509(sk_X509_value(chain, i), &der);
		if (len <= 0)
			goto out;
		if (i == 0) {
			EVP_Digest(der, (size_t)len, leaf, NULL, EVP_sha256(),
			    NULL);
			hex_text(leaf, sizeof(leaf), tls->leaf);
		}
		EVP_DigestUpdate(md, der, (size_t)len);
		OPENSSL_free(der);
	}
	if (EVP_DigestFinal_ex(md, digest, NULL) != 1)
		goto out;
	rc = 0;
out:
	EVP_MD_CTX_free(md);
	return (rc == 0 ? 0 : error_crypto(e, "digest of a certificate chain"));
}

/* A file name from host and port: only [-a-z0-9._], see recorder_file. */
static void
chain_stem(const char *host, int port, char *s, size_t size)
{
	char name[STEM_HOST_MAX + 1];
	size_t i, n = 0;
	char c;

	for (i = 0; host[i] != '\0' && n < STEM_HOST_MAX; i++) {
		c = host[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    c == '.' || c == '_')
			name[n++] = c;
		else
			name[n++] = '-';
	}
	name[n] = '\0';
	snprintf(s, size, "tls/%s%s_%d", strchr(host, ':') != NULL ? "ip6." :
	    "", name, port);
	/* "aux.example.org" would name a device on some systems. */
	if (wacz_name_ok(s, NULL) != 0)
		snprintf(s, size, "tls/host.%s_%d", name, port);
}

/* The same chain judged for the same name before, else NULL.  ${same_stem}
 * counts the other chains that would have the same file name. */
static const struct chain_seen *
chain_find(const struct net *n, const char *stem, const char *host,
    const uint8_t digest[static 32], size_t *same_stem)
{
	const struct chain_seen *c;
	size_t i;

	*same_stem = 0;
	for (i = 0; i < n->chain_count; i++) {
		c = &n->chains[i];
		if (strcmp(c->stem, stem) != 0)
			continue;
		if (memcmp(c->digest, digest, 32) == 0 &&
		    strcmp(c->host, host) == 0)
			return (c);
		(*same_stem)++;
	}
	return (NULL);
}

static int
chain_keep(struct transfer *t, STACK_OF(X509) *chain, struct error *e)
{
	BIO *bio = BIO_new(BIO_s_mem());
	struct span s;
	char *p;
	long len;
	int i;
	int rc = -1;

	if (bio == NULL)
		return (error_nomem(e));
	for (i = 0; i < sk_X509_num(chain); i++) {
		if (PEM_write_bio_X509(bio, sk_X509_value(chain, i)) != 1) {
			error_crypto(e, "writing a certificate chain");
			goto out;
		}
	}
	len = BIO_get_mem_data(bio, &p);
	s.p = (const uint8_t *)p;
	s.n = (size_t)len;
	rc = recorder_file_span(t->r, t->hop.tls.file, s, e);
out:
	BIO_free(bio);
	return (rc);
}

static int
staple_keep(struct transfer *t, SSL *ssl, const char *name, struct error *e)
{
	const uint8_t *der = NULL;
	char file[192];
	struct span s;
	long len;

	len = SSL_get_tlsext_status_ocsp_resp(ssl, &der);
	if (len <= 0 || der == NULL)
		return (0);
	s.p = der;
	s.n = (size_t)len;
	snprintf(file, sizeof(file), "%s.ocsp", name);
	if (recorder_file_span(t->r, file, s, e) < 0)
		return (-1);
	t->hop.tls.staple = true;
	return (0);
}

static int
chain_remember(struct net *n, const char *stem, const char *host,
    const uint8_t digest[static 32], const struct net_tls *tls,
    struct error *e)
{
	struct chain_seen *c;

	c = realloc(n->chains, (n->chain_count + 1) * sizeof(*c));
	if (c == NULL)
		return (error_nomem(e));
	n->chains = c;
	c += n->chain_count;
	memset(c, 0, sizeof(*c));
	if ((c->host = strdup(host)) == NULL)
		return (error_nomem(e));
	snprintf(c->stem, sizeof(c->stem), "%s", stem);
	memcpy(c->digest, digest, 32);
	c->tls = *tls;
	n->chain_count++;
	return (0);
}

int
chain_take(struct transfer *t, SSL *ssl, const char *host, int port,
    struct error *e)
{
	STACK_OF(X509) *chain = SSL_get_peer_cert_chain(ssl);
	struct net_tls *tls = &t->hop.tls;
	const struct chain_seen *seen;
	uint8_t digest[32];
	char stem[160], name[176];
	size_t others;

	tls->used = true;
	snprintf(tls->version, sizeof(tls->version), "%s",
	    SSL_get_version(ssl));
	snprintf(tls->cipher, sizeof(tls->cipher), "%s",
	    SSL_get_cipher_name(ssl));
	tls->code = -1;
	snprintf(tls->reason, sizeof(tls->reason), "no certificate");
	if (chain == NULL || sk_X509_num(chain) == 0)
		return (0);
	tls->certs = (size_t)sk_X509_num(chain);
	if (chain_digest(chain, digest, tls, e) < 0)
		return (-1);
	chain_stem(host, port, stem, sizeof(stem));
	if ((seen = chain_find(t->n, stem, host, digest, &others)) != NULL) {
		tls->valid = seen->tls.valid;
		tls->code = seen->tls.code;
		memcpy(tls->reason, seen->tls.reason, sizeof(tls->reason));
		memcpy(tls->file, seen->tls.file, sizeof(tls->file));
		tls->staple = seen->tls.staple;
		return (0);
	}
	if (chain_open_roots(t->n, e) < 0)
		return (-1);
	chain_judge(t->n, chain, host, tls);
	/* Servers of one name may hold different chains: each is kept. */
	if (others == 0)
		snprintf(name, sizeof(name), "%s", stem);
	else
		snprintf(name, sizeof(name), "%s-%zu", stem, others + 1);
	snprintf(tls->file, sizeof(tls->file), "%.150s.pem", name);
	if (chain_keep(t, chain, e) < 0 || staple_keep(t, ssl, name, e) < 0)
		return (-1);
	return (chain_remember(t->n, stem, host, digest, tls, e));
}
