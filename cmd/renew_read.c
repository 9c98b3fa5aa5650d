#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/renew.h"
#include "store/base/io.h"
#include "store/base/time.h"

#define BESIDE_MAX	64

/* Objects: the file, and room for what lies beside. */
static int
read_file(struct renewal *r, const char *want, unsigned algs, struct error *e)
{
	char found[DIGEST_HEX];
	struct part part;
	int fd = -1, rc = -1;

	if ((r->objects = calloc(1 + BESIDE_MAX, sizeof(*r->objects))) == NULL)
		return (error_nomem(e));
	if (io_open_read(r->path, &fd, e) != 0)
		return (-1);
	if (part_whole(fd, &part, e) == 0)
		rc = record_object_of(&r->objects[r->n++], &part, algs, e);
	(void)close(fd);
	if (rc != 0 || want == NULL)
		return (rc);
	(void)digest_hex(r->objects[0].sum[DIGEST_SHA256], found);
	if (strcmp(found, want) == 0)
		return (0);
	return (error_set(e, ERR_CORRUPT, "the file has the hash %s", found));
}

/* The time-stamps beside it. */
static int
read_beside(struct renewal *r, unsigned algs, struct error *e)
{
	struct buf path = BUF_INIT(64 * KIB), file = BUF_INIT(TOKEN_MAX);
	struct error why = ERROR_INIT;
	size_t i;
	int rc = 0;

	for (i = 1; i <= BESIDE_MAX && rc == 0; i++) {
		buf_reset(&path);
		buf_reset(&file);
		buf_puts(&path, r->path);
		if (i > 1)
			buf_printf(&path, ".%zu", i);
		buf_puts(&path, ".tsr");
		if (io_read_file(buf_str(&path), &file, &why) != 0)
			break;
		rc = record_object_bytes(&r->objects[r->n++],
		    buf_span(&file), algs, e);
	}
	if (rc == 0 && why.code != ERR_NONE && why.code != ERR_NOTFOUND)
		rc = error_set(e, why.code, "%s", why.text);
	buf_free(&path);
	buf_free(&file);
	return (rc);
}

static int
read_record(struct renewal *r, struct error *e)
{
	struct buf path = BUF_INIT(64 * KIB);
	struct error why = ERROR_INIT;
	int rc = 0;

	r->old = (struct buf)BUF_INIT(RECORD_MAX);
	buf_printf(&path, "%s.ers", r->path);
	if (io_read_file(buf_str(&path), &r->old, &why) != 0 &&
	    why.code != ERR_NOTFOUND)
		rc = error_set(e, why.code, "%s", why.text);
	buf_free(&path);
	return (rc);
}

int
renewal_check(const struct renewal *r, struct span der, int64_t now,
    struct record_result *result, struct error *e)
{
	struct record_input in = { .der = der, .objects = r->objects,
	    .objects_n = r->n, .now = now };

	return (record_check(&in, result, e));
}

/* The record that there is must hold, and not have run out. */
static int
check_old(const struct renewal *r, int64_t now, struct error *e)
{
	const struct record_stamp *last;
	struct record_result old;
	int rc = -1;

	if (renewal_check(r, buf_span(&r->old), now, &old, e) != 0)
		goto out;
	if (!record_holds(&old)) {
		(void)error_set(e, ERR_CORRUPT, "its evidence record does not "
		    "hold: %s", old.faults_n > 0 ? old.faults[0].detail : "");
		goto out;
	}
	last = &old.stamps[old.stamps_n - 1];
	if (last->not_after != TIME_UNKNOWN && now > last->not_after)
		(void)error_set(e, ERR_INPUT, "the last time-stamp of its "
		    "evidence record has run out: move the record away to "
		    "begin another");
	else
		rc = 0;
out:
	record_result_free(&old);
	return (rc);
}

/* The hash function of its last chain. */
static int
last_alg(const struct renewal *r, enum digest_alg *alg, struct error *e)
{
	struct record_result old;
	int rc;

	rc = renewal_check(r, buf_span(&r->old), TIME_UNKNOWN, &old, e);
	if (rc == 0 && old.stamps_n > 0)
		*alg = old.stamps[old.stamps_n - 1].alg;
	record_result_free(&old);
	return (rc);
}

int
renewal_read(struct renewal *r, const char *want, enum digest_alg alg,
    int64_t now, struct error *e)
{
	unsigned algs = RECORD_ALG(DIGEST_SHA256);

	r->alg = alg == DIGEST_NONE ? DIGEST_SHA256 : alg;
	if (read_record(r, e) != 0)
		return (-1);
	algs |= RECORD_ALG(r->alg) | record_algs(buf_span(&r->old));
	if (r->old.n > 0 && record_algs(buf_span(&r->old)) == 0)
		return (error_set(e, ERR_CORRUPT,
		    "what lies beside it as %s.ers is no evidence record",
		    r->path));
	if (read_file(r, want, algs, e) != 0 || read_beside(r, algs, e) != 0)
		return (-1);
	if (r->old.n > 0 && check_old(r, now, e) != 0)
		return (-1);
	if (r->old.n > 0 && alg == DIGEST_NONE && last_alg(r, &r->alg, e) != 0)
		return (-1);
	r->ready = true;
	return (0);
}

void
renewal_free(struct renewal *r)
{

	free(r->name);
	free(r->path);
	free(r->objects);
	buf_free(&r->old);
	buf_free(&r->fresh);
}
