#include <stdio.h>
#include <stdlib.h>

#include "cmd/case_limits.h"
#include "cmd/case_now.h"
#include "cmd/case_show.h"
#include "cmd/custody.h"
#include "cmd/exhibit.h"
#include "cmd/limitation.h"
#include "cmd/say.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "verify/story.h"

/* A case as found: its row and its data, for case_free(). */
struct found {
	struct catalog_cursor *cur;
	struct catalog_case row;
	json_t *data;			/* an object in any case */
};

static int
find(struct home *h, const char *name, struct found *f, struct error *e)
{
	int got;

	*f = (struct found){ .cur = NULL };
	got = catalog_case_find(home_catalog(h), name, &f->cur, &f->row, e);
	if (got == 0)
		return (error_set(e, ERR_NOTFOUND, "no case %.200s", name));
	if (got < 0)
		return (-1);
	f->data = f->row.data == NULL ? json_object() :
	    json_read(span_of(f->row.data), e);
	return (f->data == NULL ? error_nomem(e) : 0);
}

static void
found_free(struct found *f)
{

	catalog_cursor_free(f->cur);
	json_decref(f->data);
}

const char *
case_state_word(const struct catalog_case *k)
{

	return (k->closed ? _("closed") : _("open"));
}

/* ---- for people ---- */

static void
show_list(const char *name, const json_t *list)
{
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
		say_field(i == 0 ? name : "", json_string_value(one));
}

/* Which words stand in which exhibit, and how. */
static void
show_quotes(const json_t *list)
{
	struct buf text = BUF_INIT(MIB);
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one) {
		buf_reset(&text);
		buf_printf(&text, "\"%s\": ", json_text(one, "statement"));
		story_case_where(&text, tongue_reader(), one);
		say_field(i == 0 ? _("stands in") : "", buf_str(&text));
	}
	buf_free(&text);
}

/* A date without what says so is worth little. */
static void
show_source(const json_t *data)
{
	const char *source = json_text(data, "published_source");

	if (source == NULL && json_text(data, "published") != NULL)
		source = _("not entered yet: --published-source");
	say_field(_("says who"), source);
}

static void
show_data(const struct found *f)
{
	char t[TIME_TEXT], n[32];

	say_field(_("case"), f->row.name);
	say_field(_("reference"), json_text(f->data, "reference"));
	say_field(_("state"), case_state_word(&f->row));
	say_field(_("opened"), time_text(f->row.created, t));
	if (f->row.hold != 0)
		say_field(_("legal hold"), time_text(f->row.hold, t));
	show_list(_("jurisdiction"), json_object_get(f->data,
	    "jurisdictions"));
	show_list(_("party"), json_object_get(f->data, "parties"));
	show_list(_("counsel"), json_object_get(f->data, "counsel"));
	show_list(_("statement"), json_object_get(f->data, "statements"));
	show_quotes(json_object_get(f->data, "quotes"));
	say_field(_("published"), json_text(f->data, "published"));
	show_source(f->data);
	say_field(_("known since"), json_text(f->data, "known"));
	say_field(_("author known"), json_text(f->data, "author_known"));
	show_list(_("interrupted"), json_object_get(f->data, "interrupted"));
	(void)snprintf(n, sizeof(n), "%lld", (long long)f->row.last);
	say_field(_("exhibits"), n);
}

static int
each_exhibit(struct home *h, const char *name, json_t *list, struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	bool ok = true;
	int got;

	f.case_name = name;
	if (catalog_exhibits(home_catalog(h), &f, &cur, e) != 0)
		return (-1);
	while ((got = catalog_exhibit_next(cur, &x, e)) == 1)
		if (list == NULL)
			exhibit_line(&x);
		else
			json_add(list, exhibit_of_row(h, &x), &ok);
	catalog_cursor_free(cur);
	if (got == 0 && !ok)
		return (error_nomem(e));
	return (got);
}

/* The case's limits, its sheet, triage and reach, as they are now. */
struct now {
	json_t *limits;
	json_t *said;
	json_t *reach;
};

static int
read_now(struct home *h, const struct found *f, struct now *n,
    struct error *e)
{

	json_t *table = limitation_table(e);
	int rc = -1;

	*n = (struct now){ .limits = NULL };
	if (table != NULL && case_limits_read(f->data, table, time_now(),
	    &n->limits, e) == 0 &&
	    case_now_read(h, f->row.name, &n->said, e) == 0 &&
	    case_now_reach(h, f->row.name, &n->reach, e) == 0)
		rc = 0;
	json_decref(table);
	return (rc);
}

static void
now_free(struct now *n)
{

	json_decref(n->limits);
	json_decref(n->said);
	json_decref(n->reach);
}

int
case_show_text(struct home *h, const char *name, struct error *e)
{
	struct now now = { .limits = NULL };
	struct found f;
	int rc = -1;

	if (find(h, name, &f, e) != 0 || read_now(h, &f, &now, e) != 0)
		goto out;
	if (!f.row.closed)
		case_limits_line(now.limits);
	show_data(&f);
	if (case_dates_show(h, name, f.data, e) != 0)
		goto out;
	case_limits_show(now.limits);
	case_now_show(now.said, now.reach);
	(void)printf("\n%s\n", _("Exhibits"));
	if (each_exhibit(h, name, NULL, e) != 0)
		goto out;
	(void)printf("\n%s\n", _("What happened"));
	rc = custody_case_show(h, name, e);
out:
	now_free(&now);
	found_free(&f);
	return (rc);
}

/* ---- for programs ---- */

json_t *
case_row_json(const struct catalog_case *row, json_t *data, bool *ok)
{
	json_t *j = json_object();

	json_put_text(j, "case", row->name, ok);
	json_put_text(j, "state", row->closed ? "closed" : "open", ok);
	json_put_time(j, "created", row->created, ok);
	if (row->hold != 0)
		json_put_time(j, "hold", row->hold, ok);
	json_put_int(j, "last_number", row->last, ok);
	if (json_object_update(j, data) != 0)
		*ok = false;
	return (j);
}

int
case_show_json(struct home *h, const char *name, struct error *e)
{
	struct found f;
	json_t *j = NULL, *exhibits = json_array(), *custody = NULL;
	struct now now = { .limits = NULL };
	bool ok = true;
	int rc = -1;

	if (find(h, name, &f, e) != 0 || read_now(h, &f, &now, e) != 0 ||
	    each_exhibit(h, name, exhibits, e) != 0 ||
	    custody_case_json(h, name, &custody, e) != 0)
		goto out;
	j = case_row_json(&f.row, f.data, &ok);
	if (json_object_update(j, now.limits) != 0 ||
	    json_object_update(j, now.said) != 0)
		ok = false;
	json_put(j, "reach", json_incref(now.reach), &ok);
	json_put(j, "exhibits", json_incref(exhibits), &ok);
	json_put(j, "custody", json_incref(custody), &ok);
	if (!ok) {
		json_decref(j);
		(void)error_nomem(e);
	} else
		rc = say_json(j) == 0 ? 0 :
		    error_set(e, ERR_SYS, "cannot write");
out:
	now_free(&now);
	json_decref(exhibits);
	json_decref(custody);
	found_free(&f);
	return (rc);
}
