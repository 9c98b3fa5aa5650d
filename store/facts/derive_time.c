#include <stdio.h>
#include <string.h>

#include "store/base/json.h"
#include "store/base/time.h"
#include "store/facts/derive.h"

#define AHEAD_S		300	/* that a true clock may be behind a post */
#define WHY_MAX		160

/* The id under which the platform knows the post, and the item that has it. */
static struct span
id_of(const struct derive *v, const struct item **item)
{

	for (size_t i = 0; i < v->post.n; i++)
		if (v->post.items[i]->id.p != NULL) {
			*item = v->post.items[i];
			return (v->post.items[i]->id);
		}
	*item = v->post.n > 0 ? v->post.items[0] : NULL;
	return (v->page.kind == IDENTITY_POST && v->page.id[0] != '\0' ?
	    span_of(v->page.id) : (struct span){ NULL, 0 });
}

/* The time of the id as a claim; false: it carries none. */
static bool
claim_of_id(struct derive *v, struct claim *c, struct idtime *t)
{
	static const char *const confidence[] = { "high", "low", "low" };
	const struct item *item = NULL;
	struct span id = id_of(v, &item);
	char text[WHEN_TEXT];

	if (id.p == NULL || item == NULL ||
	    idtime_of(v->post.platform, id, t, NULL) != 0)
		return (false);
	memset(c, 0, sizeof(*c));
	c->fact = FACT_PUBLISHED;
	c->when = when_of_us(t->us, t->digits);
	c->value = arena_span(&v->arena, span_of(when_text(&c->when, text)));
	c->raw = id;
	c->method = "id-time";
	c->at = "";
	for (const struct claim *k = item->claims; k != NULL; k = k->next)
		if (k->fact == FACT_ID)
			c->at = k->at;
	c->confidence = t->trust == IDTIME_SERVER && t->tolerance_s > 120 ?
	    "medium" : confidence[t->trust];
	c->source = item->source;
	v->ok &= c->value.p != NULL;
	return (v->ok);
}

static json_t *
with_trust(struct derive *v, json_t *f, const struct idtime *t)
{
	static const char *const names[] = { "server", "claim",
	    "corroborative" };

	json_put_text(f, "trust", names[t->trust], &v->ok);
	json_put_int(f, "tolerance_s", t->tolerance_s, &v->ok);
	return (f);
}

/* How far ${shown} is from ${id} beyond what its own precision leaves open. */
static int64_t
distance(const struct when *shown, const struct when *id)
{
	int64_t step = when_step(shown), by = id->s - shown->s;

	if (by < 0)
		return (by);
	return (by < step ? 0 : by - step + 1);
}

static void
compare(struct derive *v, const struct claim *shown, const struct claim *id,
    const struct idtime *t)
{
	int64_t by = distance(&shown->when, &id->when);
	json_t *values;
	char why[WHY_MAX];

	/* A time without zone, or a day, fits every zone of the earth. */
	if (shown->when.local ? when_same(&shown->when, &id->when) :
	    by <= t->tolerance_s && by >= -(int64_t)t->tolerance_s)
		return;
	values = json_array();
	json_add(values, derive_claim(v, shown), &v->ok);
	json_add(values, with_trust(v, derive_claim(v, id), t), &v->ok);
	(void)snprintf(why, sizeof(why), "the id was made %lld s %s the time "
	    "shown; %d s are usual", (long long)(by < 0 ? -by : by),
	    by < 0 ? "before" : "after", t->tolerance_s);
	derive_conflict(v, "post.published", "id-time", why, values);
}

/* The latest moment that a server or the archive gives for the capture. */
static const struct clock *
latest(const struct derive *v, int64_t *ms)
{
	const struct clock *best = NULL, *c;

	*ms = TIME_UNKNOWN;
	/* TikTok's is when the visitor got a number, which may be weeks
	 * before the page. */
	for (c = v->f->clocks; c != NULL; c = c->next)
		if (c->source->used && strcmp(c->kind, "tiktok-wid") != 0 &&
		    (best == NULL || c->us > best->us))
			best = c;
	if (best != NULL)
		*ms = best->us / 1000;
	for (const struct source *s = v->f->sources; s != NULL; s = s->next)
		if (s->used && s->date != TIME_UNKNOWN &&
		    (*ms == TIME_UNKNOWN || s->date > *ms)) {
			*ms = s->date;
			best = NULL;
		}
	return (best);
}

static void
ahead(struct derive *v, const char *fact, const struct claim *c)
{
	char text[TIME_TEXT];
	json_t *values, *now;
	int64_t ms, s;

	(void)latest(v, &ms);
	if (c == NULL || c->when.precision == PRECISION_NONE ||
	    ms == TIME_UNKNOWN)
		return;
	s = c->when.s - (c->when.local ? 14 * 3600 : 0);
	if (s <= ms / 1000 + AHEAD_S)
		return;
	values = json_array();
	json_add(values, derive_claim(v, c), &v->ok);
	now = json_object();
	json_put_text(now, "value", time_text(ms, text), &v->ok);
	json_add(values, now, &v->ok);
	derive_conflict(v, fact, "future",
	    "later than the moment of the capture", values);
}

void
derive_times(struct derive *v, json_t *post)
{
	const struct claim *shown = derive_best(v, &v->post, FACT_PUBLISHED),
	    *edited = derive_best(v, &v->post, FACT_EDITED);
	struct idtime t;
	struct claim id;

	ahead(v, "post.published", shown);
	ahead(v, "post.edited", edited);
	if (!claim_of_id(v, &id, &t))
		return;
	json_put(post, "published_by_id", with_trust(v, derive_claim(v, &id),
	    &t), &v->ok);
	if (shown != NULL)
		compare(v, shown, &id, &t);
	else if (t.trust == IDTIME_SERVER)
		json_put(post, "published", derive_claim(v, &id), &v->ok);
	ahead(v, "post.published_by_id", &id);
}
