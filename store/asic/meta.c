#include <stdlib.h>
#include <string.h>

#include "store/asic/asic_read.h"

/* Manifests and signatures, and which files they cover. */

/* The whole of entry ${i}; 1, 0 with a fault, -1. */
static int
read_entry(struct asic *a, size_t i, struct buf *out, struct error *e)
{
	const struct zip_entry *en = zip_entry(a->zip, i);
	struct error why = ERROR_INIT;
	enum zip_content content;

	if (en->size > (int64_t)out->max)
		return (asic_note(a, ASIC_FAULT_META, en->name, e,
		    "%lld bytes, at most %zu are read", (long long)en->size,
		    out->max));
	/* Not in steps: twice as much would be held while it grows. */
	if (buf_reserve(out, (size_t)en->size) == NULL)
		return (buf_ok(out, e));
	if (zip_entry_whole(a->zip, i, out, &content, &why) != 0) {
		if (why.code != ERR_UNSUPPORTED && why.code != ERR_CORRUPT)
			return (error_set(e, why.code, "%s", why.text));
		return (asic_note(a, ASIC_FAULT_CONTENT, en->name, e, "%s",
		    why.text));
	}
	if (content != ZIP_CONTENT_WHOLE)
		return (asic_note(a, ASIC_FAULT_CONTENT, en->name, e, "%s",
		    zip_content_name(content)));
	return (1);
}

/* A file that signature ${s} has: by all before it, with the same digest? */
static int
cover(struct asic *a, size_t i, size_t s, const struct asic_ref *ref,
    struct error *e)
{

	if (s == 0) {
		memcpy(a->sum[i], ref->sha256, DIGEST_LEN);
		a->covered[i] = 1;
		return (0);
	}
	if (a->covered[i] == s && memcmp(a->sum[i], ref->sha256,
	    DIGEST_LEN) == 0) {
		a->covered[i]++;
		return (0);
	}
	return (asic_note(a, ASIC_FAULT_DIGEST, ref->name, e, "signature %zu "
	    "has another digest than those before", s + 1));
}

/* Reference ${at} of signature ${s}, counted from 0. */
static int
take_ref(struct asic *a, size_t s, size_t at, const struct asic_ref *ref,
    struct error *e)
{
	ptrdiff_t i = (ptrdiff_t)at + 1;

	if ((size_t)i < a->files &&
	    span_eq(zip_entry(a->zip, (size_t)i)->name, ref->name))
		return (cover(a, (size_t)i, s, ref, e));
	if ((i = zip_find(a->zip, ref->name)) < 0)
		return (asic_note(a, ASIC_FAULT_MISSING, ref->name, e,
		    "signature %zu covers it, and it is not there", s + 1));
	if (!asic_is_file(a, (size_t)i))
		return (asic_note(a, ASIC_FAULT_MANIFEST, ref->name, e,
		    "a manifest names what is no file"));
	return (asic_note(a, ASIC_FAULT_ORDER, ref->name, e, "signature %zu "
	    "has it in another place, or twice", s + 1));
}

/*
 * A manifest as it comes out of the archive: one reference is surely whole in
 * what is held, ${at} of it is done with.
 */
#define REF_MAX		(16 * KIB)	/* a name, escaped, and the rest */

struct coming {
	struct zip_stream *s;
	struct digest *digest;
	struct buf b;
	size_t at;
	int64_t before;			/* bytes that are gone */
	bool end;
};

static int
more(struct coming *c, struct error *e)
{
	uint8_t *to;
	ssize_t n;

	if (c->end || c->b.n - c->at >= REF_MAX)
		return (0);
	c->before += (int64_t)c->at;
	buf_drop(&c->b, c->at);
	c->at = 0;
	if ((to = buf_reserve(&c->b, IO_CHUNK)) == NULL)
		return (buf_ok(&c->b, e));
	while (!c->end && c->b.n < REF_MAX) {
		if ((n = zip_entry_read(c->s, to, IO_CHUNK - REF_MAX, e)) < 0)
			return (-1);
		if (digest_put(c->digest, to, (size_t)n, e) != 0)
			return (-1);
		to += n;
		c->b.n += (size_t)n;
		c->end = n == 0;
	}
	return (0);
}

static int
bad_form(struct asic *a, size_t s, const struct coming *c, struct error *e)
{

	return (asic_note(a, ASIC_FAULT_MANIFEST,
	    span_of(a->held[s].seen.manifest_name), e, "not in the form that "
	    "this program writes, from byte %lld on",
	    (long long)(c->before + (int64_t)c->at)));
}

static int
read_refs(struct asic *a, size_t s, struct coming *c, struct error *e)
{
	struct buf name = BUF_INIT(ZIP_NAME_MAX);
	struct asic_ref ref;
	struct span rest;
	int got = -1, rc = -1;

	if (more(c, e) != 0)
		goto out;
	if (!asic_xml_open(buf_span(&c->b), s + 1, &rest)) {
		rc = bad_form(a, s, c, e);
		goto out;
	}
	for (;;) {
		c->at = c->b.n - rest.n;
		if (more(c, e) != 0)
			goto out;
		rest = span_sub(buf_span(&c->b), c->at, c->b.n);
		if ((got = asic_xml_next(&rest, &ref, &name)) != 1)
			break;
		if (take_ref(a, s, a->held[s].seen.covers++, &ref, e) != 0)
			goto out;
	}
	if (name.failed == ERR_NOMEM)
		(void)error_nomem(e);
	else
		rc = got < 0 ? bad_form(a, s, c, e) : 0;
out:
	buf_free(&name);
	return (rc);
}

/* To the end, whatever it holds: the signature is over all of it. */
static int
read_rest(struct coming *c, struct error *e)
{

	while (!c->end) {
		c->at = c->b.n;
		if (more(c, e) != 0)
			return (-1);
	}
	return (0);
}

/* The manifest of signature ${s} at entry ${i}; 1, 0 with a fault, -1. */
static int
read_manifest(struct asic *a, size_t s, size_t i, struct error *e)
{
	const struct zip_entry *en = zip_entry(a->zip, i);
	struct coming c = { .b = BUF_INIT(2 * IO_CHUNK) };
	enum zip_content content = ZIP_CONTENT_UNREAD;
	struct error why = ERROR_INIT;
	int rc = -1;

	if (en->size > (int64_t)ASIC_MANIFEST_MAX)
		return (asic_note(a, ASIC_FAULT_META, en->name, e,
		    "%lld bytes, at most %zu are read", (long long)en->size,
		    ASIC_MANIFEST_MAX));
	if (digest_open(&c.digest, e) != 0)
		return (-1);
	if (zip_entry_open(a->zip, i, &c.s, &why) == 0 &&
	    read_refs(a, s, &c, &why) == 0 && read_rest(&c, &why) == 0)
		rc = digest_peek(c.digest, a->held[s].seen.sha256, &why);
	content = zip_entry_close(c.s);
	digest_free(c.digest);
	buf_free(&c.b);
	if (rc != 0 && why.code != ERR_UNSUPPORTED && why.code != ERR_CORRUPT)
		return (error_set(e, why.code, "%s", why.text));
	if (rc == 0 && content == ZIP_CONTENT_WHOLE)
		return (1);
	return (asic_note(a, ASIC_FAULT_CONTENT, en->name, e, "%s",
	    rc != 0 ? why.text : zip_content_name(content)));
}

/* The pair of signature ${s} at entries ${i} and behind; 0 or -1. */
static int
read_pair(struct asic *a, size_t s, size_t i, struct error *e)
{
	struct asic_held *h = &a->held[s];
	int rc;

	h->p7s = (struct buf)BUF_INIT(ASIC_P7S_MAX);
	if ((rc = read_manifest(a, s, i, e)) == 1)
		rc = read_entry(a, i + 1, &h->p7s, e);
	if (rc == 1)
		h->seen.p7s = buf_span(&h->p7s);
	return (rc < 0 ? -1 : 0);
}

/* Whether entries ${i} and behind are the pair of signature ${s}. */
static bool
is_pair(struct asic *a, size_t s, size_t i)
{
	struct asic_signature *seen = &a->held[s].seen;

	asic_meta_names(s + 1, seen->manifest_name, seen->p7s_name);
	return (i + 1 < zip_count(a->zip) &&
	    span_is(zip_entry(a->zip, i)->name, seen->manifest_name) &&
	    span_is(zip_entry(a->zip, i + 1)->name, seen->p7s_name));
}

static int
note_uncovered(struct asic *a, struct error *e)
{
	size_t i;

	for (i = 1; i < a->files; i++)
		if (a->covered[i] != a->signatures && asic_note(a,
		    ASIC_FAULT_UNCOVERED, zip_entry(a->zip, i)->name, e,
		    "covered by %u of %zu signatures", a->covered[i],
		    a->signatures) != 0)
			return (-1);
	return (0);
}

int
asic_read_meta(struct asic *a, struct error *e)
{
	size_t i = a->files, n = zip_count(a->zip);

	a->sum = calloc(n + 1, sizeof(*a->sum));
	a->covered = calloc(n + 1, sizeof(*a->covered));
	if (a->sum == NULL || a->covered == NULL)
		return (error_nomem(e));
	while (a->signatures < ASIC_SIGNATURES_MAX &&
	    is_pair(a, a->signatures, i)) {
		if (read_pair(a, a->signatures, i, e) != 0)
			return (-1);
		a->signatures++;
		i += 2;
	}
	if (a->signatures == 0 && asic_note(a, ASIC_FAULT_SIGNATURES,
	    (struct span){ NULL, 0 }, e, "no signature") != 0)
		return (-1);
	/* Nothing else: no further pair, no file behind them. */
	for (; i < n; i++)
		if (asic_note(a, ASIC_FAULT_META, zip_entry(a->zip, i)->name,
		    e, "not in its place, or unknown there") != 0)
			return (-1);
	return (note_uncovered(a, e));
}
