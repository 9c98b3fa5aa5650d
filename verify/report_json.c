#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "verify/escape.h"
#include "verify/story.h"
#include "verify/verify.h"

static json_t *
signer_json(const struct verify_signer *s, bool *ok)
{
	json_t *j = json_object();

	json_put_text(j, "subject", s->subject, ok);
	if (s->fingerprint[0] != '\0')
		json_put_text(j, "fingerprint", s->fingerprint, ok);
	json_put_bool(j, "trusted", s->trusted, ok);
	json_put_text(j, "form", signer_form_name(s->form), ok);
	if (s->anchor[0] != '\0')
		json_put_text(j, "anchor", s->anchor, ok);
	return (j);
}

static json_t *
time_json(const struct verify_time *t, bool *ok)
{
	json_t *j = json_object();

	json_put_time(j, "claimed", t->claimed, ok);
	json_put_time(j, "stamped", t->stamped, ok);
	json_put_text(j, "tsa", t->tsa, ok);
	json_put_bool(j, "trusted", t->trusted, ok);
	return (j);
}

static json_t *
record_json(const struct verify_record *r, bool *ok)
{
	json_t *j = json_object();

	json_put_time(j, "since", r->since, ok);
	json_put_time(j, "last", r->last, ok);
	json_put_int(j, "stamps", (int64_t)r->stamps, ok);
	json_put_bool(j, "trusted", r->trusted, ok);
	return (j);
}

static json_t *
finding_json(const struct finding *f, bool *ok)
{
	json_t *j = json_object();

	json_put_text(j, "check", check_name(f->check), ok);
	json_put_text(j, "level", finding_level_name(f->level), ok);
	json_put_text(j, "subject", f->subject, ok);
	if (f->offset >= 0)
		json_put_int(j, "offset", f->offset, ok);
	json_put_text(j, "standard", check_standard(f->check), ok);
	json_put_text(j, "detail", f->detail, ok);
	return (j);
}

static json_t *
findings_json(const struct findings *fs, bool *ok)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < fs->n; i++)
		json_add(a, finding_json(&fs->v[i], ok), ok);
	return (a);
}

static json_t *
trouble_json(const struct error *e, bool *ok)
{
	json_t *j = json_object();

	json_put_text(j, "code", error_code_name(e->code), ok);
	if (e->source[0] != '\0')
		json_put_text(j, "source", e->source, ok);
	json_put_text(j, "detail", e->text, ok);
	return (j);
}

static json_t *
point_json(const struct verify_point *p, bool *ok)
{
	json_t *j = json_object();
	char root[2 * sizeof(p->root) + 1];

	json_put_text(j, "origin", p->origin, ok);
	json_put_int(j, "size", (int64_t)p->size, ok);
	json_put_text(j, "root", hex_text(p->root, sizeof(p->root), root),
	    ok);
	return (j);
}

static json_t *
report_object(const struct verify_report *r, bool *ok)
{
	json_t *j = json_object();

	json_put_text(j, "file", r->file, ok);
	if (r->kind != VERIFY_UNKNOWN)
		json_put_text(j, "kind", verify_kind_name(r->kind), ok);
	json_put_text(j, "verdict", verdict_name(r->verdict), ok);
	json_put_time(j, "at", r->at, ok);
	if (r->manifest_sha256[0] != '\0')
		json_put_text(j, "manifest_sha256", r->manifest_sha256, ok);
	if (r->signer.form != SIGNER_NONE)
		json_put(j, "signer", signer_json(&r->signer, ok), ok);
	if (r->time.claimed != TIME_UNKNOWN || r->time.stamped != TIME_UNKNOWN)
		json_put(j, "time", time_json(&r->time, ok), ok);
	if (r->point.origin != NULL)
		json_put(j, "checkpoint", point_json(&r->point, ok), ok);
	if (r->record.stamps > 0)
		json_put(j, "record", record_json(&r->record, ok), ok);
	if (r->trouble.code != ERR_NONE)
		json_put(j, "trouble", trouble_json(&r->trouble, ok), ok);
	json_put(j, "findings", findings_json(&r->findings, ok), ok);
	return (j);
}

/* All but the end of the object, for the members that may be long. */
static int
put_open(struct buf *out, const json_t *j, struct error *e)
{
	struct buf raw = BUF_INIT(64 * MIB);
	int rc = -1;

	if (json_write(&raw, j, e) == 0) {
		escape_json(out, span_sub(buf_span(&raw), 0, raw.n - 1));
		rc = buf_ok(out, e);
	}
	buf_free(&raw);
	return (rc);
}

static int
put_long(struct buf *out, const struct verify_report *r, struct error *e)
{

	if (r->custody) {
		buf_puts(out, ",\"custody\":");
		if (story_json(out, r->dossier, r->timeline, e) != 0)
			return (-1);
	}
	if (r->facts != NULL) {
		buf_puts(out, ",\"facts\":");
		if (escape_put_json(out, r->facts, e) != 0)
			return (-1);
	}
	buf_puts(out, "}\n");
	return (buf_ok(out, e));
}

int
report_json(struct buf *out, const struct verify_report *r, struct error *e)
{
	bool ok = true;
	json_t *j = report_object(r, &ok);
	int rc = -1;

	if (!ok || j == NULL)
		(void)error_nomem(e);
	else if (put_open(out, j, e) == 0)
		rc = put_long(out, r, e);
	json_decref(j);
	return (rc);
}
