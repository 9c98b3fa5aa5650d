#ifndef TESTS_LIB_PAGE_FACTS_H
#define TESTS_LIB_PAGE_FACTS_H

#include <stddef.h>

#include <jansson.h>

#include "store/facts/facts.h"

/*
 * page_facts - what the readers make of pages and answers, for tests.
 */
struct page_source {
	const char *url;
	const char *mime;	/* NULL: look */
	const char *body;
};

/* page_facts(s, n): facts of ${n} documents, the first of which is the page;
 * a new reference, the test fails where there is none. */
json_t *page_facts(const struct page_source *s, size_t n);

/* page_facts_html(url, body), page_facts_json(url, body): of one. */
json_t *page_facts_html(const char *url, const char *body);
json_t *page_facts_json(const char *url, const char *body);

/* page_facts_fixture(url, name): of ../shared/fixtures/${name}, read in
 * place; NULL where the folder is not there. */
json_t *page_facts_fixture(const char *url, const char *name);

/* page_fact(j, pointer): the "value" of the fact there, or NULL. */
const char *page_fact(json_t *j, const char *pointer);

/* The same, compared; ${want} NULL: there must be no such fact. */
void page_fact_is(json_t *j, const char *pointer, const char *want);
void page_fact_starts(json_t *j, const char *pointer, const char *want);

/* page_is(j, class): "post", "profile", "login-wall" ... */
void page_is(json_t *j, const char *class);

/* page_document(s, n, role): the URL of the first public document of that
 * role to fetch next (facts_leads), or NULL; lives until the next call. */
const char *page_document(const struct page_source *s, size_t n,
    const char *role);

/* page_named(url, kind, platform, id, handle, canonical): identity_of. */
void page_named(const char *url, enum identity_kind kind,
    const char *platform, const char *id, const char *handle,
    const char *canonical);

#endif
