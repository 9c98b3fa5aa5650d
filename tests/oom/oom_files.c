/*
 * An allocation that fails while many files are verified costs one of them
 * its verdict, and never gives another one a wrong verdict: what the files
 * share is made anew.
 * usage: oom_files [TRIES]   about so many allocations (default 150)
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/alloc.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "tests/lib/exhibit.h"
#include "tests/oom/fail.h"
#include "verify/command.h"
#include "verify/words.h"

#define FILES	4

static struct exhibit x;
static char altered[300], out[300];

/* One bit of the record of the page. */
static int
alter(struct error *e)
{
	struct buf file = BUF_INIT(16 * MIB);
	int rc = -1;

	if (io_read_file(x.path, &file, e) == 0) {
		file.p[file.n / 4] ^= 1;
		rc = io_write_file(altered, buf_span(&file), 0600, e);
	}
	buf_free(&file);
	return (rc);
}

/* Four files in turn, their JSON in ${out}; allocation ${n} fails. */
static int
verify(long n)
{
	char *const argv[] = { "verify", "--json", "--trust", x.root,
		"--tsa-trust", x.tsa, x.path, altered, x.path, x.path, NULL };
	int to, was = dup(STDOUT_FILENO), error = dup(STDERR_FILENO), rc;

	(void)fflush(stdout);
	to = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (to < 0 || was < 0 || error < 0 || dup2(to, STDOUT_FILENO) < 0 ||
	    dup2(to, STDERR_FILENO) < 0)
		return (-1);
	alloc_forget();
	fail_at(n);
	rc = verify_command(10, argv, NULL);
	(void)fflush(stdout);
	(void)dup2(was, STDOUT_FILENO);
	(void)dup2(error, STDERR_FILENO);
	(void)close(to);
	(void)close(was);
	(void)close(error);
	return (rc);
}

/*
 * Count the lines with a verdict and those with "undecided"; false where one
 * is neither that nor the truth.
 */
static bool
look(int *lines, int *undecided)
{
	struct buf file = BUF_INIT(MIB);
	struct span rest, line;
	const char *name, *verdict;
	json_t *j;
	bool good = io_read_file(out, &file, NULL) == 0;

	*lines = *undecided = 0;
	rest = buf_span(&file);
	while (good && span_line(&rest, &line)) {
		/* Words for people are among them. */
		if (!span_starts(line, "{"))
			continue;
		if ((j = json_read(line, NULL)) == NULL) {
			good = false;
			break;
		}
		name = json_text(j, "file");
		verdict = json_text(j, "verdict");
		(*lines)++;
		if (name == NULL || verdict == NULL)
			good = false;
		else if (strcmp(verdict, "undecided") == 0)
			(*undecided)++;
		else
			good = strcmp(verdict, strcmp(name, altered) == 0 ?
			    "altered" : "holds") == 0;
		json_decref(j);
	}
	buf_free(&file);
	return (good);
}

static int
run(long tries)
{
	long n, step, total, none = 0, cost = 0;
	int lines, undecided, rc;

	rc = verify(0);
	total = fail_count();
	if (rc != 1 || !look(&lines, &undecided) || lines != FILES ||
	    undecided != 0) {
		(void)fprintf(stderr, "without failure: exit %d\n", rc);
		return (1);
	}
	step = total / tries + 1;
	for (n = 1; n <= total; n += step) {
		rc = verify(n);
		fail_at(0);
		if (!look(&lines, &undecided)) {
			(void)fprintf(stderr, "allocation %ld: a false "
			    "verdict\n", n);
			return (1);
		}
		/* Before the first file: nothing is said of any. */
		if (lines == 0 && rc != 1)
			none++;
		else if (FILES - lines + undecided > 1) {
			(void)fprintf(stderr, "allocation %ld: %d of %d files "
			    "without a verdict\n", n,
			    FILES - lines + undecided, FILES);
			return (1);
		} else
			cost += FILES - lines + undecided;
	}
	(void)printf("%ld allocations, every %ld: %ld before the first file, "
	    "%ld cost one file its verdict\n", total, step, none, cost);
	return (cost > 0 ? 0 : 1);
}

int
main(int argc, char *argv[])
{
	char folder[] = "/tmp/constat-oom-XXXXXX";
	struct exhibit_opts o = { .folder = folder, .name = "x.wacz",
	    .tsa_mode = "" };
	struct error e = ERROR_INIT;
	long tries = argc > 1 ? strtol(argv[1], NULL, 10) : 150;
	int rc = 1;

	if (fail_watch() != 0 || tries < 1 || mkdtemp(folder) == NULL)
		return (1);
	(void)words_begin("en");
	(void)snprintf(altered, sizeof(altered), "%s/altered.wacz", folder);
	(void)snprintf(out, sizeof(out), "%s/out", folder);
	if (exhibit_make(&o, &x, &e) != 0 || alter(&e) != 0)
		(void)fprintf(stderr, "%s\n", e.text);
	else
		rc = run(tries);
	io_remove_tree(folder);
	return (rc);
}
