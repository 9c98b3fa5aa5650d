#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/custody/log_check.h"

struct log_check {
	const struct note_vkey *key;
	struct log_findings *fs;
	struct merkle_hasher *hasher;
	struct merkle_tree tree;	/* of what was fed */
	struct merkle_node prev;	/* leaf hash of the last event */
	bool prev_known;		/* false after a lost event */
	struct event_head head;		/* of the last event ... */
	bool has_head;			/* ... that could be read */
	int64_t time;			/* of the last event */
	uint64_t last;			/* size of the last good checkpoint */
	bool root_differs;		/* said of the checkpoint before */
};

static const char * const names[LOG_FAULTS] = {
	[LOG_EVENT_SYNTAX] = "event.syntax",
	[LOG_EVENT_SEQ] = "event.seq",
	[LOG_EVENT_PREV] = "event.prev",
	[LOG_EVENT_HASH] = "event.hash",
	[LOG_EVENT_MISSING] = "event.missing",
	[LOG_EVENT_INDEX] = "event.index",
	[LOG_EVENT_REVOKED] = "event.revoked",
	[LOG_TREE_NODE] = "tree.node",
	[LOG_CLOCK_BACK] = "clock.back",
	[LOG_CHECKPOINT_SYNTAX] = "checkpoint.syntax",
	[LOG_CHECKPOINT_KEY] = "checkpoint.key",
	[LOG_CHECKPOINT_SIGNATURE] = "checkpoint.signature",
	[LOG_CHECKPOINT_ROOT] = "checkpoint.root",
	[LOG_CHECKPOINT_AHEAD] = "checkpoint.ahead",
	[LOG_CHECKPOINT_NONE] = "checkpoint.none",
	[LOG_STAMP_CHECKPOINT] = "stamp.checkpoint",
	[LOG_STAMP_TOKEN] = "stamp.token",
	[LOG_STAMP_TRUST] = "stamp.trust",
	[LOG_STAMP_MISSING] = "stamp.missing",
	[LOG_STAMP_ORDER] = "stamp.order",
	[LOG_CLOCK_STAMP] = "clock.stamp",
	[LOG_COSIGNATURE] = "cosignature",
	[LOG_TILE] = "tile",
};

const char *
log_fault_name(enum log_fault f)
{

	return (f < LOG_EVENT_SYNTAX || f >= LOG_FAULTS ? "unknown" :
	    names[f]);
}

/* Room for one more finding; NULL beyond the limit (not an error). */
static struct log_finding *
room(struct log_findings *fs, int *rc, struct error *e)
{
	struct log_finding *more;
	size_t cap;

	*rc = 0;
	if (fs->n == LOG_FINDINGS_MAX)
		return (NULL);
	if (fs->n == fs->cap) {
		cap = fs->cap == 0 ? 8 : 2 * fs->cap;
		more = realloc(fs->list, cap * sizeof(*more));
		if (more == NULL) {
			*rc = error_nomem(e);
			return (NULL);
		}
		fs->list = more;
		fs->cap = cap;
	}
	return (&fs->list[fs->n++]);
}

int
log_note(struct log_findings *fs, enum log_fault fault, enum log_level level,
    uint64_t seq, struct error *e, const char *fmt, ...)
{
	struct log_finding *f;
	va_list ap;
	int rc;

	if (level == LOG_FAIL)
		fs->failed++;
	else
		fs->warned++;
	if ((f = room(fs, &rc, e)) == NULL)
		return (rc);
	f->fault = fault;
	f->level = level;
	f->seq = seq;
	va_start(ap, fmt);
	(void)vsnprintf(f->detail, sizeof(f->detail), fmt, ap);
	va_end(ap);
	return (0);
}

void
log_findings_free(struct log_findings *fs)
{

	free(fs->list);
	*fs = (struct log_findings)LOG_FINDINGS_INIT;
}

struct log_check *
log_check_new(const struct note_vkey *key, struct log_findings *fs,
    struct error *e)
{
	struct log_check *c;

	if ((c = calloc(1, sizeof(*c))) == NULL) {
		(void)error_nomem(e);
		return (NULL);
	}
	if ((c->hasher = merkle_hasher_new(e)) == NULL) {
		free(c);
		return (NULL);
	}
	c->key = key;
	c->fs = fs;
	c->prev = *merkle_empty();
	c->prev_known = true;
	c->time = TIME_UNKNOWN;
	return (c);
}

/* seq, prev and time against the event before. */
static int
check_place(struct log_check *c, const struct event_head *head, uint64_t seq,
    struct error *e)
{
	char was[TIME_TEXT], is[TIME_TEXT];

	if (head->seq != seq && log_note(c->fs, LOG_EVENT_SEQ, LOG_FAIL, seq,
	    e, "found seq %" PRIu64 ", want %" PRIu64, head->seq, seq) != 0)
		return (-1);
	if (c->prev_known && !merkle_same(&head->prev, &c->prev) &&
	    log_note(c->fs, LOG_EVENT_PREV, LOG_FAIL, seq, e,
	    "prev is not the hash of event %" PRIu64, seq - 1) != 0)
		return (-1);
	if (c->time != TIME_UNKNOWN && head->time < c->time &&
	    log_note(c->fs, LOG_CLOCK_BACK,
	    head->kind == EVENT_INCIDENT ? LOG_WARN : LOG_FAIL, seq, e,
	    "written at %s, the event before at %s",
	    time_text_ms(head->time, is), time_text_ms(c->time, was)) != 0)
		return (-1);
	c->time = head->time;
	return (0);
}

/* The kept hashes against those made from the events. */
static int
check_kept(struct log_check *c, const struct merkle_made *made,
    const struct merkle_node *kept, size_t n_kept, uint64_t seq,
    struct error *e)
{
	size_t i;

	if (n_kept == 0)
		return (0);
	if (!merkle_same(&kept[0], &made->node[0]))
		return (log_note(c->fs, LOG_EVENT_HASH, LOG_FAIL, seq, e,
		    "the bytes do not have the hash kept for them"));
	if (n_kept != made->n)
		return (log_note(c->fs, LOG_TREE_NODE, LOG_FAIL, seq, e,
		    "found %zu tree hashes, want %u", n_kept, made->n));
	for (i = 1; i < n_kept; i++)
		if (!merkle_same(&kept[i], &made->node[i]))
			return (log_note(c->fs, LOG_TREE_NODE, LOG_FAIL, seq,
			    e, "the kept hash at level %zu is another", i));
	return (0);
}

int
log_check_event(struct log_check *c, struct span bytes,
    const struct merkle_node *kept, size_t n_kept, struct error *e)
{
	struct error why = ERROR_INIT;
	struct merkle_made made;
	struct merkle_node leaf;
	uint64_t seq = c->tree.size + 1;

	if (merkle_leaf(c->hasher, bytes, &leaf, e) != 0 ||
	    merkle_add(c->hasher, &c->tree, &leaf, &made, e) != 0 ||
	    check_kept(c, &made, kept, n_kept, seq, e) != 0)
		return (-1);
	c->has_head = event_scan(bytes, &c->head, &why) == 0;
	if (c->has_head) {
		if (check_place(c, &c->head, seq, e) != 0)
			return (-1);
	} else if (why.code == ERR_NOMEM) {
		return (error_nomem(e));
	} else if (log_note(c->fs, LOG_EVENT_SYNTAX, LOG_FAIL, seq, e, "%s",
	    why.text) != 0)
		return (-1);
	c->prev = leaf;
	c->prev_known = true;
	return (0);
}

int
log_check_lost(struct log_check *c, struct error *e)
{
	uint64_t seq = c->tree.size + 1;

	/* A leaf that no event can have, so that every later root differs. */
	if (merkle_add(c->hasher, &c->tree, merkle_empty(), NULL, e) != 0)
		return (-1);
	c->prev_known = false;
	c->has_head = false;
	return (log_note(c->fs, LOG_EVENT_MISSING, LOG_FAIL, seq, e,
	    "the event is not there"));
}

/* Why a checkpoint is not one of this log's. */
static int
note_state(struct log_check *c, const struct checkpoint *cp,
    enum note_state state, struct error *e)
{

	if (state == NOTE_UNKNOWN)
		return (log_note(c->fs, LOG_CHECKPOINT_KEY, LOG_FAIL, cp->size,
		    e, "not signed by %s", c->key->name));
	if (strcmp(cp->origin, c->key->name) != 0)
		return (log_note(c->fs, LOG_CHECKPOINT_KEY, LOG_FAIL, cp->size,
		    e, "found origin %.60s, want %.60s", cp->origin,
		    c->key->name));
	return (log_note(c->fs, LOG_CHECKPOINT_SIGNATURE, LOG_FAIL, cp->size,
	    e, "the signature of %s fails", c->key->name));
}

/*
 * One changed event makes every root after it another: the first of them is
 * listed, the others are only counted.
 */
static int
check_root(struct log_check *c, const struct checkpoint *cp,
    const struct merkle_node *root, struct error *e)
{

	if (merkle_same(root, &cp->root)) {
		c->root_differs = false;
		c->last = cp->size;
		return (0);
	}
	if (c->root_differs) {
		c->fs->failed++;
		return (0);
	}
	c->root_differs = true;
	return (log_note(c->fs, LOG_CHECKPOINT_ROOT, LOG_FAIL, cp->size, e,
	    "the events have another root"));
}

int
log_check_checkpoint(struct log_check *c, struct span note, struct error *e)
{
	struct error why = ERROR_INIT;
	struct checkpoint cp;
	struct merkle_node root;
	enum note_state state;

	if (checkpoint_open(note, c->key, &cp, &state, &why) != 0) {
		if (why.code == ERR_NOMEM || why.code == ERR_CRYPTO)
			return (error_set(e, why.code, "%s", why.text));
		return (log_note(c->fs, LOG_CHECKPOINT_SYNTAX, LOG_FAIL,
		    c->tree.size, e, "%s", why.text));
	}
	if (state != NOTE_GOOD)
		return (note_state(c, &cp, state, e));
	if (cp.size > c->tree.size)
		return (log_note(c->fs, LOG_CHECKPOINT_AHEAD, LOG_FAIL,
		    cp.size, e, "the log has %" PRIu64 " events only",
		    c->tree.size));
	if (cp.size < c->tree.size)
		return (log_note(c->fs, LOG_CHECKPOINT_ROOT, LOG_FAIL,
		    cp.size, e, "kept as the checkpoint of %" PRIu64
		    " events", c->tree.size));
	if (merkle_root(c->hasher, &c->tree, &root, e) != 0)
		return (-1);
	return (check_root(c, &cp, &root, e));
}

uint64_t
log_check_size(const struct log_check *c)
{

	return (c->tree.size);
}

const struct event_head *
log_check_head(const struct log_check *c)
{

	return (c->has_head ? &c->head : NULL);
}

uint64_t
log_check_last(const struct log_check *c)
{

	return (c->last);
}

void
log_check_free(struct log_check *c)
{

	if (c == NULL)
		return;
	merkle_hasher_free(c->hasher);
	free(c);
}
