#include <stdio.h>
#include <string.h>

#include "store/base/num.h"
#include "store/base/time.h"
#include "store/facts/when_internal.h"

#define YEAR_MIN	1700	/* before it: how programs write "none" */
#define DAY_S		86400
#define NS		1000000000

bool
when_number(struct span *rest, size_t max, int64_t *out, size_t *n)
{
	size_t i = 0;

	while (i < rest->n && rest->p[i] >= '0' && rest->p[i] <= '9')
		i++;
	if (i == 0 || i > max || num_digits(rest->p, i, out) != 0)
		return (false);
	if (n != NULL)
		*n = i;
	*rest = span_sub(*rest, i, rest->n);
	return (true);
}

static bool
cut(struct span *rest, char c)
{

	if (rest->n == 0 || rest->p[0] != (uint8_t)c)
		return (false);
	*rest = span_sub(*rest, 1, rest->n);
	return (true);
}

/* Digits behind the point, cut to nanoseconds. */
static bool
fraction(struct span *rest, struct parts *p)
{
	int64_t v = 0;
	size_t i = 0;

	for (; i < rest->n && rest->p[i] >= '0' && rest->p[i] <= '9'; i++)
		if (i < 9)
			v = v * 10 + (rest->p[i] - '0');
	if (i == 0)
		return (false);
	p->digits = i < 9 ? (int)i : 9;
	for (size_t k = i; k < 9; k++)
		v *= 10;
	p->ns = (int32_t)v;
	*rest = span_sub(*rest, i, rest->n);
	return (true);
}

bool
when_clock(struct span *rest, struct parts *p)
{
	struct span r = *rest;
	struct parts q = *p;
	size_t n;

	if (!when_number(&r, 2, &q.hour, NULL) ||
	    !(cut(&r, ':') || cut(&r, 'h')) ||
	    !when_number(&r, 2, &q.minute, &n) || n != 2)
		return (false);
	if (cut(&r, ':')) {
		if (!when_number(&r, 2, &q.second, &n) || n != 2)
			return (false);
		if ((r.n > 0 && (r.p[0] == '.' || r.p[0] == ',')) && r.n > 1 &&
		    r.p[1] >= '0' && r.p[1] <= '9') {
			r = span_sub(r, 1, r.n);
			if (!fraction(&r, &q))
				return (false);
		}
	}
	*p = q;
	*rest = r;
	return (true);
}

static bool
offset(struct span *rest, struct parts *p)
{
	struct span r = *rest;
	int64_t sign = 1, hour, minute = 0;
	size_t n;

	/* RFC 3339 knows "-00:00"; a true minus sign is written too. */
	if (cut(&r, '-') || (span_starts(r, "\xe2\x88\x92") &&
	    (r = span_sub(r, 3, r.n), true)))
		sign = -1;
	else if (!cut(&r, '+'))
		return (false);
	if (!when_number(&r, 4, &hour, &n) || n == 3)
		return (false);
	if (n == 4) {
		minute = hour % 100;
		hour /= 100;
	} else if (cut(&r, ':') && (!when_number(&r, 2, &minute, &n) ||
	    n != 2))
		return (false);
	if (hour > 14 || minute > 59)
		return (false);
	p->has_zone = true;
	p->offset = sign * (hour * 3600 + minute * 60);
	*rest = r;
	return (true);
}

bool
when_zone(struct span *rest, struct parts *p)
{
	static const char *const names[] = { "UTC", "GMT", "UT", "Z" };
	struct span r = *rest;
	size_t n;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		n = strlen(names[i]);
		if (!span_is_nocase(span_sub(r, 0, n), names[i]))
			continue;
		r = span_sub(r, n, r.n);
		if (r.n > 0 && ((r.p[0] | 32) >= 'a' && (r.p[0] | 32) <= 'z'))
			return (false);
		p->has_zone = true;
		p->offset = 0;
		if (n > 1)
			(void)offset(&r, p);
		*rest = r;
		return (true);
	}
	return (offset(rest, p));
}

/* "2020-01-30", "2020/01/30", "20200130", with a time behind. */
static bool
iso(struct span raw, struct parts *p)
{
	struct span r = raw;
	size_t n;
	char between;

	if (!when_number(&r, 8, &p->year, &n))
		return (false);
	if (n == 8) {
		p->day = p->year % 100;
		p->month = p->year / 100 % 100;
		p->year /= 10000;
	} else {
		if (n != 4 || r.n == 0 || strchr("-/.", r.p[0]) == NULL)
			return (false);
		between = (char)r.p[0];
		if (!cut(&r, between) || !when_number(&r, 2, &p->month, NULL) ||
		    !cut(&r, between) || !when_number(&r, 2, &p->day, NULL))
			return (false);
	}
	if (r.n == 0)
		return (true);
	if (!cut(&r, 'T') && !cut(&r, 't') && !cut(&r, ' ') && !cut(&r, ','))
		return (false);
	r = span_trim(r);
	if (!when_clock(&r, p)) {
		/* "20200130T153943" */
		if (n != 8 || !when_number(&r, 6, &p->second, &n) || n != 6)
			return (false);
		p->hour = p->second / 10000;
		p->minute = p->second / 100 % 100;
		p->second %= 100;
	}
	r = span_trim(r);
	if (r.n > 0 && !when_zone(&r, p))
		return (false);
	return (r.n == 0);
}

static bool
finish(const struct parts *p, struct when *out)
{
	int64_t ms;
	bool clock = p->hour >= 0;

	if (p->year < YEAR_MIN || time_of_civil(p->year, p->month, p->day,
	    clock ? p->hour : 0, clock ? p->minute : 0,
	    p->second >= 0 ? p->second : 0, &ms) != 0)
		return (false);
	memset(out, 0, sizeof(*out));
	out->precision = !clock ? PRECISION_DAY : p->second < 0 ?
	    PRECISION_MINUTE : p->digits == 0 ? PRECISION_SECOND :
	    PRECISION_FRACTION;
	/* A day alone is a day of the writer's calendar. */
	out->local = !clock || !p->has_zone;
	out->s = (ms - (ms % 1000 + 1000) % 1000) / 1000;
	out->ns = p->ns;
	out->digits = p->digits;
	if (!out->local)
		out->s -= p->offset;
	return (true);
}

bool
when_read(struct span raw, struct when *out)
{
	struct parts p = PARTS_INIT, q = PARTS_INIT;

	raw = span_trim(raw);
	if (raw.p == NULL || raw.n == 0 || raw.n > WHEN_SOURCE_MAX)
		return (false);
	if (iso(raw, &p))
		return (finish(&p, out));
	return (when_words(raw, &q) && finish(&q, out));
}

bool
when_epoch(struct span digits, int64_t per_s, struct when *out)
{
	struct parts p = PARTS_INIT;
	struct span r = span_trim(digits);
	int64_t v;

	if (!when_number(&r, 18, &v, NULL) || v == 0)
		return (false);
	if (per_s == 1 && cut(&r, '.') && !fraction(&r, &p))
		return (false);
	if (r.n > 0 || v / per_s > TIME_MAX / 1000)
		return (false);
	memset(out, 0, sizeof(*out));
	out->s = v / per_s;
	out->ns = p.ns;
	out->digits = p.digits;
	if (per_s > 1) {
		out->ns = (int32_t)(v % per_s * (NS / per_s));
		out->digits = per_s == 1000 ? 3 : 6;
	}
	/* "1534789466.0" is how a program writes a whole number. */
	if (per_s == 1 && out->ns == 0)
		out->digits = 0;
	out->precision = out->digits > 0 ? PRECISION_FRACTION :
	    PRECISION_SECOND;
	return (true);
}

struct when
when_of_us(int64_t us, int digits)
{
	struct when w = { .precision = PRECISION_SECOND };
	int64_t part = us % 1000000;

	if (part < 0)
		part += 1000000;
	w.s = (us - part) / 1000000;
	w.digits = digits;
	if (digits > 0) {
		w.precision = PRECISION_FRACTION;
		w.ns = (int32_t)((digits == 3 ? part / 1000 * 1000 : part) *
		    1000);
	}
	return (w);
}

const char *
when_text(const struct when *w, char s[static WHEN_TEXT])
{
	char t[TIME_TEXT], part[16];
	size_t n;

	if (w->s < TIME_MIN / 1000 || w->s > TIME_MAX / 1000) {
		s[0] = '\0';
		return (s);
	}
	(void)time_text(w->s * 1000, t);
	n = w->precision == PRECISION_DAY ? 10 :
	    w->precision == PRECISION_MINUTE ? 16 : 19;
	(void)snprintf(part, sizeof(part), ".%09d", (int)w->ns);
	part[w->digits > 0 ? w->digits + 1 : 0] = '\0';
	(void)snprintf(s, WHEN_TEXT, "%.*s%s%s", (int)n, t, part,
	    w->local ? "" : "Z");
	return (s);
}

int64_t
when_step(const struct when *w)
{

	return (w->precision == PRECISION_DAY ? DAY_S :
	    w->precision == PRECISION_MINUTE ? 60 : 1);
}

static int64_t
floor_to(int64_t s, int64_t step)
{
	int64_t part = s % step;

	return (s - (part < 0 ? part + step : part));
}

/* Whether there is a zone, UTC-12 to UTC+14, in which ${local} is ${utc}. */
static bool
some_zone(const struct when *local, const struct when *utc)
{
	int64_t by = utc->s - local->s;

	return (by > -14 * 3600 - when_step(utc) &&
	    by < 12 * 3600 + when_step(local));
}

bool
when_same(const struct when *a, const struct when *b)
{
	int64_t step = when_step(a) > when_step(b) ? when_step(a) :
	    when_step(b);
	int digits = a->digits < b->digits ? a->digits : b->digits;
	int32_t unit = 1;

	if (a->local != b->local)
		return (some_zone(a->local ? a : b, a->local ? b : a));
	if (floor_to(a->s, step) != floor_to(b->s, step))
		return (false);
	if (step > 1 || digits == 0)
		return (true);
	for (; digits < 9; digits++)
		unit *= 10;
	return (a->ns / unit == b->ns / unit);
}
