#include <string.h>

#include "store/facts/generic/page.h"
#include "store/facts/generic/schema_internal.h"

#define AUTHORS_MAX	20

static const char * const persons[] = { "person", NULL };

/* The name of whoever publishes: an author of that name is the site. */
static bool
is_publisher(struct schema *s, const struct schema_thing *t, struct span name)
{
	static const char * const sites[] = { "website", "organization",
		"newsmediaorganization", "corporation", NULL };
	struct schema_thing who;

	who = schema_whole(s, schema_value(s, t, "publisher", 0));
	if (who.j != NULL && !schema_is(who.j, persons) &&
	    page_same_name(name, schema_plain(s, &who, "name", NULL)))
		return (true);
	for (size_t i = 0; i < s->n; i++)
		if (schema_is(s->things[i].j, sites) &&
		    !schema_is(s->things[i].j, persons) && page_same_name(name,
		    schema_plain(s, &s->things[i], "name", NULL)))
			return (true);
	return (false);
}

/* The name in an author's value, or absent where it is nobody's. */
static struct span
name_of(struct schema *s, const struct schema_thing *post,
    const struct schema_thing *who, struct schema_thing *at)
{
	struct span name;

	*at = *who;
	if (json_is_object(who->j) &&
	    json_object_get(who->j, "@value") == NULL)
		name = schema_plain(s, who, "name", at);
	else
		name = schema_text(s->d, who->j);
	name = page_person(s->d, name);
	if (name.p != NULL && is_publisher(s, post, name))
		name = (struct span){ NULL, 0 };
	return (name);
}

/* Counters of a person: followers, posts. */
static void
person_counts(struct schema *s, const struct schema_thing *t,
    struct item *author)
{
	static const struct {
		const char *key, *action;
		enum fact fact;
	} counts[] = {
		{ "interactionStatistic", "FollowAction", FACT_FOLLOWERS },
		{ "agentInteractionStatistic", "WriteAction", FACT_POSTS },
		{ "agentInteractionStatistic", "FollowAction",
		    FACT_FOLLOWING },
	};
	struct schema_thing at;
	struct span count;

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		count = schema_count(s, t, counts[i].key, counts[i].action,
		    &at);
		fact_put_count(s->d, author, counts[i].fact, count, "%s",
		    at.at);
	}
}

static void
person_links(struct schema *s, const struct schema_thing *t,
    struct item *author)
{
	struct schema_thing one;

	for (size_t n = 0; n < AUTHORS_MAX; n++) {
		one = schema_value(s, t, "sameAs", n);
		if (one.j == NULL)
			break;
		fact_put(s->d, author, FACT_LINK, doc_url(s->d,
		    schema_text(s->d, one.j)), "%s", one.at);
	}
}

static void
person_handle(struct schema *s, const struct schema_thing *t,
    struct item *author)
{
	struct schema_thing at;
	struct span handle = schema_plain(s, t, "alternateName", &at);

	if (handle.p == NULL || span_find(handle, ' ') >= 0)
		return;
	if (span_starts(handle, "@"))
		handle = span_sub(handle, 1, handle.n);
	if (handle.n > 0)
		fact_put(s->d, author, FACT_HANDLE, handle, "%s", at.at);
}

void
schema_person(struct schema *s, const struct schema_thing *t,
    struct item *author, bool profile)
{
	struct schema_thing at;
	struct span v = schema_url(s, t, "url", &at);

	if (v.p != NULL && !page_is_home(s->d, v))
		fact_put(s->d, author, FACT_URL, v, "%s", at.at);
	v = schema_url(s, t, "image", &at);
	fact_put(s->d, author, FACT_AVATAR, v, "%s", at.at);
	v = schema_plain(s, t, "description", &at);
	fact_put(s->d, author, FACT_BIO, v, "%s", at.at);
	person_handle(s, t, author);
	person_links(s, t, author);
	if (!profile)
		return;
	v = page_person(s->d, schema_plain(s, t, "name", &at));
	fact_put(s->d, author, FACT_NAME, v, "%s", at.at);
	v = schema_plain(s, t, "identifier", &at);
	fact_put(s->d, author, FACT_ID, v, "%s", at.at);
	person_counts(s, t, author);
}

static void
one_author(struct schema *s, const struct schema_thing *post,
    struct item *item, struct schema_thing who)
{
	struct schema_thing whole = schema_whole(s, who), at;
	struct span name = name_of(s, post, &whole, &at), url;
	struct item *author;

	if (name.p == NULL) {
		url = schema_text(s->d, whole.j);
		if (!page_url_like(url) || page_is_home(s->d, url))
			return;
		fact_put(s->d, item_author(s->d, item, (struct span){ NULL,
		    0 }), FACT_URL, doc_url(s->d, url), "%s", whole.at);
		return;
	}
	author = item_author(s->d, item, (struct span){ NULL, 0 });
	fact_put(s->d, author, FACT_NAME, name, "%s", at.at);
	if (json_is_object(whole.j) && (schema_is(whole.j, persons) ||
	    json_object_get(whole.j, "url") != NULL))
		schema_person(s, &whole, author, false);
}

/* Several authors stand in one byline; they have no one profile. */
static void
many_authors(struct schema *s, struct item *item, const char *at,
    const struct span *names, size_t n)
{
	const char *all = doc_printf(s->d, "%.*s", (int)names[0].n,
	    (const char *)names[0].p);

	for (size_t i = 1; i < n; i++)
		all = doc_printf(s->d, "%s, %.*s", all, (int)names[i].n,
		    (const char *)names[i].p);
	fact_put(s->d, item_author(s->d, item, (struct span){ NULL, 0 }),
	    FACT_NAME, span_of(all), "%s", at);
}

static bool
is_new(const struct span *names, size_t n, struct span name)
{
	for (size_t i = 0; i < n; i++)
		if (page_same_name(names[i], name))
			return (false);
	return (true);
}

void
schema_authors(struct schema *s, const struct schema_thing *t,
    struct item *post)
{
	const char *key = json_object_get(t->j, "author") != NULL ? "author" :
	    "creator";
	struct span names[AUTHORS_MAX], name;
	struct schema_thing who, first = { NULL, NULL }, at;
	size_t n = 0;

	for (size_t i = 0; i < AUTHORS_MAX; i++) {
		who = schema_value(s, t, key, i);
		if (who.j == NULL)
			break;
		if (i == 0)
			first = who;
		at = schema_whole(s, who);
		name = name_of(s, t, &at, &at);
		if (name.p == NULL || !is_new(names, n, name))
			continue;
		if (n == 0)
			first = who;
		names[n++] = name;
	}
	if (n > 1)
		many_authors(s, post, doc_printf(s->d, "%s/%s", t->at, key),
		    names, n);
	else if (first.j != NULL)
		one_author(s, t, post, first);
}
