#include <inttypes.h>

#include "store/base/num.h"

int
num_digits(const uint8_t *p, size_t n, int64_t *out)
{
	int64_t v = 0;
	size_t i;

	if (n == 0 || n > 18)
		return (-1);
	for (i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return (-1);
		v = v * 10 + (p[i] - '0');
	}
	*out = v;
	return (0);
}

int
num_parse(struct span s, int64_t min, int64_t max, int64_t *out,
    struct error *e)
{
	struct span d = s;
	int64_t v = 0;
	size_t i;
	int negative = 0;

	if (min < 0 && d.n > 0 && d.p[0] == '-') {
		negative = 1;
		d = span_sub(d, 1, d.n);
	}
	if (d.n == 0 || (d.n > 1 && d.p[0] == '0'))
		return (error_set(e, ERR_SYNTAX, "not a number"));
	for (i = 0; i < d.n; i++) {
		if (d.p[i] < '0' || d.p[i] > '9')
			return (error_set(e, ERR_SYNTAX, "not a number"));
		/* Counted downwards, so that INT64_MIN is reached. */
		if (__builtin_mul_overflow(v, (int64_t)10, &v) ||
		    __builtin_sub_overflow(v, (int64_t)(d.p[i] - '0'), &v))
			goto range;
	}
	if (!negative && __builtin_sub_overflow((int64_t)0, v, &v))
		goto range;
	if (v < min || v > max)
		goto range;
	*out = v;
	return (0);
range:
	return (error_set(e, ERR_LIMIT, "number outside %" PRId64 "..%" PRId64,
	    min, max));
}

int
num_parse_hex(struct span s, uint64_t max, uint64_t *out, struct error *e)
{
	uint64_t v = 0;
	size_t i;
	uint8_t c;

	if (s.n == 0 || s.n > 16)
		return (error_set(e, ERR_SYNTAX, "not a hexadecimal number"));
	for (i = 0; i < s.n; i++) {
		c = s.p[i];
		if (c >= '0' && c <= '9')
			c = (uint8_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			c = (uint8_t)(c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			c = (uint8_t)(c - 'A' + 10);
		else
			return (error_set(e, ERR_SYNTAX,
			    "not a hexadecimal number"));
		v = v << 4 | c;
	}
	if (v > max)
		return (error_set(e, ERR_LIMIT, "number above %" PRIx64, max));
	*out = v;
	return (0);
}
