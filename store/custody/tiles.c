#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/custody/tiles.h"

#define BUNDLE_MAX	((size_t)TILE_WIDTH * (TILE_ENTRY_MAX + 2))

/* Everything that one pass holds. */
struct pass {
	const char *folder;
	struct log_findings *fs;
	struct log_check *check;
	struct merkle_hasher *hasher;
	uint64_t size;			/* what the checkpoint says */
	struct buf path;
	struct buf bundle;
	struct buf tile;
	/* The hashes of the tile that is growing at each level. */
	struct merkle_node node[TILE_LEVELS][TILE_WIDTH];
	uint64_t count[TILE_LEVELS];	/* all so far at level 8 x L */
};

const char *
tile_path(int level, uint64_t n, unsigned width, char s[static TILE_PATH])
{
	char groups[64] = "", part[32] = "";
	bool last = true;

	do {
		(void)snprintf(part, sizeof(part), last ? "%03u" : "x%03u/",
		    (unsigned)(n % 1000));
		memmove(groups + strlen(part), groups, strlen(groups) + 1);
		memcpy(groups, part, strlen(part));
		last = false;
		n /= 1000;
	} while (n > 0);
	(void)snprintf(part, sizeof(part), "%d", level);
	(void)snprintf(s, TILE_PATH, "tile/%s/%s", level < 0 ? "entries" :
	    part, groups);
	if (width < TILE_WIDTH) {
		(void)snprintf(part, sizeof(part), ".p/%u", width);
		(void)snprintf(s + strlen(s), TILE_PATH - strlen(s), "%s",
		    part);
	}
	return (s);
}

unsigned
tile_width(uint64_t size, unsigned level, uint64_t n)
{
	uint64_t hashes = TILE_LEVELS * level >= 64 ? 0 :
	    size >> (TILE_LEVELS * level);

	if (n >= hashes / TILE_WIDTH + 1)
		return (0);
	hashes -= n * TILE_WIDTH;
	return (hashes < TILE_WIDTH ? (unsigned)hashes : TILE_WIDTH);
}

static int
bad_tile(struct pass *p, const char *name, struct error *e, const char *why)
{

	return (log_note(p->fs, LOG_TILE, LOG_FAIL,
	    log_check_size(p->check), e,
	    "%s: %s", name, why));
}

/*
 * The file ${name} of the export: 1 with its bytes, 0 where it is not there,
 * 2 where it is too long, which is noted.
 */
static int
read_file(struct pass *p, const char *name, struct buf *out, struct error *e)
{
	struct error why = ERROR_INIT;

	buf_reset(out);
	if (io_join(&p->path, p->folder, name, e) != 0)
		return (-1);
	if (io_read_file(buf_str(&p->path), out, &why) == 0)
		return (1);
	if (why.code == ERR_NOTFOUND)
		return (0);
	if (why.code == ERR_LIMIT)
		return (bad_tile(p, name, e, "longer than it can be") != 0 ?
		    -1 : 2);
	return (error_set(e, why.code, "%s", why.text));
}

/* A tile against the hashes made again from the level below it. */
static int
check_tile(struct pass *p, unsigned level, uint64_t n, unsigned width,
    struct error *e)
{
	char name[TILE_PATH];
	int got;

	(void)tile_path((int)level, n, width, name);
	if ((got = read_file(p, name, &p->tile, e)) < 0)
		return (-1);
	if (got != 1)
		return (got == 0 ? bad_tile(p, name, e, "not there") : 0);
	if (p->tile.n != (size_t)width * MERKLE_BYTES ||
	    memcmp(p->tile.p, p->node[level], p->tile.n) != 0)
		return (bad_tile(p, name, e, "not the hashes of its events"));
	return (0);
}

/* The root of a full tile, which is one hash of the level above. */
static int
tile_root(struct pass *p, const struct merkle_node *node,
    struct merkle_node *out, struct error *e)
{
	struct merkle_tree t;
	size_t i;

	memset(&t, 0, sizeof(t));
	for (i = 0; i < TILE_WIDTH; i++)
		if (merkle_add(p->hasher, &t, &node[i], NULL, e) != 0)
			return (-1);
	*out = t.peak[TILE_LEVELS];
	return (0);
}

static int
add_hash(struct pass *p, const struct merkle_node *hash, struct error *e)
{
	struct merkle_node up = *hash;
	unsigned level;
	uint64_t n;

	for (level = 0; level < TILE_LEVELS; level++) {
		n = p->count[level]++;
		p->node[level][n % TILE_WIDTH] = up;
		if ((n + 1) % TILE_WIDTH != 0)
			return (0);
		if (check_tile(p, level, n / TILE_WIDTH, TILE_WIDTH,
		    e) != 0 || tile_root(p, p->node[level], &up, e) != 0)
			return (-1);
	}
	return (0);
}

/* The tiles at the right edge, that are not full. */
static int
check_edge(struct pass *p, struct error *e)
{
	unsigned level, width;

	for (level = 0; level < TILE_LEVELS; level++) {
		width = (unsigned)(p->count[level] % TILE_WIDTH);
		if (width > 0 && check_tile(p, level,
		    p->count[level] / TILE_WIDTH, width, e) != 0)
			return (-1);
	}
	return (0);
}

static int
add_event(struct pass *p, struct span bytes, struct error *e)
{
	struct merkle_node leaf;

	if (merkle_leaf(p->hasher, bytes, &leaf, e) != 0 ||
	    add_hash(p, &leaf, e) != 0)
		return (-1);
	return (log_check_event(p->check, bytes, NULL, 0, e));
}

static int
take_bundle(struct pass *p, const char *name, struct span s, unsigned width,
    struct error *e)
{
	size_t n;
	unsigned i;

	for (i = 0; i < width; i++) {
		if (s.n < 2 || s.n - 2 < (n = (size_t)s.p[0] << 8 | s.p[1]))
			return (bad_tile(p, name, e, "cut"));
		if (add_event(p, span_sub(s, 2, n), e) != 0)
			return (-1);
		s = span_sub(s, 2 + n, s.n);
	}
	return (s.n == 0 ? 0 : bad_tile(p, name, e, "more than its events"));
}

/* Up to ${width} lines of the open file, none longer than an event. */
static int
take_lines(struct pass *p, const char *name, int fd, unsigned width,
    struct error *e)
{
	struct buf b = BUF_INIT(EVENT_MAX + IO_CHUNK + 1);
	ptrdiff_t end;
	ssize_t got = 1;
	uint8_t *room, more;
	int rc = -1;

	while (width > 0 && got > 0) {
		if (b.n > EVENT_MAX ||
		    (room = buf_reserve(&b, IO_CHUNK)) == NULL)
			break;
		if ((got = io_read(fd, room, IO_CHUNK, e)) < 0)
			goto out;
		b.n += (size_t)got;
		while (width > 0 &&
		    (end = span_find(buf_span(&b), '\n')) >= 0) {
			if (add_event(p, span_sub(buf_span(&b), 0,
			    (size_t)end), e) != 0)
				goto out;
			b.n -= (size_t)end + 1;
			memmove(b.p, b.p + end + 1, b.n);
			width--;
		}
	}
	/* What ends with the last event ends the file. */
	if (width == 0 && b.n == 0 && (got = io_read(fd, &more, 1, e)) < 0)
		goto out;
	rc = width == 0 && b.n == 0 && got == 0 ? 0 :
	    bad_tile(p, name, e, "not a line for each event");
out:
	buf_free(&b);
	return (rc);
}

/*
 * The bundle as lines, where it has an event that is too long for the other;
 * ${there}: the other is there, and nobody is to read something else here.
 */
static int
take_long(struct pass *p, const char *name, bool there, unsigned width,
    struct error *e)
{
	struct error why = ERROR_INIT;
	int fd = -1, rc = -1;

	if (io_join(&p->path, p->folder, name, e) != 0)
		return (-1);
	buf_puts(&p->path, ".jsonl");
	if (buf_ok(&p->path, e) != 0)
		return (-1);
	if (io_open_read(buf_str(&p->path), &fd, &why) == 0) {
		rc = there ? bad_tile(p, name, e, "as lines, too") :
		    take_lines(p, name, fd, width, e);
		(void)close(fd);
	} else if (why.code == ERR_NOTFOUND)
		rc = there ? 0 : bad_tile(p, name, e, "not there");
	else
		(void)error_set(e, why.code, "%s", why.text);
	return (rc);
}

/*
 * The events of bundle ${n}: 1 with all of them, 0 where some are lost, -1.
 * What follows a loss is not looked at: the checkpoint may speak of more
 * events than anybody has.
 */
static int
check_bundle(struct pass *p, uint64_t n, struct error *e)
{
	char name[TILE_PATH];
	unsigned width = tile_width(p->size, 0, n);
	uint64_t end = log_check_size(p->check) + width;
	int got;

	(void)tile_path(-1, n, width, name);
	if ((got = read_file(p, name, &p->bundle, e)) < 0 || (got == 1 &&
	    take_bundle(p, name, buf_span(&p->bundle), width, e) != 0) ||
	    (got != 2 && take_long(p, name, got == 1, width, e) != 0))
		return (-1);
	return (log_check_size(p->check) == end);
}

static int
run(struct pass *p, const struct note_vkey *key, struct error *e)
{
	struct buf note = BUF_INIT(NOTE_MAX);
	struct error why = ERROR_INIT;
	struct checkpoint cp;
	enum note_state state;
	uint64_t n;
	int rc = -1, got = 1;

	if ((got = read_file(p, "checkpoint", &note, e)) != 1) {
		if (got >= 0)
			(void)error_set(e, ERR_NOTFOUND,
			    "%s: no checkpoint there", p->folder);
		goto out;
	}
	/* A size that nobody signed is no reason to look for so many. */
	if (checkpoint_open(buf_span(&note), key, &cp, &state, &why) != 0 ||
	    state != NOTE_GOOD) {
		rc = log_check_checkpoint(p->check, buf_span(&note), e);
		goto out;
	}
	p->size = cp.size;
	for (n = 0; got == 1 && tile_width(p->size, 0, n) > 0; n++)
		if ((got = check_bundle(p, n, e)) < 0)
			goto out;
	if (got == 0 || check_edge(p, e) == 0)
		rc = log_check_checkpoint(p->check, buf_span(&note), e);
out:
	buf_free(&note);
	return (rc);
}

int
tiles_check(const char *folder, const struct note_vkey *key,
    struct log_findings *fs, uint64_t *size, struct error *e)
{
	struct pass *p;
	int rc = -1;

	if ((p = calloc(1, sizeof(*p))) == NULL)
		return (error_nomem(e));
	p->folder = folder;
	p->fs = fs;
	p->path = (struct buf)BUF_INIT(64 * KIB);
	p->bundle = (struct buf)BUF_INIT(BUNDLE_MAX);
	p->tile = (struct buf)BUF_INIT(TILE_WIDTH * MERKLE_BYTES);
	if ((p->hasher = merkle_hasher_new(e)) != NULL &&
	    (p->check = log_check_new(key, fs, e)) != NULL) {
		rc = run(p, key, e);
		*size = log_check_size(p->check);
	}
	log_check_free(p->check);
	merkle_hasher_free(p->hasher);
	buf_free(&p->path);
	buf_free(&p->bundle);
	buf_free(&p->tile);
	free(p);
	return (rc);
}
