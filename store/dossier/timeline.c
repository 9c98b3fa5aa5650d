#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/dossier/timeline_internal.h"

int
timeline_grow(void *p, size_t n, size_t *cap, size_t size, struct error *e)
{
	void *v, **at = p;
	size_t want = *cap == 0 ? 64 : *cap * 2;

	if (n < *cap)
		return (0);
	if ((v = reallocarray(*at, want, size)) == NULL)
		return (error_nomem(e));
	*at = v;
	*cap = want;
	return (0);
}

static int
by_id(const void *a, const void *b, void *ctx)
{
	const struct timeline *t = ctx;

	return (strcmp(t->ids[*(const size_t *)a],
	    t->ids[*(const size_t *)b]));
}

int
timeline_new(const char *const *ids, size_t n, struct timeline **out,
    struct error *e)
{
	struct timeline *t;
	size_t i;

	if ((t = calloc(1, sizeof(*t))) == NULL ||
	    (t->ids = calloc(n + 1, sizeof(*t->ids))) == NULL ||
	    (t->by_id = calloc(n + 1, sizeof(*t->by_id))) == NULL) {
		timeline_free(t);
		return (error_nomem(e));
	}
	t->n = n;
	for (i = 0; i < n; i++) {
		(void)snprintf(t->ids[i], sizeof(t->ids[i]), "%s", ids[i]);
		t->by_id[i] = i;
	}
	qsort_r(t->by_id, n, sizeof(*t->by_id), by_id, t);
	*out = t;
	return (0);
}

size_t
timeline_place(const struct timeline *t, const char *id)
{
	size_t lo = 0, hi = t->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (strcmp(t->ids[t->by_id[mid]], id) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (lo < t->n && strcmp(t->ids[t->by_id[lo]], id) == 0 ?
	    t->by_id[lo] : SIZE_MAX);
}

int
timeline_log(struct timeline *t, const char *origin, struct error *e)
{
	struct timeline_log *l = &t->logs[t->n_logs];
	size_t i;

	if (t->n_logs == TIMELINE_LOGS_MAX)
		return (error_set(e, ERR_LIMIT, "more than %d logs",
		    TIMELINE_LOGS_MAX));
	t->holds[t->n_logs] = calloc(t->n + 1, sizeof(struct hold));
	if (t->holds[t->n_logs] == NULL)
		return (error_nomem(e));
	for (i = 0; i < t->n; i++)
		t->holds[t->n_logs][i].until = TIME_UNKNOWN;
	(void)snprintf(l->origin, sizeof(l->origin), "%s", origin);
	for (t->log = 0; strcmp(t->logs[t->log].origin, l->origin) != 0;)
		t->log++;
	t->starts[t->n_logs++] = t->n_entries;
	return (0);
}

void
timeline_unknown(struct timeline *t)
{

	t->logs[t->n_logs - 1].unknown = true;
}

static int
add_pass(struct timeline *t, const struct pass *p, const char *who,
    size_t *at, struct error *e)
{
	struct pass *v;

	if (t->n_passes == TIMELINE_PASSES_MAX)
		return (error_set(e, ERR_LIMIT, "more than %d hand-overs",
		    TIMELINE_PASSES_MAX));
	v = reallocarray(t->passes, t->n_passes + 1, sizeof(*v));
	if (v == NULL)
		return (error_nomem(e));
	t->passes = v;
	v[t->n_passes] = *p;
	if (who != NULL && (v[t->n_passes].who = strdup(who)) == NULL)
		return (error_nomem(e));
	*at = t->n_passes++;
	return (0);
}

/* The outgoing pass of this package in the log that is read; or NULL. */
static struct pass *
out_pass(struct timeline *t, const char *package)
{
	struct pass *p;
	size_t i;

	for (i = t->n_passes; package != NULL && i-- > 0;) {
		p = &t->passes[i];
		if (p->kind == PASS_OUT && p->log == t->log &&
		    strcmp(p->package, package) == 0)
			return (p);
	}
	return (NULL);
}

static const char *
party(const json_t *j)
{
	const char *s = json_text(j, "organization");

	return (s != NULL ? s : json_text(j, "name") != NULL ?
	    json_text(j, "name") : json_text(j, "person"));
}

/* One more exhibit; most events name them in their order. */
static int
add_link(struct timeline *t, const struct link *l, struct error *e)
{
	struct link *last = t->n_links > 0 ? &t->links[t->n_links - 1] : NULL;

	if (last != NULL && last->pass == l->pass &&
	    last->copied == l->copied &&
	    last->exhibit + last->n == l->exhibit) {
		last->n++;
		return (0);
	}
	if (t->n_links == TIMELINE_LINKS_MAX)
		return (error_set(e, ERR_LIMIT, "more than %d copies and "
		    "hand-overs", TIMELINE_LINKS_MAX));
	if (timeline_grow(&t->links, t->n_links, &t->cap_links, sizeof(*l),
	    e) != 0)
		return (-1);
	t->links[t->n_links++] = *l;
	return (0);
}

/* Whether the log gave it away for good, or disposed of it. */
static bool
is_over(const struct timeline *t, const struct hold *h)
{

	return (h->until != TIME_UNKNOWN || (h->gone != 0 &&
	    !t->passes[h->gone - 1].refused));
}

/* Who holds it already goes on holding it; what came back begins anew. */
static int
begin_hold(struct timeline *t, size_t place, const struct event *ev,
    enum timeline_why how, struct error *e)
{
	struct hold *h = &t->holds[t->log][place];

	if (h->since != 0) {
		if (how != TIMELINE_RECEIVED || !is_over(t, h))
			return (0);
		if (t->n_past == TIMELINE_LINKS_MAX)
			return (error_set(e, ERR_LIMIT, "more than %d "
			    "hand-overs", TIMELINE_LINKS_MAX));
		if (timeline_grow(&t->past, t->n_past, &t->cap_past,
		    sizeof(*t->past), e) != 0)
			return (-1);
		t->past[t->n_past++] = (struct past){ t->log, place, *h };
	}
	h->since = ev->seq;
	h->since_time = ev->time;
	h->how = how;
	h->until = TIME_UNKNOWN;
	h->gone = 0;
	h->acted = 0;
	return (0);
}

/* What a hand-over does, that all its exhibits share. */
static int
take_pass(struct timeline *t, const struct event *ev, size_t *pass,
    struct error *e)
{
	const char *package = json_text(ev->detail, "package");
	struct pass p = { .log = t->log, .seq = ev->seq,
	    .time = ev->time, .closed_time = TIME_UNKNOWN }, *out;
	int64_t closes;

	*pass = SIZE_MAX;
	if (ev->result == EVENT_FAIL)
		return (0);
	(void)snprintf(p.package, sizeof(p.package), "%s",
	    package != NULL ? package : "");
	if (ev->after.value != NULL)
		(void)snprintf(p.sha256, sizeof(p.sha256), "%s",
		    ev->after.value);
	if (ev->kind == EVENT_TRANSFERRED) {
		p.kind = PASS_OUT;
		p.sha256[0] = '\0';
		p.moves = json_is_true(json_object_get(ev->detail, "move"));
		return (add_pass(t, &p, party(ev->to), pass, e));
	}
	if (json_whole(ev->detail, "closes", &closes)) {
		if ((out = out_pass(t, package)) != NULL) {
			out->closed = true;
			out->refused = ev->kind == EVENT_REJECTED;
			out->closed_time = ev->time;
		}
		return (0);
	}
	if (ev->kind == EVENT_REJECTED)
		return (0);
	p.kind = PASS_IN;
	return (add_pass(t, &p, party(ev->from), pass, e));
}

/* A package that could not be finished: neither copy nor hand-over. */
static void
take_back(struct timeline *t, const struct event *ev)
{
	const char *package = json_text(ev->detail, "package");
	const char *what = json_text(ev->detail, "incident");
	struct timeline_note *n;
	struct pass *p;
	size_t i;

	if (ev->kind != EVENT_INCIDENT || package == NULL || what == NULL ||
	    strcmp(what, "package-interrupted") != 0)
		return;
	if ((p = out_pass(t, package)) != NULL)
		p->refused = true;
	for (i = 0; i < t->n_copied; i++) {
		n = &t->copied[i].note;
		if (n->package != NULL && n->log == t->log &&
		    strcmp(n->package, package) == 0)
			t->copied[i].none = true;
	}
}

/* What one event does that all its exhibits share. */
struct doing {
	const struct event *ev;
	size_t pass;			/* SIZE_MAX: none */
	bool own;			/* of a package that this log sent */
	uint32_t copied;		/* LINK_NONE: no copy */
};

/* Whether it makes copies: the file of a hand-over is that hand-over. */
static bool
copies(const struct doing *k)
{
	const struct event *ev = k->ev;

	return ((ev->kind == EVENT_EXPORTED || ev->kind == EVENT_COPIED) &&
	    ev->result != EVENT_FAIL && !k->own &&
	    json_text(ev->detail, "derivative") == NULL);
}

static int
add_copies(struct timeline *t, struct doing *k, struct error *e)
{
	const struct event *ev = k->ev;
	struct copied c = { .note = { .what = TIMELINE_COPY,
	    .why = ev->kind == EVENT_COPIED ? TIMELINE_COPIED :
	    TIMELINE_EXPORTED, .log = t->log, .seq = ev->seq,
	    .time = ev->time, .until = TIME_UNKNOWN } };

	if (timeline_text(t, json_text(ev->detail, "package"),
	    &c.note.package, e) != 0 ||
	    timeline_text(t, party(ev->to), &c.note.who, e) != 0 ||
	    timeline_grow(&t->copied, t->n_copied, &t->cap_copied, sizeof(c),
	    e) != 0)
		return (-1);
	k->copied = (uint32_t)t->n_copied;
	t->copied[t->n_copied++] = c;
	return (0);
}

/* Kinds of event by which somebody disposes of an exhibit as their own. */
static bool
acts(enum event_kind k)
{

	return (k == EVENT_STORED || k == EVENT_EXPORTED ||
	    k == EVENT_COPIED || k == EVENT_TRANSFERRED || k == EVENT_MOVED ||
	    k == EVENT_REDACTED || k == EVENT_DISPOSED ||
	    k == EVENT_RENEWED);
}

/* What the event does to one of its exhibits. */
static int
take_exhibit(struct timeline *t, const struct doing *k, size_t place,
    struct error *e)
{
	const struct event *ev = k->ev;
	struct hold *h = &t->holds[t->log][place];
	struct link l = { (uint32_t)place, 1, LINK_NONE, k->copied };

	if (h->first == 0) {
		h->first = ev->seq;
		h->first_kind = ev->kind;
		h->first_time = ev->time;
	}
	if (h->gone != 0 && acts(ev->kind) && !k->own) {
		h->acted = ev->seq;
		h->acted_time = ev->time;
	}
	switch (ev->kind) {
	case EVENT_ACQUIRED:
		return (begin_hold(t, place, ev, TIMELINE_ACQUIRED, e));
	case EVENT_STORED:
		return (begin_hold(t, place, ev, TIMELINE_STORED, e));
	case EVENT_RECEIVED:
		if (k->pass == SIZE_MAX)
			break;
		if (begin_hold(t, place, ev, TIMELINE_RECEIVED, e) != 0)
			return (-1);
		h->came = k->pass + 1;
		break;
	case EVENT_TRANSFERRED:
		if (k->pass == SIZE_MAX)
			break;
		if (t->passes[k->pass].moves)
			h->gone = k->pass + 1;
		l.pass = (uint32_t)k->pass;
		break;
	case EVENT_DISPOSED:
		h->until = ev->time;
		break;
	default:
		break;
	}
	return (l.pass != LINK_NONE || l.copied != LINK_NONE ?
	    add_link(t, &l, e) : 0);
}

static int
take_places(struct timeline *t, const struct event *ev, size_t **out,
    size_t *n, struct error *e)
{
	size_t i, place;

	*n = 0;
	if ((*out = calloc(ev->n_exhibits + 1, sizeof(**out))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < ev->n_exhibits; i++)
		if ((place = timeline_place(t, ev->exhibits[i])) != SIZE_MAX)
			(*out)[(*n)++] = place;
	return (0);
}

/* The file of a hand-over is told after it was written. */
static void
take_file(struct timeline *t, const struct event *ev)
{
	struct pass *p = out_pass(t, json_text(ev->detail, "package"));

	if (p != NULL && ev->kind == EVENT_EXPORTED &&
	    ev->after.value != NULL)
		(void)snprintf(p->sha256, sizeof(p->sha256), "%s",
		    ev->after.value);
}

int
timeline_event(struct timeline *t, const struct event *ev, struct error *e)
{
	struct timeline_log *l = &t->logs[t->n_logs - 1];
	struct doing k = { ev, SIZE_MAX, false, LINK_NONE };
	size_t *places = NULL, n = 0, i;
	int rc = -1;

	if (timeline_seen(t, ev))
		return (0);
	l->events++;
	t->total++;
	if (l->organization == NULL && ev->who.organization != NULL &&
	    (l->organization = strdup(ev->who.organization)) == NULL)
		return (error_nomem(e));
	if (take_places(t, ev, &places, &n, e) != 0 ||
	    timeline_keep(t, ev, places, n, e) != 0)
		goto out;
	take_file(t, ev);
	take_back(t, ev);
	if ((ev->kind == EVENT_TRANSFERRED || ev->kind == EVENT_RECEIVED ||
	    ev->kind == EVENT_REJECTED) && (n > 0 ||
	    json_object_get(ev->detail, "closes") != NULL) &&
	    take_pass(t, ev, &k.pass, e) != 0)
		goto out;
	k.own = out_pass(t, json_text(ev->detail, "package")) != NULL;
	if (n > 0 && copies(&k) && add_copies(t, &k, e) != 0)
		goto out;
	for (i = 0; i < n; i++)
		if (take_exhibit(t, &k, places[i], e) != 0)
			goto out;
	rc = 0;
out:
	free(places);
	return (rc);
}

int
timeline_receipt(struct timeline *t, const struct timeline_receipt *r,
    struct error *e)
{
	struct pass p = { .kind = PASS_RECEIPT, .log = SIZE_MAX,
	    .time = r->time, .refused = !r->received,
	    .unknown = r->unknown };
	size_t at;

	(void)snprintf(p.package, sizeof(p.package), "%s",
	    r->package != NULL ? r->package : "");
	(void)snprintf(p.sha256, sizeof(p.sha256), "%s",
	    r->sha256 != NULL ? r->sha256 : "");
	(void)snprintf(p.id, sizeof(p.id), "%s", r->id != NULL ? r->id : "");
	(void)snprintf(p.log_name, sizeof(p.log_name), "%s",
	    r->log != NULL ? r->log : "");
	return (add_pass(t, &p, r->organization, &at, e));
}

void
timeline_free(struct timeline *t)
{
	size_t i;

	if (t == NULL)
		return;
	timeline_entries_free(t);
	for (i = 0; i < t->n_logs; i++) {
		free(t->holds[i]);
		free(t->logs[i].organization);
	}
	for (i = 0; i < t->n_passes; i++)
		free(t->passes[i].who);
	timeline_texts_free(t);
	free(t->passes);
	free(t->past);
	free(t->links);
	free(t->copied);
	free(t->notes);
	free(t->noted);
	free(t->ids);
	free(t->by_id);
	free(t);
}
