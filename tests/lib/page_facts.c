#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/base/io.h"
#include "store/base/time.h"
#include "store/facts/reader.h"
#include "tests/lib/page_facts.h"

#define FIXTURES	"../shared/fixtures"

/* A source's URL has no fragment. */
static const char *
source_url(const char *url, char out[static 1024])
{
	(void)snprintf(out, 1024, "%.*s", (int)strcspn(url, "#"), url);
	return (out);
}

static struct facts *
open_all(const struct page_source *s, size_t n)
{
	struct facts_source one;
	struct facts *f;
	char url[1024];

	assert_int_equal(facts_open(&f, NULL), 0);
	for (size_t i = 0; i < n; i++) {
		memset(&one, 0, sizeof(one));
		one.url = source_url(s[i].url, url);
		one.mime = s[i].mime;
		one.date = TIME_UNKNOWN;
		one.body = span_of(s[i].body);
		assert_int_equal(facts_add(f, &one, NULL), 0);
	}
	return (f);
}

static json_t *
derive(struct facts *f, const char *url)
{
	struct facts_page page = { .role = "post", .url = url };
	json_t *j = NULL;

	assert_int_equal(facts_derive(f, &page, 1, &j, NULL), 0);
	facts_free(f);
	assert_non_null(j);
	return (j);
}

json_t *
page_facts(const struct page_source *s, size_t n)
{

	return (derive(open_all(s, n), s[0].url));
}

json_t *
page_facts_html(const char *url, const char *body)
{
	struct page_source s = { url, "text/html", body };

	return (page_facts(&s, 1));
}

json_t *
page_facts_json(const char *url, const char *body)
{
	struct page_source s = { url, "application/json", body };

	return (page_facts(&s, 1));
}

json_t *
page_facts_fixture(const char *url, const char *name)
{
	struct buf body = BUF_INIT(FACTS_SOURCE_MAX);
	struct facts_source s;
	struct facts *f;
	char path[512], bare[1024];

	if (access(FIXTURES, R_OK) != 0)
		return (NULL);
	(void)snprintf(path, sizeof(path), FIXTURES "/%s", name);
	assert_int_equal(io_read_file(path, &body, NULL), 0);
	memset(&s, 0, sizeof(s));
	s.url = source_url(url, bare);
	s.date = TIME_UNKNOWN;
	s.body = buf_span(&body);
	assert_int_equal(facts_open(&f, NULL), 0);
	assert_int_equal(facts_add(f, &s, NULL), 0);
	buf_free(&body);
	return (derive(f, url));
}

const char *
page_document(const struct page_source *s, size_t n, const char *role)
{
	static char url[1024];
	struct facts_page page = { .role = "post", .url = s[0].url };
	struct facts *f = open_all(s, n);
	json_t *leads, *one;
	size_t i;

	url[0] = '\0';
	assert_int_equal(facts_leads(f, &page, 1, &leads, NULL), 0);
	json_array_foreach(json_object_get(leads, "documents"), i, one)
		if (url[0] == '\0' && strcmp(json_string_value(
		    json_object_get(one, "role")), role) == 0)
			(void)snprintf(url, sizeof(url), "%s",
			    json_string_value(json_object_get(one, "url")));
	json_decref(leads);
	facts_free(f);
	return (url[0] == '\0' ? NULL : url);
}

const char *
page_fact(json_t *j, const char *pointer)
{
	char at[512];

	(void)snprintf(at, sizeof(at), "%s/value", pointer);
	return (json_string_value(json_at(j, at)));
}

void
page_fact_is(json_t *j, const char *pointer, const char *want)
{
	const char *have = page_fact(j, pointer);

	if (want == NULL) {
		if (have != NULL)
			fail_msg("%s is \"%s\"", pointer, have);
		return;
	}
	if (have == NULL)
		fail_msg("no %s, want \"%s\"", pointer, want);
	else
		assert_string_equal(have, want);
}

void
page_fact_starts(json_t *j, const char *pointer, const char *want)
{
	const char *have = page_fact(j, pointer);

	if (have == NULL || strncmp(have, want, strlen(want)) != 0)
		fail_msg("%s is \"%s\", want \"%s...\"", pointer,
		    have == NULL ? "(absent)" : have, want);
}

void
page_is(json_t *j, const char *class)
{

	assert_string_equal(json_string_value(json_object_get(j, "page")),
	    class);
}

void
page_named(const char *url, enum identity_kind kind, const char *platform,
    const char *id, const char *handle, const char *canonical)
{
	struct identity out;

	if (!identity_of(url, &out))
		fail_msg("%s: nobody's", url);
	if (out.kind != kind)
		fail_msg("%s: kind %d", url, (int)out.kind);
	assert_string_equal(out.platform, platform);
	assert_string_equal(out.id, id);
	assert_string_equal(out.handle, handle);
	assert_string_equal(out.url, canonical);
}
