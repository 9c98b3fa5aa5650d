#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "store/seal/seal_internal.h"

static struct span
string_span(const ASN1_STRING *s)
{

	return ((struct span){ ASN1_STRING_get0_data(s),
	    (size_t)ASN1_STRING_length(s) });
}

static uint8_t
lower(uint8_t c)
{

	return (c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c);
}

/* All bytes count: "good.example\0.evil" is not "good.example". */
static bool
same_host(struct span a, struct span b)
{
	size_t i;

	if (a.n != b.n || a.n == 0)
		return (false);
	for (i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]) || a.p[i] == '\0')
			return (false);
	return (true);
}

int
domain_of_cert(X509 *x, struct span domain, bool *by_name, bool *first,
    struct error *e)
{
	GENERAL_NAMES *names;
	const GENERAL_NAME *g;
	char *cn = NULL;
	int i, rc = 0, hosts = 0, critical;

	*by_name = *first = false;
	ERR_clear_error();
	names = X509_get_ext_d2i(x, NID_subject_alt_name, &critical, NULL);
	if (names == NULL) {
		if (ossl_nomem(e))
			return (-1);
		/* There, but unreadable or twice: no falling back. */
		if (critical != -1)
			return (0);
	}
	for (i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		g = sk_GENERAL_NAME_value(names, i);
		if (g->type != GEN_DNS)
			continue;
		if (hosts++ == 0)
			*first = span_eq(string_span(g->d.dNSName), domain);
		if (same_host(string_span(g->d.dNSName), domain))
			rc = 1;
	}
	GENERAL_NAMES_free(names);
	if (hosts > 0)
		return (rc);
	if (ossl_common_name(X509_get_subject_name(x), &cn, e) != 0)
		return (-1);
	if (cn != NULL && same_host(span_of(cn), domain)) {
		*by_name = true;
		*first = span_eq(span_of(cn), domain);
		rc = 1;
	}
	free(cn);
	return (rc);
}
