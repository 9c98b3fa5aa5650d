#include <string.h>

#include "cmd/case_data.h"
#include "cmd/limitation.h"
#include "store/base/json.h"

static const struct {
	const char *option;
	const char *member;
	enum { LINE, LIST, DAY } kind;
} members[] = {
	{ "--reference", "reference", LINE },
	{ "--jurisdiction", "jurisdictions", LIST },
	{ "--party", "parties", LIST },
	{ "--counsel", "counsel", LIST },
	{ "--statement", "statements", LIST },
	{ "--published", "published", DAY },
	{ "--published-source", "published_source", LINE },
	{ "--known", "known", DAY },
	{ "--author-known", "author_known", DAY },
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
		return (error_set(e, ERR_INPUT, "%s wants a text in UTF-8",
		    option));
	return (0);
}

/* A list with what was there and what was given, without repetitions. */
static json_t *
grown(const json_t *was, const char *const *list)
{
	json_t *out = was == NULL ? json_array() : json_deep_copy(was);
	const json_t *one;
	bool there, ok = out != NULL;
	size_t i;

	for (; *list != NULL; list++) {
		there = false;
		json_array_foreach(out, i, one)
			if (strcmp(json_string_value(one), *list) == 0)
				there = true;
		if (!there)
			json_add(out, json_string(*list), &ok);
	}
	if (ok)
		return (out);
	json_decref(out);
	return (NULL);
}

static int
take_one(const struct args *a, size_t i, json_t *data, json_t *before,
    json_t *after, struct error *e)
{
	const char *option = members[i].option, *name = members[i].member;
	const char *const *list = args_list(a, option);
	struct limitation_day day;
	json_t *was = json_object_get(data, name), *is;
	bool ok = true;
	size_t k;

	if (list == NULL || *list == NULL)
		return (0);
	for (k = 0; list[k] != NULL; k++)
		if (check_text(option, list[k], e) != 0)
			return (-1);
	if (members[i].kind == DAY && !limitation_day_read(list[0], &day))
		return (error_set(e, ERR_INPUT, "%s wants a date such as "
		    "2026-11-21", option));
	is = members[i].kind == LIST ? grown(was, list) :
	    json_string(list[0]);
	if (is != NULL && was != NULL && json_equal(was, is)) {
		json_decref(is);
		return (0);
	}
	if (was != NULL)
		json_put(before, name, json_incref(was), &ok);
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
	(void)error_set(e, ERR_INPUT, "the sheet is empty: --who, --what, "
	    "--where, --when, --how, --how-many, --why");
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
		return (error_set(e, ERR_INPUT, "%s has no value %.64s",
		    option, s));
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
		(void)error_set(e, ERR_INPUT, "the triage is empty: "
		    "--author, --reach, --network, --decision, --by, --when");
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
case_data_limits(const json_t *data, struct error *e)
{
	struct limitation_case k = {
		.places = json_object_get(data, "jurisdictions") };

	read_day(data, "published", &k.published);
	read_day(data, "known", &k.known);
	read_day(data, "author_known", &k.author);
	return (limitation_rows(&k, e));
}
