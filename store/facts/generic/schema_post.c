#include <string.h>

#include "store/facts/generic/body.h"
#include "store/facts/generic/page.h"
#include "store/facts/generic/schema_internal.h"

#define VALUES_MAX	50	/* of one property */
#define ANSWERS_MAX	1000	/* comments of one document */

/* Types whose picture is the post's, and not somebody's face. */
static const char * const pictured[] = {
	"article", "newsarticle", "blogposting", "socialmediaposting",
	"liveblogposting", "techarticle", "report", "reportagenewsarticle",
	"analysisnewsarticle", "opinionnewsarticle", NULL
};
/* Types that begin when they are made, not when an editor lets them out. */
static const char * const spoken[] = {
	"discussionforumposting", "socialmediaposting", "question", "answer",
	"comment", "review", "userreview", "message", "usercomments",
	"employerreview", NULL
};

static const char * const topics[] = { "discussionforumposting", "question",
	NULL };

static bool
action_is(struct schema *s, const struct schema_thing *counter,
    const char *action)
{
	struct schema_thing type = schema_value(s, counter,
	    "interactionType", 0);
	struct span name = schema_text(s->d, type.j);

	if (name.p == NULL && type.j != NULL)
		name = schema_text(s->d, json_object_get(type.j, "@type"));
	if (name.p == NULL && type.j != NULL)
		name = schema_text(s->d, json_object_get(type.j, "@href"));
	return (name.p != NULL && span_ends(name, action));
}

struct span
schema_count(struct schema *s, const struct schema_thing *owner,
    const char *key, const char *action, struct schema_thing *at)
{
	struct span none = { NULL, 0 };
	struct schema_thing one;

	at->at = "";
	for (size_t n = 0; n < VALUES_MAX; n++) {
		one = schema_value(s, owner, key, n);
		if (one.j == NULL)
			break;
		if (action_is(s, &one, action))
			return (schema_plain(s, &one, "userInteractionCount",
			    at));
	}
	return (none);
}

/* How many answers a page announces, in the ways that there are. */
static void
put_answers(struct schema *s, const struct schema_thing *t,
    struct item *post, bool subject)
{
	static const char * const keys[] = { "commentCount", "answerCount",
		NULL };
	static const char * const actions[] = { "CommentAction",
		"ReplyAction", "UserComments", NULL };
	struct schema_thing at = { NULL, "" };
	struct span count = { NULL, 0 };

	for (size_t i = 0; count.p == NULL && keys[i] != NULL; i++)
		count = schema_plain(s, t, keys[i], &at);
	for (size_t i = 0; count.p == NULL && actions[i] != NULL; i++)
		count = schema_count(s, t, "interactionStatistic",
		    actions[i], &at);
	if (count.p == NULL)
		return;
	fact_put_count(s->d, post, FACT_REPLIES, count, "%s", at.at);
	if (subject)
		doc_announced(s->d, count, "%s", at.at);
}

static void
put_counts(struct schema *s, const struct schema_thing *t, struct item *post)
{
	static const struct {
		const char *action;
		enum fact fact;
	} counts[] = {
		{ "LikeAction", FACT_LIKES }, { "ShareAction", FACT_REPOSTS },
		{ "ViewAction", FACT_VIEWS }, { "WatchAction", FACT_VIEWS },
		{ "ReadAction", FACT_VIEWS },
	};
	struct schema_thing at;
	struct span count = schema_plain(s, t, "upvoteCount", &at);

	if (count.p != NULL)
		fact_put_count(s->d, post, FACT_LIKES, count, "%s", at.at);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		count = schema_count(s, t, "interactionStatistic",
		    counts[i].action, &at);
		if (count.p != NULL)
			fact_put_count(s->d, post, counts[i].fact, count,
			    "%s", at.at);
	}
}

/* Text to the letter is what stands on the page; a copy of it in a script is
 * taken where the page's own is not found. */
static void
put_text(struct schema *s, const struct schema_thing *t, struct item *post,
    bool subject)
{
	static const char * const keys[] = { "articleBody", "reviewBody",
		"text", "commentText", NULL };
	struct schema_thing at;
	struct span text = { NULL, 0 };

	if (subject && body_find(s->d) != NULL)
		return;
	for (size_t i = 0; text.p == NULL && keys[i] != NULL; i++)
		text = schema_plain(s, t, keys[i], &at);
	if (text.p == NULL)
		return;
	fact_put_raw(s->d, post, FACT_TEXT, text,
	    schema_text(s->d, at.j), "%s", at.at);
}

static void
put_times(struct schema *s, const struct schema_thing *t, struct item *post)
{
	struct schema_thing at;
	struct span made, changed;

	made = schema_plain(s, t, "datePublished", &at);
	if (made.p == NULL)
		made = schema_plain(s, t, "uploadDate", &at);
	if (made.p == NULL)
		made = schema_plain(s, t, "commentTime", &at);
	if (made.p == NULL && schema_is(t->j, spoken))
		made = schema_plain(s, t, "dateCreated", &at);
	if (made.p != NULL)
		fact_put_time(s->d, post, FACT_PUBLISHED, made, "%s", at.at);
	changed = schema_plain(s, t, "dateModified", &at);
	/* Of a topic it is the time of the last answer to it. */
	if (schema_is(t->j, topics))
		return;
	if (changed.p != NULL && !span_eq(changed, made))
		fact_put_time(s->d, post, FACT_EDITED, changed, "%s", at.at);
}

static void
put_media(struct schema *s, const struct schema_thing *t, struct item *post)
{
	static const char * const keys[] = { "image", "video", "audio", NULL };
	struct schema_thing one;

	if (!schema_is(t->j, pictured))
		return;
	for (size_t i = 0; keys[i] != NULL; i++)
		for (size_t n = 0; n < VALUES_MAX; n++) {
			struct schema_thing holder = { NULL, NULL };
			struct span url;

			one = schema_value(s, t, keys[i], n);
			if (one.j == NULL)
				break;
			one = schema_whole(s, one);
			holder = one;
			url = schema_text(s->d, one.j);
			if (url.p == NULL)
				url = schema_url(s, &holder, "url", NULL);
			if (url.p == NULL)
				url = schema_url(s, &holder, "contentUrl",
				    NULL);
			fact_put(s->d, post, FACT_MEDIA, doc_url(s->d, url),
			    "%s", one.at);
		}
}

static void
put_language(struct schema *s, const struct schema_thing *t,
    struct item *post)
{
	struct schema_thing at;
	struct span text = schema_plain(s, t, "inLanguage", &at);

	if (text.p == NULL && at.j != NULL) {
		struct schema_thing language = at;

		text = schema_plain(s, &language, "alternateName", &at);
	}
	fact_put(s->d, post, FACT_LANG, text, "%s", at.at);
}

static void
put_title(struct schema *s, const struct schema_thing *t, struct item *post)
{
	struct schema_thing at;
	struct span title = schema_plain(s, t, "headline", &at);

	if (title.p == NULL)
		title = schema_plain(s, t, "name", &at);
	fact_put(s->d, post, FACT_TITLE, title, "%s", at.at);
}

static void
put_rating(struct schema *s, const struct schema_thing *t, struct item *post)
{
	struct schema_thing rating = schema_value(s, t, "reviewRating", 0), at;
	struct span value;

	if (rating.j == NULL)
		return;
	value = schema_plain(s, &rating, "ratingValue", &at);
	fact_put(s->d, post, FACT_RATING, value, "%s", at.at);
}

struct item *
schema_post(struct schema *s, const struct schema_thing *t,
    enum relation rel)
{
	struct item *post = item_post(s->d, rel, (struct span){ NULL, 0 });
	bool subject = rel == REL_SUBJECT;
	struct schema_thing at;
	struct span url = schema_url(s, t, "url", &at);

	if (url.p != NULL && subject)
		page_put_url(s->d, post, url, at.at);
	else if (url.p != NULL)
		fact_put(s->d, post, FACT_URL, url, "%s", at.at);
	put_title(s, t, post);
	put_text(s, t, post, subject);
	put_times(s, t, post);
	put_counts(s, t, post);
	put_answers(s, t, post, subject);
	put_language(s, t, post);
	put_media(s, t, post);
	put_rating(s, t, post);
	schema_authors(s, t, post);
	return (post);
}

/* Answers, and answers to them, level by level. */
void
schema_answers(struct schema *s, const struct schema_thing *t,
    struct item *post)
{
	static const char * const keys[] = { "comment", "comments",
		"acceptedAnswer", "suggestedAnswer", "review", NULL };
	struct schema_thing queue[ANSWERS_MAX], one;
	size_t head = 0, tail = 0;

	(void)post;
	if (!body_answers_wanted(s->d))
		return;
	queue[tail++] = *t;
	for (; head < tail; head++)
		for (size_t i = 0; keys[i] != NULL; i++)
			for (size_t n = 0; tail < ANSWERS_MAX; n++) {
				one = schema_value(s, &queue[head], keys[i],
				    n);
				if (one.j == NULL)
					break;
				if (!json_is_object(one.j) ||
				    json_object_get(one.j, "@type") == NULL)
					continue;
				queue[tail++] = one;
				(void)schema_post(s, &one, REL_REPLY);
			}
}
