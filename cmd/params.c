#include <stdlib.h>
#include <string.h>

#include "cmd/params.h"
#include "cmd/say.h"
#include "store/base/json.h"

/* A value as given, but for a password in it. */
void
params_put(json_t *j, const char *key, const char *value, bool *ok)
{
	char *safe = say_url(value);

	if (safe == NULL)
		*ok = false;
	json_put_text(j, key, safe, ok);
	free(safe);
}

static void
add_value(json_t *list, const char *value, bool *ok)
{
	char *safe = say_url(value);

	json_add(list, safe != NULL ? json_string(safe) : NULL, ok);
	free(safe);
}

json_t *
params_of(const struct args *a)
{
	const struct opt *opts = a->opts;
	json_t *j = json_object(), *list;
	const char *const *v;
	bool ok = j != NULL;
	size_t i;

	for (i = 0; opts[i].kind != OPT_END; i++) {
		if (!args_has(a, opts[i].name) ||
		    strcmp(opts[i].name, "--help") == 0)
			continue;
		if (opts[i].kind == OPT_FLAG)
			json_put_bool(j, opts[i].name + 2, true, &ok);
		else if (!opts[i].repeat)
			params_put(j, opts[i].name + 2,
			    args_text(a, opts[i].name), &ok);
		else {
			list = json_array();
			for (v = args_list(a, opts[i].name); *v != NULL; v++)
				add_value(list, *v, &ok);
			json_put(j, opts[i].name + 2, list, &ok);
		}
	}
	return (json_made(j, ok, NULL));
}
