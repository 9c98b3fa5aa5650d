#include <stdio.h>
#include <stdlib.h>

#include "cmd/cmd.h"
#include "cmd/exhibit.h"
#include "cmd/use.h"
#include "store/base/json.h"
#include "store/base/limits.h"

static const struct opt opts[] = {
	{ OPT_TEXT, "--case", NULL, N_("NAME"), N_("only exhibits of this "
	    "case"), false, 0, 0 },
	{ OPT_NUMBER, "--limit", NULL, N_("N"), N_("at most this many, newest "
	    "first"), false, 1, INT64_C(1000000000) },
	OPT_JSON,
	OPT_STORE
};

/* All words as one text: each must be found. */
static int
join(const struct args *a, struct buf *out, struct error *e)
{
	size_t i;

	for (i = 0; i < a->n; i++) {
		if (i > 0)
			buf_putc(out, ' ');
		buf_puts(out, a->rest[i]);
	}
	return (buf_ok(out, e));
}

static int
search(struct use *u, const struct args *a, const char *words, int64_t *n,
    struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur = NULL;
	struct catalog_exhibit x;
	int rc;

	if (use_case(u, a, &f.case_name, e) != 0)
		return (-1);
	f.words = words;
	f.limit = args_number(a, "--limit", -1);
	if (catalog_exhibits(home_catalog(u->home), &f, &cur, e) != 0)
		return (-1);
	while ((rc = catalog_exhibit_next(cur, &x, e)) == 1) {
		(*n)++;
		if (!args_has(a, "--json"))
			exhibit_line(&x);
		else if (say_json(exhibit_of_row(u->home, &x)) != 0) {
			rc = error_set(e, ERR_SYS, "cannot write");
			break;
		}
	}
	catalog_cursor_free(cur);
	return (rc);
}

/* One event for the whole search, not one for each row. */
static void
note(const char *who, struct use *u, const struct args *a, const char *words,
    int64_t n)
{
	struct event ev = EVENT_INIT;
	json_t *detail = json_object();
	bool ok = detail != NULL;

	json_put_text(detail, "search", words, &ok);
	json_put_int(detail, "found", n, &ok);
	ev.kind = EVENT_VIEWED;
	ev.case_name = args_text(a, "--case");
	ev.detail = detail;
	use_looked(who, u, &ev);
	json_decref(detail);
}

static int
run(const char *who, const struct args *a)
{
	struct buf words = BUF_INIT(64 * KIB);
	struct error e = ERROR_INIT;
	struct use u = { .home = NULL };
	int64_t n = 0;
	int rc = EXIT_NOTHING;

	if (join(a, &words, &e) == 0 && use_open_look(&u, a, &e) == 0 &&
	    search(&u, a, buf_str(&words), &n, &e) == 0) {
		if (n == 0 && !args_has(a, "--json"))
			(void)printf("%s\n", _("No exhibit."));
		note(who, &u, a, buf_str(&words), n);
		rc = EXIT_DONE;
	} else
		say_error(who, NULL, &e);
	use_close(&u);
	buf_free(&words);
	return (rc);
}

const struct cmd_ops cmd_search = {
	.name = "search",
	.words = N_("WORDS..."),
	.summary = N_("find exhibits by words"),
	.about = N_("Finds exhibits that have all the words in their text, "
	    "their authors, addresses, titles and notes, newest first. "
	    "Capitals and accents do not count; a word that ends in * stands "
	    "for all that begin so; words between quotation marks are found "
	    "in that order. A handle, an address or an emoji can be pasted "
	    "as it is. The search itself is entered in the custody log."),
	.opts = opts, .min = 1, .max = SIZE_MAX, .run = run
};
