#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/temp.h"
#include "store/home/home_leftovers.h"

static const struct {
	const char *name;
	enum home_role role;
} roles[] = {
	{ "capture", HOME_CAPTURE },
	{ "manage", HOME_MANAGE },
	{ "audit", HOME_AUDIT },
};
#define ROLES	(sizeof(roles) / sizeof(roles[0]))

const char *
home_role_name(enum home_role r)
{
	size_t i;

	for (i = 0; i < ROLES; i++)
		if (roles[i].role == r)
			return (roles[i].name);
	return (NULL);
}

unsigned
home_role_of(const char *name)
{
	size_t i;

	for (i = 0; i < ROLES; i++)
		if (strcmp(roles[i].name, name) == 0)
			return (roles[i].role);
	return (0);
}

static int
copy(const char *s, char **out, struct error *e)
{

	*out = NULL;
	if (s != NULL && (*out = strdup(s)) == NULL)
		return (error_nomem(e));
	return (0);
}

/* The person of the settings, with the seal's key: see home.h. */
static int
take_founder(const struct home *h, struct acting *a, struct error *e)
{
	const struct home_settings *s = &h->settings.view;

	if (copy(s->operator_name == NULL ? "" : s->operator_name, &a->name,
	    e) != 0 || copy(s->operator_role, &a->title, e) != 0)
		return (-1);
	memcpy(a->key, h->seal_key, sizeof(a->key));
	a->view.roles = HOME_ANY_ROLE;
	return (0);
}

static int
take_operator(const struct catalog_operator *o, struct acting *a,
    struct error *e)
{

	if (copy(o->name, &a->name, e) != 0 ||
	    copy(o->title, &a->title, e) != 0 ||
	    copy(o->cert, &a->cert, e) != 0)
		return (-1);
	if (!blob_digest_ok(o->key))
		return (error_set(e, ERR_CORRUPT, "an operator without key"));
	memcpy(a->key, o->key, sizeof(a->key));
	a->view.roles = o->roles;
	a->secret = o->secret;
	a->issued = true;
	return (0);
}

/* 1: the operator is taken; 0: no such one; -1. */
static int
take_named(struct home *h, const char *name, const char *key,
    struct acting *a, struct error *e)
{
	struct catalog_cursor *cur;
	struct catalog_operator o;
	bool revoked = false;
	int got;

	if (catalog_operators(h->catalog, name, key, &cur, e) != 0)
		return (-1);
	while ((got = catalog_operator_next(cur, &o, e)) == 1) {
		if (o.revoked == 0)
			break;
		revoked = true;
	}
	if (got == 1 && take_operator(&o, a, e) != 0)
		got = -1;
	catalog_cursor_free(cur);
	if (got == 0 && revoked)
		return (error_set(e, ERR_DENIED, "the operator was revoked"));
	return (got);
}

/* 1: the default operator; 0: there are none; -1. */
static int
take_default(struct home *h, struct acting *a, struct error *e)
{
	struct buf key = BUF_INIT(256);
	int got;

	got = catalog_meta(h->catalog, OPERATOR_DEFAULT, &key, e);
	if (got == 1 && (got = take_named(h, NULL, buf_str(&key), a, e)) == 0)
		got = error_set(e, ERR_CORRUPT,
		    "the default operator is not there");
	buf_free(&key);
	return (got);
}

static int
find(struct home *h, const char *name, struct acting *a, struct error *e)
{
	int got;

	if (name != NULL)
		got = take_named(h, name, NULL, a, e);
	else
		got = take_default(h, a, e);
	if (got != 0)
		return (got < 0 ? -1 : 0);
	if (name != NULL && take_default(h, a, NULL) != 0)
		return (error_set(e, ERR_DENIED, "no operator %.64s", name));
	if (name != NULL && (h->settings.view.operator_name == NULL ||
	    strcmp(name, h->settings.view.operator_name) != 0))
		return (error_set(e, ERR_DENIED, "no operator %.64s", name));
	return (take_founder(h, a, e));
}

int
acting_find(struct home *h, const char *name, struct acting *out,
    struct error *e)
{

	*out = (struct acting){ .name = NULL };
	if (find(h, name, out, e) != 0) {
		acting_free(out);
		return (-1);
	}
	out->view.name = out->name;
	out->view.title = out->title;
	out->view.key = out->key;
	return (0);
}

static int
open_with(struct home *h, struct acting *a, struct span passphrase,
    struct error *e)
{
	struct buf name = BUF_INIT(256), key = BUF_INIT(PEM_MAX);
	int rc = -1;

	buf_printf(&name, OPERATOR_KEYS "/%s.key", a->key);
	if (buf_ok(&name, e) == 0 &&
	    home_read(h, buf_str(&name), &key, e) == 0)
		rc = sealer_open(span_of(a->cert), buf_span(&key), passphrase,
		    &a->sealer, e);
	buf_free(&name);
	buf_free(&key);
	return (rc);
}

int
acting_open(struct home *h, struct acting *a, const char *env,
    struct error *e)
{
	struct buf secret = { .p = NULL };
	int rc = -1;

	if (!a->issued || a->sealer != NULL)
		return (0);
	if (a->secret == CATALOG_SECRET_STORE) {
		if (home_need_secret(h, e) != 0)
			return (-1);
		return (open_with(h, a, buf_span(&h->secret), e));
	}
	if (secret_init(&secret, e) != 0)
		return (-1);
	if (secret_of(h->path, a->key, a->secret == CATALOG_SECRET_PERSON ?
	    env : "", a->name, h->opts.asker, &secret, e) == 0)
		rc = open_with(h, a, buf_span(&secret), e);
	secret_free(&secret);
	return (rc);
}

void
acting_free(struct acting *a)
{

	free(a->name);
	free(a->title);
	free(a->cert);
	sealer_free(a->sealer);
	*a = (struct acting){ .name = NULL };
}

int
home_act(struct home *h, const char *name, unsigned wanted, struct error *e)
{
	struct acting a;

	if (acting_find(h, name, &a, e) != 0)
		return (-1);
	if ((a.view.roles & wanted) == 0) {
		(void)error_set(e, ERR_DENIED,
		    "the operator %.64s has not the role for this", a.name);
		acting_free(&a);
		return (-1);
	}
	acting_free(&h->acting);
	h->acting = a;
	h->acting.view.key = h->acting.key;
	return (0);
}

const struct home_person *
home_person(const struct home *h)
{

	return (&h->acting.view);
}

int
home_operator_sealer(struct home *h, const struct sealer **out,
    struct error *e)
{

	if (!h->acting.issued)
		return (home_sealer(h, out, e));
	if (home_unlock(h, e) != 0)
		return (-1);
	*out = h->acting.sealer;
	return (0);
}

int
home_has_operator(struct home *h, const char *key, struct error *e)
{
	struct catalog_cursor *cur;
	struct catalog_operator o;
	int got;

	if (catalog_operators(h->catalog, NULL, key, &cur, e) != 0)
		return (-1);
	got = catalog_operator_next(cur, &o, e);
	catalog_cursor_free(cur);
	return (got);
}

static int
check_key(struct home *h, void *ctx, const char *name, struct error *e)
{
	char key[BLOB_DIGEST];
	int got = 0;

	/* One that was being written is told as that. */
	if (temp_for(name) > 0)
		return (0);
	(void)snprintf(key, sizeof(key), "%.64s", name);
	if (blob_digest_ok(key) && ((got = home_has_operator(h, key, e)) != 0 ||
	    /* Told as what is about to be added. */
	    (got = home_has_job(h, key, NULL, e)) != 0))
		return (got < 0 ? -1 : 0);
	return (home_note(ctx, HOME_KEY_STRANGER, false, name, e,
	    "in " OPERATOR_KEYS ", of no operator"));
}

int
home_keys_check(struct home *h, struct home_findings *fs, struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	int rc = -1;

	/* Stores that were made before there were operators lack it. */
	if (home_join(h, OPERATOR_KEYS, &path, e) == 0)
		rc = access(buf_str(&path), F_OK) != 0 ? 0 :
		    leftover_each(h, OPERATOR_KEYS, check_key, fs, e);
	buf_free(&path);
	return (rc);
}

json_t *
operator_detail(const struct catalog_operator *o, const char *what,
    struct error *e)
{
	json_t *j = json_object(), *list = json_array();
	bool ok = j != NULL;
	size_t i;

	for (i = 0; i < ROLES; i++)
		if ((o->roles & roles[i].role) != 0)
			json_add(list, json_string(roles[i].name), &ok);
	json_put_text(j, "operator", what, &ok);
	json_put_text(j, "name", o->name, &ok);
	json_put_text(j, "key", o->key, &ok);
	json_put_text(j, "serial", o->serial, &ok);
	json_put_text(j, "title", o->title, &ok);
	json_put(j, "roles", list, &ok);
	if (o->compromised)
		json_put_bool(j, "compromised", true, &ok);
	return (json_made(j, ok, e));
}
