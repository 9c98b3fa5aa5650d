#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "store/base/codec.h"
#include "store/base/limits.h"
#include "store/custody/checkpoint.h"
#include "store/custody/note_write.h"

#define SECRET	"correct horse"

static void
must(int rc, const struct error *e)
{

	if (rc < 0)
		fail_msg("%s", e->text);
}

static struct note_key *
new_key(void)
{
	struct buf pem = BUF_INIT(PEM_MAX);
	struct note_key *key;
	struct error e = ERROR_INIT;

	must(note_key_make(span_of(SECRET), &pem, &e), &e);
	must(note_key_open(buf_span(&pem), span_of(SECRET), &key, &e), &e);
	buf_free(&pem);
	return (key);
}

static void
test_note__signed_checks(void **state)
{
	struct note_key *a = new_key(), *b = new_key();
	struct note_vkey keys[2];
	struct buf n = BUF_INIT(NOTE_MAX);
	struct error e = ERROR_INIT;
	struct note note;
	enum note_state st;
	size_t who = 9;

	(void)state;
	must(note_vkey_of("a.example/log", a, &keys[0], &e), &e);
	must(note_vkey_of("b.example/log", b, &keys[1], &e), &e);
	must(note_sign(span_of("one\n\ntwo \xc3\xa9\n"), "b.example/log", b,
	    &n, &e), &e);
	must(note_parse(buf_span(&n), &note, &e), &e);
	assert_true(span_is(note.text, "one\n\ntwo \xc3\xa9\n"));
	assert_int_equal(note.n, 1);
	assert_true(span_is(note.signature[0].name, "b.example/log"));
	must(note_check(&note, keys, 2, &st, &who, &e), &e);
	assert_int_equal(st, NOTE_GOOD);
	assert_int_equal(who, 1);
	/* Not known: said so, not failed. */
	must(note_check(&note, keys, 1, &st, NULL, &e), &e);
	assert_int_equal(st, NOTE_UNKNOWN);
	/* Known by name and id, and the text changed. */
	n.p[0] = 'x';
	must(note_parse(buf_span(&n), &note, &e), &e);
	must(note_check(&note, keys, 2, &st, &who, &e), &e);
	assert_int_equal(st, NOTE_BAD);
	assert_int_equal(who, 1);
	note_key_free(a);
	note_key_free(b);
	buf_free(&n);
}

/* Append a signature line of ${name} whose bytes are as given. */
static void
add_line(struct buf *n, const char *name, const uint8_t *raw, size_t len)
{

	buf_printf(n, "\xe2\x80\x94 %s ", name);
	codec_base64(n, (struct span){ raw, len });
	buf_putc(n, '\n');
}

static void
test_note__several_signatures(void **state)
{
	struct note_key *a = new_key();
	struct note_vkey key;
	struct buf n = BUF_INIT(NOTE_MAX);
	struct error e = ERROR_INIT;
	struct note note;
	enum note_state st;
	uint8_t raw[4 + NOTE_KEY_SIGNATURE];
	int i;

	(void)state;
	memset(raw, 7, sizeof(raw));
	must(note_vkey_of("a", a, &key, &e), &e);
	must(note_sign(span_of("text\n"), "a", a, &n, &e), &e);
	/* Unknown names and unknown ids change nothing. */
	for (i = 0; i < 20; i++)
		add_line(&n, "other", raw, sizeof(raw) - (size_t)i);
	add_line(&n, "a", raw, sizeof(raw));
	must(note_parse(buf_span(&n), &note, &e), &e);
	assert_int_equal(note.n, 22);
	must(note_check(&note, &key, 1, &st, NULL, &e), &e);
	assert_int_equal(st, NOTE_GOOD);
	/* One more under the known key that fails: the note is rejected. */
	memcpy(raw, key.id, sizeof(key.id));
	add_line(&n, "a", raw, sizeof(raw));
	must(note_parse(buf_span(&n), &note, &e), &e);
	must(note_check(&note, &key, 1, &st, NULL, &e), &e);
	assert_int_equal(st, NOTE_BAD);
	/* A signature of the known key with the wrong length fails, too. */
	buf_reset(&n);
	buf_puts(&n, "text\n\n");
	add_line(&n, "a", raw, 20);
	must(note_parse(buf_span(&n), &note, &e), &e);
	must(note_check(&note, &key, 1, &st, NULL, &e), &e);
	assert_int_equal(st, NOTE_BAD);
	note_key_free(a);
	buf_free(&n);
}

static void
refused(struct span s, enum error_code code)
{
	struct error e = ERROR_INIT;
	struct note note;

	if (note_parse(s, &note, &e) == 0)
		fail_msg("taken: %.*s", (int)s.n, (const char *)s.p);
	assert_int_equal(e.code, code);
}

#define LINE	"\xe2\x80\x94 a AAAAAAA=\n"

static void
test_note__forms_refused(void **state)
{
	struct buf b = BUF_INIT(2 * NOTE_MAX);
	struct note note;
	int i;

	(void)state;
	assert_int_equal(note_parse(span_of("t\n\n" LINE), &note, NULL), 0);
	refused(span_of(""), ERR_SYNTAX);
	refused(span_of("t\n"), ERR_SYNTAX);
	refused(span_of("t\n\n"), ERR_SYNTAX);
	refused(span_of("t\n" LINE), ERR_SYNTAX);
	refused(span_of("t\n\n\xe2\x80\x94 a AAAAAAA="), ERR_SYNTAX);
	refused(span_of("t\n\n" LINE "x\n"), ERR_SYNTAX);
	refused(span_of("t\n\n\xe2\x80\x94 a  AAAAAAA=\n"), ERR_SYNTAX);
	refused(span_of("t\n\n\xe2\x80\x94 a AAAAAA=\n"), ERR_SYNTAX);
	refused(span_of("t\n\n\xe2\x80\x94 a AAAAA===\n"), ERR_SYNTAX);
	refused(span_of("t\n\n\xe2\x80\x94 a AAAA\n"), ERR_SYNTAX);
	refused(span_of("t\n\n\xe2\x80\x94 a\n"), ERR_SYNTAX);
	refused(span_of("t\n\n\xe2\x80\x94 a+b AAAAAAA=\n"), ERR_SYNTAX);
	refused(span_of("t\n\n\xe2\x80\x94 a\xc2\xa0q AAAAAAA=\n"),
	    ERR_SYNTAX);
	refused(span_of("t\n\n- a AAAAAAA=\n"), ERR_SYNTAX);
	refused(span_of("t\r\n\n" LINE), ERR_SYNTAX);
	refused(span_of("t\t\n\n" LINE), ERR_SYNTAX);
	refused(span_of("t\xff\n\n" LINE), ERR_SYNTAX);
	buf_puts(&b, "t\n\n");
	for (i = 0; i <= NOTE_SIGNATURES_MAX; i++)
		buf_puts(&b, LINE);
	refused(buf_span(&b), ERR_LIMIT);
	buf_reset(&b);
	for (i = 0; i < (int)(NOTE_MAX / 16) + 1; i++)
		buf_puts(&b, "0123456789abcdef");
	refused(buf_span(&b), ERR_LIMIT);
	buf_free(&b);
}

/*
 * The example key of c2sp.org/signed-note: an implementation that is not ours
 * made its id.
 */
static void
test_note__vkey_lines(void **state)
{
	static const char line[] = "PeterNeumann+c74f20a3+"
	    "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
	static const char signed_note[] =
	    "If you think cryptography is the answer to your problem,\n"
	    "then you don't know what your problem is.\n"
	    "\n"
	    "\xe2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr"
	    "8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
	struct note_vkey key;
	struct buf b = BUF_INIT(1024);
	struct error e = ERROR_INIT;
	struct note note;
	enum note_state st;

	(void)state;
	must(note_vkey_parse(span_of(line), &key, &e), &e);
	assert_string_equal(key.name, "PeterNeumann");
	note_vkey_text(&key, &b);
	assert_string_equal(buf_str(&b), line);
	must(note_parse(span_of(signed_note), &note, &e), &e);
	must(note_check(&note, &key, 1, &st, NULL, &e), &e);
	assert_int_equal(st, NOTE_GOOD);

	assert_int_equal(note_vkey_parse(span_of("PeterNeumann+c74f20a4+"
	    "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"), &key, &e), -1);
	assert_int_equal(e.code, ERR_SYNTAX);
	error_clear(&e);
	/* Type 0x04. */
	assert_int_equal(note_vkey_parse(span_of("PeterNeumann+c74f20a3+"
	    "BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"), &key, &e), -1);
	assert_int_equal(e.code, ERR_UNSUPPORTED);
	error_clear(&e);
	assert_int_equal(note_vkey_parse(span_of("nothing"), &key, &e), -1);
	error_clear(&e);
	assert_int_equal(note_vkey_parse(span_of("a+00000000+"), &key, &e),
	    -1);
	assert_int_equal(e.code, ERR_SYNTAX);
	assert_false(note_name_ok(span_of("")));
	assert_false(note_name_ok(span_of("a b")));
	assert_false(note_name_ok(span_of("a+b")));
	assert_false(note_name_ok(span_of("a\xe2\x80\x83z")));
	assert_true(note_name_ok(span_of("constat/0123456789abcdef")));
	buf_free(&b);
}

static void
test_note__texts_not_signed(void **state)
{
	struct note_key *a = new_key();
	struct buf n = BUF_INIT(NOTE_MAX);
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(note_sign(span_of("no end"), "a", a, &n, &e), -1);
	assert_int_equal(e.code, ERR_INPUT);
	assert_int_equal(note_sign(span_of(""), "a", a, &n, NULL), -1);
	assert_int_equal(note_sign(span_of("a\tb\n"), "a", a, &n, NULL), -1);
	assert_int_equal(note_sign(span_of("a\n"), "a b", a, &n, NULL), -1);
	assert_int_equal(n.n, 0);
	note_key_free(a);
	buf_free(&n);
}

static void
test_checkpoint__written_reads_back(void **state)
{
	struct note_key *a = new_key();
	struct note_vkey key, other;
	struct checkpoint in = { .size = 1234567 }, out;
	struct buf t = BUF_INIT(1024), n = BUF_INIT(NOTE_MAX);
	struct error e = ERROR_INIT;
	enum note_state st;

	(void)state;
	(void)snprintf(in.origin, sizeof(in.origin), "constat/00ff");
	in.root = *merkle_empty();
	checkpoint_text(&in, &t);
	assert_string_equal(buf_str(&t), "constat/00ff\n1234567\n"
	    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
	must(note_vkey_of("constat/00ff", a, &key, &e), &e);
	must(note_sign(buf_span(&t), "constat/00ff", a, &n, &e), &e);
	must(checkpoint_open(buf_span(&n), &key, &out, &st, &e), &e);
	assert_int_equal(st, NOTE_GOOD);
	assert_true(out.size == in.size && out.extensions == 0);
	assert_true(merkle_same(&out.root, &in.root));
	assert_string_equal(out.origin, in.origin);
	/* The same key signs for another log: not this one's checkpoint. */
	buf_reset(&n);
	must(note_vkey_of("elsewhere", a, &other, &e), &e);
	must(note_sign(buf_span(&t), "elsewhere", a, &n, &e), &e);
	must(checkpoint_open(buf_span(&n), &other, &out, &st, &e), &e);
	assert_int_equal(st, NOTE_BAD);
	must(checkpoint_open(buf_span(&n), &key, &out, &st, &e), &e);
	assert_int_equal(st, NOTE_UNKNOWN);
	note_key_free(a);
	buf_free(&t);
	buf_free(&n);
}

#define ROOT	"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"

static void
test_checkpoint__forms(void **state)
{
	static const char * const bad[] = {
		"", "a\n", "a\n1\n", "a\n1\n" "AAAA\n", "\n1\n" ROOT,
		"a\n01\n" ROOT, "a\n-1\n" ROOT, "a\n+1\n" ROOT, "a\n 1\n" ROOT,
		"a\n1\r\n" ROOT, "a\nx\n" ROOT, "a\n1\n" ROOT "x",
		"a\n1\n" ROOT "\n", "a\n99999999999999999999\n" ROOT
	};
	struct checkpoint out;
	struct error e = ERROR_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (checkpoint_parse(span_of(bad[i]), &out, NULL) == 0)
			fail_msg("taken: %s", bad[i]);
	must(checkpoint_parse(span_of("a b\n0\n" ROOT "x\ny\n"), &out, &e),
	    &e);
	assert_true(out.size == 0 && out.extensions == 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_note__signed_checks),
		cmocka_unit_test(test_note__several_signatures),
		cmocka_unit_test(test_note__forms_refused),
		cmocka_unit_test(test_note__vkey_lines),
		cmocka_unit_test(test_note__texts_not_signed),
		cmocka_unit_test(test_checkpoint__written_reads_back),
		cmocka_unit_test(test_checkpoint__forms),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
