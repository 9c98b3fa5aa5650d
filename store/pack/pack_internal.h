#ifndef STORE_PACK_PACK_INTERNAL_H
#define STORE_PACK_PACK_INTERNAL_H

#include "store/dossier/custody_write.h"
#include "store/pack/pack.h"

/* A dossier that is being written. */
struct pack {
	const struct pack_opts *o;
	struct pack_result *r;
	struct asic_out *out;
	struct dossier d;
	char **texts;			/* what d's exhibits point to */
	size_t n_texts;
	size_t cap_texts;
	json_t *case_data;
	struct custody_selection *custody;
	struct timeline *timeline;
	struct buf crl;			/* of the organization's root, PEM */
	char root[CERT_FINGERPRINT];
	void *names;			/* of pack_first(): tree of tsearch() */
	int64_t total;			/* bytes of all exhibits */
	uint64_t events;		/* of our own log */
};

/* pack_text(p, s, out, e): a copy that lives as ${p}; NULL stays NULL. */
int pack_text(struct pack *p, const char *s, const char **out,
    struct error *e);

/* pack_missing(p, what, why, e): name something that is not in it. */
int pack_missing(struct pack *p, const char *what, const char *why,
    struct error *e);

/* pack_list(p, e): dossier.json's members, from the catalogue. */
int pack_list(struct pack *p, struct error *e);

/* pack_exhibits(p, e): the exhibits with what stands beside them. */
int pack_exhibits(struct pack *p, struct error *e);

/* pack_people(p, e): certificates and the list of revoked ones. */
int pack_people(struct pack *p, struct error *e);

/* pack_others(p, e): what came with exhibits, and receipts. */
int pack_others(struct pack *p, struct error *e);

/* pack_first(p, name, yes, e): ${*yes}: nobody asked for ${name} before. */
int pack_first(struct pack *p, const char *name, bool *yes,
    struct error *e);

/* pack_story(p, e): the timeline, for the reports. */
int pack_story(struct pack *p, struct error *e);

/* pack_sign(p, e): both signatures. */
int pack_sign(struct pack *p, struct error *e);

#endif
