/*
 * Every allocation of a whole verification fails once in turn: the answer is
 * an error, "undecided", or the verdict that is true; never another one.
 * usage: oom_verify [STEP]   each STEP-th allocation only
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/alloc.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "tests/lib/exhibit.h"
#include "tests/oom/fail.h"
#include "verify/verify.h"

static struct exhibit x;

static int
die(const char *what, const struct error *e)
{

	(void)fprintf(stderr, "%s: %s\n", what, e->text);
	return (1);
}

/* The whole way: policy, verdict, report.  -1: an error, which is fine. */
static int
judge(const char *path, int64_t now, enum verdict *v, struct error *e)
{
	struct buf json = BUF_INIT(MIB);
	struct verify_report r;
	struct policy *p;
	int rc = -1;

	if ((p = policy_new(now, e)) == NULL)
		return (-1);
	if (policy_trust(p, x.root, e) == 0 &&
	    policy_trust_tsa(p, x.tsa, e) == 0 &&
	    verify_file(p, path, &r, e) == 0) {
		rc = report_json(&json, &r, e);
		*v = r.verdict;
		verify_report_free(&r);
	}
	policy_free(p);
	buf_free(&json);
	return (rc);
}

static int
each(const char *path, enum verdict truth, long step)
{
	int64_t now = time_now();
	struct error e = ERROR_INIT;
	enum verdict v;
	long n, undecided = 0, errors = 0, same = 0;
	int rc;

	for (n = 1;; n += step) {
		alloc_forget();
		error_clear(&e);
		fail_at(n);
		rc = judge(path, now, &v, &e);
		if (!fail_happened())
			break;
		fail_at(0);
		if (rc != 0)
			errors++;	/* of whatever code: no verdict */
		else if (v == truth)
			same++;
		else if (v == VERDICT_UNDECIDED)
			undecided++;
		else {
			(void)fprintf(stderr, "%s: allocation %ld: %s, "
			    "truly %s\n", path, n, verdict_name(v),
			    verdict_name(truth));
			return (1);
		}
	}
	n = fail_count();
	fail_at(0);
	(void)printf("%s (%s): %ld allocations; %ld errors, %ld undecided, "
	    "%ld the true verdict\n", path, verdict_name(truth), n, errors,
	    undecided, same);
	return (rc == 0 && v == truth ? 0 : 1);
}

static int
check(const char *path, enum verdict truth, long step)
{
	struct error e = ERROR_INIT;
	enum verdict v;

	alloc_forget();
	/* Once without failure: libraries set themselves up for good. */
	if (judge(path, time_now(), &v, &e) != 0)
		return (die(path, &e));
	if (v != truth) {
		(void)fprintf(stderr, "%s: %s, want %s\n", path,
		    verdict_name(v), verdict_name(truth));
		return (1);
	}
	return (each(path, truth, step));
}

/* One bit of the record of the page. */
static int
alter(const char *from, const char *to, struct error *e)
{
	struct buf file = BUF_INIT(16 * MIB);
	int rc = -1;

	if (io_read_file(from, &file, e) == 0) {
		file.p[file.n / 4] ^= 1;
		rc = io_write_file(to, buf_span(&file), 0600, e);
	}
	buf_free(&file);
	return (rc);
}

int
main(int argc, char *argv[])
{
	char folder[] = "/tmp/constat-oom-XXXXXX", altered[300];
	struct exhibit_opts o = { .folder = folder, .name = "x.wacz",
	    .tsa_mode = "" };
	struct error e = ERROR_INIT;
	long step = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
	int rc = 1;

	if (fail_watch() != 0 || mkdtemp(folder) == NULL || step < 1)
		return (1);
	(void)snprintf(altered, sizeof(altered), "%s/altered.wacz", folder);
	if (exhibit_make(&o, &x, &e) != 0 || alter(x.path, altered, &e) != 0)
		(void)die("exhibit", &e);
	else
		rc = check(x.path, VERDICT_HOLDS, step) |
		    check(altered, VERDICT_ALTERED, step);
	io_remove_tree(folder);
	return (rc);
}
