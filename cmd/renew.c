#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/authorities.h"
#include "cmd/cmd.h"
#include "cmd/renew.h"
#include "cmd/stamping.h"
#include "store/base/alloc.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/time.h"

/* One run: many records, at most one time-stamp for each hash function. */
struct run {
	const char *who;
	struct use *u;
	const struct args *a;
	struct authority_query q;
	enum digest_alg alg;		/* asked for, or NONE */
	struct renewal *v;
	size_t n;
	size_t done;
};

static struct renewal *
add(struct run *r, const char *name, struct error *e)
{
	struct renewal *v = reallocarray(r->v, r->n + 1, sizeof(*v));

	if (v == NULL) {
		(void)error_nomem(e);
		return (NULL);
	}
	r->v = v;
	v += r->n;
	memset(v, 0, sizeof(*v));
	v->old = (struct buf)BUF_INIT(RECORD_MAX);
	v->fresh = (struct buf)BUF_INIT(RECORD_MAX);
	if ((v->name = strdup(name)) == NULL) {
		(void)error_nomem(e);
		return (NULL);
	}
	r->n++;
	return (v);
}

/* All that are kept, of the case where one is named. */
static int
add_kept(struct run *r, struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur = NULL;
	struct catalog_exhibit x;
	struct renewal *v;
	int rc;

	f.case_name = args_text(r->a, "--case");
	f.disposed = 0;
	if (catalog_exhibits(home_catalog(r->u->home), &f, &cur, e) != 0)
		return (-1);
	while ((rc = catalog_exhibit_next(cur, &x, e)) == 1) {
		if ((v = add(r, x.id, e)) == NULL) {
			rc = -1;
			break;
		}
		(void)snprintf(v->id, sizeof(v->id), "%s", x.id);
	}
	catalog_cursor_free(cur);
	return (rc);
}

/* A word of hex digits names an exhibit, any other a file. */
static int
add_named(struct run *r, const char *word, struct error *e)
{
	struct home_found x;
	struct renewal *v;

	if (strspn(word, "0123456789abcdef") != strlen(word)) {
		if ((v = add(r, word, e)) == NULL)
			return (-1);
		return ((v->path = strdup(word)) == NULL ? error_nomem(e) : 0);
	}
	if (home_found(r->u->home, word, &x, e) != 0)
		return (-1);
	v = add(r, x.id, e);
	if (v != NULL)
		(void)snprintf(v->id, sizeof(v->id), "%s", x.id);
	home_found_free(&x);
	return (v == NULL ? -1 : 0);
}

static int
choose(struct run *r, struct error *e)
{
	size_t i;

	if (r->a->n == 0)
		return (add_kept(r, e));
	for (i = 0; i < r->a->n; i++)
		if (add_named(r, r->a->rest[i], e) != 0)
			return (-1);
	return (0);
}

/* Read the exhibit's file; it must be what was sealed. */
static int
read_exhibit(struct run *r, struct renewal *v, struct error *e)
{
	struct buf path = BUF_INIT(64 * KIB);
	struct home_found x;
	int rc = -1;

	if (home_found(r->u->home, v->id, &x, e) != 0)
		return (-1);
	if (blob_path(home_blobs(r->u->home), x.sha256, &path, e) == 0) {
		v->path = buf_take(&path);
		rc = v->path == NULL ? error_nomem(e) :
		    renewal_read(v, x.sha256, r->alg, time_now(), e);
	}
	home_found_free(&x);
	buf_free(&path);
	return (rc);
}

/* Each by itself: what one of them lacks is no trouble of the others. */
static int
read_all(struct run *r, struct error *e)
{
	struct renewal *v;
	struct error one;
	size_t i;

	for (i = 0; i < r->n; i++) {
		v = &r->v[i];
		one = (struct error)ERROR_INIT;
		alloc_forget();
		if ((v->id[0] == '\0' ? renewal_read(v, NULL, r->alg,
		    time_now(), &one) : read_exhibit(r, v, &one)) == 0)
			continue;
		if (error_ends(one.code))
			return (error_set(e, one.code, "%s", one.text));
		say_error(r->who, v->name, &one);
	}
	return (0);
}

/* Never keep a record that would not be believed. */
static int
write_one(struct record_plan *p, size_t at, struct renewal *v,
    struct span answer, struct error *e)
{
	struct record_result made;
	int rc = -1;

	memset(&made, 0, sizeof(made));
	if (record_plan_write(p, at, answer, &v->fresh, e) == 0 &&
	    renewal_check(v, buf_span(&v->fresh), time_now(), &made, e) == 0) {
		rc = 0;
		if (!record_holds(&made))
			rc = error_set(e, ERR_CRYPTO, "an evidence record just "
			    "made does not hold: %s", made.faults_n > 0 ?
			    made.faults[0].detail : "");
	}
	record_result_free(&made);
	return (rc);
}

/* Into the store: all exhibits at once; files beside where they are. */
static int
keep(struct run *r, enum digest_alg alg,
    const struct authority_answer *answer, size_t shared, struct error *e)
{
	struct home_renewal *list = calloc(r->n, sizeof(*list));
	struct buf path = BUF_INIT(64 * KIB);
	struct event ev = EVENT_INIT;
	char when[TIME_TEXT];
	json_t *detail = json_object();
	bool ok = detail != NULL;
	size_t i, n = 0;
	int rc = -1;

	json_put_text(detail, "tsa", answer->by, &ok);
	json_put_text(detail, "time", time_text_ms(answer->stamp.gen_time,
	    when), &ok);
	json_put_text(detail, "hash", digest_alg_name(alg), &ok);
	json_put_int(detail, "records", (int64_t)shared, &ok);
	if (!ok || list == NULL) {
		(void)error_nomem(e);
		goto out;
	}
	ev.kind = EVENT_RENEWED;
	ev.start = answer->start;
	ev.end = time_now();
	ev.detail = detail;
	for (i = 0; i < r->n; i++) {
		if (r->v[i].fresh.n == 0 || r->v[i].alg != alg)
			continue;
		if (r->v[i].id[0] != '\0') {
			list[n++] = (struct home_renewal){ r->v[i].id,
			    buf_span(&r->v[i].fresh) };
			continue;
		}
		buf_reset(&path);
		buf_printf(&path, "%s.ers", r->v[i].path);
		if (io_write_file(buf_str(&path), buf_span(&r->v[i].fresh),
		    0444, e) != 0)
			goto out;
	}
	rc = n == 0 ? 0 : home_renew(r->u->home, list, n, &ev, e);
out:
	json_decref(detail);
	free(list);
	buf_free(&path);
	return (rc);
}

static int
show(const struct run *r, const struct renewal *v,
    const struct authority_answer *answer)
{
	json_t *j, *record;
	char t[TIME_TEXT];
	bool ok = true;

	(void)time_text(answer->stamp.gen_time, t);
	if (!args_has(r->a, "--json")) {
		if (!args_has(r->a, "--quiet"))
			(void)printf(v->id[0] != '\0' ? "%.12s  %s  %s\n" :
			    "%s  %s  %s\n", v->name, t, answer->by);
		return (0);
	}
	j = json_object();
	record = json_object();
	json_put_text(j, v->id[0] != '\0' ? "exhibit" : "file", v->name, &ok);
	json_put_text(record, "time", t, &ok);
	json_put_text(record, "tsa", answer->by, &ok);
	json_put_text(record, "hash", digest_alg_name(v->alg), &ok);
	json_put(j, "record", record, &ok);
	return (say_json(json_made(j, ok, NULL)));
}

/* Those that are ready, with one hash function: under one time-stamp. */
static int
renew_with(struct run *r, enum digest_alg alg, struct error *e)
{
	struct authority_answer answer = AUTHORITY_ANSWER_INIT;
	struct authority_query q = r->q;
	struct record_plan *p = NULL;
	struct renewal *v;
	struct span old;
	size_t i, n = 0;
	int rc = -1;

	if (record_plan_new(alg, &p, e) != 0)
		return (-1);
	for (i = 0; i < r->n; i++) {
		v = &r->v[i];
		if (!v->ready || v->alg != alg)
			continue;
		old = v->old.n > 0 ? buf_span(&v->old) :
		    (struct span){ NULL, 0 };
		if (record_plan_add(p, v->objects, v->n, old, e) != 0)
			goto out;
		n++;
	}
	rc = 0;
	if (n == 0)
		goto out;
	rc = -1;
	if (record_plan_root(p, &q.digest, e) != 0 ||
	    authority_ask(&q, &answer, e) != 0)
		goto out;
	for (i = 0, n = 0; i < r->n; i++)
		if (r->v[i].ready && r->v[i].alg == alg && write_one(p, n++,
		    &r->v[i], buf_span(&answer.response), e) != 0)
			goto out;
	if (keep(r, alg, &answer, n, e) != 0)
		goto out;
	r->done += n;
	rc = 0;
	for (i = 0; i < r->n && rc == 0; i++)
		if (r->v[i].ready && r->v[i].alg == alg)
			rc = show(r, &r->v[i], &answer);
out:
	record_plan_free(p);
	authority_answer_free(&answer);
	return (rc);
}

static int
renew_all(struct run *r, struct error *e)
{
	const char *const *tsa = args_list(r->a, "--tsa");
	const char *proxy = args_text(r->a, "--proxy");
	struct error one;
	enum digest_alg a;

	if (authorities_open(&r->q, tsa, proxy, r->u->home, e) != 0)
		return (-1);
	if (read_all(r, e) != 0) {
		authorities_close(&r->q);
		return (-1);
	}
	for (a = DIGEST_SHA256; a <= DIGEST_SHA512; a++) {
		one = (struct error)ERROR_INIT;
		if (renew_with(r, a, &one) != 0)
			say_error(r->who, NULL, &one);
	}
	authorities_close(&r->q);
	if (r->done > 0)
		stamping_after(r->u->home, tsa, proxy);
	if (r->done == r->n)
		return (EXIT_DONE);
	return (r->done > 0 ? EXIT_MISSING : EXIT_NOTHING);
}

int
renew_run(const char *who, struct use *u, const struct args *a,
    struct error *e)
{
	struct run r = { .who = who, .u = u, .a = a };
	const char *hash = args_text(a, "--hash");
	size_t i;
	int rc;

	for (r.alg = DIGEST_SHA512; hash != NULL && r.alg >= DIGEST_SHA256;
	    r.alg--)
		if (strcmp(hash, digest_alg_name(r.alg)) == 0)
			break;
	if (hash != NULL && r.alg < DIGEST_SHA256)
		return (cmd_usage(who, _("not one of sha256, sha384, sha512"),
		    hash));
	if (hash == NULL)
		r.alg = DIGEST_NONE;
	rc = choose(&r, e);
	if (rc == 0 && r.n == 0 && !args_has(a, "--json") &&
	    !args_has(a, "--quiet"))
		(void)printf("%s\n", _("Nothing is kept that could be "
		    "renewed."));
	if (rc == 0)
		rc = r.n == 0 ? EXIT_DONE : renew_all(&r, e);
	for (i = 0; i < r.n; i++)
		renewal_free(&r.v[i]);
	free(r.v);
	return (rc);
}
