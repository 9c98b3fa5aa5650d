#include <stdio.h>
#include <string.h>

#include "cmd/told.h"
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
told_label(const char *member)
{
	size_t i;

	for (i = 0; i < COUNT(labels); i++)
		if (strcmp(labels[i].key, member) == 0)
			return (_(labels[i].words));
	return (member);
}

const char *
told_value(const char *member, const char *s)
{
	size_t i;

	if (strcmp(member, "roles") == 0 || strcmp(member, "found") == 0)
		for (i = 0; i < COUNT(ours); i++)
			if (strcmp(ours[i].key, s) == 0)
				return (_(ours[i].words));
	for (i = 0; i < COUNT(fixed); i++)
		if (strcmp(fixed[i], member) == 0)
			return (story_value(s));
	return (s);
}

static void
put(struct buf *out, const char *label, const char *value)
{

	if (value == NULL || *value == '\0')
		return;
	if (out->n > 0)
		buf_puts(out, _("; "));
	buf_printf(out, _("%s: "), label);
	buf_puts(out, value);
}

/* A text, a number, or a list of texts. */
static void
put_any(struct buf *out, const char *member, const json_t *v)
{
	const json_t *one;
	size_t i;

	if (json_is_string(v))
		buf_puts(out, told_value(member,
		    json_string_value(v)));
	else if (json_is_integer(v))
		buf_printf(out, "%lld", (long long)json_integer_value(v));
	json_array_foreach(v, i, one) {
		if (json_is_string(one) && i > 0)
			buf_puts(out, ", ");
		if (json_is_string(one))
			buf_puts(out, told_value(member,
			    json_string_value(one)));
	}
}

static void
put_value(struct buf *out, const char *label, const char *member,
    const json_t *v)
{
	struct buf text = BUF_INIT(MIB);

	put_any(&text, member, v);
	put(out, label, buf_str(&text));
	buf_free(&text);
}

/* Those of ${o} that have a label, in the order of the labels. */
static void
put_members(struct buf *out, const json_t *o)
{
	size_t i;

	for (i = 0; i < COUNT(labels); i++)
		put_value(out, _(labels[i].words), labels[i].key,
		    json_object_get(o, labels[i].key));
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

/* Those of ${list} that ${other} has not, a new list. */
static json_t *
only(const json_t *list, const json_t *other)
{
	json_t *out = json_array();
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
		if (!has(other, one))
			(void)json_array_append_new(out, json_deep_copy(one));
	return (out);
}

/* Of a list what came and what went; of a text both. */
static void
put_change(struct buf *out, const struct word *w, const json_t *was,
    const json_t *is)
{
	bool list = json_is_array(was) || json_is_array(is);
	json_t *came, *went;
	struct buf text = BUF_INIT(MIB);

	if (list) {
		came = only(is, was);
		went = only(was, is);
		put_value(out, _(w->words), w->key, came);
		put_any(&text, w->key, went);
		if (text.n > 0) {
			buf_puts(&text, _(" (taken away)"));
			put(out, _(w->words), buf_str(&text));
		}
		json_decref(came);
		json_decref(went);
	} else if (is != NULL || was != NULL) {
		put_any(&text, w->key, is);
		if (is == NULL)
			buf_puts(&text, _("nothing"));
		if (was != NULL) {
			buf_puts(&text, _(" (before: "));
			put_any(&text, w->key, was);
			buf_putc(&text, ')');
		}
		put(out, _(w->words), buf_str(&text));
	}
	buf_free(&text);
}

static void
put_changes(struct buf *out, const json_t *before, const json_t *after)
{
	size_t i;

	for (i = 0; i < COUNT(labels); i++)
		put_change(out, &labels[i],
		    json_object_get(before, labels[i].key),
		    json_object_get(after, labels[i].key));
}

void
told_reach(struct buf *out, const json_t *one)
{
	const json_t *counters = json_object_get(one, "counters");
	const char *id = json_text(one, "exhibit"), *s;
	const char *at = json_text(one, "captured");
	int64_t n = 0, t;
	char moment[STORY_MOMENT];
	size_t i, told = 0;

	if (json_whole(one, "number", &n) && n > 0)
		buf_printf(out, _("exhibit %lld"), (long long)n);
	else
		buf_printf(out, "%.12s", id != NULL ? id : "?");
	if (at != NULL && time_parse(span_of(at), &t, NULL) == 0)
		buf_printf(out, _(", captured %s"), story_moment(
		    tongue_reader(), t, moment));
	for (i = 0; i < COUNT(labels); i++) {
		s = json_text(counters, labels[i].key);
		if (s == NULL && strcmp(labels[i].key, "followers") == 0)
			s = json_text(one, "followers");
		if (s != NULL)
			buf_printf(out, _("%s%s %s"), told++ == 0 ?
			    " \342\200\224 " : ", ", s, _(labels[i].words));
	}
	if (told == 0)
		buf_puts(out, _(": the page told no figures, the reach is "
		    "not known"));
}

static void
put_reach(struct buf *out, const json_t *list)
{
	struct buf text = BUF_INIT(MIB);
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one) {
		buf_reset(&text);
		told_reach(&text, one);
		put(out, _("as captured"), buf_str(&text));
	}
	buf_free(&text);
}

/* Words complained of, and the exhibit they stand in. */
static void
put_quotes(struct buf *out, const json_t *was, const json_t *list)
{
	struct buf text = BUF_INIT(MIB);
	const json_t *one;
	const char *words;
	size_t i;

	json_array_foreach(list, i, one) {
		if ((words = json_text(one, "statement")) == NULL ||
		    has(was, one))
			continue;
		buf_reset(&text);
		buf_printf(&text, _("\"%s\" in "), words);
		told_where(&text, one);
		put(out, _("words complained of"), buf_str(&text));
	}
	buf_free(&text);
}

void
told_where(struct buf *out, const json_t *one)
{
	const char *found = json_text(one, "found");
	int64_t n = 0;

	(void)json_whole(one, "number", &n);
	buf_printf(out, _("exhibit %lld"), (long long)n);
	if (found != NULL)
		buf_printf(out, ", %s", told_value("found", found));
}

/* The two who signed for a disposal. */
static void
put_approved(struct buf *out, const json_t *list)
{
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
		put(out, _("approved by"), json_text(one, "name"));
}

static void
put_party(struct buf *out, const char *label, const json_t *o)
{
	const char *name = json_text(o, "name");
	const char *org = json_text(o, "organization");
	struct buf who = BUF_INIT(64 * KIB);

	if (name == NULL)
		name = json_text(o, "person");
	buf_printf(&who, "%s%s%s", name != NULL ? name : "",
	    name != NULL && org != NULL ? ", " : "", org != NULL ? org : "");
	put(out, label, buf_str(&who));
	buf_free(&who);
}

/* Members that have a name of their own. */
static void
put_named(struct buf *out, const json_t *d)
{
	static const struct word named[] = {
		{ "url", N_("address") },
		{ "note", N_("note") },
		{ "package", N_("package") },
		{ "operator", N_("operator") },
		{ "name", N_("name") },
		{ "title", N_("function") },
		{ "roles", N_("roles") },
		{ "case", N_("case") },
		{ "number", N_("number") },
		{ "search", N_("searched for") },
		{ "hold", N_("legal hold") },
		{ "incident", N_("incident") },
		{ "authority", N_("authority") },
		{ "checkpoint", N_("events of the log that are covered") },
		{ "corrects", N_("corrects event") },
		{ "closes", N_("closes event") },
		{ "operation", N_("operation") },
		{ "tool", N_("tool") },
		{ "file", N_("file") },
		{ "derivative", N_("derivative") },
		{ "parent", N_("made from") },
		{ "verdict", N_("result") },
	};
	size_t i;

	for (i = 0; i < COUNT(named); i++)
		put_value(out, _(named[i].words), named[i].key,
		    json_object_get(d, named[i].key));
}

static void
put_flags(struct buf *out, const json_t *d)
{
	static const struct word flags[] = {
		{ "own", N_("a publication of one's own") },
		{ "move", N_("given away, not copied") },
		{ "store", N_("whole store") },
		{ "compromised", N_("the key may be in other hands") },
	};
	const json_t *v;
	size_t i;

	for (i = 0; i < COUNT(flags); i++)
		if (json_is_boolean(v = json_object_get(d, flags[i].key)))
			put(out, _(flags[i].words), json_is_true(v) ?
			    _("yes") : _("no"));
}

void
told_event(struct buf *out, const struct event *ev)
{
	const json_t *d = ev->detail;
	const json_t *before = json_object_get(d, "before");
	const json_t *after = json_object_get(d, "after");
	const json_t *triage = json_object_get(d, "triage");

	put_party(out, _("from"), ev->from);
	put_party(out, _("to"), ev->to);
	put_named(out, d);
	put_flags(out, d);
	put_members(out, json_object_get(d, "sheet"));
	put_members(out, triage);
	put_reach(out, json_object_get(triage, "counters"));
	put_changes(out, before, after);
	put_quotes(out, json_object_get(before, "quotes"),
	    json_object_get(after, "quotes"));
	put_approved(out, json_object_get(d, "approved"));
	put(out, _("happened"), json_text(d, "happened"));
	put(out, _("reason"), ev->why);
	put(out, _("went wrong"), ev->error);
	if (ev->late)
		put(out, _("entered late"), _("yes"));
}
