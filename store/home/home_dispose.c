#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/digest/digest.h"
#include "store/home/home_package.h"

/* One disposal from the question to the row. */
struct disposal {
	struct home *h;
	struct home_found x;
	struct acting with;
	json_t *detail;
};

/* Whether the exhibit can be disposed of as it is now. */
static int
check_row(const struct home_found *x, struct error *e)
{

	if (x->disposed)
		return (error_set(e, ERR_EXISTS,
		    "the exhibit was disposed of already"));
	if (x->held)
		return (error_set(e, ERR_DENIED,
		    "the exhibit is under legal hold"));
	if (x->case_held)
		return (error_set(e, ERR_DENIED,
		    "the case of the exhibit is under legal hold"));
	return (0);
}

/* Two different people, both of whom may manage and show that they are. */
static int
find_people(struct disposal *d, const char *with, struct error *e)
{
	const struct acting *a = &d->h->acting;

	if (!a->issued || (a->view.roles & HOME_MANAGE) == 0)
		return (error_set(e, ERR_DENIED, "who disposes of an exhibit "
		    "is an operator who may manage"));
	if (acting_find(d->h, with, &d->with, e) != 0)
		return (-1);
	if ((d->with.view.roles & HOME_MANAGE) == 0)
		return (error_set(e, ERR_DENIED,
		    "the operator %.64s has not the role for this",
		    d->with.name));
	if (strcmp(d->with.key, a->key) == 0)
		return (error_set(e, ERR_DENIED,
		    "the second operator is the first"));
	if (home_unlock(d->h, e) != 0)
		return (-1);
	return (acting_open(d->h, &d->with, "CONSTAT_WITH_PASSPHRASE_FILE",
	    e));
}

/* ${a} signs "sha256:" and the digest of ${statement}. */
static int
sign(const struct acting *a, const struct buf *statement, json_t *list,
    bool *ok, struct error *e)
{
	struct buf sig = BUF_INIT(64 * KIB);
	uint8_t md[DIGEST_LEN];
	char label[DIGEST_LABEL];
	json_t *j = NULL;
	int rc = -1;

	if (digest_of(buf_span(statement), md, e) == 0 && sealer_sign(a->sealer,
	    span_of(digest_label(md, label)), &sig, e) == 0) {
		j = json_object();
		json_put_text(j, "name", a->name, ok);
		json_put_text(j, "key", a->key, ok);
		json_put_text(j, "signature", buf_str(&sig), ok);
		json_add(list, j, ok);
		rc = 0;
	}
	buf_free(&sig);
	return (rc);
}

static int
approve(struct disposal *d, const char *why, struct error *e)
{
	struct buf text = BUF_INIT(1 * MIB);
	json_t *list = json_array();
	bool ok = list != NULL && (d->detail = json_object()) != NULL;
	int rc = -1;

	buf_printf(&text, "constat disposal\n%s\n%s\n%s\n%s\n",
	    home_log_key(d->h)->name, d->x.id, d->x.sha256, why);
	if (buf_ok(&text, e) != 0 ||
	    sign(&d->h->acting, &text, list, &ok, e) != 0 ||
	    sign(&d->with, &text, list, &ok, e) != 0)
		goto out;
	json_put_text(d->detail, "statement", buf_str(&text), &ok);
	json_put(d->detail, "approved", json_incref(list), &ok);
	rc = ok ? 0 : error_nomem(e);
out:
	json_decref(list);
	buf_free(&text);
	return (rc);
}

/* Within the change: a hold may have been set meanwhile. */
static int
note_row(void *ctx, struct catalog *c, int64_t now, struct error *e)
{
	struct disposal *d = ctx;
	struct home_found x;
	int rc = home_found(d->h, d->x.id, &x, e);

	if (rc == 0)
		rc = check_row(&x, e);
	home_found_free(&x);
	return (rc != 0 ? -1 : catalog_exhibit_dispose(c, d->x.id, now, e));
}

static int
record(struct disposal *d, const char *why, struct error *e)
{
	struct event ev = EVENT_INIT;
	const char *id = d->x.id;

	ev.kind = EVENT_DISPOSED;
	ev.exhibits = &id;
	ev.n_exhibits = 1;
	ev.case_name = d->x.case_name;
	ev.why = why;
	ev.before = (struct event_state){ "sha256", d->x.sha256, d->x.bytes };
	ev.detail = d->detail;
	return (home_record(d->h, &ev, note_row, d, e));
}

int
home_dispose(struct home *h, const char *id, const char *why,
    const char *with, struct error *e)
{
	struct disposal d = { .h = h };
	int rc = -1;

	if (home_need_write(h, e) != 0)
		return (-1);
	if (home_found(h, id, &d.x, e) == 0 && check_row(&d.x, e) == 0 &&
	    find_people(&d, with, e) == 0 && approve(&d, why, e) == 0 &&
	    record(&d, why, e) == 0 &&
	    blob_remove(h->blobs, d.x.sha256, e) == 0)
		rc = package_remove_disposed(h, e);
	acting_free(&d.with);
	json_decref(d.detail);
	home_found_free(&d.x);
	return (rc);
}

int
home_remove_disposed(struct home *h, struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	int got;

	f.disposed = 1;
	if (catalog_exhibits(h->catalog, &f, &cur, e) != 0)
		return (-1);
	while ((got = catalog_exhibit_next(cur, &x, e)) == 1)
		if (blob_remove(h->blobs, x.sha256, e) != 0) {
			got = -1;
			break;
		}
	catalog_cursor_free(cur);
	return (got != 0 ? -1 : package_remove_disposed(h, e));
}
