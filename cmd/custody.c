#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/custody.h"
#include "cmd/say.h"
#include "store/base/json.h"
#include "store/base/time.h"

typedef int each_event(void *ctx, const struct catalog_event *raw,
    const struct event *ev, struct error *e);

static int
each(struct home *h, const char *exhibit, each_event *fn, void *ctx,
    struct error *e)
{
	struct catalog_cursor *cur = NULL;
	struct catalog_event raw;
	struct event *ev = NULL;
	int rc;

	if (catalog_log_events(home_catalog(h), exhibit, 1, &cur, e) != 0)
		return (-1);
	while ((rc = catalog_log_next(cur, &raw, e)) == 1) {
		if (event_read(raw.bytes, &ev, e) != 0 ||
		    fn(ctx, &raw, ev, e) != 0)
			rc = -1;
		event_free(ev);
		ev = NULL;
		if (rc < 0)
			break;
	}
	catalog_cursor_free(cur);
	return (rc);
}

/* Event names in the reader's words. */
static const char *
event_word(enum event_kind k)
{
	static const char *const words[EVENT_KINDS] = {
		[EVENT_PLANNED] = N_("planned"),
		[EVENT_ACQUIRED] = N_("acquired"),
		[EVENT_SEALED] = N_("sealed"),
		[EVENT_TIMESTAMPED] = N_("time-stamped"),
		[EVENT_STORED] = N_("stored"),
		[EVENT_VERIFIED] = N_("verified"),
		[EVENT_VIEWED] = N_("viewed"),
		[EVENT_ANNOTATED] = N_("annotated"),
		[EVENT_CORRECTED] = N_("corrected"),
		[EVENT_EXPORTED] = N_("exported"),
		[EVENT_TRANSFERRED] = N_("transferred"),
		[EVENT_RECEIVED] = N_("received"),
		[EVENT_REJECTED] = N_("rejected"),
		[EVENT_HOLD_SET] = N_("hold set"),
		[EVENT_HOLD_LIFTED] = N_("hold lifted"),
		[EVENT_RENEWED] = N_("renewed"),
		[EVENT_COPIED] = N_("copied"),
		[EVENT_MOVED] = N_("moved"),
		[EVENT_REDACTED] = N_("redacted"),
		[EVENT_DISPOSED] = N_("disposed of"),
		[EVENT_INCIDENT] = N_("incident"),
	};

	return (_(words[k]));
}

static int
show_one(void *ctx, const struct catalog_event *raw, const struct event *ev,
    struct error *e)
{
	const char *word = event_word(ev->kind);
	char *who = say_safe(ev->who.name), *host = say_safe(ev->where.host);
	char *why = say_safe(ev->error != NULL ? ev->error : ev->why);
	char t[TIME_TEXT];

	(void)ctx;
	(void)raw;
	(void)e;
	(void)printf("%6llu  %s  %s%*s  %s%s%s%s%s%s%s\n",
	    (unsigned long long)ev->seq, time_text(ev->time, t), word,
	    14 - say_width(word) > 0 ? 14 - say_width(word) : 0, "",
	    who != NULL ? who : "?",
	    host != NULL && host[0] != '\0' ? " @ " : "",
	    host != NULL ? host : "",
	    ev->result == EVENT_SUCCESS ? "" :
	    ev->result == EVENT_PARTIAL ? _("  (in part)") : _("  (failed)"),
	    why != NULL && why[0] != '\0' ? ": " : "",
	    why != NULL ? why : "", ev->late ? _("  (entered later)") : "");
	free(who);
	free(host);
	free(why);
	return (0);
}

int
custody_show(struct home *h, const char *exhibit, struct error *e)
{

	return (each(h, exhibit, show_one, NULL, e));
}

static int
raw_one(void *ctx, const struct catalog_event *raw, const struct event *ev,
    struct error *e)
{

	(void)ctx;
	(void)ev;
	if (fwrite(raw->bytes.p, 1, raw->bytes.n, stdout) != raw->bytes.n ||
	    putchar('\n') == EOF)
		return (error_sys(e, "cannot write"));
	return (0);
}

int
custody_raw(struct home *h, const char *exhibit, struct error *e)
{

	return (each(h, exhibit, raw_one, NULL, e));
}

static int
json_one(void *ctx, const struct catalog_event *raw, const struct event *ev,
    struct error *e)
{
	json_t *list = ctx, *j = json_object();
	bool ok = j != NULL;

	(void)raw;
	json_put_int(j, "seq", (int64_t)ev->seq, &ok);
	json_put_text(j, "event", event_kind_name(ev->kind), &ok);
	json_put_time(j, "time", ev->time, &ok);
	json_put_text(j, "who", ev->who.name, &ok);
	json_put_text(j, "detail", ev->error != NULL ? ev->error : ev->why,
	    &ok);
	if (ev->detail != NULL)
		json_put(j, "data", json_deep_copy(ev->detail), &ok);
	json_add(list, j, &ok);
	return (ok ? 0 : error_nomem(e));
}

int
custody_json(struct home *h, const char *exhibit, json_t **out,
    struct error *e)
{
	json_t *list = json_array();

	if (list == NULL)
		return (error_nomem(e));
	if (each(h, exhibit, json_one, list, e) != 0) {
		json_decref(list);
		return (-1);
	}
	*out = list;
	return (0);
}
