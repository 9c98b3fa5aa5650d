#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/temp.h"
#include "store/blob/blob_internal.h"

struct walk {
	const struct folder *f;
	int (*fn)(void *ctx, const struct blob_entry *b, struct error *e);
	void *ctx;
};

/* What temp_open() calls one of these until it is whole (store/base/temp.h). */
static bool
unfinished(const char *shelf, const char *name)
{
	size_t n = temp_for(name);
	char digest[BLOB_DIGEST];
	const char *rest;

	if (n == strlen("tsr") && strncmp(name, "tsr", n) == 0)
		return (true);
	(void)snprintf(digest, sizeof(digest), "%s", name);
	if (n < BLOB_DIGEST || !blob_digest_ok(digest) ||
	    strncmp(digest, shelf, 2) != 0)
		return (false);
	rest = name + BLOB_DIGEST - 1;
	n -= BLOB_DIGEST - 1;
	return ((n == strlen(BLOB_SUFFIX) &&
	    strncmp(rest, BLOB_SUFFIX, n) == 0) ||
	    (n == strlen(BLOB_SUFFIX BLOB_RECORD_SUFFIX) &&
	    strncmp(rest, BLOB_SUFFIX BLOB_RECORD_SUFFIX, n) == 0));
}

/* ".wacz", ".wacz.tsr", ".wacz.<n>.tsr" or ".wacz.ers" after the digest. */
static enum blob_kind
kind_of(const char *rest)
{

	if (strncmp(rest, BLOB_SUFFIX, strlen(BLOB_SUFFIX)) != 0)
		return (BLOB_STRANGER);
	rest += strlen(BLOB_SUFFIX);
	if (*rest == '\0')
		return (BLOB_FILE);
	if (strcmp(rest, BLOB_RECORD_SUFFIX) == 0)
		return (BLOB_STAMP);
	if (rest[0] == '.' && rest[1] >= '1' && rest[1] <= '9')
		rest += 1 + strspn(rest + 1, "0123456789");
	return (strcmp(rest, ".tsr") == 0 ? BLOB_STAMP : BLOB_STRANGER);
}

static int
visit(const struct walk *w, const char *shelf, const char *name,
    struct error *e)
{
	struct buf path = BUF_INIT(64 * KIB);
	char digest[BLOB_DIGEST];
	struct blob_entry b = { .kind = BLOB_STRANGER, .bytes = -1 };
	struct stat st;
	int rc = -1;

	buf_printf(&path, "%s/%s%s%s", w->f->path, shelf,
	    *shelf == '\0' ? "" : "/", name);
	if (buf_ok(&path, e) != 0)
		goto out;
	(void)snprintf(digest, sizeof(digest), "%s", name);
	if (lstat(buf_str(&path), &st) == 0 && S_ISREG(st.st_mode)) {
		b.bytes = st.st_size;
		if (*shelf != '\0' && unfinished(shelf, name))
			b.kind = BLOB_UNFINISHED;
		else if (*shelf != '\0' && blob_digest_ok(digest) &&
		    strncmp(digest, shelf, 2) == 0)
			b.kind = kind_of(name + BLOB_DIGEST - 1);
	}
	b.digest = b.kind == BLOB_FILE || b.kind == BLOB_STAMP ? digest :
	    NULL;
	b.name = buf_str(&path) + strlen(w->f->path) + 1;
	rc = w->fn(w->ctx, &b, e);
out:
	buf_free(&path);
	return (rc);
}

static bool
is_shelf(const struct dirent *d)
{

	return (strlen(d->d_name) == 2 &&
	    strspn(d->d_name, "0123456789abcdef") == 2 &&
	    (d->d_type == DT_DIR || d->d_type == DT_UNKNOWN));
}

static int
walk_shelf(const struct walk *w, const char *shelf, struct error *e)
{
	struct buf path = BUF_INIT(64 * KIB);
	struct dirent *d;
	DIR *dir = NULL;
	int rc = -1;

	if (io_join(&path, w->f->path, shelf, e) != 0)
		goto out;
	if ((dir = opendir(buf_str(&path))) == NULL) {
		(void)error_sys(e, "cannot list %s", buf_str(&path));
		goto out;
	}
	for (errno = 0; (d = readdir(dir)) != NULL; errno = 0) {
		if (strcmp(d->d_name, ".") == 0 ||
		    strcmp(d->d_name, "..") == 0)
			continue;
		if (visit(w, shelf, d->d_name, e) != 0)
			goto out;
	}
	if (errno != 0)
		(void)error_sys(e, "cannot list %s", buf_str(&path));
	else
		rc = 0;
out:
	if (dir != NULL)
		(void)closedir(dir);
	buf_free(&path);
	return (rc);
}

int
blob_folder_each(struct blob_store *s,
    int (*fn)(void *ctx, const struct blob_entry *b, struct error *e),
    void *ctx, struct error *e)
{
	struct walk w = { (const struct folder *)s, fn, ctx };
	struct dirent *d;
	DIR *dir;
	int rc = -1;

	if ((dir = opendir(w.f->path)) == NULL)
		return (error_sys(e, "cannot list %s", w.f->path));
	for (errno = 0; (d = readdir(dir)) != NULL; errno = 0) {
		if (strcmp(d->d_name, ".") == 0 ||
		    strcmp(d->d_name, "..") == 0)
			continue;
		if (is_shelf(d) ? walk_shelf(&w, d->d_name, e) != 0 :
		    visit(&w, "", d->d_name, e) != 0)
			goto out;
	}
	if (errno != 0)
		(void)error_sys(e, "cannot list %s", w.f->path);
	else
		rc = 0;
out:
	(void)closedir(dir);
	return (rc);
}
