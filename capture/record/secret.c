#include <stdlib.h>
#include <string.h>

#include "capture/record/secret.h"
#include "store/base/codec.h"

struct secret {
	char *name;
	uint8_t *p;
	size_t n;
};

static bool
known(const struct secrets *s, struct span value)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (span_eq((struct span){ s->v[i].p, s->v[i].n }, value))
			return (true);
	return (false);
}

static int
add_form(struct secrets *s, const char *name, struct span value,
    struct error *e)
{
	struct secret *v;

	if (value.n < SECRET_MIN || known(s, value))
		return (0);
	if (s->n == SECRETS_MAX)
		return (error_set(e, ERR_LIMIT, "more than %d secrets",
		    SECRETS_MAX));
	v = reallocarray(s->v, s->n + 1, sizeof(*v));
	if (v == NULL)
		return (error_nomem(e));
	s->v = v;
	v += s->n;
	v->n = value.n;
	v->name = strdup(name);
	v->p = (uint8_t *)span_str(value);
	if (v->name == NULL || v->p == NULL) {
		free(v->name);
		free(v->p);
		return (error_nomem(e));
	}
	s->n++;
	return (0);
}

static int
digit(uint8_t c)
{

	if (c >= '0' && c <= '9')
		return (c - '0');
	c |= 0x20;
	return (c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1);
}

static void
decode(struct span value, struct buf *out)
{
	size_t i;
	int a, b;

	for (i = 0; i < value.n; i++) {
		if (value.p[i] == '%' && i + 2 < value.n &&
		    (a = digit(value.p[i + 1])) >= 0 &&
		    (b = digit(value.p[i + 2])) >= 0) {
			buf_putc(out, (uint8_t)(a * 16 + b));
			i += 2;
		} else
			buf_putc(out, value.p[i]);
	}
}

int
secrets_add(struct secrets *s, const char *name, struct span value,
    struct error *e)
{
	struct buf other = BUF_INIT((size_t)64 * 1024);
	int rc = -1;

	if (add_form(s, name, value, e) != 0)
		goto out;
	codec_percent(&other, value);
	if (buf_ok(&other, e) != 0 ||
	    add_form(s, name, buf_span(&other), e) != 0)
		goto out;
	buf_reset(&other);
	decode(value, &other);
	if (buf_ok(&other, e) != 0 ||
	    add_form(s, name, buf_span(&other), e) != 0)
		goto out;
	rc = 0;
out:
	buf_free(&other);
	return (rc);
}

/* The first place in ${in} where a value stands; the longest one there. */
static const uint8_t *
first(const struct secrets *s, struct span in, const struct secret **which)
{
	const uint8_t *found = NULL, *at;
	size_t i;

	for (i = 0; in.p != NULL && i < s->n; i++) {
		at = memmem(in.p, in.n, s->v[i].p, s->v[i].n);
		if (at == NULL || (found != NULL && (at > found ||
		    (at == found && s->v[i].n <= (*which)->n))))
			continue;
		found = at;
		*which = &s->v[i];
	}
	return (found);
}

size_t
secrets_clean(const struct secrets *s, struct span in, struct buf *out)
{
	const struct secret *which = NULL;
	const uint8_t *at;
	size_t n = 0, before;

	while ((at = first(s, in, &which)) != NULL) {
		before = (size_t)(at - in.p);
		buf_put(out, in.p, before);
		buf_puts(out, "withheld");
		in = span_sub(in, before + which->n, in.n);
		n++;
	}
	buf_putspan(out, in);
	return (n);
}

const char *
secrets_in(const struct secrets *s, struct span in)
{
	const struct secret *which = NULL;

	return (first(s, in, &which) == NULL ? NULL : which->name);
}

size_t
secrets_longest(const struct secrets *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->n; i++)
		if (s->v[i].n > n)
			n = s->v[i].n;
	return (n);
}

void
secrets_free(struct secrets *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		free(s->v[i].name);
		free(s->v[i].p);
	}
	free(s->v);
	*s = (struct secrets){ NULL, 0 };
}
