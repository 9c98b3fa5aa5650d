#include <stdio.h>
#include <string.h>

#include "cmd/case_now.h"
#include "cmd/say.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "verify/story.h"

/* Take over what ${ev} says under ${member}, and who says it. */
static void
take(json_t *now, const struct event *ev, const char *member, bool *ok)
{
	const json_t *said = json_object_get(ev->detail, member);
	json_t *group = json_object_get(now, member), *copy;

	if (!json_is_object(said))
		return;
	if (group == NULL) {
		json_put(now, member, json_object(), ok);
		group = json_object_get(now, member);
	}
	copy = json_deep_copy(said);
	if (copy == NULL || json_object_update(group, copy) != 0)
		*ok = false;
	json_decref(copy);
	json_put_int(group, "seq", (int64_t)ev->seq, ok);
	json_put_time(group, "time", ev->time, ok);
	json_put_text(group, "entered_by", ev->who.name, ok);
}

int
case_now_read(struct home *h, const char *name, json_t **out,
    struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_event raw;
	struct event *ev = NULL;
	bool ok = (*out = json_object()) != NULL;
	int got = -1;

	if (catalog_log_case(home_catalog(h), name, 1, &cur, e) == 0)
		while (ok && (got = catalog_log_next(cur, &raw, e)) == 1) {
			if (event_read(raw.bytes, &ev, e) != 0) {
				got = -1;
				break;
			}
			take(*out, ev, "sheet", &ok);
			take(*out, ev, "triage", &ok);
			event_free(ev);
			ev = NULL;
		}
	catalog_cursor_free(cur);
	if (got == 0 && ok)
		return (0);
	json_decref(*out);
	*out = NULL;
	return (ok ? -1 : error_nomem(e));
}

/* A member of the JSON that an exhibit's row keeps as text. */
static void
put_kept(json_t *j, const char *name, const char *text, const char *member,
    bool *ok)
{
	json_t *kept, *v;

	if (text == NULL || (kept = json_read(span_of(text), NULL)) == NULL)
		return;
	v = json_object_get(kept, member);
	if (json_is_object(v) ? json_object_size(v) > 0 : json_is_string(v))
		json_put(j, name, json_incref(v), ok);
	json_decref(kept);
}

static json_t *
reach_of(const struct catalog_exhibit *x, bool *ok)
{
	json_t *j = json_object();

	json_put_text(j, "exhibit", x->id, ok);
	json_put_int(j, "number", x->number, ok);
	json_put_time(j, "captured", x->started != TIME_UNKNOWN ?
	    x->started : x->sealed, ok);
	put_kept(j, "platform", x->post, "platform", ok);
	put_kept(j, "counters", x->post, "counters", ok);
	put_kept(j, "followers", x->author, "followers", ok);
	return (j);
}

int
case_now_reach(struct home *h, const char *name, json_t **out,
    struct error *e)
{
	struct catalog_filter f = CATALOG_FILTER_INIT;
	struct catalog_cursor *cur = NULL;
	struct catalog_exhibit x;
	bool ok = (*out = json_array()) != NULL;
	int got = -1;

	f.case_name = name;
	if (catalog_exhibits(home_catalog(h), &f, &cur, e) == 0)
		while ((got = catalog_exhibit_next(cur, &x, e)) == 1 &&
		    json_array_size(*out) < CASE_REACH_MAX)
			if (!x.own)
				json_add(*out, reach_of(&x, &ok), &ok);
	catalog_cursor_free(cur);
	if (got >= 0 && ok)
		return (0);
	json_decref(*out);
	*out = NULL;
	return (got < 0 ? -1 : error_nomem(e));
}

/* ---- for people ---- */

static void
show_group(const json_t *group, const char *const *members)
{
	const char *s;

	for (; *members != NULL; members++)
		if ((s = json_text(group, *members)) != NULL)
			say_field(story_case_label(tongue_reader(), *members),
			    story_case_value(tongue_reader(), *members, s));
		else
			say_field(story_case_label(tongue_reader(), *members),
			    _("not known yet"));
}

static void
show_reach(const json_t *reach)
{
	struct buf text = BUF_INIT(16 * KIB);
	const json_t *one;
	size_t i;

	(void)printf("\n%s\n", _("How far it goes, as captured"));
	json_array_foreach(reach, i, one) {
		story_case_reach(&text, tongue_reader(), one);
		say_row("", buf_str(&text), 4);
		buf_reset(&text);
	}
	if (json_array_size(reach) == 0)
		say_row("", _("nothing was captured yet"), 4);
	buf_free(&text);
}

void
case_now_show(const json_t *now, const json_t *reach)
{
	static const char *const sheet[] = { "who", "what", "where", "when",
	    "how", "how_many", "why", NULL };
	static const char *const triage[] = { "author", "reach", "network",
	    "decision", "by", "when", NULL };

	(void)printf("\n%s\n", _("Sheet"));
	show_group(json_object_get(now, "sheet"), sheet);
	(void)printf("\n%s\n", _("Triage"));
	show_group(json_object_get(now, "triage"), triage);
	show_reach(reach);
}
