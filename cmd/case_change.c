#include "cmd/case_change.h"
#include "cmd/entry.h"
#include "store/base/json.h"
#include "store/base/limits.h"

static int
write_row(struct case_change *k, struct catalog *c,
    const struct catalog_case *was, int64_t now, struct error *e)
{
	struct buf text = BUF_INIT(EVENT_MAX);
	struct catalog_case row = { .name = k->name, .created = now };
	int rc = -1;

	if (was != NULL) {
		row.closed = was->closed;
		row.data = was->data;
	}
	if (k->closed >= 0)
		row.closed = k->closed == 1;
	if (k->data != NULL) {
		if (json_write(&text, k->data, e) != 0 ||
		    buf_ok(&text, e) != 0)
			goto out;
		row.data = buf_str(&text);
	}
	rc = k->make ? catalog_case_add(c, &row, e) :
	    catalog_case_set(c, &row, e);
out:
	buf_free(&text);
	return (rc);
}

/* Nobody else's change is written over. */
static bool
is_as_seen(const struct case_change *k, const struct catalog_case *row,
    struct error *e)
{
	json_t *is;
	bool same;

	if (k->was == NULL)
		return (true);
	is = row->data == NULL ? json_object() : json_read(span_of(row->data),
	    e);
	same = json_equal(is, k->was);
	if (is != NULL && !same)
		(void)error_set(e, ERR_BUSY, "the case was changed meanwhile");
	json_decref(is);
	return (same);
}

static int
change_row(void *ctx, struct catalog *c, int64_t now, struct error *e)
{
	struct case_change *k = ctx;
	struct catalog_cursor *cur = NULL;
	struct catalog_case was;
	int64_t number;
	bool ok = true;
	int got, rc = -1;

	if (k->make)
		return (write_row(k, c, NULL, now, e));
	if (k->own != NULL)
		return (catalog_exhibit_own(c, k->own, k->is_own, e));
	if (k->add != NULL) {
		if (catalog_exhibit_case(c, k->add, k->name, now, &number,
		    e) != 0)
			return (-1);
		json_put_int(k->detail, "number", number, &ok);
		return (ok ? 0 : error_nomem(e));
	}
	got = catalog_case_find(c, k->name, &cur, &was, e);
	if (got == 0)
		(void)error_set(e, ERR_NOTFOUND, "no case %.200s", k->name);
	else if (got == 1 && is_as_seen(k, &was, e))
		rc = write_row(k, c, &was, now, e);
	catalog_cursor_free(cur);
	return (rc);
}

int
case_change(struct use *u, const struct args *a, struct case_change *k,
    json_t *detail, struct error *e)
{
	struct event ev = EVENT_INIT;
	int rc = -1;

	if (detail == NULL)
		return (error_nomem(e));
	k->detail = detail;
	ev.kind = EVENT_ANNOTATED;
	ev.case_name = k->name;
	ev.why = k->why;
	ev.detail = detail;
	ev.exhibits = &k->exhibit;
	ev.n_exhibits = k->exhibit != NULL;
	if (entry_take(u->home, a, &ev, detail, e) == 0)
		rc = home_record(u->home, &ev, change_row, k, e);
	json_decref(detail);
	return (rc);
}

json_t *
case_said(const char *what)
{
	json_t *j = json_object();
	bool ok = j != NULL;

	json_put_text(j, "case", what, &ok);
	if (ok)
		return (j);
	json_decref(j);
	return (NULL);
}

json_t *
case_data_of(struct home *h, const char *name, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_case k;
	json_t *j = NULL;
	int got = catalog_case_find(home_catalog(h), name, &cur, &k, e);

	if (got == 0)
		(void)error_set(e, ERR_NOTFOUND, "no case %.200s", name);
	else if (got == 1)
		j = k.data == NULL ? json_object() :
		    json_read(span_of(k.data), e);
	catalog_cursor_free(cur);
	return (j);
}
