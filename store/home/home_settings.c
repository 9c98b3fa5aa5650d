#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/home/home_attest.h"
#include "store/home/home_internal.h"

#define FORMAT		1
#define LIST_MAX	64		/* servers of one kind */

static json_t *
list_json(const char * const *list, bool *ok)
{
	json_t *a = json_array();

	for (; list != NULL && *list != NULL; list++)
		json_add(a, json_string(*list), ok);
	return (a);
}

int
settings_write(const struct home_settings *s, const struct note_vkey *vkey,
    int64_t now, struct buf *out, struct error *e)
{
	struct buf line = BUF_INIT(4096);
	json_t *j = json_object(), *o = json_object();
	bool ok = true;
	int rc = -1;

	note_vkey_text(vkey, &line);
	json_put_int(j, "format", FORMAT, &ok);
	json_put_time(j, "created", now, &ok);
	json_put_text(j, "organization", s->organization, &ok);
	json_put_text(o, "name", s->operator_name, &ok);
	json_put_text(o, "role", s->operator_role, &ok);
	json_put(j, "operator", o, &ok);
	json_put_text(j, "domain", s->domain, &ok);
	json_put(j, "tsa", list_json(s->tsa, &ok), &ok);
	json_put(j, "ntp", list_json(s->ntp, &ok), &ok);
	json_put_int(j, "checkpoint_minutes",
	    s->checkpoint_minutes < 0 ? 0 : s->checkpoint_minutes, &ok);
	json_put_text(j, "log_key", buf_str(&line), &ok);
	if (!ok || line.failed != ERR_NONE)
		(void)error_nomem(e);
	else if (json_write_pretty(out, j, e) == 0) {
		buf_putc(out, '\n');
		rc = buf_ok(out, e);
	}
	json_decref(j);
	buf_free(&line);
	return (rc);
}

/* The strings of an array, NULL-terminated; borrowed from ${j}. */
static int
read_list(const json_t *j, const char *key, const char ***out,
    struct error *e)
{
	const json_t *a = json_object_get(j, key), *v;
	size_t i, n = json_array_size(a);

	if (a != NULL && !json_is_array(a))
		return (error_set(e, ERR_SYNTAX, "\"%s\" is no list", key));
	if (n > LIST_MAX)
		return (error_set(e, ERR_LIMIT, "\"%s\" has %zu entries", key,
		    n));
	if ((*out = calloc(n + 1, sizeof(**out))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < n; i++) {
		v = json_array_get(a, i);
		if (!json_is_string(v) || json_string_length(v) == 0)
			return (error_set(e, ERR_SYNTAX,
			    "\"%s\" holds something else than text", key));
		(*out)[i] = json_string_value(v);
	}
	return (0);
}

/* In the file 0 says what is less than 0 in memory: only when asked for. */
static int
read_minutes(const json_t *j, int64_t *out, struct error *e)
{

	*out = HOME_CHECKPOINT_MINUTES;
	if (json_object_get(j, "checkpoint_minutes") == NULL)
		return (0);
	if (!json_whole(j, "checkpoint_minutes", out) || *out < 0 ||
	    *out > HOME_CHECKPOINT_MINUTES_MAX)
		return (error_set(e, ERR_SYNTAX,
		    "\"checkpoint_minutes\" is no number of minutes"));
	if (*out == 0)
		*out = -1;
	return (0);
}

static int
take_all(struct settings *s, struct error *e)
{
	const json_t *o = json_object_get(s->json, "operator");
	const char *line = json_text(s->json, "log_key");
	int64_t format;

	if (!json_whole(s->json, "format", &format) || format < 1)
		return (error_set(e, ERR_SYNTAX, "no \"format\""));
	if (format > FORMAT)
		return (error_set(e, ERR_UNSUPPORTED, "settings of format "
		    "%lld", (long long)format));
	s->view.organization = json_text(s->json, "organization");
	s->view.operator_name = json_text(o, "name");
	s->view.operator_role = json_text(o, "role");
	s->view.domain = json_text(s->json, "domain");
	if (read_list(s->json, "tsa", &s->tsa, e) != 0 ||
	    read_list(s->json, "ntp", &s->ntp, e) != 0)
		return (-1);
	s->view.tsa = s->tsa;
	s->view.ntp = s->ntp;
	if (read_minutes(s->json, &s->view.checkpoint_minutes, e) != 0)
		return (-1);
	if (line == NULL)
		return (error_set(e, ERR_SYNTAX, "no \"log_key\""));
	return (note_vkey_parse(span_of(line), &s->vkey, e));
}

int
settings_read(struct span s, struct settings *out, struct error *e)
{

	memset(out, 0, sizeof(*out));
	if ((out->json = json_read(s, e)) == NULL ||
	    take_all(out, e) != 0) {
		settings_free(out);
		return (error_context(e, "constat.json"));
	}
	return (0);
}

void
settings_free(struct settings *s)
{

	json_decref(s->json);
	free(s->tsa);
	free(s->ntp);
	memset(s, 0, sizeof(*s));
}
