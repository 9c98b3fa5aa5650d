#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/net/net.h"
#include "cmd/cmd.h"
#include "cmd/log_verbs.h"
#include "cmd/stop.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/num.h"
#include "store/base/time.h"
#include "store/custody/cosign.h"
#include "store/custody/witness.h"
#include "store/home/home_attest.h"

#define WAIT_MS		30000
#define CALL		"/add-checkpoint"
#define ANSWER_MAX	(2 * NOTE_MAX)

/* One who is asked: where, by which key, and what came of it. */
struct asking {
	struct use *u;
	const char *url;
	struct note_vkey key;
	struct buf request;
	struct buf answer;
	uint64_t size;			/* of the checkpoint in the request */
	int status;			/* HTTP */
};

int
log_key_of(const struct args *a, const char *option,
    int (*parse)(struct span s, struct note_vkey *out, struct error *e),
    struct note_vkey *out, struct error *e)
{
	struct buf b = BUF_INIT(64 * KIB);
	const char *path = args_text(a, option);
	int rc = -1;

	if (path == NULL)
		return (0);
	if (io_read_file(path, &b, e) == 0) {
		while (b.n > 0 && strchr("\r\n ", b.p[b.n - 1]) != NULL)
			b.n--;
		rc = parse(buf_span(&b), out, e) == 0 ? 1 :
		    error_at(e, path, -1);
	}
	buf_free(&b);
	return (rc);
}

static int
taken(const struct args *a, const char *witness, uint64_t size, int64_t time,
    struct error *e)
{
	char t[TIME_TEXT];
	json_t *j;
	bool ok = true;

	if (!args_has(a, "--json")) {
		say_textf(_("The witness %s has cosigned the checkpoint of "
		    "%llu events, at %s: it has seen nothing that contradicts "
		    "it."), witness, (unsigned long long)size,
		    time_text(time, t));
		return (EXIT_DONE);
	}
	j = json_object();
	json_put_text(j, "witness", witness, &ok);
	json_put_int(j, "size", (int64_t)size, &ok);
	json_put_time(j, "time", time, &ok);
	if ((j = json_made(j, ok, e)) == NULL)
		return (-1);
	return (say_json(j) == 0 ? EXIT_DONE : error_set(e, ERR_SYS,
	    "cannot write"));
}

/* ---- over HTTP ---- */

static int
post(struct asking *k, struct net *net, uint64_t old, struct error *e)
{
	struct buf url = BUF_INIT(URL_MAX + KIB);
	int rc = -1;

	buf_printf(&url, "%s%s", k->url, CALL);
	buf_reset(&k->request);
	buf_reset(&k->answer);
	if (buf_ok(&url, e) == 0 && home_witness_request(k->u->home, old,
	    &k->request, &k->size, e) == 0)
		rc = net_post(net, buf_str(&url), "text/plain; charset=utf-8",
		    buf_span(&k->request), WAIT_MS, &k->answer, &k->status,
		    e);
	buf_free(&url);
	return (rc);
}

/* The size that a witness answers with "409 Conflict"; -1: none. */
static int64_t
conflict_size(const struct asking *k)
{
	struct span s = buf_span(&k->answer);
	int64_t n;

	if (k->status != 409)
		return (-1);
	if (s.n > 0 && s.p[s.n - 1] == '\n')
		s.n--;
	return (num_parse(s, 0, INT64_MAX, &n, NULL) == 0 ? n : -1);
}

/*
 * It has seen another history of this log than the one that is here; so says
 * whoever answers there, and signs nothing.
 */
static int
contradicted(struct asking *k, uint64_t seen, struct error *e)
{

	if (home_witness_conflict(k->u->home, k->key.name, k->url, seen,
	    e) != 0)
		return (-1);
	say_text(_("REFUSED: the witness says that it has seen another "
	    "history of this log. Then this store was restored from an older "
	    "copy or rewritten, or there is a second copy of it that is also "
	    "used. This was entered in the custody log. Such an answer is "
	    "signed by nobody: have the witness give you the checkpoint that "
	    "it cosigned last, and hold it against the log with \"log check "
	    "FILE\"."));
	if (seen > 0)
		say_textf(_("The witness has cosigned %llu events; here are "
		    "%llu."), (unsigned long long)seen,
		    (unsigned long long)k->size);
	return (EXIT_MISSING);
}

static int
refused(struct asking *k, struct error *e)
{

	switch (k->status) {
	case 404:
	case 403:
		return (error_set(e, ERR_DENIED, "the witness does not know "
		    "this log or its key (HTTP status %d): give its keeper "
		    "the line of \"log key\"", k->status));
	case 409:
		return (error_set(e, ERR_HTTP, "the witness contradicts "
		    "itself: HTTP status 409 without another size"));
	case 422:
		return (contradicted(k, 0, e));
	default:
		return (error_set(e, ERR_HTTP, "HTTP status %d from the "
		    "witness", k->status));
	}
}

static int
take_answer(struct asking *k, const struct args *a, struct error *e)
{
	struct witness_request r;
	struct buf note = BUF_INIT(NOTE_MAX + ANSWER_MAX);
	int64_t time;
	int rc = -1;

	if (witness_request_read(buf_span(&k->request), &r, e) != 0)
		goto out;
	buf_putspan(&note, r.note);
	buf_putspan(&note, buf_span(&k->answer));
	if (buf_ok(&note, e) == 0 && home_witness_take(k->u->home, &k->key,
	    k->url, buf_span(&note), &time, e) == 0)
		rc = taken(a, k->key.name, k->size, time, e);
out:
	buf_free(&note);
	return (rc);
}

static int
ask(struct asking *k, const struct args *a, struct net *net, struct error *e)
{
	uint64_t old;
	int64_t seen;

	if (home_witness_seen(k->u->home, k->key.name, &old, e) != 0 ||
	    post(k, net, old, e) != 0)
		return (-1);
	/* It has cosigned more, or less, than we know: it says how much. */
	seen = conflict_size(k);
	if (seen >= 0 && (uint64_t)seen > k->size)
		return (contradicted(k, (uint64_t)seen, e));
	if (seen >= 0 && (uint64_t)seen != old &&
	    post(k, net, (uint64_t)seen, e) != 0)
		return (-1);
	return (k->status == 200 ? take_answer(k, a, e) : refused(k, e));
}

/* One witness has one address, however it is written. */
static int
plain_url(const char *given, struct buf *out, struct error *e)
{
	size_t n = strlen(given), call = strlen(CALL);

	while (n > 0 && given[n - 1] == '/')
		n--;
	if (n > call && memcmp(given + n - call, CALL, call) == 0)
		n -= call;
	while (n > 0 && given[n - 1] == '/')
		n--;
	buf_put(out, given, n);
	return (buf_ok(out, e));
}

static int
witness_url(struct use *u, const struct args *a, struct error *e)
{
	struct buf url = BUF_INIT(URL_MAX);
	struct asking k = { .u = u,
	    .request = BUF_INIT(WITNESS_REQUEST_MAX),
	    .answer = BUF_INIT(ANSWER_MAX) };
	struct net_opts o = NET_OPTS_INIT;
	struct net *net = NULL;
	int rc = -1, got;

	if (plain_url(a->rest[1], &url, e) != 0)
		return (-1);
	k.url = buf_str(&url);
	got = log_key_of(a, "--witness-key", cosign_vkey_parse, &k.key, e);
	if (got == 0 &&
	    (got = home_witness_at(u->home, k.url, &k.key, e)) == 0)
		(void)error_set(e, ERR_INPUT, "the first time, the key of the "
		    "witness must be named: --witness-key");
	o.proxy = args_text(a, "--proxy");
	o.cancel = stop_begin();
	if (got == 1 && net_open(&net, &o, e) == 0)
		rc = ask(&k, a, net, e);
	net_close(net);
	buf_free(&url);
	buf_free(&k.request);
	buf_free(&k.answer);
	return (rc);
}

/* ---- by files ---- */

static int
witness_request(struct use *u, const struct args *a, struct error *e)
{
	struct buf request = BUF_INIT(WITNESS_REQUEST_MAX);
	struct note_vkey key;
	uint64_t size, old = 0;
	int rc = -1, got;

	if ((got = log_key_of(a, "--witness-key", cosign_vkey_parse, &key,
	    e)) < 0 || (got == 1 && home_witness_seen(u->home, key.name,
	    &old, e) != 0))
		goto out;
	old = (uint64_t)args_number(a, "--old", (int64_t)old);
	if (home_witness_request(u->home, old, &request, &size, e) == 0)
		rc = log_put(a, buf_span(&request), e);
out:
	buf_free(&request);
	return (rc);
}

static int
witness_answer(struct use *u, const struct args *a, struct error *e)
{
	struct buf note = BUF_INIT(NOTE_MAX + ANSWER_MAX);
	struct buf file = BUF_INIT(ANSWER_MAX);
	struct note_vkey key;
	struct checkpoint cp;
	struct note n;
	int64_t time;
	int rc = -1, got;

	if (io_read_file(a->rest[1], &file, e) != 0)
		goto out;
	/* Lines alone are about the latest checkpoint. */
	if (span_starts(buf_span(&file), "\xe2\x80\x94") &&
	    home_checkpoint(u->home, &note, e) != 0)
		goto out;
	buf_putspan(&note, buf_span(&file));
	if (buf_ok(&note, e) != 0 ||
	    note_parse(buf_span(&note), &n, e) != 0 ||
	    checkpoint_parse(n.text, &cp, e) != 0)
		goto out;
	got = log_key_of(a, "--witness-key", cosign_vkey_parse, &key, e);
	if (got == 0 && (got = home_witness_of(u->home, &n, &key, e)) == 0)
		(void)error_set(e, ERR_INPUT, "no witness that is known here "
		    "has signed it: name the key of this one with "
		    "--witness-key");
	if (got == 1 && home_witness_take(u->home, &key, NULL,
	    buf_span(&note), &time, e) == 0)
		rc = taken(a, key.name, cp.size, time, e);
out:
	buf_free(&file);
	buf_free(&note);
	return (rc);
}

int
log_witness(struct use *u, const struct args *a, struct error *e)
{

	if (a->n < 2)
		return (args_has(a, "--output") ? witness_request(u, a, e) :
		    error_set(e, ERR_INPUT, "whom to ask? A URL, or -o FILE "
		    "for a request to be handed over, or the answer to one"));
	if (strncmp(a->rest[1], "http://", 7) == 0 ||
	    strncmp(a->rest[1], "https://", 8) == 0)
		return (witness_url(u, a, e));
	return (witness_answer(u, a, e));
}
