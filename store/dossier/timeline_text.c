#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "store/dossier/timeline_internal.h"

/*
 * Texts of events, each once: the same people do the same things to every
 * exhibit.  In a balanced tree, since a stranger chooses them.
 */

static int
compare(const void *a, const void *b)
{

	return (strcmp(a, b));
}

int
timeline_text(struct timeline *t, const char *s, const char **out,
    struct error *e)
{
	char *copy, **at;

	*out = NULL;
	if (s == NULL)
		return (0);
	if ((at = tfind(s, &t->texts, compare)) == NULL) {
		if ((copy = strdup(s)) == NULL)
			return (error_nomem(e));
		if ((at = tsearch(copy, &t->texts, compare)) == NULL) {
			free(copy);
			return (error_nomem(e));
		}
		t->bytes += strlen(s) + 1;
	}
	*out = *at;
	return (0);
}

void
timeline_texts_free(struct timeline *t)
{

	tdestroy(t->texts, free);
}
