#include <string.h>

#include "store/facts/reader.h"

bool
identity_of(const char *url, struct identity *out)
{
	struct url *u = NULL;
	bool found = false;

	memset(out, 0, sizeof(*out));
	if (url == NULL || url_parse(span_of(url), NULL, &u, NULL) != 0)
		return (false);
	for (size_t i = 0; !found && platforms[i] != NULL; i++) {
		if (platforms[i]->identity == NULL)
			continue;
		memset(out, 0, sizeof(*out));
		found = platforms[i]->identity(u, out);
		if (found && out->platform == NULL)
			out->platform = platforms[i]->name;
	}
	if (!found)
		memset(out, 0, sizeof(*out));
	url_free(u);
	return (found);
}

bool
identity_same(const struct identity *a, const struct identity *b)
{

	if (a->kind == IDENTITY_NONE || a->kind != b->kind ||
	    a->platform == NULL || b->platform == NULL ||
	    strcmp(a->platform, b->platform) != 0)
		return (false);
	if (a->id[0] != '\0' && b->id[0] != '\0')
		return (strcmp(a->id, b->id) == 0);
	if (a->kind == IDENTITY_AUTHOR && a->handle[0] != '\0' &&
	    b->handle[0] != '\0')
		return (span_is_nocase(span_of(a->handle), b->handle));
	return (a->url[0] != '\0' && strcmp(a->url, b->url) == 0);
}
