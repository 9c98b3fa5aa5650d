/*
 * Every allocation of making and checking signatures, containers and evidence
 * records fails once in turn: whatever is not done is ERR_NOMEM, never a
 * verdict, and never a thing half made.
 * usage: oom_cades [TRIES]   about so many allocations of each (default 100)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/asic/asic.h"
#include "store/base/io.h"
#include "store/base/time.h"
#include "store/cades/cades.h"
#include "store/record/record.h"
#include "tests/lib/signers.h"
#include "tests/lib/tsa.h"
#include "tests/oom/fail.h"

/* Made once, while memory lasts. */
static struct signers who;
static struct buf crl = BUF_INIT(PEM_MAX);
static struct buf signature = BUF_INIT(CADES_MAX);
static struct buf record = BUF_INIT(RECORD_MAX);
static struct record_object object;
static char path[128], made[128];

/* Each returns 1 for the right result, 0 for a wrong one, -1 with ${e}. */

static int
make_signature(struct error *e)
{
	const struct cades_make m = { .sealer = who.seal,
	    .content = span_of("text"), .crl = buf_span(&crl),
	    .now = who.now };
	struct buf der = BUF_INIT(CADES_MAX);
	int rc = cades_make(&m, &der, e) == 0 ? der.n > 1000 : -1;

	buf_free(&der);
	return (rc);
}

static int
check_signature(struct error *e)
{
	const struct cades_input in = { .der = buf_span(&signature),
	    .content = span_of("text"), .crl = buf_span(&crl),
	    .trust = who.roots, .stamp_trust = who.authorities,
	    .now = who.now };
	struct cades_result r;
	int rc = -1;

	if (cades_check(&in, &r, e) == 0)
		rc = cades_holds(&r) && r.stamped && r.crl_same == STAMP_YES &&
		    r.revocation == CADES_REVOCATION_GOOD &&
		    r.trust.state == TRUST_OK;
	cades_result_free(&r);
	return (rc);
}

static int
make_container(struct error *e)
{
	uint8_t manifest[DIGEST_LEN];
	struct asic_out *a = NULL;
	struct asic_result r;
	int rc = -1;

	(void)unlink(path);
	if (asic_create(path, who.now, &a, e) == 0 &&
	    asic_add_bytes(a, "a.json", span_of("{}"), e) == 0 &&
	    asic_add_bytes(a, "b.wacz", span_of("text"), e) == 0 &&
	    asic_manifest(a, manifest, e) == 0 &&
	    asic_sign(a, buf_span(&signature), e) == 0 &&
	    asic_finish(a, &r, e) == 0)
		rc = r.bytes > 1000;
	asic_out_free(a);
	/* There whole, or not there. */
	return (rc == -1 && access(path, F_OK) == 0 ? 0 : rc);
}

static int
check_container(struct error *e)
{
	struct asic *a = NULL;
	int fd = -1, rc = -1;

	if (io_open_read(made, &fd, e) == 0 && asic_open(fd, &a, e) == 0 &&
	    asic_check_files(a, e) == 0)
		rc = asic_sound(a) && asic_signature_count(a) == 1 &&
		    asic_sha256(a, 2) != NULL;
	asic_free(a);
	if (fd >= 0)
		(void)close(fd);
	return (rc);
}

static int
make_plan(struct error *e)
{
	struct record_plan *p = NULL;
	struct record_object o;
	struct span root;
	int rc = -1;

	if (record_plan_new(DIGEST_SHA512, &p, e) == 0 &&
	    record_object_bytes(&o, span_of("other"), RECORD_ALGS, e) == 0 &&
	    record_plan_add(p, &o, 1, (struct span){ NULL, 0 }, e) == 0 &&
	    record_plan_add(p, &object, 1, buf_span(&record), e) == 0 &&
	    record_plan_root(p, &root, e) == 0)
		rc = root.n == 64;
	record_plan_free(p);
	return (rc);
}

static int
check_record(struct error *e)
{
	const struct record_input in = { .der = buf_span(&record),
	    .objects = &object, .objects_n = 1, .trust = who.authorities,
	    .now = who.now };
	struct record_result r;
	int rc = -1;

	if (record_check(&in, &r, e) == 0)
		rc = record_proven(&r) && r.stamps_n == 1;
	record_result_free(&r);
	return (rc);
}

static const struct {
	const char *name;
	int (*run)(struct error *e);
} works[] = {
	{ "sign", make_signature },
	{ "check a signature", check_signature },
	{ "make a container", make_container },
	{ "check a container", check_container },
	{ "renew a record", make_plan },
	{ "check a record", check_record },
};

static int
prepare_signature(struct error *e)
{
	struct cades_make m = { .sealer = who.seal,
	    .content = span_of("text"), .now = who.now };
	struct buf value = BUF_INIT(CADES_MAX), answer = BUF_INIT(TOKEN_MAX);
	int rc = -1;

	if (signers_crl(&who, NULL, 0, false, &crl, e) != 0)
		return (-1);
	m.crl = buf_span(&crl);
	if (cades_make(&m, &signature, e) == 0 &&
	    cades_value(buf_span(&signature), &value, e) == 0 &&
	    signers_stamp(&who, "/", buf_span(&value), &answer, e) == 0)
		rc = cades_stamp(&signature, buf_span(&answer), e);
	buf_free(&value);
	buf_free(&answer);
	return (rc);
}

/* The root of one object is its digest: a time-stamp of "text". */
static int
prepare_record(struct error *e)
{
	struct buf answer = BUF_INIT(TOKEN_MAX);
	struct record_plan *p = NULL;
	int rc = -1;

	if (record_plan_new(DIGEST_SHA256, &p, e) == 0 &&
	    record_object_bytes(&object, span_of("text"), RECORD_ALGS,
	    e) == 0 && record_plan_add(p, &object, 1,
	    (struct span){ NULL, 0 }, e) == 0 &&
	    signers_stamp(&who, "/", span_of("text"), &answer, e) == 0)
		rc = record_plan_write(p, 0, buf_span(&answer), &record, e);
	record_plan_free(p);
	buf_free(&answer);
	return (rc);
}

int
main(int argc, char **argv)
{
	struct error e = ERROR_INIT;
	char folder[] = "/tmp/constat-oom-XXXXXX";
	long tries = argc > 1 ? strtol(argv[1], NULL, 10) : 100;
	size_t i;
	int wrong = 1;

	if (fail_watch() != 0 || tries < 1 || mkdtemp(folder) == NULL)
		return (2);
	(void)snprintf(path, sizeof(path), "%s/x.asice", folder);
	(void)snprintf(made, sizeof(made), "%s/made.asice", folder);
	if (signers_make(&who, folder, &e) != 0 ||
	    prepare_signature(&e) != 0 || prepare_record(&e) != 0 ||
	    make_container(&e) != 1 || rename(path, made) != 0)
		(void)fprintf(stderr, "%s\n", e.text);
	else
		for (wrong = 0, i = 0; i < sizeof(works) / sizeof(works[0]);
		    i++)
			wrong += fail_try(works[i].name, works[i].run, tries);
	io_remove_tree(folder);
	signers_free(&who);
	buf_free(&crl);
	buf_free(&signature);
	buf_free(&record);
	return (wrong == 0 ? 0 : 1);
}
