#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/custody/tiles.h"
#include "store/home/home_attest.h"
#include "store/home/home_errand.h"

/* An export under way. */
struct out {
	struct home *h;
	const char *folder;
	uint64_t size;
	struct buf path;
	struct buf bytes;	/* of the file to be written */
	int lines;		/* of a bundle with an event that is too long
				 * for one: the file of its lines; -1 */
};

/* 1: ${folder} is there and empty, 0: it is not there, -1. */
static int
look_at(const char *folder, struct error *e)
{
	struct dirent *d;
	DIR *dir;
	int n = 0;

	if ((dir = opendir(folder)) == NULL)
		return (errno == ENOENT ? 0 :
		    error_sys(e, "cannot use %s", folder));
	while ((d = readdir(dir)) != NULL)
		if (strcmp(d->d_name, ".") != 0 &&
		    strcmp(d->d_name, "..") != 0)
			n++;
	(void)closedir(dir);
	return (n == 0 ? 1 : error_set(e, ERR_EXISTS, "%s is not empty",
	    folder));
}

/*
 * Whether the folder that is there cannot be replaced by one made beside it:
 * a disk is mounted there, or nothing may be written beside.
 */
static bool
must_stay(const char *folder)
{
	struct buf up = BUF_INIT(PATH_TEXT);
	struct stat a, b;
	bool stays = true;

	buf_printf(&up, "%s/..", folder);
	if (up.failed == ERR_NONE && stat(folder, &a) == 0 &&
	    stat(buf_str(&up), &b) == 0 && a.st_dev == b.st_dev)
		stays = access(buf_str(&up), W_OK) != 0;
	buf_free(&up);
	return (stays);
}

/*
 * A file of the export, with its folders.  There are thousands: all of them
 * are waited for at once, at the end.
 */
static int
open_file(struct out *o, const char *name, int *fd, struct error *e)
{
	char *slash;
	int rc;

	if (io_join(&o->path, o->folder, name, e) != 0)
		return (-1);
	slash = strrchr((char *)o->path.p, '/');
	*slash = '\0';
	rc = io_make_folders((const char *)o->path.p, 0755, e);
	*slash = '/';
	if (rc != 0)
		return (-1);
	*fd = open(buf_str(&o->path), O_WRONLY | O_CREAT | O_EXCL |
	    O_CLOEXEC | O_NOFOLLOW, 0644);
	return (*fd < 0 ? error_sys(e, "cannot make %s",
	    buf_str(&o->path)) : 0);
}

static int
close_file(struct out *o, int fd, int rc, struct error *e)
{

	if (close(fd) != 0 && rc == 0)
		rc = error_sys(e, "cannot write %s", buf_str(&o->path));
	return (rc);
}

static int
put(struct out *o, const char *name, struct span s, struct error *e)
{
	int fd;

	if (open_file(o, name, &fd, e) != 0)
		return (-1);
	return (close_file(o, fd, io_write(fd, s.p, s.n, e), e));
}

static int
put_tile(struct out *o, unsigned level, uint64_t n, unsigned width,
    struct error *e)
{
	struct merkle_source src = catalog_log_source(o->h->catalog);
	struct merkle_node node;
	char name[TILE_PATH];
	unsigned i;

	buf_reset(&o->bytes);
	for (i = 0; i < width; i++) {
		if (src.node(src.ctx, TILE_LEVELS * level,
		    n * TILE_WIDTH + i, &node, e) != 0)
			return (-1);
		buf_put(&o->bytes, node.b, sizeof(node.b));
	}
	if (buf_ok(&o->bytes, e) != 0)
		return (-1);
	return (put(o, tile_path((int)level, n, width, name),
	    buf_span(&o->bytes), e));
}

static int
put_tiles(struct out *o, struct error *e)
{
	unsigned level, width;
	uint64_t n;

	for (level = 0; tile_width(o->size, level, 0) > 0; level++)
		for (n = 0; (width = tile_width(o->size, level, n)) > 0; n++)
			if (put_tile(o, level, n, width, e) != 0)
				return (-1);
	return (0);
}

/* The bundle of event ${seq}; ${ending} of another form. */
static const char *
bundle_name(const struct out *o, uint64_t seq, const char *ending,
    char name[static TILE_PATH + 8])
{
	char path[TILE_PATH];
	uint64_t n = (seq - 1) / TILE_WIDTH;

	(void)snprintf(name, TILE_PATH + 8, "%s%s", tile_path(-1, n,
	    tile_width(o->size, 0, n), path), ending);
	return (name);
}

static int
put_line(struct out *o, struct span s, struct error *e)
{

	return (io_write(o->lines, s.p, s.n, e) != 0 ||
	    io_write(o->lines, "\n", 1, e) != 0 ? -1 : 0);
}

/* An event that is too long: what was put together so far becomes lines. */
static int
turn_to_lines(struct out *o, uint64_t seq, struct error *e)
{
	char name[TILE_PATH + 8];
	const uint8_t *p = o->bytes.p;
	size_t i, n;

	if (buf_ok(&o->bytes, e) != 0 || open_file(o, bundle_name(o, seq,
	    ".jsonl", name), &o->lines, e) != 0)
		return (-1);
	for (i = 0; i < o->bytes.n; i += 2 + n) {
		n = (size_t)p[i] << 8 | p[i + 1];
		if (put_line(o, (struct span){ p + i + 2, n }, e) != 0)
			return (-1);
	}
	buf_reset(&o->bytes);
	return (0);
}

static int
add_entry(struct out *o, uint64_t seq, struct span s, struct error *e)
{

	if (o->lines < 0 && s.n > TILE_ENTRY_MAX &&
	    turn_to_lines(o, seq, e) != 0)
		return (-1);
	if (o->lines >= 0)
		return (put_line(o, s, e));
	buf_putc(&o->bytes, (uint8_t)(s.n >> 8));
	buf_putc(&o->bytes, (uint8_t)s.n);
	buf_putspan(&o->bytes, s);
	return (0);
}

/* The bundle that holds the events up to ${seq}. */
static int
end_bundle(struct out *o, uint64_t seq, struct error *e)
{
	char name[TILE_PATH + 8];
	int fd = o->lines, rc;

	if (fd >= 0) {
		o->lines = -1;
		return (close_file(o, fd, 0, e));
	}
	if (buf_ok(&o->bytes, e) != 0)
		return (-1);
	rc = put(o, bundle_name(o, seq, "", name), buf_span(&o->bytes), e);
	buf_reset(&o->bytes);
	return (rc);
}

static int
put_entries(struct out *o, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_event ev;
	uint64_t seq = 0;
	int got = 1, rc = -1;

	buf_reset(&o->bytes);
	if (catalog_log_events(o->h->catalog, NULL, 1, &cur, e) != 0)
		return (-1);
	while (seq < o->size &&
	    (got = catalog_log_next(cur, &ev, e)) == 1) {
		if (ev.seq != ++seq) {
			got = 0;
			break;
		}
		if (add_entry(o, seq, ev.bytes, e) != 0 ||
		    ((seq % TILE_WIDTH == 0 || seq == o->size) &&
		    end_bundle(o, seq, e) != 0))
			goto out;
	}
	if (got == 1)
		rc = 0;
	else if (got == 0)
		(void)error_set(e, ERR_CORRUPT, "event %llu is not there",
		    (unsigned long long)seq);
out:
	catalog_cursor_free(cur);
	return (rc);
}

/* The checkpoint with what witnesses signed of it. */
static int
put_checkpoint(struct out *o, struct span note, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_cosignature s;
	int got;

	buf_reset(&o->bytes);
	buf_putspan(&o->bytes, note);
	if (catalog_cosignatures(o->h->catalog, o->size, &cur, e) != 0)
		return (-1);
	while ((got = catalog_cosignature_next(cur, &s, e)) == 1 &&
	    s.size == o->size)
		buf_printf(&o->bytes, "%s\n", s.line);
	catalog_cursor_free(cur);
	if (got < 0 || buf_ok(&o->bytes, e) != 0 ||
	    io_join(&o->path, o->folder, "checkpoint", e) != 0)
		return (-1);
	return (io_write_file(buf_str(&o->path), buf_span(&o->bytes), 0644,
	    e));
}

static int
put_stamp(struct out *o, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_stamping s;
	int got, rc = -1;

	if (catalog_stampings(o->h->catalog, o->size, &cur, e) != 0)
		return (-1);
	if ((got = catalog_stamping_next(cur, &s, e)) == 1 &&
	    s.size == o->size)
		rc = put(o, "checkpoint.tsr", s.response, e);
	else if (got >= 0)
		rc = 0;
	catalog_cursor_free(cur);
	return (rc);
}

static int
put_key(struct out *o, struct error *e)
{

	buf_reset(&o->bytes);
	note_vkey_text(&o->h->settings.vkey, &o->bytes);
	buf_putc(&o->bytes, '\n');
	return (buf_ok(&o->bytes, e) != 0 ? -1 :
	    put(o, "key", buf_span(&o->bytes), e));
}

static int
put_all(struct out *o, struct span note, struct error *e)
{
	int fd, rc;

	if (mkdir(o->folder, 0755) != 0 && errno != EEXIST)
		return (error_sys(e, "cannot make %s", o->folder));
	if (put_key(o, e) != 0 || put_entries(o, e) != 0 ||
	    put_tiles(o, e) != 0 || put_stamp(o, e) != 0 ||
	    put_checkpoint(o, note, e) != 0)
		return (-1);
	if ((fd = open(o->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		return (error_sys(e, "cannot open %s", o->folder));
	rc = syncfs(fd) == 0 ? 0 : error_sys(e, "cannot write %s", o->folder);
	(void)close(fd);
	return (rc);
}

/* Who handed the log out, and how much of it. */
static int
enter(struct out *o, struct error *e)
{
	struct event ev = EVENT_INIT;
	json_t *detail = json_object();
	bool ok = detail != NULL;
	int rc;

	json_put_int(detail, "checkpoint", (int64_t)o->size, &ok);
	json_put_text(detail, "log", o->h->settings.vkey.name, &ok);
	ev.kind = EVENT_EXPORTED;
	ev.detail = detail;
	rc = ok ? home_append(o->h, &ev, 1, e) : error_nomem(e);
	json_decref(detail);
	return (rc);
}

/* The log says that it was handed out, and it cannot have its name. */
static void
take_back(const struct out *o, const struct home_job *j, const char *folder)
{
	struct buf url = BUF_INIT(PATH_TEXT);
	struct catalog_job row = { home_job_uuid(j), NULL, getpid(),
	    home_now(o->h), NULL };

	buf_printf(&url, ERRAND_TILES_URL "%s", folder);
	row.url = buf_str(&url);
	if (buf_ok(&url, NULL) == 0)
		(void)home_drop_job(o->h, &row, "it could not have its name",
		    NULL);
	buf_free(&url);
}

/* Make o->folder, tell of it, and give it the name ${folder}. */
static int
make_part(struct out *o, const struct home_job *j, struct span note,
    const char *folder, struct error *e)
{
	struct stat st;

	if (put_all(o, note, e) != 0 || enter(o, e) != 0)
		return (-1);
	if (stat(folder, &st) == 0)
		(void)chmod(o->folder, st.st_mode & 07777);
	if (rename(o->folder, folder) == 0)
		return (0);
	(void)error_sys(e, "cannot name %s", folder);
	take_back(o, j, folder);
	return (-1);
}

/* Beside its place first, so that it is there whole or not at all. */
static int
make_beside(struct out *o, struct home_job *j, struct span note,
    const char *folder, struct error *e)
{
	struct buf part = BUF_INIT(PATH_TEXT), up = BUF_INIT(PATH_TEXT);
	int rc = -1;

	buf_printf(&part, "%s.%.8s" ERRAND_PART, folder, home_job_uuid(j));
	buf_printf(&up, "%s/..", folder);
	if (buf_ok(&part, e) != 0 || buf_ok(&up, e) != 0)
		goto out;
	o->folder = buf_str(&part);
	if (errand_will(j, ERRAND_TILES, o->folder, e) != 0)
		goto out;
	if (make_part(o, j, note, folder, e) == 0)
		rc = io_sync_folder(buf_str(&up), e);
	else
		io_remove_tree(o->folder);
out:
	buf_free(&part);
	buf_free(&up);
	return (rc);
}

static int
make(struct out *o, struct span note, const char *given, struct error *e)
{
	struct buf name = BUF_INIT(PATH_TEXT), folder = BUF_INIT(PATH_TEXT);
	struct home_job *j = NULL;
	char *slash;
	int there, rc = -1;

	if ((there = look_at(given, e)) < 0)
		return (-1);
	if (there == 1 && must_stay(given)) {
		o->folder = given;
		return (put_all(o, note, e) != 0 ? -1 : enter(o, e));
	}
	buf_puts(&name, given);
	while (name.n > 1 && name.p[name.n - 1] == '/')
		name.p[--name.n] = '\0';
	if (buf_ok(&name, e) != 0)
		goto out;
	if ((slash = strrchr((char *)name.p, '/')) != NULL &&
	    slash != (char *)name.p) {
		*slash = '\0';
		rc = io_make_folders((char *)name.p, 0755, e);
		*slash = '/';
		if (rc != 0)
			goto out;
	}
	rc = -1;
	if (home_absolute(buf_str(&name), &folder, e) == 0 &&
	    errand_begin(o->h, ERRAND_TILES, buf_str(&folder), &j, e) == 0)
		rc = make_beside(o, j, note, buf_str(&folder), e);
	home_job_end(j);
out:
	buf_free(&name);
	buf_free(&folder);
	return (rc);
}

int
home_log_export(struct home *h, const char *folder, struct span note,
    uint64_t *size, struct error *e)
{
	struct out o = { .h = h, .path = BUF_INIT(PATH_TEXT),
	    .bytes = BUF_INIT(TILE_WIDTH * (TILE_ENTRY_MAX + 2)),
	    .lines = -1 };
	int rc = -1;

	catalog_spare(h->catalog);
	if (home_need_write(h, e) == 0 &&
	    home_point_kept(h, note, &o.size, e) == 0)
		rc = make(&o, note, folder, e);
	*size = o.size;
	buf_free(&o.path);
	buf_free(&o.bytes);
	if (o.lines >= 0)
		(void)close(o.lines);
	return (rc);
}
