#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/catalog/catalog_internal.h"

#define FIELD_MAX	(4 * MIB)	/* text of one exhibit */

/* One more text in a field, apart from the one before. */
static void
put(struct buf *b, const char *s)
{

	if (s == NULL || *s == '\0')
		return;
	if (b->n > 0)
		buf_putc(b, '\n');
	buf_puts(b, s);
}

struct fields {
	struct buf text;
	struct buf author;
	struct buf url;
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
	struct fields f = { BUF_INIT(FIELD_MAX), BUF_INIT(FIELD_MAX),
	    BUF_INIT(FIELD_MAX) };
	sqlite3_stmt *st = NULL;
	int rc = -1;

	fill(&f, x, post, author);
	if (buf_ok(&f.text, e) == 0 && buf_ok(&f.author, e) == 0 &&
	    buf_ok(&f.url, e) == 0 &&
	    (st = catalog_statement(c, SQL_WORDS_ADD, e)) != NULL) {
		(void)sqlite3_bind_int64(st, 1, row);
		bind(st, 2, &f.text);
		bind(st, 3, &f.author);
		bind(st, 4, &f.url);
		catalog_bind_text(st, 5, x->title);
		catalog_bind_text(st, 6, x->note);
		rc = catalog_run(c, st, "cannot make it found", e);
		(void)sqlite3_clear_bindings(st);
	}
	buf_free(&f.text);
	buf_free(&f.author);
	buf_free(&f.url);
	return (rc);
}

int
catalog_exhibit_note(struct catalog *c, const char *id, const char *text,
    struct error *e)
{
	sqlite3_stmt *st;

	if (catalog_need_change(c, e) != 0 ||
	    (st = catalog_statement(c, SQL_WORDS_NOTE, e)) == NULL)
		return (-1);
	catalog_bind_text(st, 1, text);
	catalog_bind_text(st, 2, id);
	return (catalog_changed(c, st, "exhibit", e));
}

/*
 * Each word of the person becomes one quoted string of FTS5, in which only
 * '"' means something: what is typed is never read as a formula.
 */
static void
put_word(struct buf *out, struct span word)
{
	bool open_end = word.n > 1 && word.p[word.n - 1] == '*';
	size_t i;

	if (open_end)
		word.n--;
	if (out->n > 0)
		buf_putc(out, ' ');
	buf_putc(out, '"');
	for (i = 0; i < word.n; i++) {
		if (word.p[i] == '"')
			buf_putc(out, '"');
		buf_putc(out, word.p[i]);
	}
	buf_putc(out, '"');
	if (open_end)
		buf_putc(out, '*');
}

void
catalog_words_query(const char *words, struct buf *out)
{
	size_t n;

	for (;;) {
		words += strspn(words, " \t\r\n");
		if ((n = strcspn(words, " \t\r\n")) == 0)
			break;
		put_word(out, (struct span){ (const uint8_t *)words, n });
		words += n;
	}
	/* No word at all finds nothing, rather than failing. */
	if (out->n == 0)
		buf_puts(out, "\"\"");
}
