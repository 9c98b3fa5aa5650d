#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/custody/event_write.h"

#define HEX_A	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"			\
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HEX_E	"e3b0c44298fc1c149afbf4c8996fb924"			\
		"27ae41e4649b934ca495991b7852b855"
#define UUID	"0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f0"
#define HEAD	"\"seq\":1,\"uuid\":\"" UUID "\",\"prev\":\"" HEX_E	\
		"\",\"event\":\"acquired\","				\
		"\"time\":\"2026-11-21T01:23:45.678Z\""
#define REST	",\"who\":{},\"result\":\"success\""

static const char * const exhibits[2] = { HEX_A, HEX_E };

static struct event
whole_event(json_t *detail)
{
	struct event ev = EVENT_INIT;

	ev.seq = 7;
	memcpy(ev.uuid, UUID, sizeof(UUID));
	ev.prev = *merkle_empty();
	ev.kind = EVENT_HOLD_SET;
	ev.time = INT64_C(1795224225678);
	ev.start = INT64_C(1795224220000);
	ev.end = INT64_C(1795224225000);
	ev.late = true;
	ev.has_clock_offset = true;
	ev.clock_offset_ms = -35;
	ev.clock_source = "ntp:ntp.example.org";
	ev.case_name = "Affaire \"D\xc3\xa9p\xc3\xb4t\"\n\x01";
	ev.exhibits = exhibits;
	ev.n_exhibits = 2;
	ev.who = (struct event_who){ "Ana", "capture", "Cabinet X", HEX_A };
	ev.where = (struct event_where){ "poste-3", "Lyon" };
	ev.why = "asked";
	ev.how = (struct event_how){ "constat", "0.1.0", HEX_E, detail };
	ev.before = (struct event_state){ "sha256", HEX_A, 12 };
	ev.after = (struct event_state){ "sha256", HEX_E, 0 };
	ev.from = ev.to = ev.detail = detail;
	ev.result = EVENT_PARTIAL;
	ev.error = "the disk";
	return (ev);
}

static void
test_event__written_reads_back(void **state)
{
	struct buf b = BUF_INIT(EVENT_MAX);
	json_t *detail = json_pack("{s:s, s:i}", "k", "v", "n", 3);
	struct event in = whole_event(detail), *out;
	struct event_head head;

	(void)state;
	assert_int_equal(event_write(&in, &b, NULL), 0);
	assert_int_equal(event_read(buf_span(&b), &out, NULL), 0);
	assert_true(out->seq == 7 && out->kind == EVENT_HOLD_SET);
	assert_true(out->time == in.time && out->start == in.start);
	assert_true(out->end == in.end && out->late);
	assert_true(out->has_clock_offset && out->clock_offset_ms == -35);
	assert_string_equal(out->uuid, UUID);
	assert_string_equal(out->case_name, in.case_name);
	assert_int_equal(out->n_exhibits, 2);
	assert_string_equal(out->exhibits[1], HEX_E);
	assert_string_equal(out->who.key, HEX_A);
	assert_string_equal(out->where.place, "Lyon");
	assert_string_equal(out->how.version, "0.1.0");
	assert_string_equal(json_text(out->how.parameters, "k"), "v");
	assert_string_equal(out->before.value, HEX_A);
	assert_true(out->before.bytes == 12 && out->after.bytes == 0);
	assert_string_equal(json_text(out->to, "k"), "v");
	assert_int_equal(out->result, EVENT_PARTIAL);
	assert_string_equal(out->error, "the disk");
	assert_true(merkle_same(&out->prev, merkle_empty()));
	/* The scan of the same bytes says the same (here: the long way). */
	assert_int_equal(event_scan(buf_span(&b), &head, NULL), 0);
	assert_true(head.seq == 7 && head.late && head.time == in.time);
	assert_string_equal(head.uuid, UUID);
	event_free(out);
	json_decref(detail);
	buf_free(&b);
}

static void
test_event__absent_stays_absent(void **state)
{
	struct buf b = BUF_INIT(EVENT_MAX);
	struct event in = EVENT_INIT, *out;

	(void)state;
	in.seq = 1;
	memcpy(in.uuid, UUID, sizeof(UUID));
	in.prev = *merkle_empty();
	in.kind = EVENT_ACQUIRED;
	in.time = INT64_C(1795224225678);
	in.why = "";
	assert_int_equal(event_write(&in, &b, NULL), 0);
	assert_string_equal(buf_str(&b), "{" HEAD REST "}");
	assert_int_equal(event_read(buf_span(&b), &out, NULL), 0);
	assert_true(out->start == TIME_UNKNOWN && out->why == NULL);
	assert_true(out->before.alg == NULL && out->before.bytes == -1);
	assert_false(out->late);
	event_free(out);
	event_free(NULL);
	buf_free(&b);
}

static void
test_event__bad_values_are_not_written(void **state)
{
	struct buf b = BUF_INIT(2 * EVENT_MAX);
	const char *short_hex[1] = { "abc" };
	struct error e = ERROR_INIT;
	struct event ev;
	char *big;

	(void)state;
	ev = whole_event(NULL);
	ev.seq = 0;
	assert_int_equal(event_write(&ev, &b, &e), -1);
	assert_int_equal(e.code, ERR_INPUT);
	ev = whole_event(NULL);
	ev.exhibits = short_hex;
	ev.n_exhibits = 1;
	assert_int_equal(event_write(&ev, &b, NULL), -1);
	ev = whole_event(NULL);
	ev.before.value = "00";
	assert_int_equal(event_write(&ev, &b, NULL), -1);
	ev = whole_event(NULL);
	ev.who.key = "AA";
	assert_int_equal(event_write(&ev, &b, NULL), -1);
	/* One byte of text too many for EVENT_MAX. */
	big = test_calloc(1, EVENT_MAX + 1);
	memset(big, 'x', EVENT_MAX);
	ev = whole_event(NULL);
	ev.why = big;
	error_clear(&e);
	assert_int_equal(event_write(&ev, &b, &e), -1);
	assert_int_equal(e.code, ERR_LIMIT);
	test_free(big);
	buf_free(&b);
}

/* Full reader and scan must both take it. */
static void
good(const char *s)
{
	struct event *ev = NULL;
	struct event_head head;
	struct error e = ERROR_INIT;

	if (event_read(span_of(s), &ev, &e) != 0)
		fail_msg("%s: %s", s, e.text);
	if (event_scan(span_of(s), &head, &e) != 0)
		fail_msg("scan of %s: %s", s, e.text);
	assert_true(head.seq == ev->seq && head.time == ev->time);
	assert_true(head.kind == ev->kind && head.late == ev->late);
	assert_string_equal(head.uuid, ev->uuid);
	assert_true(merkle_same(&head.prev, &ev->prev));
	event_free(ev);
}

/* Neither may take it. */
static void
bad(const char *s)
{
	struct event *ev;
	struct event_head head;
	struct error e = ERROR_INIT;

	if (event_read(span_of(s), &ev, &e) == 0)
		fail_msg("taken: %s", s);
	assert_true(e.code == ERR_SYNTAX || e.code == ERR_LIMIT);
	error_clear(&e);
	if (event_scan(span_of(s), &head, &e) == 0)
		fail_msg("scanned: %s", s);
	assert_true(e.code == ERR_SYNTAX || e.code == ERR_LIMIT);
}

/* An event with ${n} empty objects, which a tree takes a hundred times as much
 * for; the caller buf_free()s it. */
static struct buf
empty_values(size_t n)
{
	struct buf b = BUF_INIT(2 * EVENT_MAX);

	buf_puts(&b, "{" HEAD REST ",\"detail\":{\"x\":[{}");
	while (n-- > 1)
		buf_puts(&b, ",{}");
	buf_puts(&b, "]}}");
	assert_int_equal(buf_ok(&b, NULL), 0);
	return (b);
}

static void
test_event__so_many_values(void **state)
{
	struct event ev = whole_event(NULL);
	struct buf b = empty_values(24000), out = BUF_INIT(2 * EVENT_MAX);
	json_t *list = json_array(), *detail;
	struct error e = ERROR_INIT;

	(void)state;
	assert_true(b.n < EVENT_MAX);
	good(buf_str(&b));
	buf_free(&b);
	b = empty_values(40000);
	bad(buf_str(&b));
	buf_free(&b);
	/* What cannot be read is not written. */
	for (size_t i = 0; i < EVENT_VALUES_MAX; i++)
		assert_int_equal(json_array_append_new(list,
		    json_integer(1)), 0);
	detail = json_pack("{s:o}", "x", list);
	ev = whole_event(detail);
	assert_int_equal(event_write(&ev, &out, &e), -1);
	assert_int_equal(e.code, ERR_LIMIT);
	json_decref(detail);
	buf_free(&out);
}

static void
test_event__good_forms(void **state)
{

	(void)state;
	good("{" HEAD REST "}");
	good(" { " HEAD REST " } ");
	good("{" HEAD REST ",\"x\":[],\"y\":{},\"z\":[1,-2,{\"a\":[]},null]}");
	good("{" HEAD REST ",\"x\":1.5e3,\"late\":false}");
	good("{" HEAD REST ",\"late\":true,\"why\":\"\xc3\xa9\\u00e9\\n\"}");
	good("{\"\\u0073eq\":1,\"uuid\":\"" UUID "\",\"prev\":\"" HEX_E
	    "\",\"event\":\"hold-lifted\",\"time\":"
	    "\"2026-11-21T01:23:45.678Z\"" REST "}");
}

static void
test_event__bad_forms(void **state)
{

	(void)state;
	bad("");
	bad("[]");
	bad("null");
	bad("{" HEAD REST);
	bad("{" HEAD REST "}x");
	bad("{" HEAD REST "}{}");
	bad("{" HEAD REST ",}");
	bad("{" HEAD REST ",\"a\" 1}");
	bad("{" HEAD REST ",\"a\":[1,]}");
	bad("{" HEAD REST ",\"a\":[1 2]}");
	bad("{" HEAD REST ",\"a\":01}");
	bad("{" HEAD REST ",\"a\":+1}");
	bad("{" HEAD REST ",\"a\":-}");
	bad("{" HEAD REST ",\"a\":tru}");
	bad("{" HEAD REST ",\"a\":\"\\x\"}");
	bad("{" HEAD REST ",\"a\":\"\xff\"}");
	bad("{" HEAD REST ",\"a\":\"\\ud800\"}");
	bad("{" HEAD REST ",\"a\":\"}");
	bad("{" HEAD REST ",\"a\":1e999}");
	bad("{" HEAD REST ",\"a\":99999999999999999999}");
	bad("{" HEAD REST ",\n\"a\":1}");
	bad("{" HEAD REST "}\n");
	/* One name twice, at any depth, however it is written. */
	bad("{" HEAD REST ",\"seq\":1}");
	bad("{" HEAD REST ",\"a\":{\"b\":1,\"b\":2}}");
	bad("{" HEAD REST ",\"a\":{\"b\":1,\"\\u0062\":2}}");
	bad("{" HEAD REST ",\"a\":[{\"b\":[],\"c\":{\"b\":1},\"b\":2}]}");
}

static void
test_event__bad_members(void **state)
{

	(void)state;
	bad("{" REST "}");
	bad("{\"seq\":0,\"uuid\":\"" UUID "\",\"prev\":\"" HEX_E
	    "\",\"event\":\"acquired\",\"time\":\"2026-11-21T01:23:45.678Z\""
	    REST "}");
	bad("{\"seq\":\"1\",\"uuid\":\"" UUID "\",\"prev\":\"" HEX_E
	    "\",\"event\":\"acquired\",\"time\":\"2026-11-21T01:23:45.678Z\""
	    REST "}");
	bad("{\"seq\":1,\"uuid\":{},\"prev\":\"" HEX_E
	    "\",\"event\":\"acquired\",\"time\":\"2026-11-21T01:23:45.678Z\""
	    REST "}");
	/* A version 1 UUID; upper-case digits; an unknown word; no zone. */
	bad("{\"seq\":1,\"uuid\":\"0f1e2d3c-4b5a-1978-8695-a4b3c2d1e0f0\","
	    "\"prev\":\"" HEX_E "\",\"event\":\"acquired\","
	    "\"time\":\"2026-11-21T01:23:45.678Z\"" REST "}");
	bad("{\"seq\":1,\"uuid\":\"" UUID "\",\"prev\":\"E" HEX_E "\","
	    "\"event\":\"acquired\",\"time\":\"2026-11-21T01:23:45.678Z\""
	    REST "}");
	bad("{\"seq\":1,\"uuid\":\"" UUID "\",\"prev\":\"" HEX_E "\","
	    "\"event\":\"seen\",\"time\":\"2026-11-21T01:23:45.678Z\""
	    REST "}");
	bad("{\"seq\":1,\"uuid\":\"" UUID "\",\"prev\":\"" HEX_E "\","
	    "\"event\":\"acquired\",\"time\":\"2026-11-21T01:23:45.6789\""
	    REST "}");
	bad("{" HEAD REST ",\"late\":1}");
}

/* Members beyond the head: the full reader alone looks at them. */
static void
test_event__members_of_the_full_reader(void **state)
{
	static const char * const more[] = {
		",\"exhibits\":[]", ",\"exhibits\":[\"abc\"]",
		",\"exhibits\":{}", ",\"case\":\"\"", ",\"case\":5",
		",\"why\":\"a\\u0000b\"", ",\"where\":[]",
		",\"start\":\"2026-11-21\"", ",\"before\":{}",
		",\"before\":{\"alg\":\"sha256\",\"value\":\"00\"}",
		",\"after\":{\"alg\":\"md5\",\"value\":\"00\",\"bytes\":-2}",
		",\"how\":{\"parameters\":[]}", ",\"from\":\"me\"",
		",\"clock_offset_ms\":\"3\""
	};
	struct buf b = BUF_INIT(4096);
	struct error e = ERROR_INIT;
	struct event *ev;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		buf_reset(&b);
		error_clear(&e);
		buf_printf(&b, "{" HEAD REST "%s}", more[i]);
		assert_int_equal(event_read(buf_span(&b), &ev, &e), -1);
		assert_int_equal(e.code, ERR_SYNTAX);
		assert_null(ev);
	}
	assert_int_equal(event_read(span_of("{" HEAD ",\"who\":{}}"), &ev,
	    NULL), -1);
	assert_int_equal(event_read(span_of("{" HEAD ",\"who\":{},"
	    "\"result\":\"ok\"}"), &ev, NULL), -1);
	assert_int_equal(event_read(span_of("{" HEAD
	    ",\"result\":\"fail\"}"), &ev, NULL), -1);
	buf_free(&b);
}

static void
test_event__depth_and_many_members(void **state)
{
	struct buf b = BUF_INIT(EVENT_MAX);
	int i;

	(void)state;
	buf_puts(&b, "{" HEAD REST ",\"a\":");
	for (i = 0; i < 63; i++)
		buf_putc(&b, '[');
	for (i = 0; i < 63; i++)
		buf_putc(&b, ']');
	buf_putc(&b, '}');
	good(buf_str(&b));
	buf_reset(&b);
	buf_puts(&b, "{" HEAD REST ",\"a\":");
	for (i = 0; i < 64; i++)
		buf_putc(&b, '[');
	for (i = 0; i < 64; i++)
		buf_putc(&b, ']');
	buf_putc(&b, '}');
	bad(buf_str(&b));
	/* More names than the scan has room for. */
	buf_reset(&b);
	buf_puts(&b, "{" HEAD REST);
	for (i = 0; i < 300; i++)
		buf_printf(&b, ",\"m%d\":%d", i, i);
	buf_putc(&b, '}');
	good(buf_str(&b));
	buf_drop(&b, 0);
	b.n--;
	buf_puts(&b, ",\"m7\":0}");
	bad(buf_str(&b));
	buf_free(&b);
}

static void
test_event__every_kind_has_its_name(void **state)
{
	enum event_kind k;
	int i;

	(void)state;
	for (i = 0; i < EVENT_KINDS; i++) {
		assert_true(event_kind_of(span_of(event_kind_name(
		    (enum event_kind)i)), &k));
		assert_int_equal(k, i);
	}
	assert_false(event_kind_of(span_of("Acquired"), &k));
	assert_string_equal(event_kind_name(EVENT_KINDS), "unknown");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_event__written_reads_back),
		cmocka_unit_test(test_event__absent_stays_absent),
		cmocka_unit_test(test_event__bad_values_are_not_written),
		cmocka_unit_test(test_event__so_many_values),
		cmocka_unit_test(test_event__good_forms),
		cmocka_unit_test(test_event__bad_forms),
		cmocka_unit_test(test_event__bad_members),
		cmocka_unit_test(test_event__members_of_the_full_reader),
		cmocka_unit_test(test_event__depth_and_many_members),
		cmocka_unit_test(test_event__every_kind_has_its_name),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
