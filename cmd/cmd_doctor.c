#include <sys/stat.h>
#include <sys/statvfs.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <archive.h>
#include <libxml/xmlversion.h>
#include <openssl/crypto.h>
#include <sqlite3.h>
#include <zlib.h>

#include "capture/browser/browser.h"
#include "capture/net/net.h"
#include "cmd/cmd.h"
#include "cmd/doctor.h"
#include "cmd/use.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/seal/cert.h"

#define DISK_ENOUGH	(INT64_C(2) << 30)	/* bytes free */
#define DAYS_WARN	60			/* before a certificate ends */
#define DAY_MS		INT64_C(86400000)

static const struct opt opts[] = {
	{ OPT_FLAG, "--offline", NULL, NULL, N_("leave out the checks that "
	    "need the network"), false, 0, 0 },
	OPT_JSON,
	OPT_COMMON
};

void
doctor_tell(struct doctor *d, const char *name, enum doctor_level level,
    const char *text, const char *detail)
{
	struct doctor_line l = { .name = name, .level = level };

	(void)snprintf(l.text, sizeof(l.text), "%s", text);
	(void)snprintf(l.detail, sizeof(l.detail), "%s",
	    detail != NULL ? detail : "");
	if (level == DOCTOR_LACK)
		d->lacks = true;
	d->tell(d->ctx, &l);
}

static void
check_browser(struct doctor *d)
{
	struct buf path = BUF_INIT(64 * KIB), version = BUF_INIT(KIB);
	struct error e = ERROR_INIT;
	char *line = NULL;

	if (browser_find(NULL, &path, &e) != 0)
		doctor_tell(d, "browser", DOCTOR_LACK, _("No Chromium was "
		    "found: pages would be received but not shown. Install "
		    "the package chromium."), e.text);
	else if (browser_probe(buf_str(&path), &version, &e) != 0)
		doctor_tell(d, "browser", DOCTOR_LACK,
		    _("Chromium is there, but does not run."), e.text);
	else
		doctor_tell(d, "browser", DOCTOR_OK,
		    _("Chromium is there and runs."),
		    line = span_str(span_trim(buf_span(&version))));
	free(line);
	buf_free(&path);
	buf_free(&version);
}

/* The seal certificate: is it there, and until when? */
static void
check_seal(struct doctor *d)
{
	struct buf path = BUF_INIT(64 * KIB), pem = BUF_INIT(PEM_MAX);
	struct cert_info info = { .subject = NULL };
	struct error e = ERROR_INIT;
	struct certs *c = NULL;
	char text[512], t[TIME_TEXT];
	int64_t now = time_now();

	if (io_join(&path, d->path, "keys/seal.pem", &e) != 0 ||
	    io_read_file(buf_str(&path), &pem, &e) != 0 ||
	    certs_read_pem(buf_span(&pem), &c, &e) != 0 ||
	    certs_info(c, 0, &info, &e) != 0) {
		doctor_tell(d, "keys", DOCTOR_LACK,
		    _("The seal certificate cannot be read."), e.text);
		goto out;
	}
	(void)snprintf(text, sizeof(text), now > info.not_after ?
	    _("The seal certificate ended on %s.") :
	    _("The seal certificate is valid until %s."),
	    time_text(info.not_after, t));
	doctor_tell(d, "keys", now > info.not_after || now < info.not_before ?
	    DOCTOR_LACK : info.not_after - now < DAYS_WARN * DAY_MS ?
	    DOCTOR_WARN : DOCTOR_OK, text, info.subject);
out:
	cert_info_free(&info);
	certs_free(c);
	buf_free(&pem);
	buf_free(&path);
}

static void
check_passphrase(struct doctor *d)
{
	struct buf path = BUF_INIT(64 * KIB);
	struct stat st;

	if (io_join(&path, d->path, "keys/passphrase", NULL) != 0)
		;
	else if (stat(buf_str(&path), &st) != 0)
		doctor_tell(d, "passphrase", DOCTOR_OK, _("The passphrase of "
		    "the keys is not kept on this machine by the program."),
		    NULL);
	else
		doctor_tell(d, "passphrase", DOCTOR_WARN, _("The passphrase "
		    "of the keys was made by this program and is kept in the "
		    "file below: whoever can read it can seal in your name."),
		    buf_str(&path));
	buf_free(&path);
}

/* Whether others may do to ${name} in the store what is in ${bits}. */
static bool
open_to_others(struct doctor *d, const char *name, mode_t bits,
    struct buf *path)
{
	struct stat st;

	buf_reset(path);
	return (io_join(path, d->path, name, NULL) == 0 &&
	    stat(buf_str(path), &st) == 0 && (st.st_mode & bits) != 0);
}

/* Keys are for one's own eyes, and nobody else writes to the store. */
static void
check_access(struct doctor *d)
{
	struct buf path = BUF_INIT(64 * KIB);

	if (open_to_others(d, ".", S_IRWXG | S_IRWXO, &path) &&
	    (open_to_others(d, ".", S_IWGRP | S_IWOTH, &path) ||
	    open_to_others(d, "catalog.db", S_IWGRP | S_IWOTH, &path) ||
	    open_to_others(d, "keys", S_IRWXG | S_IRWXO, &path)))
		doctor_tell(d, "access", DOCTOR_LACK, _("Other users of this "
		    "machine can read or change what is below: \"chmod -R "
		    "go-rwx\" takes that from them."), buf_str(&path));
	buf_free(&path);
}

static void
check_store(struct doctor *d, const struct error *why)
{
	struct home_findings fs = HOME_FINDINGS_INIT;
	struct error e = ERROR_INIT;

	if (why->code != ERR_NONE) {
		doctor_tell(d, "store", DOCTOR_LACK, say_error_what(why->code),
		    why->text);
		return;
	}
	if (d->home == NULL) {
		doctor_tell(d, "store", DOCTOR_OK, _("There is no store yet; "
		    "the first capture makes one here:"), d->path);
		return;
	}
	doctor_tell(d, "store", DOCTOR_OK, _("The store is there:"), d->path);
	if (home_leftovers(d->home, &fs, &e) != 0)
		doctor_tell(d, "leftovers", DOCTOR_LACK,
		    say_error_what(e.code), e.text);
	else if (fs.failed > 0 || fs.others > 0)
		doctor_tell(d, "leftovers", DOCTOR_WARN, _("Captures under "
		    "way, or left by an interruption; the next capture cleans "
		    "up."), fs.n > 0 ? fs.list[0].subject : NULL);
	home_findings_free(&fs);
	check_access(d);
	check_seal(d);
	check_passphrase(d);
}

/* The nearest folder above the store that is there. */
static int
disk_of(const char *path, struct statvfs *st)
{
	char *copy = strdup(path), *slash;
	int rc = -1;

	while (copy != NULL && (rc = statvfs(copy, st)) != 0 &&
	    (slash = strrchr(copy, '/')) != NULL && slash != copy)
		*slash = '\0';
	free(copy);
	return (rc);
}

static void
check_disk(struct doctor *d)
{
	struct statvfs st;
	char text[512];
	int64_t free_bytes;

	if (disk_of(d->path, &st) != 0) {
		doctor_tell(d, "disk", DOCTOR_LACK,
		    _("The free disk space cannot be read."), d->path);
		return;
	}
	free_bytes = (int64_t)st.f_bavail * (int64_t)st.f_frsize;
	(void)snprintf(text, sizeof(text),
	    _("Free disk space for the store: %lld MiB."),
	    (long long)(free_bytes >> 20));
	doctor_tell(d, "disk", free_bytes < DISK_ENOUGH ? DOCTOR_WARN :
	    DOCTOR_OK, text, NULL);
}

static void
check_versions(struct doctor *d)
{
	char text[512];

	(void)snprintf(text, sizeof(text), "%s; %s; %s; SQLite %s; libxml2 "
	    "%s; jansson %s; zlib %s", net_version_text(),
	    OpenSSL_version(OPENSSL_VERSION), archive_version_string(),
	    sqlite3_libversion(), LIBXML_DOTTED_VERSION,
	    jansson_version_str(), zlibVersion());
	doctor_tell(d, "versions", DOCTOR_OK, "constat " CONSTAT_VERSION,
	    text);
}

static void
tell_plain(void *ctx, const struct doctor_line *l)
{
	static const char *const marks[] = { N_("ok"), N_("note"),
		N_("LACKS") };
	char *detail = say_safe(l->detail);

	(void)ctx;
	say_row(_(marks[l->level]), l->text, 11);
	if (detail != NULL && detail[0] != '\0')
		say_row("", detail, 11);
	free(detail);
	(void)fflush(stdout);
}

struct rows {
	json_t *list;
	bool ok;
};

static void
tell_json(void *ctx, const struct doctor_line *l)
{
	static const char *const levels[] = { "ok", "warn", "lack" };
	struct rows *r = ctx;
	json_t *j = json_object();

	if (j == NULL)
		r->ok = false;
	json_put_text(j, "check", l->name, &r->ok);
	json_put_text(j, "level", levels[l->level], &r->ok);
	json_put_text(j, "text", l->text, &r->ok);
	if (l->detail[0] != '\0')
		json_put_text(j, "detail", l->detail, &r->ok);
	json_add(r->list, j, &r->ok);
}

static void
check_all(struct doctor *d)
{
	struct home_open_opts o = { .read_only = true,
	    .tool = { .name = "constat", .version = CONSTAT_VERSION } };
	struct error e = ERROR_INIT;

	if (home_there(d->path))
		(void)home_open(d->path, &o, &d->home, &e);
	check_versions(d);
	check_browser(d);
	check_store(d, &e);
	check_disk(d);
	if (!d->offline) {
		doctor_clock(d);
		doctor_authorities(d);
	}
	home_close(d->home);
}

static int
run(const char *who, const struct args *a)
{
	struct rows rows = { .list = json_array(), .ok = true };
	struct doctor d = { .offline = args_has(a, "--offline"),
	    .tell = tell_plain };
	struct error e = ERROR_INIT;
	json_t *j = NULL;
	char *path;

	if ((path = use_path(a, &e)) == NULL) {
		say_error(who, NULL, &e);
		json_decref(rows.list);
		return (EXIT_NOTHING);
	}
	d.path = path;
	if (args_has(a, "--json")) {
		d.tell = tell_json;
		d.ctx = &rows;
	}
	check_all(&d);
	if (args_has(a, "--json")) {
		j = json_object();
		json_put_bool(j, "ready", !d.lacks, &rows.ok);
		json_put(j, "checks", json_incref(rows.list), &rows.ok);
		if (say_json(j) != 0 || !rows.ok)
			d.lacks = true;
	} else
		(void)printf("\n%s\n", d.lacks ?
		    _("This machine lacks something for a whole capture.") :
		    d.offline ? _("This machine is ready to capture, as far "
		    "as can be told without the network.") :
		    _("This machine is ready to capture."));
	json_decref(rows.list);
	free(path);
	return (d.lacks ? EXIT_MISSING : EXIT_DONE);
}

const struct cmd_ops cmd_doctor = {
	.name = "doctor",
	.summary = N_("say what this machine has and lacks for a capture"),
	.about = N_("Looks at the browser, the store and its keys, the disk, "
	    "the clock and the time-stamp authorities; changes nothing. Exit: "
	    "0 ready; 1 something lacks."),
	.opts = opts, .max = 0, .run = run
};
