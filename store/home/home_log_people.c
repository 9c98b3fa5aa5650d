#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/home/home_internal.h"

/*
 * Operators are revoked by events, so the log alone tells who may not act any
 * more: whatever the catalogue says.  Most logs revoke nobody, and events are
 * then only looked through for the words.
 */
#define REVOKED		"\"operator\":\"revoked\""

static bool
holds(struct span s, const char *text)
{

	return (memmem(s.p, s.n, text, strlen(text)) != NULL);
}

static int
add(struct log_people *p, const char *key, struct error *e)
{
	char (*more)[BLOB_DIGEST];

	if (key == NULL || !blob_digest_ok(key))
		return (0);
	more = realloc(p->keys, (p->n + 1) * sizeof(*more));
	if (more == NULL)
		return (error_nomem(e));
	p->keys = more;
	memcpy(more[p->n++], key, BLOB_DIGEST);
	return (0);
}

/* Whether ${key} acts in ${ev}, or signs for it. */
static bool
acts(const struct event *ev, const char *key)
{
	const json_t *list = json_object_get(ev->detail, "approved"), *one;
	const char *by;
	size_t i;

	if (ev->who.key != NULL && strcmp(ev->who.key, key) == 0)
		return (true);
	json_array_foreach(list, i, one)
		if ((by = json_text(one, "key")) != NULL &&
		    strcmp(by, key) == 0)
			return (true);
	return (false);
}

static int
check_keys(const struct log_people *p, const struct event *ev, uint64_t seq,
    struct log_findings *fs, struct error *e)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (acts(ev, p->keys[i]) && log_note(fs, LOG_EVENT_REVOKED,
		    LOG_FAIL, seq, e, "by %.64s, who was revoked before",
		    ev->who.name == NULL ? "?" : ev->who.name) != 0)
			return (-1);
	return (0);
}

/* Whether an event must be read whole: few are. */
static bool
of_interest(const struct log_people *p, const struct event_head *head,
    struct span bytes)
{
	size_t i;

	/* Escaped, neither the word nor a key would look like itself. */
	if (head->kind == EVENT_ANNOTATED && (holds(bytes, REVOKED) ||
	    holds(bytes, "\\u")))
		return (true);
	if (p->n == 0)
		return (false);
	for (i = 0; i < p->n; i++)
		if (holds(bytes, p->keys[i]))
			return (true);
	return (holds(bytes, "\\u"));
}

int
log_people_event(struct log_people *p, const struct event_head *head,
    struct span bytes, struct log_findings *fs, struct error *e)
{
	struct error why = ERROR_INIT;
	struct event *ev = NULL;
	const char *what;
	int rc;

	if (!of_interest(p, head, bytes))
		return (0);
	if (event_read(bytes, &ev, &why) != 0)
		/* What is no event is told by the check itself. */
		return (why.code == ERR_NOMEM ? error_nomem(e) : 0);
	rc = check_keys(p, ev, head->seq, fs, e);
	what = json_text(ev->detail, "operator");
	if (rc == 0 && head->kind == EVENT_ANNOTATED && what != NULL &&
	    strcmp(what, "revoked") == 0)
		rc = add(p, json_text(ev->detail, "key"), e);
	event_free(ev);
	return (rc);
}

void
log_people_free(struct log_people *p)
{

	free(p->keys);
	*p = (struct log_people){ .n = 0 };
}
