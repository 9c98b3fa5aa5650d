#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/ask.h"
#include "cmd/params.h"
#include "cmd/say.h"
#include "cmd/use.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"

void
use_binary(char hex[static DIGEST_HEX])
{
	uint8_t chunk[64 * 1024], sum[DIGEST_LEN];
	struct digest *d = NULL;
	int fd = -1;
	ssize_t n = -1;

	hex[0] = '\0';
	if (io_open_read("/proc/self/exe", &fd, NULL) != 0 ||
	    digest_open(&d, NULL) != 0)
		goto out;
	while ((n = io_read(fd, chunk, sizeof(chunk), NULL)) > 0)
		if (digest_put(d, chunk, (size_t)n, NULL) != 0)
			goto out;
	if (n == 0 && digest_peek(d, sum, NULL) == 0)
		(void)digest_hex(sum, hex);
out:
	digest_free(d);
	if (fd >= 0)
		(void)close(fd);
}

char *
use_path(const struct args *a, struct error *e)
{
	struct buf path = BUF_INIT(64 * KIB);
	char *s = NULL;

	if (home_find(args_text(a, "--home"), &path, e) == 0 &&
	    (s = buf_take(&path)) == NULL)
		(void)error_nomem(e);
	buf_free(&path);
	return (s);
}

static struct home_tool
tool(const char *binary)
{

	return ((struct home_tool){ .name = "constat",
	    .version = CONSTAT_VERSION,
	    .binary_sha256 = binary[0] != '\0' ? binary : NULL });
}

int
use_make(const char *path, const struct home_settings *settings,
    const struct home_asker *asker, const struct use_seal *seal,
    struct error *e)
{
	char binary[DIGEST_HEX];
	struct home_init_opts o = { .asker = asker, .now = time_now() };

	if (settings != NULL)
		o.settings = *settings;
	if (seal != NULL) {
		o.seal = seal->p12;
		o.seal_passphrase = seal->passphrase;
	}
	use_binary(binary);
	o.tool = tool(binary);
	return (home_init(path, &o, e));
}

/* The one line that the first command owes the person. */
static int
make_first(const char *path, struct error *e)
{
	char *safe;

	if (use_make(path, NULL, NULL, NULL, e) != 0)
		/* Another process may have been faster. */
		return (e->code == ERR_EXISTS && home_there(path) ? 0 : -1);
	safe = say_safe(path);
	(void)fprintf(stderr, _("A new store was made in %s (keys, catalogue, "
	    "custody log).\n"), safe != NULL ? safe : "?");
	free(safe);
	return (0);
}

/*
 * A store of an older version is brought up by whoever may write to it, then
 * read.  ${e} has why it could not be, and stays where that fails too.
 */
static int
bring_up(struct use *u, struct home_open_opts *o, struct error *e)
{
	struct error why = ERROR_INIT;

	o->read_only = false;
	if (home_open(u->path, o, &u->home, &why) != 0)
		return (-1);
	home_close(u->home);
	u->home = NULL;
	o->read_only = true;
	error_clear(e);
	return (home_open(u->path, o, &u->home, e));
}

/* u->path is set. */
static int
open_home(struct use *u, enum use_mode mode, struct error *e)
{
	struct home_open_opts o = { .read_only = mode == USE_READ,
	    .asker = ask_there() ? &ask_for_home : NULL };

	if (!home_there(u->path)) {
		if (make_first(u->path, e) != 0)
			return (-1);
		error_clear(e);
	}
	if (mode == USE_WRITE)
		use_binary(u->binary);
	o.tool = tool(u->binary);
	o.tool.parameters = u->parameters;
	if (home_open(u->path, &o, &u->home, e) == 0)
		return (0);
	if (mode != USE_READ || e->code != ERR_UNSUPPORTED)
		return (-1);
	return (bring_up(u, &o, e));
}

int
use_open(struct use *u, const struct args *a, enum use_mode mode,
    struct error *e)
{

	*u = (struct use){ .home = NULL };
	if ((u->path = use_path(a, e)) == NULL)
		return (-1);
	/* What is only read needs no record of how. */
	if (mode == USE_WRITE && (u->parameters = params_of(a)) == NULL)
		return (error_nomem(e));
	return (open_home(u, mode, e));
}

int
use_open_at(struct use *u, const char *path, enum use_mode mode,
    struct error *e)
{

	*u = (struct use){ .home = NULL };
	if ((u->path = strdup(path)) == NULL)
		return (error_nomem(e));
	return (open_home(u, mode, e));
}

int
use_act_as(struct use *u, const char *name, unsigned roles, struct error *e)
{

	if (name == NULL && (name = getenv("CONSTAT_OPERATOR")) != NULL &&
	    *name == '\0')
		name = NULL;
	return (home_act(u->home, name, roles, e));
}

int
use_act(struct use *u, const struct args *a, unsigned roles, struct error *e)
{

	return (use_act_as(u, args_text(a, "--as"), roles, e));
}

void
use_mute(const char *who, const struct error *e)
{

	(void)fprintf(stderr, _("%s: this could not be entered in the "
	    "custody log%s%s\n"), who, e->text[0] != '\0' ? ": " : "",
	    e->text);
}

int
use_open_look(struct use *u, const struct args *a, struct error *e)
{
	struct error why = ERROR_INIT;

	if (use_open(u, a, USE_WRITE, &why) != 0) {
		use_close(u);
		if (use_open(u, a, USE_READ, e) != 0)
			return (-1);
		u->mute = true;
	}
	return (use_act(u, a, HOME_ANY_ROLE, e));
}

void
use_looked(const char *who, struct use *u, const struct event *ev)
{
	struct error e = ERROR_INIT;

	if (!u->mute && home_append(u->home, ev, 1, &e) == 0)
		return;
	use_mute(who, &e);
}

int
use_case(struct use *u, const struct args *a, const char **out,
    struct error *e)
{
	int has;

	if ((*out = args_text(a, "--case")) == NULL)
		return (0);
	has = catalog_case_has(home_catalog(u->home), *out, e);
	if (has == 0)
		return (error_set(e, ERR_NOTFOUND, _("no case \"%.200s\": "
		    "see \"constat case list\""), *out));
	return (has < 0 ? -1 : 0);
}

int
use_exhibit(struct use *u, const char *id, struct home_found *x,
    struct error *e)
{

	*x = (struct home_found){ .bytes = -1 };
	if (strspn(id, "0123456789abcdef") != strlen(id))
		return (error_set(e, ERR_INPUT, _("no case or exhibit is "
		    "named \"%.200s\": see \"constat case list\" and "
		    "\"constat list\""), id));
	return (home_found(u->home, id, x, e));
}

int
use_done(const struct args *a, const char *what)
{
	json_t *j;
	bool ok = true;

	if (!args_has(a, "--json")) {
		(void)printf("%s\n", _("Done, and entered in the custody "
		    "log."));
		return (EXIT_DONE);
	}
	j = json_object();
	json_put_bool(j, "done", true, &ok);
	json_put_text(j, "subject", what, &ok);
	return (say_json(json_made(j, ok, NULL)) == 0 ? EXIT_DONE :
	    EXIT_NOTHING);
}

int
use_unlock(struct use *u, struct error *e)
{
	const char *given = getenv("CONSTAT_PASSPHRASE_FILE");
	struct buf path = BUF_INIT(64 * KIB);
	const struct sealer *sealer;
	int rc = -1;

	if (given != NULL && *given != '\0')
		return (0);
	if (io_join(&path, u->path, "keys/passphrase", e) == 0)
		rc = access(buf_str(&path), F_OK) == 0 ? 0 :
		    home_sealer(u->home, &sealer, e);
	buf_free(&path);
	return (rc);
}

void
use_close(struct use *u)
{

	home_close(u->home);
	json_decref(u->parameters);
	free(u->path);
}
