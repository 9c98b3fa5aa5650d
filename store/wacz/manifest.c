#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/num.h"
#include "store/base/time.h"
#include "store/digest/digest.h"
#include "store/wacz/manifest_internal.h"

int
manifest_json(struct span s, struct manifest_faults *faults,
    enum manifest_fault_kind kind, json_t **out, struct error *e)
{
	struct error own = ERROR_INIT;
	json_t *j;

	*out = NULL;
	if (s.n > MANIFEST_FILE_MAX)
		return (error_set(e, ERR_LIMIT, "%zu bytes of JSON", s.n));
	if ((j = json_read(s, &own)) == NULL) {
		if (own.code != ERR_SYNTAX)
			return (error_set(e, own.code, "%s", own.text));
		manifest_note(faults, kind, -1, -1, "%s, byte %lld", own.text,
		    (long long)own.offset);
		return (0);
	}
	if (!json_is_object(j)) {
		manifest_note(faults, kind, -1, -1, "not a JSON object");
		json_decref(j);
		return (0);
	}
	*out = j;
	return (0);
}

const char *
manifest_string(const json_t *j, const char *key,
    struct manifest_faults *faults, enum manifest_fault_kind kind,
    ptrdiff_t resource)
{
	const json_t *v = json_object_get(j, key);
	const char *s = json_text(j, key);

	if (v != NULL && !json_is_null(v) && s == NULL)
		manifest_note(faults, kind, resource, -1,
		    "\"%s\" is not a string", key);
	return (s);
}

/* "1.1.1": whole numbers with dots; false where it is something else. */
static bool
read_version(const char *text, int64_t *major, int64_t *minor)
{
	struct span rest = span_of(text), part;
	int64_t v;
	int count = 0;
	ptrdiff_t dot;

	*minor = 0;
	do {
		dot = span_find(rest, '.');
		part = dot < 0 ? rest : span_sub(rest, 0, (size_t)dot);
		if (++count > 3 || num_parse(part, 0, 1000, &v, NULL) != 0)
			return (false);
		if (count == 1)
			*major = v;
		else if (count == 2)
			*minor = v;
		if (dot >= 0)
			rest = span_sub(rest, (size_t)dot + 1, rest.n);
	} while (dot >= 0);
	return (true);
}

static void
check_version(struct manifest *m)
{
	int64_t major = 0, minor = 0;

	if (m->wacz_version == NULL) {
		manifest_note(m->faults, MANIFEST_VERSION_ABSENT, -1, -1,
		    "no wacz_version");
		return;
	}
	if (!read_version(m->wacz_version, &major, &minor)) {
		manifest_note(m->faults, MANIFEST_VERSION, -1, -1,
		    "wacz_version is no version number");
		return;
	}
	m->old = major < 1;
	m->newer = m->newer || major > 1 || (major == 1 && minor > 1);
}

static void
check_created(struct manifest *m)
{

	if (m->created == NULL) {
		manifest_note(m->faults, MANIFEST_CREATED_ABSENT, -1, -1,
		    "no created");
		return;
	}
	if (time_parse(span_of(m->created), &m->created_ms, NULL) != 0) {
		m->created_ms = TIME_UNKNOWN;
		manifest_note(m->faults, MANIFEST_CREATED, -1, -1,
		    "created is no time of RFC 3339");
	}
}

/* "certificates": "sha256:" and 64 lower-case digits each; else NULL. */
static const json_t *
read_certificates(const json_t *own)
{
	const json_t *list = json_object_get(own, "certificates");
	const char *s;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > CERTS_MAX)
		return (NULL);
	for (i = 0; i < json_array_size(list); i++) {
		s = json_string_value(json_array_get(list, i));
		if (s == NULL || !digest_label_ok(span_of(s)))
			return (NULL);
	}
	return (list);
}

/* The signed object by which our own packages say what they are. */
static void
check_constat(struct manifest *m)
{
	const json_t *own = json_object_get(m->json, "constat");
	const char *stamp = json_text(own, "timestamp");

	if (own == NULL)
		return;
	m->constat = true;
	if (json_whole(own, "format", &m->constat_format) &&
	    m->constat_format > 1) {
		m->newer = true;
		return;
	}
	if (stamp != NULL && strcmp(stamp, "requested") == 0)
		m->stamp = MANIFEST_STAMP_REQUESTED;
	else if (stamp != NULL && strcmp(stamp, "off") == 0)
		m->stamp = MANIFEST_STAMP_OFF;
	m->certificates = read_certificates(own);
	if (m->constat_format != 1 || m->stamp == MANIFEST_STAMP_NONE ||
	    m->certificates == NULL || json_object_size(own) != 3)
		manifest_note(m->faults, MANIFEST_CONSTAT, -1, -1,
		    "\"constat\" is not {\"format\":1,\"timestamp\":...,"
		    "\"certificates\":[\"sha256:...\",...]}");
}

static int
read_fields(struct manifest_own *own, struct error *e)
{
	struct manifest *m = &own->m;
	struct manifest_faults *f = m->faults;
	const json_t *j = own->json;

	m->json = j;
	m->profile = manifest_string(j, "profile", f, MANIFEST_TYPE, -1);
	m->wacz_version = manifest_string(j, "wacz_version", f,
	    MANIFEST_TYPE, -1);
	m->created = manifest_string(j, "created", f, MANIFEST_TYPE, -1);
	m->software = manifest_string(j, "software", f, MANIFEST_TYPE, -1);
	m->title = manifest_string(j, "title", f, MANIFEST_TYPE, -1);
	m->main_page_url = manifest_string(j, "mainPageUrl", f,
	    MANIFEST_TYPE, -1);
	m->main_page_date = manifest_string(j, "mainPageDate", f,
	    MANIFEST_TYPE, -1);
	if (m->profile == NULL || strcmp(m->profile, "data-package") != 0)
		manifest_note(f, MANIFEST_PROFILE, -1, -1,
		    "profile is not \"data-package\"");
	check_version(m);
	check_created(m);
	check_constat(m);
	return (manifest_read_resources(own, e));
}

int
manifest_read(struct span s, struct manifest **out, struct error *e)
{
	struct manifest_own *own;
	int rc = -1;

	if ((own = calloc(1, sizeof(*own))) == NULL)
		return (error_nomem(e));
	own->m.created_ms = TIME_UNKNOWN;
	if ((own->m.faults = manifest_faults_new()) == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	if (manifest_json(s, own->m.faults, MANIFEST_JSON, &own->json, e) != 0)
		goto out;
	if (own->json != NULL && read_fields(own, e) != 0)
		goto out;
	if (own->m.faults->nomem) {
		(void)error_nomem(e);
		goto out;
	}
	*out = &own->m;
	own = NULL;
	rc = 0;
out:
	manifest_free(own == NULL ? NULL : &own->m);
	return (rc);
}

void
manifest_free(struct manifest *m)
{
	struct manifest_own *own = (struct manifest_own *)m;

	if (m == NULL)
		return;
	manifest_faults_free(m->faults);
	free(own->resources);
	free(own->by_entry);
	json_decref(own->json);
	free(own);
}
