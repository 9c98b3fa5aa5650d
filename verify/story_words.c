#include <string.h>

#include "store/base/json.h"
#include "verify/story_internal.h"
#include "verify/title.h"
#include "verify/words.h"

/* What the formats name by stable words, as people say it. */

static const struct {
	const char *word;
	const char *text;
} fixed[] = {
	{ "added", N_("added") },
	{ "revoked", N_("revoked") },
	{ "default", N_("acts where nobody is named") },
	{ "opened", N_("opened") },
	{ "changed", N_("changed") },
	{ "closed", N_("closed") },
	{ "reopened", N_("reopened") },
	{ "exhibit-added", N_("exhibit added") },
	{ "case", N_("the whole case") },
	{ "exhibit", N_("the exhibit") },
	{ "redact", N_("parts made unreadable") },
	{ "excerpt", N_("an excerpt") },
	{ "convert", N_("another format") },
	{ "holds", N_("holds") },
	{ "altered", N_("does not hold") },
	{ "undecided", N_("undecided") },
	{ "unestablished", N_("not established") },
	{ "clock-set-back", N_("the clock was set back") },
	{ "capture-interrupted", N_("a capture was interrupted") },
	{ "command-interrupted", N_("a command was interrupted") },
	{ "found-beside", N_("a time-stamp or a record was found of which the "
	    "log did not tell") },
	{ "package-interrupted", N_("the file could not be written") },
	{ "receipt-refused", N_("a receipt that does not hold was offered") },
	{ "witness-conflict", N_("a witness has seen another history") },
	{ "log-rolled-back", N_("a log that was witnessed is shorter now") },
	{ "log-forked", N_("a log that was witnessed is another now") },
	{ "log-unproved", N_("a log that was witnessed does not continue") },
	{ "troll", N_("troll") },
	{ "rager", N_("angry person") },
	{ "misinformed", N_("misinformed person") },
	{ "customer", N_("unhappy customer") },
	{ "employee", N_("employee") },
	{ "competitor", N_("competitor") },
	{ "impostor", N_("impostor") },
	{ "other", N_("other") },
	{ "monitor", N_("monitor") },
	{ "private", N_("private contact") },
	{ "correct", N_("correct") },
	{ "respond", N_("respond") },
	{ "legal", N_("legal action") },
	{ "time-stamp of the log's checkpoint", N_("time-stamp of the custody "
	    "log") },
	{ "time-stamps of the signatures", N_("time-stamps of the "
	    "signatures") },
	{ "time-stamp of a signature", N_("time-stamp of a signature") },
	{ "not asked for", N_("not asked for") },
	{ "no authority answered", N_("no authority answered") },
	{ "it was disposed of: see its custody", N_("it was disposed of: see "
	    "its custody") },
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
	[TIMELINE_REFUSED] = N_("given away, and refused"),
	[TIMELINE_STILL_ACTING] = N_("given away, and still acted on"),
	[TIMELINE_TWO_RECEIVERS] = N_("two receivers of one package"),
};

static const char *const whats[] = {
	[TIMELINE_HOLDER] = N_("Holder"),
	[TIMELINE_COPY] = N_("Copy"),
	[TIMELINE_GAP] = N_("GAP"),
	[TIMELINE_OVERLAP] = N_("OVERLAP"),
};

static const char by_receipt[] = N_("according to a receipt signed by "
    "somebody unknown to you");
static const char by_log[] = N_("according to the log of somebody unknown to "
    "you");
static const char until_word[] = N_("according to somebody unknown to you");

/* The text for ${word}; NULL: none of them. */
static const char *
text_of(const char *word)
{
	size_t i;

	for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (strcmp(word, fixed[i].word) == 0)
			return (fixed[i].text);
	return (NULL);
}

const char *
story_word(const struct story *s, const char *word)
{
	const char *text = text_of(word);

	return (text != NULL ? story_say(s, text) : word);
}

const char *
story_value(enum tongue lang, const char *word)
{
	const char *text = text_of(word);

	return (text != NULL ? tongue_say(lang, text) : word);
}

/* An entry about people or about the case is no note on an exhibit. */
static const char *
annotated(const json_t *d, const char *text)
{

	if (json_text(d, "log") != NULL)
		return (N_("log begun"));
	if (json_text(d, "operator") != NULL)
		return (N_("operators"));
	return (json_text(d, "case") != NULL ? N_("case kept") : text);
}

/* The sender, too, has an entry "received": that the receiver did. */
const char *
story_event(const struct story *s, const struct timeline_entry *x)
{
	const char *text = title_event_text(x->kind);
	const json_t *d;
	json_t *data;

	if (x->kind != EVENT_ANNOTATED && x->kind != EVENT_RECEIVED &&
	    x->kind != EVENT_REJECTED && x->kind != EVENT_MOVED)
		return (story_say(s, text));
	if ((data = timeline_data(x, NULL)) == NULL)
		s->out->failed = ERR_NOMEM;
	d = json_object_get(data, "detail");
	if (x->kind == EVENT_ANNOTATED)
		text = annotated(d, text);
	else if (json_object_get(d, "closes") != NULL)
		text = x->kind == EVENT_MOVED ? N_("given away for good") :
		    x->kind == EVENT_RECEIVED ? N_("hand-over confirmed") :
		    N_("hand-over refused");
	json_decref(data);
	return (story_say(s, text));
}

const char *
story_note_why(const struct story *s, enum timeline_why w)
{

	return (story_say(s, whys[w]));
}

static const char *
unknown_text(const struct timeline_note *n)
{

	if (!n->unknown)
		return (NULL);
	return (n->log == SIZE_MAX || n->why == TIMELINE_HANDED ||
	    n->why == TIMELINE_REFUSED || n->why == TIMELINE_STILL_ACTING ?
	    by_receipt : by_log);
}

const char *
story_note_unknown(const struct story *s, const struct timeline_note *n)
{
	const char *text = s->inside ? NULL : unknown_text(n);

	return (text != NULL ? story_say(s, text) : NULL);
}

const char *
story_note_until_unknown(const struct story *s)
{

	return (story_say(s, until_word));
}

const char *
story_what(enum timeline_what w)
{

	return (tongue_say(tongue_reader(), whats[w]));
}

const char *
story_why(enum timeline_why w)
{

	return (tongue_say(tongue_reader(), whys[w]));
}

const char *
story_unknown(const struct timeline_note *n)
{
	const char *text = unknown_text(n);

	return (text != NULL ? tongue_say(tongue_reader(), text) : NULL);
}

const char *
story_until_unknown(void)
{

	return (tongue_say(tongue_reader(), until_word));
}
