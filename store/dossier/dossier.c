#include <stdio.h>

#include "store/base/json.h"
#include "store/dossier/dossier.h"

const char *
dossier_kind_name(enum dossier_kind k)
{

	return (k == DOSSIER_TRANSFER ? "transfer" : "export");
}

json_t *
dossier_sender(const struct dossier *d, bool *ok)
{
	json_t *j = json_object();

	if (j == NULL)
		*ok = false;
	json_put_text(j, "name", d->by.name, ok);
	json_put_text(j, "organization", d->by.organization, ok);
	json_put_text(j, "log", d->log, ok);
	return (j);
}

const char *
dossier_name(size_t place, const char *id, const char *ending,
    char out[static DOSSIER_NAME])
{

	(void)snprintf(out, DOSSIER_NAME, "exhibits/%04zu-%.16s%s", place, id,
	    ending);
	return (out);
}

const char *
dossier_stamp_name(size_t place, const char *id, size_t k,
    char out[static DOSSIER_NAME])
{
	char ending[40] = ".tsr";

	if (k > 1)
		(void)snprintf(ending, sizeof(ending), "-%zu.tsr", k);
	return (dossier_name(place, id, ending, out));
}
