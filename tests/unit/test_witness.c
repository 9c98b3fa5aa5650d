#include "store/base/json.h"
#include "store/custody/cosign_write.h"
#include "store/custody/note_write.h"
#include "store/custody/witness.h"
#include "store/home/home_attest.h"
#include "tests/lib/tsa.h"
#include "tests/unit/home_place.h"

/* A log, another store that is its witness, and those who cheat them. */
struct scene {
	struct place *log;
	struct place *witness;
};

static int
set_up(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));

	s->log = place_new();
	s->witness = place_new();
	*state = s;
	return (0);
}

static int
tear_down(void **state)
{
	struct scene *s = *state;

	place_free(s->log);
	place_free(s->witness);
	free(s);
	return (0);
}

static void
append(struct home *h, const char *why, int n)
{
	struct event ev = EVENT_INIT;
	struct error e = ERROR_INIT;

	ev.kind = EVENT_VIEWED;
	ev.why = why;
	while (n-- > 0)
		must(home_append(h, &ev, 1, &e), &e);
}

static struct note_key *
new_key(void)
{
	struct buf pem = BUF_INIT(PEM_MAX);
	struct note_key *key;
	struct error e = ERROR_INIT;

	must(note_key_make(span_of("x"), &pem, &e), &e);
	must(note_key_open(buf_span(&pem), span_of("x"), &key, &e), &e);
	buf_free(&pem);
	return (key);
}

/* ---- the form of a cosignature ---- */

static enum note_state
line_state(const char *text, struct span line, const struct note_vkey *w,
    int64_t *time)
{
	enum note_state state;
	struct error e = ERROR_INIT;

	must(cosign_check_line(span_of(text), line, w, &state, time, &e), &e);
	return (state);
}

static void
test_cosign__says_what_was_seen_when(void **state)
{
	static const char text[] = "example.org/log\n5\nAAAAAAAAAAAAAAAAAAAA"
	    "AAAAAAAAAAAAAAAAAAAAAAA=\n";
	struct note_key *key = new_key(), *other = new_key();
	struct note_vkey w, again, stranger;
	struct buf line = BUF_INIT(KIB), vkey = BUF_INIT(KIB);
	struct span s;
	struct error e = ERROR_INIT;
	int64_t time = 0;
	size_t i;

	(void)state;
	must(cosign_vkey_of("w.example/1", key, &w, &e), &e);
	must(cosign_vkey_of("w.example/1", other, &stranger, &e), &e);
	must(cosign_sign(span_of(text), w.name, key, 1700000000999, &line,
	    &e), &e);
	s = span_sub(buf_span(&line), 0, line.n - 1);
	assert_int_equal(line_state(text, s, &w, &time), NOTE_GOOD);
	assert_true(time == 1700000000000);
	assert_int_equal(line_state(text, s, &stranger, &time), NOTE_UNKNOWN);
	assert_int_equal(line_state("example.org/log\n6\nAAAA\n", s, &w,
	    &time), NOTE_BAD);
	assert_int_equal(line_state(text, span_of("no line"), &w, &time),
	    NOTE_BAD);
	/* Whatever byte of it is changed, it is not that witness's any more. */
	for (i = 0; i < s.n; i++) {
		line.p[i] ^= 1;
		assert_int_not_equal(line_state(text, s, &w, &time),
		    NOTE_GOOD);
		line.p[i] ^= 1;
	}
	/* The line of its key; that of a log's key is none. */
	note_vkey_text(&w, &vkey);
	must(cosign_vkey_parse(buf_span(&vkey), &again, &e), &e);
	assert_memory_equal(&again, &w, sizeof(w));
	assert_int_equal(note_vkey_parse(buf_span(&vkey), &again, &e), -1);
	assert_int_equal(e.code, ERR_UNSUPPORTED);
	error_clear(&e);
	must(note_vkey_of("w.example/1", key, &again, &e), &e);
	buf_reset(&vkey);
	note_vkey_text(&again, &vkey);
	assert_int_equal(cosign_vkey_parse(buf_span(&vkey), &again, &e), -1);
	note_key_free(key);
	note_key_free(other);
	buf_free(&line);
	buf_free(&vkey);
}

/* ---- the form of a request ---- */

static void
test_request__reads_as_it_was_written(void **state)
{
	struct witness_request r = { .old = 7 }, back;
	struct buf b = BUF_INIT(WITNESS_REQUEST_MAX);
	struct error e = ERROR_INIT;

	(void)state;
	r.proof.n = 2;
	memset(&r.proof.node[0], 0x11, sizeof(r.proof.node[0]));
	memset(&r.proof.node[1], 0x22, sizeof(r.proof.node[1]));
	r.note = span_of("a checkpoint\n");
	witness_request_text(&r, &b);
	must(witness_request_read(buf_span(&b), &back, &e), &e);
	assert_true(back.old == 7 && back.proof.n == 2);
	assert_true(merkle_same(&back.proof.node[1], &r.proof.node[1]));
	assert_true(span_is(back.note, "a checkpoint\n"));
	buf_free(&b);
}

static void
test_request__refused(void **state)
{
	static const char * const bad[] = { "", "old 1", "old 1\n", "old\n\n",
	    "old -1\n\nx", "old 01\n\nx", "old +1\n\nx", "old 1 \n\nx",
	    "OLD 1\n\nx", "old 1\nAAAA\n\nx", "old 1\nno base64!\n\nx",
	    "old 1\r\n\r\nx", "old 18446744073709551616\n\nx" };
	struct buf many = BUF_INIT(64 * KIB);
	struct witness_request r;
	struct error e = ERROR_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (witness_request_read(span_of(bad[i]), &r, &e) == 0)
			fail_msg("taken: %s", bad[i]);
		else
			error_clear(&e);
	buf_puts(&many, "old 1\n");
	for (i = 0; i < 64; i++)
		buf_puts(&many, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
		    "\n");
	buf_puts(&many, "\nx");
	assert_int_equal(witness_request_read(buf_span(&many), &r, &e), -1);
	assert_int_equal(e.code, ERR_LIMIT);
	buf_free(&many);
}

/* ---- a log and its witness ---- */

static struct home_cosigned
cosign(struct home *w, struct span request, const struct note_vkey *key,
    struct buf *out)
{
	struct home_cosigned r;
	struct error e = ERROR_INIT;

	must(home_cosign(w, request, key, out, &r, &e), &e);
	return (r);
}

/* What the log asks of one that has cosigned ${old} events. */
static void
ask(struct home *log, uint64_t old, struct buf *out)
{
	struct error e = ERROR_INIT;
	uint64_t size;

	buf_reset(out);
	must(home_witness_request(log, old, out, &size, &e), &e);
}

static void
take(struct home *log, struct home *w, struct span note)
{
	struct note_vkey key;
	struct error e = ERROR_INIT;
	int64_t time;

	must(home_witness_key(w, &key, &e), &e);
	must(home_witness_take(log, &key, NULL, note, &time, &e), &e);
	assert_true(time <= time_now() && time > time_now() - 3600000);
}

static struct home_log_result
sound(struct home *h)
{
	const struct home_findings none = HOME_FINDINGS_INIT;
	struct log_findings fs = LOG_FINDINGS_INIT;
	struct home_log_result r;
	struct error e = ERROR_INIT;

	must(home_log_examine(h, NULL, &fs, &r, &e), &e);
	if (fs.failed > 0) {
		print_findings(&none, &fs);
		fail_msg("not sound");
	}
	log_findings_free(&fs);
	return (r);
}

/* The kind and detail of the last event. */
static void
last_event(struct home *h, enum event_kind kind, const char *member,
    const char *value)
{
	struct catalog_cursor *cur;
	struct catalog_event row;
	struct event *ev;
	struct error e = ERROR_INIT;
	uint64_t size;
	const char *have;

	must(catalog_log_size(home_catalog(h), &size, &e), &e);
	must(catalog_log_events(home_catalog(h), NULL, size, &cur, &e), &e);
	assert_int_equal(catalog_log_next(cur, &row, &e), 1);
	must(event_read(row.bytes, &ev, &e), &e);
	assert_int_equal(ev->kind, kind);
	have = json_text(ev->detail, member);
	assert_non_null(have);
	assert_string_equal(have, value);
	event_free(ev);
	catalog_cursor_free(cur);
}

static void
test_witness__goes_along_with_a_log_that_grows(void **state)
{
	struct scene *s = *state;
	struct home *log = place_open(s->log), *w = place_open(s->witness);
	struct buf request = BUF_INIT(WITNESS_REQUEST_MAX);
	struct buf out = BUF_INIT(2 * NOTE_MAX);
	struct home_cosigned r;
	struct note_vkey key;
	struct error e = ERROR_INIT;
	uint64_t seen, i;

	append(log, "one", 4);
	ask(log, 0, &request);
	r = cosign(w, buf_span(&request), NULL, &out);
	assert_int_equal(r.verdict, HOME_LOG_UNKNOWN);
	assert_true(out.n == 0);
	r = cosign(w, buf_span(&request), home_log_key(log), &out);
	assert_int_equal(r.verdict, HOME_COSIGNED);
	last_event(w, EVENT_VERIFIED, "cosigned", home_log_key(log)->name);
	take(log, w, buf_span(&out));
	assert_true(sound(log).cosignatures == 1);
	/* The key is known from now on; of every size on the way. */
	for (i = 0; i < 9; i++) {
		append(log, "more", 1 + (int)i % 3);
		must(home_witness_key(w, &key, &e), &e);
		must(home_witness_seen(log, key.name, &seen, &e), &e);
		ask(log, seen, &request);
		buf_reset(&out);
		r = cosign(w, buf_span(&request), NULL, &out);
		assert_int_equal(r.verdict, HOME_COSIGNED);
		take(log, w, buf_span(&out));
	}
	assert_true(sound(log).cosignatures == 10);
	/* Asked again for the same: signed again; from elsewhere: not. */
	buf_reset(&out);
	r = cosign(w, buf_span(&request), NULL, &out);
	assert_int_equal(r.verdict, HOME_COSIGNED);
	ask(log, 0, &request);
	append(log, "more", 1);
	ask(log, 0, &request);
	buf_reset(&out);
	r = cosign(w, buf_span(&request), NULL, &out);
	assert_int_equal(r.verdict, HOME_LOG_SIZE);
	assert_true(out.n == 0 && r.seen > seen);
	(void)sound(w);
	buf_free(&request);
	buf_free(&out);
	home_close(log);
	home_close(w);
}

static void
test_witness__refuses_what_contradicts_it(void **state)
{
	struct scene *s = *state;
	struct home *log = place_open(s->log), *w = place_open(s->witness);
	struct home *fork;
	struct place other = *s->log;
	const char *words[] = { "cp", "-a", s->log->home, other.home, NULL };
	struct buf request = BUF_INIT(WITNESS_REQUEST_MAX);
	struct buf back = BUF_INIT(WITNESS_REQUEST_MAX);
	struct buf out = BUF_INIT(2 * NOTE_MAX);
	struct home_cosigned r;
	struct error e = ERROR_INIT;
	uint64_t seen;

	append(log, "both", 2);
	home_close(log);
	(void)snprintf(other.home, sizeof(other.home), "%s/fork",
	    s->log->folder);
	must(tsa_run(words, &e), &e);
	log = place_open(s->log);
	fork = place_open(&other);
	ask(log, 0, &back);
	append(log, "as it was", 3);
	append(fork, "as it was not", 3);
	ask(log, 0, &request);
	r = cosign(w, buf_span(&request), home_log_key(log), &out);
	assert_int_equal(r.verdict, HOME_COSIGNED);
	seen = r.point.size;
	buf_reset(&out);

	r = cosign(w, buf_span(&back), NULL, &out);
	assert_int_equal(r.verdict, HOME_LOG_BACK);
	last_event(w, EVENT_INCIDENT, "incident", "log-rolled-back");
	ask(fork, 0, &request);
	r = cosign(w, buf_span(&request), NULL, &out);
	assert_int_equal(r.verdict, HOME_LOG_FORKED);
	last_event(w, EVENT_INCIDENT, "incident", "log-forked");
	append(fork, "and on", 3);
	ask(fork, seen, &request);
	r = cosign(w, buf_span(&request), NULL, &out);
	assert_int_equal(r.verdict, HOME_LOG_UNPROVED);
	last_event(w, EVENT_INCIDENT, "incident", "log-unproved");
	assert_true(out.n == 0);
	/* None of it has moved what it goes by. */
	append(log, "and on", 1);
	ask(log, seen, &request);
	r = cosign(w, buf_span(&request), NULL, &out);
	assert_int_equal(r.verdict, HOME_COSIGNED);
	(void)sound(w);
	buf_free(&request);
	buf_free(&back);
	buf_free(&out);
	home_close(log);
	home_close(fork);
	home_close(w);
}

static void
test_witness__of_whom_and_by_whom(void **state)
{
	struct scene *s = *state;
	struct home *log = place_open(s->log), *w = place_open(s->witness);
	struct buf request = BUF_INIT(WITNESS_REQUEST_MAX);
	struct buf out = BUF_INIT(2 * NOTE_MAX);
	struct note_key *key = new_key();
	struct note_vkey stranger;
	struct home_cosigned r;
	struct error e = ERROR_INIT;

	must(note_vkey_of(home_log_key(log)->name, key, &stranger, &e), &e);
	ask(log, 0, &request);
	/* Under the log's name, by another key. */
	r = cosign(w, buf_span(&request), &stranger, &out);
	assert_int_equal(r.verdict, HOME_LOG_SIGNATURE);
	r = cosign(w, buf_span(&request), home_log_key(log), &out);
	assert_int_equal(r.verdict, HOME_COSIGNED);
	r = cosign(w, buf_span(&request), &stranger, &out);
	assert_int_equal(r.verdict, HOME_LOG_SIGNATURE);
	assert_int_equal(home_cosign(log, buf_span(&request), NULL, &out, &r,
	    &e), -1);
	assert_int_equal(e.code, ERR_INPUT);
	error_clear(&e);
	assert_int_equal(home_cosign(w, span_of("old 0\n\nnothing"), NULL,
	    &out, &r, &e), -1);
	assert_int_equal(e.code, ERR_SYNTAX);
	note_key_free(key);
	buf_free(&request);
	buf_free(&out);
	home_close(log);
	home_close(w);
}

/* ${note} with a cosignature by ${key} under ${name} as of ${time}. */
static void
cosigned_by(struct home *log, const char *name, const struct note_key *key,
    int64_t time, struct buf *out)
{
	struct error e = ERROR_INIT;
	struct note n;

	buf_reset(out);
	must(home_checkpoint(log, out, &e), &e);
	must(note_parse(buf_span(out), &n, &e), &e);
	must(cosign_sign(n.text, name, key, time, out, &e), &e);
}

static void
not_taken(struct home *log, const struct note_vkey *key, struct span note,
    enum error_code code)
{
	struct error e = ERROR_INIT;
	int64_t time;

	assert_int_equal(home_witness_take(log, key, NULL, note, &time, &e),
	    -1);
	if (e.code != code)
		fail_msg("%s: %s", error_code_name(e.code), e.text);
}

static void
test_witness__what_the_log_takes(void **state)
{
	struct scene *s = *state;
	struct home *log = place_open(s->log), *w = place_open(s->witness);
	struct note_key *key = new_key(), *other = new_key();
	struct buf note = BUF_INIT(2 * NOTE_MAX);
	struct note_vkey v, ov;
	struct error e = ERROR_INIT;
	int64_t time;

	must(cosign_vkey_of("w.example", key, &v, &e), &e);
	must(cosign_vkey_of("w.example", other, &ov, &e), &e);
	cosigned_by(log, "w.example", key, time_now(), &note);
	not_taken(log, &ov, buf_span(&note), ERR_INPUT);
	cosigned_by(log, "w.example", key, time_now() + INT64_C(90000000),
	    &note);
	not_taken(log, &v, buf_span(&note), ERR_INPUT);
	/* Of another log. */
	cosigned_by(w, "w.example", key, time_now(), &note);
	not_taken(log, &v, buf_span(&note), ERR_NOTFOUND);
	/* The signature, one digit changed. */
	cosigned_by(log, "w.example", key, time_now(), &note);
	note.p[note.n - 20] = note.p[note.n - 20] == 'A' ? 'B' : 'A';
	not_taken(log, &v, buf_span(&note), ERR_CORRUPT);
	cosigned_by(log, "w.example", key, time_now(), &note);
	must(home_witness_take(log, &v, "http://w.example", buf_span(&note),
	    &time, &e), &e);
	/* From now on the name has this key. */
	cosigned_by(log, "w.example", other, time_now(), &note);
	not_taken(log, &ov, buf_span(&note), ERR_DENIED);
	assert_int_equal(home_witness_at(log, "http://w.example", &ov, &e),
	    1);
	assert_memory_equal(&ov, &v, sizeof(v));
	assert_true(sound(log).cosignatures == 1);
	note_key_free(key);
	note_key_free(other);
	buf_free(&note);
	home_close(log);
	home_close(w);
}

static void
test_witness__tells_of_a_rewritten_log(void **state)
{
	struct scene *s = *state;
	struct home *log = place_open(s->log);
	struct note_key *key = new_key();
	struct place other = *s->log;
	const char *words[] = { "cp", "-a", s->log->home, other.home, NULL };
	struct buf note = BUF_INIT(2 * NOTE_MAX);
	struct log_findings fs = LOG_FINDINGS_INIT;
	struct note_vkey v;
	struct error e = ERROR_INIT;
	char sql[500];
	int64_t time;
	size_t i;
	bool seen = false;

	home_close(log);
	(void)snprintf(other.home, sizeof(other.home), "%s/fork",
	    s->log->folder);
	must(tsa_run(words, &e), &e);
	log = place_open(s->log);
	append(log, "as it was", 3);
	must(cosign_vkey_of("w.example", key, &v, &e), &e);
	cosigned_by(log, "w.example", key, time_now(), &note);
	must(home_witness_take(log, &v, NULL, buf_span(&note), &time, &e),
	    &e);
	home_close(log);
	/* Another history, by the same key, with what the witness signed. */
	log = place_open(&other);
	append(log, "as it was not", 6);
	(void)sound(log);
	(void)snprintf(sql, sizeof(sql), "ATTACH '%s/store/catalog.db' AS r;"
	    "INSERT INTO cosignatures SELECT * FROM r.cosignatures;"
	    "INSERT INTO witnesses SELECT * FROM r.witnesses",
	    s->log->folder);
	place_edit(&other, sql);
	must(home_log_examine(log, NULL, &fs, NULL, &e), &e);
	for (i = 0; i < fs.n; i++)
		seen = seen || (fs.list[i].fault == LOG_COSIGNATURE &&
		    fs.list[i].seq == 4);
	assert_true(seen);
	log_findings_free(&fs);
	home_close(log);
	note_key_free(key);
	buf_free(&note);
}

#define CASE(t)	cmocka_unit_test_setup_teardown(t, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cosign__says_what_was_seen_when),
		cmocka_unit_test(test_request__reads_as_it_was_written),
		cmocka_unit_test(test_request__refused),
		CASE(test_witness__goes_along_with_a_log_that_grows),
		CASE(test_witness__refuses_what_contradicts_it),
		CASE(test_witness__of_whom_and_by_whom),
		CASE(test_witness__what_the_log_takes),
		CASE(test_witness__tells_of_a_rewritten_log),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
