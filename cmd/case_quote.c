#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/case_change.h"
#include "cmd/say.h"
#include "store/base/json.h"
#include "store/base/limits.h"

/* Whether the post of ${x} has ${words}, letter by letter. */
static bool
in_post(const struct catalog_exhibit *x, const char *words)
{
	json_t *post = NULL;
	const char *text;
	bool in;

	if (x->post != NULL)
		post = json_read(span_of(x->post), NULL);
	text = json_text(post, "text");
	in = text != NULL && strstr(text, words) != NULL;
	json_decref(post);
	return (in);
}

/* ${words} as one phrase of a search. */
static void
put_phrase(struct buf *out, const char *words)
{

	buf_putc(out, '"');
	for (; *words != '\0'; words++)
		buf_putc(out, *words == '"' ? ' ' : (uint8_t)*words);
	buf_putc(out, '"');
}

/*
 * How ${words} stand in the exhibit ${id}: "exact" in its post; "words" where
 * they follow each other somewhere in what was captured, but for capitals,
 * accents and punctuation; "absent".  NULL with ${e}.
 */
static const char *
look(struct home *h, const char *id, const char *words, struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur = NULL;
	struct catalog_exhibit x;
	struct buf phrase = BUF_INIT(64 * KIB);
	const char *found = NULL;
	int got;

	if ((got = home_exhibit(h, id, &cur, &x, e)) == 1)
		found = in_post(&x, words) ? "exact" : "absent";
	catalog_cursor_free(cur);
	cur = NULL;
	put_phrase(&phrase, words);
	f.id_prefix = id;
	f.words = buf_str(&phrase);
	if (found != NULL && strcmp(found, "absent") == 0) {
		if (buf_ok(&phrase, e) != 0 || catalog_exhibits(
		    home_catalog(h), &f, &cur, e) != 0 ||
		    (got = catalog_exhibit_next(cur, &x, e)) < 0)
			found = NULL;
		else if (got == 1)
			found = "words";
	}
	catalog_cursor_free(cur);
	buf_free(&phrase);
	return (found);
}

static void
warn(const struct home_found *x, const char *words, const char *found)
{
	char *safe = say_safe(words);

	if (strcmp(found, "absent") == 0)
		(void)fprintf(stderr, _("! Exhibit %lld does not have these "
		    "words, as far as its text was captured: \"%s\". Compare "
		    "letter by letter.\n"), (long long)x->number,
		    safe != NULL ? safe : "?");
	else if (strcmp(found, "words") == 0)
		(void)fprintf(stderr, _("! Exhibit %lld has these words, but "
		    "not letter by letter in the text of its post: \"%s\". "
		    "Compare capitals, accents and punctuation.\n"),
		    (long long)x->number, safe != NULL ? safe : "?");
	free(safe);
}

static json_t *
quote_of(const struct home_found *x, const char *words, const char *found,
    bool *ok)
{
	json_t *j = json_object();

	json_put_text(j, "statement", words, ok);
	json_put_text(j, "exhibit", x->id, ok);
	json_put_int(j, "number", x->number, ok);
	json_put_text(j, "found", found, ok);
	return (j);
}

/* ${is} becomes the list of ${data}, and that is told. */
static void
replace(json_t *data, json_t *is, json_t *before, json_t *after, bool *ok)
{
	json_t *was = json_object_get(data, "quotes");

	if (was != NULL)
		json_put(before, "quotes", json_incref(was), ok);
	json_put(after, "quotes", json_incref(is), ok);
	json_put(data, "quotes", json_incref(is), ok);
}

int
case_quote(struct use *u, const struct args *a,
    const struct home_found *x, json_t *data, json_t *before,
    json_t *after, size_t *absent, struct error *e)
{
	const char *const *list = args_list(a, "--statement");
	json_t *was = json_object_get(data, "quotes"), *is, *one;
	const char *found = "";
	bool ok = true;
	size_t i;

	is = was == NULL ? json_array() : json_deep_copy(was);
	for (; is != NULL && *list != NULL && found != NULL; list++) {
		if ((found = look(u->home, x->id, *list, e)) == NULL)
			break;
		warn(x, *list, found);
		*absent += strcmp(found, "absent") == 0;
		one = quote_of(x, *list, found, &ok);
		for (i = 0; i < json_array_size(is); i++)
			if (json_equal(json_array_get(is, i), one))
				break;
		if (i == json_array_size(is))
			json_add(is, json_incref(one), &ok);
		json_decref(one);
	}
	if (is != NULL && found != NULL && !json_equal(was, is))
		replace(data, is, before, after, &ok);
	json_decref(is);
	return (found == NULL ? -1 : is == NULL || !ok ? error_nomem(e) : 0);
}

int
case_quote_prune(json_t *data, json_t *before, json_t *after,
    struct error *e)
{
	const json_t *was = json_object_get(data, "quotes"), *one, *words;
	const json_t *list = json_object_get(data, "statements");
	json_t *is = json_array();
	bool ok = is != NULL;
	size_t i, k;

	json_array_foreach(was, i, one)
		json_array_foreach(list, k, words)
			if (json_equal(words, json_object_get(one,
			    "statement")))
				json_add(is, json_deep_copy(one), &ok);
	if (ok && json_array_size(is) != json_array_size(was))
		replace(data, is, before, after, &ok);
	json_decref(is);
	return (ok ? 0 : error_nomem(e));
}
