#include <stdlib.h>
#include <string.h>

#include "capture/authority/authority.h"
#include "capture/job/job_internal.h"
#include "store/base/codec.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/digest/digest.h"

#define TSA_WAIT_MS	10000	/* for one authority */

/* Put an accepted answer into the seal. */
static int
put_stamp(struct job *j, json_t *seal, const struct authority_answer *a,
    struct error *e)
{
	struct buf text = BUF_INIT(2 * TOKEN_MAX), pem = BUF_INIT(PEM_MAX);
	bool ok = true;
	int rc = -1;

	codec_base64(&text, buf_span(&a->response));
	if (buf_ok(&text, e) != 0 ||
	    certs_write_pem(&pem, a->stamp.certs, e) != 0)
		goto out;
	json_put_text(seal, "timeSignature", buf_str(&text), &ok);
	json_put_text(seal, "timestampCert", buf_str(&pem), &ok);
	if (!ok) {
		(void)error_nomem(e);
		goto out;
	}
	j->o->stamp_state = "granted";
	j->o->stamp_time = a->stamp.gen_time;
	rc = job_text(&j->o->stamp_tsa, a->by, e);
out:
	buf_free(&text);
	buf_free(&pem);
	return (rc);
}

/*
 * A connection of its own for the authorities: the capture's deadline, which
 * may have cut the page, must not keep it from being stamped.
 */
static int
open_stamp_net(const struct job *j, struct net **net, struct error *e)
{
	struct net_opts o = NET_OPTS_INIT;

	o.proxy = j->q->proxy;
	o.cancel = j->q->cancel;
	return (net_open(net, &o, e));
}

/*
 * Where no authority answers well the stamp stays pending, which is no failure
 * of the capture.
 */
static int
stamp(struct job *j, json_t *seal, struct span signature, struct error *e)
{
	struct authority_answer a = AUTHORITY_ANSWER_INIT;
	struct authority_query q = {
		.list = j->q->tsa != NULL ? j->q->tsa :
		    home_settings(j->home)->tsa,
		.wait_ms = TSA_WAIT_MS,
		.data = signature,
	};
	struct error why = ERROR_INIT;
	int rc = -1;

	if (open_stamp_net(j, &q.net, e) != 0)
		return (-1);
	j->o->stamp_state = "pending";
	j->stamp_start = time_now();
	recorder_step(j->rec, "stamp", 0, 0);
	if (authority_ask(&q, &a, &why) == 0)
		rc = put_stamp(j, seal, &a, e);
	else if (why.code == ERR_TSA || why.code == ERR_INPUT)
		rc = job_text(&j->stamp_why, a.why.n > 0 ? buf_str(&a.why) :
		    why.text, e);
	else
		(void)error_set(e, why.code, "%s", why.text);
	j->stamp_end = time_now();
	net_close(q.net);
	authority_answer_free(&a);
	return (rc);
}

static int
put_signature(struct job *j, json_t *seal, const char *text,
    struct buf *signature, struct error *e)
{
	const struct sealer *sealer;
	struct buf pem = BUF_INIT(PEM_MAX);
	bool ok = true;
	int rc = -1;

	if (home_sealer(j->home, &sealer, e) != 0 ||
	    sealer_sign(sealer, span_of(text), signature, e) != 0 ||
	    certs_write_pem(&pem, sealer_chain(sealer), e) != 0)
		goto out;
	memcpy(j->seal_fingerprint, sealer_info(sealer)->fingerprint,
	    sizeof(j->seal_fingerprint));
	json_put_text(seal, "signature", buf_str(signature), &ok);
	json_put_text(seal, "domain", sealer_domain(sealer), &ok);
	json_put_text(seal, "domainCert", buf_str(&pem), &ok);
	if (!ok)
		(void)error_nomem(e);
	else
		rc = 0;
out:
	buf_free(&pem);
	return (rc);
}

static int
make_seal(void *ctx, const char *signed_text, const char *created,
    const char *software, json_t **out, struct error *e)
{
	struct job *j = ctx;
	struct buf signature = BUF_INIT(64 * KIB);
	json_t *seal = json_object();
	bool ok = seal != NULL;
	int rc = -1;

	j->seal_start = time_now();
	json_put_text(seal, "hash", signed_text, &ok);
	json_put_text(seal, "created", created, &ok);
	json_put_text(seal, "software", software, &ok);
	json_put_text(seal, "version", "0.1.0", &ok);
	if (!ok) {
		(void)error_nomem(e);
		goto out;
	}
	if (put_signature(j, seal, signed_text, &signature, e) != 0)
		goto out;
	j->seal_end = time_now();
	if (j->q->timestamp && stamp(j, seal, buf_span(&signature), e) != 0)
		goto out;
	*out = seal;
	seal = NULL;
	rc = 0;
out:
	json_decref(seal);
	buf_free(&signature);
	return (rc);
}

static int
add_files(struct job *j, struct wacz_writer *w, struct error *e)
{
	const struct recorder_kept *k;
	size_t i, n;

	k = recorder_kept(j->rec, &n);
	for (i = 0; i < n; i++)
		if (wacz_add_file(w, k[i].name, k[i].path, k[i].sha256,
		    k[i].size, e) != 0)
			return (-1);
	return (0);
}

/*
 * The moment of sealing: this machine's clock, put right by what the time
 * servers said, so that a clock that is minutes off does not make the seal
 * look older or younger than its time-stamp.
 */
static int64_t
sealing_time(struct job *j)
{
	int64_t offset = 0;

	(void)environment_clock_offset(j->env, &offset);
	return (time_now() + offset);
}

int
job_seal(struct job *j, struct error *e)
{
	struct wacz_writer *w = NULL;
	struct wacz_meta meta = { .created = sealing_time(j),
	    .software = SOFTWARE, .title = j->o->title,
	    .main_page_url = j->o->final_url, .main_page_date = j->main_date,
	    .stamp_requested = j->q->timestamp };
	struct buf path = BUF_INIT(64 * KIB);
	const struct sealer *sealer;
	int rc = -1;

	recorder_step(j->rec, "seal", 0, 0);
	j->o->stamp_state = "off";
	if (home_sealer(j->home, &sealer, e) != 0)
		goto out;
	meta.signer = sealer_chain(sealer);
	if (io_join(&path, home_job_folder(j->work), "exhibit.wacz", e) != 0 ||
	    (j->archive_path = buf_take(&path)) == NULL ||
	    wacz_writer_open(j->archive_path, &w, e) != 0 ||
	    add_files(j, w, e) != 0 ||
	    wacz_finish(w, &meta, make_seal, j, &j->archive, e) != 0)
		goto out;
	j->o->sealed = meta.created;
	j->o->bytes = j->archive.size;
	if (job_text(&j->o->exhibit, j->archive.manifest_sha256, e) != 0 ||
	    job_text(&j->o->file_sha256, j->archive.file_sha256, e) != 0)
		goto out;
	rc = 0;
out:
	wacz_writer_free(w);
	buf_free(&path);
	return (rc);
}
