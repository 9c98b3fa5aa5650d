#include <string.h>

#include "capture/job/job_internal.h"
#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"

/*
 * The copy that a public archive has of the post, where the person asks for
 * it: the archive's answer (https://archive.org/help/wayback_api.php) and the
 * copy itself, as they come over the wire.  They are another's word, kept as
 * such: records of a page of their own, which no facts are drawn from.
 */
#define ALSO_MS		30000		/* for both */
#define ANSWER_MAX	(1 * MIB)

static int
get(struct job *j, const char *url, struct net_result *out, struct error *e)
{
	struct job_page *p = &j->page[JOB_COPY];
	struct net_want want = { .url = url, .type = "fetch", .main = true,
	    .page = p->name, .fresh = true };

	return (net_fetch(j->net, &want, j->rec, out, e));
}

/* The URL of the copy that the answer names; NULL: there is none. */
static json_t *
closest(const struct net_result *r, struct error *e)
{
	struct buf text = BUF_INIT(ANSWER_MAX);
	json_t *j = NULL, *found = NULL;

	if (net_decode(buf_span(&r->head), r->body, &text, e) == 0 &&
	    (j = json_read(buf_span(&text), e)) != NULL)
		found = json_object_get(json_object_get(j,
		    "archived_snapshots"), "closest");
	if (json_text(found, "url") == NULL ||
	    json_is_false(json_object_get(found, "available")))
		found = NULL;
	json_incref(found);
	json_decref(j);
	buf_free(&text);
	return (found);
}

static void
miss(struct job *j, const char *why, const struct error *e)
{

	recorder_missing(j->rec, "wayback", e->code == ERR_NONE ? "%s" :
	    "%s: %s", why, e->text);
}

/* What there is to tell of the copy, as far as it came. */
static void
fetch_copy(struct job *j, json_t *told, bool *ok)
{
	struct job_page *p = &j->page[JOB_COPY];
	struct error why = ERROR_INIT;
	struct net_result copy = NET_RESULT_INIT;
	json_t *found = closest(&p->wire, &why);

	json_put_bool(told, "found", found != NULL, ok);
	if (found == NULL) {
		miss(j, "the archive has no copy", &why);
		return;
	}
	json_put_text(told, "url", json_text(found, "url"), ok);
	json_put_text(told, "timestamp", json_text(found, "timestamp"), ok);
	if (get(j, json_text(found, "url"), &copy, &why) != 0)
		miss(j, "the copy", &why);
	else if (copy.cut || copy.status != 200)
		recorder_missing(j->rec, "wayback",
		    "the copy was answered with status %d%s", copy.status,
		    copy.cut ? " and cut" : "");
	if (copy.status > 0)
		json_put_int(told, "status", copy.status, ok);
	json_put(told, "exchanges", job_exchanges(&copy), ok);
	net_result_free(&copy);
	json_decref(found);
}

static void
ask_archive(struct job *j, json_t *told, bool *ok)
{
	struct job_page *p = &j->page[JOB_COPY];
	int64_t until = time_monotonic() + ALSO_MS;

	net_until(j->net, j->deadline < until ? j->deadline : until);
	json_put_text(told, "archive", "wayback", ok);
	json_put_text(told, "asked", p->url, ok);
	if (get(j, p->asked, &p->wire, &p->wire_error) != 0)
		miss(j, "the archive", &p->wire_error);
	else if (p->wire.status != 200)
		recorder_missing(j->rec, "wayback", "the archive answered "
		    "with status %d", p->wire.status);
	else
		fetch_copy(j, told, ok);
	p->wired = true;
}

int
also_fetch(struct job *j, struct error *e)
{
	struct job_page *p = &j->page[JOB_COPY];
	struct buf url = BUF_INIT(4 * URL_MAX);
	bool ok = true;

	if (j->q->wayback == NULL)
		return (0);
	buf_printf(&url, "%s/wayback/available?url=", j->q->wayback);
	codec_percent(&url, span_of(j->o->url));
	if (buf_ok(&url, e) != 0 ||
	    job_text(&p->asked, buf_str(&url), e) != 0 ||
	    job_safe(j, &p->url, buf_str(&url), e) != 0) {
		buf_free(&url);
		return (-1);
	}
	buf_free(&url);
	if ((j->also = json_object()) == NULL)
		return (error_nomem(e));
	ask_archive(j, j->also, &ok);
	if (!ok)
		return (error_nomem(e));
	if (job_fatal(p->wire_error.code)) {
		*e = p->wire_error;
		return (-1);
	}
	return (0);
}
