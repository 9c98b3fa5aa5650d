#include <string.h>

#include "cmd/entry.h"
#include "cmd/limitation.h"
#include "cmd/say.h"
#include "store/base/json.h"
#include "store/base/time.h"

/* Whether ${old} is about what ${ev} is about. */
static bool
same_subject(const struct event *old, const struct event *ev)
{
	size_t i, k;

	if (old->case_name != NULL && ev->case_name != NULL &&
	    strcmp(old->case_name, ev->case_name) == 0)
		return (true);
	for (i = 0; i < old->n_exhibits; i++)
		for (k = 0; k < ev->n_exhibits; k++)
			if (strcmp(old->exhibits[i], ev->exhibits[k]) == 0)
				return (true);
	return (false);
}

/* The event ${seq}, for event_free(). */
static int
read_event(struct home *h, int64_t seq, struct event **out, struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_event raw;
	int got, rc = -1;

	if (catalog_log_events(home_catalog(h), NULL, (uint64_t)seq, &cur,
	    e) != 0)
		return (-1);
	if ((got = catalog_log_next(cur, &raw, e)) == 1)
		rc = event_read(raw.bytes, out, e);
	else if (got == 0)
		(void)error_set(e, ERR_NOTFOUND, "no event %lld",
		    (long long)seq);
	catalog_cursor_free(cur);
	return (rc);
}

static int
take_corrected(struct home *h, int64_t seq, struct event *ev, json_t *detail,
    struct error *e)
{
	struct event *old = NULL;
	bool ok = true, same;

	if (read_event(h, seq, &old, e) != 0)
		return (-1);
	same = same_subject(old, ev);
	event_free(old);
	if (!same)
		return (error_set(e, ERR_INPUT, _("event %lld is about "
		    "something else: see the numbers in \"show\" and \"case "
		    "show\""), (long long)seq));
	ev->kind = EVENT_CORRECTED;
	json_put_int(detail, "corrects", seq, &ok);
	return (ok ? 0 : error_nomem(e));
}

static int
take_moment(const char *s, struct event *ev, json_t *detail, struct error *e)
{
	struct limitation_day d;
	int64_t now = time_now();
	char today[TIME_TEXT];
	bool ok = true;

	if (!limitation_day_read(s, &d))
		return (error_set(e, ERR_INPUT, _("%s wants a date such as "
		    "2026-11-21, or with its time 2026-11-21T02:00:00+01:00; "
		    "not %.64s"), "--happened", s));
	if (limitation_to_come(&d, now) || (d.has_moment && d.moment > now))
		return (error_set(e, ERR_INPUT, _("%s lies in the future: "
		    "%.64s; by this machine's clock it is %.10s"),
		    "--happened", s, time_text(now, today)));
	ev->late = true;
	if (d.has_moment)
		ev->start = d.moment;
	json_put_text(detail, "happened", s, &ok);
	return (ok ? 0 : error_nomem(e));
}

int
entry_take(struct home *h, const struct args *a, struct event *ev,
    json_t *detail, struct error *e)
{
	const char *happened = args_text(a, "--happened");

	if (args_has(a, "--corrects") && take_corrected(h, args_number(a,
	    "--corrects", 0), ev, detail, e) != 0)
		return (-1);
	return (happened == NULL ? 0 : take_moment(happened, ev, detail, e));
}
