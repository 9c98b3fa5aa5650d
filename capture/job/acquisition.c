#include <stdlib.h>

#include "capture/job/job_internal.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"

static json_t *
describe_tls(const struct net_tls *tls)
{
	json_t *t = json_object();
	bool ok = t != NULL;

	json_put_text(t, "version", tls->version, &ok);
	json_put_text(t, "cipher", tls->cipher, &ok);
	json_put_text(t, "leaf_sha256", tls->leaf, &ok);
	json_put_int(t, "certificates", (json_int_t)tls->certs, &ok);
	if (tls->file[0] != '\0')
		json_put_text(t, "file", tls->file, &ok);
	json_put_text(t, "chain", tls->code < 0 ? "unchecked" :
	    tls->valid ? "valid" : "invalid", &ok);
	if (tls->reason[0] != '\0')
		json_put_text(t, "reason", tls->reason, &ok);
	json_put_bool(t, "ocsp_staple", tls->staple, &ok);
	return (json_made(t, ok, NULL));
}

static json_t *
describe_hop(const struct net_hop *h)
{
	json_t *d = json_object();
	bool ok = d != NULL;

	json_put_text(d, "url", h->url, &ok);
	json_put_text(d, "location", h->location, &ok);
	if (h->status > 0)
		json_put_int(d, "status", h->status, &ok);
	json_put_time(d, "start", h->start, &ok);
	json_put_time(d, "end", h->end, &ok);
	if (h->ip[0] != '\0') {
		json_put_text(d, "ip", h->ip, &ok);
		json_put_int(d, "port", h->port, &ok);
	}
	if (h->http[0] != '\0')
		json_put_text(d, "http", h->http, &ok);
	if (h->tls.used)
		json_put(d, "tls", describe_tls(&h->tls), &ok);
	return (json_made(d, ok, NULL));
}

json_t *
job_exchanges(const struct net_result *r)
{
	json_t *list = json_array();
	bool ok = list != NULL;
	size_t i;

	for (i = 0; i < r->n; i++)
		json_add(list, describe_hop(&r->hops[i]), &ok);
	return (json_made(list, ok, NULL));
}

static json_t *
describe_wire(const struct job *j, const struct job_page *p)
{
	json_t *w = json_object();
	bool ok = w != NULL;

	json_put_text(w, "user_agent", net_agent_text(j->net), &ok);
	json_put_text(w, "accept_language", j->accept_language, &ok);
	json_put(w, "exchanges", job_exchanges(&p->wire), &ok);
	if (p->wire.status > 0)
		json_put_int(w, "status", p->wire.status, &ok);
	if (p->wire_error.code != ERR_NONE)
		json_put_text(w, "error", p->wire_error.text, &ok);
	else if (p->wire.failure.code != ERR_NONE)
		json_put_text(w, "error", p->wire.failure.text, &ok);
	json_put_bool(w, "cut", p->wire.cut, &ok);
	return (json_made(w, ok, NULL));
}

static json_t *
describe_shown(const struct job *j, const struct job_page *page)
{
	const struct browser_result *p = &page->shown;
	json_t *b = json_object();
	bool ok = b != NULL;

	json_put_text(b, "product", j->browser == NULL ? NULL :
	    browser_product(j->browser), &ok);
	json_put_text(b, "user_agent", j->browser == NULL ? NULL :
	    browser_agent(j->browser), &ok);
	json_put_text(b, "final_url", p->final_url, &ok);
	json_put_text(b, "mime", p->mime, &ok);
	if (p->status > 0)
		json_put_int(b, "status", p->status, &ok);
	json_put_int(b, "width", p->width, &ok);
	json_put_int(b, "height", p->height, &ok);
	json_put_bool(b, "loaded", p->loaded, &ok);
	json_put_bool(b, "settled", p->settled, &ok);
	json_put_bool(b, "scrolled_to_end", p->scrolled, &ok);
	json_put_bool(b, "download", p->is_download, &ok);
	json_put_bool(b, "certificates_ignored", p->tls_ignored, &ok);
	json_put_int(b, "requests", (json_int_t)p->requests, &ok);
	json_put_int(b, "recorded", (json_int_t)p->exchanges, &ok);
	json_put_int(b, "failed", (json_int_t)p->failed, &ok);
	json_put_int(b, "from_cache", (json_int_t)p->cached, &ok);
	json_put_int(b, "bodies_missing", (json_int_t)p->bodies_missing, &ok);
	json_put_int(b, "bodies_as_text", (json_int_t)p->bodies_text, &ok);
	json_put_int(b, "refused", (json_int_t)p->refused, &ok);
	if (page->shown_error.code != ERR_NONE)
		json_put_text(b, "error", page->shown_error.text, &ok);
	return (json_made(b, ok, NULL));
}

void
page_describe(const struct job *j, const struct job_page *p, json_t *d,
    bool *ok)
{

	json_put_text(d, "url", p->url, ok);
	json_put_text(d, "final_url", p->final_url, ok);
	json_put_text(d, "page", p->class, ok);
	if (p->status > 0)
		json_put_int(d, "status", p->status, ok);
	if (p->wired)
		json_put(d, "wire", describe_wire(j, p), ok);
	if (p->visited)
		json_put(d, "browser", describe_shown(j, p), ok);
}

static json_t *
describe_author(const struct job *j)
{
	json_t *d = json_object();
	bool ok = d != NULL;

	page_describe(j, &j->page[JOB_AUTHOR], d, &ok);
	return (json_made(d, ok, NULL));
}

/* Whose records are whose: WARC-Page-ID of each page. */
static json_t *
describe_pages(const struct job *j)
{
	json_t *list = json_array(), *one;
	bool ok = list != NULL;
	size_t i;

	for (i = 0; i < JOB_PAGES; i++) {
		if (j->page[i].asked == NULL)
			continue;
		if ((one = json_object()) == NULL)
			ok = false;
		json_put_text(one, "page", j->page[i].name, &ok);
		json_put_text(one, "id", j->page[i].id, &ok);
		json_put_bool(one, "listed", i == JOB_POST ||
		    (i == JOB_AUTHOR && page_there(j, &j->page[i])), &ok);
		json_add(list, one, &ok);
	}
	return (json_made(list, ok, NULL));
}

/* What was fetched because the pages named it, and what became of that. */
static json_t *
describe_wants(const struct job *j)
{
	json_t *list = json_array(), *one;
	const struct job_want *w;
	bool ok = list != NULL;
	size_t i;

	for (i = 0; i < j->nwant; i++) {
		w = &j->want[i];
		if ((one = json_object()) == NULL)
			ok = false;
		json_put_text(one, "url", w->url, &ok);
		json_put_text(one, "role", w->role, &ok);
		if (w->status > 0)
			json_put_int(one, "status", w->status, &ok);
		json_put_text(one, "failure", w->failure != NULL ?
		    w->failure : w->status == 0 ? "not asked for" : NULL,
		    &ok);
		json_add(list, one, &ok);
	}
	return (json_made(list, ok, NULL));
}

static json_t *
describe_capture(const struct job *j)
{
	json_t *c = json_object();
	bool ok = c != NULL;

	json_put_text(c, "url", j->o->url, &ok);
	json_put_text(c, "final_url", j->o->final_url, &ok);
	json_put_text(c, "page", j->o->page, &ok);
	json_put_text(c, "case", j->q->case_name, &ok);
	json_put_text(c, "note", j->q->note, &ok);
	if (j->o->status > 0)
		json_put_int(c, "status", j->o->status, &ok);
	json_put_time(c, "started", j->o->started, &ok);
	json_put_time(c, "ended", time_now(), &ok);
	json_put(c, "missing", recorder_missing_list(j->rec), &ok);
	json_put(c, "warnings", recorder_warnings_list(j->rec), &ok);
	return (json_made(c, ok, NULL));
}

int
job_acquisition(struct job *j, struct error *e)
{
	struct environment_end end = { NULL, NULL, NULL };
	struct buf out = BUF_INIT(JSON_FILE_MAX);
	struct buf safe = BUF_INIT(JSON_FILE_MAX);
	json_t *record = NULL, *between = net_intermediaries(j->net);
	bool ok = true;
	int rc = -1;

	if (j->browser != NULL) {
		end.browser = browser_product(j->browser);
		end.browser_path = browser_path(j->browser);
	}
	end.intermediaries = between;
	if (environment_finish(j->env, &end, &record, e) != 0)
		goto out;
	json_put(record, "capture", describe_capture(j), &ok);
	json_put(record, "pages", describe_pages(j), &ok);
	json_put(record, "wire", describe_wire(j,
	    &j->page[JOB_POST]), &ok);
	if (j->page[JOB_POST].visited)
		json_put(record, "browser", describe_shown(j,
		    &j->page[JOB_POST]), &ok);
	if (j->page[JOB_AUTHOR].asked != NULL)
		json_put(record, "author", describe_author(j), &ok);
	json_put(record, "public", public_describe(j), &ok);
	if (login_used(j))
		json_put(record, "login", login_describe(j), &ok);
	if (j->also != NULL) {
		json_put(j->also, "wire", describe_wire(j,
		    &j->page[JOB_COPY]), &ok);
		json_put(record, "also", json_incref(j->also), &ok);
	}
	if (j->nwant > 0)
		json_put(record, "fetched", describe_wants(j), &ok);
	if (!ok) {
		(void)error_nomem(e);
		goto out;
	}
	if (json_write_pretty(&out, record, e) != 0)
		goto out;
	buf_putc(&out, '\n');
	if (buf_ok(&out, e) != 0)
		goto out;
	recorder_clean(j->rec, buf_span(&out), &safe);
	if (buf_ok(&safe, e) != 0)
		goto out;
	rc = recorder_file_span(j->rec, "evidence/acquisition.json",
	    buf_span(&safe), e);
out:
	json_decref(between);
	json_decref(record);
	buf_free(&out);
	buf_free(&safe);
	return (rc);
}
