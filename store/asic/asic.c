#include <stdlib.h>
#include <string.h>

#include "store/asic/asic_read.h"

static bool
is_meta(struct span name)
{

	return (span_is_nocase(span_sub(name, 0, sizeof(ASIC_META) - 1),
	    ASIC_META));
}

/* Is there one of the two that our first signature has? */
static bool
has_ours(const struct zip *z)
{
	char manifest[ASIC_NAME], p7s[ASIC_NAME];

	asic_meta_names(1, manifest, p7s);
	return (zip_find(z, span_of(manifest)) >= 0 ||
	    zip_find(z, span_of(p7s)) >= 0);
}

static bool
has_meta(const struct zip *z)
{
	size_t i;

	for (i = 0; i < zip_count(z); i++)
		if (is_meta(zip_entry(z, i)->name))
			return (true);
	return (false);
}

/* mimetype (EN 319 162-1 annex A.1): first, stored, nothing beside. */
static int
read_mimetype(struct asic *a, struct buf *type, struct error *e)
{
	struct error why = ERROR_INIT;
	enum zip_content content = ZIP_CONTENT_UNREAD;
	ptrdiff_t i = zip_find(a->zip, span_of(ASIC_MIMETYPE_NAME));
	const struct zip_entry *en;

	if (i < 0)
		return (0);
	en = zip_entry(a->zip, (size_t)i);
	if (en->size <= (int64_t)type->max && zip_entry_whole(a->zip,
	    (size_t)i, type, &content, &why) != 0 &&
	    why.code != ERR_UNSUPPORTED && why.code != ERR_CORRUPT)
		return (error_set(e, why.code, "%s", why.text));
	if (content != ZIP_CONTENT_WHOLE)
		buf_reset(type);
	if (i == 0 && en->header == 0 && en->method == 0 &&
	    span_is(buf_span(type), ASIC_MIMETYPE))
		return (0);
	return (asic_note(a, ASIC_FAULT_MIMETYPE, en->name, e,
	    "not first, not stored, or not " ASIC_MIMETYPE));
}

static int
find_form(struct asic *a, struct error *e)
{
	struct buf type = BUF_INIT(256);
	int rc;

	rc = read_mimetype(a, &type, e);
	if (rc == 0 && span_is(buf_span(&type), ASIC_MIMETYPE))
		a->form = has_ours(a->zip) || !has_meta(a->zip) ? ASIC_OURS :
		    ASIC_OTHER;
	else if (rc == 0 && span_starts(buf_span(&type),
	    "application/vnd.etsi.asic"))
		a->form = ASIC_OTHER;
	buf_free(&type);
	return (rc);
}

static int
look(struct asic *a, struct error *e)
{
	size_t n = zip_count(a->zip);

	if (find_form(a, e) != 0 || asic_check_shape(a, e) != 0)
		return (-1);
	if (a->form != ASIC_OURS)
		return (0);
	for (a->files = 1; a->files < n; a->files++)
		if (is_meta(zip_entry(a->zip, a->files)->name))
			break;
	return (asic_read_meta(a, e));
}

int
asic_open(int fd, struct asic **out, struct error *e)
{
	struct asic *a;

	if ((a = calloc(1, sizeof(*a))) == NULL)
		return (error_nomem(e));
	if ((a->chunk = malloc(IO_CHUNK)) == NULL) {
		(void)error_nomem(e);
		goto fail;
	}
	if (zip_open(fd, &a->zip, e) != 0 || look(a, e) != 0)
		goto fail;
	*out = a;
	return (0);
fail:
	asic_free(a);
	return (-1);
}

enum asic_form
asic_form(const struct asic *a)
{

	return (a->form);
}

const struct zip *
asic_zip(const struct asic *a)
{

	return (a->zip);
}

size_t
asic_signature_count(const struct asic *a)
{

	return (a->signatures);
}

const struct asic_signature *
asic_signature(const struct asic *a, size_t i)
{

	return (&a->held[i].seen);
}

bool
asic_is_file(const struct asic *a, size_t i)
{

	return (i > 0 && i < a->files);
}

const uint8_t *
asic_sha256(const struct asic *a, size_t i)
{

	if (!asic_is_file(a, i) || a->signatures == 0 ||
	    a->covered[i] != a->signatures)
		return (NULL);
	return (a->sum[i]);
}

/* A promise of more than deflate can hold, or than anybody needs: a bomb. */
static bool
too_large(const struct zip_entry *en)
{

	return (en->method != 0 && (en->size > ASIC_DEFLATED_MAX ||
	    en->size / 1032 > en->packed));
}

/* Read to the end; ${sum} is of what was read. */
static int
digest_entry(struct asic *a, size_t i, enum zip_content *content,
    uint8_t sum[static DIGEST_LEN], struct error *e)
{
	struct zip_stream *s = NULL;
	struct digest *d = NULL;
	ssize_t n = -1;
	int rc = -1;

	if (digest_open(&d, e) != 0 || zip_entry_open(a->zip, i, &s, e) != 0)
		goto out;
	while ((n = zip_entry_read(s, a->chunk, IO_CHUNK, e)) > 0)
		if (digest_put(d, a->chunk, (size_t)n, e) != 0)
			goto out;
	if (n == 0)
		rc = digest_peek(d, sum, e);
out:
	*content = zip_entry_close(s);
	digest_free(d);
	return (rc);
}

int
asic_check_file(struct asic *a, size_t i, bool *good, struct error *e)
{
	const struct zip_entry *en = zip_entry(a->zip, i);
	const uint8_t *want = asic_sha256(a, i);
	struct error why = ERROR_INIT;
	enum zip_content content;
	uint8_t sum[DIGEST_LEN];

	*good = false;
	/* A fault says already that it is not covered. */
	if (want == NULL)
		return (0);
	if (too_large(en))
		return (asic_note(a, ASIC_FAULT_CONTENT, en->name, e,
		    "%lld bytes deflated to %lld: not read",
		    (long long)en->size, (long long)en->packed));
	if (digest_entry(a, i, &content, sum, &why) != 0) {
		if (why.code != ERR_UNSUPPORTED && (why.code != ERR_CORRUPT ||
		    en->readable))
			return (error_set(e, why.code, "%s", why.text));
		return (asic_note(a, ASIC_FAULT_CONTENT, en->name, e, "%s",
		    why.text));
	}
	if (content != ZIP_CONTENT_WHOLE)
		return (asic_note(a, ASIC_FAULT_CONTENT, en->name, e, "%s",
		    zip_content_name(content)));
	if (memcmp(sum, want, DIGEST_LEN) != 0)
		return (asic_note(a, ASIC_FAULT_DIGEST, en->name, e,
		    "not what was signed"));
	*good = true;
	return (0);
}

int
asic_check_files(struct asic *a, struct error *e)
{
	bool good;
	size_t i;

	for (i = 1; i < a->files; i++)
		if (asic_check_file(a, i, &good, e) != 0)
			return (-1);
	return (0);
}

bool
asic_sound(const struct asic *a)
{

	return (a->form == ASIC_OURS && a->faults_total == 0 &&
	    zip_fault_total(a->zip) == 0);
}

/* Texts are ours, though shown as constant. */
static void
free_text(const char *text)
{
	union {
		const char *in;
		char *out;
	} t = { .in = text };

	free(t.out);
}

void
asic_free(struct asic *a)
{
	size_t i;

	if (a == NULL)
		return;
	for (i = 0; i < a->faults_n; i++) {
		free_text(a->faults[i].entry);
		free_text(a->faults[i].text);
	}
	for (i = 0; i < ASIC_SIGNATURES_MAX; i++)
		buf_free(&a->held[i].p7s);
	free(a->faults);
	free(a->sum);
	free(a->covered);
	free(a->chunk);
	zip_free(a->zip);
	free(a);
}
