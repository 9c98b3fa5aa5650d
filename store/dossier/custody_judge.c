#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/custody/log_check.h"
#include "store/dossier/custody_reader.h"

/* Who entered an event, and when it can have been. */

/* Where ${key} is, or would be. */
static size_t
place(const struct custody_reader *r, const char *key, bool *there)
{
	size_t lo = 0, hi = r->n_known, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (strcmp(r->known[mid].key, key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	*there = lo < r->n_known && strcmp(r->known[lo].key, key) == 0;
	return (lo);
}

struct custody_known *
custody_known_of(struct custody_reader *r, const char *key, struct error *e)
{
	struct custody_known *v;
	bool there;
	size_t at = place(r, key, &there);

	if (there)
		return (&r->known[at]);
	v = reallocarray(r->known, r->n_known + 1, sizeof(*v));
	if (v == NULL) {
		(void)error_nomem(e);
		return (NULL);
	}
	r->known = v;
	memmove(&v[at + 1], &v[at], (r->n_known - at) * sizeof(*v));
	memset(&v[at], 0, sizeof(*v));
	memcpy(v[at].key, key, strnlen(key, CERT_FINGERPRINT - 1));
	r->n_known++;
	return (&v[at]);
}

/* One key that acted in an event; nothing is kept of strangers. */
static void
judge_key(struct custody_reader *r, const struct event *ev, const char *key)
{
	static const struct custody_known nobody;
	const struct custody_known *k;
	bool there;
	size_t at = place(r, key, &there);

	k = there ? &r->known[at] : &nobody;
	if (k->revoked != 0)
		custody_tell_fault(r, CUSTODY_PEOPLE, CUSTODY_FAIL, ev->seq,
		    "in the name of %.16s..., whom event %llu revoked", key,
		    (unsigned long long)k->revoked);
	if (k->root[0] == '\0')
		custody_tell_fault(r, CUSTODY_PEOPLE, CUSTODY_FAIL, ev->seq,
		    "by the key %.16s..., of whom there is no certificate",
		    key);
	else if (r->first.root[0] != '\0' &&
	    strcmp(k->root, r->first.root) != 0 &&
	    strcmp(key, r->first.seal) != 0)
		custody_tell_fault(r, CUSTODY_PEOPLE, CUSTODY_FAIL, ev->seq,
		    "by the key %.16s..., whose certificate is of another "
		    "root than the log", key);
}

static bool
differ(const char *a, const char *b)
{

	return (a != NULL && b != NULL && strcmp(a, b) != 0);
}

/*
 * Who acts goes by the name in the certificate.  A seal vouches for its
 * organization and for nobody's name; one that was made elsewhere may write
 * the organization otherwise than the store does.
 */
static void
judge_name(struct custody_reader *r, const struct event *ev)
{
	const struct custody_known *k;
	bool there, seal = strcmp(ev->who.key, r->first.seal) == 0;
	size_t at = place(r, ev->who.key, &there);

	if (!there)
		return;
	k = &r->known[at];
	if (seal && ev->who.name != NULL)
		custody_tell_fault(r, CUSTODY_PEOPLE, CUSTODY_WARN, ev->seq,
		    "in the name of %.100s, by the seal, which vouches for "
		    "no person", ev->who.name);
	else if (!seal && differ(k->name, ev->who.name))
		custody_tell_fault(r, CUSTODY_PEOPLE, CUSTODY_FAIL, ev->seq,
		    "in the name of %.100s, by the key of %.100s",
		    ev->who.name, k->name);
	if (differ(k->organization, ev->who.organization))
		custody_tell_fault(r, CUSTODY_PEOPLE, seal &&
		    strcmp(k->root, r->first.root) != 0 ? CUSTODY_WARN :
		    CUSTODY_FAIL, ev->seq, "for %.100s, by a key of %.100s",
		    ev->who.organization, k->organization);
}

static void
judge_approved(struct custody_reader *r, const struct event *ev)
{
	const json_t *list = json_object_get(ev->detail, "approved");
	const char *key;
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		key = json_text(json_array_get(list, i), "key");
		if (key != NULL && strlen(key) < CERT_FINGERPRINT)
			judge_key(r, ev, key);
	}
}

/* After the event itself: somebody may revoke themselves. */
static int
take_revoked(struct custody_reader *r, const struct event *ev,
    struct error *e)
{
	const char *what = json_text(ev->detail, "operator");
	const char *key = json_text(ev->detail, "key");
	struct custody_known *k;

	if (what == NULL || key == NULL || strcmp(what, "revoked") != 0 ||
	    strlen(key) >= CERT_FINGERPRINT)
		return (0);
	if ((k = custody_known_of(r, key, e)) == NULL)
		return (-1);
	k->revoked = ev->seq;
	return (0);
}

static int
judge_people(struct custody_reader *r, const struct event *ev,
    struct error *e)
{

	if (ev->who.key == NULL)
		custody_tell_fault(r, CUSTODY_PEOPLE, ev->who.name != NULL ||
		    ev->who.organization != NULL ? CUSTODY_FAIL : CUSTODY_WARN,
		    ev->seq, "it names no key of whoever entered it");
	else {
		judge_key(r, ev, ev->who.key);
		judge_name(r, ev);
	}
	judge_approved(r, ev);
	return (take_revoked(r, ev, e));
}

/* Entries are in order of time; only one that says so may go back. */
static void
judge_order(struct custody_reader *r, const struct event *ev)
{
	const char *what = json_text(ev->detail, "incident");
	bool told = ev->kind == EVENT_INCIDENT && what != NULL &&
	    strcmp(what, "clock-set-back") == 0;

	/* A handling goes on until it is entered; so says one clock. */
	if ((ev->start != TIME_UNKNOWN &&
	    ev->start > ev->time + LOG_STAMP_SLACK) ||
	    (ev->end != TIME_UNKNOWN && ev->end > ev->time + LOG_STAMP_SLACK))
		custody_tell_fault(r, CUSTODY_TIME, CUSTODY_WARN, ev->seq,
		    "entered before what it tells of had begun or ended");
	if (r->seq == 0 || ev->time >= r->time)
		return;
	custody_tell_fault(r, CUSTODY_TIME, told ? CUSTODY_WARN :
	    CUSTODY_FAIL, ev->seq, "dated %lld ms before event %llu%s",
	    (long long)(r->time - ev->time), (unsigned long long)r->seq,
	    told ? ": it says that the clock was set back" : "");
}

static void
contradicted(struct custody_reader *r, bool fail, uint64_t seq, int64_t date,
    const char *how, int64_t stamp)
{
	char was[TIME_TEXT], is[TIME_TEXT];

	custody_tell_fault(r, CUSTODY_TIME, fail ? CUSTODY_FAIL :
	    CUSTODY_WARN, seq, "dated %s, %s the time-stamp of %s",
	    time_text_ms(date, was), how, time_text_ms(stamp, is));
}

/* The oldest time-stamp that has the event: it cannot be younger. */
static void
judge_upper(struct custody_reader *r, const struct event *ev)
{
	struct custody_stamped *s;

	while (r->next_stamp < r->n_stamps &&
	    r->stamps[r->next_stamp].size < ev->seq)
		r->next_stamp++;
	if (r->next_stamp == r->n_stamps)
		return;
	s = &r->stamps[r->next_stamp];
	/* Whether the clock was wrong, as the log then says, is seen later. */
	if (ev->time - s->time > LOG_STAMP_SLACK &&
	    (s->late_seq == 0 || ev->time > s->late)) {
		s->late_seq = ev->seq;
		s->late = ev->time;
	}
}

/* After the event that tells of a time-stamp, nothing is older than that. */
static void
judge_lower(struct custody_reader *r, const struct event *ev)
{

	if (r->lower == TIME_UNKNOWN ||
	    ev->time >= r->lower - LOG_STAMP_SLACK)
		return;
	contradicted(r, r->lower_trusted && ev->kind != EVENT_INCIDENT,
	    ev->seq, ev->time, "but it follows", r->lower);
	/* Said once for all that go on from there. */
	r->lower = ev->time;
}

static void
told(struct custody_reader *r, const struct event *ev,
    struct custody_stamped *s)
{

	if (s->late_seq != 0) {
		/* The clock was as wrong when the answer came: it is said. */
		contradicted(r, s->trusted &&
		    (ev->time - s->time <= LOG_STAMP_SLACK ||
		    s->late > ev->time), s->late_seq, s->late,
		    "later than a checkpoint that has it by", s->time);
		s->late_seq = 0;
	}
	if (ev->time < s->time - LOG_STAMP_SLACK) {
		contradicted(r, false, ev->seq, ev->time, "and tells of",
		    s->time);
		r->lower = ev->time;
	} else if (r->lower == TIME_UNKNOWN || r->lower < s->time)
		r->lower = s->time;
	r->lower_trusted = s->trusted;
}

static void
judge_teller(struct custody_reader *r, const struct event *ev)
{
	const char *hex = json_text(ev->detail, "sha256");
	size_t i;

	if (ev->kind != EVENT_TIMESTAMPED || hex == NULL)
		return;
	for (i = 0; i < r->n_stamps && r->stamps[i].size < ev->seq; i++)
		if (strcmp(r->stamps[i].sha256, hex) == 0)
			told(r, ev, &r->stamps[i]);
}

void
custody_judge_end(struct custody_reader *r)
{
	const struct custody_stamped *s;
	size_t i;

	for (i = 0; i < r->n_stamps; i++) {
		s = &r->stamps[i];
		if (s->late_seq != 0)
			contradicted(r, s->trusted, s->late_seq, s->late,
			    "later than a checkpoint that has it by",
			    s->time);
	}
}

int
custody_judge(struct custody_reader *r, const struct event *ev,
    struct error *e)
{

	judge_order(r, ev);
	judge_upper(r, ev);
	judge_lower(r, ev);
	judge_teller(r, ev);
	return (judge_people(r, ev, e));
}
