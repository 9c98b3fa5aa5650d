#include <stdlib.h>
#include <string.h>

#include "store/base/codec.h"
#include "store/base/io.h"
#include "store/base/limits.h"
#include "store/custody/cosign.h"
#include "verify/policy_internal.h"

#define SPKI_BEGIN	"-----BEGIN PUBLIC KEY-----"
#define SPKI_END	"-----END PUBLIC KEY-----"
#define CERT_BEGIN	"-----BEGIN CERTIFICATE-----"

/* SubjectPublicKeyInfo of Ed25519 (RFC 8410 section 4) up to the key. */
static const uint8_t spki_ed25519[] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
	0x2b, 0x65, 0x70, 0x03, 0x21, 0x00 };

struct policy *
policy_new(int64_t now, struct error *e)
{
	struct policy *p;

	if ((p = calloc(1, sizeof(*p))) == NULL) {
		(void)error_nomem(e);
		return (NULL);
	}
	p->now = now;
	p->jobs = 1;
	if ((p->system = calloc(1, sizeof(*p->system))) == NULL ||
	    pthread_mutex_init(&p->system->lock, NULL) != 0)
		(void)error_nomem(e);
	else if (trust_new(&p->signers, e) == 0 &&
	    trust_new(&p->tsas, e) == 0 &&
	    trust_new(&p->system->trust, e) == 0)
		return (p);
	policy_free(p);
	return (NULL);
}

int
policy_tsas(const struct policy *p, const struct trust **out,
    struct error *e)
{
	struct policy_system *s = p->system;
	int rc = 0;

	*out = p->tsas_given ? p->tsas : s->trust;
	if (p->tsas_given)
		return (0);
	(void)pthread_mutex_lock(&s->lock);
	if (!s->loaded && (rc = trust_add_system(s->trust, e)) == 0)
		s->loaded = true;
	(void)pthread_mutex_unlock(&s->lock);
	return (rc);
}

static int
add_key(struct policy *p, const struct policy_key *k, struct error *e)
{

	if (p->nkeys == POLICY_KEYS_MAX)
		return (error_set(e, ERR_LIMIT, "more than %d log keys",
		    POLICY_KEYS_MAX));
	p->keys[p->nkeys++] = *k;
	return (0);
}

static int
add_spki(struct policy *p, struct span body, struct error *e)
{
	struct buf text = BUF_INIT(PEM_MAX), der = BUF_INIT(PEM_MAX);
	struct policy_key k = { .vkey.name = "" };
	struct span line;
	int rc = -1;

	while (span_line(&body, &line))
		buf_putspan(&text, span_trim(line));
	if (buf_ok(&text, e) != 0 ||
	    codec_unbase64(&der, buf_span(&text), e) != 0)
		goto out;
	if (der.n != sizeof(spki_ed25519) + NOTE_KEY_BYTES ||
	    memcmp(der.p, spki_ed25519, sizeof(spki_ed25519)) != 0) {
		(void)error_set(e, ERR_UNSUPPORTED,
		    "a public key that is not Ed25519");
		goto out;
	}
	memcpy(k.pub, der.p + sizeof(spki_ed25519), NOTE_KEY_BYTES);
	rc = add_key(p, &k, e);
out:
	buf_free(&text);
	buf_free(&der);
	return (rc);
}

/* The bytes between two marks of a PEM block, or an absent span. */
static struct span
between(struct span s, const char *begin, const char *end)
{
	const uint8_t *a, *b;
	size_t n;

	if ((a = memmem(s.p, s.n, begin, strlen(begin))) == NULL)
		return ((struct span){ NULL, 0 });
	a += strlen(begin);
	n = s.n - (size_t)(a - s.p);
	if ((b = memmem(a, n, end, strlen(end))) == NULL)
		return ((struct span){ NULL, 0 });
	return ((struct span){ a, (size_t)(b - a) });
}

static int
add_vkeys(struct policy *p, struct span s, struct error *e)
{
	struct policy_key k;
	struct span line;
	size_t n = 0;

	while (span_line(&s, &line)) {
		line = span_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		memset(&k, 0, sizeof(k));
		if (note_vkey_parse(line, &k.vkey, e) != 0)
			return (-1);
		memcpy(k.pub, k.vkey.pub, sizeof(k.pub));
		if (add_key(p, &k, e) != 0)
			return (-1);
		n++;
	}
	if (n == 0)
		return (error_set(e, ERR_SYNTAX,
		    "neither certificates nor a public key"));
	return (0);
}

int
policy_trust(struct policy *p, const char *path, struct error *e)
{
	struct buf file = BUF_INIT(PEM_MAX);
	struct span s, key;
	int rc = -1;

	if (io_read_file(path, &file, e) != 0)
		goto out;
	s = buf_span(&file);
	if (s.n == 0)
		rc = error_set(e, ERR_SYNTAX, "empty");
	else if (memmem(s.p, s.n, CERT_BEGIN, strlen(CERT_BEGIN)) != NULL)
		rc = trust_add_pem(p->signers, s, path, e);
	else if ((key = between(s, SPKI_BEGIN, SPKI_END)).p != NULL)
		rc = add_spki(p, key, e);
	else
		rc = add_vkeys(p, s, e);
out:
	buf_free(&file);
	if (rc != 0)
		(void)error_at(e, path, -1);
	return (rc);
}

int
policy_trust_own(struct policy *p, struct span pem, struct error *e)
{

	return (trust_add_pem(p->signers, pem, POLICY_OWN, e));
}

int
policy_trust_tsa(struct policy *p, const char *path, struct error *e)
{

	if (trust_add_file(p->tsas, path, e) != 0)
		return (-1);
	p->tsas_given = true;
	return (0);
}

static int
add_witnesses(struct policy *p, struct span s, struct error *e)
{
	struct span line;
	size_t n = 0;

	while (span_line(&s, &line)) {
		line = span_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (p->nwitnesses == POLICY_KEYS_MAX)
			return (error_set(e, ERR_LIMIT,
			    "more than %d witnesses", POLICY_KEYS_MAX));
		if (cosign_vkey_parse(line, &p->witnesses[p->nwitnesses],
		    e) != 0)
			return (-1);
		p->nwitnesses++;
		n++;
	}
	return (n > 0 ? 0 : error_set(e, ERR_SYNTAX, "no key of a witness"));
}

int
policy_witness(struct policy *p, const char *path, struct error *e)
{
	struct buf file = BUF_INIT(PEM_MAX);
	int rc = -1;

	if (io_read_file(path, &file, e) == 0)
		rc = add_witnesses(p, buf_span(&file), e);
	if (rc != 0)
		(void)error_at(e, path, -1);
	buf_free(&file);
	return (rc);
}

int
policy_trust_log(struct policy *p, const char *vkey, struct error *e)
{

	return (add_vkeys(p, span_of(vkey), e));
}

void
policy_jobs(struct policy *p, int n)
{

	p->jobs = n < 1 ? 1 : n;
}

void
policy_free(struct policy *p)
{

	if (p == NULL)
		return;
	trust_free(p->signers);
	trust_free(p->tsas);
	if (p->system != NULL) {
		trust_free(p->system->trust);
		(void)pthread_mutex_destroy(&p->system->lock);
	}
	free(p->system);
	free(p);
}
