#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/dossier/dossier.h"
#include "store/dossier/take.h"

/* A dossier that was read, with what its texts point into. */
struct doc {
	struct dossier d;	/* first: dossier_free() gets its address */
	json_t *json;
};

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

static int
take_exhibit(const json_t *j, struct dossier_exhibit *x, size_t place,
    struct error *e)
{
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
	return (take_stamps(j, x, place, e));
}

static int
take_exhibits(const json_t *j, struct dossier *d, struct error *e)
{
	const json_t *list;
	size_t i, n;

	if (take_list(j, "exhibits", TAKE_MUST, &list, e) != 0)
		return (-1);
	if ((n = json_array_size(list)) > DOSSIER_EXHIBITS_MAX)
		return (error_set(e, ERR_LIMIT, "%zu exhibits", n));
	if ((d->exhibits = calloc(n + 1, sizeof(*d->exhibits))) == NULL)
		return (error_nomem(e));
	d->n = n;
	for (i = 0; i < n; i++)
		if (take_exhibit(json_array_get(list, i), &d->exhibits[i],
		    i + 1, e) != 0)
			return (error_context(e, "exhibit %zu", i + 1));
	return (0);
}

static int
take_missing(const json_t *j, struct dossier *d, struct error *e)
{
	const json_t *list, *v;
	size_t i, n;

	if (take_list(j, "missing", TAKE_MAY, &list, e) != 0)
		return (-1);
	n = json_array_size(list);
	if ((d->missing = calloc(n + 1, sizeof(*d->missing))) == NULL)
		return (error_nomem(e));
	d->n_missing = n;
	for (i = 0; i < n; i++) {
		v = json_array_get(list, i);
		if (!json_is_object(v))
			return (take_bad("missing", e));
		if (take_text(v, "what", TAKE_MUST, &d->missing[i].what,
		    e) != 0 ||
		    take_text(v, "why", TAKE_MUST, &d->missing[i].why, e) != 0)
			return (-1);
	}
	return (0);
}

int
dossier_read(struct span s, struct dossier **out, struct error *e)
{
	struct doc *c;

	if (s.n > DOSSIER_FILE_MAX)
		return (error_set(e, ERR_LIMIT, "%zu bytes", s.n));
	if ((c = calloc(1, sizeof(*c))) == NULL)
		return (error_nomem(e));
	if ((c->json = json_read(s, e)) == NULL)
		goto bad;
	if (!json_is_object(c->json)) {
		(void)error_set(e, ERR_SYNTAX, "no object");
		goto bad;
	}
	if (take_head(c->json, &c->d, e) != 0 ||
	    take_people(c->json, &c->d, e) != 0 ||
	    take_exhibits(c->json, &c->d, e) != 0 ||
	    take_missing(c->json, &c->d, e) != 0)
		goto bad;
	*out = &c->d;
	return (0);
bad:
	dossier_free(&c->d);
	return (-1);
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
	json_decref(c->json);
	free(c);
}
