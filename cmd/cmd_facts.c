#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/base/url.h"
#include "store/facts/facts.h"

static const struct opt opts[] = {
	{ OPT_TEXT, "--url", NULL, N_("URL"),
	    N_("where the file came from"), false, 0, 0 },
	{ OPT_TEXT, "--at", NULL, N_("TIME"),
	    N_("when it was fetched, as RFC 3339"), false, 0, 0 },
	OPT_JSON,
	OPT_COMMON
};

static int
source_read(struct facts *f, const char *url, const char *file, int64_t at,
    struct error *e)
{
	struct facts_source s = { .url = url, .date = at };
	struct buf body = BUF_INIT(FACTS_SOURCE_MAX);
	int rc = -1;

	if (io_read_file(file, &body, e) == 0) {
		s.body = (struct span){ (const uint8_t *)buf_str(&body),
		    body.n };
		rc = facts_add(f, &s, e);
	}
	buf_free(&body);
	return (rc);
}

static int
show(const struct args *a, const struct url *u, int64_t at, struct error *e)
{
	struct facts_page page = { .role = "post",
	    .url = url_text_fragment(u) };
	struct facts *f = NULL;
	json_t *j = NULL;
	int rc = -1;

	if (facts_open(&f, e) == 0 &&
	    source_read(f, url_text(u), a->rest[0], at, e) == 0 &&
	    facts_derive(f, &page, 1, &j, e) == 0)
		rc = say_json(j) == 0 ? 0 : error_set(e, ERR_SYS,
		    "cannot write");
	facts_free(f);
	return (rc);
}

static int
run(const char *who, const struct args *a)
{
	const char *url = args_text(a, "--url"), *at = args_text(a, "--at");
	struct error e = ERROR_INIT;
	struct url *u = NULL;
	int64_t when = TIME_UNKNOWN;
	int rc = EXIT_NOTHING;

	if (url == NULL)
		return (cmd_usage(who, _("something is missing"), "--url"));
	if (at != NULL && time_parse(span_of(at), &when, NULL) != 0)
		return (cmd_usage(who, _("not a time as RFC 3339"), at));
	if (url_parse(span_of(url), NULL, &u, &e) != 0)
		say_error_address(who, url, &e);
	else if (show(a, u, when, &e) != 0)
		say_error(who, a->rest[0], &e);
	else
		rc = EXIT_DONE;
	url_free(u);
	return (rc);
}

const struct cmd_ops cmd_facts = {
	.name = "facts",
	.words = N_("FILE"),
	.summary = N_("tell what a saved page or answer says, and by whom"),
	.about = N_("FILE is a page or an answer of a platform, as saved. "
	    "Nothing is fetched and no store is needed."),
	.opts = opts, .min = 1, .max = 1, .run = run
};
