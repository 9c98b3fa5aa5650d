#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/closing.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/time.h"

static void __attribute__((format(printf, 3, 4)))
refuse(struct closing *k, const char *code, const char *fmt, ...)
{
	va_list ap;

	if (k->code != NULL)
		return;
	k->code = code;
	va_start(ap, fmt);
	(void)vsnprintf(k->why, sizeof(k->why), fmt, ap);
	va_end(ap);
}

bool
closing_same(const char *a, const char *b)
{

	return (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static int
make_trust(struct closing *k, struct error *e)
{
	const char *const *list = args_list(k->a, "--trust");
	struct buf root = BUF_INIT(PEM_MAX);
	int rc = -1;

	if (trust_new(&k->trust, e) != 0 ||
	    home_root_cert(k->u.home, &root, e) != 0 ||
	    trust_add_pem(k->trust, buf_span(&root), "own", e) != 0)
		goto out;
	for (; list != NULL && *list != NULL; list++)
		if (trust_add_file(k->trust, *list, e) != 0)
			goto out;
	rc = 0;
out:
	buf_free(&root);
	return (rc);
}

static int
read_receipt(struct closing *k, struct error *e)
{
	struct receipt_input in = { .now = time_now() };

	if (io_read_file(args_text(k->a, "--receipt"), &k->der, e) != 0 ||
	    make_trust(k, e) != 0)
		return (-1);
	in.der = buf_span(&k->der);
	in.trust = k->trust;
	if (receipt_check(&in, &k->r, e) != 0)
		return (-1);
	if (k->r.doc != NULL)
		k->says = receipt_of(k->r.doc);
	if (k->says == NULL && k->r.signature.state != CADES_READ)
		return (error_set(e, ERR_SYNTAX, "this file is no receipt"));
	if (k->r.faults_n > 0)
		refuse(k, receipt_faults[k->r.faults[0].code].name, "%s",
		    k->r.faults[0].detail);
	return (0);
}

static int
copy_text(char **to, const char *s, struct error *e)
{

	if (s != NULL && (*to = strdup(s)) == NULL)
		return (error_nomem(e));
	return (0);
}

/* What is needed of the row: an open question would keep us from writing. */
static int
copy_row(struct closing *k, const struct catalog_package *p, struct error *e)
{

	k->found = true;
	k->n = p->n;
	k->state = p->state;
	k->closed_seq = p->closed_seq;
	k->bytes = p->bytes;
	k->known = p->receipt.p != NULL &&
	    span_eq(p->receipt, buf_span(&k->der));
	if (copy_text(&k->sha256, p->sha256, e) != 0 ||
	    copy_text(&k->organization, p->organization, e) != 0)
		return (-1);
	return (copy_text(&k->case_name, p->case_name, e));
}

/* The hand-over that it names. */
static int
find_package(struct closing *k, struct error *e)
{
	struct catalog_package_filter f = CATALOG_PACKAGE_FILTER_INIT;
	struct catalog_cursor *cur;
	struct catalog_package p;
	int got;

	if (k->says == NULL || k->says->package == NULL) {
		refuse(k, "package", "it names no package");
		return (0);
	}
	f.uuid = k->says->package;
	f.direction = CATALOG_SENT;
	if (catalog_packages(home_catalog(k->u.home), &f, &cur, e) != 0)
		return (-1);
	if ((got = catalog_package_next(cur, &p, e)) == 1 &&
	    copy_row(k, &p, e) != 0)
		got = -1;
	catalog_cursor_free(cur);
	if (got == 0)
		refuse(k, "package", "no package %s was sent",
		    k->says->package);
	return (got < 0 ? -1 : 0);
}

/* Whether the exhibits of the receipt are those that were sent. */
static int
check_exhibits(struct closing *k, struct error *e)
{
	struct catalog_cursor *cur;
	size_t i, n = 0;
	const char *id;
	int got;

	if (catalog_package_exhibits(home_catalog(k->u.home), k->n, &cur,
	    e) != 0)
		return (-1);
	while ((got = catalog_package_exhibit_next(cur, &id, e)) == 1) {
		for (i = 0; i < k->says->n_exhibits; i++)
			if (closing_same(k->says->exhibits[i], id))
				break;
		if (i == k->says->n_exhibits)
			refuse(k, "exhibits", "%s is not in it", id);
		n++;
	}
	catalog_cursor_free(cur);
	if (got == 0 && n != k->says->n_exhibits)
		refuse(k, "exhibits", "found %zu, want %zu",
		    k->says->n_exhibits, n);
	return (got);
}

static void
check_people(struct closing *k)
{
	const struct receipt *s = k->says;
	const char *log = home_log_key(k->u.home)->name;
	bool accept = args_has(k->a, "--accept-unknown");

	/* What was altered on the way may name anybody. */
	if (s->received && !closing_same(s->from_log, log))
		refuse(k, "sender", "from the log %.80s, want %s",
		    s->from_log == NULL ? "of nobody" : s->from_log, log);
	if (k->r.signature.trust.state != TRUST_OK && !accept)
		refuse(k, "unknown", "%.200s", k->r.signature.signer.subject !=
		    NULL ? k->r.signature.signer.subject : "no certificate");
	if (k->organization != NULL && !accept &&
	    !closing_same(k->organization, s->by.organization))
		refuse(k, "recipient", "signed for %.80s, sent to %.80s",
		    s->by.organization == NULL ? "nobody" :
		    s->by.organization, k->organization);
}

static int
check_package(struct closing *k, struct error *e)
{
	const struct receipt *s = k->says;

	if (k->state != CATALOG_PACKAGE_OPEN)
		refuse(k, "closed", "it was closed by event %llu",
		    (unsigned long long)k->closed_seq);
	if (s->received && (!closing_same(s->sha256, k->sha256) ||
	    s->bytes != k->bytes))
		refuse(k, "digest", "found %s, want %s", s->sha256,
		    k->sha256 == NULL ? "none" : k->sha256);
	if (s->received && check_exhibits(k, e) != 0)
		return (-1);
	check_people(k);
	return (0);
}

int
closing_check(struct closing *k, struct error *e)
{

	if (read_receipt(k, e) != 0 || find_package(k, e) != 0)
		return (-1);
	return (k->found ? check_package(k, e) : 0);
}

void
closing_free(struct closing *k)
{

	free(k->sha256);
	free(k->organization);
	free(k->case_name);
	receipt_result_free(&k->r);
	trust_free(k->trust);
	buf_free(&k->der);
}
