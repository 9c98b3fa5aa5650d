#ifndef TESTS_UNIT_PACKAGE_PAIR_H
#define TESTS_UNIT_PACKAGE_PAIR_H

#include "store/asic/asic.h"
#include "store/cades/cades.h"
#include "store/dossier/dossier.h"
#include "store/home/package.h"
#include "store/seal/identity.h"
#include "tests/lib/exhibit.h"
#include "tests/unit/home_place.h"

/* Two stores, and one exhibit that goes from the first to the second. */
struct pair {
	struct place *a;
	struct place *b;
	struct home *from;
	struct home *to;
	char id[65];
	char sha256[65];
	int64_t bytes;
	char file[160];			/* the package */
	char uuid[UUID_TEXT];
	int64_t n;			/* its row in the first store */
};

static inline void
pair_exhibit(struct pair *p)
{
	struct exhibit_opts o = { .folder = p->a->folder, .name = "x.wacz" };
	struct buf all = BUF_INIT(64 * MIB);
	struct catalog_exhibit x = CATALOG_EXHIBIT_INIT;
	struct event ev = EVENT_INIT;
	struct error e = ERROR_INIT;
	uint8_t md[DIGEST_LEN];
	struct exhibit made;
	struct home_job *j;

	must(exhibit_make(&o, &made, &e), &e);
	must(io_read_file(made.path, &all, &e), &e);
	must(digest_of(buf_span(&all), md, &e), &e);
	(void)digest_hex(md, p->sha256);
	memcpy(p->id, made.manifest_sha256, sizeof(p->id));
	p->bytes = (int64_t)all.n;
	buf_free(&all);
	x.id = p->id;
	x.sha256 = p->sha256;
	x.bytes = p->bytes;
	x.url = "https://example.org/p/1";
	x.sealed = time_now();
	x.case_name = "Dupont";
	ev.kind = EVENT_STORED;
	must(home_job_begin(p->from, x.url, &j, &e), &e);
	must(home_keep(p->from, j, made.path, &x, &ev, 1, NULL, &e), &e);
	home_job_end(j);
}

static inline void
pair_open(struct pair *p)
{

	memset(p, 0, sizeof(*p));
	p->a = place_new();
	p->b = place_new();
	p->from = place_open(p->a);
	p->to = place_open(p->b);
	pair_exhibit(p);
}

static inline void
pair_close(struct pair *p)
{

	home_close(p->from);
	home_close(p->to);
	place_free(p->a);
	place_free(p->b);
}

/* dossier.json of the package as the sender's program writes it. */
static inline void
pair_list(struct pair *p, uint64_t seq, struct buf *out)
{
	const struct home_person *who = home_person(p->from);
	struct dossier_exhibit x = { .id = p->id, .sha256 = p->sha256,
	    .bytes = p->bytes, .number = 1, .sealed = time_now() };
	struct dossier d = { .kind = DOSSIER_TRANSFER,
	    .created = time_now(), .log = home_log_key(p->from)->name,
	    .event = seq, .exhibits = &x, .n = 1, .tool = "constat",
	    .version = "0.1.0", .case_name = "Dupont" };
	struct error e = ERROR_INIT;

	memcpy(d.uuid, p->uuid, sizeof(d.uuid));
	d.by = (struct event_who){ who->name, who->title,
	    home_settings(p->from)->organization, who->key };
	must(dossier_write(&d, out, &e), &e);
}

static inline void
pair_write(struct pair *p, const char *path, uint64_t seq,
    struct asic_result *r)
{
	struct buf list = BUF_INIT(DOSSIER_FILE_MAX);
	uint8_t manifest[DIGEST_LEN];
	struct buf p7s = BUF_INIT(CADES_MAX), blob = BUF_INIT(KIB * 4);
	struct cades_make m = { .now = time_now() };
	char name[DOSSIER_NAME];
	struct error e = ERROR_INIT;
	struct asic_out *out;

	pair_list(p, seq, &list);
	must(blob_path(home_blobs(p->from), p->sha256, &blob, &e), &e);
	must(asic_create(path, time_now(), &out, &e), &e);
	must(asic_add_bytes(out, DOSSIER_JSON, buf_span(&list), &e), &e);
	must(asic_add_file(out, dossier_name(1, p->id, ".wacz", name),
	    buf_str(&blob), NULL, -1, &e), &e);
	must(asic_manifest(out, manifest, &e), &e);
	must(home_operator_sealer(p->from, &m.sealer, &e), &e);
	m.sha256 = manifest;
	must(cades_make(&m, &p7s, &e), &e);
	must(asic_sign(out, buf_span(&p7s), &e), &e);
	must(asic_finish(out, r, &e), &e);
	asic_out_free(out);
	buf_free(&list);
	buf_free(&p7s);
	buf_free(&blob);
}

/* Hand it over; ${name} is the file's. */
static inline void
pair_send(struct pair *p, const char *name, bool moves)
{
	const char *id = p->id;
	struct home_outgoing_opts o = { .transfer = true, .exhibits = &id,
	    .n = 1, .case_name = "Dupont", .to_name = "Bea",
	    .why = "essai", .moves = moves, .path = p->file };
	struct catalog_package_filter f = CATALOG_PACKAGE_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_package row;
	struct home_outgoing *g;
	struct asic_result r;
	struct error e = ERROR_INIT;

	(void)snprintf(p->file, sizeof(p->file), "%s/%s", p->a->folder, name);
	must(home_outgoing_begin(p->from, &o, &g, &e), &e);
	memcpy(p->uuid, home_outgoing_uuid(g), sizeof(p->uuid));
	pair_write(p, home_outgoing_part(g), home_outgoing_seq(g), &r);
	must(home_outgoing_end(g, r.sha256, r.bytes, &e), &e);
	f.uuid = p->uuid;
	must(catalog_packages(home_catalog(p->from), &f, &cur, &e), &e);
	assert_int_equal(catalog_package_next(cur, &row, &e), 1);
	p->n = row.n;
	catalog_cursor_free(cur);
}

/* Take it over; the receipt goes to ${der}. */
static inline void
pair_receive(struct pair *p, struct buf *der)
{
	struct home_incoming_opts o = { .direction = CATALOG_RECEIVED };
	struct home_incoming *g;
	struct home_taken t;
	struct error e = ERROR_INIT;

	must(home_incoming_begin(p->to, p->file, &g, &e), &e);
	must(home_incoming_keep(g, &o, &t, &e), &e);
	home_incoming_end(g);
	must(home_receipt_make(p->to, t.n, der, &e), &e);
	must(home_receipt_keep(p->to, t.n, buf_span(der), &e), &e);
}

/* Nothing is left, nothing is damaged. */
static inline void
pair_sound(struct home *h)
{
	struct home_findings fs = HOME_FINDINGS_INIT;
	struct log_findings log = LOG_FINDINGS_INIT;
	struct error e = ERROR_INIT;

	must(home_fsck(h, &fs, &log, NULL, &e), &e);
	if (fs.n > 0 || log.n > 0) {
		print_findings(&fs, &log);
		fail_msg("not sound");
	}
	home_findings_free(&fs);
	log_findings_free(&log);
}

#endif
