#include <string.h>

#include "store/base/json.h"
#include "store/facts/facts_internal.h"

#define LD_MAX		2000	/* objects of JSON-LD in a document */
#define WALK_DEPTH_MAX	JSON_LAX_DEPTH_MAX
#define SCRIPTS_MAX	500	/* looked into for one marker */

/* What the error of a reading means for the document. */
static void
told(struct doc_core *c, const struct error *e)
{

	if (e->code == ERR_NOMEM)
		c->arena.nomem = true;
	else if (e->code == ERR_LIMIT)
		c->source->cut = true;
}

json_t *
doc_json(struct doc *d, const xmlNode *node, size_t from, struct span s)
{
	struct doc_core *c = d->core;
	struct error e = ERROR_INIT;
	struct doc_json *one;

	for (one = c->read; one != NULL; one = one->next)
		if (one->node == node && one->from == from)
			return (one->j);
	if ((one = arena_get(&c->arena, sizeof(*one))) == NULL)
		return (NULL);
	one->node = node;
	one->from = from;
	one->j = json_read_lax(s, JSON_LAX_DEPTH_MAX, JSON_LAX_PARTS_MAX, &e);
	one->next = c->read;
	c->read = one;
	told(c, &e);
	return (one->j);
}

json_t *
doc_json_inner(struct doc *d, struct span s, bool more)
{
	struct error e = ERROR_INIT;
	json_t *j;

	if (s.p == NULL)
		return (NULL);
	j = json_read_flags(s, JSON_ALLOW_NUL |
	    (more ? JSON_DISABLE_EOF_CHECK : 0), &e);
	told(d->core, &e);
	return (j);
}

/* A script's text without what hides it from old browsers. */
static struct span
bare(struct span s)
{
	static const char *const marks[] = { "<!--", "//<![CDATA[",
	    "/*<![CDATA[*/", "<![CDATA[" };

	s = span_trim(s);
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (span_starts(s, marks[i]))
			s = span_trim(span_sub(s, strlen(marks[i]), s.n));
	return (s);
}

json_t *
doc_script(struct doc *d, const char *xpath)
{
	xmlNode *n = doc_find(d, NULL, xpath);

	if (n == NULL)
		return (NULL);
	return (doc_json(d, n, 0, bare(doc_content(d, n))));
}

static ptrdiff_t
find_text(struct span s, const char *mark)
{
	size_t n = strlen(mark), i = 0;
	const uint8_t *p;

	while (i + n <= s.n &&
	    (p = memchr(s.p + i, mark[0], s.n - n - i + 1)) != NULL) {
		if (memcmp(p, mark, n) == 0)
			return (p - s.p);
		i = (size_t)(p - s.p) + 1;
	}
	return (-1);
}

json_t *
doc_script_after(struct doc *d, const char *marker)
{

	return (doc_script_after_at(d, marker, NULL));
}

json_t *
doc_script_after_at(struct doc *d, const char *marker, const char **at)
{
	struct nodes all = doc_find_all(d, NULL, "//script[not(@src)]");
	struct span s;
	ptrdiff_t i;

	for (size_t k = 0; k < all.n && k < SCRIPTS_MAX; k++) {
		s = doc_content(d, all.p[k]);
		if (s.n == 0 || *marker == '\0' ||
		    (i = find_text(s, marker)) < 0)
			continue;
		i += (ptrdiff_t)strlen(marker);
		if (at != NULL)
			*at = doc_printf(d, "%s#", doc_path(d, all.p[k]));
		return (doc_json(d, all.p[k], (size_t)i,
		    span_trim(span_sub(s, (size_t)i, s.n))));
	}
	return (NULL);
}

/* --- JSON-LD --- */

static void
ld_add(struct doc *d, json_t *j, const char *at)
{
	struct doc_core *c = d->core;
	bool ok = true;

	if (!json_is_object(j) || at == NULL)
		return;
	if (c->n_ld >= LD_MAX) {
		c->source->cut = true;
		return;
	}
	json_add(c->ld, json_incref(j), &ok);
	if (!ok)
		c->arena.nomem = true;
	else
		c->ld_at[c->n_ld++] = at;
}

/* An object, its graph, or an array of them. */
static void
ld_flatten(struct doc *d, json_t *j, const char *at)
{
	json_t *one, *graph;
	size_t i, k;

	if (json_is_array(j)) {
		json_array_foreach(j, i, one) {
			graph = json_object_get(one, "@graph");
			if (!json_is_array(graph)) {
				ld_add(d, one, doc_printf(d, "%s/%zu", at, i));
				continue;
			}
			for (k = 0; k < json_array_size(graph); k++)
				ld_add(d, json_array_get(graph, k),
				    doc_printf(d, "%s/%zu/@graph/%zu", at, i,
				    k));
		}
		return;
	}
	graph = json_object_get(j, "@graph");
	if (!json_is_array(graph)) {
		ld_add(d, j, at);
		return;
	}
	json_array_foreach(graph, i, one)
		ld_add(d, one, doc_printf(d, "%s/@graph/%zu", at, i));
}

static void
ld_look(struct doc *d)
{
	struct doc_core *c = d->core;
	struct nodes all;

	c->ld_done = true;
	c->ld_at = arena_get(&c->arena, LD_MAX * sizeof(*c->ld_at));
	if ((c->ld = json_array()) == NULL)
		c->arena.nomem = true;
	if (c->ld == NULL || c->ld_at == NULL)
		return;
	all = doc_find_all(d, NULL, "//script[contains(translate(@type,"
	    "'ABCDEFGHIJKLMNOPQRSTUVWXYZ','abcdefghijklmnopqrstuvwxyz'),"
	    "'application/ld+json')]");
	for (size_t i = 0; i < all.n; i++)
		ld_flatten(d, doc_json(d, all.p[i], 0, bare(doc_content(d,
		    all.p[i]))), doc_printf(d, "%s#", doc_path(d, all.p[i])));
}

json_t *
doc_ld(struct doc *d, size_t nth)
{

	if (!d->core->ld_done)
		ld_look(d);
	return (json_array_get(d->core->ld, nth));
}

const char *
doc_ld_at(struct doc *d, size_t nth)
{

	if (!d->core->ld_done)
		ld_look(d);
	return (nth < d->core->n_ld ? d->core->ld_at[nth] : "");
}

/* --- In JSON --- */

/* Whether ${part}, in which "~1" is '/' and "~0" is '~', is ${key}. */
static json_t *
member(json_t *j, struct span part)
{
	char key[256];
	size_t n = 0, i, at = 0;

	if (json_is_array(j)) {
		if (part.n == 0 || part.n > 9 ||
		    (part.n > 1 && part.p[0] == '0'))
			return (NULL);
		for (i = 0; i < part.n; i++) {
			if (part.p[i] < '0' || part.p[i] > '9')
				return (NULL);
			at = at * 10 + (size_t)(part.p[i] - '0');
		}
		return (json_array_get(j, at));
	}
	for (i = 0; i < part.n; i++, n++) {
		if (n + 1 >= sizeof(key))
			return (NULL);
		key[n] = (char)part.p[i];
		if (part.p[i] == '~' && i + 1 < part.n &&
		    (part.p[i + 1] == '0' || part.p[i + 1] == '1'))
			key[n] = part.p[++i] == '1' ? '/' : '~';
	}
	key[n] = '\0';
	return (json_object_get(j, key));
}

json_t *
json_at(json_t *j, const char *pointer)
{
	struct span rest = span_of(pointer), part;
	ptrdiff_t end;

	while (j != NULL && rest.n > 0) {
		if (rest.p[0] != '/')
			return (NULL);
		rest = span_sub(rest, 1, rest.n);
		end = span_find(rest, '/');
		part = span_sub(rest, 0, end < 0 ? rest.n : (size_t)end);
		rest = span_sub(rest, part.n, rest.n);
		j = member(j, part);
	}
	return (j);
}

struct walk {
	json_t *j;
	void *iter;
	size_t i;
};

/* The next member or element of what ${w} walks; ${key} is its name. */
static json_t *
step(struct walk *w, const char **key)
{
	json_t *j;

	*key = NULL;
	if (json_is_array(w->j))
		return (json_array_get(w->j, w->i++));
	w->iter = w->iter == NULL && w->i == 0 ? json_object_iter(w->j) :
	    w->iter == NULL ? NULL : json_object_iter_next(w->j, w->iter);
	w->i = 1;
	if (w->iter == NULL)
		return (NULL);
	*key = json_object_iter_key(w->iter);
	j = json_object_iter_value(w->iter);
	return (j);
}

json_t *
json_find_key(json_t *j, const char *key, size_t nth)
{
	struct walk stack[WALK_DEPTH_MAX + 1];
	const char *name;
	size_t depth = 0;
	json_t *one;

	if (!json_is_object(j) && !json_is_array(j))
		return (NULL);
	stack[depth++] = (struct walk){ j, NULL, 0 };
	while (depth > 0) {
		one = step(&stack[depth - 1], &name);
		if (one == NULL) {
			depth--;
			continue;
		}
		if (name != NULL && strcmp(name, key) == 0 && nth-- == 0)
			return (one);
		if ((json_is_object(one) || json_is_array(one)) &&
		    depth <= WALK_DEPTH_MAX)
			stack[depth++] = (struct walk){ one, NULL, 0 };
	}
	return (NULL);
}

struct span
doc_json_text(struct doc *d, const json_t *j)
{
	char text[64];
	size_t n;
	double v;

	if (json_is_string(j))
		return ((struct span){ (const uint8_t *)json_string_value(j),
		    json_string_length(j) });
	if (json_is_integer(j))
		return (span_of(doc_printf(d, "%" JSON_INTEGER_FORMAT,
		    json_integer_value(j))));
	if (json_is_real(j)) {
		v = json_real_value(j);
		if (v > -9e15 && v < 9e15 && v == (double)(int64_t)v)
			return (span_of(doc_printf(d, "%lld",
			    (long long)v)));
		n = json_dumpb(j, text, sizeof(text), JSON_ENCODE_ANY |
		    JSON_REAL_PRECISION(16));
		if (n > 0 && n < sizeof(text))
			return (arena_span(&d->core->arena, (struct span){
			    (const uint8_t *)text, n }));
	}
	return ((struct span){ NULL, 0 });
}
