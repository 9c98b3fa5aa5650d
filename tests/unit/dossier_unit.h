#ifndef TESTS_UNIT_DOSSIER_UNIT_H
#define TESTS_UNIT_DOSSIER_UNIT_H

#include "store/cades/cades.h"
#include "store/home/home_attest.h"
#include "store/home/package.h"
#include "store/pack/pack.h"
#include "store/seal/identity.h"
#include "store/stamp/stamp.h"
#include "tests/lib/exhibit.h"
#include "tests/lib/tsa.h"
#include "tests/unit/home_place.h"
#include "verify/story.h"
#include "verify/verify.h"

/*
 * dossier_unit - a store with real exhibits and a real authority, its dossier,
 * and the hand of an insider: who has both keys, takes the dossier apart,
 * changes what he likes, and signs it anew.
 */
struct office {
	struct place *place;
	struct home *home;
	struct exhibit made[2];		/* as tests/lib/exhibit made them */
	char ids[2][65];
	char tsa[128];			/* folder of the authority */
	char file[160];			/* the dossier */
};

static inline int
office_stamp(void *ctx, struct span data, struct buf *response,
    struct error *e)
{
	const struct office *o = ctx;
	struct stamp_request q = STAMP_REQUEST_INIT;
	struct stamp_result r;
	int rc = -1;

	memset(&r, 0, sizeof(r));
	if (stamp_request_make(data, &q, e) == 0 &&
	    tsa_ask(o->tsa, "", buf_span(&q.der), response, e) == 0)
		rc = stamp_accept(&q, response, NULL, time_now(), &r, e);
	stamp_result_free(&r);
	stamp_request_free(&q);
	return (rc);
}

static inline int
office_report(void *ctx, const struct dossier *d, const struct timeline *t,
    const char *lang, struct buf *out, struct error *e)
{

	(void)ctx;
	return (story_report(out, d, t, strcmp(lang, "fr") == 0 ? TONGUE_FR :
	    TONGUE_EN, e));
}

static inline void
office_keep(struct office *o, int i)
{
	struct exhibit_opts x = { .folder = o->place->folder, .tsa_mode = "",
	    .name = i == 0 ? "x0.wacz" : "x1.wacz", .bodies = 1 + i,
	    .body_size = 1000 };
	static const enum event_kind kinds[] = { EVENT_ACQUIRED,
	    EVENT_SEALED, EVENT_STORED };
	struct catalog_exhibit row = CATALOG_EXHIBIT_INIT;
	struct event ev[3] = { EVENT_INIT, EVENT_INIT, EVENT_INIT };
	struct buf all = BUF_INIT(64 * MIB);
	struct error e = ERROR_INIT;
	uint8_t md[DIGEST_LEN];
	char sha256[65];
	struct home_job *j;
	int k;

	must(home_sealer(o->home, &x.sealer, &e), &e);
	must(exhibit_make(&x, &o->made[i], &e), &e);
	must(io_read_file(o->made[i].path, &all, &e), &e);
	must(digest_of(buf_span(&all), md, &e), &e);
	memcpy(o->ids[i], o->made[i].manifest_sha256, 65);
	row.id = o->ids[i];
	row.sha256 = digest_hex(md, sha256);
	row.bytes = (int64_t)all.n;
	row.url = "http://example.org/post/1";
	row.sealed = time_now();
	row.case_name = "Dupont";
	buf_free(&all);
	for (k = 0; k < 3; k++)
		ev[k].kind = kinds[k];
	must(home_job_begin(o->home, row.url, &j, &e), &e);
	must(home_keep(o->home, j, o->made[i].path, &row, ev, 3, NULL, &e),
	    &e);
	home_job_end(j);
}

/* The latest checkpoint is time-stamped, which an event tells of. */
static inline void
office_anchor(struct office *o)
{
	struct buf note = BUF_INIT(NOTE_MAX), tsr = BUF_INIT(TOKEN_MAX);
	struct error e = ERROR_INIT;

	must(home_checkpoint(o->home, &note, &e), &e);
	must(office_stamp(o, buf_span(&note), &tsr, &e), &e);
	must(home_point_stamp(o->home, buf_span(&note), buf_span(&tsr),
	    "test", NULL, &e), &e);
	buf_free(&note);
	buf_free(&tsr);
}

static inline void
office_open(struct office *o)
{

	memset(o, 0, sizeof(*o));
	o->place = place_new();
	o->home = place_open(o->place);
	office_keep(o, 0);
	(void)snprintf(o->tsa, sizeof(o->tsa), "%s", o->place->folder);
	office_anchor(o);
	office_keep(o, 1);
}

static inline void
office_close(struct office *o)
{

	home_close(o->home);
	place_free(o->place);
}

/* The case as a dossier, in ${o}->file. */
static inline void
office_export(struct office *o, const char *name)
{
	const char *ids[2] = { o->ids[0], o->ids[1] };
	struct home_outgoing_opts g = { .exhibits = ids, .n = 2,
	    .case_name = "Dupont", .to_name = "Tribunal", .path = o->file };
	struct pack_opts p = { .home = o->home, .case_name = "Dupont",
	    .exhibits = ids, .n = 2, .to_name = "Tribunal",
	    .calls = { .stamp = office_stamp, .report = office_report,
	    .form = STORY_FORM, .ctx = o } };
	struct pack_result r;
	struct home_outgoing *out;
	struct error e = ERROR_INIT;

	(void)snprintf(o->file, sizeof(o->file), "%s/%s", o->place->folder,
	    name);
	must(home_outgoing_begin(o->home, &g, &out, &e), &e);
	office_anchor(o);
	p.path = home_outgoing_part(out);
	p.uuid = home_outgoing_uuid(out);
	p.event = home_outgoing_seq(out);
	p.now = time_now();
	must(pack_write(&p, &r, &e), &e);
	assert_int_equal(r.n_missing, 0);
	must(home_outgoing_end(out, r.file.sha256, r.file.bytes, &e), &e);
	pack_result_free(&r);
}

/* ---- the insider ---- */

/* An entry that goes in anew: change ${content}; false leaves it out. */
typedef bool office_edit(void *ctx, char *name, struct buf *content);

static inline void
office_sign(struct office *o, struct asic_out *out, const struct sealer *s,
    struct span crl)
{
	struct buf p7s = BUF_INIT(CADES_MAX);
	uint8_t manifest[DIGEST_LEN];
	struct buf value = BUF_INIT(64 * KIB), tsr = BUF_INIT(TOKEN_MAX);
	struct cades_make m = { .sealer = s, .now = time_now(), .crl = crl };
	struct error e = ERROR_INIT;

	must(asic_manifest(out, manifest, &e), &e);
	m.sha256 = manifest;
	must(cades_make(&m, &p7s, &e), &e);
	must(cades_value(buf_span(&p7s), &value, &e), &e);
	must(office_stamp(o, buf_span(&value), &tsr, &e), &e);
	must(cades_stamp(&p7s, buf_span(&tsr), &e), &e);
	must(asic_sign(out, buf_span(&p7s), &e), &e);
	buf_free(&p7s);
	buf_free(&value);
	buf_free(&tsr);
}

static inline void
office_copy(struct zip *z, struct asic_out *out, office_edit *edit, void *ctx)
{
	struct buf content = BUF_INIT(64 * MIB);
	enum zip_content whole;
	struct error e = ERROR_INIT;
	char name[256];
	struct span s;
	size_t i;

	for (i = 0; i < zip_count(z); i++) {
		s = zip_entry(z, i)->name;
		if (span_starts(s, "META-INF/") || span_is(s, "mimetype"))
			continue;
		(void)snprintf(name, sizeof(name), "%.*s", (int)s.n, s.p);
		buf_reset(&content);
		must(zip_entry_whole(z, i, &content, &whole, &e), &e);
		if (edit == NULL || edit(ctx, name, &content))
			must(asic_add_bytes(out, name, buf_span(&content),
			    &e), &e);
	}
	buf_free(&content);
}

/* ${o}->file, changed by ${edit} and signed anew, as ${path}. */
static inline void
office_remake(struct office *o, const char *path, office_edit *edit,
    void *ctx, const char *more)
{
	const struct sealer *seal, *person;
	struct buf crl = BUF_INIT(PEM_MAX);
	struct asic_result r;
	struct asic_out *out;
	struct error e = ERROR_INIT;
	struct zip *z;
	int fd;

	(void)unlink(path);
	must(io_open_read(o->file, &fd, &e), &e);
	must(zip_open(fd, &z, &e), &e);
	must(asic_create(path, time_now(), &out, &e), &e);
	office_copy(z, out, edit, ctx);
	if (more != NULL)
		must(asic_add_bytes(out, more, span_of("more"), &e), &e);
	must(io_read_file(place_path(o->place, "keys/crl.pem"), &crl, &e),
	    &e);
	must(home_sealer(o->home, &seal, &e), &e);
	must(home_operator_sealer(o->home, &person, &e), &e);
	office_sign(o, out, seal, buf_span(&crl));
	office_sign(o, out, person, buf_span(&crl));
	must(asic_finish(out, &r, &e), &e);
	asic_out_free(out);
	zip_free(z);
	(void)close(fd);
	buf_free(&crl);
}

/* ---- what the verifier says ---- */

static inline void
office_judge(const struct office *o, const char *path,
    struct verify_report *r)
{
	struct error e = ERROR_INIT;
	struct policy *p = policy_new(time_now(), &e);

	assert_non_null(p);
	must(policy_trust(p, place_path(o->place, "keys/root.pem"), &e), &e);
	must(policy_trust_tsa(p, o->made[0].tsa, &e), &e);
	must(verify_file(p, path, r, &e), &e);
	policy_free(p);
}

static inline void
office_show(const struct verify_report *r)
{
	struct buf text = BUF_INIT(16 * MIB);

	(void)report_text(&text, r, NULL);
	print_message("%s\n", buf_str(&text));
	buf_free(&text);
}

static inline void
office_want(const struct office *o, const char *path, enum verdict want)
{
	struct verify_report r;

	office_judge(o, path, &r);
	if (r.verdict != want) {
		office_show(&r);
		fail_msg("%s, want %s", verdict_name(r.verdict),
		    verdict_name(want));
	}
	verify_report_free(&r);
}

/* Altered, and it is ${c} that says so. */
static inline void
office_found(const struct office *o, const char *path, enum check c)
{
	struct verify_report r;

	office_judge(o, path, &r);
	if (r.verdict != VERDICT_ALTERED ||
	    r.findings.count[c][FINDING_FAIL] == 0) {
		office_show(&r);
		fail_msg("%s, want a failure of %s", verdict_name(r.verdict),
		    check_name(c));
	}
	verify_report_free(&r);
}

#endif
