#include <string.h>

#include <idn2.h>

#include "store/base/json.h"
#include "store/facts/derive.h"
#include "store/facts/fold.h"

/*
 * Text that does not show what it is: letters of two alphabets in one word
 * (UTS 39 section 5.1, those that look alike only), marks that turn the
 * direction of reading (UAX 9 section 2), characters that take no room.
 */
enum script { SCRIPT_NONE, SCRIPT_LATIN, SCRIPT_GREEK, SCRIPT_CYRILLIC,
	SCRIPT_OTHER };

#define ESCAPED_MAX	(64 * KIB)

static enum script
script_of(uint32_t c)
{

	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= 0xc0 && c <= 0x24f && c != 0xd7 && c != 0xf7) ||
	    (c >= 0x1e00 && c <= 0x1eff))
		return (SCRIPT_LATIN);
	if ((c >= 0x370 && c <= 0x3ff) || (c >= 0x1f00 && c <= 0x1fff))
		return (SCRIPT_GREEK);
	if (c >= 0x400 && c <= 0x52f)
		return (SCRIPT_CYRILLIC);
	/* Armenian, Cherokee, letters as pictures of mathematics. */
	if ((c >= 0x531 && c <= 0x58a) || (c >= 0x13a0 && c <= 0x13ff) ||
	    (c >= 0xab70 && c <= 0xabbf) || (c >= 0x1d400 && c <= 0x1d7cb))
		return (SCRIPT_OTHER);
	return (SCRIPT_NONE);
}

static bool
turns(uint32_t c)
{

	return (c == 0x61c || c == 0x200e || c == 0x200f ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069));
}

static bool
unseen(uint32_t c)
{

	return (c == 0xad || c == 0x34f || c == 0x115f || c == 0x1160 ||
	    c == 0x17b4 || c == 0x17b5 || c == 0x180e || c == 0x200b ||
	    (c >= 0x2060 && c <= 0x2064) || c == 0x3164 || c == 0xfeff ||
	    c == 0xffa0 || c == 0xe0001);
}

/* Zero-width joiners are part of pictures and of some scripts' words; between
 * letters like ours they are only hidden. */
static bool
joins_nothing(uint32_t before, uint32_t c, uint32_t after)
{

	return ((c == 0x200c || c == 0x200d) &&
	    (before < 0x250 || (before >= 0x370 && before < 0x530)) &&
	    (after < 0x250 || (after >= 0x370 && after < 0x530)));
}

struct look {
	bool mixed, turned, hidden;
};

static void
look(struct span s, struct look *l)
{
	enum script word = SCRIPT_NONE, script;
	uint32_t c, before = ' ', after;

	for (size_t i = 0; i < s.n; ) {
		i += fold_char(s, i, &c);
		l->turned |= turns(c);
		after = ' ';
		if (i < s.n)
			(void)fold_char(s, i, &after);
		l->hidden |= unseen(c) || joins_nothing(before, c, after);
		script = script_of(c);
		if (script == SCRIPT_NONE) {
			/* Marks and digits do not end a word. */
			if (c < 0x80 && !(c >= '0' && c <= '9') && c != '_')
				word = SCRIPT_NONE;
		} else {
			l->mixed |= word != SCRIPT_NONE && word != script;
			word = script;
		}
		before = c;
	}
}

/* ${s} with every character that is not ASCII as its number. */
static void
escape(struct buf *out, struct span s)
{
	uint32_t c;

	for (size_t i = 0; i < s.n; ) {
		i += fold_char(s, i, &c);
		if (c >= 0x20 && c < 0x7f)
			buf_putc(out, (uint8_t)c);
		else
			buf_printf(out, "\\u{%X}", c);
	}
}

static void
warn(struct derive *v, const char *fact, const char *code,
    const struct claim *c, struct span escaped)
{
	json_t *j = json_object();

	json_put_text(j, "fact", fact, &v->ok);
	json_put_text(j, "code", code, &v->ok);
	json_put_span(j, "escaped", escaped, &v->ok);
	json_put_text(j, "record", c->source->record, &v->ok);
	json_add(v->warnings, j, &v->ok);
}

/* A handle that is a domain written in ASCII stands for other letters. */
static void
warn_domain(struct derive *v, const char *fact, const struct claim *c)
{
	char *shown = NULL;
	bool coded = false;

	for (size_t i = 0; i + 4 <= c->value.n; i++)
		coded |= span_is_nocase(span_sub(c->value, i, 4), "xn--");
	if (!coded || idn2_to_unicode_8z8z((const char *)c->value.p, &shown,
	    IDN2_NONTRANSITIONAL) != IDN2_OK)
		return;
	warn(v, fact, "punycode", c, span_of(shown));
	idn2_free(shown);
}

void
derive_warn(struct derive *v, const char *fact, const struct claim *c)
{
	struct look l = { false, false, false };
	struct buf escaped = BUF_INIT(ESCAPED_MAX);

	if (c == NULL)
		return;
	look(c->value, &l);
	if (l.mixed || l.turned || l.hidden) {
		escape(&escaped, span_sub(c->value, 0, ESCAPED_MAX / 12));
		v->ok &= escaped.failed == ERR_NONE;
		if (l.mixed)
			warn(v, fact, "mixed-alphabets", c,
			    buf_span(&escaped));
		if (l.turned)
			warn(v, fact, "direction-marks", c,
			    buf_span(&escaped));
		if (l.hidden)
			warn(v, fact, "hidden-characters", c,
			    buf_span(&escaped));
		buf_free(&escaped);
	}
	if (c->fact == FACT_HANDLE)
		warn_domain(v, fact, c);
}
