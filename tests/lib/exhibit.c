#include <sys/stat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/codec.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/facts/feed.h"
#include "store/seal/identity.h"
#include "store/stamp/stamp.h"
#include "store/wacz/pages.h"
#include "store/wacz/wacz.h"
#include "store/warc/cdxj_write.h"
#include "store/warc/warc_write.h"
#include "tests/lib/exhibit.h"
#include "tests/lib/tsa.h"

#define PAGE		"http://example.org/post/1"
#define PAGE_ID		"1"
#define SOFTWARE	"constat test"
#define PASSPHRASE	"essai"
#define PATH_LEN	256
#define FILES_MAX	16

/* A file of the package, in the work folder. */
struct file {
	char name[64];
	char path[PATH_LEN];
	uint8_t sha256[DIGEST_LEN];
	int64_t size;
};

struct making {
	const struct exhibit_opts *o;
	struct exhibit *out;
	char work[PATH_LEN];
	struct warc_writer *warc;
	struct cdxj_writer *index;
	struct buf log;
	int64_t steps;
	int64_t began;
	int64_t created;
	struct file files[FILES_MAX];
	size_t n;
	const struct sealer *sealer;
	struct sealer *own;		/* the same, where it is the folder's */
};

/* Bodies: the same bytes at the same place, whenever they are read. */
struct body {
	int64_t size;
	uint64_t seed;
	bool repeating;
	const char *text;		/* instead, or NULL */
};

static uint64_t
mix(uint64_t x)
{

	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (x ^ (x >> 31));
}

static uint8_t
body_byte(const struct body *b, int64_t at)
{

	if (b->text != NULL)
		return ((uint8_t)b->text[at]);
	if (b->repeating)
		return ((uint8_t)("<p>Le texte du billet, encore.</p>\n"
		    [(at + (int64_t)(mix((uint64_t)at >> 12) & 7)) % 35]));
	return ((uint8_t)(mix(b->seed + ((uint64_t)at >> 3)) >>
	    (8 * (at & 7))));
}

static ssize_t
body_read(void *ctx, int64_t at, void *p, size_t n, struct error *e)
{
	const struct body *b = ctx;
	uint8_t *to = p;
	size_t i;

	(void)e;
	if ((int64_t)n > b->size - at)
		n = (size_t)(b->size - at);
	for (i = 0; i < n; i++)
		to[i] = body_byte(b, at + (int64_t)i);
	return ((ssize_t)n);
}

static int
path_of(const struct making *m, const char *name, char path[static PATH_LEN],
    struct error *e)
{
	int n = snprintf(path, PATH_LEN, "%s/%s", m->work, name);

	return (n > 0 && n < PATH_LEN ? 0 : error_set(e, ERR_INPUT,
	    "path too long"));
}

static int
log_at(struct making *m, const char *event, int64_t at, json_t *detail,
    struct error *e)
{
	json_t *j = json_object();
	bool ok = true;
	int rc = -1;

	json_put_int(j, "seq", ++m->steps, &ok);
	json_put_text(j, "event", event, &ok);
	json_put_time(j, "start", at, &ok);
	json_put_time(j, "end", at + 100, &ok);
	if (detail != NULL)
		json_put(j, "detail", detail, &ok);
	if (!ok)
		(void)error_nomem(e);
	else if (json_write(&m->log, j, e) == 0) {
		buf_putc(&m->log, '\n');
		rc = buf_ok(&m->log, e);
	}
	json_decref(j);
	return (rc);
}

static int
log_step(struct making *m, const char *event, json_t *detail, struct error *e)
{

	return (log_at(m, event, m->began + 100, detail, e));
}

static int
log_exchange(struct making *m, const struct warc_new *rec,
    const uint8_t sha256[static DIGEST_LEN], int64_t size, struct error *e)
{
	char hex[DIGEST_HEX];

	return (log_at(m, "exchange", rec->date, json_pack(
	    "{s:s,s:s,s:s,s:s,s:i,s:I,s:s}", "url", rec->target, "by",
	    "wire", "page", "post", "record", rec->id, "status", 200,
	    "bytes", (json_int_t)size, "sha256", digest_hex(sha256, hex)), e));
}

static int
log_file(struct making *m, const struct file *f, struct error *e)
{
	char hex[DIGEST_HEX];

	return (log_step(m, "file-written", json_pack("{s:s,s:s,s:I}", "file",
	    f->name, "sha256", digest_hex(f->sha256, hex), "bytes",
	    (json_int_t)f->size), e));
}

static int
note_file(struct making *m, const char *name, struct error *e)
{
	struct file *f = &m->files[m->n++];
	struct buf all = BUF_INIT(SIZE_MAX / 4);

	(void)snprintf(f->name, sizeof(f->name), "%s", name);
	if (path_of(m, name, f->path, e) != 0)
		return (-1);
	if (strncmp(name, "archive/", 8) == 0 && m->o->edit == NULL)
		return (log_file(m, f, e));	/* measured by its writer */
	if (io_read_file(f->path, &all, e) != 0 ||
	    (m->o->edit != NULL && m->o->edit(m->o->ctx, name, &all, e) != 0) ||
	    io_write_file(f->path, buf_span(&all), 0600, e) != 0 ||
	    digest_of(buf_span(&all), f->sha256, e) != 0) {
		buf_free(&all);
		return (-1);
	}
	f->size = (int64_t)all.n;
	buf_free(&all);
	if (strcmp(name, "evidence/acquisition.log") == 0)
		return (0);
	return (log_file(m, f, e));
}

static int
put_file(struct making *m, const char *name, struct span s, struct error *e)
{
	char path[PATH_LEN];

	if (path_of(m, name, path, e) != 0 ||
	    io_write_file(path, s, 0600, e) != 0)
		return (-1);
	return (note_file(m, name, e));
}

static int
put_exchange(struct making *m, const char *url, const char *mime,
    const struct body *b, struct error *e)
{
	struct warc_content content = { .size = b->size, .read = body_read };
	struct body copy = *b;
	struct warc_written w;
	struct cdxj_new line;
	struct warc_new rec = { .type = "request", .target = url,
	    .date = m->began + 1000, .page_id = PAGE_ID };
	char head[256], request[UUID_TEXT + 16], response[UUID_TEXT + 16];

	content.ctx = &copy;
	if (warc_id(request, e) != 0 || warc_id(response, e) != 0)
		return (-1);
	rec.id = request;
	rec.concurrent_to = response;
	rec.content_type = "application/http;msgtype=request";
	(void)snprintf(head, sizeof(head), "GET %s HTTP/1.1\r\n"
	    "Host: example.org\r\n\r\n", url);
	rec.head = span_of(head);
	if (warc_write(m->warc, &rec, &w, e) != 0)
		return (-1);
	rec.type = "response";
	rec.id = response;
	rec.concurrent_to = request;
	rec.content_type = "application/http;msgtype=response";
	(void)snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\n"
	    "Content-Type: %s\r\n\r\n", mime);
	rec.head = span_of(head);
	rec.content = &content;
	rec.compressed = b->text == NULL && !b->repeating;
	if (warc_write(m->warc, &rec, &w, e) != 0)
		return (-1);
	line = (struct cdxj_new){ .url = url, .date = rec.date, .mime = mime,
	    .status = 200, .digest = w.payload, .length = w.length,
	    .offset = w.offset, .filename = "data.warc.gz",
	    .record_digest = w.member };
	if (cdxj_put(m->index, &line, e) != 0)
		return (-1);
	return (log_exchange(m, &rec, w.payload, b->size, e));
}

static int
put_warc(struct making *m, struct error *e)
{
	static const char info[] = "software: " SOFTWARE "\r\n"
	    "format: WARC File Format 1.1\r\n";
	struct body text = { .text = info, .size = sizeof(info) - 1 };
	struct body page = { .text = "<p>Bonjour</p>\n", .size = 15 };
	struct body body = { .size = m->o->body_size,
	    .repeating = m->o->repeating };
	struct warc_content content = { .size = text.size, .read = body_read,
	    .ctx = &text };
	struct warc_new rec = { .type = "warcinfo", .date = m->began,
	    .content_type = "application/warc-fields",
	    .content = &content };
	struct warc_written w;
	char path[PATH_LEN], url[64];
	struct file *f = &m->files[m->n];
	int i;

	if (path_of(m, "archive/data.warc.gz", path, e) != 0 ||
	    warc_writer_open(path, &m->warc, e) != 0 ||
	    cdxj_writer_open(m->work, &m->index, e) != 0 ||
	    warc_write(m->warc, &rec, &w, e) != 0 ||
	    put_exchange(m, PAGE, "text/html", &page, e) != 0)
		return (-1);
	for (i = 0; i < m->o->bodies; i++) {
		body.seed = mix((uint64_t)i + 1);
		(void)snprintf(url, sizeof(url), "http://example.org/%d", i);
		if (put_exchange(m, url, m->o->repeating ? "text/html" :
		    "image/jpeg", &body, e) != 0)
			return (-1);
	}
	if (warc_writer_close(m->warc, f->sha256, &f->size, e) != 0) {
		m->warc = NULL;
		return (-1);
	}
	m->warc = NULL;
	return (note_file(m, "archive/data.warc.gz", e));
}

static int
put_index(struct making *m, struct error *e)
{
	struct cdxj_writer *w = m->index;
	struct file *f = &m->files[m->n];
	char path[PATH_LEN];

	m->index = NULL;
	if (path_of(m, "indexes/index.cdxj", path, e) != 0 ||
	    cdxj_writer_close(w, path, f->sha256, &f->size, e) != 0)
		return (-1);
	return (note_file(m, "indexes/index.cdxj", e));
}

static int
put_pages(struct making *m, struct error *e)
{
	struct buf out = BUF_INIT(MIB);
	struct page_new page = { .id = PAGE_ID, .url = PAGE,
	    .ts = m->began + 1000, .title = span_of("Billet"),
	    .text = span_of("Bonjour") };
	int rc = -1;

	if (pages_write(&out, &page, 1, e) == 0)
		rc = put_file(m, "pages/pages.jsonl", buf_span(&out), e);
	buf_free(&out);
	return (rc);
}

/* What the records say, as a capture derives it from its closed archive. */
static int
put_facts(struct making *m, struct error *e)
{
	struct facts_page page = { .role = "post", .id = PAGE_ID,
	    .url = PAGE };
	struct buf out = BUF_INIT(FACTS_FILE_MAX);
	char path[PATH_LEN];
	struct facts *f = NULL;
	json_t *j = NULL;
	int fd = -1, rc = -1;

	if (path_of(m, "archive/data.warc.gz", path, e) == 0 &&
	    io_open_read(path, &fd, e) == 0 && facts_open(&f, e) == 0 &&
	    feed_warc(f, warc_from_fd(&fd), e) == 0 &&
	    facts_derive(f, &page, 1, &j, e) == 0 &&
	    facts_file(j, &out, e) == 0)
		rc = put_file(m, FACTS_FILE, buf_span(&out), e);
	if (fd >= 0)
		(void)close(fd);
	json_decref(j);
	facts_free(f);
	buf_free(&out);
	return (rc);
}

static int
put_evidence(struct making *m, struct error *e)
{
	struct buf out = BUF_INIT(MIB), pem = BUF_INIT(PEM_MAX);
	char from[TIME_TEXT], to[TIME_TEXT], when[TIME_TEXT];
	json_t *j;
	int rc = -1;

	j = json_pack("{s:i,s:[{s:s,s:s,s:b}],s:{s:s,s:s,s:s,s:s},"
	    "s:{s:[{s:s,s:{s:s},s:s,s:i}]}}", "acquisition", 1, "pages",
	    "page", "post", "id", "1", "listed", 1, "capture", "url",
	    PAGE, "final_url", PAGE,
	    "started", time_text_ms(m->began, from), "ended",
	    time_text_ms(m->began + 5000, to), "wire", "exchanges", "url",
	    PAGE, "tls", "file", "tls/example.org_443.pem", "start",
	    time_text_ms(m->began + 1000, when), "status", 200);
	if (certs_write_pem(&pem, sealer_chain(m->sealer), e) != 0 ||
	    log_step(m, "connected", json_pack("{s:s,s:s}", "url", PAGE,
	    "chain", "tls/example.org_443.pem"), e) != 0 ||
	    put_file(m, "tls/example.org_443.pem", buf_span(&pem), e) != 0 ||
	    put_file(m, "evidence/post.txt", span_of("Bonjour"), e) != 0)
		goto out;
	if (j == NULL || json_write(&out, j, e) != 0) {
		(void)error_nomem(e);
		goto out;
	}
	if (put_file(m, "evidence/acquisition.json", buf_span(&out), e) == 0)
		rc = log_step(m, "closed", NULL, e);
out:
	json_decref(j);
	buf_free(&pem);
	buf_free(&out);
	return (rc);
}

/* The token's certificates, signer first, as a capture writes them. */
static int
put_certs(const struct making *m, struct span answer, json_t *sd,
    struct error *e)
{
	struct stamp_input in = { .response = answer, .now = TIME_UNKNOWN };
	struct buf pem = BUF_INIT(PEM_MAX);
	char path[PATH_LEN];
	struct stamp_result r;
	bool ok = true;
	int rc = -1;

	(void)snprintf(path, sizeof(path), "%s/ca/middle.pem", m->o->folder);
	if (stamp_check(&in, &r, e) != 0 || (r.certs != NULL ?
	    certs_write_pem(&pem, r.certs, e) :
	    io_read_file(path, &pem, e)) != 0)
		goto out;
	json_put_text(sd, "timestampCert", buf_str(&pem), &ok);
	rc = ok ? 0 : error_nomem(e);
out:
	stamp_result_free(&r);
	buf_free(&pem);
	return (rc);
}

static int
stamp(struct making *m, const char *signature, json_t *sd, struct error *e)
{
	struct stamp_request q = STAMP_REQUEST_INIT;
	struct buf answer = BUF_INIT(TOKEN_MAX), text = BUF_INIT(PEM_MAX);
	bool ok = true;
	int rc = -1;

	if (stamp_request_make(span_of(signature), &q, e) != 0 ||
	    tsa_ask(m->o->folder, m->o->tsa_mode, buf_span(&q.der), &answer,
	    e) != 0)
		goto out;
	codec_base64(&text, buf_span(&answer));
	json_put_text(sd, "timeSignature", buf_str(&text), &ok);
	if (!ok)
		(void)error_nomem(e);
	else if (buf_ok(&text, e) == 0)
		rc = put_certs(m, buf_span(&answer), sd, e);
out:
	stamp_request_free(&q);
	buf_free(&answer);
	buf_free(&text);
	return (rc);
}

static int
seal(void *ctx, const char *text, const char *created, const char *software,
    json_t **out, struct error *e)
{
	struct making *m = ctx;
	struct buf sig = BUF_INIT(PEM_MAX), chain = BUF_INIT(PEM_MAX);
	json_t *j;
	bool ok = true;
	int rc = -1;

	*out = NULL;
	if (m->o->unsealed)
		return (0);
	j = json_object();
	if (sealer_sign(m->sealer, span_of(text), &sig, e) != 0 ||
	    certs_write_pem(&chain, sealer_chain(m->sealer), e) != 0)
		goto out;
	json_put_text(j, "hash", text, &ok);
	json_put_text(j, "created", created, &ok);
	json_put_text(j, "software", software, &ok);
	json_put_text(j, "version", "0.1.0", &ok);
	json_put_text(j, "signature", buf_str(&sig), &ok);
	json_put_text(j, "domain", m->o->domain != NULL ? m->o->domain :
	    sealer_domain(m->sealer), &ok);
	json_put_text(j, "domainCert", buf_str(&chain), &ok);
	if (m->o->tsa_mode != NULL &&
	    stamp(m, buf_str(&sig), j, e) != 0)
		goto out;
	if (m->o->edit_seal != NULL)
		m->o->edit_seal(m->o->ctx, j);
	rc = ok ? 0 : error_nomem(e);
out:
	if (rc == 0)
		*out = j;
	else
		json_decref(j);
	buf_free(&sig);
	buf_free(&chain);
	return (rc);
}

static int
pack(struct making *m, struct error *e)
{
	struct wacz_meta meta = { .created = m->created, .software = SOFTWARE,
	    .title = "Billet", .main_page_url = PAGE,
	    .main_page_date = m->began + 1000, .stamp_requested = true,
	    .signer = sealer_chain(m->sealer) };
	struct wacz_writer *w = NULL;
	struct wacz_result r;
	size_t i;
	int rc = -1;

	(void)unlink(m->out->path);
	if (wacz_writer_open(m->out->path, &w, e) != 0)
		return (-1);
	for (i = 0; i < m->n; i++)
		if (wacz_add_file(w, m->files[i].name, m->files[i].path,
		    m->files[i].sha256, m->files[i].size, e) != 0)
			goto out;
	if (wacz_finish(w, &meta, seal, m, &r, e) != 0)
		goto out;
	memcpy(m->out->manifest_sha256, r.manifest_sha256,
	    sizeof(r.manifest_sha256));
	rc = 0;
out:
	wacz_writer_free(w);
	return (rc);
}

/* Identity and authority of the folder, made the first time. */
static int
open_sealer(struct making *m, struct error *e)
{
	struct identity_opts o = { .organization = "Essai",
	    .domain = "seal.example.org", .now = time_now() - 86400000 };
	struct seal_identity id = IDENTITY_INIT;
	struct buf chain = BUF_INIT(PEM_MAX), key = BUF_INIT(PEM_MAX);
	char chain_path[PATH_LEN], key_path[PATH_LEN];
	struct span pass = span_of(PASSPHRASE);
	int rc = -1;

	if ((m->sealer = m->o->sealer) != NULL)
		return (m->o->tsa_mode == NULL || access(m->out->tsa,
		    R_OK) == 0 ? 0 : tsa_make(m->o->folder, e));
	if (path_of(m, "../chain.pem", chain_path, e) != 0 ||
	    path_of(m, "../key.pem", key_path, e) != 0)
		return (-1);
	if (access(key_path, R_OK) != 0 && (tsa_make(m->o->folder, e) != 0 ||
	    identity_make(&o, pass, &id, e) != 0 ||
	    io_write_file(m->out->root, buf_span(&id.root_cert), 0600,
	    e) != 0 || io_write_file(chain_path, buf_span(&id.seal_chain),
	    0600, e) != 0 || io_write_file(key_path, buf_span(&id.seal_key),
	    0600, e) != 0))
		goto out;
	if (io_read_file(chain_path, &chain, e) == 0 &&
	    io_read_file(key_path, &key, e) == 0)
		rc = sealer_open(buf_span(&chain), buf_span(&key), pass,
		    &m->own, e);
	m->sealer = m->own;
out:
	identity_free(&id);
	buf_free(&chain);
	buf_free(&key);
	return (rc);
}

static int
make_folders(struct making *m, struct error *e)
{
	static const char *const names[] = { "archive", "indexes", "pages",
		"evidence", "tls" };
	char path[PATH_LEN];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (path_of(m, names[i], path, e) != 0 ||
		    io_make_folders(path, 0700, e) != 0)
			return (-1);
	return (0);
}

int
exhibit_make(const struct exhibit_opts *o, struct exhibit *out,
    struct error *e)
{
	struct making m = { .o = o, .out = out,
	    .log = BUF_INIT(64 * MIB) };
	int rc = -1;

	m.created = o->created != 0 ? o->created : time_now();
	m.began = o->began != 0 ? o->began : m.created - 10000;
	(void)snprintf(m.work, sizeof(m.work), "%s/work", o->folder);
	(void)snprintf(out->path, sizeof(out->path), "%s/%s", o->folder,
	    o->name);
	(void)snprintf(out->root, sizeof(out->root), "%s/root.pem",
	    o->folder);
	(void)snprintf(out->tsa, sizeof(out->tsa), "%s/ca/root.pem",
	    o->folder);
	if (make_folders(&m, e) == 0 && open_sealer(&m, e) == 0 &&
	    log_step(&m, "url-typed", json_pack("{s:s}", "url", PAGE),
	    e) == 0 && put_warc(&m, e) == 0 && put_pages(&m, e) == 0 &&
	    put_index(&m, e) == 0 && put_facts(&m, e) == 0 &&
	    put_evidence(&m, e) == 0 &&
	    put_file(&m, "evidence/acquisition.log", buf_span(&m.log),
	    e) == 0)
		rc = pack(&m, e);
	warc_writer_free(m.warc);
	cdxj_writer_free(m.index);
	sealer_free(m.own);
	buf_free(&m.log);
	io_remove_tree(m.work);
	return (rc);
}
