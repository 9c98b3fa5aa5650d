#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/use.h"
#include "cmd/verified.h"
#include "store/base/json.h"
#include "store/base/limits.h"

/* "<64 digits>.wacz" in ${path}, as the store names its files. */
static void
digest_in_name(const char *path, char out[static 65])
{
	const char *name = strrchr(path, '/');

	name = name == NULL ? path : name + 1;
	out[0] = '\0';
	if (strlen(name) != 64 + strlen(".wacz") ||
	    strcmp(name + 64, ".wacz") != 0)
		return;
	(void)snprintf(out, 65, "%.64s", name);
	if (!blob_digest_ok(out))
		out[0] = '\0';
}

void
verified_add(void *ctx, const struct verify_report *r)
{
	struct verified *v = ctx;
	struct verified_one *more;

	if (v->n == EVENT_EXHIBITS_MAX)
		return;
	more = realloc(v->list, (v->n + 1) * sizeof(*more));
	if (more == NULL)
		return;
	v->list = more;
	more += v->n++;
	*more = (struct verified_one){ .verdict = r->verdict };
	memcpy(more->id, r->manifest_sha256, sizeof(more->id));
	digest_in_name(r->file, more->sha256);
}

/* 1: the store keeps ${one}, whose identity is put right; 0; -1. */
static int
is_kept(struct home *h, struct verified_one *one, struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	int got;

	/* By its name first: what lies there may have been replaced. */
	if (one->sha256[0] != '\0')
		f.sha256 = one->sha256;
	else if (one->id[0] != '\0')
		f.id_prefix = one->id;
	else
		return (0);
	if (catalog_exhibits(home_catalog(h), &f, &cur, e) != 0)
		return (-1);
	if ((got = catalog_exhibit_next(cur, &x, e)) == 1)
		(void)snprintf(one->id, sizeof(one->id), "%s", x.id);
	catalog_cursor_free(cur);
	return (got);
}

/* Those that are kept, into ${ids} and ${list}; how many, or -1. */
static int
choose(struct home *h, const struct verified *v, const char **ids,
    json_t *list, struct event *ev, struct error *e)
{
	bool ok = list != NULL;
	size_t i;
	int got, n = 0;
	json_t *j;

	for (i = 0; i < v->n; i++) {
		if ((got = is_kept(h, &v->list[i], e)) < 0)
			return (-1);
		if (got == 0)
			continue;
		ids[n++] = v->list[i].id;
		j = json_object();
		json_put_text(j, "exhibit", v->list[i].id, &ok);
		json_put_text(j, "verdict", verdict_name(v->list[i].verdict),
		    &ok);
		json_add(list, j, &ok);
		if (v->list[i].verdict == VERDICT_ALTERED)
			ev->result = EVENT_FAIL;
		else if (v->list[i].verdict != VERDICT_HOLDS &&
		    ev->result == EVENT_SUCCESS)
			ev->result = EVENT_PARTIAL;
	}
	return (ok ? n : error_nomem(e));
}

static int
note(struct use *u, const struct verified *v, struct error *e)
{
	struct event ev = EVENT_INIT;
	const char **ids = calloc(v->n + 1, sizeof(*ids));
	json_t *detail = json_object(), *list = json_array();
	bool ok = ids != NULL;
	int n, rc = -1;

	json_put(detail, "verified", json_incref(list), &ok);
	if (!ok) {
		(void)error_nomem(e);
		goto out;
	}
	if ((n = choose(u->home, v, ids, list, &ev, e)) <= 0) {
		rc = n;
		goto out;
	}
	ev.kind = EVENT_VERIFIED;
	ev.exhibits = ids;
	ev.n_exhibits = (size_t)n;
	ev.detail = detail;
	if (ev.result != EVENT_SUCCESS)
		ev.error = "not every exhibit holds";
	rc = home_append(u->home, &ev, 1, e);
out:
	json_decref(list);
	json_decref(detail);
	free(ids);
	return (rc);
}

/* Whether the store keeps any of them: else it is left alone. */
static bool
any_kept(const char *home, const struct verified *v)
{
	struct use u;
	bool any = false;
	size_t i;

	if (use_open_at(&u, home, USE_READ, NULL) == 0)
		for (i = 0; i < v->n && !any; i++)
			any = is_kept(u.home, &v->list[i], NULL) == 1;
	use_close(&u);
	return (any);
}

void
verified_note(const char *who, const char *home, const char *as,
    const struct verified *v)
{
	struct error e = ERROR_INIT;
	struct use u;

	if (v->n == 0 || !any_kept(home, v))
		return;
	if (use_open_at(&u, home, USE_WRITE, &e) != 0 ||
	    use_act_as(&u, as, HOME_ANY_ROLE, &e) != 0 ||
	    note(&u, v, &e) != 0)
		use_mute(who, &e);
	use_close(&u);
}

void
verified_free(struct verified *v)
{

	free(v->list);
	*v = (struct verified){ .n = 0 };
}
