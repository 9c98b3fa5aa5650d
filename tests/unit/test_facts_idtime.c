#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/num.h"
#include "store/facts/facts.h"
#include "store/facts/when.h"

#define ROWS	"../shared/fixtures/idtime.tsv"

/* Documented examples, the edges of each scheme, and for each an id made for
 * the first millisecond of 2020. */
static const struct {
	const char *platform, *id, *want;	/* NULL: it carries no time */
	enum idtime_trust trust;
} vectors[] = {
	/* Discord's own documentation. */
	{ "discord", "175928847299117063", "2016-04-30T11:18:25.796Z",
	    IDTIME_SERVER },
	{ "discord", "1024", NULL, IDTIME_SERVER },
	/* The first message of X that was numbered by the clock. */
	{ "x", "29700859247", "2010-11-04T01:43:01.738Z", IDTIME_SERVER },
	{ "twitter", "1212161512047652921", "2020-01-01T00:00:00.001Z",
	    IDTIME_SERVER },
	{ "x", "29700859246", NULL, IDTIME_SERVER },
	{ "x", "20", NULL, IDTIME_SERVER },
	{ "x", "9223372036854775808", NULL, IDTIME_SERVER },
	{ "x", "99999999999999999999", NULL, IDTIME_SERVER },
	{ "x", "-1212161512047652921", NULL, IDTIME_SERVER },
	{ "x", "1212161512047652921x", NULL, IDTIME_SERVER },
	{ "x", "0x10", NULL, IDTIME_SERVER },
	{ "x", "", NULL, IDTIME_SERVER },
	{ "tiktok", "6776757454425296215", "2020-01-01T00:00:00Z",
	    IDTIME_SERVER },
	{ "tiktok", "107955", NULL, IDTIME_SERVER },
	{ "instagram", "B6wZGgUABCS", "2020-01-01T00:00:00.001Z",
	    IDTIME_SERVER },
	{ "instagram", "2211377815213838482", "2020-01-01T00:00:00.001Z",
	    IDTIME_SERVER },
	{ "instagram", "2211377815213838482_787132",
	    "2020-01-01T00:00:00.001Z", IDTIME_SERVER },
	/* A private account's shortcode: the rest is a key. */
	{ "instagram", "B6wZGgUABCSabcdefghijklmnopqrstuvwxyzABC",
	    "2020-01-01T00:00:00.001Z", IDTIME_SERVER },
	{ "instagram", "18012345678901234", NULL, IDTIME_SERVER },
	{ "instagram", "17900000000000000", NULL, IDTIME_SERVER },
	{ "instagram", "787132", NULL, IDTIME_SERVER },
	{ "instagram", "abc", NULL, IDTIME_SERVER },
	{ "instagram", "zzzzzzzzzzz", NULL, IDTIME_SERVER },
	{ "threads", "B6wZGgUABCS", "2020-01-01T00:00:00.001Z",
	    IDTIME_SERVER },
	{ "linkedin", "6617927201591395081", "2020-01-01T00:00:00.001Z",
	    IDTIME_SERVER },
	{ "linkedin", "urn:li:activity:6617927201591395081",
	    "2020-01-01T00:00:00.001Z", IDTIME_SERVER },
	{ "linkedin", "12345", NULL, IDTIME_SERVER },
	{ "bluesky", "3gv352zokzc2b", "2020-01-01T00:00:00.001000Z",
	    IDTIME_CLAIM },
	{ "bluesky", "at://did:plc:x/app.bsky.feed.post/3gv352zokzc2b",
	    "2020-01-01T00:00:00.001000Z", IDTIME_CLAIM },
	{ "bluesky", "zgv352zokzc2b", NULL, IDTIME_CLAIM },
	{ "bluesky", "2222222222222", NULL, IDTIME_CLAIM },
	{ "bluesky", "self", NULL, IDTIME_CLAIM },
	{ "mastodon", "103405112524865635", "2020-01-01T00:00:00.001Z",
	    IDTIME_SERVER },
	{ "mastodon", "14715", NULL, IDTIME_SERVER },
	/* The example of MongoDB's documentation. */
	{ "trustpilot", "507f1f77bcf86cd799439011", "2012-10-17T21:13:27Z",
	    IDTIME_CORROBORATIVE },
	{ "trustpilot", "507f1f77bcf86cd79943901", NULL,
	    IDTIME_CORROBORATIVE },
	{ "trustpilot", "507f1f77bcf86cd79943901g", NULL,
	    IDTIME_CORROBORATIVE },
	{ "trustpilot", "000000000000000000000000", NULL,
	    IDTIME_CORROBORATIVE },
	{ "youtube-event-id", "short", NULL, IDTIME_SERVER },
	{ "telegram-data-view", "eyJ0IjoxfQ", NULL, IDTIME_SERVER },
	{ "telegram-data-view", "!!", NULL, IDTIME_SERVER }
};

static void
look(const char *platform, struct span id, const char *want,
    enum idtime_trust trust)
{
	struct error e = ERROR_INIT;
	char text[WHEN_TEXT];
	struct idtime t;
	struct when w;

	if (idtime_of(platform, id, &t, &e) != 0) {
		assert_true(e.code == ERR_INPUT);
		if (want != NULL)
			fail_msg("%s %.*s: %s", platform, (int)id.n,
			    (const char *)id.p, e.text);
		return;
	}
	w = when_of_us(t.us, t.digits);
	if (want == NULL || strcmp(when_text(&w, text), want) != 0)
		fail_msg("%s %.*s: %s", platform, (int)id.n,
		    (const char *)id.p, when_text(&w, text));
	assert_int_equal(t.trust, trust);
	assert_true(t.tolerance_s > 0);
}

static void
test_idtime__vectors(void **state)
{

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
		look(vectors[i].platform, span_of(vectors[i].id),
		    vectors[i].want, vectors[i].trust);
}

static void
test_idtime__no_time_no_platform(void **state)
{
	static const char *const none[] = { "facebook", "youtube", "reddit",
	    "telegram", "glassdoor", "", "nothing" };
	struct error e;
	struct idtime t;

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		error_clear(&e);
		assert_int_equal(idtime_of(none[i],
		    span_of("1212161512047652921"), &t, &e), -1);
		assert_int_equal(e.code, ERR_UNSUPPORTED);
	}
}

/* --- The rows of other projects' tests, read in place --- */

static struct span
column(struct span line, int n)
{
	ptrdiff_t at;

	for (; n > 0; n--) {
		if ((at = span_find(line, '\t')) < 0)
			return (span_of(""));
		line = span_sub(line, (size_t)at + 1, line.n);
	}
	at = span_find(line, '\t');
	return (at < 0 ? line : span_sub(line, 0, (size_t)at));
}

static bool
has(struct span s, const char *word)
{

	for (size_t i = 0; i < s.n; i++)
		if (span_starts(span_sub(s, i, s.n), word))
			return (true);
	return (false);
}

static const char *
platform_of(struct span scheme)
{
	static const struct {
		const char *word, *platform;
	} names[] = {
		{ "guest_token", "x-gt" }, { "meta_brsid", "meta-brsid" },
		{ "youtube_EVENT_ID", "youtube-event-id" },
		{ "data-view", "telegram-data-view" },
		{ "x_snowflake", "x" }, { "tiktok", "tiktok" },
		{ "instagram", "instagram" }, { "atproto", "bluesky" },
		{ "mastodon", "mastodon" }, { "linkedin", "linkedin" },
		{ "discord", "discord" }, { "trustpilot", "trustpilot" },
		{ "facebook", "facebook" }, { "youtube", "youtube" },
		{ "reddit", "reddit" }, { "telegram", "telegram" }
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (has(scheme, names[i].word))
			return (names[i].platform);
	fail_msg("a scheme that nobody knows");
	return (NULL);
}

/* One id of a row; the LinkedIn one among the negative carries a time, which
 * its vendor's page contradicts. */
static void
row(struct span line, struct span id)
{
	struct span scheme = column(line, 0), us = column(line, 3);
	const char *platform = platform_of(scheme);
	struct error e = ERROR_INIT;
	struct idtime t;
	int64_t want;
	int rc = idtime_of(platform, id, &t, &e);

	if (us.n == 0 && strcmp(platform, "linkedin") != 0) {
		assert_int_equal(rc, -1);
		return;
	}
	if (us.n == 0)
		us = span_of("1782364189812000");
	assert_int_equal(num_parse(us, 0, INT64_MAX, &want, NULL), 0);
	if (rc != 0 || t.us != want)
		fail_msg("%.*s", (int)line.n, (const char *)line.p);
}

static void
test_idtime__rows_of_others(void **state)
{
	struct buf file = BUF_INIT(MIB);
	struct span rest, line, id, one;
	size_t rows = 0;

	(void)state;
	if (io_read_file(ROWS, &file, NULL) != 0) {
		print_message("SKIPPED: %s is not there\n", ROWS);
		buf_free(&file);
		skip();
	}
	rest = buf_span(&file);
	assert_true(span_line(&rest, &line));
	while (span_line(&rest, &line)) {
		/* "shortcode = number", "one / another" */
		id = column(line, 1);
		while (id.n > 0) {
			size_t n = 0;

			while (n < id.n && id.p[n] != ' ')
				n++;
			one = span_sub(id, 0, n);
			row(line, one);
			id = span_sub(id, n + 3, id.n);
		}
		rows++;
	}
	assert_true(rows > 40);
	buf_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_idtime__vectors),
		cmocka_unit_test(test_idtime__no_time_no_platform),
		cmocka_unit_test(test_idtime__rows_of_others)
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
