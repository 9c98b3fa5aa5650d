#include <stdio.h>
#include <string.h>

#include "store/base/json.h"
#include "store/facts/derive.h"

const char *
class_name(enum page_class c)
{
	static const char *const names[] = { "other", "post", "profile",
	    "thread", "login-wall", "consent-wall", "error", "gone" };

	return (names[c]);
}

static bool
bars(enum page_class c)
{

	return (c >= PAGE_LOGIN);
}

static void
evidence_add(struct derive *v, json_t *evidence, enum page_class c,
    const struct source *s, const char *method, const char *at)
{
	json_t *j;

	if (evidence == NULL)
		return;
	j = json_object();
	json_put_text(j, "page", class_name(c), &v->ok);
	json_put_text(j, "record", s->record, &v->ok);
	json_put_text(j, "method", method, &v->ok);
	json_put_text(j, "at", at, &v->ok);
	json_add(evidence, j, &v->ok);
}

/* Whether a platform's reader found words or media of a post there, or on a
 * profile who its owner is. */
static bool
has_content(struct derive *v, size_t n, const struct source *s)
{
	const struct claim *c;

	for (const struct item *i = s->items; i != NULL; i = i->next) {
		if (i->kind == ITEM_POST ? i->rel != REL_SUBJECT :
		    n == 0 || i->of != NULL)
			continue;
		if (n == 0 && i->id.p != NULL && v->page.id[0] != '\0' &&
		    !span_is(i->id, v->page.id))
			continue;
		for (c = i->claims; c != NULL; c = c->next)
			if ((c->fact == FACT_TEXT || c->fact == FACT_MEDIA ||
			    (n > 0 && c->fact == FACT_NAME)) &&
			    method_rank(c->method) == 0)
				return (true);
	}
	return (false);
}

struct class {
	enum page_class best;
	int rank;		/* of the method that says it */
	bool content;		/* a platform's reader found what it is about */
};

static void
class_add(struct class *k, enum page_class c, int rank)
{

	/* Walls before all else, then the stronger method. */
	if (bars(k->best) && !bars(c))
		return;
	if ((bars(c) && !bars(k->best)) || rank < k->rank) {
		k->best = c;
		k->rank = rank;
	}
}

static void
look_status(struct derive *v, size_t n, const struct source *s,
    struct class *k, json_t *evidence)
{
	char at[32];
	enum page_class c;

	/* That another document of the same is not there says nothing. */
	if (s->status < 400 || s->rendered || !derive_at(v, n, s))
		return;
	c = s->status == 404 || s->status == 410 ? PAGE_GONE : PAGE_ERROR;
	(void)snprintf(at, sizeof(at), "status %d", s->status);
	evidence_add(v, evidence, c, s, "http", at);
	class_add(k, c, 1);
}

static void
look_url(struct derive *v, const struct source *s, struct class *k,
    json_t *evidence)
{
	enum page_class c;

	switch (s->identity.kind) {
	case IDENTITY_WALL:
		c = strstr(s->url, "consent") != NULL ? PAGE_CONSENT :
		    PAGE_LOGIN;
		break;
	case IDENTITY_AUTHOR:
		c = PAGE_PROFILE;
		break;
	case IDENTITY_THREAD:
		c = PAGE_THREAD;
		break;
	default:
		return;
	}
	evidence_add(v, evidence, c, s, "url", s->url);
	class_add(k, c, c == PAGE_LOGIN || c == PAGE_CONSENT ? 0 : 20);
}

/* Any word of a post, by whatever reader, where the URL is that of a post. */
static bool
has_words(const struct source *s)
{

	for (const struct item *i = s->items; i != NULL; i = i->next)
		if (i->kind == ITEM_POST && i->rel == REL_SUBJECT &&
		    i->claims != NULL)
			return (true);
	return (false);
}

/* An error page in the place of another document of the same thing tells of
 * that document alone, unless it is the platform's own answer. */
static bool
speaks(struct derive *v, size_t n, const struct source *s,
    const struct sighting *e)
{

	return (s->status < 400 || method_rank(e->method) == 0 ||
	    derive_at(v, n, s));
}

enum page_class
derive_class(struct derive *v, size_t n, json_t *evidence)
{
	struct class k = { PAGE_OTHER, 99, false };

	for (const struct source *s = v->f->sources; s != NULL; s = s->next) {
		if (!derive_own(v, n, s))
			continue;
		look_status(v, n, s, &k, evidence);
		look_url(v, s, &k, evidence);
		for (const struct sighting *e = s->seen; e != NULL;
		    e = e->next) {
			if (!speaks(v, n, s, e))
				continue;
			evidence_add(v, evidence, e->class, s, e->method,
			    e->at);
			class_add(&k, e->class, method_rank(e->method));
		}
		k.content |= has_content(v, n, s);
		if (s->identity.kind == IDENTITY_POST && has_words(s))
			class_add(&k, PAGE_POST, 20);
	}
	if (bars(k.best) && k.content)
		return (n == 0 ? PAGE_POST : PAGE_PROFILE);
	return (k.best);
}
