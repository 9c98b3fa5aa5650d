#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/codec.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/digest/digest.h"
#include "store/home/home_attest.h"
#include "store/home/home_half.h"
#include "store/home/home_internal.h"

/* What the store gets while it is made. */
struct making {
	const struct home_init_opts *opts;
	struct home_settings settings;	/* with defaults */
	char name[65];			/* of the person: as long as a
					 * certificate takes */
	char domain[256];
	struct half half;		/* where it is built */
	bool inside;			/* that is within the final folder */
	struct buf secret;
	bool secret_made;
	struct note_vkey vkey;
	struct buf person;		/* certificate of the operator */
};

static bool
has_control(const char *s)
{

	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return (true);
	return (false);
}

/*
 * The name that the system has for the person, else the account; one that a
 * certificate cannot hold is as good as none.
 */
static void
default_name(char *out, size_t n)
{
	const struct passwd *pw = getpwuid(getuid());
	const char *s = pw == NULL ? NULL : pw->pw_gecos;

	if (s == NULL || *s == '\0' || *s == ',')
		s = pw == NULL ? NULL : pw->pw_name;
	(void)snprintf(out, n, "%.*s", s == NULL ? 0 : (int)strcspn(s, ","),
	    s == NULL ? "" : s);
	if (*out == '\0' || !span_utf8(span_of(out)) || has_control(out))
		(void)snprintf(out, n, "uid %ld", (long)getuid());
}

/* The machine's name as far as it is a host name. */
static void
default_domain(char *out, size_t n)
{
	char host[200];
	size_t i, k = 0;

	if (gethostname(host, sizeof(host) - 1) != 0)
		host[0] = '\0';
	host[sizeof(host) - 1] = '\0';
	for (i = 0; host[i] != '\0' && k + 1 < n && k < 63; i++)
		if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-.",
		    host[i] | 0x20) != NULL && (k > 0 || host[i] != '-'))
			out[k++] = host[i];
	out[k] = '\0';
	if (k == 0 || out[k - 1] == '-' || out[k - 1] == '.' ||
	    strstr(out, "..") != NULL || out[0] == '.')
		(void)snprintf(out, n, "localhost");
}

static void
fill_settings(struct making *m)
{
	struct home_settings *s = &m->settings;

	*s = m->opts->settings;
	default_name(m->name, sizeof(m->name));
	default_domain(m->domain, sizeof(m->domain));
	if (s->operator_name == NULL)
		s->operator_name = m->name;
	if (s->organization == NULL)
		s->organization = s->operator_name;
	if (s->domain == NULL)
		s->domain = m->domain;
	if (s->tsa == NULL)
		s->tsa = home_default_tsa();
	if (s->ntp == NULL)
		s->ntp = home_default_ntp();
	if (s->checkpoint_minutes == 0)
		s->checkpoint_minutes = HOME_CHECKPOINT_MINUTES;
}

/*
 * 0 where ${path} is free or an empty folder (${*there}).  What an init that
 * was killed has left in it does not count.
 */
static int
check_free(const char *path, bool *there, struct error *e)
{
	struct dirent *d;
	DIR *dir;
	int n = 0;

	*there = false;
	if (home_there(path))
		return (error_set(e, ERR_EXISTS, "there is a store at %s",
		    path));
	if ((dir = opendir(path)) == NULL) {
		if (errno == ENOENT)
			return (0);
		return (error_sys(e, "cannot use %s", path));
	}
	while ((d = readdir(dir)) != NULL)
		if (strcmp(d->d_name, ".") != 0 &&
		    strcmp(d->d_name, "..") != 0 &&
		    strncmp(d->d_name, ".new.", 5) != 0)
			n++;
	(void)closedir(dir);
	*there = true;
	if (n > 0)
		return (error_set(e, ERR_EXISTS,
		    "%s is not empty and no store", path));
	return (0);
}

static int
make_folders(struct making *m, const char *path, struct error *e)
{
	char copy[4096];
	int n;

	n = snprintf(copy, sizeof(copy), "%s", path);
	if (n < 0 || (size_t)n >= sizeof(copy) - 64)
		return (error_set(e, ERR_INPUT, "path too long"));
	if (!m->inside && io_make_folders(dirname(copy), 0700, e) != 0)
		return (-1);
	return (half_make(&m->half, path, m->inside, e));
}

static int
write_in(const struct making *m, const char *name, struct span s,
    struct error *e)
{
	struct buf path = BUF_INIT(PATH_TEXT);
	int rc = -1;

	if (io_join(&path, m->half.folder, name, e) == 0)
		rc = io_write_file(buf_str(&path), s, 0600, e);
	buf_free(&path);
	return (rc);
}

/* The seal that the organization has already, in place of the one issued. */
static int
import_seal(struct making *m, struct seal_identity *id, struct error *e)
{

	if (m->opts->seal.p == NULL)
		return (0);
	buf_reset(&id->seal_chain);
	buf_reset(&id->seal_key);
	return (identity_import(m->opts->seal, m->opts->seal_passphrase,
	    buf_span(&m->secret), id, e));
}

/* The first operator's key and certificate, and the list of no revoked one. */
static int
make_operator(struct making *m, const struct seal_identity *root,
    struct error *e)
{
	struct identity_operator o = { m->settings.operator_name,
	    m->opts->now };
	struct seal_identity id = IDENTITY_INIT;
	struct buf crl = BUF_INIT(PEM_MAX), name = BUF_INIT(256);
	char key[CERT_FINGERPRINT];
	int rc = -1;

	if (identity_operator(&o, buf_span(&root->root_cert),
	    buf_span(&root->root_key), buf_span(&m->secret),
	    buf_span(&m->secret), &id, e) != 0 ||
	    fingerprint_of(buf_span(&id.seal_chain), key, NULL, e) != 0 ||
	    identity_crl(buf_span(&root->root_cert),
	    buf_span(&root->root_key), buf_span(&m->secret), NULL, 0,
	    m->opts->now, &crl, e) != 0 ||
	    write_in(m, "keys/crl.pem", buf_span(&crl), e) != 0)
		goto out;
	buf_printf(&name, OPERATOR_KEYS "/%s.key", key);
	if (buf_ok(&name, e) != 0 ||
	    write_in(m, buf_str(&name), buf_span(&id.seal_key), e) != 0)
		goto out;
	buf_reset(&name);
	buf_printf(&name, OPERATOR_KEYS "/%s.pem", key);
	buf_putspan(&m->person, buf_span(&id.seal_chain));
	if (buf_ok(&name, e) == 0 && buf_ok(&m->person, e) == 0)
		rc = write_in(m, buf_str(&name), buf_span(&id.seal_chain), e);
out:
	identity_free(&id);
	buf_free(&crl);
	buf_free(&name);
	return (rc);
}

static int
make_identity(struct making *m, struct error *e)
{
	struct identity_opts o = { m->settings.organization,
	    m->settings.domain, m->opts->now };
	struct seal_identity id = IDENTITY_INIT;
	int rc = -1;

	if (identity_make(&o, buf_span(&m->secret), &id, e) == 0 &&
	    import_seal(m, &id, e) == 0 &&
	    write_in(m, "keys/root.pem", buf_span(&id.root_cert), e) == 0 &&
	    write_in(m, "keys/root.key", buf_span(&id.root_key), e) == 0 &&
	    write_in(m, "keys/seal.pem", buf_span(&id.seal_chain), e) == 0 &&
	    write_in(m, "keys/seal.key", buf_span(&id.seal_key), e) == 0)
		rc = make_operator(m, &id, e);
	identity_free(&id);
	return (rc);
}

/*
 * The log's name must be its own among all logs: half of the hash of its key
 * says so without asking for a domain that may change hands.
 */
static int
name_log(struct making *m, const struct note_key *key, struct error *e)
{
	uint8_t pub[NOTE_KEY_PUBLIC];
	char name[NOTE_LOG_NAME];

	if (note_key_public(key, pub, e) != 0 ||
	    note_log_name(pub, name, e) != 0)
		return (-1);
	return (note_vkey_make(name, pub, &m->vkey, e));
}

static int
make_log_key(struct making *m, struct error *e)
{
	struct buf pem = BUF_INIT(PEM_MAX), line = BUF_INIT(4096);
	struct note_key *key = NULL;
	int rc = -1;

	if (note_key_make(buf_span(&m->secret), &pem, e) != 0 ||
	    note_key_open(buf_span(&pem), buf_span(&m->secret), &key,
	    e) != 0 || name_log(m, key, e) != 0)
		goto out;
	note_vkey_text(&m->vkey, &line);
	buf_putc(&line, '\n');
	if (buf_ok(&line, e) == 0 &&
	    write_in(m, "keys/log.key", buf_span(&pem), e) == 0 &&
	    write_in(m, "log/key", buf_span(&line), e) == 0)
		rc = 0;
out:
	note_key_free(key);
	buf_free(&pem);
	buf_free(&line);
	return (rc);
}

static int
make_files(struct making *m, struct error *e)
{
	struct buf text = BUF_INIT(1 * MIB), path = BUF_INIT(PATH_TEXT);
	struct catalog *c = NULL;
	int rc = -1;

	if (m->secret_made && write_in(m, "keys/passphrase",
	    buf_span(&m->secret), e) != 0)
		goto out;
	if (io_join(&path, m->half.folder, "catalog.db", e) != 0 ||
	    catalog_open(buf_str(&path), CATALOG_MAKE, &c, e) != 0)
		goto out;
	if (settings_write(&m->settings, &m->vkey, m->opts->now, &text,
	    e) != 0 || write_in(m, "constat.json", buf_span(&text), e) != 0)
		goto out;
	rc = 0;
out:
	catalog_close(c);
	buf_free(&text);
	buf_free(&path);
	return (rc);
}

/* The log begins in the finished folders. */
static int
first_events(struct making *m, struct error *e)
{
	struct home_open_opts o = { .tool = m->opts->tool };
	struct home *h = NULL;
	int rc = -1;

	if (home_open(m->half.folder, &o, &h, e) == 0 &&
	    secret_init(&h->secret, e) == 0) {
		/* Not asked for again: it may have come through a pipe. */
		buf_putspan(&h->secret, buf_span(&m->secret));
		rc = home_begin_log(h, buf_str(&m->person), e);
	}
	home_close(h);
	return (rc);
}

int
home_init(const char *path, const struct home_init_opts *opts,
    struct error *e)
{
	struct making m = { .opts = opts, .person = BUF_INIT(PEM_MAX),
	    .half = { .lock = -1 } };
	int rc = -1;

	if (half_clear(path, e) != 0 || check_free(path, &m.inside, e) != 0 ||
	    secret_init(&m.secret, e) != 0)
		return (-1);
	fill_settings(&m);
	if (secret_new(opts->asker, &m.secret, &m.secret_made, e) != 0 ||
	    make_folders(&m, path, e) != 0 ||
	    make_identity(&m, e) != 0 || make_log_key(&m, e) != 0 ||
	    make_files(&m, e) != 0 ||
	    first_events(&m, e) != 0)
		goto out;
	rc = half_show(&m.half, path, m.inside, e);
out:
	half_drop(&m.half);
	secret_free(&m.secret);
	buf_free(&m.person);
	return (rc);
}
