#include <string.h>

#include "cmd/case_data.h"
#include "cmd/limitation.h"
#include "cmd/say.h"
#include "store/base/json.h"
#include "store/base/time.h"

static const struct {
	const char *option;
	const char *member;
	enum { LINE, LIST, DAY, DAYS, PLACES } kind;
} members[] = {
	{ "--reference", "reference", LINE },
	{ "--jurisdiction", "jurisdictions", PLACES },
	{ "--party", "parties", LIST },
	{ "--counsel", "counsel", LIST },
	{ "--statement", "statements", LIST },
	{ "--published", "published", DAY },
	{ "--published-source", "published_source", LINE },
	{ "--known", "known", DAY },
	{ "--author-known", "author_known", DAY },
	{ "--interrupted", "interrupted", DAYS },
};
#define MEMBERS	(sizeof(members) / sizeof(members[0]))

static const char *const sheet[] = { "--who", "--what", "--where", "--when",
    "--how", "--how-many", "--why" };

static const char *const authors[] = { "troll", "rager", "misinformed",
    "customer", "employee", "competitor", "impostor", "other", NULL };
static const char *const decisions[] = { "monitor", "private", "correct",
    "respond", "legal", NULL };

static int
check_text(const char *option, const char *s, struct error *e)
{

	if (*s == '\0' || !span_utf8(span_of(s)))
		return (error_set(e, ERR_INPUT, _("%s wants a text in UTF-8"),
		    option));
	return (0);
}

/* A day that has been; a whole one where ${whole}. */
static int
check_day(const char *option, const char *s, bool whole, struct error *e)
{
	struct limitation_day d;
	char today[TIME_TEXT];
	int64_t now = time_now();

	if (!limitation_day_read(s, &d) || (whole && d.day == 0))
		return (error_set(e, ERR_INPUT, whole ?
		    _("%s wants a day such as 2026-11-21, or with its time "
		    "2026-11-21T23:30:00+01:00; not %.64s") :
		    _("%s wants a date such as 2026-11-21 (2026-11 where the "
		    "day is not known), or with its time "
		    "2026-11-21T23:30:00+01:00; not %.64s"), option, s));
	if (limitation_to_come(&d, now))
		return (error_set(e, ERR_INPUT, _("%s lies in the future: "
		    "%.64s; by this machine's clock it is %.10s"), option, s,
		    time_text(now, today)));
	return (0);
}

static int
check_place(const char *option, const char *s, struct error *e)
{
	char place[LIMITATION_PLACE];

	if (!limitation_place(s, place))
		return (error_set(e, ERR_INPUT, _("%s wants a code of ISO "
		    "3166 such as FR, CA-QC or GB-EAW; not %.64s"), option,
		    s));
	return (0);
}

static int
check_value(size_t i, const char *s, struct error *e)
{
	const char *option = members[i].option;

	if (check_text(option, s, e) != 0)
		return (-1);
	switch (members[i].kind) {
	case DAY:
		return (check_day(option, s, false, e));
	case DAYS:
		return (check_day(option, s, true, e));
	case PLACES:
		return (check_place(option, s, e));
	case LINE:
	case LIST:
		break;
	}
	return (0);
}

/* A value as it is kept. */
static json_t *
value_of(size_t i, const char *s)
{
	char place[LIMITATION_PLACE];

	if (members[i].kind == PLACES && limitation_place(s, place))
		return (json_string(place));
	return (json_string(s));
}

/* Where ${one} stands in ${list}; its size: nowhere. */
static size_t
where(const json_t *list, const json_t *one)
{
	size_t i, n = json_array_size(list);

	for (i = 0; i < n && !json_equal(json_array_get(list, i), one); i++)
		continue;
	return (i);
}

/* What was there and what was given, without repetitions. */
static json_t *
grown(size_t i, const json_t *was, const char *const *list)
{
	json_t *out = was == NULL ? json_array() : json_deep_copy(was), *one;
	bool ok = out != NULL;

	for (; *list != NULL; list++) {
		one = value_of(i, *list);
		if (where(out, one) == json_array_size(out))
			json_add(out, json_incref(one), &ok);
		json_decref(one);
	}
	if (ok)
		return (out);
	json_decref(out);
	return (NULL);
}

/* The same without what was given, all of which must be there. */
static json_t *
shrunk(size_t i, json_t *was, const char *const *list, struct error *e)
{
	json_t *out = json_is_array(was) ? json_deep_copy(was) : json_array();
	json_t *one;
	size_t at;

	if (json_is_string(was) && out != NULL)
		(void)json_array_append(out, was);
	for (; out != NULL && *list != NULL; list++) {
		one = value_of(i, *list);
		at = where(out, one);
		json_decref(one);
		if (json_array_remove(out, at) != 0) {
			(void)error_set(e, ERR_INPUT, _("%s: \"%.200s\" is "
			    "not there, so it cannot be taken away"),
			    members[i].option, *list);
			json_decref(out);
			return (NULL);
		}
	}
	return (out);
}

/* What the member becomes; NULL with ${e}. */
static json_t *
becomes(size_t i, json_t *was, const char *const *list, bool less,
    struct error *e)
{
	bool many = members[i].kind != LINE && members[i].kind != DAY;
	json_t *is;

	if (less)
		is = shrunk(i, was, list, e);
	else
		is = many ? grown(i, was, list) : value_of(i, list[0]);
	if (is == NULL)
		(void)error_nomem(e);
	return (is);
}

static int
take_one(const struct args *a, size_t i, json_t *data, json_t *before,
    json_t *after, struct error *e)
{
	const char *name = members[i].member;
	const char *const *list = args_list(a, members[i].option);
	bool less = args_has(a, "--not"), ok = true;
	json_t *was = json_object_get(data, name), *is;
	size_t k;

	if (list == NULL || *list == NULL)
		return (0);
	for (k = 0; list[k] != NULL; k++)
		if (check_value(i, list[k], e) != 0)
			return (-1);
	if ((is = becomes(i, was, list, less, e)) == NULL)
		return (-1);
	if (was != NULL && json_equal(was, is)) {
		json_decref(is);
		return (0);
	}
	if (was != NULL)
		json_put(before, name, json_incref(was), &ok);
	if (less && json_array_size(is) == 0) {
		json_decref(is);
		(void)json_object_del(data, name);
		return (ok ? 0 : error_nomem(e));
	}
	json_put(after, name, json_incref(is), &ok);
	json_put(data, name, is, &ok);
	return (ok ? 0 : error_nomem(e));
}

int
case_data_take(const struct args *a, json_t *data, json_t *before,
    json_t *after, struct error *e)
{
	size_t i;

	for (i = 0; i < MEMBERS; i++)
		if (take_one(a, i, data, before, after, e) != 0)
			return (-1);
	return (0);
}

/* The member for an option: "--how-many" is "how_many". */
static void
member_name(const char *option, char out[static 32])
{
	size_t i;

	for (i = 0; i < 31 && option[i + 2] != '\0'; i++)
		out[i] = option[i + 2] == '-' ? '_' : option[i + 2];
	out[i] = '\0';
}

static int
put_option(const struct args *a, const char *option, json_t *j,
    struct error *e)
{
	const char *s = args_text(a, option);
	char name[32];
	bool ok = true;

	if (s == NULL)
		return (0);
	if (check_text(option, s, e) != 0)
		return (-1);
	member_name(option, name);
	json_put_text(j, name, s, &ok);
	return (ok ? 0 : error_nomem(e));
}

json_t *
case_data_sheet(const struct args *a, struct error *e)
{
	json_t *j = json_object();
	size_t i;

	for (i = 0; i < sizeof(sheet) / sizeof(sheet[0]); i++)
		if (put_option(a, sheet[i], j, e) != 0)
			goto fail;
	if (json_object_size(j) > 0)
		return (j);
	(void)error_set(e, ERR_INPUT, _("the sheet is empty: --who, --what, "
	    "--where, --when, --how, --how-many, --why"));
fail:
	json_decref(j);
	return (NULL);
}

/* One of a list of words, or nothing given. */
static int
put_word(const struct args *a, const char *option, const char *name,
    const char *const *list, json_t *j, struct error *e)
{
	const char *s = args_text(a, option);
	bool ok = true;

	if (s == NULL)
		return (0);
	for (; *list != NULL; list++)
		if (strcmp(*list, s) == 0)
			break;
	if (*list == NULL)
		return (error_set(e, ERR_INPUT, _("%s has no value %.64s; "
		    "see --help"), option, s));
	json_put_text(j, name, s, &ok);
	return (ok ? 0 : error_nomem(e));
}

json_t *
case_data_triage(const struct args *a, struct error *e)
{
	json_t *j = json_object();

	if (put_word(a, "--author", "author", authors, j, e) == 0 &&
	    put_option(a, "--reach", j, e) == 0 &&
	    put_option(a, "--network", j, e) == 0 &&
	    put_word(a, "--decision", "decision", decisions, j, e) == 0 &&
	    put_option(a, "--by", j, e) == 0 &&
	    put_option(a, "--when", j, e) == 0) {
		if (json_object_size(j) > 0)
			return (j);
		(void)error_set(e, ERR_INPUT, _("the triage is empty: "
		    "--author, --reach, --network, --decision, --by, --when"));
	}
	json_decref(j);
	return (NULL);
}

static void
read_day(const json_t *data, const char *name, struct limitation_day *out)
{
	const char *s = json_text(data, name);

	if (s == NULL || !limitation_day_read(s, out))
		out->year = 0;
}

json_t *
case_data_limits(const json_t *data, const json_t *table, int64_t now,
    struct error *e)
{
	struct limitation_case k = {
		.places = json_object_get(data, "jurisdictions"),
		.interrupted = json_object_get(data, "interrupted"),
		.now = now };

	read_day(data, "published", &k.published);
	read_day(data, "known", &k.known);
	read_day(data, "author_known", &k.author);
	return (limitation_rows(table, &k, e));
}
