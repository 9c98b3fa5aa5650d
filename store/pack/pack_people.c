#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/catalog/catalog_package.h"
#include "store/digest/digest.h"
#include "store/pack/pack_internal.h"

/* Whom the custody names; and what came in with what was received. */

static int
compare(const void *a, const void *b)
{

	return (strcmp(a, b));
}

int
pack_first(struct pack *p, const char *name, bool *yes, struct error *e)
{
	char *copy;

	*yes = tfind(name, &p->names, compare) == NULL;
	if (!*yes)
		return (0);
	if ((copy = strdup(name)) != NULL &&
	    tsearch(copy, &p->names, compare) != NULL)
		return (0);
	free(copy);
	return (error_nomem(e));
}

static int
add_once(struct pack *p, const char *name, struct span bytes,
    struct error *e)
{
	bool yes;

	if (pack_first(p, name, &yes, e) != 0)
		return (-1);
	return (yes ? asic_add_bytes(p->out, name, bytes, e) : 0);
}

static int
add_seal(struct pack *p, struct error *e)
{
	const struct sealer *s;
	struct buf pem = BUF_INIT(PEM_MAX);
	char name[96];
	int rc = -1;

	if (home_sealer(p->o->home, &s, e) != 0)
		return (-1);
	(void)snprintf(name, sizeof(name), "people/%s.pem",
	    sealer_info(s)->fingerprint);
	if (certs_write_pem(&pem, sealer_chain(s), e) == 0)
		rc = add_once(p, name, buf_span(&pem), e);
	buf_free(&pem);
	return (rc);
}

static int
add_operators(struct pack *p, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_operator o;
	char name[96];
	int rc;

	if (catalog_operators(home_catalog(p->o->home), NULL, NULL, &cur,
	    e) != 0)
		return (-1);
	while ((rc = catalog_operator_next(cur, &o, e)) == 1) {
		(void)snprintf(name, sizeof(name), "people/%.64s.pem", o.key);
		if ((rc = add_once(p, name, span_of(o.cert), e)) != 0)
			break;
	}
	catalog_cursor_free(cur);
	return (rc);
}

int
pack_people(struct pack *p, struct error *e)
{
	char name[96];

	if (add_seal(p, e) != 0 || add_operators(p, e) != 0)
		return (-1);
	(void)snprintf(name, sizeof(name), "people/%s.crl", p->root);
	return (add_once(p, name, buf_span(&p->crl), e));
}

/* Of another store: its custody, its people, its receipts; not its list. */
static bool
of_others(const struct pack *p, struct span name)
{
	char own[NOTE_NAME_MAX + 16];
	const char *origin = home_log_key(p->o->home)->name;
	const char *slash = strrchr(origin, '/');

	(void)snprintf(own, sizeof(own), "custody/%s-",
	    slash != NULL ? slash + 1 : origin);
	if (span_starts(name, own))
		return (false);
	return (span_starts(name, "custody/") ||
	    span_starts(name, "people/") || span_starts(name, "receipts/"));
}

static int
copy_entry(struct pack *p, const struct zip *z, size_t i, struct error *e)
{
	struct zip_stream *s = NULL;
	uint8_t *chunk = NULL;
	char *name;
	bool yes;
	ssize_t k = -1;
	int rc = -1;

	if ((name = span_str(zip_entry(z, i)->name)) == NULL)
		return (error_nomem(e));
	if (pack_first(p, name, &yes, e) != 0)
		goto out;
	if (!yes) {
		rc = 0;
		goto out;
	}
	if ((chunk = malloc(IO_CHUNK)) == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	if (zip_entry_open(z, i, &s, e) != 0 ||
	    asic_begin(p->out, name, e) != 0)
		goto out;
	while ((k = zip_entry_read(s, chunk, IO_CHUNK, e)) > 0)
		if (asic_put(p->out, (struct span){ chunk, (size_t)k },
		    e) != 0)
			goto out;
	if (k < 0)
		goto out;
	rc = zip_entry_close(s) == ZIP_CONTENT_WHOLE ? asic_end(p->out, e) :
	    error_set(e, ERR_CORRUPT, "%s of a received package is damaged",
	    name);
	s = NULL;
out:
	(void)zip_entry_close(s);
	free(chunk);
	free(name);
	return (rc);
}

static int
copy_package(struct pack *p, const char *blob, struct error *e)
{
	struct zip *z = NULL;
	size_t i;
	int fd = -1, rc = -1;

	if (blob_open(home_blobs(p->o->home), blob, &fd, e) != 0)
		return (-1);
	if (zip_open(fd, &z, e) == 0) {
		for (i = 0, rc = 0; i < zip_count(z) && rc == 0; i++)
			if (of_others(p, zip_entry(z, i)->name))
				rc = copy_entry(p, z, i, e);
	}
	zip_free(z);
	(void)close(fd);
	return (rc);
}

static int
add_receipt(struct pack *p, struct span der, struct error *e)
{
	uint8_t md[DIGEST_LEN];
	char hex[DIGEST_HEX], name[96];

	if (digest_of(der, md, e) != 0)
		return (-1);
	(void)snprintf(name, sizeof(name), "receipts/%s.p7m",
	    digest_hex(md, hex));
	return (add_once(p, name, der, e));
}

/* Packages that this exhibit came in by or went out with. */
static int
of_exhibit(struct pack *p, const char *id, struct error *e)
{
	struct catalog_package_filter f = CATALOG_PACKAGE_FILTER_INIT;
	struct catalog_cursor *cur = NULL;
	struct catalog_package k;
	bool yes;
	int rc;

	f.exhibit = id;
	if (catalog_packages(home_catalog(p->o->home), &f, &cur, e) != 0)
		return (-1);
	while ((rc = catalog_package_next(cur, &k, e)) == 1) {
		rc = 0;
		if (k.receipt.p != NULL &&
		    (rc = add_receipt(p, k.receipt, e)) != 0)
			break;
		if (k.blob == NULL || (k.direction != CATALOG_RECEIVED &&
		    k.direction != CATALOG_IMPORTED))
			continue;
		if ((rc = pack_first(p, k.blob, &yes, e)) != 0 ||
		    (yes && (rc = copy_package(p, k.blob, e)) != 0))
			break;
	}
	catalog_cursor_free(cur);
	return (rc);
}

int
pack_others(struct pack *p, struct error *e)
{
	size_t i;

	for (i = 0; i < p->d.n; i++)
		if (of_exhibit(p, p->d.exhibits[i].id, e) != 0)
			return (-1);
	return (0);
}
