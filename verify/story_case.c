#include <stdio.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "verify/story.h"
#include "verify/words.h"

/* What people enter about cases, exhibits and each other, in words. */
struct word {
	const char *key;
	const char *words;
};

static const struct word labels[] = {
	{ "who", N_("who") },
	{ "what", N_("what") },
	{ "where", N_("where") },
	{ "how", N_("how") },
	{ "how_many", N_("how many") },
	{ "why", N_("why") },
	{ "author", N_("kind of author") },
	{ "reach", N_("reach") },
	{ "network", N_("nature of the network") },
	{ "decision", N_("decision") },
	{ "by", N_("by whom") },
	{ "when", N_("when") },
	{ "reference", N_("reference") },
	{ "jurisdictions", N_("jurisdiction") },
	{ "parties", N_("party") },
	{ "counsel", N_("counsel") },
	{ "statements", N_("words complained of") },
	{ "published", N_("first publication") },
	{ "published_source", N_("according to") },
	{ "known", N_("known since") },
	{ "author_known", N_("author known since") },
	{ "interrupted", N_("time limit interrupted") },
	{ "likes", N_("likes") },
	{ "reposts", N_("shares") },
	{ "replies", N_("replies") },
	{ "views", N_("views") },
	{ "followers", N_("followers") },
};

/* Members whose values the format fixes: others are people's own words. */
static const char *const fixed[] = { "author", "decision", "case", "operator",
    "hold", "operation", "incident", "verdict" };

/* Those of ours alone. */
static const struct word ours[] = {
	{ "capture", N_("captures") },
	{ "manage", N_("manages") },
	{ "audit", N_("looks and checks") },
	{ "exact", N_("letter by letter in the post") },
	{ "words", N_("but for capitals, accents and punctuation") },
	{ "absent", N_("NOT FOUND in what was captured") },
};

#define COUNT(list)	(sizeof(list) / sizeof((list)[0]))

const char *
story_case_label(enum tongue lang, const char *member)
{
	size_t i;

	for (i = 0; i < COUNT(labels); i++)
		if (strcmp(labels[i].key, member) == 0)
			return (tongue_say(lang, labels[i].words));
	return (member);
}

const char *
story_case_value(enum tongue lang, const char *member, const char *s)
{
	size_t i;

	if (strcmp(member, "roles") == 0 || strcmp(member, "found") == 0)
		for (i = 0; i < COUNT(ours); i++)
			if (strcmp(ours[i].key, s) == 0)
				return (tongue_say(lang, ours[i].words));
	for (i = 0; i < COUNT(fixed); i++)
		if (strcmp(fixed[i], member) == 0)
			return (story_value(lang, s));
	return (s);
}

void
story_case_put(struct buf *out, enum tongue lang, const char *member,
    const json_t *v)
{
	const json_t *one;
	size_t i;

	if (json_is_string(v))
		buf_puts(out, story_case_value(lang, member,
		    json_string_value(v)));
	else if (json_is_integer(v))
		buf_printf(out, "%lld", (long long)json_integer_value(v));
	json_array_foreach(v, i, one) {
		if (json_is_string(one) && i > 0)
			buf_puts(out, ", ");
		if (json_is_string(one))
			buf_puts(out, story_case_value(lang, member,
			    json_string_value(one)));
	}
}

void
story_case_members(const struct story_sink *k, const json_t *o)
{
	struct buf text = BUF_INIT(4 * MIB);
	size_t i;

	for (i = 0; i < COUNT(labels); i++) {
		buf_reset(&text);
		story_case_put(&text, k->lang, labels[i].key,
		    json_object_get(o, labels[i].key));
		if (text.n > 0)
			k->put(k->ctx, tongue_say(k->lang, labels[i].words),
			    buf_str(&text));
	}
	buf_free(&text);
}

static bool
has(const json_t *list, const json_t *one)
{
	const json_t *other;
	size_t i;

	json_array_foreach(list, i, other)
		if (json_equal(other, one))
			return (true);
	return (false);
}

/* Those of ${list} that ${other} has not. */
static void
put_only(struct buf *out, enum tongue lang, const char *member,
    const json_t *list, const json_t *other)
{
	const json_t *one;
	size_t i;

	buf_reset(out);
	json_array_foreach(list, i, one) {
		if (has(other, one) || !json_is_string(one))
			continue;
		if (out->n > 0)
			buf_puts(out, ", ");
		story_case_put(out, lang, member, one);
	}
}

/* Of a list what came and what went. */
static void
put_list(const struct story_sink *k, const struct word *w, const json_t *was,
    const json_t *is)
{
	const char *label = tongue_say(k->lang, w->words);
	struct buf text = BUF_INIT(4 * MIB);

	put_only(&text, k->lang, w->key, is, was);
	if (text.n > 0)
		k->put(k->ctx, label, buf_str(&text));
	put_only(&text, k->lang, w->key, was, is);
	if (text.n > 0) {
		buf_puts(&text, tongue_say(k->lang, N_(" (taken away)")));
		k->put(k->ctx, label, buf_str(&text));
	}
	buf_free(&text);
}

/* Of a text what it is, and what it was. */
static void
put_text(const struct story_sink *k, const struct word *w, const json_t *was,
    const json_t *is)
{
	struct buf text = BUF_INIT(4 * MIB);

	story_case_put(&text, k->lang, w->key, is);
	if (is == NULL)
		buf_puts(&text, tongue_say(k->lang, N_("nothing")));
	if (was != NULL) {
		buf_puts(&text, tongue_say(k->lang, N_(" (before: ")));
		story_case_put(&text, k->lang, w->key, was);
		buf_putc(&text, ')');
	}
	k->put(k->ctx, tongue_say(k->lang, w->words), buf_str(&text));
	buf_free(&text);
}

static void
put_changes(const struct story_sink *k, const json_t *before,
    const json_t *after)
{
	const json_t *was, *is;
	size_t i;

	for (i = 0; i < COUNT(labels); i++) {
		was = json_object_get(before, labels[i].key);
		is = json_object_get(after, labels[i].key);
		if (json_is_array(was) || json_is_array(is))
			put_list(k, &labels[i], was, is);
		else if (was != NULL || is != NULL)
			put_text(k, &labels[i], was, is);
	}
}

/* ", 212 likes" and so on; how many there were. */
static size_t
put_figures(struct buf *out, enum tongue lang, const json_t *one)
{
	const json_t *counters = json_object_get(one, "counters");
	const char *s;
	size_t i, n = 0;

	for (i = 0; i < COUNT(labels); i++) {
		s = json_text(counters, labels[i].key);
		if (s == NULL && strcmp(labels[i].key, "followers") == 0)
			s = json_text(one, "followers");
		if (s == NULL)
			continue;
		buf_printf(out, "%s%s %s", n++ == 0 ? " \342\200\224 " :
		    ", ", s, tongue_say(lang, labels[i].words));
	}
	return (n);
}

void
story_case_reach(struct buf *out, enum tongue lang, const json_t *one)
{
	const char *id = json_text(one, "exhibit");
	const char *at = json_text(one, "captured");
	char moment[STORY_MOMENT];
	int64_t n = 0, t;

	if (json_whole(one, "number", &n) && n > 0)
		buf_printf(out, tongue_say(lang, N_("exhibit %lld")),
		    (long long)n);
	else
		buf_printf(out, "%.12s", id != NULL ? id : "?");
	if (at != NULL && time_parse(span_of(at), &t, NULL) == 0)
		buf_printf(out, tongue_say(lang, N_(", captured %s")),
		    story_moment(lang, t, moment));
	if (put_figures(out, lang, one) == 0)
		buf_puts(out, tongue_say(lang, N_(": the page told no "
		    "figures, the reach is not known")));
}

void
story_case_where(struct buf *out, enum tongue lang, const json_t *one)
{
	const char *found = json_text(one, "found");
	int64_t n = 0;

	(void)json_whole(one, "number", &n);
	buf_printf(out, tongue_say(lang, N_("exhibit %lld")), (long long)n);
	if (found != NULL)
		buf_printf(out, ", %s", story_case_value(lang, "found",
		    found));
}

static void
put_reach(const struct story_sink *k, const json_t *list)
{
	struct buf text = BUF_INIT(4 * MIB);
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one) {
		buf_reset(&text);
		story_case_reach(&text, k->lang, one);
		k->put(k->ctx, tongue_say(k->lang, N_("as captured")),
		    buf_str(&text));
	}
	buf_free(&text);
}

/* Words complained of that were not there before, and where they stand. */
static void
put_quotes(const struct story_sink *k, const json_t *was, const json_t *list)
{
	struct buf text = BUF_INIT(4 * MIB);
	const json_t *one;
	const char *words;
	size_t i;

	json_array_foreach(list, i, one) {
		if ((words = json_text(one, "statement")) == NULL ||
		    has(was, one))
			continue;
		buf_reset(&text);
		buf_printf(&text, tongue_say(k->lang, N_("\"%s\" in ")),
		    words);
		story_case_where(&text, k->lang, one);
		k->put(k->ctx, tongue_say(k->lang,
		    N_("words complained of")), buf_str(&text));
	}
	buf_free(&text);
}

void
story_case(const struct story_sink *k, const json_t *d)
{
	const json_t *before = json_object_get(d, "before");
	const json_t *after = json_object_get(d, "after");
	const char *happened = json_text(d, "happened");
	struct buf text = BUF_INIT(KIB);

	put_reach(k, json_object_get(json_object_get(d, "triage"),
	    "counters"));
	put_changes(k, before, after);
	put_quotes(k, json_object_get(before, "quotes"),
	    json_object_get(after, "quotes"));
	story_case_put(&text, k->lang, "roles", json_object_get(d, "roles"));
	if (text.n > 0)
		k->put(k->ctx, tongue_say(k->lang, N_("roles")),
		    buf_str(&text));
	if (happened != NULL)
		k->put(k->ctx, tongue_say(k->lang, N_("happened")),
		    happened);
	buf_free(&text);
}
