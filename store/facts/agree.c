#include <string.h>

#include "store/facts/derive.h"

/* A text without blanks at its ends, each run of blanks as one. */
static bool
next(struct span *s, uint8_t *c)
{
	bool blank = false;

	while (s->n > 0 && strchr(" \t\r\n", s->p[0]) != NULL &&
	    s->p[0] != '\0') {
		*s = span_sub(*s, 1, s->n);
		blank = true;
	}
	if (s->n == 0)
		return (false);
	if (blank) {
		*c = ' ';
		return (true);
	}
	*c = s->p[0];
	*s = span_sub(*s, 1, s->n);
	return (true);
}

static bool
same_text(struct span a, struct span b)
{
	uint8_t x, y;
	bool more;

	a = span_trim(a);
	b = span_trim(b);
	while ((more = next(&a, &x))) {
		if (!next(&b, &y) || x != y)
			return (false);
	}
	return (!next(&b, &y) && !more);
}

/* What stands before an ellipsis at the end; absent where there is none. */
static struct span
before_dots(struct span s)
{

	s = span_trim(s);
	if (span_ends(s, "\xe2\x80\xa6"))
		s.n -= 3;
	else if (span_ends(s, "..."))
		s.n -= 3;
	else if (span_ends(s, "[\xe2\x80\xa6]"))
		s.n -= 5;
	else
		return ((struct span){ NULL, 0 });
	return (span_trim(s));
}

static bool
text_starts(struct span a, struct span b)
{
	uint8_t x, y;

	b = span_trim(b);
	a = span_trim(a);
	while (next(&b, &y))
		if (!next(&a, &x) || x != y)
			return (false);
	return (true);
}

bool
claim_shortened(const struct claim *a, const struct claim *b)
{
	struct span begin;

	if (a->fact != FACT_TEXT && a->fact != FACT_BIO &&
	    a->fact != FACT_TITLE)
		return (false);
	begin = before_dots(a->value);
	return (begin.n > 0 && b->value.n > begin.n &&
	    text_starts(b->value, begin) && !same_text(a->value, b->value));
}

static bool
same_url(struct span a, struct span b)
{
	struct identity x, y;

	if (identity_of((const char *)a.p, &x) &&
	    identity_of((const char *)b.p, &y) && identity_same(&x, &y))
		return (true);
	while (a.n > 0 && a.p[a.n - 1] == '/')
		a.n--;
	while (b.n > 0 && b.p[b.n - 1] == '/')
		b.n--;
	return (span_eq(a, b));
}

bool
claims_agree(const struct claim *a, const struct claim *b)
{

	if (span_eq(a->value, b->value))
		return (true);
	if (a->when.precision != PRECISION_NONE &&
	    b->when.precision != PRECISION_NONE)
		return (when_same(&a->when, &b->when));
	switch (a->fact) {
	case FACT_HANDLE:
	case FACT_LANG:
		return (span_is_nocase(a->value, (const char *)b->value.p));
	case FACT_URL:
		return (same_url(a->value, b->value));
	case FACT_TEXT:
	case FACT_BIO:
	case FACT_TITLE:
		return (same_text(a->value, b->value) ||
		    claim_shortened(a, b) || claim_shortened(b, a));
	default:
		return (same_text(a->value, b->value));
	}
}
