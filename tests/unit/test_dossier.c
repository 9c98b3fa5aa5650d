#include "store/base/json.h"
#include "tests/lib/exhibit.h"
#include "tests/unit/dossier_unit.h"
#include "verify/verify.h"

/*
 * A dossier of our own, and what an insider who has every key makes of it:
 * each lie is found by the check whose business it is.
 */
static struct office office;

static int
group_setup(void **state)
{

	(void)state;
	office_open(&office);
	office_export(&office, "d.asice");
	return (0);
}

static int
group_teardown(void **state)
{

	(void)state;
	office_close(&office);
	return (0);
}

static const char *
forged(void)
{
	static char path[160];

	(void)snprintf(path, sizeof(path), "%s/forged.asice",
	    office.place->folder);
	return (path);
}

static void
attack(office_edit *edit, void *ctx, enum check found)
{

	office_remake(&office, forged(), edit, ctx, NULL);
	office_found(&office, forged(), found);
}

static bool
ends(const char *name, const char *end)
{

	return (span_ends(span_of(name), end));
}

/* ---- lines of a file ---- */

#define LINES_MAX	200

struct cut {
	char *line[LINES_MAX];
	size_t n;
};

static void
cut(const struct buf *b, struct cut *c)
{
	struct span rest = buf_span(b), line;

	c->n = 0;
	while (span_line(&rest, &line)) {
		assert_true(c->n < LINES_MAX);
		assert_non_null(c->line[c->n++] = span_str(line));
	}
}

static void
join(struct buf *b, struct cut *c)
{
	size_t i;

	buf_reset(b);
	for (i = 0; i < c->n; i++) {
		if (c->line[i] != NULL)
			buf_printf(b, "%s\n", c->line[i]);
		free(c->line[i]);
	}
}

/* ---- the dossier as it is ---- */

static void
test_dossier__holds(void **state)
{
	struct buf out = BUF_INIT(16 * MIB);
	struct verify_report r;
	size_t i, holders = 0, copies = 0;
	struct error e = ERROR_INIT;
	json_t *j;

	(void)state;
	office_want(&office, office.file, VERDICT_HOLDS);
	office_judge(&office, office.file, &r);
	assert_int_equal(r.signer.form, SIGNER_CMS);
	assert_int_equal(r.dossier->n, 2);
	assert_string_equal(r.dossier->to_name, "Tribunal");
	for (i = 0; i < timeline_note_count(r.timeline); i++) {
		holders += timeline_note_at(r.timeline, i)->what ==
		    TIMELINE_HOLDER;
		copies += timeline_note_at(r.timeline, i)->what ==
		    TIMELINE_COPY;
	}
	assert_int_equal(holders, 2);
	assert_int_equal(copies, 2);
	assert_true(r.custody);
	assert_int_equal(report_json(&out, &r, &e), 0);
	assert_non_null(j = json_read(buf_span(&out), &e));
	assert_int_equal(json_array_size(json_object_get(j, "custody")),
	    timeline_count(r.timeline) + timeline_note_count(r.timeline));
	json_decref(j);
	buf_free(&out);
	verify_report_free(&r);
	/* Made anew by the same hands without a change, it holds as well. */
	office_remake(&office, forged(), NULL, NULL, NULL);
	office_want(&office, forged(), VERDICT_HOLDS);
}

/* ---- events ---- */

static bool
change_event_text(void *ctx, char *name, struct buf *b)
{
	char *at;

	(void)ctx;
	if (ends(name, "events.jsonl")) {
		at = memmem(b->p, b->n, "\"Dupont\"", 8);
		assert_non_null(at);
		memcpy(at, "\"Dupond\"", 8);
	}
	return (true);
}

static bool
drop_line(void *ctx, char *name, struct buf *b)
{
	struct cut c;

	if (ends(name, ctx)) {
		cut(b, &c);
		free(c.line[3]);
		c.line[3] = NULL;
		join(b, &c);
	}
	return (true);
}

static bool
swap_lines(void *ctx, char *name, struct buf *b)
{
	struct cut c;
	char *line;

	(void)ctx;
	if (ends(name, "events.jsonl") || ends(name, "proofs.jsonl")) {
		cut(b, &c);
		line = c.line[2];
		c.line[2] = c.line[3];
		c.line[3] = line;
		join(b, &c);
	}
	return (true);
}

/* The same event once more, as the one after the last. */
static bool
insert_event(void *ctx, char *name, struct buf *b)
{
	struct cut c;
	json_t *j;
	int64_t seq;
	struct error e = ERROR_INIT;

	(void)ctx;
	if (!ends(name, "events.jsonl") && !ends(name, "proofs.jsonl"))
		return (true);
	cut(b, &c);
	assert_non_null(j = json_read(span_of(c.line[c.n - 1]), &e));
	assert_true(json_whole(j, "seq", &seq));
	json_object_set_new(j, "seq", json_integer(seq + 1));
	join(b, &c);
	must(json_write(b, j, &e), &e);
	buf_putc(b, '\n');
	json_decref(j);
	return (true);
}

static bool
drop_first(void *ctx, char *name, struct buf *b)
{
	struct cut c;

	(void)ctx;
	if (ends(name, "events.jsonl") || ends(name, "proofs.jsonl")) {
		cut(b, &c);
		free(c.line[0]);
		c.line[0] = NULL;
		join(b, &c);
	}
	return (true);
}

static void
test_dossier__events(void **state)
{
	char events[] = "events.jsonl", proofs[] = "proofs.jsonl";

	(void)state;
	attack(change_event_text, NULL, CHECK_CUSTODY_PROOFS);
	attack(drop_line, events, CHECK_CUSTODY_PROOFS);
	attack(drop_line, proofs, CHECK_CUSTODY_PROOFS);
	attack(swap_lines, NULL, CHECK_CUSTODY_EVENTS);
	attack(insert_event, NULL, CHECK_CUSTODY_PROOFS);
	attack(drop_first, NULL, CHECK_CUSTODY_BINDING);
}

static bool
drop_both(void *ctx, char *name, struct buf *b)
{

	char events[] = "events.jsonl", proofs[] = "proofs.jsonl";

	(void)ctx;
	return (drop_line(events, name, b) && drop_line(proofs, name, b));
}

/*
 * What whoever signs leaves out with its proof cannot be seen from the dossier
 * alone, as docs/formats/dossier.md says: the number is missing in the list.
 * The reports inside tell of it, unless they were written anew as well.
 */
static void
test_dossier__left_out_by_the_signer(void **state)
{
	struct verify_report r;
	size_t i;

	(void)state;
	office_remake(&office, forged(), drop_both, NULL, NULL);
	office_judge(&office, forged(), &r);
	assert_int_equal(r.verdict, VERDICT_ALTERED);
	for (i = 0; i < CHECKS; i++)
		assert_int_equal(r.findings.count[i][FINDING_FAIL],
		    i == CHECK_DOSSIER_REPORTS ? 2 : 0);
	for (i = 0; i < timeline_count(r.timeline); i++)
		assert_int_not_equal(timeline_at(r.timeline, i)->seq, 4);
	verify_report_free(&r);
}

/* ---- files ---- */

static bool
drop_entry(void *ctx, char *name, struct buf *b)
{

	(void)b;
	return (!ends(name, ctx));
}

static bool
garbage(void *ctx, char *name, struct buf *b)
{

	if (ends(name, ctx)) {
		buf_reset(b);
		buf_puts(b, "garbage\n");
	}
	return (true);
}

/* The second exhibit under the name of the first. */
static bool
exchange(void *ctx, char *name, struct buf *b)
{
	struct error e = ERROR_INIT;

	(void)ctx;
	if (strncmp(name, "exhibits/0001", 13) == 0) {
		buf_reset(b);
		must(io_read_file(office.made[1].path, b, &e), &e);
	}
	return (true);
}

static bool
other_case(void *ctx, char *name, struct buf *b)
{
	const char *const *of = ctx;
	char *at;

	if (strcmp(name, DOSSIER_JSON) != 0)
		return (true);
	at = memmem(b->p, b->n, of[0], strlen(of[0]));
	assert_non_null(at);
	assert_int_equal(strlen(of[0]), strlen(of[1]));
	memcpy(at, of[1], strlen(of[1]));
	return (true);
}

static void
test_dossier__files(void **state)
{
	char list[] = DOSSIER_JSON, wacz[] = ".wacz", crl[] = ".crl";
	char pem[] = ".pem", point[] = "/checkpoint", key[] = "/key";
	char tsr[] = "checkpoint.tsr", anchors[] = "anchors.jsonl";
	char events[] = "events.jsonl";
	const char *version[] = { "\"version\": 1", "\"version\": 0" };
	const char *kind[] = { "\"kind\": \"export\"", "\"kind\": \"expert\"" };
	char more[256];

	(void)state;
	attack(exchange, NULL, CHECK_DOSSIER_EXHIBITS);
	attack(garbage, wacz, CHECK_DOSSIER_EXHIBITS);
	attack(drop_entry, wacz, CHECK_DOSSIER_RECORD);
	attack(drop_entry, list, CHECK_DOSSIER_RECORD);
	attack(garbage, list, CHECK_DOSSIER_RECORD);
	attack(other_case, version, CHECK_DOSSIER_RECORD);
	attack(other_case, kind, CHECK_DOSSIER_RECORD);
	attack(drop_entry, crl, CHECK_DOSSIER_REVOCATION);
	attack(garbage, crl, CHECK_DOSSIER_REVOCATION);
	attack(drop_entry, pem, CHECK_CUSTODY_PEOPLE);
	attack(garbage, pem, CHECK_CUSTODY_PEOPLE);
	attack(drop_entry, point, CHECK_CUSTODY_CHECKPOINT);
	attack(garbage, point, CHECK_CUSTODY_CHECKPOINT);
	attack(garbage, key, CHECK_CUSTODY_CHECKPOINT);
	attack(garbage, tsr, CHECK_STAMP_TOKEN);
	attack(garbage, anchors, CHECK_CUSTODY_CHECKPOINT);
	attack(drop_entry, events, CHECK_CUSTODY_EVENTS);
	attack(garbage, events, CHECK_CUSTODY_EVENTS);
	office_remake(&office, forged(), NULL, NULL, "notes.txt");
	office_found(&office, forged(), CHECK_DOSSIER_RECORD);
	office_remake(&office, forged(), NULL, NULL, "exhibits/0003-x.wacz");
	office_found(&office, forged(), CHECK_DOSSIER_RECORD);
	/* A receipt that is none, under the name that its bytes have. */
	(void)snprintf(more, sizeof(more), "receipts/%s.p7m",
	    "187897ce0afcf20b50ba2b37dca84a951b7046f29ed5ab94f010619f69d6e189");
	office_remake(&office, forged(), NULL, NULL, more);
	office_found(&office, forged(), CHECK_CUSTODY_RECEIPTS);
}

/* ---- another store ---- */

static struct buf other_key, other_point;

static bool
other_log(void *ctx, char *name, struct buf *b)
{

	if (ends(name, "/checkpoint")) {
		buf_reset(b);
		buf_putspan(b, buf_span(&other_point));
	}
	if (ctx != NULL && ends(name, "/key")) {
		buf_reset(b);
		buf_putspan(b, buf_span(&other_key));
	}
	return (true);
}

/* The custody of another store under our signature: not of our root. */
static void
test_dossier__another_log(void **state)
{
	struct place *p = place_new();
	struct home *h = place_open(p);
	struct error e = ERROR_INIT;
	int both = 1;

	(void)state;
	other_key = (struct buf)BUF_INIT(4 * KIB);
	other_point = (struct buf)BUF_INIT(NOTE_MAX);
	note_vkey_text(home_log_key(h), &other_key);
	buf_putc(&other_key, '\n');
	must(home_checkpoint(h, &other_point, &e), &e);
	attack(other_log, NULL, CHECK_CUSTODY_CHECKPOINT);
	attack(other_log, &both, CHECK_CUSTODY_CHECKPOINT);
	buf_free(&other_key);
	buf_free(&other_point);
	home_close(h);
	place_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dossier__holds),
		cmocka_unit_test(test_dossier__events),
		cmocka_unit_test(test_dossier__left_out_by_the_signer),
		cmocka_unit_test(test_dossier__files),
		cmocka_unit_test(test_dossier__another_log),
	};

	return (cmocka_run_group_tests(tests, group_setup, group_teardown));
}
