#include <string.h>

#include "store/warc/warc_internal.h"

/* Have a digest of what role ${role} sees. */
static int
activate(struct checks *c, int role, enum digest_alg alg, struct error *e)
{

	if (c->active[role][alg])
		return (0);
	if (c->pool[role][alg] == NULL) {
		if (digest_open_alg(&c->pool[role][alg], alg, e) != 0)
			return (-1);
	} else if (digest_reset(c->pool[role][alg], e) != 0)
		return (-1);
	c->active[role][alg] = true;
	return (0);
}

static int
read_claim(struct warc_check *check, struct span claim,
    struct warc_record *rec, struct error *e)
{
	struct error why = ERROR_INIT;
	struct digest_claim d;

	memset(check, 0, sizeof(*check));
	check->claim = claim;
	if (claim.p == NULL)
		return (0);
	if (digest_claim_read(claim, &d, &why) != 0) {
		if (why.code != ERR_SYNTAX)
			return (error_set(e, why.code, "%s", why.text));
		check->match = WARC_MALFORMED;
		return (0);
	}
	if (!d.standard)
		rec->notes |= WARC_NOTE_LABEL;
	if (d.alg == DIGEST_NONE) {
		check->match = WARC_UNKNOWN;
		return (0);
	}
	check->match = WARC_DIFFERENT;	/* until found to be the same */
	check->alg = d.alg;
	check->n = d.n;
	memcpy(check->want, d.value, d.n);
	return (0);
}

/*
 * A revisit claims the payload of the record that it refers to (section 6.7),
 * and a segment that of the whole (section 8).
 */
static bool
is_elsewhere(const struct header *h, const struct warc_record *rec)
{

	return (rec->type == WARC_REVISIT || rec->type == WARC_CONTINUATION ||
	    header_field(h, "WARC-Segment-Number", 0).p != NULL);
}

static int
begin_claims(struct checks *c, const struct header *h,
    struct warc_record *rec, struct error *e)
{
	struct warc_check *b = &c->block_check, *p = &c->payload_check;

	if (read_claim(b, header_field(h, "WARC-Block-Digest", 0), rec,
	    e) != 0 ||
	    read_claim(p, header_field(h, "WARC-Payload-Digest", 0), rec,
	    e) != 0)
		return (-1);
	if (p->match == WARC_DIFFERENT && is_elsewhere(h, rec))
		p->match = WARC_ELSEWHERE;
	if (b->match == WARC_DIFFERENT && activate(c, 0, b->alg, e) != 0)
		return (-1);
	if (p->match == WARC_DIFFERENT &&
	    activate(c, c->payload, p->alg, e) != 0)
		return (-1);
	return (0);
}

int
checks_begin(struct checks *c, const struct header *h,
    struct warc_record *rec, unsigned want, struct error *e)
{
	int alg;

	memset(c->active, 0, sizeof(c->active));
	memset(&c->block_check, 0, sizeof(c->block_check));
	memset(&c->payload_check, 0, sizeof(c->payload_check));
	c->payload = rec->head.n > 0;
	if ((want & WARC_CHECK) != 0 && begin_claims(c, h, rec, e) != 0)
		return (-1);
	if ((want & WARC_PAYLOAD) != 0 &&
	    activate(c, c->payload, DIGEST_SHA256, e) != 0)
		return (-1);
	for (alg = 0; alg < WARC_ALGS; alg++)
		if (c->active[0][alg] && digest_put(c->pool[0][alg],
		    rec->head.p, rec->head.n, e) != 0)
			return (-1);
	return (0);
}

int
checks_put(struct checks *c, struct span s, struct error *e)
{
	struct digest *a, *b;
	int alg;

	for (alg = 0; alg < WARC_ALGS; alg++) {
		a = c->active[0][alg] ? c->pool[0][alg] : NULL;
		b = c->active[1][alg] ? c->pool[1][alg] : NULL;
		if (a != NULL && b != NULL) {
			if (digest_put_pair(a, b, s.p, s.n, e) != 0)
				return (-1);
		} else if ((a != NULL || b != NULL) &&
		    digest_put(a != NULL ? a : b, s.p, s.n, e) != 0)
			return (-1);
	}
	return (0);
}

static int
compare(struct warc_check *check, const struct checks *c, int role,
    struct error *e)
{
	size_t n;

	if (check->match != WARC_DIFFERENT)
		return (0);
	if (digest_peek_alg(c->pool[role][check->alg], check->found, &n,
	    e) != 0)
		return (-1);
	if (n == check->n && memcmp(check->found, check->want, n) == 0)
		check->match = WARC_SAME;
	return (0);
}

int
checks_end(struct checks *c, unsigned want, struct warc_end *end,
    struct error *e)
{

	end->checked = (want & WARC_CHECK) != 0;
	end->block = c->block_check;
	end->payload = c->payload_check;
	if (compare(&end->block, c, 0, e) != 0 ||
	    compare(&end->payload, c, c->payload, e) != 0)
		return (-1);
	if ((want & WARC_PAYLOAD) == 0)
		return (0);
	end->has_payload_sha256 = true;
	return (digest_peek(c->pool[c->payload][DIGEST_SHA256],
	    end->payload_sha256, e));
}

void
checks_free(struct checks *c)
{
	int role, alg;

	for (role = 0; role < 2; role++)
		for (alg = 0; alg < WARC_ALGS; alg++)
			digest_free(c->pool[role][alg]);
}
