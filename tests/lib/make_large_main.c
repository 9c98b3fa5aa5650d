/*
 * make_large - a large exhibit for tests/bench, sealed by a key that nobody
 * vouches for and without a time-stamp.
 * usage: make_large random|deep|pages MIB EXHIBIT WARC
 * random: incompressible films; deep: scripts that deflate about tenfold;
 * pages: the same as HTML, from which facts are read.
 * constat-verify has nothing to say against it: "unestablished".
 * The WARC stays beside the exhibit, for other tools.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/codec.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/num.h"
#include "store/base/time.h"
#include "store/seal/identity.h"
#include "store/wacz/pages.h"
#include "store/wacz/wacz.h"
#include "store/warc/cdxj_write.h"
#include "store/warc/warc_write.h"

#define BODY	(4 * MIB)
#define MOMENT	INT64_C(1795000000000)
#define LOG_MAX	(64 * MIB)
#define PASS	"essai"

/* What the bodies are. */
struct kind {
	const char *name;
	const char *mime;
	const char *head;
	bool deep;
};

static const struct kind kinds[] = {
	{ "random", "video/mp4",
	    "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n", false },
	{ "deep", "text/javascript",
	    "HTTP/1.1 200 OK\r\nContent-Type: text/javascript\r\n\r\n",
	    true },
	{ "pages", "text/html",
	    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", true }
};

static uint64_t state = 88172645463325252u;

static uint64_t
next(void)
{

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state);
}

static void
fill(uint8_t *p, bool deep)
{
	static const char * const words[] = { "<p class=\"reply\">",
	    "<span data-id=\"", "propos ", "entreprise ", "client ", "vole ",
	    "</span>", "</p>\n", "{\"author\":\"", "\",\"text\":\"", "avatar ",
	    "https://example.org/img/", ".jpg\" ", "width=48 ", "reponse ",
	    "escroc " };
	uint64_t v;
	size_t i, n;

	if (!deep) {
		for (i = 0; i < BODY; i += sizeof(v)) {
			v = next();
			memcpy(p + i, &v, sizeof(v));
		}
		return;
	}
	for (i = 0; i < BODY; i += n) {
		v = next();
		n = strlen(words[v % 16]);
		if (n > BODY - i)
			n = BODY - i;
		memcpy(p + i, words[v % 16], n);
	}
}

static ssize_t
read_memory(void *ctx, int64_t offset, void *p, size_t n, struct error *e)
{

	(void)e;
	if (offset >= (int64_t)BODY)
		return (0);
	if (n > BODY - (size_t)offset)
		n = BODY - (size_t)offset;
	memcpy(p, (const uint8_t *)ctx + offset, n);
	return ((ssize_t)n);
}

/* A line of the acquisition log; ${detail} is taken. */
static int
step(struct buf *log, int64_t seq, const char *event, json_t *detail,
    struct error *e)
{
	json_t *j = json_object();
	bool ok = true;
	int rc = -1;

	json_put_int(j, "seq", seq, &ok);
	json_put_text(j, "event", event, &ok);
	json_put_time(j, "start", MOMENT, &ok);
	json_put_time(j, "end", MOMENT, &ok);
	json_put(j, "detail", detail, &ok);
	if (!ok)
		(void)error_nomem(e);
	else if (json_write(log, j, e) == 0) {
		buf_putc(log, '\n');
		rc = buf_ok(log, e);
	}
	json_decref(j);
	return (rc);
}

static int
put(struct warc_writer *w, struct cdxj_writer *index, struct buf *log,
    uint8_t *body, int64_t i, const struct kind *k, struct error *e)
{
	char url[64], sum[DIGEST_HEX];
	struct warc_content content = { .size = (int64_t)BODY,
	    .read = read_memory, .ctx = body };
	struct warc_new rec = { .type = "response", .target = url,
	    .date = MOMENT, .content = &content, .compressed = !k->deep,
	    .page_id = "page",
	    .content_type = "application/http; msgtype=response",
	    .head = span_of(k->head) };
	struct warc_written out;
	struct cdxj_new line = { .url = url, .date = MOMENT,
	    .mime = k->mime, .status = 200,
	    .filename = "data.warc.gz" };

	(void)snprintf(url, sizeof(url), "https://example.org/%lld",
	    (long long)i);
	fill(body, k->deep);
	if (warc_write(w, &rec, &out, e) != 0)
		return (-1);
	line.digest = out.payload;
	line.offset = out.offset;
	line.length = out.length;
	line.record_digest = out.member;
	if (cdxj_put(index, &line, e) != 0)
		return (-1);
	return (step(log, i + 2, "exchange", json_pack(
	    "{s:s,s:s,s:s,s:i,s:I,s:s}", "url", url, "page", "post",
	    "record", out.id, "status", 200, "bytes",
	    (json_int_t)BODY, "sha256", digest_hex(out.payload, sum)), e));
}

static int
open_sealer(struct sealer **out, struct error *e)
{
	struct identity_opts o = { .organization = "Essai",
	    .domain = "seal.example.org", .now = MOMENT };
	struct seal_identity id = IDENTITY_INIT;
	int rc = -1;

	if (identity_make(&o, span_of(PASS), &id, e) == 0)
		rc = sealer_open(buf_span(&id.seal_chain),
		    buf_span(&id.seal_key), span_of(PASS), out, e);
	identity_free(&id);
	return (rc);
}

static int
seal(void *ctx, const char *text, const char *created, const char *software,
    json_t **out, struct error *e)
{
	struct buf sig = BUF_INIT(PEM_MAX), chain = BUF_INIT(PEM_MAX);
	const struct sealer *s = ctx;
	bool ok = true;
	int rc = -1;

	if ((*out = json_object()) == NULL)
		return (error_nomem(e));
	if (sealer_sign(s, span_of(text), &sig, e) != 0 ||
	    certs_write_pem(&chain, sealer_chain(s), e) != 0)
		goto out;
	json_put_text(*out, "hash", text, &ok);
	json_put_text(*out, "created", created, &ok);
	json_put_text(*out, "software", software, &ok);
	json_put_text(*out, "version", "0.1.0", &ok);
	json_put_text(*out, "signature", buf_str(&sig), &ok);
	json_put_text(*out, "domain", sealer_domain(s), &ok);
	json_put_text(*out, "domainCert", buf_str(&chain), &ok);
	rc = ok ? 0 : error_nomem(e);
out:
	if (rc != 0) {
		json_decref(*out);
		*out = NULL;
	}
	buf_free(&sig);
	buf_free(&chain);
	return (rc);
}

struct made {
	uint8_t sha256[DIGEST_LEN];
	int64_t size;
};

static int
make_records(const char *warc, const char *index_path, int64_t n,
    const struct kind *k, struct buf *log, struct made made[2],
    struct error *e)
{
	struct warc_writer *w = NULL;
	struct cdxj_writer *index = NULL;
	uint8_t *body = malloc(BODY);
	int64_t i;
	int rc = -1;

	if (body == NULL)
		return (error_nomem(e));
	if (warc_writer_open(warc, &w, e) != 0 ||
	    cdxj_writer_open(".", &index, e) != 0 ||
	    step(log, 1, "url-typed", json_pack("{s:s}", "url",
	    "https://example.org/0"), e) != 0)
		goto out;
	for (i = 0; i < n; i++)
		if (put(w, index, log, body, i, k, e) != 0)
			goto out;
	rc = warc_writer_close(w, made[0].sha256, &made[0].size, e);
	w = NULL;
	if (rc == 0)
		rc = cdxj_writer_close(index, index_path, made[1].sha256,
		    &made[1].size, e);
	else
		cdxj_writer_free(index);
	index = NULL;
out:
	warc_writer_free(w);
	cdxj_writer_free(index);
	free(body);
	return (rc);
}

/* The log has seen the file written. */
static int
wrote(struct buf *log, int64_t seq, const char *name,
    const uint8_t sha256[static DIGEST_LEN], int64_t size, struct error *e)
{
	char sum[DIGEST_HEX];

	return (step(log, seq, "file-written", json_pack("{s:s,s:s,s:I}",
	    "file", name, "sha256", digest_hex(sha256, sum), "bytes",
	    (json_int_t)size), e));
}

static int
add_logged(struct wacz_writer *w, struct buf *log, int64_t seq,
    const char *name, struct span s, struct error *e)
{
	uint8_t sum[DIGEST_LEN];

	if (digest_of(s, sum, e) != 0 ||
	    wrote(log, seq, name, sum, (int64_t)s.n, e) != 0)
		return (-1);
	return (wacz_add_bytes(w, name, s, e));
}

/*
 * What an exhibit of ours must tell of its making, and no more; the log has
 * ${n} lines before.
 */
static int
add_evidence(struct wacz_writer *w, const struct made made[2], int64_t n,
    struct buf *log, struct error *e)
{
	struct page_new page = { .id = "page", .ts = MOMENT,
	    .url = "https://example.org/0" };
	struct buf pages = BUF_INIT(MIB);
	int rc = -1;
	static const char record[] = "{\"acquisition\":1,\"capture\":{"
	    "\"url\":\"https://example.org/0\","
	    "\"final_url\":\"https://example.org/0\","
	    "\"started\":\"2026-11-18T11:06:40Z\","
	    "\"ended\":\"2026-11-18T11:06:40Z\"},\"pages\":["
	    "{\"page\":\"post\",\"id\":\"page\",\"listed\":true}]}\n";

	if (pages_write(&pages, &page, 1, e) == 0 &&
	    wrote(log, n + 1, "archive/data.warc.gz", made[0].sha256,
	    made[0].size, e) == 0 &&
	    wrote(log, n + 2, "indexes/index.cdxj", made[1].sha256,
	    made[1].size, e) == 0 &&
	    add_logged(w, log, n + 3, "evidence/acquisition.json",
	    span_of(record), e) == 0 &&
	    add_logged(w, log, n + 4, "pages/pages.jsonl", buf_span(&pages),
	    e) == 0 &&
	    step(log, n + 5, "closed", json_object(), e) == 0)
		rc = wacz_add_bytes(w, "evidence/acquisition.log",
		    buf_span(log), e);
	buf_free(&pages);
	return (rc);
}

static int
pack(const char *out, const char *warc, const char *index,
    struct buf *log, int64_t n, const struct made made[2], struct error *e)
{
	struct wacz_meta meta = { .created = MOMENT, .software = "make_large",
	    .main_page_url = "https://example.org/0",
	    .main_page_date = MOMENT, .stamp_requested = true };
	struct wacz_writer *w = NULL;
	struct sealer *s = NULL;
	struct wacz_result result;
	int rc = -1;

	if (open_sealer(&s, e) != 0)
		return (-1);
	meta.signer = sealer_chain(s);
	if (wacz_writer_open(out, &w, e) == 0 &&
	    wacz_add_file(w, "archive/data.warc.gz", warc, made[0].sha256,
	    made[0].size, e) == 0 &&
	    wacz_add_file(w, "indexes/index.cdxj", index, made[1].sha256,
	    made[1].size, e) == 0 &&
	    add_evidence(w, made, n, log, e) == 0)
		rc = wacz_finish(w, &meta, seal, s, &result, e);
	wacz_writer_free(w);
	sealer_free(s);
	return (rc);
}

int
main(int argc, char **argv)
{
	struct buf log = BUF_INIT(LOG_MAX);
	struct error e = ERROR_INIT;
	const struct kind *k = NULL;
	struct made made[2];
	char index[] = "make_large.cdxj";
	int64_t mib;
	int rc = -1;

	for (size_t i = 0; argc == 5 && i < sizeof(kinds) / sizeof(*kinds);
	    i++)
		if (strcmp(argv[1], kinds[i].name) == 0)
			k = &kinds[i];
	if (k == NULL || num_parse(span_of(argv[2]), 4, 1 << 20, &mib,
	    NULL) != 0) {
		(void)fprintf(stderr, "usage: make_large random|deep|pages "
		    "MIB EXHIBIT WARC\n");
		return (64);
	}
	if (make_records(argv[4], index, mib / 4, k, &log, made, &e) == 0)
		rc = pack(argv[3], argv[4], index, &log, mib / 4 + 1, made,
		    &e);
	buf_free(&log);
	(void)remove(index);
	if (rc != 0)
		(void)fprintf(stderr, "make_large: %s\n", e.text);
	return (rc == 0 ? 0 : 1);
}
