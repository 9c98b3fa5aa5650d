#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "cmd/ask.h"
#include "cmd/cmd.h"
#include "cmd/verb.h"
#include "cmd/why.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"

static const struct opt opts[] = {
	{ OPT_TEXT, "--role", NULL, N_("ROLE"), N_("add: capture, manage or "
	    "audit; may be repeated"), true, 0, 0 },
	{ OPT_TEXT, "--title", NULL, N_("TEXT"), N_("add: the person's "
	    "function"), false, 0, 0 },
	{ OPT_FILE, "--passphrase-file", NULL, N_("FILE"), N_("add: file with "
	    "the passphrase of the new key; else it is asked for"), false, 0,
	    0 },
	{ OPT_FLAG, "--no-passphrase", NULL, NULL, N_("add: one is made and "
	    "kept in a file of the store"), false, 0, 0 },
	{ OPT_FLAG, "--compromised", NULL, NULL, N_("revoke: somebody else "
	    "may have the key"), false, 0, 0 },
	OPT_WHY,
	OPT_JSON,
	OPT_STORE
};

/* ---- add ---- */

static int
roles_of(const struct args *a, unsigned *roles, struct error *e)
{
	const char *const *list = args_list(a, "--role");
	unsigned one;

	*roles = 0;
	for (; list != NULL && *list != NULL; list++) {
		if ((one = home_role_of(*list)) == 0)
			return (error_set(e, ERR_INPUT, "no role %.64s: "
			    "capture, manage or audit", *list));
		*roles |= one;
	}
	if (*roles == 0)
		return (error_set(e, ERR_INPUT, "a role is wanted: --role"));
	return (0);
}

/* The new key's passphrase into ${out}; empty: one is to be made. */
static int
new_passphrase(const struct args *a, const char *name, struct buf *out,
    struct error *e)
{
	const char *file = args_text(a, "--passphrase-file");

	if (file != NULL) {
		if (io_read_file(file, out, e) != 0)
			return (-1);
		while (out->n > 0 &&
		    strchr("\r\n", out->p[out->n - 1]) != NULL)
			out->n--;
		if (out->n == 0)
			return (error_set(e, ERR_INPUT,
			    "the passphrase is empty"));
		return (0);
	}
	if (args_has(a, "--no-passphrase") || !ask_there())
		return (0);
	return (ask_passphrase(name, true, out, e));
}

static int
add(struct use *u, const struct args *a, struct error *e)
{
	struct buf pass = BUF_INIT(PASSPHRASE_MAX);
	struct home_operator_opts o = { .name = a->rest[1],
	    .title = args_text(a, "--title") };
	int rc = -1;

	if (roles_of(a, &o.roles, e) != 0)
		return (-1);
	/* All of it now: growing would leave a copy of the secret behind. */
	if (buf_reserve(&pass, PASSPHRASE_MAX) == NULL)
		return (error_nomem(e));
	if (new_passphrase(a, o.name, &pass, e) == 0) {
		if (pass.n > 0)
			o.passphrase = buf_span(&pass);
		rc = home_operator_add(u->home, &o, args_text(a, "--why"), e);
	}
	OPENSSL_cleanse(pass.p, pass.cap);
	buf_free(&pass);
	return (rc);
}

/* ---- list ---- */

static const enum home_role roles[] = { HOME_CAPTURE, HOME_MANAGE,
    HOME_AUDIT };
#define ROLES	(sizeof(roles) / sizeof(roles[0]))

static int
list_json(const struct catalog_operator *o)
{
	json_t *j = json_object(), *list = json_array();
	bool ok = j != NULL;
	size_t i;

	json_put_text(j, "name", o->name, &ok);
	json_put_text(j, "title", o->title, &ok);
	for (i = 0; i < ROLES; i++)
		if ((o->roles & roles[i]) != 0)
			json_add(list, json_string(home_role_name(roles[i])),
			    &ok);
	json_put(j, "roles", list, &ok);
	json_put_text(j, "key", o->key, &ok);
	json_put_text(j, "serial", o->serial, &ok);
	json_put_time(j, "added", o->added, &ok);
	if (o->revoked != 0) {
		json_put_time(j, "revoked", o->revoked, &ok);
		json_put_text(j, "reason", o->reason, &ok);
		json_put_bool(j, "compromised", o->compromised, &ok);
	}
	json_put_text(j, "certificate", o->cert, &ok);
	return (say_json(json_made(j, ok, NULL)));
}

static void
list_text(const struct catalog_operator *o)
{
	char *name = say_safe(o->name), t[TIME_TEXT];
	size_t i;

	(void)printf("%s  (", name != NULL ? name : "?");
	for (i = 0; i < ROLES; i++)
		if ((o->roles & roles[i]) != 0)
			(void)printf("%s%s", (o->roles & (roles[i] - 1)) != 0 ?
			    ", " : "", home_role_name(roles[i]));
	(void)printf(")%s%s\n", o->revoked != 0 ? "  " : "",
	    o->revoked != 0 ? _("revoked") : "");
	say_field(_("function"), o->title);
	say_field(_("certificate"), o->key);
	say_field(_("added"), time_text(o->added, t));
	if (o->revoked != 0) {
		say_field(_("revoked"), time_text(o->revoked, t));
		say_field(_("reason"), o->reason);
	}
	free(name);
}

static int
list(struct use *u, const struct args *a, struct error *e)
{
	struct catalog_cursor *cur;
	struct catalog_operator o;
	int got;

	if (catalog_operators(home_catalog(u->home), NULL, NULL, &cur, e) !=
	    0)
		return (-1);
	while ((got = catalog_operator_next(cur, &o, e)) == 1)
		if (!args_has(a, "--json"))
			list_text(&o);
		else if (list_json(&o) != 0) {
			got = error_set(e, ERR_SYS, "cannot write");
			break;
		}
	catalog_cursor_free(cur);
	return (got);
}

/* ---- the others ---- */

static int
revoke_one(struct use *u, const struct args *a, struct error *e)
{
	struct buf why = BUF_INIT(64 * KIB);
	int rc = -1;

	if (why_get(a, &why, e) == 0)
		rc = home_operator_revoke(u->home, a->rest[1], buf_str(&why),
		    args_has(a, "--compromised"), e);
	buf_free(&why);
	return (rc);
}

static int
set_default(struct use *u, const struct args *a, struct error *e)
{

	return (home_operator_default(u->home, a->rest[1], e));
}

static const struct verb verbs[] = {
	{ "add", 2, USE_WRITE, HOME_MANAGE, add },
	{ "list", 1, USE_READ, HOME_ANY_ROLE, list },
	{ "revoke", 2, USE_WRITE, HOME_MANAGE, revoke_one },
	{ "default", 2, USE_WRITE, HOME_MANAGE, set_default },
};

static int
run(const char *who, const struct args *a)
{

	return (verb_run(who, a, verbs, sizeof(verbs) / sizeof(verbs[0])));
}

const struct cmd_ops cmd_operator = {
	.name = "operator",
	.words = N_("add NAME | list | revoke NAME | default NAME"),
	.summary = N_("who may act on the store"),
	.about = N_("Each operator has a certificate issued by the "
	    "organization's root and a key of their own; events name it. "
	    "Roles: capture makes exhibits and notes; manage keeps cases, "
	    "holds, disposal and people; audit looks and checks. Who acts is "
	    "the operator of --as, else of CONSTAT_OPERATOR, else the default "
	    "one. revoke writes keys/crl.pem, the list of revoked "
	    "certificates."),
	.opts = opts, .min = 1, .max = 2, .run = run
};
