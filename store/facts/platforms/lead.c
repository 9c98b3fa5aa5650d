#include "store/base/json.h"
#include "store/facts/platforms/lead.h"

void
lead_add(json_t *out, const char *url, const char *accept, const char *role,
    bool *ok)
{
	json_t *one = json_object();

	if (one == NULL) {
		*ok = false;
		return;
	}
	json_put_text(one, "url", url, ok);
	json_put_text(one, "accept", accept, ok);
	json_put_text(one, "role", role, ok);
	json_add(out, one, ok);
}
