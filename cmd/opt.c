#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/opt.h"
#include "cmd/say.h"
#include "store/base/num.h"

#define HELP_COLUMN	26	/* where the explanations begin */

static size_t
count(const struct opt *opts)
{
	size_t n = 0;

	while (opts[n].kind != OPT_END)
		n++;
	return (n);
}

/* The option that ${arg} names; ${*value}: what follows a "=", or NULL. */
static size_t
find(const struct opt *opts, const char *arg, const char **value)
{
	size_t i, n;

	*value = NULL;
	for (i = 0; opts[i].kind != OPT_END; i++) {
		if (opts[i].brief != NULL && strcmp(arg, opts[i].brief) == 0)
			return (i);
		n = strlen(opts[i].name);
		if (strncmp(arg, opts[i].name, n) != 0)
			continue;
		if (arg[n] == '=' && opts[i].kind != OPT_FLAG) {
			*value = arg + n + 1;
			return (i);
		}
		if (arg[n] == '\0')
			return (i);
	}
	return (i);
}

/* The factor that the last letter stands for; it is taken off. */
static int64_t
unit(struct span *s)
{
	int64_t factor;

	if (s->n == 0)
		return (1);
	switch (s->p[s->n - 1]) {
	case 'K':
		factor = INT64_C(1) << 10;
		break;
	case 'M':
		factor = INT64_C(1) << 20;
		break;
	case 'G':
		factor = INT64_C(1) << 30;
		break;
	default:
		return (1);
	}
	s->n--;
	return (factor);
}

static int
number(const struct opt *o, const char *text, int64_t *out)
{
	struct span s = span_of(text);
	int64_t factor = 1;

	if (o->kind == OPT_SIZE)
		factor = unit(&s);
	if (num_parse(s, 0, o->max, out, NULL) != 0 ||
	    __builtin_mul_overflow(*out, factor, out) ||
	    *out < o->min || *out > o->max)
		return (-1);
	return (0);
}

/* Note a value; NULL, or why it cannot be. */
static const char *
take(struct args *a, size_t i, const char *value)
{
	const struct opt *o = &a->opts[i];
	int64_t v;
	size_t n = 0;

	if ((o->kind == OPT_NUMBER || o->kind == OPT_SIZE) &&
	    number(o, value, &v) != 0)
		return (_("not a number that can be used here"));
	while (a->values[i][n] != NULL)
		n++;
	if (n > 0 && !o->repeat && o->kind != OPT_FLAG)
		return (_("given twice"));
	if (n == 0 || o->repeat)
		a->values[i][n] = value;
	return (NULL);
}

static int
make_room(struct args *a, const struct opt *opts, size_t argc)
{
	size_t n = count(opts), i;

	*a = (struct args){ .opts = opts };
	if ((a->values = calloc(n + 1, sizeof(*a->values))) == NULL ||
	    (a->rest = calloc(argc + 1, sizeof(*a->rest))) == NULL)
		return (-1);
	for (i = 0; i < n; i++)
		if ((a->values[i] = calloc(argc + 1,
		    sizeof(*a->values[i]))) == NULL)
			return (-1);
	return (0);
}

static int
wrong(const char **why, const char **word, const char *text, const char *arg)
{

	*why = text;
	*word = arg;
	return (1);
}

int
args_read(struct args *a, const struct opt *opts, int argc,
    char *const argv[], const char **why, const char **word)
{
	const char *value, *text;
	bool ended = false;
	size_t w;
	int i;

	if (make_room(a, opts, (size_t)argc) != 0)
		return (-1);
	for (i = 1; i < argc; i++) {
		if (ended || argv[i][0] != '-' || argv[i][1] == '\0') {
			a->rest[a->n++] = argv[i];
			continue;
		}
		if (strcmp(argv[i], "--") == 0) {
			ended = true;
			continue;
		}
		w = find(opts, argv[i], &value);
		if (opts[w].kind == OPT_END)
			return (wrong(why, word, _("no such option"),
			    argv[i]));
		if (opts[w].kind == OPT_FLAG)
			value = argv[i];
		else if (value == NULL && (value = argv[++i]) == NULL)
			return (wrong(why, word, _("a value is missing"),
			    argv[i - 1]));
		if ((text = take(a, w, value)) != NULL)
			return (wrong(why, word, text, value));
	}
	return (0);
}

void
args_free(struct args *a)
{
	size_t i;

	for (i = 0; a->values != NULL && i < count(a->opts); i++)
		free(a->values[i]);
	free(a->values);
	free(a->rest);
}

static size_t
index_of(const struct args *a, const char *name)
{
	size_t i = 0;

	while (a->opts[i].kind != OPT_END && strcmp(a->opts[i].name, name) != 0)
		i++;
	/* Asked for an option that the table lacks: a fault of ours. */
	if (a->opts[i].kind == OPT_END)
		abort();
	return (i);
}

bool
args_has(const struct args *a, const char *name)
{

	return (a->values[index_of(a, name)][0] != NULL);
}

const char *
args_text(const struct args *a, const char *name)
{

	return (a->values[index_of(a, name)][0]);
}

const char *const *
args_list(const struct args *a, const char *name)
{
	const char *const *list = a->values[index_of(a, name)];

	return (list[0] != NULL ? list : NULL);
}

int64_t
args_number(const struct args *a, const char *name, int64_t other)
{
	size_t i = index_of(a, name);
	int64_t v;

	if (a->values[i][0] == NULL ||
	    number(&a->opts[i], a->values[i][0], &v) != 0)
		return (other);
	return (v);
}

void
opt_help(const struct opt *opts)
{
	const struct opt *o;
	char left[80];

	for (o = opts; o->kind != OPT_END; o++) {
		(void)snprintf(left, sizeof(left), "%s%s%s%s%s",
		    o->brief != NULL ? o->brief : "",
		    o->brief != NULL ? ", " : "", o->name,
		    o->arg != NULL ? " " : "",
		    o->arg != NULL ? _(o->arg) : "");
		say_row(left, _(o->help), HELP_COLUMN);
	}
}
