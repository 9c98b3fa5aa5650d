#include <stdlib.h>

#include "store/digest/digest.h"
#include "tests/unit/unit.h"
#include "verify/story.h"
#include "verify/words.h"

/*
 * The report inside a dossier: the same bytes for the same custody, whatever
 * the machine; and no text of a stranger that does something in it.
 */
#define PACKAGE	"6d7c9f7e-3f0e-4b4b-8a44-2d5b6f1a9f10"

/*
 * SHA-256 of both reports over the custody below.  Where they differ, words or
 * form have changed: then STORY_FORM is one more, as verify/story.h says, or
 * no verifier of before could tell our reports from edited ones.
 */
static const char *const form[TONGUES] = {
	[TONGUE_EN] = "c9c42de3b4da56c16fdb291abc5cc520"
	    "dc6abca9d1a88f9e84feacbf4ac1f70d",
	[TONGUE_FR] = "6f41d2a22a2d8794c4f4f184cdeb86ea"
	    "814b6045d053b20ffadb0bfd6ff3a60a",
};

static const char *const ids[] = {
	"1111111111111111111111111111111111111111111111111111111111111111",
	"2222222222222222222222222222222222222222222222222222222222222222",
};

/* Everything that an event may tell, by all kinds of them. */
static json_t *
detail(const char *text, size_t i)
{
	static const char *const incidents[] = { "clock-set-back",
		"capture-interrupted", "package-interrupted",
		"receipt-refused", "witness-conflict", "log-rolled-back",
		"log-forked", "log-unproved" };
	static const char *const operators[] = { "added", "revoked",
		"default" };
	static const char *const cases[] = { "opened", "changed", "closed",
		"reopened", "exhibit-added" };
	static const char *const operations[] = { "redact", "excerpt",
		"convert" };
	json_t *j = json_pack("{s:s, s:s, s:b, s:s, s:s, s:s, s:i, s:s, "
	    "s:s, s:s, s:i, s:s, s:s, s:s, s:{s:s, s:s}, "
	    "s:{s:s, s:s, s:s}, s:[{s:s}]}",
	    "url", text, "note", text, "own", (int)i % 2, "package", PACKAGE,
	    "name", text, "title", text, "number", (int)i, "search", text,
	    "hold", i % 2 == 0 ? "case" : "exhibit", "incident",
	    incidents[i % 8], "checkpoint", (int)i, "operation",
	    operations[i % 3], "tool", text, i % 2 == 0 ? "operator" : "case",
	    i % 2 == 0 ? operators[i % 3] : cases[i % 5], "sheet", "who",
	    text, "how_many", text, "triage", "author", "rager", "decision",
	    "legal", "by", text, "approved", "name", text);

	assert_non_null(j);
	/* The sender's entries about what was sent. */
	if (i % 2 == 0)
		assert_int_equal(json_object_set_new(j, "closes",
		    json_integer(3)), 0);
	assert_int_equal(json_object_set_new(j, "receipt",
	    json_string(ids[0])), 0);
	/* A case as it was and as it is; counters of what was captured. */
	assert_int_equal(json_object_set_new(j, "before", json_pack(
	    "{s:s, s:[s,s]}", "reference", "old", "parties", text, "old")),
	    0);
	assert_int_equal(json_object_set_new(j, "after", json_pack(
	    "{s:s, s:[s,s], s:[s], s:s, s:[{s:s, s:i, s:s}]}", "reference",
	    text, "parties", text, "new", "jurisdictions", "FR",
	    "published", "2026-11-01", "quotes", "statement", text, "number",
	    1, "found", "post")), 0);
	assert_int_equal(json_object_set_new(json_object_get(j, "triage"),
	    "counters", json_pack("[{s:s, s:i, s:{s:s, s:s}}, {s:s}]",
	    "exhibit", ids[0], "number", 1, "counters", "likes", text,
	    "replies", "3", "exhibit", ids[1])), 0);
	return (j);
}

static void
feed(struct timeline *t, const char *text)
{
	struct error e = ERROR_INIT;
	struct event ev;
	json_t *d, *to;
	size_t i;

	for (i = 0; i < EVENT_KINDS; i++) {
		ev = (struct event)EVENT_INIT;
		ev.seq = i + 1;
		ev.kind = (enum event_kind)i;
		ev.result = i % 5 == 4 ? EVENT_FAIL : EVENT_SUCCESS;
		ev.time = INT64_C(1795000000000) + (int64_t)i * 86400000 * 17;
		ev.late = i % 7 == 0;
		ev.exhibits = ids;
		ev.n_exhibits = i % 3;
		ev.who.name = text;
		ev.who.role = text;
		ev.who.organization = text;
		ev.why = text;
		ev.error = i % 5 == 4 ? text : NULL;
		d = detail(text, i);
		to = json_pack("{s:s, s:s}", "name", text, "organization",
		    text);
		assert_non_null(d);
		ev.detail = d;
		ev.to = to;
		assert_ok(timeline_event(t, &ev, &e), &e);
		json_decref(d);
		json_decref(to);
	}
}

struct sample {
	struct dossier d;
	struct dossier_exhibit exhibits[2];
	struct dossier_missing missing;
	struct timeline *t;
	json_t *data;
};

static void
begin(struct sample *s, const char *text)
{
	struct timeline_receipt r = { .package = PACKAGE, .id = ids[0],
	    .log = "constat/cccc", .organization = text, .time = 1000,
	    .received = true };
	struct error e = ERROR_INIT;
	size_t i;

	memset(s, 0, sizeof(*s));
	s->data = json_pack("{s:s, s:[s,s], s:[s], s:[s]}", "reference", text,
	    "parties", text, text, "counsel", text, "statements", text);
	s->d = (struct dossier){ .uuid = PACKAGE, .created = 1795000000000,
	    .case_name = text, .case_data = s->data, .log = "constat/aaaa",
	    .event = 3, .by = { .name = text, .role = text,
	    .organization = text, .key = ids[0] }, .to_name = text,
	    .to_organization = text, .why = text, .exhibits = s->exhibits,
	    .n = 2, .missing = &s->missing, .n_missing = 1,
	    .report = STORY_FORM, .tool = text, .version = text };
	s->missing = (struct dossier_missing){ text, text };
	for (i = 0; i < 2; i++)
		s->exhibits[i] = (struct dossier_exhibit){ .file =
		    "exhibits/0001-1111111111111111.wacz", .id = ids[i],
		    .sha256 = ids[i], .bytes = 1234567 + (int64_t)i,
		    .number = 2, .url = text, .title = text, .note = text,
		    .sealed = 1795000000000, .own = true };
	assert_ok(timeline_new(ids, 2, &s->t, &e), &e);
	assert_ok(timeline_log(s->t, "constat/aaaa", &e), &e);
	feed(s->t, text);
	assert_ok(timeline_log(s->t, "constat/bbbb", &e), &e);
	feed(s->t, text);
	assert_ok(timeline_receipt(s->t, &r, &e), &e);
	assert_ok(timeline_close(s->t, &e), &e);
}

static void
end(struct sample *s)
{

	timeline_free(s->t);
	json_decref(s->data);
}

static void
test_story__one_form(void **state)
{
	struct buf out = BUF_INIT(16 * MIB);
	struct error e = ERROR_INIT;
	uint8_t md[DIGEST_LEN];
	char hex[DIGEST_HEX];
	struct sample s;
	int i;

	(void)state;
	begin(&s, "Dupont & fils");
	for (i = 0; i < 2 * TONGUES; i++) {
		/* The reader's language is nothing to it. */
		assert_int_equal(words_begin(i < TONGUES ? "fr" : "en"), 0);
		buf_reset(&out);
		assert_ok(story_report(&out, &s.d, s.t,
		    (enum tongue)(i % TONGUES), &e), &e);
		assert_ok(digest_of(buf_span(&out), md, &e), &e);
		assert_string_equal(digest_hex(md, hex), form[i % TONGUES]);
	}
	buf_free(&out);
	end(&s);
}

static int
gather(void *ctx, struct span s, struct error *e)
{
	struct buf *all = ctx;

	buf_putspan(all, s);
	return (buf_ok(all, e));
}

static void
test_story__piece_by_piece(void **state)
{
	struct buf whole = BUF_INIT(16 * MIB), all = BUF_INIT(16 * MIB);
	struct buf_drain to = { gather, &all, ERROR_INIT };
	struct buf out = BUF_DRAINED(&to);
	struct error e = ERROR_INIT;
	struct sample s;

	(void)state;
	begin(&s, "x");
	assert_ok(story_report(&whole, &s.d, s.t, TONGUE_FR, &e), &e);
	assert_ok(story_report(&out, &s.d, s.t, TONGUE_FR, &e), &e);
	assert_ok(buf_flush(&out, &e), &e);
	assert_int_equal(all.n, whole.n);
	assert_memory_equal(all.p, whole.p, whole.n);
	buf_free(&out);
	buf_free(&all);
	buf_free(&whole);
	end(&s);
}

static size_t
times(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)) != NULL; text++)
		n++;
	return (n);
}

/* As many tags as with harmless words, and nothing that a browser obeys. */
static void
harmless(const char *text, const char *shown)
{
	static const char *const tags[] = { "<", "<td", "<tr", "<div", "<p",
		"<style", "</td>", "<em" };
	struct buf plain = BUF_INIT(64 * MIB), out = BUF_INIT(64 * MIB);
	struct error e = ERROR_INIT;
	struct sample s;
	size_t i;

	begin(&s, "plain");
	assert_ok(story_report(&plain, &s.d, s.t, TONGUE_FR, &e), &e);
	end(&s);
	begin(&s, text);
	assert_ok(story_report(&out, &s.d, s.t, TONGUE_FR, &e), &e);
	story_sections(&out, &s.d, s.t);
	story_sections(&plain, &s.d, s.t);
	end(&s);
	assert_true(span_utf8(buf_span(&out)));
	for (i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		assert_int_equal(times(buf_str(&out), tags[i]),
		    times(buf_str(&plain), tags[i]));
	for (i = 0; i < out.n; i++)
		assert_true(out.p[i] >= ' ' || out.p[i] == '\n');
	assert_null(strstr(buf_str(&out), "\u202e"));
	assert_null(strstr(buf_str(&out), "\u200b"));
	assert_null(strstr(buf_str(&out), "\u2066"));
	assert_non_null(strstr(buf_str(&out), shown));
	buf_free(&plain);
	buf_free(&out);
}

static void
test_story__hostile_text(void **state)
{
	char *word = malloc(10001);

	(void)state;
	harmless("<script>alert(1)</script>", "&lt;script&gt;alert(1)");
	harmless("</td></tr></table><h1>", "&lt;/td&gt;&lt;/tr&gt;");
	harmless("\"><img src=x onerror=y>", "&quot;&gt;&lt;img");
	harmless("'}</style><p>", "&#39;}&lt;/style&gt;");
	harmless("sealed\u202excod.exe", "sealed\\u{202e}xcod.exe");
	harmless("a\u200bb\u2066c\u2069", "a\\u{200b}b\\u{2066}c\\u{2069}");
	harmless("\x1b]0;owned\x07\x1b[2J", "\\u{1b}]0;owned\\u{7}");
	harmless("a\r\nb\tc", "a\\u{d}\\u{a}b\\u{9}c");
	harmless("&#x202e;&amp;", "&amp;#x202e;&amp;amp;");
	harmless("\U0001f468\u200d\U0001f469 \U0001f600", "\U0001f600");
	assert_non_null(word);
	memset(word, 'x', 10000);
	word[10000] = '\0';
	harmless(word, word);
	free(word);
}

static void
test_story__moments(void **state)
{
	char s[STORY_MOMENT];

	(void)state;
	assert_string_equal(story_moment(TONGUE_FR, INT64_C(1793491200000),
	    s), "1er\u00a0nov.\u00a02026, 00:00:00\u00a0UTC");
	assert_string_equal(story_moment(TONGUE_EN, INT64_C(1793491200000),
	    s), "1\u00a0Nov\u00a02026, 00:00:00\u00a0UTC");
	assert_string_equal(story_moment(TONGUE_FR, TIME_UNKNOWN, s), "");
	assert_string_equal(story_moment(TONGUE_EN, TIME_MIN, s),
	    "1\u00a0Jan\u00a00001, 00:00:00\u00a0UTC");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_story__one_form),
		cmocka_unit_test(test_story__piece_by_piece),
		cmocka_unit_test(test_story__hostile_text),
		cmocka_unit_test(test_story__moments),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
