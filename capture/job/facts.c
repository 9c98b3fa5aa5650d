#include <string.h>
#include <unistd.h>

#include "capture/job/job_internal.h"
#include "store/base/alloc.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/facts/feed.h"

#define FRAGMENT_MAX	80	/* bytes of one that names a post */

static int
read_archive(struct job *j, struct facts *f, struct error *e)
{
	const struct recorder_kept *kept;
	const char *path = NULL;
	size_t n;
	int fd = -1, rc;

	kept = recorder_kept(j->rec, &n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(kept[i].name, RECORDER_ARCHIVE) == 0)
			path = kept[i].path;
	if (path == NULL)
		return (error_set(e, ERR_NOTFOUND, "no archive"));
	if (io_open_read(path, &fd, e) != 0)
		return (-1);
	rc = feed_warc(f, warc_from_fd(&fd), e);
	(void)close(fd);
	return (rc);
}

/*
 * The page as it is listed, with the fragment that names one post of several;
 * one that could carry anything else stays out.
 */
static int
address(const struct job *j, const struct job_page *p, struct buf *out,
    struct error *e)
{
	const char *fragment = p->asked == NULL ? NULL :
	    strchr(p->asked, '#');
	int64_t at;

	buf_puts(out, page_listed(j, p, &at));
	if (fragment != NULL && strlen(fragment) <= FRAGMENT_MAX &&
	    strspn(fragment + 1, "0123456789abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_") == strlen(fragment + 1))
		recorder_clean(j->rec, span_of(fragment), out);
	return (buf_ok(out, e));
}

static int
write_file(struct job *j, const json_t *facts, struct error *e)
{
	struct buf out = BUF_INIT(FACTS_FILE_MAX);
	int rc = -1;

	if (facts_file(facts, &out, e) == 0)
		rc = recorder_file_span(j->rec, FACTS_FILE, buf_span(&out), e);
	buf_free(&out);
	return (rc);
}

/* The pages that pages/pages.jsonl lists, as facts are derived for them. */
static int
list_pages(struct job *j, struct facts_page pages[static 2], size_t *n,
    struct error *e)
{
	struct buf url = BUF_INIT(2 * URL_MAX);
	struct job_page *p;
	int rc = 0;

	*n = 0;
	for (p = &j->page[JOB_POST]; rc == 0 && p <= &j->page[JOB_AUTHOR];
	    p++) {
		if (p != &j->page[JOB_POST] && !page_there(j, p))
			continue;
		buf_reset(&url);
		rc = address(j, p, &url, e);
		if (rc == 0)
			rc = job_text(&p->listed, buf_str(&url), e);
		pages[(*n)++] = (struct facts_page){ .role = p->name,
		    .id = p->id, .url = p->listed };
	}
	buf_free(&url);
	return (rc);
}

int
job_facts(struct job *j, struct error *e)
{
	struct facts_page pages[2];
	struct facts *f = NULL;
	json_t *facts = NULL;
	unsigned long failures = alloc_failures();
	size_t n;
	int rc = -1;

	/* What led from page to page has done its work. */
	facts_free(j->facts);
	j->facts = NULL;
	if (recorder_close_archive(j->rec, e) != 0 ||
	    list_pages(j, pages, &n, e) != 0 || facts_open(&f, e) != 0 ||
	    read_archive(j, f, e) != 0 ||
	    facts_derive(f, pages, n, &facts, e) != 0 ||
	    /* A reader may have taken what did not fit for not there. */
	    (alloc_failures() != failures && error_nomem(e) != 0) ||
	    write_file(j, facts, e) != 0)
		goto out;
	if (job_weigh(j, f, e) == 0 && job_said(j, facts, e) == 0)
		rc = public_judge(j, facts, e);
out:
	json_decref(facts);
	facts_free(f);
	return (rc);
}
