#include <stdio.h>
#include <string.h>

#include "store/base/json.h"
#include "verify/escape.h"
#include "verify/html.h"
#include "verify/story_internal.h"
#include "verify/words.h"

/* What events tell beside who and when, by the members that have a name. */

enum form { TEXT, WORD, FLAG };	/* free; fixed by the format; yes or no */

struct label {
	const char *key;
	const char *words;
	enum form form;
};

static const struct label labels[] = {
	{ "url", N_("address"), TEXT },
	{ "note", N_("note"), TEXT },
	{ "own", N_("a publication of one's own"), FLAG },
	{ "move", N_("given away, not copied"), FLAG },
	{ "package", N_("package"), TEXT },
	{ "operator", N_("operator"), WORD },
	{ "name", N_("name"), TEXT },
	{ "title", N_("function"), TEXT },
	{ "case", N_("case"), WORD },
	{ "number", N_("number"), TEXT },
	{ "search", N_("searched for"), TEXT },
	{ "hold", N_("legal hold"), WORD },
	{ "incident", N_("incident"), WORD },
	{ "authority", N_("authority"), TEXT },
	{ "checkpoint", N_("events of the log that are covered"), TEXT },
	{ "corrects", N_("corrects event"), TEXT },
	{ "closes", N_("closes event"), TEXT },
	{ "operation", N_("operation"), WORD },
	{ "tool", N_("tool"), TEXT },
	{ "derivative", N_("SHA-256 of the derivative"), TEXT },
	{ "store", N_("whole store"), FLAG },
	{ "verdict", N_("result"), WORD },
};

static const struct label sheet[] = {
	{ "who", N_("who"), TEXT },
	{ "what", N_("what"), TEXT },
	{ "where", N_("where"), TEXT },
	{ "when", N_("when"), TEXT },
	{ "how", N_("how"), TEXT },
	{ "how_many", N_("how many"), TEXT },
	{ "why", N_("why"), TEXT },
};

static const struct label triage[] = {
	{ "author", N_("kind of author"), WORD },
	{ "reach", N_("reach"), TEXT },
	{ "network", N_("nature of the network"), TEXT },
	{ "decision", N_("decision"), WORD },
	{ "by", N_("by whom"), TEXT },
	{ "when", N_("when"), TEXT },
};
#define COUNT(list)	(sizeof(list) / sizeof(list[0]))

static void
put(struct story *s, const char *label, const char *value)
{

	if (value == NULL || *value == '\0')
		return;
	buf_puts(s->out, "<div>");
	html_label(s->out, s->lang, label);
	escape_html(s->out, value);
	buf_puts(s->out, "</div>");
}

static void
put_label(struct story *s, const json_t *d, const struct label *l)
{
	const json_t *v = json_object_get(d, l->key);
	const char *label = story_say(s, l->words);
	char number[32];

	if (json_is_string(v))
		put(s, label, l->form == WORD ? story_word(s,
		    json_string_value(v)) : json_string_value(v));
	else if (json_is_integer(v)) {
		(void)snprintf(number, sizeof(number), "%lld",
		    (long long)json_integer_value(v));
		put(s, label, number);
	} else if (json_is_boolean(v))
		put(s, label, json_is_true(v) ? story_say(s, N_("yes")) :
		    story_say(s, N_("no")));
}

static void
put_labels(struct story *s, const json_t *d, const struct label *list,
    size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		put_label(s, d, &list[i]);
}

static void
put_party(struct story *s, const char *label, const json_t *o)
{
	const char *name = json_text(o, "name");
	const char *org = json_text(o, "organization");

	if (name == NULL)
		name = json_text(o, "person");
	if (name == NULL && org == NULL)
		return;
	buf_puts(s->out, "<div>");
	html_label(s->out, s->lang, label);
	escape_html(s->out, name);
	buf_puts(s->out, name != NULL && org != NULL ? ", " : "");
	escape_html(s->out, org);
	buf_puts(s->out, "</div>");
}

/* Who approved a disposal; what was seen of exhibits that were verified. */
static void
put_lists(struct story *s, const json_t *d)
{
	const json_t *list = json_object_get(d, "approved"), *one;
	size_t i;

	json_array_foreach(list, i, one)
		put(s, story_say(s, N_("approved by")),
		    json_text(one, "name"));
	list = json_object_get(d, "verified");
	json_array_foreach(list, i, one)
		if (json_text(one, "verdict") != NULL && timeline_place(s->t,
		    json_text(one, "exhibit") != NULL ?
		    json_text(one, "exhibit") : "") != SIZE_MAX)
			put(s, story_say(s, N_("result")), story_word(s,
			    json_text(one, "verdict")));
}

static void
put_line(struct story *s, const char *text)
{

	buf_puts(s->out, "<div><em>");
	escape_html(s->out, story_say(s, text));
	buf_puts(s->out, "</em></div>");
}

/* What the event itself rests on, where that is another one's word. */
static void
put_ground(struct story *s, const struct timeline_entry *x, const json_t *d)
{
	const char *receipt = json_text(d, "receipt");

	if (!s->inside && timeline_log_at(s->t, x->log)->unknown)
		put_line(s, N_("according to the log of somebody unknown to "
		    "you"));
	if (receipt == NULL || json_object_get(d, "closes") == NULL)
		return;
	if (s->inside)
		put_line(s, N_("according to a signed receipt; whether its "
		    "signer is known is for the reader to check"));
	else if (timeline_standing(s->t, receipt) == TIMELINE_UNKNOWN)
		put_line(s, N_("according to a receipt signed by somebody "
		    "unknown to you"));
	else if (timeline_standing(s->t, receipt) == TIMELINE_ABSENT)
		put_line(s, N_("the receipt that it speaks of is not here"));
}

static void
put_case(void *ctx, const char *label, const char *value)
{

	put(ctx, label, value);
}

void
story_detail(struct story *s, const struct timeline_entry *x)
{
	const struct story_sink sink = { .put = put_case, .ctx = s,
	    .lang = s->lang };
	json_t *data = timeline_data(x, NULL);
	const json_t *d = json_object_get(data, "detail");

	/* It was read before: nothing but memory can lack. */
	if (data == NULL)
		s->out->failed = ERR_NOMEM;
	put_party(s, story_say(s, N_("from")),
	    json_object_get(data, "from"));
	put_party(s, story_say(s, N_("to")), json_object_get(data, "to"));
	put_labels(s, d, labels, COUNT(labels));
	put_labels(s, json_object_get(d, "sheet"), sheet, COUNT(sheet));
	put_labels(s, json_object_get(d, "triage"), triage, COUNT(triage));
	story_case(&sink, d);
	put_lists(s, d);
	put(s, story_say(s, N_("reason")), x->why);
	put(s, story_say(s, N_("went wrong")), json_text(data, "error"));
	if (x->late)
		put(s, story_say(s, N_("entered late")), story_say(s,
		    N_("yes")));
	put_ground(s, x, d);
	json_decref(data);
}
