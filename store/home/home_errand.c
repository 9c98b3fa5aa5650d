#include <sys/stat.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/home/home_errand.h"
#include "store/home/home_package.h"

static const struct {
	const char *url;		/* what the job's begins with */
	const char *key;		/* of its record */
	const char *text;
} errands[] = {
	[ERRAND_DERIVE] = { "derive:", "derivative",
	    "keeping of a derivative" },
	[ERRAND_OPERATOR] = { "operator:", "operator",
	    "adding of the operator" },
	[ERRAND_TILES] = { ERRAND_TILES_URL, "tiles", "export of the log to" },
};
#define ERRANDS	(sizeof(errands) / sizeof(errands[0]))

int
errand_begin(struct home *h, enum errand errand, const char *subject,
    struct home_job **out, struct error *e)
{
	struct buf url = BUF_INIT(PATH_TEXT);
	int rc = -1;

	*out = NULL;
	buf_printf(&url, "%s%s", errands[errand].url, subject);
	if (buf_ok(&url, e) == 0)
		rc = home_job_begin(h, buf_str(&url), out, e);
	buf_free(&url);
	return (rc);
}

int
errand_will(struct home_job *j, enum errand errand, const char *what,
    struct error *e)
{
	struct catalog *c = j->home->catalog;
	struct buf text = BUF_INIT(PATH_TEXT);
	json_t *record = json_object();
	bool ok = record != NULL;
	int rc = -1;

	json_put_text(record, errands[errand].key, what, &ok);
	if (!ok)
		(void)error_nomem(e);
	if (!ok || json_write(&text, record, e) != 0 ||
	    catalog_begin(c, e) != 0)
		goto out;
	if (catalog_job_set(c, j->uuid, buf_str(&text), e) != 0)
		catalog_rollback(c);
	else
		rc = catalog_commit(c, e);
out:
	json_decref(record);
	buf_free(&text);
	return (rc);
}

const char *
errand_text(const char *url, const char **subject)
{
	size_t i;

	*subject = url;
	if (home_job_package(url)) {
		*subject = "a package";
		return ("taking in of");
	}
	for (i = 0; i < ERRANDS; i++)
		if (span_starts(span_of(url), errands[i].url)) {
			*subject = url + strlen(errands[i].url);
			return (errands[i].text);
		}
	return ("capture of");
}

bool
errand_is(const char *url)
{
	size_t i;

	for (i = 0; i < ERRANDS; i++)
		if (span_starts(span_of(url), errands[i].url))
			return (true);
	return (false);
}

/* What the record speaks of; a new reference, NULL where it is of none. */
static json_t *
open_record(const char *record, size_t *errand)
{
	json_t *j;
	size_t i;

	for (i = 0; record != NULL && i < ERRANDS; i++)
		if ((j = package_record(record, errands[i].key)) != NULL) {
			*errand = i;
			if (json_string_value(j) != NULL)
				return (j);
			json_decref(j);
		}
	return (NULL);
}

/* Only a name that this store gives to what is not finished. */
static bool
tiles_there(const char *path)
{
	size_t n = strlen(path);
	struct stat st;

	return (path[0] == '/' && n > strlen(ERRAND_PART) &&
	    strcmp(path + n - strlen(ERRAND_PART), ERRAND_PART) == 0 &&
	    lstat(path, &st) == 0 && S_ISDIR(st.st_mode));
}

/* Whether what it was about is done: 1, 0, -1. */
static int
done(struct home *h, size_t errand, const char *what, struct error *e)
{

	if (errand == ERRAND_TILES)
		return (!tiles_there(what));
	if (!blob_digest_ok(what))
		return (1);
	return (errand == ERRAND_OPERATOR ? home_has_operator(h, what, e) :
	    home_has_row(h, what, e));
}

int
errand_left(struct home *h, const char *record, struct error *e)
{
	size_t errand;
	json_t *j = open_record(record, &errand);
	int got;

	if (j == NULL)
		return (0);
	got = done(h, errand, json_string_value(j), e);
	json_decref(j);
	return (got < 0 ? -1 : !got);
}

static int
remove_keys(struct home *h, const char *key, struct error *e)
{
	static const char *const suffixes[] = { "key", "pem", "passphrase" };
	struct buf path = BUF_INIT(PATH_TEXT);
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < 3; i++) {
		buf_reset(&path);
		buf_printf(&path, "%s/" OPERATOR_KEYS "/%s.%s", h->path, key,
		    suffixes[i]);
		if (buf_ok(&path, e) != 0)
			rc = -1;
		else if (unlink(buf_str(&path)) != 0 && errno != ENOENT)
			rc = error_sys(e, "cannot remove %s", buf_str(&path));
	}
	buf_free(&path);
	return (rc);
}

static int
undo(struct home *h, const char *uuid, size_t errand, const char *what,
    struct error *e)
{

	if (errand == ERRAND_TILES)
		io_remove_tree(what);
	else if (errand == ERRAND_OPERATOR)
		return (remove_keys(h, what, e));
	else
		return (package_undo_blob(h, uuid, what, e));
	return (0);
}

int
errand_undo(struct home *h, const char *uuid, const char *record,
    struct error *e)
{
	size_t errand;
	json_t *j = open_record(record, &errand);
	int rc = 0;

	if (j != NULL)
		rc = undo(h, uuid, errand, json_string_value(j), e);
	json_decref(j);
	return (rc);
}

void
errand_fail(struct home_job *j, enum errand errand, const char *what)
{

	if (j == NULL)
		return;
	if (home_settle(j->home, NULL) == 0 &&
	    (done(j->home, errand, what, NULL) != 0 ||
	    undo(j->home, j->uuid, errand, what, NULL) == 0))
		home_job_end(j);
	else
		home_job_leave(j);
}
