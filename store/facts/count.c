#include <string.h>

#include "store/facts/facts_internal.h"
#include "store/facts/count.h"

#define DIGITS_MAX	18

/* A mark between thousands at the beginning of ${s}: its length, or 0. */
static size_t
separator(struct span s)
{
	static const char *const marks[] = { ",", ".", " ", "'",
	    "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "\xe2\x80\x99" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (span_starts(s, marks[i]))
			return (strlen(marks[i]));
	return (0);
}

static size_t
digits(struct span s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return (n);
}

/* "12.3K", "1,2 M", "3 Mio.", "12 mil", "1,2 k": as written. */
static bool
rounded(struct span s)
{
	static const char *const units[] = { "k", "m", "b", "mio", "mio.",
	    "mrd", "mrd.", "md", "tsd", "tsd.", "mil", "mill.", "bn",
	    "thousand", "million", "billion" };
	size_t n = digits(s);

	if (n == 0 || n > 4)
		return (false);
	s = span_sub(s, n, s.n);
	if (s.n > 0 && (s.p[0] == '.' || s.p[0] == ',')) {
		n = digits(span_sub(s, 1, s.n));
		if (n == 0 || n > 2)
			return (false);
		s = span_sub(s, 1 + n, s.n);
	}
	if (separator(s) > 0 && s.p[0] != '.' && s.p[0] != ',')
		s = span_sub(s, separator(s), s.n);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (span_is_nocase(s, units[i]))
			return (true);
	return (false);
}

size_t
count_read(struct span shown, char out[static COUNT_TEXT])
{
	struct span s = span_trim(shown);
	size_t n = digits(s), at = 0, mark;

	if (n == 0 || n > DIGITS_MAX)
		return (0);
	memcpy(out, s.p, n);
	at = n;
	s = span_sub(s, n, s.n);
	if (s.n > 0 && n > 3)
		return (0);
	for (mark = separator(s); s.n > 0; s = span_sub(s, mark + 3, s.n)) {
		if (separator(s) != mark || mark == 0 ||
		    digits(span_sub(s, mark, s.n)) != 3 ||
		    at + 3 > DIGITS_MAX)
			return (0);
		memcpy(out + at, s.p + mark, 3);
		at += 3;
	}
	/* "007" is no count. */
	if (at > 1 && out[0] == '0')
		return (0);
	out[at] = '\0';
	return (at);
}

bool
count_rounded(struct span shown)
{

	return (rounded(span_trim(shown)));
}

/* The least and the first too large number that ${shown} can mean. */
static bool
range(struct span shown, double *least, double *above)
{
	static const struct {
		char letter;
		double times;
	} units[] = { { 'k', 1e3 }, { 't', 1e3 }, { 'm', 1e6 },
	    { 'b', 1e9 } };
	struct span s = span_trim(shown);
	char text[COUNT_TEXT];
	double v = 0, step = 1, times = 0;
	size_t n = count_read(s, text);

	if (n > 0) {
		for (size_t i = 0; i < n; i++)
			v = v * 10 + (text[i] - '0');
		*least = v;
		*above = v + 1;
		return (true);
	}
	if (!rounded(s))
		return (false);
	for (; s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9';
	    s = span_sub(s, 1, s.n))
		v = v * 10 + (s.p[0] - '0');
	if (s.n > 0 && (s.p[0] == '.' || s.p[0] == ','))
		for (s = span_sub(s, 1, s.n); s.n > 0 && s.p[0] >= '0' &&
		    s.p[0] <= '9'; s = span_sub(s, 1, s.n)) {
			step /= 10;
			v += (s.p[0] - '0') * step;
		}
	if (separator(s) > 0)
		s = span_sub(s, separator(s), s.n);
	for (size_t i = 0; s.n > 0 && i < sizeof(units) / sizeof(units[0]);
	    i++)
		if ((s.p[0] | 32) == units[i].letter)
			times = units[i].times;
	/* "mil", "mrd" and "md" mean other things in other languages. */
	if (times == 0 || (s.n > 1 && (s.p[0] | 32) == 'm' &&
	    !span_is_nocase(s, "mio") && !span_is_nocase(s, "million")))
		return (false);
	/* Cut or rounded: half a step below, a whole one above. */
	*least = (v - step / 2) * times;
	*above = (v + step) * times;
	return (true);
}

bool
count_same(struct span a, struct span b)
{
	double a0, a1, b0, b1;

	/* What cannot be compared is not said to differ. */
	return (!range(a, &a0, &a1) || !range(b, &b0, &b1) ||
	    (a0 < b1 && b0 < a1));
}
