#include <stdlib.h>
#include <string.h>

#include "store/base/num.h"
#include "store/base/time.h"
#include "store/warc/warc_internal.h"

/* Fields that a record has once (ISO 28500:2017 section 5). */
static const char * const single[] = {
	"WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length",
	"Content-Type", "WARC-Target-URI", "WARC-Block-Digest",
	"WARC-Payload-Digest", "WARC-IP-Address", "WARC-Refers-To",
	"WARC-Refers-To-Target-URI", "WARC-Refers-To-Date", "WARC-Truncated",
	"WARC-Warcinfo-ID", "WARC-Filename", "WARC-Profile",
	"WARC-Identified-Payload-Type", "WARC-Segment-Number",
	"WARC-Segment-Origin-ID", "WARC-Segment-Total-Length"
};

static const struct {
	const char *name;
	enum warc_type type;
} types[] = {
	{ "warcinfo", WARC_WARCINFO }, { "response", WARC_RESPONSE },
	{ "resource", WARC_RESOURCE }, { "request", WARC_REQUEST },
	{ "metadata", WARC_METADATA }, { "revisit", WARC_REVISIT },
	{ "conversion", WARC_CONVERSION },
	{ "continuation", WARC_CONTINUATION }
};

static enum warc_type
type_of(struct span name)
{
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (span_is_nocase(name, types[i].name))
			return (types[i].type);
	return (WARC_OTHER);
}

struct span
header_field(const struct header *h, const char *name, size_t nth)
{
	size_t i;

	for (i = 0; i < h->n; i++)
		if (span_is_nocase(h->fields[i].name, name) && nth-- == 0)
			return (h->fields[i].value);
	return ((struct span){ NULL, 0 });
}

/*
 * "WARC/" and two numbers with a dot between.  Both versions that we know
 * read alike; so do the drafts before them.
 */
static bool
parse_version(struct span line, struct warc_record *rec)
{
	struct span v = span_sub(line, 5, line.n);
	ptrdiff_t dot = span_find(v, '.');
	int64_t n;

	if (!span_starts(line, "WARC/") || dot < 0 ||
	    num_parse(span_sub(v, 0, (size_t)dot), 0, 99, &n, NULL) != 0 ||
	    num_parse(span_sub(v, (size_t)dot + 1, v.n), 0, 99, &n, NULL) != 0)
		return (false);
	rec->version = v;
	if (!span_is(v, "1.0") && !span_is(v, "1.1"))
		rec->notes |= WARC_NOTE_VERSION;
	return (true);
}

/* A token of RFC 9110 section 5.6.2. */
static bool
is_token(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] >= 0x7f ||
		    strchr("()<>@,;:\\\"/[]?={}", s.p[i]) != NULL)
			return (false);
	return (s.n > 0);
}

static int
add_field(struct header *h, struct span name, struct span value,
    struct error *e)
{
	size_t cap = h->cap == 0 ? 32 : 2 * h->cap;
	struct field *p;

	if (h->n == WARC_FIELDS_MAX)
		return (error_set(e, ERR_LIMIT, "WARC record with more than "
		    "%d header fields", WARC_FIELDS_MAX));
	if (h->n == h->cap) {
		p = reallocarray(h->fields, cap, sizeof(*p));
		if (p == NULL)
			return (error_nomem(e));
		h->fields = p;
		h->cap = cap;
	}
	h->fields[h->n++] = (struct field){ name, value };
	return (0);
}

/*
 * Join folded lines (section 4, from RFC 2822): a line end before a blank
 * becomes blanks, so that from here on every line is a field.
 */
static void
unfold(struct buf *text, struct warc_record *rec)
{
	size_t i;

	for (i = 0; i + 1 < text->n; i++) {
		if (text->p[i] != '\n' ||
		    (text->p[i + 1] != ' ' && text->p[i + 1] != '\t'))
			continue;
		text->p[i] = ' ';
		if (i > 0 && text->p[i - 1] == '\r')
			text->p[i - 1] = ' ';
		rec->notes |= WARC_NOTE_FOLDED;
	}
}

static int
parse_fields(struct header *h, struct span rest, struct warc_record *rec,
    const char **why, struct error *e)
{
	struct span line, name, value;
	ptrdiff_t colon;

	while (span_line(&rest, &line)) {
		if (line.p[line.n] != '\r')
			rec->notes |= WARC_NOTE_LINES;
		if (line.n == 0)
			break;
		colon = span_find(line, ':');
		name = span_sub(line, 0, colon < 0 ? 0 : (size_t)colon);
		value = span_trim(span_sub(line, (size_t)colon + 1, line.n));
		if (!is_token(name)) {
			*why = "a header line is no field";
			return (WARC_FAULT_HEADER);
		}
		if (span_find(value, '\r') >= 0 ||
		    span_find(value, '\0') >= 0) {
			*why = "CR or NUL inside a header field";
			return (WARC_FAULT_HEADER);
		}
		if (add_field(h, name, value, e) != 0)
			return (-1);
	}
	return (0);
}

static void
note_duplicates(const struct header *h, struct warc_record *rec)
{
	size_t i;

	for (i = 0; i < sizeof(single) / sizeof(single[0]); i++)
		if (header_field(h, single[i], 1).p != NULL)
			rec->notes |= WARC_NOTE_DUPLICATE;
}

static void
set_target(const struct header *h, struct warc_record *rec)
{
	struct span t = header_field(h, "WARC-Target-URI", 0);

	if (t.n >= 2 && t.p[0] == '<' && t.p[t.n - 1] == '>') {
		t = span_sub(t, 1, t.n - 2);
		rec->notes |= WARC_NOTE_BRACKETS;
	}
	rec->target = t;
}

/* The four fields that every record has (section 5.1), and what we use. */
static int
set_record(const struct header *h, struct warc_record *rec, const char **why)
{
	struct span length = header_field(h, "Content-Length", 0);

	rec->type_text = header_field(h, "WARC-Type", 0);
	rec->type = type_of(rec->type_text);
	rec->id = header_field(h, "WARC-Record-ID", 0);
	rec->date_text = header_field(h, "WARC-Date", 0);
	rec->content_type = header_field(h, "Content-Type", 0);
	set_target(h, rec);
	note_duplicates(h, rec);
	if (header_field(h, "WARC-Truncated", 0).p != NULL)
		rec->notes |= WARC_NOTE_TRUNCATED;
	if (time_parse(rec->date_text, &rec->date, NULL) != 0) {
		rec->date = TIME_UNKNOWN;
		rec->notes |= WARC_NOTE_DATE;
	}
	if (rec->type_text.n == 0)
		*why = "WARC-Type is missing";
	else if (rec->id.n == 0)
		*why = "WARC-Record-ID is missing";
	else if (rec->date_text.n == 0)
		*why = "WARC-Date is missing";
	else if (num_parse(length, 0, INT64_MAX, &rec->length, NULL) != 0)
		*why = "Content-Length is missing or no number";
	else
		return (0);
	return (WARC_FAULT_FIELD);
}

int
header_parse(struct header *h, struct warc_record *rec, const char **why,
    struct error *e)
{
	struct span rest, line;
	int rc;

	h->n = 0;
	unfold(&h->text, rec);
	rest = buf_span(&h->text);
	if (!span_line(&rest, &line) || !parse_version(line, rec)) {
		*why = "a record does not begin with WARC/ and a version";
		return (WARC_FAULT_VERSION);
	}
	if ((rc = parse_fields(h, rest, rec, why, e)) != 0)
		return (rc);
	return (set_record(h, rec, why));
}
