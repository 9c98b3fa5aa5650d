#include <sys/stat.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/pack/pack_internal.h"

/* The exhibits: what the catalogue says of them, and their files. */

#define PATH_ROOM	(64 * KIB)

/* The path of something beside the kept file: its k-th time-stamp, or what
 * has the ${ending}. */
static int
beside(struct pack *p, const char *sha256, size_t k, const char *ending,
    struct buf *out, struct error *e)
{

	buf_reset(out);
	if (blob_path(home_blobs(p->o->home), sha256, out, e) != 0)
		return (-1);
	if (k > 1)
		buf_printf(out, ".%zu", k);
	buf_puts(out, ending);
	return (buf_ok(out, e));
}

/* Which of them there are. */
static int
find_beside(struct pack *p, struct dossier_exhibit *x, struct error *e)
{
	struct buf path = BUF_INIT(PATH_ROOM);
	int rc = 0;

	for (;;) {
		rc = beside(p, x->sha256, x->stamps + 1, ".tsr", &path, e);
		if (rc != 0 || x->stamps == DOSSIER_STAMPS_MAX ||
		    access(buf_str(&path), F_OK) != 0)
			break;
		x->stamps++;
	}
	if (rc == 0 && (rc = beside(p, x->sha256, 1, ".ers", &path, e)) == 0)
		x->record = access(buf_str(&path), F_OK) == 0;
	buf_free(&path);
	return (rc);
}

static int
take_row(struct pack *p, const struct catalog_exhibit *row, struct error *e)
{
	struct dossier_exhibit *x = &p->d.exhibits[p->d.n];
	const char *url = row->final_url != NULL ? row->final_url : row->url;

	if (row->disposed != 0)
		return (pack_missing(p, row->id,
		    "it was disposed of: see its custody", e));
	*x = (struct dossier_exhibit){ .bytes = row->bytes,
	    .number = row->number, .sealed = row->sealed, .own = row->own };
	if (row->sha256 == NULL || row->bytes < 0)
		return (error_set(e, ERR_CORRUPT,
		    "the catalogue has no digest of %s", row->id));
	if (pack_text(p, row->id, &x->id, e) != 0 ||
	    pack_text(p, row->sha256, &x->sha256, e) != 0 ||
	    pack_text(p, url, &x->url, e) != 0 ||
	    pack_text(p, row->title, &x->title, e) != 0 ||
	    pack_text(p, row->note, &x->note, e) != 0 ||
	    find_beside(p, x, e) != 0)
		return (-1);
	p->d.n++;
	(void)dossier_name(p->d.n, x->id, ".wacz", x->file);
	p->total += x->bytes;
	return (0);
}

static int
take_exhibit(struct pack *p, const char *id, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_exhibit row;
	int rc;

	rc = home_exhibit(p->o->home, id, &cur, &row, e);
	if (rc == 1)
		rc = take_row(p, &row, e);
	else if (rc == 0)
		rc = error_set(e, ERR_NOTFOUND, "no exhibit %s", id);
	catalog_cursor_free(cur);
	return (rc);
}

static int
take_case(struct pack *p, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_case k;
	int rc;

	if ((p->d.case_name = p->o->case_name) == NULL)
		return (0);
	rc = catalog_case_find(home_catalog(p->o->home), p->o->case_name,
	    &cur, &k, e);
	if (rc == 1 && k.data != NULL) {
		p->case_data = json_read(span_of(k.data), e);
		rc = p->case_data == NULL ? -1 : 0;
		p->d.case_data = p->case_data;
	}
	catalog_cursor_free(cur);
	return (rc < 0 ? -1 : 0);
}

int
pack_list(struct pack *p, struct error *e)
{
	const struct home_person *who = home_person(p->o->home);
	struct dossier *d = &p->d;
	size_t i;

	memcpy(d->uuid, p->o->uuid, strnlen(p->o->uuid, UUID_TEXT - 1));
	d->kind = p->o->kind;
	d->created = p->o->now;
	d->log = home_log_key(p->o->home)->name;
	d->event = p->o->event;
	d->by = (struct event_who){ .name = who->name, .role = who->title,
	    .key = who->key,
	    .organization = home_settings(p->o->home)->organization };
	d->to_name = p->o->to_name;
	d->to_organization = p->o->to_organization;
	d->why = p->o->why;
	d->report = p->o->calls.form;
	d->tool = "constat";
	d->version = CONSTAT_VERSION;
	if ((d->exhibits = calloc(p->o->n + 1, sizeof(*d->exhibits))) == NULL)
		return (error_nomem(e));
	if (take_case(p, e) != 0)
		return (-1);
	for (i = 0; i < p->o->n; i++)
		if (take_exhibit(p, p->o->exhibits[i], e) != 0)
			return (-1);
	return (0);
}

static int
add_beside(struct pack *p, size_t i, struct buf *path, struct error *e)
{
	const struct dossier_exhibit *x = &p->d.exhibits[i];
	char name[DOSSIER_NAME];
	size_t k;

	for (k = 1; k <= x->stamps; k++)
		if (beside(p, x->sha256, k, ".tsr", path, e) != 0 ||
		    asic_add_file(p->out, dossier_stamp_name(i + 1, x->id, k,
		    name), buf_str(path), NULL, -1, e) != 0)
			return (-1);
	if (!x->record)
		return (0);
	if (beside(p, x->sha256, 1, ".ers", path, e) != 0)
		return (-1);
	return (asic_add_file(p->out, dossier_name(i + 1, x->id, ".ers",
	    name), buf_str(path), NULL, -1, e));
}

int
pack_exhibits(struct pack *p, struct error *e)
{
	struct buf path = BUF_INIT(PATH_ROOM), raw = BUF_INIT(64);
	const struct dossier_exhibit *x;
	char name[DOSSIER_NAME];
	int64_t done = 0;
	size_t i;
	int rc = 0;

	for (i = 0; i < p->d.n && rc == 0; i++) {
		x = &p->d.exhibits[i];
		buf_reset(&raw);
		rc = -1;
		if (p->o->calls.step != NULL && p->o->calls.step(
		    p->o->calls.ctx, done, p->total, e) != 0)
			break;
		if (beside(p, x->sha256, 1, "", &path, e) != 0 ||
		    codec_unhex(&raw, span_of(x->sha256), e) != 0 ||
		    asic_add_file(p->out, dossier_name(i + 1, x->id, ".wacz",
		    name), buf_str(&path), raw.p, x->bytes, e) != 0 ||
		    add_beside(p, i, &path, e) != 0)
			break;
		done += x->bytes;
		rc = 0;
	}
	if (rc == 0 && p->o->calls.step != NULL)
		rc = p->o->calls.step(p->o->calls.ctx, done, p->total, e);
	buf_free(&path);
	buf_free(&raw);
	return (rc);
}
