#include <string.h>

#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/digest/digest.h"
#include "store/facts/brief.h"
#include "store/home/home_package.h"
#include "store/stamp/stamp.h"
#include "store/wacz/manifest.h"

#define RECORD_NAME	"evidence/acquisition.json"
#define VISIBLE_NAME	"evidence/post.txt"
#define SEARCH_MAX	(64 * KIB)	/* of visible text to be searched */

/* What the row of an exhibit is made of. */
struct describing {
	const struct zip *z;
	struct manifest *m;
	json_t *record;			/* the acquisition's */
	const json_t *capture;		/* in it */
	json_t *post;
	json_t *author;
	struct buf post_text;
	struct buf author_text;
	struct buf missing;
	struct buf visible;
	struct stamp_result stamp;
	struct catalog_exhibit x;
};

/* 1: the whole file ${name} in ${out}; 0: not there or damaged; -1. */
static int
read_entry(const struct describing *d, const char *name, struct buf *out,
    struct error *e)
{
	struct error why = ERROR_INIT;
	enum zip_content content;
	ptrdiff_t i = zip_find(d->z, span_of(name));

	buf_reset(out);
	if (i < 0 || !zip_entry(d->z, (size_t)i)->readable)
		return (0);
	if (zip_entry_whole(d->z, (size_t)i, out, &content, &why) == 0)
		return (content == ZIP_CONTENT_WHOLE);
	if (why.code == ERR_LIMIT || why.code == ERR_CORRUPT)
		return (0);
	return (error_set(e, why.code, "%s", why.text));
}

/* 1 and the JSON object ${name}, 0, -1. */
static int
read_object(const struct describing *d, const char *name, size_t max,
    json_t **out, struct error *e)
{
	struct buf text = BUF_INIT(max);
	struct error why = ERROR_INIT;
	int got = read_entry(d, name, &text, e);

	*out = NULL;
	if (got == 1 && (*out = json_read(buf_span(&text), &why)) == NULL)
		got = why.code == ERR_NOMEM ? error_nomem(e) : 0;
	buf_free(&text);
	return (got);
}

/* The manifest, whose hash is the exhibit's identity. */
static int
take_manifest(struct describing *d, const char *id, struct error *e)
{
	struct buf text = BUF_INIT(MANIFEST_FILE_MAX);
	uint8_t md[DIGEST_LEN];
	char hex[DIGEST_HEX];
	int got, rc = -1;

	if ((got = read_entry(d, MANIFEST_NAME, &text, e)) == 0)
		(void)error_set(e, ERR_CORRUPT, "the exhibit has no %s",
		    MANIFEST_NAME);
	if (got != 1 || digest_of(buf_span(&text), md, e) != 0)
		goto out;
	if (strcmp(digest_hex(md, hex), id) != 0)
		(void)error_set(e, ERR_CORRUPT, "the exhibit is %s, want %s",
		    hex, id);
	else
		rc = manifest_read(buf_span(&text), &d->m, e);
out:
	buf_free(&text);
	return (rc);
}

static int64_t
capture_time(const struct describing *d, const char *key)
{
	const char *s = json_text(d->capture, key);
	int64_t t;

	return (s != NULL && time_parse(span_of(s), &t, NULL) == 0 ? t :
	    TIME_UNKNOWN);
}

static int
take_record(struct describing *d, struct error *e)
{
	struct catalog_exhibit *x = &d->x;
	const json_t *missing;
	int64_t status;

	if (read_object(d, RECORD_NAME, JSON_FILE_MAX, &d->record, e) < 0)
		return (-1);
	d->capture = json_object_get(d->record, "capture");
	x->url = json_text(d->capture, "url");
	x->final_url = json_text(d->capture, "final_url");
	x->note = json_text(d->capture, "note");
	x->started = capture_time(d, "started");
	if (json_whole(d->capture, "status", &status) && status > 0 &&
	    status < 1000)
		x->status = (int)status;
	if (x->url == NULL)
		x->url = d->m->main_page_url;
	x->title = d->m->title;
	x->sealed = d->m->created_ms;
	missing = json_object_get(d->capture, "missing");
	if (!json_is_array(missing))
		return (0);
	if (json_write(&d->missing, missing, e) != 0)
		return (-1);
	x->missing = buf_str(&d->missing);
	return (0);
}

/* A wall or an error is never told as if it were what somebody said. */
static bool
says_something(const struct describing *d)
{
	static const char *const classes[] = { "post", "profile", "thread",
	    "other" };
	const char *page = json_text(d->capture, "page");
	size_t i;

	for (i = 0; page != NULL && i < sizeof(classes) / sizeof(*classes);
	    i++)
		if (strcmp(page, classes[i]) == 0)
			return (d->x.status < 400);
	return (false);
}

static int
take_facts(struct describing *d, struct error *e)
{
	json_t *facts = NULL;
	int rc = -1;

	if (!says_something(d))
		return (0);
	if (read_object(d, FACTS_FILE, FACTS_FILE_MAX, &facts, e) < 0)
		return (-1);
	if (facts_brief_post(facts, NULL, &d->post, e) != 0 ||
	    facts_brief_author(facts, NULL, &d->author, e) != 0)
		goto out;
	if ((d->post != NULL && json_write(&d->post_text, d->post, e) != 0) ||
	    (d->author != NULL &&
	    json_write(&d->author_text, d->author, e) != 0))
		goto out;
	d->x.post = d->post != NULL ? buf_str(&d->post_text) : NULL;
	d->x.author = d->author != NULL ? buf_str(&d->author_text) : NULL;
	rc = 0;
out:
	json_decref(facts);
	return (rc);
}

static int
check_token(struct describing *d, const struct manifest_digest *md,
    struct error *e)
{
	struct buf token = BUF_INIT(TOKEN_MAX);
	struct stamp_input in = { .now = TIME_UNKNOWN };
	int rc = 0;

	if (md->seal.time_signature == NULL || md->seal.signature == NULL ||
	    codec_unbase64(&token, span_of(md->seal.time_signature), NULL) !=
	    0)
		goto out;
	in.response = buf_span(&token);
	in.data = span_of(md->seal.signature);
	if ((rc = stamp_check(&in, &d->stamp, e)) != 0 ||
	    !stamp_holds(&d->stamp))
		goto out;
	d->x.stamp = CATALOG_STAMP_GRANTED;
	d->x.stamp_time = d->stamp.gen_time;
	d->x.stamp_tsa = d->stamp.tsa;
out:
	buf_free(&token);
	return (rc);
}

static int
take_stamp(struct describing *d, struct error *e)
{
	struct buf text = BUF_INIT(MANIFEST_FILE_MAX);
	struct manifest_digest *md = NULL;
	int got, rc = -1;

	d->x.stamp = d->m->stamp == MANIFEST_STAMP_REQUESTED ?
	    CATALOG_STAMP_PENDING : CATALOG_STAMP_OFF;
	if ((got = read_entry(d, MANIFEST_DIGEST_NAME, &text, e)) == 0)
		rc = 0;
	else if (got == 1 && manifest_digest_read(buf_span(&text), &md,
	    e) == 0)
		rc = check_token(d, md, e);
	manifest_digest_free(md);
	buf_free(&text);
	return (rc);
}

/* What the page showed, for the search; as much as the catalogue takes. */
static int
take_visible(struct describing *d, struct error *e)
{
	struct buf text = BUF_INIT(JSON_FILE_MAX);
	struct span s;
	int got = read_entry(d, VISIBLE_NAME, &text, e);

	if (got == 1) {
		s = span_sub(buf_span(&text), 0, SEARCH_MAX);
		while (s.n > 0 && s.n + 4 > SEARCH_MAX && !span_utf8(s))
			s.n--;
		if (s.n > 0 && span_utf8(s) && memchr(s.p, 0, s.n) == NULL) {
			buf_putspan(&d->visible, s);
			d->x.text = buf_str(&d->visible);
		}
	}
	buf_free(&text);
	return (got < 0 ? -1 : buf_ok(&d->visible, e));
}

static void
free_all(struct describing *d)
{

	manifest_free(d->m);
	json_decref(d->record);
	json_decref(d->post);
	json_decref(d->author);
	buf_free(&d->post_text);
	buf_free(&d->author_text);
	buf_free(&d->missing);
	buf_free(&d->visible);
	stamp_result_free(&d->stamp);
}

int
home_describe(int fd, const struct catalog_exhibit *known, json_t **out,
    struct error *e)
{
	struct describing d = { .post_text = BUF_INIT(JSON_FILE_MAX),
	    .author_text = BUF_INIT(JSON_FILE_MAX),
	    .missing = BUF_INIT(JSON_FILE_MAX),
	    .visible = BUF_INIT(SEARCH_MAX),
	    .x = CATALOG_EXHIBIT_INIT };
	struct zip *z = NULL;
	bool ok = true;
	int rc = -1;

	*out = NULL;
	if (zip_open(fd, &z, e) != 0)
		return (-1);
	d.z = z;
	if (take_manifest(&d, known->id, e) != 0 ||
	    take_record(&d, e) != 0 || take_facts(&d, e) != 0 ||
	    take_stamp(&d, e) != 0 || take_visible(&d, e) != 0)
		goto out;
	d.x.id = known->id;
	d.x.sha256 = known->sha256;
	d.x.bytes = known->bytes;
	d.x.own = known->own;
	d.x.case_name = known->case_name;
	if (d.x.url == NULL)
		d.x.url = known->url;
	if (d.x.title == NULL)
		d.x.title = known->title;
	if (d.x.sealed == TIME_UNKNOWN)
		d.x.sealed = known->sealed;
	*out = record_exhibit(&d.x, &ok);
	rc = ok ? 0 : error_nomem(e);
out:
	free_all(&d);
	zip_free(z);
	return (rc);
}
