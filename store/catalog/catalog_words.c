#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/catalog/catalog_internal.h"

/* One more text in a field, apart from the one before. */
static void
put(struct buf *b, const char *s)
{

	if (s == NULL || *s == '\0')
		return;
	if (b->n > 0)
		buf_putc(b, '\n');
	catalog_fold(b, span_of(s));
}

struct fields {
	struct buf text;
	struct buf author;
	struct buf url;
	struct buf title;
	struct buf note;
};

static void
fill(struct fields *f, const struct catalog_exhibit *x, const json_t *post,
    const json_t *author)
{

	put(&f->text, json_text(post, "text"));
	put(&f->text, x->text);
	put(&f->author, json_text(post, "author"));
	put(&f->author, json_text(author, "handle"));
	put(&f->author, json_text(author, "name"));
	put(&f->author, json_text(author, "id"));
	put(&f->url, x->url);
	put(&f->url, x->final_url);
	put(&f->url, json_text(post, "url"));
	put(&f->url, json_text(author, "url"));
	put(&f->url, json_text(post, "id"));
	put(&f->title, x->title);
	put(&f->note, x->note);
}

/* ${b} is bound, not copied: it lives until the statement has run. */
static void
bind(sqlite3_stmt *st, int i, const struct buf *b)
{

	(void)sqlite3_bind_text(st, i, buf_str(b), (int)b->n, SQLITE_STATIC);
}

int
catalog_words_add(struct catalog *c, int64_t row,
    const struct catalog_exhibit *x, const json_t *post,
    const json_t *author, struct error *e)
{
	struct fields f = { BUF_INIT(CATALOG_FOLDED_MAX),
	    BUF_INIT(CATALOG_FOLDED_MAX), BUF_INIT(CATALOG_FOLDED_MAX),
	    BUF_INIT(CATALOG_FOLDED_MAX), BUF_INIT(CATALOG_FOLDED_MAX) };
	struct buf *const all[] = { &f.text, &f.author, &f.url, &f.title,
	    &f.note };
	const size_t n = sizeof(all) / sizeof(all[0]);
	sqlite3_stmt *st = NULL;
	bool ok = true;
	int rc = -1;
	size_t i;

	fill(&f, x, post, author);
	for (i = 0; i < n; i++)
		ok = ok && buf_ok(all[i], e) == 0;
	if (ok && (st = catalog_statement(c, SQL_WORDS_ADD, e)) != NULL) {
		(void)sqlite3_bind_int64(st, 1, row);
		for (i = 0; i < n; i++)
			bind(st, 2 + (int)i, all[i]);
		rc = catalog_run(c, st, "cannot make it found", e);
		(void)sqlite3_clear_bindings(st);
	}
	for (i = 0; i < n; i++)
		buf_free(all[i]);
	return (rc);
}

int
catalog_exhibit_note(struct catalog *c, const char *id, const char *text,
    struct error *e)
{
	struct buf folded = BUF_INIT(CATALOG_FOLDED_MAX);
	sqlite3_stmt *st;
	int rc = -1;

	catalog_fold(&folded, span_of(text));
	if (catalog_need_change(c, e) == 0 && buf_ok(&folded, e) == 0 &&
	    (st = catalog_statement(c, SQL_WORDS_NOTE, e)) != NULL) {
		bind(st, 1, &folded);
		catalog_bind_text(st, 2, id);
		rc = catalog_changed(c, st, "exhibit", e);
		(void)sqlite3_clear_bindings(st);
	}
	buf_free(&folded);
	return (rc);
}

/* Members of a query that tell how a link was come by, not what it shows. */
static bool
is_trace(struct span member)
{
	static const char *const names[] = { "_ga=", "_gl=", "cmpid=",
	    "dclid=", "fbclid=", "feature=", "gbraid=", "gclid=", "igsh=",
	    "igshid=", "li_fat_id=", "mc_cid=", "mc_eid=", "mibextid=",
	    "mkt_tok=", "msclkid=", "ref=", "ref_src=", "ref_url=",
	    "referrer=", "s=", "sfnsn=", "share_app_id=", "share_id=", "si=",
	    "source=", "sr_share=", "t=", "trk=", "ttclid=", "twclid=",
	    "u_code=", "utm_", "wbraid=", "xtor=", "yclid=" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_starts(member, names[i]))
			return (true);
	return (false);
}

/* One quoted string of FTS5, in which only '"' means something. */
static void
put_string(struct buf *out, struct span s)
{
	struct buf folded = BUF_INIT(out->max);
	size_t i;

	catalog_fold(&folded, s);
	if (out->n > 0)
		buf_putc(out, ' ');
	buf_putc(out, '"');
	for (i = 0; i < folded.n; i++) {
		if (folded.p[i] == '"')
			buf_putc(out, '"');
		buf_putc(out, folded.p[i]);
	}
	buf_putc(out, '"');
	if (folded.failed != ERR_NONE)
		out->failed = folded.failed;
	buf_free(&folded);
}

/*
 * An address as far as it names a page: where it is, and each member of its
 * query on its own, for their order may be another.
 */
static void
put_address(struct buf *out, struct span url)
{
	ptrdiff_t at = span_find(url, '#');
	struct span query, member;

	if (at >= 0)
		url.n = (size_t)at;
	at = span_find(url, '?');
	query = span_sub(url, at < 0 ? url.n : (size_t)at + 1, url.n);
	put_string(out, span_sub(url, 0, at < 0 ? url.n : (size_t)at));
	while (query.n > 0) {
		at = span_find(query, '&');
		member = at < 0 ? query : span_sub(query, 0, (size_t)at);
		query = span_sub(query, member.n + 1, query.n);
		if (!is_trace(member))
			put_string(out, member);
	}
}

/* ${word} without "https://" and "www.", where it has the first. */
static bool
address_of(struct span *word)
{
	size_t skip = span_starts(*word, "https://") ? 8 :
	    span_starts(*word, "http://") ? 7 : 0;

	if (skip == 0)
		return (false);
	*word = span_sub(*word, skip, word->n);
	if (span_starts(*word, "www."))
		*word = span_sub(*word, 4, word->n);
	return (true);
}

/* What the person typed is never read as a formula. */
static void
put_word(struct buf *out, struct span word)
{
	bool open_end = word.n > 1 && word.p[word.n - 1] == '*';

	if (open_end)
		word.n--;
	if (address_of(&word))
		put_address(out, word);
	else {
		put_string(out, word);
		if (open_end)
			buf_putc(out, '*');
	}
}

/* How many bytes of a blank ${s} begins with: 0 for none. */
static size_t
blank(struct span s)
{
	static const char *const blanks[] = { " ", "\t", "\r", "\n",
	    "\xc2\xa0", "\xe2\x80\xaf", "\xe3\x80\x80" };
	size_t i;

	for (i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++)
		if (span_starts(s, blanks[i]))
			return (strlen(blanks[i]));
	return (0);
}

/* A phrase in quotation marks at the head of ${rest} is taken from it. */
static bool
take_phrase(struct span *rest, struct span *phrase)
{
	static const struct {
		const char *open, *close;
	} marks[] = {
		{ "\"", "\"" }, { "\xc2\xab", "\xc2\xbb" },
		{ "\xe2\x80\x9c", "\xe2\x80\x9d" },
		{ "\xe2\x80\x9e", "\xe2\x80\x9c" }
	};
	size_t i, at, open;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (span_starts(*rest, marks[i].open))
			break;
	if (i == sizeof(marks) / sizeof(marks[0]))
		return (false);
	open = strlen(marks[i].open);
	for (at = open; at < rest->n; at++)
		if (span_starts(span_sub(*rest, at, rest->n),
		    marks[i].close)) {
			*phrase = span_sub(*rest, open, at - open);
			*rest = span_sub(*rest, at + strlen(marks[i].close),
			    rest->n);
			return (true);
		}
	return (false);
}

void
catalog_words_query(const char *words, struct buf *out)
{
	struct span rest = span_of(words), word;
	size_t n;

	while (rest.n > 0) {
		if ((n = blank(rest)) > 0) {
			rest = span_sub(rest, n, rest.n);
			continue;
		}
		if (!take_phrase(&rest, &word)) {
			for (n = 1; n < rest.n &&
			    blank(span_sub(rest, n, rest.n)) == 0; n++)
				continue;
			word = span_sub(rest, 0, n);
			rest = span_sub(rest, n, rest.n);
		}
		put_word(out, word);
	}
	/* No word at all finds nothing, rather than failing. */
	if (out->n == 0)
		buf_puts(out, "\"\"");
}
