#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/dossier/timeline_internal.h"

/* The events themselves, as they are shown. */

static void
put_copy(json_t *j, const char *key, const json_t *v, bool *ok)
{

	if (v != NULL)
		json_put(j, key, json_deep_copy(v), ok);
}

/* As text: a tree of it takes several times as much. */
static int
keep_data(const struct event *ev, char **out, struct error *e)
{
	struct buf text = BUF_INIT(2 * EVENT_MAX);
	json_t *j = json_object();
	bool ok = true;
	int rc = -1;

	put_copy(j, "detail", ev->detail, &ok);
	put_copy(j, "from", ev->from, &ok);
	put_copy(j, "to", ev->to, &ok);
	json_put_text(j, "case", ev->case_name, &ok);
	json_put_text(j, "error", ev->error, &ok);
	json_put_text(j, "sha256", ev->after.value, &ok);
	if (!ok || j == NULL)
		(void)error_nomem(e);
	else if (json_write(&text, j, e) == 0) {
		if ((*out = strdup(buf_str(&text))) == NULL)
			(void)error_nomem(e);
		else
			rc = 0;
	}
	json_decref(j);
	buf_free(&text);
	return (rc);
}

json_t *
timeline_data(const struct timeline_entry *x, struct error *e)
{

	return (json_read(span_of(x->data), e));
}

static int
keep_exhibits(struct timeline_entry *x, const size_t *places,
    struct error *e)
{
	size_t i, n = x->n < TIMELINE_NAMED ? x->n : TIMELINE_NAMED;

	if (n == 0)
		return (0);
	if ((x->exhibits = calloc(n, sizeof(*x->exhibits))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < n; i++)
		x->exhibits[i] = (uint32_t)places[i];
	return (0);
}

static void
entry_free(struct timeline_entry *x)
{

	free(x->exhibits);
	free(x->data);
}

int
timeline_keep(struct timeline *t, const struct event *ev,
    const size_t *places, size_t n, struct error *e)
{
	struct timeline_entry x = { .log = t->n_logs - 1, .seq = ev->seq,
	    .kind = ev->kind, .result = ev->result, .time = ev->time,
	    .late = ev->late, .n = n, .named = ev->n_exhibits };

	if (t->n_entries >= TIMELINE_EVENTS_MAX ||
	    t->bytes >= TIMELINE_BYTES_MAX)
		return (0);
	memcpy(x.uuid, ev->uuid, sizeof(x.uuid));
	if (timeline_grow(&t->entries, t->n_entries, &t->cap_entries,
	    sizeof(x), e) != 0 ||
	    timeline_text(t, ev->who.name, &x.name, e) != 0 ||
	    timeline_text(t, ev->who.role, &x.role, e) != 0 ||
	    timeline_text(t, ev->who.organization, &x.organization,
	    e) != 0 || timeline_text(t, ev->why, &x.why, e) != 0 ||
	    keep_data(ev, &x.data, e) != 0 ||
	    keep_exhibits(&x, places, e) != 0) {
		entry_free(&x);
		return (-1);
	}
	t->bytes += strlen(x.data) + n;
	t->entries[t->n_entries++] = x;
	return (0);
}

/* Of the part that begins at ${lo}: the event ${seq}, or SIZE_MAX. */
static size_t
find(const struct timeline *t, size_t lo, size_t end, uint64_t seq)
{
	size_t hi = end, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (t->entries[mid].seq < seq)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (lo < end && t->entries[lo].seq == seq ? lo : SIZE_MAX);
}

bool
timeline_seen(struct timeline *t, const struct event *ev)
{
	size_t k, i;

	for (k = 0; k + 1 < t->n_logs; k++) {
		if (strcmp(t->logs[k].origin,
		    t->logs[t->n_logs - 1].origin) != 0)
			continue;
		i = find(t, t->starts[k], t->starts[k + 1], ev->seq);
		if (i == SIZE_MAX)
			continue;
		if (strcmp(t->entries[i].uuid, ev->uuid) != 0)
			t->forked = ev->seq;
		return (true);
	}
	return (false);
}

uint64_t
timeline_forked(const struct timeline *t)
{

	return (t->forked);
}

/*
 * Logs are merged by time; inside of a log the order is its own, whatever its
 * clock did.
 */
int
timeline_merge(struct timeline *t, struct error *e)
{
	size_t at[TIMELINE_LOGS_MAX], end[TIMELINE_LOGS_MAX];
	struct timeline_entry *v;
	size_t i, k, best;

	if (t->n_logs < 2 || t->n_entries == 0)
		return (0);
	if ((v = calloc(t->n_entries, sizeof(*v))) == NULL)
		return (error_nomem(e));
	for (i = k = 0; k < t->n_logs; k++) {
		at[k] = i;
		while (i < t->n_entries && t->entries[i].log == k)
			i++;
		end[k] = i;
	}
	for (i = 0; i < t->n_entries; i++) {
		best = SIZE_MAX;
		for (k = 0; k < t->n_logs; k++)
			if (at[k] < end[k] && (best == SIZE_MAX ||
			    t->entries[at[k]].time <
			    t->entries[at[best]].time))
				best = k;
		v[i] = t->entries[at[best]++];
	}
	free(t->entries);
	t->entries = v;
	return (0);
}

size_t
timeline_count(const struct timeline *t)
{

	return (t->n_entries);
}

const struct timeline_entry *
timeline_at(const struct timeline *t, size_t i)
{

	return (&t->entries[i]);
}

uint64_t
timeline_total(const struct timeline *t)
{

	return (t->total);
}

void
timeline_entries_free(struct timeline *t)
{
	size_t i;

	for (i = 0; i < t->n_entries; i++)
		entry_free(&t->entries[i]);
	free(t->entries);
}
