#include <string.h>

#include "verify/contents.h"
#include "verify/page_set.h"
#include "verify/said.h"

/*
 * Every file of the package, each read once: hashed, and understood where we
 * know what it is.  Web archives first, since the others are held against
 * them; the indexes last, since they answer for the pages and the log.
 */
static const struct {
	const char *begins;
	const char *ends;
	content_check *check;		/* NULL: only hashed */
	bool ours;			/* only in exhibits of our own */
} kinds[] = {
	{ "archive/", ".warc.gz", check_warc, false },
	{ "archive/", ".warc", check_warc, false },
	{ "pages/", ".jsonl", check_pages, false },
	{ "tls/", ".pem", check_tls, true },
	{ "evidence/acquisition.json", "", check_acquisition, true },
	{ "evidence/acquisition.log", "", check_log, true },
	{ "indexes/", ".cdxj", check_index, false },
	{ "indexes/", ".cdx", check_index, false },
	{ "indexes/", ".cdx.gz", check_index_gzip, false },
	{ "indexes/", ".cdxj.gz", check_index_gzip, false },
	{ "", "", NULL, false },
};

#define KINDS	(sizeof(kinds) / sizeof(kinds[0]))

static size_t
kind_of(const struct work *w, struct span name)
{
	size_t i;

	for (i = 0; i < KINDS - 1; i++)
		if (span_starts(name, kinds[i].begins) &&
		    span_ends(name, kinds[i].ends) &&
		    (!kinds[i].ours || w->ours))
			break;
	return (i);
}

static int
one_entry(struct work *w, size_t entry, content_check *check, struct error *e)
{
	struct content *c;
	int rc = -1;

	if (content_open(w, entry, &c, e) != 0)
		return (-1);
	if (c == NULL)
		return (0);	/* cannot be read, and that was said */
	if ((check == NULL || check(w, c, e) == 0) && content_finish(c, e) == 0)
		rc = 0;
	content_free(c);
	return (rc);
}

/* The manifest and the digest were read whole before. */
static bool
is_manifest(struct span name)
{

	return (span_is(name, MANIFEST_NAME) ||
	    span_is(name, MANIFEST_DIGEST_NAME));
}

static int
each_entry(struct work *w, struct error *e)
{
	const struct zip_entry *x;
	size_t kind, i;

	for (kind = 0; kind < KINDS; kind++) {
		for (i = 0; i < zip_count(w->zip); i++) {
			x = zip_entry(w->zip, i);
			if (x->folder || is_manifest(x->name) ||
			    kind_of(w, x->name) != kind)
				continue;
			if (one_entry(w, i, kinds[kind].check, e) != 0)
				return (-1);
		}
	}
	return (0);
}

int
check_contents(struct work *w, struct error *e)
{

	if (records_new(&w->records, e) != 0 || wanted_new(&w->pages, e) != 0 ||
	    wanted_new(&w->urls, e) != 0 || page_set_new(&w->set, e) != 0 ||
	    said_begin(w, e) != 0)
		return (-1);
	if (each_entry(w, e) != 0)
		return (-1);
	/* Not when there is no list of what they should be. */
	if (w->m != NULL && w->m->n > 0)
		work_pass(w, CHECK_WACZ_RESOURCES, "%zu files, each with the "
		    "hash and length of the list", w->m->n);
	if (check_warc_end(w, e) != 0 || check_index_end(w, e) != 0)
		return (-1);
	return (check_log_end(w, e));
}
