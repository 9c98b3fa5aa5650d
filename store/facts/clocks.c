#include <string.h>

#include "store/facts/clocks.h"
#include "store/facts/facts_internal.h"
#include "store/facts/idtime.h"
#include "store/warc/http_head.h"

#define SCRIPTS_LOOK	400	/* scripts looked into */
#define MARK_VALUE_MAX	64	/* bytes of a clock */

/* The marks in scripts, by the hosts whose pages have them. */
static const struct mark {
	const char *hosts[4];
	const char *mark;
	const char *kind;
	int (*scheme)(struct span, struct idtime *, struct error *);
} marks[] = {
	{ { "x.com", "twitter.com", NULL }, "gt=", "x-gt", idtime_gt },
	{ { "instagram.com", "facebook.com", "threads.net", NULL },
	    "brsid\"", "meta-brsid", idtime_brsid },
	{ { "threads.com", "messenger.com", NULL }, "brsid\"", "meta-brsid",
	    idtime_brsid },
	{ { "tiktok.com", NULL }, "\"wid\"", "tiktok-wid", idtime_wid },
	{ { "tiktok.com", NULL }, "\"odinId\"", "tiktok-wid", idtime_wid },
	{ { "youtube.com", NULL }, "EVENT_ID\"", "youtube-event-id",
	    idtime_event_id }
};

static bool
on_host(const struct doc *d, const char *domain)
{
	struct span host = span_of(url_host(d->url));
	size_t n = strlen(domain);

	return (span_is(host, domain) || (span_ends(host, domain) &&
	    host.p[host.n - n - 1] == '.'));
}

static bool
known(const struct doc *d, const char *kind)
{

	for (const struct clock *c = d->core->f->clocks; c != NULL;
	    c = c->next)
		if (c->source == d->core->source && strcmp(c->kind, kind) == 0)
			return (true);
	return (false);
}

static bool
letter(uint8_t c)
{

	return ((c >= '0' && c <= '9') || c == '-' || c == '_' ||
	    ((c | 32) >= 'a' && (c | 32) <= 'z'));
}

/* The value behind a mark: past colons, quotes and their backslashes. */
static struct span
value_after(struct span s)
{
	size_t n = 0;

	while (s.n > 0 && n < 8 && strchr(": \"\\'", s.p[0]) != NULL) {
		s = span_sub(s, 1, s.n);
		n++;
	}
	for (n = 0; n < s.n && n <= MARK_VALUE_MAX && letter(s.p[n]);)
		n++;
	return (n > MARK_VALUE_MAX ? (struct span){ NULL, 0 } :
	    span_sub(s, 0, n));
}

/* The first mark in a script that is followed by what its scheme reads. */
static bool
look(struct doc *d, const struct mark *m, struct span text, const char *at)
{
	size_t n = strlen(m->mark), i = 0;
	struct span value;
	struct idtime t;
	const uint8_t *p;

	while (i < text.n && (p = memmem(text.p + i, text.n - i, m->mark,
	    n)) != NULL) {
		i = (size_t)(p - text.p) + n;
		value = value_after(span_sub(text, i, MARK_VALUE_MAX + 16));
		if (value.n == 0 || m->scheme(value, &t, NULL) != 0)
			continue;
		doc_clock(d, m->kind, t.us, t.digits, value, "%s", at);
		return (true);
	}
	return (false);
}

static void
read_marks(struct doc *d, const struct mark *m)
{
	struct nodes all;

	if (known(d, m->kind))
		return;
	all = doc_find_all(d, NULL, "//script[not(@src)]");
	for (size_t i = 0; i < all.n && i < SCRIPTS_LOOK; i++)
		if (look(d, m, doc_content(d, all.p[i]), doc_printf(d, "%s#",
		    doc_path(d, all.p[i]))))
			return;
}

static void
read_views(struct doc *d)
{
	struct nodes all;
	struct span value;
	struct idtime t;

	if (!on_host(d, "t.me") || known(d, "telegram-data-view"))
		return;
	all = doc_find_all(d, NULL, "//@data-view");
	for (size_t i = 0; i < all.n; i++) {
		value = doc_text(d, all.p[i]);
		if (idtime_data_view(value, &t, NULL) != 0)
			continue;
		doc_clock(d, "telegram-data-view", t.us, t.digits, value,
		    "%s", doc_path(d, all.p[i]));
		return;
	}
}

static void
read_date(struct doc *d)
{
	struct http_head h;
	struct span value;
	struct when w;

	if (d->s->head.p == NULL || !http_head_parse(d->s->head, &h))
		return;
	value = http_head_field(&h, "Date", 0);
	/* HTTP dates are GMT, in whichever of the three forms. */
	if (value.p == NULL || !when_read(value, &w) ||
	    w.precision < PRECISION_SECOND || w.local)
		return;
	doc_clock(d, "http-date", w.s * 1000000, 0, value, "Date");
}

void
clocks_read(struct doc *d)
{

	d->method = "http";
	read_date(d);
	if (d->html == NULL)
		return;
	d->method = "dom";
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		for (size_t k = 0; marks[i].hosts[k] != NULL; k++)
			if (on_host(d, marks[i].hosts[k])) {
				read_marks(d, &marks[i]);
				break;
			}
	read_views(d);
}
