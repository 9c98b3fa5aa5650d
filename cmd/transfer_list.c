#include <stdio.h>
#include <stdlib.h>

#include "cmd/transfer.h"
#include "store/base/json.h"
#include "store/base/time.h"
#include "store/catalog/catalog_package.h"

static const char *const states[] = {
	[CATALOG_PACKAGE_OPEN] = "open",
	[CATALOG_PACKAGE_CLOSED] = "closed",
	[CATALOG_PACKAGE_REFUSED] = "refused",
	[CATALOG_PACKAGE_GIVEN_UP] = "given-up",
};

static const char *const words[] = {
	[CATALOG_PACKAGE_OPEN] = N_("open: no receipt yet"),
	[CATALOG_PACKAGE_CLOSED] = N_("closed: received"),
	[CATALOG_PACKAGE_REFUSED] = N_("refused"),
	[CATALOG_PACKAGE_GIVEN_UP] = N_("given up: its file was never "
	    "finished"),
};

/* How many exhibits are in it, and, for JSON, which; -1. */
static int
count(struct home *h, int64_t n, json_t *list, bool *ok, struct error *e)
{
	struct catalog_cursor *cur;
	const char *id;
	int got, all = 0;

	if (catalog_package_exhibits(home_catalog(h), n, &cur, e) != 0)
		return (-1);
	for (; (got = catalog_package_exhibit_next(cur, &id, e)) == 1; all++)
		if (list != NULL)
			json_add(list, json_string(id), ok);
	catalog_cursor_free(cur);
	return (got < 0 ? -1 : all);
}

static json_t *
to_json(const struct catalog_package *p, bool *ok)
{
	json_t *j = json_object();

	if (j == NULL)
		*ok = false;
	json_put_text(j, "name", p->person, ok);
	json_put_text(j, "organization", p->organization, ok);
	return (j);
}

static int
show_json(struct home *h, const struct catalog_package *p, struct error *e)
{
	json_t *j = json_object(), *list = json_array();
	bool ok = j != NULL && list != NULL;
	int got = count(h, p->n, list, &ok, e);

	json_put_text(j, "package", p->uuid, &ok);
	json_put_text(j, "state", states[p->state], &ok);
	json_put_time(j, "since", p->state == CATALOG_PACKAGE_OPEN ?
	    p->time : p->closed, &ok);
	json_put_time(j, "sent", p->time, &ok);
	json_put(j, "to", to_json(p, &ok), &ok);
	json_put_text(j, "case", p->case_name, &ok);
	json_put_bool(j, "move", p->moves, &ok);
	json_put_int(j, "seq", (json_int_t)p->seq, &ok);
	if (p->closed_seq != 0)
		json_put_int(j, "closed", (json_int_t)p->closed_seq, &ok);
	json_put_text(j, "sha256", p->sha256, &ok);
	json_put(j, "exhibits", list, &ok);
	if (got < 0 || !ok) {
		json_decref(j);
		return (got < 0 ? -1 : error_nomem(e));
	}
	return (say_json(j));
}

static int
show_text(struct home *h, const struct catalog_package *p, struct error *e)
{
	int n = count(h, p->n, NULL, NULL, e);
	char sent[TIME_TEXT], since[TIME_TEXT];
	char *name, *organization, *case_name;

	if (n < 0)
		return (-1);
	name = say_safe(p->person);
	organization = say_safe(p->organization);
	case_name = say_safe(p->case_name);
	(void)printf("%.8s  %s  %s\n", p->uuid, time_text(p->time, sent),
	    _(words[p->state]));
	(void)printf("          %s%s%s\n", name != NULL ? name : "",
	    organization != NULL && *organization != '\0' ? ", " : "",
	    organization != NULL ? organization : "");
	(void)printf(_("          exhibits: %d%s%s%s\n"), n,
	    case_name != NULL && *case_name != '\0' ? "; " : "",
	    case_name != NULL ? case_name : "", p->moves ?
	    _("; given away") : "");
	if (p->state != CATALOG_PACKAGE_OPEN)
		(void)printf(_("          since %s\n"), time_text(p->closed,
		    since));
	free(name);
	free(organization);
	free(case_name);
	return (0);
}

static int
list(struct use *u, const struct args *a, struct error *e)
{
	struct catalog_package_filter f = CATALOG_PACKAGE_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_package p;
	int got, n = 0;

	f.direction = CATALOG_SENT;
	if (catalog_packages(home_catalog(u->home), &f, &cur, e) != 0)
		return (-1);
	for (; (got = catalog_package_next(cur, &p, e)) == 1; n++)
		if ((args_has(a, "--json") ? show_json : show_text)(u->home,
		    &p, e) != 0) {
			got = -1;
			break;
		}
	catalog_cursor_free(cur);
	if (got == 0 && n == 0 && !args_has(a, "--json"))
		(void)printf("%s\n", _("Nothing was handed over."));
	return (got);
}

int
transfer_list(const char *who, const struct args *a)
{
	struct error e = ERROR_INIT;
	struct use u;
	int rc = EXIT_NOTHING;

	if (use_open(&u, a, USE_READ, &e) == 0 &&
	    use_act(&u, a, HOME_ANY_ROLE, &e) == 0 && list(&u, a, &e) == 0)
		rc = EXIT_DONE;
	else
		say_error(who, NULL, &e);
	use_close(&u);
	return (rc);
}
