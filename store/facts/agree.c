#include <string.h>

#include "store/facts/agree.h"
#include "store/facts/count.h"
#include "store/facts/fold.h"

#define FOLDED_MAX	(4 * CLAIM_VALUE_MAX)

enum sameness
text_same(struct span a, struct span b)
{
	struct buf x = BUF_INIT(FOLDED_MAX), y = BUF_INIT(FOLDED_MAX),
	    u = BUF_INIT(FOLDED_MAX), w = BUF_INIT(FOLDED_MAX);
	enum sameness same = SAME_NOT;

	a = span_trim(a);
	b = span_trim(b);
	if (span_eq(a, b))
		return (SAME_BYTES);
	fold_text(&x, a);
	fold_text(&y, b);
	if (x.failed == ERR_NONE && y.failed == ERR_NONE &&
	    span_eq(buf_span(&x), buf_span(&y)))
		same = SAME_FOLDED;
	else if (span_find(a, '&') >= 0 || span_find(b, '&') >= 0) {
		fold_entities(&u, a);
		fold_entities(&w, b);
		buf_reset(&x);
		buf_reset(&y);
		fold_text(&x, buf_span(&u));
		fold_text(&y, buf_span(&w));
		if (x.failed == ERR_NONE && y.failed == ERR_NONE &&
		    span_eq(buf_span(&x), buf_span(&y)))
			same = SAME_FOLDED;
	}
	buf_free(&x);
	buf_free(&y);
	buf_free(&u);
	buf_free(&w);
	return (same);
}

/* What stands before an ellipsis at the end; absent where there is none. */
static struct span
before_dots(struct span s)
{

	s = span_trim(s);
	if (span_ends(s, "[\xe2\x80\xa6]"))
		s.n -= 5;
	else if (span_ends(s, "\xe2\x80\xa6") || span_ends(s, "..."))
		s.n -= 3;
	else
		return ((struct span){ NULL, 0 });
	return (span_trim(s));
}

static bool
text_starts(struct span a, struct span b)
{
	struct buf x = BUF_INIT(FOLDED_MAX), y = BUF_INIT(FOLDED_MAX);
	bool starts;

	fold_text(&x, a);
	fold_text(&y, b);
	starts = x.failed == ERR_NONE && y.failed == ERR_NONE && y.n > 0 &&
	    x.n >= y.n && memcmp(x.p, y.p, y.n) == 0;
	buf_free(&x);
	buf_free(&y);
	return (starts);
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
	    text_starts(b->value, begin) &&
	    text_same(a->value, b->value) == SAME_NOT);
}

/* A title with the site's name behind it, or an author's in front. */
static bool
title_within(struct span a, struct span b)
{
	struct buf x = BUF_INIT(FOLDED_MAX), y = BUF_INIT(FOLDED_MAX);
	bool within;

	fold_text(&x, a);
	fold_text(&y, b);
	within = x.failed == ERR_NONE && y.failed == ERR_NONE && y.n >= 8 &&
	    x.n > y.n && (memcmp(x.p, y.p, y.n) == 0 ||
	    memcmp(x.p + x.n - y.n, y.p, y.n) == 0);
	buf_free(&x);
	buf_free(&y);
	return (within);
}

/* "http" and "https", with and without a slash at the end. */
static struct span
url_core(struct span s)
{

	if (span_starts(s, "https://"))
		s = span_sub(s, 8, s.n);
	else if (span_starts(s, "http://"))
		s = span_sub(s, 7, s.n);
	while (s.n > 0 && s.p[s.n - 1] == '/')
		s.n--;
	return (s);
}

static bool
url_same(struct span a, struct span b)
{
	struct identity x, y;

	return (span_eq(url_core(a), url_core(b)) ||
	    (identity_of((const char *)a.p, &x) &&
	    identity_of((const char *)b.p, &y) && identity_same(&x, &y)));
}

/* "en" and "en-US". */
static bool
lang_same(struct span a, struct span b)
{
	struct span *longer = a.n > b.n ? &a : &b,
	    *shorter = a.n > b.n ? &b : &a;

	if (longer->n > shorter->n && (longer->p[shorter->n] == '-' ||
	    longer->p[shorter->n] == '_'))
		longer->n = shorter->n;
	return (span_is_nocase(*longer, (const char *)shorter->p) ||
	    (longer->n == shorter->n && span_eq(*longer, *shorter)));
}

/* The same moment, or one as near as whoever claims it says. */
static bool
moment_same(const struct claim *a, const struct claim *b)
{
	int64_t near_s = a->near_s > b->near_s ? a->near_s : b->near_s;

	return (when_same(&a->when, &b->when) || (!a->when.local &&
	    !b->when.local && a->when.s - b->when.s <= near_s &&
	    b->when.s - a->when.s <= near_s && near_s > 0));
}

bool
claims_agree(const struct claim *a, const struct claim *b)
{

	if (span_eq(a->value, b->value))
		return (true);
	if (a->when.precision != PRECISION_NONE &&
	    b->when.precision != PRECISION_NONE)
		return (moment_same(a, b));
	switch (a->fact) {
	case FACT_HANDLE:
		return (span_is_nocase(a->value, (const char *)b->value.p));
	case FACT_LANG:
		return (lang_same(a->value, b->value));
	case FACT_URL:
	case FACT_IN_REPLY_TO:
	case FACT_PARENT:
		return (url_same(a->value, b->value));
	case FACT_LIKES:
	case FACT_REPOSTS:
	case FACT_REPLIES:
	case FACT_VIEWS:
	case FACT_FOLLOWERS:
	case FACT_FOLLOWING:
	case FACT_POSTS:
		return (count_same(a->value, b->value));
	/* One picture has many addresses, one for each size. */
	case FACT_AVATAR:
	case FACT_BANNER:
		return (true);
	case FACT_TITLE:
		if (title_within(a->value, b->value) ||
		    title_within(b->value, a->value))
			return (true);
		break;
	default:
		break;
	}
	return (text_same(a->value, b->value) != SAME_NOT ||
	    claim_shortened(a, b) || claim_shortened(b, a));
}
