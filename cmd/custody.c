#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/custody.h"
#include "cmd/say.h"
#include "store/base/json.h"
#include "store/base/time.h"
#include "verify/title.h"

typedef int each_event(void *ctx, const struct catalog_event *raw,
    const struct event *ev, struct error *e);

/* Of what the events are: of an exhibit, of a case, or (NULL, NULL) all. */
struct of {
	const char *exhibit;
	const char *case_name;
};

static int
open_events(struct home *h, const struct of *of, struct catalog_cursor **cur,
    struct error *e)
{

	if (of->case_name != NULL)
		return (catalog_log_case(home_catalog(h), of->case_name, 1,
		    cur, e));
	return (catalog_log_events(home_catalog(h), of->exhibit, 1, cur, e));
}

static int
each(struct home *h, const struct of *of, each_event *fn, void *ctx,
    struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_event raw;
	struct event *ev = NULL;
	int rc;

	if (open_events(h, of, &cur, e) != 0)
		return (-1);
	while ((rc = catalog_log_next(cur, &raw, e)) == 1) {
		if (event_read(raw.bytes, &ev, e) != 0 ||
		    fn(ctx, &raw, ev, e) != 0)
			rc = -1;
		event_free(ev);
		ev = NULL;
		if (rc < 0)
			break;
	}
	catalog_cursor_free(cur);
	return (rc);
}

#define DETAIL_COLUMN	31	/* under the words of an event */

static void
show_text(const char *name, const char *text)
{
	char *safe = say_safe(text);

	if (text != NULL)
		(void)printf("%*s%s: %s\n", DETAIL_COLUMN, "", name,
		    safe != NULL ? safe : "?");
	free(safe);
}

/* The texts of an object, by their stable names. */
static void
show_group(const json_t *group)
{
	void *at;
	json_t *copy = json_deep_copy(group);

	for (at = json_object_iter(copy); at != NULL;
	    at = json_object_iter_next(copy, at))
		show_text(json_object_iter_key(at),
		    json_string_value(json_object_iter_value(at)));
	json_decref(copy);
}

/* What people entered: notes, the sheet of a case, its triage. */
static void
show_detail(const json_t *detail)
{

	show_text(_("note"), json_text(detail, "note"));
	show_text(_("case"), json_text(detail, "case"));
	show_text(_("search"), json_text(detail, "search"));
	show_text(_("operator"), json_text(detail, "operator"));
	show_text(_("name"), json_text(detail, "name"));
	show_text(_("derivative"), json_text(detail, "derivative"));
	show_text(_("package"), json_text(detail, "package"));
	show_group(json_object_get(detail, "sheet"));
	show_group(json_object_get(detail, "triage"));
}

static int
show_one(void *ctx, const struct catalog_event *raw, const struct event *ev,
    struct error *e)
{
	const char *word = title_event(ev->kind);
	char *who = say_safe(ev->who.name), *host = say_safe(ev->where.host);
	char *why = say_safe(ev->error != NULL ? ev->error : ev->why);
	char t[TIME_TEXT];

	(void)ctx;
	(void)raw;
	(void)e;
	(void)printf("%6llu  %s  %s%*s  %s%s%s%s%s%s%s\n",
	    (unsigned long long)ev->seq, time_text(ev->time, t), word,
	    14 - say_width(word) > 0 ? 14 - say_width(word) : 0, "",
	    who != NULL ? who : "?",
	    host != NULL && host[0] != '\0' ? " @ " : "",
	    host != NULL ? host : "",
	    ev->result == EVENT_SUCCESS ? "" :
	    ev->result == EVENT_PARTIAL ? _("  (in part)") : _("  (failed)"),
	    why != NULL && why[0] != '\0' ? ": " : "",
	    why != NULL ? why : "", ev->late ? _("  (entered later)") : "");
	show_text(_("from"), json_text(ev->from, "name"));
	show_text(_("from"), json_text(ev->from, "organization"));
	show_text(_("to"), json_text(ev->to, "name"));
	show_text(_("to"), json_text(ev->to, "organization"));
	show_detail(ev->detail);
	free(who);
	free(host);
	free(why);
	return (0);
}

int
custody_show(struct home *h, const char *exhibit, struct error *e)
{
	struct of of = { exhibit, NULL };

	return (each(h, &of, show_one, NULL, e));
}

int
custody_case_show(struct home *h, const char *name, struct error *e)
{
	struct of of = { NULL, name };

	return (each(h, &of, show_one, NULL, e));
}

static int
raw_one(void *ctx, const struct catalog_event *raw, const struct event *ev,
    struct error *e)
{

	(void)ctx;
	(void)ev;
	if (fwrite(raw->bytes.p, 1, raw->bytes.n, stdout) != raw->bytes.n ||
	    putchar('\n') == EOF)
		return (error_sys(e, "cannot write"));
	return (0);
}

int
custody_raw(struct home *h, const char *exhibit, struct error *e)
{
	struct of of = { exhibit, NULL };

	return (each(h, &of, raw_one, NULL, e));
}

static int
json_one(void *ctx, const struct catalog_event *raw, const struct event *ev,
    struct error *e)
{
	json_t *list = ctx, *j = json_object();
	bool ok = j != NULL;

	(void)raw;
	json_put_int(j, "seq", (int64_t)ev->seq, &ok);
	json_put_text(j, "event", event_kind_name(ev->kind), &ok);
	json_put_time(j, "time", ev->time, &ok);
	json_put_text(j, "who", ev->who.name, &ok);
	json_put_text(j, "detail", ev->error != NULL ? ev->error : ev->why,
	    &ok);
	if (ev->detail != NULL)
		json_put(j, "data", json_deep_copy(ev->detail), &ok);
	json_add(list, j, &ok);
	return (ok ? 0 : error_nomem(e));
}

static int
list_events(struct home *h, const struct of *of, json_t **out,
    struct error *e)
{
	json_t *list = json_array();

	if (list == NULL)
		return (error_nomem(e));
	if (each(h, of, json_one, list, e) != 0) {
		json_decref(list);
		return (-1);
	}
	*out = list;
	return (0);
}

int
custody_json(struct home *h, const char *exhibit, json_t **out,
    struct error *e)
{
	struct of of = { exhibit, NULL };

	return (list_events(h, &of, out, e));
}

int
custody_case_json(struct home *h, const char *name, json_t **out,
    struct error *e)
{
	struct of of = { NULL, name };

	return (list_events(h, &of, out, e));
}
