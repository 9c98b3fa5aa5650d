#include <string.h>

#include "store/base/limits.h"
#include "verify/work.h"

/*
 * What kind of file it is, by its content: names and endings are anyone's
 * choice.
 */
#define END_RECORD_MAX	(64 * KIB + 22)	/* end record with its comment */
#define ASIC_TYPE	"application/vnd.etsi.asic-e+zip"

static int
has_zip_mark(const struct work *w, bool *yes, struct error *e)
{
	struct buf tail = BUF_INIT(END_RECORD_MAX);
	uint8_t head[4];
	size_t n;
	uint8_t *p;
	int rc = -1;

	*yes = false;
	if (w->file.size < 22)
		return (0);
	if (part_read(&w->file, head, sizeof(head), 0, e) != 0)
		return (-1);
	if (memcmp(head, "PK\003\004", 4) == 0) {
		*yes = true;
		return (0);
	}
	/* A damaged beginning does not make it another kind of file. */
	n = w->file.size < (int64_t)END_RECORD_MAX ? (size_t)w->file.size :
	    END_RECORD_MAX;
	if ((p = buf_reserve(&tail, n)) == NULL) {
		(void)buf_ok(&tail, e);
		goto out;
	}
	if (part_read(&w->file, p, n, w->file.size - (int64_t)n, e) != 0)
		goto out;
	*yes = memmem(p, n, "PK\005\006", 4) != NULL;
	rc = 0;
out:
	buf_free(&tail);
	return (rc);
}

/* A signed note: "\n\n" and U+2014 with a space start its signatures. */
static int
has_note_mark(const struct work *w, bool *yes, struct error *e)
{
	struct buf all = BUF_INIT(NOTE_MAX);
	uint8_t *p;
	int rc = -1;

	*yes = false;
	if (w->file.size < 8 || w->file.size > (int64_t)NOTE_MAX)
		return (0);
	if ((p = buf_reserve(&all, (size_t)w->file.size)) == NULL) {
		(void)buf_ok(&all, e);
		goto out;
	}
	if (part_read(&w->file, p, (size_t)w->file.size, 0, e) != 0)
		goto out;
	*yes = memmem(p, (size_t)w->file.size, "\n\n\xe2\x80\x94 ", 6) != NULL;
	rc = 0;
out:
	buf_free(&all);
	return (rc);
}

static int
is_dossier(const struct zip *z, bool *yes, struct error *e)
{
	struct buf text = BUF_INIT(KIB);
	enum zip_content content;
	const struct zip_entry *x;
	ptrdiff_t i;
	int rc = 0;

	*yes = false;
	/* With a manifest of ours at its top it has to hold as an exhibit. */
	if ((i = zip_find(z, span_of("mimetype"))) < 0 ||
	    zip_find(z, span_of(MANIFEST_NAME)) >= 0)
		return (0);
	x = zip_entry(z, (size_t)i);
	if (!x->readable || x->size != (int64_t)strlen(ASIC_TYPE))
		return (0);
	if ((rc = zip_entry_whole(z, (size_t)i, &text, &content, e)) == 0)
		*yes = span_is(buf_span(&text), ASIC_TYPE);
	buf_free(&text);
	return (rc);
}

/* Something only a web archive collection has. */
static bool
looks_like_exhibit(const struct zip *z)
{
	size_t i;

	if (wacz_kind(z) != WACZ_KIND_OTHER || !zip_sound(z) ||
	    zip_find(z, span_of(MANIFEST_DIGEST_NAME)) >= 0)
		return (true);
	for (i = 0; i < zip_count(z); i++)
		if (span_starts(zip_entry(z, i)->name, "archive/"))
			return (true);
	return (false);
}

static int
kind_of_zip(struct work *w, struct error *e)
{
	bool dossier;

	if (zip_open_part(&w->file, &w->zip, e) != 0 ||
	    is_dossier(w->zip, &dossier, e) != 0)
		return (-1);
	if (dossier) {
		/* Its container is opened as such; one is enough. */
		w->r->kind = VERIFY_DOSSIER;
		zip_free(w->zip);
		w->zip = NULL;
	} else if (looks_like_exhibit(w->zip))
		w->r->kind = VERIFY_EXHIBIT;
	return (0);
}

int
check_kind(struct work *w, struct error *e)
{
	struct findings *fs = &w->r->findings;
	bool zip, note = false;

	if (has_zip_mark(w, &zip, e) != 0)
		return (-1);
	if (!zip && has_note_mark(w, &note, e) != 0)
		return (-1);
	if (zip && kind_of_zip(w, e) != 0)
		return (-1);
	if (note)
		w->r->kind = VERIFY_CHECKPOINT;
	switch (w->r->kind) {
	case VERIFY_UNKNOWN:
		finding_add(fs, CHECK_FILE_KIND, FINDING_UNCHECKED, NULL, -1,
		    "neither a web archive collection, a dossier nor a log "
		    "checkpoint");
		break;
	case VERIFY_DOSSIER:
	case VERIFY_EXHIBIT:
	case VERIFY_CHECKPOINT:
		work_pass(w, CHECK_FILE_KIND, "%s",
		    verify_kind_name(w->r->kind));
		break;
	}
	return (0);
}
