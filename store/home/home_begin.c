#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/home/home_internal.h"

int
fingerprint_of(struct span pem, char s[static CERT_FINGERPRINT],
    struct cert_info *info, struct error *e)
{
	struct cert_info own;
	struct certs *certs = NULL;
	int rc = -1;

	if (certs_read_pem(pem, &certs, e) == 0 &&
	    certs_info(certs, 0, &own, e) == 0) {
		memcpy(s, own.fingerprint, CERT_FINGERPRINT);
		if (info != NULL)
			*info = own;
		else
			cert_info_free(&own);
		rc = 0;
	}
	certs_free(certs);
	return (rc);
}

/*
 * What the log begins with: which keys it and the seals are checked with, and
 * who may act.
 */
static json_t *
first_detail(struct home *h, const struct catalog_operator *person,
    struct error *e)
{
	struct buf root = BUF_INIT(PEM_MAX), line = BUF_INIT(4096);
	char key[CERT_FINGERPRINT];
	json_t *j = NULL, *o = NULL;
	bool ok = true;

	if (home_root_cert(h, &root, e) != 0 ||
	    fingerprint_of(buf_span(&root), key, NULL, e) != 0 ||
	    (o = operator_detail(person, "added", e)) == NULL)
		goto out;
	note_vkey_text(home_log_key(h), &line);
	j = json_object();
	json_put_text(j, "log", "begun", &ok);
	json_put_text(j, "log_key", buf_str(&line), &ok);
	json_put_text(j, "root", key, &ok);
	json_put_text(j, "seal", h->seal_key, &ok);
	ok = ok && json_object_update(j, o) == 0 && line.failed == ERR_NONE;
	if (!ok) {
		(void)error_nomem(e);
		json_decref(j);
		j = NULL;
	}
out:
	json_decref(o);
	buf_free(&root);
	buf_free(&line);
	return (j);
}

struct first {
	struct home *h;
	struct catalog_operator person;
};

/* The row first: then the event is the operator's own. */
static int
enter(void *ctx, struct catalog *c, int64_t now, struct error *e)
{
	struct first *f = ctx;

	f->person.added = now;
	if (catalog_operator_add(c, &f->person, e) != 0 ||
	    catalog_meta_set(c, OPERATOR_DEFAULT, f->person.key, e) != 0)
		return (-1);
	return (home_act(f->h, NULL, HOME_ANY_ROLE, e));
}

int
home_begin_log(struct home *h, const char *person, struct error *e)
{
	const struct home_settings *s = home_settings(h);
	struct event ev = EVENT_INIT;
	struct first f = { .h = h };
	struct cert_info info;
	char key[CERT_FINGERPRINT];
	json_t *detail;
	int rc = -1;

	if (fingerprint_of(span_of(person), key, &info, e) != 0)
		return (-1);
	f.person = (struct catalog_operator){ .name = s->operator_name,
	    .key = key, .cert = person, .serial = info.serial,
	    .title = s->operator_role, .roles = HOME_ANY_ROLE,
	    .secret = CATALOG_SECRET_STORE };
	if ((detail = first_detail(h, &f.person, e)) != NULL) {
		ev.kind = EVENT_ANNOTATED;
		ev.detail = detail;
		rc = home_record(h, &ev, enter, &f, e);
	}
	json_decref(detail);
	cert_info_free(&info);
	return (rc);
}
