#include "store/base/json.h"
#include "store/facts/brief.h"

/* A fact: its value alone. */
static void
put(json_t *to, const char *name, const json_t *of, const char *key,
    const struct facts_clean *c, bool *ok)
{
	struct buf safe = BUF_INIT(2 * FACTS_SOURCE_MAX);
	const char *s = json_text(json_object_get(of, key), "value");

	if (s == NULL)
		return;
	if (c == NULL) {
		json_put_text(to, name, s, ok);
		return;
	}
	c->clean(c->ctx, span_of(s), &safe);
	json_put_text(to, name, buf_str(&safe), ok);
	if (buf_ok(&safe, NULL) != 0)
		*ok = false;
	buf_free(&safe);
}

static int
whole(json_t *j, bool ok, json_t **out, struct error *e)
{

	if (!ok) {
		json_decref(j);
		return (error_nomem(e));
	}
	*out = j;
	return (0);
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

int
facts_brief_post(const json_t *facts, const struct facts_clean *c,
    json_t **out, struct error *e)
{
	const json_t *post = json_object_get(facts, "post");
	json_t *j;
	bool ok;

	*out = NULL;
	if (post == NULL)
		return (0);
	ok = (j = json_object()) != NULL;
	json_put_text(j, "platform", json_text(facts, "platform"), &ok);
	put(j, "id", post, "id", c, &ok);
	put(j, "url", post, "url", c, &ok);
	put(j, "text", post, "text", c, &ok);
	put(j, "published", post, "published", c, &ok);
	put(j, "edited", post, "edited", c, &ok);
	put(j, "author", json_object_get(facts, "author"), "handle", c, &ok);
	put_counters(j, post, &ok);
	return (whole(j, ok, out, e));
}

int
facts_brief_author(const json_t *facts, const struct facts_clean *c,
    json_t **out, struct error *e)
{
	const json_t *author = json_object_get(facts, "author");
	json_t *j;
	bool ok;

	*out = NULL;
	if (author == NULL)
		return (0);
	ok = (j = json_object()) != NULL;
	json_put_text(j, "platform", json_text(facts, "platform"), &ok);
	put(j, "id", author, "id", c, &ok);
	put(j, "handle", author, "handle", c, &ok);
	put(j, "name", author, "name", c, &ok);
	put(j, "url", author, "url", c, &ok);
	put(j, "created", author, "created", c, &ok);
	put(j, "followers", json_object_get(author, "counters"), "followers",
	    c, &ok);
	return (whole(j, ok, out, e));
}

int
facts_brief_thread(const json_t *facts, const struct facts_clean *c,
    json_t **out, struct error *e)
{
	const json_t *thread = json_object_get(facts, "thread");
	int64_t n;
	json_t *j;
	bool ok;

	*out = NULL;
	if (thread == NULL)
		return (0);
	ok = (j = json_object()) != NULL;
	put(j, "announced", thread, "announced", c, &ok);
	if (json_whole(thread, "captured", &n))
		json_put_int(j, "captured", n, &ok);
	return (whole(j, ok, out, e));
}
