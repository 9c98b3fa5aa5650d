#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/custody/log_check.h"
#include "verify/bundle.h"

/*
 * Hand-overs, as the events tell of them, and what receipts say of the same:
 * who, of which package, from which log, when.
 */
#define DAY_MS	(INT64_C(24) * 3600 * 1000)

static int
compare(const void *a, const void *b)
{

	return (strcmp(*(const char *const *)a, *(const char *const *)b));
}

/* One digest of a set of exhibits, in whatever order they are named. */
static int
digest_set(const char *const *ids, size_t n, uint8_t out[static DIGEST_LEN],
    struct error *e)
{
	struct buf all = BUF_INIT(64 * (EVENT_EXHIBITS_MAX + 1));
	const char **v;
	size_t i;
	int rc = -1;

	if ((v = calloc(n + 1, sizeof(*v))) == NULL)
		return (error_nomem(e));
	if (n > 0)
		memcpy(v, ids, n * sizeof(*v));
	qsort(v, n, sizeof(*v), compare);
	for (i = 0; i < n; i++)
		if (i == 0 || strcmp(v[i], v[i - 1]) != 0)
			buf_puts(&all, v[i]);
	if (buf_ok(&all, e) == 0)
		rc = digest_of(buf_span(&all), out, e);
	buf_free(&all);
	free(v);
	return (rc);
}

int
bundle_remember(struct bundle *b, const char *path, const struct event *ev,
    struct error *e)
{
	const char *package = json_text(ev->detail, "package");
	const char *receipt = json_text(ev->detail, "receipt");
	const char *to = json_text(ev->to, "organization");
	bool person = to == NULL;
	struct bundle_told *v;

	if (b->n_told == 2 * TIMELINE_PASSES_MAX)
		return (error_set(e, ERR_LIMIT, "more than %d hand-overs",
		    TIMELINE_PASSES_MAX));
	v = reallocarray(b->told, b->n_told + 1, sizeof(*v));
	if (v == NULL)
		return (error_nomem(e));
	b->told = v;
	v = &v[b->n_told];
	if (person)
		to = json_text(ev->to, "name");
	*v = (struct bundle_told){ .log = b->logs, .seq = ev->seq,
	    .time = ev->time, .kind = ev->kind, .person = person,
	    .closes = json_object_get(ev->detail, "closes") != NULL };
	if (digest_set(ev->exhibits, ev->n_exhibits, v->set, e) != 0)
		return (-1);
	if (to != NULL && (v->to = strdup(to)) == NULL)
		return (error_nomem(e));
	b->n_told++;
	(void)snprintf(v->folder, sizeof(v->folder), "%.71s", path);
	(void)snprintf(v->package, sizeof(v->package), "%s",
	    package != NULL ? package : "");
	(void)snprintf(v->receipt, sizeof(v->receipt), "%s",
	    receipt != NULL ? receipt : "");
	return (0);
}

bool
bundle_sent(const struct bundle *b, uint64_t seq, const char *package)
{
	const struct bundle_told *v;
	size_t i;

	for (i = 0; package != NULL && i < b->n_told; i++) {
		v = &b->told[i];
		if (v->seq == seq && v->log == b->logs &&
		    v->kind == EVENT_TRANSFERRED &&
		    strcmp(v->package, package) == 0)
			return (true);
	}
	return (false);
}

static void __attribute__((format(printf, 4, 5)))
tell(struct work *w, enum finding_level level, const char *subject,
    const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	finding_add(&w->r->findings, CHECK_CUSTODY_RECEIPTS, level, subject,
	    -1, "%s", text);
}

/* Clocks of two people differ by minutes, and not by days. */
static void
tell_order(struct work *w, const char *subject, const char *what,
    int64_t earlier, int64_t later)
{

	if (later >= earlier - LOG_STAMP_SLACK)
		return;
	tell(w, later < earlier - DAY_MS ? FINDING_FAIL : FINDING_WARN,
	    subject, "%s by %lld s", what,
	    (long long)((earlier - later) / 1000));
}

/* The event that tells of the receipt ${x}. */
static void
hold_answer(struct work *w, const char *name, const struct bundle_told *v,
    const struct receipt *x)
{

	if ((v->kind != EVENT_REJECTED) != x->received)
		tell(w, FINDING_FAIL, name, "the event that tells of it says "
		    "the contrary");
	if (x->package != NULL && strcmp(v->package, x->package) != 0)
		tell(w, FINDING_FAIL, name, "the event that tells of it is "
		    "about another package");
	tell_order(w, name, "dated after the event that tells of it", x->time,
	    v->time);
}

/* The event by which its package was sent. */
static void
hold_sending(struct work *w, const char *name, const struct bundle_told *v,
    const struct receipt *x, const uint8_t set[static DIGEST_LEN])
{
	const char *slash = x->from_log != NULL ? strrchr(x->from_log, '/') :
	    NULL;
	size_t n = slash != NULL ? strlen(slash) : 0;
	const char *by;

	tell_order(w, name, "dated before its package was sent", v->time,
	    x->time);
	if (!x->received)
		return;		/* an altered package may say anything */
	if (memcmp(v->set, set, DIGEST_LEN) != 0)
		tell(w, FINDING_FAIL, name, "for other exhibits than event "
		    "%llu sent", (unsigned long long)v->seq);
	if (strncmp(v->folder, "custody", 7) != 0 || slash == NULL ||
	    strncmp(v->folder + 7, slash, n) != 0 || v->folder[7 + n] != '-')
		tell(w, FINDING_FAIL, name, "for a package from the log %.80s, "
		    "which this one is not", x->from_log != NULL ?
		    x->from_log : "of nobody");
	by = v->person ? x->by.name : x->by.organization;
	if (v->to != NULL && (by == NULL || strcmp(v->to, by) != 0))
		tell(w, FINDING_WARN, name, "signed for %.100s, sent to "
		    "%.100s", by != NULL ? by : "nobody", v->to);
	if (x->from_log != NULL && strcmp(x->log, x->from_log) == 0)
		tell(w, FINDING_WARN, name, "by the log that has sent it: "
		    "nobody else has it");
}

int
bundle_answers(struct work *w, const struct bundle *b, const char *name,
    const char *sha256, const struct receipt *x, struct error *e)
{
	bool about = false, other = false, told = false;
	const struct bundle_told *v;
	uint8_t set[DIGEST_LEN];
	size_t i;

	if (digest_set(x->exhibits, x->n_exhibits, set, e) != 0)
		return (-1);
	for (i = 0; i < b->n_told; i++) {
		v = &b->told[i];
		if (strcmp(v->receipt, sha256) == 0) {
			told = true;
			hold_answer(w, name, v, x);
		}
		if (x->package == NULL || strcmp(v->package, x->package) != 0)
			continue;
		about = true;
		other = other || v->receipt[0] != '\0';
		if (v->kind == EVENT_TRANSFERRED)
			hold_sending(w, name, v, x, set);
	}
	if (!told && other)
		tell(w, FINDING_FAIL, name, "the hand-over was closed by "
		    "another receipt");
	else if (!told && !about)
		tell(w, FINDING_FAIL, name, "no event here tells of it or of "
		    "its package");
	return (0);
}

/* What the event ${in} of one log took over, ${out} of another had sent. */
static void
hold_taking(struct work *w, const struct bundle_told *in,
    const struct bundle_told *out)
{
	char subject[128];

	(void)snprintf(subject, sizeof(subject), "%s event %llu", in->folder,
	    (unsigned long long)in->seq);
	tell_order(w, subject, "received before it was sent", out->time,
	    in->time);
	if (in->kind == EVENT_RECEIVED &&
	    memcmp(in->set, out->set, DIGEST_LEN) != 0)
		tell(w, FINDING_FAIL, subject, "other exhibits than %s event "
		    "%llu sent", out->folder, (unsigned long long)out->seq);
}

/* The same log, which may be here in parts. */
static bool
same_log(const struct bundle_told *a, const struct bundle_told *b)
{
	size_t n = strcspn(a->folder, "-");

	return (strncmp(a->folder, b->folder, n) == 0 &&
	    b->folder[n] == a->folder[n]);
}

/* A package is sent once. */
static void
hold_twice(struct work *w, const struct bundle *b, size_t i)
{
	const struct bundle_told *v = &b->told[i], *u;
	char subject[128];
	size_t k;

	for (k = 0; k < i; k++) {
		u = &b->told[k];
		if (u->kind != EVENT_TRANSFERRED ||
		    strcmp(u->package, v->package) != 0 ||
		    (same_log(u, v) && u->seq == v->seq))
			continue;
		(void)snprintf(subject, sizeof(subject), "%s event %llu",
		    v->folder, (unsigned long long)v->seq);
		tell(w, FINDING_FAIL, subject, "the package was sent by %s "
		    "event %llu already", u->folder,
		    (unsigned long long)u->seq);
		return;
	}
}

void
bundle_order(struct work *w, const struct bundle *b)
{
	const struct bundle_told *in, *out;
	size_t i, k;

	for (i = 0; i < b->n_told; i++) {
		in = &b->told[i];
		if (in->kind == EVENT_TRANSFERRED && in->package[0] != '\0')
			hold_twice(w, b, i);
		if (in->closes || in->package[0] == '\0' ||
		    in->kind == EVENT_TRANSFERRED)
			continue;
		for (k = 0; k < b->n_told; k++) {
			out = &b->told[k];
			if (out->kind == EVENT_TRANSFERRED &&
			    strcmp(out->package, in->package) == 0)
				hold_taking(w, in, out);
		}
	}
}
