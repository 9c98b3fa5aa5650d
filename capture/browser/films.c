#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/browser/browser_internal.h"
#include "capture/net/net.h"

/*
 * Films and recordings of which the browser has not had all: addresses of
 * playlists, of files that it has loaded in part, and of those that the page
 * shows and that nobody has started.
 */
static bool
known(const struct browser_tab *t, const char *url)
{
	size_t i;

	for (i = 0; i < t->result.films_n; i++)
		if (strcmp(t->result.films[i], url) == 0)
			return (true);
	return (false);
}

static void
add(struct browser_tab *t, const char *url, size_t n)
{
	struct browser_result *r = &t->result;
	char *copy = strndup(url, n);
	char **more = NULL;

	if (copy != NULL && (known(t, copy) ||
	    r->films_n == BROWSER_FILMS_MAX)) {
		free(copy);
		return;
	}
	if (copy != NULL)
		more = realloc(r->films, (r->films_n + 1) * sizeof(*more));
	if (more == NULL) {
		free(copy);
		visit_fail(t, ERR_NOMEM, "out of memory");
		return;
	}
	r->films = more;
	r->films[r->films_n++] = copy;
}

/* Whether one answer held the whole file (RFC 9110 section 14.4). */
static bool
whole(const struct request *r)
{
	const json_t *fields = json_object_get(r->response, "headers");
	const char *range = json_text(fields, "Content-Range");
	int64_t status = 0;
	char want[64];

	(void)json_whole(r->response, "status", &status);
	if (r->cut || r->failure != NULL)
		return (false);
	if (status == 200)
		return (true);
	if (range == NULL)
		range = json_text(fields, "content-range");
	(void)snprintf(want, sizeof(want), "bytes 0-%lld/%lld",
	    (long long)body_size(r->body.body) - 1,
	    (long long)body_size(r->body.body));
	return (status == 206 && range != NULL && strcmp(range, want) == 0);
}

bool
films_page(const struct request *r)
{
	const char *mime = json_text(r->response, "mimeType");

	return (r->main && mime != NULL && (strncmp(mime, "video/", 6) == 0 ||
	    strncmp(mime, "audio/", 6) == 0));
}

bool
films_request(struct browser_tab *t, const struct request *r)
{
	const char *mime = json_text(r->response, "mimeType");
	const char *method = json_text(r->sent, "method");
	bool media = strcmp(r->type, "Media") == 0;

	if (films_page(r))
		return (true);		/* the wire has it */
	if (r->refused || r->hop || method == NULL ||
	    strcmp(method, "GET") != 0)
		return (false);
	if (net_is_playlist(r->url, mime) || (media && !whole(r)))
		add(t, r->url, strlen(r->url));
	return (media);
}

void
films_shown(struct browser_tab *t, const json_t *list)
{
	const char *url;
	const json_t *one;
	size_t i, n;

	json_array_foreach(list, i, one) {
		if ((url = json_string_value(one)) == NULL)
			continue;
		n = strcspn(url, "#");
		if (n == strlen(url) && json_object_get(t->seen, url) != NULL)
			continue;	/* looked at as a request */
		add(t, url, n);
	}
}
