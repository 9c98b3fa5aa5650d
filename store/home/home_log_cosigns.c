#include <stdlib.h>
#include <string.h>

#include "store/custody/cosign.h"
#include "store/home/home_log_cosigns.h"

struct log_cosigns {
	struct catalog_cursor *rows;
	struct catalog_cosignature row;	/* the next one */
	bool has_row;
	struct log_findings *fs;
	struct note_vkey *witness;
	size_t n;
	uint64_t held;
};

static int
next_row(struct log_cosigns *s, struct error *e)
{
	int got = catalog_cosignature_next(s->rows, &s->row, e);

	s->has_row = got == 1;
	return (got < 0 ? -1 : 0);
}

/* The keys of those who are asked for their signature. */
static int
read_witnesses(struct log_cosigns *s, struct catalog *c, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_witness w;
	struct note_vkey *more;
	int got;

	if (catalog_witnesses(c, NULL, &cur, e) != 0)
		return (-1);
	while ((got = catalog_witness_next(cur, &w, e)) == 1) {
		more = realloc(s->witness, (s->n + 1) * sizeof(*more));
		if (more == NULL) {
			got = error_nomem(e);
			break;
		}
		s->witness = more;
		/* A key that is none is one that signed nothing. */
		if (cosign_vkey_parse(span_of(w.key), &s->witness[s->n],
		    NULL) == 0)
			s->n++;
	}
	catalog_cursor_free(cur);
	return (got);
}

int
log_cosigns_open(struct catalog *c, struct log_findings *fs,
    struct log_cosigns **out, struct error *e)
{
	struct log_cosigns *s;

	if ((s = calloc(1, sizeof(*s))) == NULL)
		return (error_nomem(e));
	s->fs = fs;
	if (read_witnesses(s, c, e) != 0 ||
	    catalog_cosignatures(c, 0, &s->rows, e) != 0 ||
	    next_row(s, e) != 0) {
		log_cosigns_free(s);
		return (-1);
	}
	*out = s;
	return (0);
}

static const struct note_vkey *
find(const struct log_cosigns *s, const char *name)
{
	size_t i;

	for (i = 0; i < s->n && name != NULL; i++)
		if (strcmp(s->witness[i].name, name) == 0)
			return (&s->witness[i]);
	return (NULL);
}

static int
judge(struct log_cosigns *s, struct span note, struct error *e)
{
	const struct note_vkey *w = find(s, s->row.name);
	const char *name = s->row.name != NULL ? s->row.name : "?";
	enum note_state state = NOTE_BAD;
	struct error why = ERROR_INIT;
	struct note n;
	int64_t time;

	if (w == NULL)
		return (log_note(s->fs, LOG_COSIGNATURE, LOG_FAIL,
		    s->row.size, e, "the key of the witness %.60s is not "
		    "kept", name));
	if (note_parse(note, &n, &why) != 0) {
		if (why.code == ERR_NOMEM)
			return (error_nomem(e));
	} else if (cosign_check_line(n.text, span_of(s->row.line), w, &state,
	    &time, e) != 0)
		return (-1);
	if (state != NOTE_GOOD)
		return (log_note(s->fs, LOG_COSIGNATURE, LOG_FAIL,
		    s->row.size, e, "the witness %.60s did not sign this "
		    "checkpoint", name));
	s->held++;
	return (0);
}

static int
lost_below(struct log_cosigns *s, uint64_t size, struct error *e)
{

	while (s->has_row && s->row.size < size)
		if (log_note(s->fs, LOG_COSIGNATURE, LOG_FAIL, s->row.size,
		    e, "the checkpoint that was cosigned is not there") != 0 ||
		    next_row(s, e) != 0)
			return (-1);
	return (0);
}

int
log_cosigns_point(struct log_cosigns *s, const struct catalog_checkpoint *p,
    struct error *e)
{

	if (lost_below(s, p->size, e) != 0)
		return (-1);
	while (s->has_row && s->row.size == p->size)
		if (judge(s, p->note, e) != 0 || next_row(s, e) != 0)
			return (-1);
	return (0);
}

int
log_cosigns_end(struct log_cosigns *s, struct home_log_result *out,
    struct error *e)
{

	out->cosignatures = s->held;
	return (lost_below(s, UINT64_MAX, e));
}

void
log_cosigns_free(struct log_cosigns *s)
{

	if (s == NULL)
		return;
	catalog_cursor_free(s->rows);
	free(s->witness);
	free(s);
}
