#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "cmd/ask.h"
#include "cmd/cmd.h"
#include "cmd/urls.h"
#include "cmd/use.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/home/home_attest.h"
#include "store/seal/identity.h"

static const struct opt opts[] = {
	{ OPT_TEXT, "--organization", NULL, N_("NAME"), N_("whose seal it is: "
	    "the name in the root certificate"), false, 0, 0 },
	{ OPT_TEXT, "--domain", NULL, N_("HOST"), N_("name that the seal "
	    "certificate bears, for instance preuves.example.org"),
	    false, 0, 0 },
	{ OPT_TEXT, "--operator", NULL, N_("NAME"), N_("who makes the "
	    "captures"), false, 0, 0 },
	{ OPT_TEXT, "--role", NULL, N_("ROLE"), N_("the role of that person"),
	    false, 0, 0 },
	{ OPT_TEXT, "--tsa", NULL, N_("URL"), N_("time-stamp authority to "
	    "ask, in this order; may be repeated"), true, 0, 0 },
	{ OPT_TEXT, "--ntp", NULL, N_("HOST"), N_("time server to compare the "
	    "clock with; may be repeated"), true, 0, 0 },
	{ OPT_NUMBER, "--checkpoint-minutes", NULL, N_("N"), N_("have the "
	    "custody log time-stamped at most this often (default 60; 0: only "
	    "when asked for)"), false, 0, HOME_CHECKPOINT_MINUTES_MAX },
	{ OPT_FILE, "--seal", NULL, N_("FILE"), N_("the organization's own "
	    "seal certificate and key (PKCS#12), in place of one issued "
	    "here"), false, 0, 0 },
	{ OPT_FILE, "--seal-passphrase", NULL, N_("FILE"), N_("file with the "
	    "passphrase of that file"), false, 0, 0 },
	{ OPT_FLAG, "--no-passphrase", NULL, NULL, N_("ask for no passphrase: "
	    "one is made and kept in a file of the store"), false, 0, 0 },
	OPT_JSON,
	OPT_COMMON
};

/* What the person typed, handed on to home_init(). */
static int
give(void *ctx, const char *whose, bool new_one, struct buf *out,
    struct error *e)
{
	const struct buf *typed = ctx;

	(void)whose;
	(void)new_one;
	buf_putspan(out, buf_span(typed));
	return (buf_ok(out, e));
}

/* The passphrase of the organization's own seal: of a file, or typed. */
static int
seal_passphrase(const struct args *a, struct buf *out, struct error *e)
{
	const char *file = args_text(a, "--seal-passphrase");

	if (file == NULL)
		return (ask_there() ? ask_passphrase(args_text(a, "--seal"),
		    false, out, e) : 0);
	if (io_read_file(file, out, e) != 0)
		return (-1);
	while (out->n > 0 && strchr("\r\n", out->p[out->n - 1]) != NULL)
		out->n--;
	return (0);
}

static int
make_with(const char *path, const struct args *a,
    const struct home_settings *s, const struct home_asker *asker,
    struct error *e)
{
	struct buf p12 = BUF_INIT(PKCS12_MAX), pass = BUF_INIT(PASSPHRASE_MAX);
	const char *file = args_text(a, "--seal");
	struct use_seal seal;
	int rc = -1;

	if (file == NULL)
		return (use_make(path, s, asker, NULL, e));
	if (buf_reserve(&pass, PASSPHRASE_MAX) == NULL ||
	    buf_reserve(&p12, PKCS12_MAX) == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	if (io_read_file(file, &p12, e) == 0 &&
	    seal_passphrase(a, &pass, e) == 0) {
		seal = (struct use_seal){ buf_span(&p12), buf_span(&pass) };
		rc = use_make(path, s, asker, &seal, e);
	}
	OPENSSL_cleanse(pass.p, pass.cap);
	OPENSSL_cleanse(p12.p, p12.cap);
out:
	buf_free(&pass);
	buf_free(&p12);
	return (rc);
}

/* As struct home_settings says it: 0 is the default, less than 0 is never. */
static int64_t
minutes(const struct args *a)
{
	int64_t n = args_number(a, "--checkpoint-minutes",
	    HOME_CHECKPOINT_MINUTES);

	return (n == 0 ? -1 : n);
}

static int
make(const char *path, const struct args *a, bool *kept, struct error *e)
{
	const char *given = getenv("CONSTAT_PASSPHRASE_FILE");
	struct buf typed = BUF_INIT(PASSPHRASE_MAX);
	struct home_asker asker = { .ask = give, .ctx = &typed };
	struct home_settings s = {
		.organization = args_text(a, "--organization"),
		.domain = args_text(a, "--domain"),
		.operator_name = args_text(a, "--operator"),
		.operator_role = args_text(a, "--role"),
		.tsa = args_list(a, "--tsa"),
		.ntp = args_list(a, "--ntp"),
		.checkpoint_minutes = minutes(a),
	};
	bool from_file = given != NULL && *given != '\0';
	int rc = -1;

	/* All of it now: growing would leave a copy of the secret behind. */
	if (buf_reserve(&typed, PASSPHRASE_MAX) == NULL)
		return (error_nomem(e));
	if (from_file || args_has(a, "--no-passphrase") || !ask_there() ||
	    ask_passphrase(NULL, true, &typed, e) == 0)
		rc = make_with(path, a, &s, typed.n > 0 ? &asker : NULL, e);
	*kept = typed.n == 0 && !from_file;
	OPENSSL_cleanse(typed.p, typed.cap);
	buf_free(&typed);
	return (rc);
}

static int
show_json(const char *path, bool kept)
{
	json_t *j = json_object();
	bool ok = j != NULL;

	json_put_text(j, "home", path, &ok);
	json_put_bool(j, "passphrase_kept", kept, &ok);
	return (say_json(json_made(j, ok, NULL)) == 0 ? EXIT_DONE :
	    EXIT_NOTHING);
}

static int
run(const char *who, const struct args *a)
{
	struct error e = ERROR_INIT;
	char *path = use_path(a, &e);
	bool kept = false;
	int rc = EXIT_NOTHING;

	if (!urls_services(who, args_list(a, "--tsa"))) {
		rc = EXIT_USAGE;
		goto out;
	}
	if (path == NULL || make(path, a, &kept, &e) != 0) {
		say_error(who, path, &e);
		goto out;
	}
	if (args_has(a, "--json")) {
		rc = show_json(path, kept);
		goto out;
	}
	(void)printf(_("A new store was made in %s\n"), path);
	say_text(_("Copy keys/root.pem and give it to whoever is to check your "
	    "exhibits; keep a copy of the whole folder in another place."));
	if (kept)
		say_text(_("The passphrase of the keys was made by this "
		    "program and is kept in keys/passphrase: whoever can read "
		    "that file can seal in your name."));
	rc = EXIT_DONE;
out:
	free(path);
	return (rc);
}

const struct cmd_ops cmd_init = {
	.name = "init",
	.summary = N_("make a store with choices of your own"),
	.about = N_("Makes the organization's root and seal certificate, the "
	    "key of the custody log, the catalogue and the log. The "
	    "passphrase of the keys comes from the file that "
	    "CONSTAT_PASSPHRASE_FILE names, or is asked for at the terminal. "
	    "Other commands make a store with defaults where there is none."),
	.opts = opts, .max = 0, .run = run
};
