#include <stdio.h>
#include <stdlib.h>

#include "cmd/case_data.h"
#include "cmd/case_show.h"
#include "cmd/custody.h"
#include "cmd/exhibit.h"
#include "cmd/limitation.h"
#include "cmd/say.h"
#include "store/base/json.h"
#include "store/base/time.h"

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

static const char *
state_word(const struct catalog_case *k)
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

static void
show_data(const struct found *f)
{
	char t[TIME_TEXT], n[32];

	say_field(_("case"), f->row.name);
	say_field(_("reference"), json_text(f->data, "reference"));
	say_field(_("state"), state_word(&f->row));
	say_field(_("opened"), time_text(f->row.created, t));
	if (f->row.hold != 0)
		say_field(_("legal hold"), time_text(f->row.hold, t));
	show_list(_("jurisdiction"), json_object_get(f->data,
	    "jurisdictions"));
	show_list(_("party"), json_object_get(f->data, "parties"));
	show_list(_("counsel"), json_object_get(f->data, "counsel"));
	show_list(_("statement"), json_object_get(f->data, "statements"));
	say_field(_("published"), json_text(f->data, "published"));
	say_field(_("says who"), json_text(f->data, "published_source"));
	say_field(_("known since"), json_text(f->data, "known"));
	say_field(_("author known"), json_text(f->data, "author_known"));
	(void)snprintf(n, sizeof(n), "%lld", (long long)f->row.last);
	say_field(_("exhibits"), n);
}

/* A text that the table has in both languages, in the reader's. */
static const char *
in_words(const json_t *both)
{
	const char *s = json_text(both, words_lang());

	return (s != NULL ? s : json_text(both, "en"));
}

static void
show_limit(const json_t *row)
{
	const char *ends = json_text(row, "ends"), *note, *term;

	(void)printf("  %s  %s%s\n", ends != NULL ? ends : "          ",
	    in_words(json_object_get(row, "rule")),
	    json_is_true(json_object_get(row, "doubtful")) ?
	    _(" (doubtful: ask a lawyer, no date is shown)") :
	    json_is_true(json_object_get(row, "earliest")) ?
	    _(" (at the earliest)") : "");
	(void)printf("              %s; %s: %s (%s)\n", json_text(row, "law"),
	    _("source"), json_text(row, "source"),
	    json_text(row, "confidence"));
	term = in_words(json_object_get(row, "term"));
	note = in_words(json_object_get(row, "note"));
	if (term != NULL)
		(void)printf("              %s\n", term);
	if (note != NULL)
		(void)printf("              %s\n", note);
}

static int
show_limits(const struct found *f, struct error *e)
{
	json_t *rows = case_data_limits(f->data, e);
	json_t *notice = limitation_notice(e);
	const json_t *row;
	size_t i;

	if (rows == NULL || notice == NULL) {
		json_decref(rows);
		json_decref(notice);
		return (error_nomem(e));
	}
	(void)printf("\n%s\n", _("Time limits that may apply"));
	say_text(in_words(notice));
	if (json_text(f->data, "published") == NULL)
		say_text(_("The date of first publication is not known yet: "
		    "\"case set --published\"."));
	json_array_foreach(rows, i, row)
		show_limit(row);
	json_decref(rows);
	json_decref(notice);
	return (0);
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

int
case_show_text(struct home *h, const char *name, struct error *e)
{
	struct found f;
	int rc = -1;

	if (find(h, name, &f, e) != 0)
		goto out;
	show_data(&f);
	if (show_limits(&f, e) != 0)
		goto out;
	(void)printf("\n%s\n", _("Exhibits"));
	if (each_exhibit(h, name, NULL, e) != 0)
		goto out;
	(void)printf("\n%s\n", _("What happened"));
	rc = custody_case_show(h, name, e);
out:
	found_free(&f);
	return (rc);
}

/* ---- for programs ---- */

static json_t *
row_json(const struct found *f, bool *ok)
{
	json_t *j = json_object();

	json_put_text(j, "case", f->row.name, ok);
	json_put_text(j, "state", f->row.closed ? "closed" : "open", ok);
	json_put_time(j, "created", f->row.created, ok);
	if (f->row.hold != 0)
		json_put_time(j, "hold", f->row.hold, ok);
	json_put_int(j, "last_number", f->row.last, ok);
	if (json_object_update(j, f->data) != 0)
		*ok = false;
	return (j);
}

int
case_show_json(struct home *h, const char *name, struct error *e)
{
	struct found f;
	json_t *j = NULL, *exhibits = json_array(), *custody = NULL;
	bool ok = true;
	int rc = -1;

	if (find(h, name, &f, e) != 0 ||
	    each_exhibit(h, name, exhibits, e) != 0 ||
	    custody_case_json(h, name, &custody, e) != 0)
		goto out;
	j = row_json(&f, &ok);
	json_put(j, "notice", limitation_notice(e), &ok);
	json_put(j, "limitations", case_data_limits(f.data, e), &ok);
	json_put(j, "exhibits", json_incref(exhibits), &ok);
	json_put(j, "custody", json_incref(custody), &ok);
	if (!ok) {
		json_decref(j);
		(void)error_nomem(e);
	} else
		rc = say_json(j) == 0 ? 0 :
		    error_set(e, ERR_SYS, "cannot write");
out:
	json_decref(exhibits);
	json_decref(custody);
	found_free(&f);
	return (rc);
}

/* ---- all of them ---- */

static int
list_one(struct found *f, bool json, struct error *e)
{
	const char *reference;
	char *name, *safe;
	bool ok = true;
	json_t *j;

	f->data = f->row.data == NULL ? json_object() :
	    json_read(span_of(f->row.data), e);
	if (f->data == NULL)
		return (error_nomem(e));
	if (json) {
		j = row_json(f, &ok);
		return (ok && say_json(j) == 0 ? 0 :
		    error_set(e, ERR_SYS, "cannot write"));
	}
	name = say_safe(f->row.name);
	reference = json_text(f->data, "reference");
	safe = say_safe(reference);
	(void)printf("%s%s%s%s  (%s, %lld)%s%s\n", name != NULL ? name : "?",
	    reference != NULL ? "  [" : "", reference != NULL ? safe : "",
	    reference != NULL ? "]" : "", state_word(&f->row),
	    (long long)f->row.last, f->row.hold != 0 ? "  " : "",
	    f->row.hold != 0 ? _("legal hold") : "");
	free(name);
	free(safe);
	return (0);
}

int
case_list(struct home *h, bool json, struct error *e)
{
	struct catalog_cursor *cur;
	struct found f = { .cur = NULL };
	int got, n = 0;

	if (catalog_cases(home_catalog(h), &cur, e) != 0)
		return (-1);
	while ((got = catalog_case_next(cur, &f.row, e)) == 1) {
		n++;
		if (list_one(&f, json, e) != 0)
			got = -1;
		json_decref(f.data);
		f.data = NULL;
		if (got < 0)
			break;
	}
	catalog_cursor_free(cur);
	if (got == 0 && n == 0 && !json)
		(void)printf("%s\n", _("No case."));
	return (got);
}
