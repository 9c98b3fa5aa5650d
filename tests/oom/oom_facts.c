/*
 * Every so often an allocation fails while facts are derived: the answer is
 * an error, or the facts that are true, or alloc_failed() tells that nobody
 * should believe them; never wrong facts that nothing tells of.
 * usage: oom_facts [TRIES]   about so many allocations a page (default 300)
 */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/alloc.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/facts/feed.h"
#include "tests/oom/fail.h"

struct tally {
	long errors, told, same, files;
};

/* The facts and the leads of one answer, as bytes; 0, or -1 with ${e}. */
static int
derive(const struct facts_source *s, struct buf *out, struct error *e)
{
	struct facts_page page = { .role = "post", .url = s->url };
	json_t *facts = NULL, *leads = NULL;
	struct facts *f = NULL;
	int rc = -1;

	buf_reset(out);
	if (facts_open(&f, e) == 0 && facts_add(f, s, e) == 0 &&
	    facts_derive(f, &page, 1, &facts, e) == 0 &&
	    facts_leads(f, &page, 1, &leads, e) == 0 &&
	    facts_file(facts, out, e) == 0)
		rc = facts_file(leads, out, e);
	json_decref(facts);
	json_decref(leads);
	facts_free(f);
	return (rc);
}

static int
each(const char *name, const struct facts_source *s, long tries,
    struct tally *t)
{
	struct buf truth = BUF_INIT(FACTS_FILE_MAX),
	    have = BUF_INIT(FACTS_FILE_MAX);
	struct error e = ERROR_INIT;
	long n, total, step;
	int rc = -1;

	fail_at(0);
	if (derive(s, &truth, &e) != 0) {
		(void)fprintf(stderr, "%s: %s\n", name, e.text);
		goto out;
	}
	total = fail_count();
	step = total / tries + 1;
	for (n = 1; n <= total; n += step) {
		alloc_forget();
		error_clear(&e);
		fail_at(n);
		rc = derive(s, &have, &e);
		fail_at(0);
		if (rc != 0 && e.code == ERR_NOMEM)
			t->errors++;
		else if (rc != 0)
			break;
		else if (span_eq(buf_span(&have), buf_span(&truth)))
			t->same++;
		else if (alloc_failed())
			t->told++;
		else
			break;
	}
	rc = n > total ? 0 : -1;
	if (rc != 0)
		(void)fprintf(stderr, "%s: allocation %ld of %ld: %s\n", name,
		    n, total, e.code != ERR_NONE ? e.text : "other facts");
out:
	buf_free(&truth);
	buf_free(&have);
	return (rc);
}

/* A file of the corpus: a line with the address, then the body. */
static int
one(const char *path, const char *mime, long tries, struct tally *t)
{
	struct buf file = BUF_INIT(MIB);
	struct facts_source s = { .record = "<urn:uuid:1>", .mime = mime,
	    .status = 200, .date = INT64_C(1577836800000) };
	struct span line;
	char *url = NULL;
	int rc = -1;

	if (io_read_file(path, &file, NULL) == 0) {
		s.body = buf_span(&file);
		if (span_line(&s.body, &line) &&
		    (url = span_str(line)) != NULL) {
			s.url = url;
			rc = each(path, &s, tries, t);
			t->files++;
		}
	}
	free(url);
	buf_free(&file);
	return (rc);
}

static int
folder(const char *path, const char *mime, long tries, struct tally *t)
{
	char name[PATH_MAX];
	struct dirent *d;
	DIR *dir = opendir(path);
	int rc = dir == NULL ? -1 : 0;

	while (rc == 0 && (d = readdir(dir)) != NULL) {
		if (d->d_name[0] == '.')
			continue;
		(void)snprintf(name, sizeof(name), "%s/%s", path, d->d_name);
		rc = one(name, mime, tries, t);
	}
	if (dir != NULL)
		(void)closedir(dir);
	return (rc);
}

int
main(int argc, char *argv[])
{
	long tries = argc > 1 ? strtol(argv[1], NULL, 10) : 300;
	struct tally t = { 0 };

	if (fail_watch() != 0 || tries < 1)
		return (1);
	if (folder("tests/fuzz/corpus/facts_html", "text/html", tries, &t) !=
	    0 || folder("tests/fuzz/corpus/facts_json", "application/json",
	    tries, &t) != 0)
		return (1);
	(void)printf("%ld answers: %ld errors, %ld told, %ld the same\n",
	    t.files, t.errors, t.told, t.same);
	return (t.files > 0 && t.errors > 0 ? 0 : 1);
}
