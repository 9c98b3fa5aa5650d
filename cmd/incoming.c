#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/incoming.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/dossier/dossier.h"
#include "verify/title.h"

/* Whom to believe: the person's choice, and the store's own root. */
static struct policy *
make_policy(struct incoming *in, struct error *e)
{
	const char *const *trust = args_list(in->a, "--trust");
	const char *const *tsa = args_list(in->a, "--tsa-trust");
	struct policy *p = policy_new(time_now(), e);
	struct buf root = BUF_INIT(PEM_MAX);
	int rc = -1;

	if (p == NULL || home_root_cert(in->u.home, &root, e) != 0 ||
	    policy_trust_own(p, buf_span(&root), e) != 0)
		goto out;
	for (; trust != NULL && *trust != NULL; trust++)
		if (policy_trust(p, *trust, e) != 0)
			goto out;
	for (; tsa != NULL && *tsa != NULL; tsa++)
		if (policy_trust_tsa(p, *tsa, e) != 0)
			goto out;
	rc = 0;
out:
	buf_free(&root);
	if (rc == 0)
		return (p);
	policy_free(p);
	return (NULL);
}

/* How it was judged goes into the event. */
static int
make_detail(struct incoming *in, struct error *e)
{
	bool ok = (in->detail = json_object()) != NULL;

	json_put_text(in->detail, "verdict", verdict_name(in->r.verdict),
	    &ok);
	if (in->r.signer.fingerprint[0] != '\0')
		json_put_text(in->detail, "signer", in->r.signer.fingerprint,
		    &ok);
	json_put_bool(in->detail, "trusted", in->r.signer.trusted, &ok);
	return (ok ? 0 : error_nomem(e));
}

int
incoming_open(struct incoming *in, const char *who, const struct args *a,
    struct error *e)
{
	struct policy *p = NULL;
	int rc = -1;

	*in = (struct incoming){ .who = who, .a = a,
	    .r = { .trouble = ERROR_INIT } };
	if (use_open(&in->u, a, USE_WRITE, e) != 0 ||
	    use_act(&in->u, a, HOME_MANAGE, e) != 0 ||
	    (p = make_policy(in, e)) == NULL ||
	    home_incoming_begin(in->u.home, a->rest[0], &in->g, e) != 0)
		goto out;
	if (verify_file(p, home_incoming_path(in->g), &in->r, e) != 0 ||
	    make_detail(in, e) != 0)
		goto out;
	/* What it says of itself is shown also where it is not believed. */
	(void)home_incoming_dossier(in->g, &in->d, NULL);
	rc = 0;
out:
	policy_free(p);
	return (rc);
}

void
incoming_close(struct incoming *in)
{

	dossier_free(in->d);
	json_decref(in->detail);
	verify_report_free(&in->r);
	home_incoming_end(in->g);
	use_close(&in->u);
}

enum incoming_answer
incoming_judge(const struct incoming *in)
{
	const struct verify_report *r = &in->r;

	if (r->verdict == VERDICT_ALTERED)
		return (INCOMING_ALTERED);
	if (r->verdict == VERDICT_UNDECIDED || r->kind != VERIFY_DOSSIER ||
	    in->d == NULL)
		return (INCOMING_UNDECIDED);
	if (!r->signer.trusted && !args_has(in->a, "--accept-unknown"))
		return (INCOMING_UNKNOWN);
	return (INCOMING_GOOD);
}

void
incoming_why(const struct incoming *in, struct buf *out)
{
	const struct findings *fs = &in->r.findings;
	size_t i;

	for (i = 0; i < fs->n; i++)
		if (fs->v[i].level == FINDING_FAIL) {
			buf_printf(out, "%s: %s%s%.300s",
			    check_name(fs->v[i].check),
			    fs->v[i].subject != NULL ? fs->v[i].subject : "",
			    fs->v[i].subject != NULL ? ": " : "",
			    fs->v[i].detail);
			return;
		}
	buf_puts(out, in->r.trouble.text);
}

static void
say_line(const struct incoming *in, const char *fmt, const char *text)
{
	char *safe = say_safe(text);

	(void)fprintf(stderr, "%s: ", in->who);
	(void)fprintf(stderr, fmt, safe != NULL ? safe : "");
	(void)fputc('\n', stderr);
	free(safe);
}

void
incoming_say(const struct incoming *in)
{
	struct buf why = BUF_INIT(64 * KIB);

	incoming_why(in, &why);
	switch (incoming_judge(in)) {
	case INCOMING_ALTERED:
		say_line(in, _("the package does not hold: %s"),
		    buf_str(&why));
		break;
	case INCOMING_UNDECIDED:
		say_line(in, _("this cannot be judged as a package: %s"),
		    buf_str(&why));
		break;
	case INCOMING_UNKNOWN:
		say_line(in, _("nobody you trust vouches for who signed it: "
		    "%s"), in->r.signer.subject);
		say_line(in, _("its certificate has the fingerprint %s"),
		    in->r.signer.fingerprint);
		(void)fprintf(stderr, "%s\n", _("Have the sender tell you the "
		    "root certificate in another way and give it with "
		    "--trust, or take it as it is with --accept-unknown."));
		break;
	case INCOMING_GOOD:
		if (!in->r.signer.trusted)
			say_line(in, _("taken although nobody vouches for "
			    "who signed it: %s"), in->r.signer.subject);
		if (!in->r.time.trusted)
			say_line(in, "%s", _("the time of its signature is "
			    "not established (no authority of time that you "
			    "trust)"));
		/* Of who held it before, or of the reports inside. */
		if (in->r.signer.trusted && in->r.time.trusted &&
		    in->r.verdict != VERDICT_HOLDS)
			say_line(in, "%s", title_meaning(&in->r));
		break;
	}
	buf_free(&why);
}

static json_t *
signer_json(const struct incoming *in, bool *ok)
{
	json_t *j = json_object();

	if (j == NULL)
		*ok = false;
	json_put_text(j, "subject", in->r.signer.subject, ok);
	if (in->r.signer.fingerprint[0] != '\0')
		json_put_text(j, "fingerprint", in->r.signer.fingerprint, ok);
	json_put_bool(j, "trusted", in->r.signer.trusted, ok);
	return (j);
}

json_t *
incoming_json(const struct incoming *in, bool *ok)
{
	json_t *j = json_object();

	if (j == NULL)
		*ok = false;
	if (in->d != NULL)
		json_put_text(j, "package", in->d->uuid, ok);
	json_put_text(j, "sha256", home_incoming_sha256(in->g), ok);
	json_put_int(j, "bytes", home_incoming_bytes(in->g), ok);
	json_put_text(j, "verdict", verdict_name(in->r.verdict), ok);
	json_put(j, "signer", signer_json(in, ok), ok);
	if (in->d != NULL)
		json_put(j, "from", dossier_sender(in->d, ok), ok);
	return (j);
}
