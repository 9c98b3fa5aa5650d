#include <inttypes.h>
#include <string.h>

#include "store/base/codec.h"
#include "store/base/limits.h"
#include "store/warc/http_head.h"
#include "store/warc/warc.h"
#include "verify/contents.h"
#include "verify/said.h"

/*
 * The web archives (ISO 28500:2017 sections 4 to 6), read once: structure of
 * every record, and every digest that a record claims.  What the index will
 * be held against is noted in w->records.
 */
static const struct {
	unsigned note;
	enum finding_level level;
	const char *text;
} notes[] = {
	{ WARC_NOTE_SHARED, FINDING_FAIL,
	    "not in one gzip member of its own" },
	{ WARC_NOTE_DUPLICATE, FINDING_FAIL,
	    "a field that may stand once only is repeated" },
	{ WARC_NOTE_BRACKETS, FINDING_WARN, "WARC-Target-URI in <>" },
	{ WARC_NOTE_VERSION, FINDING_WARN, "neither WARC/1.0 nor WARC/1.1" },
	{ WARC_NOTE_LINES, FINDING_WARN, "header lines end in LF alone" },
	{ WARC_NOTE_FOLDED, FINDING_WARN, "a header value is folded" },
	{ WARC_NOTE_HEAD_MISSING, FINDING_WARN,
	    "should hold an HTTP message, does not" },
	{ WARC_NOTE_HEAD_OPEN, FINDING_WARN, "HTTP head without its end" },
	{ WARC_NOTE_HEAD_TEXT, FINDING_WARN, "HTTP head is not UTF-8" },
	{ WARC_NOTE_LABEL, FINDING_WARN, "digest label is not as usual" },
	{ WARC_NOTE_TRUNCATED, FINDING_WARN,
	    "cut when it was captured (WARC-Truncated)" },
};

static void
add_notes(struct work *w, const char *name, const struct warc_record *rec,
    unsigned seen)
{
	size_t i;

	for (i = 0; i < sizeof(notes) / sizeof(notes[0]); i++)
		if ((seen & notes[i].note) != 0)
			finding_add(&w->r->findings, CHECK_WARC_RECORDS,
			    notes[i].level, name, rec->offset, "%s",
			    notes[i].text);
}

static void
add_sum(struct work *w, const char *name, const struct warc_record *rec,
    const char *what, const struct warc_check *c)
{
	struct findings *fs = &w->r->findings;
	char have[2 * DIGEST_MAX + 1], want[2 * DIGEST_MAX + 1];

	switch (c->match) {
	case WARC_DIFFERENT:
		finding_add(fs, CHECK_WARC_DIGESTS, FINDING_FAIL, name,
		    rec->offset, "%s digest is %s:%s, want %s", what,
		    digest_alg_name(c->alg), hex_text(c->found, c->n, have),
		    hex_text(c->want, c->n, want));
		break;
	case WARC_MALFORMED:
		finding_add(fs, CHECK_WARC_DIGESTS, FINDING_FAIL, name,
		    rec->offset, "%s digest is no digest: %.*s", what,
		    (int)(c->claim.n > 100 ? 100 : c->claim.n),
		    (const char *)c->claim.p);
		break;
	case WARC_UNKNOWN:
		finding_add(fs, CHECK_WARC_DIGESTS, FINDING_UNCHECKED, name,
		    rec->offset, "%s digest of an unknown kind: %.*s", what,
		    (int)(c->claim.n > 100 ? 100 : c->claim.n),
		    (const char *)c->claim.p);
		break;
	case WARC_ABSENT:
	case WARC_SAME:
	case WARC_ELSEWHERE:
		break;
	}
}

/* Ours claim a digest for each block, and for each payload that is indexed. */
static void
want_sums(struct work *w, const char *name, const struct warc_record *rec,
    const struct warc_end *end)
{
	struct findings *fs = &w->r->findings;

	if (!w->ours)
		return;
	if (end->block.match == WARC_ABSENT)
		finding_add(fs, CHECK_WARC_DIGESTS, FINDING_FAIL, name,
		    rec->offset, "no block digest");
	if (end->payload.match == WARC_ABSENT &&
	    (rec->type == WARC_RESPONSE || rec->type == WARC_RESOURCE))
		finding_add(fs, CHECK_WARC_DIGESTS, FINDING_FAIL, name,
		    rec->offset, "no payload digest");
}

static enum record_need
need_of(const struct work *w, enum warc_type type)
{

	switch (type) {
	case WARC_RESPONSE:
	case WARC_REVISIT:
		return (RECORD_MUST_INDEX);
	case WARC_RESOURCE:
		return (w->ours ? RECORD_MUST_INDEX : RECORD_MAY_INDEX);
	case WARC_METADATA:
	case WARC_CONVERSION:
		return (RECORD_MAY_INDEX);
	default:
		return (RECORD_NOT_INDEXED);
	}
}

static int
describe_http(struct record_info *r, const struct warc_record *rec,
    struct error *e)
{
	struct http_head h;
	struct span mime = { NULL, 0 };

	r->status = -1;
	if (rec->head.p != NULL && http_head_parse(rec->head, &h)) {
		if (!h.request)
			r->status = (int16_t)h.status;
		/* Readers would take a part of a file for the file. */
		if (!h.request && rec->type == WARC_RESPONSE && http_part(
		    h.status, http_head_field(&h, "Content-Range", 0),
		    r->size))
			r->need = RECORD_MAY_INDEX;
		mime = http_head_mime(&h);
	} else if (!rec->http && rec->content_type.p != NULL)
		mime = http_mime(rec->content_type);
	if (rec->type == WARC_REVISIT)
		mime = span_of("warc/revisit");
	r->has_mime = mime.p != NULL && mime.n > 0;
	return (r->has_mime ? records_key_nocase(mime, r->mime, e) : 0);
}

/* What the index may say about the payload. */
static void
describe_sums(struct record_info *r, const struct warc_end *end)
{
	const struct warc_check *c = &end->payload;
	const uint8_t *d = c->match == WARC_ELSEWHERE ? c->want : c->found;

	if (c->match == WARC_SAME || c->match == WARC_DIFFERENT ||
	    c->match == WARC_ELSEWHERE) {
		r->alg = (uint8_t)c->alg;
		memcpy(r->digest, d, DIGEST_LEN);
	}
	if ((r->has_sha256 = end->has_payload_sha256))
		memcpy(r->sha256, end->payload_sha256, DIGEST_LEN);
	memcpy(r->member, end->member, DIGEST_LEN);
	r->length = end->length;
}

/*
 * ${r} was begun when the record's header was read: its spans may not outlive
 * the record's end.
 */
static int
begin(const struct work *w, const struct warc_reader *reader,
    const struct warc_record *rec, struct record_info *r, struct error *e)
{
	struct span partner = warc_field(reader, "WARC-Concurrent-To", 0);
	struct span page = warc_field(reader, "WARC-Page-ID", 0);

	memset(r, 0, sizeof(*r));
	r->type = (uint8_t)rec->type;
	r->size = rec->length - (int64_t)rec->head.n;
	r->web = span_starts(rec->target, "http:") ||
	    span_starts(rec->target, "https:");
	r->text = span_starts(rec->target, "urn:text:");
	r->dom = span_starts(rec->target, "urn:dom:");
	r->has_partner = partner.p != NULL;
	r->offset = rec->offset;
	r->date = rec->date;
	r->need = (uint8_t)need_of(w, rec->type);
	if (records_key(rec->target, r->url, e) != 0 ||
	    records_key(page.p != NULL ? page : span_of(""), r->page, e) != 0 ||
	    records_key(rec->id, r->id, e) != 0 || (r->has_partner &&
	    records_key(partner, r->partner, e) != 0))
		return (-1);
	return (describe_http(r, rec, e));
}

static void
add_fault(struct work *w, const char *name, const struct warc_reader *r)
{
	const struct warc_fault *f = warc_fault(r);

	finding_add(&w->r->findings, CHECK_WARC_RECORDS, FINDING_FAIL, name,
	    f->offset, "%s: %s", warc_fault_name(f->code), f->text);
}

/* One record; as warc_next. */
static int
one_record(struct work *w, const char *name, struct warc_reader *r,
    struct error *e)
{
	struct record_info a;
	struct warc_record rec;
	struct warc_end end;
	int got;

	memset(&end, 0, sizeof(end));
	if ((got = warc_next(r, &rec, e)) != WARC_GOT)
		return (got);
	if (begin(w, r, &rec, &a, e) != 0)
		return (-1);
	if ((got = said_record(w, r, &rec, e)) < 0)
		return (-1);
	if (got == WARC_FAULT)
		return (got);
	if ((got = warc_finish(r, &end, e)) < 0)
		return (-1);
	if (end.checked) {
		add_sum(w, name, &rec, "block", &end.block);
		add_sum(w, name, &rec, "payload", &end.payload);
		want_sums(w, name, &rec, &end);
	}
	if (got != WARC_GOT)
		return (got);
	add_notes(w, name, &rec, end.notes);
	describe_sums(&a, &end);
	if (said_record_end(w, &end, e) != 0)
		return (-1);
	return (records_add(w->records, &a, e) == 0 ? WARC_GOT : -1);
}

int
check_warc(struct work *w, struct content *c, struct error *e)
{
	struct warc_source source = { content_read, c };
	struct findings *fs = &w->r->findings;
	const char *name = content_name(c);
	struct warc_reader *r = NULL;
	int64_t before = records_count(w->records);
	int got;

	if (records_file(w->records, name, e) != 0 ||
	    warc_open(source, WARC_CHECK | WARC_MEMBER | WARC_PAYLOAD, &r,
	    e) != 0)
		return (-1);
	warc_hash_file(r, content_lend(c));
	do
		got = one_record(w, name, r, e);
	while (got == WARC_GOT);
	if (got >= 0 && warc_rest(r, e) != 0)
		got = -1;
	content_return(c);
	if (got == WARC_FAULT)
		add_fault(w, name, r);
	else if (got == WARC_END && records_count(w->records) == before)
		finding_add(fs, CHECK_WARC_RECORDS, FINDING_FAIL, name, 0,
		    "not a single record");
	warc_free(r);
	w->warcs++;
	return (got < 0 ? error_at(e, name, -1) : 0);
}

int
check_warc_end(struct work *w, struct error *e)
{
	struct findings *fs = &w->r->findings;

	(void)e;
	if (w->warcs == 0) {
		finding_add(fs, CHECK_WARC_RECORDS, w->ours ? FINDING_FAIL :
		    FINDING_UNCHECKED, "archive/", -1, "no web archive");
		return (0);
	}
	work_pass(w, CHECK_WARC_RECORDS, "%" PRId64 " records in %zu files",
	    records_count(w->records), w->warcs);
	/* Where reading broke, the digests behind that place are unknown. */
	if (work_count(w, CHECK_WARC_RECORDS, FINDING_FAIL) == 0)
		work_pass(w, CHECK_WARC_DIGESTS, "every digest that %" PRId64
		    " records claim", records_count(w->records));
	return (0);
}
