#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/digest/digest.h"
#include "store/home/home_package.h"
#include "store/seal/identity.h"

/* ---- making ---- */

/* What the text borrows from. */
struct making {
	struct home *h;
	struct receipt r;
	struct buf event;
	struct buf checkpoint;
	struct buf key;
	struct event *ev;
	char root[CERT_FINGERPRINT];
};

/* The bytes of event ${seq}. */
static int
read_event(struct making *m, uint64_t seq, struct error *e)
{
	struct catalog_cursor *cur;
	struct catalog_event row;
	int got, rc = -1;

	if (catalog_log_events(m->h->catalog, NULL, seq, &cur, e) != 0)
		return (-1);
	if ((got = catalog_log_next(cur, &row, e)) == 1 && row.seq == seq) {
		buf_putspan(&m->event, row.bytes);
		rc = buf_ok(&m->event, e);
	} else if (got >= 0)
		(void)error_set(e, ERR_CORRUPT, "the event %llu is gone",
		    (unsigned long long)seq);
	catalog_cursor_free(cur);
	return (rc != 0 ? -1 : event_read(buf_span(&m->event), &m->ev, e));
}

/* That it stands in the latest checkpoint. */
static int
prove(struct making *m, uint64_t seq, struct error *e)
{
	struct merkle_source src = catalog_log_source(m->h->catalog);
	struct checkpoint cp;
	enum note_state state;

	if (home_checkpoint(m->h, &m->checkpoint, e) != 0 ||
	    checkpoint_open(buf_span(&m->checkpoint), home_log_key(m->h),
	    &cp, &state, e) != 0)
		return (-1);
	if (state != NOTE_GOOD)
		return (error_set(e, ERR_CORRUPT, "the latest checkpoint is "
		    "not this log's"));
	return (merkle_prove(m->h->hasher, &src, seq - 1, cp.size,
	    &m->r.path, e));
}

static int
take_signer(struct making *m, const struct sealer *s, struct error *e)
{
	const struct certs *chain = sealer_chain(s);
	const struct home_person *p = home_person(m->h);
	struct cert_info root;
	size_t n = certs_count(chain);

	if (!m->h->acting.issued || n < 2)
		return (error_set(e, ERR_DENIED, "who signs a receipt is an "
		    "operator with a certificate"));
	if (certs_info(chain, n - 1, &root, e) != 0)
		return (-1);
	memcpy(m->root, root.fingerprint, sizeof(m->root));
	cert_info_free(&root);
	m->r.by = (struct receipt_party){ p->name, p->title,
	    m->h->settings.view.organization, p->key };
	m->r.root = m->root;
	return (0);
}

/* What event and row say; both live as ${m} and the open question. */
static void
take_words(struct making *m, const struct catalog_package *p)
{
	struct receipt *r = &m->r;
	const struct event *ev = m->ev;

	r->received = ev->kind == EVENT_RECEIVED;
	r->package = p->uuid;
	r->sha256 = p->sha256;
	r->bytes = p->bytes;
	r->exhibits = ev->exhibits;
	r->n_exhibits = ev->n_exhibits;
	r->from.name = json_text(ev->from, "name");
	r->from.organization = json_text(ev->from, "organization");
	r->from_log = json_text(ev->from, "log");
	r->why = ev->why;
	r->event = buf_span(&m->event);
	r->checkpoint = buf_span(&m->checkpoint);
	r->log = m->h->settings.vkey.name;
	note_vkey_text(&m->h->settings.vkey, &m->key);
	r->log_key = buf_str(&m->key);
	r->time = home_now(m->h);
}

static int
sign(struct making *m, const struct sealer *sealer, struct buf *der,
    struct error *e)
{
	struct buf text = BUF_INIT(RECEIPT_TEXT_MAX);
	struct buf crl = BUF_INIT(PEM_MAX);
	struct cades_make c = { .sealer = sealer, .attached = true,
	    .commitment = CADES_COMMITMENT_RECEIPT, .now = m->r.time };
	int rc = -1;

	if (receipt_text(&m->r, &text, e) != 0 ||
	    home_crl(m->h, &crl, e) != 0)
		goto out;
	c.content = buf_span(&text);
	c.crl = buf_span(&crl);
	rc = cades_make(&c, der, e);
out:
	buf_free(&text);
	buf_free(&crl);
	return (rc);
}

int
home_receipt_make(struct home *h, int64_t n, struct buf *der,
    struct error *e)
{
	struct making m = { .h = h, .r = RECEIPT_INIT,
	    .event = BUF_INIT(EVENT_MAX), .checkpoint = BUF_INIT(NOTE_MAX),
	    .key = BUF_INIT(4 * KIB) };
	struct catalog_cursor *cur = NULL;
	const struct sealer *sealer;
	struct catalog_package p;
	int got, rc = -1;

	if ((got = package_row(h, n, &cur, &p, e)) == 0)
		(void)error_set(e, ERR_NOTFOUND, "no such package");
	if (got != 1 || home_operator_sealer(h, &sealer, e) != 0 ||
	    take_signer(&m, sealer, e) != 0 || read_event(&m, p.seq, e) != 0 ||
	    prove(&m, p.seq, e) != 0)
		goto out;
	take_words(&m, &p);
	if (buf_ok(&m.key, e) == 0)
		rc = sign(&m, sealer, der, e);
out:
	catalog_cursor_free(cur);
	event_free(m.ev);
	buf_free(&m.event);
	buf_free(&m.checkpoint);
	buf_free(&m.key);
	return (rc);
}

int
home_receipt_keep(struct home *h, int64_t n, struct span der,
    struct error *e)
{

	if (home_need_write(h, e) != 0 || catalog_begin(h->catalog, e) != 0)
		return (-1);
	if (catalog_package_receipt(h->catalog, n, der, e) != 0) {
		catalog_rollback(h->catalog);
		return (-1);
	}
	return (catalog_commit(h->catalog, e));
}

/* ---- closing ---- */

struct closing {
	struct home *h;
	int64_t n;
	struct span der;
	const struct receipt *r;
	const json_t *given;
	/* Of the row: */
	uint64_t seq;
	char uuid[UUID_TEXT];
	char *case_name;
	bool moves;
	char **ids;
	size_t n_ids;
	json_t *detail;
	json_t *to;
};

static int
take_row(struct closing *k, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_package p;
	int got, rc = -1;

	if ((got = package_row(k->h, k->n, &cur, &p, e)) == 0 ||
	    (got == 1 && (p.state != CATALOG_PACKAGE_OPEN ||
	    p.direction != CATALOG_SENT || p.uuid == NULL)))
		(void)error_set(e, ERR_NOTFOUND, "no hand-over of this "
		    "package is open");
	else if (got == 1) {
		k->seq = p.seq;
		k->moves = p.moves;
		(void)snprintf(k->uuid, sizeof(k->uuid), "%s", p.uuid);
		if (p.case_name != NULL &&
		    (k->case_name = strdup(p.case_name)) == NULL)
			(void)error_nomem(e);
		else
			rc = 0;
	}
	catalog_cursor_free(cur);
	return (rc);
}

static int
take_ids(struct closing *k, struct error *e)
{
	struct catalog_cursor *cur;
	char **more;
	const char *id;
	int got;

	if (catalog_package_exhibits(k->h->catalog, k->n, &cur, e) != 0)
		return (-1);
	while ((got = catalog_package_exhibit_next(cur, &id, e)) == 1) {
		more = realloc(k->ids, (k->n_ids + 1) * sizeof(*more));
		if (more != NULL)
			k->ids = more;
		if (more == NULL || (more[k->n_ids] = strdup(id)) == NULL) {
			got = error_nomem(e);
			break;
		}
		k->n_ids++;
	}
	catalog_cursor_free(cur);
	return (got);
}

static int
fill_parts(struct closing *k, struct error *e)
{
	uint8_t md[DIGEST_LEN];
	char hex[DIGEST_HEX];
	bool ok;

	if (digest_of(k->der, md, e) != 0)
		return (-1);
	k->detail = k->given == NULL ? json_object() :
	    json_deep_copy(k->given);
	k->to = json_object();
	ok = k->detail != NULL && k->to != NULL;
	json_put_text(k->detail, "package", k->uuid, &ok);
	json_put_int(k->detail, "closes", (json_int_t)k->seq, &ok);
	json_put_text(k->detail, "receipt", digest_hex(md, hex), &ok);
	json_put_text(k->to, "name", k->r->by.name, &ok);
	json_put_text(k->to, "organization", k->r->by.organization, &ok);
	json_put_text(k->to, "log", k->r->log, &ok);
	return (ok ? 0 : error_nomem(e));
}

static int
write_event(const struct closing *k, struct home_change *c,
    enum event_kind kind, struct error *e)
{
	struct event ev = EVENT_INIT;

	ev.kind = kind;
	ev.exhibits = (const char *const *)k->ids;
	ev.n_exhibits = k->n_ids;
	ev.case_name = k->case_name;
	ev.to = k->to;
	ev.detail = k->detail;
	ev.why = k->r->received ? NULL : k->r->why;
	return (change_event(c, &ev, e));
}

/* 1: one of the exhibits is under hold, 0, -1. */
static int
any_held(const struct closing *k, struct error *e)
{
	struct catalog_cursor *cur;
	struct catalog_exhibit x;
	size_t i;
	int got, held = 0;

	for (i = 0; i < k->n_ids && held == 0; i++) {
		got = home_exhibit(k->h, k->ids[i], &cur, &x, e);
		if (got < 0)
			held = -1;
		else if (got == 1 && (x.hold != 0 || x.case_hold != 0))
			held = 1;
		catalog_cursor_free(cur);
	}
	return (held);
}

static int
write_all(const struct closing *k, struct home_change *c, bool *held,
    struct error *e)
{
	struct catalog_package p = CATALOG_PACKAGE_INIT;
	int got = 0;

	p.n = k->n;
	p.state = k->r->received ? CATALOG_PACKAGE_CLOSED :
	    CATALOG_PACKAGE_REFUSED;
	p.closed_seq = c->tree.size + 1;
	p.closed = c->now;
	p.receipt = k->der;
	if (write_event(k, c, k->r->received ? EVENT_RECEIVED :
	    EVENT_REJECTED, e) != 0 ||
	    catalog_package_close(k->h->catalog, &p, e) != 0)
		return (-1);
	if (!k->moves || !k->r->received)
		return (0);
	if ((got = any_held(k, e)) < 0)
		return (-1);
	*held = got == 1;
	return (*held ? 0 : write_event(k, c, EVENT_MOVED, e));
}

int
home_receipt_close(struct home *h, int64_t n, struct span der,
    const struct receipt *r, const json_t *detail, bool *held,
    struct error *e)
{
	struct closing k = { .h = h, .n = n, .der = der, .r = r,
	    .given = detail };
	struct home_change c;
	size_t i;
	int rc = -1;

	*held = false;
	if (take_row(&k, e) != 0 || take_ids(&k, e) != 0 ||
	    fill_parts(&k, e) != 0 || change_begin(h, &c, e) != 0)
		goto out;
	if (write_all(&k, &c, held, e) != 0)
		change_rollback(&c);
	else
		rc = change_commit(&c, e);
out:
	for (i = 0; i < k.n_ids; i++)
		free(k.ids[i]);
	free(k.ids);
	free(k.case_name);
	json_decref(k.detail);
	json_decref(k.to);
	return (rc);
}
