#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/json_part.h"
#include "store/dossier/dossier.h"
#include "store/dossier/take.h"

/* A dossier that was read, with what its texts point into. */
struct doc {
	struct dossier d;	/* first: dossier_free() gets its address */
	json_t *head;		/* all members but the two lists */
	struct span exhibits;	/* those, in the text that is read; p NULL: */
	struct span missing;	/* ... absent */
	char *texts;		/* of the lists; none is longer than as JSON */
	size_t n;
};

/* A text of an element that is about to go. */
static void
keep_text(struct doc *c, const char **s)
{
	size_t n;

	if (*s == NULL)
		return;
	n = strlen(*s) + 1;
	memcpy(c->texts + c->n, *s, n);
	*s = c->texts + c->n;
	c->n += n;
}

/* Before a tree is made of it. */
static int
check_size(struct span part, struct error *e)
{

	if (part.n > DOSSIER_PART_MAX)
		return (error_set(e, ERR_LIMIT, "%zu bytes", part.n));
	if (json_part_values(part) > DOSSIER_VALUES_MAX)
		return (error_set(e, ERR_LIMIT, "more than %d values",
		    DOSSIER_VALUES_MAX));
	return (0);
}

/* ---- the members ---- */

/* ${name} as text, and that it is the first so called. */
static int
take_name(const struct doc *c, struct span name, json_t **out,
    struct error *e)
{
	json_t *j = json_read(name, e);

	if (j == NULL)
		return (-1);
	*out = j;
	if (strlen(json_string_value(j)) == json_string_length(j) &&
	    json_object_get(c->head, json_string_value(j)) == NULL)
		return (0);
	return (error_set(e, ERR_SYNTAX, "JSON: a member twice, or with NUL"));
}

/* A list is kept as bytes, read entry by entry; in the head null stands for
 * it. */
static int
take_member(struct doc *c, const char *name, struct span value,
    struct error *e)
{
	struct span *list = strcmp(name, "exhibits") == 0 ? &c->exhibits :
	    strcmp(name, "missing") == 0 ? &c->missing : NULL;
	json_t *j;

	if (list == NULL && check_size(value, e) != 0)
		return (error_context(e, "%.100s", name));
	if (list != NULL)
		*list = value;
	j = list != NULL ? json_null() : json_read(value, e);
	if (j == NULL)
		return (-1);
	return (json_object_set_new(c->head, name, j) != 0 ?
	    error_nomem(e) : 0);
}

static int
take_members(struct doc *c, struct span s, struct error *e)
{
	struct json_part p;
	struct span name, value;
	json_t *key;
	int got, rc;

	if ((c->head = json_object()) == NULL)
		return (error_nomem(e));
	if (json_part_open(&p, s, '{', e) != 0)
		return (-1);
	while ((got = json_part_next(&p, &name, &value, e)) == 1) {
		if (json_object_size(c->head) == DOSSIER_MEMBERS_MAX)
			return (error_set(e, ERR_LIMIT,
			    "more than %d members", DOSSIER_MEMBERS_MAX));
		key = NULL;
		rc = take_name(c, name, &key, e);
		if (rc == 0)
			rc = take_member(c, json_string_value(key), value, e);
		json_decref(key);
		if (rc != 0)
			return (error_at(e, NULL, (int64_t)(value.p - s.p)));
	}
	return (got);
}

/* ---- what they say ---- */

static int
take_uuid(const json_t *j, char out[static UUID_TEXT], struct error *e)
{
	static const char form[] = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
	const char *s;
	size_t i;

	if (take_text(j, "uuid", TAKE_MUST, &s, e) != 0)
		return (-1);
	if (strlen(s) != UUID_TEXT - 1)
		return (take_bad("uuid", e));
	for (i = 0; form[i] != '\0'; i++)
		if (form[i] == 'x' ? strchr("0123456789abcdef", s[i]) == NULL :
		    form[i] == 'y' ? strchr("89ab", s[i]) == NULL :
		    form[i] != s[i])
			return (take_bad("uuid", e));
	memcpy(out, s, UUID_TEXT);
	return (0);
}

static int
take_head(const json_t *j, struct dossier *d, struct error *e)
{
	const char *format, *kind;
	int64_t version = 0, event = 0;

	if (take_text(j, "format", TAKE_MUST, &format, e) != 0)
		return (-1);
	if (strcmp(format, "constat-dossier") != 0)
		return (take_bad("format", e));
	if (take_whole(j, "version", TAKE_MUST, 1, &version, e) != 0)
		return (-1);
	if (version != 1)
		return (error_set(e, ERR_UNSUPPORTED,
		    "a dossier of version %lld", (long long)version));
	if (take_uuid(j, d->uuid, e) != 0 ||
	    take_text(j, "kind", TAKE_MUST, &kind, e) != 0 ||
	    take_time(j, "created", TAKE_MUST, &d->created, e) != 0 ||
	    take_text(j, "log", TAKE_MUST, &d->log, e) != 0 ||
	    take_whole(j, "event", TAKE_MUST, 1, &event, e) != 0 ||
	    take_whole(j, "report", TAKE_MAY, 1, &d->report, e) != 0 ||
	    take_text(j, "why", TAKE_MAY, &d->why, e) != 0)
		return (-1);
	d->event = (uint64_t)event;
	d->kind = strcmp(kind, "transfer") == 0 ? DOSSIER_TRANSFER :
	    DOSSIER_EXPORT;
	return (strcmp(kind, dossier_kind_name(d->kind)) != 0 ?
	    take_bad("kind", e) : 0);
}

static int
take_people(const json_t *j, struct dossier *d, struct error *e)
{
	const json_t *o;

	if (take_object(j, "case", TAKE_MAY, &d->case_data, e) != 0 ||
	    (d->case_data != NULL && take_text(d->case_data, "name", TAKE_MUST,
	    &d->case_name, e) != 0))
		return (-1);
	if (take_object(j, "by", TAKE_MUST, &o, e) != 0 ||
	    take_text(o, "name", TAKE_MAY, &d->by.name, e) != 0 ||
	    take_text(o, "role", TAKE_MAY, &d->by.role, e) != 0 ||
	    take_text(o, "organization", TAKE_MAY, &d->by.organization,
	    e) != 0 ||
	    take_hex(o, "key", TAKE_MUST, &d->by.key, e) != 0)
		return (-1);
	if (take_object(j, "to", TAKE_MAY, &o, e) != 0 ||
	    take_text(o, "name", TAKE_MAY, &d->to_name, e) != 0 ||
	    take_text(o, "organization", TAKE_MAY, &d->to_organization,
	    e) != 0)
		return (-1);
	if (take_object(j, "tool", TAKE_MUST, &o, e) != 0 ||
	    take_text(o, "name", TAKE_MUST, &d->tool, e) != 0 ||
	    take_text(o, "version", TAKE_MUST, &d->version, e) != 0)
		return (-1);
	return (0);
}

/* Each entry has the one name that its place and its exhibit give it. */
static int
take_stamps(const json_t *j, struct dossier_exhibit *x, size_t place,
    struct error *e)
{
	char name[DOSSIER_NAME];
	const json_t *list, *v;
	const char *record;
	size_t i;

	if (take_list(j, "stamps", TAKE_MAY, &list, e) != 0 ||
	    take_text(j, "record", TAKE_MAY, &record, e) != 0)
		return (-1);
	x->stamps = json_array_size(list);
	if (x->stamps > DOSSIER_STAMPS_MAX)
		return (error_set(e, ERR_LIMIT, "%zu time-stamps",
		    x->stamps));
	for (i = 0; i < x->stamps; i++) {
		v = json_array_get(list, i);
		if (!json_is_string(v) || strcmp(json_string_value(v),
		    dossier_stamp_name(place, x->id, i + 1, name)) != 0)
			return (take_bad("stamps", e));
	}
	x->record = record != NULL;
	return (x->record && strcmp(record, dossier_name(place, x->id,
	    ".ers", name)) != 0 ? take_bad("record", e) : 0);
}

/* ---- the lists ---- */

static int
take_exhibit(struct doc *c, const json_t *j, struct error *e)
{
	struct dossier_exhibit *x = &c->d.exhibits[c->d.n];
	size_t place = c->d.n + 1;
	const char *file;

	x->bytes = -1;
	if (!json_is_object(j))
		return (take_bad("exhibits", e));
	if (take_text(j, "file", TAKE_MUST, &file, e) != 0 ||
	    take_hex(j, "id", TAKE_MUST, &x->id, e) != 0 ||
	    take_hex(j, "sha256", TAKE_MUST, &x->sha256, e) != 0 ||
	    take_whole(j, "bytes", TAKE_MUST, 0, &x->bytes, e) != 0 ||
	    take_whole(j, "number", TAKE_MAY, 1, &x->number, e) != 0 ||
	    take_text(j, "url", TAKE_MAY, &x->url, e) != 0 ||
	    take_text(j, "title", TAKE_MAY, &x->title, e) != 0 ||
	    take_text(j, "note", TAKE_MAY, &x->note, e) != 0 ||
	    take_time(j, "sealed", TAKE_MAY, &x->sealed, e) != 0 ||
	    take_true(j, "own", &x->own, e) != 0)
		return (-1);
	if (strcmp(file, dossier_name(place, x->id, ".wacz", x->file)) != 0)
		return (take_bad("file", e));
	if (take_stamps(j, x, place, e) != 0)
		return (-1);
	keep_text(c, &x->id);
	keep_text(c, &x->sha256);
	keep_text(c, &x->url);
	keep_text(c, &x->title);
	keep_text(c, &x->note);
	c->d.n++;
	return (0);
}

static int
take_missing(struct doc *c, const json_t *j, struct error *e)
{
	struct dossier_missing *m = &c->d.missing[c->d.n_missing];

	if (!json_is_object(j))
		return (take_bad("missing", e));
	if (take_text(j, "what", TAKE_MUST, &m->what, e) != 0 ||
	    take_text(j, "why", TAKE_MUST, &m->why, e) != 0)
		return (-1);
	keep_text(c, &m->what);
	keep_text(c, &m->why);
	c->d.n_missing++;
	return (0);
}

/* Its elements, each read and gone before the next; ${*n}: how many. */
static int
each(struct doc *c, struct span list, int (*take)(struct doc *c,
    const json_t *j, struct error *e), size_t *n, struct error *e)
{
	struct json_part p;
	struct span name, value;
	json_t *j;
	int got, rc;

	*n = 0;
	if (json_part_open(&p, list, '[', e) != 0)
		return (-1);
	while ((got = json_part_next(&p, &name, &value, e)) == 1) {
		++*n;
		if (take == NULL)
			continue;
		if (check_size(value, e) != 0 ||
		    (j = json_read(value, e)) == NULL)
			return (-1);
		rc = take(c, j, e);
		json_decref(j);
		if (rc != 0)
			return (-1);
	}
	return (got);
}

static int
take_lists(struct doc *c, struct error *e)
{
	size_t n;

	if (c->exhibits.p == NULL)
		return (take_bad("exhibits", e));
	if (each(c, c->exhibits, NULL, &n, e) != 0)
		return (-1);
	if (n > DOSSIER_EXHIBITS_MAX)
		return (error_set(e, ERR_LIMIT, "%zu exhibits", n));
	c->d.exhibits = calloc(n + 1, sizeof(*c->d.exhibits));
	c->texts = malloc(c->exhibits.n + c->missing.n + 1);
	if (c->d.exhibits == NULL || c->texts == NULL)
		return (error_nomem(e));
	if (each(c, c->exhibits, take_exhibit, &n, e) != 0)
		return (error_context(e, "exhibit %zu", n));
	if (c->missing.p == NULL)
		return (0);
	if (each(c, c->missing, NULL, &n, e) != 0)
		return (-1);
	if (n > DOSSIER_MISSING_MAX)
		return (error_set(e, ERR_LIMIT, "%zu missing", n));
	if ((c->d.missing = calloc(n + 1, sizeof(*c->d.missing))) == NULL)
		return (error_nomem(e));
	return (each(c, c->missing, take_missing, &n, e));
}

int
dossier_read(struct span s, struct dossier **out, struct error *e)
{
	struct doc *c;

	if (s.n > DOSSIER_FILE_MAX)
		return (error_set(e, ERR_LIMIT, "%zu bytes", s.n));
	if ((c = calloc(1, sizeof(*c))) == NULL)
		return (error_nomem(e));
	if (take_members(c, s, e) != 0 || take_head(c->head, &c->d, e) != 0 ||
	    take_people(c->head, &c->d, e) != 0 || take_lists(c, e) != 0) {
		dossier_free(&c->d);
		return (-1);
	}
	*out = &c->d;
	return (0);
}

void
dossier_free(struct dossier *d)
{
	/* The first member of what dossier_read() allocated. */
	struct doc *c = (struct doc *)(void *)d;

	if (d == NULL)
		return;
	free(d->exhibits);
	free(d->missing);
	json_decref(c->head);
	free(c->texts);
	free(c);
}
