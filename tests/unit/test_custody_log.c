#include "store/custody/event_write.h"
#include "store/custody/note_write.h"
#include "tests/unit/home_place.h"

/*
 * Attacks on the log by somebody who can write every file of the store and
 * has not the passphrase.  Each is made on the real catalogue and must be
 * named by the check.
 */
#define EVENTS	41

#define UNGUARD	"DROP TRIGGER IF EXISTS log_kept;"			\
		"DROP TRIGGER IF EXISTS log_whole;"			\
		"PRAGMA foreign_keys = OFF;"

struct scene {
	struct place *p;
	struct buf catalog;		/* the file as it should be */
	struct buf checkpoint;
	char exhibit[65];
};

static void
append(struct home *h, int n)
{
	struct event ev = EVENT_INIT;
	struct error e = ERROR_INIT;

	ev.kind = EVENT_VIEWED;
	ev.why = "to be sure";
	while (n-- > 0)
		must(home_append(h, &ev, 1, &e), &e);
}

static int
build(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));
	struct error e = ERROR_INIT;
	struct home *h;

	s->p = place_new();
	h = place_open(s->p);
	append(h, 20);
	place_keep(h, s->exhibit);
	append(h, EVENTS - 25);
	home_close(h);
	s->catalog = (struct buf)BUF_INIT(64 * MIB);
	s->checkpoint = (struct buf)BUF_INIT(NOTE_MAX);
	must(io_read_file(place_path(s->p, "catalog.db"), &s->catalog, &e),
	    &e);
	must(io_read_file(place_path(s->p, "log/checkpoint"), &s->checkpoint,
	    &e), &e);
	*state = s;
	return (0);
}

static int
demolish(void **state)
{
	struct scene *s = *state;

	place_free(s->p);
	buf_free(&s->catalog);
	buf_free(&s->checkpoint);
	free(s);
	return (0);
}

/* Everything as it was before the last attack. */
static int
restore(void **state)
{
	struct scene *s = *state;
	struct error e = ERROR_INIT;

	must(io_write_file(place_path(s->p, "catalog.db"),
	    buf_span(&s->catalog), 0600, &e), &e);
	must(io_write_file(place_path(s->p, "log/checkpoint"),
	    buf_span(&s->checkpoint), 0644, &e), &e);
	return (0);
}

static struct log_findings
check(const struct scene *s)
{
	struct log_findings fs = LOG_FINDINGS_INIT;
	struct home *h = place_open(s->p);
	struct error e = ERROR_INIT;

	must(home_log_check(h, &fs, NULL, NULL, &e), &e);
	home_close(h);
	return (fs);
}

/* The check must name ${fault} at ${seq}; 0: anywhere. */
static void
found(const struct scene *s, enum log_fault fault, uint64_t seq)
{
	const struct home_findings none = HOME_FINDINGS_INIT;
	struct log_findings fs = check(s);
	size_t i;
	bool seen = false;

	for (i = 0; i < fs.n; i++)
		if (fs.list[i].fault == fault &&
		    fs.list[i].level == LOG_FAIL &&
		    (seq == 0 || fs.list[i].seq == seq))
			seen = true;
	if (!seen) {
		print_findings(&none, &fs);
		fail_msg("%s at %llu not found", log_fault_name(fault),
		    (unsigned long long)seq);
	}
	log_findings_free(&fs);
}

static void
test_log__untouched_is_sound(void **state)
{
	struct log_findings fs = check(*state);

	assert_true(fs.failed == 0 && fs.warned == 0);
	log_findings_free(&fs);
}

static void
test_log__event_changed(void **state)
{
	const struct scene *s = *state;

	place_edit(s->p, UNGUARD "UPDATE log SET bytes = cast(replace("
	    "cast(bytes AS TEXT), 'to be sure', 'to be safe') AS BLOB)"
	    " WHERE seq = 7");
	found(s, LOG_EVENT_HASH, 7);
	found(s, LOG_EVENT_PREV, 8);
	found(s, LOG_CHECKPOINT_ROOT, 7);
	found(s, LOG_CHECKPOINT_NONE, EVENTS);
}

static void
test_log__event_replaced_by_none(void **state)
{
	const struct scene *s = *state;

	place_edit(s->p, UNGUARD
	    "UPDATE log SET bytes = x'7b7d' WHERE seq = 9");
	found(s, LOG_EVENT_SYNTAX, 9);
	place_edit(s->p, "UPDATE log SET bytes = x'', nodes = x''"
	    " WHERE seq = 9");
	found(s, LOG_EVENT_SYNTAX, 9);
}

static void
test_log__event_dropped(void **state)
{
	const struct scene *s = *state;

	place_edit(s->p, UNGUARD "DELETE FROM log WHERE seq = 12");
	found(s, LOG_EVENT_MISSING, 12);
	found(s, LOG_CHECKPOINT_ROOT, 12);
}

static void
test_log__first_event_dropped(void **state)
{
	const struct scene *s = *state;

	place_edit(s->p, UNGUARD "DELETE FROM log WHERE seq = 1");
	found(s, LOG_EVENT_MISSING, 1);
}

static void
test_log__event_dropped_and_others_moved_up(void **state)
{
	const struct scene *s = *state;

	place_edit(s->p, UNGUARD "DELETE FROM log WHERE seq = 12;"
	    "DELETE FROM log_subjects;"
	    "UPDATE log SET seq = -seq WHERE seq > 12;"
	    "UPDATE log SET seq = -seq - 1 WHERE seq < 0");
	found(s, LOG_EVENT_SEQ, 12);
	found(s, LOG_EVENT_PREV, 12);
	found(s, LOG_CHECKPOINT_AHEAD, EVENTS);
}

static void
test_log__huge_gap_ends(void **state)
{
	const struct scene *s = *state;

	place_edit(s->p, UNGUARD "DELETE FROM log_subjects;"
	    "UPDATE log SET seq = 4000000000000000000 WHERE seq = 41");
	found(s, LOG_EVENT_MISSING, 41);
}

static void
test_log__last_events_dropped(void **state)
{
	const struct scene *s = *state;

	place_edit(s->p, UNGUARD "DELETE FROM log WHERE seq > 30;"
	    "DELETE FROM checkpoints WHERE size > 30");
	found(s, LOG_CHECKPOINT_AHEAD, EVENTS);
}

static void
test_log__events_swapped(void **state)
{
	const struct scene *s = *state;

	place_edit(s->p, UNGUARD
	    "UPDATE log SET seq = -1 WHERE seq = 14;"
	    "UPDATE log SET seq = 14 WHERE seq = 15;"
	    "UPDATE log SET seq = 15 WHERE seq = -1");
	found(s, LOG_EVENT_SEQ, 14);
	found(s, LOG_EVENT_SEQ, 15);
	found(s, LOG_EVENT_PREV, 14);
}

static void
test_log__tree_hash_changed(void **state)
{
	const struct scene *s = *state;

	/* Level 1 of event 16: proofs would be made from it. */
	place_edit(s->p, UNGUARD "UPDATE log SET nodes = cast("
	    "substr(nodes, 1, 32) || substr(nodes, 1, 32) || substr(nodes, 65)"
	    " AS BLOB) WHERE seq = 16");
	found(s, LOG_TREE_NODE, 16);
	place_edit(s->p, "UPDATE log SET nodes = substr(nodes, 1, 32)"
	    " WHERE seq = 16");
	found(s, LOG_TREE_NODE, 16);
}

/* ---- somebody who makes the whole chain anew, without the key ---- */

struct forged {
	struct merkle_hasher *hasher;
	struct merkle_tree tree;
	struct merkle_node prev;
	sqlite3_stmt *put;
};

/* Replace event ${seq} by ${ev} with every hash right. */
static void
forge(struct forged *f, uint64_t seq, struct event *ev)
{
	struct buf bytes = BUF_INIT(EVENT_MAX);
	struct merkle_made made;
	struct merkle_node leaf;
	struct error e = ERROR_INIT;

	ev->seq = seq;
	ev->prev = f->prev;
	must(event_write(ev, &bytes, &e), &e);
	must(merkle_leaf(f->hasher, buf_span(&bytes), &leaf, &e), &e);
	must(merkle_add(f->hasher, &f->tree, &leaf, &made, &e), &e);
	f->prev = leaf;
	assert_int_equal(sqlite3_reset(f->put), SQLITE_OK);
	(void)sqlite3_bind_int64(f->put, 1, (sqlite3_int64)seq);
	(void)sqlite3_bind_blob(f->put, 2, made.node, (int)(made.n * 32),
	    SQLITE_TRANSIENT);
	(void)sqlite3_bind_blob(f->put, 3, bytes.p, (int)bytes.n,
	    SQLITE_TRANSIENT);
	assert_int_equal(sqlite3_step(f->put), SQLITE_DONE);
	buf_free(&bytes);
}

/* All events again, event ${victim} changed by ${change}. */
static void
rewrite(const struct scene *s, uint64_t victim,
    void (*change)(struct event *ev))
{
	struct forged f = { .prev = *merkle_empty() };
	struct home *h;
	struct catalog_cursor *cur;
	struct catalog_event row;
	struct event *all[EVENTS];
	struct error e = ERROR_INIT;
	sqlite3 *db;
	uint64_t i;

	h = place_open(s->p);
	must(catalog_log_events(home_catalog(h), NULL, 1, &cur, &e), &e);
	for (i = 0; i < EVENTS; i++) {
		assert_int_equal(catalog_log_next(cur, &row, &e), 1);
		must(event_read(row.bytes, &all[i], &e), &e);
	}
	catalog_cursor_free(cur);
	home_close(h);
	change(all[victim - 1]);
	place_edit(s->p, UNGUARD "DELETE FROM log");
	assert_non_null(f.hasher = merkle_hasher_new(&e));
	assert_int_equal(sqlite3_open(place_path(s->p, "catalog.db"), &db),
	    SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db,
	    "INSERT INTO log (seq, nodes, bytes) VALUES (?, ?, ?)", -1,
	    &f.put, NULL), SQLITE_OK);
	for (i = 0; i < EVENTS; i++) {
		forge(&f, i + 1, all[i]);
		event_free(all[i]);
	}
	assert_int_equal(sqlite3_finalize(f.put), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	merkle_hasher_free(f.hasher);
}

static void
another_reason(struct event *ev)
{

	ev->why = "quite another reason";
}

static void
a_day_before(struct event *ev)
{

	ev->time -= 86400 * INT64_C(1000);
}

static void
test_log__history_rewritten(void **state)
{
	const struct scene *s = *state;
	struct log_findings fs;
	size_t i;

	rewrite(s, 11, another_reason);
	found(s, LOG_CHECKPOINT_ROOT, 11);
	/* Up to the change the old checkpoints still agree. */
	fs = check(s);
	for (i = 0; i < fs.n; i++)
		assert_true(fs.list[i].seq >= 11);
	log_findings_free(&fs);
	/* And without the checkpoints that tell of it. */
	place_edit(s->p, "DELETE FROM checkpoints WHERE size >= 11");
	found(s, LOG_CHECKPOINT_NONE, EVENTS);
	found(s, LOG_CHECKPOINT_ROOT, EVENTS);
	assert_int_equal(unlink(place_path(s->p, "log/checkpoint")), 0);
	found(s, LOG_CHECKPOINT_NONE, EVENTS);
}

static void
test_log__event_back_dated(void **state)
{
	const struct scene *s = *state;

	rewrite(s, 11, a_day_before);
	found(s, LOG_CLOCK_BACK, 11);
	found(s, LOG_CHECKPOINT_ROOT, 11);
}

/* ---- checkpoints ---- */

static void
put_note(const struct scene *s, const char *name, const struct note_key *key,
    struct span text, const char *size)
{
	struct buf note = BUF_INIT(NOTE_MAX);
	struct error e = ERROR_INIT;
	sqlite3 *db;
	sqlite3_stmt *st;

	must(note_sign(text, name, key, &note, &e), &e);
	assert_int_equal(sqlite3_open(place_path(s->p, "catalog.db"), &db),
	    SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "UPDATE checkpoints"
	    " SET note = ? WHERE size = ?", -1, &st, NULL), SQLITE_OK);
	(void)sqlite3_bind_blob(st, 1, note.p, (int)note.n,
	    SQLITE_TRANSIENT);
	(void)sqlite3_bind_text(st, 2, size, -1, SQLITE_TRANSIENT);
	assert_int_equal(sqlite3_step(st), SQLITE_DONE);
	assert_int_equal(sqlite3_changes(db), 1);
	assert_int_equal(sqlite3_finalize(st), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	buf_free(&note);
}

static void
test_log__checkpoint_of_another_key(void **state)
{
	const struct scene *s = *state;
	struct buf pem = BUF_INIT(PEM_MAX);
	struct home *h = place_open(s->p);
	struct note_key *key;
	struct note note;
	struct error e = ERROR_INIT;

	must(note_key_make(span_of("x"), &pem, &e), &e);
	must(note_key_open(buf_span(&pem), span_of("x"), &key, &e), &e);
	must(note_parse(buf_span(&s->checkpoint), &note, &e), &e);
	/* The right text under the right name, signed by a stranger. */
	put_note(s, home_log_key(h)->name, key, note.text, "41");
	found(s, LOG_CHECKPOINT_KEY, EVENTS);
	home_close(h);
	note_key_free(key);
	buf_free(&pem);
}

static void
test_log__checkpoint_text_changed(void **state)
{
	const struct scene *s = *state;
	struct buf file = BUF_INIT(NOTE_MAX);
	struct error e = ERROR_INIT;
	size_t i;

	buf_putspan(&file, buf_span(&s->checkpoint));
	/* Another root, the signature kept. */
	i = file.n - 1;
	while (i > 0 && !(file.p[i - 1] == '\n' && file.p[i] == '4'))
		i--;
	file.p[i + 6] = file.p[i + 6] == 'A' ? 'B' : 'A';
	must(io_write_file(place_path(s->p, "log/checkpoint"),
	    buf_span(&file), 0644, &e), &e);
	found(s, LOG_CHECKPOINT_SIGNATURE, 0);
	must(io_write_file(place_path(s->p, "log/checkpoint"),
	    span_of("nothing of the kind"), 0644, &e), &e);
	found(s, LOG_CHECKPOINT_SYNTAX, 0);
	buf_free(&file);
}

static void
test_log__checkpoint_filed_elsewhere(void **state)
{
	const struct scene *s = *state;

	place_edit(s->p, "DELETE FROM checkpoints WHERE size = 20;"
	    "UPDATE checkpoints SET size = 20 WHERE size = 10");
	found(s, LOG_CHECKPOINT_ROOT, 10);
}

static void
test_log__restored_from_an_older_copy(void **state)
{
	struct scene *s = *state;
	struct home *h = place_open(s->p);
	struct buf later = BUF_INIT(NOTE_MAX);
	struct error e = ERROR_INIT;

	append(h, 3);
	home_close(h);
	must(io_read_file(place_path(s->p, "log/checkpoint"), &later, &e),
	    &e);
	(void)restore(state);
	must(io_write_file(place_path(s->p, "log/checkpoint"),
	    buf_span(&later), 0644, &e), &e);
	found(s, LOG_CHECKPOINT_AHEAD, EVENTS + 3);
	buf_free(&later);
}

/* ---- what stands beside the log ---- */

static void
fsck_finds(const struct scene *s, enum home_fault fault, bool log_index)
{
	struct home_findings fs = HOME_FINDINGS_INIT;
	struct log_findings log = LOG_FINDINGS_INIT;
	struct home *h = place_open(s->p);
	struct error e = ERROR_INIT;
	bool seen = false;
	size_t i;

	must(home_fsck(h, &fs, &log, NULL, &e), &e);
	home_close(h);
	for (i = 0; i < fs.n; i++)
		seen |= !log_index && fs.list[i].fault == fault &&
		    fs.list[i].failed;
	for (i = 0; i < log.n; i++)
		seen |= log_index && log.list[i].fault == LOG_EVENT_INDEX;
	if (!seen) {
		print_findings(&fs, &log);
		fail_msg("%s not found", home_fault_name(fault));
	}
	home_findings_free(&fs);
	log_findings_free(&log);
}

static void
test_fsck__index_of_exhibits_changed(void **state)
{
	const struct scene *s = *state;

	place_edit(s->p, "DELETE FROM log_subjects WHERE seq = 23");
	fsck_finds(s, HOME_FAULTS, true);
	(void)restore(state);
	place_edit(s->p, "UPDATE log_subjects SET seq = 5 WHERE seq = 23");
	fsck_finds(s, HOME_FAULTS, true);
	(void)restore(state);
	place_edit(s->p, "PRAGMA foreign_keys = OFF;"
	    "INSERT INTO log_subjects (seq, subject) VALUES (99, 1)");
	fsck_finds(s, HOME_CATALOG, false);
	(void)restore(state);
	place_edit(s->p, "UPDATE subjects SET id ="
	    " replace(id, substr(id, 1, 1), 'e') || 'f'");
	fsck_finds(s, HOME_FAULTS, true);
}

static void
test_fsck__row_of_an_exhibit_removed(void **state)
{
	const struct scene *s = *state;

	place_edit(s->p, "DELETE FROM exhibits");
	fsck_finds(s, HOME_EXHIBIT_EVENTS, false);
}

static void
test_fsck__row_of_an_exhibit_invented(void **state)
{
	const struct scene *s = *state;

	place_edit(s->p, "UPDATE exhibits SET id = 'a' || substr(id, 2)"
	    " WHERE substr(id, 1, 1) <> 'a';"
	    "UPDATE exhibits SET id = 'b' || substr(id, 2)"
	    " WHERE id IN (SELECT id FROM subjects)");
	fsck_finds(s, HOME_EXHIBIT_EVENTS, false);
}

/* The blob is the same for all cases: put back what was there. */
static void
test_fsck__blob_gone_or_replaced(void **state)
{
	const struct scene *s = *state;
	struct buf was = BUF_INIT(1 * MIB);
	struct catalog_exhibit x;
	struct catalog_cursor *cur;
	struct home *h = place_open(s->p);
	struct error e = ERROR_INIT;
	char path[512], name[300];

	assert_int_equal(home_exhibit(h, s->exhibit, &cur, &x, &e), 1);
	(void)snprintf(name, sizeof(name), "blobs/%s", x.blob);
	catalog_cursor_free(cur);
	home_close(h);
	(void)snprintf(path, sizeof(path), "%s", place_path(s->p, name));
	must(io_read_file(path, &was, &e), &e);
	assert_int_equal(unlink(path), 0);
	fsck_finds(s, HOME_BLOB_MISSING, false);
	must(io_write_file(path, span_of("another sealed file"), 0444, &e),
	    &e);
	fsck_finds(s, HOME_BLOB_CHANGED, false);
	must(io_write_file(path, buf_span(&was), 0444, &e), &e);
	place_edit(s->p, "UPDATE exhibits SET bytes = 5");
	fsck_finds(s, HOME_BLOB_SIZE, false);
	buf_free(&was);
}

#define CASE(t)	cmocka_unit_test_setup(t, restore)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_log__untouched_is_sound),
		CASE(test_log__event_changed),
		CASE(test_log__event_replaced_by_none),
		CASE(test_log__event_dropped),
		CASE(test_log__first_event_dropped),
		CASE(test_log__event_dropped_and_others_moved_up),
		CASE(test_log__huge_gap_ends),
		CASE(test_log__last_events_dropped),
		CASE(test_log__events_swapped),
		CASE(test_log__tree_hash_changed),
		CASE(test_log__history_rewritten),
		CASE(test_log__event_back_dated),
		CASE(test_log__checkpoint_of_another_key),
		CASE(test_log__checkpoint_text_changed),
		CASE(test_log__checkpoint_filed_elsewhere),
		CASE(test_log__restored_from_an_older_copy),
		CASE(test_fsck__index_of_exhibits_changed),
		CASE(test_fsck__row_of_an_exhibit_removed),
		CASE(test_fsck__row_of_an_exhibit_invented),
		CASE(test_fsck__blob_gone_or_replaced),
	};

	return (cmocka_run_group_tests(tests, build, demolish));
}
