#include "cmd/proof.h"
#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/custody/checkpoint.h"

struct proof {
	uint64_t index;			/* of the leaf, from 0 */
	struct checkpoint point;
	struct buf note;		/* the signed checkpoint */
	struct merkle_node leaf;
	struct merkle_proof path;
};

static int
find_leaf(struct home *h, struct merkle_hasher *hasher, uint64_t seq,
    struct merkle_node *leaf, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_event ev;
	int rc;

	if (catalog_log_events(home_catalog(h), NULL, seq, &cur, e) != 0)
		return (-1);
	rc = catalog_log_next(cur, &ev, e);
	if (rc == 1 && ev.seq == seq)
		/* From the bytes themselves, not from what is kept of them. */
		rc = merkle_leaf(hasher, ev.bytes, leaf, e);
	else if (rc >= 0)
		rc = error_set(e, ERR_NOTFOUND, "no event %llu",
		    (unsigned long long)seq);
	catalog_cursor_free(cur);
	return (rc);
}

static int
gather(struct home *h, struct merkle_hasher *hasher, uint64_t seq,
    struct proof *p, struct error *e)
{
	struct merkle_source src = catalog_log_source(home_catalog(h));
	enum note_state state;
	bool holds = false;

	if (home_checkpoint(h, &p->note, e) != 0 ||
	    checkpoint_open(buf_span(&p->note), home_log_key(h), &p->point,
	    &state, e) != 0)
		return (-1);
	if (state != NOTE_GOOD)
		return (error_set(e, ERR_CORRUPT,
		    "the latest checkpoint is not signed by the log's key"));
	if (seq > p->point.size)
		return (error_set(e, ERR_NOTFOUND, "no event %llu in the log "
		    "of %llu", (unsigned long long)seq,
		    (unsigned long long)p->point.size));
	p->index = seq - 1;
	if (find_leaf(h, hasher, seq, &p->leaf, e) != 0 ||
	    merkle_prove(hasher, &src, p->index, p->point.size, &p->path,
	    e) != 0 ||
	    merkle_check(hasher, &p->leaf, p->index, p->point.size, &p->path,
	    &p->point.root, &holds, e) != 0)
		return (-1);
	return (holds ? 0 : error_set(e, ERR_CORRUPT,
	    "event %llu does not lead to the signed root",
	    (unsigned long long)seq));
}

static struct span
node_span(const struct merkle_node *n)
{

	return ((struct span){ n->b, sizeof(n->b) });
}

static void
write_text(const struct proof *p, struct buf *out)
{
	size_t i;

	buf_printf(out, "c2sp.org/tlog-proof@v1\nindex %llu\n",
	    (unsigned long long)p->index);
	for (i = 0; i < p->path.n; i++) {
		codec_base64(out, node_span(&p->path.node[i]));
		buf_putc(out, '\n');
	}
	buf_putc(out, '\n');
	buf_putspan(out, buf_span(&p->note));
}

static int
write_json(const struct proof *p, struct buf *out, struct error *e)
{
	json_t *j = json_object(), *hashes = json_array();
	struct buf text = BUF_INIT(KIB);
	bool ok = j != NULL;
	size_t i;
	int rc = -1;

	json_put_int(j, "seq", (int64_t)p->index + 1, &ok);
	json_put_int(j, "index", (int64_t)p->index, &ok);
	json_put_int(j, "size", (int64_t)p->point.size, &ok);
	codec_base64(&text, node_span(&p->leaf));
	json_put_text(j, "leaf", buf_str(&text), &ok);
	for (i = 0; i < p->path.n; i++) {
		buf_reset(&text);
		codec_base64(&text, node_span(&p->path.node[i]));
		json_add(hashes, json_string(buf_str(&text)), &ok);
	}
	json_put(j, "hashes", hashes, &ok);
	json_put_span(j, "checkpoint", buf_span(&p->note), &ok);
	if (!ok || text.failed != ERR_NONE)
		(void)error_nomem(e);
	else if ((rc = json_write(out, j, e)) == 0)
		buf_putc(out, '\n');
	buf_free(&text);
	json_decref(j);
	return (rc);
}

int
proof_make(struct home *h, uint64_t seq, bool json, struct buf *out,
    struct error *e)
{
	struct proof p = { .note = BUF_INIT(NOTE_MAX) };
	struct merkle_hasher *hasher;
	int rc = -1;

	if ((hasher = merkle_hasher_new(e)) == NULL)
		return (-1);
	if (gather(h, hasher, seq, &p, e) == 0) {
		rc = 0;
		if (json)
			rc = write_json(&p, out, e);
		else
			write_text(&p, out);
	}
	if (rc == 0)
		rc = buf_ok(out, e);
	merkle_hasher_free(hasher);
	buf_free(&p.note);
	return (rc);
}
