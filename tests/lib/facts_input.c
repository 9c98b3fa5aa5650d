#include <stdlib.h>
#include <string.h>

#include "store/base/time.h"
#include "store/facts/feed.h"
#include "tests/lib/facts_input.h"

static void
derive(const struct facts_source *s, struct buf *out)
{
	struct facts_page page = { .role = "post", .url = s->url };
	struct facts *f = NULL;
	json_t *facts = NULL, *leads = NULL;

	if (facts_open(&f, NULL) != 0 || facts_add(f, s, NULL) != 0 ||
	    facts_derive(f, &page, 1, &facts, NULL) != 0 ||
	    facts_leads(f, &page, 1, &leads, NULL) != 0 ||
	    facts_file(facts, out, NULL) != 0)
		abort();
	json_decref(facts);
	json_decref(leads);
	facts_free(f);
}

void
facts_input(struct span in, const char *mime)
{
	struct facts_source s = { .record = "<urn:uuid:1>", .mime = mime,
	    .status = 200, .date = INT64_C(1577836800000) };
	struct buf one = BUF_INIT(FACTS_FILE_MAX),
	    two = BUF_INIT(FACTS_FILE_MAX);
	struct span line;
	char *url;

	if (!span_line(&in, &line))
		return;
	if ((url = span_str(line)) == NULL)
		abort();
	s.url = url;
	s.body = in;
	derive(&s, &one);
	derive(&s, &two);
	if (!span_eq(buf_span(&one), buf_span(&two)))
		abort();
	buf_free(&one);
	buf_free(&two);
	free(url);
}
