#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/limits.h"
#include "store/catalog/catalog_package.h"
#include "store/pack/pack_internal.h"
#include "store/receipt/receipt.h"

/*
 * The timeline for the reports: our own log, then those of earlier holders as
 * they came in (they were checked then), then receipts.
 */
#define CHUNK	(64 * KIB)

static int
told(void *ctx, const struct event *ev, struct error *e)
{
	struct pack *p = ctx;

	return (timeline_event(p->timeline, ev, e));
}

/* Lines that are whole; what is left of the last one stays in ${b}. */
static int
take_lines(struct pack *p, struct buf *b, struct error *e)
{
	struct event *ev;
	uint8_t *end;
	size_t from = 0;
	int rc = 0;

	while (rc == 0 && (end = memchr(b->p + from, '\n',
	    b->n - from)) != NULL) {
		if (event_read((struct span){ b->p + from,
		    (size_t)(end - b->p) - from }, &ev, e) != 0)
			return (-1);
		rc = timeline_event(p->timeline, ev, e);
		event_free(ev);
		from = (size_t)(end - b->p) + 1;
	}
	buf_drop(b, from);
	return (rc);
}

static int
take_events(struct pack *p, const struct zip *z, size_t i, struct error *e)
{
	struct buf b = BUF_INIT(EVENT_MAX + 2 * CHUNK);
	struct zip_stream *s = NULL;
	uint8_t *to;
	ssize_t k = -1;
	int rc = -1;

	if (zip_entry_open(z, i, &s, e) != 0)
		return (-1);
	do {
		if ((to = buf_reserve(&b, CHUNK)) == NULL) {
			(void)buf_ok(&b, e);
			goto out;
		}
		if ((k = zip_entry_read(s, to, CHUNK, e)) > 0) {
			b.n += (size_t)k;
			if (take_lines(p, &b, e) != 0)
				goto out;
		}
	} while (k > 0);
	rc = k < 0 ? -1 : 0;
out:
	(void)zip_entry_close(s);
	buf_free(&b);
	return (rc);
}

/* "custody/<log>/events.jsonl" of somebody else, with the key beside it. */
static int
take_log(struct pack *p, const struct zip *z, size_t i, struct error *e)
{
	struct span name = zip_entry(z, i)->name;
	struct buf key = BUF_INIT(4 * KIB), path = BUF_INIT(ZIP_NAME_MAX);
	enum zip_content whole;
	struct note_vkey vkey;
	ptrdiff_t at;
	int rc = -1;

	buf_putspan(&path, span_sub(name, 0, name.n -
	    strlen("events.jsonl")));
	buf_puts(&path, "key");
	if (buf_ok(&path, e) != 0)
		goto out;
	if ((at = zip_find(z, buf_span(&path))) < 0) {
		rc = 0;
		goto out;
	}
	if (zip_entry_whole(z, (size_t)at, &key, &whole, e) != 0 ||
	    note_vkey_parse(span_trim(buf_span(&key)), &vkey, e) != 0)
		goto out;
	if (strcmp(vkey.name, p->d.log) == 0)
		rc = 0;
	else if (timeline_log(p->timeline, vkey.name, e) == 0)
		rc = take_events(p, z, i, e);
out:
	buf_free(&key);
	buf_free(&path);
	return (rc);
}

static int
take_receipt(struct pack *p, struct span der, struct error *e)
{
	struct receipt_input in = { .der = der, .now = p->o->now };
	uint8_t md[DIGEST_LEN];
	char hex[DIGEST_HEX], mark[DIGEST_HEX + 8];
	bool first;
	struct receipt_result r;
	struct timeline_receipt t;
	const struct receipt *x;
	int rc = -1;

	memset(&r, 0, sizeof(r));
	if (digest_of(der, md, e) != 0)
		return (-1);
	(void)snprintf(mark, sizeof(mark), "story:%s", digest_hex(md, hex));
	if (pack_first(p, mark, &first, e) != 0)
		return (-1);
	if (!first)
		return (0);
	if (receipt_check(&in, &r, e) == 0) {
		rc = 0;
		if (receipt_holds(&r)) {
			x = receipt_of(r.doc);
			t = (struct timeline_receipt){ .id = hex,
			    .package = x->package,
			    .log = x->log, .sha256 = x->sha256,
			    .organization = x->by.organization,
			    .time = x->time, .received = x->received };
			rc = timeline_receipt(p->timeline, &t, e);
		}
	}
	receipt_result_free(&r);
	return (rc);
}

static int
take_entry(struct pack *p, const struct zip *z, size_t i, struct error *e)
{
	struct span s = zip_entry(z, i)->name;
	struct buf der = BUF_INIT(RECEIPT_MAX), mark = BUF_INIT(8 * KIB);
	bool log = span_starts(s, "custody/") && span_ends(s, "events.jsonl");
	enum zip_content whole;
	bool first;
	int rc = -1;

	if (!log && !span_starts(s, "receipts/"))
		return (0);
	buf_puts(&mark, "story:");
	buf_putspan(&mark, s);
	if (buf_ok(&mark, e) != 0 ||
	    pack_first(p, buf_str(&mark), &first, e) != 0)
		goto out;
	if (!first)
		rc = 0;
	else if (log)
		rc = take_log(p, z, i, e);
	else if (zip_entry_whole(z, i, &der, &whole, e) == 0)
		rc = take_receipt(p, buf_span(&der), e);
out:
	buf_free(&der);
	buf_free(&mark);
	return (rc);
}

static int
take_package(struct pack *p, const char *blob, struct error *e)
{
	struct zip *z = NULL;
	size_t i;
	int fd = -1, rc = -1;

	if (blob_open(home_blobs(p->o->home), blob, &fd, e) != 0)
		return (-1);
	if (zip_open(fd, &z, e) == 0)
		for (i = 0, rc = 0; i < zip_count(z) && rc == 0; i++)
			rc = take_entry(p, z, i, e);
	zip_free(z);
	(void)close(fd);
	return (rc);
}

/* Packages that this exhibit came in by or went out with. */
static int
of_exhibit(struct pack *p, const char *id, struct error *e)
{
	struct catalog_package_filter f = CATALOG_PACKAGE_FILTER_INIT;
	struct catalog_cursor *cur = NULL;
	struct catalog_package k;
	char mark[64];
	bool first;
	int rc;

	f.exhibit = id;
	if (catalog_packages(home_catalog(p->o->home), &f, &cur, e) != 0)
		return (-1);
	while ((rc = catalog_package_next(cur, &k, e)) == 1) {
		(void)snprintf(mark, sizeof(mark), "story:%lld",
		    (long long)k.n);
		if ((rc = pack_first(p, mark, &first, e)) != 0)
			break;
		if (!first)
			continue;
		if (k.receipt.p != NULL &&
		    (rc = take_receipt(p, k.receipt, e)) != 0)
			break;
		if (k.blob != NULL && (k.direction == CATALOG_RECEIVED ||
		    k.direction == CATALOG_IMPORTED) &&
		    (rc = take_package(p, k.blob, e)) != 0)
			break;
	}
	catalog_cursor_free(cur);
	return (rc);
}

int
pack_story(struct pack *p, struct error *e)
{
	struct custody_told t = { told, p };
	const char **ids;
	size_t i;
	int rc = -1;

	if ((ids = calloc(p->d.n + 1, sizeof(*ids))) == NULL)
		return (error_nomem(e));
	for (i = 0; i < p->d.n; i++)
		ids[i] = p->d.exhibits[i].id;
	if (timeline_new(ids, p->d.n, &p->timeline, e) == 0 &&
	    timeline_log(p->timeline, p->d.log, e) == 0)
		rc = custody_tell(p->custody, &t, e);
	p->events = rc == 0 ? timeline_total(p->timeline) : 0;
	for (i = 0; i < p->d.n && rc == 0; i++)
		rc = of_exhibit(p, ids[i], e);
	free(ids);
	return (rc != 0 ? -1 : timeline_close(p->timeline, e));
}
