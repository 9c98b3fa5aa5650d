#include <inttypes.h>
#include <string.h>

#include "store/base/codec.h"
#include "store/base/num.h"
#include "store/custody/checkpoint.h"

/* The next line with its line feed cut; a CR stays and is refused later. */
static int
next_line(struct span *rest, struct span *line, struct error *e)
{
	ptrdiff_t end = span_find(*rest, '\n');

	if (end < 0)
		return (error_set(e, ERR_SYNTAX,
		    "checkpoint: fewer than three lines"));
	*line = span_sub(*rest, 0, (size_t)end);
	*rest = span_sub(*rest, (size_t)end + 1, rest->n);
	return (0);
}

static int
read_root(struct span s, struct merkle_node *out, struct error *e)
{
	struct buf raw = BUF_INIT(256);
	int rc = -1;

	if (codec_unbase64(&raw, s, e) != 0)
		goto out;
	if (raw.n != MERKLE_BYTES) {
		(void)error_set(e, ERR_SYNTAX, "checkpoint: root of %zu bytes",
		    raw.n);
		goto out;
	}
	memcpy(out->b, raw.p, MERKLE_BYTES);
	rc = 0;
out:
	buf_free(&raw);
	return (rc);
}

int
checkpoint_parse(struct span text, struct checkpoint *out, struct error *e)
{
	struct span origin, size, root, line;
	int64_t n;

	memset(out, 0, sizeof(*out));
	if (next_line(&text, &origin, e) != 0 ||
	    next_line(&text, &size, e) != 0 ||
	    next_line(&text, &root, e) != 0)
		return (-1);
	if (origin.n == 0 || origin.n > NOTE_NAME_MAX || !span_utf8(origin) ||
	    span_find(origin, '\0') >= 0)
		return (error_set(e, ERR_SYNTAX, "checkpoint: bad origin"));
	memcpy(out->origin, origin.p, origin.n);
	if (num_parse(size, 0, (int64_t)MERKLE_SIZE_MAX, &n, e) != 0 ||
	    read_root(root, &out->root, e) != 0)
		return (error_context(e, "checkpoint"));
	out->size = (uint64_t)n;
	while (text.n > 0) {
		/* Extension lines are not empty (tlog-checkpoint). */
		if (next_line(&text, &line, e) != 0)
			return (-1);
		if (line.n == 0)
			return (error_set(e, ERR_SYNTAX,
			    "checkpoint: an empty extension"));
		out->extensions++;
	}
	return (0);
}

void
checkpoint_text(const struct checkpoint *c, struct buf *out)
{

	buf_printf(out, "%s\n%" PRIu64 "\n", c->origin, c->size);
	codec_base64(out, (struct span){ c->root.b, MERKLE_BYTES });
	buf_putc(out, '\n');
}

int
checkpoint_open(struct span s, const struct note_vkey *key,
    struct checkpoint *out, enum note_state *state, struct error *e)
{
	struct note note;

	if (note_parse(s, &note, e) != 0 ||
	    checkpoint_parse(note.text, out, e) != 0 ||
	    note_check(&note, key, 1, state, NULL, e) != 0)
		return (-1);
	if (*state == NOTE_GOOD && strcmp(out->origin, key->name) != 0)
		*state = NOTE_BAD;
	return (0);
}
