#include "tests/unit/unit.h"

#include "store/base/json.h"
#include "store/base/time.h"
#include "store/facts/facts.h"

#define DATA	"tests/data/atproto/"

struct made {
	struct facts *f;
	json_t *repos, *facts;
	const json_t *repo;
	struct buf keep[4];
	size_t n;
};

static struct span
file(struct made *m, const char *path)
{
	struct buf *b = &m->keep[m->n++];

	*b = (struct buf)BUF_INIT(MIB);
	unit_read(path, b);
	return (buf_span(b));
}

static void
begin(struct made *m, const char *repo)
{
	struct error e = ERROR_INIT;

	memset(m, 0, sizeof(*m));
	m->repos = json_read(file(m, DATA "repos.json"), &e);
	assert_non_null(m->repos);
	m->repo = json_object_get(m->repos, repo);
	assert_ok(facts_open(&m->f, &e), &e);
}

static void
add(struct made *m, const char *url, const char *mime, struct span body)
{
	struct facts_source s = { .record = "<urn:uuid:x>", .url = url,
	    .mime = mime, .status = 200, .date = TIME_UNKNOWN, .body = body };
	struct error e = ERROR_INIT;

	assert_true(facts_wants(url, mime, 200, (int64_t)body.n));
	assert_ok(facts_add(m->f, &s, &e), &e);
}

static void
add_record(struct made *m, struct span car, const char *rkey)
{
	char url[512];

	(void)snprintf(url, sizeof(url), "https://pds.essai.example/xrpc/"
	    "com.atproto.sync.getRecord?did=%s&collection=app.bsky.feed.post&"
	    "rkey=%s", json_text(m->repo, "did"), rkey);
	add(m, url, "application/vnd.ipld.car", car);
}

static void
add_log(struct made *m, struct span log)
{
	char url[128];

	(void)snprintf(url, sizeof(url), "https://plc.directory/%s/log/audit",
	    json_text(m->repo, "did"));
	add(m, url, "application/json", log);
}

/* The object of ${kind} among the signatures. */
static const json_t *
derive(struct made *m, const char *kind)
{
	struct error e = ERROR_INIT;
	struct facts_page page = { .role = "post" };
	const json_t *list, *one;
	char url[256];
	size_t i;

	(void)snprintf(url, sizeof(url), "https://bsky.app/profile/%s/post/%s",
	    json_text(m->repo, "did"), json_text(m->repo, "rkey"));
	page.url = url;
	assert_ok(facts_derive(m->f, &page, 1, &m->facts, &e), &e);
	list = json_object_get(m->facts, "signatures");
	json_array_foreach(list, i, one)
		if (strcmp(json_text(one, "kind"), kind) == 0)
			return (one);
	fail_msg("no signature of kind %s", kind);
	return (NULL);
}

static void
end(struct made *m)
{
	size_t i;

	facts_free(m->f);
	json_decref(m->facts);
	json_decref(m->repos);
	for (i = 0; i < m->n; i++)
		buf_free(&m->keep[i]);
}

static void
test_signed__valid(void **state)
{
	const json_t *one, *text;
	struct made m;

	(void)state;
	begin(&m, "k256");
	add_log(&m, file(&m, DATA "plc-plain.json"));
	add_record(&m, file(&m, DATA "k256-record.car"),
	    json_text(m.repo, "rkey"));
	one = derive(&m, "atproto-record");
	assert_string_equal(json_text(one, "state"), "record");
	assert_string_equal(json_text(one, "signature"), "valid");
	assert_string_equal(json_text(one, "did"), json_text(m.repo, "did"));
	assert_string_equal(json_text(one, "commit"), json_text(m.repo,
	    "commit"));
	text = json_object_get(json_object_get(m.facts, "post"), "text");
	assert_string_equal(json_text(text, "value"),
	    "Ce garage m’a volé (137) 👩‍🔧");
	end(&m);
}

/* The log may come after what it is needed for. */
static void
test_signed__later_log(void **state)
{
	const json_t *one;
	struct made m;

	(void)state;
	begin(&m, "p256");
	add_record(&m, file(&m, DATA "p256-record.car"),
	    json_text(m.repo, "rkey"));
	add_log(&m, file(&m, DATA "plc-plain.json"));
	one = derive(&m, "atproto-record");
	assert_string_equal(json_text(one, "signature"), "valid");
	assert_string_equal(json_text(one, "key_since"),
	    "2026-03-01T17:00:00.000Z");
	end(&m);
}

static void
test_signed__no_key(void **state)
{
	const json_t *one;
	struct made m;

	(void)state;
	begin(&m, "k256");
	add_record(&m, file(&m, DATA "k256-record.car"),
	    json_text(m.repo, "rkey"));
	one = derive(&m, "atproto-record");
	assert_string_equal(json_text(one, "signature"), "no-key");
	end(&m);
}

/* A log that does not hold lends no key. */
static void
test_signed__broken_log(void **state)
{
	struct made m;
	struct span log;
	const json_t *one;
	uint8_t *sig;

	(void)state;
	begin(&m, "k256");
	log = file(&m, DATA "plc-plain.json");
	sig = (uint8_t *)strstr((char *)m.keep[m.n - 1].p, "\"sig\": \"") + 12;
	*sig = *sig == 'A' ? 'B' : 'A';
	add_log(&m, log);
	add_record(&m, file(&m, DATA "k256-record.car"),
	    json_text(m.repo, "rkey"));
	one = derive(&m, "atproto-record");
	assert_string_equal(json_text(one, "signature"), "no-key");
	json_decref(m.facts);
	one = derive(&m, "plc-log");
	assert_string_equal(json_text(one, "state"), "broken");
	end(&m);
}

static void
test_signed__absent(void **state)
{
	const json_t *one;
	char rkey[32];
	struct made m;

	(void)state;
	begin(&m, "k256");
	(void)snprintf(rkey, sizeof(rkey), "%s2", json_text(m.repo, "rkey"));
	add_log(&m, file(&m, DATA "plc-plain.json"));
	add_record(&m, file(&m, DATA "k256-absent.car"), rkey);
	one = derive(&m, "atproto-record");
	assert_string_equal(json_text(one, "state"), "absent");
	assert_string_equal(json_text(one, "signature"), "valid");
	end(&m);
}

/* The account's handles, as it had them. */
static void
test_signed__history(void **state)
{
	const json_t *one, *handles;
	struct made m;

	(void)state;
	begin(&m, "k256");
	add_log(&m, file(&m, DATA "plc-plain.json"));
	one = derive(&m, "plc-log");
	assert_string_equal(json_text(one, "state"), "holds");
	handles = json_object_get(one, "handles");
	assert_int_equal(json_array_size(handles), 2);
	assert_string_equal(json_text(json_array_get(handles, 0), "handle"),
	    "garage.essai.example");
	assert_string_equal(json_text(json_array_get(handles, 1), "since"),
	    "2026-03-01T13:00:00.000Z");
	end(&m);
}

/* From the page to the log of keys, and from there to the signed record. */
static void
test_signed__leads(void **state)
{
	struct facts_page page = { .role = "post" };
	struct error e = ERROR_INIT;
	char url[256], want[512];
	const json_t *one;
	bool found = false;
	struct made m;
	json_t *leads;
	size_t i;

	(void)state;
	begin(&m, "k256");
	add_log(&m, file(&m, DATA "plc-plain.json"));
	(void)snprintf(url, sizeof(url), "https://bsky.app/profile/%s/post/%s",
	    json_text(m.repo, "did"), json_text(m.repo, "rkey"));
	page.url = url;
	assert_ok(facts_leads(m.f, &page, 1, &leads, &e), &e);
	(void)snprintf(want, sizeof(want), "https://pds.essai.example/xrpc/"
	    "com.atproto.sync.getRecord?did=%s&collection=app.bsky.feed.post&"
	    "rkey=%s", json_text(m.repo, "did"), json_text(m.repo, "rkey"));
	json_array_foreach(json_object_get(leads, "documents"), i, one)
		found |= strcmp(json_text(one, "url"), want) == 0 &&
		    strcmp(json_text(one, "role"), "proof") == 0;
	assert_true(found);
	json_decref(leads);
	end(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signed__valid),
		cmocka_unit_test(test_signed__later_log),
		cmocka_unit_test(test_signed__no_key),
		cmocka_unit_test(test_signed__broken_log),
		cmocka_unit_test(test_signed__absent),
		cmocka_unit_test(test_signed__history),
		cmocka_unit_test(test_signed__leads),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
