#include <string.h>

#include "store/base/json_part.h"

static int
fault(const struct json_part *p, const char *what, struct error *e)
{

	(void)error_set(e, ERR_SYNTAX, "JSON: %s", what);
	return (error_at(e, NULL, (int64_t)p->at));
}

/* The next byte after blanks; NUL at the end. */
static uint8_t
peek(struct json_part *p)
{

	while (p->at < p->all.n && p->all.p[p->at] != '\0' &&
	    strchr(" \t\r\n", p->all.p[p->at]) != NULL)
		p->at++;
	return (p->at < p->all.n ? p->all.p[p->at] : '\0');
}

/* Past the string that begins here; false: it has no end. */
static bool
skip_string(struct json_part *p)
{

	for (p->at++; p->at < p->all.n; p->at++) {
		if (p->all.p[p->at] == '\\')
			p->at++;
		else if (p->all.p[p->at] == '"') {
			p->at++;
			return (true);
		}
	}
	p->at = p->all.n;
	return (false);
}

/* Past as many brackets as were opened, of whatever kind. */
static bool
skip_nested(struct json_part *p)
{
	size_t depth = 0;

	while (p->at < p->all.n) {
		switch (p->all.p[p->at]) {
		case '"':
			if (!skip_string(p))
				return (false);
			continue;
		case '{':
		case '[':
			depth++;
			break;
		case '}':
		case ']':
			depth--;
			break;
		default:
			break;
		}
		p->at++;
		if (depth == 0)
			return (true);
	}
	return (false);
}

static bool
skip_value(struct json_part *p)
{
	uint8_t c = peek(p);

	if (c == '"')
		return (skip_string(p));
	if (c == '{' || c == '[')
		return (skip_nested(p));
	while (p->at < p->all.n && (p->all.p[p->at] == '\0' ||
	    strchr(",]} \t\r\n", p->all.p[p->at]) == NULL))
		p->at++;
	return (true);
}

static int
cut(struct json_part *p, struct span *out, struct error *e)
{
	size_t from;

	(void)peek(p);
	from = p->at;
	if (!skip_value(p) || p->at == from)
		return (fault(p, "no value", e));
	*out = span_sub(p->all, from, p->at - from);
	return (0);
}

int
json_part_open(struct json_part *p, struct span s, char kind,
    struct error *e)
{

	*p = (struct json_part){ .all = s, .end = kind == '{' ? '}' : ']' };
	if (peek(p) != (uint8_t)kind)
		return (fault(p, kind == '{' ? "no object" : "no list", e));
	p->at++;
	return (0);
}

int
json_part_next(struct json_part *p, struct span *name, struct span *value,
    struct error *e)
{
	uint8_t c = peek(p);

	*name = (struct span){ p->all.p, 0 };
	if (c == p->end) {
		p->at++;
		(void)peek(p);
		return (p->at == p->all.n ? 0 :
		    fault(p, "something after the value", e));
	}
	if (p->begun) {
		if (c != ',')
			return (fault(p, "no comma", e));
		p->at++;
	}
	p->begun = true;
	if (p->end == '}') {
		if (peek(p) != '"')
			return (fault(p, "no name", e));
		if (cut(p, name, e) != 0)
			return (-1);
		if (peek(p) != ':')
			return (fault(p, "no colon", e));
		p->at++;
	}
	return (cut(p, value, e) == 0 ? 1 : -1);
}

size_t
json_part_values(struct span s)
{
	struct json_part p = { .all = s };
	size_t n = 1;

	while (p.at < s.n) {
		if (s.p[p.at] == '"') {
			(void)skip_string(&p);
			continue;
		}
		n += s.p[p.at] == ',' || s.p[p.at] == '{' ||
		    s.p[p.at] == '[';
		p.at++;
	}
	return (n);
}
