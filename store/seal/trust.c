#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/seal/ossl.h"
#include "store/seal/trust_internal.h"

int
trust_new(struct trust **out, struct error *e)
{
	struct trust *t;

	if ((t = calloc(1, sizeof(*t))) == NULL)
		return (error_nomem(e));
	if ((t->store = X509_STORE_new()) == NULL) {
		free(t);
		return (error_nomem(e));
	}
	*out = t;
	return (0);
}

static int
add_one(struct trust *t, X509 *x, const char *source, struct error *e)
{
	struct anchor *a;
	size_t cap;

	if (t->n == t->cap) {
		cap = t->cap == 0 ? 8 : 2 * t->cap;
		a = reallocarray(t->anchors, cap, sizeof(*a));
		if (a == NULL)
			return (error_nomem(e));
		t->anchors = a;
		t->cap = cap;
	}
	a = &t->anchors[t->n];
	if (ossl_fingerprint(x, a->fingerprint, e) != 0)
		return (-1);
	if ((a->source = strdup(source)) == NULL)
		return (error_nomem(e));
	/* Takes a reference of its own; the same one twice is no error. */
	if (X509_STORE_add_cert(t->store, x) != 1) {
		free(a->source);
		return (error_crypto(e, "cannot add a trust anchor"));
	}
	t->n++;
	return (0);
}

int
trust_add_certs(struct trust *t, const struct certs *c, const char *source,
    struct error *e)
{
	int i;

	ERR_clear_error();
	for (i = 0; i < sk_X509_num(c->stack); i++)
		if (add_one(t, sk_X509_value(c->stack, i), source, e) != 0)
			return (-1);
	return (0);
}

int
trust_add_pem(struct trust *t, struct span pem, const char *source,
    struct error *e)
{
	struct certs *c = NULL;
	int rc = -1;

	if (certs_read_pem(pem, &c, e) == 0)
		rc = trust_add_certs(t, c, source, e);
	else
		(void)error_at(e, source, -1);
	certs_free(c);
	return (rc);
}

int
trust_add_file(struct trust *t, const char *path, struct error *e)
{
	struct buf b = BUF_INIT(PEM_MAX);
	int rc = -1;

	if (io_read_file(path, &b, e) == 0)
		rc = trust_add_pem(t, buf_span(&b), path, e);
	buf_free(&b);
	return (rc);
}

/* Whether ${name} is like 5ed36f99.0, as c_rehash makes them. */
static bool
is_hashed(const char *name)
{

	return (strlen(name) >= 10 && name[8] == '.' &&
	    strspn(name, "0123456789abcdef") == 8 &&
	    strspn(name + 9, "0123456789") == strlen(name + 9));
}

/*
 * Whether the system's folder can be searched by name.  Then its one big file
 * is left alone: reading that takes longer than checking a small exhibit.
 */
static bool
is_searchable(void)
{
	const char *path = getenv(X509_get_default_cert_dir_env());
	struct dirent *d;
	DIR *dir;
	bool found = false;

	if (path == NULL)
		path = X509_get_default_cert_dir();
	if (getenv(X509_get_default_cert_file_env()) != NULL ||
	    (dir = opendir(path)) == NULL)
		return (false);
	while (!found && (d = readdir(dir)) != NULL)
		found = is_hashed(d->d_name);
	(void)closedir(dir);
	return (found);
}

int
trust_add_system(struct trust *t, struct error *e)
{
	X509_LOOKUP *file, *dir;

	ERR_clear_error();
	/*
	 * Not X509_STORE_set_default_paths: in 3.0 it also asks an OSSL_STORE
	 * of the same folder, which reads each file through the decoders.
	 */
	file = X509_STORE_add_lookup(t->store, X509_LOOKUP_file());
	dir = X509_STORE_add_lookup(t->store, X509_LOOKUP_hash_dir());
	if (file == NULL || dir == NULL)
		return (error_crypto(e, "cannot look up the system's roots"));
	if (!is_searchable())
		(void)X509_LOOKUP_load_file(file, NULL,
		    X509_FILETYPE_DEFAULT);
	(void)X509_LOOKUP_add_dir(dir, NULL, X509_FILETYPE_DEFAULT);
	/* A missing file or folder is refused above, and is no matter. */
	return (ossl_nomem(e) ? -1 : 0);
}

void
trust_free(struct trust *t)
{
	size_t i;

	if (t == NULL)
		return;
	for (i = 0; i < t->n; i++)
		free(t->anchors[i].source);
	free(t->anchors);
	X509_STORE_free(t->store);
	free(t);
}
