/*
 * Every allocation fails once in turn while a package goes out, comes in and
 * gets its receipt: what fails is an error, the stores stay sound, and a good
 * receipt is never called a bad one.
 * usage: oom_package [STEP]   each STEP-th allocation only
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/asic/asic.h"
#include "store/base/alloc.h"
#include "store/base/io.h"
#include "store/cades/cades.h"
#include "store/dossier/dossier.h"
#include "store/home/package.h"
#include "store/seal/identity.h"
#include "tests/lib/exhibit.h"
#include "tests/oom/fail.h"

#define STEP	31		/* where none is given */

struct scene {
	const char *folder;
	struct home *from;
	struct home *to;
	char id[65];
	char sha256[65];
	int64_t bytes;
	int sent;			/* files so far */
	char file[128];
	int64_t n;			/* the row that a receipt is about */
	struct buf receipt;
};

static int
die(const char *what, long n, const char *why)
{

	(void)fprintf(stderr, "%s: allocation %ld: %s\n", what, n, why);
	return (1);
}

/* ---- a package goes out ---- */

static int
write_list(struct scene *s, const struct home_outgoing *g, struct buf *out,
    struct error *e)
{
	struct dossier_exhibit x = { .id = s->id, .sha256 = s->sha256,
	    .bytes = s->bytes, .sealed = time_now() };
	struct dossier d = { .kind = DOSSIER_TRANSFER,
	    .created = time_now(), .log = home_log_key(s->from)->name,
	    .event = home_outgoing_seq(g), .exhibits = &x, .n = 1,
	    .tool = "constat", .version = "0", .case_name = "Dupont" };

	(void)snprintf(d.uuid, sizeof(d.uuid), "%s", home_outgoing_uuid(g));
	d.by = (struct event_who){ "A", NULL,
	    home_settings(s->from)->organization, home_person(s->from)->key };
	return (dossier_write(&d, out, e));
}

static int
write_package(struct scene *s, const struct home_outgoing *g,
    struct asic_result *r, struct error *e)
{
	struct buf list = BUF_INIT(DOSSIER_FILE_MAX);
	uint8_t manifest[DIGEST_LEN];
	struct buf p7s = BUF_INIT(CADES_MAX), blob = BUF_INIT(4 * KIB);
	struct cades_make m = { .now = time_now() };
	struct asic_out *out = NULL;
	char name[DOSSIER_NAME];
	int rc = -1;

	if (write_list(s, g, &list, e) == 0 &&
	    blob_path(home_blobs(s->from), s->sha256, &blob, e) == 0 &&
	    asic_create(home_outgoing_part(g), time_now(), &out, e) == 0 &&
	    asic_add_bytes(out, DOSSIER_JSON, buf_span(&list), e) == 0 &&
	    asic_add_file(out, dossier_name(1, s->id, ".wacz", name),
	    buf_str(&blob), NULL, -1, e) == 0 &&
	    asic_manifest(out, manifest, e) == 0 &&
	    home_operator_sealer(s->from, &m.sealer, e) == 0) {
		m.sha256 = manifest;
		if (cades_make(&m, &p7s, e) == 0 &&
		    asic_sign(out, buf_span(&p7s), e) == 0)
			rc = asic_finish(out, r, e);
	}
	asic_out_free(out);
	buf_free(&list);
	buf_free(&p7s);
	buf_free(&blob);
	return (rc);
}

static int
send(struct scene *s, struct error *e)
{
	const char *id = s->id;
	struct home_outgoing_opts o = { .transfer = true, .exhibits = &id,
	    .n = 1, .case_name = "Dupont", .to_name = "B",
	    .path = s->file };
	struct home_outgoing *g;
	struct asic_result r;

	(void)snprintf(s->file, sizeof(s->file), "%s/%d.asice", s->folder,
	    ++s->sent);
	if (home_outgoing_begin(s->from, &o, &g, e) != 0)
		return (-1);
	if (write_package(s, g, &r, e) == 0)
		return (home_outgoing_end(g, r.sha256, r.bytes, e));
	home_outgoing_give_up(g, "it could not be written");
	return (-1);
}

/* ---- and comes in ---- */

static int
take(struct scene *s, struct error *e)
{
	struct home_incoming_opts o = { .direction = CATALOG_RECEIVED };
	struct home_incoming *g = NULL;
	struct home_taken t;
	int rc = -1;

	if (home_incoming_begin(s->to, s->file, &g, e) == 0)
		rc = home_incoming_keep(g, &o, &t, e);
	home_incoming_end(g);
	if (rc == 0)
		s->n = t.n;
	/* An earlier try went further than it could say. */
	return (rc != 0 && e->code == ERR_EXISTS ? 0 : rc);
}

static int
sign(struct scene *s, struct error *e)
{

	buf_reset(&s->receipt);
	return (home_receipt_make(s->to, 1, &s->receipt, e));
}

static int
check(struct scene *s, struct error *e)
{
	struct receipt_input in = { .der = buf_span(&s->receipt),
	    .now = time_now() };
	struct receipt_result r;
	int rc = receipt_check(&in, &r, e);

	/* OpenSSL does not always say that it was memory; this does. */
	if (rc == 0 && !receipt_holds(&r))
		rc = alloc_failed() ? -1 : 1;
	receipt_result_free(&r);
	return (rc);
}

/* ---- all of it ---- */

/* After a recovery nothing is damaged or left. */
static int
sound(struct home *h, struct error *e)
{
	struct home_findings fs = HOME_FINDINGS_INIT;
	struct log_findings log = LOG_FINDINGS_INIT;
	int rc = -1;

	if (home_recover(h, NULL, NULL, e) != 0)
		return (-1);
	if (home_fsck(h, &fs, &log, NULL, e) == 0)
		rc = fs.n == 0 && log.n == 0 ? 0 : error_set(e, ERR_CORRUPT,
		    "%s", fs.n > 0 ? fs.list[0].detail : "the log");
	home_findings_free(&fs);
	log_findings_free(&log);
	return (rc);
}

static int
each(const char *what, int (*work)(struct scene *s, struct error *e),
    struct scene *s, long step)
{
	struct error e = ERROR_INIT;
	long n, failed = 0;
	int rc;

	for (n = 1;; n += step) {
		error_clear(&e);
		alloc_forget();
		fail_at(n);
		rc = work(s, &e);
		if (!fail_happened())
			break;
		fail_at(0);
		if (rc > 0)
			return (die(what, n, "found damage"));
		alloc_forget();
		failed += rc != 0;
		error_clear(&e);
		if ((n / step) % 50 == 0 && (sound(s->from, &e) != 0 ||
		    sound(s->to, &e) != 0))
			return (die(what, n, e.text));
	}
	fail_at(0);
	if (rc != 0)
		return (die(what, n, e.text));
	if (sound(s->from, &e) != 0 || sound(s->to, &e) != 0)
		return (die(what, n, e.text));
	(void)printf("%s: %ld allocations, %ld errors, no false answer\n",
	    what, n / step, failed);
	return (0);
}

static int
open_one(const char *folder, const char *name, struct home **out,
    struct error *e)
{
	static const struct home_open_opts opts = { .tool = { "constat", "0",
	    NULL, NULL } };
	struct home_init_opts init = { .tool = { "constat", "0", NULL,
	    NULL } };
	char path[128];

	init.settings.operator_name = name;
	init.settings.organization = name;
	init.now = time_now();
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return (home_init(path, &init, e) != 0 ? -1 :
	    home_open(path, &opts, out, e));
}

static int
first_exhibit(struct scene *s, struct error *e)
{
	struct exhibit_opts o = { .folder = s->folder, .name = "x.wacz" };
	struct buf all = BUF_INIT(64 * MIB);
	struct catalog_exhibit x = CATALOG_EXHIBIT_INIT;
	struct event ev = EVENT_INIT;
	uint8_t md[DIGEST_LEN];
	struct exhibit made;
	struct home_job *j;
	int rc = -1;

	if (exhibit_make(&o, &made, e) != 0 ||
	    io_read_file(made.path, &all, e) != 0 ||
	    digest_of(buf_span(&all), md, e) != 0)
		goto out;
	(void)digest_hex(md, s->sha256);
	memcpy(s->id, made.manifest_sha256, sizeof(s->id));
	s->bytes = (int64_t)all.n;
	x.id = s->id;
	x.sha256 = s->sha256;
	x.bytes = s->bytes;
	x.url = "https://example.org/p/1";
	x.sealed = time_now();
	x.case_name = "Dupont";
	ev.kind = EVENT_STORED;
	if (home_job_begin(s->from, x.url, &j, e) != 0)
		goto out;
	rc = home_keep(s->from, j, made.path, &x, &ev, 1, NULL, e);
	home_job_end(j);
out:
	buf_free(&all);
	return (rc);
}

static int
run(const char *folder, long step)
{
	struct scene s = { .folder = folder, .receipt = BUF_INIT(RECEIPT_MAX) };
	struct error e = ERROR_INIT;
	int rc = 1;

	if (open_one(folder, "A", &s.from, &e) != 0 ||
	    open_one(folder, "B", &s.to, &e) != 0 ||
	    first_exhibit(&s, &e) != 0)
		(void)fprintf(stderr, "%s\n", e.text);
	else if (each("send", send, &s, step) == 0 &&
	    each("take", take, &s, step) == 0 &&
	    each("sign", sign, &s, step) == 0 &&
	    each("check", check, &s, step) == 0)
		rc = 0;
	buf_free(&s.receipt);
	home_close(s.from);
	home_close(s.to);
	return (rc);
}

int
main(int argc, char **argv)
{
	char folder[] = "/tmp/constat-oom.XXXXXX";
	long step = argc > 1 ? strtol(argv[1], NULL, 10) : STEP;
	int rc;

	if (fail_watch() != 0 || mkdtemp(folder) == NULL)
		return (1);
	rc = run(folder, step < 1 ? 1 : step);
	io_remove_tree(folder);
	return (rc);
}
