#include "capture/job/job_internal.h"
#include "store/base/json.h"

/* The value of the fact ${key} of ${of}, or NULL. */
static const char *
value(const json_t *of, const char *key)
{

	return (json_text(json_object_get(of, key), "value"));
}

/* A fact, as the outcome has it: its value alone. */
static void
put(json_t *to, const char *name, const json_t *of, const char *key, bool *ok)
{

	json_put_text(to, name, value(of, key), ok);
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
said_post(const json_t *facts)
{
	const json_t *post = json_object_get(facts, "post");
	const json_t *author = json_object_get(facts, "author");
	json_t *out = json_object();
	bool ok = out != NULL;

	json_put_text(out, "platform", json_text(facts, "platform"), &ok);
	put(out, "id", post, "id", &ok);
	put(out, "url", post, "url", &ok);
	put(out, "text", post, "text", &ok);
	put(out, "published", post, "published", &ok);
	put(out, "edited", post, "edited", &ok);
	put(out, "author", author, "handle", &ok);
	put_counters(out, post, &ok);
	return (whole(out, ok));
}

static json_t *
said_author(const json_t *facts)
{
	const json_t *author = json_object_get(facts, "author");
	json_t *out = json_object();
	bool ok = out != NULL;

	json_put_text(out, "platform", json_text(facts, "platform"), &ok);
	put(out, "id", author, "id", &ok);
	put(out, "handle", author, "handle", &ok);
	put(out, "name", author, "name", &ok);
	put(out, "url", author, "url", &ok);
	put(out, "created", author, "created", &ok);
	return (whole(out, ok));
}

static json_t *
said_thread(const json_t *facts)
{
	const json_t *thread = json_object_get(facts, "thread");
	json_t *out = json_object();
	bool ok = out != NULL;
	int64_t n;

	put(out, "announced", thread, "announced", &ok);
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
	    (o->post = said_post(facts)) == NULL)
		return (error_nomem(e));
	if (json_object_get(facts, "author") != NULL &&
	    (o->author = said_author(facts)) == NULL)
		return (error_nomem(e));
	if (json_object_get(facts, "thread") != NULL &&
	    (o->thread = said_thread(facts)) == NULL)
		return (error_nomem(e));
	return (0);
}

int
job_facts(struct job *j, struct error *e)
{
	struct facts_page pages[] = {
		{ .role = "post",
		    .url = page_address(&j->page[JOB_POST]) },
		{ .role = "author",
		    .url = page_address(&j->page[JOB_AUTHOR]) },
	};
	json_t *facts = NULL;
	int rc = -1;

	if (facts_derive(j->facts, pages, pages[1].url != NULL ? 2 : 1, &facts,
	    e) == 0)
		rc = public_judge(j, facts, e);
	json_decref(facts);
	return (rc);
}
