#ifndef STORE_DOSSIER_CUSTODY_WRITE_H
#define STORE_DOSSIER_CUSTODY_WRITE_H

#include "store/asic/asic.h"
#include "store/catalog/catalog.h"
#include "store/custody/event.h"
#include "store/custody/note.h"

/*
 * custody_write - the custody of one log, out of the catalogue into a dossier
 * (docs/formats/dossier.md section 3): the events about a case and its
 * exhibits, those that every dossier has, and what proves them.  Streams;
 * memory grows by 8 bytes an event.
 */

#define CUSTODY_FOLDER	(NOTE_NAME_MAX + 64)

struct custody_scope {
	const char *case_name;		/* NULL: only events of exhibits */
	bool part;			/* not all exhibits of the case: events
					 * that only name others stay out */
	const char *const *exhibits;	/* identities */
	size_t n;
	uint64_t event;			/* seq that must be in it */
};

/* Told of each event that goes in, in order of seq; 0 or -1. */
struct custody_told {
	int (*event)(void *ctx, const struct event *ev, struct error *e);
	void *ctx;
};

/*
 * custody_select(c, key, s, out, e):
 * Choose the events of the log ${key} up to its youngest checkpoint that has
 * a time-stamp and ${s->event}, else up to its latest.  ${*out} is the
 * caller's to custody_selection_free(); ${c} stays as it is meanwhile
 * (catalog_look()).  0, or -1 with ${e}.
 */
struct custody_selection;
int custody_select(struct catalog *c, const struct note_vkey *key,
    const struct custody_scope *s, struct custody_selection **out,
    struct error *e);
void custody_selection_free(struct custody_selection *s);

/* custody_stamped(s): whether the checkpoint has a time-stamp. */
bool custody_stamped(const struct custody_selection *s);

/* custody_tell(s, told, e): every event that was chosen; 0 or -1. */
int custody_tell(struct custody_selection *s, const struct custody_told *told,
    struct error *e);

/* custody_write(s, a, e): add all entries of the folder to ${a}; 0 or -1. */
int custody_write(struct custody_selection *s, struct asic_out *a,
    struct error *e);

#endif
