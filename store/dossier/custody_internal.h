#ifndef STORE_DOSSIER_CUSTODY_INTERNAL_H
#define STORE_DOSSIER_CUSTODY_INTERNAL_H

#include "store/custody/checkpoint.h"
#include "store/dossier/custody_write.h"

/* What was chosen: places in the log, and the checkpoint that proves them. */
struct custody_selection {
	struct catalog *c;
	struct note_vkey key;
	struct checkpoint point;
	struct buf note;		/* as it was signed */
	struct buf tsr;			/* its first time-stamp; or empty */
	char folder[CUSTODY_FOLDER];
	uint64_t *seq;			/* ascending, each once */
	size_t n;
	size_t cap;
	uint64_t *anchors;		/* sizes of earlier stamped ones */
	size_t n_anchors;
	struct teller *tellers;		/* by seq */
	size_t n_tellers;
	size_t cap_tellers;
};

/* An event that tells of the time-stamp of a checkpoint. */
struct teller {
	uint64_t seq;
	uint64_t size;
};

/* custody_find_stamp(s, e): the time-stamp of the checkpoint, if any. */
int custody_find_stamp(struct custody_selection *s, struct error *e);

/*
 * custody_find_anchors(s, e): the earlier stamped checkpoints that bound an
 * event; custody_anchors(s, a, e): write them (custody_anchor_write.c).
 */
int custody_find_anchors(struct custody_selection *s, struct error *e);
int custody_anchors(struct custody_selection *s, struct asic_out *a,
    struct error *e);

/* custody_find_note(s, size, out, e): the checkpoint of that size. */
int custody_find_note(struct custody_selection *s, uint64_t size,
    struct buf *out, struct error *e);

/* custody_line(a, line, e): a line with its end into the open file. */
int custody_line(struct asic_out *a, struct buf *line, struct error *e);

/* custody_put_json(out, j, e): ${j}, whose reference is taken, on a line. */
int custody_put_json(struct buf *out, json_t *j, bool ok, struct error *e);

/* custody_path_json(p, ok): the hashes of a proof, base64. */
json_t *custody_path_json(const struct merkle_proof *p, bool *ok);

#endif
