#include <stdlib.h>
#include <string.h>

#include "store/base/json.h"
#include "store/facts/feed.h"
#include "verify/said.h"

static const char *const roles[] = { "post", "author" };

struct said {
	struct facts *facts;
	struct feed *feed;
	char *id[SAID_PAGES_MAX];
	char *url[SAID_PAGES_MAX];
	size_t n;
};

int
said_begin(struct work *w, struct error *e)
{
	struct said *s;

	if (!w->ours)
		return (0);
	if ((s = calloc(1, sizeof(*s))) == NULL)
		return (error_nomem(e));
	if (facts_open(&s->facts, e) != 0 ||
	    feed_open(s->facts, &s->feed, e) != 0) {
		said_free(s);
		return (-1);
	}
	w->said = s;
	return (0);
}

int
said_record(struct work *w, struct warc_reader *r,
    const struct warc_record *rec, struct error *e)
{
	struct span piece;
	bool wants;
	int got = WARC_END;

	if (w->said == NULL)
		return (WARC_END);
	if (feed_begin(w->said->feed, r, rec, &wants, e) != 0)
		return (-1);
	while (wants && (got = warc_read(r, &piece, e)) == WARC_GOT)
		if (feed_put(w->said->feed, piece, e) != 0)
			return (-1);
	return (got);
}

int
said_record_end(struct work *w, const struct warc_end *end,
    struct error *e)
{

	return (w->said == NULL ? 0 : feed_end(w->said->feed, end, e));
}

int
said_page(struct work *w, const char *id, const char *url, struct error *e)
{
	struct said *s = w->said;

	if (s == NULL || s->n == SAID_PAGES_MAX)
		return (0);
	if (id != NULL && (s->id[s->n] = strdup(id)) == NULL)
		return (error_nomem(e));
	if ((s->url[s->n] = strdup(url)) == NULL) {
		free(s->id[s->n]);
		s->id[s->n] = NULL;
		return (error_nomem(e));
	}
	s->n++;
	return (0);
}

static bool
same(const char *a, const char *b)
{

	return (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* ${url}, but for its fragment, is ${listed}. */
static bool
same_url(const char *url, const char *listed)
{
	size_t n;

	if (url == NULL || listed == NULL)
		return (false);
	n = strcspn(url, "#");
	return (strlen(listed) == n && memcmp(url, listed, n) == 0);
}

bool
said_pages_fit(const struct work *w, const json_t *pages)
{
	const struct said *s = w->said;
	const json_t *one;
	size_t i, n = sizeof(roles) / sizeof(roles[0]);

	if (!json_is_array(pages) || json_array_size(pages) != s->n || s->n > n)
		return (false);
	json_array_foreach(pages, i, one)
		if (!same(json_text(one, "role"), roles[i]) ||
		    !same(json_text(one, "id"), s->id[i]) ||
		    !same_url(json_text(one, "url"), s->url[i]))
			return (false);
	return (true);
}

int
said_derive(struct work *w, const json_t *pages, json_t **out,
    struct error *e)
{
	struct facts_page page[SAID_PAGES_MAX] = { { .role = NULL } };
	const struct said *s = w->said;
	size_t n = s->n < sizeof(roles) / sizeof(roles[0]) ? s->n :
	    sizeof(roles) / sizeof(roles[0]);

	for (size_t i = 0; i < n; i++) {
		page[i].role = roles[i];
		page[i].id = s->id[i];
		page[i].url = pages == NULL ? s->url[i] :
		    json_text(json_array_get(pages, i), "url");
	}
	return (facts_derive(s->facts, page, n, out, e));
}

void
said_free(struct said *s)
{

	if (s == NULL)
		return;
	feed_free(s->feed);
	facts_free(s->facts);
	for (size_t i = 0; i < s->n; i++) {
		free(s->id[i]);
		free(s->url[i]);
	}
	free(s);
}
