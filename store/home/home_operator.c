#include <sys/stat.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/limits.h"
#include "store/home/home_errand.h"

/* A new operator from the certificate to the row. */
struct entry {
	struct home *h;
	const struct home_operator_opts *o;
	struct seal_identity id;
	struct cert_info info;
	struct buf secret;
	struct catalog_operator row;
};

/* The passphrase of the new key: given, or made and kept. */
static int
choose_secret(struct entry *n, struct error *e)
{

	if (secret_init(&n->secret, e) != 0)
		return (-1);
	if (n->o->passphrase.p == NULL) {
		n->row.secret = CATALOG_SECRET_KEPT;
		return (secret_random(&n->secret, e));
	}
	n->row.secret = CATALOG_SECRET_PERSON;
	buf_putspan(&n->secret, n->o->passphrase);
	return (buf_ok(&n->secret, e));
}

static int
issue_certificate(struct entry *n, struct error *e)
{
	struct identity_operator o = { n->o->name, home_now(n->h) };
	struct buf cert = BUF_INIT(PEM_MAX), key = BUF_INIT(PEM_MAX);
	char print[CERT_FINGERPRINT];
	int rc = -1;

	if (home_read(n->h, "keys/root.pem", &cert, e) == 0 &&
	    home_read(n->h, "keys/root.key", &key, e) == 0 &&
	    home_need_secret(n->h, e) == 0 &&
	    identity_operator(&o, buf_span(&cert), buf_span(&key),
	    buf_span(&n->h->secret), buf_span(&n->secret), &n->id, e) == 0)
		rc = fingerprint_of(buf_span(&n->id.seal_chain), print,
		    &n->info, e);
	buf_free(&cert);
	buf_free(&key);
	return (rc);
}

/* Write one of the operator's files. */
static int
put_file(const struct entry *n, const char *suffix, const struct buf *s,
    struct error *e)
{
	struct buf name = BUF_INIT(256);
	int rc = -1;

	buf_printf(&name, OPERATOR_KEYS "/%s%s", n->info.fingerprint, suffix);
	if (buf_ok(&name, e) == 0)
		rc = home_write(n->h, buf_str(&name), buf_span(s), 0600, e);
	buf_free(&name);
	return (rc);
}

static int
put_files(struct entry *n, struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	int rc = -1;

	/* Stores that were made before there were operators lack it. */
	if (home_join(n->h, OPERATOR_KEYS, &path, e) != 0)
		goto out;
	if (mkdir(buf_str(&path), 0700) != 0 && errno != EEXIST) {
		(void)error_sys(e, "cannot make %s", buf_str(&path));
		goto out;
	}
	if (put_file(n, ".key", &n->id.seal_key, e) == 0 &&
	    put_file(n, ".pem", &n->id.seal_chain, e) == 0 &&
	    (n->row.secret != CATALOG_SECRET_KEPT ||
	    put_file(n, ".passphrase", &n->secret, e) == 0))
		rc = 0;
out:
	buf_free(&path);
	return (rc);
}

static int
enter(void *ctx, struct catalog *c, int64_t now, struct error *e)
{
	struct entry *n = ctx;
	struct buf key = BUF_INIT(256);
	int got;

	n->row.added = now;
	if (catalog_operator_add(c, &n->row, e) != 0)
		return (-1);
	/* The first one of an older store also acts by default. */
	got = catalog_meta(c, OPERATOR_DEFAULT, &key, e);
	buf_free(&key);
	if (got != 0)
		return (got < 0 ? -1 : 0);
	return (catalog_meta_set(c, OPERATOR_DEFAULT, n->row.key, e));
}

static int
record(struct entry *n, const char *why, struct error *e)
{
	struct event ev = EVENT_INIT;
	json_t *detail;
	int rc;

	n->row.name = n->o->name;
	n->row.key = n->info.fingerprint;
	n->row.cert = buf_str(&n->id.seal_chain);
	n->row.serial = n->info.serial;
	n->row.title = n->o->title;
	n->row.roles = n->o->roles;
	if ((detail = operator_detail(&n->row, "added", e)) == NULL)
		return (-1);
	ev.kind = EVENT_ANNOTATED;
	ev.why = why;
	ev.detail = detail;
	rc = home_record(n->h, &ev, enter, n, e);
	json_decref(detail);
	return (rc);
}

int
home_operator_add(struct home *h, const struct home_operator_opts *o,
    const char *why, struct error *e)
{
	struct entry n = { .h = h, .o = o, .id = IDENTITY_INIT };
	struct home_job *j = NULL;
	int rc = -1;

	if ((o->roles & HOME_ANY_ROLE) == 0)
		return (error_set(e, ERR_INPUT, "an operator has a role"));
	if (home_need_write(h, e) != 0 || home_unlock(h, e) != 0 ||
	    choose_secret(&n, e) != 0)
		return (-1);
	if (issue_certificate(&n, e) == 0) {
		if (errand_begin(h, ERRAND_OPERATOR, o->name, &j, e) == 0 &&
		    errand_will(j, ERRAND_OPERATOR, n.info.fingerprint,
		    e) == 0 && put_files(&n, e) == 0)
			rc = record(&n, why, e);
		if (rc == 0)
			home_job_end(j);
		else
			errand_fail(j, ERRAND_OPERATOR, n.info.fingerprint);
		cert_info_free(&n.info);
	}
	identity_free(&n.id);
	secret_free(&n.secret);
	/* The new one may act from here on where none could before. */
	if (rc == 0 && !h->acting.issued)
		rc = home_act(h, NULL, HOME_ANY_ROLE, e);
	return (rc == 0 ? home_crl(h, NULL, e) : -1);
}

/* ---- revoking ---- */

struct leaving {
	struct home *h;
	const char *name;
	const char *why;
	bool compromised;
	struct event *ev;
	json_t *detail;
};

/* Whether somebody else may manage; 1, 0 or -1. */
static int
others_manage(struct catalog *c, const char *key, struct error *e)
{
	struct catalog_cursor *cur;
	struct catalog_operator o;
	int got;

	if (catalog_operators(c, NULL, NULL, &cur, e) != 0)
		return (-1);
	while ((got = catalog_operator_next(cur, &o, e)) == 1)
		if (o.revoked == 0 && (o.roles & HOME_MANAGE) != 0 &&
		    strcmp(o.key, key) != 0)
			break;
	catalog_cursor_free(cur);
	return (got);
}

static int
leave(struct leaving *l, struct catalog *c, struct catalog_operator *o,
    int64_t now, struct error *e)
{
	int got = others_manage(c, o->key, e);

	if (got < 0)
		return (-1);
	if (got == 0)
		return (error_set(e, ERR_INPUT, "nobody else could manage "
		    "the store: add another operator first"));
	o->compromised = l->compromised;
	if ((l->detail = operator_detail(o, "revoked", e)) == NULL)
		return (-1);
	l->ev->detail = l->detail;
	return (catalog_operator_revoke(c, o->key, now, l->why,
	    l->compromised, e));
}

static int
revoke_row(void *ctx, struct catalog *c, int64_t now, struct error *e)
{
	struct leaving *l = ctx;
	struct catalog_cursor *cur;
	struct catalog_operator o;
	int got, rc = -1;

	if (catalog_operators(c, l->name, NULL, &cur, e) != 0)
		return (-1);
	while ((got = catalog_operator_next(cur, &o, e)) == 1)
		if (o.revoked == 0)
			break;
	if (got == 1)
		rc = leave(l, c, &o, now, e);
	else if (got == 0)
		(void)error_set(e, ERR_NOTFOUND, "no operator %.64s",
		    l->name);
	catalog_cursor_free(cur);
	return (rc);
}

int
home_operator_revoke(struct home *h, const char *name, const char *why,
    bool compromised, struct error *e)
{
	struct event ev = EVENT_INIT;
	struct leaving l = { h, name, why, compromised, &ev, NULL };
	int rc;

	ev.kind = EVENT_ANNOTATED;
	ev.why = why;
	rc = home_record(h, &ev, revoke_row, &l, e);
	json_decref(l.detail);
	return (rc == 0 ? home_crl(h, NULL, e) : -1);
}

static int
set_default(void *ctx, struct catalog *c, int64_t now, struct error *e)
{

	(void)now;
	return (catalog_meta_set(c, OPERATOR_DEFAULT, ctx, e));
}

int
home_operator_default(struct home *h, const char *name, struct error *e)
{
	struct event ev = EVENT_INIT;
	struct catalog_operator o = { .name = name };
	struct acting a;
	json_t *detail;
	int rc = -1;

	if (acting_find(h, name, &a, e) != 0)
		return (-1);
	o.key = a.key;
	o.roles = a.view.roles;
	ev.kind = EVENT_ANNOTATED;
	ev.detail = detail = operator_detail(&o, "default", e);
	if (detail != NULL)
		rc = home_record(h, &ev, set_default, a.key, e);
	json_decref(detail);
	acting_free(&a);
	return (rc);
}

/* ---- the list of the revoked ---- */

/* What the list holds; serials are of the catalogue, copied. */
struct revoked {
	struct identity_revoked *list;
	char **serials;
	size_t n;
};

static int
add_revoked(struct revoked *r, const struct catalog_operator *o,
    struct error *e)
{
	struct identity_revoked *more;
	char **names;

	more = realloc(r->list, (r->n + 1) * sizeof(*more));
	if (more == NULL)
		return (error_nomem(e));
	r->list = more;
	names = realloc(r->serials, (r->n + 1) * sizeof(*names));
	if (names == NULL)
		return (error_nomem(e));
	r->serials = names;
	if ((names[r->n] = strdup(o->serial)) == NULL)
		return (error_nomem(e));
	more[r->n] = (struct identity_revoked){ names[r->n], o->revoked,
	    o->compromised };
	r->n++;
	return (0);
}

static void
free_revoked(struct revoked *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		free(r->serials[i]);
	free(r->serials);
	free(r->list);
}

static int
list_revoked(struct home *h, struct revoked *r, struct error *e)
{
	struct catalog_cursor *cur;
	struct catalog_operator o;
	int got;

	if (catalog_operators(h->catalog, NULL, NULL, &cur, e) != 0)
		return (-1);
	while ((got = catalog_operator_next(cur, &o, e)) == 1)
		if (o.revoked != 0 && add_revoked(r, &o, e) != 0) {
			got = -1;
			break;
		}
	catalog_cursor_free(cur);
	return (got);
}

int
home_crl(struct home *h, struct buf *out, struct error *e)
{
	struct buf cert = BUF_INIT(PEM_MAX), key = BUF_INIT(PEM_MAX);
	struct buf pem = BUF_INIT(PEM_MAX);
	struct revoked r = { .n = 0 };
	int rc = -1;

	if (home_need_write(h, e) != 0 || home_need_secret(h, e) != 0 ||
	    home_read(h, "keys/root.pem", &cert, e) != 0 ||
	    home_read(h, "keys/root.key", &key, e) != 0 ||
	    list_revoked(h, &r, e) != 0 ||
	    identity_crl(buf_span(&cert), buf_span(&key),
	    buf_span(&h->secret), r.list, r.n, home_now(h), &pem, e) != 0)
		goto out;
	rc = home_write(h, "keys/crl.pem", buf_span(&pem), 0644, e);
	if (rc == 0 && out != NULL) {
		buf_putspan(out, buf_span(&pem));
		rc = buf_ok(out, e);
	}
out:
	free_revoked(&r);
	buf_free(&cert);
	buf_free(&key);
	buf_free(&pem);
	return (rc);
}
