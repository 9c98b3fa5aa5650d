#include "store/custody/tiles.h"
#include "store/home/home_attest.h"
#include "tests/unit/home_place.h"

/* The numbers of c2sp.org/tlog-tiles itself, and a log of several tiles. */

static void
path_is(int level, uint64_t n, unsigned width, const char *want)
{
	char s[TILE_PATH];

	assert_string_equal(tile_path(level, n, width, s), want);
}

static void
test_tiles__names(void **state)
{

	(void)state;
	path_is(0, 0, 256, "tile/0/000");
	path_is(1, 999, 256, "tile/1/999");
	path_is(0, 1000, 256, "tile/0/x001/000");
	path_is(0, 1234067, 256, "tile/0/x001/x234/067");
	path_is(-1, 1234067, 8, "tile/entries/x001/x234/067.p/8");
	path_is(7, UINT64_MAX, 1,
	    "tile/7/x018/x446/x744/x073/x709/x551/615.p/1");
}

static void
test_tiles__widths(void **state)
{
	uint64_t n;

	(void)state;
	assert_int_equal(tile_width(0, 0, 0), 0);
	for (n = 0; n < 273; n++)
		assert_int_equal(tile_width(70000, 0, n), 256);
	assert_int_equal(tile_width(70000, 0, 273), 112);
	assert_int_equal(tile_width(70000, 0, 274), 0);
	assert_int_equal(tile_width(70000, 1, 0), 256);
	assert_int_equal(tile_width(70000, 1, 1), 17);
	assert_int_equal(tile_width(70000, 1, 2), 0);
	assert_int_equal(tile_width(70000, 2, 0), 1);
	assert_int_equal(tile_width(70000, 3, 0), 0);
	assert_int_equal(tile_width(256, 0, 0), 256);
	assert_int_equal(tile_width(256, 0, 1), 0);
	assert_int_equal(tile_width(256, 1, 0), 1);
	assert_int_equal(tile_width(UINT64_MAX, 9, 0), 0);
}

static void
fill(struct home *h, unsigned count)
{
	struct event ev[100];
	struct error e = ERROR_INIT;
	unsigned i;

	for (i = 0; i < 100; i++) {
		ev[i] = (struct event)EVENT_INIT;
		ev[i].kind = EVENT_VIEWED;
		ev[i].why = "to be sure";
	}
	for (i = 0; i < count; i += 100)
		must(home_append(h, ev, count - i < 100 ? count - i : 100,
		    &e), &e);
}

/* What the check of the export in ${folder} finds. */
static uint64_t
faults(const char *folder, const struct note_vkey *key, uint64_t *size)
{
	struct log_findings fs = LOG_FINDINGS_INIT;
	struct error e = ERROR_INIT;
	uint64_t n;

	must(tiles_check(folder, key, &fs, size, &e), &e);
	n = fs.failed;
	log_findings_free(&fs);
	return (n);
}

static void
test_tiles__export_of_every_shape(void **state)
{
	static const unsigned sizes[] = { 1, 2, 255, 256, 257, 511, 512, 700 };
	struct place *p = place_new();
	struct home *h = place_open(p);
	struct buf note = BUF_INIT(NOTE_MAX);
	struct error e = ERROR_INIT;
	char folder[160], path[400];
	uint64_t size, have = 1;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		fill(h, sizes[i] - (unsigned)have);
		/* The export is an event, too. */
		have = sizes[i] + 1;
		buf_reset(&note);
		must(home_checkpoint(h, &note, &e), &e);
		(void)snprintf(folder, sizeof(folder), "%s/tiles-%u",
		    p->folder, sizes[i]);
		must(home_log_export(h, folder, buf_span(&note), &size,
		    &e), &e);
		assert_true(faults(folder, home_log_key(h), &size) == 0);
		assert_true(size == sizes[i]);
		assert_int_equal(home_log_export(h, folder, buf_span(&note),
		    &size, &e), -1);
		assert_int_equal(e.code, ERR_EXISTS);
		error_clear(&e);
	}
	/* A tile of the second level that is another. */
	(void)snprintf(path, sizeof(path), "%s/tile/1/000.p/2", folder);
	buf_reset(&note);
	for (i = 0; i < 64; i++)
		buf_putc(&note, (uint8_t)i);
	must(io_write_file(path, buf_span(&note), 0644, &e), &e);
	assert_true(faults(folder, home_log_key(h), &size) == 1);
	/* One of the first gone, then the events of it. */
	(void)snprintf(path, sizeof(path), "%s/tile/0/001", folder);
	assert_int_equal(unlink(path), 0);
	assert_true(faults(folder, home_log_key(h), &size) == 2);
	(void)snprintf(path, sizeof(path), "%s/tile/entries/001", folder);
	assert_int_equal(unlink(path), 0);
	assert_true(faults(folder, home_log_key(h), &size) == 2);
	assert_true(size == 256);
	buf_free(&note);
	home_close(h);
	place_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tiles__names),
		cmocka_unit_test(test_tiles__widths),
		cmocka_unit_test(test_tiles__export_of_every_shape),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
