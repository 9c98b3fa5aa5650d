#include <string.h>

#include "store/facts/generic/page.h"
#include "store/facts/generic/schema_internal.h"
#include "store/facts/platforms/parts.h"

#define SUBJECTS_MAX	64	/* postings looked at in one document */

/* What a person posts; "weak" types describe pages and files of all kinds. */
static const char * const postings[] = {
	"article", "newsarticle", "blogposting", "socialmediaposting",
	"discussionforumposting", "liveblogposting", "question", "answer",
	"comment", "review", "userreview", "criticreview", "employerreview",
	"claimreview", "mediareview", "techarticle", "scholarlyarticle",
	"medicalscholarlyarticle", "report", "reportagenewsarticle",
	"analysisnewsarticle", "opinionnewsarticle", "backgroundnewsarticle",
	"reviewnewsarticle", "askpublicnewsarticle", "satiricalarticle",
	"advertisercontentarticle", "apireference", "usercomments",
	"message", NULL
};
static const char * const weak[] = {
	"webpage", "itempage", "medicalwebpage", "creativework", "recipe",
	"creativeworkseries", "videoobject", "podcastepisode", "howto",
	"imagegallery", "photograph", "imageobject", "socialmediaposting", NULL
};
static const char * const holders[] = {
	"webpage", "itempage", "medicalwebpage", "qapage", "aboutpage",
	"website", "blog", "collectionpage", NULL
};
static const char * const profiles[] = { "profilepage", NULL };
static const char * const people[] = { "person", "organization",
	"newsmediaorganization", "corporation", NULL };

static bool
type_is(struct span type, const char * const *types)
{
	for (size_t i = type.n; i > 0; i--)
		if (type.p[i - 1] == '/' || type.p[i - 1] == ':') {
			type = span_sub(type, i, type.n);
			break;
		}
	for (size_t i = 0; types[i] != NULL; i++)
		if (span_is_nocase(type, types[i]))
			return (true);
	return (false);
}

static struct span
string_of(const json_t *j)
{
	struct span s = { NULL, 0 };

	if (json_is_string(j)) {
		s.p = (const uint8_t *)json_string_value(j);
		s.n = json_string_length(j);
	}
	return (s);
}

bool
schema_is(const json_t *j, const char * const *types)
{
	const json_t *type = json_object_get(j, "@type"), *one;
	size_t i;

	if (json_is_string(type))
		return (type_is(string_of(type), types));
	json_array_foreach(type, i, one)
		if (json_is_string(one) && type_is(string_of(one), types))
			return (true);
	return (false);
}

/* --- Values --- */

static const char *
place_of(struct schema *s, const struct schema_thing *owner, const json_t *j,
    const char *key, bool many, size_t nth)
{
	const char *own = json_string_value(json_object_get(j, "@at"));

	if (own != NULL)
		return (own);
	if (many)
		return (doc_printf(s->d, "%s/%s/%zu", owner->at, key, nth));
	return (doc_printf(s->d, "%s/%s", owner->at, key));
}

struct schema_thing
schema_value(struct schema *s, const struct schema_thing *owner,
    const char *key, size_t nth)
{
	json_t *j = json_object_get(owner->j, key);
	struct schema_thing t = { NULL, NULL };
	bool many = json_is_array(j);

	t.j = many ? json_array_get(j, nth) : nth == 0 ? j : NULL;
	if (t.j == NULL || json_is_null(t.j)) {
		t.j = NULL;
		return (t);
	}
	t.at = place_of(s, owner, t.j, key, many, nth);
	return (t);
}

struct schema_thing
schema_whole(struct schema *s, struct schema_thing t)
{
	struct span id = string_of(json_object_get(t.j, "@id"));

	if (id.p == NULL || json_object_get(t.j, "name") != NULL ||
	    json_object_get(t.j, "headline") != NULL)
		return (t);
	for (size_t i = 0; i < s->n; i++)
		if (json_object_size(s->things[i].j) > 1 &&
		    span_eq(string_of(json_object_get(s->things[i].j, "@id")),
		    id))
			return (s->things[i]);
	return (t);
}

struct span
schema_text(struct doc *d, json_t *j)
{
	if (json_is_array(j) && json_array_size(j) == 1)
		j = json_array_get(j, 0);
	if (json_is_object(j))
		j = json_object_get(j, "@value");
	return (doc_json_text(d, j));
}

/* Whether ${s} holds tags or entities, though it should be plain text. */
static bool
marked_up(struct span s)
{
	for (size_t i = 0; i + 2 < s.n; i++) {
		uint8_t c = s.p[i], next = s.p[i + 1];
		bool letter = (next | 32) >= 'a' && (next | 32) <= 'z';

		if (c == '<' && (letter || next == '/'))
			return (true);
		if (c != '&' || (!letter && next != '#'))
			continue;
		for (size_t k = i + 2; k < s.n && k < i + 10; k++)
			if (s.p[k] == ';')
				return (true);
	}
	return (false);
}

/* Lines are kept where there are no tags that would make them. */
static struct span
unmarked(struct doc *d, struct span s)
{
	struct span rest = s, line;
	const char *out = "";

	if (!marked_up(s))
		return (s);
	if (parts_find(s, "</") >= 0 || parts_find(s, "<br") >= 0 ||
	    span_find(s, '\n') < 0)
		return (doc_strip_html(d, s));
	for (size_t i = 0; i < 2000 && span_line(&rest, &line); i++) {
		line = doc_strip_html(d, line);
		out = doc_printf(d, "%s%s%.*s", out, i > 0 ? "\n" : "",
		    line.p == NULL ? 0 : (int)line.n,
		    line.p == NULL ? "" : (const char *)line.p);
	}
	return (span_of(out));
}

struct span
schema_plain(struct schema *s, const struct schema_thing *owner,
    const char *key, struct schema_thing *at)
{
	struct schema_thing t = schema_value(s, owner, key, 0);
	struct span text = { NULL, 0 };

	if (at != NULL)
		*at = t;
	if (t.j == NULL)
		return (text);
	text = span_trim(schema_text(s->d, t.j));
	if (text.p == NULL || text.n == 0)
		return ((struct span){ NULL, 0 });
	return (span_trim(unmarked(s->d, text)));
}

struct span
schema_url(struct schema *s, const struct schema_thing *owner,
    const char *key, struct schema_thing *at)
{
	static const char * const keys[] = { "@href", "url", "@id",
		"contentUrl", "@value", NULL };
	struct schema_thing t = schema_value(s, owner, key, 0);
	struct span text = string_of(t.j);

	if (at != NULL)
		*at = t;
	for (size_t i = 0; text.p == NULL && json_is_object(t.j) &&
	    keys[i] != NULL; i++)
		text = schema_text(s->d, json_object_get(t.j, keys[i]));
	return (doc_url(s->d, span_trim(text)));
}

/* --- What the page is about --- */

enum naming { NAMES_NOTHING, NAMES_PAGE, NAMES_ANOTHER };

/* A URL of another site, or of the first page, was copied from a manual. */
static enum naming
named(struct schema *s, struct span url)
{
	struct url *u = NULL;
	enum naming n = NAMES_ANOTHER;

	if (url.p == NULL)
		return (NAMES_NOTHING);
	if (page_names(s->d, url))
		return (NAMES_PAGE);
	if (url_parse(url, s->d->url, &u, NULL) != 0)
		return (NAMES_NOTHING);
	if (page_is_home(s->d, url) ||
	    strcmp(url_host(u), url_host(s->d->url)) != 0)
		n = NAMES_NOTHING;
	url_free(u);
	return (n);
}

static enum naming
naming_of(struct schema *s, const struct schema_thing *t)
{
	static const char * const keys[] = { "url", "@id", "mainEntityOfPage",
		NULL };
	enum naming n = NAMES_NOTHING, one;

	for (size_t i = 0; keys[i] != NULL && n != NAMES_PAGE; i++) {
		one = named(s, schema_url(s, t, keys[i], NULL));
		if (one != NAMES_NOTHING)
			n = one;
	}
	return (n);
}

struct candidates {
	struct schema_thing t[SUBJECTS_MAX];
	enum naming naming[SUBJECTS_MAX];
	size_t n;
	size_t naming_page;
};

static void
candidate(struct schema *s, struct candidates *c, struct schema_thing t,
    bool held)
{
	if (c->n == SUBJECTS_MAX)
		return;
	for (size_t i = 0; i < c->n; i++)
		if (c->t[i].j == t.j)
			return;
	c->t[c->n] = t;
	c->naming[c->n] = naming_of(s, &t);
	if (held && c->naming[c->n] == NAMES_NOTHING)
		c->naming[c->n] = NAMES_PAGE;
	if (c->naming[c->n] == NAMES_PAGE)
		c->naming_page++;
	c->n++;
}

/* Postings that stand by themselves, or that a page holds. */
static void
gather(struct schema *s, struct candidates *c)
{
	static const char * const parts[] = { "blogPost", "blogPosts",
		"mainEntity", "hasPart", NULL };

	for (size_t i = 0; i < s->n; i++) {
		struct schema_thing t = s->things[i], part;

		if (schema_is(t.j, postings))
			candidate(s, c, t, false);
		if (!schema_is(t.j, holders))
			continue;
		for (size_t k = 0; parts[k] != NULL; k++)
			for (size_t nth = 0; nth < SUBJECTS_MAX; nth++) {
				part = schema_value(s, &t, parts[k], nth);
				if (part.j == NULL)
					break;
				part = schema_whole(s, part);
				if (schema_is(part.j, postings))
					candidate(s, c, part, strcmp(parts[k],
					    "mainEntity") == 0 && nth == 0);
			}
	}
}

/*
 * A post may be shown at other addresses than its own: what the page calls
 * itself, an article of just that title, says that it is this one.
 */
static bool
titled_so(struct schema *s, const struct schema_thing *t)
{
	struct span title = span_trim(doc_meta(s->d, "og:title", 0));
	struct span own = span_trim(schema_text(s->d,
	    json_object_get(t->j, "headline")));

	return (title.p != NULL && title.n > 0 && own.p != NULL &&
	    span_eq(title, own) &&
	    span_is(span_trim(doc_meta(s->d, "og:type", 0)), "article"));
}

/* Pages of a blog are full of postings that are not what they are about. */
static void
read_postings(struct schema *s, struct candidates *c)
{
	for (size_t i = 0; i < c->n; i++) {
		bool subject = c->naming[i] == NAMES_PAGE || (c->n == 1 &&
		    (c->naming[i] == NAMES_NOTHING ||
		    titled_so(s, &c->t[i])));
		struct item *post = schema_post(s, &c->t[i],
		    subject ? REL_SUBJECT : REL_LISTED);

		if (!subject)
			continue;
		schema_answers(s, &c->t[i], post);
		doc_class(s->d, PAGE_POST, "%s", c->t[i].at);
	}
}

/* A film or a picture in an article, unless it has the name of the page. */
static bool
of_article(struct schema *s, const struct schema_thing *t)
{
	static const char * const media[] = { "videoobject", "imageobject",
		"photograph", "podcastepisode", NULL };

	return (schema_is(t->j, media) &&
	    (span_is(span_trim(doc_meta(s->d, "og:type", 0)), "article") ||
	    doc_meta(s->d, "article:published_time", 0).p != NULL) &&
	    !page_titled(s->d, schema_plain(s, t, "name", NULL)));
}

/* A page without a posting may still say when it was published. */
static void
read_weak(struct schema *s)
{
	const char *confidence = s->d->confidence;

	s->d->confidence = "medium";
	for (size_t i = 0; i < s->n; i++)
		if (schema_is(s->things[i].j, weak) &&
		    naming_of(s, &s->things[i]) == NAMES_PAGE &&
		    !of_article(s, &s->things[i]) &&
		    !page_is_home(s->d, span_of(url_text(s->d->url))))
			(void)schema_post(s, &s->things[i], REL_SUBJECT);
	s->d->confidence = confidence;
}

static bool
read_profile(struct schema *s)
{
	bool found = false;
	struct item *author;
	struct span made;

	for (size_t i = 0; i < s->n && !found; i++) {
		struct schema_thing t = s->things[i], who;

		if (!schema_is(t.j, profiles))
			continue;
		who = schema_whole(s, schema_value(s, &t, "mainEntity", 0));
		if (who.j == NULL || !schema_is(who.j, people))
			continue;
		found = true;
		author = item_author(s->d, NULL, (struct span){ NULL, 0 });
		schema_person(s, &who, author, true);
		made = schema_plain(s, &t, "dateCreated", &who);
		fact_put_time(s->d, author, FACT_CREATED, made, "%s", who.at);
		doc_class(s->d, PAGE_PROFILE, "%s", t.at);
	}
	return (found);
}

void
schema_read(struct doc *d, const struct schema_thing *things, size_t n)
{
	struct schema s = { d, things, n };
	struct candidates c = { .n = 0, .naming_page = 0 };

	if (d->url == NULL || n == 0)
		return;
	(void)read_profile(&s);
	gather(&s, &c);
	read_postings(&s, &c);
	if (c.n == 0)
		read_weak(&s);
}
