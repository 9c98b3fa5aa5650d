#include "cmd/cmd.h"
#include "cmd/findings.h"
#include "cmd/log_verbs.h"
#include "store/base/io.h"
#include "store/base/json.h"
#include "store/base/limits.h"
#include "store/custody/tiles.h"
#include "store/home/home_attest.h"

static int
show(const struct args *a, uint64_t size, struct error *e)
{
	json_t *j;
	bool ok = true;

	if (!args_has(a, "--json")) {
		say_textf(_("The first %llu events of the custody log are in "
		    "%s, with the checkpoint and the key that checks it."),
		    (unsigned long long)size, a->rest[1]);
		return (EXIT_DONE);
	}
	j = json_object();
	json_put_text(j, "folder", a->rest[1], &ok);
	json_put_int(j, "size", (int64_t)size, &ok);
	if (!ok) {
		json_decref(j);
		return (error_nomem(e));
	}
	return (say_json(j) == 0 ? EXIT_DONE : error_set(e, ERR_SYS,
	    "cannot write"));
}

int
log_export(struct use *u, const struct args *a, struct error *e)
{
	struct buf note = BUF_INIT(NOTE_MAX), tsr = BUF_INIT(TOKEN_MAX);
	uint64_t size = 0;
	int rc = -1;

	if (a->n < 2)
		return (error_set(e, ERR_INPUT,
		    "an empty folder is wanted: log export DIR"));
	if (args_has(a, "--stamp") ? log_stamp(u, a, e) != 0 ||
	    home_point_stamped(u->home, &note, &tsr, e) != 0 :
	    home_checkpoint(u->home, &note, e) != 0)
		goto out;
	if (home_log_export(u->home, a->rest[1], buf_span(&note), &size,
	    e) == 0)
		rc = show(a, size, e);
out:
	buf_free(&tsr);
	buf_free(&note);
	return (rc);
}

static int
check_json(uint64_t size, const struct log_findings *fs, struct error *e)
{
	json_t *j = json_object();
	bool ok = j != NULL;

	json_put_bool(j, "sound", fs->failed == 0, &ok);
	json_put_int(j, "size", (int64_t)size, &ok);
	json_put_int(j, "failed", (int64_t)fs->failed, &ok);
	json_put_int(j, "warned", (int64_t)fs->warned, &ok);
	json_put(j, "findings", findings_log_json(fs), &ok);
	if (!ok) {
		json_decref(j);
		return (error_nomem(e));
	}
	return (say_json(j) == 0 ? 0 : error_set(e, ERR_SYS, "cannot write"));
}

int
log_check_folder(struct use *u, const struct args *a, struct error *e)
{
	struct log_findings fs = LOG_FINDINGS_INIT;
	struct note_vkey key = *home_log_key(u->home);
	uint64_t size = 0;
	int rc = -1;

	if (log_key_of(a, "--log-key", note_vkey_parse, &key, e) < 0 ||
	    tiles_check(a->rest[1], &key, &fs, &size, e) != 0)
		goto out;
	rc = fs.failed > 0 ? EXIT_MISSING : EXIT_DONE;
	if (args_has(a, "--json")) {
		if (check_json(size, &fs, e) != 0)
			rc = -1;
		goto out;
	}
	findings_log_show(&fs);
	if (fs.failed > 0)
		say_textf(_("The exported log does not hold (events: %llu)."),
		    (unsigned long long)size);
	else
		say_textf(_("The exported log holds (events: %llu): it is "
		    "whole, in order, and what %s signed."),
		    (unsigned long long)size, key.name);
out:
	log_findings_free(&fs);
	return (rc);
}
