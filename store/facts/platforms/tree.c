#include <string.h>

#include "store/base/buf.h"
#include "store/base/num.h"
#include "store/facts/platforms/parts.h"

#define REAL_WHOLE	9007199254740992.0	/* reals below are exact */
#define LINES_MAX	1000	/* values of a body, one a line */
#define POINTER_MAX	((size_t)4096)	/* bytes of a JSON pointer */

void
tree_start(struct tree *t, json_t *root)
{

	memset(t, 0, sizeof *t);
	t->last = root;
	/* The first tree_next gives the root itself. */
	t->seen = root == NULL ? TREE_NODES : 0;
}

/* The next value below the innermost level, or NULL. */
static json_t *
below(struct tree_level *l)
{

	if (json_is_array(l->j))
		return (json_array_get(l->j, l->i++));
	l->iter = l->iter == NULL ? json_object_iter(l->j) :
	    json_object_iter_next(l->j, l->iter);
	return (json_object_iter_value(l->iter));
}

static void
enter(struct tree *t, json_t *j)
{

	if (t->n >= TREE_DEEP)
		return;
	memset(&t->up[t->n], 0, sizeof t->up[t->n]);
	t->up[t->n++].j = j;
}

json_t *
tree_next(struct tree *t)
{
	json_t *j;

	if (t->seen == 0) {
		t->seen = 1;
		return (t->last);
	}
	if (t->last != NULL && (json_is_object(t->last) ||
	    json_is_array(t->last)))
		enter(t, t->last);
	t->last = NULL;
	while (t->n > 0 && t->seen < TREE_NODES) {
		t->seen++;
		j = below(&t->up[t->n - 1]);
		if (j == NULL)
			t->n--;
		else if (json_is_object(j) || json_is_array(j)) {
			t->last = j;
			return (j);
		}
	}
	return (NULL);
}

static const char *
level_key(const struct tree_level *l)
{

	return (json_is_object(l->j) && l->iter != NULL ?
	    json_object_iter_key(l->iter) : NULL);
}

const char *
tree_key(const struct tree *t)
{

	return (t->n == 0 ? NULL : level_key(&t->up[t->n - 1]));
}

bool
tree_under(const struct tree *t, const char *key)
{
	const char *k;
	size_t i;

	for (i = 0; i < t->n; i++) {
		k = level_key(&t->up[i]);
		if (k != NULL && strcmp(k, key) == 0)
			return (true);
	}
	return (false);
}

static void
put_token(struct buf *b, const char *s)
{

	for (; *s != '\0'; s++) {
		if (*s == '~')
			buf_puts(b, "~0");
		else if (*s == '/')
			buf_puts(b, "~1");
		else
			buf_putc(b, (uint8_t)*s);
	}
}

const char *
tree_at(const struct tree *t, struct doc *d, const char *where)
{
	struct buf b = BUF_INIT(POINTER_MAX);
	const char *k, *at;
	size_t i;

	for (i = 0; i < t->n; i++) {
		buf_putc(&b, '/');
		if ((k = level_key(&t->up[i])) != NULL)
			put_token(&b, k);
		else
			buf_printf(&b, "%zu", t->up[i].i - 1);
	}
	at = doc_printf(d, "%s%s", where, buf_str(&b));
	buf_free(&b);
	return (at);
}

void
parts_walk(struct doc *d, json_t *root, const char *where,
    parts_visit *visit, void *arg)
{
	struct tree t;
	json_t *j;

	tree_start(&t, root);
	while ((j = tree_next(&t)) != NULL)
		visit(d, &t, j, where, arg);
}

void
parts_scripts(struct doc *d, const char *xpath, parts_visit *visit,
    void *arg)
{
	struct nodes all;
	const char *path;
	size_t i;

	all = doc_find_all(d, NULL, xpath);
	for (i = 0; i < all.n; i++) {
		path = doc_path(d, all.p[i]);
		if (path != NULL)
			parts_walk(d, doc_script(d, path), doc_printf(d,
			    "%s#", path), visit, arg);
	}
}

json_t *
parts_after(struct doc *d, const char *marker, parts_visit *visit, void *arg)
{
	const char *at = "";
	json_t *j;

	j = doc_script_after_at(d, marker, &at);
	parts_walk(d, j, at, visit, arg);
	return (j);
}

void
parts_after_all(struct doc *d, const char *marker, parts_visit *visit,
    void *arg)
{
	struct nodes all;
	struct span s;
	json_t *j;
	size_t i;

	all = doc_find_all(d, NULL, "//script[not(@src)]");
	for (i = 0; i < all.n; i++) {
		s = parts_between(doc_content(d, all.p[i]), marker, NULL);
		j = doc_json_inner(d, s, true);
		parts_walk(d, j, doc_printf(d, "%s#", doc_path(d, all.p[i])),
		    visit, arg);
		json_decref(j);
	}
}

void
parts_lines(struct doc *d, parts_visit *visit, void *arg)
{
	static const char *const guards[] = { ")]}'", "for (;;);",
	    "while(1);", NULL };
	struct span rest, line;
	json_t *j;
	size_t i, n;

	rest = span_trim(d->s->body);
	for (i = 0; guards[i] != NULL; i++)
		if (span_starts(rest, guards[i]))
			rest = span_trim(span_sub(rest, strlen(guards[i]),
			    rest.n));
	if ((j = doc_json_inner(d, rest, false)) != NULL) {
		parts_walk(d, j, "", visit, arg);
		json_decref(j);
		return;
	}
	for (n = 0; n < LINES_MAX && span_line(&rest, &line); n++) {
		if ((j = doc_json_inner(d, line, false)) == NULL)
			continue;
		parts_walk(d, j, doc_printf(d, "line %zu#", n + 1), visit,
		    arg);
		json_decref(j);
	}
}

bool
parts_whole(const json_t *j, int64_t *out)
{
	double v;

	if (json_is_integer(j)) {
		*out = json_integer_value(j);
		return (true);
	}
	if (json_is_real(j)) {
		v = json_real_value(j);
		if (!(v > -REAL_WHOLE && v < REAL_WHOLE))
			return (false);
		*out = (int64_t)v;
		return ((double)*out == v);
	}
	if (json_is_string(j))
		return (num_parse(span_of(json_string_value(j)), INT64_MIN,
		    INT64_MAX, out, NULL) == 0);
	return (false);
}

struct span
parts_id(struct doc *d, const json_t *j)
{
	struct span none = { NULL, 0 };
	int64_t v;

	if (json_is_string(j)) {
		/* Also those that no signed number holds. */
		if (parts_digits(span_of(json_string_value(j)), 1, 20) &&
		    json_string_value(j)[0] != '0')
			return (span_of(json_string_value(j)));
		return (none);
	}
	if (!parts_whole(j, &v) || v <= 0)
		return (none);
	return (span_of(doc_printf(d, "%lld", (long long)v)));
}

struct span
parts_text(json_t *o, const char *pointer)
{
	struct span s, none = { NULL, 0 };
	json_t *j;

	j = json_at(o, pointer);
	if (!json_is_string(j))
		return (none);
	s.p = (const uint8_t *)json_string_value(j);
	s.n = json_string_length(j);
	return (s.n > 0 ? s : none);
}

struct item *
parts_post(struct doc *d, const char *platform, enum relation rel,
    struct span id)
{
	struct item *i;

	i = item_post(d, rel, id);
	item_platform(d, i, platform);
	return (i);
}

struct item *
parts_author(struct doc *d, const char *platform, struct item *of,
    struct span id)
{
	struct item *i;

	i = item_author(d, of, id);
	item_platform(d, i, platform);
	return (i);
}

void
parts_put(struct doc *d, struct item *i, enum fact f, json_t *o,
    const char *pointer, const char *at)
{
	json_t *j;
	int64_t v;

	j = json_at(o, pointer);
	if (json_is_string(j) ? json_string_length(j) > 0 :
	    json_is_boolean(j) || (parts_whole(j, &v) && v >= 0))
		fact_put_json(d, i, f, o, pointer, at);
}

void
parts_put_epoch(struct doc *d, struct item *i, enum fact f, json_t *o,
    const char *pointer, int64_t per_s, const char *at)
{
	int64_t v;

	if (parts_whole(json_at(o, pointer), &v) && v > 0)
		fact_put_epoch(d, i, f, span_of(doc_printf(d, "%lld",
		    (long long)v)), per_s, "%s%s", at, pointer);
}

void
parts_put_time(struct doc *d, struct item *i, enum fact f, json_t *o,
    const char *pointer, const char *at)
{

	fact_put_time(d, i, f, parts_text(o, pointer), "%s%s", at, pointer);
}

void
parts_put_url(struct doc *d, struct item *i, enum fact f, json_t *o,
    const char *pointer, const char *at)
{
	struct span s;

	s = parts_text(o, pointer);
	if (s.p == NULL)
		return;
	/* "example.org/x" is what was written, not a place on this site. */
	fact_put_raw(d, i, f, s.p[0] == '/' || parts_find(s, "://") > 0 ?
	    doc_url(d, s) : s, s, "%s%s", at, pointer);
}
