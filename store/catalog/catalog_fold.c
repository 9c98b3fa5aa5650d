#include "store/catalog/catalog_internal.h"
#include "store/facts/fold.h"

/* Code points ${first} to ${last}, rising. */
struct range {
	uint32_t first, last;
};

/*
 * Written without blanks between words, or with endings that cling to them:
 * each character is a word of the index, and a phrase of them is found
 * anywhere.
 */
static const struct range alone[] = {
	{ 0x0e00, 0x0eff },		/* Thai, Lao */
	{ 0x1000, 0x109f },		/* Myanmar */
	{ 0x1780, 0x17ff },		/* Khmer */
	{ 0x2e80, 0x2fdf }, { 0x3005, 0x3007 }, { 0x3040, 0x312f },
	{ 0x31f0, 0x31ff }, { 0x3400, 0x4dbf }, { 0x4e00, 0x9fff },
	{ 0xac00, 0xd7a3 },		/* Hangul */
	{ 0xf900, 0xfaff }, { 0xff66, 0xff9f }, { 0x20000, 0x3ffff },
};

/* Not letters, and searched for all the same. */
static const struct range symbols[] = {
	{ 0x2190, 0x21ff }, { 0x2300, 0x27bf }, { 0x2b00, 0x2bff },
	{ 0x1f000, 0x1f3fa }, { 0x1f400, 0x1faff },
};

/*
 * Nothing to see, or a mark: soft hyphen, vowel points of Hebrew and Arabic,
 * tatweel, joiners and directions, selectors, colours of skin.
 */
static const struct range dropped[] = {
	{ 0x00ad, 0x00ad }, { 0x034f, 0x034f }, { 0x0591, 0x05bd },
	{ 0x05bf, 0x05bf }, { 0x05c1, 0x05c2 }, { 0x05c4, 0x05c5 },
	{ 0x05c7, 0x05c7 }, { 0x0610, 0x061a }, { 0x061c, 0x061c },
	{ 0x0640, 0x0640 }, { 0x064b, 0x065f }, { 0x0670, 0x0670 },
	{ 0x06d6, 0x06dc }, { 0x200b, 0x200f }, { 0x202a, 0x202e },
	{ 0x2060, 0x2064 }, { 0x2066, 0x2069 }, { 0xfe00, 0xfe0f },
	{ 0xfeff, 0xfeff }, { 0x1f3fb, 0x1f3ff },
};

#define COUNT(list)	(sizeof(list) / sizeof((list)[0]))

static bool
within(uint32_t c, const struct range *list, size_t n)
{
	size_t i;

	for (i = 0; i < n && list[i].first <= c; i++)
		if (c <= list[i].last)
			return (true);
	return (false);
}

/* Letters that the index would keep apart from how people type them. */
static const struct {
	uint32_t c;
	const char *as;
} letters[] = {
	{ 0x00c6, "ae" }, { 0x00d0, "d" }, { 0x00d8, "o" },
	{ 0x00df, "ss" }, { 0x00e6, "ae" }, { 0x00f0, "d" },
	{ 0x00f8, "o" }, { 0x0110, "d" }, { 0x0111, "d" },
	{ 0x0126, "h" }, { 0x0127, "h" }, { 0x0131, "i" },
	{ 0x0132, "ij" }, { 0x0133, "ij" }, { 0x0141, "l" },
	{ 0x0142, "l" }, { 0x0149, "'n" }, { 0x0152, "oe" },
	{ 0x0153, "oe" }, { 0x02b9, "'" }, { 0x02bb, "'" },
	{ 0x02bc, "'" }, { 0x0622, "\xd8\xa7" }, { 0x0623, "\xd8\xa7" },
	{ 0x0625, "\xd8\xa7" }, { 0x0629, "\xd9\x87" },
	{ 0x0649, "\xd9\x8a" }, { 0x0671, "\xd8\xa7" },
	{ 0x1e9e, "ss" }, { 0x2102, "c" }, { 0x210a, "g" },
	{ 0x210b, "h" }, { 0x210c, "h" }, { 0x210d, "h" },
	{ 0x210e, "h" }, { 0x2110, "i" }, { 0x2111, "i" },
	{ 0x2112, "l" }, { 0x2115, "n" }, { 0x2119, "p" },
	{ 0x211a, "q" }, { 0x211b, "r" }, { 0x211c, "r" },
	{ 0x211d, "r" }, { 0x2124, "z" }, { 0x2128, "z" },
	{ 0x212c, "b" }, { 0x212d, "c" }, { 0x212f, "e" },
	{ 0x2130, "e" }, { 0x2131, "f" }, { 0x2133, "m" },
	{ 0x2134, "o" }, { 0xfb00, "ff" }, { 0xfb01, "fi" },
	{ 0xfb02, "fl" }, { 0xfb03, "ffi" }, { 0xfb04, "ffl" },
	{ 0xfb05, "st" }, { 0xfb06, "st" },
};

static const char *
letter_of(uint32_t c)
{
	size_t low = 0, high = COUNT(letters), mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (letters[mid].c == c)
			return (letters[mid].as);
		if (letters[mid].c < c)
			low = mid + 1;
		else
			high = mid;
	}
	return (NULL);
}

/* Letters in another dress: wide ones, the bold and slanted ones of posts. */
static uint32_t
plain(uint32_t c)
{

	if (c >= 0xff01 && c <= 0xff5e)
		return (c - 0xff01 + '!');
	if (c >= 0x1d400 && c <= 0x1d6a3)
		return ((c - 0x1d400) % 52 < 26 ? 'a' + (c - 0x1d400) % 52 :
		    'a' + (c - 0x1d400) % 52 - 26);
	if (c >= 0x1d7ce && c <= 0x1d7ff)
		return ('0' + (c - 0x1d7ce) % 10);
	return (c);
}

static void
put(struct buf *out, uint32_t c, struct span as_is)
{
	const char *as;

	c = plain(c);
	if (c < 0x80)
		buf_putc(out, (uint8_t)c);
	else if (within(c, dropped, COUNT(dropped)))
		return;
	else if ((as = letter_of(c)) != NULL)
		buf_puts(out, as);
	else if (within(c, symbols, COUNT(symbols)))
		buf_printf(out, " u%x ", (unsigned)c);
	else if (within(c, alone, COUNT(alone))) {
		buf_putc(out, ' ');
		buf_putspan(out, as_is);
		buf_putc(out, ' ');
	} else
		buf_putspan(out, as_is);
}

void
catalog_fold(struct buf *out, struct span s)
{
	size_t i, n;
	uint32_t c;

	for (i = 0; i < s.n; i += n) {
		n = fold_char(s, i, &c);
		put(out, c, span_sub(s, i, n));
	}
}

/* fold(text): the same for SQL; NULL of NULL. */
static void
fold_sql(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const unsigned char *s = sqlite3_value_text(v[0]);
	struct buf out = BUF_INIT(CATALOG_FOLDED_MAX);

	(void)n;
	if (s == NULL)
		return;
	catalog_fold(&out, (struct span){ s,
	    (size_t)sqlite3_value_bytes(v[0]) });
	if (out.failed == ERR_NONE)
		sqlite3_result_text(ctx, buf_str(&out), (int)out.n,
		    SQLITE_TRANSIENT);
	else
		sqlite3_result_error_nomem(ctx);
	buf_free(&out);
}

int
catalog_fold_sql(struct catalog *c, struct error *e)
{
	int rc = sqlite3_create_function_v2(c->db, "fold", 1, SQLITE_UTF8 |
	    SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL, fold_sql, NULL,
	    NULL, NULL);

	return (rc == SQLITE_OK ? 0 : catalog_fault(c, rc, "cannot set up",
	    e));
}
