#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/say.h"
#include "cmd/urls.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/base/url.h"

#define LIST_MAX	(64 * MIB)

static int
add(struct urls *u, struct span s, struct error *e)
{
	size_t cap = u->cap == 0 ? 16 : 2 * u->cap;
	char **v;

	if (u->n == u->cap) {
		if ((v = realloc(u->v, cap * sizeof(*v))) == NULL)
			return (error_nomem(e));
		u->v = v;
		u->cap = cap;
	}
	if ((u->v[u->n] = span_str(s)) == NULL)
		return (error_nomem(e));
	u->n++;
	return (0);
}

static int
read_stdin(struct buf *out, struct error *e)
{
	uint8_t *p;
	ssize_t n;

	do {
		if ((p = buf_reserve(out, IO_CHUNK)) == NULL)
			return (buf_ok(out, e));
		if ((n = io_read(STDIN_FILENO, p, IO_CHUNK, e)) < 0)
			return (-1);
		out->n += (size_t)n;
	} while (n > 0);
	return (0);
}

static int
read_lines(struct urls *u, struct span rest, struct error *e)
{
	struct span line;

	while (span_line(&rest, &line)) {
		line = span_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (span_find(line, '\0') >= 0)
			return (error_set(e, ERR_SYNTAX,
			    "a NUL byte in the list of URLs"));
		if (add(u, line, e) != 0)
			return (-1);
	}
	return (0);
}

int
urls_read(struct urls *u, const char *const *words, size_t n,
    const char *from, struct error *e)
{
	struct buf text = BUF_INIT(LIST_MAX);
	size_t i;
	int rc = -1;

	*u = (struct urls){ .v = NULL };
	for (i = 0; i < n; i++)
		if (add(u, span_of(words[i]), e) != 0)
			return (-1);
	if (from == NULL)
		return (0);
	if ((strcmp(from, "-") == 0 ? read_stdin(&text, e) :
	    io_read_file(from, &text, e)) == 0)
		rc = read_lines(u, buf_span(&text), e);
	buf_free(&text);
	return (rc);
}

bool
urls_services(const char *who, const char *const *list)
{
	struct error e = ERROR_INIT;
	struct url *url = NULL;

	for (; list != NULL && *list != NULL; list++) {
		if (url_parse(span_of(*list), NULL, &url, &e) != 0) {
			say_error_url(who, *list, &e);
			return (false);
		}
		url_free(url);
	}
	return (true);
}

void
urls_free(struct urls *u)
{
	size_t i;

	for (i = 0; i < u->n; i++)
		free(u->v[i]);
	free(u->v);
}
