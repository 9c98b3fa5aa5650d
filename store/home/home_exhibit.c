#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/home/home_internal.h"

int
home_exhibit(struct home *h, const char *id, struct catalog_cursor **cur,
    struct catalog_exhibit *x, struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_exhibit other;
	size_t n = strlen(id);
	int got;

	*cur = NULL;
	if (n < 4 || n > 64 || strspn(id, "0123456789abcdef") != n)
		return (error_set(e, ERR_INPUT,
		    "an exhibit is named by 4 to 64 hex digits"));
	f.id_prefix = id;
	f.limit = 2;
	if (catalog_exhibits(h->catalog, &f, cur, e) != 0)
		return (-1);
	if ((got = catalog_exhibit_next(*cur, x, e)) != 1)
		return (got);
	if ((got = catalog_exhibit_next(*cur, &other, e)) != 0)
		return (got < 0 ? -1 : error_set(e, ERR_INPUT,
		    "several exhibits begin with %s", id));
	/* Looking for a second one ended the first: ask again. */
	catalog_cursor_free(*cur);
	*cur = NULL;
	if (catalog_exhibits(h->catalog, &f, cur, e) != 0)
		return (-1);
	return (catalog_exhibit_next(*cur, x, e));
}

int
home_found(struct home *h, const char *id, struct home_found *out,
    struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_exhibit x;
	int got, rc = -1;

	*out = (struct home_found){ .bytes = -1 };
	if ((got = home_exhibit(h, id, &cur, &x, e)) == 0)
		(void)error_set(e, ERR_NOTFOUND, "no exhibit begins with %s",
		    id);
	if (got != 1)
		goto out;
	(void)snprintf(out->id, sizeof(out->id), "%s", x.id);
	(void)snprintf(out->sha256, sizeof(out->sha256), "%s", x.sha256);
	out->bytes = x.bytes;
	out->number = x.number;
	out->stamp = x.stamp;
	out->held = x.hold != 0;
	out->case_held = x.case_hold != 0;
	out->disposed = x.disposed != 0;
	out->own = x.own;
	if (x.case_name != NULL &&
	    (out->case_name = strdup(x.case_name)) == NULL)
		(void)error_nomem(e);
	else
		rc = 0;
out:
	catalog_cursor_free(cur);
	return (rc);
}

void
home_found_free(struct home_found *x)
{

	free(x->case_name);
	x->case_name = NULL;
}
