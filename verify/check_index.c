#include <inttypes.h>
#include <string.h>

#include "store/base/codec.h"
#include "store/base/limits.h"
#include "store/warc/cdxj.h"
#include "store/warc/surt.h"
#include "verify/contents.h"
#include "verify/gunzip.h"

/*
 * The index (CDXJ; WACZ 1.1.1 section 5.2.4) against the records: each line
 * names the beginning of a record and says of it what is so; every response
 * has a line, unless it is only a part of a file (206).
 */
struct compare {
	struct work *w;
	const char *name;
	const struct cdxj_line *line;
	const struct record_info *r;
};

static void
say(const struct compare *k, enum finding_level level, const char *what,
    const char *have)
{

	finding_add(&k->w->r->findings, CHECK_INDEX_RECORDS, level, k->name,
	    k->line->offset, "line %" PRId64 ": %s%s%.200s", k->line->line,
	    what, have != NULL ? ": " : "", have != NULL ? have : "");
}

/* What other tools may do otherwise without misleading anybody. */
static enum finding_level
strict(const struct compare *k)
{

	return (k->w->ours ? FINDING_FAIL : FINDING_WARN);
}

/* Read a digest that may lack its label; false: not one that we know. */
static bool
read_claim(const char *s, struct digest_claim *out, struct error *e)
{
	struct error why = ERROR_INIT;
	struct buf b = BUF_INIT(KIB);
	bool ok;

	if (strchr(s, ':') == NULL)
		buf_puts(&b, strlen(s) == 64 ? "sha256:" : "sha1:");
	buf_puts(&b, s);
	ok = b.failed == ERR_NONE &&
	    digest_claim_read(buf_span(&b), out, &why) == 0 &&
	    out->alg != DIGEST_NONE;
	if (b.failed == ERR_NOMEM || why.code == ERR_NOMEM)
		(void)error_nomem(e);
	buf_free(&b);
	return (ok);
}

static int
check_digest_of(const struct compare *k, struct error *e)
{
	const struct record_info *r = k->r;
	struct digest_claim c;
	const uint8_t *want = NULL;
	struct error why = ERROR_INIT;

	if (k->line->digest == NULL) {
		if (k->w->ours)
			say(k, FINDING_FAIL, "no digest", NULL);
		return (0);
	}
	if (!read_claim(k->line->digest, &c, &why)) {
		if (why.code == ERR_NOMEM)
			return (error_nomem(e));
		say(k, strict(k), "digest of an unknown kind", k->line->digest);
		return (0);
	}
	if (r->alg == c.alg)
		want = r->digest;
	else if (c.alg == DIGEST_SHA256 && r->has_sha256)
		want = r->sha256;
	if (want == NULL)
		say(k, strict(k), "digest cannot be compared, the record has "
		    "another kind", k->line->digest);
	else if (memcmp(want, c.value, c.n < DIGEST_LEN ? c.n :
	    DIGEST_LEN) != 0)
		say(k, FINDING_FAIL, "digest is not the payload's",
		    k->line->digest);
	return (0);
}

static int
check_member(const struct compare *k, struct error *e)
{
	struct error why = ERROR_INIT;
	struct digest_claim c;

	if (k->line->record_digest == NULL) {
		if (k->w->ours)
			say(k, FINDING_FAIL, "no recordDigest", NULL);
		return (0);
	}
	if (!read_claim(k->line->record_digest, &c, &why)) {
		if (why.code == ERR_NOMEM)
			return (error_nomem(e));
		say(k, FINDING_FAIL, "recordDigest is no digest",
		    k->line->record_digest);
	} else if (c.alg != DIGEST_SHA256)
		say(k, strict(k), "recordDigest is not a SHA-256",
		    k->line->record_digest);
	else if (memcmp(c.value, k->r->member, DIGEST_LEN) != 0)
		say(k, FINDING_FAIL, "recordDigest is not the record's",
		    k->line->record_digest);
	return (0);
}

static int
check_url(const struct compare *k, struct error *e)
{
	uint8_t key[RECORDS_KEY];
	bool fits;

	if (k->line->url == NULL) {
		say(k, FINDING_FAIL, "no url", NULL);
		return (0);
	}
	if (records_key(span_of(k->line->url), key, e) != 0 ||
	    surt_fits(k->line->key, span_of(k->line->url), &fits, e) != 0)
		return (-1);
	if (memcmp(key, k->r->url, RECORDS_KEY) != 0)
		say(k, FINDING_FAIL, "url is not the record's", k->line->url);
	if (!fits)
		say(k, strict(k), "the key is not that of the url",
		    k->line->url);
	wanted_see(k->w->pages, key);
	return (0);
}

static int
check_kind_of(const struct compare *k, struct error *e)
{
	uint8_t key[RECORDS_KEY];

	if (k->line->status >= 0 && k->r->status >= 0 &&
	    k->line->status != k->r->status)
		say(k, FINDING_FAIL, "status is not the record's", NULL);
	else if ((k->line->status >= 0) != (k->r->status >= 0) && k->w->ours)
		say(k, FINDING_FAIL, "status without one in the record, or "
		    "none", NULL);
	if (k->line->mime == NULL || !k->r->has_mime)
		return (0);
	if (records_key_nocase(span_of(k->line->mime), key, e) != 0)
		return (-1);
	if (memcmp(key, k->r->mime, RECORDS_KEY) != 0)
		say(k, strict(k), "mime is not the record's", k->line->mime);
	return (0);
}

/* 14 digits cut the milliseconds off. */
static void
check_moment(const struct compare *k)
{
	int64_t date = k->r->date;

	if (k->line->moment_text.n == 14)
		date -= ((date % 1000) + 1000) % 1000;
	if (k->line->moment != date)
		say(k, FINDING_FAIL, "its moment is not the record's", NULL);
}

/* Without gzip, some tools leave the two CRLF after the record out. */
static void
check_length(const struct compare *k)
{
	int64_t have = k->line->length, want = k->r->length;

	if (have == want)
		return;
	if (have < 0 || (have == want - 4 &&
	    !span_ends(span_of(k->line->filename), ".gz")))
		say(k, strict(k), have < 0 ? "no length" :
		    "length is without the end of the record", NULL);
	else
		say(k, FINDING_FAIL, "length is not the record's", NULL);
}

static int
check_line(struct work *w, const char *name, const struct cdxj_line *line,
    struct error *e)
{
	struct record_info r;
	struct compare k = { w, name, line, &r };
	const char *base;
	int64_t i;
	int found;

	if (!line->sorted)
		say(&k, strict(&k), "not sorted", NULL);
	if (line->filename == NULL || line->record_offset < 0) {
		say(&k, FINDING_FAIL, "no filename or offset", NULL);
		return (0);
	}
	base = strrchr(line->filename, '/');
	base = base == NULL ? line->filename : base + 1;
	if ((found = records_find(w->records, base, line->record_offset, &r,
	    &i, e)) < 0)
		return (-1);
	if (found == 0) {
		say(&k, FINDING_FAIL, "no record begins at its offset",
		    line->filename);
		return (0);
	}
	check_length(&k);
	if (records_mark(w->records, i))
		say(&k, strict(&k), "a second line for one record", NULL);
	check_moment(&k);
	if (check_url(&k, e) != 0 || check_kind_of(&k, e) != 0 ||
	    check_digest_of(&k, e) != 0)
		return (-1);
	return (check_member(&k, e));
}

static int
read_lines(struct work *w, const char *name, struct warc_source source,
    struct error *e)
{
	struct findings *fs = &w->r->findings;
	struct cdxj_reader *r = NULL;
	const struct cdxj_fault *f;
	struct cdxj_line line;
	int got, rc = 0;

	if (cdxj_open(source, &r, e) != 0)
		return (-1);
	while (rc == 0 && (got = cdxj_next(r, &line, e)) != CDXJ_END) {
		if (got < 0)
			rc = error_at(e, name, -1);
		else if (got == CDXJ_FAULT) {
			f = cdxj_fault(r);
			finding_add(fs, CHECK_INDEX_RECORDS, FINDING_FAIL,
			    name, f->offset, "line %" PRId64 ": %s", f->line,
			    f->text);
		} else if (got == CDXJ_LINE)
			rc = check_line(w, name, &line, e);
		else if (w->ours)
			finding_add(fs, CHECK_INDEX_RECORDS, FINDING_FAIL,
			    name, line.offset, "line %" PRId64 ": not a "
			    "record's", line.line);
	}
	cdxj_free(r);
	w->indexes++;
	return (rc);
}

int
check_index(struct work *w, struct content *c, struct error *e)
{
	struct warc_source source = { content_read, c };

	return (read_lines(w, content_name(c), source, e));
}

int
check_index_gzip(struct work *w, struct content *c, struct error *e)
{
	struct warc_source source;
	struct gunzip *g = NULL;
	int rc;

	if (gunzip_open(content_read, c, &g, e) != 0)
		return (-1);
	source = (struct warc_source){ gunzip_read, g };
	rc = read_lines(w, content_name(c), source, e);
	if (rc == 0 && gunzip_fault(g) != NULL)
		finding_add(&w->r->findings, CHECK_INDEX_RECORDS, FINDING_FAIL,
		    content_name(c), -1, "%s", gunzip_fault(g));
	gunzip_close(g);
	return (rc);
}

static int
check_complete(struct work *w, struct error *e)
{
	struct record_info r;
	int64_t i, n = records_count(w->records);

	for (i = 0; i < n; i++) {
		if (records_marked(w->records, i))
			continue;
		if (records_get(w->records, i, &r, e) != 0)
			return (-1);
		if (r.need == RECORD_MUST_INDEX)
			finding_add(&w->r->findings, CHECK_INDEX_COMPLETE,
			    w->ours ? FINDING_FAIL : FINDING_WARN,
			    records_name(w->records, r.file), r.offset,
			    "a response without a line in the index");
	}
	work_pass(w, CHECK_INDEX_COMPLETE, "every response has a line");
	return (0);
}

int
check_index_end(struct work *w, struct error *e)
{
	struct findings *fs = &w->r->findings;

	if (w->indexes == 0) {
		finding_add(fs, CHECK_INDEX_RECORDS, w->ours ? FINDING_FAIL :
		    FINDING_UNCHECKED, "indexes/", -1, "no index");
		return (0);
	}
	work_pass(w, CHECK_INDEX_RECORDS, "every line says what its record "
	    "is");
	if (check_complete(w, e) != 0)
		return (-1);
	if (w->page_lists == 0) {
		finding_add(fs, CHECK_PAGES_INDEX, w->ours ? FINDING_FAIL :
		    FINDING_UNCHECKED, "pages/", -1, "no list of pages");
		return (0);
	}
	if (w->ours && w->pages_seen == 0)
		finding_add(fs, CHECK_PAGES_INDEX, FINDING_FAIL,
		    "pages/pages.jsonl", -1, "not a single page");
	wanted_report(w->pages, fs, CHECK_PAGES_INDEX, "pages/",
	    "the index");
	work_pass(w, CHECK_PAGES_INDEX, "%zu pages, each in the index",
	    wanted_count(w->pages));
	return (0);
}
