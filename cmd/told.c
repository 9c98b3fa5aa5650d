#include "cmd/told.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "verify/story.h"
#include "verify/words.h"

struct word {
	const char *key;
	const char *words;
};

#define COUNT(list)	(sizeof(list) / sizeof((list)[0]))

/* One more, after those before; ${ctx} is the text. */
static void
put(void *ctx, const char *label, const char *value)
{
	struct buf *out = ctx;

	if (value == NULL || *value == '\0')
		return;
	if (out->n > 0)
		buf_puts(out, _("; "));
	buf_printf(out, _("%s: "), label);
	buf_puts(out, value);
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
	struct buf text = BUF_INIT(4 * MIB);
	size_t i;

	for (i = 0; i < COUNT(named); i++) {
		buf_reset(&text);
		story_case_put(&text, tongue_reader(), named[i].key,
		    json_object_get(d, named[i].key));
		put(out, _(named[i].words), buf_str(&text));
	}
	buf_free(&text);
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
	const struct story_sink sink = { .put = put, .ctx = out,
	    .lang = tongue_reader() };
	const json_t *d = ev->detail;

	put_party(out, _("from"), ev->from);
	put_party(out, _("to"), ev->to);
	put_named(out, d);
	put_flags(out, d);
	story_case_members(&sink, json_object_get(d, "sheet"));
	story_case_members(&sink, json_object_get(d, "triage"));
	story_case(&sink, d);
	put_approved(out, json_object_get(d, "approved"));
	put(out, _("reason"), ev->why);
	put(out, _("went wrong"), ev->error);
	if (ev->late)
		put(out, _("entered late"), _("yes"));
}
