#include <stdio.h>
#include <string.h>

#include "store/base/json.h"
#include "verify/story.h"
#include "verify/words.h"

/* What events tell beside who and when, by the members that have a name. */
struct label {
	const char *key;
	const char *words;
};

static const struct label labels[] = {
	{ "url", N_("address") },
	{ "note", N_("note") },
	{ "package", N_("package") },
	{ "operator", N_("operator") },
	{ "name", N_("name") },
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
	{ "store", N_("whole store") },
};

/* Values that the format fixes, in words. */
static const struct label values[] = {
	{ "added", N_("added") },
	{ "revoked", N_("revoked") },
	{ "default", N_("acts where nobody is named") },
	{ "opened", N_("opened") },
	{ "changed", N_("changed") },
	{ "closed", N_("closed") },
	{ "reopened", N_("reopened") },
	{ "exhibit-added", N_("exhibit added") },
	{ "clock-set-back", N_("the clock was set back") },
	{ "capture-interrupted", N_("a capture was interrupted") },
	{ "package-interrupted", N_("the file could not be written") },
};

static const char *const whys[TIMELINE_WHYS] = {
	[TIMELINE_ACQUIRED] = N_("made the capture"),
	[TIMELINE_RECEIVED] = N_("took it over, by its own log"),
	[TIMELINE_STORED] = N_("keeps it, by its own log"),
	[TIMELINE_RECEIPT] = N_("took it over, by its signed receipt"),
	[TIMELINE_EXPORTED] = N_("exported"),
	[TIMELINE_COPIED] = N_("copied"),
	[TIMELINE_HANDED] = N_("a copy was handed over"),
	[TIMELINE_NO_RECEIPT] = N_("handed over, and there is no receipt"),
	[TIMELINE_NO_SENDER] = N_("received, and the sender's log is not "
	    "here"),
	[TIMELINE_NO_ORIGIN] = N_("its history begins after its capture"),
	[TIMELINE_NO_EVENT] = N_("no event tells of it"),
	[TIMELINE_OTHER_FILE] = N_("what was received is not the file that "
	    "was sent"),
	[TIMELINE_STILL_ACTING] = N_("given away, and still acted on"),
	[TIMELINE_TWO_RECEIVERS] = N_("two receivers of one package"),
};

static const char *const whats[] = {
	[TIMELINE_HOLDER] = N_("Holder"),
	[TIMELINE_COPY] = N_("Copy"),
	[TIMELINE_GAP] = N_("GAP"),
	[TIMELINE_OVERLAP] = N_("OVERLAP"),
};

const char *
story_what(enum timeline_what w)
{

	return (_(whats[w]));
}

const char *
story_why(enum timeline_why w)
{

	return (_(whys[w]));
}

static void
put(struct buf *out, const char *label, const char *value)
{

	if (value == NULL || *value == '\0')
		return;
	if (out->n > 0)
		buf_puts(out, "; ");
	buf_printf(out, _("%s: "), label);
	buf_puts(out, value);
}

static const char *
value_words(const char *s)
{
	size_t i;

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (strcmp(s, values[i].key) == 0)
			return (_(values[i].words));
	return (s);
}

static void
put_value(struct buf *out, const char *label, const json_t *v)
{
	char number[32];

	if (json_is_string(v)) {
		put(out, label, value_words(json_string_value(v)));
		return;
	}
	if (!json_is_integer(v))
		return;
	(void)snprintf(number, sizeof(number), "%lld",
	    (long long)json_integer_value(v));
	put(out, label, number);
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

/* A sheet or a triage: each line of it, under the name it has. */
static void
put_members(struct buf *out, const json_t *o)
{
	json_t *copy = json_deep_copy(o);
	void *i;

	for (i = json_object_iter(copy); i != NULL;
	    i = json_object_iter_next(copy, i))
		put_value(out, json_object_iter_key(i),
		    json_object_iter_value(i));
	json_decref(copy);
}

void
story_detail(struct buf *out, const struct timeline_entry *x)
{
	json_t *data = timeline_data(x, NULL);
	const json_t *d = json_object_get(data, "detail");
	size_t i;

	/* It was read before: nothing but memory can lack. */
	if (data == NULL)
		out->failed = ERR_NOMEM;
	put_party(out, _("from"), json_object_get(data, "from"));
	put_party(out, _("to"), json_object_get(data, "to"));
	for (i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		put_value(out, _(labels[i].words),
		    json_object_get(d, labels[i].key));
	put_members(out, json_object_get(d, "sheet"));
	put_members(out, json_object_get(d, "triage"));
	put(out, _("reason"), x->why);
	put(out, _("went wrong"), json_text(data, "error"));
	if (x->late)
		put(out, _("entered late"), _("yes"));
	json_decref(data);
}
