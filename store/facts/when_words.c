#include <string.h>

#include "store/facts/when_internal.h"

#define WORD_MAX	20

/*
 * Words of dates in English, French, German and Spanish, in ASCII without
 * accents.  What is no word of these makes the whole text no date.
 */
static const struct {
	const char *word;
	int month;
} months[] = {
	{ "january", 1 }, { "janvier", 1 }, { "januar", 1 }, { "enero", 1 },
	{ "jan", 1 }, { "janv", 1 }, { "ene", 1 }, { "jaenner", 1 },
	{ "february", 2 }, { "fevrier", 2 }, { "februar", 2 },
	{ "febrero", 2 }, { "feb", 2 }, { "fevr", 2 }, { "fev", 2 },
	{ "march", 3 }, { "mars", 3 }, { "marz", 3 }, { "marzo", 3 },
	{ "mar", 3 }, { "mrz", 3 }, { "maerz", 3 },
	{ "april", 4 }, { "avril", 4 }, { "abril", 4 }, { "apr", 4 },
	{ "avr", 4 }, { "abr", 4 },
	{ "may", 5 }, { "mai", 5 }, { "mayo", 5 },
	{ "june", 6 }, { "juin", 6 }, { "juni", 6 }, { "junio", 6 },
	{ "jun", 6 },
	{ "july", 7 }, { "juillet", 7 }, { "juli", 7 }, { "julio", 7 },
	{ "jul", 7 }, { "juil", 7 },
	{ "august", 8 }, { "aout", 8 }, { "agosto", 8 }, { "aug", 8 },
	{ "ago", 8 },
	{ "september", 9 }, { "septembre", 9 }, { "septiembre", 9 },
	{ "sep", 9 }, { "sept", 9 },
	{ "october", 10 }, { "octobre", 10 }, { "oktober", 10 },
	{ "octubre", 10 }, { "oct", 10 }, { "okt", 10 },
	{ "november", 11 }, { "novembre", 11 }, { "noviembre", 11 },
	{ "nov", 11 },
	{ "december", 12 }, { "decembre", 12 }, { "dezember", 12 },
	{ "diciembre", 12 }, { "dec", 12 }, { "dez", 12 }, { "dic", 12 }
};

/* Days of the week, and small words that say nothing more. */
static const char *const fillers[] = {
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
	"sunday", "mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs",
	"fri", "sat", "sun",
	"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi",
	"dimanche", "lun", "mer", "jeu", "ven", "sam", "dim",
	"montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag",
	"sonnabend", "sonntag", "mo", "di", "mi", "do", "fr", "sa", "so",
	"lunes", "martes", "miercoles", "jueves", "viernes", "sabado",
	"domingo",
	"at", "on", "the", "of", "le", "a", "der", "den", "am", "um", "uhr",
	"de", "del", "el", "las", "er", "st", "nd", "rd", "th"
};

/* The letter that a two-byte UTF-8 letter with a mark is in ASCII. */
static char
plain(uint8_t a, uint8_t b)
{

	if (a != 0xc3)
		return ('\0');
	b |= 0x20;		/* in lower case */
	return (b >= 0xa0 && b <= 0xa5 ? 'a' : b >= 0xa8 && b <= 0xab ? 'e' :
	    b >= 0xac && b <= 0xaf ? 'i' : b >= 0xb9 && b <= 0xbc ? 'u' :
	    b == 0xa7 ? 'c' : b >= 0xb2 && b <= 0xb6 ? 'o' : '\0');
}

/* Cut the next word, folded; false where no letter comes next. */
static bool
word(struct span *rest, char out[static WORD_MAX + 1])
{
	size_t i = 0, n = 0;
	char c;

	while (i < rest->n && n < WORD_MAX) {
		c = (char)(rest->p[i] | 0x20);
		if (rest->p[i] < 0x80 && c >= 'a' && c <= 'z') {
			out[n++] = c;
			i++;
		} else if (i + 1 < rest->n && rest->p[i] >= 0xcc &&
		    rest->p[i] <= 0xcd && n > 0) {
			i += 2;		/* a combining mark */
		} else if (i + 1 < rest->n &&
		    (c = plain(rest->p[i], rest->p[i + 1])) != '\0') {
			out[n++] = c;
			i += 2;
		} else
			break;
	}
	out[n] = '\0';
	if (n == 0)
		return (false);
	*rest = span_sub(*rest, i, rest->n);
	return (true);
}

static int
month_of(const char *w)
{

	for (size_t i = 0; i < sizeof(months) / sizeof(months[0]); i++)
		if (strcmp(w, months[i].word) == 0)
			return (months[i].month);
	return (0);
}

static bool
filler(const char *w)
{

	for (size_t i = 0; i < sizeof(fillers) / sizeof(fillers[0]); i++)
		if (strcmp(w, fillers[i]) == 0)
			return (true);
	return (false);
}

/* Blanks, commas and points between words, and marks that show nothing. */
static bool
between(struct span *rest)
{
	static const char *const marks[] = { " ", "\t", "\n", "\r", ",", ".",
	    "\xc2\xb7", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89",
	    "\xe2\x80\x8e", "\xe2\x80\x8f", "\xe2\x80\xa2", "|", "(", ")" };
	bool any = false;
	size_t i = 0;

	while (i < sizeof(marks) / sizeof(marks[0])) {
		if (!span_starts(*rest, marks[i])) {
			i++;
			continue;
		}
		*rest = span_sub(*rest, strlen(marks[i]), rest->n);
		any = true;
		i = 0;
	}
	return (any);
}

/* "am" and "pm" behind a clock of twelve hours; false: no such hour. */
static bool
half(struct span *rest, struct parts *p)
{
	struct span r = *rest;
	char c;

	(void)between(&r);
	if (r.n < 2 || !((c = (char)(r.p[0] | 32)) == 'a' || c == 'p'))
		return (true);
	if ((r.p[1] | 32) == 'm')
		r = span_sub(r, 2, r.n);
	else if (span_starts(span_sub(r, 1, r.n), ".m."))
		r = span_sub(r, 4, r.n);
	else
		return (true);
	if (r.n > 0 && (r.p[0] | 32) >= 'a' && (r.p[0] | 32) <= 'z')
		return (true);
	if (p->hour < 1 || p->hour > 12)
		return (false);
	p->hour = p->hour % 12 + (c == 'p' ? 12 : 0);
	*rest = r;
	return (true);
}

static bool
set(int64_t *part, int64_t v)
{

	if (*part >= 0)
		return (false);
	*part = v;
	return (true);
}

/* "21.01.2009", "21/01/2009", "21-01-2009". */
static bool
digits(struct span *rest, struct parts *p)
{
	struct span r = *rest;
	int64_t a, b, year;
	uint8_t mark;
	size_t n;

	if (!when_number(&r, 2, &a, NULL) || r.n == 0 ||
	    strchr("./-", r.p[0]) == NULL)
		return (false);
	mark = r.p[0];
	r = span_sub(r, 1, r.n);
	if (!when_number(&r, 2, &b, NULL) || r.n == 0 || r.p[0] != mark)
		return (false);
	r = span_sub(r, 1, r.n);
	if (!when_number(&r, 4, &year, &n) || n != 4)
		return (false);
	if (mark != '.' && a <= 12 && b <= 12 && a != b)
		return (false);		/* either could be the month */
	if (mark != '.' && a <= 12) {
		int64_t day = b;

		b = a;
		a = day;
	}
	if (!set(&p->day, a) || !set(&p->month, b) || !set(&p->year, year))
		return (false);
	*rest = r;
	return (true);
}

/* A number alone: a day, or a year. */
static bool
number(struct span *rest, struct parts *p)
{
	int64_t v;
	size_t n;

	if (!when_number(rest, 4, &v, &n))
		return (false);
	if (n == 4)
		return (set(&p->year, v));
	return (n <= 2 && v >= 1 && v <= 31 && set(&p->day, v));
}

/* "10 h 05", as the French write it. */
static bool
spaced_clock(struct span *rest, struct parts *p)
{
	struct span r = *rest;
	struct parts q = *p;

	if (!when_number(&r, 2, &q.hour, NULL))
		return (false);
	(void)between(&r);
	if (r.n == 0 || r.p[0] != 'h')
		return (false);
	r = span_sub(r, 1, r.n);
	(void)between(&r);
	if (!when_number(&r, 2, &q.minute, NULL))
		return (false);
	*p = q;
	*rest = r;
	return (true);
}

static bool
name(struct span *rest, struct parts *p, bool *tuesday)
{
	char w[WORD_MAX + 1];
	int month;

	if (!word(rest, w))
		return (false);
	month = month_of(w);
	if (month == 0)
		return (filler(w));
	/* "mar." is Tuesday in French, where another month is named. */
	if (strcmp(w, "mar") == 0 && p->month < 0) {
		*tuesday = true;
		p->month = 3;
		return (true);
	}
	if (*tuesday && p->month == 3) {
		*tuesday = false;
		p->month = month;
		return (true);
	}
	return (set(&p->month, month));
}

bool
when_words(struct span raw, struct parts *p)
{
	struct span r = raw;
	bool tuesday = false, ok;

	while (r.n > 0) {
		if (between(&r))
			continue;
		if (p->hour < 0 && (when_clock(&r, p) ||
		    spaced_clock(&r, p)))
			ok = half(&r, p);
		else if (p->hour >= 0 && !p->has_zone && when_zone(&r, p))
			ok = true;
		else if (r.p[0] >= '0' && r.p[0] <= '9')
			ok = digits(&r, p) || number(&r, p);
		else if (r.p[0] == '-' && r.n > 1 && r.p[1] == ' ') {
			r = span_sub(r, 1, r.n);
			ok = true;
		} else
			ok = name(&r, p, &tuesday);
		if (!ok)
			return (false);
	}
	return (p->year >= 0 && p->month >= 0 && p->day >= 0);
}
