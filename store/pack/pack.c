#include <malloc.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "store/pack/pack_internal.h"

int
pack_text(struct pack *p, const char *s, const char **out, struct error *e)
{
	char **v;
	size_t cap = p->cap_texts == 0 ? 256 : p->cap_texts * 2;

	*out = NULL;
	if (s == NULL || *s == '\0')
		return (0);
	if (p->n_texts == p->cap_texts) {
		if ((v = reallocarray(p->texts, cap, sizeof(*v))) == NULL)
			return (error_nomem(e));
		p->texts = v;
		p->cap_texts = cap;
	}
	if ((p->texts[p->n_texts] = strdup(s)) == NULL)
		return (error_nomem(e));
	*out = p->texts[p->n_texts++];
	return (0);
}

int
pack_missing(struct pack *p, const char *what, const char *why,
    struct error *e)
{
	struct pack_result *r = p->r;
	struct dossier_missing *v, one;

	v = reallocarray(r->missing, r->n_missing + 1, sizeof(*v));
	if (v == NULL)
		return (error_nomem(e));
	r->missing = v;
	if (pack_text(p, what, &one.what, e) != 0 ||
	    pack_text(p, *why != '\0' ? why : "unknown", &one.why, e) != 0)
		return (-1);
	v[r->n_missing++] = one;
	return (0);
}

static int
select_events(struct pack *p, struct error *e)
{
	struct custody_scope s = { .case_name = p->o->case_name,
	    .part = p->o->part, .exhibits = p->o->exhibits, .n = p->o->n,
	    .event = p->o->event };

	if (custody_select(home_catalog(p->o->home), home_log_key(p->o->home),
	    &s, &p->custody, e) != 0)
		return (-1);
	if (!custody_stamped(p->custody) && pack_missing(p,
	    "time-stamp of the log's checkpoint", p->o->no_stamp != NULL ?
	    p->o->no_stamp : "no authority answered", e) != 0)
		return (-1);
	if (p->o->no_stamp != NULL && pack_missing(p,
	    "time-stamps of the signatures", p->o->no_stamp, e) != 0)
		return (-1);
	return (0);
}

static int
add_list(struct pack *p, struct error *e)
{
	struct buf text = BUF_INIT(DOSSIER_FILE_MAX);
	int rc = -1;

	p->d.missing = p->r->missing;
	p->d.n_missing = p->r->n_missing;
	if (dossier_write(&p->d, &text, e) == 0)
		rc = asic_add_bytes(p->out, DOSSIER_JSON, buf_span(&text), e);
	buf_free(&text);
	return (rc);
}

static int
to_entry(void *ctx, struct span s, struct error *e)
{

	return (asic_put(ctx, s, e));
}

static int
add_report(struct pack *p, const char *lang, const char *name,
    struct error *e)
{
	struct buf_drain to = { to_entry, p->out, ERROR_INIT };
	struct buf html = BUF_DRAINED(&to);
	int rc = -1;

	if (asic_begin(p->out, name, e) == 0 &&
	    p->o->calls.report(p->o->calls.ctx, &p->d, p->timeline, lang,
	    &html, e) == 0 && buf_flush(&html, e) == 0)
		rc = asic_end(p->out, e);
	buf_free(&html);
	return (rc);
}

static int
read_root(struct pack *p, struct error *e)
{
	struct buf pem = BUF_INIT(PEM_MAX);
	struct certs *c = NULL;
	struct cert_info info;
	int rc = -1;

	memset(&info, 0, sizeof(info));
	if (home_root_cert(p->o->home, &pem, e) == 0 &&
	    certs_read_pem(buf_span(&pem), &c, e) == 0 &&
	    certs_info(c, 0, &info, e) == 0) {
		memcpy(p->root, info.fingerprint, sizeof(p->root));
		rc = home_crl(p->o->home, &p->crl, e);
	}
	cert_info_free(&info);
	certs_free(c);
	buf_free(&pem);
	return (rc);
}

/* What the reports needed is not needed to sign and to read it all again. */
static void
forget_story(struct pack *p)
{

	timeline_free(p->timeline);
	p->timeline = NULL;
	(void)malloc_trim(0);
}

static int
write_all(struct pack *p, struct error *e)
{

	if (asic_create(p->o->path, p->o->now, &p->out, e) != 0 ||
	    add_list(p, e) != 0)
		return (-1);
	(void)malloc_trim(0);
	if (pack_exhibits(p, e) != 0 || pack_story(p, e) != 0 ||
	    custody_write(p->custody, p->out, e) != 0 ||
	    pack_people(p, e) != 0 || pack_others(p, e) != 0 ||
	    add_report(p, "fr", DOSSIER_REPORT_FR, e) != 0 ||
	    add_report(p, "en", DOSSIER_REPORT_EN, e) != 0)
		return (-1);
	forget_story(p);
	if (pack_sign(p, e) != 0)
		return (-1);
	return (asic_finish(p->out, &p->r->file, e));
}

static void
pack_free(struct pack *p)
{

	asic_out_free(p->out);
	custody_selection_free(p->custody);
	timeline_free(p->timeline);
	json_decref(p->case_data);
	buf_free(&p->crl);
	free(p->d.exhibits);
	tdestroy(p->names, free);
}

int
pack_write(const struct pack_opts *o, struct pack_result *out,
    struct error *e)
{
	struct pack p = { .o = o, .r = out, .crl = BUF_INIT(PEM_MAX) };
	struct catalog *c = home_catalog(o->home);
	int rc = -1;

	memset(out, 0, sizeof(*out));
	catalog_spare(c);
	/* The root's key first: it may ask for a passphrase. */
	if (read_root(&p, e) != 0 || catalog_look(c, e) != 0)
		goto out;
	if (pack_list(&p, e) == 0 && select_events(&p, e) == 0 &&
	    write_all(&p, e) == 0) {
		out->exhibits = p.d.n;
		out->events = p.events;
		rc = 0;
	}
	catalog_look_end(c);
out:
	pack_free(&p);
	out->texts = p.texts;
	out->n_texts = p.n_texts;
	if (rc != 0)
		pack_result_free(out);
	return (rc);
}

void
pack_result_free(struct pack_result *r)
{
	size_t i;

	for (i = 0; i < r->n_texts; i++)
		free(r->texts[i]);
	free(r->texts);
	free(r->missing);
	memset(r, 0, sizeof(*r));
}
