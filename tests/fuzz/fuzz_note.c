#include <stdlib.h>
#include <string.h>

#include "store/base/limits.h"
#include "store/custody/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/*
 * Signed notes, checkpoints and key lines.  What is taken must hold together:
 * the text and the lines are within the input and in order, a key that was
 * read is written as it was, a checkpoint that was read reads the same again.
 */
static void
check_note(struct span s)
{
	struct note note;
	struct checkpoint cp, again;
	struct buf text = BUF_INIT(NOTE_MAX);
	size_t i;

	if (note_parse(s, &note, NULL) != 0)
		return;
	if (note.text.p != s.p || note.text.n >= s.n || note.n == 0 ||
	    note.text.p[note.text.n - 1] != '\n')
		abort();
	for (i = 0; i < note.n; i++)
		if (note.signature[i].name.p < s.p + note.text.n ||
		    note.signature[i].base64.p + note.signature[i].base64.n >=
		    s.p + s.n || !note_name_ok(note.signature[i].name))
			abort();
	if (checkpoint_parse(note.text, &cp, NULL) != 0)
		return;
	checkpoint_text(&cp, &text);
	if (checkpoint_parse(buf_span(&text), &again, NULL) != 0 ||
	    again.size != cp.size || !merkle_same(&again.root, &cp.root) ||
	    strcmp(again.origin, cp.origin) != 0)
		abort();
	/* What we write is how every checkpoint begins. */
	if (text.n > note.text.n || memcmp(text.p, note.text.p, text.n) != 0)
		abort();
	buf_free(&text);
}

static void
check_key(struct span s)
{
	struct note_vkey key, again;
	struct buf line = BUF_INIT(4096);

	if (note_vkey_parse(s, &key, NULL) != 0)
		return;
	note_vkey_text(&key, &line);
	if (note_vkey_parse(buf_span(&line), &again, NULL) != 0 ||
	    memcmp(&key, &again, sizeof(key)) != 0)
		abort();
	buf_free(&line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct span s = { p, n };

	check_note(s);
	check_key(s);
	return (0);
}
