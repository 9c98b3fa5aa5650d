#include "capture/job/job_internal.h"
#include "store/base/json.h"

/* The value of the fact ${key} of ${of}, or NULL. */
static const char *
value(const json_t *of, const char *key)
{

	return (json_text(json_object_get(of, key), "value"));
}

/*
 * A fact, as the outcome has it: its value alone.  A page may have repeated a
 * secret, which must not go on from the archive into the catalogue.
 */
static void
put(struct job *j, json_t *to, const char *name, const json_t *of,
    const char *key, bool *ok)
{
	struct buf safe = BUF_INIT(2 * FACTS_SOURCE_MAX);
	const char *s = value(of, key);

	if (s == NULL)
		return;
	recorder_clean(j->rec, span_of(s), &safe);
	json_put_text(to, name, buf_str(&safe), ok);
	if (buf_ok(&safe, NULL) != 0)
		*ok = false;
	buf_free(&safe);
}

static json_t *
whole(json_t *j, bool ok)
{

	if (ok && j != NULL)
		return (j);
	json_decref(j);
	return (NULL);
}

/* Likes, replies, shares: how far it went, as far as the page told. */
static void
put_counters(json_t *to, const json_t *post, bool *ok)
{
	json_t *counters = json_object_get(post, "counters");
	json_t *out = json_object(), *one, *v;
	const char *name;

	json_object_foreach(counters, name, one)
		if ((v = json_object_get(one, "value")) != NULL)
			json_put(out, name, json_incref(v), ok);
	if (json_object_size(out) > 0)
		json_put(to, "counters", json_incref(out), ok);
	json_decref(out);
}

static json_t *
said_post(struct job *j, const json_t *facts)
{
	const json_t *post = json_object_get(facts, "post");
	const json_t *author = json_object_get(facts, "author");
	json_t *out = json_object();
	bool ok = out != NULL;

	json_put_text(out, "platform", json_text(facts, "platform"), &ok);
	put(j, out, "id", post, "id", &ok);
	put(j, out, "url", post, "url", &ok);
	put(j, out, "text", post, "text", &ok);
	put(j, out, "published", post, "published", &ok);
	put(j, out, "edited", post, "edited", &ok);
	put(j, out, "author", author, "handle", &ok);
	put_counters(out, post, &ok);
	return (whole(out, ok));
}

static json_t *
said_author(struct job *j, const json_t *facts)
{
	const json_t *author = json_object_get(facts, "author");
	json_t *out = json_object();
	bool ok = out != NULL;

	json_put_text(out, "platform", json_text(facts, "platform"), &ok);
	put(j, out, "id", author, "id", &ok);
	put(j, out, "handle", author, "handle", &ok);
	put(j, out, "name", author, "name", &ok);
	put(j, out, "url", author, "url", &ok);
	put(j, out, "created", author, "created", &ok);
	return (whole(out, ok));
}

static json_t *
said_thread(struct job *j, const json_t *facts)
{
	const json_t *thread = json_object_get(facts, "thread");
	json_t *out = json_object();
	bool ok = out != NULL;
	int64_t n;

	put(j, out, "announced", thread, "announced", &ok);
	if (json_whole(thread, "captured", &n))
		json_put_int(out, "captured", n, &ok);
	return (whole(out, ok));
}

int
job_said(struct job *j, const json_t *facts, struct error *e)
{
	struct capture_outcome *o = j->o;

	/* A wall is never told as if it were what somebody said. */
	if (page_wall(o->page) != NULL || o->status >= 400)
		return (0);
	if (json_object_get(facts, "post") != NULL &&
	    (o->post = said_post(j, facts)) == NULL)
		return (error_nomem(e));
	if (json_object_get(facts, "author") != NULL &&
	    (o->author = said_author(j, facts)) == NULL)
		return (error_nomem(e));
	if (json_object_get(facts, "thread") != NULL &&
	    (o->thread = said_thread(j, facts)) == NULL)
		return (error_nomem(e));
	return (0);
}
