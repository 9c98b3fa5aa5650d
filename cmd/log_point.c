#include <stdio.h>

#include "cmd/authorities.h"
#include "cmd/cmd.h"
#include "cmd/log_verbs.h"
#include "cmd/stamping.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/base/time.h"
#include "store/home/home_attest.h"

int
log_put(const struct args *a, struct span s, struct error *e)
{
	const char *path = args_text(a, "--output");

	if (path != NULL)
		return (io_write_file(path, s, 0644, e));
	if (fwrite(s.p, 1, s.n, stdout) != s.n)
		return (error_sys(e, "cannot write"));
	return (0);
}

static int
show_json(struct use *u, const struct buf *note, struct error *e)
{
	struct buf key = BUF_INIT(4 * KIB);
	json_t *j = json_object();
	bool ok = j != NULL;
	int rc = -1;

	note_vkey_text(home_log_key(u->home), &key);
	json_put_text(j, "key", buf_str(&key), &ok);
	json_put_span(j, "checkpoint", buf_span(note), &ok);
	if (!ok || key.failed != ERR_NONE) {
		json_decref(j);
		(void)error_nomem(e);
	} else if (say_json(j) == 0)
		rc = 0;
	else
		(void)error_set(e, ERR_SYS, "cannot write");
	buf_free(&key);
	return (rc);
}

/* Where nothing came since the last time-stamp, that one will do. */
int
log_stamp(struct use *u, const struct args *a, struct error *e)
{
	struct authority_answer answer = AUTHORITY_ANSWER_INIT;
	struct authority_query q = { .net = NULL };
	char t[TIME_TEXT];
	int rc, fresh = home_point_new(u->home, e);

	if (fresh < 0)
		return (-1);
	if (fresh == 0) {
		(void)fprintf(stderr, "%s\n", _("Nothing was entered since "
		    "the last time-stamp of the log."));
		return (0);
	}
	rc = authorities_open(&q, args_list(a, "--tsa"),
	    args_text(a, "--proxy"), u->home, e);
	if (rc == 0)
		rc = stamping_ask(u->home, &q, &answer, e);
	if (rc == 0)
		(void)fprintf(stderr, _("Time-stamped: %s by %s\n"),
		    time_text(answer.stamp.gen_time, t), answer.by);
	authorities_close(&q);
	authority_answer_free(&answer);
	return (rc);
}

/*
 * The one that is stamped is handed out where --stamp is given, since the
 * event that tells of the time-stamp has made a younger one.
 */
int
log_point(struct use *u, const struct args *a, struct error *e)
{
	struct buf note = BUF_INIT(NOTE_MAX), tsr = BUF_INIT(TOKEN_MAX);
	bool stamped = args_has(a, "--stamp");
	struct buf beside = BUF_INIT(64 * KIB);
	int rc = -1;

	if (stamped ? log_stamp(u, a, e) != 0 ||
	    home_point_stamped(u->home, &note, &tsr, e) != 0 :
	    home_checkpoint(u->home, &note, e) != 0)
		goto out;
	rc = args_has(a, "--json") ? show_json(u, &note, e) :
	    log_put(a, buf_span(&note), e);
	if (rc == 0 && stamped && args_has(a, "--output")) {
		buf_printf(&beside, "%s.tsr", args_text(a, "--output"));
		rc = buf_ok(&beside, e) != 0 ? -1 :
		    io_write_file(buf_str(&beside), buf_span(&tsr), 0644, e);
	}
out:
	buf_free(&beside);
	buf_free(&tsr);
	buf_free(&note);
	return (rc);
}
