#include <string.h>
#include <unistd.h>

#include "capture/job/job_internal.h"
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

int
job_facts_file(struct job *j, struct error *e)
{
	struct buf post = BUF_INIT(2 * URL_MAX), author = BUF_INIT(2 * URL_MAX);
	struct facts_page pages[] = {
		{ .role = "post", .id = j->page[JOB_POST].id },
		{ .role = "author", .id = j->page[JOB_AUTHOR].id },
	};
	bool both = page_there(j, &j->page[JOB_AUTHOR]);
	struct facts *f = NULL;
	json_t *facts = NULL;
	int rc = -1;

	if (recorder_close_archive(j->rec, e) != 0 ||
	    address(j, &j->page[JOB_POST], &post, e) != 0 || (both &&
	    address(j, &j->page[JOB_AUTHOR], &author, e) != 0))
		goto out;
	pages[0].url = buf_str(&post);
	pages[1].url = buf_str(&author);
	if (facts_open(&f, e) == 0 && read_archive(j, f, e) == 0 &&
	    facts_derive(f, pages, both ? 2 : 1, &facts, e) == 0 &&
	    write_file(j, facts, e) == 0)
		rc = job_said(j, facts, e);
out:
	json_decref(facts);
	facts_free(f);
	buf_free(&post);
	buf_free(&author);
	return (rc);
}
